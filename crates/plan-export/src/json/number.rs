use std::borrow::Cow;
use std::fmt;

use plan_core::units::{DistanceUnit, Percent};
use serde::{Serialize, Serializer};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// A number with at most two decimals, kept exact until it is written: 530 is `5.3`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hundredths(u64);

impl Hundredths {
    /// From whole hundredths.
    pub const fn new(hundredths: u64) -> Self {
        Self(hundredths)
    }

    /// Whole hundredths.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// To a tenth, where there is a whole one: as exact as people need.
    #[must_use]
    pub(crate) const fn for_people(self) -> Self {
        if self.0 < 100 {
            self
        } else {
            Self((self.0 + 5) / 10 * 10)
        }
    }

    /// As people are told a distance in `unit`, wherever they read it: of kilometers a
    /// tenth is exact enough, miles are what was planned.
    #[must_use]
    pub(crate) const fn told_in(self, unit: DistanceUnit) -> Self {
        match unit {
            DistanceUnit::Mile => self,
            DistanceUnit::Kilometer => self.for_people(),
        }
    }

    /// True when it is nothing.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// `self - other`, or zero where that would be negative.
    #[must_use]
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

/// As it is in JSON: `12`, `5.3`, `26.22`.
impl fmt::Display for Hundredths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 100, self.0 % 100);
        match (rest, rest % 10) {
            (0, _) => write!(f, "{whole}"),
            (_, 0) => write!(f, "{whole}.{}", rest / 10),
            _ => write!(f, "{whole}.{rest:02}"),
        }
    }
}

impl From<Percent> for Hundredths {
    fn from(percent: Percent) -> Self {
        Self(u64::from(percent.as_tenths()) * 10)
    }
}

impl Serialize for Hundredths {
    /// Whole numbers without a point, so that `12` is not `12.0`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_multiple_of(100) {
            serializer.serialize_u64(self.0 / 100)
        } else {
            // The nearest double to n/100 prints with two decimals at most.
            serializer.serialize_f64(self.0 as f64 / 100.0)
        }
    }
}

impl PartialSchema for Hundredths {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Number)
            .minimum(Some(0))
            .into()
    }
}

impl ToSchema for Hundredths {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Hundredths")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_told_tenths_of_a_kilometer_and_the_miles_that_were_planned() {
        for (hundredths, miles, kilometers) in [
            (0, "0", "0"),
            (37, "0.37", "0.37"),
            (805, "8.05", "8.1"),
            (2_622, "26.22", "26.2"),
            (82_916, "829.16", "829.2"),
        ] {
            let told = |unit| Hundredths::new(hundredths).told_in(unit).to_string();
            assert_eq!(told(DistanceUnit::Mile), miles);
            assert_eq!(told(DistanceUnit::Kilometer), kilometers);
        }
    }

    #[test]
    fn hundredths_are_written_as_people_write_them() {
        for (hundredths, text) in [(0, "0"), (1_200, "12"), (530, "5.3"), (2_622, "26.22")] {
            let written = serde_json::to_string(&Hundredths::new(hundredths)).unwrap();
            assert_eq!(written, text);
        }
        for hundredths in 0..100_000 {
            let text = serde_json::to_string(&Hundredths::new(hundredths)).unwrap();
            let decimals = text
                .split_once('.')
                .map_or(0, |(_, decimals)| decimals.len());
            assert!(decimals <= 2, "{text}");
            assert_eq!(Hundredths::new(hundredths).to_string(), text);
        }
    }
}
