//! "Not today": another day for a workout, or none.

use chrono::{Datelike, NaiveDate};

use super::{Action, Completion, Modifier, Move, MoveTarget, Overlay, Overlays, Status, resolve};
use crate::check::Constraints;
use crate::error::Error;
use crate::plan::{BasePlan, WorkoutId};
use crate::resolved::{ResolvedPlan, ResolvedWorkout};
use crate::workout::WorkoutKind;

/// What to do with a workout the runner cannot do on its day.
///
/// It changes places with the rest of the nearest later day of its plan week
/// that was planned as a rest day, is available and makes no hard days
/// adjacent; where there is none, it is skipped. A day is available when it is
/// after `today`, its weekday is not kept free, and neither a vacation nor a
/// day off lies on it. A race cannot be put off: it is skipped.
///
/// # Errors
/// Names `workoutId` when the plan does not have it or when it is a rest;
/// refuses a logged workout.
pub fn not_today(
    plan: &BasePlan,
    overlays: &Overlays,
    workout: WorkoutId,
    today: NaiveDate,
    constraints: &Constraints,
) -> Result<Action, Error> {
    let resolved = resolve(plan, overlays);
    let wanted = resolved
        .workout(workout)
        .ok_or_else(|| Error::not_in_plan("workoutId", workout))?;
    if wanted.status != Status::Pending {
        return Err(Error::WorkoutPinned(workout.to_string()));
    }
    if wanted.workout.kind == WorkoutKind::Rest {
        return Err(Error::out_of_range(
            "workoutId",
            workout,
            "a workout; a rest day can stay as it is",
        ));
    }
    let search = Search {
        plan: &resolved,
        overlays,
        wanted,
        earliest: wanted.date.max(today),
        constraints,
    };
    Ok(match search.nearest() {
        Some(rest) => Action::Add(Overlay::Move(Move {
            workout,
            to: MoveTarget::SwapWith(rest),
        })),
        None => Action::Log(Completion {
            workout,
            status: Status::Skipped,
            actual_distance: None,
            actual_duration: None,
            actual_effort: None,
            feedback: None,
            completed_on: None,
        }),
    })
}

struct Search<'p, 'a> {
    plan: &'p ResolvedPlan<'a>,
    overlays: &'p Overlays,
    wanted: &'p ResolvedWorkout<'a>,
    /// The day has to be after this one.
    earliest: NaiveDate,
    constraints: &'p Constraints,
}

impl<'a> Search<'_, 'a> {
    /// The rest workout to change places with.
    fn nearest(&self) -> Option<WorkoutId> {
        if self.wanted.workout.kind == WorkoutKind::Race {
            return None;
        }
        let week = self.plan.week_of(self.wanted)?;
        week.workouts
            .chunk_by(|one, other| one.date == other.date)
            .filter(|day| self.is_planned_rest(day))
            .filter_map(<[_]>::first)
            .find(|rest| {
                rest.date > self.earliest
                    && self.is_available(rest.date)
                    && self.keeps_hard_days_apart(rest.date)
            })
            .map(|rest| rest.id)
    }

    /// True for a day of nothing but rest that no layer made.
    fn is_planned_rest(&self, day: &[ResolvedWorkout<'a>]) -> bool {
        day.iter().all(|workout| {
            workout.workout.kind == WorkoutKind::Rest
                && workout.modifier == Modifier::None
                && workout.status == Status::Pending
        })
    }

    fn is_available(&self, date: NaiveDate) -> bool {
        let kept_free = self.constraints.unavailable_days.contains(&date.weekday());
        let away = self
            .overlays
            .vacations()
            .any(|(_, vacation)| vacation.contains(date));
        let off = self
            .overlays
            .days_off()
            .any(|(_, day_off)| day_off.date() == date);
        !kept_free && !away && !off
    }

    /// True where the workout, on that day, would have no hard day beside it.
    fn keeps_hard_days_apart(&self, date: NaiveDate) -> bool {
        let is_beside = |other: &ResolvedWorkout<'_>| {
            other.id != self.wanted.id
                && other.date.signed_duration_since(date).num_days().abs() <= 1
        };
        !self.wanted.workout.kind.is_hard()
            || !self.plan.workouts().any(|other| {
                is_beside(other) && other.status != Status::Skipped && other.workout.kind.is_hard()
            })
    }
}
