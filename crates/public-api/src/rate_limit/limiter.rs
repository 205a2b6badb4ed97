use std::time::Duration;

use web_base::client::Client;

use super::redis::{RedisLog, RedisUrl};
use super::shared::{Shared, SharedFigures};
use super::sliding_log::{Decision, Policy, SlidingLog};

/// Who keeps the promise: this process alone, or all replicas together.
#[derive(Debug)]
pub(crate) enum Limiter {
    /// The log of this process.
    Local(SlidingLog),
    /// A log in Redis, and the one of this process beside it.
    Shared(Shared),
}

/// What an operator wants to see of the limit, since the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figures {
    /// Clients this process remembers now.
    pub clients: u64,
    /// Requests decided by a log with neighbors, because too many clients were
    /// active.
    pub overflowed: u64,
    /// How it goes with the log of all replicas, where there is one.
    pub shared: Option<SharedFigures>,
}

impl Limiter {
    /// An empty log; with an address, shared through Redis there, which has this long
    /// to answer.
    ///
    /// Redis may be away now or later. Call it inside a tokio runtime.
    pub(crate) fn new(policy: Policy, redis: Option<&RedisUrl>, answer_time: Duration) -> Self {
        let own = SlidingLog::new(policy);
        match redis {
            None => Self::Local(own),
            Some(url) => {
                let common = RedisLog::connect(url, answer_time);
                Self::Shared(Shared::new(own, common, answer_time))
            }
        }
    }

    /// The promise that is kept.
    pub(crate) fn policy(&self) -> &Policy {
        self.own().policy()
    }

    /// Decides a request of `client` that arrives now.
    pub(crate) async fn admit(&self, client: Client) -> Decision {
        match self {
            Self::Local(log) => log.admit(client),
            Self::Shared(shared) => shared.admit(client).await,
        }
    }

    /// What to show in metrics.
    pub(crate) fn figures(&self) -> Figures {
        let own = self.own();
        Figures {
            clients: own.clients() as u64,
            overflowed: own.overflowed(),
            shared: match self {
                Self::Local(_) => None,
                Self::Shared(shared) => Some(shared.figures()),
            },
        }
    }

    fn own(&self) -> &SlidingLog {
        match self {
            Self::Local(log) => log,
            Self::Shared(shared) => shared.own(),
        }
    }
}
