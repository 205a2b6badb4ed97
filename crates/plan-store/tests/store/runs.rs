//! Beginning, ending and cancelling a run, and who may see it.

use chrono::TimeDelta;
use plan_store::runs::{
    self, Begun, Lease, NewRun, Run, RunKind, RunLimits, RunOutcome, RunState, RunsOf,
};
use plan_store::{Conflict, Connection, OrgId, PersonId, RunId, StoreError};
use test_support::builders::{Team, now};
use test_support::for_each_database;

use crate::Ground;
use crate::budgets::aside;

/// More than any test here begins.
pub(crate) const PLENTY: RunLimits = RunLimits {
    per_person: 1_000,
    per_org: 1_000,
};

/// How long a lease of these tests lasts.
pub(crate) const LEASE: TimeDelta = TimeDelta::seconds(6);

/// A plan for the team's coach, without a key.
pub(crate) fn new_run(team: &Team) -> NewRun {
    NewRun {
        org_id: team.org,
        person_id: team.coach,
        kind: RunKind::Plan,
        request_hash: [7; 32],
        request: "{\"weeks\":4}".to_owned(),
        idempotency_key: None,
        owner: "first".to_owned(),
        lease_until: now() + LEASE,
        deadline: now() + TimeDelta::minutes(30),
    }
}

/// Begins [`new_run`].
pub(crate) async fn begun(ground: &Ground) -> Run {
    let new = new_run(&ground.team);
    ground.write(move |conn| begin_new(conn, new)).await
}

pub(crate) fn begin_new(conn: &mut Connection, new: NewRun) -> Result<Run, StoreError> {
    match runs::begin(conn, new, PLENTY, now())? {
        Begun::New(run) => Ok(run),
        Begun::Attached(run) => panic!("{} was begun before", run.id),
    }
}

fn keyed(team: &Team, key: &str) -> NewRun {
    NewRun {
        idempotency_key: Some(key.to_owned()),
        ..new_run(team)
    }
}

pub(crate) async fn run_of(ground: &Ground, id: RunId) -> Run {
    ground.read(move |conn| runs::get(conn, id)).await
}

pub(crate) fn is_lease_lost<T>(result: &Result<T, StoreError>) -> bool {
    matches!(result, Err(StoreError::Conflict(Conflict::LeaseLost)))
}

#[test]
fn a_run_begins_with_all_it_was_given() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let new = keyed(&ground.team, "k");
        let asked = new.clone();
        let run = ground.write(move |conn| begin_new(conn, new)).await;
        let expected = Run {
            id: run.id,
            org_id: asked.org_id,
            person_id: asked.person_id,
            kind: asked.kind,
            state: RunState::Running,
            request_hash: asked.request_hash,
            idempotency_key: asked.idempotency_key,
            attempt: 1,
            lease: Some(Lease {
                owner: asked.owner,
                until: asked.lease_until,
            }),
            deadline: asked.deadline,
            cancel_requested: false,
            last_sequence: 0,
            result: None,
            created_at: now(),
            finished_at: None,
        };
        assert_eq!(run, expected);
        assert_eq!(run_of(&ground, run.id).await, expected);
        let (id, coach) = (run.id, ground.team.coach);
        let (seen, request) = ground
            .read(move |conn| {
                let seen = runs::get_for_member(conn, id, coach)?;
                Ok((seen, runs::request(conn, id)?))
            })
            .await;
        assert_eq!((seen, request), (expected, asked.request));
    });
}

#[test]
fn a_run_ends_once_and_keeps_its_result() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        for (outcome, state) in [
            (RunOutcome::Succeeded, RunState::Succeeded),
            (RunOutcome::Failed, RunState::Failed),
            (RunOutcome::Cancelled, RunState::Cancelled),
        ] {
            let id = begun(&ground).await.id;
            let later = now() + TimeDelta::microseconds(1_500_001);
            let finish = move |conn: &mut Connection| {
                let last = ["{\"type\":\"result\"}".to_owned(), "{}".to_owned()];
                runs::finish(conn, id, 1, outcome, "{\"weeks\":4}", &last, later)
            };
            assert_eq!(ground.write(finish).await, 2);
            let ended = run_of(&ground, id).await;
            assert_eq!(
                (ended.state, ended.finished_at, ended.last_sequence),
                (state, Some(later), 2)
            );
            assert_eq!(ended.lease, None);
            assert_eq!(ended.result.as_deref(), Some("{\"weeks\":4}"));

            let again = ground.store.write(finish).await;
            assert!(is_lease_lost(&again), "{again:?}");
            let beat = ground
                .store
                .write(move |conn| runs::heartbeat(conn, id, 1, later))
                .await;
            assert!(is_lease_lost(&beat), "{beat:?}");
            assert_eq!(run_of(&ground, id).await, ended);
        }
    });
}

