//! A draft in the calendar, and what a prudent coach says of it there.

use chrono::NaiveDate;
use plan_core::check::{self, Constraints, Finding};
use plan_core::draft::Draft;
use plan_core::overlay::{self, Overlays};
use plan_core::plan::BasePlan;
use plan_core::planner::PlanBrief;

use crate::ops::OpError;
use crate::outcome::PlanSource;

/// A Monday for plans without dates: only weekdays are told of them.
const NOMINAL_START: NaiveDate = match NaiveDate::from_ymd_opt(2001, 1, 1) {
    Some(monday) => monday,
    None => NaiveDate::MIN,
};

/// The draft in the calendar; one without dates in a nominal one.
pub(crate) fn schedule(draft: &Draft, source: PlanSource) -> Result<BasePlan, OpError> {
    // From the first day of a block, so that no line lies before the start.
    Ok(draft.schedule(source.schedule(draft.block_from(NOMINAL_START)))?)
}

/// True where the draft names its days.
pub(crate) fn is_dated(draft: &Draft) -> bool {
    draft.block_start().is_some()
}

/// What a prudent coach would point out about the plan.
pub(crate) fn checked(draft: &Draft, plan: &BasePlan, brief: &PlanBrief) -> Vec<Finding> {
    let overlays = Overlays::default();
    let resolved = overlay::resolve(plan, &overlays);
    let constraints = Constraints {
        unavailable_days: brief.unavailable_days.clone(),
        max_minutes: brief.max_minutes,
    };
    let mut findings = check::check(&resolved, &constraints);
    if !is_dated(draft) {
        for finding in &mut findings {
            finding.place.date = None;
        }
    }
    findings
}
