//! What every form of a plan has in common: one answer for what cannot be read,
//! and how long to keep it.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue, LINK};
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

const X_ROBOTS_TAG: HeaderName = HeaderName::from_static("x-robots-tag");

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
    let answer = show_plan(app, id.clone(), form, coding(request, media_type))
        .await
        .map_err(|error| match &error {
            ShowError::NotFound => not_found(),
            ShowError::NotCarried(why) => {
                Problem::not_found(format!("there is no such file: {why}")).with_code("not_carried")
            }
            ShowError::Store(error) => error::from_store(&app.figures, error),
            ShowError::Broken(_) => Problem::internal(&error),
        })?;
    let mut response = deliver(request, &answer, media_type, ASK_FIRST)?;
    if response.status() == StatusCode::OK {
        let headers = response.headers_mut();
        // A plan is for those who were given its id, not for those who search.
        headers.insert(X_ROBOTS_TAG, HeaderValue::from_static("noindex"));
        if let Some(links) = app.documents.links.beside(media_type, &id) {
            headers.append(LINK, links);
        }
    }
    Ok(response)
}

/// The one answer for every plan that cannot be read, and for what is not in one.
pub(super) fn not_found() -> Problem {
    Problem::not_found("there is no published plan with this id")
}
