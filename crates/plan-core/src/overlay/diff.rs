//! What an operation changed: two resolved plans side by side.

use std::collections::{BTreeMap, BTreeSet};

use super::trace::{Delta, differences};
use crate::plan::WorkoutId;
use crate::resolved::{ResolvedPlan, ResolvedWorkout};

/// A workout that two resolutions of one plan see differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkoutDifference<'a> {
    /// Which workout.
    pub id: WorkoutId,
    /// As it was; `None` for one that came into being.
    pub before: Option<&'a ResolvedWorkout<'a>>,
    /// As it is; `None` for one that is gone.
    pub after: Option<&'a ResolvedWorkout<'a>>,
    /// Its values that changed, where both are there; empty when only its
    /// modifier, status or completion did.
    pub deltas: Vec<Delta>,
}

/// Every workout that differs between two resolutions of one plan, by date.
///
/// Different are another day, value, modifier, status or completion; the same
/// values reached for another reason are not a difference.
pub fn diff<'a>(
    before: &'a ResolvedPlan<'a>,
    after: &'a ResolvedPlan<'a>,
) -> Vec<WorkoutDifference<'a>> {
    let old: BTreeMap<WorkoutId, &ResolvedWorkout<'_>> = before
        .workouts()
        .map(|workout| (workout.id, workout))
        .collect();
    let remaining: BTreeSet<WorkoutId> = after.workouts().map(|workout| workout.id).collect();
    let mut differences: Vec<_> = after
        .workouts()
        .filter_map(|new| compare(old.get(&new.id).copied(), new))
        .chain(
            before
                .workouts()
                .filter(|old| !remaining.contains(&old.id))
                .map(|old| WorkoutDifference {
                    id: old.id,
                    before: Some(old),
                    after: None,
                    deltas: Vec::new(),
                }),
        )
        .collect();
    differences.sort_by_key(|difference| {
        let there = difference.after.or(difference.before);
        there.map(|workout| (workout.date, workout.id))
    });
    differences
}

fn compare<'a>(
    before: Option<&'a ResolvedWorkout<'a>>,
    after: &'a ResolvedWorkout<'a>,
) -> Option<WorkoutDifference<'a>> {
    let mut deltas = Vec::new();
    if let Some(before) = before {
        if before.date != after.date {
            deltas.push(Delta::Date {
                before: before.date,
                after: after.date,
            });
        }
        deltas.extend(differences(&before.workout, &after.workout));
        let same_standing = before.modifier == after.modifier
            && before.status == after.status
            && before.completion == after.completion;
        if deltas.is_empty() && same_standing {
            return None;
        }
    }
    Some(WorkoutDifference {
        id: after.id,
        before,
        after: Some(after),
        deltas,
    })
}
