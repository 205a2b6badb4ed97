//! The plan as text: print it, read it back after people edited it, compare.
//!
//! A [`Draft`] is a plan before it has ids, and maybe before it has dates. The
//! planner makes one, [`print()`] writes it as text a coach edits, [`parse`]
//! reads that text again, and [`Draft::schedule`] puts it into the calendar.
//! [`differences`] says what a plan lost or changed against an edited draft.
//!
//! The grammar, with examples, is `docs/draft-language.md`. Two laws hold it
//! together: `parse(print(draft)).draft == draft`, and [`parse`] returns for
//! any string.
//!
//! Not part of the text, and so `None` in every draft: a workout's `warm_up`
//! and `cool_down` ([`Draft::schedule`] derives them from the steps), its
//! `description` and its `library_id` (set later, by whoever chooses them).

mod differences;
mod effort;
mod parse;
mod print;
mod schedule;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

pub use differences::{Difference, DifferenceField, differences};
pub use parse::{
    ParseContext, Parsed, Reach, ReadWorkout, Sections, Unheard, Unreadable, WorkoutLine, invented,
    is_stray, parse, parse_duration, parse_workout, unheard, weekdays_of,
};
pub(crate) use print::{distance, workout};
pub use print::{print, print_step, workout as print_workout};
pub use schedule::{Schedule, usual_pace};

use crate::plan::{BasePlan, Level, Phase, RaceGoal};
use crate::units::{Distance, DistanceUnit};
use crate::workout::{Workout, WorkoutKind};

/// A plan without ids, relative or dated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The goal race.
    pub race: Option<RaceGoal>,
    /// The runner's experience.
    pub level: Level,
    /// The unit distances are written in where a line names none.
    pub unit: DistanceUnit,
    /// The first training day; `None`: weeks are relative and begin on Monday.
    pub start: Option<NaiveDate>,
    /// What the coach wrote above the weeks, a line each.
    pub notes: Vec<String>,
    /// One or more weeks, in order.
    pub weeks: Vec<DraftWeek>,
}

/// Seven days of a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftWeek {
    /// Which part of the plan it belongs to.
    pub phase: Phase,
    /// The volume the week's header states.
    pub stated_volume: Option<Distance>,
    /// What each day asks for, Monday first whatever day the week begins on;
    /// empty: not part of the plan. A rest day is one [`Workout::rest`], alone.
    pub days: [Vec<Workout>; 7],
    /// What the coach wrote below the days, a line each.
    pub notes: Vec<String>,
}

impl Draft {
    /// A plan as a draft again, as far as a draft holds it.
    pub fn of_plan(plan: &BasePlan) -> Self {
        let settings = plan.settings();
        let weeks = plan.weeks().iter().map(|week| {
            let mut days: [Vec<Workout>; 7] = Default::default();
            for planned in &week.workouts {
                let workout = Workout {
                    warm_up: None,
                    cool_down: None,
                    description: None,
                    library_id: None,
                    ..planned.workout.clone()
                };
                days[planned.date.weekday().num_days_from_monday() as usize].push(workout);
            }
            DraftWeek {
                phase: week.phase,
                stated_volume: Some(week.training_distance()),
                days,
                notes: Vec::new(),
            }
        });
        Self {
            race: settings.race.clone(),
            level: settings.level,
            unit: settings.unit,
            start: plan.workouts().next().map(|first| first.date),
            notes: Vec::new(),
            weeks: weeks.collect(),
        }
    }

    /// The first day of the first block of seven: it follows from the race
    /// where that has a date, else from the first training day.
    pub fn block_start(&self) -> Option<NaiveDate> {
        match self.race.as_ref().and_then(|race| race.date) {
            Some(race) => block_start_before(race, self.weeks.len()),
            None => self.block_from(self.start?),
        }
    }

    /// The first day of the first block where training begins on `start`: of
    /// seven days that hold it and end on the weekday of the goal race, else
    /// `start` itself. `None` outside the calendar.
    pub fn block_from(&self, start: NaiveDate) -> Option<NaiveDate> {
        let early = self
            .goal_weekday()
            .map_or(0, |race| start.weekday().days_since(race.succ()));
        start.checked_sub_days(Days::new(u64::from(early)))
    }

    /// The weekday of the goal race: of the last race of the last week, counted
    /// from the start's weekday, else from Monday. `None` without either.
    fn goal_weekday(&self) -> Option<Weekday> {
        self.race.as_ref()?;
        let first = self.start.map_or(Weekday::Mon, |start| start.weekday());
        let last = self.weeks.last()?;
        seven_from(first)
            .filter(|day| last.has_race_on(*day))
            .last()
    }

    /// The weekday its blocks of seven days begin on; Monday while it has no dates.
    pub fn first_weekday(&self) -> Weekday {
        self.block_start()
            .map_or(Weekday::Mon, |start| start.weekday())
    }

    /// The seven weekdays in the order of its blocks.
    pub fn weekdays(&self) -> impl Iterator<Item = Weekday> + use<> {
        seven_from(self.first_weekday())
    }
}

/// The seven weekdays, beginning with `first`.
fn seven_from(first: Weekday) -> impl Iterator<Item = Weekday> {
    std::iter::successors(Some(first), |day| Some(day.succ())).take(7)
}

/// The day `weeks` blocks of seven begin on when the last ends on `race`.
fn block_start_before(race: NaiveDate, weeks: usize) -> Option<NaiveDate> {
    let days = (weeks as u64 * 7).checked_sub(1)?;
    race.checked_sub_days(Days::new(days))
}

impl DraftWeek {
    /// A week of a phase in which nothing is written yet.
    pub fn empty(phase: Phase) -> Self {
        Self {
            phase,
            stated_volume: None,
            days: Default::default(),
            notes: Vec::new(),
        }
    }

    /// The workouts of a day.
    pub fn on(&self, day: Weekday) -> &[Workout] {
        &self.days[day.num_days_from_monday() as usize]
    }

    fn has_race_on(&self, day: Weekday) -> bool {
        self.on(day)
            .iter()
            .any(|workout| workout.kind == WorkoutKind::Race)
    }

    /// Running of the week without races, as far as its lines state distances.
    pub fn training_distance(&self) -> Distance {
        self.days
            .iter()
            .flatten()
            .map(Workout::training_distance)
            .sum()
    }
}
