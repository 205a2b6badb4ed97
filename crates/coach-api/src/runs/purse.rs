//! A run's purse: its organization's tokens of the day, in the database, so that
//! the budget holds whatever many processes spend from it.

use std::time::Duration;

use plan_store::{Conflict, OrgId, ReservationId, RunId, Store, StoreError, budgets};

use crate::app::Clock;
use crate::writers::WriterError;
use crate::writers::fault::ModelFault;
use crate::writers::purse::{Later, Purse, Reservation};

/// The purse of one run.
pub(super) struct DailyBudget {
    pub(super) store: Store,
    pub(super) clock: Clock,
    pub(super) org: OrgId,
    pub(super) run: RunId,
    /// What the organization may spend in a day.
    pub(super) daily_tokens: u64,
}

impl DailyBudget {
    /// What the run spent so far, in all its attempts.
    pub(super) async fn spent(&self) -> Result<u64, StoreError> {
        let run = self.run;
        self.store
            .read(move |conn| budgets::used_by(conn, run))
            .await
    }
}

impl Purse for DailyBudget {
    fn reserve(&self, tokens: u64) -> Later<'_, Result<Reservation, WriterError>> {
        Box::pin(async move {
            let now = (self.clock)();
            let (org, run, daily) = (self.org, self.run, self.daily_tokens);
            let reserved = self
                .store
                .write(move |conn| budgets::reserve(conn, org, run, tokens, daily, now))
                .await;
            match reserved {
                Ok(id) => Ok(Reservation {
                    id: id.to_string(),
                    tokens,
                }),
                Err(StoreError::Conflict(Conflict::BudgetSpent { resets_at })) => {
                    let retry_after = (resets_at - now).to_std().unwrap_or(Duration::ZERO);
                    Err(ModelFault::BudgetSpent { retry_after }.into())
                }
                Err(error) => Err(WriterError::Broken(error.to_string())),
            }
        })
    }

    fn settle(
        &self,
        reservation: Reservation,
        tokens: u64,
    ) -> Later<'static, Result<(), WriterError>> {
        let store = self.store.clone();
        Box::pin(async move {
            let broken = |error: StoreError| WriterError::Broken(error.to_string());
            let id: ReservationId = reservation.id.parse().map_err(broken)?;
            let settled = store.write(move |conn| budgets::settle(conn, id, tokens));
            settled.await.map_err(broken)
        })
    }
}
