//! Titles, goals, and weeks that are not where one expects them.

use plan_core::check::Measure;
use plan_core::draft::{ParseContext, Parsed, parse, print};
use plan_core::plan::{Level, Phase, RaceDistance, RaceGoal};
use plan_core::units::{Distance, DistanceUnit};

use crate::{blank, read};

fn rules(parsed: &Parsed) -> Vec<&str> {
    parsed
        .findings
        .iter()
        .map(|finding| finding.rule.as_str())
        .collect()
}

const THREE_WEEKS: &str = "\
## Week 1 · Base
- Mon: Easy 1 mi
## Week 2 · Build
- Mon: Easy 2 mi
## Week 3 · Taper
- Mon: Easy 3 mi
";

#[test]
fn headers_are_read_in_the_manners_of_people() {
    let cases = [
        ("## Week 1 · Build · 33 mi", Phase::Build, Some(33)),
        ("Week 1: Build (33 miles)", Phase::Build, Some(33)),
        ("**WEEK 1 - PEAK - 33 mi total**", Phase::Peak, Some(33)),
        ("### Wk 1 | taper phase | 30-33 mi", Phase::Taper, Some(33)),
        ("week 1", Phase::Base, None),
    ];
    for (header, phase, miles) in cases {
        let parsed = read(&format!("{header}\n- Mon: Easy 33 mi\n"));
        let week = &parsed.draft.weeks[0];
        assert_eq!(parsed.unreadable, [], "{header}");
        assert_eq!(
            (week.phase, week.stated_volume),
            (phase, miles.map(Distance::from_miles)),
            "{header}"
        );
        assert_eq!(week.notes, [""; 0], "{header}");
    }
    let parsed = read("## Week 1 · Base · cutback\n- Mon: Rest\nWeek 1 was hard, wasn't it?\n");
    assert_eq!(
        parsed.draft.weeks[0].notes,
        ["cutback", "Week 1 was hard, wasn't it?"]
    );
}

#[test]
fn weekdays_are_read_in_any_form() {
    for day in [
        "- Thu:",
        "* Thursday:",
        "thurs",
        "THU -",
        "  • Thu.",
        "| Thu |",
        "**Thu:**",
        "Th:",
        "- Thu (2026-07-02):",
    ] {
        let parsed = read(&format!(
            "# No race · 1 week · beginner\nStart: 2026-06-29\n## Week 1 · Base\n{day} Easy 4 mi\n"
        ));
        assert_eq!(parsed.unreadable, [], "{day}");
        assert_eq!(parsed.draft.weeks[0].days[3].len(), 1, "{day}");
        assert_eq!(
            parsed.draft.weeks[0].days[3][0].distance,
            Some(Distance::from_miles(4))
        );
        assert_eq!(rules(&parsed), [""; 0], "{day}");
    }
}

#[test]
fn prose_is_a_note_even_where_it_begins_like_a_weekday() {
    for line in [
        "We start slowly.",
        "Sunny weekends ahead",
        "Mondays are for rest",
        "So far, so good",
    ] {
        let parsed = read(&format!("## Week 1 · Base\n- Mon: Rest\n{line}\n"));
        assert_eq!(parsed.unreadable, [], "{line}");
        assert_eq!(parsed.draft.weeks[0].notes, [line]);
    }
}

#[test]
fn weeks_out_of_order_are_sorted_by_their_numbers() {
    let (first, rest) = THREE_WEEKS.split_at(THREE_WEEKS.find("## Week 2").unwrap_or(0));
    let parsed = read(&format!("{rest}{first}"));
    assert_eq!(parsed.draft, read(THREE_WEEKS).draft);
    assert_eq!(rules(&parsed), ["weeks_out_of_order"]);
    assert_eq!(parsed.line_of(0, chrono::Weekday::Mon, 0), Some(6));
}

#[test]
fn a_missing_week_is_empty_and_said() {
    let parsed = read(&THREE_WEEKS.replace("## Week 2 · Build\n- Mon: Easy 2 mi\n", ""));
    assert_eq!(parsed.draft.weeks.len(), 3);
    assert!(parsed.draft.weeks[1].days.iter().all(Vec::is_empty));
    assert_eq!(rules(&parsed), ["week_missing"]);
}

