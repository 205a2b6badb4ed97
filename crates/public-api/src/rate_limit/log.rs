use std::collections::VecDeque;
use std::time::Duration;

use super::sliding_log::{Decision, Policy};

/// When one client was admitted, within the last window.
///
/// It grows with what is in it: most clients send a request or two.
#[derive(Clone, Debug, Default)]
pub(super) struct Log(VecDeque<Duration>);

impl Log {
    /// Admits a request at `now`, unless the window is full. `now` is never
    /// before an earlier one.
    pub(super) fn admit(&mut self, now: Duration, policy: &Policy) -> Decision {
        while self
            .0
            .front()
            .is_some_and(|admitted| *admitted + policy.window <= now)
        {
            self.0.pop_front();
        }
        let is_admitted = self.0.len() < policy.limit as usize;
        if is_admitted {
            self.0.push_back(now);
        }
        let until_oldest_leaves = self
            .0
            .front()
            .map_or(Duration::ZERO, |oldest| *oldest + policy.window - now);
        Decision {
            is_admitted,
            remaining: policy.limit - self.0.len() as u32,
            wait: until_oldest_leaves,
        }
    }

    /// When the last request was admitted.
    pub(super) fn last(&self) -> Option<Duration> {
        self.0.back().copied()
    }
}
