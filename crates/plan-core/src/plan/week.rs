use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Phase;
use crate::error::Error;
use crate::units::Distance;
use crate::workout::Workout;

/// Names one workout of a plan, for as long as the plan exists.
///
/// On the wire `w17` is the 17th generated workout and `a5` the workout added
/// by operation 5, so an id never changes its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WorkoutId {
    /// From the generated plan, numbered from 1 in calendar order; workouts of
    /// a plan that was made again go on where the old numbers end.
    Generated(u32),
    /// Added by a person, numbered like the operation that added it.
    Added(u64),
}

impl fmt::Display for WorkoutId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Generated(number) => write!(f, "w{number}"),
            Self::Added(operation) => write!(f, "a{operation}"),
        }
    }
}

impl FromStr for WorkoutId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let number = |digits: &str| {
            let canonical = !digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit());
            digits.parse::<u64>().ok().filter(|_| canonical)
        };
        let id = match text.split_at_checked(1) {
            Some(("w", digits)) => number(digits)
                .and_then(|n| u32::try_from(n).ok())
                .map(Self::Generated),
            Some(("a", digits)) => number(digits).map(Self::Added),
            _ => None,
        };
        id.ok_or_else(|| Error::unknown("workoutId", text, "a workout id such as w17"))
    }
}

impl Serialize for WorkoutId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for WorkoutId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = CowText::deserialize(deserializer)?.0;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A workout on its generated day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedWorkout {
    /// Its name in the plan.
    pub id: WorkoutId,
    /// The day it was generated for.
    #[serde(deserialize_with = "stored_date")]
    pub date: NaiveDate,
    /// What to do.
    pub workout: Workout,
}

/// A date. A year has hundreds of them, each in the one way dates are written; any
/// other text goes the long way through chrono's reader.
fn stored_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    let text = CowText::deserialize(deserializer)?.0;
    plain_date(&text).map_or_else(|| text.parse().map_err(serde::de::Error::custom), Ok)
}

/// A text that is borrowed where it can be, which serde does for a `Cow` in a field only.
#[derive(Deserialize)]
struct CowText<'t>(#[serde(borrow)] std::borrow::Cow<'t, str>);

/// Exactly `2026-02-20`.
fn plain_date(text: &str) -> Option<NaiveDate> {
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0, |number, digit| {
            digit
                .is_ascii_digit()
                .then(|| number * 10 + u32::from(digit - b'0'))
        })
    };
    match text.as_bytes() {
        [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] => NaiveDate::from_ymd_opt(
            i32::try_from(number(&[*y0, *y1, *y2, *y3])?).ok()?,
            number(&[*m0, *m1])?,
            number(&[*d0, *d1])?,
        ),
        _ => None,
    }
}

/// Seven consecutive days of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Week {
    /// From 1.
    pub number: u8,
    /// The first of its seven days.
    #[serde(deserialize_with = "stored_date")]
    pub start: NaiveDate,
    /// Which part of the plan it belongs to.
    pub phase: Phase,
    /// By date; a double has two on a day, days before a plan's start have none.
    pub workouts: Vec<PlannedWorkout>,
}

impl Week {
    /// The last of its seven days.
    pub fn end(&self) -> NaiveDate {
        let last = self.start.checked_add_days(chrono::Days::new(6));
        last.unwrap_or(NaiveDate::MAX)
    }

    /// True for each of its seven days.
    pub fn contains(&self, date: NaiveDate) -> bool {
        (self.start..=self.end()).contains(&date)
    }

    /// Running of the week without races: what growth, shares and caps are measured on.
    pub fn training_distance(&self) -> Distance {
        self.workouts
            .iter()
            .map(|planned| planned.workout.training_distance())
            .sum()
    }

    /// True when a goal or tune-up race is run in it.
    pub fn has_race(&self) -> bool {
        self.workouts
            .iter()
            .any(|planned| planned.workout.kind == crate::workout::WorkoutKind::Race)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_as_chrono_reads_it() {
        for text in [
            "2026-02-20",
            "2028-02-29",
            "0000-01-01",
            "9999-12-31",
            "2026-02-29",
            "2026-13-01",
            "2026-2-20",
            "+10000-01-01",
            "-0001-01-01",
            "2026/02/20",
            "",
        ] {
            let planned = format!(r#"{{"id":"w1","date":"{text}","workout":{{"kind":"Rest"}}}}"#);
            let read = serde_json::from_str::<PlannedWorkout>(&planned);
            let expected = text.parse::<NaiveDate>();
            assert_eq!(
                read.ok().map(|planned| planned.date),
                expected.ok(),
                "{text}"
            );
        }
    }
}
