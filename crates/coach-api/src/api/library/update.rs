use actix_web::HttpResponse;
use actix_web::web::Data;
use plan_store::LibraryWorkoutId;
use web_base::problem::{Problem, ProblemBody};
use web_base::strict_json::StrictBody;

use super::entry::{self, LibraryEntryBody};
use super::{LibraryWorkoutBody, WrittenWorkoutBody};
use crate::api::path::{OfOrganization, WorkoutId};
use crate::api::version::{self, IfMatch};
use crate::api::{asked, finding};
use crate::app::State;
use crate::ops::{self, Actor};

/// Replaces a workout of the library; what is absent is cleared.
///
/// Role coach. Plans it was taken into keep it as it was.
#[utoipa::path(
    put,
    path = "/api/v1/organizations/{org_id}/workouts/{workout_id}",
    tag = "library",
    params(
        ("org_id" = String, Path, description = "The organization"),
        ("workout_id" = String, Path, description = "The workout"),
        ("If-Match" = String, Header, description = "The workout's ETag"),
    ),
    request_body = LibraryEntryBody,
    responses(
        (status = 200, description = "The workout", body = WrittenWorkoutBody, headers(("ETag" = String))),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn update_library_workout(
    state: Data<State>,
    actor: Actor,
    OfOrganization(org): OfOrganization,
    WorkoutId(workout): WorkoutId<LibraryWorkoutId>,
    IfMatch(expected): IfMatch,
    StrictBody(value): StrictBody,
) -> Result<HttpResponse, Problem> {
    let mut findings = Vec::new();
    let entry = asked(&value, |members| {
        let read = entry::read(members);
        findings = read.findings;
        read.entry
    });
    let written = ops::library::update(&state.store, actor, org?, workout, expected, entry).await?;
    Ok(HttpResponse::Ok()
        .insert_header(version::etag(written.version))
        .json(WrittenWorkoutBody {
            workout: LibraryWorkoutBody::from(written),
            findings: finding::bodies(&findings),
        }))
}
