//! What a writer says is judged as a stranger's words.

use plan_core::draft::{self, DifferenceField};
use plan_core::plan::{Level, RaceDistance};
use plan_core::planner::PlanBrief;
use plan_core::units::DistanceUnit;
use plan_core::workout::WorkoutKind;

use super::{Conversion, Scripted, brief, planned};

/// Line 4 cannot be read; line 3 and 5 can.
const TEXT: &str = "\
# No race · 1 week · beginner
## Week 1 · Base
- Mon: Easy 3 mi
- Tue: Off road 6 miles with the dog
- Sun: Long 8 mi
";

/// What comes of saying `lines` every time: the differences, or the lines
/// nobody could read, and the first complaints.
#[derive(Debug, PartialEq)]
struct Outcome {
    differences: Vec<DifferenceField>,
    unread: Vec<u32>,
    /// What the writer hears before its second try.
    complaints: Vec<String>,
}

fn saying(lines: &[(u32, &str)]) -> Outcome {
    let brief = PlanBrief::new(1, Level::Beginner);
    let stubborn = Scripted::new(|_, _| {
        let lines = lines.iter();
        Some(
            lines
                .map(|(line, text)| (*line, (*text).to_owned()))
                .collect(),
        )
    });
    let told = Conversion::of(&brief).run(&stubborn, TEXT);
    let complaints = stubborn.complaints();
    let once = complaints.len() / 2;
    assert_eq!(
        complaints[..once],
        complaints[once..],
        "it hears the same again"
    );
    let mut outcome = Outcome {
        differences: Vec::new(),
        unread: Vec::new(),
        complaints: complaints[..once].to_vec(),
    };
    match &told.end {
        Ok(converted) => {
            // Whatever is said of other lines, they stay as the coach wrote them.
            let week = &converted.draft.weeks[0];
            let miles = |day: usize| week.days[day][0].distance.map(|it| it.as_miles());
            assert_eq!((miles(0), miles(6)), (Some(3.0), Some(8.0)));
            assert_eq!(week.days.iter().flatten().count(), 3);
            let fields = converted.differences.iter().map(|it| it.field);
            outcome.differences = fields.collect();
            assert!(
                converted
                    .differences
                    .iter()
                    .all(|it| { it.week == Some(1) && it.day == Some(chrono::Weekday::Tue) })
            );
        }
        Err(_) => outcome.unread = told.unreadable(),
    }
    outcome
}

/// What it says; what differs; whether the line stays unread; what it hears.
type Case<'a> = (
    &'a [(u32, &'a str)],
    &'a [DifferenceField],
    bool,
    &'a [&'a str],
);

#[test]
fn a_strangers_words_are_taken_refused_or_named() {
    use DifferenceField::{Distance, RaceDay, TrainingDay};

    let long = format!("- Tue: Easy 6 mi — {}", "so ".repeat(800));
    let table: &[Case] = &[
        (&[(4, "- Tue: Easy 6 mi")], &[], false, &[]),
        (&[(4, "Tuesday: Easy 6 mi — with the dog")], &[], false, &[]),
        // Read, and wrong.
        (
            &[(4, "- Tue: Rest")],
            &[TrainingDay],
            false,
            &["its reading has Rest"],
        ),
        (
            &[(4, "- Tue: Easy 5 mi")],
            &[Distance],
            false,
            &["Line 4 says 6 miles"],
        ),
        (
            &[(4, "- Tue: Race 6 mi")],
            &[RaceDay],
            false,
            &["its reading has Race 6 mi"],
        ),
        // Not read.
        (&[], &[], true, &[]),
        (&[(4, "")], &[], true, &["is empty"]),
        (
            &[(4, "- Tue: whatever")],
            &[],
            true,
            &["cannot be read; expected"],
        ),
        (
            &[(4, "Easy 6 mi")],
            &[],
            true,
            &["does not begin with its weekday, Tue"],
        ),
        (
            &[(4, "- Wed: Easy 6 mi")],
            &[],
            true,
            &["is about Wed now; it was about Tue"],
        ),
        (
            &[(4, "- Tue & Thu: Easy 6 mi")],
            &[],
            true,
            &["is about Tue, Thu now; it was about Tue"],
        ),
        (
            &[(4, "## Week 2 · Build")],
            &[],
            true,
            &["does not begin with its weekday"],
        ),
        (
            &[(4, "Start: 2026-01-01")],
            &[],
            true,
            &["does not begin with its weekday"],
        ),
        (
            &[(4, "- Tue: Easy 6 mi\n- Wed: Easy 6 mi")],
            &[],
            true,
            &["more than one line"],
        ),
        (
            &[(4, "- Tue: Easy 6 mi\u{7}")],
            &[],
            true,
            &["control character"],
        ),
        (
            &[(4, "- Tue: Easy 6 mi \u{202E}")],
            &[],
            true,
            &["control character"],
        ),
        (&[(4, &long)], &[], true, &["longer than 2000"]),
        (
            &[(4, "- Tue: Easy 6 mi"), (4, "- Tue: Easy 6 mi")],
            &[],
            true,
            &["more than once"],
        ),
        // About other lines, with and without what was asked for.
        (&[(5, "- Sun: Rest")], &[], true, &[]),
        (
            &[
                (4, "- Tue: Easy 6 mi"),
                (5, "- Sun: Rest"),
                (99, "- Sat: Race 5 km"),
            ],
            &[],
            false,
            &[],
        ),
        (
            &[(3, "- Mon: Rest"), (4, "- Tue: Easy 4 mi")],
            &[Distance],
            false,
            &["Line 3 was not asked for", "Line 4 says 6 miles"],
        ),
    ];
    for (lines, differences, is_unread, complaints) in table {
        let found = saying(lines);
        assert_eq!(found.differences, *differences, "{lines:?}");
        assert_eq!(found.unread.is_empty(), !is_unread, "{lines:?}");
        assert_eq!(
            found.complaints.len(),
            complaints.len(),
            "{lines:?}: {found:?}"
        );
        for (found, expected) in found.complaints.iter().zip(*complaints) {
            assert!(found.contains(expected), "{lines:?}: {found}");
        }
    }
}

