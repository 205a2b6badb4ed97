//! Text nobody meant well: bytes, torn lines, depth, length and huge numbers.

use plan_core::draft::{Draft, ParseContext, parse, print};
use plan_core::workout::Step;
use proptest::prelude::*;

use crate::{blank, laws, read};

/// What holds for any text: it returns, its complaints name lines, and what
/// was read is a draft like any other.
pub(super) fn is_read_in(text: &str, context: &ParseContext) -> Result<(), TestCaseError> {
    let lines = text.lines().count().max(1) as u32;
    let parsed = parse(text, context);
    for unreadable in &parsed.unreadable {
        prop_assert!((1..=lines).contains(&unreadable.line));
        prop_assert!(!unreadable.expected.is_empty());
    }
    for at in &parsed.lines {
        prop_assert!((1..=lines).contains(&at.line));
        prop_assert!(at.index < parsed.draft.weeks[at.week].on(at.day).len());
    }
    let places = parsed
        .findings
        .iter()
        .filter_map(|finding| finding.place.line);
    for line in places {
        prop_assert!((1..=lines).contains(&line));
    }
    let workouts = |draft: &Draft| -> usize {
        draft
            .weeks
            .iter()
            .flat_map(|week| &week.days)
            .map(Vec::len)
            .sum()
    };
    prop_assert_eq!(workouts(&parsed.draft), parsed.lines.len());
    laws(&parsed.draft)
}

fn is_read(text: &str) -> Result<(), TestCaseError> {
    is_read_in(text, &blank())
}

pub(super) fn on_a_day(body: &str) -> String {
    format!("## Week 1 · Base\n- Mon: {body}")
}

proptest! {
    #[test]
    fn any_text_is_read(text in "(.|\n){0,200}") {
        is_read(&text)?;
    }

    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let text = String::from_utf8_lossy(&bytes);
        is_read(&text)?;
        is_read(&on_a_day(&text))?;
    }

    #[test]
    fn words_of_the_language_in_any_order_are_read(words in proptest::collection::vec(word(), 0..30)) {
        is_read(&on_a_day(&words.join(" ")))?;
    }

    #[test]
    fn torn_and_spliced_lines_are_read(
        pieces in proptest::collection::vec((any::<prop::sample::Index>(), 0usize..80, 0usize..80), 1..6),
    ) {
        let lines = labeled();
        let torn = pieces.iter().map(|(line, from, length)| {
            line.get(&lines).chars().skip(*from).take(*length).collect::<String>()
        });
        is_read(&on_a_day(&torn.collect::<String>()))?;
    }

    #[test]
    fn a_line_with_one_sign_changed_is_read(
        line in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        sign in any::<char>(),
    ) {
        let lines = labeled();
        let mut signs: Vec<char> = line.get(&lines).chars().collect();
        let at = at.index(signs.len());
        signs[at] = sign;
        is_read(&on_a_day(&signs.into_iter().collect::<String>()))?;
    }

    #[test]
    fn numbers_of_any_size_are_read(
        number in "[0-9]{1,40}([.,:/][0-9]{1,40}){0,2}",
        unit in proptest::sample::select(vec!["", "mi", "km", "m", "min", "h", "s", "x 400 m", "%", "/mi"]),
        before in proptest::sample::select(vec!["", "Easy ", "Tempo @ ", "6 x ", "2 sets of (", "Race ", "~"]),
    ) {
        is_read(&on_a_day(&format!("{before}{number} {unit}")))?;
        is_read(&format!("# 10K · {number} weeks\nGoal: {number}\n## Week {number} · Base · {number} {unit}"))?;
    }
}

fn labeled() -> Vec<String> {
    let lines = crate::lines::labeled().into_iter();
    lines.map(|labeled| labeled.line).collect()
}

/// The language's own words, and noise.
pub(super) const fn words() -> &'static [&'static str] {
    &[
        "\n",
        "\n- Mon:",
        "\nTue",
        "\n## Week 1 · Base",
        "\nWeek 99",
        "# 10K · 3 weeks",
        "\nGoal:",
        "\nStart:",
        "\nNote:",
        "5 mi",
        "5–7 km",
        "6 x",
        "(",
        ")",
        "[",
        "]",
        "@",
        "5K pace",
        "95%",
        "of",
        "MP",
        "400 m",
        "jog",
        "with",
        "then",
        "or",
        "rest",
        "AM",
        "PM",
        "/",
        "Easy",
        "race",
        "1/2",
        "2:30",
        "sets of",
        "strides",
        "—",
        "-",
        "\"",
        ",",
        ";",
        ":",
        "+",
        "*",
        "~",
        "in",
        "99999999999999999999",
        "consisting of",
        "between",
        "total",
        "min",
        "18",
        "3-2-1",
        "1,2,3",
        "½",
        "×",
        "WU",
        "CD",
        "no warm-up",
        "repeat",
        "times",
        "last",
        "uphill",
        "walk",
        "80 min of",
        "60 s",
        "marathon",
        "tune-up",
        "Tempo",
        "Intervals",
        "run/walk",
        "4:1",
        "open",
        "~4 mi",
    ]
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => proptest::sample::select(words()).prop_map(str::to_owned),
        1 => ".{0,4}",
    ]
}

