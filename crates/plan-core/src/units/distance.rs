use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::Error;

/// A length along the ground, counted in hundredths of a millimetre.
///
/// That is the coarsest unit in which a kilometre, a mile, the marathon
/// (42 195 m), the half marathon (21 097.5 m) *and a hundredth of a mile*
/// (16 093.44 mm) are all whole numbers, so a run of 5.3 mi is exactly
/// fifty-three tenths and sums never drift.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Distance(u64);

const PER_METER: u64 = 100_000;
const PER_KILOMETER: u64 = 100_000_000;
const PER_MILE: u64 = 160_934_400;

impl Distance {
    /// No distance at all.
    pub const ZERO: Self = Self(0);
    /// The longest distance any constructor accepts: a thousand kilometres.
    pub const MAX: Self = Self(1_000 * PER_KILOMETER);

    /// From hundredths of a millimetre, the unit it is stored in.
    pub const fn from_raw(raw: u64) -> Self {
        Self(raw)
    }

    /// Hundredths of a millimetre, the unit it is stored in.
    pub const fn raw(self) -> u64 {
        self.0
    }

    /// Whole meters.
    pub const fn from_meters(meters: u32) -> Self {
        Self(meters as u64 * PER_METER)
    }

    /// Whole miles.
    pub const fn from_miles(miles: u16) -> Self {
        Self(miles as u64 * PER_MILE)
    }

    /// Whole kilometers.
    pub const fn from_kilometers(kilometers: u16) -> Self {
        Self(kilometers as u64 * PER_KILOMETER)
    }

    /// Whole hundredths of a mile or a kilometer: `from_hundredths(550, Mile)` is 5.5 mi.
    pub const fn from_hundredths(hundredths: u32, unit: DistanceUnit) -> Self {
        Self(hundredths as u64 * unit.hundredth().0)
    }

    /// Whole tenths of a mile or a kilometer: `from_tenths(55, Mile)` is 5.5 mi.
    pub const fn from_tenths(tenths: u32, unit: DistanceUnit) -> Self {
        Self(tenths as u64 * unit.tenth().0)
    }

    /// A decimal number of miles or kilometers from outside, to the nearest
    /// hundredth of a millimetre.
    ///
    /// # Errors
    /// Names `field` unless `0 <= value <= 1000 km` and finite.
    pub fn from_decimal(field: &str, value: f64, unit: DistanceUnit) -> Result<Self, Error> {
        let raw = value * unit.one().0 as f64;
        if raw.is_finite() && raw >= 0.0 && raw <= Self::MAX.0 as f64 {
            Ok(Self(raw.round() as u64))
        } else {
            Err(Error::out_of_range(
                field,
                value,
                match unit {
                    DistanceUnit::Mile => "a number of miles from 0 to 621",
                    DistanceUnit::Kilometer => "a number of kilometers from 0 to 1000",
                },
            ))
        }
    }

    /// This distance, if a constructor would have accepted it.
    ///
    /// # Errors
    /// Names `field` above [`MAX`](Self::MAX).
    pub fn in_range(self, field: &str) -> Result<Self, Error> {
        if self <= Self::MAX {
            return Ok(self);
        }
        Err(Error::out_of_range(
            field,
            format!("{} km", self.as_kilometers()),
            "a distance from 0 to 1000 km",
        ))
    }

    /// A decimal number of meters from outside.
    ///
    /// # Errors
    /// Names `field` unless `0 <= value <= 1000 km` and finite.
    pub fn from_decimal_meters(field: &str, meters: f64) -> Result<Self, Error> {
        let raw = meters * PER_METER as f64;
        if raw.is_finite() && raw >= 0.0 && raw <= Self::MAX.0 as f64 {
            Ok(Self(raw.round() as u64))
        } else {
            Err(Error::out_of_range(
                field,
                meters,
                "a number of meters from 0 to 1000000",
            ))
        }
    }

    /// For people and formulas, never for sums.
    pub fn as_meters(self) -> f64 {
        self.0 as f64 / PER_METER as f64
    }

    /// For people and formulas, never for sums.
    pub fn as_miles(self) -> f64 {
        self.0 as f64 / PER_MILE as f64
    }

    /// For people and formulas, never for sums.
    pub fn as_kilometers(self) -> f64 {
        self.0 as f64 / PER_KILOMETER as f64
    }

    /// The distance in `unit`; for people and formulas, never for sums.
    pub fn as_unit(self, unit: DistanceUnit) -> f64 {
        self.0 as f64 / unit.one().0 as f64
    }

    /// Hundredths of `unit`, half up: what the wire shows.
    pub const fn to_hundredths(self, unit: DistanceUnit) -> u64 {
        let step = unit.hundredth();
        self.round_to(step).0 / step.0
    }

