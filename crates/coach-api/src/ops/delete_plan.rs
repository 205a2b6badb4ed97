//! The end of a plan: its log, its pinned days and its health data go with it;
//! the audit log keeps the id.

use plan_store::members::Role;
use plan_store::tokens::Scope;
use plan_store::{PlanId, Store, plans};

use super::access::needs_role;
use super::{Actor, Expected, OpError};

/// Erases a plan; a coach's to do.
pub(crate) async fn delete_plan(
    store: &Store,
    actor: Actor,
    plan: PlanId,
    expected: Expected,
) -> Result<(), OpError> {
    store
        .write(move |conn| {
            let (header, role) = actor.plan_header(conn, plan, Scope::PlansWrite)?;
            needs_role(role, Role::Coach)?;
            let version = expected.meets(header.version)?;
            plans::delete(conn, plan, version, actor.now)?;
            actor.audit(conn, "delete_plan", plan, (Some(version), None))
        })
        .await
}
