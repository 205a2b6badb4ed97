//! Which version a plan has now: the question every answer begins with.
//!
//! The promise: what was written is in the next read, on every replica. So an
//! answer may come from memory only after the database was asked, and asked
//! after the request arrived: a look that began earlier may have missed what
//! was written in between.
//!
//! Asking takes a few microseconds; getting off the async worker and back takes
//! ten times as long, and so does the way to a database server. Requests
//! therefore ask together. One thread holds one connection and goes in rounds:
//!
//! 1. Requests queue. Nothing is looked up while they do.
//! 2. The thread takes the whole queue. *From here on the round has begun*:
//!    whoever arrives now queues for the next one.
//! 3. It looks up each id of the round once and tells everyone who asked for it.
//!
//! The rule holds because a request is in a round only if it was in the queue
//! before the round began; nobody can join one that runs. Nobody waits longer
//! than the rest of a running round and one of their own. The busier it is, the
//! longer a round's queue and the less each request pays; an idle service
//! asks for each request at once.
//!
//! A failure is different from an answer: it rests on nothing, so it may be
//! told to everyone who waits, those behind the round included. Where the database
//! does not even fail (it is stopped, and the network keeps its connection), a
//! request waits for two rounds' time and is told so; the thread goes on when the
//! connection ends.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use plan_core::plan::PublicId;
use plan_store::public_plans::{Named, PublicVersion, public_versions};
use plan_store::{KeptReader, StoreError};
use tokio::sync::oneshot;
use tokio::time::timeout;

/// What a request learns: the plan its id names and its version, if there is one.
pub(crate) type Look = Result<Option<PublicVersion>, Arc<StoreError>>;

/// Where versions are looked up, all of a round at once, in the order of the ids.
pub(crate) trait Versions: Send + 'static {
    /// Looks now; it may block.
    ///
    /// # Errors
    /// Where nothing could be learned about any of them.
    fn look_up(&mut self, ids: &[PublicId]) -> Result<Vec<Named>, StoreError>;
}

impl Versions for KeptReader {
    fn look_up(&mut self, ids: &[PublicId]) -> Result<Vec<Named>, StoreError> {
        self.read(|conn| public_versions(conn, ids))
    }
}

/// How a round went, for those who count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Round {
    /// Requests it answered.
    pub(crate) requests: usize,
    /// Ids it looked up for them.
    pub(crate) ids: usize,
    /// Whether the database could be asked.
    pub(crate) is_answered: bool,
}

/// The queue and the thread that serves it. Dropping it ends the thread.
pub(crate) struct Freshness {
    desk: Arc<Desk>,
    patience: Duration,
}

/// Where requests and the thread meet.
struct Desk {
    queue: Mutex<Queue>,
    bell: Condvar,
}

#[derive(Default)]
struct Queue {
    askers: Vec<Asker>,
    /// Whether the thread waits for the bell. Ringing costs a system call, so
    /// it is only done for one who sleeps.
    is_asleep: bool,
    is_closed: bool,
}

/// A request that waits.
struct Asker {
    id: PublicId,
    answer: oneshot::Sender<Look>,
}

impl Freshness {
    /// Starts the thread; `count` hears of every round. A look-up gives up after
    /// `patience`, as far as it can.
    ///
    /// # Errors
    /// When the system has no thread to give.
    pub(crate) fn start(
        versions: impl Versions,
        patience: Duration,
        count: impl FnMut(Round) + Send + 'static,
    ) -> std::io::Result<Self> {
        let desk = Arc::new(Desk {
            queue: Mutex::default(),
            bell: Condvar::new(),
        });
        let of_thread = Arc::clone(&desk);
        thread::Builder::new()
            .name("version-checks".to_owned())
            .spawn(move || of_thread.serve(versions, count))?;
        Ok(Self { desk, patience })
    }

    /// What `id` names, by a look that begins after this call.
    pub(crate) async fn look(&self, id: PublicId) -> Look {
        let (answer, told) = oneshot::channel();
        self.desk.enqueue(Asker { id, answer });
        // One round that had begun, and one of its own.
        match timeout(2 * self.patience, told).await {
            Ok(look) => look.unwrap_or_else(|_| Err(Arc::new(gone()))),
            Err(_) => Err(Arc::new(StoreError::Unavailable(
                "the database neither answers nor fails".to_owned(),
            ))),
        }
    }
}

