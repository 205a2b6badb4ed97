//! Every error the application can answer, as RFC 9457 problem+json.
//!
//! Policy: a handler returns `Result<_, Problem>`; constructors are words.
//! Clients get a stable `code` and what they can mend (`errors`, one entry a
//! field). What they cannot mend is logged and answered without its cause.
//! Problems travel inside the response (its extensions) up to the
//! [`edge`](crate::edge), which knows the request's id.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER};
use actix_web::{HttpResponse, ResponseError, web};
use serde::Serialize;
use utoipa::ToSchema;

pub use crate::strict_json::Fault;
use crate::strict_json::Unreadable;

/// The media type of every error body.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// An error on its way to the client.
#[derive(Clone, Debug)]
pub struct Problem {
    status: StatusCode,
    body: Box<ProblemBody>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

/// An RFC 9457 problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProblemBody {
    /// A URI for the kind of problem; `about:blank` where the status says it all.
    #[serde(rename = "type")]
    #[schema(value_type = String, example = "about:blank")]
    pub type_uri: Cow<'static, str>,
    /// The kind of problem in words.
    #[schema(value_type = String, example = "Unprocessable Content")]
    pub title: Cow<'static, str>,
    /// The HTTP status, once more.
    #[schema(minimum = 400, maximum = 599, example = 422)]
    pub status: u16,
    /// What went wrong this time, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What went wrong, for programs: a stable word.
    #[schema(value_type = String, example = "invalid_value")]
    pub code: Cow<'static, str>,
    /// The id to quote when asking for help; also in `X-Request-Id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Each fault of the request, all at once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub errors: Vec<Fault>,
    /// The rate limit policies a 429 is about.
    #[serde(rename = "violated-policies", skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>, required = false)]
    pub violated_policies: Vec<Cow<'static, str>>,
    /// Members some codes have of their own (RFC 9457, 3.2).
    #[serde(flatten)]
    #[schema(ignore)]
    pub extensions: BTreeMap<Cow<'static, str>, serde_json::Value>,
}

/// The title of a status, in the words of RFC 9110.
fn title(status: StatusCode) -> &'static str {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => "Content Too Large",
        StatusCode::UNPROCESSABLE_ENTITY => "Unprocessable Content",
        other => other.canonical_reason().unwrap_or("Error"),
    }
}

