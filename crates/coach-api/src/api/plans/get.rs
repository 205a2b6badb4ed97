use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use plan_export::json::{PrivatePlanBody, Units};
use plan_store::PlanId;
use web_base::problem::{Fault, Problem, ProblemBody};
use web_base::query::Members;

use super::answer::plan_body;
use crate::api::path::Id;
use crate::api::version;
use crate::app::State;
use crate::error::invalid;
use crate::ops::{self, Actor};

/// The units of the query: `?units=metric`, or nothing.
fn units(request: &HttpRequest) -> Result<Units, Problem> {
    match Members::of(request, &["units"])?.get("units") {
        None => Ok(Units::Miles),
        Some("metric") => Ok(Units::Metric),
        Some(_) => Err(invalid(vec![Fault::at("units", "expected metric")])),
    }
}

/// Reads a plan, every layer applied.
///
/// Coaches read the plans of their organization, athletes their own; any other
/// is one that does not exist.
#[utoipa::path(
    get,
    path = "/api/v1/plans/{id}",
    tag = "plans",
    params(
        ("id" = String, Path, description = "The plan"),
        ("units" = Option<String>, Query, description = "`metric`: kilometers beside the miles"),
    ),
    responses(
        (status = 200, description = "The plan", body = PrivatePlanBody, headers(("ETag" = String))),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn get_plan(
    state: Data<State>,
    actor: Actor,
    Id(plan): Id<PlanId>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let loaded = ops::read_plan::read_plan(&state.store, actor, plan).await?;
    let units = units(&request)?;
    Ok(HttpResponse::Ok()
        .insert_header(version::etag(loaded.stored.plan.version))
        .json(plan_body(&loaded, units)))
}
