//! How many plans are written as JSON at a time.

use std::num::NonZero;
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::Duration;

use plan_store::StoreError;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// Turns, two for each processor: one plan is loaded while another is written.
///
/// Sixty plans that are written at once push each other out of the processors'
/// caches, wait for each other's connections and take a tenth more time, each of
/// them. Half a millisecond later it is the next one's turn. Forms that take long
/// take no turns: JSON would wait for them.
pub(crate) struct Turns {
    free: Arc<Semaphore>,
    patience: Duration,
}

/// Somebody's turn, until it is dropped.
pub(crate) type Turn = OwnedSemaphorePermit;

impl Turns {
    /// Waiting for one takes at most `patience`: so long it only takes where a
    /// database keeps all who have one waiting.
    pub(crate) fn new(patience: Duration) -> Self {
        let processors = available_parallelism().map_or(1, NonZero::get);
        Self {
            free: Arc::new(Semaphore::new(2 * processors)),
            patience,
        }
    }

    /// Waits for a turn.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where there is none in time.
    pub(crate) async fn take(&self) -> Result<Turn, StoreError> {
        let turn = timeout(self.patience, Arc::clone(&self.free).acquire_owned()).await;
        turn.ok().and_then(Result::ok).ok_or_else(|| {
            StoreError::Unavailable("those who read plans now do not come to an end".to_owned())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn who_waits_is_next_or_is_told_after_a_while() {
        let turns = Turns::new(Duration::from_millis(50));
        let mut taken = Vec::new();
        let refused = loop {
            match turns.take().await {
                Ok(turn) => taken.push(turn),
                Err(error) => break error,
            }
        };
        assert!(matches!(refused, StoreError::Unavailable(_)));
        assert!(taken.len() >= 2 && taken.len().is_multiple_of(2));

        let (next, ()) = tokio::join!(turns.take(), async { drop(taken.pop()) });
        assert!(next.is_ok());
    }
}
