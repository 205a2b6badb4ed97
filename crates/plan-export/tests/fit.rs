//! Workouts as files for watches: what is in them, byte for byte and in words.
//!
//! Garmin's own decoder reads many more of them in `.ci/fit`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "json/sample.rs"]
#[expect(dead_code, reason = "shared with other tests")]
mod sample;

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use chrono::{Days, NaiveDate};
use embedded_io_adapters::std::FromStd;
use plan_core::fitness::Vdot;
use plan_core::overlay::{Overlays, resolve};
use plan_core::plan::{
    BasePlan, Level, Phase, PlanSettings, PlannedWorkout, ProgressionPattern, Week, WorkoutId,
};
use plan_core::testing::plan_and_operations;
use plan_core::units::{Distance, DistanceUnit, Duration};
use plan_core::workout::{
    RunWalk, Segment, Step, StepLength, StepRole, StepTarget, Workout, WorkoutKind,
};
use plan_export::fidelity::Fidelity;
use plan_export::fit;
use proptest::prelude::*;
use rustyfit::Decoder;
use rustyfit::profile::{mesgdef, typedef};
use serde_json::{Value, json};

/// A week of these workouts, from 2 March 2026 on.
fn plan_of(unit: DistanceUnit, vdot: Option<f64>, workouts: Vec<Workout>) -> BasePlan {
    let start = sample::date("2026-03-02");
    plan_from(start, unit, vdot, workouts)
}

fn plan_from(
    start: NaiveDate,
    unit: DistanceUnit,
    vdot: Option<f64>,
    workouts: Vec<Workout>,
) -> BasePlan {
    let settings = PlanSettings {
        unit,
        level: Level::Intermediate,
        pattern: ProgressionPattern::Linear,
        vdot: vdot.map(|vdot| Vdot::new(vdot).unwrap()),
        race: None,
    };
    let week = Week {
        number: 1,
        start,
        phase: Phase::Build,
        workouts: (0..)
            .zip(workouts)
            .map(|(day, workout)| PlannedWorkout {
                id: WorkoutId::Generated(day + 1),
                date: start + Days::new(u64::from(day)),
                workout,
            })
            .collect(),
    };
    BasePlan::new(settings, vec![week]).unwrap()
}

/// The files of a plan nothing lies over.
fn files(base: &BasePlan) -> Vec<Result<fit::WorkoutFile, String>> {
    let plan = resolve(base, sample::none());
    let identity = sample::identity();
    plan.workouts()
        .map(|workout| fit::workout(&identity, &plan, workout).map_err(|lost| lost.detail))
        .collect()
}

fn only(base: &BasePlan) -> fit::WorkoutFile {
    let mut all = files(base);
    assert_eq!(all.len(), 1);
    all.remove(0).unwrap()
}

