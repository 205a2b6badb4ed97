//! Soft rules: what a prudent coach would point out about a plan.
//!
//! Each rule is a file: what it measures, what it allows and who says so.
//! [`RULES`] lists them in the order they are applied; a finding informs and
//! never stops anything. What must hold (days, minutes, dates, race day, number
//! of weeks) is solved by the planner or refused there.
//!
//! What planner, draft language and layers say while they work is in
//! [`notices`]. `docs/checks.md` shows both lists. What only a calendar on the wall
//! can tell, that a race or the first weeks are over, is [`of_the_past`]: whoever has
//! one asks it.
//!
//! Rules look at the final plan, every layer applied. A skipped workout was not
//! run and counts nowhere. Races stand outside volume, growth and spikes.

mod acute_chronic_ratio;
mod day_minutes;
mod finding;
pub(crate) mod hard_days_adjacent;
pub(crate) mod long_run_share;
pub mod notices;
mod race_day;
pub(crate) mod run_spike;
mod taper;
mod today;
mod too_much_intensity;
mod unavailable_day;
pub(crate) mod weekly_growth;

use chrono::Weekday;

pub use finding::{Finding, Measure, Place, Severity};
pub use notices::Notice;
pub use today::of_the_past;

use crate::fitness::Vdot;
use crate::overlay::Status;
use crate::plan::Level;
use crate::resolved::{ResolvedPlan, ResolvedWeek, ResolvedWorkout};
use crate::units::{Distance, DistanceUnit, Percent};
use crate::workout::{Workout, WorkoutKind};

/// What the runner's life allows; the default allows everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Constraints {
    /// Weekdays that stay free of running.
    pub unavailable_days: Vec<Weekday>,
    /// The most minutes of training per weekday, Monday first.
    pub max_minutes: [Option<u16>; 7],
}

/// A soft rule.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The stable word its findings carry.
    pub word: &'static str,
    /// What it allows, in a sentence.
    pub says: &'static str,
    /// Who says so.
    pub source: &'static str,
    apply: fn(&Subject<'_>) -> Vec<Finding>,
}

impl Rule {
    /// A finding of this rule, whose severity depends on the case.
    pub(crate) fn finding(&self, severity: Severity, message: impl Into<String>) -> Finding {
        let notice = Notice {
            word: self.word,
            severity,
            says: self.says,
            source: self.source,
        };
        Finding::new(&notice, message)
    }
}

/// Every rule, in the order of their findings.
pub const RULES: [Rule; 10] = [
    run_spike::RULE,
    weekly_growth::RULE,
    long_run_share::RULE,
    hard_days_adjacent::RULE,
    too_much_intensity::RULE,
    taper::RULE,
    race_day::RULE,
    unavailable_day::RULE,
    day_minutes::RULE,
    acute_chronic_ratio::RULE,
];

/// What a prudent coach would point out: by rule in the order of [`RULES`],
/// within a rule by date.
///
/// What the layers themselves have to say is in [`ResolvedPlan::findings`].
pub fn check(plan: &ResolvedPlan<'_>, constraints: &Constraints) -> Vec<Finding> {
    let subject = Subject { plan, constraints };
    RULES
        .iter()
        .flat_map(|rule| (rule.apply)(&subject))
        .collect()
}

/// True for a finding that was measured on the workouts of a plan, by a rule or by the
/// planner: of a plan with other workouts in their places it says nothing.
pub fn is_measured(finding: &Finding) -> bool {
    let rules = RULES.iter().map(|rule| rule.word);
    let of_the_planner = notices::OF_THE_PLANNER
        .iter()
        .chain(notices::OF_THE_COMPARISON);
    let notices = of_the_planner.filter(|notice| !notices::ABOUT_DAYS.contains(notice));
    rules
        .chain(notices.map(|notice| notice.word))
        .any(|word| word == finding.rule)
}

/// True where a workout alone takes no more than a day's minutes, as the rule
/// `day_minutes` reckons.
pub fn fits_in_minutes(workout: &Workout, minutes: u16, level: Level, vdot: Option<Vdot>) -> bool {
    day_minutes::fits(workout, minutes, level, vdot)
}

/// What the rules look at.
struct Subject<'a> {
    plan: &'a ResolvedPlan<'a>,
    constraints: &'a Constraints,
}

impl<'a> Subject<'a> {
    /// Every workout that was not skipped, by date.
    fn workouts(&self) -> impl Iterator<Item = &'a ResolvedWorkout<'a>> {
        self.plan.weeks().iter().flat_map(present)
    }

    /// Running of a week: races and skipped runs excluded.
    fn volume(week: &ResolvedWeek<'_>) -> Distance {
        present(week)
            .map(|workout| workout.workout.training_distance())
            .sum()
    }

    fn unit(&self) -> DistanceUnit {
        self.plan.base().unit()
    }

    /// Half a mile or a kilometer: plans are written in such steps, so no share
    /// of a week can be met more closely.
    fn rounding_step(&self) -> Distance {
        match self.unit() {
            DistanceUnit::Mile => DistanceUnit::Mile.tenth().times(5),
            DistanceUnit::Kilometer => DistanceUnit::Kilometer.one(),
        }
    }

    /// A distance as people read it: `5.5 mi`.
    fn text(&self, distance: Distance) -> String {
        let hundredths = distance.to_hundredths(self.unit());
        format!("{} {}", hundredths as f64 / 100.0, self.unit())
    }

    /// The week a workout is in, from 1.
    fn week_number(&self, workout: &ResolvedWorkout<'_>) -> u8 {
        self.plan.week_of(workout).map_or(0, |week| week.number)
    }

    /// A finding about one workout.
    fn about(
        &self,
        rule: &Rule,
        severity: Severity,
        workout: &ResolvedWorkout<'_>,
        message: String,
    ) -> Finding {
        rule.finding(severity, message)
            .in_week(self.week_number(workout))
            .on(workout.date)
            .about(workout.id)
    }
}

fn present<'a, 'b>(
    week: &'b ResolvedWeek<'a>,
) -> impl Iterator<Item = &'b ResolvedWorkout<'a>> + use<'a, 'b> {
    let skipped = |workout: &&ResolvedWorkout<'_>| workout.status == Status::Skipped;
    week.workouts
        .iter()
        .filter(move |workout| !skipped(workout))
}

/// `part` of `whole` in tenths of a percent, half up; nothing of nothing.
fn share(part: Distance, whole: Distance) -> Percent {
    let (part, whole) = (u128::from(part.raw()), u128::from(whole.raw()));
    let tenths = (part * 2_000 + whole).checked_div(2 * whole).unwrap_or(0);
    Percent::from_tenths(u16::try_from(tenths).unwrap_or(u16::MAX))
}

/// True for a run that is training, not a race.
fn is_training_run(workout: &ResolvedWorkout<'_>) -> bool {
    workout.workout.kind.is_run() && workout.workout.kind != WorkoutKind::Race
}

/// A first week joined in its middle says nothing about what the runner is used to.
fn begins_late(week: &ResolvedWeek<'_>) -> bool {
    week.number == 1
        && week
            .workouts
            .iter()
            .all(|workout| workout.date > week.start)
}

#[cfg(test)]
mod tests;
