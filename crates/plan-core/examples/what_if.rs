//! What a week's vacation would change, and what making up for it could place,
//! before anything is kept.
//!
//! `cargo run -p plan-core --example what_if`
#![expect(clippy::print_stdout, reason = "a program for a terminal")]

use chrono::NaiveDate;
use plan_core::draft::Schedule;
use plan_core::error::Error;
use plan_core::overlay::{
    Action, Overlay, Overlays, Redistribution, Scope, Vacation, diff, resolve,
};
use plan_core::plan::{BasePlan, Level};
use plan_core::planner::{PlanBrief, plan};

fn main() -> Result<(), Error> {
    let base = twelve_weeks()?;
    let start = base.weeks()[4].start;
    let end = base.weeks()[4].end();

    // Every action is judged by the plan and by what is in force, and gives the
    // operation to append to the plan's log.
    let before = Overlays::default();
    let vacation = Overlay::Vacation(Vacation::new(start, end, 0)?);
    let away = before.perform(&base, Action::Add(vacation))?;
    let wish = Redistribution {
        source: away.id(),
        scope: Scope::NextNWeeks(2),
        created_on: start,
    };
    let made_up = away
        .overlays
        .perform(&base, Action::Add(Overlay::Redistribution(wish)))?;

    let (planned, resolved) = (resolve(&base, &before), resolve(&base, &made_up.overlays));
    for difference in diff(&planned, &resolved) {
        // Several fields change for one reason.
        let Some((after, change)) = difference
            .after
            .and_then(|after| Some((after, after.changes.first()?)))
        else {
            continue;
        };
        println!("{} {}: {}", after.date, difference.id, change.reason);
    }
    for effect in resolved.redistributions() {
        println!(
            "placed {:.1} mi, no room for {:.1} mi",
            effect.placed.as_miles(),
            effect.unplaced.as_miles(),
        );
    }
    Ok(())
}

/// Base and build for an intermediate runner, from a Monday on.
fn twelve_weeks() -> Result<BasePlan, Error> {
    let monday = NaiveDate::from_ymd_opt(2026, 1, 5);
    let brief = PlanBrief {
        start: monday,
        ..PlanBrief::new(12, Level::Intermediate)
    };
    plan(&brief)?.draft.schedule(Schedule {
        start: brief.start,
        pattern: brief.pattern,
        vdot: brief.vdot,
    })
}
