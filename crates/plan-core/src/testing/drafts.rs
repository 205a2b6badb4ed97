//! Drafts: everything the draft language can say.

use chrono::{Days, NaiveDate};
use proptest::array::uniform7;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::workouts::{distance, unit};
use crate::draft::{Draft, DraftWeek};
use crate::plan::{Level, Phase, RaceDistance, RaceGoal};
use crate::units::{Distance, DistanceUnit, Duration, Pace, Percent};
use crate::workout::{
    RunWalk, Segment, Step, StepLength, StepRole, StepTarget, Workout, WorkoutKind,
};
use crate::zones::Zone;

/// A draft of one to five weeks, with or without a race, dates and a goal.
pub fn draft() -> impl Strategy<Value = Draft> {
    unit().prop_flat_map(|unit| {
        (
            option::of(race_goal()),
            select(Level::ALL),
            option::of(date()),
            0u64..7,
            vec(text(), 0..3),
            vec(week(unit), 1..=5),
        )
            .prop_map(move |(race, level, start, lost, notes, weeks)| {
                let mut draft = Draft {
                    race,
                    level,
                    unit,
                    start,
                    notes,
                    weeks,
                };
                // Half of the dated ones begin where their race says, or a little later.
                if let Some(block) = draft.block_start().filter(|_| lost < 4) {
                    draft.start = block.checked_add_days(Days::new(lost));
                }
                draft
            })
    })
}

fn date() -> impl Strategy<Value = NaiveDate> {
    (0u64..2_000).prop_filter_map("inside the calendar", |days| {
        NaiveDate::from_ymd_opt(2024, 1, 1)?.checked_add_days(Days::new(days))
    })
}

fn race_goal() -> impl Strategy<Value = RaceGoal> {
    let time = (1u32..=360_000).prop_map(Duration::from_seconds);
    (
        select(RaceDistance::ALL),
        option::of(date()),
        option::of(time),
    )
        .prop_map(|(distance, date, target_time)| RaceGoal {
            distance,
            date,
            target_time,
        })
}

fn week(unit: DistanceUnit) -> impl Strategy<Value = DraftWeek> {
    (
        select(Phase::ALL),
        option::of(distance(unit)),
        uniform7(day(unit)),
        vec(text(), 0..2),
    )
        .prop_map(|(phase, stated_volume, days, notes)| DraftWeek {
            phase,
            stated_volume,
            days,
            notes,
        })
}

fn day(unit: DistanceUnit) -> impl Strategy<Value = Vec<Workout>> {
    let rest = option::of(text()).prop_map(|note| {
        vec![Workout {
            note,
            ..Workout::rest()
        }]
    });
    prop_oneof![
        1 => Just(Vec::new()),
        2 => rest,
        8 => vec(draft_workout(unit), 1..=3),
    ]
}

/// What a person may write: trimmed, on one line, with every sign the grammar uses.
fn text() -> impl Strategy<Value = String> {
    proptest::string::string_regex("[!-~é–—“日][ -~é–—“日]{0,24}[!-~é–—“日]")
        .unwrap_or_else(|_| unreachable!("the expression is a constant"))
}

/// A workout of any kind but rest, as a line of a draft can say it.
pub fn draft_workout(unit: DistanceUnit) -> impl Strategy<Value = Workout> {
    let kinds = WorkoutKind::ALL
        .iter()
        .copied()
        .filter(|kind| *kind != WorkoutKind::Rest)
        .collect::<Vec<_>>();
    let amount = (
        0u8..6,
        distance(unit),
        option::weighted(0.2, distance(unit)),
        duration(),
        select(RaceDistance::ALL),
    );
    (
        select(kinds),
        option::weighted(0.2, text()),
        amount,
        option::weighted(0.2, option::of(select(Zone::ALL))),
        option::weighted(0.2, (1u8..=30, 1u8..=10)),
        vec(step(unit), 0..4),
        option::weighted(0.2, text()),
    )
        .prop_map(
            |(kind, name, (shape, to, from, time, race), zone, run_walk, steps, note)| {
                let from = from.filter(|from| *from < to);
                let new = Workout {
                    name,
                    zone: zone.unwrap_or(kind.zone()),
                    run_walk: run_walk.and_then(|(run, walk)| RunWalk::new(run, walk).ok()),
                    steps,
                    note,
                    ..Workout::new(kind)
                };
                match shape {
                    0 => Workout {
                        duration: Some(time),
                        ..new
                    },
                    1 => Workout {
                        duration: Some(time),
                        distance: Some(to),
                        distance_from: from,
                        distance_is_estimated: true,
                        ..new
                    },
                    2 => Workout {
                        duration: Some(time),
                        distance: Some(to),
                        distance_from: from,
                        ..new
                    },
                    5 if !new.steps.is_empty() => new,
                    3 if kind == WorkoutKind::Race => Workout {
                        distance: Some(race.distance()),
                        ..new
                    },
                    _ => Workout {
                        distance: Some(to),
                        distance_from: from,
                        distance_is_estimated: shape == 3,
                        ..new
                    },
                }
            },
        )
}

fn duration() -> impl Strategy<Value = Duration> {
    prop_oneof![
        4 => (1u32..=200).prop_map(Duration::from_minutes),
        1 => (1u32..=36_000).prop_map(Duration::from_seconds),
    ]
}

fn step(unit: DistanceUnit) -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => segment(unit).prop_map(Step::Once),
        1 => (2u8..=20, vec(segment(unit), 1..=3))
            .prop_map(|(times, segments)| Step::Repeat { times, segments }),
    ]
}

fn segment(unit: DistanceUnit) -> impl Strategy<Value = Segment> {
    let length = prop_oneof![
        (1u32..=40)
            .prop_map(|hundreds| StepLength::Distance(Distance::from_meters(hundreds * 100))),
        distance(unit).prop_map(StepLength::Distance),
        duration().prop_map(StepLength::Time),
        Just(StepLength::Open),
    ];
    (
        select(StepRole::ALL),
        length,
        target(unit),
        option::weighted(0.3, prop_oneof![Just("uphill".to_owned()), text()]),
    )
        .prop_map(|(role, length, target, note)| Segment {
            role,
            length,
            target,
            note,
        })
}

fn target(plan_unit: DistanceUnit) -> impl Strategy<Value = StepTarget> {
    let race = prop_oneof![
        select(RaceDistance::ALL).prop_map(RaceDistance::distance),
        distance(plan_unit),
    ];
    let pace = (unit(), 120u32..=1_200).prop_map(|(unit, seconds)| StepTarget::Pace {
        pace: Pace::from_seconds_per(unit, seconds),
        unit,
    });
    prop_oneof![
        select(Zone::ALL).prop_map(StepTarget::Zone),
        Just(StepTarget::Open),
        pace,
        race.clone().prop_map(StepTarget::RacePace),
        (1u16..=1_300, race).prop_map(|(tenths, of)| StepTarget::Share {
            percent: Percent::from_tenths(tenths),
            of,
        }),
    ]
}
