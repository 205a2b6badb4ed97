//! How often each event has changed, and when last: read off the plan's log.
//!
//! An operation counts for a workout when the full feed tells something else of
//! it afterwards. Taking a layer away, undoing and redoing are operations too,
//! so a calendar that was read in between sees that its copy is old even where
//! the bytes beside the stamps are those of before.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use plan_core::error::Error;
use plan_core::overlay::{
    Modifier, Operation, OperationKind, Overlay, Overlays, PinnedDay, Redistribution, Scope,
    resolve,
};
use plan_core::plan::{BasePlan, PlannedWorkout, WorkoutId};
use plan_core::resolved::{ResolvedPlan, ResolvedWeek};
use plan_core::units::DistanceUnit;
use plan_core::workout::WorkoutKind;

use super::text::Pen;
use super::told::{Told, told};

/// The stamps of a workout's event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revision {
    /// How many operations changed what the event says.
    pub sequence: u32,
    /// When the workout came into the plan: with it, or by being added.
    pub created: DateTime<Utc>,
    /// When the last of those operations was written; [`created`](Self::created)
    /// before any.
    pub last_modified: DateTime<Utc>,
}

/// The stamps of every workout a plan has or had.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Revisions(BTreeMap<WorkoutId, Revision>);

impl Revisions {
    /// Walks along a plan's log, operation by operation, each with the time it
    /// was written.
    ///
    /// # Errors
    /// As [`Overlays::replay`].
    pub fn along<'a>(
        base: &BasePlan,
        created: DateTime<Utc>,
        log: impl IntoIterator<Item = (DateTime<Utc>, &'a Operation)>,
    ) -> Result<Self, Error> {
        let mut overlays = Overlays::default();
        let mut known = Known {
            pens: [DistanceUnit::Mile, DistanceUnit::Kilometer]
                .map(|unit| Pen::new(base.settings(), unit, "")),
            events: Vec::new(),
            positions: BTreeMap::new(),
            looks: 0,
        };
        known.look(&resolve(base, &overlays), created);
        for (at, operation) in log {
            overlays.append(operation)?;
            match touches_one_workout(&overlays, operation) {
                Some(day) => known.pin(day, at),
                None => known.look(&resolve(base, &overlays), at),
            }
        }
        let all = known.events.into_iter();
        Ok(Self(all.map(|event| (event.id, event.revision)).collect()))
    }

    /// The stamps of a workout.
    pub fn of(&self, workout: WorkoutId) -> Option<Revision> {
        self.0.get(&workout).copied()
    }
}

/// The day an operation pins, where it cannot change any other workout and the
/// plan need not be resolved again. Logging gives a workout its status and
/// nothing else; only made-up miles could go elsewhere, and they only ever go to
/// easy runs that no layer touched, within their scope.
fn touches_one_workout<'a>(overlays: &Overlays, operation: &'a Operation) -> Option<&'a PinnedDay> {
    let OperationKind::Log(day) = &operation.kind else {
        return None;
    };
    let may_take_miles = day.workout.kind == WorkoutKind::Easy
        && day.modifier == Modifier::None
        && overlays
            .redistributions()
            .any(|(_, wish)| may_reach(overlays, wish, day.date));
    (!may_take_miles).then_some(day)
}

/// Whether made-up miles could be placed on a day; true also for some days where
/// they could not.
fn may_reach(overlays: &Overlays, wish: &Redistribution, day: NaiveDate) -> bool {
    let last_day = match overlays.get(wish.source) {
        Some(Overlay::Vacation(vacation)) => vacation.end(),
        Some(Overlay::DayOff(day_off)) => day_off.date(),
        // Without its source it places nothing.
        _ => return false,
    };
    let days_after = day.signed_duration_since(last_day).num_days();
    let reaches = match wish.scope {
        Scope::ThisWeek => days_after < 7,
        Scope::NextNWeeks(weeks) => days_after < 7 * (i64::from(weeks) + 1),
        Scope::UntilDate(until) => day <= until,
        Scope::RestOfPlan => true,
    };
    days_after > 0 && day >= wish.created_on && reaches
}

/// Whether two tellings differ only in what no reader sees: a headline, a range.
fn write_alike(
    pens: &[Pen<'_>],
    old: &Told<'_>,
    new: &Told<'_>,
    planned: Option<&PlannedWorkout>,
    week: &ResolvedWeek<'_>,
) -> bool {
    pens.iter()
        .all(|pen| pen.writes_alike(old, new, planned, week))
}

/// Every event as it was last told.
struct Known<'a> {
    /// In either unit, because the other one may hide a difference.
    pens: [Pen<'a>; 2],
    events: Vec<Event>,
    positions: BTreeMap<WorkoutId, usize>,
    /// How often the whole plan was looked at.
    looks: u64,
}

struct Event {
    id: WorkoutId,
    /// `None` while it is not in the plan.
    told: Option<Told<'static>>,
    revision: Revision,
    /// The last look that found it.
    seen: u64,
}

impl Event {
    fn new(id: WorkoutId, told: Told<'static>, at: DateTime<Utc>) -> Self {
        Self {
            id,
            told: Some(told),
            revision: Revision {
                sequence: 0,
                created: at,
                last_modified: at,
            },
            seen: 0,
        }
    }

    fn now(&mut self, told: Option<Told<'static>>, at: DateTime<Utc>) {
        self.told = told;
        self.revision.sequence = self.revision.sequence.saturating_add(1);
        self.revision.last_modified = at;
    }
}

impl Known<'_> {
    /// Compares everything that is told with what was told before.
    fn look(&mut self, plan: &ResolvedPlan<'_>, at: DateTime<Utc>) {
        self.looks += 1;
        let mut next = 0;
        let planned = |id| plan.base().workout(id);
        for week in plan.weeks() {
            for (resolved, is_later) in told(&week.workouts) {
                let new = Told::of(resolved, is_later);
                let position = match self.position(resolved.id, next) {
                    Some(position) => position,
                    None => self.meet(Event::new(resolved.id, new.clone().into_owned(), at)),
                };
                let event = &mut self.events[position];
                match &event.told {
                    Some(old) if *old == new => {}
                    Some(old) if write_alike(&self.pens, old, &new, planned(resolved.id), week) => {
                        event.told = Some(new.into_owned());
                    }
                    _ => event.now(Some(new.into_owned()), at),
                }
                event.seen = self.looks;
                next = position + 1;
            }
        }
        // Only what was added can go.
        for event in &mut self.events {
            if event.seen != self.looks && event.told.is_some() {
                event.now(None, at);
            }
        }
    }

    /// A workout is logged, and nothing else changes.
    fn pin(&mut self, day: &PinnedDay, at: DateTime<Utc>) {
        let position = self.positions.get(&day.completion.workout).copied();
        if let Some(event) = position.and_then(|position| self.events.get_mut(position))
            && let Some(told) = event.told.take()
        {
            event.now(Some(told.logged(&day.completion)), at);
        }
    }

    /// Where a workout's event is; mostly behind that of the workout before it.
    fn position(&self, id: WorkoutId, guess: usize) -> Option<usize> {
        match self.events.get(guess) {
            Some(event) if event.id == id => Some(guess),
            _ => self.positions.get(&id).copied(),
        }
    }

    fn meet(&mut self, event: Event) -> usize {
        let position = self.events.len();
        self.positions.insert(event.id, position);
        self.events.push(event);
        position
    }
}
