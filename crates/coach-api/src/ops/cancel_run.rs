//! An end to a generation nobody waits for any more.

use plan_store::members::Role;
use plan_store::runs;
use plan_store::tokens::Scope;
use plan_store::{RunId, Store};

use super::{Actor, OpError};
use crate::runs::engine::Engine;

/// Ends a run; one that has ended is left as it is.
pub(crate) async fn cancel_run(
    store: &Store,
    engine: &Engine,
    actor: Actor,
    id: RunId,
) -> Result<(), OpError> {
    let wanted = store.write(move |conn| {
        let run = actor.run(conn, id, Scope::PlansGenerate, Role::Coach)?;
        if run.finished_at.is_none() {
            runs::request_cancel(conn, id, actor.identity.person_id)?;
            actor.audit(conn, "cancel_run", id, (None, None))?;
        }
        Ok::<_, OpError>(run.finished_at.is_none())
    });
    if wanted.await? {
        engine.cancel(id).await?;
    }
    Ok(())
}
