//! What a line turns into, whole: as it is printed again, with its findings.

use plan_core::draft::{ParseContext, Parsed, parse, print};
use plan_core::plan::Level;

use crate::blank;

fn read_line(line: &str) -> Parsed {
    let context = ParseContext {
        level: Level::Intermediate,
        ..blank()
    };
    parse(&format!("## Week 1 · Base\n- Mon: {line}\n"), &context)
}

/// The line as it is printed again, and the words of its findings; the usual
/// warm-up, which is in the text, is not worth repeating.
fn reading(line: &str) -> (String, Vec<String>) {
    let parsed = read_line(line);
    assert_eq!(parsed.unreadable, [], "{line}");
    let text = print(&parsed.draft);
    let printed = text
        .lines()
        .find_map(|printed| printed.strip_prefix("- Mon: "))
        .unwrap_or_default();
    let findings = parsed
        .findings
        .iter()
        .map(|finding| finding.rule.to_string())
        .filter(|rule| rule != "warm_up_assumed");
    (printed.to_owned(), findings.collect())
}

pub(super) fn read_as(cases: &[(&str, &str, &[&str])]) {
    for (line, printed, findings) in cases {
        let (found, rules) = reading(line);
        assert_eq!(found, *printed, "{line}");
        assert_eq!(rules, *findings, "{line}");
    }
}

pub(super) fn refused(cases: &[(&str, &str)]) {
    for (line, expected) in cases {
        let parsed = read_line(line);
        let [unreadable] = parsed.unreadable.as_slice() else {
            panic!("{line:?}: {:?}", parsed.draft.weeks[0].days[0]);
        };
        assert!(
            unreadable.expected.contains(expected),
            "{line}: {}",
            unreadable.expected
        );
    }
}

#[test]
fn a_number_beside_repetitions_that_says_what_it_is_for_is_in_meters() {
    read_as(&[
        (
            "6 x 800 w/ 400 jog",
            "Intervals ~7 mi: 1.5 mi warm-up, 6 x (800 m @ I, 400 m jog), 1 mi cool-down",
            &[],
        ),
        (
            "2 mi WU, 8 x 400 w/ 200 jog, 2 mi CD",
            "Intervals 6.98 mi: 2 mi warm-up, 8 x (400 m @ I, 200 m jog), 2 mi cool-down",
            &[],
        ),
        (
            "12 x 400 @ mile pace w/ 200 jog",
            "Intervals ~7 mi: 1.5 mi warm-up, 12 x (400 m @ 1 mi race pace, 200 m jog), 1 mi cool-down",
            &[],
        ),
        (
            "Track 8 mi: 8 x 400 (200 jog)",
            "Intervals 8 mi: 8 x (400 m @ I, 200 m jog)",
            &[],
        ),
        (
            "8 mi with 8 x 400 @ 5K pace, jog 200",
            "Intervals 8 mi: 8 x (400 m @ 5K pace, 200 m jog)",
            &[],
        ),
        (
            "8 mi with 3 x (1600 @ T, 800 @ I, 400 jog)",
            "Intervals 8 mi: 3 x (1600 m @ T, 800 m @ I, 400 m jog)",
            &[],
        ),
        (
            "8 mi easy, group 400",
            "Easy 8 mi — group 400",
            &["number_not_understood"],
        ),
    ]);
    refused(&[
        ("6 x 800 w/ 2 jog", "a unit or a meaning for `2 jog`"),
        ("8 x 400 w/ 200", "a unit or a meaning for `200`"),
        (
            "8 x 400, 200 ft climb",
            "a unit or a meaning for `200 ft climb`",
        ),
    ]);
}

