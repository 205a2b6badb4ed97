use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::Error;

/// A share in tenths of a percent, because an injury of severity 5 keeps 62.5 %.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Percent(u16);

impl Percent {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// The whole.
    pub const HUNDRED: Self = Self(1_000);

    /// Whole percents; above 6553 it stays there.
    pub const fn from_whole(percent: u16) -> Self {
        Self(percent.saturating_mul(10))
    }

    /// Tenths of a percent: 625 is 62.5 %.
    pub const fn from_tenths(tenths: u16) -> Self {
        Self(tenths)
    }

    /// A whole percent from outside.
    ///
    /// # Errors
    /// Names `field` unless it lies in `low..=high`.
    pub fn in_range(field: &str, percent: i64, low: u16, high: u16) -> Result<Self, Error> {
        match u16::try_from(percent) {
            Ok(whole) if (low..=high).contains(&whole) => Ok(Self::from_whole(whole)),
            _ => Err(Error::out_of_range(
                field,
                percent,
                format!("a whole percent from {low} to {high}"),
            )),
        }
    }

    /// The whole percent it is.
    ///
    /// # Errors
    /// Names `field` where it is none.
    pub(crate) fn whole(self, field: &str) -> Result<i64, Error> {
        if self.0.is_multiple_of(10) {
            Ok(i64::from(self.0 / 10))
        } else {
            Err(Error::out_of_range(field, self, "a whole percent"))
        }
    }

    /// Tenths of a percent.
    pub const fn as_tenths(self) -> u16 {
        self.0
    }

    /// As a number of percents, for people.
    pub fn as_f64(self) -> f64 {
        f64::from(self.0) / 10.0
    }

    /// True for nothing.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }
}

/// `80`, `62.5`: without the sign, which the sentence around it writes.
impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.as_f64())
    }
}
