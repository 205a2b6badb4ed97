use actix_web::HttpResponse;
use actix_web::web::Data;
use plan_store::PlanId;
use web_base::problem::{Problem, ProblemBody};

use crate::api::path::Id;
use crate::api::version::IfMatch;
use crate::app::State;
use crate::ops::{self, Actor};

/// Erases a plan with its log, its pinned days and its health data.
///
/// Role coach. Its public ids answer 404 at once.
#[utoipa::path(
    delete,
    path = "/api/v1/plans/{id}",
    tag = "plans",
    params(
        ("id" = String, Path, description = "The plan"),
        ("If-Match" = String, Header, description = "The plan's ETag"),
    ),
    responses(
        (status = 204, description = "It is gone"),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn delete_plan(
    state: Data<State>,
    actor: Actor,
    Id(plan): Id<PlanId>,
    IfMatch(expected): IfMatch,
) -> Result<HttpResponse, Problem> {
    ops::delete_plan::delete_plan(&state.store, actor, plan, expected).await?;
    Ok(HttpResponse::NoContent().finish())
}
