use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Whether it is worth asking something that may be away.
///
/// After [`FAULTS`](Self::FAULTS) faults in a row nobody asks for
/// [`PAUSE`](Self::PAUSE); then one request tries. If it succeeds everybody
/// asks again, if not the pause begins anew.
#[derive(Debug, Default)]
pub(super) struct Breaker(Mutex<State>);

#[derive(Clone, Copy, Debug, Default)]
struct State {
    phase: Phase,
    /// How many phases there were before.
    number: u64,
}

#[derive(Clone, Copy, Debug)]
enum Phase {
    /// Everybody asks; this many of the last attempts failed in a row.
    Closed { faults: u32 },
    /// Nobody asks before this moment.
    Open { until: Duration },
}

impl Default for Phase {
    fn default() -> Self {
        Self::Closed { faults: 0 }
    }
}

/// Leave to ask. How that ends counts in the phase it was given in: an answer
/// that was on its way when the breaker opened does not close it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Attempt {
    phase: u64,
}

/// What a fault led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It may have been an accident: the next request asks again.
    Passing,
    /// The one too many: from now on nobody asks.
    Opened,
    /// Whoever tried failed; nobody asks for another pause.
    StillOpen,
}

impl Breaker {
    pub(super) const FAULTS: u32 = 5;
    pub(super) const PAUSE: Duration = Duration::from_secs(5);

    /// Whether to ask now. Whoever is let while it is open is the one who tries.
    pub(super) fn attempt(&self, now: Duration) -> Option<Attempt> {
        let mut state = self.state();
        let attempt = Attempt {
            phase: state.number,
        };
        match &mut state.phase {
            Phase::Closed { .. } => Some(attempt),
            Phase::Open { until } if *until <= now => {
                *until = now + Self::PAUSE;
                Some(attempt)
            }
            Phase::Open { .. } => None,
        }
    }

    /// An attempt succeeded. True when that ended an outage.
    pub(super) fn succeeded(&self, attempt: Attempt) -> bool {
        let mut state = self.state();
        if attempt.phase != state.number {
            return false;
        }
        let was_open = matches!(state.phase, Phase::Open { .. });
        state.phase = Phase::default();
        state.number += u64::from(was_open);
        was_open
    }

    /// An attempt failed at `now`.
    pub(super) fn failed(&self, attempt: Attempt, now: Duration) -> Fault {
        let mut state = self.state();
        if attempt.phase != state.number {
            return Fault::Passing;
        }
        match &mut state.phase {
            Phase::Closed { faults } if *faults + 1 < Self::FAULTS => {
                *faults += 1;
                Fault::Passing
            }
            Phase::Closed { .. } => {
                state.phase = Phase::Open {
                    until: now + Self::PAUSE,
                };
                state.number += 1;
                Fault::Opened
            }
            Phase::Open { .. } => Fault::StillOpen,
        }
    }

    /// True during an outage.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.state().phase, Phase::Open { .. })
    }

    /// A panic elsewhere leaves a state usable: nothing in here can panic.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn fail(breaker: &Breaker, now: Duration) -> Fault {
        breaker.failed(breaker.attempt(now).unwrap(), now)
    }

    #[test]
    fn five_faults_in_a_row_open_it_and_a_success_between_them_does_not() {
        let breaker = Breaker::default();
        for _ in 0..10 {
            for _ in 0..4 {
                assert_eq!(fail(&breaker, seconds(0)), Fault::Passing);
            }
            let success = breaker.attempt(seconds(0)).unwrap();
            assert!(!breaker.succeeded(success), "there was no outage to end");
        }
        for _ in 0..4 {
            fail(&breaker, seconds(1));
        }
        assert!(!breaker.is_open());
        assert_eq!(fail(&breaker, seconds(1)), Fault::Opened);
        assert!(breaker.is_open());
        assert_eq!(breaker.attempt(seconds(1)), None);
    }

    #[test]
    fn after_a_pause_one_tries_and_the_others_go_on_without() {
        let breaker = Breaker::default();
        for _ in 0..5 {
            fail(&breaker, seconds(10));
        }
        assert_eq!(breaker.attempt(seconds(15) - Duration::from_nanos(1)), None);
        let tries = breaker.attempt(seconds(15)).unwrap();
        assert_eq!(breaker.attempt(seconds(15)), None, "one is enough");
        assert_eq!(breaker.failed(tries, seconds(15)), Fault::StillOpen);
        assert_eq!(breaker.attempt(seconds(19)), None);
        // Whoever tries may never come back; then somebody else does.
        assert!(breaker.attempt(seconds(20)).is_some());
        let tries = breaker.attempt(seconds(25)).unwrap();
        assert!(breaker.succeeded(tries));
        assert!(!breaker.is_open());
        assert_eq!(fail(&breaker, seconds(25)), Fault::Passing, "counted anew");
    }

    #[test]
    fn what_was_asked_before_a_change_does_not_undo_it() {
        let breaker = Breaker::default();
        let (before, too) = (
            breaker.attempt(seconds(0)).unwrap(),
            breaker.attempt(seconds(0)).unwrap(),
        );
        for _ in 0..5 {
            fail(&breaker, seconds(0));
        }
        assert!(!breaker.succeeded(before), "a late answer ends no outage");
        assert!(breaker.is_open());
        let tries = breaker.attempt(seconds(5)).unwrap();
        assert!(breaker.succeeded(tries));
        for _ in 0..9 {
            assert_eq!(breaker.failed(too, seconds(5)), Fault::Passing);
        }
        assert!(!breaker.is_open(), "a late fault begins none");
    }
}
