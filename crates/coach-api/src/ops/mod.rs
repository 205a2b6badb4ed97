//! What the service does, one file a verb: authorize, load, one call into the
//! core, save. No rule of training in here, no request and no response: of HTTP
//! an op's error names the member or the header that is at fault.
//!
//! Who may do it is asked first, the request's own faults come last: a stranger
//! learns nothing from them. So an op gets its input as it was read, faults and
//! all ([`Asked`]), and looks at it only once it knows who asks.

pub(crate) mod access;
pub(crate) mod cancel_run;
pub(crate) mod change_plan;
pub(crate) mod create_plan;
pub(crate) mod delete_plan;
pub(crate) mod follow_run;
pub(crate) mod generate_draft;
pub(crate) mod generate_plan;
pub(crate) mod import_library;
pub(crate) mod library;
pub(crate) mod list_plans;
pub(crate) mod parse_draft;
pub(crate) mod plan_access;
pub(crate) mod publish_plan;
pub(crate) mod read_plan;
pub(crate) mod read_run;
pub(crate) mod training_principle;
pub(crate) mod update_plan;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use plan_core::draft::Unreadable;
use plan_core::error::Error as Refusal;
use plan_core::planner::PlanBrief;
use plan_store::members::Role;
use plan_store::organizations::Feature;
use plan_store::tokens::{Scope, TokenIdentity};
use plan_store::{Conflict, OrgId, StoreError};
use web_base::problem::Fault;

use crate::runs::failure::Failure;
use crate::writers::WriterError;
use crate::writers::fault::ModelFault;

/// Who asks, and when.
#[derive(Clone, Debug)]
pub(crate) struct Actor {
    /// Whom the token stands for.
    pub(crate) identity: TokenIdentity,
    /// The request, for the audit log.
    pub(crate) request_id: String,
    /// The moment of the request.
    pub(crate) now: DateTime<Utc>,
}

/// What was asked, or everything wrong with it.
pub(crate) type Asked<T> = Result<T, Vec<Fault>>;

/// What was asked of one organization.
///
/// The organization is read leniently, before anything else is judged: `None`
/// where the body does not name one, which is then one of its faults.
#[derive(Clone, Debug)]
pub(crate) struct AskedOf<T> {
    pub(crate) org: Option<OrgId>,
    pub(crate) body: Asked<T>,
}

/// The version of a plan or a library workout that a write says it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    /// It says nothing, which is refused.
    Unsaid,
    /// Whichever there is.
    Any,
    /// One of these.
    OneOf(Vec<u64>),
    /// A version without the quotes of an entity tag, which matches nothing.
    Unquoted(u64),
}

/// Why an op did nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpError {
    /// The person is not in that organization, or it does not exist.
    #[error("this organization is not yours")]
    NotYourOrganization,
    /// It takes more than the person's role.
    #[error("this takes the role {0}")]
    RoleRequired(Role),
    /// The token was made for less.
    #[error("this takes a token with the scope {0}")]
    ScopeRequired(Scope),
    /// The organization may not use it.
    #[error("the organization does not have the feature {0}")]
    FeatureDisabled(Feature),
    /// The body is wrong.
    #[error("{} faults in the body", .0.len())]
    Invalid(Vec<Fault>),
    /// The query is wrong.
    #[error("{} faults in the query", .0.len())]
    InvalidQuery(Vec<Fault>),
    /// The library has workouts of these names already.
    #[error("{} of the names are in the library already", .0.len())]
    NamesTaken(Vec<Fault>),
    /// Lines of the draft cannot be read; with the body's other faults.
    #[error("{} of the draft cannot be read", if .lines.len() == 1 { "a line".to_owned() } else { format!("{} lines", .lines.len()) })]
    DraftUnreadable {
        lines: Vec<Unreadable>,
        faults: Vec<Fault>,
    },
    /// A write has to say which version it is about.
    #[error("say which version you change")]
    VersionUnsaid,
    /// It was said, but not as an entity tag.
    #[error("If-Match is {0} without its quotes; send \"{0}\"")]
    VersionUnquoted(u64),
    /// Somebody else was faster.
    #[error("it is at version {0}")]
    Stale(u64),
    /// Members of the body, each fine by itself, cannot all hold.
    #[error("{error}")]
    Contradiction {
        error: Refusal,
        /// What was given of what contradicts, as paths into the body.
        members: Vec<&'static str>,
    },
    /// The domain refuses it.
    #[error(transparent)]
    Core(#[from] plan_core::error::Error),
    /// The model, or the way to it, failed.
    #[error(transparent)]
    Model(ModelFault),
    /// A header says something else than it can.
    #[error("{name} {detail}")]
    Header { name: &'static str, detail: String },
    /// Somebody wanted the run to end.
    #[error("the run was cancelled")]
    RunCancelled,
    /// The run took longer than a run may.
    #[error("the run did not end in time")]
    DeadlineExceeded,
    /// The process is about to stop.
    #[error("this process is stopping; ask again with the same Idempotency-Key")]
    ShuttingDown,
    /// The run ended without a result.
    #[error("{}", .0.error)]
    Ended(Arc<Failure>),
    /// Storage refuses it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It cannot happen, and did.
    #[error("{0}")]
    Broken(String),
}

/// Does what takes the processor's time off the async workers.
pub(crate) async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, OpError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|cause| OpError::Broken(cause.to_string()))
}

