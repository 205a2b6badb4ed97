//! A generation, as it stands.

use plan_store::members::Role;
use plan_store::runs::{self, Run};
use plan_store::tokens::Scope;
use plan_store::{RunId, Store, StoreError};

use super::{Actor, OpError};
use crate::outcome::Outcome;

/// The run and what came out of it, once it has.
pub(crate) async fn read_run(
    store: &Store,
    actor: Actor,
    id: RunId,
) -> Result<(Run, Option<Outcome>), OpError> {
    store
        .read(move |conn| {
            let run = runs::get_for_member(conn, id, actor.identity.person_id)?;
            if run.org_id != actor.identity.org_id {
                return Err(StoreError::NotFound("run").into());
            }
            actor.may_use_coach_agent(conn, Some(run.org_id), Scope::PlansRead, Role::Coach)?;
            let outcome = run
                .result
                .as_deref()
                .map(Outcome::from_document)
                .transpose()?;
            Ok((run, outcome))
        })
        .await
}
