use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;
use web_base::problem::{Problem, ProblemBody};
use web_base::strict_json::{Field, Members, StrictBody};

use super::answer::GeneratedPlanBody;
use super::brief::BriefBody;
use super::generate_draft::another_kind;
use super::named::NamedRequest;
use super::parse_draft::UnreadableBody;
use super::stream::{self, EventBody, View};
use crate::api::asked_of;
use crate::app::State;
use crate::ops::{self, Actor};
use crate::outcome::Outcome;
use crate::runs::job::ConversionRequest;

/// The fewest characters a draft can have.
const MIN_DRAFT: usize = 10;
/// The longest draft, in bytes.
pub(super) const MAX_DRAFT: usize = 64 * 1024;

/// The request of a draft, and the draft as it was edited.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GeneratePlanBody {
    /// The same as for a draft; `weeks` must be the draft's.
    #[serde(flatten)]
    brief: BriefBody,
    /// The edited draft: at least 10 characters, at most 64 KiB.
    #[schema(min_length = 10, max_length = 65536)]
    refined_draft: String,
}

impl GeneratePlanBody {
    fn read(members: &mut Members<'_>) -> Option<ConversionRequest> {
        let refined_draft = members.required("refined_draft", draft_text);
        let brief = BriefBody::read(members);
        let body = Self {
            brief: brief?,
            refined_draft: refined_draft?,
        };
        Some(ConversionRequest {
            request: body.brief.request(),
            refined_draft: body.refined_draft,
        })
    }
}

/// A draft: long enough to say something, short enough to be one.
pub(super) fn draft_text(field: Field<'_>) -> Option<String> {
    let at = field.clone();
    let text = field.text(MAX_DRAFT)?;
    let length = text.chars().count();
    if length < MIN_DRAFT {
        return at.fault(format!(
            "is {length} characters long; expected at least {MIN_DRAFT}"
        ));
    }
    Some(text)
}

/// What is wrong with a request; `draft_unreadable` names the lines.
#[derive(Serialize, ToSchema)]
struct DraftProblemBody {
    /// As every problem.
    #[serde(flatten)]
    problem: ProblemBody,
    /// Every line of the draft that cannot be read.
    #[schema(required = false)]
    lines: Vec<UnreadableBody>,
}

/// Turns an edited draft into structured workouts.
///
/// Role coach, feature `coach_agent`. A weekday's line that cannot be read is
/// refused (`draft_unreadable`, all lines at once), never guessed.
#[utoipa::path(
    post,
    path = "/api/v1/ai-coach/generate-plan",
    tag = "ai-coach",
    params(
        ("Idempotency-Key" = Option<String>, Header, description = "Names the request, so that a repeated one finds the run of the first; 1 to 255 characters"),
    ),
    request_body = GeneratePlanBody,
    responses(
        (status = 200, description = "A structured plan", body = GeneratedPlanBody),
        (status = 422, description = "The request or its draft is wrong", body = DraftProblemBody, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn generate_plan(
    state: Data<State>,
    actor: Actor,
    named: NamedRequest,
    StrictBody(value): StrictBody,
) -> Result<Json<GeneratedPlanBody>, Problem> {
    let asked = asked_of(&value, "org_id", GeneratePlanBody::read);
    let (store, engine) = (&state.store, &state.engine);
    let named = named.key_only();
    let log = ops::generate_plan::generate_plan(store, engine, &actor, asked, named).await?;
    match ops::follow_run::outcome(&log).await?.as_ref() {
        Outcome::Plan(plan) => GeneratedPlanBody::new(log.run(), plan.clone()).map(Json),
        Outcome::Draft(_) => Err(another_kind()),
    }
}

/// Turns an edited draft into structured workouts and tells how it goes, as
/// server-sent events.
///
/// Role coach, feature `coach_agent`. `progress` events, then the whole plan as
/// one `result` or one `error`, then `done`.
#[utoipa::path(
    post,
    path = "/api/v1/ai-coach/generate-plan/stream",
    tag = "ai-coach",
    params(
        ("deltas" = Option<bool>, Query, description = "Whether to send the text as it comes, too"),
        ("Idempotency-Key" = Option<String>, Header, description = "Names the request, so that a repeated one finds the run of the first; 1 to 255 characters"),
        ("Last-Event-ID" = Option<String>, Header, description = "Goes on behind this event; with the same `Idempotency-Key`"),
    ),
    request_body = GeneratePlanBody,
    responses(
        (status = 200, description = "Events", body = EventBody, content_type = "text/event-stream"),
        (status = 422, description = "The request or its draft is wrong", body = DraftProblemBody, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn stream_plan(
    state: Data<State>,
    actor: Actor,
    request: HttpRequest,
    named: NamedRequest,
    StrictBody(value): StrictBody,
) -> Result<HttpResponse, Problem> {
    let view = View::of(&request, false)?;
    stream(&state, &actor, &value, named, view).await
}

/// Turns an edited draft into structured workouts, week by week, as
/// server-sent events.
///
/// Role coach, feature `coach_agent`. `progress` events, each `week` the moment
/// it is complete and valid, then the whole plan as one `result` or one
/// `error`, then `done`.
#[utoipa::path(
    post,
    path = "/api/v1/ai-coach/generate-plan/stream/incremental",
    tag = "ai-coach",
    params(
        ("deltas" = Option<bool>, Query, description = "Whether to send the text as it comes, too"),
        ("Idempotency-Key" = Option<String>, Header, description = "Names the request, so that a repeated one finds the run of the first; 1 to 255 characters"),
        ("Last-Event-ID" = Option<String>, Header, description = "Goes on behind this event; with the same `Idempotency-Key`"),
    ),
    request_body = GeneratePlanBody,
    responses(
        (status = 200, description = "Events", body = EventBody, content_type = "text/event-stream"),
        (status = 422, description = "The request or its draft is wrong", body = DraftProblemBody, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn stream_weeks(
    state: Data<State>,
    actor: Actor,
    request: HttpRequest,
    named: NamedRequest,
    StrictBody(value): StrictBody,
) -> Result<HttpResponse, Problem> {
    let view = View::of(&request, true)?;
    stream(&state, &actor, &value, named, view).await
}

async fn stream(
    state: &State,
    actor: &Actor,
    value: &serde_json::Value,
    NamedRequest(named): NamedRequest,
    view: View,
) -> Result<HttpResponse, Problem> {
    let asked = asked_of(value, "org_id", GeneratePlanBody::read);
    let after = stream::place(&named);
    let (store, engine) = (&state.store, &state.engine);
    let log = ops::generate_plan::generate_plan(store, engine, actor, asked, named).await?;
    Ok(stream::response(state.engine.figures(), log, after, view))
}
