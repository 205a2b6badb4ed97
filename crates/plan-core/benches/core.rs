//! How long the core takes for the largest plan there is: 52 weeks.
//!
//! `cargo bench -p plan-core` measures; `cargo test` runs each once. The figures
//! and what they were measured on are in docs/design.md.

#![expect(
    clippy::unwrap_used,
    reason = "a benchmark stops where it cannot go on"
)]

use std::hint::black_box;

use chrono::{Days, NaiveDate};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use plan_core::check::{Constraints, check};
use plan_core::draft::{ParseContext, Schedule, parse, print};
use plan_core::fitness::Vdot;
use plan_core::overlay::{
    Action, Addition, BodyPart, DayOff, Edit, Injury, Move, MoveTarget, Overlay, OverlayId,
    Overlays, Redistribution, Scope, Vacation, Values, resolve,
};
use plan_core::plan::{BasePlan, Level, ProgressionPattern, RaceDistance, RaceGoal, WorkoutId};
use plan_core::planner::{PlanBrief, plan};
use plan_core::units::{Distance, DistanceUnit};
use plan_core::workout::WorkoutKind;
use plan_core::zones::PaceZones;

criterion_group!(core, planner, draft, layers, rules, zones);
criterion_main!(core);

/// A year towards a marathon.
fn brief() -> PlanBrief {
    PlanBrief {
        race: Some(RaceGoal {
            distance: RaceDistance::FullMarathon,
            date: NaiveDate::from_ymd_opt(2027, 4, 18),
            target_time: None,
        }),
        vdot: Vdot::new(48.0).ok(),
        ..PlanBrief::new(52, Level::Intermediate)
    }
}

fn base_plan() -> BasePlan {
    plan(&brief())
        .unwrap()
        .draft
        .schedule(Schedule {
            start: None,
            pattern: ProgressionPattern::ThreeUpOneDown,
            vdot: Vdot::new(48.0).ok(),
        })
        .unwrap()
}

fn planner(c: &mut Criterion) {
    let brief = brief();
    c.bench_function("generate", |b| b.iter(|| plan(black_box(&brief))));
}

fn draft(c: &mut Criterion) {
    let draft = plan(&brief()).unwrap().draft;
    let text = print(&draft);
    let context = ParseContext {
        unit: draft.unit,
        level: draft.level,
        weeks: Some(52),
        start: draft.start,
        race: draft.race.clone(),
    };
    let settings = Schedule {
        start: None,
        pattern: ProgressionPattern::ThreeUpOneDown,
        vdot: Vdot::new(48.0).ok(),
    };
    assert!(parse(&text, &context).unreadable.is_empty());
    c.bench_function("print", |b| b.iter(|| print(black_box(&draft))));
    c.bench_function("parse", |b| {
        b.iter(|| parse(black_box(&text), black_box(&context)))
    });
    c.bench_function("schedule", |b| {
        b.iter(|| black_box(&draft).schedule(black_box(settings)))
    });
}

fn layers(c: &mut Criterion) {
    let plan = base_plan();
    let mut group = c.benchmark_group("resolve");
    for count in [0, 50, 500] {
        let overlays = season(&plan, count);
        assert_eq!(overlays.iter().count(), count);
        group.bench_with_input(BenchmarkId::from_parameter(count), &overlays, |b, o| {
            b.iter(|| resolve(black_box(&plan), black_box(o)));
        });
    }
}

fn rules(c: &mut Criterion) {
    let plan = base_plan();
    let overlays = season(&plan, 50);
    let resolved = resolve(&plan, &overlays);
    let constraints = Constraints::default();
    c.bench_function("check", |b| {
        b.iter(|| check(black_box(&resolved), black_box(&constraints)))
    });
}

fn zones(c: &mut Criterion) {
    let vdot = Vdot::new(48.0).unwrap();
    c.bench_function("pace_zones", |b| {
        b.iter(|| PaceZones::from_vdot(black_box(vdot)))
    });
}

/// What happens to a plan in a year, more of it than a year has room for as
/// `count` grows: of 50 overlays two are vacations, one is an injury, ten are
/// moves, fifteen edits, five added workouts, ten days off and seven of the
/// vacations and days off are made up.
fn season(plan: &BasePlan, count: usize) -> Overlays {
    let mut overlays = Overlays::default();
    let mut sources = Vec::new();
    for index in 0..count {
        let overlay = overlay(plan, index, &sources);
        // What is removed in the last weeks has no place to go.
        let last_day = match &overlay {
            Overlay::Vacation(vacation) => Some(vacation.end()),
            Overlay::DayOff(day_off) => Some(day_off.date()),
            _ => None,
        };
        let is_source = last_day.is_some_and(|day| day < plan.end() - Days::new(70));
        let performed = overlays.perform(plan, Action::Add(overlay)).unwrap();
        if is_source {
            sources.push(performed.id());
        }
        overlays = performed.overlays;
    }
    overlays
}

fn overlay(plan: &BasePlan, index: usize, sources: &[OverlayId]) -> Overlay {
    // A step that visits every other day of the year before it comes back to
    // one: redistributions need runs that nobody touched.
    let day = index * 97 % 182 * 2;
    let date = plan.start() + Days::new(day as u64);
    let week = &plan.weeks()[day / 7];
    let workout: WorkoutId = week.workouts[day % 7].id;
    match index % 50 {
        0 | 25 => Overlay::Vacation(
            Vacation::new(date, date + Days::new(3), 30 * (index as i64 % 2)).unwrap(),
        ),
        1 => Overlay::Injury(
            Injury::new(
                BodyPart::new("left knee").unwrap(),
                3,
                date,
                Some(date + Days::new(5)),
            )
            .unwrap(),
        ),
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
                distance: Some(Distance::from_tenths(57, DistanceUnit::Mile)),
                description: index
                    .is_multiple_of(2)
                    .then(|| "along the river".to_owned()),
                ..Values::default()
            },
        }),
        28..=32 => Overlay::Addition(Addition {
            date,
            values: Values {
                kind: Some(WorkoutKind::Easy),
                distance: Some(Distance::from_tenths(30, DistanceUnit::Mile)),
                ..Values::default()
            },
        }),
        33..=42 => Overlay::DayOff(DayOff::new(date, 40 * (index as i64 % 2)).unwrap()),
        number => Overlay::Redistribution(Redistribution {
            source: sources[sources.len() - (number - 42)],
            scope: Scope::RestOfPlan,
            created_on: plan.start(),
        }),
    }
}
