//! Layer 4: made-up miles.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::OverlayId;

/// A wish to run later what a vacation or a day off removed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Redistribution {
    /// The vacation or day off that removed it.
    pub source: OverlayId,
    /// Where it may go.
    pub scope: Scope,
    /// The day the wish was made; nothing is placed before it.
    pub created_on: NaiveDate,
}

/// How far a redistribution reaches, counted from its source's last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Scope {
    /// The rest of the plan week of the source's last day.
    ThisWeek,
    /// The rest of that week and the `n` (1–52) plan weeks after it.
    NextNWeeks(u8),
    /// Up to a date, included.
    UntilDate(NaiveDate),
    /// To the end of the plan.
    RestOfPlan,
}
