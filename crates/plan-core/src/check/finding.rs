use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Notice;
use crate::plan::WorkoutId;
use crate::units::{Distance, Duration, Percent};
use crate::words::words;

words! {
    /// How much a finding matters.
    pub enum Severity("severity") {
        /// Good to know.
        Info = "info",
        /// A coach should look at it.
        Warning = "warning",
    }
}

/// Something to know about a plan; it never stops anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// A stable word for the rule: `run_spike`, `weekly_growth`, `hard_days_adjacent` ….
    pub rule: String,
    /// How much it matters.
    pub severity: Severity,
    /// Where.
    pub place: Place,
    /// What was measured.
    pub measured: Option<Measure>,
    /// What the rule allows.
    pub limit: Option<Measure>,
    /// Where the rule comes from.
    pub source: Option<String>,
    /// A sentence for people.
    pub message: String,
}

/// The part of a plan or text a finding is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The week, from 1.
    pub week: Option<u8>,
    /// The day.
    pub date: Option<NaiveDate>,
    /// The workout.
    pub workout: Option<WorkoutId>,
    /// The line of the draft, from 1.
    pub line: Option<u32>,
    /// The request's field.
    pub field: Option<String>,
}

/// A measured value or a limit, with its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Measure {
    /// A distance.
    Distance(Distance),
    /// A time.
    Duration(Duration),
    /// A share.
    Percent(Percent),
    /// A number of things.
    Count(u32),
}

impl Finding {
    /// A finding with its word, severity and source; where and how much is added by the other functions.
    pub fn new(notice: &Notice, message: impl Into<String>) -> Self {
        Self {
            rule: notice.word.to_owned(),
            severity: notice.severity,
            place: Place::default(),
            measured: None,
            limit: None,
            source: Some(notice.source.to_owned()),
            message: message.into(),
        }
    }

    /// In a week.
    #[must_use]
    pub fn in_week(mut self, week: u8) -> Self {
        self.place.week = Some(week);
        self
    }

    /// On a day.
    #[must_use]
    pub fn on(mut self, date: NaiveDate) -> Self {
        self.place.date = Some(date);
        self
    }

    /// About a workout.
    #[must_use]
    pub fn about(mut self, workout: WorkoutId) -> Self {
        self.place.workout = Some(workout);
        self
    }

    /// At a line of the draft.
    #[must_use]
    pub fn at_line(mut self, line: u32) -> Self {
        self.place.line = Some(line);
        self
    }

    /// About a field of the request.
    #[must_use]
    pub fn for_field(mut self, field: &str) -> Self {
        self.place.field = Some(field.to_owned());
        self
    }

    /// With what was measured and what the rule allows.
    #[must_use]
    pub fn measuring(mut self, measured: Measure, limit: Measure) -> Self {
        self.measured = Some(measured);
        self.limit = Some(limit);
        self
    }
}
