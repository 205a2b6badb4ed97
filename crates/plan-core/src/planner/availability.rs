//! Which weekdays can take a run, and how far: hard constraints.

use chrono::Weekday;

use super::PlanBrief;
use super::dates::Dates;
use super::grid::Grid;
use super::paces::Paces;
use crate::error::Error;
use crate::plan::{Level, RaceDistance};
use crate::units::Distance;

/// The fewest running days a plan can be built on.
const FEWEST_DAYS: usize = 3;
/// The shortest run in minutes.
pub(super) const SHORTEST_MINUTES: u16 = 20;

/// The week as the runner can train it; arrays are Monday first.
#[derive(Clone, Debug)]
pub(super) struct Availability {
    /// The most a day can take; `None`: not a running day.
    pub(super) most: [Option<Distance>; 7],
    /// True where minutes, and not the open day, set `most`.
    pub(super) timed: [bool; 7],
    /// The weekday of the long run, from Monday.
    pub(super) long_day: usize,
    /// Running days a week.
    pub(super) days: usize,
}

impl Availability {
    /// Solves days, minutes and long-run day together.
    ///
    /// # Errors
    /// [`Error::ConstraintsContradict`] names the constraints that leave no week.
    pub(super) fn of(
        brief: &PlanBrief,
        dates: &Dates,
        grid: Grid,
        paces: &Paces,
    ) -> Result<Self, Error> {
        let mut most = [Some(Distance::MAX); 7];
        let mut timed = [false; 7];
        for (day, minutes) in brief.max_minutes.iter().enumerate() {
            if let Some(minutes) = *minutes {
                let reach = grid.floor(paces.easy_in(minutes));
                timed[day] = true;
                most[day] =
                    (minutes >= SHORTEST_MINUTES && reach >= grid.shortest_run()).then_some(reach);
            }
        }
        for day in &brief.unavailable_days {
            most[from_monday(*day)] = None;
        }
        let usable = most.iter().flatten().count();
        let wanted = brief.days_per_week.map(usize::from);
        let least = wanted.unwrap_or(FEWEST_DAYS);
        if usable < least {
            return Err(Error::ConstraintsContradict(format!(
                "unavailable_days and max_minutes leave {usable} days a week for running, {}",
                match wanted {
                    Some(days) => format!("days_per_week asks for {days}"),
                    None => format!("a plan needs {FEWEST_DAYS}"),
                }
            )));
        }
        let by_level = match brief.level {
            Level::Beginner => 4,
            Level::Intermediate => 5,
            Level::Advanced => 6,
        };
        let long_day = match brief.long_run_day {
            Some(day) if brief.unavailable_days.contains(&day) => {
                return Err(Error::ConstraintsContradict(format!(
                    "long_run_day is {day} and unavailable_days excludes it"
                )));
            }
            Some(day) if most[from_monday(day)].is_none() => {
                return Err(Error::ConstraintsContradict(format!(
                    "long_run_day is {day} and max_minutes leaves no time for a run on it"
                )));
            }
            Some(day) => from_monday(day),
            None => usual_long_day(&most, dates, enough_for_long_run(brief, paces)),
        };
        Ok(Self {
            most,
            timed,
            long_day,
            days: wanted.unwrap_or(by_level).min(usable),
        })
    }

    /// True where a weekday, from Monday, can take a run.
    pub(super) fn takes_run(&self, day: usize) -> bool {
        self.most[day].is_some()
    }
}

/// Where a day can take this, another with more time is no better for the long run.
fn enough_for_long_run(brief: &PlanBrief, paces: &Paces) -> Distance {
    let is_marathon = brief
        .race
        .as_ref()
        .is_some_and(|race| race.distance == RaceDistance::FullMarathon);
    paces.easy_in(if is_marathon { 150 } else { 105 })
}

/// The day with the most time up to `enough`; of equals the race's weekday on
/// a weekend, then Sunday, Saturday and the weekdays from Friday back.
fn usual_long_day(most: &[Option<Distance>; 7], dates: &Dates, enough: Distance) -> usize {
    let race = dates.race_day.map(|_| from_monday(dates.last_weekday()));
    let preference = |day: usize| {
        if race == Some(day) && day >= 5 {
            7
        } else {
            day
        }
    };
    (0..7)
        .filter_map(|day| most[day].map(|most| (day, most.min(enough))))
        .max_by_key(|&(day, most)| (most, preference(day)))
        .map_or(6, |(day, _)| day)
}

/// A weekday as an index, Monday first.
pub(super) fn from_monday(day: Weekday) -> usize {
    day.num_days_from_monday() as usize
}
