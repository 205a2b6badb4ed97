use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::draft::Schedule;
use crate::fitness::Vdot;
use crate::overlay::{
    Action, BodyPart, Edit, Injury, Overlay, Overlays, Vacation, Values, resolve,
};
use crate::plan::{
    BasePlan, Level, Phase, PlannedWorkout, ProgressionPattern, RaceDistance, Week, WorkoutId,
};
use crate::planner::{self, PlanBrief, RunWalkPlan};
use crate::testing::plan_and_operations;
use crate::workout::{RunWalk, StepRole, WorkoutKind};
use crate::zones::Zone;

fn settings(unit: DistanceUnit, vdot: Option<f64>) -> PlanSettings {
    PlanSettings {
        unit,
        level: Level::Intermediate,
        pattern: ProgressionPattern::ThreeUpOneDown,
        vdot: vdot.map(|vdot| Vdot::new(vdot).expect("a VDOT")),
        race: Some(RaceGoal {
            distance: RaceDistance::HalfMarathon,
            date: None,
            target_time: Some(Duration::from_minutes(105)),
        }),
    }
}

fn runner(unit: DistanceUnit, vdot: Option<f64>) -> Runner {
    Runner::of(&settings(unit, vdot))
}

fn miles(tenths: u32) -> Distance {
    Distance::from_tenths(tenths, DistanceUnit::Mile)
}

fn of(runner: &Runner, workout: &Workout) -> String {
    runner.structure(workout).lines(runner.unit).join("; ")
}

