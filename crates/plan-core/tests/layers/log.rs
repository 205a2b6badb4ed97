//! The log of operations: what replays, and what cannot have been written.

use chrono::NaiveDate;
use plan_core::overlay::{
    Addition, BodyPart, Completion, DayOff, Edit, Injury, Modifier, Move, MoveTarget, Operation,
    OperationKind, Overlay, OverlayId, Overlays, PinnedDay, Redistribution, Scope, Status,
    Vacation, Values,
};
use plan_core::plan::WorkoutId;
use plan_core::units::Distance;
use plan_core::workout::{Workout, WorkoutKind};

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, day).expect("a date")
}

fn log(kinds: impl IntoIterator<Item = OperationKind>) -> Vec<Operation> {
    (1..)
        .zip(kinds)
        .map(|(sequence, kind)| Operation { sequence, kind })
        .collect()
}

fn vacation() -> OperationKind {
    OperationKind::Add(Overlay::Vacation(
        Vacation::new(day(2), day(8), 0).expect("a vacation"),
    ))
}

fn injury() -> OperationKind {
    let part = BodyPart::new("calf").expect("a body part");
    OperationKind::Add(Overlay::Injury(
        Injury::new(part, 3, day(2), None).expect("an injury"),
    ))
}

fn redistribution(source: u64) -> OperationKind {
    OperationKind::Add(Overlay::Redistribution(Redistribution {
        source: OverlayId(source),
        scope: Scope::RestOfPlan,
        created_on: day(2),
    }))
}

fn completion(workout: WorkoutId) -> OperationKind {
    OperationKind::Log(Box::new(PinnedDay {
        completion: Completion {
            workout,
            status: Status::Completed,
            actual_distance: None,
            actual_duration: None,
            actual_effort: None,
            feedback: None,
            completed_on: None,
        },
        date: day(3),
        workout: Workout::run(WorkoutKind::Easy, Distance::from_miles(5)),
        modifier: Modifier::None,
        edited: None,
        changes: Vec::new(),
        shares: Vec::new(),
        removed: Vec::new(),
        injury_left_no_trace: false,
    }))
}

const W1: WorkoutId = WorkoutId::Generated(1);

#[test]
fn a_log_that_cannot_have_been_written_is_refused() {
    let resolve_injury = |injury, resolved_on| OperationKind::ResolveInjury {
        injury: OverlayId(injury),
        resolved_on,
    };
    let cases = [
        (
            "removes what is not there",
            vec![OperationKind::Remove(OverlayId(7))],
            "not_in_plan",
        ),
        (
            "removes twice",
            vec![
                vacation(),
                OperationKind::Remove(OverlayId(1)),
                OperationKind::Remove(OverlayId(1)),
            ],
            "not_in_plan",
        ),
        (
            "resolves a vacation",
            vec![vacation(), resolve_injury(1, Some(day(9)))],
            "not_in_plan",
        ),
        (
            "resolves before the report",
            vec![injury(), resolve_injury(1, Some(day(1)))],
            "invalid_value",
        ),
        (
            "logs twice",
            vec![completion(W1), completion(W1)],
            "workout_pinned",
        ),
        (
            "takes back what was not logged",
            vec![vacation(), OperationKind::Unlog(OverlayId(1))],
            "not_in_plan",
        ),
    ];
    for (name, kinds, code) in cases {
        let refused = Overlays::replay(&log(kinds)).expect_err(name);
        assert_eq!(refused.code(), code, "{name}");
    }
}

#[test]
fn sequence_numbers_have_no_gaps_and_no_repeats() {
    for sequences in [vec![2], vec![1, 1], vec![1, 3], vec![0]] {
        let operations: Vec<Operation> = sequences
            .iter()
            .map(|&sequence| Operation {
                sequence,
                kind: vacation(),
            })
            .collect();
        let refused = Overlays::replay(&operations).expect_err("out of turn");
        assert_eq!(refused.field(), Some("sequence"), "{sequences:?}");
    }
}

#[test]
fn an_id_is_the_number_of_its_operation_and_is_never_used_again() {
    let overlays = Overlays::replay(&log([
        vacation(),
        OperationKind::Remove(OverlayId(1)),
        injury(),
    ]))
    .expect("it replays");
    assert!(overlays.get(OverlayId(1)).is_none());
    assert!(matches!(
        overlays.get(OverlayId(3)),
        Some(Overlay::Injury(_))
    ));
    assert_eq!(overlays.next_sequence(), 4);
}

