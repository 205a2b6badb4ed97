//! What the store gives back resolves as what was put in, for the coach and,
//! without a word about the body, for everybody.

use chrono::Days;
use plan_core::overlay::{
    Action, Addition, BodyPart, Completion, DayOff, Edit, Feedback, Injury, Move, MoveTarget,
    Overlay, OverlayId, Overlays, Redistribution, Scope, Status, Vacation, Values, resolve,
};
use plan_core::plan::{PublicId, WorkoutId};
use plan_core::units::Distance;
use plan_core::workout::WorkoutKind;
use plan_store::operations::{NewOperation, append};
use plan_store::{StoreError, plans, public_plans, publishing};
use test_support::builders::{base_plan, monday, now};
use test_support::for_each_database;

use crate::Ground;

fn day(number: u64) -> chrono::NaiveDate {
    monday() + Days::new(number)
}

/// Every kind of operation, each accepted when its turn comes.
fn actions() -> Vec<Action> {
    let injury = |severity, on| {
        let part = BodyPart::new("Left Achilles").unwrap();
        Action::Add(Overlay::Injury(
            Injury::new(part, severity, on, None).unwrap(),
        ))
    };
    let easy_five = Values {
        kind: Some(WorkoutKind::Easy),
        distance: Some(Distance::from_miles(5)),
        ..Values::default()
    };
    vec![
        Action::Add(Overlay::Vacation(
            Vacation::new(day(1), day(3), 50).unwrap(),
        )),
        injury(5, day(7)),
        Action::ResolveInjury {
            injury: OverlayId(2),
            resolved_on: Some(day(8)),
        },
        injury(2, day(12)),
        Action::Add(Overlay::Move(Move {
            workout: WorkoutId::Generated(6),
            to: MoveTarget::SwapWith(WorkoutId::Generated(5)),
        })),
        Action::Add(Overlay::Edit(Edit {
            workout: WorkoutId::Generated(16),
            values: easy_five.clone(),
        })),
        Action::Add(Overlay::Addition(Addition {
            date: day(18),
            values: easy_five,
        })),
        Action::Add(Overlay::DayOff(DayOff::new(day(19), 0).unwrap())),
        Action::Add(Overlay::Redistribution(Redistribution {
            source: OverlayId(1),
            scope: Scope::RestOfPlan,
            created_on: day(4),
        })),
        Action::Log(Completion {
            workout: WorkoutId::Generated(2),
            status: Status::Completed,
            actual_distance: Some(Distance::from_meters(4_000)),
            actual_duration: None,
            actual_effort: Some(11),
            feedback: Some(Feedback::JustRight),
            completed_on: Some(day(1)),
        }),
        Action::Log(Completion {
            workout: WorkoutId::Generated(9),
            status: Status::Skipped,
            actual_distance: None,
            actual_duration: None,
            actual_effort: None,
            feedback: None,
            completed_on: None,
        }),
        Action::Unlog(OverlayId(11)),
        Action::Remove(OverlayId(6)),
    ]
}

#[test]
fn a_stored_plan_resolves_as_it_did_in_memory() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let (id, coach) = (ground.plan, ground.team.coach);
        let base = base_plan(4);
        let mut overlays = Overlays::default();
        for (version, action) in (1..).zip(actions()) {
            let performed = overlays.perform(&base, action).unwrap();
            overlays = performed.overlays;
            let new = NewOperation {
                actor: coach,
                kind: performed.operation.kind,
                note: None,
            };
            let appended = ground
                .write(move |conn| append(conn, id, version, new, now()))
                .await;
            assert_eq!(appended.sequence, performed.operation.sequence);
        }
        let expected = resolve(&base, &overlays);

        let stored = ground
            .read(move |conn| plans::load_for_member(conn, id, coach))
            .await;
        let replayed = Overlays::replay(&stored.operations).unwrap();
        assert_eq!(replayed, overlays);
        assert_eq!(resolve(&stored.base, &replayed), expected);

        let version = stored.plan.version;
        let published = ground
            .write(move |conn| publishing::publish(conn, id, version, None, now()))
            .await;
        let public = db
            .read_only_store()
            .read(move |conn| {
                Ok::<_, StoreError>(
                    public_plans::find_public(conn, &PublicId::Short(published.short_id))?.unwrap(),
                )
            })
            .await
            .unwrap();
        let concealed = Overlays::replay(&public.operations).unwrap();
        let resolved = resolve(&public.base, &concealed);
        assert_eq!(resolved.weeks(), expected.weeks());
        assert_eq!(resolved.vacations(), expected.vacations());
        assert_eq!(resolved.redistributions(), expected.redistributions());
        let everything = format!("{public:?} {resolved:?}").to_lowercase();
        assert!(!everything.contains("achilles"));
    });
}