#[test]
fn what_nobody_runs_in_a_day_is_asked_about() {
    refused(&[
        ("Easy 400 mi", "at most 62 mi; the line reads as 400 mi"),
        ("400 miles", "at most 62 mi"),
        (
            "12 mi w/ 400 @ MP",
            "at most 37 mi; the line reads as 400 mi",
        ),
        ("Long 20 mi: 19 mi, 70 km @ M", "at most 37 mi"),
        ("Easy 700 min", "at most 600 min; the line reads as 700 min"),
        ("20 x 5 mi", "at most 62 mi; the line reads as 102.5 mi"),
        ("Race 400 km", "at most 100 mi"),
    ]);
    read_as(&[
        ("Long 50 mi", "Long 50 mi", &[]),
        ("Easy 600 min", "Easy 600 min", &[]),
        ("Race 100 mi", "Race 100 mi", &[]),
        ("Bike 80 mi", "Cross-training 80 mi", &[]),
    ]);
}

#[test]
fn a_whole_that_may_be_in_another_unit_is_asked_about() {
    refused(&[
        ("Easy 5 m", "`m` is read as meters"),
        ("Easy 5-7 m", "`m` is read as meters"),
        ("5 m easy", "`m` is read as meters"),
        ("Bike 20", "a unit behind the number"),
        ("Tempo 30", "a unit behind the number"),
        ("Easy 32", "a unit behind the number"),
    ]);
    read_as(&[
        ("Easy 400 m", "Easy 0.4 km", &[]),
        ("Easy 31", "Easy 31 mi", &["unit_assumed"]),
    ]);
}

#[test]
fn a_second_amount_is_the_whole_again_a_part_of_it_or_one_more() {
    read_as(&[
        ("Easy 10 mi 10 mi", "Easy 10 mi", &[]),
        (
            "10 mi easy: 2 mi, 3 mi @ T 12 mi",
            "Easy 10 mi: 2 mi, 3 mi @ T",
            &["total_differs_from_headline"],
        ),
        ("Easy 10 mi 2 mi", "Easy 10 mi: 2 mi", &[]),
        (
            "8 mi easy 8 mi @ MP",
            "Race pace 16 mi: 8 mi @ E, 8 mi @ M",
            &[],
        ),
        ("3 mi @ T, 3 mi", "Tempo 6 mi: 3 mi @ T, 3 mi", &[]),
        ("Long 8 mi, 2 mi easy", "Long 10 mi: 8 mi, 2 mi @ E", &[]),
        (
            "Long 8 mi, 6 mi easy, 2 mi @ MP",
            "Long 8 mi: 6 mi @ E, 2 mi @ M",
            &[],
        ),
        (
            "60 min, 30 min @ T",
            "Tempo 90 min: 60 min, 30 min @ T",
            &[],
        ),
        (
            "8 mi, last 2 mi @ MP",
            "Easy 8 mi: 2 mi @ M — last",
            &["kind_assumed"],
        ),
    ]);
    refused(&[
        ("3 mi strength", "one workout a line"),
        ("Easy 3 mi bike", "one workout a line"),
    ]);
}

#[test]
fn a_session_without_a_name_is_called_after_its_hardest_work() {
    read_as(&[
        // A word inside a repeat names it no more than what is run harder.
        (
            "8 mi w/ 2 x (1 mi tempo, 400 m @ R)",
            "Intervals 8 mi: 2 x (1 mi @ T, 400 m @ R)",
            &[],
        ),
        (
            "2 mi @ T, 4 x 400 m @ R, 3 mi @ M",
            "Intervals ~8.5 mi: 1.5 mi warm-up, 2 mi @ T, 4 x 400 m @ R, 3 mi @ M, 1 mi cool-down",
            &[],
        ),
        (
            "10 min easy, 6 x hill, 3 mi @ T, 10 min easy",
            "Hill repeats ~5 mi: 10 min @ E, 6 x run (hill), 3 mi @ T, 10 min @ E",
            &[],
        ),
        (
            "8 mi @ marathon race pace",
            "Race pace 8 mi: 8 mi @ marathon race pace",
            &["whole_assumed"],
        ),
        (
            "6 mi @ 95% MP",
            "Race pace 6 mi: 6 mi @ 95% of marathon race pace",
            &["whole_assumed"],
        ),
        (
            "6 mi @ 90% MP",
            "Easy 6 mi: 6 mi @ 90% of marathon race pace",
            &[],
        ),
        // The steps have no common measure, so they add up to none.
        (
            "10 min easy, 6 x hill, 10 min easy",
            "Hill repeats open: 10 min @ E, 6 x run (hill), 10 min @ E",
            &[],
        ),
        (
            "3, 2, 1 mi @ T",
            "Tempo ~8.5 mi: 1.5 mi warm-up, 3 mi @ T, 2 mi @ T, 1 mi @ T, 1 mi cool-down",
            &[],
        ),
    ]);
}

