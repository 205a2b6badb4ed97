//! A plan with something of everything, and the operations of every layer.

use chrono::{Days, NaiveDate};
use plan_core::fitness::Vdot;
use plan_core::overlay::{
    Addition, BodyPart, Completion, DayOff, Edit, Feedback, Injury, Operation, OperationKind,
    Overlay, OverlayId, Overlays, Redistribution, Scope, Status, Vacation, Values,
};
use plan_core::plan::{BasePlan, PlanSettings, WorkoutId};
use plan_core::units::{Distance, DistanceUnit, Duration};
use plan_core::workout::{RunWalk, Segment, Step, StepLength, StepRole, StepTarget, WorkoutKind};
use plan_core::zones::Zone;
use test_support::builders;

/// The day `days` after the plan's first.
pub(crate) fn day(days: u64) -> NaiveDate {
    builders::monday() + Days::new(days)
}

/// Six weeks for a runner of VDOT 45, with a name, a note and a step's note
/// that are not for the public, intervals and a run/walk.
pub(crate) fn plan() -> BasePlan {
    let base = builders::base_plan(6);
    let settings = PlanSettings {
        vdot: Some(Vdot::new(45.0).unwrap()),
        ..base.settings().clone()
    };
    let mut weeks = base.weeks().to_vec();
    let intervals = &mut weeks[0].workouts[2].workout;
    intervals.kind = WorkoutKind::Intervals;
    intervals.zone = Some(Zone::Interval);
    intervals.name = Some("headline-MARKER".to_owned());
    intervals.warm_up = Some(Duration::from_minutes(15));
    intervals.cool_down = Some(Duration::from_minutes(10));
    intervals.steps = vec![Step::Repeat {
        times: 5,
        segments: vec![
            Segment {
                note: Some("step-MARKER".to_owned()),
                ..Segment::new(
                    StepRole::Work,
                    StepLength::Distance(Distance::from_meters(1_000)),
                    StepTarget::Zone(Zone::Interval),
                )
            },
            Segment::new(
                StepRole::Recovery,
                StepLength::Time(Duration::from_minutes(2)),
                StepTarget::Open,
            ),
        ],
    }];
    weeks[0].workouts[3].workout.run_walk = Some(RunWalk::new(4, 1).unwrap());
    weeks[0].workouts[3].workout.duration = Some(Duration::from_minutes(50));
    BasePlan::new(settings, weeks).unwrap()
}

/// The distance of the plan's race.
pub(crate) fn ten_kilometers() -> Distance {
    Distance::from_meters(10_000)
}

/// A vacation of full rest over days 7–9.
pub(crate) fn vacation() -> OperationKind {
    OperationKind::Add(Overlay::Vacation(Vacation::new(day(7), day(9), 0).unwrap()))
}

/// An injury of severity 5 on days 23–24.
pub(crate) fn injury() -> OperationKind {
    let part = BodyPart::new("Achilles-MARKER").unwrap();
    let injury = Injury::new(part, 5, day(23), Some(day(24))).unwrap();
    OperationKind::Add(Overlay::Injury(injury))
}

/// One operation of every kind, as a log that has nothing else.
pub(crate) fn every_layer(base: &BasePlan) -> Vec<OperationKind> {
    let miles = |tenths| Some(Distance::from_tenths(tenths, DistanceUnit::Mile));
    let completion = Completion {
        workout: WorkoutId::Generated(2),
        status: Status::Completed,
        actual_distance: miles(52),
        actual_duration: Some(Duration::from_seconds(2_832)),
        actual_effort: Some(12),
        feedback: Some(Feedback::JustRight),
        completed_on: Some(day(1)),
    };
    let pinned = Overlays::default().pin(base, completion).unwrap();
    vec![
        OperationKind::Log(Box::new(pinned)),
        vacation(),
        OperationKind::Add(Overlay::Edit(Edit {
            workout: WorkoutId::Generated(4),
            values: Values {
                distance: miles(62),
                description: Some("Over the hills.".to_owned()),
                ..Values::default()
            },
        })),
        OperationKind::Add(Overlay::Addition(Addition {
            date: day(14),
            values: Values {
                kind: Some(WorkoutKind::Easy),
                distance: miles(20),
                ..Values::default()
            },
        })),
        OperationKind::Add(Overlay::DayOff(DayOff::new(day(17), 50).unwrap())),
        injury(),
        OperationKind::Add(Overlay::Redistribution(Redistribution {
            source: OverlayId(2),
            scope: Scope::NextNWeeks(1),
            created_on: day(9),
        })),
    ]
}

/// The overlays a log says.
pub(crate) fn replayed(kinds: &[OperationKind]) -> Overlays {
    let log = (1..).zip(kinds).map(|(sequence, kind)| Operation {
        sequence,
        kind: kind.clone(),
    });
    Overlays::replay(&log.collect::<Vec<_>>()).unwrap()
}
