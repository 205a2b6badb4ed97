//! A run's purse: its organization's tokens of the day, in the database, so that
//! the budget holds whatever many processes spend from it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use plan_store::budgets::{self, Reservation as Aside};
use plan_store::{Conflict, OrgId, ReservationId, RunId, Store, StoreError};

use super::engine::Inner;
use super::patience::patiently;
use crate::writers::WriterError;
use crate::writers::fault::ModelFault;
use crate::writers::purse::{Later, Purse, Reservation};

/// The purse of one run.
pub(super) struct DailyBudget<'a> {
    engine: &'a Inner,
    org: OrgId,
    run: RunId,
    unsettled: Arc<Unsettled>,
}

/// Calls that ended while the database was away, each with what it cost.
type Unsettled = Mutex<Vec<(ReservationId, u64)>>;

impl<'a> DailyBudget<'a> {
    pub(super) fn new(engine: &'a Inner, org: OrgId, run: RunId) -> Self {
        Self {
            engine,
            org,
            run,
            unsettled: Arc::default(),
        }
    }

    /// What the run spent so far, in all its attempts.
    pub(super) async fn spent(&self) -> Result<u64, StoreError> {
        let run = self.run;
        self.engine
            .store
            .read(move |conn| budgets::used_by(conn, run))
            .await
    }

    /// Settles, once the work is over, what could not be settled meanwhile.
    pub(super) async fn settle_rest(&self) {
        let unsettled = std::mem::take(&mut *open(&self.unsettled));
        for (id, tokens) in unsettled {
            match settle(&self.engine.store, self.run, id, tokens).await {
                // Whoever took the run over has settled it as it was.
                Ok(()) | Err(StoreError::NotFound(_)) => {}
                Err(error) => {
                    tracing::error!(run = %self.run, %error, "a call stays counted in full");
                }
            }
        }
    }
}

impl Purse for DailyBudget<'_> {
    fn reserve(&self, tokens: u64) -> Later<'_, Result<Reservation, WriterError>> {
        Box::pin(async move {
            let Self { engine, .. } = self;
            let now = engine.now();
            let (org, run, daily) = (self.org, self.run, engine.settings.daily_tokens);
            let id = ReservationId::generate(now).map_err(failed)?;
            let aside = Aside { id, tokens };
            // Under the same id each time, so it is set aside once.
            let reserved = patiently(run, || {
                let reserve =
                    move |conn: &mut _| budgets::reserve(conn, aside, org, run, daily, now);
                engine.store.write(reserve)
            });
            match reserved.await {
                Ok(()) => Ok(Reservation {
                    id: id.to_string(),
                    tokens,
                }),
                Err(StoreError::Conflict(Conflict::BudgetSpent { resets_at })) => {
                    let retry_after = (resets_at - now).to_std().unwrap_or(Duration::ZERO);
                    Err(ModelFault::BudgetSpent { retry_after }.into())
                }
                Err(error) => Err(failed(error)),
            }
        })
    }

    fn settle(
        &self,
        reservation: Reservation,
        tokens: u64,
    ) -> Later<'static, Result<(), WriterError>> {
        let (store, run) = (self.engine.store.clone(), self.run);
        let unsettled = Arc::clone(&self.unsettled);
        Box::pin(async move {
            let id: ReservationId = reservation.id.parse().map_err(failed)?;
            match settle(&store, run, id, tokens).await {
                // What the model made is worth more than its bill, which can wait.
                Err(error) if error.is_transient() => {
                    tracing::warn!(%run, %error, "a call is settled later");
                    open(&unsettled).push((id, tokens));
                    Ok(())
                }
                settled => settled.map_err(failed),
            }
        })
    }
}

fn open(unsettled: &Unsettled) -> MutexGuard<'_, Vec<(ReservationId, u64)>> {
    // Nothing under the lock can be left half done.
    unsettled.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Settles a call, once, whatever many times it is tried.
async fn settle(
    store: &Store,
    run: RunId,
    id: ReservationId,
    tokens: u64,
) -> Result<(), StoreError> {
    let mut is_first = true;
    patiently(run, || {
        let may_be_settled = !std::mem::take(&mut is_first);
        store.write(move |conn| match budgets::settle(conn, id, tokens) {
            // It was written after all, and only the answer got lost.
            Err(StoreError::NotFound(_)) if may_be_settled => Ok(()),
            settled => settled,
        })
    })
    .await
}

