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
    shrunk.warm_up = workout.warm_up.map(|time| whole_minutes(time, load));
    shrunk.cool_down = workout.cool_down.map(|time| whole_minutes(time, load));
    shrunk.steps = workout
        .steps
        .iter()
        .flat_map(|step| shrink_step(step, load, tenth))
        .collect();
    let (far, stated_far) = (shrunk.distance.unwrap_or_default(), stated(&shrunk.steps));
    if shrunk.distance.is_some() && stated_far > far {
        shrunk.steps.clear();
    } else if workout.distance == Some(stated(&workout.steps))
        && let Some(longest) = longest_step(&mut shrunk.steps)
    {
        // Each was rounded down by itself; together they are still the whole run.
        *longest += far.saturating_sub(stated_far);
    }
    shrunk
}

/// A share of a warm-up or cool-down, in the minutes people think in, and not to
/// the second, which would tell the share.
fn whole_minutes(time: Duration, load: Percent) -> Duration {
    let shrunk = time.percent(load);
    let minutes = shrunk.as_seconds() / 60;
    // Less than a minute stays what it is.
    if minutes == 0 {
        shrunk
    } else {
        Duration::from_minutes(minutes)
    }
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
        duration: from.duration.map(|time| time.percent(load)),
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
    match longest_step(steps) {
        Some(distance) => *distance += share,
        None => steps.clear(),
    }
}