#[test]
fn work_that_names_no_effort_has_that_of_its_session() {
    read_as(&[
        (
            "3 x 10 min tempo, 2 min jog, no warm-up",
            "Tempo 36 min: 3 x (10 min @ T, 2 min jog)",
            &[],
        ),
        (
            "4 x 1 mile tempo, 1 min rest",
            "Tempo ~6.5 mi: 1.5 mi warm-up, 4 x (1 mi @ T, 1 min rest), 1 mi cool-down",
            &[],
        ),
        (
            "4 x 1 mile tempo w/ 1 min jog",
            "Tempo ~6.9 mi: 1.5 mi warm-up, 4 x (1 mi @ T, 1 min jog), 1 mi cool-down",
            &[],
        ),
        (
            "Tempo: 3 x 10 min, 2 min jog",
            "Tempo ~6.1 mi: 1.5 mi warm-up, 3 x (10 min @ T, 2 min jog), 1 mi cool-down",
            &[],
        ),
        (
            "Tempo 6 mi: 1 mi warm-up, 4 mi, 1 mi cool-down",
            "Tempo 6 mi: 1 mi warm-up, 4 mi @ T, 1 mi cool-down",
            &[],
        ),
        (
            "Intervals 6 mi: 6 x 800 m, 400 m jog",
            "Intervals 6 mi: 6 x 800 m @ I, 400 m jog",
            &[],
        ),
        (
            "Intervals 6 mi @ R: 8 x 400 m, 400 m jog",
            "Intervals 6 mi @ R: 8 x 400 m @ R, 400 m jog",
            &[],
        ),
        // Beside the session is not in it, and strides are as fast as they are.
        (
            "Intervals 9 mi: 3 mi, 6 x 800 m, 2 mi, 4 x 20 s (strides)",
            "Intervals 9 mi: 3 mi, 6 x 800 m @ I, 2 mi, 4 x 20 s (strides)",
            &[],
        ),
        (
            "Tempo 6 mi: 2 mi, 3 mi @ HMP, 1 mi",
            "Tempo 6 mi: 2 mi, 3 mi @ half-marathon pace, 1 mi",
            &[],
        ),
        (
            "Tempo 6 mi: 2 mi, 3 mi, 1 mi",
            "Tempo 6 mi: 2 mi, 3 mi, 1 mi",
            &[],
        ),
        (
            "Tempo 6 mi: 3 x (1 mi @ feel, 400 m jog)",
            "Tempo 6 mi: 3 x (1 mi @ feel, 400 m jog)",
            &[],
        ),
    ]);
}