    /// True when there is nothing to run.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// `self - other`, or zero where that would be negative.
    #[must_use]
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// `self - other`, or `None` where that would be negative.
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(raw) => Some(Self(raw)),
            None => None,
        }
    }

    /// The given share of this distance, rounded down to the stored unit.
    #[must_use]
    pub const fn percent(self, percent: Percent) -> Self {
        let raw = self.0 as u128 * percent.as_tenths() as u128 / 1_000;
        Self(if raw > u64::MAX as u128 {
            u64::MAX
        } else {
            raw as u64
        })
    }

    /// The largest whole multiple of `step` that is not longer.
    ///
    /// A zero `step` leaves the distance as it is.
    #[must_use]
    pub const fn floor_to(self, step: Self) -> Self {
        if step.0 == 0 {
            return self;
        }
        Self(self.0 / step.0 * step.0)
    }

    /// The nearest whole multiple of `step`, half up.
    ///
    /// A zero `step` leaves the distance as it is.
    #[must_use]
    pub const fn round_to(self, step: Self) -> Self {
        if step.0 == 0 {
            return self;
        }
        let below = self.floor_to(step);
        if self.0 - below.0 >= step.0 - step.0 / 2 {
            Self(below.0.saturating_add(step.0))
        } else {
            below
        }
    }

    /// How many whole `step`s fit.  A zero `step` fits zero times.
    pub const fn whole_steps(self, step: Self) -> u64 {
        match self.0.checked_div(step.0) {
            Some(steps) => steps,
            None => 0,
        }
    }

    /// This distance `times` over, saturating.
    #[must_use]
    pub const fn times(self, times: u32) -> Self {
        Self(self.0.saturating_mul(times as u64))
    }
}

use super::Percent;

impl Add for Distance {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Distance {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Distance {
    fn sum<I: Iterator<Item = Self>>(distances: I) -> Self {
        distances.fold(Self::ZERO, Add::add)
    }
}

/// The unit a plan is written and rounded in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DistanceUnit {
    /// Miles; the wire's `imperial`.
    #[default]
    Mile,
    /// Kilometers; the wire's `metric`.
    Kilometer,
}

impl DistanceUnit {
    /// One mile or one kilometer.
    pub const fn one(self) -> Distance {
        match self {
            Self::Mile => Distance(PER_MILE),
            Self::Kilometer => Distance(PER_KILOMETER),
        }
    }

    /// A tenth of a mile or of a kilometer, exactly.
    pub const fn tenth(self) -> Distance {
        Distance(self.one().0 / 10)
    }

    /// A hundredth of a mile or of a kilometer, exactly.
    pub const fn hundredth(self) -> Distance {
        Distance(self.one().0 / 100)
    }

    /// `mi` or `km`.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Mile => "mi",
            Self::Kilometer => "km",
        }
    }
}

impl fmt::Display for DistanceUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.symbol())
    }
}

impl FromStr for DistanceUnit {
    type Err = Error;

    /// The wire's `imperial` and `metric`, and what people type instead.
    fn from_str(text: &str) -> Result<Self, Error> {
        match text.to_ascii_lowercase().as_str() {
            "imperial" | "mi" | "mile" | "miles" => Ok(Self::Mile),
            "metric" | "km" | "kilometer" | "kilometers" | "kilometre" | "kilometres" => {
                Ok(Self::Kilometer)
            }
            _ => Err(Error::unknown("units", text, "imperial or metric")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_race_distances_and_hundredths_of_a_mile_are_exact() {
        assert_eq!(Distance::from_meters(42_195).raw(), 4_219_500_000);
        assert_eq!(Distance::from_miles(1).as_meters(), 1_609.344);
        assert_eq!(
            Distance::from_hundredths(1, DistanceUnit::Mile).raw(),
            1_609_344
        );
        assert_eq!(
            Distance::from_tenths(53, DistanceUnit::Mile).to_hundredths(DistanceUnit::Mile),
            530
        );
    }

    #[test]
    fn a_whole_tenth_is_its_own_floor() {
        for unit in [DistanceUnit::Mile, DistanceUnit::Kilometer] {
            for tenths in 0..1_000 {
                let exact = Distance::from_tenths(tenths, unit);
                assert_eq!(exact.floor_to(unit.tenth()), exact);
            }
        }
    }

    #[test]
    fn hostile_decimals_are_refused_by_name() {
        for value in [-0.1, f64::NAN, f64::INFINITY, 1e300] {
            let refused = Distance::from_decimal("distanceMiles", value, DistanceUnit::Mile);
            assert_eq!(refused.unwrap_err().field(), Some("distanceMiles"));
        }
    }
}
