//! Text by strangers: it comes out as it went in, and breaks no line.

use plan_core::overlay::{Edit, Operation, OperationKind, Overlay, Values};
use plan_core::plan::WorkoutId;
use plan_export::calendar::About;
use proptest::prelude::*;

use crate::events::Read;
use crate::{ABOUT, all_day, sample, written_as};

/// What is left of a text: no control character but tabs and line feeds.
fn cleaned(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let kept = text.chars().filter_map(|character| match character {
        '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\n' | '\t' => Some(character),
        _ => (!character.is_control()).then_some(character),
    });
    kept.collect()
}

fn comes_out(text: &str) {
    let describe = Operation {
        sequence: 1,
        kind: OperationKind::Add(Overlay::Edit(Edit {
            workout: WorkoutId::Generated(2),
            values: Values {
                description: Some(text.to_owned()),
                ..Values::default()
            },
        })),
    };
    let about = About {
        display_name: text,
        ..ABOUT
    };
    let calendar = written_as(&about, &sample::plan(), &[describe], &all_day());
    let read = Read::of(&calendar.text);
    let event = read.event("w2");
    let description = event.text("DESCRIPTION");
    let expected = format!("{}\n\n5 mi, about ", cleaned(text));
    assert!(description.starts_with(&expected), "{description:?}");
    assert_eq!(event.text("SUMMARY"), "Easy 5 mi");
    let name = cleaned(text).replace('\n', " ");
    for property in ["NAME;VALUE=TEXT", "X-WR-CALNAME;VALUE=TEXT"] {
        let found = read.properties.iter().find(|(name, _)| name == property);
        assert_eq!(crate::events::unescape(&found.unwrap().1), name);
    }
    assert_eq!(read.events.len(), 21, "no event more");
}

#[test]
fn any_text_comes_out_as_it_went_in() {
    let long = "Lauf 🏃‍♀️, ruhig; 4 × 1 km\\n — ".repeat(120);
    for text in [
        "",
        " ",
        "\\",
        "\\n",
        "a\r\nb\rc\nd",
        "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil",
        "tab\there, comma; semicolon: colon \"quote\"",
        "nul\0 bell\u{7} escape\u{1b}[31m del\u{7f} c1\u{9b}",
        "next\u{85}line\u{2028}para\u{2029}graph",
        "\u{feff}mark, \u{202e}right to left",
        "👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦",
        &" ".repeat(4_096),
        &"\n".repeat(4_096),
        &"x".repeat(4_096),
        &"🥨".repeat(1_024),
        &long,
    ] {
        comes_out(text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_characters_come_out_as_they_went_in(text in "(?s).{0,300}") {
        comes_out(&text);
    }

    #[test]
    fn what_means_something_to_a_calendar_comes_out_too(
        text in "([\\\\,;:nN \t\r\n\"=\u{85}\u{2028}é🥨]|END:VEVENT){0,200}"
    ) {
        comes_out(&text);
    }
}
