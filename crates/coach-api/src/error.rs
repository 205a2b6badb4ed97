//! Every way an op can refuse, as one problem: here the service's words become
//! status codes. A model's faults bring theirs along, in the table of
//! `writers::fault`.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use plan_core::error::Error;
use plan_store::{Conflict, StoreError};
use serde_json::json;
use web_base::problem::{Fault, Problem};

use crate::api::ai_coach::parse_draft::UnreadableBody;
use crate::api::values::reason;
use crate::ops::OpError;
use crate::runs::failure::Failure;

impl From<OpError> for Problem {
    fn from(error: OpError) -> Self {
        match error.retry_after() {
            None => problem(error),
            Some(seconds) => {
                problem(error).with_header(header::RETRY_AFTER, HeaderValue::from(seconds))
            }
        }
    }
}

fn problem(error: OpError) -> Problem {
    let detail = error.to_string();
    match error {
        OpError::NotYourOrganization => Problem::forbidden("not_your_organization", detail),
        OpError::RoleRequired(_) => Problem::forbidden("role_required", detail),
        OpError::ScopeRequired(_) => Problem::forbidden("insufficient_scope", detail),
        OpError::FeatureDisabled(_) => Problem::forbidden("feature_disabled", detail),
        OpError::Invalid(faults) => invalid(faults),
        OpError::InvalidQuery(faults) => Problem::unprocessable(faults),
        OpError::NamesTaken(faults) => Problem::conflict("name_taken", detail).with_errors(faults),
        OpError::DraftUnreadable { lines, mut faults } => {
            let unreadable = lines.iter().map(|line| {
                let detail = format!("line {}: expected {}", line.line, line.expected);
                Fault::at("refined_draft", detail)
            });
            faults.splice(0..0, unreadable);
            let lines: Vec<_> = lines.into_iter().map(UnreadableBody::from).collect();
            Problem::unprocessable(faults)
                .with_code("draft_unreadable")
                .with_detail(detail)
                .with_extension("lines", json!(lines))
        }
        OpError::VersionUnsaid => {
            Problem::precondition_required("send If-Match with the ETag of the version you change")
        }
        OpError::VersionUnquoted(_) | OpError::Stale(_) => Problem::precondition_failed(detail),
        OpError::Contradiction { error, members } => {
            let faults = members.into_iter().map(|member| Fault {
                pointer: format!("#/{member}"),
                detail: error.to_string(),
            });
            refused(&error).with_errors(faults.collect())
        }
        OpError::Core(error @ Error::NothingInScope(_)) => {
            refused(&error).with_errors(vec![Fault::at("scope", detail)])
        }
        OpError::Core(error) => refused(&error),
        OpError::Model(fault) => Problem::new(fault.status(), fault.code()).with_detail(detail),
        OpError::Header { .. } => Problem::bad_request("invalid_header", detail),
        OpError::RunCancelled => Problem::conflict("run_cancelled", detail),
        OpError::DeadlineExceeded => {
            Problem::new(StatusCode::GATEWAY_TIMEOUT, "deadline_exceeded").with_detail(detail)
        }
        OpError::ShuttingDown => Problem::unavailable("shutting_down", detail),
        OpError::Ended(failure) => failure.as_ref().clone().into(),
        OpError::Store(error) => stored(error),
        OpError::Broken(cause) => Problem::internal(&cause),
    }
}

/// What a run that ended without a result would have been, and is now.
impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        let Failure {
            status,
            code,
            error,
            retryable: _,
            retry_after: _,
            request_id,
            errors,
            extensions,
        } = failure;
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let problem = Self::new(status, code)
            .with_detail(error)
            .with_errors(errors)
            .with_request_id(request_id);
        extensions
            .into_iter()
            .fold(problem, |problem, (name, value)| {
                problem.with_extension(name, value)
            })
    }
}

/// 422: every fault of the body at once.
pub(crate) fn invalid(faults: Vec<Fault>) -> Problem {
    Problem::unprocessable(faults).with_code("invalid_body")
}

/// What the domain refuses: a fault of the body where it names a member,
/// 409 where history stands in the way.
fn refused(error: &Error) -> Problem {
    match error {
        Error::OutOfRange { .. } | Error::Unknown { .. } | Error::Many(_) => {
            invalid(faults_of(error))
        }
        _ => {
            let status = if error.is_pinned() {
                StatusCode::CONFLICT
            } else {
                StatusCode::UNPROCESSABLE_ENTITY
            };
            Problem::new(status, error.code())
                .with_detail(error.to_string())
                .with_errors(faults_of(error))
        }
    }
}

/// The faults of an error, each at the member it names.
pub(crate) fn faults_of(error: &Error) -> Vec<Fault> {
    match error {
        Error::Many(errors) => errors.iter().flat_map(faults_of).collect(),
        _ => error
            .field()
            .map(|field| Fault {
                pointer: format!("#/{}", field.replace('.', "/")),
                detail: reason(error),
            })
            .into_iter()
            .collect(),
    }
}

