//! What holds where a line says what it was and what it is.
//!
//! People mark a change instead of making it: they strike the old run out, put an
//! arrow or `changed to` before the new one, write `cancelled` or `moved to Thu`
//! behind it. What was is not what is asked for. Where both cannot be told apart,
//! the line is refused; the old run is never taken for the new one.

use std::borrow::Cow;

use chrono::Weekday;

use super::lexer::{Cursor, Kind, Token, tokens};
use super::{amounts, lines, vocabulary, weekdays};

const ONLY_WHAT_HOLDS: &str =
    "what holds now and nothing else, such as `Rest` or `Easy 5 mi`, not what it was before";

const OWN_DAY: &str =
    "a workout in the line of its own day, and here what is left of this one, such as `Rest`";

/// A body as it holds.
#[derive(Debug)]
pub(super) struct Revised<'a> {
    /// The body, its note included.
    pub body: Cow<'a, str>,
    /// True where the line says what it was before.
    pub is_changed: bool,
    /// Another day the line names, and nothing was read from.
    pub other_day: Option<&'a str>,
}

/// What holds of a body in the line of these days, its note left as it is; without
/// days, any may be named.
///
/// # Errors
/// What was expected, where that cannot be told.
pub(super) fn revised<'a>(
    body: &'a str,
    head: &'a str,
    days: Option<&[Weekday]>,
) -> Result<Revised<'a>, &'static str> {
    let note = &body[head.len()..];
    let kept = unstruck(head)?;
    let is_struck = kept != head;
    let kept = match kept {
        Cow::Borrowed(text) => text.to_owned(),
        // Nothing is left: nothing is run.
        Cow::Owned(text) if !text.contains(char::is_alphanumeric) => "Rest".to_owned(),
        Cow::Owned(text) => text,
    };
    let tokens = tokens(&kept);
    let line = Words {
        source: &kept,
        tokens: &tokens,
    };
    if let Some(days) = days {
        check_moved(&line, days)?;
    }
    let mut holds = line.cancelled()?;
    if holds.is_none() {
        holds = line.replaced()?;
    }
    if holds.is_none() {
        holds = line.without_what_was()?;
    }
    let is_changed = is_struck || holds.is_some();
    let other_day = days.and_then(|days| other_day(head, days));
    let body = match holds {
        Some(holds) => Cow::Owned(match (holds.contains(" — "), note.strip_prefix(" — ")) {
            (true, Some(note)) => format!("{holds}; {note}"),
            _ => holds + note,
        }),
        None if is_struck => Cow::Owned(kept + note),
        None => Cow::Borrowed(body),
    };
    Ok(Revised {
        body,
        is_changed,
        other_day,
    })
}

/// True for a note that asks for another workout than the line it stands in: it
/// says cancelled, changed or moved, or begins another day.
pub(super) fn is_in_note(note: &str, is_rest: bool, days: &[Weekday]) -> bool {
    let tokens = tokens(note);
    let line = Words {
        source: note,
        tokens: &tokens,
    };
    let names_day = (0..tokens.len()).any(|at| {
        line.day(at).is_some()
            && tokens
                .get(at + 1)
                .is_some_and(|next| next.kind == Kind::Sign(':'))
            && lines::begins_a_workout(&note[tokens[at + 1].end()..])
    });
    let is_over = !is_rest && !matches!(line.cancelled(), Ok(None));
    let is_new = |at: usize| {
        line.new_behind(at)
            .is_some_and(|next| line.begins_a_workout(next))
    };
    let is_changed = (0..tokens.len()).any(is_new);
    let is_moved = !is_rest && check_moved(&line, days).is_err();
    names_day || is_over || is_changed || is_moved
}

/// True for words in parentheses that change the line they stand in.
pub(in crate::draft) fn marks_change(text: &str) -> bool {
    is_in_note(text, false, &[])
}

