use std::fmt;
use std::iter::Sum;
use std::ops::Add;

use serde::{Deserialize, Serialize};

use crate::error::Error;

/// A length of time in whole seconds, at most 100 hours.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Duration(u32);

impl Duration {
    /// No time at all.
    pub const ZERO: Self = Self(0);
    /// The longest duration a constructor that can fail accepts: 100 hours.
    pub const MAX: Self = Self(360_000);

    /// Whole seconds.
    pub const fn from_seconds(seconds: u32) -> Self {
        Self(seconds)
    }

    /// Whole minutes.
    pub const fn from_minutes(minutes: u32) -> Self {
        Self(minutes.saturating_mul(60))
    }

    /// Seconds from outside, to the nearest whole one.
    ///
    /// # Errors
    /// Names `field` unless `0 <= seconds <= 360000` and finite.
    pub fn from_decimal_seconds(field: &str, seconds: f64) -> Result<Self, Error> {
        if seconds.is_finite() && (0.0..=f64::from(Self::MAX.0)).contains(&seconds) {
            Ok(Self(seconds.round() as u32))
        } else {
            Err(Error::out_of_range(
                field,
                seconds,
                "a number of seconds from 0 to 360000",
            ))
        }
    }

    /// This duration, if a constructor that can fail would have accepted it.
    ///
    /// # Errors
    /// Names `field` above [`MAX`](Self::MAX).
    pub fn in_range(self, field: &str) -> Result<Self, Error> {
        if self <= Self::MAX {
            return Ok(self);
        }
        Err(Error::out_of_range(
            field,
            self,
            "a time from 0 to 100 hours",
        ))
    }

    /// Reads `h:mm:ss` or `m:ss` (the last part is always seconds).
    ///
    /// # Errors
    /// Names `field` when the text has another shape or exceeds 100 hours.
    pub fn from_clock(field: &str, text: &str) -> Result<Self, Error> {
        let refuse = || {
            Error::out_of_range(
                field,
                text,
                "a time such as 3:55:00 or 24:10, at most 100:00:00",
            )
        };
        let parts = text.trim().split(':').collect::<Vec<_>>();
        if !(2..=3).contains(&parts.len()) {
            return Err(refuse());
        }
        let mut seconds = 0u32;
        for (place, part) in parts.iter().enumerate() {
            let well_formed = !part.is_empty()
                && part.len() <= 3
                && (place == 0 || part.len() == 2)
                && part.bytes().all(|b| b.is_ascii_digit());
            let value = part
                .parse::<u32>()
                .ok()
                .filter(|_| well_formed)
                .ok_or_else(refuse)?;
            if place > 0 && value >= 60 {
                return Err(refuse());
            }
            seconds = seconds * 60 + value;
        }
        if seconds > Self::MAX.0 {
            return Err(refuse());
        }
        Ok(Self(seconds))
    }

    /// Reads the time part of an ISO 8601 duration: `PT45M`, `PT1H30M`, `PT90S`.
    ///
    /// # Errors
    /// Names `field` when the text has another shape or exceeds 100 hours.
    pub fn from_iso8601(field: &str, text: &str) -> Result<Self, Error> {
        let refuse = || {
            Error::out_of_range(
                field,
                text,
                "an ISO 8601 duration such as PT45M, at most PT100H",
            )
        };
        let mut rest = text
            .strip_prefix("PT")
            .filter(|rest| !rest.is_empty())
            .ok_or_else(refuse)?;
        let mut seconds = 0u64;
        for (letter, factor) in [('H', 3_600), ('M', 60), ('S', 1)] {
            if let Some((digits, tail)) = rest.split_once(letter) {
                if digits.len() > 6 || !digits.bytes().all(|b| b.is_ascii_digit()) {
                    return Err(refuse());
                }
                seconds += digits.parse::<u64>().map_err(|_| refuse())? * factor;
                rest = tail;
            }
        }
        if !rest.is_empty() || seconds > u64::from(Self::MAX.0) {
            return Err(refuse());
        }
        Ok(Self(seconds as u32))
    }

    /// Whole seconds.
    pub const fn as_seconds(self) -> u32 {
        self.0
    }

    /// Minutes; for people and formulas, never for sums.
    pub fn as_minutes(self) -> f64 {
        f64::from(self.0) / 60.0
    }

    /// True for no time at all.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// `self - other`, or zero where that would be negative.
    #[must_use]
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// This duration `times` over, saturating.
    #[must_use]
    pub const fn times(self, times: u32) -> Self {
        Self(self.0.saturating_mul(times))
    }

    /// The given share, rounded down to whole seconds.
    #[must_use]
    pub const fn percent(self, percent: super::Percent) -> Self {
        let seconds = self.0 as u64 * percent.as_tenths() as u64 / 1_000;
        Self(if seconds > u32::MAX as u64 {
            u32::MAX
        } else {
            seconds as u32
        })
    }

    /// ISO 8601, hours and minutes first: `PT1H30M`, `PT0S`.
    pub fn to_iso8601(self) -> String {
        self.iso8601().to_string()
    }

    /// As [`to_iso8601`](Self::to_iso8601), to be written where there is room already.
    pub fn iso8601(self) -> impl fmt::Display {
        Iso8601(self)
    }
}

struct Iso8601(Duration);

impl fmt::Display for Iso8601 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Duration(total) = self.0;
        if total == 0 {
            return f.write_str("PT0S");
        }
        f.write_str("PT")?;
        let (hours, minutes, seconds) = (total / 3_600, total / 60 % 60, total % 60);
        for (value, letter) in [(hours, 'H'), (minutes, 'M'), (seconds, 'S')] {
            if value > 0 {
                write!(f, "{value}{letter}")?;
            }
        }
        Ok(())
    }
}

impl Add for Duration {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sum for Duration {
    fn sum<I: Iterator<Item = Self>>(durations: I) -> Self {
        durations.fold(Self::ZERO, Add::add)
    }
}

/// As a stopwatch shows it: `m:ss`, from an hour on `h:mm:ss`.
impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hours, minutes, seconds) = (self.0 / 3_600, self.0 / 60 % 60, self.0 % 60);
        if hours > 0 {
            write!(f, "{hours}:{minutes:02}:{seconds:02}")
        } else {
            write!(f, "{minutes}:{seconds:02}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clock_and_iso_texts_are_read_back_as_written() {
        for seconds in [0, 59, 60, 61, 3_599, 3_600, 14_100, 360_000] {
            let duration = Duration::from_seconds(seconds);
            assert_eq!(
                Duration::from_clock("t", &duration.to_string()),
                Ok(duration)
            );
            assert_eq!(
                Duration::from_iso8601("t", &duration.to_iso8601()),
                Ok(duration)
            );
        }
    }

    #[test]
    fn malformed_times_are_refused_by_name() {
        for text in [
            "",
            "3",
            "3:5",
            "1:60",
            "1:00:60",
            "-1:00",
            "1:00:00:00",
            "100:00:01",
            "ab:cd",
            "1 :00",
        ] {
            assert_eq!(
                Duration::from_clock("target_time", text)
                    .unwrap_err()
                    .field(),
                Some("target_time"),
                "{text}"
            );
        }
        for text in [
            "",
            "PT",
            "P1D",
            "PT1",
            "PT1M1H",
            "PT-1M",
            "PT1.5H",
            "PT99999999S",
        ] {
            assert!(Duration::from_iso8601("duration", text).is_err(), "{text}");
        }
    }
}
