//! What the planner is asked for.

use chrono::{Datelike, NaiveDate, Weekday};

use super::OtherRace;
use crate::error::Error;
use crate::fitness::Vdot;
use crate::plan::{BasePlan, Level, ProgressionPattern, RaceGoal};
use crate::units::{Distance, DistanceUnit, Duration};
use crate::workout::RunWalk;

/// Everything the planner is asked for. Absent wishes are `None` or empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanBrief {
    /// 1–52.
    pub weeks: u8,
    /// The runner's experience.
    pub level: Level,
    /// The goal race.
    pub race: Option<RaceGoal>,
    /// Races on the way to it, in any order; they need a dated plan.
    pub races: Vec<OtherRace>,
    /// The first training day.
    pub start: Option<NaiveDate>,
    /// The unit the plan is rounded and written in.
    pub unit: DistanceUnit,
    /// How weeks rise and rest.
    pub pattern: ProgressionPattern,
    /// Current fitness.
    pub vdot: Option<Vdot>,
    /// Running days a week, 3–7 where given.
    pub days_per_week: Option<u8>,
    /// The weekday of the long run.
    pub long_run_day: Option<Weekday>,
    /// Weekdays that stay free of running.
    pub unavailable_days: Vec<Weekday>,
    /// The most minutes of training per weekday, Monday first.
    pub max_minutes: [Option<u16>; 7],
    /// The runner's present weekly volume.
    pub weekly_distance: Option<Distance>,
    /// The most a week of training may hold; races on the way count, the goal race does not.
    pub most_weekly: Option<Distance>,
    /// What the largest week is to hold, where that is not what is usual. No week holds more.
    pub peak_weekly: Option<Distance>,
    /// Running and walking in turn.
    pub run_walk: Option<RunWalkPlan>,
    /// Chooses among equally good variants.
    pub seed: u64,
}

/// How run/walk minutes are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunWalkPlan {
    /// 4:1, 6:1, 8:1, 8:1 by phase.
    ByPhase,
    /// The same throughout.
    Custom(RunWalk),
}

impl PlanBrief {
    /// The least weekly volume a runner can come with.
    pub const LEAST_WEEKLY: Distance = Distance::from_kilometers(3);
    /// The most weekly volume a runner can come with.
    pub const MOST_WEEKLY: Distance = Distance::from_kilometers(250);
    /// The years a plan may lie in.
    pub const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;

    /// A brief for a number of weeks and a level: no race, no dates, miles,
    /// three weeks up and one down, no limits, seed 0.
    pub fn new(weeks: u8, level: Level) -> Self {
        Self {
            weeks,
            level,
            race: None,
            races: Vec::new(),
            start: None,
            unit: DistanceUnit::Mile,
            pattern: ProgressionPattern::ThreeUpOneDown,
            vdot: None,
            days_per_week: None,
            long_run_day: None,
            unavailable_days: Vec::new(),
            max_minutes: [None; 7],
            weekly_distance: None,
            most_weekly: None,
            peak_weekly: None,
            run_walk: None,
            seed: 0,
        }
    }

    /// The most a week of training may hold, whichever way it was asked for.
    pub(super) fn weekly_limit(&self) -> Option<Distance> {
        self.most_weekly.into_iter().chain(self.peak_weekly).min()
    }

    /// Checks every value's range.
    ///
    /// # Errors
    /// The one field out of range, or all of them as [`Error::Many`]; each
    /// names the field as the request does, the value and the range.
    pub fn validate(&self) -> Result<(), Error> {
        let mut faults = Vec::new();
        if !(1..=BasePlan::MAX_WEEKS).contains(&self.weeks) {
            faults.push(Error::out_of_range("weeks", self.weeks, "1 to 52 weeks"));
        }
        if let Some(days) = self.days_per_week
            && !(3..=7).contains(&days)
        {
            faults.push(Error::out_of_range("days_per_week", days, "3 to 7 days"));
        }
        let race_date = self.race.as_ref().and_then(|race| race.date);
        for (field, date) in [("start_date", self.start), ("race.date", race_date)] {
            if let Some(date) = date
                && !Self::YEARS.contains(&date.year())
            {
                faults.push(Error::out_of_range(
                    field,
                    date,
                    "a date from 1900-01-01 to 2199-12-31",
                ));
            }
        }
        if let Some(time) = self.race.as_ref().and_then(|race| race.target_time)
            && !(Duration::from_minutes(10)..=Duration::from_minutes(24 * 60)).contains(&time)
        {
            faults.push(Error::out_of_range(
                "race.target_time",
                time,
                "10 minutes to 24 hours",
            ));
        }
        for (nth, race) in self.races.iter().enumerate() {
            race.faults(&format!("races[{nth}]"), &mut faults);
        }
        for (day, minutes) in super::WEEKDAYS.iter().zip(self.max_minutes) {
            if let Some(minutes) = minutes
                && minutes > 24 * 60
            {
                let name = day.to_string().to_lowercase();
                faults.push(Error::out_of_range(
                    format!("max_minutes.{name}"),
                    minutes,
                    "0 to 1440 minutes",
                ));
            }
        }
        for (field, distance) in [
            ("weekly_distance", self.weekly_distance),
            ("most_weekly", self.most_weekly),
            ("peak_weekly", self.peak_weekly),
        ] {
            if let Some(distance) = distance
                && !(Self::LEAST_WEEKLY..=Self::MOST_WEEKLY).contains(&distance)
            {
                faults.push(Error::out_of_range(
                    field,
                    format!("{:.3} km", distance.as_kilometers()),
                    "3 to 250 km (1.9 to 155 mi)",
                ));
            }
        }
        match faults.len() {
            0 => Ok(()),
            1 => Err(faults.swap_remove(0)),
            _ => Err(Error::Many(faults)),
        }
    }
}
