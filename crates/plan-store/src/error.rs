//! What can go wrong with storage, in words. Services map these once to theirs.

use chrono::{DateTime, Utc};
use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::runs::RunsOf;

/// Why the store did not do it. In every case nothing was written.
///
/// Not `non_exhaustive`: a new variant is a question to every service, and the
/// compiler asks it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is none, or it belongs to an organization the person is not in:
    /// the two are not told apart.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// Something that is already there stands in the way.
    #[error("{0}")]
    Conflict(Conflict),
    /// Somebody wrote in between.
    #[error("version {expected} was expected, but it is {actual}")]
    VersionMismatch {
        /// What the writer had seen.
        expected: u64,
        /// What is stored.
        actual: u64,
    },
    /// A stored row breaks a rule of the domain.
    #[error("{table} holds a row that cannot be read: {reason}")]
    Corrupt {
        /// The table it is in.
        table: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// The database cannot be reached or is too busy; later it may work.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// The database lacks tables or columns; `migrate` adds them.
    #[error("the database's schema is missing or outdated: {0}")]
    SchemaOutdated(String),
    /// This connection may not do that.
    #[error("the database refuses it to this connection: {0}")]
    ReadOnly(String),
    /// The configured database URL cannot be used.
    #[error("the database URL cannot be used: {0}")]
    InvalidUrl(String),
    /// Migrations could not be applied or taken back.
    #[error("migrations failed: {0}")]
    Migration(String),
    /// The operating system gave no randomness.
    #[error("no randomness: {0}")]
    NoRandomness(getrandom::Error),
    /// Anything else the database says.
    #[error("the database failed: {0}")]
    Database(#[source] DieselError),
}

/// What stands in the way.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Conflict {
    /// The slug names another plan, or named one until recently.
    #[error("the slug {0} is taken")]
    SlugTaken(String),
    /// The organization's library has a workout of that name.
    #[error("the library has a workout named {0} already")]
    NameTaken(String),
    /// The organization's library holds all it may.
    #[error("a library holds at most {} workouts", crate::library::MOST)]
    LibraryFull,
    /// The idempotency key belongs to a run with another request.
    #[error("the idempotency key was used with another request")]
    IdempotencyMismatch,
    /// As many runs as allowed are going on.
    #[error("too many runs of this {0} are going on")]
    TooManyRuns(RunsOf),
    /// The run has ended, is gone, or another attempt works on it.
    #[error("the run is not this attempt's any more")]
    LeaseLost,
    /// The organization's tokens of the day do not suffice.
    #[error("the organization's tokens of the day do not suffice")]
    BudgetSpent {
        /// When there are new ones.
        resets_at: DateTime<Utc>,
    },
    /// Some other unique value; the text is the database's.
    #[error("it already exists: {0}")]
    AlreadyExists(String),
}

impl StoreError {
    /// A stored row that breaks a rule.
    pub(crate) fn corrupt(table: &'static str, reason: impl ToString) -> Self {
        Self::Corrupt {
            table,
            reason: reason.to_string(),
        }
    }

    /// True where the same call may succeed later, unchanged.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }
}

impl From<DieselError> for StoreError {
    /// diesel names only some causes; the others are known by their message.
    fn from(error: DieselError) -> Self {
        let DieselError::DatabaseError(kind, information) = &error else {
            return match error {
                DieselError::NotFound => Self::NotFound("row"),
                DieselError::BrokenTransactionManager => {
                    Self::Unavailable("the connection broke".to_owned())
                }
                DieselError::DeserializationError(cause) => Self::corrupt("a table", cause),
                other => Self::Database(other),
            };
        };
        let message = information.message().to_owned();
        let says = |parts: &[&str]| parts.iter().any(|part| message.contains(part));
        match kind {
            DatabaseErrorKind::UniqueViolation => Self::Conflict(Conflict::AlreadyExists(message)),
            DatabaseErrorKind::ForeignKeyViolation => Self::NotFound("referenced row"),
            DatabaseErrorKind::ReadOnlyTransaction => Self::ReadOnly(message),
            DatabaseErrorKind::ClosedConnection
            | DatabaseErrorKind::UnableToSendCommand
            | DatabaseErrorKind::SerializationFailure => Self::Unavailable(message),
            _ if says(&["readonly database", "permission denied"]) => Self::ReadOnly(message),
            _ if says(&["no such table", "no such column", "does not exist"]) => {
                Self::SchemaOutdated(message)
            }
            _ if says(&[
                "is locked",
                "disk I/O error",
                "disk is full",
                "unable to open database file",
                "canceling statement due to",
                "terminating connection",
                "server closed the connection",
                "deadlock detected",
            ]) =>
            {
                Self::Unavailable(message)
            }
            _ => Self::Database(error),
        }
    }
}
