//! The plan as text: print it, read it back after people edited it, compare.
//!
//! A [`Draft`] is a plan before it has ids, and maybe before it has dates. The
//! planner makes one, [`print`] writes it as text a coach edits, [`parse`]
//! reads that text again, and [`Draft::schedule`] puts it into the calendar.

use chrono::{NaiveDate, Weekday};

use crate::plan::{Level, Phase, RaceGoal};
use crate::units::{Distance, DistanceUnit};
use crate::workout::Workout;

/// A plan without ids, relative or dated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The goal race.
    pub race: Option<RaceGoal>,
    /// The runner's experience.
    pub level: Level,
    /// The unit distances are written in where a line names none.
    pub unit: DistanceUnit,
    /// The first training day; `None`: weeks are relative and begin on Monday.
    pub start: Option<NaiveDate>,
    /// What the coach wrote above the weeks.
    pub notes: Vec<String>,
    /// One or more weeks, in order.
    pub weeks: Vec<DraftWeek>,
}

/// Seven days of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftWeek {
    /// Which part of the plan it belongs to.
    pub phase: Phase,
    /// The volume the week's header states.
    pub stated_volume: Option<Distance>,
    /// What each day asks for, Monday first whatever day the week begins on;
    /// empty: not part of the plan.
    pub days: [Vec<Workout>; 7],
    /// What the coach wrote below the days.
    pub notes: Vec<String>,
}

impl DraftWeek {
    /// The workouts of a day.
    pub fn on(&self, day: Weekday) -> &[Workout] {
        &self.days[day.num_days_from_monday() as usize]
    }
}
