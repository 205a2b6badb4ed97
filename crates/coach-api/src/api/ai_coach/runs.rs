use actix_web::web::{Data, Json};
use chrono::{DateTime, SecondsFormat, Utc};
use plan_store::RunId;
use plan_store::runs::{RunKind, RunState};
use serde::Serialize;
use utoipa::ToSchema;
use web_base::problem::{Problem, ProblemBody};

use super::answer::{DraftBody, GeneratedPlanBody};
use crate::api::path::Id;
use crate::api::values::schemas;
use crate::app::State;
use crate::ops::{self, Actor};
use crate::outcome::Outcome;

/// A generation, as it stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RunBody {
    /// Its id.
    #[schema(value_type = String)]
    run_id: RunId,
    /// What it makes.
    #[schema(schema_with = schemas::run_kind)]
    kind: RunKind,
    /// How it stands.
    #[schema(schema_with = schemas::run_state)]
    state: RunState,
    /// When it began.
    created_at: String,
    /// When it ended.
    #[schema(required = true)]
    finished_at: Option<String>,
    /// What came out, as it was answered.
    #[schema(required = true)]
    result: Option<RunResultBody>,
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

/// Reads a generation and its result again.
///
/// Role coach, feature `coach_agent`.
#[utoipa::path(
    get,
    path = "/api/v1/ai-coach/runs/{id}",
    tag = "ai-coach",
    params(("id" = String, Path, description = "The run")),
    responses(
        (status = 200, description = "The run", body = RunBody),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn get_run(
    state: Data<State>,
    actor: Actor,
    Id(id): Id<RunId>,
) -> Result<Json<RunBody>, Problem> {
    let (run, outcome) = ops::read_run::read_run(&state.store, actor, id).await?;
    let result = match outcome {
        None => None,
        Some(Outcome::Draft(draft)) => Some(RunResultBody::Draft(DraftBody::new(id, draft))),
        Some(Outcome::Plan(plan)) => Some(RunResultBody::Plan(GeneratedPlanBody::new(id, plan)?)),
    };
    let seconds = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    Ok(Json(RunBody {
        run_id: run.id,
        kind: run.kind,
        state: run.state,
        created_at: seconds(run.created_at),
        finished_at: run.finished_at.map(seconds),
        result,
    }))
}
