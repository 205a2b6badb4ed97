//! Whose a run is, when several processes want it.

use std::collections::BTreeSet;
use std::sync::mpsc;

use chrono::{DateTime, TimeDelta, Utc};
use plan_store::runs::{self, Lease, Run, RunOutcome};
use plan_store::{Connection, RunId, Store, StoreError};
use test_support::builders::now;
use test_support::{Engine, for_each_database};

use crate::Ground;
use crate::runs::{LEASE, begun, is_lease_lost, run_of};

const TICK: TimeDelta = TimeDelta::microseconds(1);

async fn claim(store: &Store, at_most: u32, at: DateTime<Utc>) -> Vec<Run> {
    store
        .write(move |conn| runs::claim_abandoned(conn, "second", at + LEASE, at_most, at))
        .await
        .unwrap()
}

fn ids(runs: &[Run]) -> Vec<RunId> {
    runs.iter().map(|run| run.id).collect()
}

#[test]
fn a_run_is_taken_over_when_its_lease_has_run_out_and_not_before() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let begun = begun(&ground).await;
        assert_eq!(claim(&ground.store, 9, now() + LEASE - TICK).await, []);
        let at = now() + LEASE;
        let claimed = claim(&ground.store, 9, at).await;
        let expected = Run {
            attempt: 2,
            lease: Some(Lease {
                owner: "second".to_owned(),
                until: at + LEASE,
            }),
            ..begun
        };
        assert_eq!(claimed, [expected]);
        assert_eq!(claim(&ground.store, 9, at).await, []);
    });
}

#[test]
fn a_heartbeat_keeps_a_run_even_a_late_one() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let id = begun(&ground).await.id;
        let late = now() + LEASE * 3;
        ground
            .write(move |conn| runs::heartbeat(conn, id, 1, late + LEASE))
            .await;
        assert_eq!(claim(&ground.store, 9, late).await, []);
    });
}

#[test]
fn one_heartbeat_keeps_all_that_are_held_and_says_which_are_lost_and_which_shall_end() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let lost = begun(&ground).await.id;
        assert_eq!(ids(&claim(&ground.store, 9, now() + LEASE).await), [lost]);
        let [kept, cancelled, ended] = [
            begun(&ground).await.id,
            begun(&ground).await.id,
            begun(&ground).await.id,
        ];
        let person = ground.team.coach;
        ground
            .write(move |conn| runs::request_cancel(conn, cancelled, person))
            .await;
        ground
            .write(move |conn| runs::finish(conn, ended, 1, RunOutcome::Failed, "{}", &[], now()))
            .await;
        let until = now() + LEASE * 9;
        let beats = ground
            .write(move |conn| {
                // One of them is held by its second attempt, and named as such.
                let held = [(kept, 1), (cancelled, 1), (ended, 1), (lost, 1)];
                let mut beats = runs::heartbeats(conn, &held, until)?;
                beats.extend(runs::heartbeats(conn, &[(lost, 2)], until)?);
                Ok(beats)
            })
            .await;
        let shall_end = |id| beats.get(&id).map(|beat| beat.cancel_requested);
        assert_eq!(shall_end(kept), Some(false));
        assert_eq!(shall_end(cancelled), Some(true));
        assert_eq!(shall_end(ended), None);
        assert_eq!(shall_end(lost), Some(false), "as its second attempt");
        assert_eq!(claim(&ground.store, 9, now() + LEASE * 8).await, []);
    });
}

#[test]
fn a_run_that_is_given_up_goes_on_elsewhere_at_once() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let id = begun(&ground).await.id;
        ground
            .write(move |conn| runs::release(conn, id, 1, now()))
            .await;
        assert_eq!(ids(&claim(&ground.store, 9, now()).await), [id]);
        let again = ground
            .store
            .write(move |conn| runs::release(conn, id, 1, now()))
            .await;
        assert!(is_lease_lost(&again), "{again:?}");
        assert_eq!(run_of(&ground, id).await.attempt, 2);
    });
}

