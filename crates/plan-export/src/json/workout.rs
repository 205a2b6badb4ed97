use chrono::NaiveDate;
use plan_core::overlay::{Completion, Feedback, Modifier, OverlayId, Status, Values};
use plan_core::plan::{BasePlan, Phase, PlannedWorkout};
use plan_core::resolved::{ResolvedWeek, ResolvedWorkout};
use plan_core::structure::Origin;
use plan_core::workout::{StepTarget, Workout, WorkoutKind};
use plan_core::zones::Zone;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Audience, ChangeBody, Hundredths, Pen, Short, StepBody, Twin, miles, short, word};

/// A workout. Its values are final, every layer already applied.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WorkoutBody {
    /// Its name in the plan; it never changes its meaning.
    #[schema(example = "w17", value_type = String)]
    pub id: Short,
    /// The day it is on.
    #[serde(serialize_with = "short::date")]
    pub date: NaiveDate,
    /// What kind of workout.
    #[serde(rename = "type")]
    #[schema(schema_with = word::workout_kind)]
    pub kind: WorkoutKind,
    /// What to do and why. Free text, partly by a stranger.
    pub description: String,
    /// How far; null where distance does not matter.
    #[schema(required = true)]
    pub target_distance_miles: Option<Hundredths>,
    /// The same in kilometers, with `units=metric`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Hundredths>)]
    pub target_distance_kilometers: Twin<Hundredths>,
    /// How long, an ISO 8601 duration; null unless it is planned by time.
    #[schema(required = true, example = "PT45M", value_type = Option<String>)]
    pub target_duration: Option<Short>,
    /// Fraction of that week's long run; null in a week without running.
    #[schema(required = true)]
    pub load_multiplier: Option<Hundredths>,
    /// The layer the final values come from.
    #[schema(schema_with = word::modifier)]
    pub modifier: Modifier,
    /// Whether it was done.
    #[schema(schema_with = word::status)]
    pub status: Status,
    /// How hard; null for races and for what is not running.
    #[schema(required = true)]
    pub pace_zone: Option<PaceZoneBody>,
    /// Whether running and walking alternate.
    pub is_run_walk: bool,
    /// Minutes of running in turn.
    #[schema(required = true)]
    pub run_minutes: Option<u8>,
    /// Minutes of walking in turn.
    #[schema(required = true)]
    pub walk_minutes: Option<u8>,
    /// Easy running before the main part, an ISO 8601 duration.
    #[schema(required = true, example = "PT15M", value_type = Option<String>)]
    pub warm_up_duration: Option<Short>,
    /// Easy running after the main part, an ISO 8601 duration.
    #[schema(required = true, example = "PT10M", value_type = Option<String>)]
    pub cool_down_duration: Option<Short>,
    /// Its parts, in order: every run has them, a steady one has one.
    pub steps: Vec<StepBody>,
    /// Whether the parts are written in the workout or are the usual ones of its
    /// kind; null where there are none.
    #[schema(required = true, schema_with = word::optional_origin)]
    pub steps_origin: Option<Origin>,
    /// What was logged; there only when it was completed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub completion: Option<Box<CompletionBody>>,
    /// The values a person set; there only when somebody did.
    #[serde(rename = "override", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub edited: Option<Box<OverrideBody>>,
    /// The generated values; there only where the final ones differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub planned: Option<Box<PlannedBody>>,
    /// Every difference from the generated workout, in order of application;
    /// not there where a difference would tell of somebody's health, so an edit
    /// or a move of such a day may not be told either.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub changes: Option<Vec<ChangeBody>>,
    /// What only editors see.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub private: Option<Box<PrivateDetailsBody>>,
}

/// A training zone. Paces are null where fitness is not known; effort never is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PaceZoneBody {
    /// Which of Daniels' five.
    #[schema(schema_with = word::zone)]
    pub zone: Zone,
    /// The faster end, `m:ss` per mile.
    #[schema(required = true, example = "7:56", value_type = Option<String>)]
    pub min_pace_per_mile: Option<Short>,
    /// The same per kilometer, with `units=metric`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "4:56", value_type = Option<String>)]
    pub min_pace_per_km: Twin<Short>,
    /// The slower end, `m:ss` per mile.
    #[schema(required = true, example = "8:58", value_type = Option<String>)]
    pub max_pace_per_mile: Option<Short>,
    /// The same per kilometer, with `units=metric`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "5:34", value_type = Option<String>)]
    pub max_pace_per_km: Twin<Short>,
    /// Perceived effort on Borg's scale, 6–20: from.
    #[schema(minimum = 6, maximum = 20)]
    pub rpe_min: u8,
    /// Perceived effort on Borg's scale, 6–20: to.
    #[schema(minimum = 6, maximum = 20)]
    pub rpe_max: u8,
    /// What that feels like.
    pub rpe_description: &'static str,
}

