use actix_web::HttpResponse;
use actix_web::web::{Data, Json};
use serde::Serialize;
use utoipa::ToSchema;
use web_base::problem::{Problem, ProblemBody};
use web_base::strict_json::{Members, StrictBody};

use super::brief::MAX_PRINCIPLE;
use crate::api::asked;
use crate::api::path::OfOrganization;
use crate::app::State;
use crate::ops::{self, Actor};

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
    /// Not blank, at most 16 KiB, without control characters and marks that turn text around.
    #[schema(min_length = 1, max_length = 16384)]
    training_principle: String,
}

impl SetTrainingPrincipleBody {
    fn read(members: &mut Members<'_>) -> Option<String> {
        let body = Self {
            training_principle: members
                .required("training_principle", |f| f.shown_text(MAX_PRINCIPLE))?,
        };
        Some(body.training_principle)
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
    OfOrganization(org): OfOrganization,
) -> Result<Json<TrainingPrincipleBody>, Problem> {
    let training_principle = ops::training_principle::get(&state.store, actor, org?).await?;
    Ok(Json(TrainingPrincipleBody { training_principle }))
}

/// Takes the organization's training principle away.
///
/// Role head_coach, feature `coach_agent`. 204 where there is none, too.
#[utoipa::path(
    delete,
    path = "/api/v1/ai-coach/training-principle/{org_id}",
    tag = "ai-coach",
    params(("org_id" = String, Path, description = "The organization")),
    responses(
        (status = 204, description = "The organization has no principle"),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn clear_training_principle(
    state: Data<State>,
    actor: Actor,
    OfOrganization(org): OfOrganization,
) -> Result<HttpResponse, Problem> {
    ops::training_principle::delete(&state.store, actor, org?).await?;
    Ok(HttpResponse::NoContent().finish())
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
    OfOrganization(org): OfOrganization,
    StrictBody(value): StrictBody,
) -> Result<Json<TrainingPrincipleBody>, Problem> {
    let principle = asked(&value, SetTrainingPrincipleBody::read);
    let set = ops::training_principle::put(&state.store, actor, org?, principle).await?;
    Ok(Json(TrainingPrincipleBody {
        training_principle: Some(set),
    }))
}
