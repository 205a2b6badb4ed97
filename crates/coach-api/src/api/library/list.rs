use actix_web::HttpRequest;
use actix_web::web::{Data, Json};
use plan_store::library::LibraryFilter;
use serde::Serialize;
use utoipa::ToSchema;
use web_base::problem::{Fault, Problem, ProblemBody};
use web_base::query::Members;

use super::LibraryWorkoutBody;
use crate::api::path::OfOrganization;
use crate::api::query_value;
use crate::app::State;
use crate::ops::library::LibraryListing;
use crate::ops::{self, Actor, Asked};

/// Workouts on a page unless the request says otherwise, and at most.
const PAGE: u32 = 50;
const LARGEST_PAGE: u32 = 200;
const LIMITS: &str = "expected a whole number from 1 to 200";
/// The longest text to look for, in bytes.
const MAX_TEXT: usize = 500;

/// Some of an organization's workouts, by name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LibraryListBody {
    /// The workouts.
    workouts: Vec<LibraryWorkoutBody>,
    /// Ask for `?after=` this to go on; null on the last page.
    #[schema(required = true)]
    next: Option<String>,
}

fn read(query: &Members) -> Asked<LibraryListing> {
    let mut faults = Vec::new();
    let words = "expected one of the words of type";
    let filter = LibraryFilter {
        kind: query_value(query, "type", words, &mut faults),
        level: query_value(
            query,
            "level",
            "expected beginner, intermediate or advanced",
            &mut faults,
        ),
        text: text(query, "text", &mut faults),
        after: text(query, "after", &mut faults),
    };
    let limit = query_value(query, "limit", LIMITS, &mut faults).unwrap_or(PAGE);
    if !(1..=LARGEST_PAGE).contains(&limit) {
        faults.push(Fault::at("limit", LIMITS));
    }
    if faults.is_empty() {
        Ok(LibraryListing { filter, limit })
    } else {
        Err(faults)
    }
}

fn text(query: &Members, name: &str, faults: &mut Vec<Fault>) -> Option<String> {
    let text = query.get(name)?;
    // PostgreSQL knows no U+0000, and no name is that long.
    if text.contains('\0') || text.len() > MAX_TEXT {
        faults.push(Fault::at(name, "expected a part of a name"));
        return None;
    }
    Some(text.to_owned())
}

/// Lists the library of an organization, by name.
///
/// Role coach.
#[utoipa::path(
    get,
    path = "/api/v1/organizations/{org_id}/workouts",
    tag = "library",
    params(
        ("org_id" = String, Path, description = "The organization"),
        ("type" = Option<String>, Query, description = "Only workouts of this type"),
        ("level" = Option<String>, Query, description = "Only workouts for this level or for everybody"),
        ("text" = Option<String>, Query, description = "Only workouts with this in their name, in any case"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<u32>, Query, description = "At most so many, 1 to 200; 50 unless given"),
    ),
    responses(
        (status = 200, description = "A page of workouts", body = LibraryListBody),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn list_library(
    state: Data<State>,
    actor: Actor,
    OfOrganization(org): OfOrganization,
    request: HttpRequest,
) -> Result<Json<LibraryListBody>, Problem> {
    let known = ["type", "level", "text", "after", "limit"];
    let listing = read(&Members::of(&request, &known)?);
    let page = ops::library::list(&state.store, actor, org?, listing).await?;
    let workouts = page.workouts.into_iter().map(LibraryWorkoutBody::from);
    Ok(Json(LibraryListBody {
        workouts: workouts.collect(),
        next: page.next,
    }))
}