#[test]
fn every_kind_has_its_usual_parts() {
    use WorkoutKind::*;
    let (mile, km) = (DistanceUnit::Mile, DistanceUnit::Kilometer);
    let run = |kind, tenths| Workout::run(kind, miles(tenths));
    let metric = |kind, tenths| Workout::run(kind, Distance::from_tenths(tenths, km));
    let timed = |kind, minutes| Workout {
        duration: Some(Duration::from_minutes(minutes)),
        distance_is_estimated: true,
        ..run(kind, 60)
    };
    let framed = |workout| Workout {
        warm_up: Some(Duration::from_minutes(15)),
        cool_down: Some(Duration::from_minutes(10)),
        ..workout
    };
    let walked = |run, walk, workout| Workout {
        run_walk: RunWalk::new(run, walk).ok(),
        ..workout
    };
    let half = Workout::run(Race, RaceDistance::HalfMarathon.distance());
    let cases = [
        (mile, Some(50.0), run(Easy, 50), "5 mi @ E"),
        (mile, Some(50.0), run(LongRun, 105), "10.5 mi @ E"),
        (mile, None, timed(Recovery, 30), "30 min @ E"),
        (
            mile,
            Some(50.0),
            run(Tempo, 65),
            "1.5 mi warm-up; 4 mi @ T; 1 mi cool-down",
        ),
        (
            km,
            Some(50.0),
            metric(Tempo, 100),
            "2.5 km warm-up; 5.5 km @ T; 2 km cool-down",
        ),
        (
            mile,
            Some(50.0),
            timed(Tempo, 50),
            "12 min warm-up; 28 min @ T; 10 min cool-down",
        ),
        (
            mile,
            Some(50.0),
            framed(run(Tempo, 80)),
            "15 min warm-up; 5.04 mi @ T; 10 min cool-down",
        ),
        // They belonged to a longer one.
        (
            mile,
            Some(50.0),
            framed(run(Tempo, 30)),
            "0.5 mi warm-up; 2 mi @ T; 0.5 mi cool-down",
        ),
        (
            mile,
            Some(50.0),
            run(RacePace, 100),
            "2.5 mi warm-up; 6 mi @ M; 1.5 mi cool-down",
        ),
        (
            mile,
            Some(50.0),
            run(Intervals, 50),
            "1 mi warm-up; 4 x (800 m @ I, 113 s jog); 1.1 mi cool-down",
        ),
        (
            mile,
            Some(50.0),
            run(Intervals, 80),
            "2 mi warm-up; 6 x (800 m @ I, 113 s jog); 1.6 mi cool-down",
        ),
        (
            mile,
            Some(50.0),
            run(Intervals, 110),
            "2.5 mi warm-up; 7 x (1000 m @ I, 2:21 min jog); 2.2 mi cool-down",
        ),
        (
            mile,
            Some(50.0),
            run(Intervals, 140),
            "3 mi warm-up; 8 x (1200 m @ I, 2:49 min jog); 2.3 mi cool-down",
        ),
        (
            mile,
            Some(50.0),
            run(Intervals, 20),
            "0.5 mi warm-up; 4 x (200 m @ I, 1 min jog); 0.5 mi cool-down",
        ),
        (
            mile,
            Some(50.0),
            run(Fartlek, 60),
            "1.5 mi warm-up; 6 x (2 min @ I, 2 min jog); 1.1 mi cool-down",
        ),
        (
            mile,
            Some(50.0),
            run(HillRepeats, 50),
            "1 mi warm-up; 12 x (200 m @ R (uphill), 200 m jog (downhill)); 1 mi cool-down",
        ),
        (
            mile,
            None,
            walked(4, 1, timed(Easy, 42)),
            "8 x (4 min @ E, 1 min walk); 2 min @ E",
        ),
        (
            mile,
            None,
            walked(4, 1, run(LongRun, 120)),
            "12 x (4 min @ E, 1 min walk); 12 x (4 min @ E, 1 min walk)",
        ),
        (
            mile,
            None,
            walked(8, 2, timed(Easy, 19)),
            "8 min @ E; 2 min walk; 8 min @ E; 1 min walk",
        ),
        (mile, None, half.clone(), "13.11 mi @ 8:01/mi"),
        (mile, None, Workout::run(Race, miles(62)), "6.2 mi"),
        (mile, None, Workout::new(Easy), "run @ E"),
        (mile, None, run(Easy, 0), ""),
        (mile, None, Workout::rest(), ""),
        (
            mile,
            None,
            Workout {
                duration: Some(Duration::from_minutes(45)),
                ..Workout::new(CrossTraining)
            },
            "",
        ),
        (
            mile,
            None,
            Workout {
                duration: Some(Duration::from_minutes(20)),
                ..Workout::new(Strength)
            },
            "",
        ),
    ];
    let wrong: Vec<_> = cases
        .into_iter()
        .map(|(unit, vdot, workout, expected)| (of(&runner(unit, vdot), &workout), expected))
        .filter(|(found, expected)| found != expected)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What holds for the derived parts of any workout.
fn check_derived(runner: &Runner, workout: &Workout) -> Result<(), TestCaseError> {
    let structure = runner.structure(workout);
    prop_assert_eq!(&structure, &Runner::clone(runner).structure(workout));
    if structure.steps().is_empty() {
        let nothing = [
            workout.distance.map(Distance::is_zero),
            workout.duration.map(Duration::is_zero),
        ];
        prop_assert!(!workout.kind.is_run() || nothing.into_iter().flatten().any(|none| none));
        return Ok(());
    }
    prop_assert_eq!(structure.origin(), Some(Origin::Derived));
    if let Some(distance) = workout.distance.filter(|distance| !distance.is_zero()) {
        prop_assert!(structure.stated_distance() <= distance, "{structure:?}");
    }
    let (mut far, mut long) = (Distance::ZERO, Duration::ZERO);
    for step in structure.steps() {
        let (times, segments) = match step {
            Step::Once(segment) => (1, std::slice::from_ref(segment)),
            Step::Repeat { times, segments } => {
                if workout.kind.is_quality() && workout.run_walk.is_none() {
                    prop_assert!((3..=12).contains(times), "{times} rounds");
                }
                prop_assert!((2..=20).contains(times), "{times} rounds");
                (u32::from(*times), segments.as_slice())
            }
        };
        for segment in segments {
            prop_assert!(!matches!(
                segment.length,
                StepLength::Distance(Distance::ZERO)
            ));
            prop_assert!(!matches!(segment.length, StepLength::Time(Duration::ZERO)));
            if let (StepRole::Recovery, StepLength::Time(jog)) = (segment.role, segment.length)
                && workout.kind == WorkoutKind::Intervals
            {
                prop_assert!((60..=180).contains(&jog.as_seconds()), "{jog}");
            }
            far += runner.expected_distance(segment).times(times);
            long = long + runner.expected_time(segment).times(times);
        }
    }
    // Nothing is lost: parts in the measure of the workout add up to the last unit,
    // those beside repetitions up to what is not worth a part.
    let is_by_time =
        workout.distance_is_estimated || workout.distance.is_none_or(Distance::is_zero);
    let has_rounds = structure
        .steps()
        .iter()
        .any(|step| matches!(step, Step::Repeat { .. }));
    let framed = workout.warm_up.is_some() || workout.cool_down.is_some();
    match (workout.duration.filter(|_| is_by_time), workout.distance) {
        (Some(time), _) => {
            let most = if has_rounds && workout.kind.is_quality() {
                4 * 60
            } else {
                u32::from(framed)
            };
            prop_assert!(
                time.as_seconds().abs_diff(long.as_seconds()) <= most,
                "{structure:?}"
            );
        }
        (None, Some(distance))
            if workout.run_walk.is_none() || workout.kind == WorkoutKind::Race =>
        {
            let most = match (has_rounds, framed) {
                (true, _) => runner.unit.tenth().times(4),
                // A frame by time is counted in distances that are rounded.
                (false, true) => Distance::from_meters(1),
                (false, false) => Distance::ZERO,
            };
            prop_assert!(
                distance.raw().abs_diff(far.raw()) <= most.raw(),
                "{structure:?}"
            );
        }
        // Turns are whole minutes, at the pace of running.
        _ => prop_assert!(workout.kind.is_quality() || long.as_seconds() % 60 == 0),
    }
    Ok(())
}

proptest! {
    #[test]
    fn derived_parts_come_to_the_workout(
        (base, operations) in plan_and_operations(8),
        vdot in proptest::option::of(20.0f64..80.0),
    ) {
        let overlays = Overlays::replay(&operations).expect("an accepted log replays");
        let settings = PlanSettings {
            vdot: vdot.and_then(|vdot| Vdot::new(vdot).ok()),
            ..base.settings().clone()
        };
        let runner = Runner::of(&settings);
        for resolved in resolve(&base, &overlays).workouts() {
            let structure = runner.structure(&resolved.workout);
            if !resolved.workout.steps.is_empty() {
                prop_assert_eq!(structure.steps(), resolved.workout.steps.as_slice());
                prop_assert_eq!(structure.origin(), Some(Origin::Written));
            }
            let bare = Workout { steps: Vec::new(), ..resolved.workout.clone().into_owned() };
            check_derived(&runner, &bare)?;
        }
    }
}

#[test]
fn every_run_of_every_planned_season_has_parts_that_come_to_it() {
    for (index, race) in RaceDistance::ALL.iter().enumerate() {
        for level in Level::ALL {
            for (unit, vdot, run_walk) in [
                (DistanceUnit::Mile, Some(48.0), None),
                (DistanceUnit::Kilometer, None, None),
                (DistanceUnit::Mile, None, Some(RunWalkPlan::ByPhase)),
            ] {
                let brief = PlanBrief {
                    unit,
                    vdot: vdot.and_then(|vdot| Vdot::new(vdot).ok()),
                    run_walk,
                    start: NaiveDate::from_ymd_opt(2026, 1, 5),
                    race: Some(RaceGoal {
                        distance: *race,
                        date: None,
                        target_time: None,
                    }),
                    ..PlanBrief::new(8 + 4 * index as u8, *level)
                };
                let draft = planner::plan(&brief).expect("a plan").draft;
                let base = draft
                    .schedule(Schedule {
                        start: brief.start,
                        pattern: brief.pattern,
                        vdot: brief.vdot,
                    })
                    .expect("a schedule");
                let runner = Runner::of(base.settings());
                for planned in base.workouts() {
                    let (id, workout) = (planned.id, &planned.workout);
                    let structure = runner.structure(workout);
                    assert_eq!(structure.steps().is_empty(), !workout.kind.is_run(), "{id}");
                    let stated = structure.stated_distance();
                    assert!(stated <= workout.running_distance(), "{id}: {structure:?}");
                    let bare = Workout {
                        steps: Vec::new(),
                        ..workout.clone()
                    };
                    if let Err(error) = check_derived(&runner, &bare) {
                        panic!("{race} {level} {unit} {id}: {error}");
                    }
                }
            }
        }
    }
}

#[test]
fn lines_leave_out_what_a_coach_noted_for_himself() {
    let noted = |role, note: &str| Segment {
        note: Some(note.to_owned()),
        ..Segment::new(
            role,
            StepLength::Time(Duration::from_seconds(90)),
            StepTarget::Open,
        )
    };
    let workout = Workout {
        steps: vec![
            Step::Once(noted(StepRole::Work, "mind the knee")),
            Step::Once(noted(StepRole::Recovery, "walk")),
        ],
        ..Workout::run(WorkoutKind::Fartlek, miles(30))
    };
    let runner = runner(DistanceUnit::Mile, None);
    let structure = runner.structure(&workout);
    assert_eq!(structure.origin(), Some(Origin::Written));
    assert_eq!(structure.lines(DistanceUnit::Mile), ["90 s", "90 s walk"]);
}

#[test]
fn a_target_is_as_fast_as_the_runner_and_open_where_nobody_knows() {
    let (known, unknown) = (
        runner(DistanceUnit::Mile, Some(50.0)),
        runner(DistanceUnit::Mile, None),
    );
    let ten_k = RaceDistance::TenK.distance();
    let clock = |runner: &Runner, target| {
        runner.paces(target).map(|range| {
            [range.fast, range.slow].map(|pace| pace.to_clock(DistanceUnit::Kilometer))
        })
    };
    let share = |tenths| StepTarget::Share {
        percent: Percent::from_tenths(tenths),
        of: ten_k,
    };
    let written = StepTarget::Pace {
        pace: Pace::from_seconds_per(DistanceUnit::Kilometer, 300),
        unit: DistanceUnit::Kilometer,
    };
    // VDOT 50 runs 41:21 for 10 km.
    for (target, fast, slow, is_known_to_all) in [
        (StepTarget::Zone(Zone::Easy), "4:56", "5:34", false),
        (StepTarget::Zone(Zone::Threshold), "4:15", "4:15", false),
        (StepTarget::RacePace(ten_k), "4:08", "4:08", false),
        (share(900), "4:36", "4:36", false),
        (written, "5:00", "5:00", true),
    ] {
        let both = Some([fast.to_owned(), slow.to_owned()]);
        assert_eq!(clock(&known, target), both, "{target:?}");
        let without = both.filter(|_| is_known_to_all);
        assert_eq!(clock(&unknown, target), without, "{target:?}");
    }
    for target in [StepTarget::Open, share(0)] {
        assert_eq!(clock(&known, target), None, "{target:?}");
    }
}

#[test]
fn parts_are_those_of_the_workout_that_the_layers_left() {
    let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).expect("a date");
    let once = |role, length, target| Step::Once(Segment::new(role, length, target));
    let tempo = Workout {
        warm_up: Some(Duration::from_minutes(15)),
        steps: vec![
            once(
                StepRole::WarmUp,
                StepLength::Distance(miles(20)),
                StepTarget::Zone(Zone::Easy),
            ),
            once(
                StepRole::Work,
                StepLength::Distance(miles(40)),
                StepTarget::Zone(Zone::Threshold),
            ),
        ],
        ..Workout::run(WorkoutKind::Tempo, miles(60))
    };
    let week = Week {
        number: 1,
        start: day(2),
        phase: Phase::Build,
        workouts: vec![PlannedWorkout {
            id: WorkoutId::Generated(1),
            date: day(4),
            workout: tempo,
        }],
    };
    let settings = PlanSettings {
        race: None,
        ..settings(DistanceUnit::Mile, Some(50.0))
    };
    let base = BasePlan::new(settings, vec![week]).expect("a plan");
    let injury = |severity| {
        let part = BodyPart::new("shin").expect("a part");
        Overlay::Injury(Injury::new(part, severity, day(3), None).expect("an injury"))
    };
    let edit = |values| {
        Overlay::Edit(Edit {
            workout: WorkoutId::Generated(1),
            values,
        })
    };
    let vacation = Vacation::new(day(2), day(8), 50).expect("a vacation");
    let (written, derived) = (Some(Origin::Written), Some(Origin::Derived));
    let cases = [
        (None, written, "2 mi warm-up; 4 mi @ T"),
        // A niggle takes a fifth, and the parts that were written shrink along;
        (Some(injury(2)), written, "1.6 mi warm-up; 3.2 mi @ T"),
        // without quality, and on vacation, it is an easy run;
        (Some(injury(4)), derived, "4.5 mi @ E"),
        (Some(Overlay::Vacation(vacation)), derived, "3 mi @ E"),
        (Some(injury(8)), None, ""),
        // and what a person makes of it has its own parts.
        (
            Some(edit(Values {
                distance: Some(miles(50)),
                ..Values::default()
            })),
            derived,
            "15 min warm-up; 3.23 mi @ T",
        ),
        (
            Some(edit(Values {
                kind: Some(WorkoutKind::Recovery),
                ..Values::default()
            })),
            derived,
            "6 mi @ E",
        ),
    ];
    for (overlay, origin, lines) in cases {
        let overlays = overlay.map_or_else(Overlays::default, |overlay| {
            let performed = Overlays::default().perform(&base, Action::Add(overlay));
            performed.expect("an overlay the plan accepts").overlays
        });
        let plan = resolve(&base, &overlays);
        let final_one = plan.workouts().next().expect("a workout");
        let structure = Runner::of(base.settings());
        let structure = structure.structure(&final_one.workout);
        assert_eq!(
            (
                structure.origin(),
                structure.lines(DistanceUnit::Mile).join("; ")
            ),
            (origin, lines.to_owned())
        );
    }
}
