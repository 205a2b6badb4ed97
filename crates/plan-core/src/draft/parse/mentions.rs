//! What a line says that needs no understanding, and whether a reading has it.
//!
//! Whoever rewrites a line of a coach may misunderstand it, and must not lose
//! it. So the line is searched for what can be told without understanding it:
//! distances and times with their units, repetitions, rest, a race. Paces,
//! numbers without a unit, clock times without one, and what stands behind a
//! dash as a note are not counted among them; of a range of times only the
//! upper end is, since a workout has no other.

use super::amounts::{self, Amount, Unit};
use super::lexer::{Cursor, Kind, Token, tokens};
use super::lines::{Line, classify};
use super::reader::split_note;
use super::{race_lines, targets, vocabulary};
use crate::draft::{DifferenceField, print};
use crate::units::{Distance, DistanceUnit, Duration};
use crate::workout::{Segment, Step, StepLength, Workout, WorkoutKind};

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

/// What can be counted in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Measure {
    Distance(Distance),
    Time(Duration),
    Repetitions(u64),
}

impl Measure {
    fn field(self) -> DifferenceField {
        match self {
            Self::Distance(_) => DifferenceField::Distance,
            Self::Time(_) => DifferenceField::Duration,
            Self::Repetitions(_) => DifferenceField::Steps,
        }
    }

    /// Equal, but for the rounding of a conversion between units.
    fn is(self, other: Self, unit: DistanceUnit) -> bool {
        match (self, other) {
            (Self::Distance(one), Self::Distance(other)) => {
                one.saturating_sub(other) + other.saturating_sub(one) <= unit.hundredth()
            }
            (one, other) => one == other,
        }
    }
}

/// A measure and the words that state it.
struct Mention<'a> {
    measure: Measure,
    text: &'a str,
}

