//! The generated plan: the ground the layers stand on.

mod base_plan;
mod public_id;
mod race;
mod week;

pub use base_plan::{BasePlan, PlanSettings};
pub use public_id::{PublicId, ShortId, Slug};
pub use race::{RaceDistance, RaceGoal};
pub use week::{PlannedWorkout, Week, WorkoutId};

use crate::words::words;

words! {
    /// The part of a plan a week belongs to.
    pub enum Phase("phase") {
        /// Volume first.
        Base = "Base",
        /// Volume and quality together.
        Build = "Build",
        /// The hardest weeks.
        Peak = "Peak",
        /// Less, so that race day finds fresh legs.
        Taper = "Taper",
    }
}

words! {
    /// How experienced the runner is.
    pub enum Level("level") {
        /// New to the distance.
        Beginner = "beginner",
        /// Has trained for it before.
        Intermediate = "intermediate",
        /// Trains all year.
        Advanced = "advanced",
    }
}

words! {
    /// How many weeks rise before one gives rest.
    pub enum ProgressionPattern("progressionPattern") {
        /// No cutback weeks.
        Linear = "Linear",
        /// Every third week is a cutback week.
        TwoUpOneDown = "TwoUpOneDown",
        /// Every fourth week is a cutback week.
        ThreeUpOneDown = "ThreeUpOneDown",
        /// Every fifth week is a cutback week.
        FourUpOneDown = "FourUpOneDown",
    }
}

words! {
    /// How a plan stands; people set it, the clock never does.
    pub enum PlanStatus("status") {
        /// Being trained by.
        Active = "Active",
        /// Trained to its end.
        Completed = "Completed",
        /// Put away.
        Archived = "Archived",
        /// Interrupted, to be taken up again.
        Paused = "Paused",
    }
}

impl ProgressionPattern {
    /// Length of one cycle in weeks, the cutback week included; `None` when there is none.
    pub const fn cycle(self) -> Option<u8> {
        match self {
            Self::Linear => None,
            Self::TwoUpOneDown => Some(3),
            Self::ThreeUpOneDown => Some(4),
            Self::FourUpOneDown => Some(5),
        }
    }
}