#[test]
fn a_source_goes_with_its_redistributions_and_an_addition_with_what_leans_on_it() {
    let added = WorkoutId::Added(4);
    let swap = |workout, with| {
        OperationKind::Add(Overlay::Move(Move {
            workout,
            to: MoveTarget::SwapWith(with),
        }))
    };
    let values = Values {
        kind: Some(WorkoutKind::Easy),
        ..Values::default()
    };
    let overlays = Overlays::replay(&log([
        vacation(),
        OperationKind::Add(Overlay::DayOff(DayOff::new(day(3), 0).expect("a day off"))),
        redistribution(1),
        OperationKind::Add(Overlay::Addition(Addition {
            date: day(4),
            values: values.clone(),
        })),
        OperationKind::Add(Overlay::Edit(Edit {
            workout: added,
            values: values.clone(),
        })),
        redistribution(2),
        swap(W1, added),
        swap(added, W1),
        OperationKind::Add(Overlay::Edit(Edit {
            workout: W1,
            values,
        })),
        redistribution(1),
    ]))
    .expect("it replays");
    let along = |id: u64| -> Vec<u64> {
        let removal = overlays.removal(OverlayId(id)).expect("it is in force");
        removal.into_iter().map(|id| id.0).collect()
    };
    assert_eq!(along(1), [1, 3, 10]);
    assert_eq!(along(2), [2, 6]);
    assert_eq!(along(4), [4, 5, 7, 8]);
    assert_eq!(along(9), [9]);
}

#[test]
fn an_injury_can_be_resolved_and_opened_again() {
    let resolved = |resolved_on| OperationKind::ResolveInjury {
        injury: OverlayId(1),
        resolved_on,
    };
    let overlays = Overlays::replay(&log([injury(), resolved(Some(day(9)))])).expect("it replays");
    let known = |overlays: &Overlays| {
        overlays
            .injuries()
            .next()
            .and_then(|(_, i)| i.resolved_on())
    };
    assert_eq!(known(&overlays), Some(day(9)));
    let reopened = overlays
        .with(&Operation {
            sequence: 3,
            kind: resolved(None),
        })
        .expect("it can be opened again");
    assert_eq!(known(&reopened), None);
}

#[test]
fn taking_a_completion_back_unpins_the_day() {
    let w2 = WorkoutId::Generated(2);
    let logged = Overlays::replay(&log([completion(W1), completion(w2)])).expect("it replays");
    let by_id = |overlays: &Overlays, id| {
        let pin = overlays.pin_by_id(OverlayId(id));
        pin.map(|pin| pin.day.completion.workout)
    };
    assert_eq!((by_id(&logged, 1), by_id(&logged, 2)), (Some(W1), Some(w2)));
    assert_eq!(logged.pin_of(w2).map(|pin| pin.id), Some(OverlayId(2)));
    let undone = logged
        .with(&Operation {
            sequence: 3,
            kind: OperationKind::Unlog(OverlayId(1)),
        })
        .expect("it can be taken back");
    assert_eq!((by_id(&undone, 1), by_id(&undone, 2)), (None, Some(w2)));
    assert!(undone.pin_of(W1).is_none());
}

#[test]
fn nothing_is_in_force_where_all_was_taken_back() {
    let cases = [
        (vec![], true),
        (vec![vacation()], false),
        (vec![completion(W1)], false),
        (vec![vacation(), OperationKind::Remove(OverlayId(1))], true),
        (
            vec![completion(W1), OperationKind::Unlog(OverlayId(1))],
            true,
        ),
    ];
    for (kinds, expected) in cases {
        let overlays = Overlays::replay(&log(kinds.clone())).expect("it replays");
        assert_eq!(overlays.is_empty(), expected, "{kinds:?}");
    }
}

#[test]
fn what_a_completion_says_is_checked_by_name() {
    let base = Completion {
        workout: W1,
        status: Status::Completed,
        actual_distance: None,
        actual_duration: None,
        actual_effort: None,
        feedback: None,
        completed_on: None,
    };
    let with_effort = |effort| Completion {
        actual_effort: Some(effort),
        ..base.clone()
    };
    let skipped_far = Completion {
        status: Status::Skipped,
        actual_distance: Some(Distance::from_miles(1)),
        ..base.clone()
    };
    let pending = Completion {
        status: Status::Pending,
        ..base.clone()
    };
    let cases = [
        (base.clone(), None),
        (with_effort(6), None),
        (with_effort(20), None),
        (with_effort(5), Some("actualEffort")),
        (with_effort(21), Some("actualEffort")),
        (skipped_far, Some("actualDistanceMiles")),
        (pending, Some("status")),
    ];
    for (completion, field) in cases {
        let refused = completion.check().err();
        let named = refused.as_ref().and_then(|error| error.field());
        assert_eq!(named, field, "{completion:?}");
    }
}

#[test]
fn overlay_ids_are_read_as_they_are_written() {
    assert_eq!("o12".parse::<OverlayId>().ok(), Some(OverlayId(12)));
    assert_eq!(OverlayId(12).to_string(), "o12");
    for text in [
        "",
        "o",
        "12",
        "o012",
        "o1x",
        "o-1",
        "O1",
        "o99999999999999999999",
    ] {
        assert!(text.parse::<OverlayId>().is_err(), "{text:?}");
    }
}
