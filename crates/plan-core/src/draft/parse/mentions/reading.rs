//! What a reading has: of its own, and among its words.

use super::measures::{Measure, mentions};
use crate::draft::parse::lexer::tokens;
use crate::units::{DistanceUnit, Duration};
use crate::workout::{Segment, Step, StepLength, StepTarget, Workout};

/// The measures a reading has of its own.
pub(super) fn stated(reading: &[Workout]) -> Vec<Measure> {
    let mut found: Vec<Measure> = wholes(reading).collect();
    for workout in reading {
        found.extend(workout.distance_from.map(Measure::Distance));
        if let Some(ratio) = workout.run_walk {
            let minutes = [ratio.run_minutes(), ratio.walk_minutes()];
            let times = minutes.map(|minutes| Duration::from_minutes(u32::from(minutes)));
            found.extend(times.map(Measure::Time));
        }
        found.extend(repeated(&workout.steps).map(Measure::Repetitions));
        for step in &workout.steps {
            let (times, segments) = parts(step);
            let lengths = segments.iter().filter_map(length);
            found.extend(lengths.clone());
            // `28 min of (1 min hard, 3 min easy)` are seven of them.
            if times > 1 && lengths.clone().count() == segments.len() {
                found.extend(total(lengths).map(|all| all.times(times)));
            }
        }
    }
    found
}

/// How far and how long whole workouts are.
pub(super) fn wholes(reading: &[Workout]) -> impl Iterator<Item = Measure> {
    reading.iter().flat_map(|workout| {
        let distance = workout.distance.map(Measure::Distance);
        let duration = workout.duration.map(Measure::Time);
        distance.into_iter().chain(duration)
    })
}

/// What a reading states of whole workouts that no parts explain.
pub(super) fn headlines(reading: &[Workout]) -> impl Iterator<Item = Measure> {
    let plain = reading.iter().filter(|workout| workout.steps.is_empty());
    plain.flat_map(|workout| {
        let distance = workout.distance.filter(|_| !workout.distance_is_estimated);
        let distance = distance.map(Measure::Distance);
        let duration = workout.duration.map(Measure::Time);
        distance.into_iter().chain(duration)
    })
}

/// How often things are repeated: as a repeat says, as often as a segment
/// occurs in all (the last one stands apart where nothing follows it), and as
/// many equal steps as stand in a row (sets inside sets are written out).
fn repeated(steps: &[Step]) -> impl Iterator<Item = u64> {
    let of_steps = steps.iter().map(|step| u64::from(parts(step).0));
    let occurrences = steps.iter().flat_map(|step| parts(step).1).map(|segment| {
        let in_steps = steps.iter().map(|step| {
            let (times, segments) = parts(step);
            let equal = segments.iter().filter(|it| *it == segment).count();
            u64::from(times) * equal as u64
        });
        in_steps.sum()
    });
    let in_a_row = steps
        .chunk_by(|one, next| one == next)
        .map(|row| row.len() as u64);
    of_steps.chain(occurrences).chain(in_a_row)
}

/// How often a step is done, and what.
pub(super) fn parts(step: &Step) -> (u8, &[Segment]) {
    match step {
        Step::Once(segment) => (1, std::slice::from_ref(segment)),
        Step::Repeat { times, segments } => (*times, segments),
    }
}

/// Lengths of one sort, together.
fn total(lengths: impl Iterator<Item = Measure>) -> Option<Measure> {
    lengths
        .map(Some)
        .reduce(|one, other| match (one?, other?) {
            (Measure::Distance(one), Measure::Distance(other)) => {
                Some(Measure::Distance(one + other))
            }
            (Measure::Time(one), Measure::Time(other)) => Some(Measure::Time(one + other)),
            _ => None,
        })?
}

fn length(segment: &Segment) -> Option<Measure> {
    match segment.length {
        StepLength::Distance(distance) => Some(Measure::Distance(distance)),
        StepLength::Time(time) => Some(Measure::Time(time)),
        StepLength::Open => None,
    }
}

/// The measures a reading keeps among its words.
pub(super) fn kept(reading: &[Workout], unit: DistanceUnit) -> Vec<Measure> {
    let mut found = Vec::new();
    for workout in reading {
        for text in texts(workout) {
            let found_here = mentions(text, &tokens(text), unit).measures.into_iter();
            found.extend(found_here.map(|mention| mention.measure));
        }
    }
    found
}

/// The words of a workout: its parts', its note, its name.
pub(super) fn texts(workout: &Workout) -> impl Iterator<Item = &str> {
    let segments = workout.steps.iter().flat_map(|step| parts(step).1);
    let words = segments.map(|segment| &segment.note);
    let words = words.chain([&workout.note, &workout.name]);
    words.filter_map(|text| text.as_deref())
}

/// How hard a workout and its parts are.
pub(super) fn hardness(workout: &Workout) -> impl Iterator<Item = Measure> {
    let whole = workout.zone.map(StepTarget::Zone);
    let segments = workout.steps.iter().flat_map(|step| parts(step).1);
    let targets = segments.map(|segment| segment.target);
    whole.into_iter().chain(targets).map(Measure::Effort)
}
