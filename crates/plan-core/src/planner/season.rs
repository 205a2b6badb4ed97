//! The season week by week: how far each run goes, given the weeks before.

use super::availability::{Availability, from_monday};
use super::dates::Dates;
use super::fill::{Bound, Filled, LongCap, Run, fill};
use super::grid::Grid;
use super::marks::{Marks, Moved};
use super::other_races::Placed;
use super::paces::Paces;
use super::regenerate::Past;
use super::volume::{Load, Progress, Volume};
use super::week_shape::{Part, Shapes, mix, quality_sessions, share};
use super::{Liking, PlanBrief, WEEKDAYS, race_week};
use crate::draft::DraftWeek;
use crate::plan::{Phase, RaceDistance};
use crate::units::{Distance, DistanceUnit, Duration, Percent};
use crate::workout::WorkoutKind;

/// What a long run should take at most.
pub(super) const LONG_RUN_TIME: Duration = Duration::from_minutes(150);
/// What a cutback week keeps of the long run at most.
const LONG_RUN_CUTBACK_KEEPS: Percent = Percent::from_whole(90);
/// What a marathoner's may.
const MARATHON_LONG_RUN_TIME: Duration = Duration::from_minutes(180);
/// What a marathoner's may who walks part of it.
const RUN_WALK_LONG_RUN_TIME: Duration = Duration::from_minutes(210);

/// What is carried from week to week.
pub(super) struct Season<'a> {
    pub(super) brief: &'a PlanBrief,
    /// Which kinds of quality session the runner wants more or less of.
    pub(super) likings: &'a [(WorkoutKind, Liking)],
    pub(super) dates: Dates,
    /// How many days into the block the long run is.
    long_place: usize,
    pub(super) grid: Grid,
    pub(super) paces: Paces,
    pub(super) availability: &'a Availability,
    pub(super) volume: &'a Volume,
    /// What lies before the first week, where a plan is made again.
    pub(super) past: Option<&'a Past>,
    /// Days that are not like others; `None` in most plans.
    pub(super) marks: Option<&'a Marks<'a>>,
    pub(super) shapes: Shapes<'a>,
    pub(super) progress: Progress,
    /// Training volume of each week so far, the first as if it were whole.
    pub(super) volumes: Vec<Distance>,
    /// The longest run of each week so far.
    pub(super) longest: Vec<Distance>,
    /// Weeks with quality so far, from a start the seed chooses.
    pub(super) turn: usize,
    /// What kept the latest growing week below its target, if anything did.
    pub(super) cut_short: Option<Bound>,
    /// The first week whose days left no room for its quality, with sessions wanted and placed.
    pub(super) without_quality: Option<(usize, usize, usize)>,
    /// Races that took the place of the long run of the day after.
    pub(super) without_long_run: Vec<Placed<'a>>,
}

/// What is settled before the first week is planned.
pub(super) struct Frame<'a> {
    pub(super) dates: Dates,
    pub(super) paces: Paces,
    pub(super) availability: &'a Availability,
    pub(super) volume: &'a Volume,
    pub(super) marks: Option<&'a Marks<'a>>,
}

impl<'a> Season<'a> {
    /// Before the first week.
    pub(super) fn new(
        brief: &'a PlanBrief,
        likings: &'a [(WorkoutKind, Liking)],
        frame: Frame<'a>,
        phases: &[Phase],
        past: Option<&'a Past>,
    ) -> Self {
        let Frame {
            dates,
            paces,
            availability,
            volume,
            marks,
        } = frame;
        let grid = Grid(brief.unit);
        let long_place = usize::from(dates.place_in_block(WEEKDAYS[availability.long_day]));
        Self {
            brief,
            likings,
            dates,
            long_place,
            grid,
            paces,
            availability,
            volume,
            past,
            marks,
            shapes: Shapes::new(
                availability,
                brief.seed,
                most_quality(brief, phases, weeks_before(past)),
            ),
            progress: Progress::new(grid.step(), past, volume.start, long_place),
            volumes: Vec::with_capacity(phases.len()),
            longest: Vec::with_capacity(phases.len()),
            turn: (mix(brief.seed, 1) % 60) as usize,
            cut_short: None,
            without_quality: None,
            without_long_run: Vec::new(),
        }
    }