#[test]
fn repeats_that_name_no_kind_and_no_effort_have_that_of_the_session_they_are() {
    read_as(&[
        (
            "8 x 400 m",
            "Intervals ~4.5 mi: 1.5 mi warm-up, 8 x 400 m @ I, 1 mi cool-down",
            &[],
        ),
        (
            "8 x 400 m, 2 min jog",
            "Intervals ~6.1 mi: 1.5 mi warm-up, 8 x (400 m @ I, 2 min jog), 1 mi cool-down",
            &[],
        ),
        (
            "WU, 5 x 800 m with 400 m jog, CD (7 mi)",
            "Intervals 7 mi: warm-up, 5 x (800 m @ I, 400 m jog), cool-down",
            &[],
        ),
        (
            "8 mi with 8 x 400 m w/ relaxed 200 m jog",
            "Intervals 8 mi: 8 x (400 m @ I, 200 m jog) — relaxed",
            &[],
        ),
        (
            "5 x 1 km, 400 m jog between, no warm-up",
            "Intervals 6.6 km: 4 x (1000 m @ I, 400 m jog), 1000 m @ I",
            &[],
        ),
        // Nobody runs ten minutes at interval pace three times.
        (
            "3 x 10 min, 2 min jog, no warm-up",
            "Tempo 36 min: 3 x (10 min @ T, 2 min jog)",
            &["kind_assumed"],
        ),
        (
            "WU, 3 x 2 mi with 400 m jog, CD (9 mi)",
            "Tempo 9 mi: warm-up, 3 x (2 mi @ T, 400 m jog), cool-down",
            &["kind_assumed"],
        ),
        // How hard is said, or there is no session.
        (
            "8 x 400 m by feel, no warm-up",
            "Intervals 3.2 km: 8 x 400 m @ feel — by feel",
            &[],
        ),
        (
            "6 x 3 min comfortable, 1 min jog, no warm-up",
            "Intervals 24 min: 6 x (3 min @ feel, 1 min jog) — comfortable",
            &[],
        ),
        (
            "8 x 400 m in 90 s, no warm-up",
            "Intervals 3.2 km: 8 x 400 m \"in 90 s\"",
            &[],
        ),
        (
            "4 x (5 min run, 1 min walk)",
            "Easy 24 min: 4 x (5 min, 1 min walk)",
            &[],
        ),
        (
            "easy 5 mi with 6 x 20 s strides",
            "Easy 5 mi: 6 x 20 s (strides)",
            &[],
        ),
        (
            "6 x 20 s strides, 5 mi easy",
            "Easy ~5.2 mi: 6 x 20 s (strides), 5 mi @ E",
            &[],
        ),
        (
            "5 mi easy, 8 x 200 m",
            "Intervals 5.99 mi: 5 mi @ E, 8 x 200 m @ I",
            &[],
        ),
        (
            "8 x 60 s hill, no warm-up",
            "Hill repeats 8 min: 8 x 1 min",
            &[],
        ),
        (
            "6 x 3 min fartlek, 2 min jog, no warm-up",
            "Fartlek 30 min: 6 x (3 min, 2 min jog)",
            &[],
        ),
        (
            "8 x 60 s uphill, no warm-up",
            "Hill repeats 8 min: 8 x 1 min (uphill)",
            &[],
        ),
    ]);
}

#[test]
fn what_stands_in_parentheses_behind_the_last_jog_is_about_the_line() {
    let session = "Intervals ~5.5 mi: 1.5 mi warm-up, 8 x (400 m @ I, 200 m jog), 1 mi cool-down";
    read_as(&[
        (
            "8 x 400m hard w/ 200 jog (track!)",
            &format!("{session} — track!"),
            &[],
        ),
        (
            "8 x 400m w/ 200 jog (with the group)",
            &format!("{session} — with the group"),
            &[],
        ),
        // How to jog is about the jog.
        (
            "8 x 400m w/ 200 jog (very slow)",
            &session.replace("200 m jog", "200 m jog (very slow)"),
            &[],
        ),
        (
            "8 x 400m w/ 200 jog (or walk)",
            &session.replace("200 m jog", "200 m jog (or walk)"),
            &[],
        ),
        // Nobody jogs at 5K pace.
        (
            "8 x 400m w/ 200 jog (5K pace)",
            &session.replace("@ I", "@ 5K pace"),
            &[],
        ),
        (
            "8 x 400m w/ 200 jog (@ 5K pace)",
            &session.replace("@ I", "@ 5K pace"),
            &[],
        ),
        (
            "8 x 400m w/ 200 jog (lane 3)",
            &format!("{session} — lane 3"),
            &[],
        ),
        (
            "2 mi WU, 8 x 400m w/ 200 jog (track!), 2 mi CD",
            "Intervals 6.98 mi: 2 mi warm-up, 8 x (400 m @ I, 200 m jog), 2 mi cool-down — track!",
            &[],
        ),
    ]);
}

