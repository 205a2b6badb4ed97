//! What a run tells, and how the database keeps it.

use std::borrow::Cow;
use std::sync::Arc;

use plan_store::runs::{Run, RunOutcome, RunState};
use serde::{Deserialize, Serialize};

use super::failure::Failure;
use crate::conversion::ConvertedWeek;
use crate::ops::OpError;
use crate::outcome::Outcome;
use crate::writers::Progress;

/// One thing a run tells; numbered in its [`Log`](super::log::Log).
#[derive(Clone, Debug)]
pub(crate) enum Event {
    /// How far it is; never less than before.
    Progress(Progress),
    /// A week of a plan, complete and valid.
    Week(Arc<ConvertedWeek>),
    /// It ended with a result.
    Result(Arc<Outcome>),
    /// It ended without one.
    Error(Arc<Failure>),
    /// Nothing comes after.
    Done,
}

/// An event as the database keeps it. What came out is in the run's own row,
/// once, and not here again.
#[derive(Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Kept<'a> {
    Progress(Cow<'a, Progress>),
    Week(Cow<'a, ConvertedWeek>),
    Result,
    Error,
    Done,
}

impl Event {
    /// How the run ended, where this tells it.
    pub(super) fn ending(&self) -> Option<Ending> {
        match self {
            Self::Result(outcome) => Some(Ending::Succeeded(Arc::clone(outcome))),
            Self::Error(failure) => Some(Ending::Failed(Arc::clone(failure))),
            Self::Progress(_) | Self::Week(_) | Self::Done => None,
        }
    }

    /// As the database keeps it.
    pub(super) fn to_document(&self) -> Result<String, OpError> {
        let kept = match self {
            Self::Progress(progress) => Kept::Progress(Cow::Borrowed(progress)),
            Self::Week(week) => Kept::Week(Cow::Borrowed(week)),
            Self::Result(_) => Kept::Result,
            Self::Error(_) => Kept::Error,
            Self::Done => Kept::Done,
        };
        serde_json::to_string(&kept).map_err(|cause| OpError::Broken(cause.to_string()))
    }

    /// As the database kept it; `ending` is what the run's row says.
    pub(super) fn from_document(document: &str, ending: Option<&Ending>) -> Result<Self, OpError> {
        let broken = |cause: &dyn std::fmt::Display| {
            OpError::Broken(format!("a run's event cannot be read: {cause}"))
        };
        let kept = serde_json::from_str(document).map_err(|cause| broken(&cause))?;
        Ok(match (kept, ending) {
            (Kept::Progress(progress), _) => Self::Progress(progress.into_owned()),
            (Kept::Week(week), _) => Self::Week(Arc::new(week.into_owned())),
            (Kept::Done, _) => Self::Done,
            (Kept::Result | Kept::Error, Some(ending)) => ending.event(),
            (Kept::Result | Kept::Error, None) => {
                return Err(broken(&"its run has not ended"));
            }
        })
    }
}

/// How a run ended.
#[derive(Clone, Debug)]
pub(crate) enum Ending {
    /// With this.
    Succeeded(Arc<Outcome>),
    /// Without anything, and why.
    Failed(Arc<Failure>),
    /// Without anything, because somebody wanted it to.
    Cancelled(Arc<Failure>),
}

impl Ending {
    /// What the row of a run says; `None` while it goes on.
    pub(crate) fn of(run: &Run) -> Result<Option<Self>, OpError> {
        let document = run.result.as_deref().unwrap_or_default();
        Ok(match run.state {
            RunState::Running => None,
            RunState::Succeeded => {
                Some(Self::Succeeded(Arc::new(Outcome::from_document(document)?)))
            }
            RunState::Failed => Some(Self::Failed(Arc::new(Failure::from_document(document)?))),
            RunState::Cancelled => {
                Some(Self::Cancelled(Arc::new(Failure::from_document(document)?)))
            }
        })
    }

    /// The event that tells it.
    pub(super) fn event(&self) -> Event {
        match self {
            Self::Succeeded(outcome) => Event::Result(Arc::clone(outcome)),
            Self::Failed(failure) | Self::Cancelled(failure) => Event::Error(Arc::clone(failure)),
        }
    }

    /// As the run's row keeps it.
    pub(super) fn to_document(&self) -> Result<String, OpError> {
        match self {
            Self::Succeeded(outcome) => outcome.to_document(),
            Self::Failed(failure) | Self::Cancelled(failure) => failure.to_document(),
        }
    }

    /// How the store calls it.
    pub(super) fn outcome(&self) -> RunOutcome {
        match self {
            Self::Succeeded(_) => RunOutcome::Succeeded,
            Self::Failed(_) => RunOutcome::Failed,
            Self::Cancelled(_) => RunOutcome::Cancelled,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_kept_under_the_word_its_readers_know_and_without_what_came_out() {
        let failure = Arc::new(Failure::of(OpError::RunCancelled, "r"));
        let progress = Progress {
            percent: 40,
            message: "week 3 of 8".into(),
        };
        let ending = Ending::Cancelled(Arc::clone(&failure));
        for (event, document) in [
            (
                Event::Progress(progress),
                r#"{"type":"progress","percent":40,"message":"week 3 of 8"}"#,
            ),
            (Event::Error(failure), r#"{"type":"error"}"#),
            (Event::Done, r#"{"type":"done"}"#),
        ] {
            assert_eq!(event.to_document().unwrap(), document);
            let again = Event::from_document(document, Some(&ending)).unwrap();
            assert_eq!(format!("{again:?}"), format!("{event:?}"));
        }
        assert!(Event::from_document(r#"{"type":"result"}"#, None).is_err());
    }
}
