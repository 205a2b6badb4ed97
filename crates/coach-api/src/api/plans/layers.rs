//! What is laid over a plan, each kind at its own address: POST adds, DELETE
//! takes away. All of them are one op; an address only says what its body
//! means, and which ids it knows.

use actix_web::HttpResponse;
use actix_web::web::Data;
use plan_core::overlay::{self, OverlayId};
use plan_export::json::{self, ChangedWorkoutBody, Units};
use plan_store::PlanId;
use serde::Serialize;
use utoipa::ToSchema;
use web_base::problem::{Problem, ProblemBody};
use web_base::strict_json::StrictBody;

use super::overlays::{
    AddDayOffBody, AddOverrideBody, AddVacationBody, LogWorkoutBody, MoveWorkoutBody,
    RedistributeBody, ReportInjuryBody, ResolveInjuryBody,
};
use crate::api::asked;
use crate::api::finding::{self, FindingBody};
use crate::api::path::{Id, InnerId};
use crate::api::version::{self, IfMatch};
use crate::app::State;
use crate::ops::Actor;
use crate::ops::change_plan::{Change, Changed, Family, change_plan};

/// Something was laid over a plan.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AddedBody {
    /// Its id.
    #[schema(example = "o12")]
    id: String,
    /// What it changed.
    #[serde(flatten)]
    change: ChangeOfPlanBody,
}

/// What a write changed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChangeOfPlanBody {
    /// The plan's version; also its `ETag`.
    version: u64,
    /// The workouts that are different now, by date.
    changed: Vec<ChangedWorkoutBody>,
    /// What overlays ask for and cannot have, and what a prudent coach would add.
    findings: Vec<FindingBody>,
}

impl From<&Changed> for ChangeOfPlanBody {
    fn from(changed: &Changed) -> Self {
        let before = overlay::resolve(&changed.base, &changed.before);
        let after = overlay::resolve(&changed.base, &changed.after);
        Self {
            version: changed.version,
            changed: json::changed(&before, &after, Units::Miles),
            findings: finding::bodies(after.findings()),
        }
    }
}

/// 201 with the id of what was added.
fn added(changed: &Changed) -> HttpResponse {
    HttpResponse::Created()
        .insert_header(version::etag(changed.version))
        .json(AddedBody {
            id: changed.id.to_string(),
            change: changed.into(),
        })
}

/// 200 with what is different now.
fn taken_away(changed: &Changed) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(version::etag(changed.version))
        .json(ChangeOfPlanBody::from(changed))
}

