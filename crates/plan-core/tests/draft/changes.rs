//! Days as people begin their lines, and changes they mark instead of making them:
//! whatever a line with a weekday says, it is in the draft, or somebody is told.

use chrono::Weekday::{self, Fri, Mon, Sat, Sun, Thu, Tue, Wed};
use plan_core::draft::{ParseContext, Parsed, parse, print, print_workout, unheard};
use plan_core::plan::Level;
use plan_core::units::DistanceUnit;
use plan_core::workout::Workout;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::blank;

fn read_week(lines: &str) -> Parsed {
    let context = ParseContext {
        level: Level::Intermediate,
        ..blank()
    };
    parse(&format!("## Week 1 · Base\n{lines}\n"), &context)
}

/// The days as they are printed, and the words of the findings.
fn reading(line: &str) -> (String, Vec<String>) {
    let parsed = read_week(line);
    assert_eq!(parsed.unreadable, [], "{line}");
    let text = print(&parsed.draft);
    let days: Vec<&str> = text
        .lines()
        .filter_map(|it| it.strip_prefix("- "))
        .collect();
    let findings = parsed.findings.iter().map(|it| it.rule.to_string());
    assert_eq!(parsed.draft.weeks[0].notes, [""; 0], "{line}");
    let workouts: Vec<Workout> = parsed.draft.weeks[0].days.concat();
    assert_eq!(unheard(line, &workouts, DistanceUnit::Mile), [], "{line}");
    (days.join(" + "), findings.collect())
}

fn read_as(cases: &[(&str, &str, &[&str])]) {
    for (line, printed, findings) in cases {
        let (found, rules) = reading(line);
        assert_eq!(found, *printed, "{line}");
        assert_eq!(rules, *findings, "{line}");
    }
}

fn refused(cases: &[(&str, &str)]) {
    for (line, expected) in cases {
        let parsed = read_week(line);
        let [unreadable] = parsed.unreadable.as_slice() else {
            panic!("{line:?}: {}", print(&parsed.draft));
        };
        assert_eq!((unreadable.line, &*unreadable.text), (2, *line));
        let found = &unreadable.expected;
        assert!(found.contains(expected), "{line}: {found}");
        assert!(parsed.lines.is_empty(), "{line}");
    }
}

#[test]
fn a_line_of_several_days_is_the_line_of_each() {
    let both = "Tue: Easy 4 mi + Thu: Easy 4 mi";
    for names in [
        "Tue & Thu",
        "Tue/Thu",
        "Tue, Thu",
        "Tue and Thu",
        "Tue + Thu",
        "Tue; Thu",
        "Tue Thu",
        "Tuesday and Thursday",
        "**Tue** & **Thu**",
        "Tues./Thurs.",
        "Tu/Th",
        "Tue, and Thu",
    ] {
        let line = format!("- {names}: Easy 4 mi");
        assert_eq!(reading(&line), (both.to_owned(), Vec::new()), "{line}");
    }
    read_as(&[
        ("- Tue-Thu: Rest", "Tue: Rest + Wed: Rest + Thu: Rest", &[]),
        (
            "- Tue to Thu: Rest",
            "Tue: Rest + Wed: Rest + Thu: Rest",
            &[],
        ),
        ("- Sat–Mon: Rest", "Mon: Rest + Sat: Rest + Sun: Rest", &[]),
        (
            "- Mon, Wed & Fri Easy 3 mi",
            "Mon: Easy 3 mi + Wed: Easy 3 mi + Fri: Easy 3 mi",
            &[],
        ),
        (
            "- Mon-Wed, Sat: Rest",
            "Mon: Rest + Tue: Rest + Wed: Rest + Sat: Rest",
            &[],
        ),
        (
            "- Tue/Thu AM: Easy 3 mi",
            "Tue: Easy 3 mi + Thu: Easy 3 mi",
            &[],
        ),
        // A dash in front of a workout is none between days.
        ("- Tue - Easy 4 mi", "Tue: Easy 4 mi", &[]),
        (
            "Mon: Rest, Tue: Easy 4 mi",
            "Mon: Rest + Tue: Easy 4 mi",
            &[],
        ),
        (
            "- Mon: Easy 3 mi / Tue: Easy 4 mi",
            "Mon: Easy 3 mi + Tue: Easy 4 mi",
            &[],
        ),
        (
            "Mon: Rest; Tue/Thu: Easy 4 mi and Sun: Long 8 mi",
            "Mon: Rest + Tue: Easy 4 mi + Thu: Easy 4 mi + Sun: Long 8 mi",
            &[],
        ),
    ]);
    refused(&[
        ("- Tue or Thu: Easy 4 mi", "one day"),
        ("- Tue & Tue: Easy 4 mi", "each weekday once"),
        ("- Tue/Thu: with the dog", "a distance such as"),
        // One part that nobody can read holds up the line.
        ("- Mon: Rest, Tue: Tempo", "a distance such as"),
        ("- Mon Easy 3 mi, Tue Easy 4 mi", "the line of its own day"),
        ("- Mon: Easy 3 mi, then Tue 5 mi", "the line of its own day"),
    ]);
}

