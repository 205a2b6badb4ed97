//! How long the largest plan takes to be printed: 52 weeks, nothing laid over it.
//!
//! `cargo bench -p plan-export` measures; `cargo test` runs it once. The figures
//! and what they were measured on are in docs/design.md.

#![expect(
    clippy::unwrap_used,
    reason = "a benchmark stops where it cannot go on"
)]

use std::hint::black_box;

use chrono::{DateTime, NaiveDate, Utc};
use criterion::{Criterion, criterion_group, criterion_main};
use plan_core::draft::Schedule;
use plan_core::fitness::Vdot;
use plan_core::overlay::{Overlays, resolve};
use plan_core::plan::{
    BasePlan, Level, PlanStatus, ProgressionPattern, RaceDistance, RaceGoal, ShortId,
};
use plan_core::planner::{PlanBrief, plan};
use plan_export::json::{self, Identity, Units};
use plan_export::pdf::{Paper, Sheet, render};

criterion_group!(printing, printed);
criterion_main!(printing);

/// A year towards a marathon.
fn base_plan() -> BasePlan {
    let vdot = Vdot::new(48.0).ok();
    let brief = PlanBrief {
        race: Some(RaceGoal {
            distance: RaceDistance::FullMarathon,
            date: NaiveDate::from_ymd_opt(2027, 4, 18),
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
    plan(&brief).unwrap().draft.schedule(schedule).unwrap()
}

fn printed(c: &mut Criterion) {
    let plan = base_plan();
    let overlays = Overlays::default();
    let identity = Identity {
        public_id: Some("4fT9bQz".parse::<ShortId>().unwrap()),
        display_name: "Spring Marathon",
        status: PlanStatus::Active,
        created: "2026-02-20T08:15:00Z".parse::<DateTime<Utc>>().unwrap(),
    };
    let body = json::public(&identity, &resolve(&plan, &overlays), Units::Metric);
    let sheet = Sheet {
        paper: Paper::A4,
        link: "https://plans.example.org/plans/4fT9bQz",
    };
    c.bench_function("pdf", |b| {
        b.iter(|| render(black_box(&body), black_box(&sheet)));
    });
}
