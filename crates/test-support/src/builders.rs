//! Small things to build larger tests of.

use chrono::{DateTime, Days, NaiveDate, Utc};
use plan_core::plan::{
    BasePlan, Level, Phase, PlanSettings, PlannedWorkout, ProgressionPattern, RaceDistance,
    RaceGoal, Week, WorkoutId,
};
use plan_core::units::{Distance, DistanceUnit};
use plan_core::workout::{Workout, WorkoutKind};
use plan_store::members::{self, Role};
use plan_store::organizations::{self, Feature};
use plan_store::tokens::{self, NewToken, Scopes, TokenSecret};
use plan_store::{Connection, OrgId, PersonId, StoreError};

/// The moment tests take for now: Monday, 2026-06-01, noon UTC.
pub fn now() -> DateTime<Utc> {
    monday()
        .and_hms_opt(12, 0, 0)
        .expect("noon exists")
        .and_utc()
}

/// The first day of [`base_plan`]: Monday, 2026-06-01.
pub fn monday() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 6, 1).expect("a date")
}

/// A plan of `weeks` weeks from [`monday`] on, in miles: rest on Monday and
/// Friday, easy runs, a tempo on Wednesday, a long run on Sunday; in the last
/// week the long run is a 10K race. Workouts are `w1`, `w2`, … in date order.
///
/// # Panics
/// Unless `weeks` is 1–52.
pub fn base_plan(weeks: u8) -> BasePlan {
    let last = monday() + Days::new(7 * u64::from(weeks) - 1);
    let mut numbers = 1..;
    let weeks = (1..=weeks)
        .map(|number| {
            let start = monday() + Days::new(7 * u64::from(number - 1));
            let workouts = (0..7).map(|day| {
                let date = start + Days::new(day);
                PlannedWorkout {
                    id: WorkoutId::Generated(numbers.next().expect("a number")),
                    date,
                    workout: workout_on(day, date == last),
                }
            });
            Week {
                number,
                start,
                phase: if number == weeks {
                    Phase::Taper
                } else {
                    Phase::Build
                },
                workouts: workouts.collect(),
            }
        })
        .collect();
    let settings = PlanSettings {
        unit: DistanceUnit::Mile,
        level: Level::Intermediate,
        pattern: ProgressionPattern::ThreeUpOneDown,
        vdot: None,
        race: Some(RaceGoal {
            distance: RaceDistance::TenK,
            date: Some(last),
            target_time: None,
        }),
    };
    BasePlan::new(settings, weeks).expect("the builder keeps the rules")
}

fn workout_on(day: u64, is_race_day: bool) -> Workout {
    let run = |kind, miles| Workout::run(kind, Distance::from_miles(miles));
    match day {
        0 | 4 => Workout::rest(),
        2 => run(WorkoutKind::Tempo, 6),
        6 if is_race_day => Workout::run(WorkoutKind::Race, RaceDistance::TenK.distance()),
        6 => run(WorkoutKind::LongRun, 10),
        _ => run(WorkoutKind::Easy, 5),
    }
}

/// An organization with the coach agent on, and one member of each role.
#[derive(Clone, Debug)]
pub struct Team {
    /// The organization.
    pub org: OrgId,
    /// Its head coach.
    pub head_coach: PersonId,
    /// A coach.
    pub coach: PersonId,
    /// An athlete.
    pub athlete: PersonId,
}

impl Team {
    /// Makes a team; its name is also the beginning of its members' names.
    ///
    /// # Errors
    /// Those of the store.
    pub fn create(conn: &mut Connection, name: &str) -> Result<Self, StoreError> {
        let org = organizations::create(conn, name, None, now())?.id;
        organizations::set_feature(conn, org, Feature::CoachAgent, true)?;
        let mut member = |role: Role| {
            let person = members::create_person(conn, &format!("{name} {role}"), now())?;
            members::set_role(conn, org, person, role)?;
            Ok::<_, StoreError>(person)
        };
        Ok(Self {
            org,
            head_coach: member(Role::HeadCoach)?,
            coach: member(Role::Coach)?,
            athlete: member(Role::Athlete)?,
        })
    }

    /// A token with every scope for one of its members.
    ///
    /// # Errors
    /// Those of the store.
    pub fn token(
        &self,
        conn: &mut Connection,
        person: PersonId,
    ) -> Result<TokenSecret, StoreError> {
        let new = NewToken {
            org_id: self.org,
            person_id: person,
            name: "test".to_owned(),
            scopes: Scopes::all(),
            expires_at: None,
        };
        tokens::create(conn, new, now()).map(|(_, secret)| secret)
    }
}
