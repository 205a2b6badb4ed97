//! Everything that can go wrong with a model, each with a word of its own.
//!
//! A coach reads the sentence, a program the [`code`](ModelFault::code); an
//! operator finds the cause in the log. None of them holds a secret, a prompt,
//! or what the model said.

use std::time::Duration;

use actix_web::http::StatusCode;

/// What went wrong with a model, or on the way to it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ModelFault {
    /// The organization's tokens of the day are spent.
    #[error("the organization's model budget of today is spent")]
    BudgetSpent {
        /// Until there are new ones.
        retry_after: Duration,
    },
}

impl ModelFault {
    /// The word for programs.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::BudgetSpent { .. } => "model_budget_spent",
        }
    }

    /// True where the same request may succeed later.
    pub(crate) fn is_retryable(&self) -> bool {
        match self {
            Self::BudgetSpent { .. } => true,
        }
    }

    /// True where the planner may stand in, if the request says so: the model
    /// is not to be had, as opposed to a coach's draft that nobody can read.
    pub(crate) fn allows_fallback(&self) -> bool {
        true
    }

    /// The status of an answer that has not begun.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::BudgetSpent { .. } => StatusCode::TOO_MANY_REQUESTS,
        }
    }
}
