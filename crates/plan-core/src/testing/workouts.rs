//! Workouts of every kind.

use proptest::option;
use proptest::prelude::*;

use crate::units::{Distance, DistanceUnit, Duration};
use crate::workout::{
    RunWalk, Segment, Step, StepLength, StepRole, StepTarget, Workout, WorkoutKind,
};
use crate::zones::Zone;

/// Miles or kilometers.
pub fn unit() -> impl Strategy<Value = DistanceUnit> {
    prop_oneof![Just(DistanceUnit::Mile), Just(DistanceUnit::Kilometer)]
}

/// Mostly half units as plans have them, sometimes any length at all.
pub fn distance(unit: DistanceUnit) -> impl Strategy<Value = Distance> {
    prop_oneof![
        6 => (3u32..=50).prop_map(move |halves| Distance::from_tenths(5 * halves, unit)),
        1 => (1u32..=300).prop_map(move |tenths| Distance::from_tenths(tenths, unit)),
        1 => (0u64..=5_000_000_000).prop_map(Distance::from_raw),
    ]
}

fn segment(role: StepRole) -> impl Strategy<Value = Segment> {
    let length = prop_oneof![
        (1u32..=40)
            .prop_map(|hundreds| StepLength::Distance(Distance::from_meters(hundreds * 100))),
        (1u32..=20).prop_map(|minutes| StepLength::Time(Duration::from_minutes(minutes))),
        Just(StepLength::Open),
    ];
    let target = prop_oneof![
        proptest::sample::select(Zone::ALL).prop_map(StepTarget::Zone),
        Just(StepTarget::Open),
    ];
    (length, target).prop_map(move |(length, target)| Segment::new(role, length, target))
}

/// One segment, or a few repeated.
pub fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        proptest::sample::select(StepRole::ALL)
            .prop_flat_map(segment)
            .prop_map(Step::Once),
        (
            2u8..=12,
            segment(StepRole::Work),
            segment(StepRole::Recovery)
        )
            .prop_map(|(times, work, recovery)| Step::Repeat {
                times,
                segments: vec![work, recovery],
            }),
    ]
}

/// Any workout but a race, most often an easy run.
pub fn workout(unit: DistanceUnit) -> impl Strategy<Value = Workout> {
    let kinds: Vec<WorkoutKind> = WorkoutKind::ALL
        .iter()
        .copied()
        .filter(|kind| *kind != WorkoutKind::Race)
        .collect();
    let kind = prop_oneof![
        2 => Just(WorkoutKind::Easy),
        1 => Just(WorkoutKind::Rest),
        3 => proptest::sample::select(kinds),
    ];
    (
        kind,
        distance(unit),
        option::weighted(0.3, (10u32..=120).prop_map(Duration::from_minutes)),
        any::<[bool; 4]>(),
        proptest::collection::vec(step(), 1..=3),
        option::weighted(0.2, (1u8..=30, 1u8..=10)),
    )
        .prop_map(|(kind, distance, duration, coins, steps, walk)| {
            let mut workout = Workout::new(kind);
            if kind == WorkoutKind::Rest {
                return workout;
            }
            workout.duration = duration;
            if !kind.is_run() {
                return workout;
            }
            let [ranged, estimated, stepped, named] = coins;
            workout.distance = Some(distance);
            workout.distance_is_estimated = estimated && duration.is_some();
            if ranged && !distance.is_zero() {
                workout.distance_from = Some(Distance::from_raw(distance.raw() / 2));
            }
            if kind.is_quality() {
                workout.warm_up = Some(Duration::from_minutes(15));
                workout.cool_down = Some(Duration::from_minutes(10));
            }
            if stepped {
                workout.steps = steps;
            }
            if named {
                workout.name = Some("Yasso 800s".to_owned());
                workout.note = Some("with the club".to_owned());
            }
            workout.run_walk = walk.and_then(|(run, walk)| RunWalk::new(run, walk).ok());
            workout
        })
}
