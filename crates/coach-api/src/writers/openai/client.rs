//! One call over HTTP, as a stream of chat events.
//!
//! The address is the operator's and nobody else's: redirects are not followed,
//! proxies of the environment are not used, and what comes back is bounded in
//! size and in time. Dropping the stream closes the connection.

use std::error::Error;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use async_stream::try_stream;
use chrono::{DateTime, Utc};
use futures_util::{Stream, StreamExt, pin_mut};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{
    ACCEPT, AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER,
};
use reqwest::redirect::Policy;
use reqwest::{Response, StatusCode, Url};
use tokio::time::{Instant, timeout_at};

use super::parse::{ChatEvent, Unreadable, chat_events};
use super::settings::{LlmSettings, Patience};
use super::wire::ErrorWords;
use crate::writers::fault::ModelFault;

/// The most bytes of an answer.
const LARGEST_BODY: usize = 8 * 1024 * 1024;
/// The most bytes that are read of a refusal.
const LARGEST_REFUSAL: usize = 64 * 1024;
/// The longest a refusal's body is waited for.
const REFUSAL_TIME: Duration = Duration::from_secs(1);
/// The longest anybody is told to wait because a host says so.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(24 * 60 * 60);
/// How long the bill may come after the answer's end.
const BILL_TIME: Duration = Duration::from_secs(2);

/// A model's host.
#[derive(Clone, Debug)]
pub(super) struct Client {
    http: reqwest::Client,
    address: Url,
    authorization: Option<HeaderValue>,
    patience: Patience,
}

/// Why a call ended without having come to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CallFault {
    /// What it is called.
    pub(super) fault: ModelFault,
    /// What the host said about it, for whoever can mend the request.
    pub(super) words: ErrorWords,
    /// True where the host cannot have begun to answer: nothing is paid for.
    pub(super) is_free: bool,
}

impl From<ModelFault> for CallFault {
    fn from(fault: ModelFault) -> Self {
        Self {
            fault,
            words: ErrorWords::default(),
            is_free: false,
        }
    }
}

impl CallFault {
    fn free(fault: ModelFault) -> Self {
        Self {
            is_free: true,
            ..fault.into()
        }
    }
}

impl Client {
    /// A client for the host of the settings.
    ///
    /// # Errors
    /// Where this machine has no certificates to trust.
    pub(super) fn new(settings: &LlmSettings) -> Result<Self, reqwest::Error> {
        let mut http = reqwest::Client::builder();
        if settings.base_url.scheme() == "http" {
            // Whom to trust does not matter where nobody proves who he is, and a
            // machine without certificates can ask its own model.
            http = http.tls_certs_only([]);
        }
        let http = http
            .redirect(Policy::none())
            .no_proxy()
            .connect_timeout(settings.patience.connect)
            .dns_resolver(Arc::new(Resolver))
            .user_agent(concat!("strata/", env!("CARGO_PKG_VERSION")))
            .build()?;
        let key = settings.api_key.as_ref();
        let authorization = key.and_then(|key| {
            let mut value = HeaderValue::try_from(format!("Bearer {}", key.reveal())).ok()?;
            value.set_sensitive(true);
            Some(value)
        });
        let mut address = settings.base_url.clone();
        address.set_path(&format!("{}/chat/completions", settings.base_url.path()));
        Ok(Self {
            http,
            address,
            authorization,
            patience: settings.patience,
        })
    }

    /// Asks with a [request](super::wire::ChatRequest) as JSON, and tells what
    /// comes, up to `[DONE]` or the end.
    pub(super) fn chat(
        &self,
        request: Vec<u8>,
    ) -> impl Stream<Item = Result<ChatEvent, CallFault>> + Send + '_ {
        try_stream! {
            let began = Instant::now();
            let deadline = began + self.patience.call;
            let begins_by = Wait::until(began + self.patience.first_token, deadline);
            // What it takes to send is large, and given back before the answer is read.
            let response = Box::pin(self.send(request, begins_by)).await?;
            let events = chat_events(body(response));
            pin_mut!(events);
            let mut wait = begins_by;
            let mut phase = Phase::Beginning;
            loop {
                let event = match (timeout_at(wait.until, events.next()).await, phase) {
                    (Ok(Some(event)), _) => event.map_err(|cause| CallFault::from(broken(cause)))?,
                    (Ok(None), _) => break,
                    (Err(_), _) if wait.is_deadline => Err(ModelFault::TooSlow)?,
                    (Err(_), Phase::Beginning) => Err(ModelFault::Silent)?,
                    (Err(_), Phase::Going) => Err(ModelFault::Stalled)?,
                    (Err(_), Phase::Over) => break,
                };
                if phase != Phase::Over {
                    phase = Phase::after(&event);
                }
                let patience = match phase {
                    Phase::Over => self.patience.idle.min(BILL_TIME),
                    _ => self.patience.idle,
                };
                wait = Wait::until(Instant::now() + patience, deadline);
                yield event;
            }
        }
    }

    /// Sends the request; the answer is a stream of events that begins now.
    async fn send(&self, request: Vec<u8>, wait: Wait) -> Result<Response, CallFault> {
        let mut post = self
            .http
            .post(self.address.clone())
            .header(ACCEPT, "text/event-stream")
            .header(CONTENT_TYPE, "application/json")
            .body(request);
        if let Some(authorization) = &self.authorization {
            post = post.header(AUTHORIZATION, authorization.clone());
        }
        let response = match timeout_at(wait.until, post.send()).await {
            Ok(sent) => sent.map_err(|cause| unsent(&cause, &self.address))?,
            Err(_) if wait.is_deadline => return Err(ModelFault::TooSlow.into()),
            Err(_) => return Err(ModelFault::NoResponse.into()),
        };
        if response.status() != StatusCode::OK {
            return Err(refusal(response, wait).await);
        }
        check_form(response.headers())?;
        Ok(response)
    }
}

