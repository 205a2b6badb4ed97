//! Any page on any site may read what this service says, errors included: a
//! 429 without these headers looks to a script like a broken network.

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, CACHE_CONTROL, HeaderValue,
};
use actix_web::middleware::Next;

/// Opens every response, answers preflights, and keeps errors out of caches.
pub(crate) async fn open_to_everyone<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let is_options = request.method() == Method::OPTIONS;
    let mut response = next.call(request).await?;
    let is_error = response.status().is_client_error() || response.status().is_server_error();
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(
        ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static(
            "ETag, Link, Retry-After, RateLimit, RateLimit-Policy, Deprecation, Sunset, \
             X-Request-Id",
        ),
    );
    if is_options {
        for (name, value) in [
            (ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, OPTIONS"),
            (
                ACCESS_CONTROL_ALLOW_HEADERS,
                "Accept, If-None-Match, X-Request-Id",
            ),
            (ACCESS_CONTROL_MAX_AGE, "7200"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if is_error && !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    Ok(response)
}
