use std::fmt::{self, Write};
use std::ops::Deref;

use chrono::{Datelike, NaiveDate};
use plan_core::overlay::OverlayId;
use plan_core::plan::WorkoutId;
use plan_core::units::{DistanceUnit, Duration, Pace};
use plan_core::zones::PaceRange;
use serde::{Serialize, Serializer};

/// An id, a duration or a pace as text. There are thousands in a year and none is
/// long, so that they lie where they are used and ask for no memory of their own.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Short {
    length: u8,
    bytes: [u8; Self::LONGEST],
}

impl Short {
    /// A letter and the longest number have 21, the longest duration 16.
    const LONGEST: usize = 23;

    const EMPTY: Self = Self {
        length: 0,
        bytes: [0; Self::LONGEST],
    };

    /// The text.
    pub fn as_str(&self) -> &str {
        // Only whole texts are ever pushed.
        std::str::from_utf8(&self.bytes[..usize::from(self.length)]).unwrap_or_default()
    }

    fn of(value: impl fmt::Display) -> Self {
        let mut text = Self::EMPTY;
        // Fails for a longer one, and its callers have none.
        let written = write!(text, "{value}");
        debug_assert!(written.is_ok(), "{value}");
        text
    }

    /// `m:ss`.
    pub(super) fn clock(pace: Pace, unit: DistanceUnit) -> Self {
        Self::of(Duration::from_seconds(pace.to_seconds_per(unit)))
    }
}

impl Write for Short {
    fn write_str(&mut self, more: &str) -> fmt::Result {
        let (start, end) = (
            usize::from(self.length),
            usize::from(self.length) + more.len(),
        );
        let room = self.bytes.get_mut(start..end).ok_or(fmt::Error)?;
        room.copy_from_slice(more.as_bytes());
        // Not above `LONGEST`, as there was room.
        self.length = end as u8;
        Ok(())
    }
}

/// ISO 8601: `PT45M`.
impl From<Duration> for Short {
    fn from(duration: Duration) -> Self {
        Self::of(duration.iso8601())
    }
}

impl From<WorkoutId> for Short {
    fn from(id: WorkoutId) -> Self {
        Self::of(id)
    }
}

impl From<OverlayId> for Short {
    fn from(id: OverlayId) -> Self {
        Self::of(id)
    }
}

impl Deref for Short {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for Short {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

impl fmt::Debug for Short {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl Serialize for Short {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

/// A date as chrono writes it; for every year with four digits without the way over
/// a formatter.
pub(super) fn date<S: Serializer>(date: &NaiveDate, serializer: S) -> Result<S::Ok, S::Error> {
    let (year @ 0..=9_999, month, day) = (date.year(), date.month(), date.day()) else {
        return date.serialize(serializer);
    };
    let mut bytes = *b"0000-00-00";
    let mut put = |place: usize, number: u32| {
        // Two decimal digits.
        bytes[place] += (number / 10) as u8;
        bytes[place + 1] += (number % 10) as u8;
    };
    put(0, year.unsigned_abs() / 100);
    put(2, year.unsigned_abs() % 100);
    put(5, month);
    put(8, day);
    serializer.serialize_str(std::str::from_utf8(&bytes).unwrap_or_default())
}

/// A range of paces as text, per mile and per kilometer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clocks {
    pub(super) min_per_mile: Short,
    pub(super) max_per_mile: Short,
    pub(super) min_per_km: Short,
    pub(super) max_per_km: Short,
}

impl From<PaceRange> for Clocks {
    fn from(PaceRange { slow, fast }: PaceRange) -> Self {
        Self {
            min_per_mile: Short::clock(fast, DistanceUnit::Mile),
            max_per_mile: Short::clock(slow, DistanceUnit::Mile),
            min_per_km: Short::clock(fast, DistanceUnit::Kilometer),
            max_per_km: Short::clock(slow, DistanceUnit::Kilometer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_as_ever() {
        for (year, month, day) in [
            (2026, 2, 20),
            (2027, 12, 31),
            (0, 1, 1),
            (9_999, 10, 9),
            (10_000, 1, 1),
            (-1, 1, 1),
        ] {
            let day = NaiveDate::from_ymd_opt(year, month, day).unwrap();
            let mut written = Vec::new();
            date(&day, &mut serde_json::Serializer::new(&mut written)).unwrap();
            assert_eq!(written, serde_json::to_vec(&day).unwrap());
        }
    }

    #[test]
    fn the_longest_texts_have_room() {
        for (text, expected) in [
            (
                Short::from(WorkoutId::Added(u64::MAX)),
                "a18446744073709551615",
            ),
            (Short::from(OverlayId(u64::MAX)), "o18446744073709551615"),
            (
                Short::from(Duration::from_seconds(u32::MAX)),
                "PT1193046H28M15S",
            ),
            (
                Short::clock(
                    Pace::from_milliseconds_per_kilometer(u32::MAX),
                    DistanceUnit::Mile,
                ),
                "1920:01:20",
            ),
            (Short::from(Duration::ZERO), "PT0S"),
        ] {
            assert_eq!(text.as_str(), expected);
            assert_eq!(
                serde_json::to_string(&text).unwrap(),
                format!("{expected:?}")
            );
        }
    }
}
