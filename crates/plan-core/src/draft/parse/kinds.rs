//! The kind of workout a line amounts to, and what told it.

use super::parts::{Item, Node, Part, Parts};
use crate::draft::print::still;
use crate::plan::RaceDistance;
use crate::units::{Distance, Duration};
use crate::workout::{StepLength, StepRole, StepTarget, WorkoutKind};
use crate::zones::Zone;

/// What told the kind of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ToldBy {
    /// A word, or how hard a part is.
    Words,
    /// That it repeats something, without saying how hard.
    Repeats,
    /// Nothing did.
    Nothing,
}

/// The kind that is named, else the one the parts amount to, and what told.
pub(super) fn kind(parts: &Parts, headline: Option<&Part>) -> (WorkoutKind, ToldBy) {
    // The words of the headline's own clause come first.
    let own = usize::from(headline.is_some());
    let mut named = parts.kinds.iter().filter(|(_, before)| *before <= own);
    let other_sport = named.clone().find(|(kind, _)| !kind.is_run());
    if let Some((kind, _)) = other_sport.or(named.next()) {
        return (*kind, ToldBy::Words);
    }
    if headline.is_some_and(|headline| headline.is_still) {
        return (WorkoutKind::CrossTraining, ToldBy::Words);
    }
    let of_headline = headline.and_then(|headline| kind_of_target(headline.segment.target, false));
    let of_words = parts.kinds.iter().map(|(kind, _)| *kind);
    let told = of_headline.into_iter().chain(of_words);
    let told = told.map(|kind| (kind, ToldBy::Words));
    let hardest = told
        .chain(kind_of_items(&parts.items, false))
        // `8 x 60 s hill`, `6 x 3 min fartlek`: a word knows better than the shape.
        .max_by_key(|(kind, told_by)| {
            let is_called = kind.is_quality() && *told_by == ToldBy::Words;
            (is_called, hardness(*kind))
        });
    hardest.unwrap_or_else(|| {
        let says_effort = match headline {
            Some(headline) => headline.segment.target != StepTarget::Open,
            None => parts.items.iter().any(is_described),
        };
        let told_by = if says_effort {
            ToldBy::Words
        } else {
            ToldBy::Nothing
        };
        (WorkoutKind::Easy, told_by)
    })
}

/// True where any word was said about a part.
fn is_described(item: &Item) -> bool {
    match &item.node {
        Node::Part(part) => part.is_described || part.segment.target != StepTarget::Open,
        Node::Repeat { inner, .. } => inner.iter().any(is_described),
    }
}

const fn hardness(kind: WorkoutKind) -> u8 {
    match kind {
        WorkoutKind::HillRepeats | WorkoutKind::Intervals => 4,
        WorkoutKind::Tempo => 3,
        WorkoutKind::RacePace | WorkoutKind::Fartlek => 2,
        WorkoutKind::LongRun | WorkoutKind::MediumLong => 1,
        _ => 0,
    }
}

pub(super) fn kind_of_items(items: &[Item], repeated: bool) -> Option<(WorkoutKind, ToldBy)> {
    // Running and walking in turn is how beginners run easily.
    let walks = items
        .iter()
        .any(|item| matches!(&item.node, Node::Part(part) if still(&part.segment) == Some("walk")));
    items
        .iter()
        .filter_map(|item| match &item.node {
            Node::Part(part) if part.segment.role != StepRole::Work || part.is_within => None,
            Node::Part(part) => {
                let note = part.segment.note.as_deref().unwrap_or_default();
                if note.contains("hill") {
                    return Some((WorkoutKind::HillRepeats, ToldBy::Words));
                }
                let of_target = kind_of_target(part.segment.target, repeated);
                let of_target = of_target.map(|kind| (kind, ToldBy::Words));
                let plain = || (kind_of_repeats(part.segment.length), ToldBy::Repeats);
                of_target.or_else(|| (repeated && !walks).then(plain))
            }
            Node::Repeat { inner, .. } => kind_of_items(inner, true),
        })
        .max_by_key(|(kind, _)| hardness(*kind))
}

/// The kind of session that repeats without an effort make: nobody runs ten
/// minutes at interval pace, let alone three times.
pub(super) fn kind_of_repeats(length: StepLength) -> WorkoutKind {
    let is_long = match length {
        StepLength::Distance(distance) => distance > Distance::from_kilometers(2),
        StepLength::Time(time) => time >= Duration::from_minutes(8),
        StepLength::Open => false,
    };
    match is_long {
        true => WorkoutKind::Tempo,
        false => WorkoutKind::Intervals,
    }
}

/// The kind of session a target makes. Races and shares of them are compared
/// as speeds, in tenths of a percent of the speed over 5 km (VDOT 50).
pub(super) fn kind_of_target(target: StepTarget, repeated: bool) -> Option<WorkoutKind> {
    let of_speed = |speed: u32| match speed {
        940.. => Some(WorkoutKind::Intervals),
        890.. => Some(WorkoutKind::Tempo),
        830.. => Some(WorkoutKind::RacePace),
        _ => None,
    };
    match target {
        StepTarget::Zone(Zone::Easy) | StepTarget::Open => None,
        StepTarget::Zone(Zone::Marathon) => Some(WorkoutKind::RacePace),
        StepTarget::Zone(Zone::Threshold) => Some(WorkoutKind::Tempo),
        StepTarget::Zone(Zone::Interval | Zone::Repetition) => Some(WorkoutKind::Intervals),
        StepTarget::RacePace(race) => of_speed(race_speed(race)),
        StepTarget::Share { percent, of } => {
            of_speed(race_speed(of) * u32::from(percent.as_tenths()) / 1_000)
        }
        StepTarget::Pace { .. } => repeated.then_some(WorkoutKind::Intervals),
    }
}

fn race_speed(race: Distance) -> u32 {
    if race <= RaceDistance::FiveK.distance() {
        1_000
    } else if race <= RaceDistance::TenK.distance() {
        960
    } else if race <= RaceDistance::HalfMarathon.distance() {
        920
    } else {
        880
    }
}
