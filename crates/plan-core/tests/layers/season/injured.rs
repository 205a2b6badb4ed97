//! What a hurt runner is told.

use plan_core::overlay::resolve;

use super::*;

/// The rules of the findings about an injury of a severity, from day to day.
fn advice(severity: i64, from: u64, to: Option<u64>) -> Vec<String> {
    let plan = season();
    let overlays = after(&plan, [injury(severity, from, to)]);
    let resolved = resolve(&plan, &overlays);
    let rules = resolved
        .findings()
        .iter()
        .map(|finding| finding.rule.clone());
    rules.collect()
}

#[test]
fn a_severe_injury_or_one_that_stays_should_be_seen_by_a_professional() {
    let cases = [
        (6, 3, Some(4), false),
        (7, 3, Some(3), true),
        (1, 3, Some(17), false),
        (1, 3, Some(18), true),
        // Still open: the plan has to go on for longer than fourteen days.
        (1, 21, None, true),
        (1, 22, None, false),
    ];
    for (severity, from, to, expected) in cases {
        let rules = advice(severity, from, to);
        let is_advised = rules.iter().any(|rule| rule == "see_a_professional");
        assert_eq!(is_advised, expected, "{severity}, {from} to {to:?}");
    }
}

#[test]
fn an_injury_reaches_the_race_while_it_asks_for_less() {
    // The race is on Sunday 5 April, day 36. The steps of the return are seven
    // days each, and the last of the four allows everything.
    let cases = [
        (4, 3, Some(6), false),
        (4, 3, Some(8), false),
        (4, 3, Some(14), false),
        (4, 3, Some(15), true),
        (4, 3, Some(35), true),
        (2, 32, Some(35), false),
        (2, 32, Some(36), true),
        (2, 36, Some(36), true),
        (2, 37, None, false),
    ];
    for (severity, from, to, expected) in cases {
        let rules = advice(severity, from, to);
        let reaches = rules.iter().any(|rule| rule == "race_while_injured");
        assert_eq!(reaches, expected, "{severity}, {from} to {to:?}: {rules:?}");
    }
}

#[test]
fn of_two_injuries_only_the_one_that_reaches_the_race_is_named() {
    let plan = season();
    let overlays = after(&plan, [injury(4, 3, Some(6)), injury(2, 33, None)]);
    let resolved = resolve(&plan, &overlays);
    let told: Vec<&str> = resolved
        .findings()
        .iter()
        .filter(|finding| finding.rule == "race_while_injured")
        .map(|finding| finding.message.as_str())
        .collect();
    assert_eq!(
        told,
        ["The injury reported on 2026-04-02 reaches the race on 2026-04-05; the race stands."]
    );
}
