//! The calendar of a plan: blocks of seven days, the last ending on race day.

use chrono::{Days, NaiveDate, Weekday};

use super::PlanBrief;
use crate::error::Error;

/// Where a plan's weeks lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dates {
    /// The first day of the first block of seven; `None` in a relative plan.
    pub first_block: Option<NaiveDate>,
    /// The weekday every block begins on; Monday in a relative plan.
    pub first_weekday: Weekday,
    /// Days of the first block before training begins, 0–6.
    pub empty_days: u8,
    /// Race day, where there is a race and the plan is dated.
    pub race_day: Option<NaiveDate>,
}

impl Dates {
    /// The first training day; `None` in a relative plan, and outside the calendar.
    pub fn start(&self) -> Option<NaiveDate> {
        self.first_block?
            .checked_add_days(Days::new(u64::from(self.empty_days)))
    }

    /// The weekday every block ends on, which is the race's where there is one.
    pub fn last_weekday(&self) -> Weekday {
        self.first_weekday.pred()
    }

    /// How many days into a block a weekday is, 0–6.
    pub fn place_in_block(&self, day: Weekday) -> u8 {
        day.days_since(self.first_weekday) as u8
    }
}

/// Puts the brief's weeks, start and race date together.
///
/// A race date alone or a start alone decides everything. With both, the
/// start may lie one to six days into the first block; anything else is a
/// contradiction. A start with an undated race puts the race on the plan's
/// last day.
///
/// # Errors
/// [`Error::DatesContradict`] when start, weeks and race date cannot all hold;
/// a value out of range as [`PlanBrief::validate`] names it.
pub fn dates(brief: &PlanBrief) -> Result<Dates, Error> {
    brief.validate()?;
    in_calendar(brief)
}

/// [`dates()`] of a brief whose values are in range.
pub(super) fn in_calendar(brief: &PlanBrief) -> Result<Dates, Error> {
    let length = u64::from(brief.weeks) * 7;
    let race_date = brief.race.as_ref().and_then(|race| race.date);
    match (brief.start, race_date) {
        (None, None) => Ok(Dates {
            first_block: None,
            first_weekday: Weekday::Mon,
            empty_days: 0,
            race_day: None,
        }),
        (start, Some(race_day)) => {
            let first = race_day
                .checked_sub_days(Days::new(length - 1))
                .ok_or_else(|| out_of_calendar("race.date", race_day))?;
            let empty_days = match start.map(|start| start.signed_duration_since(first).num_days())
            {
                None => 0,
                Some(days @ 0..=6) => days as u8,
                Some(_) => {
                    return Err(Error::DatesContradict(format!(
                        "{} weeks that end with the race on {race_day} begin between {first} and {}, not on {}",
                        brief.weeks,
                        first + Days::new(6),
                        start.unwrap_or(first),
                    )));
                }
            };
            Ok(Dates {
                first_block: Some(first),
                first_weekday: chrono::Datelike::weekday(&first),
                empty_days,
                race_day: Some(race_day),
            })
        }
        (Some(start), None) => {
            let last = start
                .checked_add_days(Days::new(length - 1))
                .ok_or_else(|| out_of_calendar("start_date", start))?;
            Ok(Dates {
                first_block: Some(start),
                first_weekday: chrono::Datelike::weekday(&start),
                empty_days: 0,
                race_day: brief.race.as_ref().map(|_| last),
            })
        }
    }
}

fn out_of_calendar(field: &str, date: NaiveDate) -> Error {
    Error::out_of_range(field, date, "a date whose plan lies inside the calendar")
}
