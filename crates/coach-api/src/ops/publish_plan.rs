//! Publishing a plan, and taking it back.

use plan_core::plan::Slug;
use plan_store::publishing::{self, Published};
use plan_store::tokens::Scope;
use plan_store::{PlanId, Store};

use super::{Actor, Asked, Expected, OpError};

/// Publishes a plan; without a slug it keeps the one it has, if any.
pub(crate) async fn publish_plan(
    store: &Store,
    actor: Actor,
    plan: PlanId,
    expected: Expected,
    slug: Asked<Option<Slug>>,
) -> Result<Published, OpError> {
    store
        .write(move |conn| {
            let (header, _) = actor.plan_header(conn, plan, Scope::PlansWrite)?;
            let version = expected.meets(header.version)?;
            let slug = slug?;
            let published = publishing::publish(conn, plan, version, slug.as_ref(), actor.now)?;
            let versions = (Some(version), Some(published.version));
            actor.audit(conn, "publish_plan", plan, versions)?;
            Ok(published)
        })
        .await
}

/// Takes a plan's slug away; the answer is its new version.
pub(crate) async fn remove_slug(
    store: &Store,
    actor: Actor,
    plan: PlanId,
    expected: Expected,
) -> Result<u64, OpError> {
    store
        .write(move |conn| {
            let (header, _) = actor.plan_header(conn, plan, Scope::PlansWrite)?;
            let version = expected.meets(header.version)?;
            let next = publishing::remove_slug(conn, plan, version, actor.now)?;
            actor.audit(conn, "remove_slug", plan, (Some(version), Some(next)))?;
            Ok(next)
        })
        .await
}

/// Ends a plan's publication; the answer is its new version.
pub(crate) async fn unpublish_plan(
    store: &Store,
    actor: Actor,
    plan: PlanId,
    expected: Expected,
) -> Result<u64, OpError> {
    store
        .write(move |conn| {
            let (header, _) = actor.plan_header(conn, plan, Scope::PlansWrite)?;
            let version = expected.meets(header.version)?;
            let next = publishing::unpublish(conn, plan, version, actor.now)?;
            actor.audit(conn, "unpublish_plan", plan, (Some(version), Some(next)))?;
            Ok(next)
        })
        .await
}
