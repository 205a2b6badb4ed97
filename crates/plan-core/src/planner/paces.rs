//! How fast this runner goes: from VDOT, or guessed from the level.

use crate::fitness::Vdot;
use crate::plan::Level;
use crate::units::{Distance, DistanceUnit, Duration, Pace};
use crate::zones::{PaceZones, Zone};

/// The middle of each training pace.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paces {
    /// False where the paces are guessed from the level.
    pub(crate) known: bool,
    pub(crate) easy: Pace,
    pub(crate) marathon: Pace,
    pub(crate) threshold: Pace,
    pub(crate) interval: Pace,
    pub(crate) repetition: Pace,
}

impl Paces {
    pub(crate) fn of(vdot: Option<Vdot>, level: Level) -> Self {
        let Some(vdot) = vdot else {
            return Self::guess(level);
        };
        let zones = PaceZones::from_vdot(vdot);
        Self {
            known: true,
            easy: zones.midpoint(Zone::Easy),
            marathon: zones.midpoint(Zone::Marathon),
            threshold: zones.midpoint(Zone::Threshold),
            interval: zones.midpoint(Zone::Interval),
            repetition: zones.midpoint(Zone::Repetition),
        }
    }

    /// Easy at 12:00, 10:00 or 8:30 a mile by level; the other paces as the
    /// usual share of it (Daniels' tables, VDOT 30–50).
    fn guess(level: Level) -> Self {
        let seconds = match level {
            Level::Beginner => 720,
            Level::Intermediate => 600,
            Level::Advanced => 510,
        };
        let share =
            |percent: u32| Pace::from_seconds_per(DistanceUnit::Mile, seconds * percent / 100);
        Self {
            known: false,
            easy: share(100),
            marathon: share(87),
            threshold: share(81),
            interval: share(75),
            repetition: share(70),
        }
    }

    /// The middle of a zone's pace.
    pub(crate) const fn at(&self, zone: Zone) -> Pace {
        match zone {
            Zone::Easy => self.easy,
            Zone::Marathon => self.marathon,
            Zone::Threshold => self.threshold,
            Zone::Interval => self.interval,
            Zone::Repetition => self.repetition,
        }
    }

    /// How far easy running gets in whole minutes.
    pub(crate) fn easy_in(&self, minutes: u16) -> Distance {
        self.easy
            .distance_in(Duration::from_minutes(u32::from(minutes)))
    }
}