/// Lays a vacation over a plan.
#[utoipa::path(
    post,
    path = "/api/v1/plans/{id}/vacations",
    tag = "layers",
    params(
        ("id" = String, Path, description = "The plan"),
        ("If-Match" = String, Header, description = "The plan's ETag"),
    ),
    request_body = AddVacationBody,
    responses(
        (status = 201, description = "What it changed", body = AddedBody, headers(("ETag" = String))),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn add_vacation(
    state: Data<State>,
    actor: Actor,
    Id(plan): Id<PlanId>,
    IfMatch(expected): IfMatch,
    StrictBody(value): StrictBody,
) -> Result<HttpResponse, Problem> {
    let change = asked(&value, AddVacationBody::read).map(Change::Lay);
    let changed = change_plan(&state.store, actor, plan, expected, change).await?;
    Ok(added(&changed))
}

/// Takes a vacation away, and with it what was redistributed of it.
#[utoipa::path(
    delete,
    path = "/api/v1/plans/{id}/vacations/{overlay_id}",
    tag = "layers",
    params(
        ("id" = String, Path, description = "The plan"),
        ("overlay_id" = String, Path, description = "The vacation"),
        ("If-Match" = String, Header, description = "The plan's ETag"),
    ),
    responses(
        (status = 200, description = "What it changed", body = ChangeOfPlanBody, headers(("ETag" = String))),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn remove_vacation(
    state: Data<State>,
    actor: Actor,
    Id(plan): Id<PlanId>,
    InnerId(id): InnerId<OverlayId>,
    IfMatch(expected): IfMatch,
) -> Result<HttpResponse, Problem> {
    let change = Ok(Change::Remove(Family::Vacations, id));
    let changed = change_plan(&state.store, actor, plan, expected, change).await?;
    Ok(taken_away(&changed))
}

/// Reports an injury.
#[utoipa::path(
    post,
    path = "/api/v1/plans/{id}/injuries",
    tag = "layers",
    params(
        ("id" = String, Path, description = "The plan"),
        ("If-Match" = String, Header, description = "The plan's ETag"),
    ),
    request_body = ReportInjuryBody,
    responses(
        (status = 201, description = "What it changed", body = AddedBody, headers(("ETag" = String))),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn report_injury(
    state: Data<State>,
    actor: Actor,
    Id(plan): Id<PlanId>,
    IfMatch(expected): IfMatch,
    StrictBody(value): StrictBody,
) -> Result<HttpResponse, Problem> {
    let change = asked(&value, ReportInjuryBody::read).map(Change::Report);
    let changed = change_plan(&state.store, actor, plan, expected, change).await?;
    Ok(added(&changed))
}

/// Takes a reported injury away, as if it had never been.
#[utoipa::path(
    delete,
    path = "/api/v1/plans/{id}/injuries/{overlay_id}",
    tag = "layers",
    params(
        ("id" = String, Path, description = "The plan"),
        ("overlay_id" = String, Path, description = "The injury"),
        ("If-Match" = String, Header, description = "The plan's ETag"),
    ),
    responses(
        (status = 200, description = "What it changed", body = ChangeOfPlanBody, headers(("ETag" = String))),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn remove_injury(
    state: Data<State>,
    actor: Actor,
    Id(plan): Id<PlanId>,
    InnerId(id): InnerId<OverlayId>,
    IfMatch(expected): IfMatch,
) -> Result<HttpResponse, Problem> {
    let change = Ok(Change::Remove(Family::Injuries, id));
    let changed = change_plan(&state.store, actor, plan, expected, change).await?;
    Ok(taken_away(&changed))
}

/// Says when an injury was over, or that it hurts again.
#[utoipa::path(
    patch,
    path = "/api/v1/plans/{id}/injuries/{overlay_id}",
    tag = "layers",
    params(
        ("id" = String, Path, description = "The plan"),
        ("overlay_id" = String, Path, description = "The injury"),
        ("If-Match" = String, Header, description = "The plan's ETag"),
    ),
    request_body = ResolveInjuryBody,
    responses(
        (status = 200, description = "What it changed", body = ChangeOfPlanBody, headers(("ETag" = String))),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn resolve_injury(
    state: Data<State>,
    actor: Actor,
    Id(plan): Id<PlanId>,
    InnerId(id): InnerId<OverlayId>,
    IfMatch(expected): IfMatch,
    StrictBody(value): StrictBody,
) -> Result<HttpResponse, Problem> {
    let resolved_on = asked(&value, ResolveInjuryBody::read);
    let change = resolved_on.map(|resolved_on| Change::Resolve(id, resolved_on));
    let changed = change_plan(&state.store, actor, plan, expected, change).await?;
    Ok(taken_away(&changed))
}

/// Changes a workout, or adds one.
#[utoipa::path(
    post,
    path = "/api/v1/plans/{id}/overrides",
    tag = "layers",
    params(
        ("id" = String, Path, description = "The plan"),
        ("If-Match" = String, Header, description = "The plan's ETag"),
    ),
    request_body = AddOverrideBody,
    responses(
        (status = 201, description = "What it changed", body = AddedBody, headers(("ETag" = String))),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn add_override(
    state: Data<State>,
    actor: Actor,
    Id(plan): Id<PlanId>,
    IfMatch(expected): IfMatch,
    StrictBody(value): StrictBody,
) -> Result<HttpResponse, Problem> {
    let change = asked(&value, AddOverrideBody::read).map(Change::Lay);
    let changed = change_plan(&state.store, actor, plan, expected, change).await?;
    Ok(added(&changed))
}

/// Takes a change or an added workout away.
#[utoipa::path(
    delete,
    path = "/api/v1/plans/{id}/overrides/{overlay_id}",
    tag = "layers",
    params(
        ("id" = String, Path, description = "The plan"),
        ("overlay_id" = String, Path, description = "The override"),
        ("If-Match" = String, Header, description = "The plan's ETag"),
    ),
    responses(
        (status = 200, description = "What it changed", body = ChangeOfPlanBody, headers(("ETag" = String))),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn remove_override(
    state: Data<State>,
    actor: Actor,
    Id(plan): Id<PlanId>,
    InnerId(id): InnerId<OverlayId>,
    IfMatch(expected): IfMatch,
) -> Result<HttpResponse, Problem> {
    let change = Ok(Change::Remove(Family::Overrides, id));
    let changed = change_plan(&state.store, actor, plan, expected, change).await?;
    Ok(taken_away(&changed))
}

/// Moves a workout within its plan week, or swaps two.
#[utoipa::path(
    post,
    path = "/api/v1/plans/{id}/moves",
    tag = "layers",
    params(
        ("id" = String, Path, description = "The plan"),
        ("If-Match" = String, Header, description = "The plan's ETag"),
    ),
    request_body = MoveWorkoutBody,
    responses(
        (status = 201, description = "What it changed", body = AddedBody, headers(("ETag" = String))),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn move_workout(
    state: Data<State>,
    actor: Actor,
    Id(plan): Id<PlanId>,
    IfMatch(expected): IfMatch,
    StrictBody(value): StrictBody,
) -> Result<HttpResponse, Problem> {
    let change = asked(&value, MoveWorkoutBody::read).map(Change::Lay);
    let changed = change_plan(&state.store, actor, plan, expected, change).await?;
    Ok(added(&changed))
}

/// Takes a move away; later ones are replayed.
#[utoipa::path(
    delete,
    path = "/api/v1/plans/{id}/moves/{overlay_id}",
    tag = "layers",
    params(
        ("id" = String, Path, description = "The plan"),
        ("overlay_id" = String, Path, description = "The move"),
        ("If-Match" = String, Header, description = "The plan's ETag"),
    ),
    responses(
        (status = 200, description = "What it changed", body = ChangeOfPlanBody, headers(("ETag" = String))),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn remove_move(
    state: Data<State>,
    actor: Actor,
    Id(plan): Id<PlanId>,
    InnerId(id): InnerId<OverlayId>,
    IfMatch(expected): IfMatch,
) -> Result<HttpResponse, Problem> {
    let change = Ok(Change::Remove(Family::Moves, id));
    let changed = change_plan(&state.store, actor, plan, expected, change).await?;
    Ok(taken_away(&changed))
}

/// Takes a day off, or makes it easier.
#[utoipa::path(
    post,
    path = "/api/v1/plans/{id}/days-off",
    tag = "layers",
    params(
        ("id" = String, Path, description = "The plan"),
        ("If-Match" = String, Header, description = "The plan's ETag"),
    ),
    request_body = AddDayOffBody,
    responses(
        (status = 201, description = "What it changed", body = AddedBody, headers(("ETag" = String))),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn add_day_off(
    state: Data<State>,
    actor: Actor,
    Id(plan): Id<PlanId>,
    IfMatch(expected): IfMatch,
    StrictBody(value): StrictBody,
) -> Result<HttpResponse, Problem> {
    let change = asked(&value, AddDayOffBody::read).map(Change::Lay);
    let changed = change_plan(&state.store, actor, plan, expected, change).await?;
    Ok(added(&changed))
}

/// Takes a day off away, and with it what was redistributed of it.
#[utoipa::path(
    delete,
    path = "/api/v1/plans/{id}/days-off/{overlay_id}",
    tag = "layers",
    params(
        ("id" = String, Path, description = "The plan"),
        ("overlay_id" = String, Path, description = "The day off"),
        ("If-Match" = String, Header, description = "The plan's ETag"),
    ),
    responses(
        (status = 200, description = "What it changed", body = ChangeOfPlanBody, headers(("ETag" = String))),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn remove_day_off(
    state: Data<State>,
    actor: Actor,
    Id(plan): Id<PlanId>,
    InnerId(id): InnerId<OverlayId>,
    IfMatch(expected): IfMatch,
) -> Result<HttpResponse, Problem> {
    let change = Ok(Change::Remove(Family::DaysOff, id));
    let changed = change_plan(&state.store, actor, plan, expected, change).await?;
    Ok(taken_away(&changed))
}

/// Runs elsewhere what a vacation or a day off removed.
#[utoipa::path(
    post,
    path = "/api/v1/plans/{id}/redistributions",
    tag = "layers",
    params(
        ("id" = String, Path, description = "The plan"),
        ("If-Match" = String, Header, description = "The plan's ETag"),
    ),
    request_body = RedistributeBody,
    responses(
        (status = 201, description = "What it changed", body = AddedBody, headers(("ETag" = String))),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn add_redistribution(
    state: Data<State>,
    actor: Actor,
    Id(plan): Id<PlanId>,
    IfMatch(expected): IfMatch,
    StrictBody(value): StrictBody,
) -> Result<HttpResponse, Problem> {
    let change = asked(&value, RedistributeBody::read)
        .map(|(source, scope)| Change::Redistribute(source, scope));
    let changed = change_plan(&state.store, actor, plan, expected, change).await?;
    Ok(added(&changed))
}

/// Takes a redistribution away.
#[utoipa::path(
    delete,
    path = "/api/v1/plans/{id}/redistributions/{overlay_id}",
    tag = "layers",
    params(
        ("id" = String, Path, description = "The plan"),
        ("overlay_id" = String, Path, description = "The redistribution"),
        ("If-Match" = String, Header, description = "The plan's ETag"),
    ),
    responses(
        (status = 200, description = "What it changed", body = ChangeOfPlanBody, headers(("ETag" = String))),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn remove_redistribution(
    state: Data<State>,
    actor: Actor,
    Id(plan): Id<PlanId>,
    InnerId(id): InnerId<OverlayId>,
    IfMatch(expected): IfMatch,
) -> Result<HttpResponse, Problem> {
    let change = Ok(Change::Remove(Family::Redistributions, id));
    let changed = change_plan(&state.store, actor, plan, expected, change).await?;
    Ok(taken_away(&changed))
}

/// Completes or skips a workout, which freezes its day.
#[utoipa::path(
    post,
    path = "/api/v1/plans/{id}/completions",
    tag = "layers",
    params(
        ("id" = String, Path, description = "The plan"),
        ("If-Match" = String, Header, description = "The plan's ETag"),
    ),
    request_body = LogWorkoutBody,
    responses(
        (status = 201, description = "What it changed", body = AddedBody, headers(("ETag" = String))),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn log_workout(
    state: Data<State>,
    actor: Actor,
    Id(plan): Id<PlanId>,
    IfMatch(expected): IfMatch,
    StrictBody(value): StrictBody,
) -> Result<HttpResponse, Problem> {
    let change = asked(&value, LogWorkoutBody::read).map(Change::Log);
    let changed = change_plan(&state.store, actor, plan, expected, change).await?;
    Ok(added(&changed))
}

/// Takes a completion back, which unfreezes the day.
#[utoipa::path(
    delete,
    path = "/api/v1/plans/{id}/completions/{overlay_id}",
    tag = "layers",
    params(
        ("id" = String, Path, description = "The plan"),
        ("overlay_id" = String, Path, description = "The completion"),
        ("If-Match" = String, Header, description = "The plan's ETag"),
    ),
    responses(
        (status = 200, description = "What it changed", body = ChangeOfPlanBody, headers(("ETag" = String))),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn unlog_workout(
    state: Data<State>,
    actor: Actor,
    Id(plan): Id<PlanId>,
    InnerId(id): InnerId<OverlayId>,
    IfMatch(expected): IfMatch,
) -> Result<HttpResponse, Problem> {
    let change = Ok(Change::Remove(Family::Completions, id));
    let changed = change_plan(&state.store, actor, plan, expected, change).await?;
    Ok(taken_away(&changed))
}