/// What a runner logged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CompletionBody {
    /// Its id, for editors only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "o21", value_type = Option<String>)]
    pub id: Option<Short>,
    /// How far it really was.
    #[schema(required = true)]
    pub actual_distance_miles: Option<Hundredths>,
    /// The same in kilometers, with `units=metric`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Hundredths>)]
    pub actual_distance_kilometers: Twin<Hundredths>,
    /// How long it really took, an ISO 8601 duration.
    #[schema(required = true, example = "PT47M12S", value_type = Option<String>)]
    pub actual_duration: Option<Short>,
    /// Perceived effort on Borg's scale, 6–20.
    #[schema(required = true, minimum = 6, maximum = 20)]
    pub actual_effort: Option<u8>,
    /// How it felt.
    #[schema(required = true, schema_with = word::optional_feedback)]
    pub feedback: Option<Feedback>,
    /// The day it was done.
    #[schema(required = true)]
    pub completed_on: Option<NaiveDate>,
}

/// The values a person set, on top of every other; what is not there was left alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OverrideBody {
    /// Another kind.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    #[schema(required = false, schema_with = word::workout_kind)]
    pub kind: Option<WorkoutKind>,
    /// Another distance.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub target_distance_miles: Option<Hundredths>,
    /// The same in kilometers, with `units=metric`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub target_distance_kilometers: Option<Hundredths>,
    /// Another duration, ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "PT45M", value_type = Option<String>)]
    pub target_duration: Option<Short>,
    /// Another description.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub description: Option<String>,
}

/// The values a workout was generated with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlannedBody {
    /// The day it was generated for.
    #[serde(serialize_with = "short::date")]
    pub date: NaiveDate,
    /// What kind of workout.
    #[serde(rename = "type")]
    #[schema(schema_with = word::workout_kind)]
    pub kind: WorkoutKind,
    /// What to do and why.
    pub description: String,
    /// How far.
    #[schema(required = true)]
    pub target_distance_miles: Option<Hundredths>,
    /// The same in kilometers, with `units=metric`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Hundredths>)]
    pub target_distance_kilometers: Twin<Hundredths>,
    /// How long, an ISO 8601 duration.
    #[schema(required = true, value_type = Option<String>)]
    pub target_duration: Option<Short>,
    /// How hard.
    #[schema(required = true)]
    pub pace_zone: Option<PaceZoneBody>,
    /// Whether running and walking alternate.
    pub is_run_walk: bool,
    /// Minutes of running in turn.
    #[schema(required = true)]
    pub run_minutes: Option<u8>,
    /// Minutes of walking in turn.
    #[schema(required = true)]
    pub walk_minutes: Option<u8>,
    /// Easy running before the main part, an ISO 8601 duration.
    #[schema(required = true, value_type = Option<String>)]
    pub warm_up_duration: Option<Short>,
    /// Easy running after the main part, an ISO 8601 duration.
    #[schema(required = true, value_type = Option<String>)]
    pub cool_down_duration: Option<Short>,
    /// Its parts, in order.
    pub steps: Vec<StepBody>,
    /// Whether the parts are written in the workout or are the usual ones of its kind.
    #[schema(required = true, schema_with = word::optional_origin)]
    pub steps_origin: Option<Origin>,
}

/// What a coach wrote or chose, apart, for editors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PrivateDetailsBody {
    /// A headline of its own.
    pub name: Option<String>,
    /// The note in the draft; anyone reads it at the head of the description.
    pub note: Option<String>,
    /// The lower end of a written range.
    pub distance_from_miles: Option<Hundredths>,
    /// Whether only minutes were planned and the distance is worked out.
    pub is_distance_estimated: bool,
    /// The library workout it was taken from.
    pub library_workout_id: Option<String>,
}