impl Problem {
    /// A problem of any status; prefer the constructors that are words.
    pub fn new(status: StatusCode, code: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status,
            body: Box::new(ProblemBody {
                type_uri: Cow::Borrowed("about:blank"),
                title: Cow::Borrowed(title(status)),
                status: status.as_u16(),
                detail: None,
                code: code.into(),
                request_id: None,
                errors: Vec::new(),
                violated_policies: Vec::new(),
                extensions: BTreeMap::new(),
            }),
            headers: Vec::new(),
        }
    }

    /// The problem of a status nobody gave a cause for: what the framework answers.
    pub fn of_status(status: StatusCode) -> Self {
        let code = title(status)
            .to_ascii_lowercase()
            .replace(|c: char| !c.is_ascii_alphanumeric(), "_");
        Self::new(status, code)
    }

    /// 400: the request cannot be read.
    pub fn bad_request(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code).with_detail(detail)
    }

    /// 401: nobody in particular asks. `challenge` is the `WWW-Authenticate` value.
    pub fn unauthorized(challenge: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized")
            .with_detail(detail)
            .with_header(
                actix_web::http::header::WWW_AUTHENTICATE,
                HeaderValue::from_static(challenge),
            )
    }

    /// 403: known, and not allowed.
    pub fn forbidden(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, code).with_detail(detail)
    }

    /// 404: not there, or not yours to know about.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found").with_detail(detail)
    }

    /// 405, with what is allowed.
    pub fn method_not_allowed(allow: &HeaderValue) -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed")
            .with_detail(format!(
                "allowed here: {}",
                allow.to_str().unwrap_or("another method")
            ))
            .with_header(actix_web::http::header::ALLOW, allow.clone())
    }

    /// 409: it contradicts what is there.
    pub fn conflict(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code).with_detail(detail)
    }

    /// 412: somebody else was faster.
    pub fn precondition_failed(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::PRECONDITION_FAILED, "version_mismatch").with_detail(detail)
    }

    /// 413: longer than `limit` bytes.
    pub fn content_too_large(limit: usize) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large")
            .with_detail(format!("at most {limit} bytes are read"))
    }

    /// 415: not the media type that is read here.
    pub fn unsupported_media_type(expected: &str) -> Self {
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type")
            .with_detail(format!("send {expected}"))
    }

    /// 422: readable, but wrong; every fault at once.
    pub fn unprocessable(errors: Vec<Fault>) -> Self {
        let detail = match errors.as_slice() {
            [only] => only.to_string(),
            many => format!("{} faults", many.len()),
        };
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_value")
            .with_detail(detail)
            .with_errors(errors)
    }

    /// 428: a write that does not say which version it is about.
    pub fn precondition_required(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::PRECONDITION_REQUIRED, "precondition_required").with_detail(detail)
    }

    /// 429: too many requests; after `retry_after` seconds the next one passes.
    pub fn too_many_requests(policy: &'static str, retry_after: u64) -> Self {
        let mut problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited")
            .with_detail(format!("try again in {retry_after} s"))
            .with_header(RETRY_AFTER, HeaderValue::from(retry_after));
        problem.body.type_uri =
            Cow::Borrowed("https://iana.org/assignments/http-problem-types#quota-exceeded");
        problem.body.title = Cow::Borrowed("Quota exceeded");
        problem.body.violated_policies = vec![Cow::Borrowed(policy)];
        problem
    }

    /// 500: our fault. The cause is logged and not told.
    pub fn internal(cause: &(impl fmt::Display + ?Sized)) -> Self {
        tracing::error!(%cause, "internal error");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal")
            .with_detail("something went wrong on our side")
    }

    /// 503: not now.
    pub fn unavailable(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, code).with_detail(detail)
    }

    /// The same with a sentence for people.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.body.detail = Some(detail.into());
        self
    }

    /// The same with another stable word for programs.
    #[must_use]
    pub fn with_code(mut self, code: impl Into<Cow<'static, str>>) -> Self {
        self.body.code = code.into();
        self
    }

    /// The same with the request's faults.
    #[must_use]
    pub fn with_errors(mut self, errors: Vec<Fault>) -> Self {
        self.body.errors = errors;
        self
    }

    /// The same with a member of its own, which RFC 9457 calls an extension.
    #[must_use]
    pub fn with_extension(
        mut self,
        name: impl Into<Cow<'static, str>>,
        value: serde_json::Value,
    ) -> Self {
        self.body.extensions.insert(name.into(), value);
        self
    }

    /// The same with a header of the response.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The same with the request's id in the body.
    #[must_use]
    pub fn with_request_id(mut self, id: impl Into<String>) -> Self {
        self.body.request_id = Some(id.into());
        self
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The stable word for programs.
    pub fn code(&self) -> &str {
        &self.body.code
    }

    /// What the client will read.
    pub fn body(&self) -> &ProblemBody {
        &self.body
    }

    /// The body as bytes.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        // Strings and numbers only: serializing cannot fail; were it to, a bare
        // object is still a valid problem (RFC 9457, every member is optional).
        serde_json::to_vec(&self.body).unwrap_or_else(|_| b"{}".to_vec())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.body.status, self.body.code)?;
        match &self.body.detail {
            Some(detail) => write!(f, ": {detail}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Problem {}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        response.insert_header((CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON)));
        for (name, value) in &self.headers {
            response.append_header((name.clone(), value.clone()));
        }
        let mut response = response.body(self.to_bytes());
        response.extensions_mut().insert(self.clone());
        response
    }
}

