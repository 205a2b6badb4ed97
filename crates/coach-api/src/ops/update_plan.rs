//! A plan's title, status, athlete and time zone.

use plan_core::plan::PlanStatus;
use plan_store::members::Role;
use plan_store::plans::{self, PlanDetails};
use plan_store::tokens::Scope;
use plan_store::{PersonId, PlanId, Store, StoreError};

use super::access::needs_role;
use super::read_plan::LoadedPlan;
use super::{Actor, Asked, Expected, OpError};

/// What to change; what is absent stays, `Some(None)` clears.
#[derive(Clone, Debug, Default)]
pub(crate) struct PlanUpdate {
    pub(crate) display_name: Option<String>,
    pub(crate) status: Option<PlanStatus>,
    pub(crate) athlete: Option<Option<PersonId>>,
    pub(crate) time_zone: Option<Option<String>>,
}

/// Changes a plan's details; giving it to another athlete is a coach's to do.
pub(crate) async fn update_plan(
    store: &Store,
    actor: Actor,
    plan: PlanId,
    expected: Expected,
    update: Asked<PlanUpdate>,
) -> Result<LoadedPlan, OpError> {
    store
        .write(move |conn| {
            let (header, role) = actor.plan_header(conn, plan, Scope::PlansWrite)?;
            let version = expected.meets(header.version)?;
            let update = update?;
            if update.athlete.is_some() {
                needs_role(role, Role::Coach)?;
            }
            let details = PlanDetails {
                display_name: update.display_name.unwrap_or(header.display_name),
                status: update.status.unwrap_or(header.status),
                athlete_id: update.athlete.unwrap_or(header.athlete_id),
                time_zone: update.time_zone.unwrap_or(header.time_zone),
            };
            let next = plans::set_details(conn, plan, version, &details, actor.now)
                .map_err(unknown_athlete)?;
            actor.audit(conn, "update_plan", plan, (Some(version), Some(next)))?;
            actor.plan(conn, plan, Scope::PlansWrite)?.try_into()
        })
        .await
}

/// An athlete nobody knows is a fault of the body, not a missing plan.
pub(crate) fn unknown_athlete(error: StoreError) -> OpError {
    match error {
        StoreError::NotFound("athlete") => {
            OpError::fault("athleteId", "is not a member of the organization")
        }
        other => other.into(),
    }
}