impl Pen {
    pub(super) fn workout(
        &self,
        base: &BasePlan,
        week: &ResolvedWeek<'_>,
        resolved: &ResolvedWorkout<'_>,
    ) -> WorkoutBody {
        let ResolvedWorkout {
            id,
            date,
            // Where they differ, it is in `planned` and in the changes.
            generated_date,
            workout,
            modifier,
            touched_by_injury,
            status,
            completion,
            edited,
            changes,
            // Said by the changes and by the sections of their overlays.
            shares: _,
            removed: _,
        } = resolved;
        let shows_history = self.audience == Audience::Editors || !touched_by_injury;
        let values = self.values(*date, workout, week.phase);
        let planned = (shows_history && !changes.is_empty())
            .then(|| {
                let week = base.week_of(*generated_date)?;
                week.workouts.iter().find(|planned| planned.id == *id)
            })
            .flatten()
            .map(
                |PlannedWorkout {
                     id: _,
                     date,
                     workout,
                 }| self.values(*date, workout, week.phase),
            )
            .filter(|planned| *planned != values);
        let PlannedBody {
            date,
            kind,
            description,
            target_distance_miles,
            target_distance_kilometers,
            target_duration,
            pace_zone,
            is_run_walk,
            run_minutes,
            walk_minutes,
            warm_up_duration,
            cool_down_duration,
            steps,
            steps_origin,
        } = values;
        WorkoutBody {
            id: Short::from(*id),
            date,
            kind,
            description,
            target_distance_miles,
            target_distance_kilometers,
            target_duration,
            load_multiplier: week
                .load_multiplier(resolved)
                .map(|fraction| Hundredths::new(fraction.to_hundredths())),
            modifier: *modifier,
            status: *status,
            pace_zone,
            is_run_walk,
            run_minutes,
            walk_minutes,
            warm_up_duration,
            cool_down_duration,
            steps,
            steps_origin,
            completion: completion
                .as_ref()
                .filter(|_| *status == Status::Completed)
                .map(|(id, completion)| Box::new(self.completion(*id, completion))),
            edited: edited.as_ref().map(|values| Box::new(self.edited(values))),
            planned: planned.map(Box::new),
            changes: shows_history.then(|| self.changes(resolved, week.phase)),
            private: self.for_editors(|| Box::new(private_details(workout))),
        }
    }

    fn values(&self, date: NaiveDate, workout: &Workout, phase: Phase) -> PlannedBody {
        let Workout {
            kind,
            // Headlines and ranges are for editors: `private_details`.
            name: _,
            distance,
            distance_from: _,
            distance_is_estimated: _,
            duration,
            zone,
            run_walk,
            warm_up,
            cool_down,
            // Written or not, `structure` knows them.
            steps: _,
            // Both are in what `describe` says.
            note: _,
            description: _,
            library_id: _,
        } = workout;
        let structure = self.runner.structure(workout);
        PlannedBody {
            date,
            kind: *kind,
            description: workout.describe(phase),
            target_distance_miles: distance.map(miles),
            target_distance_kilometers: self.any_kilometers(*distance),
            target_duration: duration.map(Short::from),
            pace_zone: zone.map(|zone| self.pace_zone(zone)),
            is_run_walk: run_walk.is_some(),
            run_minutes: run_walk.map(|turns| turns.run_minutes()),
            walk_minutes: run_walk.map(|turns| turns.walk_minutes()),
            warm_up_duration: warm_up.map(Short::from),
            cool_down_duration: cool_down.map(Short::from),
            steps: self.steps(structure.steps()),
            steps_origin: structure.origin(),
        }
    }

    fn pace_zone(&self, zone: Zone) -> PaceZoneBody {
        let effort = zone.effort();
        let paces = self.clocks(StepTarget::Zone(zone));
        PaceZoneBody {
            zone,
            min_pace_per_mile: paces.map(|clocks| clocks.min_per_mile),
            min_pace_per_km: self.twin(paces.map(|clocks| clocks.min_per_km)),
            max_pace_per_mile: paces.map(|clocks| clocks.max_per_mile),
            max_pace_per_km: self.twin(paces.map(|clocks| clocks.max_per_km)),
            rpe_min: effort.min,
            rpe_max: effort.max,
            rpe_description: effort.description,
        }
    }

    fn completion(&self, id: OverlayId, completion: &Completion) -> CompletionBody {
        let Completion {
            // Both stand beside it, in the workout.
            workout: _,
            status: _,
            actual_distance,
            actual_duration,
            actual_effort,
            feedback,
            completed_on,
        } = completion;
        CompletionBody {
            id: self.for_editors(|| Short::from(id)),
            actual_distance_miles: actual_distance.map(miles),
            actual_distance_kilometers: self.any_kilometers(*actual_distance),
            actual_duration: actual_duration.map(Short::from),
            actual_effort: *actual_effort,
            feedback: *feedback,
            completed_on: *completed_on,
        }
    }

    pub(super) fn edited(&self, values: &Values) -> OverrideBody {
        let Values {
            kind,
            distance,
            duration,
            description,
        } = values;
        OverrideBody {
            kind: *kind,
            target_distance_miles: distance.map(miles),
            target_distance_kilometers: distance.and_then(|distance| self.kilometers(distance)),
            target_duration: duration.map(Short::from),
            description: description.clone(),
        }
    }
}

fn private_details(workout: &Workout) -> PrivateDetailsBody {
    PrivateDetailsBody {
        name: workout.name.clone(),
        note: workout.note.clone(),
        distance_from_miles: workout.distance_from.map(miles),
        is_distance_estimated: workout.distance_is_estimated,
        library_workout_id: workout.library_id.clone(),
    }
}
