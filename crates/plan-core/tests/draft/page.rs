//! The examples of `docs/draft-language.md`.

use plan_core::draft::{ParseContext, parse, print};
use plan_core::plan::Level;

use crate::{blank, read};

const PAGE: &str = include_str!("../../../../docs/draft-language.md");

#[test]
fn the_canonical_example_prints_as_it_stands() {
    let (_, rest) = PAGE.split_once("```draft\n").expect("an example");
    let (example, _) = rest.split_once("```").expect("its end");
    let parsed = read(example);
    assert_eq!(parsed.unreadable, []);
    assert_eq!(print(&parsed.draft), example);
}

#[test]
fn every_manner_on_the_page_reads_as_it_says() {
    let context = ParseContext {
        level: Level::Intermediate,
        ..blank()
    };
    let mut rows = 0;
    for row in PAGE.lines() {
        let Some((written, reads)) = row
            .strip_prefix("| `")
            .and_then(|row| row.strip_suffix("` |"))
            .and_then(|row| row.split_once("` | `"))
        else {
            continue;
        };
        let parsed = parse(&format!("## Week 1 · Base\n- Mon: {written}\n"), &context);
        assert_eq!(parsed.unreadable, [], "{written}");
        let found: Vec<String> = print(&parsed.draft)
            .lines()
            .filter_map(|line| line.strip_prefix("- Mon"))
            .filter_map(|line| line.split_once(": "))
            .map(|(_, workout)| workout.to_owned())
            .collect();
        assert_eq!(found.join(" + "), reads, "{written}");
        rows += 1;
    }
    assert_eq!(rows, 28);
}
