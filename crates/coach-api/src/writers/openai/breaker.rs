//! A host that fails most calls is left alone for a while.
//!
//! Half of at least [`FEWEST`] calls within [`WINDOW`] opens the circuit for
//! [`PAUSE`]; then one call may try, and its success closes it again. What counts
//! as a failure is the host's: unreachable, broken, too late. A model that
//! writes nonsense answers, and so does a host that refuses a request.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::writers::fault::ModelFault;

/// Calls that count.
const WINDOW: Duration = Duration::from_secs(30);
/// Fewer say nothing.
const FEWEST: usize = 20;
/// How long nobody calls.
const PAUSE: Duration = Duration::from_secs(15);

/// Watches the calls to one host.
#[derive(Debug, Default)]
pub(super) struct Breaker(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// When a call ended, and whether it failed; oldest first.
    calls: VecDeque<(Instant, bool)>,
    /// While the circuit is open: when one may try.
    opens_at: Option<Instant>,
}

impl Breaker {
    /// Asks whether a call may be made.
    ///
    /// # Errors
    /// [`ModelFault::CircuitOpen`] with the time to wait.
    pub(super) fn admit(&self, now: Instant) -> Result<(), ModelFault> {
        let mut state = self.lock();
        match state.opens_at {
            Some(at) if now < at => Err(ModelFault::CircuitOpen {
                retry_after: at - now,
            }),
            Some(_) => {
                // This one tries; the others wait for what becomes of it.
                state.opens_at = Some(now + PAUSE);
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Notes how a call ended.
    pub(super) fn note(&self, now: Instant, failed: bool) {
        let mut state = self.lock();
        if !failed && state.opens_at.take().is_some() {
            state.calls.clear();
        }
        state.calls.push_back((now, failed));
        while state
            .calls
            .front()
            .is_some_and(|(at, _)| now - *at > WINDOW)
        {
            state.calls.pop_front();
        }
        let failures = state.calls.iter().filter(|(_, failed)| *failed).count();
        let is_bad = state.calls.len() >= FEWEST && 2 * failures >= state.calls.len();
        if failed && (is_bad || state.opens_at.is_some()) {
            state.opens_at = Some(now + PAUSE);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(count: u64) -> Duration {
        Duration::from_secs(count)
    }

    #[test]
    fn half_of_twenty_calls_within_the_window_open_the_circuit() {
        let (breaker, now) = (Breaker::default(), Instant::now());
        for call in 0..19 {
            breaker.note(now, call % 2 == 0);
        }
        assert_eq!(breaker.admit(now), Ok(()), "nineteen calls say nothing");
        breaker.note(now, true);
        let retry_after = PAUSE;
        assert_eq!(
            breaker.admit(now),
            Err(ModelFault::CircuitOpen { retry_after })
        );
        let later = now + PAUSE - seconds(1);
        let retry_after = seconds(1);
        assert_eq!(
            breaker.admit(later),
            Err(ModelFault::CircuitOpen { retry_after })
        );
    }

    #[test]
    fn calls_that_mostly_succeed_or_lie_far_apart_leave_it_closed() {
        let now = Instant::now();
        let (mostly, apart) = (Breaker::default(), Breaker::default());
        for call in 0..100 {
            mostly.note(now, call % 3 == 0);
            apart.note(now + seconds(2 * call), true);
        }
        assert_eq!(mostly.admit(now), Ok(()));
        assert_eq!(apart.admit(now + seconds(200)), Ok(()));
    }

    #[test]
    fn after_the_pause_one_call_tries_and_decides() {
        let (breaker, now) = (Breaker::default(), Instant::now());
        for _ in 0..20 {
            breaker.note(now, true);
        }
        let tried = now + PAUSE;
        assert_eq!(breaker.admit(tried), Ok(()));
        assert!(breaker.admit(tried).is_err(), "one at a time");
        breaker.note(tried, true);
        assert!(breaker.admit(tried + seconds(14)).is_err());

        let again = tried + PAUSE;
        assert_eq!(breaker.admit(again), Ok(()));
        breaker.note(again, false);
        assert_eq!(breaker.admit(again), Ok(()));
        breaker.note(again, true);
        assert_eq!(breaker.admit(again), Ok(()), "it begins anew");
    }
}
