//! A plan on paper. That the document says what it should is read back with other
//! people's tools in `.ci/pdf`; here is what holds for any plan and any text.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "json/sample.rs"]
#[expect(dead_code, reason = "the tests of the wire type use the rest of it")]
mod sample;

use chrono::{Days, NaiveDate};
use plan_core::overlay::{Overlays, resolve};
use plan_core::plan::{BasePlan, Phase, PlannedWorkout, Week, WorkoutId};
use plan_core::testing::plan_and_operations;
use plan_core::units::{Distance, Duration};
use plan_core::workout::{Workout, WorkoutKind};
use plan_export::fidelity::Fidelity;
use plan_export::json::{self, Identity, PlanBody, Units};
use plan_export::pdf::{Paper, Sheet, fidelity, render};
use proptest::prelude::*;

const LINK: &str = "https://plans.example.org/plans/4fT9bQz";

fn print_on(paper: Paper, body: &PlanBody) -> Vec<u8> {
    render(body, &Sheet { paper, link: LINK }).unwrap()
}

fn print(body: &PlanBody) -> Vec<u8> {
    print_on(Paper::A4, body)
}

fn body(base: &BasePlan, overlays: &Overlays, units: Units) -> PlanBody {
    json::public(&sample::identity(), &resolve(base, overlays), units)
}

/// How many pages a document has: each is an object of this type.
fn pages(document: &[u8]) -> usize {
    let is_page = |window: &&[u8]| *window == b"/Type/Page/";
    document.windows(11).filter(is_page).count()
}

/// Whether a text is anywhere in the document outside of its compressed streams.
fn says(document: &[u8], text: &str) -> bool {
    let mut windows = document.windows(text.len());
    windows.any(|window| window == text.as_bytes())
}

fn with_text(text: &str) -> BasePlan {
    let mut weeks = sample::plan().weeks().to_vec();
    weeks[0].workouts[1].workout.description = Some(text.to_owned());
    BasePlan::new(sample::plan().settings().clone(), weeks).unwrap()
}

#[test]
fn the_same_plan_gives_the_same_bytes() {
    let (base, overlays) = (sample::plan(), sample::every_layer());
    let body = body(&base, &overlays, Units::Miles);
    let first = print(&body);
    assert!(first.starts_with(b"%PDF-1.7"));
    assert_eq!(first, print(&body));
    assert_ne!(first, print_on(Paper::Letter, &body));
}

#[test]
fn a_document_has_a_name_and_a_language_and_neither_an_author_nor_a_date() {
    let document = print(&body(&sample::plan(), sample::none(), Units::Miles));
    assert!(says(&document, "/Title(Spring 10K)"));
    assert!(says(&document, "/Lang(en)"));
    for told in [
        "/Author",
        "/CreationDate",
        "/ModDate",
        "CreateDate",
        "dc:creator",
    ] {
        assert!(!says(&document, told), "{told}");
    }
}

#[test]
fn a_plan_in_plain_words_is_carried_whole_and_layers_leave_their_reasons_behind() {
    let plain = body(&sample::plan(), sample::none(), Units::Metric);
    assert_eq!(fidelity(&plain), Fidelity::Exact);
    let layered = body(&sample::plan(), &sample::every_layer(), Units::Metric);
    let degraded = fidelity(&layered);
    let what = degraded.lost().iter().map(|lost| lost.what);
    assert_eq!(what.collect::<Vec<_>>(), ["changes"]);
}

#[test]
fn characters_without_a_glyph_are_printed_as_boxes_and_reported() {
    let base = with_text("走 fast 🏃, שלום; Größe → 5 × 1000 m, Привет, Γειά");
    let degraded = fidelity(&body(&base, sample::none(), Units::Miles));
    let lost = degraded.lost();
    assert_eq!(lost.len(), 1);
    assert_eq!(lost[0].what, "characters_not_in_font");
    assert_eq!(
        lost[0].detail,
        "printed as boxes: U+05D5, U+05DC, U+05DD, U+05E9, U+8D70, U+1F3C3"
    );
}

#[test]
fn nothing_a_stranger_writes_is_too_much() {
    let texts = [
        "W".repeat(4_096),
        "🏃".repeat(1_024),
        "e\u{301}".repeat(1_300),
        format!("e{}", "\u{301}".repeat(2_000)),
        "\u{202e}\u{200f}\u{0}\u{1b}[31m\r\n\t".repeat(300),
        "\n".repeat(4_096),
        " ".repeat(4_096),
        "one word after another ".repeat(180),
        "שלום עולם ".repeat(200),
        "%PDF-1.7 endobj >> (((( \\ ".repeat(100),
        "\u{fffe}\u{ffff}\u{10ffff}\u{e000}".repeat(100),
        String::new(),
    ];
    for text in texts {
        for paper in [Paper::A4, Paper::Letter] {
            let base = with_text(&text);
            let resolved = resolve(&base, sample::none());
            let identity = Identity {
                display_name: &text,
                ..sample::identity()
            };
            let document = print_on(paper, &json::public(&identity, &resolved, Units::Miles));
            assert!(pages(&document) < 20, "{text:?}");
        }
    }
}

#[test]
fn a_week_that_no_page_holds_goes_on_on_the_next() {
    let mut weeks = sample::plan().weeks().to_vec();
    for (index, planned) in weeks[0].workouts.iter_mut().enumerate() {
        planned.workout.description = Some(format!("{index} {}", "a long story ".repeat(300)));
    }
    let base = BasePlan::new(sample::plan().settings().clone(), weeks).unwrap();
    let document = print(&body(&base, sample::none(), Units::Miles));
    assert!((6..=12).contains(&pages(&document)), "{}", pages(&document));
}

#[test]
fn the_largest_plan_at_either_end_of_the_calendar_is_printed() {
    let largest = Workout {
        duration: Some(Duration::MAX),
        warm_up: Some(Duration::MAX),
        ..Workout::run(WorkoutKind::LongRun, Distance::MAX)
    };
    for start in [NaiveDate::MIN, NaiveDate::MAX - Days::new(6)] {
        let workouts = (0..7).map(|day| PlannedWorkout {
            id: WorkoutId::Generated(day + 1),
            date: start + Days::new(day.into()),
            workout: largest.clone(),
        });
        let week = Week {
            number: 1,
            start,
            phase: Phase::Peak,
            workouts: workouts.collect(),
        };
        let mut settings = sample::plan().settings().clone();
        settings.race = None;
        let base = BasePlan::new(settings, vec![week]).unwrap();
        for units in [Units::Miles, Units::Metric] {
            assert_eq!(pages(&print(&body(&base, sample::none(), units))), 1);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_plan_with_anything_over_it_is_printed(
        (base, operations) in plan_and_operations(12),
        name in "\\PC{0,60}",
    ) {
        let overlays = Overlays::replay(&operations).unwrap();
        let resolved = resolve(&base, &overlays);
        let identity = Identity { display_name: &name, ..sample::identity() };
        for (units, paper) in [(Units::Miles, Paper::A4), (Units::Metric, Paper::Letter)] {
            let body = json::public(&identity, &resolved, units);
            prop_assert!(pages(&print_on(paper, &body)) >= 1);
        }
    }
}