#[test]
fn a_weekday_is_read_behind_any_mark_of_a_list() {
    for line in [
        "- [ ] Tue: Easy 4 mi",
        "- [x] Tue: Easy 4 mi",
        "* [X] **Tue:** Easy 4 mi",
        "[ ] Tue: Easy 4 mi",
        "1. Tue: Easy 4 mi",
        "12) Tue: Easy 4 mi",
        "1. [ ] Tue: Easy 4 mi",
        "> - Tue: Easy 4 mi",
        "> > Tue: Easy 4 mi",
        "+ Tue: Easy 4 mi",
        "• Tue: Easy 4 mi",
        "◦ Tue: Easy 4 mi",
        "– Tue: Easy 4 mi",
        "☐ Tue: Easy 4 mi",
        "✅ Tue: Easy 4 mi",
        "### Tue: Easy 4 mi",
        "| Tue | Easy 4 mi |",
        "|Tue|Easy 4 mi|",
        "(Tue) Easy 4 mi",
        "- [Tue] Easy 4 mi",
        "`Tue`: Easy 4 mi",
        "\"Tue\": Easy 4 mi",
        "_Tue_ Easy 4 mi",
        "- Tu Easy 4 mi",
        "Tu - Easy 4 mi",
        "Tue → Easy 4 mi",
        "Tue (AM): Easy 4 mi",
    ] {
        assert_eq!(
            reading(line),
            ("Tue: Easy 4 mi".to_owned(), Vec::new()),
            "{line}"
        );
    }
    let quoted = parse(
        "> ## Week 1 · Base\n> - Mon: Rest\n> - Tue: Easy 4 mi\n",
        &blank(),
    );
    assert_eq!(
        (quoted.unreadable.as_slice(), quoted.lines.len()),
        (&[][..], 2)
    );
    refused(&[
        ("## Tuesday", "a workout such as"),
        ("| Mon | Tue | Wed |", "a distance such as"),
        ("- M: Easy 4 mi", "a weekday of two letters or more"),
        ("M/W/F: Easy 4 mi", "a weekday of two letters or more"),
    ]);
}

#[test]
fn a_date_or_a_time_beside_a_weekday_is_no_part_of_the_workout() {
    let cases = [
        ("- Tue 7/14: Easy 4 mi", "7/14"),
        ("- Tue, Jul 14: Easy 4 mi", "Jul 14"),
        ("- Tue (14 July): Easy 4 mi", "14 July"),
        ("- Tuesday, July 14th, 2026: Easy 4 mi", "July 14th, 2026"),
        ("- Tue 14th Easy 4 mi", "14th"),
        ("- Tue 14.7.: Easy 4 mi", "14.7."),
        ("- Tue 14: Easy 4 mi", "14"),
        ("- Tue 6am: Easy 4 mi", "6am"),
        ("- Tue (6:30am): Easy 4 mi", "6:30am"),
        ("- Tue 6:30 PM Easy 4 mi", "6:30 PM"),
        ("- Tue at 6:30: Easy 4 mi", "at 6:30"),
    ];
    for (line, beside) in cases {
        let expected = format!("Tue: Easy 4 mi — {beside}");
        let rules = vec!["number_not_understood".to_owned()];
        assert_eq!(reading(line), (expected, rules), "{line}");
    }
    read_as(&[
        ("- Tue 3/4 mi easy", "Tue: Easy 0.75 mi", &[]),
        ("- Tue 6 mi: easy", "Tue: Easy 6 mi", &[]),
    ]);
}

