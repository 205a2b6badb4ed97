//! What every form of a plan has in common: one answer for what cannot be read,
//! and how long to keep it.

use actix_web::{HttpRequest, HttpResponse, web};
use plan_core::plan::PublicId;
use web_base::problem::Problem;

use crate::api::delivery::{coding, deliver};
use crate::app::App;
use crate::error;
use crate::ops::show_plan::{Form, ShowError, show_plan};

/// Kept by anyone, shown by nobody who has not asked whether it is still so: what
/// is unpublished is gone at once.
const ASK_FIRST: &str = "public, no-cache";

/// The plan of the request's address, in a form.
pub(crate) async fn answer(
    request: &HttpRequest,
    app: &web::Data<App>,
    form: Form,
) -> Result<HttpResponse, Problem> {
    let id = request
        .match_info()
        .query("publicId")
        .parse::<PublicId>()
        .map_err(|_| not_found())?;
    let media_type = form.media_type();
    let answer = show_plan(app, id, form, coding(request, media_type))
        .await
        .map_err(|error| match &error {
            ShowError::NotFound => not_found(),
            ShowError::Store(error) => error::from_store(error),
            ShowError::Broken(_) => Problem::internal(&error),
        })?;
    deliver(request, &answer, media_type, ASK_FIRST)
}

/// The one answer for every plan that cannot be read.
fn not_found() -> Problem {
    Problem::not_found("there is no published plan with this id")
}
