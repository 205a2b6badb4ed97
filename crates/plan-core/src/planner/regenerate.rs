//! A plan made again from a day on: what lies before it stays.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::marks::Begun;
use super::{Liking, OtherRace, PlanBrief, Planned, RunWalkPlan, dates, phases, plan_from};
use crate::check::Finding;
use crate::draft::Schedule;
use crate::error::Error;
use crate::overlay::Status;
use crate::plan::{BasePlan, Phase, PlannedWorkout, Week, WorkoutId};
use crate::resolved::{ResolvedPlan, ResolvedWorkout};
use crate::units::{Distance, Percent};
use crate::workout::{Workout, WorkoutKind};

/// Whole weeks of the past that say how much the runner is used to.
const LATELY: u64 = 4;
/// The rest begins at most so far above the mean of those weeks: as much as the
/// best of them stands out when one of four was a cutback week.
const ABOVE_MEAN: Percent = Percent::from_whole(120);

/// A plan whose days before today are those of the old one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regenerated {
    /// The old plan's past and the new plan's future.
    pub plan: BasePlan,
    /// What should be known about the new part.
    pub findings: Vec<Finding>,
}

/// What the rest of a plan grows from.
#[derive(Clone, Debug)]
pub(super) struct Past {
    /// Whole weeks before the first.
    pub(super) count: usize,
    /// What is already there of the first week.
    pub(super) begun: Begun,
    /// The latest weeks, the oldest first; at most four.
    pub(super) weeks: Vec<Lived>,
}

/// A week as it was run, as far as is known.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Lived {
    /// False for the plan's first week where it has fewer than seven days.
    pub(super) is_whole: bool,
    pub(super) volume: Distance,
    /// The longest run of each of its days.
    pub(super) longest: [Distance; 7],
    /// The longest run the plan asked for on each of them.
    pub(super) asked: [Distance; 7],
}

impl Past {
    /// The volume the rest starts from: the mean of the latest weeks and a
    /// fifth, but no more than the largest of them. `None` without a whole week.
    pub(super) fn start(&self) -> Option<Distance> {
        let whole = || self.weeks.iter().filter(|week| week.is_whole);
        let sum: Distance = whole().map(|week| week.volume).sum();
        let mean = sum.raw().checked_div(whole().count() as u64)?;
        Some(
            Distance::from_raw(mean)
                .percent(ABOVE_MEAN)
                .min(self.most()),
        )
    }

    /// True where the latest week was about as much as the largest.
    pub(super) fn ends_in_full(&self) -> bool {
        let last = self.weeks.last().map_or(Distance::ZERO, |week| week.volume);
        !last.is_zero() && last >= self.most().percent(Percent::from_whole(90))
    }

    /// The largest of the latest weeks.
    pub(super) fn most(&self) -> Distance {
        let volumes = self.weeks.iter().map(|week| week.volume);
        volumes.max().unwrap_or_default()
    }
}

