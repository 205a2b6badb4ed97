//! The words coaches use, and what they mean here.

use super::lexer::{Cursor, Kind};
use super::targets;
use crate::workout::{StepRole, WorkoutKind};

/// Phrases for kinds of workouts; earlier ones win where both fit.
const KINDS: [(&str, WorkoutKind); 80] = {
    use WorkoutKind as K;
    [
        ("cross training", K::CrossTraining),
        ("cross train", K::CrossTraining),
        ("crosstraining", K::CrossTraining),
        ("crosstrain", K::CrossTraining),
        ("cross", K::CrossTraining),
        ("xt", K::CrossTraining),
        ("bike", K::CrossTraining),
        ("biking", K::CrossTraining),
        ("cycle", K::CrossTraining),
        ("cycling", K::CrossTraining),
        ("swim", K::CrossTraining),
        ("swimming", K::CrossTraining),
        ("rowing", K::CrossTraining),
        ("elliptical", K::CrossTraining),
        ("yoga", K::CrossTraining),
        ("stretching", K::CrossTraining),
        ("pilates", K::CrossTraining),
        ("mobility", K::CrossTraining),
        ("hike", K::CrossTraining),
        ("walking", K::CrossTraining),
        ("strength", K::Strength),
        ("strengthen", K::Strength),
        ("strengthening", K::Strength),
        ("weights", K::Strength),
        ("gym", K::Strength),
        ("core", K::Strength),
        ("plyometrics", K::Strength),
        ("plyos", K::Strength),
        ("lift", K::Strength),
        ("lifting", K::Strength),
        ("medium long", K::MediumLong),
        ("m long", K::MediumLong),
        ("ml", K::MediumLong),
        ("med long", K::MediumLong),
        ("mid long", K::MediumLong),
        ("mlr", K::MediumLong),
        ("progression long", K::LongRun),
        ("long", K::LongRun),
        ("longrun", K::LongRun),
        ("endurance", K::LongRun),
        ("lr", K::LongRun),
        ("lsd", K::LongRun),
        ("recovery", K::Recovery),
        ("recovey", K::Recovery),
        ("recover", K::Recovery),
        ("regeneration", K::Recovery),
        ("hill repeats", K::HillRepeats),
        ("hill repeat", K::HillRepeats),
        ("hill reps", K::HillRepeats),
        ("hills", K::HillRepeats),
        ("hill", K::HillRepeats),
        ("fartlek", K::Fartlek),
        ("race pace", K::RacePace),
        ("marathon race pace", K::RacePace),
        ("marathon pace", K::RacePace),
        ("marathon simulation", K::RacePace),
        ("goal pace", K::RacePace),
        ("dress rehearsal", K::RacePace),
        ("gmp", K::RacePace),
        ("mp", K::RacePace),
        ("pace", K::RacePace),
        ("tempo", K::Tempo),
        ("lactate threshold", K::Tempo),
        ("threshold", K::Tempo),
        ("lt", K::Tempo),
        ("cruise", K::Tempo),
        ("progression", K::Tempo),
        ("cutdown", K::Tempo),
        ("intervals", K::Intervals),
        ("interval", K::Intervals),
        ("vo2max", K::Intervals),
        ("vo2", K::Intervals),
        ("repeats", K::Intervals),
        ("track", K::Intervals),
        ("speedwork", K::Intervals),
        ("speed", K::Intervals),
        ("easy", K::Easy),
        ("aerobic", K::Easy),
        ("regular", K::Easy),
        ("shakeout", K::Easy),
    ]
};

/// Words that say running and nothing about how.
pub(super) const PLAIN_RUN: [&str; 8] = [
    "run", "runs", "running", "jog", "jogging", "base", "steady", "moderate",
];

/// The kind a phrase names, read if it comes next.
pub(super) fn kind(cursor: &mut Cursor<'_, '_>) -> Option<WorkoutKind> {
    let first = cursor.peek()?;
    // V̇O₂max, VO₂max: whatever the signs between, it ends in a letter of `max`.
    if first.text.starts_with(['V', 'v']) && first.text.ends_with("max") {
        cursor.skip(1);
        return Some(WorkoutKind::Intervals);
    }
    KINDS
        .iter()
        .find(|(phrase, _)| cursor.words(phrase))
        .map(|(_, kind)| *kind)
}

