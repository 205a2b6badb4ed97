use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, HttpResponse};
use web_base::problem::{Problem, ProblemBody};
use web_base::strict_json::StrictBody;

use super::answer::DraftBody;
use super::brief::BriefBody;
use super::named::NamedRequest;
use super::stream::{self, EventBody, View};
use crate::api::asked_of;
use crate::app::State;
use crate::ops::{self, Actor, AskedOf, OpError};
use crate::outcome::Outcome;
use crate::runs::job::DraftRequest;

/// Writes a draft of a plan for a coach to edit.
///
/// Role coach, feature `coach_agent`. The draft is plain text; `findings` name
/// what was used of the wishes, and what could not be.
#[utoipa::path(
    post,
    path = "/api/v1/ai-coach/generate-draft",
    tag = "ai-coach",
    params(
        ("Idempotency-Key" = Option<String>, Header, description = "Names the request, so that a repeated one finds the run of the first; 1 to 255 characters"),
    ),
    request_body = BriefBody,
    responses(
        (status = 200, description = "A draft", body = DraftBody),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn generate_draft(
    state: Data<State>,
    actor: Actor,
    named: NamedRequest,
    StrictBody(value): StrictBody,
) -> Result<Json<DraftBody>, Problem> {
    let (store, engine) = (&state.store, &state.engine);
    let named = named.key_only();
    let log =
        ops::generate_draft::generate_draft(store, engine, &actor, asked(&value), named).await?;
    match ops::follow_run::outcome(&log).await?.as_ref() {
        Outcome::Draft(draft) => Ok(Json(DraftBody::new(log.run(), draft.clone()))),
        Outcome::Plan(_) => Err(another_kind()),
    }
}

/// Writes a draft and tells how it goes, as server-sent events.
///
/// Role coach, feature `coach_agent`. `progress` events, then one `result` (what
/// the form without a stream answers) or one `error`, then `done`.
#[utoipa::path(
    post,
    path = "/api/v1/ai-coach/generate-draft/stream",
    tag = "ai-coach",
    params(
        ("deltas" = Option<bool>, Query, description = "Whether to send the text as it comes, too"),
        ("Idempotency-Key" = Option<String>, Header, description = "Names the request, so that a repeated one finds the run of the first; 1 to 255 characters"),
        ("Last-Event-ID" = Option<String>, Header, description = "Goes on behind this event; with the same `Idempotency-Key`"),
    ),
    request_body = BriefBody,
    responses(
        (status = 200, description = "Events", body = EventBody, content_type = "text/event-stream"),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn stream_draft(
    state: Data<State>,
    actor: Actor,
    request: HttpRequest,
    NamedRequest(named): NamedRequest,
    StrictBody(value): StrictBody,
) -> Result<HttpResponse, Problem> {
    let view = View::of(&request, false)?;
    let after = stream::place(&named);
    let (store, engine) = (&state.store, &state.engine);
    let log =
        ops::generate_draft::generate_draft(store, engine, &actor, asked(&value), named).await?;
    Ok(stream::response(state.engine.figures(), log, after, view))
}

fn asked(value: &serde_json::Value) -> AskedOf<DraftRequest> {
    asked_of(value, "org_id", |members| {
        BriefBody::read(members).map(BriefBody::request)
    })
}

/// A key names runs of one kind only.
pub(super) fn another_kind() -> Problem {
    OpError::Broken("a run of another kind was found".to_owned()).into()
}