/// Makes a plan again from `today` on; the days before it are kept to the letter.
///
/// `lived` is the old plan with its layers: completed workouts count for what
/// was run, skipped ones for nothing, the others for what they asked. From the
/// latest four whole weeks follows how much the rest starts with, unless
/// `brief.weekly_distance` says it; from its largest, how fast it may grow; and
/// from the longest run of 28 days how long the next long run may be: where none
/// was run, from the longest that was planned.
///
/// `brief` asks for the rest: its `weeks` count from the week that holds today,
/// and end with the race where it has a date; [`rest_of`] makes one from the
/// plan itself. The blocks of seven end on race day as ever, so a race on
/// another weekday cuts the past's weeks anew without changing a day of them.
/// Phases are those of the whole plan, but nobody goes back to Base.
///
/// Workouts of the past keep their ids, new ones get ids no workout of the old
/// plan had. Overlays refer to ids and dates: those on days from today on lose
/// their workout.
///
/// ```
/// use chrono::NaiveDate;
/// use plan_core::draft::Schedule;
/// use plan_core::overlay::{Overlays, resolve};
/// use plan_core::plan::{Level, RaceDistance, RaceGoal};
/// use plan_core::planner::{PlanBrief, plan, regenerate, rest_of};
///
/// # fn main() -> Result<(), plan_core::error::Error> {
/// let day = |month, day| NaiveDate::from_ymd_opt(2027, month, day).expect("a date");
/// let brief = PlanBrief {
///     race: Some(RaceGoal {
///         distance: RaceDistance::HalfMarathon,
///         date: Some(day(6, 20)),
///         target_time: None,
///     }),
///     ..PlanBrief::new(16, Level::Intermediate)
/// };
/// let old = plan(&brief)?.draft.schedule(Schedule {
///     start: None,
///     pattern: brief.pattern,
///     vdot: None,
/// })?;
///
/// // In the seventh week the race is put off by a fortnight.
/// let today = day(4, 15);
/// let overlays = Overlays::default();
/// let lived = resolve(&old, &overlays);
/// let mut rest = rest_of(&old, today)?;
/// rest.weeks += 2;
/// if let Some(race) = &mut rest.race {
///     race.date = Some(day(7, 4));
/// }
/// let new = regenerate(&lived, today, &rest, &[])?.plan;
///
/// assert_eq!(new.weeks().len(), 18);
/// assert!(new.workouts().zip(old.workouts()).take(45).all(|(new, old)| new == old));
/// assert_eq!(new.workouts().last().map(|race| race.date), Some(day(7, 4)));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`Error::OutOfRange`] naming `today` outside the old plan and the day after
/// it, `start_date` where the brief has one that is not today, and `weeks` where
/// past and rest are more than 52; otherwise as [`plan`](super::plan).
pub fn regenerate(
    lived: &ResolvedPlan<'_>,
    today: NaiveDate,
    brief: &PlanBrief,
    likings: &[(WorkoutKind, Liking)],
) -> Result<Regenerated, Error> {
    let old = lived.base();
    let yesterday = today.pred_opt();
    let is_known = PlanBrief::YEARS.contains(&today.year());
    if !is_known || today < old.start() || yesterday.is_none_or(|day| day > old.end()) {
        let (start, end) = (old.start(), old.end());
        let expected =
            format!("a day from {start} to the one after {end}, in the years 1900 to 2199");
        return Err(Error::out_of_range("today", today, expected));
    }
    if let Some(start) = brief.start.filter(|start| *start != today) {
        let expected = format!("nothing or {today}, the day the plan is made again from");
        return Err(Error::out_of_range("start_date", start, expected));
    }
    brief.validate()?;

    let brief = dated(brief, old, today);
    let first = first_block(&brief, old, today)?;
    let used = old
        .workouts()
        .next()
        .map_or(old.start(), |first| first.date);
    let weeks_past = weeks_before(first, used);
    let total = weeks_past + u64::from(brief.weeks);
    let most = u64::from(BasePlan::MAX_WEEKS);
    if total > most {
        let left = most.saturating_sub(weeks_past);
        let expected = format!("1 to {left} weeks, for {weeks_past} are past");
        return Err(Error::out_of_range("weeks", brief.weeks, expected));
    }
    let past = Past {
        count: weeks_past as usize,
        begun: begun(lived, first, today),
        weeks: lately(lived, first, used),
    };
    let rest_phases = rest_phases(old, today, total as u8, weeks_past as usize, &brief);
    let mut frame = dates(&PlanBrief {
        start: None,
        ..brief.clone()
    })?;
    frame.first_block = Some(first);
    frame.first_weekday = first.weekday();
    frame.empty_days = past.begun.days as u8;
    let planned = plan_from(&brief, likings, frame, &rest_phases, Some(&past))?;
    let plan = joined(old, today, first, weeks_past, &brief, &planned)?;
    Ok(Regenerated {
        plan,
        findings: told_of_all(planned.findings, weeks_past),
    })
}

