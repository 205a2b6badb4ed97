//! Dates are the code's work: a draft into the calendar.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::print::still;
use super::{Draft, DraftWeek, block_start_before};
use crate::error::Error;
use crate::fitness::Vdot;
use crate::plan::{
    BasePlan, Level, PlanSettings, PlannedWorkout, ProgressionPattern, Week, WorkoutId,
};
use crate::units::{Distance, DistanceUnit, Duration, Pace};
use crate::workout::{Segment, Step, StepLength, StepRole, StepTarget, Workout, WorkoutKind};
use crate::zones::{PaceZones, Zone};

/// What a draft does not say and a plan must know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// The first training day where the draft names none.
    pub start: Option<NaiveDate>,
    /// How weeks rise and rest.
    pub pattern: ProgressionPattern,
    /// Current fitness; its paces turn minutes into distances.
    pub vdot: Option<Vdot>,
}

impl Draft {
    /// The draft in the calendar, complete: `weeks` blocks of seven days, the
    /// last ending on the race's day where that is known, workouts numbered
    /// `w1`, `w2` … by date.
    ///
    /// Every line keeps its weekday. Blocks end on the weekday of the goal race,
    /// the first of them holding the start; where the last week has no race and
    /// the goal no date, they begin on the start.
    ///
    /// A day without a line rests; days of the first block before the start
    /// stay empty, and what a relative draft has on them is left out. Runs
    /// planned by minutes get an estimated distance: from the middle of their
    /// zone's pace, without a VDOT from 12:00, 10:00 or 8:30 a mile by level.
    /// Warm-up and cool-down are summed from the steps.
    ///
    /// # Errors
    /// [`Error::DatesContradict`] where no start is known, where start, weeks
    /// and race date cannot all be true, where the draft's race is on another
    /// weekday than the goal's date, or where a draft names its own start and
    /// has a workout before it; [`Error::OutOfRange`] naming `weeks` unless 1–52,
    /// and what [`Workout::check`] refuses.
    pub fn schedule(&self, settings: Schedule) -> Result<BasePlan, Error> {
        if self.weeks.is_empty() || self.weeks.len() > usize::from(BasePlan::MAX_WEEKS) {
            return Err(Error::out_of_range(
                "weeks",
                self.weeks.len(),
                "1 to 52 weeks",
            ));
        }
        let (block, start) = self.first_days(settings.start)?;
        self.needs_the_race_on_its_day()?;
        let speed = Speed::new(self, settings.vdot);
        let mut number = 0;
        let mut weeks = Vec::with_capacity(self.weeks.len());
        for (index, week) in self.weeks.iter().enumerate() {
            let first = later(block, 7 * index as u64)?;
            let mut workouts = Vec::new();
            for offset in 0..7 {
                let date = later(first, offset)?;
                let planned = self.on_date(week, date, start)?;
                workouts.extend(planned.into_iter().map(|workout| {
                    number += 1;
                    PlannedWorkout {
                        id: WorkoutId::Generated(number),
                        date,
                        workout: speed.complete(workout),
                    }
                }));
            }
            weeks.push(Week {
                number: index as u8 + 1,
                start: first,
                phase: week.phase,
                workouts,
            });
        }
        let mut race = self.race.clone();
        if let Some(race) = &mut race {
            race.date = Some(match race.date {
                Some(date) => date,
                None => self
                    .race_day(&weeks)
                    .map_or_else(|| later(block, 7 * weeks.len() as u64 - 1), Ok)?,
            });
        }
        let settings = PlanSettings {
            unit: self.unit,
            level: self.level,
            pattern: settings.pattern,
            vdot: settings.vdot,
            race,
        };
        BasePlan::new(settings, weeks)
    }

    /// The first day of the first block, and the first training day.
    fn first_days(&self, given: Option<NaiveDate>) -> Result<(NaiveDate, NaiveDate), Error> {
        let start = self.start.or(given);
        let Some(race) = self.race.as_ref().and_then(|race| race.date) else {
            let start = start.ok_or_else(|| {
                Error::DatesContradict("a dated plan needs a start or a race date".to_owned())
            })?;
            let block = self.block_from(start).ok_or_else(out_of_calendar)?;
            return Ok((block, start));
        };
        let weeks = self.weeks.len();
        let block = block_start_before(race, weeks).ok_or_else(out_of_calendar)?;
        let start = start.unwrap_or(block);
        let lost = start.signed_duration_since(block).num_days();
        if (0..7).contains(&lost) {
            Ok((block, start))
        } else {
            Err(Error::DatesContradict(format!(
                "{weeks} weeks that end on {race} begin on {block}, not on {start}"
            )))
        }
    }

    /// Refuses a goal whose date is another weekday than the last week's race.
    fn needs_the_race_on_its_day(&self) -> Result<(), Error> {
        let dated = self.race.as_ref().and_then(|race| race.date);
        let (Some(date), Some(written)) = (dated, self.goal_weekday()) else {
            return Ok(());
        };
        let last = &self.weeks[self.weeks.len() - 1];
        if last.has_race_on(date.weekday()) {
            return Ok(());
        }
        Err(Error::DatesContradict(format!(
            "the race of the last week is on {}, but {date} is a {}",
            full_name(written),
            full_name(date.weekday())
        )))
    }

