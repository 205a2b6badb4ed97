//! Writes the calendars of twelve plans (four races, three levels) in every form,
//! with what each has to say, for a program that is not ours to check:
//! `cargo run -p plan-export --example calendars -- FOLDER`.
//!
//! `plan.ics` lies beside `plan.json`: a list of events, worked out from the JSON
//! body of the plan and not from the calendar.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a program with files, that stops where it cannot go on"
)]

use std::path::PathBuf;

use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};
use plan_core::draft::Schedule;
use plan_core::fitness::Vdot;
use plan_core::overlay::{
    Action, Addition, BodyPart, Completion, DayOff, Edit, Injury, Operation, Overlay, Overlays,
    Status, Vacation, Values, resolve,
};
use plan_core::plan::{
    BasePlan, Level, PlanStatus, ProgressionPattern, RaceDistance, RaceGoal, ShortId, WorkoutId,
};
use plan_core::planner::{PlanBrief, plan};
use plan_core::resolved::ResolvedPlan;
use plan_core::units::DistanceUnit;
use plan_core::workout::WorkoutKind;
use plan_export::calendar::{About, Audience, Options, Revisions, Times, calendar, length};
use plan_export::json::{self, Identity, PlanBody, Units};
use serde_json::{Value, json};

/// What a coach wrote who means no good, or only likes emoji.
const HOSTILE: &str = "Bahn 🏃‍♀️, dann; \\n Steigerungen\r\nEND:VEVENT\rBEGIN:VALARM\n\tü — 4 × 1 km\u{1b}[31m\u{2028}fin";
const NAME: &str = "Frühling, 10K; \"los\" \\ 🏁\r\nX-EVIL:1";
/// What others see the plan as.
const BUSY_NAME: &str = "b0c4d2e6f8a01357";

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).expect("a folder to write to"));
    std::fs::create_dir_all(&folder).unwrap();
    let mut number = 0;
    for distance in RaceDistance::ALL {
        for level in Level::ALL {
            for (ability, vdot) in [("vdot", Vdot::new(45.0).ok()), ("feel", None)] {
                for unit in [DistanceUnit::Mile, DistanceUnit::Kilometer] {
                    number += 1;
                    let base = base_plan(*distance, *level, vdot, unit);
                    let log = season(&base);
                    let name = format!("{distance}-{level}-{ability}-{unit}");
                    let short_id = ShortId::from_number(1_000_000_007 * number);
                    write(&folder, &name, short_id, &base, &log);
                }
            }
        }
    }
}

fn base_plan(
    distance: RaceDistance,
    level: Level,
    vdot: Option<Vdot>,
    unit: DistanceUnit,
) -> BasePlan {
    let brief = PlanBrief {
        race: Some(RaceGoal {
            distance,
            date: NaiveDate::from_ymd_opt(2027, 4, 18),
            target_time: None,
        }),
        vdot,
        unit,
        ..PlanBrief::new(12, level)
    };
    let schedule = Schedule {
        start: None,
        pattern: ProgressionPattern::ThreeUpOneDown,
        vdot,
    };
    plan(&brief).unwrap().draft.schedule(schedule).unwrap()
}

/// Something of every layer.
fn season(base: &BasePlan) -> Vec<Operation> {
    let day = |days: u64| base.start() + chrono::Days::new(days);
    let runs: Vec<WorkoutId> = base
        .workouts()
        .filter(|planned| planned.workout.kind.is_run())
        .map(|planned| planned.id)
        .collect();
    let log = |workout, status| {
        Action::Log(Completion {
            workout,
            status,
            actual_distance: None,
            actual_duration: None,
            actual_effort: None,
            feedback: None,
            completed_on: None,
        })
    };
    let part = BodyPart::new("left calf").unwrap();
    let actions = [
        log(runs[0], Status::Completed),
        log(runs[1], Status::Skipped),
        Action::Add(Overlay::Vacation(
            Vacation::new(day(14), day(18), 0).unwrap(),
        )),
        Action::Add(Overlay::Injury(
            Injury::new(part, 4, day(29), Some(day(33))).unwrap(),
        )),
        Action::Add(Overlay::Edit(Edit {
            workout: runs[runs.len() - 3],
            values: Values {
                description: Some(HOSTILE.repeat(30)),
                ..Values::default()
            },
        })),
        Action::Add(Overlay::Addition(Addition {
            date: base.workout(runs[runs.len() - 4]).unwrap().date,
            values: Values {
                kind: Some(WorkoutKind::Strength),
                ..Values::default()
            },
        })),
        Action::Add(Overlay::DayOff(DayOff::new(day(50), 50).unwrap())),
    ];
    let mut overlays = Overlays::default();
    let mut operations = Vec::new();
    for action in actions {
        let performed = overlays.perform(base, action).unwrap();
        operations.push(performed.operation);
        overlays = performed.overlays;
    }
    operations
}