/// Without what is struck out: `~~…~~`, `<del>…</del>`, `<s>…</s>`, letters with a
/// stroke through them.
fn unstruck(head: &str) -> Result<Cow<'_, str>, &'static str> {
    const STROKES: [char; 2] = ['\u{335}', '\u{336}'];
    const TAGS: [(&str, &str); 5] = [
        ("~~", "~~"),
        ("<del>", "</del>"),
        ("<s>", "</s>"),
        ("<strike>", "</strike>"),
        ("~", "~"),
    ];
    let mut kept = Cow::Borrowed(head);
    if head.contains(STROKES) {
        let letters: Vec<char> = head.chars().collect();
        let is_stroke = |c: Option<&char>| c.is_some_and(|c| STROKES.contains(c));
        let left = (0..letters.len())
            .filter(|at| !is_stroke(letters.get(*at)) && !is_stroke(letters.get(at + 1)));
        kept = Cow::Owned(left.map(|at| letters[at]).collect());
    }
    for (open, close) in TAGS {
        let is_single = open.len() == 1;
        if !kept.contains(open) {
            continue;
        }
        let mut left = String::new();
        let mut text = &*kept;
        while let Some((before, behind)) = text.split_once(open) {
            // A single one is an estimate, `~4 mi`, unless it closes like a mark.
            let end = match is_single {
                false => behind.find(close),
                true => closing_tilde(before, behind),
            };
            left.push_str(before);
            match end {
                Some(end) => {
                    left.push(' ');
                    text = &behind[end + close.len()..];
                }
                None if is_single => {
                    left.push_str(open);
                    text = behind;
                }
                None => return Err("what is struck out between `~~` and `~~`"),
            }
        }
        left.push_str(text);
        if left != *kept {
            kept = Cow::Owned(left);
        }
    }
    Ok(match kept {
        Cow::Owned(text) => {
            let words: Vec<&str> = text.split_whitespace().collect();
            Cow::Owned(words.join(" "))
        }
        borrowed => borrowed,
    })
}

/// Where a single `~` in front of a word closes: behind a letter or digit, before a space.
fn closing_tilde(before: &str, behind: &str) -> Option<usize> {
    let opens = before.is_empty() || before.ends_with([' ', '(']);
    let end = behind.find('~').filter(|_| opens)?;
    let is_closed = behind[..end].ends_with(|c: char| c.is_alphanumeric() || c == ')')
        && !behind[end + 1..].starts_with(|c: char| c.is_alphanumeric());
    is_closed.then_some(end)
}

/// A body as words.
struct Words<'t, 'a> {
    source: &'a str,
    tokens: &'t [Token<'a>],
}

impl<'t, 'a> Words<'t, 'a> {
    fn cursor(&self, at: usize) -> Cursor<'t, 'a> {
        let mut cursor = Cursor::new(self.tokens);
        cursor.skip(at);
        cursor
    }

    fn sees(&self, at: usize, phrases: &[&str]) -> Option<usize> {
        let mut cursor = self.cursor(at);
        let found = phrases.iter().any(|phrase| cursor.words(phrase));
        found.then(|| cursor.position())
    }

    fn day(&self, at: usize) -> Option<Weekday> {
        let token = self.tokens.get(at)?;
        weekdays::inside(token.text).filter(|_| token.kind == Kind::Word)
    }

    fn begins_a_workout(&self, at: usize) -> bool {
        let token = self.tokens.get(at);
        token.is_some_and(|token| lines::begins_a_workout(&self.source[token.start..]))
    }

    /// True where a length, a kind of workout or a day off stands from here on.
    fn asks(&self, from: usize) -> bool {
        (from..self.tokens.len()).any(|at| self.is_amount(at) || self.is_kind(at))
    }

    fn is_amount(&self, at: usize) -> bool {
        amounts::amount(&mut self.cursor(at)).is_some()
    }

    fn is_kind(&self, at: usize) -> bool {
        let mut cursor = self.cursor(at);
        vocabulary::rest_day(&mut cursor)
            || vocabulary::kind(&mut cursor).is_some()
            || cursor.sees("race")
    }

