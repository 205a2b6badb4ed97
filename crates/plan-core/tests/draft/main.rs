//! The draft language: its laws, its canonical text, and edits that must count.

mod edits;
mod lines;
mod page;
mod planned_edits;
mod schedule;
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

    #[test]
    fn any_text_returns_with_line_numbers_in_its_complaints(text in any_text()) {
        let lines = text.lines().count().max(1) as u32;
        let parsed = read(&text);
        for unreadable in &parsed.unreadable {
            prop_assert!((1..=lines).contains(&unreadable.line));
            prop_assert!(!unreadable.expected.is_empty());
        }
        for at in &parsed.lines {
            prop_assert!((1..=lines).contains(&at.line));
            prop_assert!(at.index < parsed.draft.weeks[at.week].on(at.day).len());
        }
        // Whatever was read is a draft like any other.
        laws(&parsed.draft)?;
        let workouts = parsed.draft.weeks.iter().flat_map(|week| week.days.iter().flatten());
        prop_assert_eq!(workouts.count(), parsed.lines.len());
        for line in parsed.findings.iter().filter_map(|finding| finding.place.line) {
            prop_assert!((1..=lines).contains(&line));
        }
    }
}

/// Noise, and noise made of the language's own words.
fn any_text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        proptest::sample::select(vec![
            "\n",
            "\n- Mon:",
            "\nTue",
            "\n## Week 1 · Base",
            "\nWeek 99",
            "# 10K · 3 weeks",
            "\nGoal:",
            "\nStart:",
            "\nNote:",
            "5 mi",
            "5–7 km",
            "6 x",
            "(",
            ")",
            "@",
            "5K pace",
            "95%",
            "of",
            "MP",
            "400 m",
            "jog",
            "with",
            "then",
            "or",
            "rest",
            "AM",
            "PM",
            "/",
            "Easy",
            "race",
            "1/2",
            "2:30",
            "sets of",
            "strides",
            "—",
            "\"",
            ",",
            ";",
            ":",
            "+",
            "99999999999999999999",
            "consisting of",
            "between",
            "total",
            "min",
            "18",
            "3-2-1",
            "½",
            "×",
        ])
        .prop_map(str::to_owned),
        ".{0,4}",
    ];
    prop_oneof![
        "(.|\n){0,200}",
        proptest::collection::vec(word, 0..30)
            .prop_map(|words| format!("## Week 1 · Base\n- Mon: {}", words.join(" "))),
    ]
}
