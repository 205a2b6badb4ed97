use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, ResponseError, web};
use web_base::client::Client;
use web_base::problem::Problem;

use super::{Decision, Policy};
use crate::app::App;

/// The name of the one policy, in every header.
pub(crate) const POLICY_NAME: &str = "default";
const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Admits or refuses a request for a plan. OPTIONS asks for nothing and counts
/// for nothing; everything else counts, whatever it is answered with.
pub(crate) async fn limit<B: MessageBody + 'static>(
    app: web::Data<App>,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if request.method() == Method::OPTIONS {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    let client = Client::of(&request, &app.config.trusted_proxies);
    let decision = app.limiter.admit(client).await;
    app.figures.decided(decision.is_admitted);
    let mut response = if decision.is_admitted {
        next.call(request).await?.map_into_boxed_body()
    } else {
        let refusal = Problem::too_many_requests(POLICY_NAME, decision.wait_seconds());
        request.into_response(refusal.error_response())
    };
    describe(response.headers_mut(), app.limiter.policy(), &decision);
    Ok(response)
}

/// The fields of draft-ietf-httpapi-ratelimit-headers, from the log's own numbers.
fn describe(headers: &mut HeaderMap, policy: &Policy, decision: &Decision) {
    let name = POLICY_NAME;
    let fields = [
        (
            RATE_LIMIT_POLICY,
            format!(
                "\"{name}\";q={};w={}",
                policy.limit,
                policy.window.as_secs()
            ),
        ),
        (
            RATE_LIMIT,
            format!(
                "\"{name}\";r={};t={}",
                decision.remaining,
                decision.wait_seconds()
            ),
        ),
    ];
    for (name, value) in fields {
        // Digits and ASCII words always make a header value.
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
}
