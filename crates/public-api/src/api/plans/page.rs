//! `GET /plans/{publicId}`: the plan as a page.

use std::sync::LazyLock;

use actix_web::http::header::{CONTENT_SECURITY_POLICY, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use plan_export::page::STYLE;
use sha2::{Digest, Sha256};
use web_base::problem::{Problem, ProblemBody};
use web_base::query::Members;

use super::answering::answer;
use super::described::Conditional;
use super::reading::units;
use crate::app::App;
use crate::ops::show_plan::Form;

/// A published plan as a page for people.
///
/// It shows what the plan's JSON says, counts down to race day from today in UTC, so that
/// its bytes and its ETag change once a day, and links to every other form. It holds no
/// script and asks no other address for anything. Errors are problems, as everywhere;
/// whoever prefers `text/html`, as browsers do, is told 404, 429 and 503 by a page.
#[utoipa::path(get, path = "/plans/{publicId}", operation_id = "show_plan", tag = "plans",
    params(
        ("publicId" = String, Path, description = "ShortId (7 letters and digits) or slug.",
            example = "4fT9bQz"),
        ("units" = inline(Option<crate::openapi::PageUnitsWord>), Query,
            description = "What distances and paces are shown in; the plan's own without it. \
            Any other value is refused.", example = "metric"),
        ("Accept" = Option<String>, Header, description = "Decides the form of an error alone: \
            a page where `text/html` is named and liked better than JSON, else a problem.",
            example = "text/html"),
        ("If-None-Match" = Option<String>, Header, description = "ETags the caller has.")),
    responses(
        (status = 200, description = "The page.", body = String,
            content_type = "text/html; charset=utf-8",
            headers(
                ("ETag" = String, description = "A strong tag: the hash \
                    of the plain body, and the coding's name."),
                ("Cache-Control" = String, description = "`public, no-cache`: keep it, ask first."),
                ("Content-Security-Policy" = String, description = "Nothing but the one style \
                    sheet inside of the page."))),
        (status = 404, description = "Unknown, malformed, not published or deleted: one answer \
            for all, in either form.", content(
                (ProblemBody = "application/problem+json"),
                (String = "text/html; charset=utf-8"))),
        Conditional,
        (status = 422, description = "A known member of the query with another value, or given \
            twice. What is not known is ignored.",
            body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "The requests that `RateLimit-Policy` names are used up; \
            `Retry-After` says when the next one passes.", content(
                (ProblemBody = "application/problem+json"),
                (String = "text/html; charset=utf-8")),
            headers(("Retry-After" = u64, description = "Seconds."))),
        (status = 503, description = "The database is away or being prepared.", content(
                (ProblemBody = "application/problem+json"),
                (String = "text/html; charset=utf-8")))))]
pub(crate) async fn show(
    request: HttpRequest,
    app: web::Data<App>,
) -> Result<HttpResponse, Problem> {
    let mut faults = Vec::new();
    let units = units(&Members::among(&request, &["units"])?, &mut faults);
    if !faults.is_empty() {
        return Err(Problem::unprocessable(faults));
    }
    let today = app.config.clock.today();
    let mut response = answer(&request, &app, Form::Page { units, today }).await?;
    response
        .headers_mut()
        .insert(CONTENT_SECURITY_POLICY, POLICY.clone());
    Ok(response)
}

/// What a page may do: look as its own style sheet says and have an icon that is
/// inside of it. No script, no form, no frame, no other address.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; img-src data:; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy)
        .unwrap_or_else(|error| unreachable!("words and a hash in base64: {error}"))
});