/// The longest single stretch of road.
fn longest_step(steps: &mut [Step]) -> Option<&mut Distance> {
    steps
        .iter_mut()
        .filter_map(|step| match step {
            Step::Once(Segment {
                length: StepLength::Distance(distance),
                ..
            }) => Some(distance),
            _ => None,
        })
        .max_by_key(|distance| **distance)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::DistanceUnit;
    use crate::workout::{RunWalk, StepRole, StepTarget};

    const TENTH: Distance = DistanceUnit::Mile.tenth();

    fn miles(hundredths: u32) -> Distance {
        Distance::from_hundredths(hundredths, DistanceUnit::Mile)
    }

    fn run(kind: WorkoutKind, hundredths: u32) -> Workout {
        Workout::run(kind, miles(hundredths))
    }

    fn segment(length: StepLength) -> Segment {
        Segment::new(StepRole::Work, length, StepTarget::Open)
    }

    fn far(hundredths: u32) -> Step {
        Step::Once(segment(StepLength::Distance(miles(hundredths))))
    }

    fn repeated(times: u8, hundredths: u32) -> Step {
        Step::Repeat {
            times,
            segments: vec![segment(StepLength::Distance(miles(hundredths)))],
        }
    }

    #[test]
    fn an_easy_run_keeps_its_words_another_kind_loses_them_and_walkers_go_on_walking() {
        let said = |kind| Workout {
            name: Some("With Ana".to_owned()),
            note: Some("by the river".to_owned()),
            description: Some("Slowly.".to_owned()),
            library_id: Some("12".to_owned()),
            warm_up: Some(Duration::from_minutes(15)),
            steps: vec![far(600)],
            run_walk: RunWalk::new(4, 1).ok(),
            ..run(kind, 600)
        };
        let half = Percent::from_whole(50);
        assert_eq!(
            lower(&said(WorkoutKind::Easy), half, TENTH),
            Workout {
                distance: Some(miles(300)),
                warm_up: None,
                steps: Vec::new(),
                ..said(WorkoutKind::Easy)
            }
        );
        assert_eq!(
            lower(&said(WorkoutKind::Tempo), half, TENTH),
            Workout {
                run_walk: RunWalk::new(4, 1).ok(),
                ..run(WorkoutKind::Easy, 300)
            }
        );
        // A long run without its quality is still that long run, unless the words told of the steps.
        let plain = Workout {
            steps: Vec::new(),
            warm_up: None,
            ..said(WorkoutKind::LongRun)
        };
        assert_eq!(without_quality(plain.clone()), plain);
        assert_eq!(
            without_quality(said(WorkoutKind::LongRun)),
            Workout {
                note: Some("by the river".to_owned()),
                run_walk: RunWalk::new(4, 1).ok(),
                ..run(WorkoutKind::LongRun, 600)
            }
        );
    }

    #[test]
    fn a_share_is_whole_tenths_and_all_of_a_run_is_all_of_it() {
        // Of a range both ends are cut; where they meet it is none.
        let cases = [
            (500, None, 625, 310, None),
            (500, None, 1_000, 500, None),
            (512, None, 1_000, 512, None),
            (512, None, 999, 510, None),
            (600, Some(500), 500, 300, Some(250)),
            (510, Some(500), 500, 250, None),
        ];
        for (to, from, load, left, left_from) in cases {
            let ranged = Workout {
                distance_from: from.map(miles),
                duration: Some(Duration::from_minutes(60)),
                ..run(WorkoutKind::Easy, to)
            };
            let lowered = lower(&ranged, Percent::from_tenths(load), TENTH);
            assert_eq!(
                (lowered.distance, lowered.distance_from),
                (Some(miles(left)), left_from.map(miles)),
                "{to} at {load}"
            );
            assert_eq!(
                lowered.duration,
                Some(Duration::from_seconds(u32::from(load) * 36 / 10)),
                "{to} at {load}"
            );
        }
    }

    #[test]
    fn single_steps_get_shorter_and_repeated_ones_are_run_less_often() {
        let stride = segment(StepLength::Distance(Distance::from_meters(100)));
        let shorter_stride = segment(StepLength::Distance(Distance::from_meters(80)));
        let minutes =
            |minutes| Step::Once(segment(StepLength::Time(Duration::from_minutes(minutes))));
        let open = Step::Once(segment(StepLength::Open));
        let cases = [
            (far(300), vec![far(240)]),
            (far(299), vec![far(230)]),
            (minutes(20), vec![minutes(16)]),
            (open.clone(), vec![open]),
            (Step::Once(stride), vec![Step::Once(shorter_stride)]),
            (repeated(6, 50), vec![repeated(4, 50)]),
            (repeated(5, 50), vec![repeated(4, 50)]),
            (repeated(2, 50), vec![far(50)]),
            (repeated(1, 50), vec![]),
        ];
        for (step, left) in cases {
            let session = Workout {
                steps: vec![step.clone()],
                ..run(WorkoutKind::Intervals, 900)
            };
            let shrunk = shrink(&session, Percent::from_whole(80), TENTH);
            assert_eq!(shrunk.steps, left, "{step:?}");
            assert_eq!(shrunk.kind, WorkoutKind::Intervals);
        }
    }

    #[test]
    fn steps_that_were_the_whole_run_are_the_whole_shrunk_run() {
        let of = |steps: &[Step], load| {
            let session = Workout {
                warm_up: Some(Duration::from_minutes(15)),
                cool_down: Some(Duration::from_seconds(50)),
                steps: steps.to_vec(),
                ..run(WorkoutKind::Tempo, 600)
            };
            shrink(&session, Percent::from_whole(load), TENTH)
        };
        // 5.1 of 6 miles: 1.2, 2.9 and 0.8 by themselves are 0.2 short of it.
        let shrunk = of(&[far(150), far(350), far(100)], 85);
        assert_eq!(shrunk.distance, Some(miles(510)));
        assert_eq!(shrunk.steps, [far(120), far(310), far(80)]);
        assert_eq!(shrunk.warm_up, Some(Duration::from_minutes(12)));
        assert_eq!(shrunk.cool_down, Some(Duration::from_seconds(42)));
        // A part of the run stays a part, and repeats take nothing on.
        assert_eq!(of(&[far(350)], 85).steps, [far(290)]);
        assert_eq!(of(&[repeated(6, 100)], 85).steps, [repeated(5, 100)]);
    }

    #[test]
    fn steps_that_would_outgrow_a_shrunk_run_go() {
        let of = |steps: &[Step]| {
            let session = Workout {
                steps: steps.to_vec(),
                ..run(WorkoutKind::Tempo, 500)
            };
            shrink(&session, Percent::from_whole(50), TENTH).steps
        };
        assert_eq!(of(&[far(200), far(300)]), [far(100), far(150)]);
        assert_eq!(of(&[far(200), far(100)]), [far(100), far(50)]);
        // Of three repeats one is left, but it is longer than the whole.
        assert_eq!(of(&[repeated(2, 260)]), []);
    }

    #[test]
    fn a_longer_run_takes_its_time_in_proportion() {
        let easy = Workout {
            distance_from: Some(miles(200)),
            duration: Some(Duration::from_seconds(1_000)),
            ..run(WorkoutKind::Easy, 300)
        };
        // 1000 s / 3 mi: 1166.7 s for 3.5 mi, 1333.3 s for 4.
        for (share, seconds) in [(50, 1_167), (100, 1_333)] {
            assert_eq!(
                lengthen(&easy, miles(share)),
                Workout {
                    distance: Some(miles(300 + share)),
                    distance_from: Some(miles(200 + share)),
                    duration: Some(Duration::from_seconds(seconds)),
                    ..easy.clone()
                }
            );
        }
        let unknown = in_proportion(Duration::from_minutes(5), Distance::ZERO, miles(100));
        assert_eq!(unknown, Duration::from_minutes(5));
    }

    #[test]
    fn steps_that_were_the_whole_run_go_on_being_it() {
        let cases = [
            // The longest stretch takes it,
            (
                vec![far(100), far(300), far(100)],
                vec![far(100), far(340), far(100)],
            ),
            (
                vec![repeated(4, 100), far(100)],
                vec![repeated(4, 100), far(140)],
            ),
            // repeats alone cannot,
            (vec![repeated(5, 100)], vec![]),
            // and a part of the run stays that part.
            (vec![far(200)], vec![far(200)]),
            (vec![], vec![]),
        ];
        for (steps, longer) in cases {
            let easy = Workout {
                steps,
                ..run(WorkoutKind::Easy, 500)
            };
            assert_eq!(lengthen(&easy, miles(40)).steps, longer, "{:?}", easy.steps);
        }
    }
}
