//! The rule-based generator: a brief in, a draft out, reproducible.
//!
//! [`plan`] reads like a coach works:
//!
//! 1. put the weeks into the calendar ([`dates()`]);
//! 2. see which weekdays can take a run, and how far;
//! 3. cut the weeks into Base, Build, Peak and Taper;
//! 4. lay the volume out: growth, cutback weeks, taper;
//! 5. give every week its shape: the long run anchors it, hard days never meet;
//! 6. fill the shape with distances on the grid of half miles or kilometers;
//! 7. write the quality sessions within Daniels' caps;
//! 8. measure the result, and say what had to give way.
//!
//! Hard constraints (dates, days, minutes, long-run day) are kept or refused.
//! Everything else may give way, with a [`Finding`].

mod availability;
mod brief;
mod dates;
mod fill;
mod grid;
mod paces;
mod phases;
mod published;
mod quality;
mod race_week;
mod review;
mod steps;
mod volume;
mod week_shape;
pub mod wishes;

use chrono::Weekday;

pub use brief::{PlanBrief, RunWalkPlan};
pub use dates::{Dates, dates};
pub use published::{Published, published};

use crate::check::{Finding, Measure, Severity};
use crate::draft::{Draft, DraftWeek};
use crate::error::Error;
use crate::plan::{Phase, RaceDistance, RaceGoal};
use crate::units::{Distance, DistanceUnit, Duration, Percent};
use crate::workout::{RunWalk, Workout, WorkoutKind};
use availability::{Availability, SHORTEST_MINUTES, from_monday};
use fill::{Bound, Filled, LongCap, Run, fill};
use grid::Grid;
use paces::Paces;
use published::Figures;
use quality::{Budget, sessions};
use steps::Writer;
use volume::{Load, Progress, Volume};
use week_shape::{Part, Shapes, mix, quality_sessions, share};

/// Monday first, as every array of a week is.
const WEEKDAYS: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];
/// What a long run should take at most.
const LONG_RUN_TIME: Duration = Duration::from_minutes(150);
/// What a cutback week keeps of the long run at most.
const LONG_RUN_CUTBACK_KEEPS: Percent = Percent::from_whole(90);
/// What a marathoner's may.
const MARATHON_LONG_RUN_TIME: Duration = Duration::from_minutes(180);
/// What a marathoner's may who walks part of it.
const RUN_WALK_LONG_RUN_TIME: Duration = Duration::from_minutes(210);

/// A plan and what should be known about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The plan.
    pub draft: Draft,
    /// Which soft rules gave way, by how much, and why.
    pub findings: Vec<Finding>,
}

/// Makes a plan: the same brief with the same seed gives the same plan.
///
/// # Errors
/// A value out of range by its field, all of them at once
/// ([`Error::Many`]); [`Error::DatesContradict`] for start, weeks and race
/// date; [`Error::ConstraintsContradict`] for days and minutes.
pub fn plan(brief: &PlanBrief) -> Result<Planned, Error> {
    brief.validate()?;
    let dates = dates(brief)?;
    let grid = Grid(brief.unit);
    let paces = Paces::of(brief);
    let availability = Availability::of(brief, &dates, grid, &paces)?;
    let phases = phases::phases(brief.weeks, brief.race.is_some());
    let volume = Volume::of(brief, &phases);

    let mut findings = Vec::new();
    let mut planner = Planner {
        brief,
        dates,
        grid,
        paces,
        availability: &availability,
        volume: &volume,
        shapes: Shapes::new(&availability, brief.seed, most_quality(brief, &phases)),
        progress: Progress::new(grid.step()),
        turn: (mix(brief.seed, 1) % 60) as usize,
        cut_short: [0; 4],
        without_quality: None,
    };
    let mut figures = Figures {
        volumes: Vec::with_capacity(phases.len()),
        longest: Vec::with_capacity(phases.len()),
    };
    let mut weeks = Vec::with_capacity(phases.len());
    for (index, &phase) in phases.iter().enumerate() {
        let runs = planner.runs(index, phase);
        let volume: Distance = runs.iter().map(|run| run.distance).sum();
        let longest = runs
            .iter()
            .map(|run| run.distance)
            .max()
            .unwrap_or_default();
        planner.progress.record(volume, longest);
        figures.volumes.push(volume);
        figures.longest.push(longest);
        weeks.push(planner.write_week(index, phase, &runs, volume));
    }

    planner.report(&mut findings);
    review::review(brief, &dates, &paces, &volume, &weeks, &mut findings);
    published::compare(
        brief,
        &figures,
        planner.limit().map(|(_, why)| why),
        &mut findings,
    );
    let draft = Draft {
        race: brief.race.as_ref().map(|race| RaceGoal {
            date: dates.race_day,
            ..race.clone()
        }),
        level: brief.level,
        unit: brief.unit,
        start: dates.start(),
        notes: Vec::new(),
        weeks,
    };
    Ok(Planned { draft, findings })
}

