//! A generation, as it stands.

use plan_store::members::Role;
use plan_store::runs::Run;
use plan_store::tokens::Scope;
use plan_store::{RunId, Store};

use super::{Actor, OpError};
use crate::runs::event::Ending;

/// The run and what came out of it, once it has.
pub(crate) async fn read_run(
    store: &Store,
    actor: Actor,
    id: RunId,
) -> Result<(Run, Option<Ending>), OpError> {
    store
        .read(move |conn| {
            let run = actor.run(conn, id, Scope::PlansRead, Role::Coach)?;
            let ending = Ending::of(&run)?;
            Ok((run, ending))
        })
        .await
}
