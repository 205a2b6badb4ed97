use actix_web::HttpResponse;
use actix_web::web::Data;
use plan_store::LibraryWorkoutId;
use web_base::problem::{Problem, ProblemBody};

use crate::api::path::{OfOrganization, WorkoutId};
use crate::api::version::IfMatch;
use crate::app::State;
use crate::ops::{self, Actor};

/// Takes a workout out of the library.
///
/// Role coach. Plans it was taken into keep it.
#[utoipa::path(
    delete,
    path = "/api/v1/organizations/{org_id}/workouts/{workout_id}",
    tag = "library",
    params(
        ("org_id" = String, Path, description = "The organization"),
        ("workout_id" = String, Path, description = "The workout"),
        ("If-Match" = String, Header, description = "The workout's ETag"),
    ),
    responses(
        (status = 204, description = "It is gone"),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn delete_library_workout(
    state: Data<State>,
    actor: Actor,
    OfOrganization(org): OfOrganization,
    WorkoutId(workout): WorkoutId<LibraryWorkoutId>,
    IfMatch(expected): IfMatch,
) -> Result<HttpResponse, Problem> {
    ops::library::delete(&state.store, actor, org?, workout, expected).await?;
    Ok(HttpResponse::NoContent().finish())
}
