//! How long the largest plan takes to become JSON: 52 weeks, nothing laid over it.
//!
//! `cargo bench -p plan-export` measures; `cargo test` runs it once. The figures
//! and what they were measured on are in docs/design.md.

#![expect(
    clippy::unwrap_used,
    reason = "a benchmark stops where it cannot go on"
)]

mod year;

use std::hint::black_box;

use chrono::{DateTime, Utc};
use criterion::{Criterion, criterion_group, criterion_main};
use plan_core::overlay::{Overlays, resolve};
use plan_core::plan::{PlanStatus, ShortId};
use plan_export::json::{self, Identity, Units};

criterion_group!(rendering, public);
criterion_main!(rendering);

fn public(c: &mut Criterion) {
    let plan = year::base_plan();
    let overlays = Overlays::default();
    let resolved = resolve(&plan, &overlays);
    let identity = Identity {
        public_id: Some("4fT9bQz".parse::<ShortId>().unwrap()),
        display_name: "Spring Marathon",
        status: PlanStatus::Active,
        created: "2026-02-20T08:15:00Z".parse::<DateTime<Utc>>().unwrap(),
    };
    c.bench_function("public_json", |b| {
        b.iter(|| json::public_text(black_box(&identity), black_box(&resolved), Units::Miles));
    });
}