fn write(
    folder: &std::path::Path,
    name: &str,
    short_id: ShortId,
    base: &BasePlan,
    log: &[Operation],
) {
    let created: DateTime<Utc> = "2026-02-20T08:15:00Z".parse().unwrap();
    let overlays = Overlays::replay(log).unwrap();
    let resolved = resolve(base, &overlays);
    let timed = log
        .iter()
        .map(|one| (created + Duration::days(one.sequence as i64), one));
    let revisions = Revisions::along(base, created, timed).unwrap();
    let identity = Identity {
        public_id: Some(short_id),
        display_name: NAME,
        status: PlanStatus::Active,
        created,
    };
    let body = json::public(&identity, &resolved, Units::Metric);
    let page = format!("https://plans.example/plans/{short_id}");
    let time = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
    let times = Some(Times {
        first: time(6, 30),
        later: time(18, 0),
    });
    for (form, audience, times) in [
        ("all-day", Audience::Runner, None),
        ("timed", Audience::Runner, times),
        ("busy", Audience::Others, times),
        ("busy-all-day", Audience::Others, None),
    ] {
        let options = Options {
            audience,
            times,
            unit: None,
        };
        let about = About {
            short_id,
            busy_name: BUSY_NAME,
            display_name: NAME,
            status: plan_core::plan::PlanStatus::Active,
            created,
            page: &page,
            source: &format!("https://plans.example/calendar.ics{}", options.query()),
        };
        let calendar = calendar(&about, &resolved, &revisions, &options);
        let expected = json!({
            "name": if audience == Audience::Others { "Busy" } else { NAME },
            "url": page,
            "events": expected(&resolved, &body, &revisions, &options),
            "fidelity": calendar.fidelity,
        });
        let path = folder.join(format!("{name}-{form}"));
        std::fs::write(path.with_extension("ics"), calendar.text).unwrap();
        std::fs::write(path.with_extension("json"), expected.to_string()).unwrap();
    }
}

/// The events a plan has to have, from what anyone reads of it.
fn expected(
    plan: &ResolvedPlan<'_>,
    body: &PlanBody,
    revisions: &Revisions,
    options: &Options,
) -> Vec<Value> {
    let is_busy = options.audience == Audience::Others;
    let mut events = Vec::new();
    let mut busy_day = None;
    for workout in body.weeks.iter().flat_map(|week| &week.workouts) {
        let id: WorkoutId = workout.id.parse().unwrap();
        let rests = workout.kind == WorkoutKind::Rest;
        let is_later = busy_day == Some(workout.date);
        if !rests {
            busy_day = Some(workout.date);
        }
        let was_rest = plan
            .base()
            .workout(id)
            .is_none_or(|planned| planned.workout.kind == WorkoutKind::Rest);
        let is_skipped = workout.status == Status::Skipped;
        let is_hidden = if is_busy {
            rests || is_skipped
        } else {
            rests && was_rest
        };
        if is_hidden {
            continue;
        }
        let minutes = length::of(plan.base().settings(), &plan.workout(id).unwrap().workout);
        let times = options.times.filter(|_| !rests);
        let (start, end) = match times {
            Some(times) => {
                let start = workout
                    .date
                    .and_time(if is_later { times.later } else { times.first });
                let end = start + Duration::seconds(i64::from(minutes.as_seconds()));
                (start.to_string(), end.to_string())
            }
            None => (
                workout.date.to_string(),
                workout.date.succ_opt().unwrap().to_string(),
            ),
        };
        let revision = revisions.of(id).unwrap();
        let (name, feed) = if is_busy {
            (BUSY_NAME, "-busy")
        } else {
            (body.public_id.as_deref().unwrap(), "")
        };
        events.push(json!({
            "uid": format!("{name}-{}{feed}@strata", workout.id),
            "start": start,
            "end": end,
            "sequence": revision.sequence,
            "created": revision.created,
            "modified": revision.last_modified,
            "opaque": times.is_some() && !is_skipped,
            "category": (!is_busy).then(|| workout.kind.label()),
            "description": (!is_busy).then(|| workout.description.clone()),
        }));
    }
    events
}
