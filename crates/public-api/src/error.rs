//! Storage errors as problems: one `match`.
//!
//! Readers learn that it is our fault and whether to come back; causes are for
//! the log alone.

use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use plan_store::StoreError;
use web_base::problem::Problem;

use crate::figures::Figures;

/// How long to wait before asking again when the database is away.
const RETRY_AFTER_SECONDS: u64 = 5;

pub(crate) fn from_store(figures: &Figures, error: &StoreError) -> Problem {
    figures.failed(error);
    let later = |code, detail: &str| {
        Problem::unavailable(code, detail)
            .with_header(RETRY_AFTER, HeaderValue::from(RETRY_AFTER_SECONDS))
    };
    match error {
        StoreError::Unavailable(cause) => {
            tracing::warn!(%cause, "the database is not available");
            later("database_unavailable", "the database is not available")
        }
        StoreError::SchemaOutdated(cause) => {
            tracing::error!(%cause, "the schema is missing or outdated; migrate it");
            later("schema_outdated", "the database is being prepared")
        }
        StoreError::ReadOnly(cause) => {
            tracing::error!(%cause, "the role may not read; coach-api migrate --grant-public-reader");
            later(
                "database_permission_denied",
                "the database does not let this service in",
            )
        }
        // This service asks whether something is there and never writes, so the
        // first three mean a fault of the program, like the rest.
        error @ (StoreError::NotFound(_)
        | StoreError::Conflict(_)
        | StoreError::VersionMismatch { .. }
        | StoreError::Corrupt { .. }
        | StoreError::InvalidUrl(_)
        | StoreError::Migration(_)
        | StoreError::NoRandomness(_)
        | StoreError::Database(_)) => Problem::internal(error),
    }
}
