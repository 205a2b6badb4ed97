//! What the forms for people to read have in common: the units they are told in,
//! and the name they are kept by.

use actix_web::http::header::{CONTENT_DISPOSITION, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use plan_core::plan::PublicId;
use plan_export::json::Units;
use web_base::problem::Fault;
use web_base::query::Members;

/// The `units` of a query; `None`: the plan's own. What they may not be becomes a fault.
pub(super) fn units(members: &Members, faults: &mut Vec<Fault>) -> Option<Units> {
    match members.get("units") {
        None => None,
        Some("metric") => Some(Units::Metric),
        Some("miles") => Some(Units::Miles),
        Some(_) => {
            faults.push(Fault::at("units", "expected metric, miles, or nothing"));
            None
        }
    }
}

/// Says what a form is to be saved as: by the id that was asked for, as it is
/// written.
pub(super) fn kept_by_id(
    mut response: HttpResponse,
    request: &HttpRequest,
    disposition: impl FnOnce(PublicId) -> String,
) -> HttpResponse {
    let id = request.match_info().query("publicId").parse::<PublicId>();
    if let (true, Ok(id)) = (response.status().is_success(), id)
        && let Ok(disposition) = HeaderValue::try_from(disposition(id))
    {
        response
            .headers_mut()
            .insert(CONTENT_DISPOSITION, disposition);
    }
    response
}
