//! A plan, every layer applied.

use plan_core::overlay::Overlays;
use plan_store::plans::StoredPlan;
use plan_store::tokens::Scope;
use plan_store::{PlanId, Store};

use super::{Actor, OpError};

/// A plan and what is in force over it; whoever shows it resolves it.
#[derive(Clone, Debug)]
pub(crate) struct LoadedPlan {
    pub(crate) stored: StoredPlan,
    pub(crate) overlays: Overlays,
}

impl TryFrom<StoredPlan> for LoadedPlan {
    type Error = OpError;

    fn try_from(stored: StoredPlan) -> Result<Self, OpError> {
        let overlays = Overlays::replay(&stored.operations).map_err(|error| {
            OpError::Broken(format!("a plan's log cannot be replayed: {error}"))
        })?;
        Ok(Self { stored, overlays })
    }
}

/// Reads a plan.
pub(crate) async fn read_plan(
    store: &Store,
    actor: Actor,
    plan: PlanId,
) -> Result<LoadedPlan, OpError> {
    store
        .read(move |conn| actor.plan(conn, plan, Scope::PlansRead)?.try_into())
        .await
}