    /// What a date asks for: its lines, rest without any, nothing before the start.
    fn on_date(
        &self,
        week: &DraftWeek,
        date: NaiveDate,
        start: NaiveDate,
    ) -> Result<Vec<Workout>, Error> {
        let written = week.on(date.weekday());
        if date < start {
            let rests = |workout: &Workout| workout.kind == WorkoutKind::Rest;
            // A relative draft could not know; one that names its start contradicts itself.
            return if self.start.is_none() || written.iter().all(rests) {
                Ok(Vec::new())
            } else {
                Err(Error::DatesContradict(format!(
                    "training on {date} lies before the start on {start}"
                )))
            };
        }
        Ok(if written.is_empty() {
            vec![Workout::rest()]
        } else {
            written.to_vec()
        })
    }

    /// The day of the last race over the goal's distance.
    fn race_day(&self, weeks: &[Week]) -> Option<NaiveDate> {
        weeks
            .iter()
            .flat_map(|week| &week.workouts)
            .rev()
            .find(|planned| planned.workout.kind == WorkoutKind::Race)
            .map(|planned| planned.date)
    }
}

fn out_of_calendar() -> Error {
    Error::DatesContradict("the plan leaves the calendar".to_owned())
}

fn later(date: NaiveDate, days: u64) -> Result<NaiveDate, Error> {
    date.checked_add_days(Days::new(days))
        .ok_or_else(out_of_calendar)
}

const fn full_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}

/// How fast the runner is: by fitness where it is known, else by level.
struct Speed {
    by_level: Pace,
    zones: Option<PaceZones>,
    /// Estimates are rounded to it.
    tenth: Distance,
}

impl Speed {
    fn new(draft: &Draft, vdot: Option<Vdot>) -> Self {
        Self {
            by_level: usual_pace(draft.level),
            zones: vdot.map(PaceZones::from_vdot),
            tenth: draft.unit.tenth(),
        }
    }

    fn at(&self, zone: Option<Zone>) -> Pace {
        match (&self.zones, zone) {
            (Some(zones), zone) => zones.midpoint(zone.unwrap_or(Zone::Easy)),
            (None, _) => self.by_level,
        }
    }

    /// With the distance its minutes come to and the times its steps add up to.
    fn complete(&self, mut workout: Workout) -> Workout {
        if workout.kind.is_run() && workout.distance.is_none() {
            let estimate = match workout.duration {
                Some(time) if time_of_all(&workout.steps) != Some(time) => {
                    self.at(workout.zone).distance_in(time)
                }
                // Steps that fill the time know what is run how fast.
                _ => self.distance_of(&workout.steps),
            };
            if !estimate.is_zero() {
                let most = Distance::MAX.floor_to(self.tenth);
                workout.distance = Some(estimate.round_to(self.tenth).clamp(self.tenth, most));
                workout.distance_is_estimated = true;
            }
        }
        workout.warm_up = self.time_of(&workout.steps, StepRole::WarmUp);
        workout.cool_down = self.time_of(&workout.steps, StepRole::CoolDown);
        workout
    }

    fn distance_of(&self, steps: &[Step]) -> Distance {
        let segment = |segment: &Segment| match segment.length {
            StepLength::Distance(distance) => distance,
            // Standing or walking is no running distance.
            StepLength::Time(_) if still(segment).is_some() => Distance::ZERO,
            StepLength::Time(time) => self.pace_of(segment).distance_in(time),
            StepLength::Open => Distance::ZERO,
        };
        steps
            .iter()
            .map(|step| match step {
                Step::Once(once) => segment(once),
                Step::Repeat { times, segments } => segments
                    .iter()
                    .map(segment)
                    .sum::<Distance>()
                    .times(u32::from(*times)),
            })
            .sum()
    }

    fn pace_of(&self, segment: &Segment) -> Pace {
        match segment.target {
            StepTarget::Zone(zone) => self.at(Some(zone)),
            StepTarget::Pace { pace, .. } => pace,
            StepTarget::RacePace(_) | StepTarget::Share { .. } | StepTarget::Open => self.at(None),
        }
    }

    /// How long the segments of a role take, to the nearest minute where they
    /// are written as distances; `None` without one of a stated length.
    fn time_of(&self, steps: &[Step], role: StepRole) -> Option<Duration> {
        let time = steps
            .iter()
            .filter_map(|step| match step {
                Step::Once(segment) if segment.role == role => Some(segment),
                Step::Once(_) | Step::Repeat { .. } => None,
            })
            .map(|segment| match segment.length {
                StepLength::Time(time) => time,
                StepLength::Distance(distance) => {
                    let seconds = (self.pace_of(segment) * distance).as_seconds();
                    Duration::from_minutes(seconds.saturating_add(30) / 60)
                }
                StepLength::Open => Duration::ZERO,
            })
            .sum::<Duration>();
        (!time.is_zero()).then_some(time.min(Duration::MAX))
    }
}

/// The time of steps that are all written in times.
fn time_of_all(steps: &[Step]) -> Option<Duration> {
    let segments = |segments: &[Segment]| {
        segments
            .iter()
            .map(|segment| match segment.length {
                StepLength::Time(time) => Some(time),
                StepLength::Distance(_) | StepLength::Open => None,
            })
            .sum::<Option<Duration>>()
    };
    steps
        .iter()
        .map(|step| match step {
            Step::Once(segment) => segments(std::slice::from_ref(segment)),
            Step::Repeat {
                times,
                segments: inner,
            } => segments(inner).map(|time| time.times(u32::from(*times))),
        })
        .sum()
}

/// What a level runs where no fitness is known: 12:00, 10:00 or 8:30 a mile.
pub fn usual_pace(level: Level) -> Pace {
    let seconds = match level {
        Level::Beginner => 12 * 60,
        Level::Intermediate => 10 * 60,
        Level::Advanced => 8 * 60 + 30,
    };
    Pace::from_seconds_per(DistanceUnit::Mile, seconds)
}