    /// Plans and writes the next week.
    pub(super) fn week(&mut self, index: usize, phase: Phase) -> DraftWeek {
        let target = self.target(index);
        let runs = self.runs(index, phase, target);
        let raced = self
            .marks
            .and_then(|marks| marks.race_before_long_run(index, self.long_place));
        if !runs.iter().any(|run| run.part == Part::Long) {
            self.without_long_run.extend(raced);
        }
        let distances = runs.iter().map(|run| run.distance);
        let mut volume = volume(&runs);
        if let Some(past) = self.past.filter(|_| index == 0) {
            volume += past.begun.volume;
        }
        if let Some(placed) = self.race_on_the_way(index) {
            // A race on the way is a part of its week; one beyond it is not trained for.
            volume = (volume + placed.race.distance).min(target.max(volume));
        }
        let longest = distances.max().unwrap_or_default();
        let late = runs.iter().filter(|run| {
            usize::from(self.dates.place_in_block(WEEKDAYS[run.day])) >= self.long_place
        });
        let late = late.map(|run| run.distance).max().unwrap_or_default();
        self.progress.record(volume, longest, late);
        if self.marks_of(index).is_some() {
            // What a race takes the place of is no measure for the weeks after it.
            self.progress.last = volume.max(target);
        }
        self.volumes.push(volume);
        self.longest.push(longest);
        self.write_week(index, phase, &runs)
    }

    pub(super) fn race(&self) -> Option<RaceDistance> {
        self.brief.race.as_ref().map(|race| race.distance)
    }

    pub(super) fn is_race_week(&self, index: usize) -> bool {
        self.brief.race.is_some() && index + 1 == usize::from(self.brief.weeks)
    }

