//! Publishing a plan, and taking it back.

use plan_core::overlay;
use plan_core::plan::Slug;
use plan_export::json::{self, PublicTextBody};
use plan_store::publishing::{self, Published};
use plan_store::tokens::Scope;
use plan_store::{PlanId, Store};

use super::read_plan::LoadedPlan;
use super::{Actor, Asked, Expected, OpError};

/// Where a plan can be read now, and what people wrote that can be read there.
pub(crate) struct Publication {
    pub(crate) published: Published,
    pub(crate) text: PublicTextBody,
}

/// Publishes a plan; without a slug it keeps the one it has, if any.
pub(crate) async fn publish_plan(
    store: &Store,
    actor: Actor,
    plan: PlanId,
    expected: Expected,
    slug: Asked<Option<Slug>>,
) -> Result<Publication, OpError> {
    store
        .write(move |conn| {
            let stored = actor.plan(conn, plan, Scope::PlansWrite)?;
            let version = expected.meets(stored.plan.version)?;
            let slug = slug?;
            let LoadedPlan { stored, overlays } = stored.try_into()?;
            let resolved = overlay::resolve(&stored.base, &overlays);
            let text = json::public_text_of(&stored.plan.display_name, &resolved);
            let published = publishing::publish(conn, plan, version, slug.as_ref(), actor.now)?;
            let versions = (Some(version), Some(published.version));
            actor.audit(conn, "publish_plan", plan, versions)?;
            Ok(Publication { published, text })
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
