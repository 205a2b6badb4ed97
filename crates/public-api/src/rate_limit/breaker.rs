use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Whether it is worth asking something that may be away.
///
/// After [`FAULTS`](Self::FAULTS) faults in a row nobody asks for
/// [`PAUSE`](Self::PAUSE); then one request tries. If it succeeds everybody
/// asks again, if not the pause begins anew.
#[derive(Debug, Default)]
pub(super) struct Breaker(Mutex<State>);

#[derive(Clone, Copy, Debug)]
enum State {
    /// Everybody asks; this many of the last attempts failed in a row.
    Closed { faults: u32 },
    /// Nobody asks before this moment.
    Open { until: Duration },
}

impl Default for State {
    fn default() -> Self {
        Self::Closed { faults: 0 }
    }
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

    /// Whether to ask now. Whoever is told so while it is open is the one who tries.
    pub(super) fn lets_through(&self, now: Duration) -> bool {
        match &mut *self.state() {
            State::Closed { .. } => true,
            State::Open { until } if *until <= now => {
                *until = now + Self::PAUSE;
                true
            }
            State::Open { .. } => false,
        }
    }

    /// An attempt succeeded. True when that ended an outage.
    pub(super) fn succeeded(&self) -> bool {
        let mut state = self.state();
        let was_open = matches!(*state, State::Open { .. });
        *state = State::default();
        was_open
    }

    /// An attempt failed at `now`.
    pub(super) fn failed(&self, now: Duration) -> Fault {
        let mut state = self.state();
        match &mut *state {
            State::Closed { faults } if *faults + 1 < Self::FAULTS => {
                *faults += 1;
                Fault::Passing
            }
            State::Closed { .. } => {
                *state = State::Open {
                    until: now + Self::PAUSE,
                };
                Fault::Opened
            }
            // Attempts that began before it opened fail here too: they change nothing.
            State::Open { .. } => Fault::StillOpen,
        }
    }

    /// True during an outage.
    pub(super) fn is_open(&self) -> bool {
        matches!(*self.state(), State::Open { .. })
    }

    /// A panic elsewhere leaves a state usable: each is set in one step.
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn five_faults_in_a_row_open_it_and_a_success_between_them_does_not() {
        let breaker = Breaker::default();
        for _ in 0..10 {
            for _ in 0..4 {
                assert_eq!(breaker.failed(seconds(0)), Fault::Passing);
                assert!(breaker.lets_through(seconds(0)));
            }
            assert!(!breaker.succeeded(), "there was no outage to end");
        }
        for _ in 0..4 {
            breaker.failed(seconds(1));
        }
        assert!(!breaker.is_open());
        assert_eq!(breaker.failed(seconds(1)), Fault::Opened);
        assert!(breaker.is_open());
        assert!(!breaker.lets_through(seconds(1)));
        assert_eq!(breaker.failed(seconds(2)), Fault::StillOpen);
    }

    #[test]
    fn after_a_pause_one_tries_and_the_others_go_on_without() {
        let breaker = Breaker::default();
        for _ in 0..5 {
            breaker.failed(seconds(10));
        }
        assert!(!breaker.lets_through(seconds(15) - Duration::from_nanos(1)));
        assert!(breaker.lets_through(seconds(15)));
        assert!(!breaker.lets_through(seconds(15)), "one is enough");
        assert_eq!(breaker.failed(seconds(15)), Fault::StillOpen);
        assert!(!breaker.lets_through(seconds(19)));
        // Whoever tries may never come back; then somebody else does.
        assert!(breaker.lets_through(seconds(20)));
        assert!(breaker.lets_through(seconds(25)));
        assert!(breaker.succeeded());
        assert!(!breaker.is_open());
        assert!(breaker.lets_through(seconds(25)) && breaker.lets_through(seconds(25)));
        assert_eq!(breaker.failed(seconds(25)), Fault::Passing, "counted anew");
    }
}
