//! Why a run has nothing to show: the problem it would have been, kept.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use web_base::problem::{Fault, Problem};

use crate::ops::OpError;

/// A problem that outlives its request. A form that waited answers with it as
/// an HTTP problem, a stream as its error event, and both say the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Failure {
    /// The HTTP status it would have had.
    pub(crate) status: u16,
    /// The word for programs.
    pub(crate) code: String,
    /// The sentence for people.
    pub(crate) error: String,
    /// True where the same request may succeed later.
    pub(crate) retryable: bool,
    /// Not before so many seconds have passed.
    pub(crate) retry_after: Option<u64>,
    /// The request that began the run.
    pub(crate) request_id: String,
    /// Each fault of the request.
    pub(crate) errors: Vec<Fault>,
    /// Members the code has of its own.
    pub(crate) extensions: BTreeMap<String, Value>,
}

impl Failure {
    /// Of an error, in a run that this request began.
    pub(crate) fn of(error: OpError, request_id: &str) -> Self {
        let retryable = error.is_retryable();
        let retry_after = error.retry_after();
        let sentence = error.to_string();
        let problem = Problem::from(error);
        let body = problem.body();
        let extensions = body.extensions.iter();
        Self {
            status: body.status,
            code: body.code.to_string(),
            error: body.detail.clone().unwrap_or(sentence),
            retryable,
            retry_after,
            request_id: request_id.to_owned(),
            errors: body.errors.clone(),
            extensions: extensions
                .map(|(name, value)| (name.to_string(), value.clone()))
                .collect(),
        }
    }

    /// As a run keeps it.
    pub(super) fn to_document(&self) -> Result<String, OpError> {
        serde_json::to_string(self).map_err(|cause| OpError::Broken(cause.to_string()))
    }

    /// As a run kept it.
    pub(super) fn from_document(document: &str) -> Result<Self, OpError> {
        serde_json::from_str(document)
            .map_err(|cause| OpError::Broken(format!("a run's failure cannot be read: {cause}")))
    }
}

#[cfg(test)]
mod tests {
    use plan_core::draft::{ParseContext, parse};
    use plan_core::plan::Level;
    use plan_core::units::DistanceUnit;

    use super::*;

    #[test]
    fn a_failure_answers_as_the_problem_it_would_have_been() {
        let context = ParseContext {
            unit: DistanceUnit::Mile,
            level: Level::Beginner,
            weeks: None,
            start: None,
            race: None,
        };
        let parsed = parse("## Week 1 · Base\n- Mon: wibble\n", &context);
        let error = || OpError::DraftUnreadable {
            lines: parsed.unreadable.clone(),
            faults: Vec::new(),
        };
        let failure = Failure::of(error(), "r-1");
        let again = Failure::from_document(&failure.to_document().unwrap()).unwrap();
        assert_eq!(again, failure);
        assert_eq!(again.extensions["lines"][0]["line"], 2);
        let problem = Problem::from(again);
        assert_eq!(
            problem.body(),
            Problem::from(error()).with_request_id("r-1").body()
        );
        assert!(!failure.retryable);
    }
}