#[test]
fn another_organizations_run_does_not_exist() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let strangers = ground.strangers().await;
        let id = begun(&ground).await.id;
        let unknown = RunId::generate(now()).unwrap();
        for (id, person) in [(id, strangers.head_coach), (unknown, ground.team.coach)] {
            let found = ground
                .store
                .read(move |conn| runs::get_for_member(conn, id, person))
                .await;
            assert!(matches!(found, Err(StoreError::NotFound("run"))));
            let cancelled = ground
                .store
                .write(move |conn| runs::request_cancel(conn, id, person))
                .await;
            assert!(matches!(cancelled, Err(StoreError::NotFound("run"))));
        }
        assert!(!run_of(&ground, id).await.cancel_requested);
        let missing = ground
            .store
            .read(move |conn| runs::request(conn, unknown))
            .await;
        assert!(matches!(missing, Err(StoreError::NotFound("run"))));
    });
}

#[test]
fn whoever_works_on_a_run_learns_that_it_is_to_end() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let (id, coach) = (begun(&ground).await.id, ground.team.head_coach);
        let beat = move |conn: &mut Connection| {
            runs::heartbeat(conn, id, 1, now() + LEASE).map(|it| it.cancel_requested)
        };
        assert!(!ground.write(beat).await);
        let cancel = move |conn: &mut Connection| runs::request_cancel(conn, id, coach);
        let asked = ground.write(cancel).await;
        assert!(asked.cancel_requested && asked.state == RunState::Running);
        assert!(ground.write(beat).await);

        let ended = ground
            .write(move |conn| {
                runs::finish(conn, id, 1, RunOutcome::Cancelled, "{}", &[], now())?;
                runs::get(conn, id)
            })
            .await;
        assert_eq!(ground.write(cancel).await, ended);
    });
}

#[test]
fn an_ended_run_is_not_asked_to_end() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let (id, coach) = (begun(&ground).await.id, ground.team.coach);
        let seen = ground
            .write(move |conn| {
                runs::finish(conn, id, 1, RunOutcome::Succeeded, "{}", &[], now())?;
                runs::request_cancel(conn, id, coach)
            })
            .await;
        assert_eq!(
            (seen.state, seen.cancel_requested),
            (RunState::Succeeded, false)
        );
    });
}

#[test]
fn twenty_clients_with_one_key_begin_one_run() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        // Two stores: on SQLite only their file is between them, as between processes.
        let stores = [ground.store.clone(), db.store()];
        // The first round opens the connections; in the others they only race.
        for round in 0..4 {
            let asked = keyed(&ground.team, &format!("key {round}"));
            let clients: Vec<_> = (0..20)
                .map(|client| {
                    let (store, new) = (stores[client % 2].clone(), asked.clone());
                    tokio::spawn(async move {
                        store
                            .write(|conn| runs::begin(conn, new, PLENTY, now()))
                            .await
                    })
                })
                .collect();
            let (mut new, mut attached) = (Vec::new(), Vec::new());
            for client in clients {
                match client.await.unwrap().unwrap() {
                    Begun::New(run) => new.push(run),
                    Begun::Attached(run) => attached.push(run),
                }
            }
            assert_eq!((new.len(), attached.len()), (1, 19));
            assert!(attached.iter().all(|run| *run == new[0]));
        }
        assert_eq!(db.texts("SELECT id AS value FROM runs").len(), 4);
    });
}

#[test]
fn a_key_names_its_run_also_after_the_end_but_no_other_request() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let (new, again) = (keyed(&ground.team, "k"), keyed(&ground.team, "k"));
        let other = NewRun {
            request_hash: [8; 32],
            ..again.clone()
        };
        let id = ground.write(move |conn| begin_new(conn, new)).await.id;
        for outcome in [None, Some(RunOutcome::Failed)] {
            let (again, other) = (again.clone(), other.clone());
            let attached = ground
                .write(move |conn| {
                    if let Some(outcome) = outcome {
                        runs::finish(conn, id, 1, outcome, "{}", &[], now())?;
                    }
                    runs::begin(conn, again, PLENTY, now())
                })
                .await;
            assert!(matches!(attached, Begun::Attached(run) if run.id == id));
            let refused = ground
                .store
                .write(move |conn| runs::begin(conn, other, PLENTY, now()))
                .await;
            assert!(
                matches!(
                    refused,
                    Err(StoreError::Conflict(Conflict::IdempotencyMismatch))
                ),
                "{refused:?}"
            );
        }
    });
}

#[test]
fn a_key_belongs_to_organization_person_and_kind() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let strangers = ground.strangers().await;
        let head_coach = ground.team.head_coach;
        let ours = keyed(&ground.team, "k");
        let all = [
            ours.clone(),
            keyed(&strangers, "k"),
            NewRun {
                person_id: head_coach,
                ..ours.clone()
            },
            NewRun {
                kind: RunKind::Draft,
                ..ours.clone()
            },
            keyed(&ground.team, "another"),
            new_run(&ground.team),
            new_run(&ground.team),
        ];
        for new in all {
            ground.write(move |conn| begin_new(conn, new)).await;
        }
    });
}

