//! What was done, and the days it pins: history is frozen.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::trace::Change;
use super::{Layer, Modifier, OverlayId, Values};
use crate::error::Error;
use crate::plan::WorkoutId;
use crate::units::{Distance, Duration};
use crate::words::words;
use crate::workout::Workout;

words! {
    /// Whether a workout has been done; it never changes by the clock.
    pub enum Status("status") {
        /// Not logged.
        Pending = "Pending",
        /// Done.
        Completed = "Completed",
        /// Deliberately not done.
        Skipped = "Skipped",
    }
}

words! {
    /// How a workout felt.
    pub enum Feedback("feedback") {
        /// Could have done much more.
        TooEasy = "TooEasy",
        /// As it should be.
        JustRight = "JustRight",
        /// Hard, but done.
        Tough = "Tough",
        /// More than was good.
        TooHard = "TooHard",
    }
}

/// What a runner logs about a workout.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Completion {
    /// Which workout.
    pub workout: WorkoutId,
    /// [`Status::Completed`] or [`Status::Skipped`].
    pub status: Status,
    /// How far it really was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual_distance: Option<Distance>,
    /// How long it really took.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual_duration: Option<Duration>,
    /// Perceived effort, Borg 6–20.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual_effort: Option<u8>,
    /// How it felt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback: Option<Feedback>,
    /// The day it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_on: Option<NaiveDate>,
}

impl Completion {
    /// Borg's scale of perceived effort.
    const EFFORT: std::ops::RangeInclusive<u8> = 6..=20;

    /// Checks the values that do not depend on a plan.
    ///
    /// # Errors
    /// Names `status` when it is Pending, `actualEffort` outside 6–20,
    /// `actualDistanceMiles` above 1000 km, `actualDuration` above 100 hours,
    /// and what was measured of a workout that was skipped.
    pub fn check(&self) -> Result<(), Error> {
        if self.status == Status::Pending {
            return Err(Error::out_of_range(
                "status",
                self.status,
                "Completed or Skipped",
            ));
        }
        if let Some(effort) = self.actual_effort
            && !Self::EFFORT.contains(&effort)
        {
            return Err(Error::out_of_range(
                "actualEffort",
                effort,
                "Borg's scale, 6 to 20",
            ));
        }
        if let Some(distance) = self.actual_distance {
            distance.in_range("actualDistanceMiles")?;
        }
        if let Some(duration) = self.actual_duration {
            duration.in_range("actualDuration")?;
        }
        let measured = [
            ("actualDistanceMiles", self.actual_distance.is_some()),
            ("actualDuration", self.actual_duration.is_some()),
            ("actualEffort", self.actual_effort.is_some()),
            ("completedOn", self.completed_on.is_some()),
        ];
        if self.status == Status::Skipped
            && let Some((field, _)) = measured.iter().find(|(_, given)| *given)
        {
            return Err(Error::out_of_range(
                *field,
                "given",
                "nothing, because the workout was skipped",
            ));
        }
        Ok(())
    }
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
    /// The values a person had set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited: Option<Values>,
    /// Its trace.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// What each redistribution had placed in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shares: Vec<(OverlayId, Distance)>,
    /// What each vacation or day off had taken from it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<(OverlayId, Distance)>,
    /// Whether an injury had been in force that left no trace, because a
    /// vacation took more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub injury_left_no_trace: bool,
}

impl PinnedDay {
    /// As [`ResolvedWorkout::touched_by_injury`](crate::resolved::ResolvedWorkout::touched_by_injury)
    /// on the day it was logged.
    pub fn touched_by_injury(&self) -> bool {
        self.injury_left_no_trace || has_an_injury(&self.changes)
    }
}

/// Whether a trace tells of an injury.
pub(super) fn has_an_injury(changes: &[Change]) -> bool {
    changes.iter().any(|change| change.layer == Layer::Injury)
}

/// A pinned day and the operation that pinned it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// The completion's id.
    pub id: OverlayId,
    /// The frozen day.
    pub day: PinnedDay,
}
