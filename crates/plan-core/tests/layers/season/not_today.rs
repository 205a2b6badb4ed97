//! Not today: when then?

use chrono::Weekday;
use plan_core::check::Constraints;
use plan_core::overlay::{
    Action, Addition, Completion, MoveTarget, Overlay, Overlays, Status, Values, not_today, resolve,
};
use plan_core::plan::WorkoutId;
use plan_core::workout::WorkoutKind;

use super::*;

/// The day of March the workout goes to; `None` where it is skipped.
fn decided(
    earlier: impl IntoIterator<Item = Action>,
    day: u64,
    today: u64,
    constraints: &Constraints,
) -> Option<u64> {
    let plan = season();
    let overlays = after(&plan, earlier);
    let action = not_today(&plan, &overlays, on(day), march(today), constraints).unwrap();
    // Whatever is proposed is also accepted.
    let performed = overlays.perform(&plan, action.clone()).unwrap().overlays;
    let resolved = resolve(&plan, &performed);
    let workout = resolved.workout(on(day)).unwrap();
    match action {
        Action::Add(Overlay::Move(wish)) => {
            assert!(matches!(wish.to, MoveTarget::SwapWith(_)));
            assert_eq!(workout.status, Status::Pending);
            Some(
                workout
                    .date
                    .signed_duration_since(march(0))
                    .num_days()
                    .unsigned_abs(),
            )
        }
        Action::Log(completion) => {
            assert_eq!(completion, log(day, Status::Skipped));
            assert_eq!(workout.status, Status::Skipped);
            None
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_workout_goes_to_the_nearest_rest_day_that_takes_it() {
    let anytime = Constraints::default();
    let not_on = |days: &[Weekday]| Constraints {
        unavailable_days: days.to_vec(),
        ..Constraints::default()
    };
    // Week 2 is Monday 9 to Sunday 15: rest, easy, intervals, rest, easy, rest, long.
    type Case = (
        &'static str,
        Vec<Action>,
        u64,
        u64,
        Constraints,
        Option<u64>,
    );
    let cases: Vec<Case> = vec![
        ("easy on Tuesday", vec![], 10, 10, anytime.clone(), Some(12)),
        (
            "quality a day on",
            vec![],
            11,
            11,
            anytime.clone(),
            Some(12),
        ),
        (
            "quality never beside the long run",
            vec![],
            11,
            11,
            not_on(&[Weekday::Thu]),
            None,
        ),
        (
            "an easy run may be beside it",
            vec![],
            10,
            10,
            not_on(&[Weekday::Thu]),
            Some(14),
        ),
        ("easy on Friday", vec![], 13, 13, anytime.clone(), Some(14)),
        (
            "no day is free",
            vec![],
            10,
            10,
            not_on(&[Weekday::Thu, Weekday::Sat]),
            None,
        ),
        (
            "the week ends with it",
            vec![],
            15,
            15,
            anytime.clone(),
            None,
        ),
        (
            "a day that has passed is no later day",
            vec![],
            10,
            12,
            anytime.clone(),
            Some(14),
        ),
        (
            "and in the evening of the last there is none",
            vec![],
            10,
            14,
            anytime.clone(),
            None,
        ),
        (
            "known long before",
            vec![],
            10,
            2,
            anytime.clone(),
            Some(12),
        ),
        (
            "a vacation's day is not available",
            vec![vacation(12, 12, 0)],
            10,
            10,
            anytime.clone(),
            Some(14),
        ),
        (
            "nor is one that was taken off",
            vec![day_off(12, 0), day_off(14, 50)],
            10,
            10,
            anytime.clone(),
            None,
        ),
        (
            "a day off is no planned rest day",
            vec![day_off(11, 0)],
            10,
            10,
            anytime.clone(),
            Some(12),
        ),
        (
            "a rest day someone else has come to is none",
            vec![swap(11, 12)],
            10,
            10,
            anytime.clone(),
            Some(11),
        ),
        (
            "a rest day with an added run is none",
            vec![Action::Add(Overlay::Addition(Addition {
                date: march(12),
                values: Values {
                    kind: Some(WorkoutKind::Easy),
                    distance: Some(miles(20)),
                    ..Values::default()
                },
            }))],
            10,
            10,
            anytime.clone(),
            Some(14),
        ),
        (
            "a rest day that was logged stays",
            vec![Action::Log(log(12, Status::Skipped))],
            10,
            10,
            anytime.clone(),
            Some(14),
        ),
        (
            "a long run that is skipped is not in the way",
            vec![Action::Log(log(15, Status::Skipped))],
            11,
            11,
            not_on(&[Weekday::Thu]),
            Some(14),
        ),
        (
            "what an injury made easy may be beside a hard day",
            vec![injury(4, 11, Some(11))],
            11,
            11,
            not_on(&[Weekday::Thu]),
            Some(14),
        ),
        ("strength moves too", vec![], 7, 7, anytime.clone(), None),
        ("a race is not put off", vec![], 36, 30, anytime, None),
    ];
    for (name, earlier, day, today, constraints, expected) in cases {
        let found = decided(earlier, day, today, &constraints);
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn the_next_week_s_hard_days_count_as_well() {
    // Sunday's long run of week 2 goes nowhere; a rest Sunday before Monday's easy run is fine.
    let plan = season();
    let early = after(&plan, [swap(15, 14)]);
    let constraints = Constraints {
        unavailable_days: vec![Weekday::Thu],
        ..Constraints::default()
    };
    // The long run is on Saturday now, and Sunday rests: beside it intervals cannot stand.
    let action = not_today(&plan, &early, on(11), march(11), &constraints).unwrap();
    assert!(matches!(action, Action::Log(_)));
    let easy = not_today(&plan, &early, on(13), march(13), &constraints).unwrap();
    assert!(
        matches!(easy, Action::Add(Overlay::Move(wish)) if wish.to == MoveTarget::SwapWith(on(14)))
    );
}

#[test]
fn what_cannot_be_put_off_is_refused() {
    let plan = season();
    let done = after(
        &plan,
        [Action::Log(Completion {
            ..log(3, Status::Completed)
        })],
    );
    let ask = |overlays: &Overlays, workout| {
        not_today(&plan, overlays, workout, march(3), &Constraints::default())
            .unwrap_err()
            .code()
    };
    assert_eq!(ask(&done, on(3)), "workout_pinned");
    assert_eq!(ask(&done, on(2)), "invalid_value");
    assert_eq!(ask(&done, WorkoutId::Generated(99)), "not_in_plan");
}
