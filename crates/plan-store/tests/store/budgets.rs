//! What an organization's runs may spend in a day.

use std::cell::RefCell;

use chrono::{DateTime, Days, TimeDelta, Utc};
use plan_store::budgets::{self, Reservation};
use plan_store::runs::{self, RunOutcome};
use plan_store::{Conflict, ReservationId, RunId, StoreError};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use test_support::builders::now;
use test_support::{TestDatabase, for_each_database};

use crate::Ground;
use crate::runs::{begin_new, begun, new_run};

async fn spent(ground: &Ground, at: DateTime<Utc>) -> u64 {
    let org = ground.team.org;
    ground
        .read(move |conn| budgets::spent_on(conn, org, at.date_naive()))
        .await
}

/// What is set aside for the open calls of a run.
fn open_of(db: &TestDatabase, run: RunId) -> Vec<Reservation> {
    let open = db.texts(&format!(
        "SELECT id || ' ' || CAST(tokens AS TEXT) AS value FROM token_reservations \
         WHERE run_id = '{run}' ORDER BY id"
    ));
    let open = open.into_iter().flatten().map(|row| {
        let (id, tokens) = row.split_once(' ').unwrap();
        Reservation {
            id: id.parse().unwrap(),
            tokens: tokens.parse().unwrap(),
        }
    });
    open.collect()
}

async fn used(ground: &Ground, run: RunId) -> u64 {
    ground.read(move |conn| budgets::used_by(conn, run)).await
}

async fn reserve(
    ground: &Ground,
    run: RunId,
    (tokens, limit): (u64, u64),
    at: DateTime<Utc>,
) -> Result<ReservationId, StoreError> {
    let org = ground.team.org;
    let aside = aside(tokens);
    ground
        .store
        .write(move |conn| budgets::reserve(conn, aside, org, run, limit, at))
        .await
        .map(|()| aside.id)
}

/// Tokens under an id of their own.
pub(crate) fn aside(tokens: u64) -> Reservation {
    let id = ReservationId::generate(now()).unwrap();
    Reservation { id, tokens }
}

fn resets_at<T>(result: &Result<T, StoreError>) -> Option<DateTime<Utc>> {
    match result {
        Err(StoreError::Conflict(Conflict::BudgetSpent { resets_at })) => Some(*resets_at),
        _ => None,
    }
}

#[test]
fn a_budget_is_spent_to_the_last_token_and_renewed_at_midnight() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let run = begun(&ground).await.id;
        let midnight = (now().date_naive() + Days::new(1))
            .and_hms_opt(0, 0, 0)
            .unwrap()
            .and_utc();
        let last_moment = midnight - TimeDelta::microseconds(1);
        assert_eq!(spent(&ground, now()).await, 0);
        for (tokens, at, granted) in [
            (101, now(), false),
            (60, now(), true),
            (41, now(), false),
            (40, last_moment, true),
            (1, last_moment, false),
            (0, last_moment, true),
            (100, midnight, true),
        ] {
            let reserved = reserve(&ground, run, (tokens, 100), at).await;
            assert_eq!(reserved.is_ok(), granted, "{tokens} at {at}: {reserved:?}");
            assert!(
                granted || resets_at(&reserved) == Some(midnight),
                "{reserved:?}"
            );
        }
        assert_eq!(spent(&ground, now()).await, 100);
        assert_eq!(spent(&ground, midnight).await, 100);
        // A limit that was lowered below what is spent already.
        let more = reserve(&ground, run, (1, 50), now()).await;
        assert_eq!(resets_at(&more), Some(midnight));
    });
}

#[test]
fn what_is_set_aside_twice_under_one_id_is_counted_once() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let run = begun(&ground).await.id;
        let org = ground.team.org;
        // The first takes all there is, so another would be refused.
        let aside = aside(100);
        for _ in 0..2 {
            ground
                .write(move |conn| budgets::reserve(conn, aside, org, run, 100, now()))
                .await;
        }
        assert_eq!(spent(&ground, now()).await, 100);
        assert_eq!(open_of(&db, run), [aside]);
    });
}

#[test]
fn settling_counts_what_a_call_cost_on_the_day_it_was_set_aside() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let run = begun(&ground).await.id;
        for (reserved, cost, total) in [(50, 20, 20), (50, 50, 70), (10, 0, 70), (20, 35, 105)] {
            let id = reserve(&ground, run, (reserved, 100), now()).await.unwrap();
            ground
                .write(move |conn| budgets::settle(conn, id, cost))
                .await;
            assert_eq!(spent(&ground, now()).await, total);
            let again = ground
                .store
                .write(move |conn| budgets::settle(conn, id, cost))
                .await;
            assert!(
                matches!(again, Err(StoreError::NotFound("token reservation"))),
                "{again:?}"
            );
            assert_eq!(spent(&ground, now()).await, total);
        }
        assert_eq!(spent(&ground, now() + TimeDelta::days(1)).await, 0);
    });
}