#[test]
fn a_slip_of_the_pen_is_read_where_it_can_mean_one_weekday_only() {
    for (written, day) in [
        ("Teu", Tue),
        ("Tuseday", Tue),
        ("Wednesay", Wed),
        ("Thusday", Thu),
        ("Firday", Fri),
        ("Staurday", Sat),
        ("Sundays", Sun),
        ("Monady", Mon),
    ] {
        read_as(&[(
            &format!("- {written}: Easy 4 mi"),
            &format!("{day}: Easy 4 mi"),
            &["weekday_assumed"],
        )]);
    }
    refused(&[
        ("- Wensday: Easy 4 mi", "a weekday, such as"),
        ("- Thr: Easy 4 mi", "a weekday, such as"),
    ]);
    for note in [
        "- Sum: 33 mi",
        "- Run: 4 mi",
        "- Today: rest",
        "- Total: 33 mi",
        "Sunny days ahead",
    ] {
        let parsed = read_week(note);
        assert_eq!(parsed.unreadable, [], "{note}");
        assert_eq!(parsed.draft.weeks[0].notes, [note]);
    }
}

#[test]
fn what_is_struck_out_is_not_there() {
    const SAYS: &[&str] = &["line_changed"];
    read_as(&[
        ("- Tue: ~~Easy 4 mi~~ Rest", "Tue: Rest", SAYS),
        ("- Tue: Rest ~~Easy 4 mi~~", "Tue: Rest", SAYS),
        ("- Tue: ~~Easy 4 mi~~", "Tue: Rest", SAYS),
        ("- Tue: Easy ~~4~~ 5 mi", "Tue: Easy 5 mi", SAYS),
        ("- Tue: ~Easy 4 mi~ Tempo 5 mi", "Tue: Tempo 5 mi", SAYS),
        ("- Tue: <del>Easy 4 mi</del> Rest", "Tue: Rest", SAYS),
        ("- Tue: E̶a̶s̶y̶ ̶4̶ ̶m̶i̶ Rest", "Tue: Rest", SAYS),
        ("- ~~Tue~~ Thu: Easy 4 mi", "Thu: Easy 4 mi", &[]),
        ("- Tue: ~4 mi easy", "Tue: Easy 4 mi", &[]),
    ]);
    for line in [
        "~~- Tue: Easy 4 mi~~",
        "- ~~Tue: Easy 4 mi~~",
        "- [-] Tue: Easy 4 mi",
    ] {
        let parsed = read_week(&format!("- Mon: Rest\n{line}"));
        assert_eq!(parsed.unreadable, [], "{line}");
        assert_eq!(parsed.lines.len(), 1, "{line}");
        let [finding] = parsed.findings.as_slice() else {
            panic!("{line}: {:?}", parsed.findings);
        };
        assert_eq!(
            (finding.rule.as_str(), finding.place.line),
            ("line_changed", Some(3))
        );
    }
    refused(&[
        ("- Tue: ~~Easy 4 mi", "between `~~` and `~~`"),
        ("- ~~Tue:~~ Easy 4 mi", "a weekday that is not struck out"),
    ]);
}

