use chrono::{Days, TimeDelta};
use plan_core::overlay::{BodyPart, Injury, OperationKind, Overlay, OverlayId, Vacation};
use plan_store::operations::{self, NewOperation};
use plan_store::plans;
use plan_store::{PersonId, StoreError};
use test_support::builders::{monday, now};
use test_support::for_each_database;

use crate::Ground;

fn vacation(actor: PersonId) -> NewOperation {
    let vacation = Vacation::new(monday(), monday() + Days::new(3), 50).unwrap();
    NewOperation {
        actor,
        kind: OperationKind::Add(Overlay::Vacation(vacation)),
        note: None,
    }
}

pub(crate) fn injury(actor: PersonId, body_part: &str) -> NewOperation {
    let part = BodyPart::new(body_part).unwrap();
    let injury = Injury::new(part, 5, monday(), None).unwrap();
    NewOperation {
        actor,
        kind: OperationKind::Add(Overlay::Injury(injury)),
        note: Some(format!("the {body_part} aches on stairs")),
    }
}

#[test]
fn operations_are_numbered_without_gaps_and_count_as_versions() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let (id, coach) = (ground.plan, ground.team.coach);
        let kinds = vec![
            vacation(coach),
            injury(coach, "Left  Calf"),
            NewOperation {
                actor: coach,
                kind: OperationKind::ResolveInjury {
                    injury: OverlayId(2),
                    resolved_on: Some(monday() + Days::new(9)),
                },
                note: None,
            },
            NewOperation {
                actor: coach,
                kind: OperationKind::Remove(OverlayId(1)),
                note: None,
            },
        ];
        let written: Vec<_> = kinds.iter().map(|new| new.kind.clone()).collect();
        for (sequence, new) in (1..).zip(kinds) {
            let appended = ground
                .write(move |conn| operations::append(conn, id, sequence, new, now()))
                .await;
            assert_eq!(
                (appended.sequence, appended.version),
                (sequence, sequence + 1)
            );
        }
        let stored = ground
            .read(move |conn| plans::load_for_member(conn, id, coach))
            .await;
        let read: Vec<_> = stored.operations.iter().map(|o| o.kind.clone()).collect();
        assert_eq!(read, written);
        assert_eq!((stored.plan.version, stored.next_sequence()), (5, 5));
    });
}

#[test]
fn what_people_write_about_their_bodies_stays_out_of_the_log() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let (id, coach) = (ground.plan, ground.team.coach);
        for (version, part) in (1..).zip(["Left knee", "left  KNEE", "part-1", "left knee"]) {
            ground
                .write(move |conn| {
                    operations::append(conn, id, version, injury(coach, part), now())
                })
                .await;
        }
        let payloads = db.texts("SELECT payload AS value FROM operations ORDER BY sequence");
        let parts = ["part-1", "part-1", "part-2", "part-1"];
        for (payload, part) in payloads.iter().flatten().zip(parts) {
            assert!(payload.contains(&format!("\"{part}\"")), "{payload}");
            assert!(
                !payload.contains("knee") && !payload.contains("aches"),
                "{payload}"
            );
        }
        let stored = ground
            .read(move |conn| plans::load_for_member(conn, id, coach))
            .await;
        let texts: Vec<_> = stored
            .operations
            .iter()
            .map(|operation| match &operation.kind {
                OperationKind::Add(Overlay::Injury(injury)) => injury.body_part().as_str(),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(texts, ["left knee", "left knee", "part-1", "left knee"]);
        let note = stored.injuries[&OverlayId(2)].note.as_deref();
        assert_eq!(note, Some("the left  KNEE aches on stairs"));
    });
}

