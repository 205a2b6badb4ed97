//! The plans of an organization, newest first; an athlete sees their own.

use plan_core::plan::PlanStatus;
use plan_store::members::Role;
use plan_store::plans::{self, PlanFilter, PlanPage};
use plan_store::tokens::Scope;
use plan_store::{OrgId, PersonId, PlanId, Store};

use super::{Actor, Asked, OpError};

/// Which plans, and how many at once.
#[derive(Clone, Debug)]
pub(crate) struct Listing {
    pub(crate) athlete: Option<PersonId>,
    pub(crate) status: Option<PlanStatus>,
    pub(crate) after: Option<PlanId>,
    pub(crate) limit: u32,
}

/// A page of plans; `org` is the token's own unless the request names one.
pub(crate) async fn list_plans(
    store: &Store,
    actor: Actor,
    org: Option<OrgId>,
    listing: Asked<Listing>,
) -> Result<PlanPage, OpError> {
    store
        .read(move |conn| {
            let org = org.unwrap_or(actor.identity.org_id);
            let role = actor.role_in(conn, org)?;
            actor.needs_scope(Scope::PlansRead)?;
            let listing = listing.map_err(OpError::InvalidQuery)?;
            let mut filter = PlanFilter {
                athlete: listing.athlete,
                status: listing.status,
                after: listing.after,
            };
            if role < Role::Coach {
                let own = actor.identity.person_id;
                if filter.athlete.is_some_and(|athlete| athlete != own) {
                    return Ok(PlanPage {
                        plans: Vec::new(),
                        next: None,
                    });
                }
                filter.athlete = Some(own);
            }
            let person = actor.identity.person_id;
            Ok(plans::list_for_member(
                conn,
                org,
                person,
                &filter,
                listing.limit,
            )?)
        })
        .await
}