/// What is in a file, a line a message.
fn read(bytes: &[u8]) -> String {
    let mut reader = FromStd::new(Cursor::new(bytes));
    let file = Decoder::new().decode(&mut reader).unwrap().unwrap();
    let lines = file.messages.iter().map(|message| match message.num {
        typedef::MesgNum::FILE_ID => {
            let id = mesgdef::FileId::from(message);
            let created = id.time_created.unix_timestamp();
            format!("{} {} {created:?}", id.r#type, id.serial_number)
        }
        typedef::MesgNum::WORKOUT => {
            let workout = mesgdef::Workout::from(message);
            let (sport, name) = (workout.sport, workout.wkt_name);
            let (steps, text) = (workout.num_valid_steps, workout.wkt_description);
            format!("{sport} \"{name}\", {steps} steps: {text}")
        }
        _ => step(&mesgdef::WorkoutStep::from(message)),
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn step(step: &mesgdef::WorkoutStep) -> String {
    let index = step.message_index.0;
    if step.duration_type == typedef::WktStepDuration::REPEAT_UNTIL_STEPS_CMPLT {
        let (from, times) = (step.duration_value, step.target_value);
        return format!("{index}  from {from} on, {times} times");
    }
    let length = match step.duration_type {
        typedef::WktStepDuration::DISTANCE => format!("{} cm", step.duration_value),
        typedef::WktStepDuration::TIME => format!("{} ms", step.duration_value),
        other => other.to_string(),
    };
    let speed = if step.target_type == typedef::WktStepTarget::SPEED {
        let (low, high) = (step.custom_target_value_low, step.custom_target_value_high);
        format!("{low}-{high} mm/s")
    } else {
        step.target_type.to_string()
    };
    format!(
        "{index}  {} {length}, {speed}: {}",
        step.intensity, step.notes
    )
}

/// One of each way a file can look.
fn golden() -> Vec<(&'static str, BasePlan)> {
    let (mile, km) = (DistanceUnit::Mile, DistanceUnit::Kilometer);
    let run = |kind, tenths, unit| Workout::run(kind, Distance::from_tenths(tenths, unit));
    vec![
        (
            "tempo",
            plan_of(mile, Some(50.0), vec![run(WorkoutKind::Tempo, 65, mile)]),
        ),
        (
            "intervals",
            plan_of(km, Some(45.0), vec![run(WorkoutKind::Intervals, 120, km)]),
        ),
        (
            "run_walk_by_feel",
            plan_of(
                mile,
                None,
                vec![Workout {
                    run_walk: RunWalk::new(4, 1).ok(),
                    duration: Some(Duration::from_minutes(123)),
                    distance_is_estimated: true,
                    ..run(WorkoutKind::LongRun, 100, mile)
                }],
            ),
        ),
    ]
}

#[test]
fn golden_files_are_what_they_were() {
    for (name, base) in golden() {
        let file = only(&base);
        let text = format!("{}\n{:?}\n{}", file.name, file.fidelity, read(&file.bytes));
        insta::assert_snapshot!(name, text);
        let path = format!(
            "{}/../../fixtures/fit/{name}.fit",
            env!("CARGO_MANIFEST_DIR")
        );
        if std::env::var_os("STRATA_WRITE_FIXTURES").is_some() {
            write(&path, &file.bytes);
        }
        assert_eq!(bytes_of(&path), file.bytes, "{name}");
    }
}

#[expect(clippy::disallowed_methods, reason = "writes fixtures again")]
fn write(path: &str, bytes: &[u8]) {
    std::fs::write(path, bytes).unwrap();
}

#[expect(clippy::disallowed_methods, reason = "reads fixtures")]
fn bytes_of(path: &str) -> Vec<u8> {
    std::fs::read(path).unwrap()
}

#[test]
fn what_a_file_cannot_carry_is_said() {
    let mile = DistanceUnit::Mile;
    let run = |kind, tenths| Workout::run(kind, Distance::from_tenths(tenths, mile));
    let walked = Workout {
        run_walk: RunWalk::new(4, 1).ok(),
        ..run(WorkoutKind::Easy, 40)
    };
    let described = Workout {
        description: Some("Run \u{1F3C3}".repeat(1_000)),
        ..run(WorkoutKind::Easy, 40)
    };
    let second = Segment::new(
        StepRole::Work,
        StepLength::Time(Duration::from_seconds(1)),
        StepTarget::Open,
    );
    let far = Segment {
        length: StepLength::Distance(Distance::from_miles(2)),
        ..second.clone()
    };
    let stepped = |steps: Vec<Step>| Workout {
        steps,
        ..run(WorkoutKind::Fartlek, 40)
    };
    let many = stepped(vec![Step::Once(second.clone()); 51]);
    let too_short = stepped(vec![Step::Once(far.clone())]);
    let open_end = stepped(vec![
        Step::Once(far),
        Step::Once(Segment {
            length: StepLength::Open,
            ..second
        }),
    ]);
    let nothing = run(WorkoutKind::Easy, 0);
    let cases: [(Option<f64>, Workout, &[&str]); 11] = [
        (Some(50.0), run(WorkoutKind::Easy, 40), &[]),
        (None, run(WorkoutKind::Easy, 40), &["effort"]),
        (
            None,
            Workout::run(WorkoutKind::Race, Distance::from_meters(10_000)),
            &[],
        ),
        (Some(50.0), walked, &["distance"]),
        (Some(50.0), described, &["description"]),
        (Some(50.0), many, &["steps", "distance"]),
        (Some(50.0), too_short, &["distance"]),
        (Some(50.0), open_end, &[]),
        (Some(50.0), nothing, &["workout"]),
        (None, Workout::rest(), &["workout"]),
        (None, Workout::new(WorkoutKind::Strength), &["workout"]),
    ];
    for (vdot, workout, lost) in cases {
        let base = plan_of(mile, vdot, vec![workout]);
        let plan = resolve(&base, sample::none());
        let told = fit::fidelity(&plan, plan.workouts().next().unwrap());
        let whats = told.lost().iter().map(|lost| lost.what).collect::<Vec<_>>();
        assert_eq!(whats, lost, "{told:?}");
        match (&files(&base)[0], &told) {
            (Ok(file), told) => assert_eq!(&file.fidelity, told),
            (Err(detail), Fidelity::Unsupported(lost)) => assert_eq!(detail, &lost.detail),
            (Err(detail), told) => panic!("{detail}, but {told:?}"),
        }
        let is_rest = base
            .workouts()
            .all(|it| it.workout.kind == WorkoutKind::Rest);
        let in_sum = fit::fidelity_of_all(&plan);
        assert_eq!(in_sum.is_exact(), lost.is_empty() || is_rest, "{in_sum:?}");
    }
}

#[test]
fn a_file_keeps_its_name_for_watches_when_its_workout_changes() {
    let of = |tenths| {
        let mile = DistanceUnit::Mile;
        let easy = Workout::run(WorkoutKind::Easy, Distance::from_tenths(tenths, mile));
        only(&plan_of(mile, Some(50.0), vec![easy]))
    };
    let first_line = |file: &fit::WorkoutFile| read(&file.bytes).lines().next().unwrap().to_owned();
    let (before, after) = (of(40), of(50));
    assert_ne!(before.bytes, after.bytes);
    assert_eq!(first_line(&before), first_line(&after));
    assert_eq!(before, of(40), "the same plan gives the same bytes");
}

#[test]
fn days_the_formats_calendar_does_not_know_have_no_time() {
    let easy = || vec![Workout::run(WorkoutKind::Easy, Distance::from_miles(4))];
    for start in ["1989-12-30", "2126-03-04", "-0044-03-15", "+12026-03-02"] {
        let start = sample::date(start);
        let file = only(&plan_from(start, DistanceUnit::Mile, None, easy()));
        let first = read(&file.bytes).lines().next().unwrap().to_owned();
        assert!(first.ends_with(" None"), "{start}: {first}");
    }
}

/// The files in an archive, in their order.
fn unpacked(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut file = archive.by_index(index).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().to_string(), bytes)
        })
        .collect()
}

#[test]
fn an_archive_has_every_file_and_says_what_has_none() {
    let base = sample::plan();
    let overlays = sample::every_layer();
    let plan = resolve(&base, &overlays);
    let identity = sample::identity();
    let archive = fit::archive(&identity, &plan).unwrap();
    assert_eq!(archive, fit::archive(&identity, &plan).unwrap());
    assert_eq!(archive.name, "4fT9bQz_workouts.zip");
    assert_eq!(archive.fidelity, fit::fidelity_of_all(&plan));

    let mut inside = unpacked(&archive.bytes);
    let (name, manifest) = inside.pop().unwrap();
    assert_eq!(name, "manifest.json");
    let made = plan
        .workouts()
        .filter_map(|workout| fit::workout(&identity, &plan, workout).ok())
        .map(|file| (file.name, file.bytes))
        .collect::<Vec<_>>();
    assert_eq!(inside, made);
    let names = inside.iter().map(|(name, _)| name).collect::<Vec<_>>();
    assert!(names.is_sorted(), "{names:?}");

    let manifest: Value = serde_json::from_slice(&manifest).unwrap();
    assert_eq!(manifest["plan"], "Spring 10K");
    let listed = manifest["workouts"].as_array().unwrap();
    assert_eq!(listed.len(), plan.workouts().count());
    assert_eq!(
        listed[0],
        json!({"workoutId": "w1", "date": "2026-03-02", "type": "Rest", "file": null,
            "fidelity": "unsupported",
            "lost": [{"what": "workout", "detail": "a day of rest"}]})
    );
    let text = String::from_utf8_lossy(&archive.bytes).into_owned();
    for secret in sample::SECRETS {
        assert!(!text.contains(secret), "{secret}");
    }
}

proptest! {
    #[test]
    fn any_plan_with_anything_over_it_is_written((base, operations) in plan_and_operations(12)) {
        let overlays = Overlays::replay(&operations).expect("an accepted log replays");
        let plan = resolve(&base, &overlays);
        let identity = sample::identity();
        let mut serials = BTreeSet::new();
        for workout in plan.workouts() {
            let Ok(file) = fit::workout(&identity, &plan, workout) else {
                let is_zero = workout.workout.running_distance().is_zero();
                prop_assert!(!workout.workout.kind.is_run() || is_zero || !workout.workout.steps.is_empty());
                continue;
            };
            let text = read(&file.bytes);
            prop_assert!(text.is_ascii(), "{text}");
            prop_assert!(serials.insert(text.lines().next().unwrap_or_default().to_owned()));
            prop_assert_eq!(&file.fidelity, &fit::fidelity(&plan, workout));
        }
        let archive = fit::archive(&identity, &plan).expect("an archive");
        prop_assert_eq!(unpacked(&archive.bytes).len(), serials.len() + 1);
    }
}
