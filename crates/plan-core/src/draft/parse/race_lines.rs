//! Lines about a race: `Race day`, `Half Marathon (13.1 mi)`, `10K tune-up race`.

use super::amounts::{self, Amount};
use super::assemble::Assembled;
use super::lexer::{Cursor, Kind, Token};
use super::manners::Circumstances;
use crate::plan::RaceDistance;
use crate::units::Distance;
use crate::workout::{Workout, WorkoutKind};

/// Reads a race line; `None` where the line is not about a race.
pub(super) fn race(
    source: &str,
    tokens: &[Token<'_>],
    circumstances: Circumstances,
) -> Option<Result<Assembled, String>> {
    if !says_race(tokens) {
        return None;
    }
    let named = named_race(tokens);
    let amounts = all_distances(tokens);
    let total = total(tokens, &amounts, named);
    let is_goal = ["day", "goal"]
        .iter()
        .any(|word| tokens.iter().any(|token| token.is_word(word)))
        || tokens.len() == 1;
    let distance = match (total, named) {
        (Some((_, total)), Some(race)) if is_close(total, race.distance()) => {
            Some((None, race.distance()))
        }
        (Some(total), _) => Some(total),
        (None, Some(race)) if amounts.len() < 2 => Some((None, race.distance())),
        // The race may stand between its warm-up and cool-down, or before the
        // whole day's distance (`5K tune-up race 9 mi`): the longest is meant.
        (None, _) => match amounts.iter().copied().max_by_key(|(_, to)| *to) {
            Some((from, longest)) => Some(match named {
                Some(race) if race.distance() > longest => (None, race.distance()),
                _ => (from, longest),
            }),
            None => circumstances
                .race
                .filter(|_| is_goal)
                .map(|race| (None, race.distance())),
        },
    };
    let Some((from, to)) = distance else {
        return Some(Err(
            "the distance of the race, such as `10K race` or `Race 8 km`".to_owned(),
        ));
    };
    let mut workout = Workout::run(WorkoutKind::Race, to);
    workout.distance_from = from;
    let has_more = amounts.len() > 1 && named.is_none();
    workout.note = note(source, tokens, has_more);
    Some(Ok(Assembled {
        workout,
        findings: Vec::new(),
        says_kind: true,
    }))
}

/// True for a line that is about a race.
pub(super) fn says_race(tokens: &[Token<'_>]) -> bool {
    is_race(tokens, named_race(tokens).is_some())
}

/// True for a race, not for its pace, its rehearsal or the day before it.
fn is_race(tokens: &[Token<'_>], is_named: bool) -> bool {
    const NOT_BEHIND: [&str; 9] = [
        "pace",
        "effort",
        "simulation",
        "rehearsal",
        "week",
        "prep",
        "speed",
        "pr",
        "ready",
    ];
    const NOT_BEFORE: [&str; 7] = ["pre", "post", "before", "after", "mock", "for", "no"];
    let trial = tokens
        .windows(2)
        .any(|pair| pair[0].is_word("time") && pair[1].is_word("trial"));
    let race = tokens.iter().enumerate().any(|(at, token)| {
        let behind = tokens.get(at + 1);
        // `before the race` is before it, too.
        let mut before = tokens[..at].iter().rev();
        let before = before.find(|token| {
            !["the", "my", "your", "a"]
                .iter()
                .any(|it| token.is_word(it))
        });
        (token.is_word("race") || token.is_word("raceday"))
            && !NOT_BEHIND
                .iter()
                .any(|word| behind.is_some_and(|behind| behind.is_word(word)))
            && !NOT_BEFORE
                .iter()
                .any(|word| before.is_some_and(|before| before.is_word(word)))
    });
    let only_a_name = is_named
        && tokens.iter().all(|token| match token.kind {
            Kind::Word => [
                "half", "full", "marathon", "goal", "second", "first", "mi", "miles", "km", "day",
            ]
            .iter()
            .any(|word| token.is_word(word)),
            Kind::Number(_) | Kind::Sign('(' | ')' | ',' | '!') => true,
            _ => false,
        })
        && tokens.iter().any(|token| token.is_word("marathon"));
    trial || race || only_a_name
}

/// The goal race a line names.
fn named_race(tokens: &[Token<'_>]) -> Option<RaceDistance> {
    let at = |at: usize, word: &str| tokens.get(at).is_some_and(|token| token.is_word(word));
    let place = tokens.iter().position(|token| token.is_word("marathon"))?;
    let is_half = place > 0 && at(place - 1, "half");
    Some(if is_half {
        RaceDistance::HalfMarathon
    } else {
        RaceDistance::FullMarathon
    })
}

fn is_close(one: Distance, other: Distance) -> bool {
    let (low, high) = (one.min(other), one.max(other));
    high.saturating_sub(low) <= high.percent(crate::units::Percent::from_whole(1))
}

type Range = (Option<Distance>, Distance);

fn all_distances(tokens: &[Token<'_>]) -> Vec<Range> {
    let mut cursor = Cursor::new(tokens);
    let mut found = Vec::new();
    while !cursor.is_done() {
        match amounts::amount(&mut cursor) {
            Some(Amount::Distance { from, to }) => found.push((from, to)),
            Some(Amount::Time { .. }) => {}
            None => cursor.skip(1),
        }
    }
    found
}

/// What the day adds up to: `(total 9–11 mi)`, or the one distance beside a race's name.
fn total(tokens: &[Token<'_>], distances: &[Range], named: Option<RaceDistance>) -> Option<Range> {
    if let Some(word) = tokens.iter().position(|token| token.is_word("total")) {
        let mut cursor = Cursor::new(tokens);
        cursor.skip(word + 1);
        let _ = cursor.sign(':') || cursor.words("of");
        if let Some(Amount::Distance { from, to }) = amounts::amount(&mut cursor) {
            return Some((from, to));
        }
    }
    match distances {
        [only] if named.is_some() => Some(*only),
        _ => None,
    }
}

/// The whole line, where it says more than that there is a race.
fn note(source: &str, tokens: &[Token<'_>], has_more: bool) -> Option<String> {
    const KNOWN: [&str; 9] = [
        "race", "raceday", "day", "goal", "half", "full", "marathon", "total", "the",
    ];
    let says_more = tokens.iter().any(|token| {
        token.kind == Kind::Word
            && amounts::unit_word(token).is_none()
            && !KNOWN.iter().any(|word| token.is_word(word))
    });
    let (first, last) = (tokens.first()?, tokens.last()?);
    (says_more || has_more).then(|| source[first.start..last.end()].to_owned())
}