#[test]
fn another_number_of_weeks_than_expected_is_said() {
    let expecting = |weeks| ParseContext {
        weeks: Some(weeks),
        ..blank()
    };
    assert_eq!(rules(&parse(THREE_WEEKS, &expecting(3))), [""; 0]);
    for weeks in [2, 4] {
        assert_eq!(
            rules(&parse(THREE_WEEKS, &expecting(weeks))),
            ["week_count_differs"]
        );
    }
    let titled = format!("# 10K · 4 weeks · beginner\n{THREE_WEEKS}");
    assert_eq!(rules(&read(&titled)), ["week_count_differs"]);
}

#[test]
fn headers_that_cannot_be_placed_are_unreadable_and_so_are_their_lines_faults() {
    for header in [
        "## Week 2 · Peak",
        "## Week 0",
        "## Week 53",
        "## Week 4000000000",
    ] {
        let text = format!("{THREE_WEEKS}{header}\n- Mon: Easy 9 mi\n- Tue: gibberish\n");
        let parsed = read(&text);
        let lines: Vec<_> = parsed.unreadable.iter().map(|fault| fault.line).collect();
        assert_eq!(lines, [7, 9], "{header}");
        assert_eq!(parsed.draft, read(THREE_WEEKS).draft);
    }
}

#[test]
fn a_day_above_the_weeks_is_refused_unless_one_week_is_expected() {
    let text = "- Mon: Easy 4 mi\n- Wed: off\n";
    let parsed = read(text);
    let lines: Vec<_> = parsed.unreadable.iter().map(|fault| fault.line).collect();
    assert_eq!(lines, [1, 2]);
    let one = ParseContext {
        weeks: Some(1),
        ..blank()
    };
    let parsed = parse(text, &one);
    assert_eq!(parsed.unreadable, []);
    assert_eq!(parsed.lines.len(), 2);
}

#[test]
fn the_text_wins_over_the_context_and_the_context_fills_what_it_leaves_out() {
    let race = RaceGoal {
        distance: RaceDistance::TenK,
        date: "2026-07-12".parse().ok(),
        target_time: None,
    };
    let context = ParseContext {
        unit: DistanceUnit::Kilometer,
        level: Level::Advanced,
        weeks: None,
        start: None,
        race: Some(race.clone()),
    };
    let bare = parse(THREE_WEEKS, &context).draft;
    assert_eq!(
        (bare.unit, bare.level),
        (DistanceUnit::Kilometer, Level::Advanced)
    );
    assert_eq!(bare.race, Some(race));
    assert_eq!(bare.start, "2026-06-22".parse().ok());

    let titled = format!("# No race · 3 weeks · beginner\n{THREE_WEEKS}");
    let titled = parse(&titled, &context).draft;
    assert_eq!(
        (titled.unit, titled.level),
        (DistanceUnit::Mile, Level::Beginner)
    );
    assert_eq!((titled.race, titled.start), (None, None));

    let half = format!("# Half marathon · 3 weeks\nGoal: 1:45\n{THREE_WEEKS}");
    let half = parse(&half, &context).draft;
    // Only a title that says everything else says miles by saying nothing.
    assert_eq!(half.unit, DistanceUnit::Kilometer);
    let goal = half.race.expect("a race");
    assert_eq!(
        (goal.distance, goal.date),
        (RaceDistance::HalfMarathon, None)
    );
    assert_eq!(goal.target_time.map(|time| time.as_seconds()), Some(6_300));
}

#[test]
fn a_header_may_round_its_volume_and_count_the_race_or_not() {
    let cases = [
        ("33 mi", "Easy 33.5 mi", false),
        ("33 mi", "Easy 33.6 mi", true),
        ("33 mi", "Easy 32.5 mi", false),
        ("33 mi", "Easy 32.4 mi", true),
        ("29.5 mi", "Easy 30–34 mi", false),
        ("29.4 mi", "Easy 30–34 mi", true),
        ("34.5 mi", "Easy 30–34 mi", false),
        ("34.6 mi", "Easy 30–34 mi", true),
        ("30 mi", "Easy 30 mi\n- Sun: 10K race", false),
        ("36.2 mi", "Easy 30 mi\n- Sun: 10K race", false),
        ("29 mi", "Easy 30 mi\n- Sun: 10K race", true),
        ("37 mi", "Easy 30 mi\n- Sun: 10K race", true),
        // Nobody knows how far an hour is.
        ("40 mi", "Easy 30 mi\n- Sun: Easy 60 min", false),
        ("29 mi", "Easy 30 mi\n- Sun: Easy 60 min", true),
        ("30 mi", "Easy 30 mi\n- Sun: Bike 50 mi", false),
    ];
    for (volume, lines, differs) in cases {
        let parsed = read(&format!("## Week 1 · Base · {volume}\n- Mon: {lines}\n"));
        let expected: &[&str] = if differs {
            &["week_volume_differs"]
        } else {
            &[]
        };
        assert_eq!(rules(&parsed), expected, "{volume}: {lines}");
    }
}

