//! `GET /api/plans/{publicId}`.

use actix_web::{HttpRequest, HttpResponse, web};
use plan_export::json::{PlanBody, Units};
use web_base::problem::{Fault, Problem, ProblemBody};
use web_base::query::Members;

use super::answering::answer;
use super::described::{Conditional, NotNow, NotThere};
use crate::app::App;
use crate::ops::show_plan::Form;

/// A published plan, every layer applied.
///
/// The id is the plan's ShortId or the slug its owner chose. The body depends
/// on nothing but the plan, so its ETag changes exactly when the plan does.
#[utoipa::path(get, path = "/api/plans/{publicId}", operation_id = "get_plan", tag = "plans",
    params(
        ("publicId" = String, Path, description = "ShortId (7 letters and digits) or slug.",
            example = "4fT9bQz"),
        ("units" = inline(Option<crate::openapi::UnitsWord>), Query, description = "`metric` adds kilometers beside each \
            number of miles, which are there in any case; any other value is refused, `miles` \
            too, and so is any other member.", example = "metric"),
        ("If-None-Match" = Option<String>, Header, description = "ETags the caller has.")),
    responses(
        (status = 200, description = "The plan.", body = PlanBody,
            headers(
                ("ETag" = String, description = "A strong tag: the hash \
                    of the plain body, and the coding's name."),
                ("Cache-Control" = String, description = "`public, no-cache`: keep it, ask first."))),
        NotThere,
        Conditional,
        (status = 422, description = "An unknown member or value in the query.",
            body = ProblemBody, content_type = "application/problem+json"),
        NotNow))]
pub(crate) async fn show(
    request: HttpRequest,
    app: web::Data<App>,
) -> Result<HttpResponse, Problem> {
    let units = units(&request)?;
    answer(&request, &app, Form::Json(units)).await
}

fn units(request: &HttpRequest) -> Result<Units, Problem> {
    let members = Members::of(request, &["units"])?;
    match members.get("units") {
        None => Ok(Units::Miles),
        Some("metric") => Ok(Units::Metric),
        Some(_) => Err(Problem::unprocessable(vec![Fault::at(
            "units",
            "expected metric, or nothing",
        )])),
    }
}
