use chrono::NaiveDate;
use plan_core::overlay::{self, Modifier, Status, WorkoutDifference};
use plan_core::resolved::{ResolvedPlan, ResolvedWorkout};
use serde::Serialize;
use utoipa::ToSchema;

use super::change::{Described, Difference};
use super::{Audience, Hundredths, Pen, Twin, Units, ValueBody, word};

/// A workout that is different after a change of the plan.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangedWorkoutBody {
    /// Which workout.
    #[schema(example = "w17")]
    pub workout_id: String,
    /// The day it is on; of one that is gone, was on.
    pub date: NaiveDate,
    /// False for one that came into being.
    pub existed: bool,
    /// False for one that is gone.
    pub exists: bool,
    /// The layer its values come from.
    #[schema(schema_with = word::modifier)]
    pub modifier: Modifier,
    /// Whether it was done.
    #[schema(schema_with = word::status)]
    pub status: Status,
    /// Its values that changed; none where only modifier or status did.
    pub differences: Vec<DifferenceBody>,
}

/// A value before and after a change of the plan.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DifferenceBody {
    /// The workout's member.
    #[schema(example = "targetDistanceMiles")]
    pub field: &'static str,
    /// What it was.
    #[schema(required = true)]
    pub before: Option<ValueBody>,
    /// What it was in kilometers, of distances with `units=metric`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Hundredths>)]
    pub before_kilometers: Twin<Hundredths>,
    /// What it is.
    #[schema(required = true)]
    pub after: Option<ValueBody>,
    /// What it is in kilometers, of distances with `units=metric`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Hundredths>)]
    pub after_kilometers: Twin<Hundredths>,
}

/// What is different between two resolutions of one plan, for its editors.
pub fn changed(
    before: &ResolvedPlan<'_>,
    after: &ResolvedPlan<'_>,
    units: Units,
) -> Vec<ChangedWorkoutBody> {
    let pen = Pen::new(after, units, Audience::Editors);
    overlay::diff(before, after)
        .iter()
        .filter_map(|difference| pen.changed_workout(before, after, difference))
        .collect()
}

impl Pen {
    fn changed_workout(
        &self,
        old: &ResolvedPlan<'_>,
        new: &ResolvedPlan<'_>,
        difference: &WorkoutDifference<'_>,
    ) -> Option<ChangedWorkoutBody> {
        let WorkoutDifference {
            id,
            before,
            after,
            deltas,
        } = difference;
        // One of the two is always there.
        let workout = after.or(*before)?;
        let described = Described {
            before: description(old, *before),
            after: description(new, *after),
        };
        let differences = deltas
            .iter()
            .flat_map(|delta| self.differences(delta, Some(&described)));
        Some(ChangedWorkoutBody {
            workout_id: id.to_string(),
            date: workout.date,
            existed: before.is_some(),
            exists: after.is_some(),
            modifier: workout.modifier,
            status: workout.status,
            differences: differences.map(|it| self.difference_body(it)).collect(),
        })
    }

    fn difference_body(&self, difference: Difference) -> DifferenceBody {
        let Difference {
            field,
            before,
            after,
            in_kilometers,
        } = difference;
        DifferenceBody {
            field,
            before,
            before_kilometers: in_kilometers.and_then(|ends| self.twin(ends.before)),
            after,
            after_kilometers: in_kilometers.and_then(|ends| self.twin(ends.after)),
        }
    }
}

/// What people read as its description; nothing where the workout is not there.
fn description(plan: &ResolvedPlan<'_>, workout: Option<&ResolvedWorkout<'_>>) -> String {
    workout
        .and_then(|workout| Some(workout.workout.describe(plan.week_of(workout)?.phase)))
        .unwrap_or_default()
}
