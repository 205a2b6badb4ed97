//! Two weeks by hand, with something of everything.

use std::sync::LazyLock;

use chrono::{DateTime, NaiveDate, Utc};
use plan_core::fitness::Vdot;
use plan_core::overlay::{
    Addition, BodyPart, Completion, DayOff, Edit, Feedback, Injury, Move, MoveTarget, Operation,
    OperationKind, Overlay, OverlayId, Overlays, PinnedDay, Redistribution, Scope, Status,
    Vacation, Values, resolve,
};
use plan_core::plan::{
    BasePlan, Level, Phase, PlanSettings, PlanStatus, PlannedWorkout, ProgressionPattern,
    RaceDistance, RaceGoal, ShortId, Week, WorkoutId,
};
use plan_core::units::{Distance, DistanceUnit, Duration, Pace, Percent};
use plan_core::workout::{
    RunWalk, Segment, Step, StepLength, StepRole, StepTarget, Workout, WorkoutKind,
};
use plan_core::zones::Zone;
use plan_export::json::{Identity, InjuryNotes};

/// Texts that only editors may read.
pub(crate) const SECRETS: &[&str] = &[
    "Achilles-MARKER",
    "note-MARKER",
    "headline-MARKER",
    "step-MARKER",
];

pub(crate) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn identity() -> Identity<'static> {
    Identity {
        public_id: Some("4fT9bQz".parse::<ShortId>().unwrap()),
        display_name: "Spring 10K",
        status: PlanStatus::Active,
        created: "2026-02-20T08:15:00Z".parse::<DateTime<Utc>>().unwrap(),
    }
}

pub(crate) fn none() -> &'static Overlays {
    static NONE: LazyLock<Overlays> = LazyLock::new(Overlays::default);
    &NONE
}

fn miles(tenths: u32) -> Distance {
    Distance::from_tenths(tenths, DistanceUnit::Mile)
}

fn run(kind: WorkoutKind, tenths: u32) -> Workout {
    Workout::run(kind, miles(tenths))
}

fn intervals() -> Workout {
    let work = |target| Segment::new(StepRole::Work, StepLength::Distance(meters(1_000)), target);
    let jog = Segment::new(
        StepRole::Recovery,
        StepLength::Time(Duration::from_minutes(2)),
        StepTarget::Open,
    );
    let noted = Segment {
        note: Some("step-MARKER".to_owned()),
        ..work(StepTarget::RacePace(meters(5_000)))
    };
    Workout {
        name: Some("headline-MARKER".to_owned()),
        warm_up: Some(Duration::from_minutes(15)),
        cool_down: Some(Duration::from_minutes(10)),
        steps: vec![
            Step::Repeat {
                times: 4,
                segments: vec![work(StepTarget::Zone(Zone::Interval)), jog],
            },
            Step::Once(noted),
            Step::Once(Segment::new(
                StepRole::CoolDown,
                StepLength::Open,
                StepTarget::Share {
                    percent: Percent::from_whole(80),
                    of: meters(10_000),
                },
            )),
            Step::Once(Segment {
                note: Some("uphill".to_owned()),
                ..work(StepTarget::Pace {
                    pace: Pace::from_seconds_per(DistanceUnit::Mile, 400),
                    unit: DistanceUnit::Mile,
                })
            }),
        ],
        ..run(WorkoutKind::Intervals, 60)
    }
}

fn meters(meters: u32) -> Distance {
    Distance::from_meters(meters)
}

fn week(number: u8, phase: Phase, workouts: Vec<Workout>) -> Week {
    let start = date("2026-03-02") + chrono::Days::new(7 * u64::from(number - 1));
    let first = 7 * u32::from(number - 1) + 1;
    Week {
        number,
        start,
        phase,
        workouts: (0..)
            .zip(workouts)
            .map(|(day, workout)| PlannedWorkout {
                id: WorkoutId::Generated(first + day),
                date: start + chrono::Days::new(u64::from(day)),
                workout,
            })
            .collect(),
    }
}

fn weeks() -> Vec<Week> {
    let by_time = Workout {
        duration: Some(Duration::from_minutes(40)),
        distance_is_estimated: true,
        run_walk: Some(RunWalk::new(4, 1).unwrap()),
        ..run(WorkoutKind::Easy, 40)
    };
    let race = Workout {
        distance: Some(RaceDistance::TenK.distance()),
        ..Workout::new(WorkoutKind::Race)
    };
    vec![
        week(
            1,
            Phase::Build,
            vec![
                Workout::rest(),
                run(WorkoutKind::Easy, 50),
                intervals(),
                run(WorkoutKind::Easy, 45),
                Workout::new(WorkoutKind::Strength),
                run(WorkoutKind::Easy, 40),
                run(WorkoutKind::LongRun, 100),
            ],
        ),
        week(
            2,
            Phase::Peak,
            vec![
                Workout::rest(),
                by_time,
                run(WorkoutKind::Tempo, 60),
                run(WorkoutKind::Easy, 40),
                run(WorkoutKind::Easy, 50),
                Workout::rest(),
                run(WorkoutKind::LongRun, 110),
            ],
        ),
        week(
            3,
            Phase::Peak,
            vec![
                Workout::rest(),
                run(WorkoutKind::Easy, 50),
                run(WorkoutKind::RacePace, 60),
                run(WorkoutKind::Easy, 40),
                Workout::rest(),
                run(WorkoutKind::Easy, 40),
                run(WorkoutKind::LongRun, 110),
            ],
        ),
        week(
            4,
            Phase::Taper,
            vec![
                Workout::rest(),
                run(WorkoutKind::Easy, 40),
                run(WorkoutKind::Tempo, 40),
                run(WorkoutKind::Easy, 30),
                Workout::rest(),
                run(WorkoutKind::Easy, 20),
                race,
            ],
        ),
    ]
}