/// How far an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Nothing has come.
    Beginning,
    /// It comes.
    Going,
    /// It is there; the bill may follow.
    Over,
}

impl Phase {
    fn after(event: &ChatEvent) -> Self {
        match event {
            ChatEvent::Finished(_) => Self::Over,
            _ => Self::Going,
        }
    }
}

/// How long to wait for the next thing.
#[derive(Clone, Copy, Debug)]
struct Wait {
    until: Instant,
    /// True where nothing at all may come later.
    is_deadline: bool,
}

impl Wait {
    fn until(patience: Instant, deadline: Instant) -> Self {
        Self {
            until: patience.min(deadline),
            is_deadline: deadline <= patience,
        }
    }
}

/// An event stream as it is, and nothing else.
fn check_form(headers: &HeaderMap) -> Result<(), ModelFault> {
    let codings = headers.get_all(CONTENT_ENCODING);
    let is_plain = |coding: &HeaderValue| coding.as_bytes().eq_ignore_ascii_case(b"identity");
    if !codings.iter().all(is_plain) {
        return Err(ModelFault::EncodedAnswer);
    }
    let stated = headers.get(CONTENT_TYPE).and_then(|it| it.to_str().ok());
    let essence = stated
        .and_then(|it| it.split(';').next())
        .unwrap_or_default();
    match essence.trim().to_ascii_lowercase().as_str() {
        "text/event-stream" => Ok(()),
        "text/html" | "application/xhtml+xml" => Err(ModelFault::HtmlAnswer),
        _ => Err(ModelFault::WrongContentType),
    }
}

/// What a status other than 200 means, with the words of its body.
async fn refusal(response: Response, wait: Wait) -> CallFault {
    let status = response.status();
    let waits = retry_after(response.headers(), Utc::now());
    let until = wait.until.min(Instant::now() + REFUSAL_TIME);
    let words = refusal_words(response, until).await;
    let of_status = |status: StatusCode| status.as_u16();
    let fault = match of_status(status) {
        300..=399 => ModelFault::Redirected,
        401 => ModelFault::KeyRejected,
        402 => ModelFault::AccountSpent,
        403 => ModelFault::AccessDenied,
        404 => ModelFault::ModelNotFound,
        429 if words.is("insufficient_quota") => ModelFault::AccountSpent,
        429 => match waits {
            Some(retry_after) => ModelFault::RateLimited { retry_after },
            None => ModelFault::Busy,
        },
        400 | 413 | 422 if words.mention(TOO_LONG) => ModelFault::ContextExceeded,
        400 | 422 if words.mention(FORM) => ModelFault::SchemaRejected,
        status @ 400..=499 => ModelFault::RequestRejected { status },
        500 => ModelFault::ServerFailed { retry_after: waits },
        status => ModelFault::Unavailable {
            status,
            retry_after: waits,
        },
    };
    tracing::warn!(
        code = fault.code(),
        status = of_status(status),
        words = words.for_log(),
        "the model's host refused a call"
    );
    CallFault {
        words,
        ..CallFault::free(fault)
    }
}

/// How hosts say that a prompt does not fit.
const TOO_LONG: &[&str] = &[
    "context_length_exceeded",
    "context length",
    "context size",
    "context window",
    "maximum context",
    "exceed_context_size",
    "prompt is too long",
    "too many tokens",
];

/// How hosts say that they do not take the form asked for.
const FORM: &[&str] = &[
    "response_format",
    "json_schema",
    "json_object",
    "json schema",
    "json mode",
    "grammar",
    "structured output",
    "output_config",
    "output_format",
];

