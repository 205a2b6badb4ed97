//! What an action would change, before anybody decides.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::trace::Delta;
use super::{
    Action, Modifier, Operation, OperationKind, Overlay, OverlayId, Overlays, Status,
    WorkoutDifference, diff, resolve,
};
use crate::check::{Constraints, Finding, check};
use crate::error::Error;
use crate::plan::{BasePlan, WorkoutId};
use crate::resolved::{RedistributionEffect, ResolvedPlan, ResolvedWorkout, Summary};
use crate::units::Distance;
use crate::workout::Workout;

/// The difference an action would make: two resolved plans, and nothing written.
///
/// A redistribution's placed share stands first, because prudent caps place
/// little in a short scope, and people should see that before they choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// What a redistribution would place; `None` for every other action.
    pub placed: Option<RedistributionEffect>,
    /// Earlier redistributions that would place another amount, or go.
    pub redistributions: Vec<RedistributionPreview>,
    /// The workouts that would differ, by date.
    pub workouts: Vec<WorkoutPreview>,
    /// The weeks whose running would differ, in order.
    pub weeks: Vec<WeekPreview>,
    /// The figures of the whole plan.
    pub summary: BeforeAfter<Summary>,
    /// What would be pointed out where nothing of the kind is pointed out now:
    /// by the layers, then by the soft rules.
    pub findings: Vec<Finding>,
    /// What would be appended to the log.
    pub operation: Operation,
}

/// A value as it is and as it would be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BeforeAfter<T> {
    /// As it is.
    pub before: T,
    /// As it would be.
    pub after: T,
}

/// An earlier redistribution that would place another amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RedistributionPreview {
    /// Which one.
    pub id: OverlayId,
    /// What it places; nothing where it would not be in force.
    pub placed: BeforeAfter<Distance>,
    /// What it does not.
    pub unplaced: BeforeAfter<Distance>,
}

/// A workout that would differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkoutPreview {
    /// Which one.
    pub id: WorkoutId,
    /// As it is; `None` for one that would come into being.
    pub before: Option<WorkoutState>,
    /// As it would be; `None` for one that would go.
    pub after: Option<WorkoutState>,
    /// The values that differ where both are there; empty when only modifier,
    /// status or completion would.
    pub deltas: Vec<Delta>,
}

/// A workout on its day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkoutState {
    /// The day it is on.
    pub date: NaiveDate,
    /// What to do.
    pub workout: Workout,
    /// Which layer the values come from.
    pub modifier: Modifier,
    /// Whether it was done.
    pub status: Status,
}

/// A week whose running would differ, races excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WeekPreview {
    /// From 1.
    pub number: u8,
    /// The first of its seven days.
    pub start: NaiveDate,
    /// Its final running.
    pub volume: BeforeAfter<Distance>,
}

/// What an action would change.
///
/// Soft rules are applied with `constraints`, what the runner's life allows;
/// its default allows everything.
///
/// # Errors
/// As [`Overlays::perform`]: what would be refused cannot be previewed.
pub fn preview(
    plan: &BasePlan,
    overlays: &Overlays,
    action: Action,
    constraints: &Constraints,
) -> Result<Preview, Error> {
    let performed = overlays.perform(plan, action)?;
    let id = performed.id();
    let before = resolve(plan, overlays);
    let after = resolve(plan, &performed.overlays);
    let is_redistribution = matches!(
        performed.operation.kind,
        OperationKind::Add(Overlay::Redistribution(_))
    );
    let placed = after
        .redistributions()
        .iter()
        .find(|effect| is_redistribution && effect.id == id)
        .cloned();
    Ok(Preview {
        placed,
        redistributions: redistributions(&before, &after),
        workouts: diff(&before, &after)
            .into_iter()
            .map(WorkoutPreview::of)
            .collect(),
        weeks: weeks(&before, &after),
        summary: BeforeAfter {
            before: before.summary(),
            after: after.summary(),
        },
        findings: new_findings(&before, &after, constraints),
        operation: performed.operation,
    })
}

fn redistributions(
    before: &ResolvedPlan<'_>,
    after: &ResolvedPlan<'_>,
) -> Vec<RedistributionPreview> {
    let amounts = |plan: &ResolvedPlan<'_>, id| {
        plan.redistributions()
            .iter()
            .find(|effect| effect.id == id)
            .map_or((Distance::ZERO, Distance::ZERO), |effect| {
                (effect.placed, effect.unplaced)
            })
    };
    before
        .redistributions()
        .iter()
        .filter_map(|effect| {
            let (placed, unplaced) = amounts(after, effect.id);
            let preview = RedistributionPreview {
                id: effect.id,
                placed: BeforeAfter {
                    before: effect.placed,
                    after: placed,
                },
                unplaced: BeforeAfter {
                    before: effect.unplaced,
                    after: unplaced,
                },
            };
            (preview.placed.differs() || preview.unplaced.differs()).then_some(preview)
        })
        .collect()
}

fn weeks(before: &ResolvedPlan<'_>, after: &ResolvedPlan<'_>) -> Vec<WeekPreview> {
    before
        .weeks()
        .iter()
        .zip(after.weeks())
        .map(|(before, after)| WeekPreview {
            number: before.number,
            start: before.start,
            volume: BeforeAfter {
                before: before.target(),
                after: after.target(),
            },
        })
        .filter(|week| week.volume.differs())
        .collect()
}

/// What layers and soft rules point out after a change and did not before.
///
/// A finding is new where none of its word and severity has stood at its place:
/// a known one whose numbers move would only be noise.
pub fn new_findings(
    before: &ResolvedPlan<'_>,
    after: &ResolvedPlan<'_>,
    constraints: &Constraints,
) -> Vec<Finding> {
    let all = |plan: &ResolvedPlan<'_>| {
        let mut findings = plan.findings().to_vec();
        findings.extend(check(plan, constraints));
        findings
    };
    let known = all(before);
    let is_known = |finding: &Finding| {
        known.iter().any(|old| {
            old.rule == finding.rule
                && old.severity == finding.severity
                && old.place == finding.place
        })
    };
    let mut findings = all(after);
    findings.retain(|finding| !is_known(finding));
    findings
}

impl<T: PartialEq> BeforeAfter<T> {
    /// True where anything would change.
    pub fn differs(&self) -> bool {
        self.before != self.after
    }
}

impl WorkoutPreview {
    fn of(difference: WorkoutDifference<'_>) -> Self {
        Self {
            id: difference.id,
            before: difference.before.map(WorkoutState::of),
            after: difference.after.map(WorkoutState::of),
            deltas: difference.deltas,
        }
    }
}

impl WorkoutState {
    fn of(resolved: &ResolvedWorkout<'_>) -> Self {
        Self {
            date: resolved.date,
            workout: Cow::clone(&resolved.workout).into_owned(),
            modifier: resolved.modifier,
            status: resolved.status,
        }
    }
}