    /// True where a thought begins: at the start, or behind a sign.
    fn begins_clause(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1).and_then(|at| self.tokens.get(at)) else {
            return true;
        };
        let is_filler = ["is", "was", "now", "all", "run", "session", "workout"];
        is_sign(before) || is_filler.iter().any(|word| before.is_word(word))
    }

    fn ends_clause(&self, at: usize) -> bool {
        let mut at = at;
        const FILLERS: [&str; 6] = ["this", "it", "today", "run", "session", "workout"];
        while self.sees(at, &FILLERS).is_some() {
            at += 1;
        }
        self.tokens.get(at).is_none_or(is_sign)
    }

    /// True behind `if`, `or`, `not` in the same clause: nothing has happened yet.
    fn is_conditional(&self, at: usize) -> bool {
        const CONDITIONS: [&str; 8] = [
            "if", "unless", "when", "or", "not", "don't", "don’t", "case",
        ];
        let clause = self.tokens[..at]
            .iter()
            .rev()
            .take_while(|token| !is_sign(token));
        clause
            .take(8)
            .any(|token| CONDITIONS.iter().any(|word| token.is_word(word)))
    }

    /// `Easy 4 mi (cancelled)`: a day off, what it was in its note.
    fn cancelled(&self) -> Result<Option<String>, &'static str> {
        const DONE: [&str; 9] = [
            "cancelled",
            "canceled",
            "scrapped",
            "skipped",
            "called off",
            "postponed",
            "removed",
            "deleted",
            "dropped",
        ];
        const TO_DO: [&str; 7] = [
            "skip", "cancel", "omit", "drop", "delete", "remove", "scrap",
        ];
        for at in 0..self.tokens.len() {
            let (end, is_over) = if let Some(end) = self.sees(at, &DONE) {
                (end, self.begins_clause(at) || self.ends_clause(end))
            } else if let Some(end) = self.sees(at, &TO_DO) {
                (end, self.begins_clause(at) && self.ends_clause(end))
            } else {
                continue;
            };
            if !is_over || self.is_conditional(at) {
                continue;
            }
            let is_put_off = self.tokens[at].is_word("postponed");
            let is_label = at == 0
                && self
                    .tokens
                    .get(end)
                    .is_some_and(|next| matches!(next.kind, Kind::Dash | Kind::Sign(':')));
            // `Group run cancelled, easy 4 mi alone`
            if is_put_off || self.asks(end) && !is_label {
                return Err(ONLY_WHAT_HOLDS);
            }
            return Ok(Some(format!("Rest — {}", self.source.trim())));
        }
        Ok(None)
    }

    /// Where the new workout stands behind an arrow or its words at this token.
    fn new_behind(&self, at: usize) -> Option<usize> {
        const WORDS: [&str; 28] = [
            "changed to",
            "change to",
            "changed into",
            "replaced by",
            "replaced with",
            "replace with",
            "replace by",
            "swapped for",
            "swap for",
            "swapped to",
            "switched to",
            "switch to",
            "becomes",
            "became",
            "make it",
            "made it",
            "turned into",
            "cut to",
            "cut down to",
            "shortened to",
            "reduced to",
            "extended to",
            "lengthened to",
            "increased to",
            "upped to",
            "bumped to",
            "lowered to",
            "corrected to",
        ];
        if let Some(behind) = self.sees(at, &WORDS) {
            return Some(behind);
        }
        // `now Rest`
        if let Some(behind) = self.sees(at, &["now"]) {
            return Some(behind).filter(|behind| self.begins_a_workout(*behind));
        }
        let token = self.tokens.get(at)?;
        let is = |at: usize, sign: char| {
            self.tokens
                .get(at)
                .is_some_and(|token| token.kind == Kind::Sign(sign))
        };
        match token.kind {
            Kind::Sign('→' | '⇒' | '➔' | '➜' | '➡' | '⟶' | '⮕' | '►' | '▶' | '»') => {
                Some(at + 1)
            }
            Kind::Dash | Kind::Sign('=') if is(at + 1, '>') => Some(at + 2),
            // `HR > 150` is none.
            Kind::Sign('>') => {
                let next = self.tokens.get(at + 1)?;
                let is_number = matches!(next.kind, Kind::Number(_) | Kind::Clock);
                let is_apart = at > 0 && self.tokens[at - 1].end() < token.start;
                (!is_number && is_apart && next.start > token.end()).then_some(at + 1)
            }
            _ => None,
        }
    }

    /// `Easy 4 mi → Rest`, `Easy 4 mi changed to 5 mi`: what stands behind.
    fn replaced(&self) -> Result<Option<String>, &'static str> {
        let found = (0..self.tokens.len()).rev();
        let mut found = found.filter_map(|at| Some((at, self.new_behind(at)?)));
        let Some((at, behind)) = found.next() else {
            return Ok(None);
        };
        // The dash of `-->` is no part of what was.
        let mut at = at;
        while at > 0 && (self.tokens[at - 1].kind == Kind::Dash || is_open(&self.tokens[at - 1])) {
            at -= 1;
        }
        let (Some(first), Some(last)) = (self.tokens.get(behind), self.tokens.last()) else {
            return Err(ONLY_WHAT_HOLDS);
        };
        let new = self.source[first.start..last.end()].trim_end_matches(['.', ' ']);
        let new = match new.contains('(') {
            true => new,
            false => new.trim_end_matches([')', ']']).trim_end(),
        };
        let new_tokens = tokens(new);
        let is_only_amount = {
            let mut cursor = Cursor::new(&new_tokens);
            amounts::amount(&mut cursor).is_some() && cursor.is_done()
        };
        // `Tempo 5 mi → 6 mi`
        if is_only_amount {
            let mut lengths = self.lengths(at);
            let is_once = (0..at).all(|at| self.new_behind(at).is_none());
            let (Some((from, to)), None, true) = (lengths.next(), lengths.next(), is_once) else {
                return Err(ONLY_WHAT_HOLDS);
            };
            let end = at.checked_sub(1).map_or(to, |last| self.tokens[last].end());
            return Ok(Some(format!(
                "{}{new}{}",
                &self.source[..from],
                &self.source[to..end.max(to)]
            )));
        }
        let new_words = Words {
            source: new,
            tokens: &new_tokens,
        };
        let is_named = (0..new_tokens.len()).any(|at| new_words.is_kind(at));
        // `easy → tempo 6 mi` may be how one run goes.
        let was_whole = (0..at).any(|at| self.is_amount(at) || self.is_bare(at))
            || vocabulary::rest_day(&mut self.cursor(0));
        match is_named && was_whole {
            true => Ok(Some(new.to_owned())),
            false => Err(ONLY_WHAT_HOLDS),
        }
    }

    fn is_bare(&self, at: usize) -> bool {
        matches!(self.tokens[at].kind, Kind::Number(_))
    }

    /// Where lengths stand in front of a token, with a unit or without.
    fn lengths(&self, end: usize) -> impl Iterator<Item = (usize, usize)> {
        let mut at = 0;
        std::iter::from_fn(move || {
            while at < end {
                let start = at;
                let mut cursor = self.cursor(at);
                let is_length = amounts::amount(&mut cursor).is_some() || {
                    let is_bare = self.is_bare(at);
                    cursor.skip(usize::from(is_bare));
                    is_bare
                };
                at = cursor.position().max(at + 1);
                if is_length {
                    return Some((self.tokens[start].start, self.tokens[at - 1].end()));
                }
            }
            None
        })
    }

    /// `Tempo 6 mi (was 5 mi)`: the old length is a note and no part of the run.
    fn without_what_was(&self) -> Result<Option<String>, &'static str> {
        const WAS: [&str; 6] = [
            "was",
            "instead of",
            "rather than",
            "formerly",
            "previously",
            "originally",
        ];
        let was = |at: &usize| {
            let behind = self.sees(*at, &WAS);
            behind.is_some_and(|behind| self.begins_a_workout(behind))
        };
        let mut found = (1..self.tokens.len()).filter(was);
        let at = match (found.next(), found.next()) {
            (Some(at), None) => at,
            (Some(_), Some(_)) => return Err(ONLY_WHAT_HOLDS),
            (None, _) => return Ok(None),
        };
        let before = &self.tokens[at - 1];
        let is_open = is_open(before);
        let start = if is_open {
            before.start
        } else {
            self.tokens[at].start
        };
        let closing = (at..self.tokens.len())
            .find(|at| matches!(self.tokens[*at].kind, Kind::Sign(')' | ']')))
            .filter(|_| is_open);
        let last = closing.unwrap_or(self.tokens.len());
        let was = &self.source[self.tokens[at].start..self.tokens[last - 1].end()];
        let behind = closing.map_or("", |close| &self.source[self.tokens[close].end()..]);
        let head = self.source[..start].trim_end_matches([',', ';', '-', '–', ' ']);
        Ok(Some(format!("{head}{behind} — {was}")))
    }
}

