//! What the demo starts with: a club, a coach's token, a small library, and a
//! published plan in mid-season that has every layer.

use anyhow::{Context, Result};
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use plan_core::draft::Schedule;
use plan_core::fitness::Vdot;
use plan_core::plan::{BasePlan, Level, PlanStatus, RaceDistance, RaceGoal, ShortId, Slug};
use plan_core::planner::{self, PlanBrief};
use plan_core::units::{Distance, DistanceUnit, Duration};
use plan_core::workout::{Workout, WorkoutKind};
use plan_store::library::LibraryEntry;
use plan_store::members::Role;
use plan_store::organizations::Feature;
use plan_store::plans::{NewPlan, PlanFilter};
use plan_store::tokens::{NewToken, Scopes};
use plan_store::{
    Connection, OrgId, PersonId, StoreError, library, members, organizations, plans, publishing,
    tokens,
};

use crate::season;

const CLUB: &str = "Hill Street Harriers";
const COACH: &str = "Demo coach";
const TOKEN: &str = "demo";
const SLUG: &str = "spring-marathon";

/// What a visitor needs to look around.
pub(crate) struct Seeded {
    /// The club.
    pub(crate) org: OrgId,
    /// The coach's token, new at each start.
    pub(crate) token: String,
    /// The published plan's random id.
    pub(crate) public_id: ShortId,
    /// The published plan's chosen name.
    pub(crate) slug: Slug,
}

/// Fills an empty database; in one that was filled before, only the token is new.
pub(crate) fn seed(conn: &mut Connection, now: DateTime<Utc>) -> Result<Seeded, SeedError> {
    let (org, coach) = match find_club(conn)? {
        Some(known) => known,
        None => found_club(conn, now)?,
    };
    let token = renew_token(conn, org, coach, now)?;
    let (public_id, slug) = match find_published(conn, org, coach)? {
        Some(known) => known,
        None => publish_season(conn, org, coach, now)?,
    };
    Ok(Seeded {
        org,
        token,
        public_id,
        slug,
    })
}

/// Why the demo could not be filled; it carries the store's errors through a transaction.
#[derive(Debug)]
pub(crate) struct SeedError(pub(crate) anyhow::Error);

impl<E: Into<anyhow::Error>> From<E> for SeedError {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

fn find_club(conn: &mut Connection) -> Result<Option<(OrgId, PersonId)>, StoreError> {
    let Some(club) = organizations::list(conn)?
        .into_iter()
        .find(|organization| organization.name == CLUB)
    else {
        return Ok(None);
    };
    let coach = members::list(conn, club.id)?
        .into_iter()
        .find(|member| member.display_name == COACH);
    Ok(coach.map(|coach| (club.id, coach.person_id)))
}

fn found_club(conn: &mut Connection, now: DateTime<Utc>) -> Result<(OrgId, PersonId), SeedError> {
    let club = organizations::create(conn, CLUB, None, now)?;
    organizations::set_feature(conn, club.id, Feature::CoachAgent, true)?;
    let coach = members::create_person(conn, COACH, now)?;
    members::set_role(conn, club.id, coach, Role::HeadCoach)?;
    let athlete = members::create_person(conn, "Demo athlete", now)?;
    members::set_role(conn, club.id, athlete, Role::Athlete)?;
    for entry in own_workouts() {
        library::insert(conn, club.id, &entry, now)?;
    }
    Ok((club.id, coach))
}

fn own_workouts() -> [LibraryEntry; 4] {
    use WorkoutKind::{Easy, HillRepeats, LongRun, Tempo};
    [
        (
            "River loop",
            Easy,
            50,
            None,
            "the flat loop along the river",
        ),
        (
            "Reservoir long run",
            LongRun,
            120,
            None,
            "two laps, bottles at the gate",
        ),
        (
            "Canal tempo",
            Tempo,
            60,
            Some(Level::Intermediate),
            "between the third and the ninth lock",
        ),
        (
            "Hill Street repeats",
            HillRepeats,
            50,
            Some(Level::Advanced),
            "lamp post to lamp post",
        ),
    ]
    .map(|(name, kind, tenths, level, note)| LibraryEntry {
        name: name.to_owned(),
        level,
        workout: Workout {
            note: Some(note.to_owned()),
            ..Workout::run(kind, Distance::from_tenths(tenths, DistanceUnit::Mile))
        },
    })
}

/// The token of an earlier start no longer works.
fn renew_token(
    conn: &mut Connection,
    org: OrgId,
    coach: PersonId,
    now: DateTime<Utc>,
) -> Result<String, StoreError> {
    let earlier = tokens::list(conn, org)?;
    for token in earlier.iter().filter(|token| token.name == TOKEN) {
        tokens::revoke(conn, org, token.id, now)?;
    }
    let (_, secret) = tokens::create(
        conn,
        NewToken {
            org_id: org,
            person_id: coach,
            name: TOKEN.to_owned(),
            scopes: Scopes::all(),
            expires_at: None,
        },
        now,
    )?;
    Ok(secret.reveal().to_owned())
}

fn find_published(
    conn: &mut Connection,
    org: OrgId,
    coach: PersonId,
) -> Result<Option<(ShortId, Slug)>, StoreError> {
    let page = plans::list_for_member(conn, org, coach, &PlanFilter::default(), 100)?;
    Ok(page
        .plans
        .into_iter()
        .filter(|plan| plan.published && plan.status == PlanStatus::Active)
        .find_map(|plan| plan.short_id.zip(plan.slug)))
}

fn publish_season(
    conn: &mut Connection,
    org: OrgId,
    coach: PersonId,
    now: DateTime<Utc>,
) -> Result<(ShortId, Slug), SeedError> {
    let today = now.date_naive();
    let base = marathon_season(today)?;
    let plan = plans::create(
        conn,
        NewPlan {
            org_id: org,
            created_by: coach,
            athlete_id: None,
            display_name: "Spring marathon".to_owned(),
            time_zone: None,
            base: base.clone(),
        },
        now,
    )?;
    let mut version = plan.version;
    for operation in season::operations(&base, today)? {
        version = season::append(conn, plan.id, version, coach, operation, now)?;
    }
    let slug = SLUG.parse::<Slug>()?;
    let published = publishing::publish(conn, plan.id, version, Some(&slug), now)?;
    Ok((published.short_id, slug))
}

/// Sixteen weeks to a marathon, of which today is in the fifth.
pub(crate) fn marathon_season(today: NaiveDate) -> Result<BasePlan> {
    let monday = today - Days::new(u64::from(today.weekday().num_days_from_monday()));
    let race_day = monday - Days::new(28) + Days::new(16 * 7 - 1);
    let mut brief = PlanBrief::new(16, Level::Intermediate);
    brief.race = Some(RaceGoal {
        distance: RaceDistance::FullMarathon,
        date: Some(race_day),
        target_time: Some(Duration::from_clock("target_time", "3:45:00")?),
    });
    brief.vdot = Some(Vdot::from_race(
        RaceDistance::TenK.distance(),
        Duration::from_clock("recent_race", "48:30")?,
    )?);
    let planned = planner::plan(&brief).context("the demo's own brief")?;
    Ok(planned.draft.schedule(Schedule {
        start: None,
        pattern: brief.pattern,
        vdot: brief.vdot,
    })?)
}
