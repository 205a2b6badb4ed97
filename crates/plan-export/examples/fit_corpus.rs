//! Writes the FIT files of many plans into a folder, and beside each what has to
//! be in it.
//!
//! `cargo run -p plan-export --example fit_corpus DIR`
//!
//! 48 plans: four races at three levels, in miles and in kilometers, with and
//! without a VDOT, some of them run and walked, all with something laid over
//! them; and one plan that nobody would write. What is expected is worked out
//! here from the workouts, not from what writes the files; Garmin's own decoder
//! has to find it (`.ci/fit`).
#![expect(
    clippy::disallowed_methods,
    reason = "a program whose work is to write files"
)]

use std::error::Error;
use std::fs;
use std::path::Path;

use chrono::{DateTime, Days, NaiveDate, Utc};
use plan_core::draft::Schedule;
use plan_core::fitness::Vdot;
use plan_core::overlay::{
    Action, BodyPart, Edit, Injury, Overlay, Overlays, Vacation, Values, resolve,
};
use plan_core::plan::{
    BasePlan, Level, Phase, PlanSettings, PlanStatus, PlannedWorkout, ProgressionPattern,
    RaceDistance, RaceGoal, Week, WorkoutId,
};
use plan_core::planner::{self, PlanBrief, RunWalkPlan};
use plan_core::resolved::ResolvedPlan;
use plan_core::structure::Runner;
use plan_core::units::{Distance, DistanceUnit, Duration, Pace};
use plan_core::workout::{Segment, Step, StepLength, StepRole, StepTarget, Workout, WorkoutKind};
use plan_export::fit;
use plan_export::json::Identity;
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("a folder to write to")?;
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    let mut number = 0;
    for race in RaceDistance::ALL {
        for level in Level::ALL {
            for unit in [DistanceUnit::Mile, DistanceUnit::Kilometer] {
                for vdot in [Some(30.0 + 7.0 * f64::from(*level as u8)), None] {
                    number += 1;
                    let name = format!("{race}-{level}-{unit}-{number}");
                    let base = planned(*race, *level, unit, vdot)?;
                    let overlays = laid_over(&base)?;
                    write(&folder.join(&name), &name, &resolve(&base, &overlays))?;
                }
            }
        }
    }
    let base = nobody_would_write()?;
    let name = "hostile \u{1F3C3} \u{7}\u{0}\n\"quoted\"";
    write(
        &folder.join("hostile"),
        name,
        &resolve(&base, &Overlays::default()),
    )
}

fn planned(
    race: RaceDistance,
    level: Level,
    unit: DistanceUnit,
    vdot: Option<f64>,
) -> Result<BasePlan, Box<dyn Error>> {
    let brief = PlanBrief {
        unit,
        vdot: vdot.map(Vdot::new).transpose()?,
        start: NaiveDate::from_ymd_opt(2026, 3, 2),
        run_walk: (level == Level::Beginner && vdot.is_none()).then_some(RunWalkPlan::ByPhase),
        race: Some(RaceGoal {
            distance: race,
            date: None,
            target_time: vdot
                .map(|_| Duration::from_seconds(race.distance().as_meters() as u32 / 3)),
        }),
        ..PlanBrief::new(12, level)
    };
    let draft = planner::plan(&brief)?.draft;
    let schedule = Schedule {
        start: brief.start,
        pattern: brief.pattern,
        vdot: brief.vdot,
    };
    Ok(draft.schedule(schedule)?)
}

/// A vacation, an injury, and sessions whose parts nobody wrote.
fn laid_over(base: &BasePlan) -> Result<Overlays, Box<dyn Error>> {
    let day = |number| base.start() + Days::new(number);
    let mut wishes = vec![
        Overlay::Vacation(Vacation::new(day(14), day(18), 50)?),
        Overlay::Injury(Injury::new(
            BodyPart::new("shin")?,
            2,
            day(30),
            Some(day(33)),
        )?),
    ];
    let kinds = [
        WorkoutKind::Tempo,
        WorkoutKind::Intervals,
        WorkoutKind::Fartlek,
        WorkoutKind::HillRepeats,
        WorkoutKind::RacePace,
        WorkoutKind::Recovery,
    ];
    let runs = base
        .workouts()
        .filter(|planned| planned.date > day(40) && planned.workout.kind.is_run());
    for (planned, kind) in runs.zip(kinds.iter().cycle().take(12)) {
        wishes.push(Overlay::Edit(Edit {
            workout: planned.id,
            values: Values {
                kind: Some(*kind),
                ..Values::default()
            },
        }));
    }
    let mut overlays = Overlays::default();
    for wish in wishes {
        overlays = overlays.perform(base, Action::Add(wish))?.overlays;
    }
    Ok(overlays)
}