#[test]
fn what_a_line_is_changed_to_holds_and_what_it_was_does_not() {
    const SAYS: &[&str] = &["line_changed"];
    read_as(&[
        ("- Tue: Easy 4 mi → Rest", "Tue: Rest", SAYS),
        ("- Tue: Easy 4 mi -> Tempo 5 mi", "Tue: Tempo 5 mi", SAYS),
        ("- Tue: Easy 4 mi --> Rest", "Tue: Rest", SAYS),
        ("- Tue: Easy 4 mi => Rest", "Tue: Rest", SAYS),
        ("- Tue: Easy 4 mi > Rest", "Tue: Rest", SAYS),
        ("- Tue: Tempo 5 mi → 6 mi", "Tue: Tempo 6 mi", SAYS),
        ("- Tue: Easy 4 → 6 mi", "Tue: Easy 6 mi", SAYS),
        ("- Tue: Rest → Easy 3 mi", "Tue: Easy 3 mi", SAYS),
        ("- Tue: Easy 4 mi changed to Rest", "Tue: Rest", SAYS),
        ("- Tue: Easy 4 mi (changed to Rest)", "Tue: Rest", SAYS),
        ("- Tue: Easy 8 mi, cut to 6 mi", "Tue: Easy 6 mi", SAYS),
        ("- Tue: Easy 4 mi, now Rest", "Tue: Rest", SAYS),
        (
            "- Tue: Tempo 6 mi (was 5 mi)",
            "Tue: Tempo 6 mi — was 5 mi",
            SAYS,
        ),
        (
            "- Tue: Rest (was Easy 4 mi)",
            "Tue: Rest — was Easy 4 mi",
            SAYS,
        ),
        (
            "- Tue: Tempo 6 mi instead of Easy 4 mi",
            "Tue: Tempo 6 mi — instead of Easy 4 mi",
            SAYS,
        ),
        ("- Tue: Easy 4 mi → Rest — sore", "Tue: Rest — sore", SAYS),
        // Nothing of the sort.
        (
            "- Tue: Easy 4 mi, now and then a stop",
            "Tue: Easy 4 mi — now; a stop",
            &[],
        ),
    ]);
    refused(&[
        ("- Tue: Long 12 mi: 9:00 → 8:00/mi", "what holds now"),
        ("- Tue: easy → tempo 6 mi", "what holds now"),
        (
            "- Tue: Tempo 6 mi: 2 mi easy, 4 mi @ T → 5 mi",
            "what holds now",
        ),
        ("- Tue: Easy 4 mi →", "what holds now"),
        ("- Tue: Easy 4 mi → ???", "what holds now"),
    ]);
}

#[test]
fn a_workout_that_is_cancelled_or_moved_is_not_run_on_its_day() {
    const SAYS: &[&str] = &["line_changed"];
    read_as(&[
        (
            "- Tue: Easy 4 mi (cancelled)",
            "Tue: Rest — Easy 4 mi (cancelled)",
            SAYS,
        ),
        (
            "- Tue: Easy 4 mi - canceled",
            "Tue: Rest — Easy 4 mi - canceled",
            SAYS,
        ),
        (
            "- Tue: CANCELLED: Easy 4 mi",
            "Tue: Rest — CANCELLED: Easy 4 mi",
            SAYS,
        ),
        ("- Tue: Cancelled", "Tue: Rest — Cancelled", SAYS),
        ("- Tue: skip", "Tue: Rest — skip", SAYS),
        (
            "- Tue: Easy 4 mi, skip this",
            "Tue: Rest — Easy 4 mi, skip this",
            SAYS,
        ),
        (
            "- Tue: Easy 4 mi (cancelled) — travel",
            "Tue: Rest — Easy 4 mi (cancelled); travel",
            SAYS,
        ),
        (
            "- Tue: Easy 4 mi, skip if sore",
            "Tue: Easy 4 mi — skip if sore",
            &[],
        ),
        (
            "- Thu: Easy 4 mi (moved from Tue)",
            "Thu: Easy 4 mi — moved from Tue",
            &[],
        ),
        (
            "- Tue: Easy 4 mi with the Tuesday group",
            "Tue: Easy 4 mi — with the Tuesday group",
            &[],
        ),
        (
            "- Tue: Easy 4 mi with the Thursday group",
            "Tue: Easy 4 mi — with the Thursday group",
            &["other_day_named"],
        ),
        // A note is free, and is told where it says more than a note can.
        (
            "- Tue: Easy 4 mi — cancelled",
            "Tue: Easy 4 mi — cancelled",
            &["change_in_note"],
        ),
        (
            "- Tue: Easy 4 mi — moved to Thu",
            "Tue: Easy 4 mi — moved to Thu",
            &["change_in_note"],
        ),
        (
            "- Tue: Easy 4 mi — now Rest",
            "Tue: Easy 4 mi — now Rest",
            &["change_in_note"],
        ),
        (
            "- Tue: Rest — sore. Wed: Easy 4 mi",
            "Tue: Rest — sore. Wed: Easy 4 mi",
            &["change_in_note"],
        ),
        (
            "- Tue: Rest — Long 8 mi (cancelled)",
            "Tue: Rest — Long 8 mi (cancelled)",
            &[],
        ),
        (
            "- Tue: Easy 4 mi — move it, don't skip",
            "Tue: Easy 4 mi — move it, don't skip",
            &[],
        ),
    ]);
    refused(&[
        ("- Tue: Easy 4 mi moved to Thu", "the line of its own day"),
        (
            "- Tue: Easy 4 mi (moved to Thursday)",
            "the line of its own day",
        ),
        ("- Tue: Easy 4 mi → Thu", "the line of its own day"),
        ("- Tue: Easy 4 mi, swap with Wed", "the line of its own day"),
        (
            "- Tue: Easy 4 mi, moved to tomorrow",
            "the line of its own day",
        ),
        ("- Tue: Easy 4 mi on Thu instead", "the line of its own day"),
        ("- Tue: Easy 4 mi postponed", "what holds now"),
        (
            "- Tue: group run cancelled, easy 4 mi alone",
            "what holds now",
        ),
    ]);
}

