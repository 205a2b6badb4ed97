//! What a line says that needs no understanding, and whether a reading has it.
//!
//! Whoever rewrites a line of a coach may misunderstand it, and must not lose
//! it. So the line is searched for what can be told without understanding it:
//! distances and times ([`measures`]), in words and without a unit too
//! ([`numbers`]), repetitions, paces and zones, the kind of training ([`kinds`]),
//! rest, a race, and the note behind the dash. Clock times without a unit, numbers
//! that count something else, and what stands in a note are not counted among
//! them. Of a range the upper end counts, since a part of a workout has no other,
//! and of paces the slower one; the lower end only of a distance that is all there
//! is to a line; of a choice either. What nobody named and nobody can have meant is
//! [`invention`].

mod invention;
mod kinds;
mod measures;
mod numbers;
mod reading;

use std::borrow::Cow;

use chrono::Weekday;

pub use invention::{Reach, invented};

use super::lexer::{Cursor, Kind, Token, tokens};
use super::lines::{Line, classify};
use super::reader::split_note;
use super::{canonical, race_lines, revisions, vocabulary};
use crate::draft::{DifferenceField, print};
use crate::units::DistanceUnit;
use crate::workout::{Workout, WorkoutKind};
use measures::{Measure, Mention, Mentions, mentions};
use reading::{hardness, headlines, kept, stated, wholes};

/// Something a line says, against what a reading of it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unheard {
    /// What it is about.
    pub field: DifferenceField,
    /// What the line says, as it was written.
    pub expected: String,
    /// The reading, in the draft language.
    pub found: String,
}

