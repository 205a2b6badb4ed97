//! Layer 3: a person's word.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::plan::WorkoutId;
use crate::units::{Distance, Duration, Percent};
use crate::workout::WorkoutKind;

/// Values a person sets; `None` leaves what the layers below say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Values {
    /// Another kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<WorkoutKind>,
    /// Another distance, never rounded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distance: Option<Distance>,
    /// Another duration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<Duration>,
    /// Another description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// A person's changes to one workout; the later edit wins, field by field.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Edit {
    /// Which workout.
    pub workout: WorkoutId,
    /// What to set; at least one value.
    pub values: Values,
}

/// A workout a person adds.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Addition {
    /// The day, inside the plan.
    pub date: NaiveDate,
    /// What it is; `kind` is always there.
    pub values: Values,
}

/// A day on which a person runs less or not at all.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DayOff {
    date: NaiveDate,
    load: Percent,
}

impl DayOff {
    /// `load_percent` 0 or 10–80 of the value after layers 1 and 2.
    ///
    /// # Errors
    /// Names `loadPercent` out of range.
    pub fn new(date: NaiveDate, load_percent: i64) -> Result<Self, Error> {
        let load = if load_percent == 0 {
            Percent::ZERO
        } else {
            Percent::in_range("loadPercent", load_percent, 10, 80).map_err(|_| {
                Error::out_of_range(
                    "loadPercent",
                    load_percent,
                    "0, or a whole percent from 10 to 80",
                )
            })?
        };
        Ok(Self { date, load })
    }

    /// The day.
    pub fn date(&self) -> NaiveDate {
        self.date
    }

    /// The share of each run that is kept; 0 is a full day off.
    pub fn load(&self) -> Percent {
        self.load
    }
}