#[test]
fn nothing_and_less_than_nothing_is_no_length() {
    refused(&[
        ("- Tue: Easy -4 mi", "a length above zero"),
        ("- Tue: -4 mi", "a length above zero"),
        ("- Tue: Easy (-4 mi)", "a length above zero"),
        ("- Tue: Easy 0 mi", "a length above zero"),
        ("- Tue: Easy 0 min", "a length above zero"),
        (
            "- Tue: Tempo 6 mi: 0 mi warm-up, 6 mi @ T",
            "a length above zero",
        ),
        ("- Tue: Rest 4 mi", "either `Rest` or a run"),
    ]);
    read_as(&[
        ("- Tue: Rest 0 mi", "Tue: Rest", &[]),
        ("- Tue: Off (0 miles)", "Tue: Rest", &[]),
        ("- Tue: Easy - 4 mi", "Tue: Easy 4 mi", &[]),
        ("- Tue: Easy 4 -6 mi", "Tue: Easy 4–6 mi", &[]),
    ]);
}

#[test]
fn a_mark_behind_the_last_step_is_about_the_line_and_a_step_s_own_note_is_not() {
    let steps = "Tempo 6 mi: 2 mi warm-up, 3 mi @ T, 1 mi cool-down";
    read_as(&[(
        &format!("- Tue: {steps} (cancelled)"),
        &format!("Tue: Rest — {steps} (cancelled)"),
        &["line_changed"],
    )]);
    refused(&[(
        &format!("- Tue: {steps} (moved to Thu)"),
        "the line of its own day",
    )]);
    let quoted = format!("Tue: {steps} \"cancelled\"");
    read_as(&[(&format!("- {quoted}"), &quoted, &[])]);
}

/// What people write before a weekday.
const MARKS: [&str; 16] = [
    "", "- ", "* ", "+ ", "• ", "– ", "- [ ] ", "- [x] ", "1. ", "2) ", "> ", "> - ", "**", "  - ",
    "| ", "### ",
];

/// Weekdays and what is like one, with the days that are meant where one can tell.
const NAMES: [(&str, &[Weekday]); 16] = [
    ("Mon", &[Mon]),
    ("tuesday", &[Tue]),
    ("WED", &[Wed]),
    ("Thurs.", &[Thu]),
    ("Fr", &[Fri]),
    ("Sat/Sun", &[Sat, Sun]),
    ("Mon-Wed", &[Mon, Tue, Wed]),
    ("Tue & Fri", &[Tue, Fri]),
    ("Teu", &[Tue]),
    ("Wednesay", &[Wed]),
    ("Wensday", &[]),
    ("Sun (2026-07-05)", &[Sun]),
    ("Thu 7/14", &[Thu]),
    ("Sat AM", &[Sat]),
    ("~~Mon~~ Tue", &[]),
    ("Tue or Wed", &[]),
];

