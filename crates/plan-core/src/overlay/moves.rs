//! Before layer 1: the day each workout is on.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::plan::WorkoutId;

/// Another day for a workout.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Move {
    /// Which workout.
    pub workout: WorkoutId,
    /// Where to.
    pub to: MoveTarget,
}

/// Where a moved workout goes, always within its plan week.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MoveTarget {
    /// To a date.
    Date(NaiveDate),
    /// To the day of another workout, which comes to this one's.
    SwapWith(WorkoutId),
}
