//! A run as a stream of server-sent events: how each event looks, and how they
//! go out.
//!
//! Events are JSON under `data:` with a `type`, and without an `event:` name, so
//! that a plain `onmessage` sees them all. Each but a delta has the id
//! `<run>-<number>`, from which `Last-Event-ID` goes on.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use async_stream::stream;
use futures_util::{Stream, StreamExt};
use plan_store::RunId;
use serde::Serialize;
use serde_json::Value;
use tokio::time::{Instant, MissedTickBehavior, interval_at};
use utoipa::ToSchema;
use web_base::problem::{Fault, Problem};
use web_base::query::Members;

use super::answer::{GeneratedWeekBody, RunResultBody};
use super::parse_draft::UnreadableBody;
use crate::figures::{Figures, OpenStream};
use crate::ops::OpError;
use crate::runs::engine::Named;
use crate::runs::event::Event;
use crate::runs::failure::Failure;
use crate::runs::log::{Heard, Log};

const X_ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");
/// How often a silent stream says that it is alive; also how soon a reader who
/// is gone is noticed, because only a write finds out.
const KEEP_ALIVE: Duration = Duration::from_secs(3);
/// The first bytes, before anything happened. A comment is one line without a
/// blank one behind it: `@microsoft/fetch-event-source` takes every blank line for
/// the end of an event and hands its page an empty one, which is no JSON.
const OPENING: &[u8] = b": ok\n";
const ALIVE: &[u8] = b": alive\n";
/// The most bytes handed to a connection at once: what is shared by all readers
/// is copied into each one's buffer piece by piece.
const PIECE: usize = 16 * 1024;

/// What a reader wants to see of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct View {
    /// Each week as it is complete, and not only the whole at the end.
    pub(crate) weeks: bool,
    /// The text as it comes.
    pub(crate) deltas: bool,
}

impl View {
    /// As the query says; weeks are the address's to show.
    ///
    /// # Errors
    /// 422 for anything else in the query.
    pub(crate) fn of(request: &HttpRequest, weeks: bool) -> Result<Self, Problem> {
        let query = Members::of(request, &["deltas"])?;
        let deltas = match query.get("deltas") {
            None | Some("false") => false,
            Some("true") => true,
            Some(_) => {
                let fault = Fault::at("deltas", "expected true or false");
                return Err(Problem::unprocessable(vec![fault]));
            }
        };
        Ok(Self { weeks, deltas })
    }
}

/// One event of a stream.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum EventBody<'a> {
    /// How far it is.
    Progress {
        /// What it is doing, in a word.
        #[schema(example = "thinking")]
        status: &'static str,
        /// What it is doing, for people.
        message: &'a str,
        /// Of the whole, in percent; it never falls.
        #[schema(minimum = 0, maximum = 100)]
        progress: u8,
    },
    /// Text of a draft as it comes, with `?deltas=true`; without an id, and not repeated.
    Delta {
        /// The next piece.
        text: &'a str,
    },
    /// A week of a plan, complete and valid; in order, each once.
    Week {
        /// Which week, from 1.
        week: u8,
        /// How many there will be.
        total_weeks: u8,
        /// The week.
        data: GeneratedWeekBody,
    },
    /// What came out; nothing but `done` comes after.
    Result {
        /// As the form without a stream answers it.
        #[schema(inline)]
        data: Box<RunResultBody>,
    },
    /// Why nothing came out; nothing but `done` comes after.
    Error(ErrorBody<'a>),
    /// The end of the stream. One that ends without it is broken: ask again.
    Done,
}

/// Why nothing came out.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErrorBody<'a> {
    /// For people.
    error: &'a str,
    /// For programs: the `code` of the problem it would have been.
    #[schema(example = "deadline_exceeded")]
    code: &'a str,
    /// True where the same request may succeed later.
    retryable: bool,
    /// Not before so many seconds have passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    retry_after_seconds: Option<u64>,
    /// The id to quote when asking for help.
    #[serde(skip_serializing_if = "str::is_empty")]
    #[schema(required = false)]
    request_id: &'a str,
    /// Each fault of the request.
    #[serde(skip_serializing_if = "<[Fault]>::is_empty")]
    #[schema(required = false)]
    errors: &'a [Fault],
    /// Members the code has of its own.
    #[serde(flatten)]
    #[schema(value_type = ErrorExtensionsBody)]
    extensions: &'a BTreeMap<String, Value>,
}

