//! Layer 1: days away.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::units::Percent;

/// Days on which less or nothing is run.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Vacation {
    start: NaiveDate,
    end: NaiveDate,
    load: Percent,
}

impl Vacation {
    /// From `start` to `end`, both included, keeping `load_percent` (0–80) of each run.
    ///
    /// # Errors
    /// Names `endDate` before the start or more than a year after it, `loadPercent` out of range.
    pub fn new(start: NaiveDate, end: NaiveDate, load_percent: i64) -> Result<Self, Error> {
        let load = Percent::in_range("loadPercent", load_percent, 0, 80)?;
        if end < start || end.signed_duration_since(start).num_days() > 365 {
            return Err(Error::out_of_range(
                "endDate",
                end,
                format!("a date from {start} to a year later"),
            ));
        }
        Ok(Self { start, end, load })
    }

    /// The first day.
    pub fn start(&self) -> NaiveDate {
        self.start
    }

    /// The last day.
    pub fn end(&self) -> NaiveDate {
        self.end
    }

    /// The share of each run that is kept; 0 is full rest.
    pub fn load(&self) -> Percent {
        self.load
    }

    /// True on each of its days.
    pub fn contains(&self, date: NaiveDate) -> bool {
        (self.start..=self.end).contains(&date)
    }
}
