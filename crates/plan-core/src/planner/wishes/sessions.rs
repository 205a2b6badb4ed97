//! Sessions that are wanted or not.

use super::clause::Clause;
use super::vocabulary as word;
use super::{Liking, Recognized, Wish};
use crate::workout::WorkoutKind;

const MORE: &[&str] = &[
    "more",
    "extra",
    "lots",
    "plenty",
    "love",
    "loves",
    "like",
    "likes",
    "prefer",
    "prefers",
    "enjoy",
    "enjoys",
    "want",
    "wants",
    "include",
    "add",
    "focus",
    "emphasis",
    "emphasize",
    "with",
    "some",
    "use",
    "regular",
];
const FEWER: &[&str] = &["less", "fewer", "reduce", "limit"];
/// What may stand between a liking and the session it is about.
const LINKS: &[&str] = &[
    "of", "the", "a", "an", "to", "on", "and", "or", "nor", ",", "&", "/", "my", "any", "do",
    "doing", "for", "me", "weekly", "short", "hard", "good", "need", "fan", "in", "please", "give",
    "put", "than", "race", "marathon", "goal", "pace", "speed",
];
const WITHOUT: &[&str] = &[
    "without", "avoid", "skip", "hate", "hates", "dislike", "dislikes", "instead", "rather",
];

/// Sessions with a liking; without one only where the clause names nothing else.
///
/// Nothing is used of a clause that says when, how often or under which
/// condition: the planner has no place for that.
pub(super) fn read(clause: &mut Clause<'_>, wishes: &mut Vec<Recognized>) {
    let is_a_rest = word::LAST_JOINS.contains(&clause.word(0));
    if is_a_rest || clause.left().any(says_when_or_how) {
        return;
    }
    let Some(found) = likings(clause) else {
        return;
    };
    let (Some(first), Some(last)) = (
        found.first().map(|&(from, ..)| from),
        found.last().map(|&(_, to, ..)| to),
    ) else {
        return;
    };
    let linked = (0..first)
        .rev()
        .take_while(|place| !clause.is_used(*place) && is_linked(clause.word(*place)))
        .last()
        .unwrap_or(first);
    let from = (linked..first)
        .find(|place| is_marker(clause.word(*place)))
        .unwrap_or(first);
    let phrase = clause.use_up(from, last);
    wishes.extend(found.into_iter().map(|(_, _, kind, liking)| Recognized {
        phrase: phrase.clone(),
        wish: Wish::Session(kind, liking),
    }));
}

/// `(from, to, kind, liking)`; `None` where a denial is denied.
fn likings(clause: &Clause<'_>) -> Option<Vec<(usize, usize, WorkoutKind, Liking)>> {
    let bare = clause.left().all(|left| {
        word::is_filler(left)
            || word::session(left).is_some()
            || word::SESSION_NOUNS.contains(&left)
    });
    let mut liking = bare.then_some(Liking::More);
    let mut denied = false;
    let mut found = Vec::new();
    let mut place = 0;
    while place < clause.tokens.len() {
        let word = clause.word(place);
        if word::NOT.contains(&word) {
            if denied || matches!(liking, Some(Liking::Without | Liking::Fewer)) {
                return None;
            }
            denied = true;
            liking = Some(Liking::Without);
        } else if WITHOUT.contains(&word) || FEWER.contains(&word) {
            if denied {
                return None;
            }
            liking = Some(if FEWER.contains(&word) {
                Liking::Fewer
            } else {
                Liking::Without
            });
        } else if MORE.contains(&word) {
            if !denied {
                liking = Some(Liking::More);
            }
        } else if !bare
            && !LINKS.contains(&word)
            && !word::SESSION_NOUNS.contains(&word)
            && word::session(word).is_none()
        {
            // Too far from the word of liking to be what it is about.
            liking = None;
        }
        match kind_at(clause, place) {
            Some((kind, to)) => {
                if let Some(liking) = liking {
                    found.push((place, to, kind, liking));
                }
                place = to;
            }
            None => place += 1,
        }
    }
    Some(found)
}

fn is_linked(word: &str) -> bool {
    is_marker(word) || LINKS.contains(&word)
}

fn is_marker(word: &str) -> bool {
    [MORE, FEWER, WITHOUT, word::NOT]
        .iter()
        .any(|list| list.contains(&word))
}

/// The session that begins at a place, and where it ends.
fn kind_at(clause: &Clause<'_>, place: usize) -> Option<(WorkoutKind, usize)> {
    let (kind, mut to) = match (clause.word(place), clause.word(place + 1)) {
        ("race" | "marathon" | "goal", "pace") => (WorkoutKind::RacePace, place + 2),
        ("speed", "work") => (WorkoutKind::Intervals, place + 2),
        (word, _) => (word::session(word)?, place + 1),
    };
    if word::SESSION_NOUNS.contains(&clause.word(to)) {
        to += 1;
    }
    Some((kind, to))
}

fn says_when_or_how(word: &str) -> bool {
    word.bytes().any(|byte| byte.is_ascii_digit())
        || word::weekdays(word).is_some()
        || word::PAST.contains(&word)
        || word::CONDITIONS.contains(&word)
        || matches!(word, "long" | "easy" | "week" | "weeks" | "twice" | "once")
        || word::number(word).is_some()
}
