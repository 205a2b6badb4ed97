//! A week's runs as workouts on its seven days.

use chrono::Datelike;

use super::WEEKDAYS;
use super::availability::{SHORTEST_MINUTES, from_monday};
use super::brief::RunWalkPlan;
use super::fill::Run;
use super::quality::{Budget, liked, sessions};
use super::season::Season;
use super::steps::{STRIDES, Writer};
use super::volume::Load;
use super::week_shape::Part;
use crate::draft::DraftWeek;
use crate::plan::{Level, Phase};
use crate::units::{Distance, Duration};
use crate::workout::{RunWalk, Workout, WorkoutKind};

impl Season<'_> {
    /// The week with its runs written out, the race, and rest on the other days.
    pub(super) fn write_week(&mut self, index: usize, phase: Phase, runs: &[Run]) -> DraftWeek {
        let is_before_start = |day: usize| {
            index == 0 && self.dates.place_in_block(WEEKDAYS[day]) < self.dates.empty_days
        };
        let runs = runs.iter().filter(|run| !is_before_start(run.day));
        let volume: Distance = runs.clone().map(|run| run.distance).sum();
        let mut days: [Vec<Workout>; 7] = std::array::from_fn(|_| Vec::new());
        let count = runs.clone().filter(|run| run.part == Part::Quality).count();
        let sessions = sessions(self.race(), self.brief.level, phase, count, self.turn);
        let sessions = liked(sessions, self.likings, self.race(), self.turn);
        self.turn += usize::from(count > 0);
        let mut budget = Budget::of(volume);
        if phase == Phase::Taper {
            budget = budget.for_taper();
        }
        let writer = Writer {
            paces: &self.paces,
            grid: self.grid,
        };
        let strides = self.strides_day(index, runs.clone());
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
            if strides == Some(run.day) {
                workout.note = Some(STRIDES.to_owned());
            }
            days[run.day].push(workout);
        }
        if let Some(placed) = self.race_on_the_way(index) {
            let day = from_monday(placed.race.date.weekday());
            days[day] = vec![placed.race.workout()];
        }
        if let Some(race) = self.race().filter(|_| self.is_race_week(index)) {
            let day = from_monday(self.dates.last_weekday());
            days[day] = vec![Workout::run(WorkoutKind::Race, race.distance())];
        }
        for (day, workouts) in days.iter_mut().enumerate() {
            if workouts.is_empty() && !is_before_start(day) {
                workouts.push(Workout::rest());
            }
            // A vector that grew has room for four, and a day is one workout.
            workouts.shrink_to_fit();
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

    /// The last run before the day before the race, where the runner is used
    /// to running fast: its strides keep the legs quick.
    fn strides_day<'r>(&self, index: usize, runs: impl Iterator<Item = &'r Run>) -> Option<usize> {
        if !self.is_race_week(index)
            || self.brief.level == Level::Beginner
            || self.brief.run_walk.is_some()
        {
            return None;
        }
        let race_day = from_monday(self.dates.last_weekday());
        let before = |run: &&Run| (race_day + 7 - run.day) % 7;
        runs.filter(|run| before(run) >= 2)
            .min_by_key(before)
            .map(|run| run.day)
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
}