#[test]
fn a_repaired_reading_is_taken_and_only_what_is_wrong_is_asked_again() {
    let text = TEXT.replace("- Sun: Long 8 mi", "- Sun: Off road long 8 mi");
    let brief = PlanBrief::new(1, Level::Beginner);
    let writer = Scripted::new(|question, round| {
        let lines = question.lines.iter().map(|line| match (line.line, round) {
            (4, 0) => (4, "- Tue: Rest".to_owned()),
            (4, 1) => (4, "- Tue: hm".to_owned()),
            (4, _) => (4, "- Tue: Easy 6 mi".to_owned()),
            (line, _) => (line, "- Sun: Long 8 mi".to_owned()),
        });
        Some(lines.collect())
    });
    let told = Conversion::of(&brief).run(&writer, &text);
    assert_eq!(told.converted().differences, []);
    let asked = writer.asked.lock().expect("no test panics with it");
    let lines: Vec<Vec<u32>> = asked
        .iter()
        .map(|weeks| weeks[0].lines.iter().map(|line| line.line).collect())
        .collect();
    assert_eq!(lines, [vec![4, 5], vec![4], vec![4]]);
    assert_eq!(told.read.len(), 1);
    let kept: Vec<&str> = told.read[0]
        .lines
        .iter()
        .map(|(_, text)| text.as_str())
        .collect();
    assert_eq!(kept, ["- Tue: Easy 6 mi", "- Sun: Long 8 mi"]);
}

#[test]
fn a_line_that_is_left_out_ends_the_asking_also_about_others() {
    let text = TEXT.replace("- Sun: Long 8 mi", "- Sun: Off road long 8 mi");
    let brief = PlanBrief::new(1, Level::Beginner);
    let writer = Scripted::new(|_, _| Some(vec![(4, "- Tue: Rest".to_owned())]));
    let told = Conversion::of(&brief).run(&writer, &text);
    assert_eq!(told.unreadable(), [5]);
    assert_eq!(writer.asked(), [[1]], "no repair is paid for in vain");
    assert_eq!(told.read, []);
}

#[test]
fn of_several_bad_readings_the_one_that_lost_least_is_taken() {
    let text = TEXT.replace("6 miles with the dog", "6 miles, then 4 x 100 m");
    let brief = PlanBrief::new(1, Level::Beginner);
    let writer = Scripted::new(|_, round| {
        let text = ["- Tue: Easy 5 mi", "- Tue: Easy 6 mi", "- Tue: nonsense"][round];
        Some(vec![(4, text.to_owned())])
    });
    let told = Conversion::of(&brief).run(&writer, &text);
    let lost: Vec<_> = told.converted().differences.iter().collect();
    let fields: Vec<_> = lost
        .iter()
        .map(|it| (it.field, it.expected.as_str()))
        .collect();
    assert_eq!(
        fields,
        [
            (DifferenceField::Steps, "4"),
            (DifferenceField::Distance, "100 m")
        ]
    );
    assert_eq!(
        lost[1].message,
        "Tue of week 1: line 4 says 100 m, but was read with Easy 6 mi."
    );
}

#[test]
fn a_kept_reading_that_cannot_be_read_any_more_is_asked_for_again() {
    let brief = PlanBrief::new(1, Level::Beginner);
    let writer = Scripted::new(|_, _| Some(vec![(4, "- Tue: Easy 6 mi".to_owned())]));
    for broken in [
        vec![],
        vec![(4, "- Wed: Easy 6 mi".to_owned())],
        vec![(9, "- Tue: Easy 6 mi".to_owned())],
    ] {
        let kept = crate::writers::WeekLines {
            week: 1,
            lines: broken,
        };
        let conversion = Conversion {
            finished: [(1, kept)].into(),
            ..Conversion::of(&brief)
        };
        let told = conversion.run(&writer, TEXT);
        assert_eq!(told.converted().differences, []);
        assert_eq!(told.read.len(), 1);
    }
    assert_eq!(writer.asked(), [[1], [1], [1]]);
    assert_eq!(writer.complaints(), Vec::<String>::new());
}