fn is_sign(token: &Token<'_>) -> bool {
    matches!(token.kind, Kind::Dash | Kind::Quoted | Kind::Sign(_))
}

fn is_open(token: &Token<'_>) -> bool {
    matches!(token.kind, Kind::Sign('(' | '[' | ',' | ';' | ':'))
}

/// Refuses `moved to Thu`, `Tue easy 4 mi` in the line of another day.
fn check_moved(line: &Words<'_, '_>, days: &[Weekday]) -> Result<(), &'static str> {
    const MOVES: [&str; 14] = [
        "moved",
        "move",
        "moving",
        "shifted",
        "shift",
        "pushed",
        "push",
        "swap",
        "swapped",
        "switch",
        "switched",
        "postponed",
        "rescheduled",
        "bumped",
    ];
    const ELSEWHERE: [&str; 4] = ["tomorrow", "next", "later", "another day"];
    for at in 0..line.tokens.len() {
        if let Some(behind) = line.sees(at, &MOVES)
            && line.sees(behind, &["from"]).is_none()
        {
            let near = behind..(behind + 4).min(line.tokens.len());
            let mut near = near.take_while(|at| !is_sign(&line.tokens[*at]));
            let to = line.sees(behind, &["to the", "to", "until", "till"]);
            let is_elsewhere = to.is_some_and(|at| line.sees(at, &ELSEWHERE).is_some());
            if is_elsewhere || near.any(|at| line.day(at).is_some()) {
                return Err(OWN_DAY);
            }
        }
        let is_other = line.day(at).is_some_and(|day| !days.contains(&day));
        if !is_other {
            continue;
        }
        let before = at.checked_sub(1);
        let is_arrow = |before: usize| {
            line.new_behind(before).is_some_and(|behind| behind == at)
                || before > 0
                    && line
                        .new_behind(before - 1)
                        .is_some_and(|behind| behind == at)
        };
        let is_instead = line.sees(at + 1, &["instead"]).is_some();
        if is_instead || before.is_some_and(is_arrow) || line.begins_a_workout(at + 1) {
            return Err(OWN_DAY);
        }
    }
    Ok(())
}

/// Another day that is named in passing.
fn other_day<'a>(head: &'a str, days: &[Weekday]) -> Option<&'a str> {
    let tokens = tokens(head);
    let is_other = |at: &usize| {
        let token = &tokens[*at];
        let day = weekdays::inside(token.text).filter(|_| token.kind == Kind::Word);
        // `moved from Tue`
        let is_past = *at > 0 && tokens[*at - 1].is_word("from");
        day.is_some_and(|day| !days.contains(&day)) && !is_past
    };
    let other = (0..tokens.len()).find(is_other)?;
    Some(tokens[other].text)
}