#[test]
fn thirty_two_calls_at_once_never_pass_the_limit() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let strangers = ground.strangers().await;
        let run = begun(&ground).await.id;
        let stores = [ground.store.clone(), db.store()];
        let org = ground.team.org;
        let calls: Vec<_> = (0..32)
            .map(|call| {
                let store = stores[call % 2].clone();
                tokio::spawn(async move {
                    let aside = aside(100);
                    store
                        .write(move |conn| budgets::reserve(conn, aside, org, run, 1_050, now()))
                        .await
                        .map(|()| aside.id)
                })
            })
            .collect();
        let mut granted = Vec::new();
        for call in calls {
            match call.await.unwrap() {
                Ok(id) => granted.push(id),
                refused => assert!(resets_at(&refused).is_some(), "{refused:?}"),
            }
        }
        assert_eq!(granted.len(), 10);
        assert_eq!(spent(&ground, now()).await, 1_000);
        // Side by side too, what they settle adds up.
        let calls: Vec<_> = granted
            .into_iter()
            .enumerate()
            .map(|(call, id)| {
                let store = stores[call % 2].clone();
                tokio::spawn(
                    async move { store.write(move |conn| budgets::settle(conn, id, 7)).await },
                )
            })
            .collect();
        for call in calls {
            call.await.unwrap().unwrap();
        }
        assert_eq!(spent(&ground, now()).await, 70);
        let theirs = ground
            .read(move |conn| budgets::spent_on(conn, strangers.org, now().date_naive()))
            .await;
        assert_eq!(theirs, 0);
    });
}

#[test]
fn a_take_over_settles_open_calls_at_what_was_set_aside() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let (run, other) = (begun(&ground).await.id, begun(&ground).await.id);
        let first = reserve(&ground, run, (30, 100), now()).await.unwrap();
        let second = reserve(&ground, run, (20, 100), now()).await.unwrap();
        let theirs = reserve(&ground, other, (10, 100), now()).await.unwrap();
        let mut wanted = [
            Reservation {
                id: first,
                tokens: 30,
            },
            Reservation {
                id: second,
                tokens: 20,
            },
        ];
        wanted.sort_by_key(|reservation| reservation.id);
        assert_eq!(open_of(&db, run), wanted);
        for settled in [2, 0] {
            let count = ground
                .write(move |conn| budgets::settle_open_of(conn, run))
                .await;
            assert_eq!(count, settled);
            assert_eq!(used(&ground, run).await, 50, "as much as was set aside");
        }
        // The former attempt comes too late.
        let late = ground
            .store
            .write(move |conn| budgets::settle(conn, first, 1))
            .await;
        assert!(matches!(late, Err(StoreError::NotFound(_))), "{late:?}");
        assert_eq!(spent(&ground, now()).await, 60);
        ground
            .write(move |conn| budgets::settle(conn, theirs, 7))
            .await;
        assert_eq!(spent(&ground, now()).await, 57);
        assert_eq!(used(&ground, other).await, 7, "as much as it cost");
        assert_eq!(used(&ground, run).await, 50);
    });
}

#[test]
fn nothing_is_set_aside_for_a_run_that_is_not_there() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let unknown = RunId::generate(now()).unwrap();
        let refused = reserve(&ground, unknown, (1, 100), now()).await;
        assert!(
            matches!(refused, Err(StoreError::NotFound(_))),
            "{refused:?}"
        );
        assert_eq!(spent(&ground, now()).await, 0);
    });
}

/// A call of a run: set aside, and what came of it.
#[derive(Clone, Debug)]
struct Call {
    tokens: u64,
    /// Whether it was set aside twice, because the first answer got lost.
    is_said_again: bool,
    /// The part of them it cost, in percent; `None`: nobody said.
    cost: Option<u64>,
}

#[test]
fn a_day_counts_what_was_settled_and_what_is_open_and_never_passes_its_limit() {
    let call = (0..400_u64, any::<bool>(), proptest::option::of(0..=100_u64));
    let call = call.prop_map(|(tokens, is_said_again, cost)| Call {
        tokens,
        is_said_again,
        cost,
    });
    let days = (0..1_000_u64, proptest::collection::vec(call, 1..16));
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let team = ground.team.clone();
        let days = days.clone();
        ground
            .write(move |conn| {
                let conn = RefCell::new((conn, now()));
                let config = ProptestConfig {
                    cases: 64,
                    failure_persistence: None,
                    ..ProptestConfig::default()
                };
                let law = TestRunner::new(config).run(&days, |(limit, calls)| {
                    let (conn, day) = &mut *conn.borrow_mut();
                    // Each case has a day of its own.
                    *day += TimeDelta::days(1);
                    let run = begin_new(conn, new_run(&team)).unwrap().id;
                    let spent =
                        |conn: &mut _| budgets::spent_on(conn, team.org, day.date_naive()).unwrap();
                    let mut expected = 0;
                    for call in calls {
                        let fits = expected + call.tokens <= limit;
                        let aside = aside(call.tokens);
                        let reserve = |conn: &mut _| {
                            budgets::reserve(conn, aside, team.org, run, limit, *day)
                        };
                        let reserved = reserve(conn);
                        prop_assert_eq!(reserved.is_ok(), fits, "{:?}", reserved);
                        if !fits {
                            prop_assert!(resets_at(&reserved).is_some());
                            continue;
                        }
                        if call.is_said_again {
                            reserve(conn).unwrap();
                        }
                        prop_assert_eq!(spent(conn), expected + call.tokens);
                        let cost = call.cost.map(|percent| call.tokens * percent / 100);
                        if let Some(cost) = cost {
                            budgets::settle(conn, aside.id, cost).unwrap();
                        }
                        expected += cost.unwrap_or(call.tokens);
                        prop_assert_eq!(spent(conn), expected);
                        prop_assert!(expected <= limit);
                    }
                    budgets::settle_open_of(conn, run).unwrap();
                    prop_assert_eq!(spent(conn), expected);
                    runs::finish(conn, run, 1, RunOutcome::Failed, "{}", &[], *day).unwrap();
                    Ok(())
                });
                law.unwrap_or_else(|broken| panic!("{broken}"));
                Ok(())
            })
            .await;
    });
}
