//! The outermost layer of a service: what every request passes on its way in
//! and every response on its way out.
//!
//! 1. A request id: the caller's `X-Request-Id` if it is sane, else a new one.
//!    It is in the log span, in the response and, where wanted, in problems.
//! 2. A span and one log line a request: method, route pattern, status, time.
//!    Never the path itself, the query, headers or bodies: they hold ids,
//!    secrets and people's words.
//! 3. The request is counted, where the application has [`Metrics`].
//! 4. No error leaves that is not problem+json, whoever made it.

use std::fmt;
use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest};
use tracing::Instrument;

use crate::metrics::Metrics;
use crate::problem::{PROBLEM_JSON, Problem};

/// The header of the request id, both ways.
pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Names one request in logs, problems and the audit log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(String);

impl RequestId {
    /// The longest id taken over from a caller.
    pub const MAX_LENGTH: usize = 128;

    /// The caller's id if it is short and plain, else a new one.
    fn of(request: &ServiceRequest) -> Self {
        request
            .headers()
            .get(X_REQUEST_ID)
            .and_then(|value| value.to_str().ok())
            .filter(|text| Self::is_sane(text))
            .map_or_else(
                || Self(uuid::Uuid::now_v7().to_string()),
                |text| Self(text.to_owned()),
            )
    }

    /// 1–128 characters of `A-Z a-z 0-9 . _ : + = / -`: nothing a log or a header chokes on.
    fn is_sane(text: &str) -> bool {
        (1..=Self::MAX_LENGTH).contains(&text.len())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"._:+=/-".contains(&byte))
    }

    /// The id's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromRequest for RequestId {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future {
        let id = request.extensions().get::<Self>().cloned();
        std::future::ready(id.ok_or_else(|| Problem::internal("no edge around this route")))
    }
}

/// The edge of a service whose problems carry the request's id.
///
/// # Errors
/// Only what the inner service could not turn into a response.
pub async fn with_ids_in_problems<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    pass(request, next, true).await
}

/// The edge of a service whose problems are the same bytes for every request;
/// the id is in the header alone.
///
/// # Errors
/// Only what the inner service could not turn into a response.
pub async fn with_plain_problems<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    pass(request, next, false).await
}

async fn pass<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
    ids_in_problems: bool,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = Instant::now();
    let counted = request
        .app_data::<Metrics>()
        .map(|metrics| metrics.request(request.method()));
    let id = RequestId::of(&request);
    request.extensions_mut().insert(id.clone());
    let span = tracing::info_span!("request", request_id = %id, method = %request.method());

    let response = next.call(request).instrument(span.clone()).await?;
    let mut response = as_problem(response, ids_in_problems.then_some(&id));
    // A sane id is always a header value.
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        response.headers_mut().insert(X_REQUEST_ID, value);
    }

    let route = response.request().match_pattern();
    tracing::info!(
        parent: &span,
        route = route.as_deref().unwrap_or("(none)"),
        status = response.status().as_u16(),
        milliseconds = started.elapsed().as_secs_f64() * 1_000.0,
        "answered"
    );
    if let Some(counted) = counted {
        counted.answered(route.as_deref(), response.status());
    }
    Ok(response)
}

/// Gives a problem its id; gives a bare error a problem.
fn as_problem<B: MessageBody + 'static>(
    mut response: ServiceResponse<B>,
    id: Option<&RequestId>,
) -> ServiceResponse<BoxBody> {
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) {
        return response.map_into_boxed_body();
    }
    let made_by_us = response.response_mut().extensions_mut().remove::<Problem>();
    let problem = match (made_by_us, id) {
        (Some(_), None) => return response.map_into_boxed_body(),
        (Some(problem), Some(id)) => problem.with_request_id(id.as_str()),
        // An error page of our own is not a framework's bare text.
        (None, _) if !is_bare_text(&response) => return response.map_into_boxed_body(),
        (None, None) => Problem::of_status(status),
        (None, Some(id)) => Problem::of_status(status).with_request_id(id.as_str()),
    };
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    headers.remove(CONTENT_LENGTH);
    response.map_body(|_, _| BoxBody::new(problem.to_bytes()))
}

fn is_bare_text<B>(response: &ServiceResponse<B>) -> bool {
    response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_none_or(|media_type| media_type.starts_with("text/plain"))
}
