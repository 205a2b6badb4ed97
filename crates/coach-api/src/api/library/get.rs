use actix_web::HttpResponse;
use actix_web::web::Data;
use plan_store::LibraryWorkoutId;
use web_base::problem::{Problem, ProblemBody};

use super::LibraryWorkoutBody;
use crate::api::path::{OfOrganization, WorkoutId};
use crate::api::version;
use crate::app::State;
use crate::ops::{self, Actor};

/// Reads a workout of the library.
///
/// Role coach.
#[utoipa::path(
    get,
    path = "/api/v1/organizations/{org_id}/workouts/{workout_id}",
    tag = "library",
    params(
        ("org_id" = String, Path, description = "The organization"),
        ("workout_id" = String, Path, description = "The workout"),
    ),
    responses(
        (status = 200, description = "The workout", body = LibraryWorkoutBody, headers(("ETag" = String))),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn get_library_workout(
    state: Data<State>,
    actor: Actor,
    OfOrganization(org): OfOrganization,
    WorkoutId(workout): WorkoutId<LibraryWorkoutId>,
) -> Result<HttpResponse, Problem> {
    let found = ops::library::get(&state.store, actor, org?, workout).await?;
    Ok(HttpResponse::Ok()
        .insert_header(version::etag(found.version))
        .json(LibraryWorkoutBody::from(found)))
}
