//! Everything that can go wrong with a model, each with a word of its own.
//!
//! A coach reads the sentence, a program the [`code`](ModelFault::code); an
//! operator finds the cause in the log. None of them holds a secret, a prompt,
//! or what the model said.
//!
//! Three things are known of each fault, in one table ([`ModelFault::facts`]):
//! its code, the status of an answer that has not begun, and whether the same
//! request may succeed later. Whether a *call* is repeated is not said here:
//! that is the asking writer's business, and a fault is what
//! is left when it has given up.

use std::time::Duration;

use actix_web::http::StatusCode;

/// What went wrong with a model, or on the way to it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ModelFault {
    // -- before anybody is asked --
    /// The organization's tokens of the day are spent.
    #[error("the organization's model budget of today is spent")]
    BudgetSpent {
        /// Until there are new ones.
        retry_after: Duration,
    },
    /// Too many calls failed lately; none is made for a while.
    #[error("the model failed too often just now; it is asked again in {} s", .retry_after.as_secs().max(1))]
    CircuitOpen {
        /// Until the next call.
        retry_after: Duration,
    },

    // -- on the way --
    /// The host's name has no address.
    #[error("the model's host is not known to the name service")]
    HostUnknown,
    /// Nobody listens, or the network does not lead there.
    #[error("the model's host refuses connections")]
    ConnectionRefused,
    /// No secure connection came about.
    #[error("no secure connection to the model's host came about")]
    TlsFailed,
    /// The host did not answer the attempt to connect.
    #[error("the model's host did not accept the connection in time")]
    ConnectTimeout,
    /// The request went out and not even a status came back.
    #[error("the model's host did not answer in time")]
    NoResponse,
    /// The connection broke.
    #[error("the connection to the model broke")]
    ConnectionReset,

    // -- refused with a status --
    /// 401.
    #[error("the model's host does not accept the configured key")]
    KeyRejected,
    /// 403.
    #[error("the configured key may not use the model")]
    AccessDenied,
    /// 404.
    #[error("the model's host does not have the configured model")]
    ModelNotFound,
    /// 429 that says when to come back.
    #[error("the model's host takes no more requests for now")]
    RateLimited {
        /// Until it does.
        retry_after: Duration,
    },
    /// 429 that does not.
    #[error("the model's host takes no more requests and does not say until when")]
    Busy,
    /// 402, or 429 because the operator's account is empty.
    #[error("the operator's account with the model's host is used up")]
    AccountSpent,
    /// 400 because of the form the answer was to have.
    #[error("the model's host cannot hold the answer to the form asked for")]
    SchemaRejected,
    /// 400 because the prompt is too long.
    #[error("the request is longer than the model can read")]
    ContextExceeded,
    /// 4xx for any other reason.
    #[error("the model's host refuses the request with status {status}")]
    RequestRejected {
        /// What it said.
        status: u16,
    },
    /// 500.
    #[error("the model's host failed")]
    ServerFailed {
        /// When it says that it will be well again, if it does.
        retry_after: Option<Duration>,
    },
    /// 502, 503, 504, 529 and other 5xx.
    #[error("the model's host is not available (status {status})")]
    Unavailable {
        /// What it said.
        status: u16,
        /// When it says that it will be, if it does.
        retry_after: Option<Duration>,
    },
    /// 3xx; nobody is sent to where the operator did not point.
    #[error("the model's host sends requests elsewhere, which is not followed")]
    Redirected,

    // -- an answer that is none --
    /// 200 with a web page.
    #[error("the model's host answered with a web page")]
    HtmlAnswer,
    /// 200 with something else that is no stream of events.
    #[error("the model's host answered with something that is no stream of events")]
    WrongContentType,
    /// 200 in a content coding nobody asked for.
    #[error("the model's host answered in a coding that was not asked for")]
    EncodedAnswer,
    /// An event that is no chunk of a chat.
    #[error("the model's host sent an event that cannot be read")]
    MalformedEvent,
    /// An error inside a 200, before anything else.
    #[error("the model's host reported an error instead of an answer")]
    ErrorReported,
    /// An error inside a 200, after some of the answer.
    #[error("the model's host reported an error in the middle of the answer")]
    BrokeOff,

    // -- an answer that does not come to its end --
    /// The stream ended without a reason to.
    #[error("the model's answer was cut off")]
    CutOff,
    /// No token came.
    #[error("the model did not begin to answer in time")]
    Silent,
    /// Tokens came, then none.
    #[error("the model stopped in the middle of the answer")]
    Stalled,
    /// It went on longer than everything may take.
    #[error("the model took longer than the whole may take")]
    TooSlow,
    /// The room for one week is too small.
    #[error("the answer does not fit into what the model may write at once")]
    OutOfRoom,
    /// More bytes than an answer can have.
    #[error("the model's answer is too large")]
    AnswerTooLarge,
    /// Nothing but white space.
    #[error("the model wrote white space without an end")]
    EndlessWhitespace,

    // -- an answer that is not what was asked for --
    /// The host's filter stopped it.
    #[error("the model's content filter stopped the answer")]
    ContentFiltered,
    /// The model does not want to.
    #[error("the model declined to answer")]
    Declined,
    /// Empty, or nothing but reasoning.
    #[error("the model answered nothing")]
    EmptyAnswer,
    /// It calls tools it does not have.
    #[error("the model called a tool, and has none")]
    ToolCalled,
    /// Several answers side by side.
    #[error("the model gave several answers at once")]
    SeveralAnswers,
    /// No JSON at all.
    #[error("the model's answer is not JSON")]
    NotJson,
    /// JSON that is broken, names a member twice, or holds numbers that are none.
    #[error("the model's answer is broken JSON")]
    MalformedJson,
    /// JSON of another form.
    #[error("the model's answer does not have the form asked for")]
    SchemaMismatch,
    /// Weeks nobody asked for, twice, out of order, or too few.
    #[error("the model's answer has other weeks than those asked for")]
    WrongWeeks,
    /// Not the seven days of the week, or training outside of it.
    #[error("week {week} of the model's answer does not have its seven days")]
    WrongDays {
        /// Which week.
        week: u8,
    },
    /// A workout of a library that the organization does not have.
    #[error("week {week} of the model's answer names a library workout that was not offered")]
    UnknownLibraryWorkout {
        /// Which week.
        week: u8,
    },
    /// Lines that are not in the draft language.
    #[error("week {week} of the model's answer has lines that cannot be read")]
    UnreadableLines {
        /// Which week.
        week: u8,
    },
    /// Other lines than those asked about.
    #[error("the model's answer for week {week} is about other lines than those asked about")]
    WrongLines {
        /// Which week.
        week: u8,
    },
    /// Days, minutes, race or volume are not what they have to be.
    #[error("week {week} of the model's answer breaks what has to hold")]
    ConstraintsBroken {
        /// Which week.
        week: u8,
    },
}

