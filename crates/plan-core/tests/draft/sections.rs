//! A week read by itself is read as in the whole text.

use std::collections::BTreeMap;

use plan_core::draft::{Sections, parse, print};
use plan_core::testing;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::{blank, read};

/// What people do to a text that moves lines between weeks, or out of all.
fn stray_line() -> impl Strategy<Value = &'static str> {
    select(vec![
        "## Week 2 · Build",
        "## Week 77",
        "Week 4: 30 km",
        "Goal: 10K, 2026-10-18",
        "Start: 2026-07-06",
        "Start: some day",
        "# 10K · 3 weeks · beginner · km",
        "- Mon: Race day",
        "Tue 5",
        "- Wed: something with the dog",
        "what a week",
        "",
    ])
}

/// A printed draft, torn here and there.
fn torn() -> impl Strategy<Value = String> {
    (testing::draft(), vec((any::<Index>(), stray_line()), 0..6)).prop_map(|(draft, strays)| {
        let mut lines: Vec<String> = print(&draft).lines().map(str::to_owned).collect();
        for (place, line) in strays {
            lines.insert(place.index(lines.len() + 1), line.to_owned());
        }
        lines.join("\n")
    })
}

proptest! {
    #[test]
    fn a_week_of_an_excerpt_is_that_week_of_the_text(text in torn(), one_week in any::<bool>()) {
        let mut context = blank();
        context.weeks = one_week.then_some(1);
        let sections = Sections::of(&text, &context);
        let whole = parse(&text, &context);
        for (index, week) in whole.draft.weeks.iter().enumerate() {
            let number = index as u8 + 1;
            let excerpt = parse(&sections.excerpt(number, &BTreeMap::new()), &context);
            prop_assert_eq!(&excerpt.draft.weeks[index], week);
            prop_assert_eq!(excerpt.draft.race, whole.draft.race.clone());
            prop_assert_eq!(excerpt.draft.unit, whole.draft.unit);
            let of_week = |it: &&plan_core::draft::Unreadable| it.week == Some(number);
            let found: Vec<_> = excerpt.unreadable.iter().filter(of_week).collect();
            let expected: Vec<_> = whole.unreadable.iter().filter(of_week).collect();
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn a_text_with_nothing_rewritten_is_read_as_it_was(text in torn()) {
        let mut sections = Sections::of(&text, &blank());
        sections.rewrite(&BTreeMap::new());
        prop_assert_eq!(read(&sections.text()), read(&text));
        for (number, line) in (1..).zip(text.lines()) {
            prop_assert_eq!(sections.line(number), Some(line));
        }
        prop_assert_eq!(sections.line(text.lines().count() as u32 + 1), None);
        prop_assert_eq!(sections.line(0), None);
    }
}

#[test]
fn a_rewritten_line_takes_the_place_of_the_old_one_and_moves_no_other() {
    let text = "## Week 1 · Base\n- Mon: with the dog\n- Tue: Easy 3 mi\n\n## Week 2 · Base\n- Mon: hm\n- Tue: Rest";
    let mut sections = Sections::of(text, &blank());
    let rewritten = BTreeMap::from([
        (2, "- Mon: Easy 4 mi\n## Week 3".to_owned()),
        (6, "- Mon: Easy 5 mi".to_owned()),
    ]);
    assert_eq!(
        sections.excerpt(2, &rewritten),
        "## Week 1 · Base\n\n\n\n## Week 2 · Base\n- Mon: Easy 5 mi\n- Tue: Rest\n"
    );
    assert_eq!(
        &*sections.week(1),
        "## Week 1 · Base\n- Mon: with the dog\n- Tue: Easy 3 mi\n\n"
    );
    sections.rewrite(&rewritten);
    assert_eq!(
        sections.text(),
        "## Week 1 · Base\n- Mon: Easy 4 mi\n- Tue: Easy 3 mi\n\n## Week 2 · Base\n- Mon: Easy 5 mi\n- Tue: Rest\n"
    );
    assert_eq!(
        &*sections.week(2),
        "## Week 2 · Base\n- Mon: Easy 5 mi\n- Tue: Rest\n"
    );
    assert_eq!(sections.line(2), Some("- Mon: Easy 4 mi"));
}