fn nobody_would_write() -> Result<BasePlan, Box<dyn Error>> {
    let segment = |role, length, target| Segment {
        note: Some("\u{1F525}\u{0}\"note\"".repeat(40)),
        ..Segment::new(role, length, target)
    };
    let far = |raw| StepLength::Distance(Distance::from_raw(raw));
    let long = |seconds| StepLength::Time(Duration::from_seconds(seconds));
    let fast = StepTarget::Pace {
        pace: Pace::from_milliseconds_per_kilometer(1),
        unit: DistanceUnit::Kilometer,
    };
    let farthest = || Workout::run(WorkoutKind::LongRun, Distance::MAX);
    let workouts = vec![
        farthest(),
        Workout {
            description: Some("\u{1F3C3} run, then r\u{00E9}st \u{2013} \u{7}".repeat(200)),
            name: Some("\u{1F4A9}".repeat(300)),
            steps: vec![Step::Repeat {
                times: 255,
                segments: vec![
                    segment(StepRole::Work, far(1), StepTarget::Open),
                    segment(StepRole::Work, far(499), fast),
                    segment(StepRole::Work, far(500), fast),
                    segment(StepRole::Recovery, long(360_000), StepTarget::Open),
                ],
            }],
            ..farthest()
        },
        Workout {
            steps: (0..300)
                .map(|index| Step::Once(segment(StepRole::Work, long(index), StepTarget::Open)))
                .collect(),
            ..farthest()
        },
        Workout {
            run_walk: plan_core::workout::RunWalk::new(1, 1).ok(),
            ..farthest()
        },
        Workout {
            zone: None,
            ..Workout::run(WorkoutKind::Intervals, Distance::from_raw(1))
        },
        Workout {
            duration: Some(Duration::MAX),
            ..Workout::new(WorkoutKind::HillRepeats)
        },
    ];
    let start = NaiveDate::from_ymd_opt(1975, 12, 29).ok_or("a date")?;
    let week = Week {
        number: 1,
        start,
        phase: Phase::Base,
        workouts: (0..)
            .zip(workouts)
            .map(|(day, workout)| PlannedWorkout {
                id: WorkoutId::Generated(day + 1),
                date: start + Days::new(u64::from(day)),
                workout,
            })
            .collect(),
    };
    let settings = PlanSettings {
        unit: DistanceUnit::Mile,
        level: Level::Advanced,
        pattern: ProgressionPattern::Linear,
        vdot: None,
        race: None,
    };
    Ok(BasePlan::new(settings, vec![week])?)
}

fn write(folder: &Path, name: &str, plan: &ResolvedPlan<'_>) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    let identity = Identity {
        public_id: None,
        display_name: name,
        status: PlanStatus::Active,
        created: DateTime::<Utc>::UNIX_EPOCH,
    };
    let runner = Runner::of(plan.base().settings());
    let mut expected = Vec::new();
    for resolved in plan.workouts() {
        let structure = runner.structure(&resolved.workout);
        let steps = steps(&runner, structure.steps());
        let has_file = resolved.workout.kind.is_run() && !steps.is_empty();
        let Ok(file) = fit::workout(&identity, plan, resolved) else {
            assert!(!has_file, "{name}: no file for {}", resolved.id);
            continue;
        };
        assert!(has_file, "{name}: a file for {}", resolved.id);
        fs::write(folder.join(&file.name), &file.bytes)?;
        expected.push(json!({
            "file": file.name,
            "type": resolved.workout.kind,
            "steps": steps,
        }));
    }
    let archive = fit::archive(&identity, plan)?;
    fs::write(folder.join("workouts.zip"), archive.bytes)?;
    fs::write(
        folder.join("expected.json"),
        serde_json::to_vec(&Value::Array(expected))?,
    )?;
    Ok(())
}

/// The parts as the format counts them: parts of no length are left out, and a
/// repeat stands behind what it repeats.
fn steps(runner: &Runner, steps: &[Step]) -> Vec<Value> {
    let mut all = Vec::new();
    for step in steps {
        let first = all.len();
        let (times, segments) = match step {
            Step::Once(segment) => (None, std::slice::from_ref(segment)),
            Step::Repeat { times, segments } => (Some(*times), segments.as_slice()),
        };
        all.extend(segments.iter().filter_map(|part| segment(runner, part)));
        if let (Some(times), true) = (times, all.len() > first) {
            all.push(json!({"repeat_from": first, "times": times}));
        }
    }
    all
}

fn segment(runner: &Runner, segment: &Segment) -> Option<Value> {
    let (centimeters, milliseconds) = match segment.length {
        StepLength::Distance(distance) => {
            (Some((distance.as_meters() * 100.0).round() as u64), None)
        }
        StepLength::Time(time) => (None, Some(u64::from(time.as_seconds()) * 1_000)),
        StepLength::Open => (None, None),
    };
    if centimeters == Some(0) || milliseconds == Some(0) {
        return None;
    }
    let speed = runner.paces(segment.target).map(|range| {
        let millimeters = |pace: Pace| 1_000_000.0 / pace.as_seconds_per_kilometer();
        let margin = if range.slow == range.fast { 0.015 } else { 0.0 };
        [
            (millimeters(range.slow) * (1.0 - margin)).floor(),
            (millimeters(range.fast) * (1.0 + margin)).ceil(),
        ]
    });
    Some(json!({
        "role": segment.role,
        "centimeters": centimeters,
        "milliseconds": milliseconds,
        "speed_mm_per_s": speed,
    }))
}
