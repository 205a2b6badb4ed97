//! A plan with every layer applied: read-only, and able to say why.

use std::borrow::Cow;

use chrono::NaiveDate;

use crate::check::Finding;
use crate::overlay::{Completion, Modifier, OverlayId, Redistribution, Status, Values};
use crate::plan::{BasePlan, Phase, Week, WorkoutId};
use crate::units::{Distance, Percent};
use crate::workout::Workout;

pub use crate::overlay::trace::{Change, Delta, Reason};

/// The result of [`resolve`](crate::overlay::resolve).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedPlan<'a> {
    base: &'a BasePlan,
    weeks: Vec<ResolvedWeek<'a>>,
    vacations: Vec<VacationEffect>,
    redistributions: Vec<RedistributionEffect>,
    findings: Vec<Finding>,
    summary: Summary,
}

impl<'a> ResolvedPlan<'a> {
    pub(crate) fn new(
        base: &'a BasePlan,
        weeks: Vec<ResolvedWeek<'a>>,
        vacations: Vec<VacationEffect>,
        redistributions: Vec<RedistributionEffect>,
        findings: Vec<Finding>,
    ) -> Self {
        let summary = Summary::of(&weeks, &vacations);
        Self {
            base,
            weeks,
            vacations,
            redistributions,
            findings,
            summary,
        }
    }

    /// The generated plan underneath.
    pub fn base(&self) -> &'a BasePlan {
        self.base
    }

    /// The weeks, in order.
    pub fn weeks(&self) -> &[ResolvedWeek<'a>] {
        &self.weeks
    }

    /// Every workout, week by week, within a week by date.
    pub fn workouts(&self) -> impl Iterator<Item = &ResolvedWorkout<'a>> {
        self.weeks.iter().flat_map(|week| &week.workouts)
    }

    /// One workout by its id.
    pub fn workout(&self, id: WorkoutId) -> Option<&ResolvedWorkout<'a>> {
        self.workouts().find(|workout| workout.id == id)
    }

    /// The week a workout of this plan is in.
    pub fn week_of(&self, workout: &ResolvedWorkout<'_>) -> Option<&ResolvedWeek<'a>> {
        let days = workout
            .date
            .signed_duration_since(self.base.start())
            .num_days();
        usize::try_from(days.div_euclid(7))
            .ok()
            .and_then(|index| self.weeks.get(index))
    }

    /// A workout as a fraction of its week's long run ([`ResolvedWeek::load_multiplier`]).
    pub fn load_multiplier(&self, workout: &ResolvedWorkout<'_>) -> Option<LoadMultiplier> {
        self.week_of(workout)?.load_multiplier(workout)
    }

    /// What each vacation took, oldest overlay first.
    pub fn vacations(&self) -> &[VacationEffect] {
        &self.vacations
    }

    /// What each redistribution placed, oldest overlay first.
    pub fn redistributions(&self) -> &[RedistributionEffect] {
        &self.redistributions
    }

    /// What overlays ask for and cannot have, and what a prudent coach would add.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The figures of the whole plan.
    pub fn summary(&self) -> Summary {
        self.summary
    }
}

/// A week with every layer applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedWeek<'a> {
    /// From 1.
    pub number: u8,
    /// The first of its seven days.
    pub start: NaiveDate,
    /// Which part of the plan it belongs to.
    pub phase: Phase,
    /// By effective date, then plan order.
    pub workouts: Vec<ResolvedWorkout<'a>>,
    planned: Distance,
    target: Distance,
    longest: Distance,
}

impl<'a> ResolvedWeek<'a> {
    pub(crate) fn new(week: &Week, workouts: Vec<ResolvedWorkout<'a>>) -> Self {
        let training = || workouts.iter().map(|w| w.workout.training_distance());
        let running = || workouts.iter().map(|w| w.workout.running_distance());
        let longest_training = training().max().unwrap_or_default();
        Self {
            number: week.number,
            start: week.start,
            phase: week.phase,
            planned: week.training_distance(),
            target: training().sum(),
            // In a week with nothing but a race, the race is its measure.
            longest: if longest_training.is_zero() {
                running().max().unwrap_or_default()
            } else {
                longest_training
            },
            workouts,
        }
    }

    /// Generated running of the week, races excluded.
    pub fn planned(&self) -> Distance {
        self.planned
    }

    /// Final running of the week, races excluded.
    pub fn target(&self) -> Distance {
        self.target
    }

    /// A workout of this week as a fraction of its longest training run, which
    /// is 1.0 whatever its kind; a race may be above 1, what is not running is
    /// 0. `None` in a week without running.
    pub fn load_multiplier(&self, workout: &ResolvedWorkout<'_>) -> Option<LoadMultiplier> {
        (!self.longest.is_zero()).then(|| LoadMultiplier {
            part: workout.workout.running_distance(),
            whole: self.longest,
        })
    }
}

