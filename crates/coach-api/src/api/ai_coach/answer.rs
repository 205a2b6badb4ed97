//! What a generation answers, now or read again from its run.

use chrono::{Datelike, NaiveDate};
use plan_core::draft::{Difference, DifferenceField};
use plan_core::plan::{Phase, PlannedWorkout, Week};
use plan_core::workout::{Workout, WorkoutKind};
use plan_store::RunId;
use serde::Serialize;
use utoipa::ToSchema;
use web_base::problem::Problem;

use super::brief::BriefBody;
use crate::api::finding::{self, FindingBody};
use crate::api::step::GeneratedStepBody;
use crate::api::values::schemas;
use crate::conversion::{self, ConvertedWeek};
use crate::outcome::{About, DraftOutcome, Outcome, PlanOutcome, Provenance};

/// A draft to edit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DraftBody {
    /// The run that keeps this answer.
    #[schema(value_type = String)]
    run_id: RunId,
    /// In the draft language: plain text, meant to be edited.
    draft: String,
    /// The principle that was in force.
    training_principle: Option<String>,
    /// What holds for every answer.
    #[serde(flatten)]
    about: AboutBody,
}

/// A structured plan.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GeneratedPlanBody {
    /// The run that keeps this answer; `POST /api/v1/plans` makes a plan of it.
    #[schema(value_type = String)]
    run_id: RunId,
    /// One a training day, two for a double; days without one rest.
    workouts: Vec<GeneratedWorkoutBody>,
    /// Where the plan differs from the edited draft.
    differences: Vec<DraftDifferenceBody>,
    /// What holds for every answer.
    #[serde(flatten)]
    about: AboutBody,
}

/// What came out of a generation.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum RunResultBody {
    /// A draft.
    Draft(DraftBody),
    /// A structured plan.
    Plan(GeneratedPlanBody),
}

impl RunResultBody {
    /// # Errors
    /// Only for a stored result that no longer goes into a calendar.
    pub(super) fn new(run_id: RunId, outcome: Outcome) -> Result<Self, Problem> {
        Ok(match outcome {
            Outcome::Draft(draft) => Self::Draft(DraftBody::new(run_id, draft)),
            Outcome::Plan(plan) => Self::Plan(GeneratedPlanBody::new(run_id, plan)?),
        })
    }
}

/// What holds for every answer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AboutBody {
    /// The request with every default filled in, and when it was answered (`generated_at`);
    /// of a plan the `race`, `start_date` and `level` of its draft, where they are others.
    #[schema(value_type = ParametersBody)]
    parameters: serde_json::Value,
    /// What to know: what was used of the wishes, what was not, what a prudent coach would point out.
    findings: Vec<FindingBody>,
    /// Where it comes from.
    provenance: ProvenanceBody,
}

/// The request with every default filled in.
#[derive(Serialize, ToSchema)]
struct ParametersBody {
    /// As it was asked.
    #[serde(flatten)]
    request: BriefBody,
    /// When it was answered.
    generated_at: String,
}

/// Where an answer comes from: the same input to the same engine gives it again.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProvenanceBody {
    /// Which writer.
    #[schema(example = "rule_based")]
    generator: String,
    /// The version of the engine.
    engine_version: String,
    /// The model that was asked; null for the planner.
    #[schema(required = true)]
    model: Option<String>,
    /// The version of what it was asked with; null for the planner.
    #[schema(required = true)]
    prompt_version: Option<String>,
    /// Chose among equally good variants.
    seed: u64,
    /// SHA-256 of everything that went in, in hexadecimal.
    input_hash: String,
    /// Tokens of a model, prompt and answer together.
    tokens_used: u64,
}

/// One workout of a structured plan.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GeneratedWorkoutBody {
    /// The week, from 1.
    #[schema(minimum = 1, maximum = 52)]
    week: u8,
    /// The weekday.
    #[schema(schema_with = schemas::weekday)]
    day: String,
    /// The day, where the plan has dates.
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<NaiveDate>,
    /// The part of the plan its week belongs to.
    #[schema(schema_with = schemas::phase)]
    phase: Phase,
    /// What kind of workout.
    #[serde(rename = "type")]
    #[schema(schema_with = schemas::workout_kind)]
    kind: WorkoutKind,
    /// How a run is built: `Steady`, `Continuous` parts, `Repeats` or `RunWalk`; null for what is no run.
    #[schema(required = true)]
    sub_type: Option<&'static str>,
    /// Its headline.
    name: String,
    /// What to do and why.
    description: String,
    /// How long, where it is planned by time.
    #[schema(required = true)]
    target_duration_seconds: Option<u32>,
    /// How far.
    #[schema(required = true)]
    target_distance_meters: Option<f64>,
    /// Its parts, in order; empty for one steady effort.
    steps: Vec<GeneratedStepBody>,
    /// The library workout it was taken from.
    #[schema(required = true)]
    library_workout_id: Option<String>,
}

