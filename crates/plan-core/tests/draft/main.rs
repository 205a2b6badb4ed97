//! The draft language: its laws, its canonical text, and edits that must count.

mod changes;
mod coaches;
mod edits;
mod hostile;
mod lines;
mod manners;
mod mentions;
mod one_workout;
mod page;
mod planned_edits;
mod readings;
mod schedule;
mod sections;
mod storm;
mod sums;
mod weeks;

use chrono::NaiveDate;
use plan_core::draft::{Draft, ParseContext, Parsed, parse, print};
use plan_core::plan::Level;
use plan_core::testing;
use plan_core::units::DistanceUnit;
use proptest::prelude::*;

/// A context that knows nothing.
fn blank() -> ParseContext {
    ParseContext {
        unit: DistanceUnit::Mile,
        level: Level::Beginner,
        weeks: None,
        start: None,
        race: None,
    }
}

fn read(text: &str) -> Parsed {
    parse(text, &blank())
}

/// The example of the product's specification.
const EXAMPLE: &str = "\
# Full marathon · 1 week · intermediate
Goal: 2026-10-18, 3:55:00

## Week 1 · Build · 33 mi
- Mon: Rest
- Tue: Easy 5 mi
- Wed: Tempo 6.5 mi: 2 mi warm-up, 3 mi @ T, 1.5 mi cool-down
- Thu: Medium-long 7 mi
- Fri: Rest
- Sat: Easy 3.5 mi
- Sun: Long 11 mi — conversational, last 2 mi a little quicker
Note: a heavy week; sleep.
";

#[test]
fn the_example_is_printed_as_it_was_written() {
    let parsed = read(EXAMPLE);
    assert_eq!(parsed.unreadable, []);
    assert_eq!(parsed.findings, []);
    assert_eq!(parsed.draft.start, NaiveDate::from_ymd_opt(2026, 10, 12));
    assert_eq!(print(&parsed.draft), EXAMPLE);
}

fn laws(draft: &Draft) -> Result<(), TestCaseError> {
    let text = print(draft);
    let parsed = read(&text);
    prop_assert_eq!(&parsed.unreadable, &[], "{}", text);
    prop_assert_eq!(&parsed.draft, draft, "{}", text);
    prop_assert_eq!(print(&parsed.draft), text);
    Ok(())
}

proptest! {
    #[test]
    fn a_printed_draft_is_read_back_as_it_was(draft in testing::draft()) {
        laws(&draft)?;
    }
}
