use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use web_base::client::{Client, Neighborhood};

use super::clock::{Clock, Monotonic};
use super::log::{Log, Nanoseconds, nanoseconds};
use super::table::Table;

/// How many requests in how much time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The most admitted requests of one client in any window; at least 1.
    pub limit: u32,
    /// The length of the window.
    pub window: Duration,
}

impl Policy {
    /// The published window, with another limit.
    pub const fn per_minute(limit: u32) -> Self {
        Self {
            limit,
            window: Duration::from_secs(60),
        }
    }
}

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Whether it is served.
    pub is_admitted: bool,
    /// How many more would be admitted right now.
    pub remaining: u32,
    /// Until the oldest admitted request leaves the window and makes room for
    /// another: after it, the next request of a refused client is admitted.
    pub wait: Duration,
}

impl Decision {
    /// [`wait`](Self::wait) in whole seconds, rounded up so that waiting them is enough.
    pub fn wait_seconds(&self) -> u64 {
        self.wait.as_secs() + u64::from(self.wait.subsec_nanos() > 0)
    }
}

/// How many parts the clients are spread over, each with its own lock.
const SHARDS: usize = 64;

/// How many neighborhoods have a log of their own; beyond, all share one.
const MAX_NEIGHBORHOODS: usize = 65_536;

/// How many silent clients each request forgets on its way: more than the one
/// it may add, so that the silent never pile up.
const FORGET_PER_REQUEST: usize = 2;

/// The exact sliding log of all clients.
#[derive(Debug)]
pub struct SlidingLog<C = Monotonic> {
    policy: Policy,
    clock: C,
    max_clients: usize,
    hasher: RandomState,
    shards: Vec<Mutex<Table<Client>>>,
    /// Clients in all shards together.
    clients: AtomicUsize,
    overflow: Mutex<Overflow>,
    /// The last moment, in nanoseconds, at which the overflow may still hold
    /// something; keeps its lock out of the ordinary path.
    overflow_until: AtomicU64,
    overflowed: AtomicU64,
}

/// The logs of those who found no place of their own.
#[derive(Debug, Default)]
struct Overflow {
    neighborhoods: Table<Neighborhood>,
    everyone: Log,
}

impl Overflow {
    /// What a newcomer of this neighborhood may already have done.
    fn log_of(&self, neighborhood: Neighborhood) -> Log {
        self.neighborhoods
            .get(&neighborhood)
            .unwrap_or(&self.everyone)
            .clone()
    }

    fn admit(&mut self, neighborhood: Neighborhood, now: Nanoseconds, policy: &Policy) -> Decision {
        self.neighborhoods
            .forget_silent(now, policy, FORGET_PER_REQUEST);
        let has_place = self.neighborhoods.contains(&neighborhood)
            || self.neighborhoods.len() < MAX_NEIGHBORHOODS;
        if has_place {
            let everyone = &self.everyone;
            self.neighborhoods
                .admit(neighborhood, now, policy, || everyone.clone())
        } else {
            self.everyone.admit(now, policy)
        }
    }
}

impl SlidingLog<Monotonic> {
    /// An empty log for up to [`MAX_CLIENTS`](Self::MAX_CLIENTS) clients.
    pub fn new(policy: Policy) -> Self {
        Self::with_clock(policy, Self::MAX_CLIENTS, Monotonic::start())
    }
}

impl<C: Clock> SlidingLog<C> {
    /// Clients with a log of their own. A log of 30 requests takes about 400
    /// bytes with its places in the tables, so at most some 400 MB.
    pub const MAX_CLIENTS: usize = 1_000_000;

    /// An empty log on another clock, for another number of clients.
    pub fn with_clock(policy: Policy, max_clients: usize, clock: C) -> Self {
        Self {
            policy,
            clock,
            max_clients,
            hasher: RandomState::new(),
            shards: (0..SHARDS).map(|_| Mutex::default()).collect(),
            clients: AtomicUsize::new(0),
            overflow: Mutex::default(),
            overflow_until: AtomicU64::new(0),
            overflowed: AtomicU64::new(0),
        }
    }

    /// The promise that is kept.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Clients that are remembered now.
    pub fn clients(&self) -> usize {
        self.clients.load(Ordering::Relaxed)
    }

    /// Requests decided by a log with neighbors, because too many clients were active.
    pub fn overflowed(&self) -> u64 {
        self.overflowed.load(Ordering::Relaxed)
    }

    /// Decides a request of `client` that arrives now.
    pub fn admit(&self, client: Client) -> Decision {
        let shard = self.shard_of(client);
        if let Some(decision) = self.admit_by_own_log(&mut lock(shard), client) {
            return decision;
        }
        // Everything is full. Silent clients of other shards may make room.
        self.forget_silent_everywhere();
        // Held to the end, so that no other request of this client gets a log
        // of its own while this one is written to one with neighbors.
        let mut shard = lock(shard);
        match self.admit_by_own_log(&mut shard, client) {
            Some(decision) => decision,
            None => self.admit_with_neighbors(client),
        }
    }

    /// What a request of `client` that arrives now is told, if the client's own
    /// log is full; nothing is recorded.
    pub fn refusal(&self, client: Client) -> Option<Decision> {
        let shard = lock(self.shard_of(client));
        let now = nanoseconds(self.clock.now());
        shard.get(&client)?.refusal(now, &self.policy)
    }

    /// The time on the log's clock.
    pub fn now(&self) -> Duration {
        self.clock.now()
    }

    fn shard_of(&self, client: Client) -> &Mutex<Table<Client>> {
        &self.shards[self.hasher.hash_one(client) as usize % SHARDS]
    }

    /// `None` for a newcomer when there is no place left.
    fn admit_by_own_log(&self, shard: &mut Table<Client>, client: Client) -> Option<Decision> {
        // Read under the shard's lock, so that a log's times never go back.
        let now = nanoseconds(self.clock.now());
        let forgotten = shard.forget_silent(now, &self.policy, FORGET_PER_REQUEST);
        self.clients.fetch_sub(forgotten, Ordering::Relaxed);
        if !shard.contains(&client) && !self.take_place() {
            return None;
        }
        Some(shard.admit(client, now, &self.policy, || {
            if self.overflow_until.load(Ordering::Acquire) <= now {
                Log::default()
            } else {
                lock(&self.overflow).log_of(client.neighborhood())
            }
        }))
    }

    fn take_place(&self) -> bool {
        let one_more = |clients: usize| (clients < self.max_clients).then_some(clients + 1);
        self.clients
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more)
            .is_ok()
    }

    fn forget_silent_everywhere(&self) {
        let now = nanoseconds(self.clock.now());
        let forgotten = self
            .shards
            .iter()
            .map(|shard| lock(shard).forget_silent(now, &self.policy, usize::MAX))
            .sum();
        self.clients.fetch_sub(forgotten, Ordering::Relaxed);
    }

    fn admit_with_neighbors(&self, client: Client) -> Decision {
        let before = self.overflowed.fetch_add(1, Ordering::Relaxed);
        // At the first and then at every power of two: seen, and never a flood.
        if (before + 1).is_power_of_two() {
            tracing::warn!(
                overflowed = before + 1,
                clients = self.clients(),
                "too many clients are active: new ones share a rate limit with their neighbors"
            );
        }
        let mut overflow = lock(&self.overflow);
        let now = nanoseconds(self.clock.now());
        self.overflow_until
            .fetch_max(now + nanoseconds(self.policy.window), Ordering::Release);
        overflow.admit(client.neighborhood(), now, &self.policy)
    }
}

/// A panic elsewhere leaves a table usable: every change to it is complete.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
