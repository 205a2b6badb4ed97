//! Is it alive, and can it answer? For load balancers and people on call.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, web};
use plan_store::SchemaState;
use serde::Serialize;
use utoipa::ToSchema;
use web_base::problem::{Problem, ProblemBody};

use crate::app::App;
use crate::error;
use crate::flood::TooManyRequests;

/// How the service is.
#[derive(Serialize, ToSchema)]
pub(crate) struct HealthBody {
    /// `ok`, or there is a problem instead.
    #[schema(value_type = String, example = "ok")]
    status: &'static str,
}

fn ok() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(HealthBody { status: "ok" })
}

/// The process is alive; nothing else is asked.
#[utoipa::path(get, path = "/healthz", operation_id = "get_health", tag = "operations",
    responses(
        (status = 200, description = "Alive.", body = HealthBody),
        TooManyRequests))]
pub(crate) async fn healthz() -> HttpResponse {
    ok()
}

/// The database answers and has the tables this program knows.
#[utoipa::path(get, path = "/readyz", operation_id = "get_readiness", tag = "operations",
    responses(
        (status = 200, description = "Ready.", body = HealthBody),
        (status = 503, description = "The database is away, or its file is not there \
            (`database_unavailable`), its schema is missing or old (`schema_outdated`), or the role may not read it \
            (`database_permission_denied`).",
            body = ProblemBody, content_type = "application/problem+json"),
        TooManyRequests))]
pub(crate) async fn readyz(app: web::Data<App>) -> Result<HttpResponse, Problem> {
    match app.store.schema_state().await {
        Ok(SchemaState::Current) => Ok(ok()),
        Ok(SchemaState::Outdated | SchemaState::Missing) => Err(error::from_store(
            &app.figures,
            &app.store.schema_complaint(),
        )),
        Err(error) => Err(error::from_store(&app.figures, &error)),
    }
}