    /// The race on the way in a week, where there is one.
    pub(super) fn race_on_the_way(&self, index: usize) -> Option<Placed<'a>> {
        self.marks.and_then(|marks| marks.race_in(index))
    }

    fn is_rising(&self, index: usize) -> bool {
        matches!(self.volume.loads[index], Load::Rise(_))
    }

    /// The marks, where a week has a special day.
    fn marks_of(&self, index: usize) -> Option<&'a Marks<'a>> {
        self.marks.filter(|marks| marks.touch(index))
    }

    /// The week's runs without the race, in weekday order from Monday.
    fn runs(&mut self, index: usize, phase: Phase, target: Distance) -> Vec<Run> {
        if self.is_race_week(index) {
            let usual = self.shapes.shape(self.availability.days, 0);
            let runs = |availability: &Availability, target| {
                race_week::runs(
                    &usual,
                    from_monday(self.dates.last_weekday()),
                    target,
                    share(Part::Easy, self.race(), self.brief.level, phase),
                    self.long_cap(index).most,
                    availability,
                    self.grid,
                )
            };
            return match self.marks_of(index) {
                None => runs(self.availability, target),
                Some(marks) => runs(
                    &marks.availability(index, &self.dates, self.availability, self.grid),
                    marks.target(index, target, self.is_rising(index), self.long_place),
                ),
            };
        }
        let wanted = quality_sessions(self.brief.level, phase, weeks_before(self.past) + index);
        if let Some(marks) = self.marks_of(index) {
            let (target, wanted) = (
                marks.target(index, target, self.is_rising(index), self.long_place),
                marks.sessions(index, wanted, self.long_place),
            );
            return self.fill_marked_week(index, phase, target, wanted, marks);
        }
        let filled = self.fill_week(index, phase, target, wanted);
        if matches!(self.volume.loads[index], Load::Rise(_)) {
            self.cut_short = filled
                .bound
                .filter(|_| filled.volume() + self.grid.step() < target);
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
        let most = self.brief.weekly_limit().unwrap_or(Distance::MAX);
        self.usual_target(index).min(most.floor_to(step))
    }

    /// The same, whatever a week may hold.
    fn usual_target(&self, index: usize) -> Distance {
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

    /// The same around special days: what they leave is filled, if only with nothing.
    ///
    /// A long run that gives way to the race before it is moved to another day
    /// where the week holds more for it.
    fn fill_marked_week(
        &mut self,
        index: usize,
        phase: Phase,
        target: Distance,
        quality: usize,
        marks: &Marks<'_>,
    ) -> Vec<Run> {
        let runs = self.fill_around(index, phase, target, quality, marks, None);
        let usual = self.shapes.shape(self.availability.days, quality);
        let moved = marks
            .moved_long_run(index, &self.dates, self.availability, &usual)
            .filter(|_| self.brief.long_run_day.is_none() && !self.progress.longest().is_zero())
            .map(|moved| self.fill_around(index, phase, target, quality, marks, Some(moved)))
            .filter(|moved| volume(moved) > volume(&runs));
        moved.unwrap_or(runs)
    }

    /// Drops runs around special days until those left are long enough, if any.
    fn fill_around(
        &mut self,
        index: usize,
        phase: Phase,
        target: Distance,
        quality: usize,
        marks: &Marks<'_>,
        moved: Option<Moved>,
    ) -> Vec<Run> {
        let (race, level) = (self.race(), self.brief.level);
        let mut availability = marks.availability(index, &self.dates, self.availability, self.grid);
        if let Some(moved) = moved {
            availability.long_day = moved.day;
        }
        let shares = |part| share(part, race, level, phase);
        let longest = self.progress.longest();
        for runs in (1..=self.availability.days).rev() {
            let mut shape = self.shapes.shape(runs, quality);
            if let Some(moved) = moved {
                moved.bend(self.availability.long_day, &mut shape);
            }
            marks.bend(index, &self.dates, self.availability.days, &mut shape);
            let mut cap = self.long_cap(index);
            if let Some(moved) = moved {
                let least = self.grid.up(self.grid.shortest_run());
                cap.most = cap.most.min(longest.percent(moved.keeps).max(least));
            } else if !shape.contains(&Some(Part::Long)) && !longest.is_zero() {
                // The easy runs are a share of the long run there would have been.
                cap.most = cap.most.min(longest);
                // Without a long run before them, the week's last days look back
                // on fewer days of the fourth week than its usual day does.
                let latest = self.progress.longest_of_three();
                let most = self.grid.floor(spike_limit(latest, self.brief.unit));
                for day in availability.most.iter_mut().flatten() {
                    *day = (*day).min(most.max(self.grid.shortest_run()));
                }
            }
            let is_empty = shape.iter().all(Option::is_none) || target < self.grid.shortest_run();
            if is_empty {
                return Vec::new();
            }
            if let Some(filled) = fill(&shape, target, shares, &availability, cap, self.grid) {
                return filled.runs;
            }
        }
        Vec::new()
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
        if let Load::Taper(_) = self.volume.loads[index]
            && !before.is_zero()
        {
            tighten(before, Bound::Growth);
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
}

fn volume(runs: &[Run]) -> Distance {
    runs.iter().map(|run| run.distance).sum()
}

/// Weeks of the plan before the first one planned.
fn weeks_before(past: Option<&Past>) -> usize {
    past.map_or(0, |past| past.count)
}

/// The most quality sessions of any week.
fn most_quality(brief: &PlanBrief, phases: &[Phase], before: usize) -> usize {
    phases
        .iter()
        .enumerate()
        .map(|(week, &phase)| quality_sessions(brief.level, phase, before + week))
        .max()
        .unwrap_or(0)
}

/// The most a run may be, given the longest of the preceding four weeks:
/// 10 % more, or 1 mile (1.5 km), whichever is more.
pub(super) fn spike_limit(longest: Distance, unit: DistanceUnit) -> Distance {
    let step = match unit {
        DistanceUnit::Mile => Distance::from_miles(1),
        DistanceUnit::Kilometer => Distance::from_meters(1_500),
    };
    (longest + longest.percent(Percent::from_whole(10))).max(longest + step)
}
