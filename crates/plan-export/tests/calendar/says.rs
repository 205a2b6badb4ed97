//! What single events say.

use plan_core::overlay::{Addition, Operation, OperationKind, Overlay, Overlays, Values, resolve};
use plan_core::plan::PlanStatus;
use plan_core::workout::WorkoutKind;
use plan_export::calendar::{About, fidelity};

use crate::events::Read;
use crate::{all_day, busy, in_kilometers, morning_and_evening, sample, written, written_as};

fn full() -> Read {
    Read::of(&written(&sample::plan(), &sample::log_of_every_layer(), &all_day()).text)
}

#[test]
fn a_title_says_what_how_much_and_whether_it_was_done() {
    let read = full();
    for (workout, title) in [
        ("w2", "✓ Easy 5 mi"),
        ("w3", "Intervals 6 mi"),
        ("w4", "Skipped: Easy 4.5 mi"),
        ("w5", "Strength"),
        ("w7", "Easy 5 mi"),
        ("w9", "Easy 32 min"),
        ("w16", "Recovery 4.2 mi"),
        ("w25", "Rest (day off)"),
        ("w28", "RACE DAY: 10K"),
    ] {
        assert_eq!(read.event(workout).text("SUMMARY"), title, "{workout}");
    }
    let metric = written(
        &sample::plan(),
        &sample::log_of_every_layer(),
        &in_kilometers(),
    );
    let metric = Read::of(&metric.text);
    assert_eq!(metric.event("w3").text("SUMMARY"), "Intervals 9.7 km");
    assert_eq!(metric.event("w28").text("SUMMARY"), "RACE DAY: 10K");
}

#[test]
fn planned_rest_has_no_event_and_rest_a_layer_made_has_one() {
    let read = full();
    let uids: Vec<_> = read.events.iter().map(|event| event.uid()).collect();
    assert!(!uids.iter().any(|uid| uid.contains("-w1@")), "planned rest");
    assert_eq!(read.event("w25").get("TRANSP"), "TRANSPARENT");
    let busy = written(&sample::plan(), &sample::log_of_every_layer(), &busy());
    for absent in ["-w1-", "-w25-", "-w4-"] {
        assert!(!busy.text.contains(absent), "{absent} keeps nobody busy");
    }
}

#[test]
fn a_timed_day_begins_at_one_time_and_goes_on_at_the_other() {
    let mut log = sample::log_of_every_layer();
    log.push(Operation {
        sequence: log.len() as u64 + 1,
        kind: OperationKind::Add(Overlay::Addition(Addition {
            date: sample::date("2026-03-15"),
            values: Values {
                kind: Some(WorkoutKind::Strength),
                ..Values::default()
            },
        })),
    });
    let read = Read::of(&written(&sample::plan(), &log, &morning_and_evening()).text);
    // Eleven miles of easy running at 9:12 a mile.
    let long = read.event("w14");
    assert_eq!(long.get("DTSTART"), "20260315T063000");
    assert_eq!(long.get("DTEND"), "20260315T081500");
    assert_eq!(long.get("TRANSP"), "OPAQUE");
    let added = read.event(&format!("a{}", log.len()));
    assert_eq!(added.get("DTSTART"), "20260315T180000");
    assert_eq!(added.get("DTEND"), "20260315T184500");
    // Rest that a layer made is no appointment.
    assert_eq!(read.event("w25").get("DTSTART;VALUE=DATE"), "20260326");
}

#[test]
fn where_an_injury_touched_a_workout_only_the_modifier_shows() {
    let (base, log) = (sample::plan(), sample::log_of_every_layer());
    let overlays = Overlays::replay(&log).unwrap();
    let plan = resolve(&base, &overlays);
    let read = full();
    let mut touched = 0;
    for workout in plan.workouts().filter(|workout| workout.touched_by_injury) {
        let text = read.event(&workout.id.to_string()).text("DESCRIPTION");
        assert!(text.contains("\nReduced.\n"), "{text}");
        for told in ["Planned:", "Injured:", "Coming back", "%"] {
            assert!(!text.contains(told), "{text}");
        }
        touched += 1;
    }
    assert!(touched > 0, "the sample has an injury");
}