#[test]
fn a_note_keeps_the_word_that_joins_it() {
    read_as(&[
        ("6 miles easy with the dog", "Easy 6 mi — with the dog", &[]),
        ("6 miles easy w/ the dog", "Easy 6 mi — w/ the dog", &[]),
        ("Easy 5 mi, with Anna", "Easy 5 mi — with Anna", &[]),
        (
            "Easy 5 mi with Anna, flat",
            "Easy 5 mi — with Anna; flat",
            &[],
        ),
        (
            "Easy 5 mi with the 7 pm group",
            "Easy 5 mi — with the 7 pm group",
            &["number_not_understood"],
        ),
        (
            "Easy 5 mi by the river, in the park",
            "Easy 5 mi — by the river; in the park",
            &[],
        ),
        (
            "8 x 400 m with a partner, no warm-up",
            "Intervals 3.2 km: 8 x 400 m @ I — with a partner",
            &[],
        ),
        (
            "Easy 6 mi with the dog and 4 x 100 m strides",
            "Easy 6 mi: 4 x 100 m (strides) — with the dog",
            &[],
        ),
        // Here it joins parts of the run.
        (
            "Long 16 mi with the last 4 mi at MP",
            "Long 16 mi: 4 mi @ M — the last",
            &[],
        ),
        (
            "6 mi easy w/ 6 strides with Jo",
            "Easy 6 mi: 6 x run (strides) — with Jo",
            &[],
        ),
    ]);
}

#[test]
fn a_long_run_may_be_called_by_its_letters() {
    read_as(&[
        ("LR 10 mi, last 3 @ MP", "Long 10 mi: 3 mi @ M — last", &[]),
        ("LR 14", "Long 14 mi", &["unit_assumed"]),
    ]);
}

#[test]
fn a_number_that_counts_something_else_is_no_distance() {
    refused(&[
        (
            "purple monkey 17 dishwasher",
            "a meaning for `purple monkey 17 dishwasher`",
        ),
        ("dentist at 5", "a meaning for `dentist at 5`"),
        ("Easy run at 5", "a meaning for `at 5`"),
        ("9 furlongs of joy", "a meaning for `9 furlongs of joy`"),
        ("Easy 9 furlongs", "a meaning for `9 furlongs`"),
        ("group 9 easy run", "a meaning for `group 9`"),
        ("5 at the park", "a unit behind the number"),
        ("1:30-1:45 easy", "a meaning for `1:30-1:45`"),
    ]);
    read_as(&[
        ("6", "Easy 6 mi", &["unit_assumed", "kind_assumed"]),
        ("Easy 6", "Easy 6 mi", &["unit_assumed"]),
        ("run 6", "Easy 6 mi", &["unit_assumed"]),
        (
            "Easy 6 along the canal",
            "Easy 6 mi — along the canal",
            &["unit_assumed"],
        ),
        (
            "17 mi w/ 9 friends",
            "Easy 17 mi — w/ 9 friends",
            &["kind_assumed", "number_not_understood"],
        ),
    ]);
}

