//! How a workout becomes less, or a little more, without contradicting itself.
//!
//! What describes a workout follows its values: a run lowered to Easy loses its
//! zone, steps, warm-up and cool-down, and, where it was another kind, the name,
//! note and description that spoke of it. A run that only shrinks keeps them,
//! its steps shrunk along (fewer repetitions, shorter single steps) so that
//! they never add up to more than its distance.

use crate::units::{Distance, Duration, Percent};
use crate::workout::{Segment, Step, StepLength, Workout, WorkoutKind};

/// The share of a distance that is kept, in whole tenths of the plan's unit:
/// what rounding takes counts as removed.
fn cut(distance: Distance, load: Percent, tenth: Distance) -> Distance {
    if load >= Percent::HUNDRED {
        return distance;
    }
    distance.percent(load).floor_to(tenth)
}

/// What is left of a day under `load`: Rest at zero, else a run becomes Easy
/// at that share of its distance, and what is not running stays.
pub(super) fn lower(workout: &Workout, load: Percent, tenth: Distance) -> Workout {
    if load.is_zero() {
        return Workout::rest();
    }
    if !workout.kind.is_run() {
        return workout.clone();
    }
    let keeps_its_words = workout.kind == WorkoutKind::Easy;
    let words = |text: &Option<String>| text.clone().filter(|_| keeps_its_words);
    Workout {
        name: words(&workout.name),
        note: words(&workout.note),
        description: words(&workout.description),
        library_id: words(&workout.library_id),
        run_walk: workout.run_walk,
        ..measured(Workout::new(WorkoutKind::Easy), workout, load, tenth)
    }
}

/// The same kind of run at `load` of its distance, steps and warm-up shrunk along.
pub(super) fn shrink(workout: &Workout, load: Percent, tenth: Distance) -> Workout {
    let mut shrunk = measured(workout.clone(), workout, load, tenth);
    shrunk.warm_up = workout.warm_up.map(|time| time.percent(load));
    shrunk.cool_down = workout.cool_down.map(|time| time.percent(load));
    shrunk.steps = workout
        .steps
        .iter()
        .flat_map(|step| shrink_step(step, load, tenth))
        .collect();
    if stated(&shrunk.steps) > shrunk.distance.unwrap_or(Distance::MAX) {
        shrunk.steps.clear();
    }
    shrunk
}

/// The same run without anything faster than easy in it.
pub(super) fn without_quality(mut workout: Workout) -> Workout {
    workout.zone = workout.kind.zone();
    workout.warm_up = None;
    workout.cool_down = None;
    if !workout.steps.is_empty() {
        workout.steps.clear();
        // They told of the steps.
        workout.name = None;
        workout.description = None;
        workout.library_id = None;
    }
    workout
}

/// The same run, longer by `share`, its duration in proportion.
pub(super) fn lengthen(workout: &Workout, share: Distance) -> Workout {
    let before = workout.distance.unwrap_or_default();
    let after = before + share;
    let mut longer = workout.clone();
    longer.distance = Some(after);
    longer.distance_from = workout.distance_from.map(|from| from + share);
    longer.duration = workout
        .duration
        .map(|time| in_proportion(time, before, after));
    if !workout.steps.is_empty() && stated(&workout.steps) == before {
        lengthen_longest_step(&mut longer.steps, share);
    }
    longer
}

/// `time` for `before`, taken over `after`, to the nearest second.
pub(super) fn in_proportion(time: Duration, before: Distance, after: Distance) -> Duration {
    if before.is_zero() {
        return time;
    }
    let (before, after) = (u128::from(before.raw()), u128::from(after.raw()));
    let seconds = (u128::from(time.as_seconds()) * after + before / 2) / before;
    Duration::from_seconds(u32::try_from(seconds).unwrap_or(Duration::MAX.as_seconds()))
}

/// `into` with the distance, range and duration of `from` at `load`.
fn measured(into: Workout, from: &Workout, load: Percent, tenth: Distance) -> Workout {
    let distance = from.distance.map(|distance| cut(distance, load, tenth));
    Workout {
        distance,
        distance_from: from
            .distance_from
            .map(|low| cut(low, load, tenth))
            .filter(|low| Some(*low) < distance),
        distance_is_estimated: from.distance_is_estimated,
        duration: from.duration.map(|time| {
            if load >= Percent::HUNDRED {
                time
            } else {
                time.percent(load)
            }
        }),
        ..into
    }
}

fn stated(steps: &[Step]) -> Distance {
    steps.iter().map(Step::stated_distance).sum()
}

/// A single step gets shorter, a repeated one is repeated less often.
fn shrink_step(step: &Step, load: Percent, tenth: Distance) -> Vec<Step> {
    match step {
        Step::Once(segment) => vec![Step::Once(shrink_segment(segment, load, tenth))],
        Step::Repeat { times, segments } => {
            let left = u32::from(*times) * u32::from(load.as_tenths()) / 1_000;
            match u8::try_from(left).unwrap_or(*times) {
                0 => Vec::new(),
                1 => segments.iter().cloned().map(Step::Once).collect(),
                times => vec![Step::Repeat {
                    times,
                    segments: segments.clone(),
                }],
            }
        }
    }
}

fn shrink_segment(segment: &Segment, load: Percent, tenth: Distance) -> Segment {
    let length = match segment.length {
        StepLength::Distance(distance) => {
            let whole_tenths = cut(distance, load, tenth);
            // Strides and the like are shorter than a tenth.
            StepLength::Distance(if whole_tenths.is_zero() {
                distance.percent(load)
            } else {
                whole_tenths
            })
        }
        StepLength::Time(time) => StepLength::Time(time.percent(load)),
        StepLength::Open => StepLength::Open,
    };
    Segment {
        length,
        ..segment.clone()
    }
}

/// Steps that add up to the whole run go on doing so; where none is a single
/// stretch of road, they go.
fn lengthen_longest_step(steps: &mut Vec<Step>, share: Distance) {
    let longest = steps
        .iter_mut()
        .filter_map(|step| match step {
            Step::Once(Segment {
                length: StepLength::Distance(distance),
                ..
            }) => Some(distance),
            _ => None,
        })
        .max_by_key(|distance| **distance);
    match longest {
        Some(distance) => *distance += share,
        None => steps.clear(),
    }
}