/// A week of a structured plan, complete before the others are.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GeneratedWeekBody {
    /// The part of the plan it belongs to.
    #[schema(schema_with = schemas::phase)]
    phase: Phase,
    /// As they will be in the whole plan.
    workouts: Vec<GeneratedWorkoutBody>,
    /// What to know about this week alone.
    findings: Vec<FindingBody>,
}

/// Where a structured plan differs from the edited draft.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DraftDifferenceBody {
    /// The week, from 1; null: the whole plan.
    #[schema(required = true)]
    week: Option<u8>,
    /// The weekday; null: the whole week.
    #[schema(required = true)]
    day: Option<String>,
    /// What differs.
    #[schema(schema_with = schemas::difference_field)]
    field: DifferenceField,
    /// What the draft says.
    expected: String,
    /// What the plan says.
    found: String,
    /// A sentence for people.
    message: String,
}

impl From<Difference> for DraftDifferenceBody {
    fn from(difference: Difference) -> Self {
        let Difference {
            week,
            day,
            field,
            expected,
            found,
            message,
        } = difference;
        Self {
            week,
            day: day.map(|day| day.to_string()),
            field,
            expected,
            found,
            message,
        }
    }
}

impl DraftBody {
    pub(super) fn new(run_id: RunId, outcome: DraftOutcome) -> Self {
        let DraftOutcome {
            draft,
            training_principle,
            about,
        } = outcome;
        Self {
            run_id,
            draft,
            training_principle,
            about: about.into(),
        }
    }
}

impl GeneratedPlanBody {
    /// # Errors
    /// Only for a stored result that no longer goes into a calendar.
    pub(super) fn new(run_id: RunId, outcome: PlanOutcome) -> Result<Self, Problem> {
        let PlanOutcome {
            draft,
            settings,
            differences,
            about,
        } = outcome;
        let plan = conversion::schedule(&draft, settings)?;
        let is_dated = conversion::is_dated(&draft);
        let workouts = plan.weeks().iter();
        let workouts = workouts.flat_map(|week| GeneratedWorkoutBody::of_week(week, is_dated));
        Ok(Self {
            run_id,
            workouts: workouts.collect(),
            differences: differences
                .into_iter()
                .map(DraftDifferenceBody::from)
                .collect(),
            about: about.into(),
        })
    }
}

impl From<About> for AboutBody {
    fn from(about: About) -> Self {
        let About {
            parameters,
            findings,
            provenance,
        } = about;
        Self {
            parameters,
            findings: finding::bodies(&findings),
            provenance: provenance.into(),
        }
    }
}

impl From<Provenance> for ProvenanceBody {
    fn from(provenance: Provenance) -> Self {
        let Provenance {
            generator,
            engine_version,
            model,
            prompt_version,
            seed,
            input_hash,
            tokens_used,
        } = provenance;
        Self {
            generator,
            engine_version,
            model,
            prompt_version,
            seed,
            input_hash: input_hash.to_string(),
            tokens_used,
        }
    }
}

impl GeneratedWeekBody {
    pub(crate) fn new(converted: &ConvertedWeek) -> Self {
        let ConvertedWeek {
            week,
            total_weeks: _,
            is_dated,
            findings,
        } = converted;
        Self {
            phase: week.phase,
            workouts: GeneratedWorkoutBody::of_week(week, *is_dated).collect(),
            findings: finding::bodies(findings),
        }
    }
}

impl GeneratedWorkoutBody {
    /// The training of a week, in order; days without any rest.
    fn of_week(week: &Week, is_dated: bool) -> impl Iterator<Item = Self> {
        let training = week.workouts.iter();
        let training = training.filter(|planned| planned.workout.kind != WorkoutKind::Rest);
        training.map(move |planned| Self::new(week.number, week.phase, planned, is_dated))
    }

    fn new(week: u8, phase: Phase, planned: &PlannedWorkout, is_dated: bool) -> Self {
        let PlannedWorkout {
            id: _,
            date,
            workout,
        } = planned;
        Self {
            week,
            day: date.weekday().to_string(),
            date: is_dated.then_some(*date),
            phase,
            kind: workout.kind,
            sub_type: sub_type(workout),
            name: headline(workout),
            description: workout.describe(phase),
            target_duration_seconds: workout.duration.map(|time| time.as_seconds()),
            target_distance_meters: workout.distance.map(|distance| distance.as_meters()),
            steps: workout.steps.iter().map(GeneratedStepBody::from).collect(),
            library_workout_id: workout.library_id.clone(),
        }
    }
}

/// What people call a workout.
pub(super) fn headline(workout: &Workout) -> String {
    let name = workout.name.clone();
    name.unwrap_or_else(|| workout.kind.label().to_owned())
}

fn sub_type(workout: &Workout) -> Option<&'static str> {
    use plan_core::workout::Step;
    if !workout.kind.is_run() {
        return None;
    }
    let repeats = |step: &Step| matches!(step, Step::Repeat { .. });
    Some(match workout {
        Workout {
            run_walk: Some(_), ..
        } => "RunWalk",
        Workout { steps, .. } if steps.is_empty() => "Steady",
        Workout { steps, .. } if steps.iter().any(repeats) => "Repeats",
        Workout { .. } => "Continuous",
    })
}