/// A body that has no meaning to talk about.
impl From<&Unreadable> for Problem {
    fn from(unreadable: &Unreadable) -> Self {
        let problem = Self::new(unreadable.status_code(), unreadable.code())
            .with_detail(unreadable.to_string());
        match unreadable {
            Unreadable::DuplicateKey { pointer, .. } => problem.with_errors(vec![Fault {
                pointer: pointer.clone(),
                detail: unreadable.to_string(),
            }]),
            _ => problem,
        }
    }
}

/// Makes the framework's own errors problems: unknown routes, and paths,
/// queries and JSON bodies that its extractors cannot read.
///
/// Call it once from `App::configure`.
pub fn for_framework_errors(app: &mut web::ServiceConfig) {
    app.default_service(web::to(|| async {
        Err::<HttpResponse, _>(not_found_route())
    }))
    .app_data(web::PathConfig::default().error_handler(|_, _| not_found_route().into()))
    .app_data(web::QueryConfig::default().error_handler(|error, _| {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_query")
            .with_detail(error.to_string())
            .into()
    }))
    .app_data(web::JsonConfig::default().error_handler(|error, _| from_json(&error).into()));
}

fn not_found_route() -> Problem {
    Problem::not_found("there is nothing at this address")
}

fn from_json(error: &actix_web::error::JsonPayloadError) -> Problem {
    use actix_web::error::JsonPayloadError as Json;
    match error {
        Json::OverflowKnownLength { limit, .. } | Json::Overflow { limit } => {
            Problem::content_too_large(*limit)
        }
        Json::ContentType => Problem::unsupported_media_type("application/json"),
        Json::Deserialize(cause) if cause.is_data() => {
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_value")
                .with_detail(cause.to_string())
        }
        Json::Serialize(cause) => Problem::internal(cause),
        other => Problem::bad_request("invalid_json", other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_reads_as_rfc_9457_says() {
        let problem =
            Problem::unprocessable(vec![Fault::at("weeks", "weeks is 53; expected 1 to 52")]);
        assert_eq!(
            String::from_utf8(problem.to_bytes()).unwrap(),
            "{\"type\":\"about:blank\",\"title\":\"Unprocessable Content\",\"status\":422,\
             \"detail\":\"weeks is 53; expected 1 to 52\",\"code\":\"invalid_value\",\
             \"errors\":[{\"pointer\":\"#/weeks\",\"detail\":\"weeks is 53; expected 1 to 52\"}]}"
        );
    }

    #[test]
    fn the_sentence_of_a_single_fault_says_what_it_is_about() {
        for (pointer, detail, sentence) in [
            ("#/weeks", "is missing", "weeks: is missing"),
            ("#/weeks", "weeks is 53", "weeks is 53"),
            ("#/days/0/a~1b", "is empty", "days/0/a/b: is empty"),
            ("#", "expected an object", "expected an object"),
        ] {
            let fault = Fault {
                pointer: pointer.to_owned(),
                detail: detail.to_owned(),
            };
            let problem = Problem::unprocessable(vec![fault]);
            assert_eq!(problem.body().detail.as_deref(), Some(sentence));
        }
    }

    #[test]
    fn an_extension_stands_beside_the_members_of_rfc_9457() {
        let problem = Problem::not_found("gone").with_extension("lines", serde_json::json!([7]));
        let body: serde_json::Value = serde_json::from_slice(&problem.to_bytes()).unwrap();
        assert_eq!(body["lines"][0], 7);
        assert_eq!(body["code"], "not_found");
    }

    #[test]
    fn the_cause_of_an_internal_error_stays_inside() {
        let problem = Problem::internal("password=hunter2");
        assert!(
            !String::from_utf8(problem.to_bytes())
                .unwrap()
                .contains("hunter2")
        );
    }
}
