//! What every form of a plan may answer instead of itself, described once.

use utoipa::IntoResponses;
use web_base::problem::ProblemBody;

/// What a caller is told who says which version it has or wants.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "a description; `deliver` answers")]
pub(crate) enum Conditional {
    /// It has this one.
    #[response(status = 304, description = "The caller has it already.")]
    Known,
    /// It wants another one.
    #[response(
        status = 412,
        description = "It is not what `If-Match` names.",
        content_type = "application/problem+json"
    )]
    Another(ProblemBody),
}

/// No plan, and no word about why.
#[derive(IntoResponses)]
#[response(
    status = 404,
    description = "Unknown, malformed, not published or deleted: one answer for all.",
    content_type = "application/problem+json"
)]
#[expect(dead_code, reason = "a description; `answer` answers")]
pub(crate) struct NotThere(ProblemBody);

/// Later it may work.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "a description; the limit and the database answer")]
pub(crate) enum NotNow {
    /// Too often.
    #[response(
        status = 429,
        description = "The requests that `RateLimit-Policy` names are used up; `Retry-After` \
            says when the next one passes.",
        content_type = "application/problem+json",
        headers(("Retry-After" = u64, description = "Seconds."))
    )]
    TooOften(ProblemBody),
    /// No database.
    #[response(
        status = 503,
        description = "The database is away or being prepared.",
        content_type = "application/problem+json"
    )]
    Away(ProblemBody),
}
