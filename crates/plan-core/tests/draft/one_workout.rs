//! One workout by itself, as a library keeps it.

use plan_core::draft::{parse_duration, parse_workout, print_workout};
use plan_core::plan::Level;
use plan_core::testing;
use plan_core::units::DistanceUnit;
use proptest::prelude::*;

fn read(line: &str) -> Result<(String, Vec<String>), String> {
    let read = parse_workout(line, DistanceUnit::Mile, Level::Intermediate)?;
    let rules = read.findings.iter().map(|finding| {
        assert_eq!(finding.place.line, None, "{line}");
        finding.rule.to_string()
    });
    let rules = rules.collect();
    Ok((print_workout(&read.workout, DistanceUnit::Mile), rules))
}

#[test]
fn a_line_is_read_as_behind_a_weekday() {
    for (line, printed, rules) in [
        ("Easy 5 mi", "Easy 5 mi", &[][..]),
        ("  6 miles easy\n", "Easy 6 mi", &[]),
        (
            "Intervals \"Yasso 800s\" 6 mi: 1 mi warm-up, 4 x (800 m @ 10K pace, 400 m jog), 1 mi cool-down — on the track",
            "Intervals \"Yasso 800s\" 6 mi: 1 mi warm-up, 4 x (800 m @ 10K pace, 400 m jog), 1 mi cool-down — on the track",
            &["steps_differ_from_headline"],
        ),
        (
            "Intervals 6.5 mi: 1.5 mi warm-up, 6 x 800 m @ I; jog 400 m, 1 mi cool-down",
            "Intervals 6.5 mi: 1.5 mi warm-up, 6 x (800 m @ I, 400 m jog), 1 mi cool-down",
            &[],
        ),
        ("8", "Easy 8 mi", &["unit_assumed", "kind_assumed"]),
    ] {
        let rules = rules.iter().map(|rule| (*rule).to_owned()).collect();
        assert_eq!(read(line), Ok((printed.to_owned(), rules)), "{line}");
    }
}

#[test]
fn what_is_not_one_workout_is_refused_with_what_was_expected() {
    for (line, expected) in [
        ("Tempo", "such as `Tempo 5 mi`"),
        ("", ""),
        ("Easy 5 mi\nEasy 6 mi", "one line"),
        ("AM: 4 mi easy / PM: 6 mi tempo", "one workout"),
        ("## Week 1", ""),
        ("Easy 90 mi", "at most"),
        ("Easy 0 mi", "above zero"),
        ("Easy -4 mi", "above zero"),
    ] {
        let refused = read(line).unwrap_err();
        assert!(refused.contains(expected), "{line}: {refused}");
    }
}

#[test]
fn a_time_by_itself_is_read_as_in_a_line() {
    for (text, iso) in [
        ("45 min", "PT45M"),
        ("45min.", "PT45M"),
        ("90 minutes", "PT1H30M"),
        ("90m", "PT1H30M"),
        ("1h", "PT1H"),
        ("1 hour", "PT1H"),
        ("1h30", "PT1H30M"),
        ("1h05", "PT1H5M"),
        ("1 h 30 min", "PT1H30M"),
        ("1h15m", "PT1H15M"),
        ("1 H 15 M", "PT1H15M"),
        ("1.5 h", "PT1H30M"),
        ("1,5 h", "PT1H30M"),
        ("1:15:00", "PT1H15M"),
        ("0:45:00", "PT45M"),
        ("1:15 h", "PT1H15M"),
        ("45:00", "PT45M"),
        ("2:30 min", "PT2M30S"),
    ] {
        let read = parse_duration(text).map(|time| time.to_iso8601());
        assert_eq!(read.as_deref(), Ok(iso), "{text}");
    }
    for text in [
        "",
        "90",
        "soon",
        "1:15",
        "0:45",
        "9:59",
        "45-60 min",
        "5 mi",
        "90 min easy",
        "0 min",
        "1:15:00 h 3",
        "-45 min",
        "101 h",
        "1:75:00",
        "PT45M",
    ] {
        let refused = parse_duration(text).unwrap_err();
        assert!(
            refused.starts_with("a time with its unit"),
            "{text}: {refused}"
        );
    }
}

#[test]
fn hours_and_minutes_may_be_glued_together() {
    for line in ["Easy 1h15m", "Easy 1h15", "Easy 1 h 15 m", "Easy 1h15min"] {
        assert_eq!(read(line), read("Easy 75 min"), "{line}");
    }
}

proptest! {
    #[test]
    fn a_printed_workout_reads_back(draft in testing::draft()) {
        for workout in draft.weeks.iter().flat_map(|week| week.days.iter().flatten()) {
            let line = print_workout(workout, draft.unit);
            let read = parse_workout(&line, draft.unit, draft.level).map(|read| read.workout);
            prop_assert_eq!(read.as_ref(), Ok(workout), "{}", line);
        }
    }

    #[test]
    fn any_text_gets_an_answer(line in "\\PC{0,80}") {
        let _ = parse_workout(&line, DistanceUnit::Kilometer, Level::Beginner);
    }
}