#[test]
fn an_attempt_that_lost_its_run_can_write_nothing() {
    type Write = fn(&mut Connection, RunId, u64) -> Result<(), StoreError>;
    let event = || ["{}".to_owned()];
    let writes: [(&str, Write); 5] = [
        ("append", |conn, id, attempt| {
            runs::append(conn, id, attempt, &["{}".to_owned()], &[]).map(drop)
        }),
        ("append a week", |conn, id, attempt| {
            runs::append(conn, id, attempt, &[], &[(1, "{}")]).map(drop)
        }),
        ("heartbeat", |conn, id, attempt| {
            runs::heartbeat(conn, id, attempt, now() + LEASE * 9).map(drop)
        }),
        ("release", |conn, id, attempt| {
            runs::release(conn, id, attempt, now())
        }),
        ("finish", |conn, id, attempt| {
            let last = ["{}".to_owned()];
            runs::finish(conn, id, attempt, RunOutcome::Failed, "{}", &last, now()).map(drop)
        }),
    ];
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let id = begun(&ground).await.id;
        ground
            .write(move |conn| runs::append(conn, id, 1, &event(), &[]))
            .await;
        let claimed = claim(&ground.store, 1, now() + LEASE).await;
        for attempt in [0, 1, 3] {
            for (name, write) in writes {
                let written = ground
                    .store
                    .write(move |conn| write(conn, id, attempt))
                    .await;
                assert!(is_lease_lost(&written), "{name} as {attempt}: {written:?}");
            }
        }
        assert_eq!([run_of(&ground, id).await], claimed[..]);
        let (events, weeks) = ground
            .read(move |conn| {
                let events = runs::events_after(conn, id, 0, 9)?;
                Ok((events.len(), runs::finished_weeks(conn, id)?.len()))
            })
            .await;
        assert_eq!((events, weeks), (1, 0));
        // Whoever has it now goes on with the next number.
        let next = ground
            .write(move |conn| runs::append(conn, id, 2, &event(), &[]))
            .await;
        assert_eq!(next, 2);
    });
}

#[test]
fn those_that_wait_longest_are_taken_first_and_no_more_than_wanted() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let mut waiting = Vec::new();
        for seconds in [30, 10, 20] {
            let id = begun(&ground).await.id;
            let until = now() + TimeDelta::seconds(seconds);
            ground
                .write(move |conn| runs::heartbeat(conn, id, 1, until))
                .await;
            waiting.push((until, id));
        }
        waiting.sort();
        let ended = begun(&ground).await.id;
        ground
            .write(move |conn| runs::finish(conn, ended, 1, RunOutcome::Failed, "{}", &[], now()))
            .await;
        let at = now() + TimeDelta::minutes(1);
        assert_eq!(claim(&ground.store, 0, at).await, []);
        for wanted in [&waiting[..2], &waiting[2..]] {
            let claimed: BTreeSet<RunId> = ids(&claim(&ground.store, 2, at).await)
                .into_iter()
                .collect();
            assert_eq!(claimed, wanted.iter().map(|(_, id)| *id).collect());
        }
    });
}

#[test]
fn of_eight_that_claim_at_once_each_run_goes_to_one() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let mut abandoned = BTreeSet::new();
        for _ in 0..24 {
            abandoned.insert(begun(&ground).await.id);
        }
        let at = now() + LEASE;
        let stores: Vec<Store> = (0..4).map(|_| db.store()).collect();
        let claimers: Vec<_> = (0..8)
            .map(|claimer| {
                let store = stores[claimer % 4].clone();
                tokio::spawn(async move {
                    let mut claimed = Vec::new();
                    // Whoever finds nothing found all taken, or in somebody's hands.
                    loop {
                        let some = claim(&store, 3, at).await;
                        if some.is_empty() {
                            return claimed;
                        }
                        claimed.extend(ids(&some));
                    }
                })
            })
            .collect();
        let mut claimed = Vec::new();
        for claimer in claimers {
            claimed.extend(claimer.await.unwrap());
        }
        assert_eq!(claimed.len(), 24);
        assert_eq!(claimed.iter().copied().collect::<BTreeSet<_>>(), abandoned);
        for id in abandoned {
            assert_eq!(run_of(&ground, id).await.attempt, 2);
        }
    });
}

#[test]
fn on_a_server_no_claim_waits_for_another() {
    for_each_database(async |db| {
        if db.engine() == Engine::Sqlite {
            return; // It has one writer at a time.
        }
        let ground = Ground::lay(&db).await;
        let (one, other) = (begun(&ground).await.id, begun(&ground).await.id);
        let at = now() + LEASE;
        let (claimed, has_claimed) = mpsc::channel();
        let (go_on, told_to) = mpsc::channel::<()>();
        let store = ground.store.clone();
        let slow = tokio::spawn(async move {
            store
                .write(move |conn| {
                    let first = runs::claim_abandoned(conn, "slow", at + LEASE, 1, at)?;
                    claimed.send(ids(&first)).unwrap();
                    told_to.recv().unwrap();
                    Ok::<_, StoreError>(first)
                })
                .await
        });
        let first = tokio::task::spawn_blocking(move || has_claimed.recv().unwrap())
            .await
            .unwrap();
        // The first claim is still open; the row it holds is passed over.
        let second = ids(&claim(&ground.store, 9, at).await);
        go_on.send(()).unwrap();
        slow.await.unwrap().unwrap();
        let both: BTreeSet<RunId> = first.iter().chain(&second).copied().collect();
        assert_eq!((first.len(), second.len()), (1, 1));
        assert_eq!(both, BTreeSet::from([one, other]));
    });
}
