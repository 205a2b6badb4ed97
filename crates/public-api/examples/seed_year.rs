//! Makes what `just bench-public` reads: a new SQLite file with the largest plan
//! there is, published: 52 weeks, 364 workouts, fifty overlays of every layer.
//!
//! `cargo run -p public-api --example seed_year -- FILE` prints its ShortId.

use std::error::Error;
use std::io::Write;
use std::path::PathBuf;

use chrono::{DateTime, Days, NaiveDate, Utc};
use plan_core::draft::Schedule;
use plan_core::fitness::Vdot;
use plan_core::overlay::{
    Action, Addition, BodyPart, DayOff, Edit, Injury, Move, MoveTarget, OperationKind, Overlay,
    OverlayId, Overlays, Redistribution, Scope, Vacation, Values,
};
use plan_core::plan::{BasePlan, Level, ProgressionPattern, RaceDistance, RaceGoal};
use plan_core::planner::{PlanBrief, plan};
use plan_core::units::{Distance, DistanceUnit};
use plan_core::workout::WorkoutKind;
use plan_store::operations::{self, NewOperation};
use plan_store::plans::{self, NewPlan};
use plan_store::{DatabaseUrl, Store, StoreOptions, publishing};
use test_support::builders::Team;

const OVERLAYS: usize = 50;

#[actix_web::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args_os()
        .nth(1)
        .map(PathBuf::from)
        .ok_or("the file to make, please")?;
    let url = DatabaseUrl::sqlite_file(file);
    let store = Store::open(&url, StoreOptions::default());
    store.migrate().await?;

    let now = "2026-03-01T08:15:00Z".parse::<DateTime<Utc>>()?;
    let base = year()?;
    let log = season(&base)?;
    let published = store
        .write(move |conn| {
            let team = Team::create(conn, "Hill Street Harriers")?;
            let new = NewPlan {
                org_id: team.org,
                created_by: team.coach,
                athlete_id: None,
                display_name: "A year to the marathon".to_owned(),
                time_zone: None,
                base,
            };
            let plan = plans::create(conn, new, now)?;
            let mut version = plan.version;
            for kind in log {
                let new = NewOperation {
                    actor: team.coach,
                    kind,
                    note: None,
                };
                version = operations::append(conn, plan.id, version, new, now)?.version;
            }
            publishing::publish(conn, plan.id, version, None, now)
        })
        .await?;
    writeln!(std::io::stdout(), "{}", published.short_id)?;
    Ok(())
}

/// A year towards a marathon.
fn year() -> Result<BasePlan, Box<dyn Error>> {
    let vdot = Some(Vdot::new(48.0)?);
    let race_day = NaiveDate::from_ymd_opt(2027, 4, 18).ok_or("a date")?;
    let brief = PlanBrief {
        race: Some(RaceGoal {
            distance: RaceDistance::FullMarathon,
            date: Some(race_day),
            target_time: None,
        }),
        vdot,
        ..PlanBrief::new(52, Level::Intermediate)
    };
    let schedule = Schedule {
        start: None,
        pattern: ProgressionPattern::ThreeUpOneDown,
        vdot,
    };
    Ok(plan(&brief)?.draft.schedule(schedule)?)
}

/// Fifty overlays, spread over the year.
fn season(base: &BasePlan) -> Result<Vec<OperationKind>, Box<dyn Error>> {
    let mut overlays = Overlays::default();
    let mut sources = Vec::new();
    let mut log = Vec::new();
    for index in 0..OVERLAYS {
        let overlay = overlay(base, index, &sources)?;
        let last_day = match &overlay {
            Overlay::Vacation(vacation) => Some(vacation.end()),
            Overlay::DayOff(day_off) => Some(day_off.date()),
            _ => None,
        };
        let performed = overlays.perform(base, Action::Add(overlay.clone()))?;
        // What is to be made up later needs weeks behind it.
        if last_day.is_some_and(|day| day < base.end() - Days::new(70)) {
            sources.push(performed.id());
        }
        overlays = performed.overlays;
        log.push(OperationKind::Add(overlay));
    }
    Ok(log)
}

/// Vacations, an injury, moves, swaps, edits, additions, days off, made-up miles.
fn overlay(
    base: &BasePlan,
    index: usize,
    sources: &[OverlayId],
) -> Result<Overlay, Box<dyn Error>> {
    // A step that visits every other day of the year before it comes back to one.
    let day = index * 97 % 182 * 2;
    let date = base.start() + Days::new(day as u64);
    let week = &base.weeks()[day / 7];
    let workout = week.workouts[day % 7].id;
    let miles = |tenths| Some(Distance::from_tenths(tenths, DistanceUnit::Mile));
    Ok(match index {
        0 | 25 => {
            let load = if index == 0 { 0 } else { 30 };
            Overlay::Vacation(Vacation::new(date, date + Days::new(3), load)?)
        }
        1 => {
            let knee = BodyPart::new("left knee")?;
            Overlay::Injury(Injury::new(knee, 3, date, Some(date + Days::new(5)))?)
        }
        2..=6 => Overlay::Move(Move {
            workout,
            to: MoveTarget::Date(week.start + Days::new((day as u64 + 2) % 7)),
        }),
        7..=11 => Overlay::Move(Move {
            workout,
            to: MoveTarget::SwapWith(week.workouts[(day + 1) % 7].id),
        }),
        12..=24 | 26 | 27 => Overlay::Edit(Edit {
            workout,
            values: Values {
                distance: miles(57),
                description: index
                    .is_multiple_of(2)
                    .then(|| "Along the river.".to_owned()),
                ..Values::default()
            },
        }),
        28..=32 => Overlay::Addition(Addition {
            date,
            values: Values {
                kind: Some(WorkoutKind::Easy),
                distance: miles(30),
                ..Values::default()
            },
        }),
        33..=42 => {
            let load = if index.is_multiple_of(2) { 0 } else { 40 };
            Overlay::DayOff(DayOff::new(date, load)?)
        }
        number => Overlay::Redistribution(Redistribution {
            source: sources[sources.len() - (number - 42)],
            scope: Scope::RestOfPlan,
            created_on: base.start(),
        }),
    })
}
