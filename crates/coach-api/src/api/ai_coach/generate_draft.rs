use actix_web::web::{Data, Json};
use web_base::problem::{Problem, ProblemBody};
use web_base::strict_json::StrictBody;

use super::answer::DraftBody;
use super::brief::BriefBody;
use crate::api::asked_of;
use crate::app::State;
use crate::ops::{self, Actor};

/// Writes a draft of a plan for a coach to edit.
///
/// Role coach, feature `coach_agent`. The draft is plain text; `findings` name
/// what was used of the wishes, and what could not be.
#[utoipa::path(
    post,
    path = "/api/v1/ai-coach/generate-draft",
    tag = "ai-coach",
    request_body = BriefBody,
    responses(
        (status = 200, description = "A draft", body = DraftBody),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn generate_draft(
    state: Data<State>,
    actor: Actor,
    StrictBody(value): StrictBody,
) -> Result<Json<DraftBody>, Problem> {
    let asked = asked_of(&value, "org_id", |members| {
        BriefBody::read(members).map(BriefBody::request)
    });
    let writer = state.writer.as_ref();
    let (run, outcome) =
        ops::generate_draft::generate_draft(&state.store, writer, actor, asked).await?;
    Ok(Json(DraftBody::new(run, outcome)))
}