/// The brief of a plan's rest, as far as the plan knows it: race, races on the
/// way, level, unit, pattern, fitness, run/walk, running days and the day of the
/// long run, and the weeks from the one that holds `today`.
///
/// Days and minutes that must stay free are not part of a plan.
///
/// # Errors
/// Names `today` where it is no day of the plan.
pub fn rest_of(plan: &BasePlan, today: NaiveDate) -> Result<PlanBrief, Error> {
    let week = plan.week_of(today).ok_or_else(|| {
        let expected = format!("a day from {} to {}", plan.start(), plan.end());
        Error::out_of_range("today", today, expected)
    })?;
    let settings = plan.settings();
    let goal = settings.race.as_ref().and_then(|race| race.date);
    let race = settings
        .race
        .clone()
        .filter(|_| goal.is_none_or(|goal| goal >= today));
    let race_week = race
        .as_ref()
        .and(plan.weeks().last())
        .map(|week| week.start);
    let ahead = || plan.workouts().filter(|planned| planned.date >= today);
    let races = ahead()
        .filter(|planned| race_week.is_none_or(|start| planned.date < start))
        .filter_map(OtherRace::of_workout)
        .collect();
    let weeks_ahead = &plan.weeks()[usize::from(week.number) - 1..];
    let running_days = |week: &Week| {
        let mut days = week
            .workouts
            .iter()
            .filter(|planned| planned.workout.kind.is_run())
            .map(|planned| planned.date)
            .collect::<Vec<_>>();
        days.dedup();
        days.len() as u8
    };
    let days = weeks_ahead.iter().map(running_days).max().unwrap_or(0);
    Ok(PlanBrief {
        race,
        races,
        unit: settings.unit,
        pattern: settings.pattern,
        vdot: settings.vdot,
        days_per_week: Some(days.clamp(3, 7)),
        long_run_day: long_run_day(ahead()),
        run_walk: run_walk(ahead()),
        ..PlanBrief::new(weeks_ahead.len() as u8, settings.level)
    })
}

/// The weekday of all long runs, if they have one.
fn long_run_day<'a>(ahead: impl Iterator<Item = &'a PlannedWorkout>) -> Option<Weekday> {
    let mut days = ahead
        .filter(|planned| planned.workout.kind == WorkoutKind::LongRun)
        .map(|planned| planned.date.weekday());
    let day = days.next()?;
    days.all(|other| other == day).then_some(day)
}

/// The ratio of all run/walk workouts, or that they follow the phase.
fn run_walk<'a>(ahead: impl Iterator<Item = &'a PlannedWorkout>) -> Option<RunWalkPlan> {
    let mut ratios = ahead.filter_map(|planned| planned.workout.run_walk);
    let ratio = ratios.next()?;
    Some(if ratios.all(|other| other == ratio) {
        RunWalkPlan::Custom(ratio)
    } else {
        RunWalkPlan::ByPhase
    })
}

/// The brief with a date for its race: a race without one is on the last day of
/// the weeks as the old plan counts them.
fn dated(brief: &PlanBrief, old: &BasePlan, today: NaiveDate) -> PlanBrief {
    let mut brief = brief.clone();
    brief.start = Some(today);
    let last = block_of(old, today) + Days::new(u64::from(brief.weeks) * 7 - 1);
    if let Some(race) = &mut brief.race {
        race.date.get_or_insert(last);
    }
    brief
}

/// The first day of the old plan's block that holds a day, or begins on it.
fn block_of(old: &BasePlan, today: NaiveDate) -> NaiveDate {
    old.week_of(today).map_or(today, |week| week.start)
}

