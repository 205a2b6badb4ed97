use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::units::{Distance, DistanceUnit, Duration, Pace, Percent};
use crate::words::words;
use crate::zones::Zone;

words! {
    /// What a segment is for.
    pub enum StepRole("role") {
        /// Easy running before the main part.
        WarmUp = "WarmUp",
        /// The work itself.
        Work = "Work",
        /// Jogging, walking or standing between repetitions.
        Recovery = "Recovery",
        /// Easy running after the main part.
        CoolDown = "CoolDown",
    }
}

/// How long a segment lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum StepLength {
    /// Until a distance is covered.
    Distance(Distance),
    /// Until a time has passed.
    Time(Duration),
    /// Until the runner says so.
    Open,
}

/// How hard a segment is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum StepTarget {
    /// In one of the five training zones.
    Zone(Zone),
    /// At a pace, printed in the unit it was written in.
    Pace {
        /// The pace.
        pace: Pace,
        /// The unit it was written in.
        unit: DistanceUnit,
    },
    /// At the runner's current pace over a race distance ("5K pace").
    RacePace(Distance),
    /// At a share of the pace of a zone or race ("95 % of marathon pace").
    Share {
        /// The share, 100 % being the pace itself.
        percent: Percent,
        /// The distance of the race the share is of.
        of: Distance,
    },
    /// As the runner feels.
    Open,
}

/// One continuous piece of a workout.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Segment {
    /// What it is for.
    pub role: StepRole,
    /// How long it lasts.
    pub length: StepLength,
    /// How hard it is.
    pub target: StepTarget,
    /// What else the coach wrote about it ("uphill").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Segment {
    /// A segment without a note.
    pub const fn new(role: StepRole, length: StepLength, target: StepTarget) -> Self {
        Self {
            role,
            length,
            target,
            note: None,
        }
    }
}

/// A part of a workout: one segment, or several repeated.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Step {
    /// Run once.
    Once(Segment),
    /// Run `times` over, at least twice.
    Repeat {
        /// How often.
        times: u8,
        /// What is repeated, in order.
        segments: Vec<Segment>,
    },
}

impl Step {
    /// As [`Workout::check`](super::Workout::check).
    pub(super) fn check(&self) -> Result<(), Error> {
        let segments = match self {
            Self::Once(segment) => std::slice::from_ref(segment),
            Self::Repeat { times, segments } => {
                if *times < 2 {
                    return Err(Error::out_of_range("times", times, "2 to 255 rounds"));
                }
                if segments.is_empty() {
                    return Err(Error::out_of_range("segments", 0, "at least one segment"));
                }
                segments
            }
        };
        for segment in segments {
            match segment.length {
                StepLength::Distance(distance) => drop(distance.in_range("length")?),
                StepLength::Time(time) => drop(time.in_range("length")?),
                StepLength::Open => {}
            }
        }
        Ok(())
    }

    /// The sum of the distances that are stated; segments by time add nothing.
    pub fn stated_distance(&self) -> Distance {
        let stated = |segments: &[Segment]| {
            segments
                .iter()
                .map(|segment| match segment.length {
                    StepLength::Distance(distance) => distance,
                    StepLength::Time(_) | StepLength::Open => Distance::ZERO,
                })
                .sum::<Distance>()
        };
        match self {
            Self::Once(segment) => stated(std::slice::from_ref(segment)),
            Self::Repeat { times, segments } => stated(segments).times(u32::from(*times)),
        }
    }
}
