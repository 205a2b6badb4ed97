//! What a browser shows where a plan's page cannot be shown.
//!
//! A person who mistyped a link is helped by a sentence and not by JSON. It says no more
//! than the problem it stands for: the page of a plan that was never there, of one that
//! was deleted and of one that nobody may read any more is the same to the byte.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER, VARY,
};
use actix_web::middleware::Next;
use actix_web::{Error, web};
use askama::Template;
use web_base::problem::Problem;

use crate::api::accept::prefers_a_page;
use crate::app::App;
use crate::discovery::{PAGE_POLICY, written};

#[derive(Template)]
#[template(path = "notice.html")]
struct Notice<'a> {
    root: &'a str,
    heading: &'static str,
    what: &'static str,
    way_on: WayOn,
}

/// What a reader can do.
enum WayOn {
    /// Ask for the link.
    AskAgain,
    /// Come back after so many seconds, where somebody knows how many.
    Wait(Option<u64>),
}

/// Puts a page in the place of a problem, for those who prefer pages. It stands around
/// the limit, because its refusal is a problem too; what is not an error passes as it is.
pub(crate) async fn for_people<B: MessageBody + 'static>(
    app: web::Data<App>,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let response = next.call(request).await?.map_into_boxed_body();
    let Some(notice) = Notice::of(response.status(), response.headers(), &app) else {
        return Ok(response);
    };
    if !prefers_a_page(response.request().headers()) {
        return Ok(response);
    }
    let mut response = response.map_body(|_, _| BoxBody::new(written(&notice)));
    // The edge would write the problem again.
    response.response_mut().extensions_mut().remove::<Problem>();
    for (name, value) in [
        (
            CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        ),
        (CONTENT_SECURITY_POLICY, PAGE_POLICY),
        (VARY, HeaderValue::from_static("Accept")),
    ] {
        response.headers_mut().insert(name, value);
    }
    Ok(response)
}

impl<'a> Notice<'a> {
    /// What is said of a status; `None` of those no link leads a person to.
    fn of(status: StatusCode, headers: &HeaderMap, app: &'a App) -> Option<Self> {
        let wait = || {
            let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?;
            seconds.parse().ok()
        };
        let (heading, what, way_on) = match status {
            StatusCode::NOT_FOUND => (
                "There is no plan here",
                "The link may be mistyped, or the plan is not published any more.",
                WayOn::AskAgain,
            ),
            StatusCode::TOO_MANY_REQUESTS => (
                "A moment, please",
                "More was asked for from your connection within a minute than is answered.",
                WayOn::Wait(wait()),
            ),
            StatusCode::SERVICE_UNAVAILABLE => (
                "Not right now",
                "Plans cannot be read at the moment. Nothing is lost.",
                WayOn::Wait(wait()),
            ),
            _ => return None,
        };
        Some(Self {
            root: app.addresses.path(),
            heading,
            what,
            way_on,
        })
    }
}
