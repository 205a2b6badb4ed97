//! The organization's training principle: what every generation there respects.

use plan_store::members::Role;
use plan_store::tokens::Scope;
use plan_store::{OrgId, Store, principles};

use super::{Actor, Asked, OpError};

/// The principle, where there is one.
pub(crate) async fn get(
    store: &Store,
    actor: Actor,
    org: OrgId,
) -> Result<Option<String>, OpError> {
    store
        .read(move |conn| {
            actor.may_use_coach_agent(conn, Some(org), Scope::PlansRead, Role::Coach)?;
            Ok(principles::get(conn, org)?)
        })
        .await
}

/// Takes the principle away, if there is one; a head coach's word.
pub(crate) async fn delete(store: &Store, actor: Actor, org: OrgId) -> Result<(), OpError> {
    store
        .write(move |conn| {
            actor.may_use_coach_agent(conn, Some(org), Scope::PlansWrite, Role::HeadCoach)?;
            if principles::delete(conn, org)? {
                actor.audit(conn, "clear_training_principle", org, (None, None))?;
            }
            Ok(())
        })
        .await
}

/// Sets the principle; a head coach's word.
pub(crate) async fn put(
    store: &Store,
    actor: Actor,
    org: OrgId,
    principle: Asked<String>,
) -> Result<String, OpError> {
    store
        .write(move |conn| {
            actor.may_use_coach_agent(conn, Some(org), Scope::PlansWrite, Role::HeadCoach)?;
            let principle = principle?;
            principles::put(conn, org, &principle, actor.identity.person_id, actor.now)?;
            actor.audit(conn, "set_training_principle", org, (None, None))?;
            Ok(principle)
        })
        .await
}
