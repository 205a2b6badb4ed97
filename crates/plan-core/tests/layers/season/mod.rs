//! One short season, and the questions people ask about it.

#![allow(
    clippy::unwrap_used,
    reason = "the season is written so that all of it works"
)]

mod explain;
mod injured;
mod not_today;
mod preview;

use chrono::NaiveDate;
use plan_core::draft::{ParseContext, Schedule, parse};
use plan_core::fitness::Vdot;
use plan_core::overlay::{
    Action, BodyPart, Completion, DayOff, Edit, Injury, Move, MoveTarget, Overlay, OverlayId,
    Overlays, Redistribution, Scope, Status, Vacation, Values,
};
use plan_core::plan::{BasePlan, Level, ProgressionPattern, WorkoutId};
use plan_core::units::{Distance, DistanceUnit};

const SEASON: &str = "\
# 10K · 5 weeks · intermediate
Goal: 2026-04-05, 50:00

## Week 1 · Base
- Mon: Rest
- Tue: Easy 5 mi
- Wed: Tempo 6 mi: 2 mi warm-up, 3 mi @ T, 1 mi cool-down
- Thu: Rest
- Fri: Easy 4 mi
- Sat: Strength 40 min
- Sun: Long 10 mi — by the river

## Week 2 · Build
- Mon: Rest
- Tue: Easy 5 mi
- Wed: Intervals 6 mi: 2 mi warm-up, 5 x (800 m @ I, 400 m jog), 1 mi cool-down
- Thu: Rest
- Fri: Easy 4 mi
- Sat: Rest
- Sun: Long 10 mi

## Week 3 · Build
- Mon: Easy 4 mi
- Tue: Easy 5 mi
- Wed: Tempo 6 mi: 2 mi warm-up, 3 mi @ T, 1 mi cool-down
- Thu: Rest
- Fri: Easy 5 mi
- Sat: Rest
- Sun: Long 11 mi

## Week 4 · Peak
- Mon: Easy 4 mi
- Tue: Easy 5 mi
- Wed: Easy 5 mi
- Thu: Rest
- Fri: Easy 5 mi
- Sat: Rest
- Sun: Long 10 mi

## Week 5 · Taper
- Mon: Rest
- Tue: Easy 4 mi
- Wed: Tempo 4 mi: 1 mi warm-up, 2 mi @ T, 1 mi cool-down
- Thu: Rest
- Fri: Easy 3 mi
- Sat: Rest
- Sun: 10K race
";

/// From Monday 2 March to the race on Sunday 5 April 2026; `w1` to `w35`, one a day.
fn season() -> BasePlan {
    let context = ParseContext {
        unit: DistanceUnit::Mile,
        level: Level::Intermediate,
        weeks: Some(5),
        start: None,
        race: None,
    };
    let parsed = parse(SEASON, &context);
    assert_eq!(parsed.unreadable, []);
    let schedule = Schedule {
        start: None,
        pattern: ProgressionPattern::Linear,
        vdot: Vdot::new(40.0).ok(),
    };
    parsed.draft.schedule(schedule).unwrap()
}

/// A day of the season's March; April goes on from 32.
fn march(day: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 2, 28).unwrap() + chrono::Days::new(day)
}

/// The workout of the season's day.
fn on(day: u64) -> WorkoutId {
    WorkoutId::Generated(u32::try_from(day).unwrap() - 1)
}

fn miles(tenths: u32) -> Distance {
    Distance::from_tenths(tenths, DistanceUnit::Mile)
}

fn vacation(from: u64, to: u64, load: i64) -> Action {
    Action::Add(Overlay::Vacation(
        Vacation::new(march(from), march(to), load).unwrap(),
    ))
}

fn injury(severity: i64, from: u64, to: Option<u64>) -> Action {
    let part = BodyPart::new("left calf").unwrap();
    Action::Add(Overlay::Injury(
        Injury::new(part, severity, march(from), to.map(march)).unwrap(),
    ))
}

fn day_off(day: u64, load: i64) -> Action {
    Action::Add(Overlay::DayOff(DayOff::new(march(day), load).unwrap()))
}

fn edit(workout: WorkoutId, values: Values) -> Action {
    Action::Add(Overlay::Edit(Edit { workout, values }))
}

fn swap(one: u64, other: u64) -> Action {
    Action::Add(Overlay::Move(Move {
        workout: on(one),
        to: MoveTarget::SwapWith(on(other)),
    }))
}

fn make_up(source: u64, scope: Scope, day: u64) -> Action {
    Action::Add(Overlay::Redistribution(Redistribution {
        source: OverlayId(source),
        scope,
        created_on: march(day),
    }))
}

fn log(day: u64, status: Status) -> Completion {
    Completion {
        workout: on(day),
        status,
        actual_distance: None,
        actual_duration: None,
        actual_effort: None,
        feedback: None,
        completed_on: None,
    }
}

fn after(plan: &BasePlan, actions: impl IntoIterator<Item = Action>) -> Overlays {
    actions
        .into_iter()
        .fold(Overlays::default(), |overlays, action| {
            overlays.perform(plan, action).unwrap().overlays
        })
}
