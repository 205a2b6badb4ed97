//! What bodies are refused, and where their faults point.

use super::*;
use serde_json::json;

fn faults_of(value: &Value, read: impl FnOnce(&mut Members)) -> Vec<(String, String)> {
    let faults = Faults::default();
    let mut members = Members::of(value, &faults);
    read(&mut members);
    members.finish();
    let faults = faults.into_vec().into_iter();
    faults.map(|fault| (fault.pointer, fault.detail)).collect()
}

#[test]
fn valid_json_is_read_as_it_is() {
    let text = r#"{"a":[1,-2,3.5,true,null,"x"],"b":{"c":{}},"d":"é"}"#;
    let expected: Value = serde_json::from_str(text).unwrap();
    assert_eq!(parse(text.as_bytes()), Ok(expected));
}

#[test]
fn a_member_named_twice_is_refused_with_its_place() {
    for (text, pointer) in [
        (r#"{"a":1,"a":2}"#, "#/a"),
        (r#"{"a":[{"b":1,"c":2,"b":1}]}"#, "#/a/0/b"),
        // The same name, written with an escape.
        (r#"{"a":1,"\u0061":2}"#, "#/a"),
    ] {
        match parse(text.as_bytes()) {
            Err(Unreadable::DuplicateKey { pointer: found, .. }) => {
                assert_eq!(found, pointer)
            }
            other => panic!("{text}: {other:?}"),
        }
    }
}

#[test]
fn the_same_name_in_different_objects_is_fine() {
    assert!(parse(br#"[{"a":{"a":1}},{"a":2}]"#).is_ok());
}

#[test]
fn broken_json_is_refused() {
    for text in [
        "",
        "{",
        "{'a':1}",
        "[1,]",
        "{} {}",
        "nul",
        "\"\\ud800\"",
        "1e999",
        "\u{feff}{}",
    ] {
        let refused = parse(text.as_bytes());
        assert!(
            matches!(refused, Err(Unreadable::Broken(_))),
            "{text}: {refused:?}"
        );
    }
    assert!(parse(b"\"\xff\"").is_err());
}

#[test]
fn thirty_two_levels_are_read_and_one_more_is_not() {
    let nested = |levels| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    assert!(parse(nested(MAX_DEPTH).as_bytes()).is_ok());
    assert!(parse(nested(MAX_DEPTH + 1).as_bytes()).is_err());
    assert!(parse(nested(100_000).as_bytes()).is_err());
}

#[test]
fn a_member_named_twice_deep_down_is_told_with_all_of_its_place() {
    let text = br#"{"a": [0, {"b/c": [[{"d": 1, "e": 2, "d": 3}]]}]}"#;
    let Err(Unreadable::DuplicateKey { name, pointer }) = parse(text) else {
        panic!("it is there twice");
    };
    assert_eq!((&*name, &*pointer), ("d", "#/a/1/b~1c/0/0/d"));
}

#[test]
fn every_fault_is_reported_at_once_with_its_place() {
    let value = json!({
        "weeks": 53, "name": " ", "day": "x", "many": [1, "two", 3.5],
        "inner": {"flag": "yes", "extra": 1}, "a/b~c d": 1,
    });
    let found = faults_of(&value, |members| {
        members.required("weeks", |f| f.whole(1..=52));
        members.required("missing", |f| f.text(10));
        members.required("name", |f| f.filled_text(10));
        members.optional("day", |f| f.word::<chrono_like::Day>());
        members.optional("many", |f| f.list(5, |f| f.whole(0..=9)));
        members.optional("inner", |f| {
            let mut inner = f.members();
            inner.required("flag", |f| f.flag());
            inner.finish();
            Some(())
        });
    });
    let pointers = found.iter().map(|(pointer, _)| pointer.as_str());
    assert_eq!(
        pointers.collect::<Vec<_>>(),
        [
            "#/weeks",
            "#/missing",
            "#/name",
            "#/day",
            "#/many/1",
            "#/many/2",
            "#/inner/flag",
            "#/inner/extra",
            "#/a~1b~0c%20d",
        ]
    );
    assert_eq!(
        found[0].1,
        "is 53; expected a whole number from 1 to 52".to_owned()
    );
}

#[test]
fn null_is_absence() {
    let found = faults_of(&json!({"a": null, "b": null}), |members| {
        assert_eq!(members.required("a", |f| f.text(9)), None);
        assert_eq!(members.optional("b", |f| f.text(9)), None);
        assert!(!members.has("b"));
    });
    assert_eq!(found, [("#/a".to_owned(), "is missing".to_owned())]);
}

#[test]
fn a_nullable_member_has_to_be_there() {
    let found = faults_of(&json!({"a": null, "b": "x"}), |members| {
        assert_eq!(members.nullable("a", |f| f.text(9)), Some(None));
        let b = members.nullable("b", |f| f.text(9));
        assert_eq!(b, Some(Some("x".to_owned())));
        assert_eq!(members.nullable("c", |f| f.text(9)), None);
    });
    assert_eq!(found, [("#/c".to_owned(), "is missing".to_owned())]);
}

#[test]
fn of_two_members_that_exclude_each_other_the_second_is_the_fault() {
    let found = faults_of(&json!({"a": null, "b": 1, "c": 2}), |members| {
        assert_eq!(members.one_of(&["a", "b", "c"]), Some("b"));
        members.optional("a", |f| f.text(9));
        members.optional("b", |f| f.whole(0..=9));
        members.optional("c", |f| f.whole(0..=9));
    });
    assert_eq!(found, [("#/c".to_owned(), "give either b or c".to_owned())]);
}

#[test]
fn whole_numbers_may_be_written_with_a_zero_fraction_only() {
    for (value, expected) in [
        (json!(16), Some(16u8)),
        (json!(16.0), Some(16)),
        (json!(16.5), None),
        (json!("16"), None),
        (json!(-1), None),
        (json!(1e300), None),
        (json!(u64::MAX), None),
        (json!(true), None),
    ] {
        let faults = Faults::default();
        let read = Field::root(&value, &faults).whole(1..=52);
        assert_eq!(read, expected, "{value}");
        assert_eq!(faults.is_empty(), expected.is_some(), "{value}");
    }
}

#[test]
fn a_body_that_is_no_object_has_one_fault() {
    let found = faults_of(&json!([1]), |members| {
        members.required("a", |f| f.text(9));
    });
    assert_eq!(found, [("#".to_owned(), "expected an object".to_owned())]);
}

#[test]
fn a_shown_text_holds_nothing_that_is_not_seen() {
    for (text, line, lines) in [
        ("Ours", true, true),
        (
            "\u{1F469}\u{200D}\u{1F467} \u{5E9}\u{5DC}\u{5D5}\u{5DD}",
            true,
            true,
        ),
        ("two\nlines", false, true),
        ("a\ttab", false, true),
        (" ", false, false),
        ("a\u{1B}[31m", false, false),
        ("a\u{85}b", false, false),
        ("a\u{202E}b", false, false),
        ("a\u{2066}b", false, false),
        ("a\0b", false, false),
    ] {
        let value = json!({"a": text});
        let read = |read: fn(Field<'_>) -> Option<String>| {
            let faults = Faults::default();
            let found = Members::of(&value, &faults).required("a", read);
            assert_eq!(
                faults.into_vec().len(),
                usize::from(found.is_none()),
                "{text:?}"
            );
            found.is_some()
        };
        assert_eq!(read(|f| f.shown_line(99)), line, "{text:?}");
        assert_eq!(read(|f| f.shown_text(99)), lines, "{text:?}");
    }
}

#[test]
fn long_values_are_not_echoed_whole() {
    let name = "x".repeat(100_000);
    let found = faults_of(&json!({ name: 1 }), |_| {});
    assert!(found[0].0.len() < 1_000 && found[0].1.len() < 1_000);
}

mod chrono_like {
    /// A type that reads one word, as the domain's enums do.
    pub(super) struct Day;
    impl std::str::FromStr for Day {
        type Err = &'static str;
        fn from_str(text: &str) -> Result<Self, &'static str> {
            (text == "Mon").then_some(Self).ok_or("expected Mon")
        }
    }
}
