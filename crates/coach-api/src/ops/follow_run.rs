//! What a generation tells, from wherever its reader is.

use std::sync::Arc;

use plan_store::members::Role;
use plan_store::tokens::Scope;
use plan_store::{RunId, Store};

use super::{Actor, OpError};
use crate::outcome::Outcome;
use crate::runs::engine::{Engine, EventId};
use crate::runs::event::Ending;
use crate::runs::log::Log;

/// The log of a run, for a reader who has heard it up to an event.
pub(crate) async fn follow_run(
    store: &Store,
    engine: &Engine,
    actor: Actor,
    id: RunId,
    heard: Result<Option<EventId>, OpError>,
) -> Result<Arc<Log>, OpError> {
    let theirs = store.read(move |conn| actor.run(conn, id, Scope::PlansRead, Role::Coach));
    theirs.await?;
    engine.log(id, heard?).await
}

/// What came out of a run, once it has ended.
pub(crate) async fn outcome(log: &Log) -> Result<Arc<Outcome>, OpError> {
    match log.ending().await {
        Some(Ending::Succeeded(outcome)) => Ok(outcome),
        Some(Ending::Failed(failure) | Ending::Cancelled(failure)) => Err(OpError::Ended(failure)),
        None => Err(OpError::ShuttingDown),
    }
}
