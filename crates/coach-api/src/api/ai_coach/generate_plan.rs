use actix_web::web::{Data, Json};
use serde::Serialize;
use utoipa::ToSchema;
use web_base::problem::{Problem, ProblemBody};
use web_base::strict_json::{Field, Members, StrictBody};

use super::answer::GeneratedPlanBody;
use super::brief::BriefBody;
use super::parse_draft::UnreadableBody;
use crate::api::asked_of;
use crate::app::State;
use crate::ops::generate_plan::ConversionRequest;
use crate::ops::{self, Actor};

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
    StrictBody(value): StrictBody,
) -> Result<Json<GeneratedPlanBody>, Problem> {
    let asked = asked_of(&value, "org_id", GeneratePlanBody::read);
    let writer = state.writer.as_ref();
    let (run, outcome) =
        ops::generate_plan::generate_plan(&state.store, writer, actor, asked).await?;
    GeneratedPlanBody::new(run, outcome).map(Json)
}
