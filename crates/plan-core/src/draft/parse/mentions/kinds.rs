//! The kind of training a line speaks of, and whether a reading is of it.
//!
//! A word for a kind is strong where it can hardly mean anything else (`tempo`,
//! `hill repeats`, `long run`), and weak where it may be about something else
//! (`the hill loop`, `as long as you like`): a weak one allows a kind and asks for
//! none. Words that are denied, or about another day (`no tempo`, `after the
//! intervals`), do neither.

use super::measures::{Measure, Mentions, words};
use super::reading::{hardness, parts, texts};
use crate::draft::DifferenceField;
use crate::draft::parse::kinds::kind_of_target;
use crate::draft::parse::lexer::{Cursor, Kind, Token, tokens};
use crate::draft::parse::{amounts, vocabulary, weekdays};
use crate::workout::{Workout, WorkoutKind};

/// A kind of workout and the words that say it.
pub(super) struct SaidKind<'a> {
    kind: WorkoutKind,
    text: &'a str,
    /// True where the words can hardly mean anything else.
    pub(super) is_strong: bool,
}

impl<'a> SaidKind<'a> {
    /// Reads words for a kind if they come next; those that are denied say nothing.
    pub(super) fn read(
        source: &'a str,
        tokens: &[Token<'a>],
        cursor: &mut Cursor<'_, 'a>,
    ) -> Option<Self> {
        let start = cursor.position();
        let mut ahead = *cursor;
        let kind = vocabulary::kind(&mut ahead)?;
        if is_denied(&tokens[..start]) {
            return None;
        }
        *cursor = ahead;
        let end = ahead.position();
        Some(Self {
            kind,
            text: words(source, &tokens[start..end]),
            is_strong: is_strong(kind, tokens, start, end),
        })
    }
}

/// True where a word for a kind can hardly mean anything else.
fn is_strong(kind: WorkoutKind, tokens: &[Token<'_>], start: usize, end: usize) -> bool {
    /// What is said of other things, too.
    const WEAK: [&str; 22] = [
        "cross",
        "cycle",
        "walking",
        "hike",
        "core",
        "lift",
        "lifting",
        "hill",
        "hills",
        "endurance",
        "recover",
        "recovey",
        "regeneration",
        "cruise",
        "progression",
        "cutdown",
        "track",
        "speed",
        "aerobic",
        "regular",
        "pace",
        "lt",
    ];
    let first = &tokens[start];
    let next = tokens.get(end);
    let is_next = |words: &[&str]| next.is_some_and(|it| words.iter().any(|word| it.is_word(word)));
    let is_run = || is_next(&["run", "runs", "jog", "one", "day"]);
    let is_amount = || next.is_some_and(|it| matches!(it.kind, Kind::Number(_) | Kind::Clock));
    if end - start == 1 && WEAK.iter().any(|word| first.is_word(word)) {
        return false;
    }
    match kind {
        // `12 min LT interval`: one of them.
        WorkoutKind::Intervals if first.is_word("interval") => start == 0,
        // `all day long`, `2 min recovery`.
        WorkoutKind::LongRun if first.is_word("long") => {
            is_run() || is_amount() || start == 0 && next.is_none_or(|it| it.kind != Kind::Word)
        }
        WorkoutKind::Recovery => {
            start == 0 || is_run() || is_amount() && !is_behind_length(tokens, start)
        }
        // `walk/run intervals`.
        WorkoutKind::Intervals => !tokens.iter().any(|it| {
            ["walk", "walks", "walking"]
                .iter()
                .any(|word| it.is_word(word))
        }),
        _ => true,
    }
}

/// `2 min recovery`.
fn is_behind_length(tokens: &[Token<'_>], start: usize) -> bool {
    let before = start.checked_sub(1).map(|at| &tokens[at]);
    before.is_some_and(|it| amounts::unit_word(it).is_some())
}

/// True where what comes next is denied, compared with, or about another day.
pub(super) fn is_denied(before: &[Token<'_>]) -> bool {
    const FILLERS: [&str; 14] = [
        "the", "my", "your", "our", "a", "an", "any", "of", "to", "more", "such", "another",
        "this", "last",
    ];
    const DENIALS: [&str; 34] = [
        "no",
        "not",
        "non",
        "without",
        "instead",
        "than",
        "after",
        "before",
        "skip",
        "skipping",
        "skipped",
        "never",
        "nothing",
        "from",
        "following",
        "post",
        "pre",
        "isn't",
        "isn’t",
        "don't",
        "don’t",
        "forget",
        "replaces",
        "replacing",
        "replace",
        "too",
        "so",
        "how",
        "as",
        "unlike",
        "day",
        "rather",
        "missed",
        "yesterday",
    ];
    let is_filler = |token: &&Token<'_>| {
        let is_owner = token.text.ends_with("'s") || token.text.ends_with("’s");
        let is_weekday = weekdays::weekday(token.text).is_some();
        is_owner || is_weekday || FILLERS.iter().any(|word| token.is_word(word))
    };
    let before = before.iter().rev().find(|token| !is_filler(token));
    before.is_some_and(|token| DENIALS.iter().any(|word| token.is_word(word)))
}

/// What a line says of kinds that its reading is not: the field, and the words.
pub(super) fn unheard<'a>(
    body: &'a str,
    line: &[Token<'_>],
    said: &Mentions<'a>,
    reading: &[Workout],
) -> Vec<(DifferenceField, &'a str)> {
    let mut found: Vec<(DifferenceField, &'a str)> = Vec::new();
    let has_quality = reading.iter().any(|it| it.kind.is_quality());
    let field = |kind: WorkoutKind| match kind.is_quality() || has_quality {
        true => DifferenceField::QualitySession,
        false => DifferenceField::Type,
    };
    let is_own = said
        .kinds
        .iter()
        .any(|it| it.is_strong && is_of(it.kind, reading));
    let kept = || reading.iter().flat_map(texts);
    for it in said.kinds.iter().filter(|it| it.is_strong) {
        let is_gentle = matches!(it.kind, WorkoutKind::Easy | WorkoutKind::Recovery);
        let is_kept = || is_own && kept().any(|text| says(text, it.kind));
        let is_known = found
            .iter()
            .any(|(_, text)| text.eq_ignore_ascii_case(it.text));
        if !is_gentle && !is_known && !is_of(it.kind, reading) && !is_kept() {
            found.push((field(it.kind), it.text));
        }
    }
    if found.is_empty() {
        let strange = reading
            .iter()
            .find(|workout| !is_explained(workout, line, said));
        found.extend(strange.map(|workout| {
            let gentle = said.kinds.iter().find(|it| it.is_strong);
            (field(workout.kind), gentle.map_or(body, |it| it.text))
        }));
    }
    found
}

/// True where the words of a text speak of a kind.
fn says(text: &str, kind: WorkoutKind) -> bool {
    let tokens = tokens(text);
    (0..tokens.len()).any(|at| {
        let mut cursor = Cursor::new(&tokens);
        cursor.skip(at);
        vocabulary::kind(&mut cursor) == Some(kind)
    })
}

/// True where one of the workouts is what a word for a kind means.
fn is_of(kind: WorkoutKind, reading: &[Workout]) -> bool {
    use WorkoutKind as K;
    reading.iter().any(|workout| {
        let has_effort = || {
            hardness(workout).any(|effort| match effort {
                Measure::Effort(target) => kind_of_target(target, false) == Some(kind),
                _ => false,
            })
        };
        let is_same = workout.kind == kind;
        is_same
            || match kind {
                K::Easy => workout.kind == K::Recovery,
                K::Recovery => workout.kind == K::Easy,
                K::CrossTraining => workout.kind == K::Strength,
                K::Strength => workout.kind == K::CrossTraining,
                K::Tempo | K::RacePace => has_effort(),
                K::Intervals => {
                    let repeats = workout.steps.iter().any(|step| parts(step).0 > 1);
                    matches!(workout.kind, K::HillRepeats | K::Fartlek)
                        || workout.kind.is_quality() && repeats
                }
                K::HillRepeats => {
                    workout.kind.is_quality() && texts(workout).any(|text| says(text, kind))
                }
                _ => false,
            }
    })
}

/// True where a line lets a reading have a workout of its kind.
fn is_explained(workout: &Workout, line: &[Token<'_>], said: &Mentions<'_>) -> bool {
    /// What asks for more than easy running.
    const HARD: [&str; 62] = [
        "hard",
        "harder",
        "fast",
        "faster",
        "quick",
        "quicker",
        "quickly",
        "brisk",
        "briskly",
        "strong",
        "strongly",
        "push",
        "pushing",
        "surge",
        "surges",
        "sprint",
        "sprints",
        "pickup",
        "pickups",
        "pick",
        "accelerations",
        "strides",
        "stride",
        "striders",
        "progress",
        "progressive",
        "progressively",
        "negative",
        "build",
        "building",
        "hammer",
        "race",
        "racing",
        "rep",
        "reps",
        "sets",
        "set",
        "rounds",
        "round",
        "ladder",
        "ladders",
        "pyramid",
        "pyramids",
        "yasso",
        "yassos",
        "workout",
        "session",
        "quality",
        "uphill",
        "climb",
        "climbs",
        "comfortably",
        "pace",
        "paced",
        "effort",
        "efforts",
        "goal",
        "alternate",
        "alternating",
        "wave",
        "waves",
        "trial",
    ];
    /// Training that is not running.
    const SPORTS: [&str; 46] = [
        "ride",
        "riding",
        "spin",
        "spinning",
        "pool",
        "aqua",
        "row",
        "rower",
        "erg",
        "ergometer",
        "ski",
        "skiing",
        "skate",
        "skating",
        "pilates",
        "mobility",
        "stretch",
        "stretching",
        "trainer",
        "peloton",
        "zwift",
        "surf",
        "climbing",
        "tennis",
        "soccer",
        "football",
        "basketball",
        "dance",
        "dancing",
        "hiking",
        "walk",
        "walks",
        "paddle",
        "paddling",
        "kayak",
        "planks",
        "plank",
        "squats",
        "circuit",
        "circuits",
        "bodyweight",
        "kettlebell",
        "kettlebells",
        "dumbbells",
        "drills",
        "physio",
    ];
    let has = |words: &[&str]| {
        line.iter().enumerate().any(|(at, token)| {
            words.iter().any(|word| token.is_word(word)) && !is_denied(&line[..at])
        })
    };
    let says = |is: &dyn Fn(WorkoutKind) -> bool| said.kinds.iter().any(|it| is(it.kind));
    let kind = workout.kind;
    let is_gentle = |kind| matches!(kind, WorkoutKind::Easy | WorkoutKind::Recovery);
    if says(&|said| is_of(said, std::slice::from_ref(workout))) {
        return true;
    }
    if kind.is_quality() {
        let has_measure = said.measures.iter().any(|it| match it.measure {
            Measure::Repetitions(_) => true,
            Measure::Effort(target) => kind_of_target(target, true).is_some(),
            _ => false,
        });
        // `20 min E + 20 min T`.
        let has_letter = line
            .iter()
            .any(|token| matches!(token.text, "T" | "I" | "R" | "M" | "LT" | "MP"));
        let has_race = super::may_be_race(line);
        return has_measure
            || has_letter
            || has_race
            || says(&WorkoutKind::is_quality)
            || has(&HARD);
    }
    match kind {
        WorkoutKind::LongRun | WorkoutKind::MediumLong => {
            let is_other = |it: &SaidKind<'_>| it.is_strong && is_gentle(it.kind);
            says(&|said| matches!(said, WorkoutKind::LongRun | WorkoutKind::MediumLong))
                || !said.kinds.iter().any(is_other)
        }
        WorkoutKind::CrossTraining | WorkoutKind::Strength => {
            let is_run = |it: &SaidKind<'_>| it.is_strong && it.kind.is_run();
            has(&SPORTS) || !has(&vocabulary::PLAIN_RUN) && !said.kinds.iter().any(is_run)
        }
        _ => true,
    }
}
