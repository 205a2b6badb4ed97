use std::collections::VecDeque;
use std::time::Duration;

use super::sliding_log::{Decision, Policy};

/// Nanoseconds on the limiter's clock: exact, and half the size of a `Duration`.
pub(super) type Nanoseconds = u64;

/// When one client was admitted, within the last window.
///
/// It grows with what is in it: most clients send a request or two.
#[derive(Clone, Debug, Default)]
pub(super) struct Log(VecDeque<Nanoseconds>);

impl Log {
    /// Admits a request at `now`, unless the window is full. `now` is never
    /// before an earlier one.
    pub(super) fn admit(&mut self, now: Nanoseconds, policy: &Policy) -> Decision {
        let window = nanoseconds(policy.window);
        while self
            .0
            .front()
            .is_some_and(|admitted| *admitted + window <= now)
        {
            self.0.pop_front();
        }
        let is_admitted = self.0.len() < policy.limit as usize;
        if is_admitted {
            self.0.push_back(now);
        }
        let until_oldest_leaves = self.0.front().map_or(0, |oldest| *oldest + window - now);
        Decision {
            is_admitted,
            remaining: policy.limit - self.0.len() as u32,
            wait: Duration::from_nanos(until_oldest_leaves),
        }
    }

    /// What a request at `now` is told, if the window is full.
    pub(super) fn refusal(&self, now: Nanoseconds, policy: &Policy) -> Option<Decision> {
        let window = nanoseconds(policy.window);
        let left = self.0.partition_point(|admitted| *admitted + window <= now);
        let is_full = self.0.len() - left >= policy.limit as usize;
        let oldest = self.0.get(left).filter(|_| is_full)?;
        Some(Decision {
            is_admitted: false,
            remaining: 0,
            wait: Duration::from_nanos(oldest + window - now),
        })
    }

    /// When the last request was admitted.
    pub(super) fn last(&self) -> Option<Nanoseconds> {
        self.0.back().copied()
    }
}

/// Enough for five hundred years of running.
pub(super) fn nanoseconds(time: Duration) -> Nanoseconds {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}
