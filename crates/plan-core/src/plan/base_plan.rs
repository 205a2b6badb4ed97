use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{Level, PlannedWorkout, ProgressionPattern, RaceGoal, Week, WorkoutId};
use crate::error::Error;
use crate::fitness::Vdot;
use crate::units::DistanceUnit;

/// What holds for a whole plan and is not a week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanSettings {
    /// The unit it is written and rounded in.
    pub unit: DistanceUnit,
    /// The runner's experience.
    pub level: Level,
    /// How weeks rise and rest.
    pub pattern: ProgressionPattern,
    /// Current fitness; without it, effort is given and paces are not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vdot: Option<Vdot>,
    /// The goal race.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub race: Option<RaceGoal>,
}

/// A generated plan: dated, complete, and never changed again.
///
/// Invariants, kept by [`new`](Self::new): 1–52 weeks of seven days that
/// follow each other without a gap, numbered from 1; every workout lies in its
/// week, in date order; workout ids are unique; a goal race has a date inside
/// the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct BasePlan {
    settings: PlanSettings,
    weeks: Vec<Week>,
}

#[derive(Deserialize)]
struct Unchecked {
    settings: PlanSettings,
    weeks: Vec<Week>,
}

impl TryFrom<Unchecked> for BasePlan {
    type Error = Error;
    fn try_from(unchecked: Unchecked) -> Result<Self, Error> {
        Self::new(unchecked.settings, unchecked.weeks)
    }
}

impl BasePlan {
    /// The longest plan, in weeks.
    pub const MAX_WEEKS: u8 = 52;

    /// A plan from its weeks.
    ///
    /// # Errors
    /// Names the first invariant of the type that does not hold.
    pub fn new(settings: PlanSettings, weeks: Vec<Week>) -> Result<Self, Error> {
        if weeks.is_empty() || weeks.len() > usize::from(Self::MAX_WEEKS) {
            return Err(Error::out_of_range("weeks", weeks.len(), "1 to 52 weeks"));
        }
        let first = weeks[0].start;
        for (index, week) in weeks.iter().enumerate() {
            if usize::from(week.number) != index + 1 {
                return Err(Error::out_of_range(
                    "week",
                    week.number,
                    format!("week {}", index + 1),
                ));
            }
            let expected = first.checked_add_days(Days::new(7 * index as u64));
            let last_day = week.start.checked_add_days(Days::new(6));
            if expected != Some(week.start) || last_day.is_none() {
                return Err(Error::out_of_range(
                    "startDate",
                    week.start,
                    match expected {
                        Some(expected) if last_day.is_some() => {
                            format!("{expected}, for weeks of seven days without a gap")
                        }
                        _ => format!("a week that ends by {}", NaiveDate::MAX),
                    },
                ));
            }
            if !week.workouts.is_sorted_by_key(|planned| planned.date) {
                return Err(Error::out_of_range(
                    "workouts",
                    format!("out of order in week {}", week.number),
                    "workouts in the order of their dates",
                ));
            }
            for PlannedWorkout { id, date, workout } in &week.workouts {
                workout.check()?;
                if !week.contains(*date) {
                    return Err(Error::out_of_range(
                        "date",
                        date,
                        format!(
                            "a day of week {}, {} to {}",
                            week.number,
                            week.start,
                            week.end()
                        ),
                    ));
                }
                if matches!(id, WorkoutId::Added(_)) {
                    return Err(wrong_id(*id));
                }
            }
        }
        if let Some(id) = named_twice(&weeks) {
            return Err(wrong_id(id));
        }
        let plan = Self { settings, weeks };
        let days = plan.start()..=plan.end();
        match &plan.settings.race {
            None => {}
            Some(RaceGoal {
                date: Some(date), ..
            }) if days.contains(date) => {}
            Some(race) => {
                let date = race
                    .date
                    .map_or("missing".to_owned(), |date| date.to_string());
                return Err(Error::DatesContradict(format!(
                    "the race's date is {date}; expected a day of the plan, {} to {}",
                    plan.start(),
                    plan.end()
                )));
            }
        }
        Ok(plan)
    }

    /// What holds for the whole plan.
    pub fn settings(&self) -> &PlanSettings {
        &self.settings
    }

    /// The unit the plan is written and rounded in.
    pub fn unit(&self) -> DistanceUnit {
        self.settings.unit
    }

    /// Its weeks, in order, at least one.
    pub fn weeks(&self) -> &[Week] {
        &self.weeks
    }

    /// The first day of its first week.
    pub fn start(&self) -> NaiveDate {
        self.weeks[0].start
    }

    /// The last day of its last week.
    pub fn end(&self) -> NaiveDate {
        self.weeks[self.weeks.len() - 1].end()
    }

    /// The week a date lies in.
    pub fn week_of(&self, date: NaiveDate) -> Option<&Week> {
        let days = date.signed_duration_since(self.start()).num_days();
        usize::try_from(days.div_euclid(7))
            .ok()
            .and_then(|index| self.weeks.get(index))
    }

    /// Every workout, in date order.
    pub fn workouts(&self) -> impl Iterator<Item = &PlannedWorkout> {
        self.weeks.iter().flat_map(|week| &week.workouts)
    }

    /// One workout by its id.
    pub fn workout(&self, id: WorkoutId) -> Option<&PlannedWorkout> {
        self.workouts().find(|planned| planned.id == id)
    }
}

fn wrong_id(id: WorkoutId) -> Error {
    Error::out_of_range(
        "workoutId",
        id,
        "an id such as w17, of each workout another",
    )
}

/// An id that more than one workout has. They nearly always come in order, so that
/// sorting them is a glance.
fn named_twice(weeks: &[Week]) -> Option<WorkoutId> {
    let workouts = weeks.iter().flat_map(|week| &week.workouts);
    let mut ids = workouts.map(|planned| planned.id).collect::<Vec<_>>();
    ids.sort_unstable();
    let twice = ids.windows(2).find(|pair| pair[0] == pair[1])?;
    twice.first().copied()
}
