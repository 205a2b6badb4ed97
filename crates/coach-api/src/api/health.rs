use actix_web::HttpResponse;
use actix_web::web::Data;
use plan_store::SchemaState;
use serde::Serialize;
use utoipa::ToSchema;
use web_base::problem::{Problem, ProblemBody};

use crate::app::State;
use crate::ops::OpError;

/// How the service is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HealthBody {
    /// `ok`.
    #[schema(value_type = String)]
    status: &'static str,
}

const OK: HealthBody = HealthBody { status: "ok" };

/// Says that the process answers.
#[utoipa::path(
    get,
    path = "/healthz",
    tag = "service",
    security(()),
    responses((status = 200, description = "It answers", body = HealthBody)),
)]
pub(crate) async fn get_health() -> HttpResponse {
    HttpResponse::Ok().json(OK)
}

/// Says whether the service can do its work: whether the database answers and
/// has every table.
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "service",
    security(()),
    responses(
        (status = 200, description = "It can", body = HealthBody),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn get_readiness(state: Data<State>) -> Result<HttpResponse, Problem> {
    match state.store.schema_state().await.map_err(OpError::Store)? {
        SchemaState::Current => Ok(HttpResponse::Ok().json(OK)),
        SchemaState::Outdated | SchemaState::Missing => {
            Err(OpError::Store(state.store.schema_complaint()).into())
        }
    }
}
