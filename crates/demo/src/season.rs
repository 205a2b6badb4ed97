//! What happened to the demo's plan so far: every layer, and three weeks done.

use chrono::{DateTime, Days, NaiveDate, Utc};
use plan_core::error::Error;
use plan_core::overlay::{
    Addition, BodyPart, Completion, DayOff, Edit, Feedback, Injury, Move, MoveTarget, Operation,
    OperationKind, Overlay, OverlayId, Overlays, Redistribution, Scope, Status, Vacation, Values,
};
use plan_core::plan::{BasePlan, PlannedWorkout, WorkoutId};
use plan_core::units::Distance;
use plan_core::workout::WorkoutKind;
use plan_store::operations::{self, NewOperation};
use plan_store::{Connection, PersonId, PlanId, StoreError};

/// The log of a season in which today lies in week 5.
///
/// # Errors
/// Those of the core, were one of the overlays not allowed.
pub(crate) fn operations(base: &BasePlan, today: NaiveDate) -> Result<Vec<OperationKind>, Error> {
    let mut season = Season {
        base,
        overlays: Overlays::default(),
        log: Vec::new(),
    };
    season.log_first_weeks(3)?;

    // Layer 1: a week in the mountains, in week 8.
    let holiday = day(base, 8, 0);
    let vacation = season.add(Overlay::Vacation(Vacation::new(
        holiday,
        holiday + Days::new(4),
        0,
    )?))?;

    // Layer 2: a calf that complained for five days of week 6.
    let hurt = day(base, 6, 1);
    season.add(Overlay::Injury(Injury::new(
        BodyPart::new("left calf")?,
        4,
        hurt,
        Some(hurt + Days::new(4)),
    )?))?;

    // Layer 3: a longer easy run, an added session, a moved run, a day off.
    if let Some(easy) = run_in(base, 11, WorkoutKind::Easy) {
        season.add(Overlay::Edit(Edit {
            workout: easy.id,
            values: Values {
                distance: Some(Distance::from_miles(7)),
                ..Values::default()
            },
        }))?;
    }
    season.add(Overlay::Addition(Addition {
        date: day(base, 10, 0),
        values: Values {
            kind: Some(WorkoutKind::Strength),
            description: Some("Core and hips, thirty minutes".to_owned()),
            ..Values::default()
        },
    }))?;
    if let Some(medium_long) = run_in(base, 9, WorkoutKind::MediumLong) {
        season.add(Overlay::Move(Move {
            workout: medium_long.id,
            to: MoveTarget::Date(medium_long.date - Days::new(1)),
        }))?;
    }
    if let Some(easy) = run_in(base, 12, WorkoutKind::Easy) {
        season.add(Overlay::DayOff(DayOff::new(easy.date, 0)?))?;
    }

    // Layer 4: some of the holiday's miles, in the two weeks after it.
    season.add(Overlay::Redistribution(Redistribution {
        source: vacation,
        scope: Scope::NextNWeeks(2),
        created_on: today,
    }))?;
    Ok(season.log)
}

/// Appends one operation and returns the plan's new version.
///
/// # Errors
/// Those of the store.
pub(crate) fn append(
    conn: &mut Connection,
    plan: PlanId,
    version: u64,
    actor: PersonId,
    kind: OperationKind,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let new = NewOperation {
        actor,
        kind,
        note: None,
    };
    operations::append(conn, plan, version, new, now).map(|appended| appended.version)
}

struct Season<'a> {
    base: &'a BasePlan,
    overlays: Overlays,
    log: Vec<OperationKind>,
}

impl Season<'_> {
    fn add(&mut self, overlay: Overlay) -> Result<OverlayId, Error> {
        self.overlays.check(self.base, &overlay)?;
        self.push(OperationKind::Add(overlay))
    }

    fn push(&mut self, kind: OperationKind) -> Result<OverlayId, Error> {
        let sequence = self.overlays.next_sequence();
        let operation = Operation { sequence, kind };
        self.overlays = self.overlays.with(&operation)?;
        self.log.push(operation.kind);
        Ok(OverlayId(sequence))
    }

    /// Every run of the first weeks done as planned, but for one that was skipped.
    fn log_first_weeks(&mut self, weeks: usize) -> Result<(), Error> {
        let runs: Vec<&PlannedWorkout> = self.base.weeks()[..weeks]
            .iter()
            .flat_map(|week| &week.workouts)
            .filter(|planned| planned.workout.kind.is_run())
            .collect();
        for (index, run) in runs.iter().enumerate() {
            let completion = if index == 6 {
                skipped(run.id)
            } else {
                completed(run, index)
            };
            let pinned = self.overlays.pin(self.base, completion)?;
            self.push(OperationKind::Log(Box::new(pinned)))?;
        }
        Ok(())
    }
}

fn completed(run: &PlannedWorkout, index: usize) -> Completion {
    Completion {
        workout: run.id,
        status: Status::Completed,
        actual_distance: run.workout.distance,
        actual_duration: None,
        actual_effort: Some(if run.workout.kind.is_hard() { 14 } else { 11 }),
        feedback: Some(if index % 5 == 4 {
            Feedback::Tough
        } else {
            Feedback::JustRight
        }),
        completed_on: Some(run.date),
    }
}

fn skipped(workout: WorkoutId) -> Completion {
    Completion {
        workout,
        status: Status::Skipped,
        actual_distance: None,
        actual_duration: None,
        actual_effort: None,
        feedback: None,
        completed_on: None,
    }
}

/// A day of a week: the week from 1, its days from 0.
fn day(base: &BasePlan, week: u64, offset: u64) -> NaiveDate {
    base.start() + Days::new(7 * (week - 1) + offset)
}

/// The first workout of a kind in a week, the week from 1.
fn run_in(base: &BasePlan, week: usize, kind: WorkoutKind) -> Option<&PlannedWorkout> {
    base.weeks()[week - 1]
        .workouts
        .iter()
        .find(|planned| planned.workout.kind == kind)
}

#[cfg(test)]
mod tests {
    use plan_core::overlay::{Modifier, resolve};

    use super::*;
    use crate::seed::marathon_season;

    #[test]
    fn whatever_day_it_is_started_on_the_season_has_every_layer() {
        let first = NaiveDate::from_ymd_opt(2026, 2, 23).expect("a date");
        for today in (0..14).map(|days| first + Days::new(days)) {
            let base = marathon_season(today).expect("the demo's own brief");
            let log = operations(&base, today).expect("overlays that are allowed");
            let operations: Vec<Operation> = (1..)
                .zip(log)
                .map(|(sequence, kind)| Operation { sequence, kind })
                .collect();
            let overlays = Overlays::replay(&operations).expect("a log in order");
            let plan = resolve(&base, &overlays);
            for modifier in Modifier::ALL {
                assert!(
                    plan.workouts().any(|workout| workout.modifier == *modifier),
                    "no {modifier} when today is {today}"
                );
            }
            assert!(
                plan.workouts()
                    .any(|workout| workout.date != workout.generated_date)
            );
            assert!(
                plan.redistributions()
                    .iter()
                    .all(|made_up| !made_up.placed.is_zero())
            );
            assert!(plan.summary().completed_workouts > 10);
        }
    }
}
