//! How long what a run leaves behind is kept.

use chrono::{DateTime, TimeDelta, Utc};
use plan_store::runs::{self, EVENTS_KEPT, RESULT_KEPT, RunOutcome, Swept};
use plan_store::{Connection, RunId, StoreError, budgets};
use test_support::builders::now;
use test_support::for_each_database;

use crate::Ground;
use crate::budgets::aside;
use crate::runs::begun;

const TICK: TimeDelta = TimeDelta::microseconds(1);

/// How many events and weeks a run still has, while there is one.
fn left(conn: &mut Connection, id: RunId) -> Result<Option<(usize, usize)>, StoreError> {
    match runs::get(conn, id) {
        Ok(_) => Ok(Some((
            runs::events_after(conn, id, 0, 9)?.len(),
            runs::finished_weeks(conn, id)?.len(),
        ))),
        Err(StoreError::NotFound("run")) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn swept(ground: &Ground, at: DateTime<Utc>) -> Swept {
    ground.write(move |conn| runs::sweep(conn, at)).await
}

#[test]
fn events_and_weeks_go_after_ten_minutes_and_the_run_after_a_day() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let org = ground.team.org;
        let (ended, going_on) = (begun(&ground).await.id, begun(&ground).await.id);
        ground
            .write(move |conn| {
                for id in [ended, going_on] {
                    runs::append(conn, id, 1, &["{}".to_owned()], &[(1, "{}")])?;
                    budgets::reserve(conn, aside(5), org, id, 100, now())?;
                }
                let last = ["{}".to_owned()];
                runs::finish(conn, ended, 1, RunOutcome::Succeeded, "{}", &last, now())
            })
            .await;
        let nothing = Swept::default();
        for (at, what, expected) in [
            (now(), nothing, Some((2, 1))),
            (now() + EVENTS_KEPT, nothing, Some((2, 1))),
            (
                now() + EVENTS_KEPT + TICK,
                Swept {
                    events: 2,
                    weeks: 1,
                    runs: 0,
                },
                Some((0, 0)),
            ),
            (now() + RESULT_KEPT, nothing, Some((0, 0))),
            (
                now() + RESULT_KEPT + TICK,
                Swept { runs: 1, ..nothing },
                None,
            ),
            (now() + RESULT_KEPT * 2, nothing, None),
        ] {
            assert_eq!(swept(&ground, at).await, what, "{at}");
            let (ended, going_on) = ground
                .read(move |conn| Ok((left(conn, ended)?, left(conn, going_on)?)))
                .await;
            assert_eq!(ended, expected, "{at}");
            assert_eq!(going_on, Some((1, 1)), "{at}");
        }
        // What nobody settled stays spent.
        let spent = ground
            .read(move |conn| budgets::spent_on(conn, org, now().date_naive()))
            .await;
        assert_eq!(spent, 10);
    });
}

#[test]
fn events_that_nobody_swept_go_with_their_run() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let id = begun(&ground).await.id;
        ground
            .write(move |conn| {
                runs::append(conn, id, 1, &["{}".to_owned()], &[(1, "{}")])?;
                runs::finish(conn, id, 1, RunOutcome::Failed, "{}", &[], now())
            })
            .await;
        let only_the_run = Swept {
            runs: 1,
            ..Swept::default()
        };
        assert_eq!(
            swept(&ground, now() + RESULT_KEPT + TICK).await,
            only_the_run
        );
        for table in ["run_requests", "run_events", "run_weeks"] {
            let rows = db.texts(&format!("SELECT run_id AS value FROM {table}"));
            assert_eq!(rows, [], "{table}");
        }
    });
}