const BODIES: [&str; 30] = [
    "Easy 4 mi",
    "Rest",
    "Tempo 6 mi: 2 mi warm-up, 3 mi @ T, 1 mi cool-down",
    "Long 8 km — slow",
    "~~Easy 4 mi~~ Rest",
    "~~Easy 4 mi",
    "Easy 4 mi → Rest",
    "Easy 4 mi changed to 5 mi",
    "Easy 4 mi (cancelled)",
    "Easy 4 mi moved to Thu",
    "Easy 4 mi — moved to Thu",
    "Easy -4 mi",
    "Easy 0 mi",
    "",
    "hm",
    "Rest, Thu: Easy 5 mi",
    "Easy 3 mi, Thu Easy 5 mi",
    "Cancelled",
    "AM: 4 mi easy / PM: 6 mi tempo",
    "6 x 400 m",
    "with the dog",
    "5",
    "Easy 4 mi or Fri",
    "Race day",
    "**Easy 4 mi**",
    "Easy 4 mi |",
    "[x] Easy 4 mi",
    "off",
    "easy~",
    "Note: 4 mi",
];

proptest! {
    #[test]
    fn no_line_that_begins_like_a_weekday_is_lost(
        lines in vec((select(&MARKS[..]), select(&NAMES[..]), select(&BODIES[..])), 1..6),
    ) {
        let written: Vec<String> = lines
            .iter()
            .map(|(mark, (name, _), body)| match *mark {
                "**" => format!("**{name}:** {body}"),
                "| " => format!("| {name}: | {body} |"),
                mark => format!("{mark}{name}: {body}"),
            })
            .collect();
        let parsed = read_week(&written.join("\n"));
        prop_assert_eq!(&parsed.draft.weeks[0].notes, &[""; 0]);
        let reread = parse(&print(&parsed.draft), &blank());
        prop_assert_eq!(&reread.draft, &parsed.draft);
        let rests_beside = parsed.findings.iter().any(|it| it.rule == "rest_beside_training");
        for (number, (line, (_, (_, days), _))) in (2..).zip(written.iter().zip(&lines)) {
            let is_told = parsed.unreadable.iter().any(|it| it.line == number)
                || parsed.findings.iter().any(|it| it.place.line == Some(number));
            let is_on = |day: &Weekday| {
                let mut of_line = parsed.lines.iter().filter(|at| at.line == number);
                let has_other = parsed.lines.iter().any(|at| at.day == *day);
                of_line.any(|at| at.day == *day) || rests_beside && has_other
            };
            let is_read = !days.is_empty() && days.iter().all(is_on)
                || days.is_empty() && parsed.lines.iter().any(|at| at.line == number);
            prop_assert!(is_told || is_read || rests_beside, "{line}\n{}", print(&parsed.draft));
        }
    }
}

#[test]
fn a_line_for_several_days_is_where_each_of_its_workouts_stands() {
    let parsed = read_week("- Tue/Thu: Easy 4 mi\n- Thu: Easy 5 mi");
    assert_eq!(parsed.line_of(0, Tue, 0), Some(2));
    assert_eq!(parsed.line_of(0, Thu, 0), Some(2));
    assert_eq!(parsed.line_of(0, Thu, 1), Some(3));
    let thursday = parsed.draft.weeks[0].on(Thu);
    let lines: Vec<String> = thursday
        .iter()
        .map(|it| print_workout(it, DistanceUnit::Mile))
        .collect();
    assert_eq!(lines, ["Easy 4 mi", "Easy 5 mi"]);
    let rules: Vec<&str> = parsed.findings.iter().map(|it| it.rule.as_str()).collect();
    assert_eq!(rules, ["day_written_twice"]);
}