#[test]
fn a_run_stays_a_run_whatever_is_done_besides() {
    read_as(&[
        ("4 miles + core", "Easy 4 mi — core", &["kind_assumed"]),
        (
            "5 miles w/ core after",
            "Easy 5 mi — w/ core after",
            &["kind_assumed"],
        ),
        ("Easy 4 mi + strength", "Easy 4 mi — strength", &[]),
        ("Easy 4 mi + stretching", "Easy 4 mi — stretching", &[]),
        ("Long 10 mi, then yoga", "Long 10 mi — yoga", &[]),
        ("45 min easy + core", "Easy 45 min — core", &[]),
        (
            "4 mi easy + 20 min core",
            "Easy 4 mi — 20 min core",
            &["number_not_understood"],
        ),
        ("45 min easy, core", "Easy 45 min — core", &[]),
        ("45 min run, core", "Easy 45 min — core", &[]),
        ("30 min + core", "Easy 30 min — core", &["kind_assumed"]),
        ("30 min then core", "Easy 30 min — core", &["kind_assumed"]),
        ("30 min & core", "Easy 30 min — core", &["kind_assumed"]),
        ("5 mi, core", "Easy 5 mi — core", &["kind_assumed"]),
        // Without a word for running, the sport is what is done.
        ("30 min, core", "Strength 30 min", &[]),
        ("5 mi, bike", "Cross-training 5 mi", &[]),
        ("30 min, bike", "Cross-training 30 min", &[]),
        ("Bike 60 min easy", "Cross-training 60 min @ E", &[]),
    ]);
    refused(&[
        ("Core + 4 miles", "one workout a line"),
        ("Strength + 30 min easy", "one workout a line"),
        ("30 min strength, 3 mi easy", "one workout a line"),
    ]);
}

#[test]
fn of_a_range_of_paces_the_slower_end_counts_and_a_finding_says_so() {
    read_as(&[
        (
            "18 mi @ 8:30-9:00 pace",
            "Easy 18 mi: 18 mi @ 9:00/mi \"8:30-9:00 pace\"",
            &["pace_range_narrowed"],
        ),
        (
            "10 km easy @ 4:40-4:50/km",
            "Easy 10 km: 10000 m @ 4:50/km \"4:40-4:50/km\"",
            &["pace_range_narrowed"],
        ),
        (
            "4 mi @ 8-8:30",
            "Easy 4 mi: 4 mi @ 8:30/mi \"8-8:30\"",
            &["pace_range_narrowed"],
        ),
        (
            "4 mi @ 8:30-9",
            "Easy 4 mi: 4 mi @ 9:00/mi \"8:30-9\"",
            &["pace_range_narrowed"],
        ),
        (
            "4 mi @ 8-9 min pace",
            "Easy 4 mi: 4 mi @ 9:00/mi \"8-9 min pace\"",
            &["pace_range_narrowed"],
        ),
        ("4 mi @ 8 min/mi", "Easy 4 mi: 4 mi @ 8:00/mi", &[]),
    ]);
}

#[test]
fn a_finding_quotes_what_it_is_about() {
    for (line, quoted) in [
        ("18 mi (8:30-9:00 pace)", "`8:30-9:00 pace` is a range"),
        (
            "18 mi @ 8:30-9:00 pace with Jo",
            "`8:30-9:00 pace` is a range",
        ),
        (
            "8 mi easy, group 7 at the gate",
            "`group 7 at the gate` was kept",
        ),
    ] {
        let parsed = read_line(line);
        let messages: Vec<_> = parsed
            .findings
            .iter()
            .map(|finding| &finding.message)
            .collect();
        assert!(
            messages.iter().any(|message| message.starts_with(quoted)),
            "{line}: {messages:?}"
        );
    }
}

#[test]
fn a_number_behind_at_is_an_effort_or_nothing_we_know() {
    read_as(&[
        (
            "Easy 4 mi @ 8",
            "Easy 4 mi — @ 8",
            &["number_not_understood"],
        ),
        (
            "5 mi easy at 7:00 am",
            "Easy 5 mi — at 7:00 am",
            &["number_not_understood"],
        ),
        (
            "Easy 5 mi, meet at 40 min",
            "Easy 5 mi — meet at 40 min",
            &["number_not_understood"],
        ),
    ]);
}