impl From<Vec<Fault>> for OpError {
    fn from(faults: Vec<Fault>) -> Self {
        Self::Invalid(faults)
    }
}

impl From<WriterError> for OpError {
    fn from(error: WriterError) -> Self {
        match error {
            WriterError::Refused(error) => Self::Core(error),
            WriterError::Model(fault) => Self::Model(fault),
            WriterError::Store(error) => Self::Store(error),
            WriterError::Broken(cause) => Self::Broken(cause),
        }
    }
}

impl OpError {
    /// A refusal of what these members say together, if it is one; otherwise as it was.
    ///
    /// `dates` and `constraints` are the members that could contradict, each
    /// with whether it was given; where none was, `text` is to blame.
    pub(crate) fn about(
        self,
        dates: &[(&'static str, bool)],
        constraints: &[(&'static str, bool)],
        text: &'static str,
    ) -> Self {
        let (error, members) = match self {
            Self::Core(error @ Refusal::DatesContradict(_)) => (error, dates),
            Self::Core(error @ Refusal::ConstraintsContradict(_)) => (error, constraints),
            other => return other,
        };
        let given = members.iter().filter(|(_, is_given)| *is_given);
        let mut members = given.map(|(member, _)| *member).collect::<Vec<_>>();
        if members.is_empty() {
            members.push(text);
        }
        Self::Contradiction { error, members }
    }

    /// As [`about`](Self::about), of what the members of a brief say together.
    pub(crate) fn about_brief(self, plan: &PlanBrief) -> Self {
        let race_date = plan.race.as_ref().and_then(|race| race.date);
        self.about(
            &[
                ("start_date", plan.start.is_some()),
                ("race/date", race_date.is_some()),
            ],
            &[
                ("days_per_week", plan.days_per_week.is_some()),
                ("long_run_day", plan.long_run_day.is_some()),
                ("unavailable_days", !plan.unavailable_days.is_empty()),
                ("max_minutes", plan.max_minutes.iter().any(Option::is_some)),
            ],
            "weeks",
        )
    }

    /// True where the same request may succeed later.
    pub(crate) fn is_retryable(&self) -> bool {
        match self {
            Self::Model(fault) => fault.is_retryable(),
            Self::Store(StoreError::Conflict(Conflict::TooManyRuns(_)))
            | Self::DeadlineExceeded
            | Self::ShuttingDown => true,
            Self::Store(error) => error.is_transient(),
            Self::Ended(failure) => failure.retryable,
            _ => false,
        }
    }

    /// How many seconds to wait before that, where it is known.
    pub(crate) fn retry_after(&self) -> Option<u64> {
        match self {
            Self::Model(fault) => fault.retry_after().map(|wait| {
                // Rounded up, so that the next request does pass.
                wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
            }),
            // Nobody knows when a run ends; most end within seconds.
            Self::Store(StoreError::Conflict(Conflict::TooManyRuns(_))) => Some(5),
            Self::ShuttingDown => Some(1),
            Self::Ended(failure) => failure.retry_after,
            _ => None,
        }
    }

    /// A fault at one member of the body.
    pub(crate) fn fault(member: &str, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![Fault::at(member, detail)])
    }
}
