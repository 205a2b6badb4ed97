//! How far away the race is on the day the page is read.

use chrono::{Days, NaiveDate};

use super::{Day, time};
use crate::json::PlanBody;

/// From so many days on they are counted in weeks.
const IN_WEEKS: u64 = 14;

/// The largest words of a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Countdown {
    /// What stands before the number, and alone where there is none.
    pub(super) before: &'static str,
    /// The number; none on race day and when all is over.
    pub(super) number: Option<u64>,
    /// What is counted, and until what.
    pub(super) after: String,
    /// The day it counts to, and the length of the plan.
    pub(super) lines: Vec<Line>,
}

/// A day under the large words.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) words: String,
    pub(super) day: Day,
    /// Whether it is the one that is counted to.
    pub(super) is_main: bool,
}

impl Countdown {
    /// Of a plan that has weeks.
    pub(super) fn of(plan: &PlanBody, today: NaiveDate) -> Option<Self> {
        let first = plan.weeks.first()?.start_date;
        let last = time::days_after(plan.weeks.last()?.start_date, 6);
        let race = plan.race_goal.as_ref().and_then(|race| race.race_date);
        let length = super::weeks_in_words(plan.summary.total_weeks);
        let main = |day| Line::of(String::new(), day, true);
        let beside = |words: String, day| Line::of(words, day, false);
        let ahead = days_until(first, today).filter(|days| *days > 0);
        let from = match ahead {
            Some(days) => {
                let (number, unit) = counted(days);
                let weeks = plan.summary.total_weeks;
                let begins = format!("Week 1 of {weeks} begins in {number} {unit}, on ");
                beside(begins, first)
            }
            None => beside(format!("{length} from "), first),
        };
        if let Some(race) = race {
            let lines = vec![main(race), from];
            return Some(match days_until(race, today) {
                Some(0) => Self::word("Race day is today", lines),
                Some(days) => Self::to("", days, " to race day", lines),
                None => Self::word("Race was on", lines),
            });
        }
        if let Some(days) = ahead {
            let end = beside(format!("{length} to "), last);
            return Some(Self::to("Starts in", days, "", vec![main(first), end]));
        }
        if today > last {
            return Some(Self::word("Ended on", vec![main(last), from]));
        }
        let mut weeks = plan.weeks.iter();
        let week = weeks.find(|week| is_in(week.start_date, today))?;
        Some(Self {
            before: "Week",
            number: Some(week.week_number.into()),
            after: format!("of {}", plan.summary.total_weeks),
            lines: vec![
                beside("from ".to_owned(), first),
                beside("to ".to_owned(), last),
            ],
        })
    }

    fn to(before: &'static str, days: u64, until: &str, lines: Vec<Line>) -> Self {
        let (number, unit) = counted(days);
        Self {
            before,
            number: Some(number),
            after: format!("{unit}{until}"),
            lines,
        }
    }

    const fn word(before: &'static str, lines: Vec<Line>) -> Self {
        Self {
            before,
            number: None,
            after: String::new(),
            lines,
        }
    }
}

impl Line {
    fn of(words: String, day: NaiveDate, is_main: bool) -> Self {
        Self {
            words,
            day: Day::of(day),
            is_main,
        }
    }
}

/// So many days, in weeks where they are many.
fn counted(days: u64) -> (u64, &'static str) {
    if days < IN_WEEKS {
        (days, time::plural(days, "day", "days"))
    } else {
        (days / 7, "weeks")
    }
}

/// Whether the week that begins on a day has `today` in it.
pub(super) fn is_in(first_day: NaiveDate, today: NaiveDate) -> bool {
    let last = first_day.checked_add_days(Days::new(6));
    first_day <= today && last.is_none_or(|last| today <= last)
}

/// The days from today to a day; none where it is behind.
fn days_until(day: NaiveDate, today: NaiveDate) -> Option<u64> {
    u64::try_from(day.signed_duration_since(today).num_days()).ok()
}
