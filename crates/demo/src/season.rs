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

    // Layer 2: a calf that complained for five days of week 4; back to normal in week 8.
    let hurt = day(base, 4, 1);
    season.add(Overlay::Injury(Injury::new(
        BodyPart::new("left calf")?,
        4,
        hurt,
        Some(hurt + Days::new(4)),
    )?))?;

    // Layer 1: five days in the mountains, weeks after the injury, so that nothing of
    // them is the injury's. Clear of the taper, which has no room for made-up miles.
    let holiday = day(base, 10, 0);
    let vacation = season.add(Overlay::Vacation(Vacation::new(
        holiday,
        holiday + Days::new(4),
        0,
    )?))?;

    // Layer 3: a longer easy run, an added session, a moved run, a day off.
    if let Some(easy) = easy_runs(base, 9).next() {
        season.add(Overlay::Edit(Edit {
            workout: easy.id,
            values: Values {
                distance: Some(Distance::from_miles(7)),
                ..Values::default()
            },
        }))?;
    }
    season.add(Overlay::Addition(Addition {
        date: day(base, 8, 0),
        values: Values {
            kind: Some(WorkoutKind::Strength),
            description: Some("Core and hips, thirty minutes".to_owned()),
            ..Values::default()
        },
    }))?;
    if let Some(easy) = easy_runs(base, 9).last() {
        season.add(Overlay::Move(Move {
            workout: easy.id,
            to: MoveTarget::Date(easy.date - Days::new(1)),
        }))?;
    }
    if let Some(easy) = easy_runs(base, 13).next() {
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

/// The easy runs of a week by date, the week from 1.
fn easy_runs(base: &BasePlan, week: usize) -> impl Iterator<Item = &PlannedWorkout> {
    base.weeks()[week - 1]
        .workouts
        .iter()
        .filter(|planned| planned.workout.kind == WorkoutKind::Easy)
}

#[cfg(test)]
mod tests {
    use plan_core::overlay::trace::{Change, Reason};
    use plan_core::overlay::{Modifier, resolve};

    use super::*;
    use crate::seed::marathon_season;

    /// The season as it looks to whoever starts the demo on `today`.
    fn season_of(today: NaiveDate) -> (BasePlan, Overlays) {
        let base = marathon_season(today).expect("the demo's own brief");
        let log = operations(&base, today).expect("overlays that are allowed");
        let operations: Vec<Operation> = (1..)
            .zip(log)
            .map(|(sequence, kind)| Operation { sequence, kind })
            .collect();
        let overlays = Overlays::replay(&operations).expect("a log in order");
        (base, overlays)
    }

    /// Two years, so that weeks, months, a leap day and both clock changes are in it.
    fn many_days() -> impl Iterator<Item = NaiveDate> {
        let first = NaiveDate::from_ymd_opt(2027, 3, 1).expect("a date");
        (0..104).map(move |step| first + Days::new(7 * step + step % 7))
    }

    #[test]
    fn whatever_day_it_is_started_on_the_season_has_every_layer() {
        for today in many_days() {
            let (base, overlays) = season_of(today);
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
    #[test]
    fn a_visitor_sees_what_the_vacation_took_and_why() {
        for today in many_days() {
            let (base, overlays) = season_of(today);
            let plan = resolve(&base, &overlays);
            let [vacation] = plan.vacations() else {
                panic!("one vacation when today is {today}");
            };
            assert!(vacation.removed > Distance::from_miles(10));

            let of = |modifier: Modifier| {
                plan.workouts()
                    .filter(move |workout| workout.modifier == modifier)
            };
            assert!(of(Modifier::Vacation).count() > 2);
            for workout in of(Modifier::Vacation) {
                assert!(!workout.touched_by_injury, "{today}: an injury hides why");
                let is_told = |change: &Change| matches!(change.reason, Reason::Vacation { .. });
                assert!(workout.changes.iter().any(is_told));
            }
            let last_hurt = of(Modifier::InjuryReduced)
                .map(|workout| workout.date)
                .max();
            let healed = last_hurt.expect("an injury") + Days::new(14);
            assert!(healed < vacation.start, "weeks lie between the two");
            assert!(today < vacation.start, "the vacation is still to come");
        }
    }

    #[test]
    fn what_a_person_changed_is_on_days_of_their_own() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).expect("a date");
        let (base, overlays) = season_of(today);
        let plan = resolve(&base, &overlays);
        let changed = plan
            .workouts()
            .filter(|workout| workout.edited.is_some() || workout.date != workout.generated_date);
        for workout in changed {
            let runs = plan
                .workouts()
                .filter(|other| other.date == workout.date && other.workout.kind.is_run());
            assert_eq!(runs.count(), 1, "{}", workout.date);
        }
    }
}
