//! Lines in the manners of coaches, each with what it means.

use plan_core::draft::{Parsed, parse};
use plan_core::plan::Level;
use plan_core::workout::{Segment, Step, StepLength, StepRole, Workout};
use serde::Deserialize;

use crate::{blank, read};

#[derive(Deserialize)]
pub(super) struct Labeled {
    pub line: String,
    kind: String,
    pub distance: String,
    repetitions: Option<u8>,
    recovery: Option<String>,
}

pub(super) fn labeled() -> Vec<Labeled> {
    serde_json::from_str(include_str!("../../../../fixtures/drafts/lines.json"))
        .expect("labeled lines")
}

fn read_line(line: &str) -> Parsed {
    let context = plan_core::draft::ParseContext {
        level: Level::Intermediate,
        ..blank()
    };
    parse(&format!("## Week 1 · Base\n- Mon: {line}\n"), &context)
}

/// `5–7 mi`, `~6 mi`, `45 min`, as the labels write it.
fn length(workout: &Workout) -> String {
    let Some(to) = workout.distance else {
        let minutes = workout.duration.map(|time| time.as_minutes());
        return minutes.map_or(String::new(), |minutes| format!("{minutes} min"));
    };
    // Whole fives of meters are written in kilometers; the half marathon has half a meter.
    let is_metric = to.raw().is_multiple_of(500_000) || to.as_meters().fract() == 0.5;
    let number = |distance: plan_core::units::Distance| {
        let value = if is_metric {
            distance.as_kilometers()
        } else {
            distance.as_miles()
        };
        format!("{}", (value * 10_000.0).round() / 10_000.0)
    };
    let about = if workout.distance_is_estimated {
        "~"
    } else {
        ""
    };
    let from = workout
        .distance_from
        .map_or(String::new(), |from| format!("{}–", number(from)));
    let unit = if is_metric { "km" } else { "mi" };
    format!("{about}{from}{} {unit}", number(to))
}

fn segments(workouts: &[Workout]) -> impl Iterator<Item = &Segment> {
    workouts
        .iter()
        .flat_map(|workout| &workout.steps)
        .flat_map(|step| match step {
            Step::Once(segment) => std::slice::from_ref(segment),
            Step::Repeat { segments, .. } => segments.as_slice(),
        })
}

fn recovery(segment: &Segment) -> String {
    let still = segment.note.as_deref();
    let word = still
        .filter(|word| matches!(*word, "walk" | "rest"))
        .unwrap_or("jog");
    match segment.length {
        StepLength::Distance(distance) => format!("{} m {word}", distance.as_meters()),
        StepLength::Time(time) if time.as_seconds() % 60 == 0 => {
            format!("{} min {word}", time.as_seconds() / 60)
        }
        StepLength::Time(time) => format!("{} s {word}", time.as_seconds()),
        StepLength::Open => word.to_owned(),
    }
}

#[test]
fn every_line_of_the_corpus_is_read_as_its_author_means_it() {
    let mut wrong = Vec::new();
    for Labeled {
        line,
        kind,
        distance,
        repetitions,
        recovery: expected_recovery,
    } in labeled()
    {
        let parsed = read_line(&line);
        let workouts = &parsed.draft.weeks[0].days[0];
        let joined = |text: fn(&Workout) -> String| {
            workouts.iter().map(text).collect::<Vec<_>>().join(" + ")
        };
        let found_repetitions =
            workouts
                .iter()
                .flat_map(|workout| &workout.steps)
                .find_map(|step| match step {
                    Step::Repeat { times, .. } => Some(*times),
                    Step::Once(_) => None,
                });
        let found_recovery = segments(workouts)
            .find(|segment| segment.role == StepRole::Recovery)
            .map(recovery)
            .filter(|_| expected_recovery.is_some());
        let found = (
            joined(|workout| workout.kind.to_string()),
            joined(length),
            found_repetitions,
            found_recovery,
        );
        let expected = (kind, distance, repetitions, expected_recovery);
        if found != expected || !parsed.unreadable.is_empty() {
            wrong.push(format!(
                "{line}\n  expected {expected:?}\n  found    {found:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_line_nobody_can_read_is_reported_with_what_was_expected() {
    let cases = [
        ("lorem ipsum", "a distance such as `Easy 5 mi`"),
        ("Tempo", "a distance such as `Tempo 5 mi`"),
        ("30 tempo", "a unit behind the number"),
        ("5 m easy", "`m` is read as meters"),
        ("Rest of 5 mi", "either `Rest` or a run"),
        ("Race day", "the distance of the race"),
        ("tune-up race", "the distance of the race"),
        (
            "12 mi at MP or 4 x (2 km @ T, 2 min jog)",
            "a choice of two",
        ),
        ("4 mi easy + 3-1, 2-1", "a unit or a meaning for `3-1`"),
        ("99999999999999 mi", "a unit or a meaning for"),
        ("1:30 long run", "a time with its unit"),
        ("Long 1:30", "a time with its unit"),
        ("2E + 3T + 2E", "a unit behind every number"),
        ("Strength + easy 3 mi", "one workout a line"),
        ("", "a workout such as `Easy 5 mi`"),
        ("???", "a distance such as"),
    ];
    for (line, expected) in cases {
        let parsed = read_line(line);
        let [unreadable] = parsed.unreadable.as_slice() else {
            panic!("{line:?}: {:?}", parsed.draft.weeks[0].days[0]);
        };
        assert_eq!(unreadable.line, 2);
        assert_eq!(unreadable.text, format!("- Mon: {line}"));
        assert!(
            unreadable.expected.contains(expected),
            "{line}: {}",
            unreadable.expected
        );
    }
}

#[test]
fn what_was_assumed_or_contradicts_itself_is_a_finding() {
    let cases = [
        ("Easy 5", "unit_assumed"),
        ("5 mi", "kind_assumed"),
        ("Easy 5 mi: 2 mi, 6 mi", "steps_differ_from_headline"),
        (
            "Tempo 9 mi: 2 mi warm-up, 3 mi @ T, 2 mi cool-down",
            "steps_differ_from_headline",
        ),
        (
            "1 mi WU, 10 mi tempo, 1 mi CD (10 mi)",
            "steps_differ_from_headline",
        ),
        ("8 mi easy, group 7 at the gate", "number_not_understood"),
    ];
    for (line, rule) in cases {
        let parsed = read_line(line);
        assert_eq!(parsed.unreadable, [], "{line}");
        let rules: Vec<_> = parsed
            .findings
            .iter()
            .map(|finding| &finding.rule)
            .collect();
        assert_eq!(rules, [rule], "{line}");
        assert_eq!(parsed.findings[0].place.line, Some(2));
    }
}

#[test]
fn characters_nobody_sees_do_not_get_into_a_plan() {
    let parsed = read("## Week 1\n- Mon: Easy 5 mi \u{2014} along\u{202E}the\u{2066}\u{1B}river\n");
    assert_eq!(parsed.unreadable, []);
    let note = parsed.draft.weeks[0].days[0][0].note.as_deref();
    let words = note.unwrap_or_default().split_whitespace();
    assert_eq!(words.collect::<Vec<_>>(), ["along", "the", "river"]);
}
