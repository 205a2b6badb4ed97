use std::ops::Mul;

use serde::{Deserialize, Serialize};

use super::{Distance, DistanceUnit, Duration};
use crate::error::Error;

/// Time per distance, in whole milliseconds per kilometer.
///
/// Deliberately without `Ord`: is a "greater" pace the faster or the slower
/// one?  Ask [`is_faster_than`](Self::is_faster_than).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pace(u32);

impl Pace {
    /// From whole milliseconds per kilometer.
    pub const fn from_milliseconds_per_kilometer(milliseconds: u32) -> Self {
        Self(milliseconds)
    }

    /// From whole seconds per mile or kilometer.
    pub const fn from_seconds_per(unit: DistanceUnit, seconds: u32) -> Self {
        // ms/km = s * 1000 * (km / unit), half up.
        let unit_raw = unit.one().raw() as u128;
        let km_raw = DistanceUnit::Kilometer.one().raw() as u128;
        let pace = (seconds as u128 * 1_000 * km_raw + unit_raw / 2) / unit_raw;
        Self(if pace > u32::MAX as u128 {
            u32::MAX
        } else {
            pace as u32
        })
    }

    /// The pace of `distance` run in `duration`, to the nearest millisecond per kilometer.
    ///
    /// # Errors
    /// A zero distance has no pace.
    pub fn of(distance: Distance, duration: Duration) -> Result<Self, Error> {
        if distance.is_zero() {
            return Err(Error::out_of_range("distance", 0, "a distance above 0"));
        }
        let ms = u128::from(duration.as_seconds())
            * 1_000
            * u128::from(DistanceUnit::Kilometer.one().raw())
            / u128::from(distance.raw());
        Ok(Self(ms.min(u128::from(u32::MAX)) as u32))
    }

    /// Whole milliseconds per kilometer.
    pub const fn as_milliseconds_per_kilometer(self) -> u32 {
        self.0
    }

    /// Seconds per kilometer.
    pub fn as_seconds_per_kilometer(self) -> f64 {
        f64::from(self.0) / 1_000.0
    }

    /// Whole seconds per mile or kilometer, half up: what people read.
    pub const fn to_seconds_per(self, unit: DistanceUnit) -> u32 {
        let km_raw = DistanceUnit::Kilometer.one().raw();
        ((self.0 as u64 * unit.one().raw() + km_raw * 500) / (km_raw * 1_000)) as u32
    }

    /// `m:ss` per mile or kilometer.
    pub fn to_clock(self, unit: DistanceUnit) -> String {
        Duration::from_seconds(self.to_seconds_per(unit)).to_string()
    }

    /// True when less time passes per kilometer.
    pub const fn is_faster_than(self, other: Self) -> bool {
        self.0 < other.0
    }
}

impl Mul<Distance> for Pace {
    type Output = Duration;

    /// How long the distance takes at this pace, to the nearest second.
    fn mul(self, distance: Distance) -> Duration {
        let per = u128::from(DistanceUnit::Kilometer.one().raw()) * 1_000;
        let seconds = (u128::from(self.0) * u128::from(distance.raw()) + per / 2) / per;
        Duration::from_seconds(seconds.min(u128::from(u32::MAX)) as u32)
    }
}

/// How far one gets in `duration` at this pace.
impl Pace {
    /// The distance covered in `duration`; zero for an impossible pace of zero.
    pub fn distance_in(self, duration: Duration) -> Distance {
        if self.0 == 0 {
            return Distance::ZERO;
        }
        let raw = u128::from(duration.as_seconds())
            * 1_000
            * u128::from(DistanceUnit::Kilometer.one().raw())
            / u128::from(self.0);
        Distance::from_raw(u64::try_from(raw).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pace_is_read_back_in_the_unit_it_was_written_in() {
        for unit in [DistanceUnit::Mile, DistanceUnit::Kilometer] {
            for seconds in 120..1_200 {
                assert_eq!(
                    Pace::from_seconds_per(unit, seconds).to_seconds_per(unit),
                    seconds
                );
            }
        }
    }

    #[test]
    fn eight_minute_miles_take_eight_minutes_a_mile() {
        let pace = Pace::from_seconds_per(DistanceUnit::Mile, 480);
        assert_eq!(pace * Distance::from_miles(5), Duration::from_minutes(40));
        assert_eq!(pace.to_clock(DistanceUnit::Mile), "8:00");
    }
}