/// The most quality sessions of any week.
fn most_quality(brief: &PlanBrief, phases: &[Phase]) -> usize {
    phases
        .iter()
        .enumerate()
        .map(|(week, &phase)| quality_sessions(brief.level, phase, week))
        .max()
        .unwrap_or(0)
}

/// The most a run may be, given the longest of the preceding four weeks:
/// 10 % more, or 1 mile (1.5 km), whichever is more.
fn spike_limit(longest: Distance, unit: DistanceUnit) -> Distance {
    let step = match unit {
        DistanceUnit::Mile => Distance::from_miles(1),
        DistanceUnit::Kilometer => Distance::from_meters(1_500),
    };
    (longest + longest.percent(Percent::from_whole(10))).max(longest + step)
}

/// What is carried from week to week.
struct Planner<'a> {
    brief: &'a PlanBrief,
    dates: Dates,
    grid: Grid,
    paces: Paces,
    availability: &'a Availability,
    volume: &'a Volume,
    shapes: Shapes<'a>,
    progress: Progress,
    /// Weeks with quality so far, from a start the seed chooses.
    turn: usize,
    /// Weeks each bound kept below their target, in the order of [`Bound`].
    cut_short: [u32; 4],
    /// The first week whose days left no room for its quality, with sessions wanted and placed.
    without_quality: Option<(usize, usize, usize)>,
}