/// True where what follows a number without a unit lets it be a length: the
/// end, a sign, a word for running, or one that begins another thought.
pub(super) fn continues(mut cursor: Cursor<'_, '_>) -> bool {
    const BEGINNINGS: [&str; 44] = [
        "at",
        "w",
        "with",
        "and",
        "then",
        "plus",
        "or",
        "in",
        "on",
        "by",
        "for",
        "from",
        "to",
        "over",
        "along",
        "around",
        "through",
        "near",
        "up",
        "down",
        "before",
        "after",
        "until",
        "incl",
        "including",
        "consisting",
        "followed",
        "into",
        "all",
        "total",
        "no",
        "without",
        "hard",
        "fast",
        "faster",
        "quick",
        "quicker",
        "brisk",
        "strong",
        "slow",
        "relaxed",
        "comfortable",
        "conversational",
        "very",
    ];
    let Some(token) = cursor.peek() else {
        return true;
    };
    // `6 x`: rounds of something.
    if token.kind == Kind::Times {
        return false;
    }
    token.kind != Kind::Word
        || BEGINNINGS
            .iter()
            .chain(&PLAIN_RUN)
            .any(|word| token.is_word(word))
        || kind(&mut cursor).is_some()
        || role(&mut cursor).is_some()
        || strides(&mut cursor)
        || targets::zone(&mut cursor).is_some()
        || targets::race(&mut cursor).is_some()
}

/// Daniels' letter in front of a line: `E 5 mi`.
pub(super) fn letter(cursor: &mut Cursor<'_, '_>) -> Option<WorkoutKind> {
    let kind = match cursor.peek()?.text {
        "E" => WorkoutKind::Easy,
        "L" => WorkoutKind::LongRun,
        "M" => WorkoutKind::RacePace,
        "T" => WorkoutKind::Tempo,
        "I" | "R" => WorkoutKind::Intervals,
        _ => return None,
    };
    cursor.skip(1);
    Some(kind)
}

/// What a segment is for, read if a word for it comes next.
pub(super) fn role(cursor: &mut Cursor<'_, '_>) -> Option<StepRole> {
    const ROLES: [(&str, StepRole); 27] = [
        ("warm up", StepRole::WarmUp),
        ("warmup", StepRole::WarmUp),
        ("warming up", StepRole::WarmUp),
        ("wu", StepRole::WarmUp),
        ("wup", StepRole::WarmUp),
        ("cool down", StepRole::CoolDown),
        ("cooldown", StepRole::CoolDown),
        ("cd", StepRole::CoolDown),
        ("warm down", StepRole::CoolDown),
        ("warmdown", StepRole::CoolDown),
        ("jog", StepRole::Recovery),
        ("jogging", StepRole::Recovery),
        ("jogs", StepRole::Recovery),
        ("walk", StepRole::Recovery),
        ("walking", StepRole::Recovery),
        ("rest", StepRole::Recovery),
        ("rests", StepRole::Recovery),
        ("walks", StepRole::Recovery),
        ("jg", StepRole::Recovery),
        ("rec", StepRole::Recovery),
        ("recov", StepRole::Recovery),
        ("floats", StepRole::Recovery),
        ("recovery", StepRole::Recovery),
        ("recoveries", StepRole::Recovery),
        ("recover", StepRole::Recovery),
        ("float", StepRole::Recovery),
        ("off", StepRole::Recovery),
    ];
    // W/U and C/D have a slash inside.
    for (letters, role) in [
        (["w", "u"], StepRole::WarmUp),
        (["c", "d"], StepRole::CoolDown),
    ] {
        let mut ahead = *cursor;
        if ahead.words(letters[0]) && ahead.sign('/') && ahead.words(letters[1]) {
            *cursor = ahead;
            return Some(role);
        }
    }
    ROLES
        .iter()
        .find(|(phrase, _)| cursor.words(phrase))
        .map(|(_, role)| *role)
}

/// Short fast running beside the run itself: it adds no distance of its own.
pub(super) fn strides(cursor: &mut Cursor<'_, '_>) -> bool {
    [
        "strides",
        "stride",
        "striders",
        "hill sprints",
        "hill sprint",
        "sprints",
        "pickups",
        "pick ups",
        "accelerations",
    ]
    .iter()
    .any(|phrase| cursor.words(phrase))
}

/// A day without training, read if words for it come next.
pub(super) fn rest_day(cursor: &mut Cursor<'_, '_>) -> bool {
    [
        "rest day",
        "rest",
        "day off",
        "off day",
        "off",
        "complete rest",
        "full rest",
        "no running",
        "no run",
        "no training",
    ]
    .iter()
    .any(|phrase| cursor.words(phrase))
}