/// The first day of the week that holds today, in blocks that end on race day.
fn first_block(brief: &PlanBrief, old: &BasePlan, today: NaiveDate) -> Result<NaiveDate, Error> {
    match &brief.race {
        // Start, weeks and race date must agree as in any plan.
        Some(_) => Ok(dates(brief)?.first_block.unwrap_or(today)),
        None => Ok(block_of(old, today)),
    }
}

/// Weeks from the one that holds `used` to the one before `first`.
fn weeks_before(first: NaiveDate, used: NaiveDate) -> u64 {
    let days = first.signed_duration_since(used).num_days();
    u64::try_from(days).map_or(0, |days| days.div_ceil(7))
}

/// What a day of the past counts for: what was run, as far as anybody knows.
fn run_on(workout: &ResolvedWorkout<'_>) -> Distance {
    let actual = workout.completion.as_ref();
    let actual = actual.and_then(|(_, completion)| completion.actual_distance);
    match workout.status {
        Status::Skipped => Distance::ZERO,
        Status::Completed if workout.workout.kind.is_run() => {
            actual.unwrap_or_else(|| workout.workout.running_distance())
        }
        Status::Completed | Status::Pending => workout.workout.running_distance(),
    }
}

/// The weeks before the rest, at most four, the oldest first.
fn lately(lived: &ResolvedPlan<'_>, first: NaiveDate, used: NaiveDate) -> Vec<Lived> {
    let goal = lived
        .base()
        .settings()
        .race
        .as_ref()
        .and_then(|race| race.date);
    (1..=LATELY)
        .rev()
        .filter_map(|back| first.checked_sub_days(Days::new(7 * back)))
        .map(|start| (start, start + Days::new(6)))
        .filter(|(_, end)| *end >= used)
        .map(|(start, end)| {
            let mut week = Lived {
                is_whole: start >= used,
                ..Lived::default()
            };
            for workout in lived.workouts() {
                // The goal race is no measure of training.
                if !(start..=end).contains(&workout.date) || goal == Some(workout.date) {
                    continue;
                }
                let distance = run_on(workout);
                week.volume += distance;
                if workout.workout.kind != WorkoutKind::Race {
                    let place = workout.date.signed_duration_since(start).num_days() as usize;
                    week.longest[place] = week.longest[place].max(distance);
                }
            }
            let asked = lived.base().workouts();
            for planned in asked.filter(|planned| (start..=end).contains(&planned.date)) {
                let place = planned.date.signed_duration_since(start).num_days() as usize;
                let distance = planned.workout.training_distance();
                week.asked[place] = week.asked[place].max(distance);
            }
            // More than a brief may ask for says nothing about the runner.
            week.volume = week.volume.min(PlanBrief::MOST_WEEKLY);
            week
        })
        .collect()
}

/// What the week of today already holds.
fn begun(lived: &ResolvedPlan<'_>, first: NaiveDate, today: NaiveDate) -> Begun {
    let old = lived.base();
    let goal = old.settings().race.as_ref().and_then(|race| race.date);
    let is_over = |date: NaiveDate| (first..today).contains(&date);
    let planned = || {
        old.workouts()
            .filter(|planned| is_over(planned.date))
            .filter(|planned| goal != Some(planned.date))
    };
    let asked: Distance = planned()
        .map(|planned| planned.workout.running_distance())
        .sum();
    let run: Distance = lived
        .workouts()
        .filter(|workout| is_over(workout.date) && goal != Some(workout.date))
        .map(run_on)
        .sum();
    let mut longest = [Distance::ZERO; 7];
    for planned in planned() {
        let place = planned.date.signed_duration_since(first).num_days() as usize;
        longest[place] = longest[place].max(planned.workout.training_distance());
    }
    let is_session =
        |workout: &Workout| workout.kind.is_quality() || workout.kind == WorkoutKind::Race;
    let yesterday = today.pred_opt();
    let mut days = planned()
        .filter(|planned| planned.workout.kind.is_run())
        .map(|planned| planned.date)
        .collect::<Vec<_>>();
    days.dedup();
    Begun {
        days: today.signed_duration_since(first).num_days() as usize,
        // What was missed is not made up for in the days that are left.
        volume: asked.max(run).min(PlanBrief::MOST_WEEKLY),
        longest,
        quality: planned()
            .filter(|planned| is_session(&planned.workout))
            .count(),
        runs: days.len(),
        has_long_run: planned().any(|planned| planned.workout.kind == WorkoutKind::LongRun),
        after_hard: old
            .workouts()
            .filter(|planned| Some(planned.date) == yesterday)
            .any(|planned| planned.workout.kind.is_hard())
            || lived
                .workouts()
                .filter(|workout| Some(workout.date) == yesterday)
                .any(|workout| workout.workout.kind.is_hard()),
    }
}