/// A client asked for none of it, so nothing is missing for them.
fn failed(error: StoreError) -> WriterError {
    match error {
        StoreError::NotFound(_) => WriterError::Broken(error.to_string()),
        error => WriterError::Store(error),
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use test_support::{Engine, TestDatabase, for_each_database};
    use tokio::time::{pause, resume, sleep};

    use super::*;
    use crate::ops::OpError;
    use crate::runs::patience::PATIENCE;
    use crate::runs::tests::{Ground, Paced, quick};

    /// Refuses whatever begins or ends a call, as a database does that is too busy.
    fn keep_busy(database: &TestDatabase) {
        let kept = match database.engine() {
            Engine::Sqlite => {
                "CREATE TRIGGER no_more BEFORE INSERT ON token_reservations
                 BEGIN SELECT RAISE(ABORT, 'database is locked'); END;
                 CREATE TRIGGER no_less BEFORE DELETE ON token_reservations
                 BEGIN SELECT RAISE(ABORT, 'database is locked'); END"
            }
            Engine::Postgres => {
                "CREATE FUNCTION busy() RETURNS trigger LANGUAGE plpgsql AS
                 $$ BEGIN RAISE EXCEPTION 'deadlock detected'; END $$;
                 CREATE TRIGGER neither BEFORE INSERT OR DELETE ON token_reservations
                 FOR EACH ROW EXECUTE FUNCTION busy()"
            }
        };
        database.execute(kept).unwrap();
    }

    fn let_be(database: &TestDatabase) {
        let freed = match database.engine() {
            Engine::Sqlite => "DROP TRIGGER no_more; DROP TRIGGER no_less",
            Engine::Postgres => "DROP FUNCTION busy CASCADE",
        };
        database.execute(freed).unwrap();
    }

    /// Has it fail once. Time stands still while anything is done, so it is over
    /// before the next try.
    async fn fails_at_first<T>(later: &mut Later<'_, T>) {
        tokio::select! {
            biased;
            _ = later => panic!("it gives up at once"),
            () = sleep(PATIENCE[0] / 2) => {}
        }
    }

    fn in_a_run(test: impl AsyncFn(&TestDatabase, &Ground, DailyBudget<'_>)) {
        for_each_database(async |database| {
            let ground = Ground::lay(&database).await;
            let process = ground.process(&Paced::default(), quick());
            let run = process.start(&ground, ground.plan()).await.run();
            let org = ground.team.org;
            pause();
            test(
                &database,
                &ground,
                DailyBudget::new(&process.engine().0, org, run),
            )
            .await;
            resume();
        });
    }

    #[test]
    fn a_database_that_is_busy_for_a_moment_costs_a_moment_and_each_call_once() {
        in_a_run(async |database, _, purse| {
            keep_busy(database);
            let mut reserving = purse.reserve(10);
            fails_at_first(&mut reserving).await;
            let_be(database);
            let aside = reserving.await.unwrap();
            keep_busy(database);
            let mut settling = purse.settle(aside, 7);
            fails_at_first(&mut settling).await;
            let_be(database);
            settling.await.unwrap();
            assert_eq!(purse.spent().await.unwrap(), 7);
        });
    }

    #[test]
    fn a_call_that_was_settled_although_nobody_heard_it_is_settled() {
        in_a_run(async |database, ground, purse| {
            let aside = purse.reserve(10).await.unwrap();
            let id = aside.id.parse().unwrap();
            keep_busy(database);
            let mut settling = purse.settle(aside, 7);
            fails_at_first(&mut settling).await;
            let_be(database);
            let settled = ground.store.write(move |conn| budgets::settle(conn, id, 7));
            settled.await.unwrap();
            settling.await.unwrap();
            assert_eq!(purse.spent().await.unwrap(), 7);
        });
    }

    #[test]
    fn without_a_database_no_call_begins_and_the_bill_of_one_that_ended_waits() {
        in_a_run(async |database, _, purse| {
            let aside = purse.reserve(10).await.unwrap();
            keep_busy(database);
            let refused = OpError::from(purse.reserve(10).await.unwrap_err());
            assert!(refused.is_retryable(), "{refused:?}");
            assert!(matches!(
                refused,
                OpError::Store(StoreError::Unavailable(_))
            ));
            purse.settle(aside, 7).await.unwrap();
            assert_eq!(purse.spent().await.unwrap(), 0);
            let_be(database);
            purse.settle_rest().await;
            assert_eq!(purse.spent().await.unwrap(), 7);
            // There is nothing left to settle.
            keep_busy(database);
            assert_eq!(purse.settle_rest().now_or_never(), Some(()));
        });
    }
}