#[test]
fn what_a_rewriting_makes_of_a_session_is_complained_about_and_then_named() {
    use DifferenceField::{Distance, QualitySession, RestDay, Type};

    // The coach's line, the model's, and what is lost.
    let table: &[(&str, &str, &[DifferenceField])] = &[
        ("30 tempo", "Easy 30 min", &[QualitySession]),
        ("30 tempo", "Easy 5 mi", &[QualitySession, Distance]),
        (
            "Intervals, you know which ones",
            "Easy 5 mi",
            &[QualitySession],
        ),
        ("Hill repeats as last week", "Easy 5 mi", &[QualitySession]),
        ("Long run as last week", "Easy 5 mi", &[Type]),
        (
            "Easy, a bit more than Sunday",
            "Intervals 12 mi: 2 mi warm-up, 8 x 800 m @ I, 2 mi cool-down",
            &[QualitySession],
        ),
        ("Easy for a while", "Long 30 mi", &[Type, Distance]),
        ("Easy for a while", "Easy 62 mi", &[Distance]),
        (
            "seven or eight miles nice and steady",
            "Easy 1 mi",
            &[Distance],
        ),
        ("flarp four miles", "Easy 5 mi", &[Distance]),
        ("flarp 4", "Easy 5 mi", &[Distance]),
        (
            "take it off, no running whatsoever",
            "Easy 5 mi",
            &[RestDay],
        ),
    ];
    let brief = PlanBrief::new(1, Level::Intermediate);
    for (line, reading, expected) in table {
        let text = TEXT.replace("Off road 6 miles with the dog", line);
        let stubborn = Scripted::new(|_, _| Some(vec![(4, format!("- Tue: {reading}"))]));
        let told = Conversion::of(&brief).run(&stubborn, &text);
        assert_eq!(stubborn.asked(), [[1], [1], [1]], "{line}: two repairs");
        let complaints = stubborn.complaints();
        assert_eq!(
            complaints.len(),
            2 * expected.len(),
            "{line}: {complaints:?}"
        );
        let named = told.converted().differences.iter().map(|it| it.field);
        assert_eq!(named.collect::<Vec<_>>(), *expected, "{line} as {reading}");

        // Told what is wrong, another writer mends it: nothing is named.
        if *line == "30 tempo" {
            let writer = Scripted::new(|_, round| {
                let reading = if round == 0 { *reading } else { "Tempo 30 min" };
                Some(vec![(4, format!("- Tue: {reading}"))])
            });
            let told = Conversion::of(&brief).run(&writer, &text);
            assert_eq!(told.converted().differences, []);
            assert_eq!(writer.asked(), [[1], [1]]);
        }
    }
}

/// Every workout of a plan, in words that no parser reads and every coach does.
#[test]
fn a_session_that_is_called_by_its_name_is_kept_or_named() {
    let brief = brief(6, RaceDistance::HalfMarathon, DistanceUnit::Mile);
    let draft = planned(&brief);
    let text = draft::print(&draft);
    let mut tried = std::collections::BTreeSet::new();
    for (number, line) in (1u32..).zip(text.lines()) {
        let Some((day, body)) = line.strip_prefix("- ").and_then(|it| it.split_once(": ")) else {
            continue;
        };
        let mut kinds = WorkoutKind::ALL.iter().copied();
        let kind = kinds.rfind(|kind| body.starts_with(kind.label()));
        let Some(kind) = kind.filter(|kind| kind.is_run() && *kind != WorkoutKind::Race) else {
            continue;
        };
        let called = match kind {
            WorkoutKind::LongRun | WorkoutKind::MediumLong => format!("{} run", kind.label()),
            _ => kind.label().to_owned(),
        };
        let told = format!("- {day}: {called}, you know how");
        let retold = text.replacen(line, &told, 1);
        let other = match kind {
            WorkoutKind::Easy | WorkoutKind::Recovery => "Tempo 3 mi",
            _ => "Easy 3 mi",
        };
        let said = |reading: &str| {
            let reading = reading.to_owned();
            let writer = Scripted::new(move |question, _| {
                let line = question.lines.first()?;
                Some(vec![(line.line, reading.clone())])
            });
            let told = Conversion::of(&brief).run(&writer, &retold);
            assert!(!writer.asked().is_empty(), "the parser reads {called}");
            told.converted().differences.clone()
        };
        assert_eq!(said(line), [], "{told} as {line}");
        let named = said(&format!("- {day}: {other}"));
        assert!(!named.is_empty(), "line {number}: {told} as {other}");
        tried.insert(kind.label());
    }
    assert!(tried.len() >= 4, "{tried:?}");
}