#[test]
fn nothing_private_is_in_any_calendar() {
    for options in [all_day(), in_kilometers(), morning_and_evening(), busy()] {
        let calendar = written(&sample::plan(), &sample::log_of_every_layer(), &options);
        let text = crate::events::content_lines(&calendar.text).join("\n");
        for secret in sample::SECRETS {
            assert!(!text.contains(secret), "{secret}");
        }
    }
}

#[test]
fn the_busy_feed_says_when_and_nothing_else() {
    let calendar = written(&sample::plan(), &sample::log_of_every_layer(), &busy());
    let read = Read::of(&calendar.text);
    let known = [
        "CREATED",
        "DTEND",
        "DTSTAMP",
        "DTSTART",
        "LAST-MODIFIED",
        "SEQUENCE",
        "STATUS",
        "SUMMARY",
        "TRANSP",
        "UID",
    ];
    for event in &read.events {
        assert_eq!(event.0.keys().collect::<Vec<_>>(), known);
        assert_eq!(event.get("SUMMARY"), "Busy");
        assert_eq!(event.get("TRANSP"), "OPAQUE");
    }
    // Nothing of it leads to the plan: who sees the events cannot open what they are from.
    let text = crate::events::content_lines(&calendar.text).join("\n");
    for named in [
        "Spring",
        "4fT9bQz",
        &crate::ABOUT.short_id.to_string(),
        "http",
    ] {
        assert!(!text.contains(named), "{named} in {text}");
    }
}

#[test]
fn a_calendar_says_that_its_plan_rests_and_its_events_stay_what_they_are() {
    let (base, log) = (sample::plan(), sample::log_of_every_layer());
    for (status, name, told) in [
        (PlanStatus::Active, "Spring 10K", None),
        (
            PlanStatus::Paused,
            "Spring 10K (paused)",
            Some("This plan is paused."),
        ),
        (
            PlanStatus::Archived,
            "Spring 10K (archived)",
            Some("This plan is archived."),
        ),
        (
            PlanStatus::Completed,
            "Spring 10K (completed)",
            Some("This plan is completed."),
        ),
    ] {
        let about = About {
            status,
            ..crate::ABOUT
        };
        let full = Read::of(&written_as(&about, &base, &log, &all_day()).text);
        let value = |wanted: &str| {
            let mut all = full.properties.iter();
            all.find(|(name, _)| name == wanted)
                .map(|(_, value)| value.as_str())
        };
        assert_eq!(value("NAME;VALUE=TEXT"), Some(name));
        assert_eq!(value("X-WR-CALNAME;VALUE=TEXT"), Some(name));
        assert_eq!(value("DESCRIPTION;VALUE=TEXT"), told);
        assert_eq!(value("X-WR-CALDESC;VALUE=TEXT"), told);
        let active = Read::of(&written(&base, &log, &all_day()).text);
        assert_eq!(full.events, active.events);
        // Colleagues are told nothing of it.
        let others = written_as(&about, &base, &log, &busy());
        assert_eq!(others, written(&base, &log, &busy()));
    }
}

#[test]
fn every_calendar_says_what_it_could_not_carry() {
    let (base, log) = (sample::plan(), sample::log_of_every_layer());
    let overlays = Overlays::replay(&log).unwrap();
    let plan = resolve(&base, &overlays);
    for (options, codes) in [
        (all_day(), &["paces", "steps", "rest_days"][..]),
        (
            morning_and_evening(),
            &["paces", "steps", "rest_days", "end_times"],
        ),
        (busy(), &["workouts", "end_times"]),
    ] {
        let fidelity = fidelity(&plan, &options);
        assert_eq!(fidelity, written(&base, &log, &options).fidelity);
        assert_eq!(fidelity.word(), "degraded");
        let found: Vec<_> = fidelity.lost().iter().map(|lost| lost.what).collect();
        assert_eq!(found, codes);
    }
}
