use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::units::{Distance, Duration};
use crate::words::words;

words! {
    /// The goal races we plan for.
    pub enum RaceDistance("distance") {
        /// 5 km.
        FiveK = "FiveK",
        /// 10 km.
        TenK = "TenK",
        /// 21.0975 km.
        HalfMarathon = "HalfMarathon",
        /// 42.195 km.
        FullMarathon = "FullMarathon",
    }
}

impl RaceDistance {
    /// How far the race is, exactly.
    pub const fn distance(self) -> Distance {
        match self {
            Self::FiveK => Distance::from_meters(5_000),
            Self::TenK => Distance::from_meters(10_000),
            Self::HalfMarathon => Distance::from_raw(2_109_750_000),
            Self::FullMarathon => Distance::from_meters(42_195),
        }
    }

    /// What people call it: `5K`, `Half marathon`.
    pub const fn label(self) -> &'static str {
        match self {
            Self::FiveK => "5K",
            Self::TenK => "10K",
            Self::HalfMarathon => "Half marathon",
            Self::FullMarathon => "Full marathon",
        }
    }
}

/// The race a plan leads to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RaceGoal {
    /// Which race.
    pub distance: RaceDistance,
    /// When; `None` in a plan whose weeks are relative. In a
    /// [`BasePlan`](super::BasePlan) it is always there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
    /// The time hoped for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_time: Option<Duration>,
}