/// The phases of the rest within the whole plan; who has left Base stays out of it.
fn rest_phases(
    old: &BasePlan,
    today: NaiveDate,
    total: u8,
    past: usize,
    brief: &PlanBrief,
) -> Vec<Phase> {
    let has_left_base = old
        .weeks()
        .iter()
        .any(|week| week.start < today && week.phase != Phase::Base);
    let whole = phases::phases(total, brief.race.is_some());
    whole[past..]
        .iter()
        .map(|phase| match phase {
            Phase::Base if has_left_base => Phase::Build,
            phase => *phase,
        })
        .collect()
}

/// The old plan before today, the new one from then on.
fn joined(
    old: &BasePlan,
    today: NaiveDate,
    first: NaiveDate,
    weeks_past: u64,
    brief: &PlanBrief,
    planned: &Planned,
) -> Result<BasePlan, Error> {
    let mut draft = planned.draft.clone();
    // In the calendar from the block's first day; what is over is left out below.
    draft.start = Some(first);
    let rest = draft.schedule(Schedule {
        start: None,
        pattern: brief.pattern,
        vdot: brief.vdot,
    })?;
    let start = first - Days::new(7 * weeks_past);
    let kept = |from: NaiveDate| {
        let end = from + Days::new(6);
        old.workouts()
            .filter(move |planned| planned.date < today && (from..=end).contains(&planned.date))
            .cloned()
    };
    let mut weeks = Vec::with_capacity(weeks_past as usize + rest.weeks().len());
    for index in 0..weeks_past {
        let from = start + Days::new(7 * index);
        let phase_of = |day: NaiveDate| old.week_of(day).map(|week| week.phase);
        weeks.push(Week {
            number: weeks.len() as u8 + 1,
            start: from,
            phase: phase_of(from)
                .or_else(|| phase_of(from + Days::new(6)))
                .unwrap_or(Phase::Base),
            workouts: kept(from).collect(),
        });
    }
    let mut latest = latest_id(old);
    for week in rest.weeks() {
        let ahead = week.workouts.iter().filter(|planned| planned.date >= today);
        let new = ahead.map(|planned| {
            latest += 1;
            PlannedWorkout {
                id: WorkoutId::Generated(latest),
                ..planned.clone()
            }
        });
        weeks.push(Week {
            number: weeks.len() as u8 + 1,
            start: week.start,
            phase: week.phase,
            workouts: kept(week.start).chain(new).collect(),
        });
    }
    BasePlan::new(rest.settings().clone(), weeks)
}

/// The highest number any workout of a plan has.
fn latest_id(plan: &BasePlan) -> u32 {
    plan.workouts()
        .filter_map(|planned| match planned.id {
            WorkoutId::Generated(number) => Some(number),
            WorkoutId::Added(_) => None,
        })
        .max()
        .unwrap_or(0)
}

/// Findings about the rest, their weeks counted in the whole plan.
fn told_of_all(mut findings: Vec<Finding>, weeks_past: u64) -> Vec<Finding> {
    for finding in &mut findings {
        finding.place.week = finding.place.week.map(|week| week + weeks_past as u8);
    }
    findings
}