fn stored(error: StoreError) -> Problem {
    let detail = error.to_string();
    match error {
        StoreError::NotFound(_) => Problem::not_found(detail),
        StoreError::VersionMismatch { .. } => Problem::precondition_failed(detail),
        StoreError::Conflict(Conflict::SlugTaken(_)) => {
            Problem::conflict("slug_taken", &detail).with_errors(vec![Fault::at("slug", detail)])
        }
        StoreError::Conflict(Conflict::NameTaken(_)) => {
            Problem::conflict("name_taken", &detail).with_errors(vec![Fault::at("name", detail)])
        }
        StoreError::Conflict(Conflict::LibraryFull) => Problem::conflict("library_full", detail),
        StoreError::Conflict(Conflict::IdempotencyMismatch) => {
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "idempotency_mismatch")
                .with_detail(detail)
        }
        StoreError::Conflict(Conflict::TooManyRuns(_)) => {
            Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_runs").with_detail(detail)
        }
        StoreError::Conflict(Conflict::BudgetSpent { .. }) => {
            Problem::new(StatusCode::TOO_MANY_REQUESTS, "model_budget_spent").with_detail(detail)
        }
        // Not for clients: whoever worked on the run has to stop.
        StoreError::Conflict(Conflict::LeaseLost) => {
            tracing::warn!("a run was taken over");
            Problem::unavailable("run_taken_over", "the run goes on elsewhere")
        }
        StoreError::SchemaOutdated(cause) => {
            tracing::error!(%cause, "schema outdated");
            Problem::unavailable("schema_outdated", "the database is being upgraded")
        }
        StoreError::Unavailable(cause) => {
            tracing::warn!(%cause, "database unavailable");
            Problem::unavailable("database_unavailable", "try again in a moment")
        }
        // Two first writes of one thing side by side; the text is the database's.
        StoreError::Conflict(Conflict::AlreadyExists(cause)) => {
            tracing::warn!(%cause, "written twice at once");
            Problem::conflict("already_exists", "somebody else was faster; try again")
        }
        StoreError::ReadOnly(cause) => {
            tracing::error!(%cause, "the database refuses it; grant its role the rights");
            Problem::unavailable(
                "database_permission_denied",
                "the database does not let this service in",
            )
        }
        error @ (StoreError::Corrupt { .. }
        | StoreError::InvalidUrl(_)
        | StoreError::Migration(_)
        | StoreError::NoRandomness(_)
        | StoreError::Database(_)) => Problem::internal(&error),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::ResponseError;
    use actix_web::body::MessageBody;

    use plan_store::runs::RunsOf;

    use super::*;

    #[test]
    fn each_refusal_of_the_store_has_its_status() {
        let cases = [
            (StoreError::NotFound("plan"), 404),
            (
                StoreError::VersionMismatch {
                    expected: 1,
                    actual: 2,
                },
                412,
            ),
            (
                StoreError::Conflict(Conflict::SlugTaken("taken".to_owned())),
                409,
            ),
            (
                StoreError::Conflict(Conflict::NameTaken("River loop".to_owned())),
                409,
            ),
            (StoreError::Conflict(Conflict::LibraryFull), 409),
            (StoreError::Conflict(Conflict::IdempotencyMismatch), 422),
            (
                StoreError::Conflict(Conflict::TooManyRuns(RunsOf::Person)),
                429,
            ),
            (
                StoreError::Conflict(Conflict::BudgetSpent {
                    resets_at: chrono::DateTime::UNIX_EPOCH,
                }),
                429,
            ),
            (StoreError::Conflict(Conflict::LeaseLost), 503),
            (
                StoreError::Conflict(Conflict::AlreadyExists("UNIQUE".to_owned())),
                409,
            ),
            (StoreError::Unavailable("away".to_owned()), 503),
            (StoreError::SchemaOutdated("old".to_owned()), 503),
            (StoreError::ReadOnly("no".to_owned()), 503),
        ];
        for (error, status) in cases {
            let name = error.to_string();
            assert_eq!(stored(error).status_code().as_u16(), status, "{name}");
        }
    }

    #[test]
    fn what_the_database_says_stays_in_the_log() {
        for error in [
            StoreError::Conflict(Conflict::AlreadyExists("UNIQUE constraint".to_owned())),
            StoreError::Unavailable("UNIQUE constraint".to_owned()),
            StoreError::SchemaOutdated("UNIQUE constraint".to_owned()),
            StoreError::ReadOnly("UNIQUE constraint".to_owned()),
        ] {
            let body = stored(error).error_response().into_body();
            let body = String::from_utf8(body.try_into_bytes().unwrap().to_vec()).unwrap();
            assert!(!body.contains("UNIQUE"), "{body}");
        }
    }
}
