use actix_web::HttpRequest;
use actix_web::web::{Data, Json};
use plan_core::plan::PlanStatus;
use plan_store::{OrgId, PlanId};
use serde::Serialize;
use utoipa::ToSchema;
use web_base::problem::{Fault, Problem, ProblemBody};
use web_base::query::Members;

use super::answer::PlanSummaryBody;
use crate::api::query_value;
use crate::app::State;
use crate::ops::list_plans::Listing;
use crate::ops::{self, Actor, Asked, OpError};

/// Plans on a page unless the request says otherwise, and at most.
const PAGE: u32 = 50;
const LARGEST_PAGE: u32 = 200;
const LIMITS: &str = "expected a whole number from 1 to 200";

/// Some of an organization's plans, newest first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PlanListBody {
    /// The plans.
    plans: Vec<PlanSummaryBody>,
    /// Ask for `?after=` this to go on; null on the last page.
    #[schema(required = true, value_type = Option<String>)]
    next: Option<PlanId>,
}

/// The organization of the query, and what of its plans is asked for.
type ListQuery = (Option<Result<OrgId, OpError>>, Asked<Listing>);

fn read(query: &Members) -> ListQuery {
    let mut faults = Vec::new();
    let listing = Listing {
        athlete: query_value(
            query,
            "athleteId",
            "expected the id of a person",
            &mut faults,
        ),
        status: query_value(query, "status", &PlanStatus::WORDS.join(", "), &mut faults),
        after: query_value(
            query,
            "after",
            "expected next of the page before",
            &mut faults,
        ),
        limit: query_value(query, "limit", LIMITS, &mut faults).unwrap_or(PAGE),
    };
    if !(1..=LARGEST_PAGE).contains(&listing.limit) {
        faults.push(Fault::at("limit", LIMITS));
    }
    let org = query.get("orgId").map(str::parse);
    let org = org.map(|org| org.map_err(|_| OpError::NotYourOrganization));
    let asked = if faults.is_empty() {
        Ok(listing)
    } else {
        Err(faults)
    };
    (org, asked)
}

/// Lists the plans of an organization, newest first; an athlete's own only.
#[utoipa::path(
    get,
    path = "/api/v1/plans",
    tag = "plans",
    params(
        ("orgId" = Option<String>, Query, description = "The organization; the token's unless given"),
        ("athleteId" = Option<String>, Query, description = "Only the plans of this person"),
        ("status" = Option<String>, Query, description = "Only plans of this status"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<u32>, Query, description = "At most so many, 1 to 200; 50 unless given"),
    ),
    responses(
        (status = 200, description = "A page of plans", body = PlanListBody),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn list_plans(
    state: Data<State>,
    actor: Actor,
    request: HttpRequest,
) -> Result<Json<PlanListBody>, Problem> {
    let known = ["orgId", "athleteId", "status", "after", "limit"];
    let (org, listing) = read(&Members::of(&request, &known)?);
    let page = ops::list_plans::list_plans(&state.store, actor, org.transpose()?, listing).await?;
    Ok(Json(PlanListBody {
        plans: page.plans.into_iter().map(PlanSummaryBody::from).collect(),
        next: page.next,
    }))
}
