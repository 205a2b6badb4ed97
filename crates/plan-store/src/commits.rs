//! Writes to a SQLite file that share their commits.
//!
//! SQLite has one writer at a time, and each commit waits for the disk. So the
//! writes of a process queue here, and one task serves them: it begins a
//! transaction, does what waits, each write in a savepoint of its own, and
//! commits once for all of them. Alone, a write takes as long as ever; a thousand
//! at once take a few commits instead of a thousand. Nobody hears of his write
//! before it is on the disk, and one that fails takes nothing but itself back.

use std::collections::VecDeque;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use diesel::connection::TransactionManager;
use tokio::sync::oneshot;
use tracing::Span;

use crate::StoreError;
use crate::connection::{Connection, Opened, Purpose};

/// How long a transaction takes up what waits, before it commits: those who are
/// in it wait for each other.
const GATHERING: Duration = Duration::from_millis(5);

/// Writes that wait, in the order they came.
#[derive(Default)]
pub(crate) struct Queue(Mutex<Waiting>);

impl fmt::Debug for Queue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let waiting = self.lock().writes.len();
        f.debug_struct("Queue").field("waiting", &waiting).finish()
    }
}

#[derive(Default)]
struct Waiting {
    writes: VecDeque<Box<dyn Write>>,
    /// Whether a task serves them already.
    is_served: bool,
}

/// What a write comes to: its panic goes on in the caller.
type Outcome<T, E> = thread::Result<Result<T, E>>;

/// A write in the queue, whatever it returns.
trait Write: Send {
    /// When its caller has waited long enough.
    fn until(&self) -> Instant;

    /// Does it, in a savepoint.
    ///
    /// # Errors
    /// Where the transaction itself is lost, and everything in it.
    fn perform(&mut self, conn: &mut Connection) -> Result<(), StoreError>;

    /// Tells the caller; an error here means that nothing of it was written.
    fn answer(self: Box<Self>, committed: Result<(), StoreError>);
}

struct Job<T, E, F> {
    work: Option<F>,
    span: Span,
    until: Instant,
    outcome: Option<Outcome<T, E>>,
    caller: oneshot::Sender<Outcome<T, E>>,
}

impl<T, E, F> Write for Job<T, E, F>
where
    T: Send,
    E: From<StoreError> + Send,
    F: FnOnce(&mut Connection) -> Result<T, E> + Send,
{
    fn until(&self) -> Instant {
        self.until
    }

    fn perform(&mut self, conn: &mut Connection) -> Result<(), StoreError> {
        let Some(work) = self.work.take() else {
            return Ok(());
        };
        Connection::begin_transaction(conn)?;
        // The savepoint is taken back, and with it whatever the panic left half done.
        let work = AssertUnwindSafe(|| self.span.in_scope(|| work(conn)));
        let outcome = catch_unwind(work);
        let is_done = matches!(outcome, Ok(Ok(_)));
        self.outcome = Some(outcome);
        if is_done {
            Connection::commit_transaction(conn)?;
        } else {
            Connection::rollback_transaction(conn)?;
        }
        Ok(())
    }

    fn answer(self: Box<Self>, committed: Result<(), StoreError>) {
        let outcome = match (self.outcome, committed) {
            (Some(outcome @ (Err(_) | Ok(Err(_)))), _) | (Some(outcome), Ok(())) => outcome,
            (_, Err(error)) => Ok(Err(error.into())),
            (None, Ok(())) => Ok(Err(gone().into())),
        };
        // Whoever stopped waiting does not want to know.
        let _ = self.caller.send(outcome);
    }
}

/// The duty to serve a queue: one at a time has it, and whoever lets it go undone,
/// because a runtime ends before it begins, sends everybody away who waits.
pub(crate) struct Service {
    queue: Arc<Queue>,
    is_over: bool,
}