impl Drop for Freshness {
    fn drop(&mut self) {
        self.desk.lock().is_closed = true;
        self.desk.bell.notify_one();
    }
}

impl fmt::Debug for Freshness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Freshness").finish_non_exhaustive()
    }
}

fn gone() -> StoreError {
    StoreError::Unavailable("nobody looks versions up any more".to_owned())
}

impl Desk {
    fn enqueue(&self, asker: Asker) {
        let mut queue = self.lock();
        queue.askers.push(asker);
        let rings = std::mem::take(&mut queue.is_asleep);
        drop(queue);
        if rings {
            self.bell.notify_one();
        }
    }

    /// The thread: one round after the other until nobody can ask any more.
    fn serve(&self, mut versions: impl Versions, mut count: impl FnMut(Round)) {
        let mut askers = Vec::new();
        while self.next_round(&mut askers) {
            let requests = askers.len();
            let by_id = by_id(&mut askers);
            // A fault of the program must not leave the service without its thread.
            let looked = catch_unwind(AssertUnwindSafe(|| versions.look_up(&by_id.ids)))
                .unwrap_or_else(|_| Err(StoreError::Unavailable("a look went wrong".to_owned())));
            // Counted before anybody is told, so that whoever was answered finds it in
            // the figures.
            count(Round {
                requests,
                ids: by_id.ids.len(),
                is_answered: looked.is_ok(),
            });
            match looked {
                Ok(looks) => by_id.tell(looks),
                Err(error) => {
                    let error = Arc::new(error);
                    // Taken before anybody is told: who is refused and asks again
                    // is not refused for the same failure.
                    let behind = std::mem::take(&mut self.lock().askers);
                    by_id.refuse(&error);
                    refuse(behind, &error);
                }
            }
        }
    }

    /// Waits for requests and takes all there are; false when there will be none.
    fn next_round(&self, round: &mut Vec<Asker>) -> bool {
        let mut queue = self.lock();
        while queue.askers.is_empty() {
            if queue.is_closed {
                return false;
            }
            queue.is_asleep = true;
            queue = self
                .bell
                .wait(queue)
                .unwrap_or_else(PoisonError::into_inner);
        }
        queue.is_asleep = false;
        // The emptied vector of the last round becomes the next queue.
        std::mem::swap(&mut queue.askers, round);
        true
    }

    /// A panic elsewhere leaves the queue usable: every change to it is complete.
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The requests of a round, by what they ask for.
struct ById {
    /// Each id once.
    ids: Vec<PublicId>,
    /// Beside each id, who asks for it.
    askers: Vec<Vec<oneshot::Sender<Look>>>,
}

fn by_id(round: &mut Vec<Asker>) -> ById {
    let mut places = HashMap::<PublicId, usize>::new();
    let (mut ids, mut askers) = (Vec::new(), Vec::<Vec<_>>::new());
    for Asker { id, answer } in round.drain(..) {
        match places.entry(id) {
            Entry::Occupied(place) => askers[*place.get()].push(answer),
            Entry::Vacant(place) => {
                ids.push(place.key().clone());
                place.insert(askers.len());
                askers.push(vec![answer]);
            }
        }
    }
    ById { ids, askers }
}

impl ById {
    fn tell(self, looks: Vec<Named>) {
        let mut looks = looks.into_iter();
        for askers in self.askers {
            // One look an id is what `look_up` gives.
            let look = looks.next().unwrap_or_else(|| Err(gone()));
            let look = look.map_err(Arc::new);
            for asker in askers {
                // Who went away does not have to hear it.
                let _ = asker.send(look.clone());
            }
        }
    }

    fn refuse(self, error: &Arc<StoreError>) {
        for asker in self.askers.into_iter().flatten() {
            let _ = asker.send(Err(Arc::clone(error)));
        }
    }
}

fn refuse(askers: Vec<Asker>, error: &Arc<StoreError>) {
    for asker in askers {
        let _ = asker.answer.send(Err(Arc::clone(error)));
    }
}

#[cfg(test)]
mod tests;