/// What is known of a fault.
struct Facts {
    code: &'static str,
    status: StatusCode,
    retryable: bool,
}

impl ModelFault {
    /// The word for programs.
    pub(crate) fn code(&self) -> &'static str {
        self.facts().code
    }

    /// True where the same request may succeed later.
    pub(crate) fn is_retryable(&self) -> bool {
        self.facts().retryable
    }

    /// The status of an answer that has not begun.
    pub(crate) fn status(&self) -> StatusCode {
        self.facts().status
    }

    /// How long to wait before the same request may succeed, where that is known.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::BudgetSpent { retry_after }
            | Self::CircuitOpen { retry_after }
            | Self::RateLimited { retry_after } => Some(*retry_after),
            Self::ServerFailed { retry_after } | Self::Unavailable { retry_after, .. } => {
                *retry_after
            }
            _ => None,
        }
    }

    /// True where the planner may stand in, if the request says so.
    ///
    /// It may for every fault there is: each says that the model is not to be
    /// had, or not to be trusted, and none that the coach asked for something
    /// wrong. What the planner cannot do either it refuses in its own words.
    pub(crate) fn allows_fallback(&self) -> bool {
        true
    }

    fn facts(&self) -> Facts {
        const BUSY: StatusCode = StatusCode::TOO_MANY_REQUESTS;
        const AWAY: StatusCode = StatusCode::SERVICE_UNAVAILABLE;
        const WRONG: StatusCode = StatusCode::BAD_GATEWAY;
        const LATE: StatusCode = StatusCode::GATEWAY_TIMEOUT;
        let (code, status, retryable) = match self {
            Self::BudgetSpent { .. } => ("model_budget_spent", BUSY, true),
            Self::CircuitOpen { .. } => ("model_circuit_open", AWAY, true),
            Self::HostUnknown => ("model_host_unknown", AWAY, true),
            Self::ConnectionRefused => ("model_connection_refused", AWAY, true),
            Self::TlsFailed => ("model_tls_failed", AWAY, false),
            Self::ConnectTimeout => ("model_connect_timeout", LATE, true),
            Self::NoResponse => ("model_no_response", LATE, true),
            Self::ConnectionReset => ("model_connection_reset", WRONG, true),
            Self::KeyRejected => ("model_key_rejected", AWAY, false),
            Self::AccessDenied => ("model_access_denied", AWAY, false),
            Self::ModelNotFound => ("model_not_found", AWAY, false),
            Self::RateLimited { .. } => ("model_rate_limited", AWAY, true),
            Self::Busy => ("model_busy", AWAY, true),
            Self::AccountSpent => ("model_account_spent", AWAY, false),
            Self::SchemaRejected => ("model_schema_rejected", WRONG, false),
            Self::ContextExceeded => ("model_context_exceeded", WRONG, false),
            Self::RequestRejected { .. } => ("model_request_rejected", WRONG, false),
            Self::ServerFailed { .. } => ("model_server_failed", WRONG, true),
            Self::Unavailable { .. } => ("model_unavailable", AWAY, true),
            Self::Redirected => ("model_redirected", WRONG, false),
            Self::HtmlAnswer => ("model_html_answer", WRONG, false),
            Self::WrongContentType => ("model_wrong_content_type", WRONG, false),
            Self::EncodedAnswer => ("model_encoded_answer", WRONG, false),
            Self::MalformedEvent => ("model_malformed_event", WRONG, true),
            Self::ErrorReported => ("model_error_reported", WRONG, true),
            Self::BrokeOff => ("model_broke_off", WRONG, true),
            Self::CutOff => ("model_cut_off", WRONG, true),
            Self::Silent => ("model_silent", LATE, true),
            Self::Stalled => ("model_stalled", LATE, true),
            Self::TooSlow => ("model_too_slow", LATE, true),
            Self::OutOfRoom => ("model_out_of_room", WRONG, false),
            Self::AnswerTooLarge => ("model_answer_too_large", WRONG, true),
            Self::EndlessWhitespace => ("model_endless_whitespace", WRONG, true),
            Self::ContentFiltered => ("model_content_filtered", WRONG, false),
            Self::Declined => ("model_declined", WRONG, false),
            Self::EmptyAnswer => ("model_empty_answer", WRONG, true),
            Self::ToolCalled => ("model_tool_called", WRONG, true),
            Self::SeveralAnswers => ("model_several_answers", WRONG, true),
            Self::NotJson => ("model_not_json", WRONG, true),
            Self::MalformedJson => ("model_malformed_json", WRONG, true),
            Self::SchemaMismatch => ("model_schema_mismatch", WRONG, true),
            Self::WrongWeeks => ("model_wrong_weeks", WRONG, true),
            Self::WrongDays { .. } => ("model_wrong_days", WRONG, true),
            Self::UnknownLibraryWorkout { .. } => ("model_unknown_library_workout", WRONG, true),
            Self::UnreadableLines { .. } => ("model_unreadable_lines", WRONG, true),
            Self::WrongLines { .. } => ("model_wrong_lines", WRONG, true),
            Self::ConstraintsBroken { .. } => ("model_constraints_broken", WRONG, true),
        };
        Facts {
            code,
            status,
            retryable,
        }
    }
}