#[test]
fn a_header_that_differs_is_told_with_both_numbers() {
    let parsed = read("## Week 1 · Base · 32 mi\n- Mon: Easy 30 mi\n- Sun: Easy 3.5 mi\n");
    let [finding] = parsed.findings.as_slice() else {
        panic!("{:?}", parsed.findings);
    };
    assert_eq!(
        finding.message,
        "The week's header says 32 mi, its lines add up to 33.5 mi; the lines were taken."
    );
    let miles = |tenths| {
        Some(Measure::Distance(Distance::from_tenths(
            tenths,
            DistanceUnit::Mile,
        )))
    };
    assert_eq!((finding.measured, finding.limit), (miles(335), miles(320)));
    // What a line says that nobody could read is not known.
    let parsed = read(
        "## Week 1 · Base · 32 mi\n- Mon: Easy 25 mi\n- Sun: Tempo\n\
         ## Week 2 · Base · 32 mi\n- Mon: Easy 25 mi\n",
    );
    assert_eq!(parsed.unreadable.len(), 1);
    let weeks: Vec<_> = parsed.findings.iter().map(|it| it.place.week).collect();
    assert_eq!(weeks, [Some(2)]);
}

#[test]
fn a_text_without_a_week_is_told_once_with_what_it_says() {
    let header = "a week header such as";
    let weekday = "a line that begins with a weekday";
    let cases = [
        ("", None, 1, "", header),
        (
            "\n  hello coach, please\nmore",
            None,
            2,
            "hello coach, please",
            header,
        ),
        (
            "Dienstag: Easy 5 mi",
            Some(1),
            1,
            "Dienstag: Easy 5 mi",
            weekday,
        ),
        (
            "Dienstag: Easy 5 mi",
            Some(2),
            1,
            "Dienstag: Easy 5 mi",
            header,
        ),
        // Told already.
        ("hello\nTue: Easy 5 mi", None, 2, "Tue: Easy 5 mi", header),
        (
            "## Week 99\n- Tue: Easy 5 mi",
            None,
            1,
            "## Week 99",
            "1 to 52",
        ),
        // Another fault.
        ("Start: soon", None, 1, "Start: soon", header),
    ];
    for (text, weeks, line, written, expected) in cases {
        let context = ParseContext { weeks, ..blank() };
        let parsed = parse(text, &context);
        let Some(last) = parsed.unreadable.last() else {
            panic!("{text}");
        };
        let is_other = text.starts_with("Start");
        assert_eq!(parsed.unreadable.len(), 1 + usize::from(is_other), "{text}");
        assert_eq!((last.line, &*last.text), (line, written), "{text}");
        assert!(
            last.expected.contains(expected),
            "{text}: {}",
            last.expected
        );
    }
}

#[test]
fn a_goal_or_a_start_in_other_words_is_not_lost() {
    let parsed = read(&format!(
        "Goal: finish with a smile\nStart: soon\n{THREE_WEEKS}"
    ));
    assert_eq!(parsed.draft.notes, ["Goal: finish with a smile"]);
    assert_eq!(rules(&parsed), ["goal_not_understood"]);
    assert_eq!(parsed.unreadable[0].line, 2);
}

#[test]
fn a_date_beside_the_wrong_weekday_is_said() {
    let text = "# No race · 1 week · beginner\nStart: 2026-06-29\n## Week 1 · Base\n- Thu 2026-07-03: Easy 4 mi\n";
    assert_eq!(rules(&read(text)), ["date_differs"]);
}

#[test]
fn long_and_nested_nonsense_is_read_in_one_pass() {
    for text in [
        "(".repeat(60_000),
        "2 x (".repeat(10_000),
        "99 x (".repeat(300) + &")".repeat(300),
        "- Mon: ".to_owned() + &"99 x (".repeat(300) + "1 mi" + &")".repeat(300),
        "- Mon: ".to_owned() + &"1 mi @ E ".repeat(200),
        "- Mon: ".to_owned() + &"\"".repeat(60_000),
        "\n".repeat(60_000),
        "- Mon: Easy 1 mi\n".repeat(4_000),
        "## Week 1\n".repeat(6_000),
    ] {
        let parsed = read(&format!("## Week 1 · Base\n{text}"));
        let printed = print(&parsed.draft);
        assert_eq!(read(&printed).draft, parsed.draft);
    }
}