/// A distance as a fraction of another, exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoadMultiplier {
    part: Distance,
    whole: Distance,
}

impl LoadMultiplier {
    /// The fraction in hundredths, half up: what the wire shows.
    pub fn to_hundredths(self) -> u64 {
        let (part, whole) = (u128::from(self.part.raw()), u128::from(self.whole.raw()));
        // `whole` is never zero: a week without running has no multiplier.
        u64::try_from((part * 200 + whole) / (whole * 2)).unwrap_or(u64::MAX)
    }

    /// The fraction; for people and formulas, never for sums.
    pub fn as_f64(self) -> f64 {
        self.part.raw() as f64 / self.whole.raw() as f64
    }
}

/// A workout with every layer applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedWorkout<'a> {
    /// Its name in the plan.
    pub id: WorkoutId,
    /// The day it is on.
    pub date: NaiveDate,
    /// The day it was generated for; an added workout's own day.
    pub generated_date: NaiveDate,
    /// What to do, finally; borrowed where no layer changed it.
    pub workout: Cow<'a, Workout>,
    /// Which layer the final values come from.
    pub modifier: Modifier,
    /// Whether the injury layer changed it, or would have if a vacation had not
    /// taken more, whatever came after: such a workout never shows its history
    /// in public.
    pub touched_by_injury: bool,
    /// Whether it was done.
    pub status: Status,
    /// What was logged, with the completion's id.
    pub completion: Option<(OverlayId, Completion)>,
    /// The values a person set, merged; `None` where nobody edited.
    pub edited: Option<Values>,
    /// Every difference from the generated workout, in order of application.
    pub changes: Vec<Change>,
    /// What each redistribution placed in it.
    pub shares: Vec<(OverlayId, Distance)>,
    /// What a vacation and a day off took from it.
    pub removed: Vec<(OverlayId, Distance)>,
}

/// What one vacation took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VacationEffect {
    /// Which vacation.
    pub id: OverlayId,
    /// Its first day.
    pub start: NaiveDate,
    /// Its last day.
    pub end: NaiveDate,
    /// The share it keeps.
    pub load: Percent,
    /// What it removed beyond what injuries alone would have.
    pub removed: Distance,
}

/// What one redistribution placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedistributionEffect {
    /// Which redistribution.
    pub id: OverlayId,
    /// The wish itself.
    pub redistribution: Redistribution,
    /// True where the source is a day off, false where it is a vacation.
    pub source_is_day_off: bool,
    /// What found a place.
    pub placed: Distance,
    /// What did not.
    pub unplaced: Distance,
}

impl RedistributionEffect {
    /// What found a place, of what was to be placed, rounded down: 100 % is
    /// all of it. All of nothing is all.
    pub fn share(&self) -> Percent {
        let all = u128::from((self.placed + self.unplaced).raw());
        let tenths = (u128::from(self.placed.raw()) * 1_000)
            .checked_div(all)
            .unwrap_or(1_000);
        Percent::from_tenths(u16::try_from(tenths).unwrap_or(u16::MAX))
    }
}

/// The figures of a whole plan, from the exact sums.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Number of weeks.
    pub total_weeks: u8,
    /// All running, the race included.
    pub total: Distance,
    /// The most in a week, the race excluded.
    pub peak_week: Distance,
    /// The longest run, the race excluded.
    pub longest_run: Distance,
    /// Completed runs outside vacations.
    pub completed_workouts: u32,
    /// Runs outside vacations.
    pub total_run_workouts: u32,
}

impl Summary {
    fn of(weeks: &[ResolvedWeek<'_>], vacations: &[VacationEffect]) -> Self {
        let mut summary = Self {
            total_weeks: u8::try_from(weeks.len()).unwrap_or(u8::MAX),
            peak_week: weeks
                .iter()
                .map(|week| week.target)
                .max()
                .unwrap_or_default(),
            ..Self::default()
        };
        let on_vacation = |date| {
            vacations
                .iter()
                .any(|vacation| (vacation.start..=vacation.end).contains(&date))
        };
        for workout in weeks.iter().flat_map(|week| &week.workouts) {
            if !workout.workout.kind.is_run() {
                continue;
            }
            summary.total += workout.workout.running_distance();
            summary.longest_run = summary.longest_run.max(workout.workout.training_distance());
            if !on_vacation(workout.date) {
                summary.total_run_workouts += 1;
                summary.completed_workouts += u32::from(workout.status == Status::Completed);
            }
        }
        summary
    }

    /// Completed of all runs outside vacations, in tenths of a percent, half
    /// up; zero where there are none.
    pub fn completion(&self) -> Percent {
        let (done, all) = (
            u64::from(self.completed_workouts),
            u64::from(self.total_run_workouts),
        );
        let tenths = (done * 2_000 + all).checked_div(2 * all).unwrap_or(0);
        Percent::from_tenths(u16::try_from(tenths).unwrap_or(u16::MAX))
    }
}
