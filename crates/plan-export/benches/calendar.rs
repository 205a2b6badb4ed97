//! How long the calendar of the largest plan takes: 52 weeks, and what people did
//! to it in a year.
//!
//! `cargo bench -p plan-export` measures; `cargo test` runs each once. The figures
//! and what they were measured on are in docs/design.md.

#![expect(
    clippy::unwrap_used,
    reason = "a benchmark stops where it cannot go on"
)]

mod year;

use std::hint::black_box;

use chrono::{DateTime, Days, Duration, Utc};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use plan_core::overlay::{
    Action, Completion, DayOff, Edit, Operation, Overlay, OverlayId, Overlays, Redistribution,
    Scope, Status, Vacation, Values, resolve,
};
use plan_core::plan::{BasePlan, ShortId, WorkoutId};
use plan_core::units::{Distance, DistanceUnit};
use plan_export::calendar::{About, Options, Revisions, calendar};

criterion_group!(feeds, revisions, feed);
criterion_main!(feeds);

/// What people do to a plan in `count` operations: mostly they run it, and every
/// few days something is edited, taken off, or made up for.
fn season(base: &BasePlan, count: usize) -> Vec<Operation> {
    let mut overlays = Overlays::default();
    let mut log: Vec<Operation> = Vec::new();
    let mut vacations: Vec<OverlayId> = Vec::new();
    let workouts: Vec<_> = base.workouts().collect();
    let mut turn = 0_u64;
    while log.len() < count {
        let at = workouts[(turn as usize * 5) % workouts.len()];
        let action = match turn % 10 {
            0 => Action::Add(Overlay::Edit(Edit {
                workout: at.id,
                values: Values {
                    distance: Some(Distance::from_tenths(
                        40 + turn as u32 % 30,
                        DistanceUnit::Mile,
                    )),
                    ..Values::default()
                },
            })),
            3 => Action::Add(Overlay::DayOff(DayOff::new(at.date, 50).unwrap())),
            6 if turn % 40 == 6 => Action::Add(Overlay::Vacation(
                Vacation::new(at.date, at.date + Days::new(4), 0).unwrap(),
            )),
            8 if turn % 40 == 8 && !vacations.is_empty() => {
                Action::Add(Overlay::Redistribution(Redistribution {
                    source: vacations[vacations.len() - 1],
                    scope: Scope::NextNWeeks(3),
                    created_on: base.start(),
                }))
            }
            _ => Action::Log(Completion {
                workout: WorkoutId::Generated((turn * 11 % 364) as u32 + 1),
                status: Status::Skipped,
                actual_distance: None,
                actual_duration: None,
                actual_effort: None,
                feedback: None,
                completed_on: None,
            }),
        };
        turn += 1;
        if let Ok(performed) = overlays.perform(base, action) {
            if matches!(
                performed.operation.kind,
                plan_core::overlay::OperationKind::Add(Overlay::Vacation(_))
            ) {
                vacations.push(performed.id());
            }
            log.push(performed.operation);
            overlays = performed.overlays;
        }
        assert!(turn < 10_000, "{} operations only", log.len());
    }
    log
}

fn created() -> DateTime<Utc> {
    "2026-02-20T08:15:00Z".parse().unwrap()
}

fn along(base: &BasePlan, log: &[Operation]) -> Revisions {
    let timed = log
        .iter()
        .map(|one| (created() + Duration::hours(one.sequence as i64), one));
    Revisions::along(base, created(), timed).unwrap()
}

fn revisions(c: &mut Criterion) {
    let base = year::base_plan();
    let mut group = c.benchmark_group("calendar_revisions");
    for count in [0, 50, 500] {
        let log = season(&base, count);
        group.bench_with_input(BenchmarkId::from_parameter(count), &log, |b, log| {
            b.iter(|| along(black_box(&base), black_box(log)));
        });
    }
}

fn feed(c: &mut Criterion) {
    let base = year::base_plan();
    let log = season(&base, 50);
    let overlays = Overlays::replay(&log).unwrap();
    let resolved = resolve(&base, &overlays);
    let revisions = along(&base, &log);
    let about = About {
        short_id: "4fT9bQz".parse::<ShortId>().unwrap(),
        busy_name: "b0c4d2e6f8a01357",
        display_name: "Spring Marathon",
        status: plan_core::plan::PlanStatus::Active,
        created: created(),
        page: "https://plans.example/plans/4fT9bQz",
        source: "https://plans.example/api/plans/4fT9bQz/calendar.ics",
    };
    c.bench_function("calendar", |b| {
        b.iter(|| {
            calendar(
                black_box(&about),
                black_box(&resolved),
                &revisions,
                &Options::default(),
            )
        });
    });
}
