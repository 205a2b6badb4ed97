//! Dated plans.

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::workouts::{unit, workout};
use crate::plan::{
    BasePlan, Level, Phase, PlanSettings, PlannedWorkout, ProgressionPattern, RaceDistance,
    RaceGoal, Week, WorkoutId,
};
use crate::units::{Distance, DistanceUnit};
use crate::workout::{Workout, WorkoutKind};

/// A plan of one to seven weeks, with or without a race at its end.
pub fn base_plan() -> impl Strategy<Value = BasePlan> {
    (unit(), 1usize..=7, 0u64..=700)
        .prop_flat_map(|(unit, weeks, start)| {
            let days = prop_oneof![
                proptest::collection::vec(workouts_of_a_day(unit), 7 * weeks),
                proptest::collection::vec(training_week(unit), weeks).prop_map(|w| w.concat()),
            ];
            let race = proptest::option::of(proptest::sample::select(RaceDistance::ALL));
            let level = proptest::sample::select(Level::ALL);
            (Just(unit), Just(start), days, race, level, 0usize..=weeks)
        })
        .prop_filter_map(
            "the constructor refuses it",
            |(unit, start, days, race, level, taper)| {
                let start =
                    NaiveDate::from_ymd_opt(2026, 1, 1)?.checked_add_days(Days::new(start))?;
                build(unit, start, days, race, level, taper)
            },
        )
}

/// Usually one workout, sometimes a double, sometimes nothing.
fn workouts_of_a_day(unit: DistanceUnit) -> impl Strategy<Value = Vec<Workout>> {
    prop_oneof![
        1 => Just(Vec::new()),
        12 => workout(unit).prop_map(|one| vec![one]),
        1 => proptest::collection::vec(workout(unit), 2),
    ]
}

/// A week as planners write them: easy runs below a medium-long and a long run.
fn training_week(unit: DistanceUnit) -> impl Strategy<Value = Vec<Vec<Workout>>> {
    let halves = move |kind, halves| Workout::run(kind, Distance::from_tenths(5 * halves, unit));
    (6u32..=12, 0u32..=3, any::<bool>()).prop_map(move |(easy, more, quality)| {
        let third = if quality {
            halves(WorkoutKind::Tempo, easy + 1)
        } else {
            halves(WorkoutKind::Easy, easy)
        };
        vec![
            vec![Workout::rest()],
            vec![halves(WorkoutKind::Easy, easy)],
            vec![third],
            vec![halves(WorkoutKind::MediumLong, easy + 3 + more)],
            vec![halves(WorkoutKind::Easy, easy - more)],
            vec![halves(WorkoutKind::Easy, easy)],
            vec![halves(WorkoutKind::LongRun, 2 * easy + more)],
        ]
    })
}

fn build(
    unit: DistanceUnit,
    start: NaiveDate,
    mut days: Vec<Vec<Workout>>,
    race: Option<RaceDistance>,
    level: Level,
    taper: usize,
) -> Option<BasePlan> {
    if let (Some(race), Some(last)) = (race, days.last_mut()) {
        *last = vec![Workout::run(WorkoutKind::Race, race.distance())];
    }
    let total = days.len() / 7;
    let mut next = 0;
    let mut weeks = Vec::with_capacity(total);
    for (index, week_days) in days.chunks(7).enumerate() {
        let week_start = start.checked_add_days(Days::new(7 * index as u64))?;
        let mut workouts = Vec::new();
        for (offset, day) in week_days.iter().enumerate() {
            let date = week_start.checked_add_days(Days::new(offset as u64))?;
            for workout in day {
                next += 1;
                workouts.push(PlannedWorkout {
                    id: WorkoutId::Generated(next),
                    date,
                    workout: workout.clone(),
                });
            }
        }
        let phase = match (index < total.div_ceil(2), index + taper / 3 >= total) {
            (_, true) => Phase::Taper,
            (true, _) => Phase::Base,
            (false, _) => Phase::Build,
        };
        weeks.push(Week {
            number: u8::try_from(index + 1).ok()?,
            start: week_start,
            phase,
            workouts,
        });
    }
    let settings = PlanSettings {
        unit,
        level,
        pattern: ProgressionPattern::ThreeUpOneDown,
        vdot: None,
        race: race.map(|distance| RaceGoal {
            distance,
            date: start.checked_add_days(Days::new(7 * total as u64 - 1)),
            target_time: None,
        }),
    };
    BasePlan::new(settings, weeks).ok()
}
