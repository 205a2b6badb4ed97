use actix_web::HttpResponse;
use actix_web::web::Data;
use plan_core::plan::PlanStatus;
use plan_export::json::{PrivatePlanBody, Units};
use plan_store::{PersonId, PlanId};
use utoipa::ToSchema;
use web_base::problem::{Problem, ProblemBody};
use web_base::strict_json::{Members, StrictBody};

use super::answer::plan_body;
use super::create::{MAX_TITLE, id, time_zone};
use crate::api::asked;
use crate::api::path::Id;
use crate::api::values::{schemas, words};
use crate::api::version::{self, IfMatch};
use crate::app::State;
use crate::ops::update_plan::PlanUpdate;
use crate::ops::{self, Actor};

/// What to change; what is absent stays.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(
    dead_code,
    reason = "a schema: the reader makes the op's input at once"
)]
pub(crate) struct UpdatePlanBody {
    /// Another title.
    #[schema(required = false, max_length = 200)]
    display_name: Option<String>,
    /// Another status.
    #[schema(required = false, schema_with = schemas::plan_status)]
    status: Option<PlanStatus>,
    /// Another athlete, or `null` for none. Role coach.
    #[schema(required = false, value_type = Option<String>)]
    athlete_id: Option<PersonId>,
    /// Another time zone, or `null` for the organization's.
    #[schema(required = false)]
    time_zone: Option<String>,
}

fn read(members: &mut Members<'_>) -> Option<PlanUpdate> {
    Some(PlanUpdate {
        display_name: members.optional("displayName", |f| f.shown_line(MAX_TITLE)),
        status: members.optional("status", words),
        athlete: members.clearable("athleteId", id("a person")),
        time_zone: members.clearable("timeZone", time_zone),
    })
}

/// Changes a plan's title, status, athlete or time zone.
#[utoipa::path(
    patch,
    path = "/api/v1/plans/{id}",
    tag = "plans",
    params(
        ("id" = String, Path, description = "The plan"),
        ("If-Match" = String, Header, description = "The plan's ETag"),
    ),
    request_body = UpdatePlanBody,
    responses(
        (status = 200, description = "The plan", body = PrivatePlanBody, headers(("ETag" = String))),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn update_plan(
    state: Data<State>,
    actor: Actor,
    Id(plan): Id<PlanId>,
    IfMatch(expected): IfMatch,
    StrictBody(value): StrictBody,
) -> Result<HttpResponse, Problem> {
    let update = asked(&value, read);
    let changed =
        ops::update_plan::update_plan(&state.store, actor, plan, expected, update).await?;
    Ok(HttpResponse::Ok()
        .insert_header(version::etag(changed.stored.plan.version))
        .json(plan_body(&changed, Units::Miles)))
}
