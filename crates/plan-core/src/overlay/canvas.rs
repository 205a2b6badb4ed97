//! The plan while the layers pass over it.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::trace::{self, Change, Reason};
use super::{Layer, Modifier, OverlayId, Overlays, Pin, Status};
use crate::check::Finding;
use crate::plan::{BasePlan, PlannedWorkout, WorkoutId};
use crate::resolved::{
    RedistributionEffect, ResolvedPlan, ResolvedWeek, ResolvedWorkout, VacationEffect,
};
use crate::units::Distance;
use crate::workout::Workout;

/// What the layers work on: each takes it as the layers below left it.
pub(super) struct Canvas<'a> {
    pub(super) plan: &'a BasePlan,
    pub(super) overlays: &'a Overlays,
    /// In plan order: as generated, then added workouts in the order of their ids.
    pub(super) slots: Vec<Slot<'a>>,
    pub(super) vacations: Vec<VacationEffect>,
    pub(super) redistributions: Vec<RedistributionEffect>,
    pub(super) findings: Vec<Finding>,
}

/// One workout on the canvas.
pub(super) struct Slot<'a> {
    /// Index of its plan week.
    pub(super) week: usize,
    /// What was generated, or what an addition says.
    pub(super) ground: Cow<'a, Workout>,
    /// True for history: layers leave it alone.
    pub(super) pinned: bool,
    /// What layers 1 and 2 left, once they have passed.
    pub(super) after_injury: Option<Workout>,
    pub(super) now: ResolvedWorkout<'a>,
}

impl<'a> Canvas<'a> {
    /// The generated plan, added workouts beside it, history in its place.
    pub(super) fn new(plan: &'a BasePlan, overlays: &'a Overlays) -> Self {
        let mut canvas = Self {
            plan,
            overlays,
            slots: Vec::with_capacity(plan.workouts().count()),
            vacations: Vec::new(),
            redistributions: Vec::new(),
            findings: Vec::new(),
        };
        for (week, planned) in plan
            .weeks()
            .iter()
            .enumerate()
            .flat_map(|(index, week)| week.workouts.iter().map(move |w| (index, w)))
        {
            canvas.slots.push(Slot::generated(week, planned));
        }
        canvas
    }

    /// Index of the plan week a date lies in.
    pub(super) fn week_of(&self, date: NaiveDate) -> Option<usize> {
        self.day_of(date).map(|day| day / 7)
    }

    /// Number of a date within the plan, from 0.
    pub(super) fn day_of(&self, date: NaiveDate) -> Option<usize> {
        let days = date.signed_duration_since(self.plan.start()).num_days();
        usize::try_from(days)
            .ok()
            .filter(|day| *day < 7 * self.plan.weeks().len())
    }

    /// Where a workout is on the canvas.
    pub(super) fn position(&self, id: WorkoutId) -> Option<usize> {
        // Generated ids count up from 1, so the first look nearly always finds it.
        if let WorkoutId::Generated(number) = id
            && let Some(guess) = (number as usize).checked_sub(1)
            && self.slots.get(guess).is_some_and(|slot| slot.now.id == id)
        {
            return Some(guess);
        }
        self.slots.iter().position(|slot| slot.now.id == id)
    }

    /// Sorts the workouts back into their weeks and adds everything up.
    pub(super) fn finish(self) -> ResolvedPlan<'a> {
        let mut workouts: Vec<Vec<ResolvedWorkout<'a>>> = self
            .plan
            .weeks()
            .iter()
            .map(|week| Vec::with_capacity(week.workouts.len() + 1))
            .collect();
        for slot in self.slots {
            workouts[slot.week].push(slot.now);
        }
        let weeks = self
            .plan
            .weeks()
            .iter()
            .zip(workouts)
            .map(|(week, mut workouts)| {
                // Stable, so that plan order decides within a day.
                workouts.sort_by_key(|workout| workout.date);
                ResolvedWeek::new(week, workouts)
            })
            .collect();
        ResolvedPlan::new(
            self.plan,
            weeks,
            self.vacations,
            self.redistributions,
            self.findings,
        )
    }
}

impl<'a> Slot<'a> {
    fn generated(week: usize, planned: &'a PlannedWorkout) -> Self {
        Self {
            week,
            ground: Cow::Borrowed(&planned.workout),
            pinned: false,
            after_injury: None,
            now: ResolvedWorkout {
                id: planned.id,
                date: planned.date,
                generated_date: planned.date,
                workout: Cow::Borrowed(&planned.workout),
                modifier: Modifier::None,
                touched_by_injury: false,
                status: Status::Pending,
                completion: None,
                edited: None,
                changes: Vec::new(),
                shares: Vec::new(),
                removed: Vec::new(),
            },
        }
    }

    /// Puts the frozen day in place of whatever the layers would make of it.
    pub(super) fn pin(&mut self, pin: &'a Pin) {
        let day = &pin.day;
        self.pinned = true;
        self.now = ResolvedWorkout {
            id: day.completion.workout,
            date: day.date,
            generated_date: self.now.generated_date,
            workout: Cow::Borrowed(&day.workout),
            modifier: day.modifier,
            touched_by_injury: day.touched_by_injury(),
            status: day.completion.status,
            completion: Some((pin.id, day.completion.clone())),
            edited: day.edited.clone(),
            changes: day.changes.clone(),
            shares: day.shares.clone(),
            removed: day.removed.clone(),
        };
    }

    /// Makes `after` the workout and records every value that this changes.
    /// False when nothing did.
    pub(super) fn set(
        &mut self,
        layer: Layer,
        overlay: OverlayId,
        reason: Reason,
        after: Workout,
    ) -> bool {
        let deltas = trace::differences(&self.now.workout, &after);
        if deltas.is_empty() {
            return false;
        }
        self.now
            .changes
            .extend(deltas.into_iter().map(|delta| Change {
                layer,
                overlay,
                delta,
                reason,
            }));
        self.now.workout = Cow::Owned(after);
        true
    }

    /// The final distance without made-up miles, zero for what is not training on foot.
    pub(super) fn distance_without_shares(&self) -> Distance {
        let shares = self.now.shares.iter().map(|(_, share)| *share).sum();
        self.now.workout.training_distance().saturating_sub(shares)
    }
}
