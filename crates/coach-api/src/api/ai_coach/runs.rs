use std::sync::Arc;

use actix_web::http::Method;
use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, SecondsFormat, Utc};
use plan_store::RunId;
use plan_store::runs::{Run, RunKind, RunState};
use serde::{Serialize, Serializer};
use utoipa::ToSchema;
use web_base::problem::{Problem, ProblemBody};

use super::answer::RunResultBody;
use super::named::NamedRequest;
use super::stream::{self, ErrorBody, EventBody, View};
use crate::api::path::Id;
use crate::api::values::schemas;
use crate::app::State;
use crate::ops::{self, Actor};
use crate::runs::event::Ending;
use crate::runs::failure::Failure;

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
    /// Why nothing came out, where it ended without a result.
    #[schema(required = true, value_type = Option<ErrorBody>)]
    error: Option<RunFailure>,
}

/// Why nothing came out of a generation: what its error event says, too.
#[derive(Debug)]
struct RunFailure(Arc<Failure>);

impl Serialize for RunFailure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        ErrorBody::from(self.0.as_ref()).serialize(serializer)
    }
}

impl RunBody {
    fn new(run: Run, ending: Option<Ending>) -> Result<Self, Problem> {
        let seconds = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let (result, error) = match ending {
            None => (None, None),
            Some(Ending::Succeeded(outcome)) => {
                let outcome = outcome.as_ref().clone();
                (Some(RunResultBody::new(run.id, outcome)?), None)
            }
            Some(Ending::Failed(failure) | Ending::Cancelled(failure)) => {
                (None, Some(RunFailure(failure)))
            }
        };
        Ok(Self {
            run_id: run.id,
            kind: run.kind,
            state: run.state,
            created_at: seconds(run.created_at),
            finished_at: run.finished_at.map(seconds),
            result,
            error,
        })
    }
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
    let (run, ending) = ops::read_run::read_run(&state.store, actor, id).await?;
    RunBody::new(run, ending).map(Json)
}

/// Tells what a generation told and tells, as server-sent events.
///
/// Role coach, feature `coach_agent`. From the beginning, or behind
/// `Last-Event-ID`; every kind of event, weeks included. Ten minutes after the
/// end only the last two are left. To whoever has heard the last one the answer
/// is 204, which tells an `EventSource` to stay away.
#[utoipa::path(
    get,
    path = "/api/v1/ai-coach/runs/{id}/events",
    tag = "ai-coach",
    params(
        ("id" = String, Path, description = "The run"),
        ("deltas" = Option<bool>, Query, description = "Whether to send the text as it comes, too"),
        ("Last-Event-ID" = Option<String>, Header, description = "Goes on behind this event"),
    ),
    responses(
        (status = 200, description = "Events", body = EventBody, content_type = "text/event-stream"),
        (status = 204, description = "Every event was heard: there is nothing to come back for"),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn get_run_events(
    state: Data<State>,
    actor: Actor,
    request: HttpRequest,
    NamedRequest(named): NamedRequest,
    Id(id): Id<RunId>,
) -> Result<HttpResponse, Problem> {
    let view = View::of(&request, true)?;
    let after = stream::place(&named);
    let heard = named.map(|named| named.heard);
    let log = ops::follow_run::follow_run(&state.store, &state.engine, actor, id, heard).await?;
    if log.is_over(after) {
        // The standard's word for: do not come back.
        return Ok(HttpResponse::NoContent().finish());
    }
    if request.method() == Method::HEAD {
        return Ok(stream::headers_only());
    }
    Ok(stream::response(state.engine.figures(), log, after, view))
}

/// Ends a generation.
///
/// Role coach, feature `coach_agent`. Whoever reads it gets an `error` with the
/// code `run_cancelled`. One that has ended is left as it is: `state` says how.
#[utoipa::path(
    delete,
    path = "/api/v1/ai-coach/runs/{id}",
    tag = "ai-coach",
    params(("id" = String, Path, description = "The run")),
    responses(
        (status = 200, description = "The run; still `running` where its process has not heard yet", body = RunBody),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn cancel_run(
    state: Data<State>,
    actor: Actor,
    Id(id): Id<RunId>,
) -> Result<Json<RunBody>, Problem> {
    let (store, engine) = (&state.store, &state.engine);
    ops::cancel_run::cancel_run(store, engine, actor.clone(), id).await?;
    let (run, ending) = ops::read_run::read_run(store, actor, id).await?;
    RunBody::new(run, ending).map(Json)
}
