//! The one error of the crate.
//!
//! An error means *refused*: nothing was changed.  What can be done but should
//! be known is a [`Finding`](crate::check::Finding) instead.  The domain knows
//! no status codes; services map [`Error::code`] once.

use std::fmt::Display;

/// Why the domain refused something.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A value outside its range or of the wrong shape.
    #[error("{field} is {value}; expected {expected}")]
    OutOfRange {
        /// The field's name as the caller gave it.
        field: String,
        /// What was given.
        value: String,
        /// What would have been accepted.
        expected: String,
    },
    /// A word that is none of the known ones.
    #[error("{field} is {value:?}; expected {expected}")]
    Unknown {
        /// The field's name as the caller gave it.
        field: String,
        /// What was given.
        value: String,
        /// The words that would have been accepted.
        expected: String,
    },
    /// Start date, number of weeks and race date cannot all be true.
    #[error("the dates contradict each other: {0}")]
    DatesContradict(String),
    /// Hard constraints leave no plan (days, minutes, weekdays).
    #[error("the constraints leave no plan: {0}")]
    ConstraintsContradict(String),
    /// No run can take any of the distance.
    #[error("nothing in scope: {0}")]
    NothingInScope(String),
    /// The workout is completed or skipped, and history is frozen.
    #[error("workout {0} is already logged; undo that first")]
    WorkoutPinned(String),
    /// The thing referred to does not exist in this plan.
    #[error("{field} names {value}, which this plan does not have")]
    NotInPlan {
        /// The field that refers to it.
        field: String,
        /// What was referred to.
        value: String,
    },
    /// Several things at once, so that a person can mend all of them.
    #[error("{} faults", .0.len())]
    Many(Vec<Error>),
}

impl Error {
    /// A value outside its range.
    pub fn out_of_range(
        field: impl Into<String>,
        value: impl Display,
        expected: impl Into<String>,
    ) -> Self {
        Self::OutOfRange {
            field: field.into(),
            value: shown(value.to_string()),
            expected: expected.into(),
        }
    }

    /// A word that is none of the known ones.
    pub fn unknown(
        field: impl Into<String>,
        value: impl Into<String>,
        expected: impl Into<String>,
    ) -> Self {
        Self::Unknown {
            field: field.into(),
            value: shown(value.into()),
            expected: expected.into(),
        }
    }

    /// A reference to something the plan does not have.
    pub fn not_in_plan(field: impl Into<String>, value: impl Display) -> Self {
        Self::NotInPlan {
            field: field.into(),
            value: value.to_string(),
        }
    }

    /// The field the error is about, where it is about one.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::OutOfRange { field, .. }
            | Self::Unknown { field, .. }
            | Self::NotInPlan { field, .. } => Some(field),
            Self::DatesContradict(_)
            | Self::ConstraintsContradict(_)
            | Self::NothingInScope(_)
            | Self::WorkoutPinned(_)
            | Self::Many(_) => None,
        }
    }

    /// A stable word for programs: `invalid_value`, `dates_contradict`, `workout_pinned` ….
    pub fn code(&self) -> &'static str {
        match self {
            Self::OutOfRange { .. } | Self::Unknown { .. } | Self::Many(_) => "invalid_value",
            Self::DatesContradict(_) => "dates_contradict",
            Self::ConstraintsContradict(_) => "constraints_contradict",
            Self::NothingInScope(_) => "nothing_in_scope",
            Self::WorkoutPinned(_) => "workout_pinned",
            Self::NotInPlan { .. } => "not_in_plan",
        }
    }

    /// True when history stands in the way, not the request's own values.
    pub fn is_pinned(&self) -> bool {
        matches!(self, Self::WorkoutPinned(_))
    }
}

/// A value as an error repeats it: nobody needs more than its beginning.
fn shown(mut value: String) -> String {
    const LONGEST: usize = 100;
    if let Some((end, _)) = value.char_indices().nth(LONGEST) {
        value.truncate(end);
        value.push('…');
    }
    value
}