fn settings() -> PlanSettings {
    PlanSettings {
        unit: DistanceUnit::Mile,
        level: Level::Intermediate,
        pattern: ProgressionPattern::ThreeUpOneDown,
        vdot: Some(Vdot::new(45.0).unwrap()),
        race: Some(RaceGoal {
            distance: RaceDistance::TenK,
            date: Some(date("2026-03-29")),
            target_time: Some(Duration::from_minutes(46)),
        }),
    }
}

pub(crate) fn plan() -> BasePlan {
    BasePlan::new(settings(), weeks()).unwrap()
}

/// The same runner without a known fitness.
pub(crate) fn plan_by_feel() -> BasePlan {
    let settings = PlanSettings {
        vdot: None,
        ..settings()
    };
    BasePlan::new(settings, weeks()).unwrap()
}

/// Three runs of a third of a mile.
pub(crate) fn thirds_of_a_mile() -> BasePlan {
    let third = || Workout::run(WorkoutKind::Easy, Distance::from_raw(53_644_800));
    let settings = PlanSettings {
        race: None,
        ..settings()
    };
    let week = week(1, Phase::Base, vec![third(), third(), third()]);
    BasePlan::new(settings, vec![week]).unwrap()
}

fn add(log: &mut Vec<Operation>, kind: OperationKind) -> OverlayId {
    let sequence = log.len() as u64 + 1;
    log.push(Operation { sequence, kind });
    OverlayId(sequence)
}

/// An open injury from the first day on, and nothing else.
pub(crate) fn an_injury_alone() -> Overlays {
    let part = BodyPart::new("Achilles-MARKER").unwrap();
    let injury = Injury::new(part, 5, plan().start(), None).unwrap();
    let mut log = Vec::new();
    add(&mut log, OperationKind::Add(Overlay::Injury(injury)));
    Overlays::replay(&log).unwrap()
}

/// The same injury, under two weeks of full rest from the first day on.
pub(crate) fn an_injury_under_a_vacation() -> Overlays {
    let part = BodyPart::new("Achilles-MARKER").unwrap();
    let start = plan().start();
    let injury = Injury::new(part, 5, start, None).unwrap();
    let away = Vacation::new(start, start + chrono::Days::new(13), 0).unwrap();
    let mut log = Vec::new();
    add(&mut log, OperationKind::Add(Overlay::Injury(injury)));
    add(&mut log, OperationKind::Add(Overlay::Vacation(away)));
    Overlays::replay(&log).unwrap()
}

/// A vacation, an injury, an edit, an added workout, a swap, a day off, made-up
/// miles, a completion and a skipped run.
pub(crate) fn every_layer() -> Overlays {
    Overlays::replay(&log_of_every_layer()).unwrap()
}

/// The operations of [`every_layer`].
pub(crate) fn log_of_every_layer() -> Vec<Operation> {
    let mut log = Vec::new();
    let w = WorkoutId::Generated;
    for completion in [
        Completion {
            workout: w(2),
            status: Status::Completed,
            actual_distance: Some(miles(52)),
            actual_duration: Some(Duration::from_seconds(2_832)),
            actual_effort: Some(12),
            feedback: Some(Feedback::JustRight),
            completed_on: Some(date("2026-03-03")),
        },
        Completion {
            workout: w(4),
            status: Status::Skipped,
            actual_distance: None,
            actual_duration: None,
            actual_effort: None,
            feedback: None,
            completed_on: None,
        },
    ] {
        let base = plan();
        let overlays = Overlays::replay(&log).unwrap();
        let resolved = resolve(&base, &overlays);
        let workout = resolved.workout(completion.workout).unwrap().clone();
        let day = PinnedDay {
            completion,
            date: workout.date,
            workout: workout.workout.into_owned(),
            modifier: workout.modifier,
            edited: workout.edited,
            changes: workout.changes,
            shares: workout.shares,
            removed: workout.removed,
            injury_left_no_trace: false,
        };
        add(&mut log, OperationKind::Log(Box::new(day)));
    }
    let overlays = [
        Overlay::Move(Move {
            workout: w(5),
            to: MoveTarget::SwapWith(w(6)),
        }),
        Overlay::Vacation(Vacation::new(date("2026-03-06"), date("2026-03-08"), 50).unwrap()),
        Overlay::Injury(
            Injury::new(
                BodyPart::new("Achilles-MARKER").unwrap(),
                3,
                date("2026-03-10"),
                Some(date("2026-03-11")),
            )
            .unwrap(),
        ),
        Overlay::Edit(Edit {
            workout: w(16),
            values: Values {
                kind: Some(WorkoutKind::Recovery),
                distance: Some(miles(42)),
                duration: Some(Duration::from_minutes(45)),
                description: Some("Legs up afterwards.".to_owned()),
            },
        }),
        Overlay::Addition(Addition {
            date: date("2026-03-20"),
            values: Values {
                kind: Some(WorkoutKind::Easy),
                distance: Some(miles(20)),
                ..Values::default()
            },
        }),
        Overlay::DayOff(DayOff::new(date("2026-03-26"), 0).unwrap()),
        Overlay::Redistribution(Redistribution {
            source: OverlayId(4),
            scope: Scope::NextNWeeks(2),
            created_on: date("2026-03-09"),
        }),
    ];
    for overlay in overlays {
        add(&mut log, OperationKind::Add(overlay));
    }
    log
}

/// What was written about the injury.
pub(crate) fn notes() -> InjuryNotes {
    InjuryNotes::from([(OverlayId(5), "note-MARKER".to_owned())])
}
