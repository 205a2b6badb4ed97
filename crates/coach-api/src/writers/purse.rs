//! Where a model's tokens come from: reserved before a call, settled after it.
//!
//! Nothing is spent that was not reserved, so an organization's daily budget
//! holds whatever many calls run side by side. A reservation that is dropped
//! unsettled stays counted in full: money may have gone, nobody knows.

use std::future::Future;
use std::pin::Pin;

use super::WriterError;

/// What takes its time.
pub(crate) type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A budget that calls are paid from.
pub(crate) trait Purse: Send + Sync {
    /// Sets tokens aside for a call.
    ///
    /// # Errors
    /// [`ModelFault::BudgetSpent`](super::fault::ModelFault) where less is left;
    /// [`WriterError::Store`] where nobody can say.
    fn reserve(&self, tokens: u64) -> Later<'_, Result<Reservation, WriterError>>;

    /// Says what the call cost; the rest goes back. Where that cannot be written
    /// now, the purse does it later: it is no fault of the call.
    ///
    /// The future borrows nothing, because a call that is dropped half-way is
    /// settled by a task of its own.
    fn settle(
        &self,
        reservation: Reservation,
        tokens: u64,
    ) -> Later<'static, Result<(), WriterError>>;
}

/// Tokens set aside for one call.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reservation {
    /// The purse's own word for it.
    pub(crate) id: String,
    /// How many.
    pub(crate) tokens: u64,
}

/// For writers that cost nothing.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Bottomless;

impl Purse for Bottomless {
    fn reserve(&self, tokens: u64) -> Later<'_, Result<Reservation, WriterError>> {
        Box::pin(async move {
            Ok(Reservation {
                id: String::new(),
                tokens,
            })
        })
    }

    fn settle(&self, _: Reservation, _: u64) -> Later<'static, Result<(), WriterError>> {
        Box::pin(async { Ok(()) })
    }
}