async fn refusal_words(mut response: Response, until: Instant) -> ErrorWords {
    let mut body = Vec::new();
    while let Ok(Ok(Some(chunk))) = timeout_at(until, response.chunk()).await {
        body.extend_from_slice(&chunk);
        if body.len() > LARGEST_REFUSAL {
            break;
        }
    }
    match serde_json::from_slice(&body) {
        Ok(value) => ErrorWords::of(&value),
        Err(_) => ErrorWords::default(),
    }
}

/// Seconds or a date; a day where it is more.
fn retry_after(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let wait = if is_number {
        // More digits than a number can hold are more than a day.
        text.parse().map_or(Duration::MAX, Duration::from_secs)
    } else {
        let date = DateTime::parse_from_rfc2822(text).ok()?;
        (date.to_utc() - now).to_std().unwrap_or_default()
    };
    Some(wait.min(LONGEST_RETRY_AFTER))
}

/// The bytes of an answer, no more than are any good.
fn body(response: Response) -> impl Stream<Item = Result<impl AsRef<[u8]>, ModelFault>> + Send {
    let mut seen = 0;
    response.bytes_stream().map(move |chunk| {
        let chunk = chunk.map_err(|cause| {
            tracing::warn!(
                kind = io_kind(&cause).map(display),
                "the connection to the model broke"
            );
            ModelFault::ConnectionReset
        })?;
        seen += chunk.len();
        if seen > LARGEST_BODY {
            return Err(ModelFault::AnswerTooLarge);
        }
        Ok(chunk)
    })
}

fn broken(cause: Unreadable<ModelFault>) -> ModelFault {
    match cause {
        Unreadable::Transport(fault) => fault,
        Unreadable::Malformed => ModelFault::MalformedEvent,
        Unreadable::TooLarge => ModelFault::AnswerTooLarge,
    }
}

/// Why no answer began.
fn unsent(cause: &reqwest::Error, address: &Url) -> CallFault {
    let kind = io_kind(cause);
    let is_unknown = causes(cause).any(|cause| cause.is::<HostUnknown>());
    let fault = match kind {
        _ if is_unknown => ModelFault::HostUnknown,
        _ if cause.is_connect() && cause.is_timeout() => ModelFault::ConnectTimeout,
        Some(io::ErrorKind::TimedOut) => ModelFault::ConnectTimeout,
        Some(
            io::ErrorKind::ConnectionRefused
            | io::ErrorKind::HostUnreachable
            | io::ErrorKind::NetworkUnreachable
            | io::ErrorKind::AddrNotAvailable,
        ) => ModelFault::ConnectionRefused,
        _ if cause.is_connect() && address.scheme() == "https" => ModelFault::TlsFailed,
        _ => ModelFault::ConnectionReset,
    };
    tracing::warn!(
        code = fault.code(),
        kind = kind.map(display),
        host = address.host_str(),
        port = address.port_or_known_default(),
        "the model's host cannot be reached"
    );
    CallFault {
        is_free: cause.is_connect(),
        ..fault.into()
    }
}

fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    let mut next = error.source();
    std::iter::from_fn(move || {
        let cause = next?;
        next = cause.source();
        Some(cause)
    })
}

fn io_kind(error: &reqwest::Error) -> Option<io::ErrorKind> {
    let io = causes(error).filter_map(|cause| cause.downcast_ref::<io::Error>());
    io.map(io::Error::kind).last()
}

/// The name service of the machine, with an error that can be told from others.
#[derive(Clone, Copy, Debug)]
struct Resolver;

/// A name without an address.
#[derive(Debug, thiserror::Error)]
#[error("the name has no address")]
struct HostUnknown(#[source] io::Error);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await;
            let addresses: Vec<SocketAddr> = found.map_err(HostUnknown)?.collect();
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_read_as_seconds_or_as_a_date() {
        let now = DateTime::parse_from_rfc3339("2026-06-01T12:00:00Z")
            .unwrap()
            .to_utc();
        for (text, seconds) in [
            ("7", Some(7)),
            (" 0 ", Some(0)),
            ("Mon, 01 Jun 2026 12:00:09 GMT", Some(9)),
            ("Mon, 01 Jun 2026 11:00:00 GMT", Some(0)),
            ("soon", None),
            ("", None),
            ("-3", None),
            ("86401", Some(86_400)),
            ("18446744073709551615", Some(86_400)),
            ("99999999999999999999999999", Some(86_400)),
            ("Mon, 01 Jun 2099 12:00:00 GMT", Some(86_400)),
        ] {
            let headers = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_static(text))]);
            assert_eq!(
                retry_after(&headers, now),
                seconds.map(Duration::from_secs),
                "{text}"
            );
        }
    }
}
