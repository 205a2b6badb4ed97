use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

use super::log::{Log, Nanoseconds, nanoseconds};
use super::sliding_log::{Decision, Policy};

/// Logs by key, and the keys by how long they have been silent.
#[derive(Debug)]
pub(super) struct Table<K> {
    logs: HashMap<K, Log>,
    /// Each key once, with the time of its last admitted request.
    by_last: BTreeSet<(Nanoseconds, K)>,
}

impl<K> Default for Table<K> {
    fn default() -> Self {
        Self {
            logs: HashMap::new(),
            by_last: BTreeSet::new(),
        }
    }
}

impl<K: Copy + Eq + Hash + Ord> Table<K> {
    pub(super) fn len(&self) -> usize {
        self.logs.len()
    }

    pub(super) fn contains(&self, key: &K) -> bool {
        self.logs.contains_key(key)
    }

    pub(super) fn get(&self, key: &K) -> Option<&Log> {
        self.logs.get(key)
    }

    /// Admits a request of `key`; a new key begins with what `first` holds.
    pub(super) fn admit(
        &mut self,
        key: K,
        now: Nanoseconds,
        policy: &Policy,
        first: impl FnOnce() -> Log,
    ) -> Decision {
        let log = match self.logs.entry(key) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let log = entry.insert(first());
                if let Some(last) = log.last() {
                    self.by_last.insert((last, key));
                }
                log
            }
        };
        let before = log.last();
        let decision = log.admit(now, policy);
        if decision.is_admitted {
            if let Some(before) = before {
                self.by_last.remove(&(before, key));
            }
            self.by_last.insert((now, key));
        }
        decision
    }

    /// Forgets up to `most` keys whose window is empty at `now`, the longest
    /// silent first. Returns how many.
    pub(super) fn forget_silent(
        &mut self,
        now: Nanoseconds,
        policy: &Policy,
        most: usize,
    ) -> usize {
        let mut forgotten = 0;
        while forgotten < most
            && let Some((last, key)) = self.by_last.first().copied()
            && last + nanoseconds(policy.window) <= now
        {
            self.by_last.pop_first();
            self.logs.remove(&key);
            forgotten += 1;
        }
        forgotten
    }
}
