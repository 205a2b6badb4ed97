use actix_web::HttpResponse;
use actix_web::http::header::LOCATION;
use actix_web::web::Data;
use web_base::problem::{Problem, ProblemBody};
use web_base::strict_json::StrictBody;

use super::entry::{self, LibraryEntryBody};
use super::{LibraryWorkoutBody, WrittenWorkoutBody};
use crate::api::path::OfOrganization;
use crate::api::{asked, finding, version};
use crate::app::State;
use crate::ops::{self, Actor};

/// Puts a workout into the library.
///
/// Role coach.
#[utoipa::path(
    post,
    path = "/api/v1/organizations/{org_id}/workouts",
    tag = "library",
    params(("org_id" = String, Path, description = "The organization")),
    request_body = LibraryEntryBody,
    responses(
        (status = 201, description = "The workout", body = WrittenWorkoutBody, headers(("ETag" = String), ("Location" = String))),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn create_library_workout(
    state: Data<State>,
    actor: Actor,
    OfOrganization(org): OfOrganization,
    StrictBody(value): StrictBody,
) -> Result<HttpResponse, Problem> {
    let org = org?;
    let mut findings = Vec::new();
    let entry = asked(&value, |members| {
        let read = entry::read(members);
        findings = read.findings;
        read.entry
    });
    let made = ops::library::create(&state.store, actor, org, entry).await?;
    let coach_url = state.coach_url.as_deref().unwrap_or_default();
    let location = format!(
        "{coach_url}/api/v1/organizations/{org}/workouts/{}",
        made.id
    );
    Ok(HttpResponse::Created()
        .insert_header(version::etag(made.version))
        .insert_header((LOCATION, location))
        .json(WrittenWorkoutBody {
            workout: LibraryWorkoutBody::from(made),
            findings: finding::bodies(&findings),
        }))
}