impl Planner<'_> {
    fn race(&self) -> Option<RaceDistance> {
        self.brief.race.as_ref().map(|race| race.distance)
    }

    fn is_race_week(&self, index: usize) -> bool {
        self.brief.race.is_some() && index + 1 == usize::from(self.brief.weeks)
    }

    /// The week's runs without the race, in weekday order from Monday.
    fn runs(&mut self, index: usize, phase: Phase) -> Vec<Run> {
        let target = self.target(index);
        if self.is_race_week(index) {
            let usual = self.shapes.shape(self.availability.days, 0);
            return race_week::runs(
                &usual,
                from_monday(self.dates.last_weekday()),
                target,
                share(Part::Easy, self.race(), self.brief.level, phase),
                self.availability,
                self.grid,
            );
        }
        let wanted = quality_sessions(self.brief.level, phase, index);
        let filled = self.fill_week(index, phase, target, wanted);
        if let Some(bound) = filled.bound
            && matches!(self.volume.loads[index], Load::Rise(_))
            && filled.volume() + self.grid.step() < target
        {
            self.cut_short[bound as usize] += 1;
        }
        let placed = filled
            .runs
            .iter()
            .filter(|run| run.part == Part::Quality)
            .count();
        if placed < wanted && self.without_quality.is_none() {
            self.without_quality = Some((index, wanted, placed));
        }
        filled.runs
    }

    /// The week's volume on the grid; a taper falls every week.
    fn target(&self, index: usize) -> Distance {
        let step = self.grid.step();
        let wanted = self.volume.target(index, &self.progress);
        let rounded = wanted.round_to(step);
        match self.volume.loads[index] {
            Load::Rise(_) => match self.volume.most_allowed(&self.progress) {
                Some(most) if rounded > most => most.floor_to(step),
                _ => rounded,
            },
            Load::Cutback | Load::Taper(_) => rounded.min(self.progress.last.saturating_sub(step)),
            Load::Only(_) => rounded,
        }
    }

    /// Drops runs until those left are long enough.
    fn fill_week(
        &mut self,
        index: usize,
        phase: Phase,
        target: Distance,
        quality: usize,
    ) -> Filled {
        let (race, level) = (self.race(), self.brief.level);
        let cap = self.long_cap(index);
        let mut runs = self.availability.days;
        loop {
            let shape = self.shapes.shape(runs, quality);
            let shares = |part| share(part, race, level, phase);
            match fill(&shape, target, shares, self.availability, cap, self.grid) {
                Some(filled) => return filled,
                None => runs -= 1,
            }
        }
    }

    /// How long this week's long run may be.
    fn long_cap(&self, index: usize) -> LongCap {
        let longest = Distance::from_miles(match self.race() {
            Some(RaceDistance::FiveK) => 13,
            Some(RaceDistance::TenK) | None => 15,
            Some(RaceDistance::HalfMarathon) => 18,
            Some(RaceDistance::FullMarathon) => 22,
        });
        let mut cap = LongCap {
            most: longest,
            bound: Bound::Days,
        };
        let mut tighten = |most: Distance, bound: Bound| {
            if most < cap.most {
                cap = LongCap { most, bound };
            }
        };
        if self.paces.known {
            let time = match (self.race(), self.brief.run_walk) {
                (Some(RaceDistance::FullMarathon), Some(_)) => RUN_WALK_LONG_RUN_TIME,
                (Some(RaceDistance::FullMarathon), None) => MARATHON_LONG_RUN_TIME,
                _ => LONG_RUN_TIME,
            };
            tighten(self.paces.easy.distance_in(time), Bound::LongRunTime);
        }
        let before = self.progress.longest();
        if !before.is_zero() {
            tighten(spike_limit(before, self.brief.unit), Bound::Growth);
        }
        if self.volume.loads[index] == Load::Cutback {
            // A week that drops a run must not leave its distance to the long run.
            let last = self.progress.last_longest();
            let most = last.percent(LONG_RUN_CUTBACK_KEEPS);
            tighten(
                most.max(self.grid.up(self.grid.shortest_run())),
                Bound::Growth,
            );
        }
        cap
    }

    fn write_week(
        &mut self,
        index: usize,
        phase: Phase,
        runs: &[Run],
        volume: Distance,
    ) -> DraftWeek {
        let mut days: [Vec<Workout>; 7] = std::array::from_fn(|_| Vec::new());
        let count = runs.iter().filter(|run| run.part == Part::Quality).count();
        let sessions = sessions(self.race(), self.brief.level, phase, count, self.turn);
        self.turn += usize::from(count > 0);
        let mut budget = Budget::of(volume);
        if phase == Phase::Taper {
            budget = budget.for_taper();
        }
        let writer = Writer {
            paces: &self.paces,
            grid: self.grid,
        };
        let mut nth = 0;
        for run in runs {
            let kind = match run.part {
                Part::Long => WorkoutKind::LongRun,
                Part::MediumLong => WorkoutKind::MediumLong,
                Part::Easy => WorkoutKind::Easy,
                Part::Quality => {
                    let session = sessions[nth % 2];
                    nth += 1;
                    days[run.day].push(writer.write(session, run.distance, &mut budget));
                    continue;
                }
            };
            let mut workout = self.steady_run(kind, *run);
            workout.run_walk = self.run_walk(phase);
            days[run.day].push(workout);
        }
        if let Some(race) = self.race().filter(|_| self.is_race_week(index)) {
            let day = from_monday(self.dates.last_weekday());
            days[day] = vec![Workout::run(WorkoutKind::Race, race.distance())];
        }
        for (day, workouts) in days.iter_mut().enumerate() {
            let before_start =
                index == 0 && self.dates.place_in_block(WEEKDAYS[day]) < self.dates.empty_days;
            if before_start {
                workouts.clear();
            } else if workouts.is_empty() {
                workouts.push(Workout::rest());
            }
        }
        let stated = days.iter().flatten().map(Workout::training_distance).sum();
        let notes = match self.volume.loads[index] {
            Load::Cutback => vec!["a cutback week: less, so that the work sinks in".to_owned()],
            _ => Vec::new(),
        };
        DraftWeek {
            phase,
            stated_volume: Some(stated),
            days,
            notes,
        }
    }

    /// A run at one effort. Where its day is limited to minutes and the pace
    /// is only guessed, the minutes are what is planned.
    fn steady_run(&self, kind: WorkoutKind, run: Run) -> Workout {
        let mut workout = Workout::run(kind, run.distance);
        if let Some(most) = self.brief.max_minutes[run.day]
            && !self.paces.known
        {
            let minutes = ((self.paces.easy * run.distance).as_seconds() + 30) / 60;
            let minutes = minutes.min(u32::from(most));
            if minutes >= u32::from(SHORTEST_MINUTES) {
                workout.duration = Some(Duration::from_minutes(minutes));
                workout.distance_is_estimated = true;
            }
        }
        workout
    }

    fn run_walk(&self, phase: Phase) -> Option<RunWalk> {
        match self.brief.run_walk? {
            RunWalkPlan::Custom(ratio) => Some(ratio),
            RunWalkPlan::ByPhase => {
                let minutes = match phase {
                    Phase::Base => 4,
                    Phase::Build => 6,
                    Phase::Peak | Phase::Taper => 8,
                };
                RunWalk::new(minutes, 1).ok()
            }
        }
    }

    /// What gave way while planning.
    fn report(&self, findings: &mut Vec<Finding>) {
        if let Some((rule, message)) = self.limit() {
            findings.push(Finding::new(rule, Severity::Info, message).measuring(
                Measure::Distance(self.progress.peak),
                Measure::Distance(self.volume.peak),
            ));
        }
        if let Some((week, wanted, placed)) = self.without_quality {
            findings.push(
                Finding::new(
                    "quality_reduced",
                    Severity::Info,
                    "the running days leave no room for more quality sessions without making hard days adjacent or every run hard",
                )
                .in_week(week as u8 + 1)
                .measuring(Measure::Count(placed as u32), Measure::Count(wanted as u32)),
            );
        }
        if self.brief.race.is_some() {
            let day = self.dates.last_weekday();
            if !self.availability.takes_run(from_monday(day)) {
                findings.push(
                    Finding::new(
                        "race_on_unavailable_day",
                        Severity::Info,
                        format!("race day is a {day}, otherwise kept free of running"),
                    )
                    .in_week(self.brief.weeks)
                    .for_field("unavailable_days"),
                );
            }
            if let Some(date) = self.dates.race_day
                && self
                    .brief
                    .race
                    .as_ref()
                    .is_some_and(|race| race.date.is_none())
            {
                findings.push(
                    Finding::new(
                        "race_date_assumed",
                        Severity::Info,
                        format!(
                            "no race date was given; the race is on the plan's last day, {date}"
                        ),
                    )
                    .on(date)
                    .for_field("race.date"),
                );
            }
        }
        if self.dates.empty_days > 0 {
            findings.push(
                Finding::new(
                    "first_week_lightened",
                    Severity::Info,
                    "training begins after the first week has; its earlier days stay empty",
                )
                .in_week(1)
                .measuring(
                    Measure::Count(7 - u32::from(self.dates.empty_days)),
                    Measure::Count(7),
                ),
            );
        }
    }

    /// What keeps the plan below the peak it aims at, and why.
    fn limit(&self) -> Option<(&'static str, &'static str)> {
        let reached = self.progress.peak;
        if self.brief.weeks == 1 || reached + self.grid.step() >= self.volume.peak {
            return None;
        }
        let bound = [
            Bound::Growth,
            Bound::Days,
            Bound::LongRunTime,
            Bound::Minutes,
        ]
        .into_iter()
        .max_by_key(|&bound| self.cut_short[bound as usize])
        .filter(|&bound| self.volume.peak_in_reach() && self.cut_short[bound as usize] > 0);
        Some(match bound {
            Some(Bound::Days) => (
                "volume_limited_by_days",
                "the running days are too few for the usual peak: no run grows beyond what the race needs",
            ),
            Some(Bound::LongRunTime) => (
                "volume_limited_by_long_run_time",
                "the long run takes as much time as it should, and the week stays below its usual peak",
            ),
            Some(Bound::Minutes) => (
                "volume_limited_by_minutes",
                "the days' minutes keep the week below its usual peak",
            ),
            Some(Bound::Growth) => (
                "volume_limited_by_growth",
                "reaching the usual peak in these weeks would mean single runs that grow too fast",
            ),
            None => (
                "volume_limited_by_growth",
                "reaching the usual peak in these weeks would mean weeks that grow too fast",
            ),
        })
    }
}
