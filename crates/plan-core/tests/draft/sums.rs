//! Where a line states all its parts, they add up to the distance that is read.

use plan_core::draft::{ParseContext, parse};
use plan_core::plan::Level;
use plan_core::workout::{Segment, Step, StepLength, StepRole, Workout};
use proptest::prelude::*;

use crate::blank;
use crate::lines::labeled;

const MILE: f64 = 1_609.344;

fn only_workout(line: &str) -> Workout {
    let context = ParseContext {
        level: Level::Intermediate,
        ..blank()
    };
    let parsed = parse(&format!("## Week 1 · Base\n- Mon: {line}\n"), &context);
    assert_eq!(parsed.unreadable, [], "{line}");
    parsed.draft.weeks[0].days[0][0].clone()
}

/// In meters, minutes at ten to the mile; walking and resting go nowhere.
fn run_in(segment: &Segment) -> f64 {
    let rests = matches!(segment.note.as_deref(), Some("walk" | "rest"));
    match segment.length {
        StepLength::Distance(distance) => distance.as_meters(),
        StepLength::Time(_) if segment.role == StepRole::Recovery && rests => 0.0,
        StepLength::Time(time) => f64::from(time.as_seconds()) / 600.0 * MILE,
        StepLength::Open => 0.0,
    }
}

fn sum(workout: &Workout) -> f64 {
    let of = |segments: &[Segment]| segments.iter().map(run_in).sum::<f64>();
    let steps = workout.steps.iter().map(|step| match step {
        Step::Once(segment) => run_in(segment),
        Step::Repeat { times, segments } => f64::from(*times) * of(segments),
    });
    steps.sum()
}

/// Within 2 %; what is estimated from minutes is rounded to a tenth of a mile.
fn adds_up(one: f64, other: f64) -> bool {
    (one - other).abs() <= (0.02 * other).max(0.051 * MILE)
}

/// From a measured warm-up to a measured cool-down.
fn states_all_its_parts(workout: &Workout) -> bool {
    let has = |role| {
        workout
            .steps
            .iter()
            .any(|step| matches!(step, Step::Once(part) if part.role == role && run_in(part) > 0.0))
    };
    has(StepRole::WarmUp) && has(StepRole::CoolDown)
}

#[test]
fn the_parts_of_labeled_lines_add_up_to_their_distance() {
    let mut compared = 0;
    for labeled in labeled() {
        // A whole that is written wins over its parts, whatever they add up to.
        let line = labeled.line.replace("miles", "mi");
        let whole = labeled.distance.replace('–', "-");
        if whole.contains('+') || line.contains(&whole) {
            continue;
        }
        let workout = only_workout(&labeled.line);
        let Some(distance) = workout.distance else {
            continue;
        };
        if !states_all_its_parts(&workout) {
            continue;
        }
        let sum = sum(&workout);
        assert!(
            adds_up(sum, distance.as_meters()),
            "{}: {sum} of {}",
            labeled.line,
            distance.as_meters()
        );
        compared += 1;
    }
    assert!(compared >= 30, "{compared}");
}

/// A length as it is written, and in meters.
fn length() -> impl Strategy<Value = (String, f64)> {
    prop_oneof![
        (2u32..12).prop_map(|hundreds| {
            let meters = hundreds * 100;
            (format!("{meters} m"), f64::from(meters))
        }),
        (1u32..8).prop_map(|halves| {
            let miles = f64::from(halves) / 2.0;
            (format!("{miles} mi"), miles * MILE)
        }),
        (1u32..6).prop_map(|km| (format!("{km} km"), f64::from(km) * 1_000.0)),
        (2u32..9)
            .prop_map(|minutes| { (format!("{minutes} min"), f64::from(minutes) / 10.0 * MILE) }),
    ]
}

/// The recovery of a repeat, as it is written and in meters.
fn recovery() -> impl Strategy<Value = (String, f64)> {
    prop_oneof![
        (1u32..9).prop_map(|hundreds| {
            (
                format!("{} m jog", hundreds * 100),
                f64::from(hundreds) * 100.0,
            )
        }),
        (1u32..6).prop_map(|minutes| {
            (
                format!("{minutes} min jog"),
                f64::from(minutes) / 10.0 * MILE,
            )
        }),
        (1u32..6).prop_map(|minutes| (format!("{minutes} min rest"), 0.0)),
        (10u32..100).prop_map(|seconds| (format!("{seconds} sec walk"), 0.0)),
    ]
}

fn frame() -> impl Strategy<Value = (String, f64)> {
    (2u32..7).prop_flat_map(|halves| {
        let miles = f64::from(halves) / 2.0;
        prop_oneof![
            Just((format!("{miles} mi"), miles * MILE)),
            Just((format!("{miles} km"), miles * 1_000.0)),
            Just((format!("{miles} miles"), miles * MILE)),
        ]
    })
}

proptest! {
    #[test]
    fn a_session_written_in_full_adds_up(
        (warm_up, warm_up_meters) in frame(),
        (cool_down, cool_down_meters) in frame(),
        times in 2u32..13,
        (work, work_meters) in length(),
        (rest, rest_meters) in recovery(),
        effort in proptest::sample::select(vec!["@ I", "at 10K pace", "@ T", "at 98% 5K", "@ HMP"]),
        manner in 0usize..7,
    ) {
        let line = match manner {
            0 => format!("{warm_up} WU, {times} x {work} {effort} w/ {rest}, {cool_down} CD"),
            1 => format!("WU {warm_up}; {times} × {work} {effort} with {rest}; CD {cool_down}"),
            2 => format!("{warm_up} warm-up + {times} x ({work} {effort}, {rest}) + {cool_down} cool-down"),
            3 => format!("Intervals: {warm_up} warm up; {times} x {work} {effort}; {rest}; {cool_down} cool down"),
            4 => format!("{warm_up} WU then {times} sets of ({work} {effort}, {rest}) then {cool_down} CD"),
            5 => format!("W/U {warm_up}, {times} reps of {work} {effort} w. {rest}, C/D {cool_down}"),
            _ => format!("Warm up: {warm_up}. {times} x {work} {effort} with {rest}. Cool down: {cool_down}."),
        };
        let expected = warm_up_meters + cool_down_meters
            + f64::from(times) * (work_meters + rest_meters);
        let workout = only_workout(&line);
        let read = workout.distance.map_or(0.0, |distance| distance.as_meters());
        prop_assert!(adds_up(read, expected), "{line}: {read}, not {expected}");
        prop_assert!(adds_up(sum(&workout), read), "{line}: {:?}", workout.steps);
    }
}
