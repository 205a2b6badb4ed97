//! What the full feed tells of a workout: all that its event is written from,
//! so that two workouts told alike have the same event.

use std::borrow::Cow;

use chrono::NaiveDate;
use plan_core::overlay::{Completion, Modifier, OverlayId, Status};
use plan_core::plan::WorkoutId;
use plan_core::resolved::{Change, Reason, ResolvedWorkout};
use plan_core::units::{Distance, Duration};
use plan_core::workout::{Workout, WorkoutKind};

/// The public side of a resolved workout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Told<'a> {
    /// Which it is.
    pub(super) id: WorkoutId,
    /// The day it is on.
    pub(super) date: NaiveDate,
    /// Whether another workout of that day comes first.
    pub(super) is_later: bool,
    /// What to do, finally.
    pub(super) workout: Cow<'a, Workout>,
    /// Which layer the final values come from.
    pub(super) modifier: Modifier,
    /// Whether it was done.
    pub(super) status: Status,
    /// What was logged of it.
    pub(super) done: Option<Done>,
    /// Why it is not as generated, without repetition; `None` where an injury
    /// touched it, which is nobody's business.
    pub(super) reasons: Option<Vec<Reason>>,
}

/// What of a completion is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Done {
    pub(super) distance: Option<Distance>,
    pub(super) duration: Option<Duration>,
    pub(super) on: Option<NaiveDate>,
}

impl Done {
    /// Of a skipped workout there is nothing to show.
    fn of(completion: &Completion) -> Option<Self> {
        (completion.status == Status::Completed).then_some(Self {
            distance: completion.actual_distance,
            duration: completion.actual_duration,
            on: completion.completed_on,
        })
    }
}

impl<'a> Told<'a> {
    pub(super) fn of(resolved: &'a ResolvedWorkout<'_>, is_later: bool) -> Self {
        let ResolvedWorkout {
            id,
            date,
            // Where it differs, the reasons say so.
            generated_date: _,
            workout,
            modifier,
            touched_by_injury,
            status,
            completion,
            // Part of the final values.
            edited: _,
            changes,
            shares: _,
            removed: _,
        } = resolved;
        Self {
            id: *id,
            date: *date,
            is_later,
            workout: Cow::Borrowed(workout.as_ref()),
            modifier: *modifier,
            status: *status,
            done: completion
                .as_ref()
                .and_then(|(_, completion)| Done::of(completion)),
            reasons: (!touched_by_injury).then(|| reasons(changes)),
        }
    }

    /// The same workout with what was logged of it.
    pub(super) fn logged(self, completion: &Completion) -> Self {
        Self {
            status: completion.status,
            done: Done::of(completion),
            ..self
        }
    }

    pub(super) fn into_owned(self) -> Told<'static> {
        Told {
            workout: Cow::Owned(self.workout.into_owned()),
            ..self
        }
    }
}

/// Each reason once, in order, without the ids that no reader knows.
fn reasons(changes: &[Change]) -> Vec<Reason> {
    let mut reasons: Vec<Reason> = Vec::new();
    for change in changes {
        let reason = match change.reason {
            Reason::MadeUp {
                source: _,
                share,
                unit,
            } => Reason::MadeUp {
                source: OverlayId(0),
                share,
                unit,
            },
            other => other,
        };
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    reasons
}

/// The workouts of a week, by date, each with whether another one of its day
/// comes first. Rest has no time of day: it comes neither first nor later.
pub(super) fn told<'a, 'p>(
    week: &'a [ResolvedWorkout<'p>],
) -> impl Iterator<Item = (&'a ResolvedWorkout<'p>, bool)> {
    let mut busy_day = None;
    week.iter().map(move |resolved| {
        if resolved.workout.kind == WorkoutKind::Rest {
            return (resolved, false);
        }
        let is_later = busy_day.replace(resolved.date) == Some(resolved.date);
        (resolved, is_later)
    })
}
