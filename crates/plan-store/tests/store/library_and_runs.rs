use plan_store::runs::{self, NewRun, RunKind, RunOutcome, RunState};
use plan_store::{Conflict, RunId, StoreError};
use test_support::builders::now;
use test_support::for_each_database;

use crate::Ground;

#[test]
fn a_run_ends_once_and_keeps_its_result() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let (org, coach) = (ground.team.org, ground.team.coach);
        for (outcome, state) in [
            (RunOutcome::Succeeded, RunState::Succeeded),
            (RunOutcome::Failed, RunState::Failed),
        ] {
            let new = NewRun {
                org_id: org,
                person_id: coach,
                kind: RunKind::Plan,
                request_hash: [7; 32],
            };
            let id = ground
                .write(move |conn| runs::insert(conn, new, now()))
                .await;
            let run = ground
                .read(move |conn| runs::get_for_member(conn, id, coach))
                .await;
            assert_eq!(
                (run.state, &run.result, run.finished_at),
                (RunState::Running, &None, None)
            );
            assert_eq!((run.kind, run.request_hash), (RunKind::Plan, [7; 32]));

            let later = now() + chrono::TimeDelta::microseconds(1_500_001);
            ground
                .write(move |conn| runs::finish(conn, id, outcome, "{\"weeks\":4}", later))
                .await;
            let again = ground
                .store
                .write(move |conn| runs::finish(conn, id, RunOutcome::Succeeded, "{}", later))
                .await;
            assert!(matches!(
                again,
                Err(StoreError::Conflict(Conflict::RunFinished))
            ));
            let run = ground
                .read(move |conn| runs::get_for_member(conn, id, coach))
                .await;
            assert_eq!((run.state, run.finished_at), (state, Some(later)));
            assert_eq!(run.result.as_deref(), Some("{\"weeks\":4}"));
        }
    });
}

#[test]
fn another_organizations_run_does_not_exist() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let strangers = ground.strangers().await;
        let new = NewRun {
            org_id: ground.team.org,
            person_id: ground.team.coach,
            kind: RunKind::Draft,
            request_hash: [0; 32],
        };
        let id = ground
            .write(move |conn| runs::insert(conn, new, now()))
            .await;
        let unknown = RunId::generate(now()).unwrap();
        for (id, person) in [(id, strangers.head_coach), (unknown, ground.team.coach)] {
            let found = ground
                .store
                .read(move |conn| runs::get_for_member(conn, id, person))
                .await;
            assert!(matches!(found, Err(StoreError::NotFound("run"))));
        }
        let finished = ground
            .store
            .write(move |conn| runs::finish(conn, unknown, RunOutcome::Failed, "{}", now()))
            .await;
        assert!(matches!(finished, Err(StoreError::NotFound("run"))));
    });
}
