//! Races on the way to the goal: tune-ups, and B races that are rested for.

use chrono::{Days, NaiveDate};

use super::PlanBrief;
use super::dates::Dates;
use crate::error::Error;
use crate::plan::PlannedWorkout;
use crate::units::{Distance, Percent};
use crate::words::words;
use crate::workout::{Workout, WorkoutKind};

words! {
    /// What a race on the way to the goal is for.
    pub enum RaceRole("role") {
        /// Trained through: a hard effort in place of the week's long run or a session.
        TuneUp = "TuneUp",
        /// Rested for: four days without hard running before it, in a week of four
        /// fifths where that is not a cutback or taper week anyway.
        B = "B",
    }
}

impl RaceRole {
    /// What its line says.
    const fn note(self) -> &'static str {
        match self {
            Self::TuneUp => "a tune-up: hard but controlled, to practice racing",
            Self::B => "a race of its own: rest for it and run it in full",
        }
    }
}

/// A race on the way to the goal.
///
/// It stands on its date, whatever the runner's usual days are. Its distance
/// comes out of that week's running; the day before is short and easy, the day
/// after easy, and short too after a B race or 10 km and more; no hard run is
/// next to it, and after it come easy days, one for every 3 km raced. A tune-up
/// under 10 km on the day before the usual long run moves that run towards the
/// middle of the week and is then its only session: where the week holds more
/// for it, no day for the long run was asked for, and another can take it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherRace {
    /// The day of the race.
    pub date: NaiveDate,
    /// How far it is, 1 km to a marathon.
    pub distance: Distance,
    /// What it is called, 1–80 characters on one line.
    pub name: Option<String>,
    /// What it is for.
    pub role: RaceRole,
}

impl OtherRace {
    /// The shortest race that changes a week.
    pub const LEAST: Distance = Distance::from_kilometers(1);
    /// The longest: nobody runs further on the way to a marathon.
    pub const MOST: Distance = Distance::from_meters(42_195);
    /// The longest name, in characters.
    pub const LONGEST_NAME: usize = 80;
    /// What a race's own week keeps of its volume when it is rested for.
    const KEPT_BEFORE_B: Percent = Percent::from_whole(80);

    /// Checks distance and name; `field` is the race in the request, `races[0]`.
    pub(super) fn faults(&self, field: &str, faults: &mut Vec<Error>) {
        if !(Self::LEAST..=Self::MOST).contains(&self.distance) {
            faults.push(Error::out_of_range(
                format!("{field}.distance"),
                format!("{:.3} km", self.distance.as_kilometers()),
                "1 to 42.195 km (0.62 to 26.22 mi)",
            ));
        }
        if let Some(name) = &self.name {
            let length = name.chars().count();
            let is_line = !name.trim().is_empty() && !name.chars().any(char::is_control);
            if !is_line || length > Self::LONGEST_NAME {
                faults.push(Error::out_of_range(
                    format!("{field}.name"),
                    format!("{name:?}"),
                    "1 to 80 characters on one line",
                ));
            }
        }
    }

    /// What a week of `target` keeps for training; one that `is_rising` is
    /// made lighter for a B race, cutback and taper are light anyway.
    pub(super) fn leaves(&self, target: Distance, is_rising: bool) -> Distance {
        let kept = match self.role {
            RaceRole::B if is_rising => target.percent(Self::KEPT_BEFORE_B),
            RaceRole::B | RaceRole::TuneUp => target,
        };
        kept.saturating_sub(self.distance)
    }

    /// True where the day after it is for a short run at most, not just an easy one.
    pub(super) fn is_long(&self) -> bool {
        self.role == RaceRole::B || self.distance >= Distance::from_kilometers(10)
    }

    /// True where its week still has a long run, on another day if it must be.
    pub(super) fn leaves_room_for_long_run(&self) -> bool {
        self.role == RaceRole::TuneUp && !self.is_long()
    }

    /// Days before it without a session: legs are fresh for a B race.
    pub(super) const fn days_before(&self) -> usize {
        match self.role {
            RaceRole::TuneUp => 2,
            RaceRole::B => 4,
        }
    }

    /// Easy days after it: one for every 3 km (Daniels).
    pub(super) fn days_after(&self) -> usize {
        let days = self.distance.whole_steps(Distance::from_kilometers(3));
        usize::try_from(days).unwrap_or(usize::MAX).max(1)
    }

    /// Its line in the plan.
    pub(super) fn workout(&self) -> Workout {
        Workout {
            name: self.name.clone(),
            note: Some(self.role.note().to_owned()),
            ..Workout::run(WorkoutKind::Race, self.distance)
        }
    }

    /// A race of a plan as it was asked for; a tune-up where its note is
    /// another. `None` for what is no race, or none the planner leads up to.
    pub(super) fn of_workout(planned: &PlannedWorkout) -> Option<Self> {
        let workout = &planned.workout;
        let is_b = workout.note.as_deref() == Some(RaceRole::B.note());
        let race = Self {
            date: planned.date,
            distance: workout.distance?,
            name: workout.name.clone(),
            role: if is_b { RaceRole::B } else { RaceRole::TuneUp },
        };
        let mut faults = Vec::new();
        race.faults("races", &mut faults);
        (workout.kind == WorkoutKind::Race && faults.is_empty()).then_some(race)
    }
}

/// A race and the day of the plan it is on, from 0.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed<'a> {
    pub(super) day: usize,
    /// Its place in the request.
    pub(super) nth: usize,
    pub(super) race: &'a OtherRace,
}

/// The races by day.
///
/// # Errors
/// [`Error::DatesContradict`] for races in a plan without dates;
/// [`Error::OutOfRange`] naming `races[n].date` for one outside the plan, in
/// the goal race's week, in the plan week of another or within two days of one.
pub(super) fn placed<'a>(brief: &'a PlanBrief, dates: &Dates) -> Result<Vec<Placed<'a>>, Error> {
    if brief.races.is_empty() {
        return Ok(Vec::new());
    }
    let (Some(first), Some(start)) = (dates.first_block, dates.start()) else {
        return Err(Error::DatesContradict(
            "races on the way have dates; a plan that holds them needs start_date or race.date"
                .to_owned(),
        ));
    };
    let days = u64::from(brief.weeks) * 7;
    let end = first + Days::new(days - 1);
    let race_week = first + Days::new(days - 7);
    let refused = |nth: usize, date: NaiveDate, expected: String| {
        Err(Error::out_of_range(
            format!("races[{nth}].date"),
            date,
            expected,
        ))
    };
    let mut placed: Vec<Placed<'a>> = Vec::with_capacity(brief.races.len());
    for (nth, race) in brief.races.iter().enumerate() {
        let date = race.date;
        if !(start..=end).contains(&date) {
            return refused(nth, date, format!("a day of the plan, {start} to {end}"));
        }
        if brief.race.is_some() && date == end {
            return refused(nth, date, "another day than the goal race".to_owned());
        }
        if brief.race.is_some() && date >= race_week {
            let expected =
                format!("a day before the week of the goal race, which begins on {race_week}");
            return refused(nth, date, expected);
        }
        let day = date.signed_duration_since(first).num_days() as usize;
        let near = placed
            .iter()
            .find(|other| other.day / 7 == day / 7 || other.day.abs_diff(day) < 3);
        if let Some(other) = near {
            let expected = format!(
                "a plan week of its own, three days or more from the race on {}",
                other.race.date
            );
            return refused(nth, date, expected);
        }
        placed.push(Placed { day, nth, race });
    }
    placed.sort_unstable_by_key(|placed| placed.day);
    Ok(placed)
}