#[test]
fn a_run_for_nobody_is_refused() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let nowhere = NewRun {
            org_id: OrgId::generate(now()).unwrap(),
            ..new_run(&ground.team)
        };
        let nobody = NewRun {
            person_id: PersonId::generate(now()).unwrap(),
            ..new_run(&ground.team)
        };
        for new in [nowhere, nobody] {
            let refused = ground.store.write(move |conn| begin_new(conn, new)).await;
            assert!(
                matches!(refused, Err(StoreError::NotFound(_))),
                "{refused:?}"
            );
        }
    });
}

#[test]
fn no_limit_is_passed_by_beginning_side_by_side() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let strangers = ground.strangers().await;
        let stores = [ground.store.clone(), db.store()];
        let limits = RunLimits {
            per_person: 3,
            per_org: 5,
        };
        let people = [ground.team.coach, ground.team.head_coach];
        let clients: Vec<_> = (0..24)
            .map(|client| {
                let new = NewRun {
                    person_id: people[client % 2],
                    ..new_run(&ground.team)
                };
                let store = stores[client / 2 % 2].clone();
                tokio::spawn(async move {
                    store
                        .write(move |conn| runs::begin(conn, new, limits, now()))
                        .await
                })
            })
            .collect();
        let mut begun = Vec::new();
        for client in clients {
            match client.await.unwrap() {
                Ok(Begun::New(run)) => begun.push(run),
                Err(StoreError::Conflict(Conflict::TooManyRuns(_))) => {}
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(begun.len(), 5);
        for person in people {
            let own = begun.iter().filter(|run| run.person_id == person).count();
            assert!(own == 2 || own == 3, "{own}");
        }

        // Another organization has limits of its own, and who waits gets its turn.
        let theirs = new_run(&strangers);
        let (ours, ended) = (new_run(&ground.team), begun[0].id);
        let next = NewRun {
            person_id: begun[0].person_id,
            ..ours.clone()
        };
        ground
            .write(move |conn| {
                runs::begin(conn, theirs, limits, now())?;
                runs::finish(conn, ended, 1, RunOutcome::Failed, "{}", &[], now())?;
                runs::begin(conn, next, limits, now())
            })
            .await;
    });
}

#[test]
fn a_limit_says_whose_runs_it_counts_and_lets_attaching_through() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let limits = |per_person, per_org| RunLimits {
            per_person,
            per_org,
        };
        let first = keyed(&ground.team, "k");
        let attaching = first.clone();
        ground.write(move |conn| begin_new(conn, first)).await;
        for (limits, whose) in [
            (limits(1, 2), RunsOf::Person),
            (limits(1, 1), RunsOf::Person),
            (limits(2, 1), RunsOf::Organization),
            (limits(0, 0), RunsOf::Person),
        ] {
            let (new, attaching) = (new_run(&ground.team), attaching.clone());
            let seen = [(new.clone(), false), (attaching.clone(), true)];
            for (new, expected) in seen {
                let could = ground
                    .read(move |conn| runs::could_begin(conn, &new, limits))
                    .await;
                assert_eq!(could, expected, "{limits:?}");
            }
            let refused = ground
                .store
                .write(move |conn| runs::begin(conn, new, limits, now()))
                .await;
            assert!(
                matches!(&refused, Err(StoreError::Conflict(Conflict::TooManyRuns(it))) if *it == whose),
                "{limits:?}: {refused:?}"
            );
            let attached = ground
                .write(move |conn| runs::begin(conn, attaching, limits, now()))
                .await;
            assert!(matches!(attached, Begun::Attached(_)));
        }
        let new = new_run(&ground.team);
        let could = ground.read(move |conn| runs::could_begin(conn, &new, limits(2, 2)));
        assert!(could.await, "there is room for one more");
    });
}

#[test]
fn runs_go_with_their_organization() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let strangers = ground.strangers().await;
        let org = strangers.org;
        let id = ground
            .write(move |conn| {
                let run = begin_new(conn, new_run(&strangers))?;
                runs::append(conn, run.id, 1, &["{}".to_owned()], &[(1, "{}")])?;
                plan_store::budgets::reserve(conn, aside(5), org, run.id, 10, now())?;
                Ok(run.id)
            })
            .await;
        db.execute(&format!("DELETE FROM organizations WHERE id = '{org}'"))
            .unwrap();
        for table in [
            "runs",
            "run_requests",
            "run_events",
            "run_weeks",
            "token_days",
            "token_reservations",
        ] {
            let left = db.texts(&format!(
                "SELECT CAST(count(*) AS TEXT) AS value FROM {table}"
            ));
            assert_eq!(left, [Some("0".to_owned())], "{table}");
        }
        // Whoever still works on it learns to stop.
        let beat = ground
            .store
            .write(move |conn| runs::heartbeat(conn, id, 1, now()))
            .await;
        assert!(is_lease_lost(&beat), "{beat:?}");
    });
}