#[test]
fn a_dash_beside_a_sign_of_several_bytes_is_read() {
    for body in ["5 mi——", "½—", "5 mi — — é—", "é—é", "Rest —", "— 5 mi"] {
        is_read(&on_a_day(body)).unwrap_or_else(|fault| panic!("{body:?}: {fault}"));
    }
}

#[test]
fn words_between_an_amount_and_a_sport_are_kept_with_both() {
    for (body, note) in [
        ("4 mi easy + 20 min blue rowing", "20 min blue rowing"),
        ("5 mi, then 20 min of f swim", "20 min of f swim"),
    ] {
        let parsed = read(&on_a_day(body));
        is_read(&on_a_day(body)).unwrap_or_else(|fault| panic!("{body:?}: {fault}"));
        let monday = &parsed.draft.weeks[0].days[0];
        assert_eq!(monday[0].note.as_deref(), Some(note), "{body:?}");
    }
}

#[test]
fn rounds_of_nothing_are_refused_and_not_counted_out() {
    for rounds in [
        "1 x ()",
        "6 x (easy)",
        "99 x (99 x (99 x ()))",
        "Intervals: 0 x (400 m)",
    ] {
        for repeats in [0, 1, 100] {
            let body = format!("{rounds} {}", "repeat 99 times ".repeat(repeats));
            let text = on_a_day(body.trim());
            is_read(&text).unwrap_or_else(|fault| panic!("{body:?}: {fault}"));
            assert_eq!(read(&text).unreadable.len(), 1, "{body:?}");
        }
    }
}

#[test]
fn a_repeat_is_run_twice_or_more() {
    for body in [
        "Easy 5 mi: 0 x 400 m",
        "Easy 5 mi: 1 x 400 m",
        "Easy 5 mi: 2 x 400 m",
        "Intervals: 1 x (800 m, 400 m jog)",
    ] {
        let parsed = read(&on_a_day(body));
        for step in parsed.draft.weeks[0].days[0]
            .iter()
            .flat_map(|monday| &monday.steps)
        {
            assert!(
                !matches!(step, Step::Repeat { times: 0 | 1, .. }),
                "{body:?}"
            );
        }
    }
}

/// 64 KiB of one thing. A line beyond what a workout takes is refused before
/// it is looked into, so that reading stays linear in the text.
#[test]
fn lines_of_64_kib_are_refused_or_noted_whole() {
    const LENGTH: usize = 64 * 1_024;
    let pieces = [
        "(",
        ")",
        "[",
        "6 x (",
        "99 x (",
        "\"",
        "\" ",
        "1 mi @ E ",
        "1,",
        "1-",
        "1:",
        "1/",
        "1.",
        "9",
        "½",
        "—",
        " — ",
        "-",
        "5 mi or ",
        "AM 1 mi ",
        "PM",
        "jog ",
        "between all ",
        "total ",
        "1 min of (",
        "1 km, ",
        "repeat 9 times ",
        "race ",
        "no ",
        "w/",
        "x",
        "7:30",
        "V̇O₂max ",
        "4-1, ",
        "é",
        "\u{307}",
        "\u{0}",
        "\t",
    ];
    for piece in pieces {
        let body = piece.repeat(LENGTH / piece.len());
        let text = on_a_day(&format!("Easy 5 mi {body}"));
        let parsed = read(&text);
        assert_eq!(read(&print(&parsed.draft)).draft, parsed.draft, "{piece:?}");
        let is_refused = parsed
            .unreadable
            .iter()
            .any(|unreadable| unreadable.line == 2);
        let is_note = parsed.draft.weeks[0].days[0]
            .iter()
            .any(|workout| workout.note.is_some());
        assert!(
            is_refused || is_note || body.trim().is_empty() || !parsed.lines.is_empty(),
            "{piece:?}"
        );
        // The same as many lines, and where no weekday stands.
        let lines = format!("## Week 1\n{}", format!("- Mon: {piece}\n").repeat(2_000));
        assert!(!read(&lines).draft.weeks.is_empty());
        let note = format!("## Week 1\n{body}");
        assert!(!read(&note).draft.weeks.is_empty());
    }
}
