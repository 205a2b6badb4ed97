//! The operations people performed, and what of them is in force.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Completion, Modifier, Overlay};
use crate::error::Error;
use crate::plan::WorkoutId;
use crate::resolved::Change;
use crate::units::Distance;
use crate::workout::Workout;

/// Names an overlay or a completion: the number of the operation that made it.
///
/// On the wire `o12`. Numbers grow, so the smaller id is the older overlay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OverlayId(pub u64);

impl fmt::Display for OverlayId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "o{}", self.0)
    }
}

impl FromStr for OverlayId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        text.strip_prefix('o')
            .filter(|digits| !digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit()))
            .and_then(|digits| digits.parse().ok())
            .map(Self)
            .ok_or_else(|| Error::unknown("overlayId", text, "an overlay id such as o12"))
    }
}

/// One entry of a plan's append-only log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operation {
    /// From 1, without gaps; also the id of what the operation made.
    pub sequence: u64,
    /// What was done.
    pub kind: OperationKind,
}

/// What an operation did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OperationKind {
    /// Laid an overlay over the plan.
    Add(Overlay),
    /// Took an overlay away; a vacation or a day off takes its redistributions along.
    Remove(OverlayId),
    /// Set or cleared the resolved day of an injury.
    ResolveInjury {
        /// Which injury.
        injury: OverlayId,
        /// The last injured day; `None`: open again.
        resolved_on: Option<NaiveDate>,
    },
    /// Completed or skipped a workout, which pins its day.
    Log(Box<PinnedDay>),
    /// Took a completion back, which unpins the day.
    Unlog(OverlayId),
}

/// A logged workout as it stood when it was logged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinnedDay {
    /// What the runner logged.
    pub completion: Completion,
    /// The day it was on.
    pub date: NaiveDate,
    /// Its final values.
    pub workout: Workout,
    /// Which layer they came from.
    pub modifier: Modifier,
    /// Its trace.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// What each redistribution had placed in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shares: Vec<(OverlayId, Distance)>,
}

/// A pinned day and the operation that pinned it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// The completion's id.
    pub id: OverlayId,
    /// The frozen day.
    pub day: PinnedDay,
}

/// What is in force: the overlays not removed, and the pinned days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overlays {
    /// In the order of their ids.
    pub(crate) active: BTreeMap<OverlayId, Overlay>,
    /// By workout.
    pub(crate) pins: BTreeMap<WorkoutId, Pin>,
}