#[test]
fn an_injury_without_its_details_is_corrupt() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let (id, coach) = (ground.plan, ground.team.coach);
        ground
            .write(move |conn| operations::append(conn, id, 1, injury(coach, "hip"), now()))
            .await;
        db.execute("DELETE FROM injury_details").unwrap();
        let loaded = ground
            .store
            .read(move |conn| plans::load_for_member(conn, id, coach))
            .await;
        assert!(matches!(
            loaded,
            Err(StoreError::Corrupt {
                table: "injury_details",
                ..
            })
        ));
    });
}

#[test]
fn a_write_on_an_old_version_is_refused_and_leaves_no_trace() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let (id, coach) = (ground.plan, ground.team.coach);
        ground
            .write(move |conn| operations::append(conn, id, 1, vacation(coach), now()))
            .await;
        for (seen, later) in [(1, 2), (3, 2), (u64::MAX, 2)] {
            let refused = ground
                .store
                .write(move |conn| operations::append(conn, id, seen, vacation(coach), now()))
                .await;
            assert!(
                matches!(refused, Err(StoreError::VersionMismatch { expected, actual })
                    if expected == seen && actual == later),
                "{refused:?}"
            );
        }
        let count = db.texts("SELECT payload AS value FROM operations").len();
        assert_eq!(count, 1);
    });
}

/// Each writer has a store of its own, like a process of its own.
#[test]
fn writers_at_once_lose_nothing_and_number_everything_once() {
    const WRITERS: u64 = 6;
    const EACH: u64 = 5;
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let (id, coach) = (ground.plan, ground.team.coach);
        let writers: Vec<_> = (0..WRITERS)
            .map(|_| {
                let store = db.store();
                tokio::spawn(async move {
                    let mut conflicts = 0;
                    let mut written = 0;
                    while written < EACH {
                        let result = store
                            .write(move |conn| {
                                let (plan, _) = plans::header_for_member(conn, id, coach)?;
                                operations::append(conn, id, plan.version, vacation(coach), now())
                            })
                            .await;
                        match result {
                            Ok(_) => written += 1,
                            Err(StoreError::VersionMismatch { .. }) => conflicts += 1,
                            Err(other) => panic!("{other}"),
                        }
                    }
                    conflicts
                })
            })
            .collect();
        let mut conflicts = 0;
        for writer in writers {
            conflicts += writer.await.unwrap();
        }
        // SQLite's writers read only once the lock is theirs.
        if db.engine() == test_support::Engine::Sqlite {
            assert_eq!(conflicts, 0);
        }
        let stored = ground
            .read(move |conn| plans::load_for_member(conn, id, coach))
            .await;
        assert_eq!(stored.operations.len() as u64, WRITERS * EACH);
        assert_eq!(stored.plan.version, WRITERS * EACH + 1);
    });
}

#[test]
fn of_two_who_saw_the_same_version_one_is_told() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let (id, coach) = (ground.plan, ground.team.coach);
        let mut attempts = Vec::new();
        for second in 0..8 {
            let store = db.store();
            attempts.push(tokio::spawn(async move {
                let at = now() + TimeDelta::seconds(second);
                store
                    .write(move |conn| operations::append(conn, id, 1, vacation(coach), at))
                    .await
            }));
        }
        let mut accepted = 0;
        for attempt in attempts {
            match attempt.await.unwrap() {
                Ok(appended) => {
                    accepted += 1;
                    assert_eq!((appended.sequence, appended.version), (1, 2));
                }
                Err(StoreError::VersionMismatch {
                    expected: 1,
                    actual: 2,
                }) => {}
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!(accepted, 1);
    });
}

#[test]
fn the_log_can_be_neither_changed_nor_cut() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let (id, coach) = (ground.plan, ground.team.coach);
        ground
            .write(move |conn| operations::append(conn, id, 1, vacation(coach), now()))
            .await;
        for statement in [
            "UPDATE operations SET payload = '{}'",
            "UPDATE operations SET sequence = 9",
            "DELETE FROM operations",
            "INSERT INTO operations SELECT * FROM operations",
        ] {
            db.execute(statement).expect_err(statement);
        }
    });
}