/// What a line says and a reading of it (its workouts; none: rest) does not
/// have, or has without the line saying so.
///
/// Every distance, time and number of repetitions of the line has to be one of
/// the reading's own, as often as the line says it. One that the reading keeps
/// only among its words counts where the rest of the reading is the line's: a
/// length the line does not state cannot take the place of one it does. A rest
/// day stays one, a race stays one, and neither is made up.
///
/// Empty for a reading of the parser's own, for any line it reads.
pub fn unheard(line: &str, reading: &[Workout], unit: DistanceUnit) -> Vec<Unheard> {
    let body = match classify(line) {
        Line::Day { body, .. } => body,
        _ => line,
    };
    let (head, _) = split_note(body);
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
    if rests && !may_be_rest(&tokens) {
        // It has lost everything at once.
        if unheard.is_empty() {
            unheard.push(difference(DifferenceField::TrainingDay, body));
        }
        return unheard;
    }
    if !rests && says_rest(&tokens) {
        unheard.push(difference(DifferenceField::RestDay, body));
    }
    let mentions = mentions(head, &tokens, unit);
    let stated = stated(reading);
    let kept = kept(reading, unit);
    let is_among = |measure: Measure, mentions: &[Mention<'_>]| {
        mentions.iter().any(|it| it.measure.is(measure, unit))
    };
    let has_own = |it: &Mention<'_>| stated.iter().any(|own| own.is(it.measure, unit));
    let is_lines_own = rests
        || (mentions.is_empty() || mentions.iter().any(has_own))
            && headlines(reading).all(|headline| is_among(headline, &mentions));
    for (at, mention) in mentions.iter().enumerate() {
        let same = |other: &&Measure| other.is(mention.measure, unit);
        let asked = mentions[..=at]
            .iter()
            .filter(|it| same(&&it.measure))
            .count();
        let own = stated.iter().filter(same).count();
        let words = kept.iter().filter(same).count();
        let has = own + if is_lines_own { words } else { 0 };
        if has < asked {
            unheard.push(difference(mention.measure.field(), mention.text));
        }
    }
    unheard
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

/// The measures of a text, in order.
fn mentions<'a>(source: &'a str, tokens: &[Token<'a>], unit: DistanceUnit) -> Vec<Mention<'a>> {
    let mut cursor = Cursor::new(tokens);
    let mut found = Vec::new();
    while let Some(first) = cursor.peek() {
        if cursor.sign('@') || cursor.words("at") {
            let _ = targets::target(&mut cursor, unit);
            continue;
        }
        let start = cursor.position();
        if let Some(times) = repetitions(&mut cursor) {
            found.push(Mention {
                measure: Measure::Repetitions(times),
                text: first.text,
            });
            continue;
        }
        // Minutes and seconds, or hours and minutes, or a pace: nobody can tell.
        let is_clock = first.kind == Kind::Clock;
        let Some(amount) = amounts::amount(&mut cursor) else {
            cursor.skip(1);
            continue;
        };
        let read = &tokens[start..cursor.position()];
        let is_bare_clock = is_clock && read.len() == 1;
        if is_bare_clock || is_pace(&mut cursor, amount) {
            continue;
        }
        let end = read.last().map_or(first.start, Token::end);
        let text = &source[first.start..end];
        let measures = match amount {
            Amount::Distance { from, to } => [from, Some(to)].map(|it| it.map(Measure::Distance)),
            Amount::Time { from: _, to } => [None, Some(Measure::Time(to))],
        };
        let measures = measures.into_iter().flatten();
        found.extend(measures.map(|measure| Mention { measure, text }));
    }
    found
}

/// The 6 of `6 x 800 m`.
fn repetitions(cursor: &mut Cursor<'_, '_>) -> Option<u64> {
    let mut ahead = *cursor;
    let times = amounts::number(&mut ahead)?.whole()?;
    if !ahead.kind(Kind::Times) {
        return None;
    }
    *cursor = ahead;
    Some(times)
}

/// True where an amount was the beginning of a pace, which is read to its end:
/// `8 min/mi`, `5K pace`.
fn is_pace(cursor: &mut Cursor<'_, '_>, amount: Amount) -> bool {
    let mut ahead = *cursor;
    let is_found = match amount {
        Amount::Time { .. } => {
            let is_per = ahead.sign('/') || ahead.words("per") || ahead.words("a");
            let is_length =
                |token: Token<'_>| matches!(amounts::unit_word(&token), Some(Unit::Length(_)));
            is_per && ahead.next().is_some_and(is_length)
                || !is_per && (ahead.words("pace") || ahead.words("pacing"))
        }
        Amount::Distance { .. } => {
            let _ = ahead.words("goal") || ahead.words("race");
            ["pace", "paced", "effort", "speed", "intensity"]
                .iter()
                .any(|word| ahead.words(word))
        }
    };
    if is_found {
        *cursor = ahead;
    }
    is_found
}

/// The measures a reading has of its own.
fn stated(reading: &[Workout]) -> Vec<Measure> {
    let mut found = Vec::new();
    for workout in reading {
        let distances = [workout.distance_from, workout.distance];
        found.extend(distances.into_iter().flatten().map(Measure::Distance));
        found.extend(workout.duration.map(Measure::Time));
        if let Some(ratio) = workout.run_walk {
            let minutes = [ratio.run_minutes(), ratio.walk_minutes()];
            let times = minutes.map(|minutes| Duration::from_minutes(u32::from(minutes)));
            found.extend(times.map(Measure::Time));
        }
        for (at, step) in workout.steps.iter().enumerate() {
            // Sets inside sets, and one after the other, are written out.
            let row = workout.steps[at..].iter().take_while(|it| *it == step);
            let is_first = at == 0 || workout.steps[at - 1] != *step;
            if is_first && row.clone().count() > 1 {
                found.push(Measure::Repetitions(row.count() as u64));
            }
            match step {
                Step::Once(segment) => found.extend(length(segment)),
                Step::Repeat { times, segments } => {
                    found.push(Measure::Repetitions(u64::from(*times)));
                    found.extend(segments.iter().filter_map(length));
                }
            }
        }
    }
    found
}

fn length(segment: &Segment) -> Option<Measure> {
    match segment.length {
        StepLength::Distance(distance) => Some(Measure::Distance(distance)),
        StepLength::Time(time) => Some(Measure::Time(time)),
        StepLength::Open => None,
    }
}

/// What a reading states of whole workouts, where its parts do not explain it.
fn headlines(reading: &[Workout]) -> impl Iterator<Item = Measure> {
    reading.iter().flat_map(|workout| {
        let distance = workout.distance.filter(|_| !workout.distance_is_estimated);
        let both = [
            distance.map(Measure::Distance),
            workout.duration.map(Measure::Time),
        ];
        both.into_iter()
            .flatten()
            .filter(|_| workout.steps.is_empty())
    })
}

/// The measures a reading keeps among its words.
fn kept(reading: &[Workout], unit: DistanceUnit) -> Vec<Measure> {
    let mut found = Vec::new();
    for workout in reading {
        let segments = workout.steps.iter().flat_map(|step| match step {
            Step::Once(segment) => std::slice::from_ref(segment),
            Step::Repeat { segments, .. } => segments.as_slice(),
        });
        let words = segments.map(|segment| &segment.note);
        for text in words.chain([&workout.note, &workout.name]).flatten() {
            let found_here = mentions(text, &tokens(text), unit).into_iter();
            found.extend(found_here.map(|mention| mention.measure));
        }
    }
    found
}

/// `Rest`, `Day off, really`, not `Off-road 5 mi`.
fn says_rest(tokens: &[Token<'_>]) -> bool {
    let mut cursor = Cursor::new(tokens);
    vocabulary::rest_day(&mut cursor)
        && cursor
            .peek()
            .is_none_or(|next| next.kind != Kind::Word || next.is_word("or"))
}

/// True where somebody may well mean a rest day.
fn may_be_rest(tokens: &[Token<'_>]) -> bool {
    let words = ["rest", "resting", "off", "nothing", "free", "sleep", "no"];
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
