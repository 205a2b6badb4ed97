//! A plan on paper: in which unit, and where it leads back to.

use plan_core::resolved::ResolvedPlan;
use plan_export::json::{self, Identity, Units};
use plan_export::pdf::{self, Paper, Sheet};

use crate::app::Addresses;

/// The document, in the plan's own unit where none was asked for.
pub(super) fn as_pdf(
    identity: &Identity<'_>,
    plan: &ResolvedPlan<'_>,
    units: Option<Units>,
    paper: Paper,
    addresses: &Addresses,
) -> Result<Vec<u8>, String> {
    let units = units.unwrap_or_else(|| plan.base().unit().into());
    let public = &addresses.public;
    // Paper outlives a slug: the link goes by the plan's own id.
    let link = match identity.public_id {
        Some(id) => format!("{public}/plans/{id}"),
        None => public.clone(),
    };
    let body = json::public(identity, plan, units);
    pdf::render(&body, &Sheet { paper, link: &link })
}
