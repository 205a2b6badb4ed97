//! A published plan as a calendar, its links made absolute.

use plan_core::resolved::ResolvedPlan;
use plan_export::calendar::{About, Options, Revisions, calendar};
use plan_store::public_plans::PublicPlan;

use crate::app::Addresses;

/// The feed of a plan, stamped by its log.
///
/// # Errors
/// A log that cannot have been written.
pub(super) fn as_calendar(
    plan: &PublicPlan,
    resolved: &ResolvedPlan<'_>,
    options: &Options,
    addresses: &Addresses,
) -> Result<Vec<u8>, String> {
    let log = plan.written_at.iter().copied().zip(&plan.operations);
    let revisions =
        Revisions::along(&plan.base, plan.created_at, log).map_err(|error| error.to_string())?;
    let (public, id) = (&addresses.public, plan.version.short_id);
    let about = About {
        short_id: id,
        display_name: &plan.display_name,
        created: plan.created_at,
        page: &format!("{public}/plans/{id}"),
        source: &format!("{public}/api/plans/{id}/calendar.ics{}", options.query()),
    };
    let calendar = calendar(&about, resolved, &revisions, options);
    Ok(calendar.text.into_bytes())
}