impl Service {
    /// Does what waits until nothing does, in transactions on connections that
    /// are asked for one at a time.
    pub(crate) fn run<C>(mut self, connect: impl Fn() -> Result<C, StoreError>)
    where
        C: std::ops::DerefMut<Target = Opened>,
    {
        while let Some(first) = self.next() {
            let mut conn = match connect() {
                Ok(conn) => conn,
                Err(error) => {
                    first.answer(Err(error));
                    continue;
                }
            };
            self.queue.commit_together(first, &mut conn);
        }
    }

    /// The next write whose caller still waits; where there is none the service
    /// is over, and the next one who comes has to serve.
    fn next(&mut self) -> Option<Box<dyn Write>> {
        loop {
            let mut waiting = self.queue.lock();
            let Some(write) = waiting.writes.pop_front() else {
                waiting.is_served = false;
                self.is_over = true;
                return None;
            };
            drop(waiting);
            if let Some(write) = still(write) {
                return Some(write);
            }
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        if self.is_over {
            return;
        }
        let mut waiting = self.queue.lock();
        waiting.is_served = false;
        let writes = std::mem::take(&mut waiting.writes);
        drop(waiting);
        for write in writes {
            write.answer(Err(gone()));
        }
    }
}

impl Queue {
    /// Adds a write that waits until then, and hands out the service of the queue
    /// if nobody has it.
    pub(crate) fn add<T, E>(
        self: &Arc<Self>,
        until: Instant,
        work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
    ) -> (oneshot::Receiver<Outcome<T, E>>, Option<Service>)
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (caller, outcome) = oneshot::channel();
        let mut waiting = self.lock();
        waiting.writes.push_back(Box::new(Job {
            work: Some(work),
            span: Span::current(),
            until,
            outcome: None,
            caller,
        }));
        let is_first = !std::mem::replace(&mut waiting.is_served, true);
        let service = is_first.then(|| Service {
            queue: Arc::clone(self),
            is_over: false,
        });
        (outcome, service)
    }

    /// One transaction.
    fn commit_together(&self, first: Box<dyn Write>, conn: &mut Opened) {
        let begun = Instant::now();
        if let Err(error) = conn.begin(Purpose::Write) {
            return first.answer(Err(error.into()));
        }
        let mut done = Vec::new();
        let mut next = Some(first);
        let mut ended = Ok(());
        while let Some(mut write) = next {
            ended = write.perform(conn);
            done.push(write);
            if ended.is_err() || begun.elapsed() >= GATHERING {
                break;
            }
            next = self.next_if_any();
        }
        let ended = ended.and_then(|()| Ok(Connection::commit_transaction(conn)?));
        if ended.is_err()
            && let Err(rollback) = Connection::rollback_transaction(conn)
        {
            // The pool throws a connection away that is still in a transaction.
            tracing::warn!(%rollback, "a transaction could not be rolled back");
        }
        for write in done {
            write.answer(ended.as_ref().map(drop).map_err(again));
        }
    }

    /// The next write whose caller still waits, for a transaction that has begun.
    fn next_if_any(&self) -> Option<Box<dyn Write>> {
        loop {
            let write = self.lock().writes.pop_front()?;
            if let Some(write) = still(write) {
                return Some(write);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        // Nothing under the lock can be left half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A write that has not waited too long; others are told so.
fn still(write: Box<dyn Write>) -> Option<Box<dyn Write>> {
    if Instant::now() < write.until() {
        return Some(write);
    }
    let error = StoreError::Unavailable("other writers take too long".to_owned());
    write.answer(Err(error));
    None
}

/// What is told where nobody serves the queue any more.
pub(crate) fn gone() -> StoreError {
    StoreError::Unavailable("the runtime is shutting down".to_owned())
}

/// The same error once more, for another write of the transaction.
fn again(error: &StoreError) -> StoreError {
    match error {
        StoreError::ReadOnly(reason) => StoreError::ReadOnly(reason.clone()),
        StoreError::SchemaOutdated(reason) => StoreError::SchemaOutdated(reason.clone()),
        other => StoreError::Unavailable(other.to_string()),
    }
}
