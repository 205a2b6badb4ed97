use actix_web::web::{Data, Json};
use plan_store::OrgId;
use serde::Serialize;
use utoipa::ToSchema;
use web_base::problem::{Problem, ProblemBody};
use web_base::strict_json::{Members, StrictBody};

use super::brief::MAX_PRINCIPLE;
use crate::api::asked;
use crate::app::State;
use crate::ops::{self, Actor, OpError};

/// An organization's training principle.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TrainingPrincipleBody {
    /// Null while the organization has none.
    #[schema(required = true)]
    training_principle: Option<String>,
}

/// A training principle to be set.
#[derive(ToSchema)]
pub(crate) struct SetTrainingPrincipleBody {
    /// Not blank, at most 16 KiB.
    #[schema(min_length = 1, max_length = 16384)]
    training_principle: String,
}

impl SetTrainingPrincipleBody {
    fn read(members: &mut Members<'_>) -> Option<String> {
        let body = Self {
            training_principle: members
                .required("training_principle", |f| f.filled_text(MAX_PRINCIPLE))?,
        };
        Some(body.training_principle)
    }
}

/// The organization of the path; text that is no id is nobody's organization.
pub(crate) struct OfPath(Result<OrgId, OpError>);

impl actix_web::FromRequest for OfPath {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(
        request: &actix_web::HttpRequest,
        _: &mut actix_web::dev::Payload,
    ) -> Self::Future {
        let org = request.match_info().query("org_id").parse();
        std::future::ready(Ok(Self(org.map_err(|_| OpError::NotYourOrganization))))
    }
}

/// Reads the organization's training principle.
///
/// Role coach, feature `coach_agent`.
#[utoipa::path(
    get,
    path = "/api/v1/ai-coach/training-principle/{org_id}",
    tag = "ai-coach",
    params(("org_id" = String, Path, description = "The organization")),
    responses(
        (status = 200, description = "The principle", body = TrainingPrincipleBody),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn get_training_principle(
    state: Data<State>,
    actor: Actor,
    OfPath(org): OfPath,
) -> Result<Json<TrainingPrincipleBody>, Problem> {
    let training_principle = ops::training_principle::get(&state.store, actor, org?).await?;
    Ok(Json(TrainingPrincipleBody { training_principle }))
}

/// Sets the organization's training principle.
///
/// Role head_coach, feature `coach_agent`.
#[utoipa::path(
    put,
    path = "/api/v1/ai-coach/training-principle/{org_id}",
    tag = "ai-coach",
    params(("org_id" = String, Path, description = "The organization")),
    request_body = SetTrainingPrincipleBody,
    responses(
        (status = 200, description = "The principle as it is now", body = TrainingPrincipleBody),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn set_training_principle(
    state: Data<State>,
    actor: Actor,
    OfPath(org): OfPath,
    StrictBody(value): StrictBody,
) -> Result<Json<TrainingPrincipleBody>, Problem> {
    let principle = asked(&value, SetTrainingPrincipleBody::read);
    let set = ops::training_principle::put(&state.store, actor, org?, principle).await?;
    Ok(Json(TrainingPrincipleBody {
        training_principle: Some(set),
    }))
}
