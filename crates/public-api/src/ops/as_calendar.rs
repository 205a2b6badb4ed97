//! A published plan as a calendar, its links made absolute.

use plan_core::resolved::ResolvedPlan;
use plan_export::calendar::{About, Options, Revisions, calendar};
use plan_store::PlanId;
use plan_store::public_plans::PublicPlan;

use crate::app::Addresses;

/// What a plan is called where others see its runner's calendar. It is made of the plan's
/// id, which is random and told to no reader, so that no public id can be tried against it.
fn busy_name(plan: PlanId) -> String {
    const CONTEXT: &str = "strata 2026-11 names of events in busy calendars";
    const LENGTH: usize = 20;
    let key = blake3::derive_key(CONTEXT, plan.to_string().as_bytes());
    blake3::Hash::from(key).to_hex()[..LENGTH].to_owned()
}

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
        busy_name: &busy_name(plan.version.plan_id),
        status: plan.status,
        display_name: &plan.display_name,
        created: plan.created_at,
        page: &format!("{public}/plans/{id}"),
        source: &format!("{public}/api/plans/{id}/calendar.ics{}", options.query()),
    };
    let calendar = calendar(&about, resolved, &revisions, options);
    Ok(calendar.text.into_bytes())
}