/// Members some codes have of their own.
#[derive(Serialize, ToSchema)]
struct ErrorExtensionsBody {
    /// `draft_unreadable`: every line of the draft that cannot be read.
    #[schema(required = false)]
    lines: Vec<UnreadableBody>,
}

impl<'a> From<&'a Failure> for ErrorBody<'a> {
    fn from(failure: &'a Failure) -> Self {
        let Failure {
            status: _,
            code,
            error,
            retryable,
            retry_after,
            request_id,
            errors,
            extensions,
        } = failure;
        Self {
            error,
            code,
            retryable: *retryable,
            retry_after_seconds: *retry_after,
            request_id,
            errors,
            extensions,
        }
    }
}

impl<'a> EventBody<'a> {
    fn new(run: RunId, event: &'a Event) -> Result<Self, Problem> {
        Ok(match event {
            Event::Progress(progress) => Self::Progress {
                status: "thinking",
                message: &progress.message,
                progress: progress.percent,
            },
            Event::Week(told) => Self::Week {
                week: told.week.number,
                total_weeks: told.total_weeks,
                data: GeneratedWeekBody::new(told),
            },
            Event::Result(outcome) => {
                let data = RunResultBody::new(run, outcome.as_ref().clone())?;
                Self::Result {
                    data: Box::new(data),
                }
            }
            Event::Error(failure) => Self::Error(failure.as_ref().into()),
            Event::Done => Self::Done,
        })
    }

    fn line(&self) -> Vec<u8> {
        let mut line = b"data: ".to_vec();
        // Text, numbers and words under names: this is always JSON, on one line.
        let _ = serde_json::to_writer(&mut line, self);
        line.push(b'\n');
        line
    }
}

/// An event with its id, which comes last: `@microsoft/fetch-event-source` counts
/// an event as heard from its `id:` line on, and would leave it out after a
/// connection that broke between that line and the data.
fn frame(run: RunId, sequence: u64, event: &Event) -> Bytes {
    let mut frame = match EventBody::new(run, event) {
        Ok(body) => body.line(),
        Err(problem) => {
            let broken = OpError::Broken(problem.to_string());
            EventBody::Error((&Failure::of(broken, "")).into()).line()
        }
    };
    frame.extend_from_slice(format!("id: {run}-{sequence}\n\n").as_bytes());
    // As long as it is, for it is held as long as the event.
    frame.into_boxed_slice().into()
}

/// The number of the last event a client has heard; 0 for none, and where its
/// headers are wrong, which is then refused.
pub(crate) fn place(named: &Result<Named, OpError>) -> u64 {
    let heard = named.as_ref().ok().and_then(|named| named.heard);
    heard.map_or(0, |event| event.sequence)
}

/// Everything of a run behind number `after`, as it comes.
pub(crate) fn response(figures: &Figures, log: Arc<Log>, after: u64, view: View) -> HttpResponse {
    head().streaming(body(figures.stream(), log, after, view))
}

/// The same without a body: the answer to HEAD.
pub(crate) fn headers_only() -> HttpResponse {
    head().finish()
}

fn head() -> HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response
        .insert_header((CONTENT_TYPE, "text/event-stream"))
        .insert_header((CACHE_CONTROL, "no-store, no-transform"))
        // For nginx, which would otherwise collect what should go out at once.
        .insert_header((X_ACCEL_BUFFERING, "no"));
    response
}

fn body(
    open: OpenStream,
    log: Arc<Log>,
    after: u64,
    view: View,
) -> impl Stream<Item = Result<Bytes, Infallible>> {
    let run = log.run();
    stream! {
        let _until_dropped = open;
        yield Ok(Bytes::from_static(OPENING));
        let mut heard = pin!(log.follow(after, view.deltas));
        let mut alive = interval_at(Instant::now() + KEEP_ALIVE, KEEP_ALIVE);
        // To a slow reader nothing is made up for.
        alive.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let next = tokio::select! {
                biased;
                next = heard.next() => next,
                _ = alive.tick() => {
                    yield Ok(Bytes::from_static(ALIVE));
                    continue;
                }
            };
            let mut bytes = match next {
                None => return,
                Some(Heard::Text(text)) => {
                    let mut frame = EventBody::Delta { text: &text }.line();
                    frame.push(b'\n');
                    Bytes::from(frame)
                }
                Some(Heard::Entry(entry)) if entry.is_week && !view.weeks => continue,
                Some(Heard::Entry(entry)) => {
                    entry.wire(|sequence, event| frame(run, sequence, event))
                }
            };
            while !bytes.is_empty() {
                yield Ok(bytes.split_to(bytes.len().min(PIECE)));
            }
        }
    }
}
