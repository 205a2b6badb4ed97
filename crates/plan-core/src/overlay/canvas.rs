//! The plan while the layers pass over it.

use std::borrow::Cow;
use std::ops::Range;

use chrono::NaiveDate;

use super::trace::{self, Change, Reason};
use super::{Addition, Layer, Modifier, OverlayId, Overlays, Pin, Status};
use crate::check::{Finding, notices};
use crate::plan::{BasePlan, WorkoutId};
use crate::resolved::{
    RedistributionEffect, ResolvedPlan, ResolvedWeek, ResolvedWorkout, VacationEffect,
};
use crate::units::{Distance, Percent};
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
    /// The vacation that governs it, and the share that keeps.
    pub(super) vacation: Option<(OverlayId, Percent)>,
    /// Training distance if there were no vacation.
    pub(super) left_by_injuries_alone: Distance,
    /// Training distance after layers 1 and 2.
    pub(super) left_by_injury: Distance,
    /// The day off that decided over it.
    pub(super) day_off: Option<OverlayId>,
    pub(super) now: ResolvedWorkout<'a>,
}

impl<'a> Canvas<'a> {
    /// The generated plan, added workouts beside it, history in its place.
    pub(super) fn new(plan: &'a BasePlan, overlays: &'a Overlays) -> Self {
        let mut canvas = Self {
            plan,
            overlays,
            slots: Vec::with_capacity(plan.workouts().count() + overlays.additions().count()),
            vacations: Vec::new(),
            redistributions: Vec::new(),
            findings: Vec::new(),
        };
        for (index, week) in plan.weeks().iter().enumerate() {
            canvas.slots.extend(week.workouts.iter().map(|planned| {
                let ground = Cow::Borrowed(&planned.workout);
                Slot::new(index, planned.id, planned.date, ground, Modifier::None)
            }));
        }
        for (id, addition) in overlays.additions() {
            canvas.add(id, addition);
        }
        for pin in overlays.pins() {
            canvas.pin(pin);
        }
        canvas
    }

    fn add(&mut self, id: OverlayId, addition: &Addition) {
        let workout = WorkoutId::Added(id.0);
        match self.week_of(addition.date) {
            Some(week) => {
                let ground = addition.values.as_workout(self.plan.settings());
                self.slots.push(Slot::new(
                    week,
                    workout,
                    addition.date,
                    Cow::Owned(ground),
                    Modifier::UserAdded,
                ));
            }
            None => self.findings.push(
                Finding::new(
                    &notices::ADDITION_OUTSIDE_PLAN,
                    format!("{workout} is added on {}, outside the plan.", addition.date),
                )
                .on(addition.date)
                .about(workout),
            ),
        }
    }

    /// Puts a frozen day in its place; it stays even when the addition it came from is gone.
    fn pin(&mut self, pin: &'a Pin) {
        let workout = pin.day.completion.workout;
        let position = self.position(workout).or_else(|| {
            let week = self.week_of(pin.day.date)?;
            let ground = Cow::Borrowed(&pin.day.workout);
            self.slots.push(Slot::new(
                week,
                workout,
                pin.day.date,
                ground,
                pin.day.modifier,
            ));
            Some(self.slots.len() - 1)
        });
        match position {
            Some(position) => self.slots[position].pin(pin),
            None => self.findings.push(
                Finding::new(
                    &notices::COMPLETION_OUTSIDE_PLAN,
                    format!("{workout} is logged on {}, outside the plan.", pin.day.date),
                )
                .on(pin.day.date)
                .about(workout),
            ),
        }
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

    /// The days of the plan from `start` to `end`, both included.
    pub(super) fn days(&self, start: NaiveDate, end: NaiveDate) -> Range<usize> {
        let first = self.plan.start();
        let count = 7 * self.plan.weeks().len();
        let clip = |days: i64| usize::try_from(days).unwrap_or(0).min(count);
        let from = start.signed_duration_since(first).num_days();
        let to = end.signed_duration_since(first).num_days() + 1;
        clip(from)..clip(to)
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
    fn new(
        week: usize,
        id: WorkoutId,
        date: NaiveDate,
        ground: Cow<'a, Workout>,
        modifier: Modifier,
    ) -> Self {
        Self {
            week,
            pinned: false,
            vacation: None,
            left_by_injuries_alone: ground.training_distance(),
            left_by_injury: ground.training_distance(),
            day_off: None,
            now: ResolvedWorkout {
                id,
                date,
                generated_date: date,
                workout: ground.clone(),
                modifier,
                touched_by_injury: false,
                status: Status::Pending,
                completion: None,
                edited: None,
                changes: Vec::new(),
                shares: Vec::new(),
                removed: Vec::new(),
            },
            ground,
        }
    }

    /// True for what a person added: layers 1, 2 and 4 leave it alone.
    pub(super) fn is_added(&self) -> bool {
        matches!(self.now.id, WorkoutId::Added(_))
    }

    /// The addition that made it.
    pub(super) fn added_by(&self) -> Option<OverlayId> {
        match self.now.id {
            WorkoutId::Added(operation) => Some(OverlayId(operation)),
            WorkoutId::Generated(_) => None,
        }
    }

    /// Puts the frozen day in place of whatever the layers would make of it.
    fn pin(&mut self, pin: &'a Pin) {
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
        let recorded = self.now.changes.len();
        trace::each_difference(&self.now.workout, &after, |delta| {
            self.now.changes.push(Change {
                layer,
                overlay,
                delta,
                reason,
            });
        });
        if self.now.changes.len() == recorded {
            return false;
        }
        self.now.workout = Cow::Owned(after);
        true
    }

    /// Puts what one layer changed down to another that comes to the same.
    /// False when it had changed nothing.
    pub(super) fn take_over(
        &mut self,
        from: Layer,
        layer: Layer,
        overlay: OverlayId,
        reason: Reason,
    ) -> bool {
        let theirs = self.now.changes.iter_mut();
        let theirs = theirs.filter(|change| change.layer == from);
        let taken = theirs.map(|change| {
            *change = Change {
                layer,
                overlay,
                reason,
                delta: change.delta.clone(),
            };
        });
        taken.count() > 0
    }

    /// The final distance without made-up miles, zero for what is not training on foot.
    pub(super) fn distance_without_shares(&self) -> Distance {
        let shares = self.now.shares.iter().map(|(_, share)| *share).sum();
        self.now.workout.training_distance().saturating_sub(shares)
    }
}
