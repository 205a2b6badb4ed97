//! What is laid over a plan, each kind at its own address: POST adds, DELETE
//! takes away. All of them are one op; an address only says what its body
//! means, and which ids it knows.

use actix_web::HttpResponse;
use actix_web::web::Data;
use plan_core::check::Constraints;
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
    /// What layers and checks point out now and did not before.
    findings: Vec<FindingBody>,
}

impl From<&Changed> for ChangeOfPlanBody {
    fn from(changed: &Changed) -> Self {
        let before = overlay::resolve(&changed.base, &changed.before);
        let after = overlay::resolve(&changed.base, &changed.after);
        let findings = overlay::new_findings(&before, &after, &Constraints::default());
        Self {
            version: changed.version,
            changed: json::changed(&before, &after, Units::Miles),
            findings: finding::bodies(&findings),
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

/// A handler that lays what its body says over a plan.
macro_rules! lays {
    ($(#[$doc:meta])+ $name:ident at $path:tt, reads $body:ident as $change:expr) => {
        $(#[$doc])+
        #[utoipa::path(
            post,
            path = $path,
            tag = "layers",
            params(
                ("id" = String, Path, description = "The plan"),
                ("If-Match" = String, Header, description = "The plan's ETag"),
            ),
            request_body = $body,
            responses(
                (status = 201, description = "What it changed", body = AddedBody, headers(("ETag" = String))),
                (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
            ),
        )]
        pub(crate) async fn $name(
            state: Data<State>,
            actor: Actor,
            Id(plan): Id<PlanId>,
            IfMatch(expected): IfMatch,
            StrictBody(value): StrictBody,
        ) -> Result<HttpResponse, Problem> {
            let change = asked(&value, $body::read).map($change);
            let changed = change_plan(&state.store, actor, plan, expected, change).await?;
            Ok(added(&changed))
        }
    };
}

/// A handler that takes away what has an id of its family.
macro_rules! takes_away {
    ($(#[$doc:meta])+ $name:ident at $path:tt, $what:tt of $family:expr) => {
        $(#[$doc])+
        #[utoipa::path(
            delete,
            path = $path,
            tag = "layers",
            params(
                ("id" = String, Path, description = "The plan"),
                ("overlay_id" = String, Path, description = $what),
                ("If-Match" = String, Header, description = "The plan's ETag"),
            ),
            responses(
                (status = 200, description = "What it changed", body = ChangeOfPlanBody, headers(("ETag" = String))),
                (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
            ),
        )]
        pub(crate) async fn $name(
            state: Data<State>,
            actor: Actor,
            Id(plan): Id<PlanId>,
            InnerId(id): InnerId<OverlayId>,
            IfMatch(expected): IfMatch,
        ) -> Result<HttpResponse, Problem> {
            let change = Ok(Change::Remove($family, id));
            let changed = change_plan(&state.store, actor, plan, expected, change).await?;
            Ok(taken_away(&changed))
        }
    };
}

lays! {
    /// Lays a vacation over a plan.
    add_vacation at "/api/v1/plans/{id}/vacations",
    reads AddVacationBody as Change::Lay
}

takes_away! {
    /// Takes a vacation away, and with it what was redistributed of it.
    remove_vacation at "/api/v1/plans/{id}/vacations/{overlay_id}",
    "The vacation" of Family::Vacations
}

lays! {
    /// Reports an injury.
    report_injury at "/api/v1/plans/{id}/injuries",
    reads ReportInjuryBody as Change::Report
}

takes_away! {
    /// Takes a reported injury away, as if it had never been.
    remove_injury at "/api/v1/plans/{id}/injuries/{overlay_id}",
    "The injury" of Family::Injuries
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

lays! {
    /// Changes a workout, or adds one.
    add_override at "/api/v1/plans/{id}/overrides",
    reads AddOverrideBody as Change::Lay
}

takes_away! {
    /// Takes a change or an added workout away.
    remove_override at "/api/v1/plans/{id}/overrides/{overlay_id}",
    "The override" of Family::Overrides
}

lays! {
    /// Moves a workout within its plan week, or swaps two.
    move_workout at "/api/v1/plans/{id}/moves",
    reads MoveWorkoutBody as Change::Lay
}

takes_away! {
    /// Takes a move away; later ones are replayed.
    remove_move at "/api/v1/plans/{id}/moves/{overlay_id}",
    "The move" of Family::Moves
}

lays! {
    /// Takes a day off, or makes it easier.
    add_day_off at "/api/v1/plans/{id}/days-off",
    reads AddDayOffBody as Change::Lay
}

takes_away! {
    /// Takes a day off away, and with it what was redistributed of it.
    remove_day_off at "/api/v1/plans/{id}/days-off/{overlay_id}",
    "The day off" of Family::DaysOff
}

lays! {
    /// Runs elsewhere what a vacation or a day off removed.
    add_redistribution at "/api/v1/plans/{id}/redistributions",
    reads RedistributeBody as |(source, scope)| Change::Redistribute(source, scope)
}

takes_away! {
    /// Takes a redistribution away.
    remove_redistribution at "/api/v1/plans/{id}/redistributions/{overlay_id}",
    "The redistribution" of Family::Redistributions
}

lays! {
    /// Completes or skips a workout, which freezes its day.
    log_workout at "/api/v1/plans/{id}/completions",
    reads LogWorkoutBody as Change::Log
}

takes_away! {
    /// Takes a completion back, which unfreezes the day.
    unlog_workout at "/api/v1/plans/{id}/completions/{overlay_id}",
    "The completion" of Family::Completions
}
