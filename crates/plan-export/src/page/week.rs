use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::workout::{Goal, WorkoutView};
use super::{Ruler, countdown, time};
use crate::json::{PlanBody, WeekBody};

/// A week of the calendar.
pub(super) struct WeekView {
    pub(super) number: u8,
    pub(super) phase: &'static str,
    pub(super) phase_class: String,
    pub(super) start: String,
    pub(super) dates: String,
    pub(super) first_day: String,
    /// How far away the race, or the end, is.
    pub(super) to_go: String,
    /// What is run; the number of the body.
    pub(super) target: String,
    /// What was planned, where it was something else.
    pub(super) planned: Option<String>,
    /// What was taken away of it.
    pub(super) removed: Option<String>,
    /// What stands in the table where neither differs: it may be so, or not be told.
    pub(super) no_other: Silence,
    /// All workouts that were runs are behind.
    pub(super) is_done: bool,
    /// It is this week.
    pub(super) is_now: bool,
    pub(super) days: Vec<DayView>,
}

/// What a missing difference means.
pub(super) struct Silence {
    pub(super) planned: &'static str,
    pub(super) removed: &'static str,
}

impl Silence {
    /// The body counts a workout without a history as if it had been planned so.
    fn of(week: &WeekBody) -> Self {
        if week
            .workouts
            .iter()
            .any(|workout| workout.changes.is_none())
        {
            Self {
                planned: "not told",
                removed: "not told",
            }
        } else {
            Self {
                planned: "the same",
                removed: "–",
            }
        }
    }
}

/// A day of it.
pub(super) struct DayView {
    pub(super) iso: String,
    pub(super) weekday: String,
    pub(super) day: String,
    /// At the first day of a month and of a week.
    pub(super) month: String,
    pub(super) workouts: Vec<WorkoutView>,
}

impl WeekView {
    pub(super) fn of(week: &WeekBody, plan: &PlanBody, ruler: Ruler, today: NaiveDate) -> Self {
        use plan_core::overlay::Status;
        let last = time::days_after(week.start_date, 6);
        let planned = ruler.amount(week.planned_miles, week.planned_kilometers);
        let target = ruler.amount(week.target_miles, week.target_kilometers);
        let unit = ruler.unit.symbol();
        let removed = planned.saturating_sub(target);
        let mut runs = week
            .workouts
            .iter()
            .filter(|workout| workout.kind.is_run())
            .peekable();
        Self {
            number: week.week_number,
            phase: week.phase.name(),
            phase_class: week.phase.name().to_lowercase(),
            start: week.start_date.to_string(),
            dates: time::span(week.start_date, last, ruler.year),
            first_day: week.start_date.format("%b %-d").to_string(),
            to_go: to_go(plan, week.week_number),
            target: format!("{target} {unit}"),
            planned: (planned != target).then(|| format!("{planned} {unit}")),
            removed: (!removed.is_zero()).then(|| format!("{removed} {unit}")),
            no_other: Silence::of(week),
            is_done: runs.peek().is_some() && runs.all(|run| run.status != Status::Pending),
            is_now: countdown::is_in(week.start_date, today),
            days: days(week, plan, ruler),
        }
    }
}

/// Seven days, and what is on each.
fn days(week: &WeekBody, plan: &PlanBody, ruler: Ruler) -> Vec<DayView> {
    let mut days = (0..7)
        .map(|day| (time::days_after(week.start_date, day), Vec::new()))
        .collect::<BTreeMap<_, _>>();
    for workout in &week.workouts {
        let day = days.entry(workout.date).or_default();
        day.push(WorkoutView::of(
            workout,
            Goal::of(workout, plan, ruler),
            ruler,
        ));
    }
    days.into_iter()
        .map(|(date, workouts)| DayView {
            iso: date.to_string(),
            weekday: date.format("%a").to_string(),
            day: date.day().to_string(),
            month: date.format("%b").to_string(),
            workouts: rest_last(workouts),
        })
        .collect()
}

/// What was moved or added to a day of rest comes first: whoever sees `Rest` above a
/// run asks which of the two it is.
fn rest_last(mut workouts: Vec<WorkoutView>) -> Vec<WorkoutView> {
    workouts.sort_by_key(WorkoutView::is_rest);
    if workouts.first().is_some_and(|first| !first.is_rest()) {
        for rest in workouts.iter_mut().filter(|workout| workout.is_rest()) {
            rest.kind = "Rest otherwise";
        }
    }
    workouts
}

fn to_go(plan: &PlanBody, number: u8) -> String {
    let left = plan.summary.total_weeks.saturating_sub(number);
    match (plan.race_goal.is_some(), left) {
        (true, 0) => "Race week".to_owned(),
        (true, 1) => "1 week to go".to_owned(),
        (true, left) => format!("{left} weeks to go"),
        (false, 0) => "Last week".to_owned(),
        (false, 1) => "1 week left".to_owned(),
        (false, left) => format!("{left} weeks left"),
    }
}
