//! Reads a draft on standard input and says what is wrong with it.
//!
//! `cargo run -p plan-core --example check_draft < draft.txt`
//!
//! Lines that cannot be read end it with a failure; findings only inform.
#![expect(clippy::print_stdout, reason = "a program for a terminal")]

use std::error::Error;
use std::io::Read;
use std::process::ExitCode;

use chrono::NaiveDate;
use plan_core::check::{Constraints, check};
use plan_core::draft::{self, ParseContext, Schedule};
use plan_core::overlay::{Overlays, resolve};
use plan_core::plan::{Level, ProgressionPattern};
use plan_core::units::DistanceUnit;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;

    // What holds where the text does not say otherwise.
    let context = ParseContext {
        unit: DistanceUnit::Mile,
        level: Level::Intermediate,
        weeks: None,
        start: None,
        race: None,
    };
    let parsed = draft::parse(&text, &context);
    for line in &parsed.unreadable {
        println!(
            "line {}: {:?}: expected {}",
            line.line, line.text, line.expected
        );
    }
    if !parsed.unreadable.is_empty() {
        return Ok(ExitCode::FAILURE);
    }

    // Rules look at dates; a draft without any may begin on any Monday.
    let monday = NaiveDate::from_ymd_opt(2026, 1, 5);
    let base = parsed.draft.schedule(Schedule {
        start: monday,
        pattern: ProgressionPattern::ThreeUpOneDown,
        vdot: None,
    })?;
    let overlays = Overlays::default();
    let plan = resolve(&base, &overlays);
    for week in plan.weeks() {
        let miles = week.target().as_miles();
        println!(
            "week {:>2}  {:<5}  {miles:>5.1} mi",
            week.number,
            week.phase.name()
        );
    }
    for finding in parsed
        .findings
        .into_iter()
        .chain(check(&plan, &Constraints::default()))
    {
        println!("{} {}: {}", finding.severity, finding.rule, finding.message);
    }
    Ok(ExitCode::SUCCESS)
}
