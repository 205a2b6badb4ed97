use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use web_base::client::Client;

use super::breaker::{Breaker, Fault};
use super::clock::{Clock, Monotonic};
use super::redis::RedisLog;
use super::sliding_log::{Decision, Policy, SlidingLog};

/// A log that all replicas write to, and that may be away.
pub(crate) trait CommonLog {
    /// Admits or refuses a request, and writes down which it admits.
    ///
    /// An error is a code for the operator's log; it names no client and repeats
    /// nothing of the address.
    fn admit(
        &self,
        client: Client,
        policy: &Policy,
    ) -> impl Future<Output = Result<CommonDecision, String>> + Send;

    /// Gives up what there is of a connection: it was silent for too long, and
    /// may be dead without anybody having said so.
    fn start_over(&self);

    /// Takes an entry back. Where that fails it stays until it leaves the window.
    fn take_back(&self, client: Client, entry: Entry) -> impl Future<Output = ()> + Send;
}

/// When a request was admitted, by the common log's own clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry(pub(super) u64);

/// What the common log says to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CommonDecision {
    pub(super) decision: Decision,
    /// This moment; if the request is admitted, its entry.
    pub(super) at: Entry,
}

/// The longest a replica waits for an answer, unless it is told otherwise.
pub(crate) const ANSWER_TIME: Duration = Duration::from_millis(50);

/// The log that replicas have in common, and this replica's own.
#[derive(Debug)]
pub(crate) struct Shared<L = RedisLog, C = Monotonic> {
    own: SlidingLog<C>,
    common: L,
    /// How much later than the common log this replica may have written the same
    /// admission down: the longest it waits for an answer. Who is told to wait
    /// waits that much longer, so that then both logs let them pass.
    answer_time: Duration,
    breaker: Breaker,
    counters: Counters,
}

#[derive(Debug, Default)]
struct Counters {
    outages: AtomicU64,
    faults: AtomicU64,
    alone: AtomicU64,
}

/// How it goes with the common log, since the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SharedFigures {
    /// Whether this replica counts for itself right now, because the common log
    /// is away.
    pub is_away: bool,
    /// How often it went away.
    pub outages: u64,
    /// Questions it did not answer, or not in time.
    pub faults: u64,
    /// Requests this replica decided by its own log alone.
    pub alone: u64,
}

impl<L: CommonLog, C: Clock> Shared<L, C> {
    /// With a common log that takes at most `answer_time` to answer.
    pub(super) fn new(own: SlidingLog<C>, common: L, answer_time: Duration) -> Self {
        Self {
            own,
            common,
            answer_time,
            breaker: Breaker::default(),
            counters: Counters::default(),
        }
    }

    pub(super) fn own(&self) -> &SlidingLog<C> {
        &self.own
    }

    pub(super) fn figures(&self) -> SharedFigures {
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        SharedFigures {
            is_away: self.breaker.is_open(),
            outages: count(&self.counters.outages),
            faults: count(&self.counters.faults),
            alone: count(&self.counters.alone),
        }
    }

    /// Decides a request of `client` that arrives now.
    pub(super) async fn admit(&self, client: Client) -> Decision {
        // Who used everything up here has done so everywhere.
        if let Some(refusal) = self.own.refusal(client) {
            return refusal;
        }
        let Some(common) = self.ask(client).await else {
            self.counters.alone.fetch_add(1, Ordering::Relaxed);
            return self.own.admit(client);
        };
        let decision = self.later(common.decision);
        if !decision.is_admitted {
            return decision;
        }
        let own = self.own.admit(client);
        if !own.is_admitted {
            // Others of this client were faster, and the common log forgot
            // some: a refused request is not to be counted.
            self.common.take_back(client, common.at).await;
            return own;
        }
        if own.remaining < decision.remaining {
            own
        } else {
            decision
        }
    }

    /// The decision with a wait after which this replica's own log agrees as well.
    /// Nobody waits longer than a window.
    fn later(&self, decision: Decision) -> Decision {
        let window = self.own.policy().window;
        Decision {
            wait: window.min(decision.wait + self.answer_time),
            ..decision
        }
    }

    /// What the common log says; `None` where it says nothing.
    async fn ask(&self, client: Client) -> Option<CommonDecision> {
        let attempt = self.breaker.attempt(self.own.now())?;
        match self.common.admit(client, self.own.policy()).await {
            Ok(answer) => {
                if self.breaker.succeeded(attempt) {
                    tracing::info!("the shared rate limit is back");
                }
                Some(answer)
            }
            Err(fault) => {
                self.counters.faults.fetch_add(1, Ordering::Relaxed);
                tracing::debug!(fault, "the shared rate limit did not answer");
                match self.breaker.failed(attempt, self.own.now()) {
                    Fault::Passing => {}
                    Fault::Opened => {
                        self.counters.outages.fetch_add(1, Ordering::Relaxed);
                        tracing::warn!(
                            fault,
                            "the shared rate limit is away: this replica counts for itself"
                        );
                        self.common.start_over();
                    }
                    Fault::StillOpen => self.common.start_over(),
                }
                None
            }
        }
    }
}
