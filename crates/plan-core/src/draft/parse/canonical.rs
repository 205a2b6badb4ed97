//! Lines exactly as [`print`](crate::draft::print) writes them.
//!
//! They are read first and without any judgment, which is what makes
//! `parse(print(draft)) == draft` a law. Whatever is written otherwise is left
//! to [`manners`](super::manners).

use super::amounts::{self, Amount};
use super::lexer::{Cursor, Kind, Token};
use super::revisions::marks_change;
use super::targets;
use crate::draft::{effort, print::usual_target};
use crate::plan::RaceDistance;
use crate::units::{DistanceUnit, Duration};
use crate::workout::{
    RunWalk, Segment, Step, StepLength, StepRole, StepTarget, Workout, WorkoutKind,
};

/// The workout of a canonical line, without its note; `None` where the line
/// is written in any other way.
pub(super) fn workout(tokens: &[Token<'_>], unit: DistanceUnit) -> Option<Workout> {
    let mut cursor = Cursor::new(tokens);
    let mut workout = kind(&mut cursor)?;
    if let Some(token) = cursor.peek().filter(|token| token.kind == Kind::Quoted) {
        cursor.skip(1);
        workout.name = Some(unquoted(token.text));
    }
    // Without an amount or `open`, the steps add up to one: see `manners`.
    let is_open = cursor.words("open");
    // `1:30` alone may be hours.
    let has_bare_clock = cursor.peek().is_some_and(|token| token.kind == Kind::Clock)
        && cursor.peek_at(1).is_none_or(|unit| !unit.is_word("min"));
    if has_bare_clock {
        return None;
    }
    let amount = cursor.position();
    headline_amount(&mut cursor, &mut workout);
    // No whole is written in meters: `5 m` may be miles or minutes.
    if tokens[amount..cursor.position()]
        .iter()
        .any(|token| token.is_word("m"))
    {
        return None;
    }
    if cursor.sign('@') {
        workout.zone = if cursor.words("feel") {
            None
        } else {
            Some(targets::zone(&mut cursor)?)
        };
    }
    let mut ahead = cursor;
    if ahead.sign(',') && ahead.words("run") && ahead.sign('/') && ahead.words("walk") {
        workout.run_walk = Some(run_walk(&mut ahead)?);
        cursor = ahead;
    }
    if cursor.sign(':') {
        workout.steps = steps(&mut cursor, unit)?;
        if !says_feel(tokens) {
            effort::assume(&mut workout);
        }
    }
    let says_something = workout.distance.is_some()
        || workout.duration.is_some()
        || is_open && !workout.steps.is_empty()
        || workout.steps.is_empty() && !workout.kind.is_run();
    // `Rest 4 mi` is one or the other.
    let is_rest = workout.kind == WorkoutKind::Rest && amount < cursor.position();
    (cursor.is_done() && says_something && !is_rest).then_some(workout)
}

/// True where a line asks to run by feel: then nothing is assumed.
pub(super) fn says_feel(tokens: &[Token<'_>]) -> bool {
    tokens.iter().any(|token| token.is_word("feel"))
}

/// The kind's label, or a goal race by its name.
fn kind(cursor: &mut Cursor<'_, '_>) -> Option<Workout> {
    const LABELS: [(&str, WorkoutKind); 13] = [
        ("race pace", WorkoutKind::RacePace),
        ("easy", WorkoutKind::Easy),
        ("long", WorkoutKind::LongRun),
        ("medium long", WorkoutKind::MediumLong),
        ("recovery", WorkoutKind::Recovery),
        ("tempo", WorkoutKind::Tempo),
        ("intervals", WorkoutKind::Intervals),
        ("fartlek", WorkoutKind::Fartlek),
        ("hill repeats", WorkoutKind::HillRepeats),
        ("race", WorkoutKind::Race),
        ("cross training", WorkoutKind::CrossTraining),
        ("strength", WorkoutKind::Strength),
        ("rest", WorkoutKind::Rest),
    ];
    if let Some((_, kind)) = LABELS.iter().find(|(label, _)| cursor.words(label)) {
        return Some(Workout::new(*kind));
    }
    goal_race(cursor).map(|race| Workout::run(WorkoutKind::Race, race.distance()))
}

/// `Full marathon race`, `10K race`.
fn goal_race(cursor: &mut Cursor<'_, '_>) -> Option<RaceDistance> {
    let mut ahead = *cursor;
    let race = race_distance(&mut ahead)?;
    if !ahead.words("race") || ahead.sees("pace") {
        return None;
    }
    *cursor = ahead;
    Some(race)
}

/// One of the goal races: `5K`, `10K`, `Half marathon`, `Full marathon`.
pub(super) fn race_distance(cursor: &mut Cursor<'_, '_>) -> Option<RaceDistance> {
    if cursor.words("full marathon") || cursor.words("marathon") {
        return Some(RaceDistance::FullMarathon);
    }
    if cursor.words("half marathon") {
        return Some(RaceDistance::HalfMarathon);
    }
    let mut ahead = *cursor;
    let distance = match amounts::amount(&mut ahead)? {
        Amount::Distance { from: None, to } => to,
        _ => return None,
    };
    let race = [RaceDistance::FiveK, RaceDistance::TenK]
        .into_iter()
        .find(|race| race.distance() == distance)?;
    *cursor = ahead;
    Some(race)
}

/// `5 mi`, `5–7 mi`, `40 min`, `40 min (~4 mi)`, `5 mi in 45 min`, `~4 mi`.
fn headline_amount(cursor: &mut Cursor<'_, '_>, workout: &mut Workout) {
    let mut ahead = *cursor;
    let is_estimated = ahead.sign('~');
    match amounts::amount(&mut ahead) {
        Some(Amount::Distance { from, to }) => {
            workout.distance = Some(to);
            workout.distance_from = from;
            workout.distance_is_estimated = is_estimated;
            *cursor = ahead;
            if !is_estimated
                && ahead.words("in")
                && let Some(time) = time(&mut ahead)
            {
                workout.duration = Some(time);
                *cursor = ahead;
            }
        }
        Some(Amount::Time { from: None, to }) if !is_estimated => {
            workout.duration = Some(to);
            *cursor = ahead;
            if ahead.sign('(')
                && ahead.sign('~')
                && let Some(Amount::Distance { from, to }) = amounts::amount(&mut ahead)
                && ahead.sign(')')
            {
                workout.distance = Some(to);
                workout.distance_from = from;
                workout.distance_is_estimated = true;
                *cursor = ahead;
            }
        }
        _ => {}
    }
}

fn time(cursor: &mut Cursor<'_, '_>) -> Option<Duration> {
    match amounts::amount(cursor)? {
        Amount::Time { from: None, to } => Some(to),
        _ => None,
    }
}

/// `4:1`, as minutes of running and of walking.
pub(super) fn run_walk(cursor: &mut Cursor<'_, '_>) -> Option<RunWalk> {
    let token = cursor.next()?;
    let (run, walk) = match token.kind {
        Kind::Clock => {
            let (run, walk) = token.text.split_once(':')?;
            (run.parse().ok()?, walk.parse().ok()?)
        }
        Kind::Number(run) => {
            if !(cursor.sign(':') || cursor.sign('/') || cursor.kind(Kind::Dash)) {
                return None;
            }
            (small(run)?, small(amounts::number(cursor)?)?)
        }
        _ => return None,
    };
    RunWalk::new(run, walk).ok()
}

fn small(number: amounts::Decimal) -> Option<u8> {
    number.whole().and_then(|whole| u8::try_from(whole).ok())
}

fn steps(cursor: &mut Cursor<'_, '_>, unit: DistanceUnit) -> Option<Vec<Step>> {
    let mut steps = vec![step(cursor, unit)?];
    while cursor.sign(',') {
        steps.push(step(cursor, unit)?);
    }
    Some(steps)
}

fn step(cursor: &mut Cursor<'_, '_>, unit: DistanceUnit) -> Option<Step> {
    let mut ahead = *cursor;
    let times = amounts::number(&mut ahead).and_then(small);
    let Some(times) = times.filter(|_| ahead.kind(Kind::Times)) else {
        return segment(cursor, unit).map(Step::Once);
    };
    // Once is no repeat, and not at all is no step.
    if times < 2 {
        return None;
    }
    *cursor = ahead;
    let in_parentheses = cursor.sign('(');
    let mut segments = vec![segment(cursor, unit)?];
    if in_parentheses {
        while cursor.sign(',') {
            segments.push(segment(cursor, unit)?);
        }
        if !cursor.sign(')') {
            return None;
        }
    }
    Some(Step::Repeat { times, segments })
}

fn segment(cursor: &mut Cursor<'_, '_>, unit: DistanceUnit) -> Option<Segment> {
    let length = match amounts::amount(cursor) {
        Some(Amount::Distance { from: None, to }) => StepLength::Distance(to),
        Some(Amount::Time { from: None, to }) => StepLength::Time(to),
        Some(_) => return None,
        None => StepLength::Open,
    };
    let role = if cursor.words("warm up") {
        StepRole::WarmUp
    } else if cursor.words("cool down") {
        StepRole::CoolDown
    } else if cursor.words("jog") || cursor.sees("walk") || cursor.sees("rest") {
        StepRole::Recovery
    } else if cursor.words("run") || length != StepLength::Open {
        StepRole::Work
    } else {
        return None;
    };
    let still = ["walk", "rest"].into_iter().find(|word| cursor.words(word));
    let mut segment = Segment::new(role, length, StepTarget::Open);
    segment.note = still.map(str::to_owned);
    segment.target = if cursor.sign('@') {
        let found = targets::target(cursor, unit)?;
        if !found.is_exact {
            return None;
        }
        found.target
    } else {
        usual_target(&segment)
    };
    if let Some(note) = step_note(cursor)? {
        if still.is_some() {
            return None;
        }
        segment.note = Some(note);
    }
    Some(segment)
}

/// `(uphill)` or `"…"`; the inner `None` where there is neither.
fn step_note(cursor: &mut Cursor<'_, '_>) -> Option<Option<String>> {
    if let Some(token) = cursor.peek().filter(|token| token.kind == Kind::Quoted) {
        cursor.skip(1);
        return Some(Some(unquoted(token.text)));
    }
    if !cursor.sign('(') {
        return Some(None);
    }
    let mut words = Vec::new();
    while let Some(token) = cursor.next() {
        match token.kind {
            Kind::Word => words.push(token.text),
            Kind::Sign(')') if !words.is_empty() => {
                let note = words.join(" ");
                return (!marks_change(&note)).then_some(Some(note));
            }
            _ => return None,
        }
    }
    None
}

/// The text between the quotes.
pub(super) fn unquoted(text: &str) -> String {
    let inner = text.strip_prefix('"').unwrap_or(text);
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    inner.replace("\"\"", "\"")
}