/// What a line says and a reading of it (its workouts; none: rest) does not
/// have, or has without the line saying so.
///
/// Every distance, time and number of repetitions of the line has to be one of
/// the reading's own, as often as the line says it, and every pace and zone once.
/// One that the reading keeps
/// only among its words counts where the rest of the reading is the line's: a
/// length the line does not state cannot take the place of one it does. A number
/// without a unit has to come out as a distance, a time or a count. A rest
/// day stays one, a race stays one, and neither is made up; a note is kept word
/// for word. A kind of training stays what it is called, and a session that
/// nothing in the line asks for is made up.
///
/// Empty for a reading of the parser's own, for any line it reads.
pub fn unheard(line: &str, reading: &[Workout], unit: DistanceUnit) -> Vec<Unheard> {
    let body = &asked(line, unit);
    let (head, note) = split_note(body);
    let tokens = tokens(head);
    let found = text(reading, unit);
    let difference = |field, expected: &str| Unheard {
        field,
        expected: expected.trim().to_owned(),
        found: found.clone(),
    };
    let races = reading.iter().any(|it| it.kind == WorkoutKind::Race);
    let rests = reading.iter().all(|it| it.kind == WorkoutKind::Rest);
    let mut unheard = Vec::new();
    if race_lines::says_race(&tokens) != races && (races != may_be_race(&tokens) || !races) {
        unheard.push(difference(DifferenceField::RaceDay, body));
    }
    let mut said = mentions(head, &tokens, unit);
    // `Rest 0 mi`
    said.measures.retain(|it| !it.measure.is_nothing());
    let is_measured =
        |it: &Mention<'_>| !matches!(it.measure, Measure::Effort(_) | Measure::Number(_));
    let has_measures = said.measures.iter().any(is_measured);
    let says_rest = says_rest(&tokens) || !has_measures && asks_for_rest(&tokens, &said);
    // `6 x 400 m, 90 s rest` is no day off, whatever word is in it.
    let may_rest = says_rest || !has_measures && may_be_rest(&tokens);
    if rests && !may_rest {
        // It has lost everything at once.
        if unheard.is_empty() {
            unheard.push(difference(DifferenceField::TrainingDay, body));
        }
        return unheard;
    }
    if !rests && says_rest {
        unheard.push(difference(DifferenceField::RestDay, body));
    } else if !rests && !races {
        let of_kinds = kinds::unheard(head, &tokens, &said, reading).into_iter();
        unheard.extend(of_kinds.map(|(field, expected)| difference(field, expected)));
    }
    let has_note = |note: &str| {
        let notes = reading.iter().filter_map(|it| it.note.as_deref());
        reading.is_empty() || notes.into_iter().any(|own| own.contains(note))
    };
    if let Some(note) = note.filter(|note| !has_note(note)) {
        unheard.push(difference(DifferenceField::Note, note));
    }
    let stated = stated(reading);
    let kept = kept(reading, unit);
    let (efforts, mentions): (Vec<_>, Vec<_>) = said
        .measures
        .into_iter()
        .partition(|it| matches!(it.measure, Measure::Effort(_)));
    let is_among =
        |measure: Measure, mentions: &[Mention<'_>]| mentions.iter().any(|it| it.allows(measure));
    let has_own = |it: &Mention<'_>| stated.iter().any(|own| it.allows(*own));
    let is_lines_own = rests
        || (mentions.is_empty() || mentions.iter().any(has_own))
            && headlines(reading).all(|headline| is_among(headline, &mentions));
    for (at, mention) in mentions.iter().enumerate() {
        let same = |other: &&Measure| mention.allows(**other);
        // The length of the whole may be said again and again.
        let is_whole = wholes(reading).any(|whole| mention.allows(whole));
        let before = mentions[..at].iter().filter(|it| same(&&it.measure));
        let asked = if is_whole { 1 } else { before.count() + 1 };
        let own = stated.iter().filter(same).count();
        let words = kept.iter().filter(same).count();
        let has = own + if is_lines_own { words } else { 0 };
        if has < asked {
            unheard.push(difference(mention.measure.field(), mention.text));
        }
    }
    let own: Vec<_> = reading.iter().flat_map(hardness).collect();
    for effort in efforts {
        let mut known = own.iter().chain(&kept);
        if !known.any(|it| it.is(effort.measure)) {
            unheard.push(difference(effort.measure.field(), effort.text));
        }
    }
    unheard
}

/// What a line asks for: without its weekdays, and without what it says it was before.
fn asked(line: &str, unit: DistanceUnit) -> String {
    let days = match classify(line) {
        Line::Days(days) => days,
        _ => return line.to_owned(),
    };
    let holds = |body, days: &[Weekday]| {
        let (head, _) = split_note(body);
        let is_printed = canonical::workout(&tokens(head), unit).is_some();
        let revised = (!is_printed).then(|| revisions::revised(body, head, Some(days)).ok());
        revised
            .flatten()
            .map_or(Cow::Borrowed(body), |revised| revised.body)
    };
    let bodies = days
        .iter()
        .map(|day| holds(day.body.unwrap_or(line), &day.days));
    let bodies: Vec<_> = bodies.collect();
    // Of several days, those off are not what the line is about.
    let rests = |body: &str| says_rest(&tokens(split_note(body).0));
    let trains = bodies.iter().any(|body| !rests(body));
    let asked = bodies.iter().filter(|body| !trains || !rests(body));
    asked.map(|body| &**body).collect::<Vec<_>>().join("; ")
}

/// A reading in the draft language.
fn text(reading: &[Workout], unit: DistanceUnit) -> String {
    let lines: Vec<_> = reading
        .iter()
        .map(|workout| print::workout(workout, unit))
        .collect();
    match lines.is_empty() {
        true => "Rest".to_owned(),
        false => lines.join(" + "),
    }
}

/// `Rest`, `Day off, really`, not `Off-road 5 mi`.
fn says_rest(tokens: &[Token<'_>]) -> bool {
    let mut cursor = Cursor::new(tokens);
    vocabulary::rest_day(&mut cursor)
        && cursor
            .peek()
            .is_none_or(|next| next.kind != Kind::Word || next.is_word("or"))
}

/// `take it off, no running whatsoever`: a day off in the words of a line that
/// names nothing else.
fn asks_for_rest(tokens: &[Token<'_>], said: &Mentions<'_>) -> bool {
    const PHRASES: [&str; 18] = [
        "no running",
        "no run",
        "no training",
        "no workout",
        "day off",
        "off day",
        "rest day",
        "complete rest",
        "full rest",
        "total rest",
        "take it off",
        "take today off",
        "off today",
        "nothing today",
        "nothing at all",
        "do nothing",
        "don't run",
        "do not run",
    ];
    let is_asked = |at: usize| {
        let mut cursor = Cursor::new(tokens);
        cursor.skip(at);
        PHRASES.iter().any(|phrase| cursor.sees(phrase)) && !kinds::is_denied(&tokens[..at])
    };
    !said.has_kind() && (0..tokens.len()).any(is_asked)
}

/// True where somebody may well mean a rest day.
fn may_be_rest(tokens: &[Token<'_>]) -> bool {
    let words = ["rest", "resting", "off", "nothing", "free", "sleep"];
    tokens
        .iter()
        .any(|token| words.iter().any(|word| token.is_word(word)))
}

/// True where somebody may well mean a race.
fn may_be_race(tokens: &[Token<'_>]) -> bool {
    const WORDS: [&str; 14] = [
        "race",
        "raceday",
        "races",
        "racing",
        "marathon",
        "half",
        "parkrun",
        "trial",
        "event",
        "meet",
        "relay",
        "championship",
        "championships",
        "k",
    ];
    tokens
        .iter()
        .any(|token| WORDS.iter().any(|word| token.is_word(word)))
}
