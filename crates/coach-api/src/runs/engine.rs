//! The engine: begins runs, or finds those that go on already, and hands out
//! their logs, wherever they are executed.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use plan_store::runs::{self as stored, Begun, NewRun, Run, RunEvent, RunKind, RunLimits};
use plan_store::{Conflict, RunId, Store, StoreError, budgets};
use tokio::runtime::Handle;
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, sleep, timeout};
use tracing::Instrument;

use super::event::{Ending, Event};
use super::execute::{Attempt, Halt, execute};
use super::failure::Failure;
use super::job::Job;
use super::journal::{ALL, Journal};
use super::log::Log;
use crate::app::Clock;
use crate::config::RunSettings;
use crate::figures::Figures;
use crate::ops::{Actor, OpError};
use crate::writers::{WeekLines, Writer};

/// How often a run that another process executes is read from the database.
const POLL: Duration = Duration::from_millis(250);
/// How long a request waits for a place among the runs of its person: what the
/// planner makes is over before anyone has to be turned away.
const PATIENCE: Duration = Duration::from_millis(500);
/// How often it looks whether there is one, where none of this process ends before.
const LOOK_AGAIN: Duration = Duration::from_millis(50);
/// How many runs of others a process takes over at once.
const AT_ONCE: u32 = 16;
/// How long a stopping process waits for its runs to be given up.
const FAREWELL: Duration = Duration::from_secs(5);

/// Executes runs; clones are the same engine.
#[derive(Clone)]
pub(crate) struct Engine(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) store: Store,
    pub(super) writer: Arc<dyn Writer>,
    pub(super) settings: RunSettings,
    pub(super) clock: Clock,
    pub(super) figures: Figures,
    /// The name of this process in leases; for people, nothing rests on it.
    pub(super) owner: String,
    /// Where runs are executed: not on a server's worker, which ends with its
    /// connections.
    pub(super) runtime: Handle,
    logs: Mutex<HashMap<RunId, Weak<Log>>>,
    here: Mutex<HashMap<RunId, Here>>,
    /// Somebody left `here`.
    left: Notify,
    stopping: watch::Sender<bool>,
}

/// A run that is executed in this process.
struct Here {
    attempt: u64,
    halts: watch::Sender<Option<Halt>>,
}

/// How a client names its request, and how far it has heard the answer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Named {
    /// The client's word for this request.
    pub(crate) key: Option<String>,
    /// The last event it has.
    pub(crate) heard: Option<EventId>,
}

/// Names an event of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct EventId {
    pub(crate) run: RunId,
    pub(crate) sequence: u64,
}

impl Engine {
    /// An engine on the current runtime. It works on its own runs only, until
    /// it is told to [look after](Self::look_after) those of others.
    pub(crate) fn new(
        store: Store,
        writer: Arc<dyn Writer>,
        settings: RunSettings,
        clock: Clock,
        figures: Figures,
    ) -> Self {
        Self(Arc::new(Inner {
            store,
            writer,
            settings,
            clock,
            figures,
            owner: format!("process {}", std::process::id()),
            runtime: Handle::current(),
            logs: Mutex::default(),
            here: Mutex::default(),
            left: Notify::new(),
            stopping: watch::Sender::new(false),
        }))
    }

    /// Where it is counted what happens to runs.
    pub(crate) fn figures(&self) -> &Figures {
        &self.0.figures
    }

    /// The writer that is configured.
    pub(crate) fn writer(&self) -> &dyn Writer {
        self.0.writer.as_ref()
    }

    /// Keeps leases, takes over what others left behind, and takes away what
    /// was kept long enough, for as long as the engine exists.
    pub(crate) fn look_after(&self) {
        super::upkeep::begin(&self.0);
    }

    /// Begins a run, or finds the one its client named before.
    ///
    /// # Errors
    /// [`Conflict::TooManyRuns`], [`Conflict::IdempotencyMismatch`],
    /// [`OpError::Header`] where the client heard another run before,
    /// [`OpError::ShuttingDown`].
    pub(crate) async fn start(
        &self,
        actor: &Actor,
        job: Job,
        named: &Named,
    ) -> Result<Arc<Log>, OpError> {
        let patience = Instant::now() + PATIENCE;
        loop {
            match self.begin(actor, &job, named).await {
                Err(error @ OpError::Store(StoreError::Conflict(Conflict::TooManyRuns(_)))) => {
                    if !self.finds_room(actor, &job, named, patience).await? {
                        return Err(error);
                    }
                }
                Err(error) => return Err(error),
                Ok(Begun::New(run)) => {
                    let log = self
                        .0
                        .register(Log::behind(self.0.store.clone(), run.id, 0));
                    self.0.execute(&run, job, BTreeMap::new(), &log);
                    return Ok(log);
                }
                Ok(Begun::Attached(run)) => return self.log(run.id, named.heard).await,
            }
        }
    }

    async fn begin(&self, actor: &Actor, job: &Job, named: &Named) -> Result<Begun, OpError> {
        if *self.0.stopping.borrow() {
            return Err(OpError::ShuttingDown);
        }
        let (new, limits) = self.wanted(actor, job, named)?;
        let (actor, heard) = (actor.clone(), named.heard);
        let begun = self.0.store.write(move |conn| {
            let begun = stored::begin(conn, new, limits, actor.now)?;
            let (Begun::New(run) | Begun::Attached(run)) = &begun;
            // Before anything is paid for: a run begun for it would go unheard.
            if heard.is_some_and(|event| event.run != run.id) {
                return Err(no_such_event());
            }
            if let Begun::New(run) = &begun {
                let action = format!("generate_{}", run.kind);
                actor.audit(conn, &action, run.id, (None, None))?;
            }
            Ok(begun)
        });
        begun.await
    }

    /// Waits until there may be room for a run. Nothing is written meanwhile, however
    /// many wait: on SQLite there is one who writes.
    async fn finds_room(
        &self,
        actor: &Actor,
        job: &Job,
        named: &Named,
        patience: Instant,
    ) -> Result<bool, OpError> {
        let (new, limits) = self.wanted(actor, job, named)?;
        let new = Arc::new(new);
        while Instant::now() < patience {
            // Heard from here on, so nobody leaves between the look and the wait.
            let left = self.0.left.notified();
            let wanted = Arc::clone(&new);
            let could = move |conn: &mut _| stored::could_begin(conn, &wanted, limits);
            if self.0.store.read(could).await? {
                return Ok(true);
            }
            let _ = timeout(LOOK_AGAIN, left).await;
        }
        Ok(false)
    }

    /// What is to begin, and how many may.
    fn wanted(
        &self,
        actor: &Actor,
        job: &Job,
        named: &Named,
    ) -> Result<(NewRun, RunLimits), OpError> {
        let settings = &self.0.settings;
        let now = self.0.now();
        let time = match job.kind() {
            RunKind::Draft => settings.draft_deadline,
            RunKind::Plan => settings.plan_deadline,
        };
        let new = NewRun {
            org_id: job.request.org,
            person_id: actor.identity.person_id,
            kind: job.kind(),
            request_hash: job.request_hash(),
            request: job.to_document()?,
            idempotency_key: named.key.clone(),
            owner: self.0.owner.clone(),
            lease_until: self.0.lease_until(),
            deadline: later(now, time),
        };
        let limits = RunLimits {
            per_person: settings.per_person,
            per_org: settings.per_org,
        };
        Ok((new, limits))
    }

    /// The log of a run, from which a client that has heard so much goes on.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`OpError::Header`] for an event the run does
    /// not have.
    pub(crate) async fn log(
        &self,
        run: RunId,
        heard: Option<EventId>,
    ) -> Result<Arc<Log>, OpError> {
        if heard.is_some_and(|event| event.run != run) {
            return Err(no_such_event());
        }
        let log = self.0.log_of(run).await?;
        let heard = heard.map_or(0, |event| event.sequence);
        if heard > log.last() {
            // Another process may be ahead of what was read here.
            self.0.read_on(&log).await?;
            if heard > log.last() {
                return Err(no_such_event());
            }
        }
        Ok(log)
    }

    /// Ends a run that is wanted to end, at once where it is executed here;
    /// elsewhere its process learns it from the database. Waits a little for it.
    ///
    /// # Errors
    /// Those of the store.
    pub(crate) async fn cancel(&self, run: RunId) -> Result<(), OpError> {
        self.0.halt(run, None, Halt::Cancel);
        let log = self.0.log_of(run).await?;
        // Whether it has ended by then is in its row.
        let _ = timeout(self.0.settings.lease, log.ending()).await;
        Ok(())
    }

    /// Gives every run up, so that they go on elsewhere at once, and ends every
    /// stream. Nothing begins here any more.
    pub(crate) async fn stop(&self) {
        self.0.stopping.send_replace(true);
        for here in self.0.here().values() {
            here.halts.send_replace(Some(Halt::Release));
        }
        let _ = timeout(FAREWELL, async {
            loop {
                let left = self.0.left.notified();
                if self.0.here().is_empty() {
                    return;
                }
                left.await;
            }
        })
        .await;
        let logs = std::mem::take(&mut *self.0.logs());
        for log in logs.values().filter_map(Weak::upgrade) {
            log.interrupt();
        }
    }
}

impl Inner {
    pub(super) fn now(&self) -> DateTime<Utc> {
        (self.clock)()
    }

    fn lease_until(&self) -> DateTime<Utc> {
        later(self.now(), self.settings.lease)
    }

    /// Executes an attempt in a task of its own, which outlives every reader.
    fn execute(
        self: &Arc<Self>,
        run: &Run,
        job: Job,
        finished: BTreeMap<u8, WeekLines>,
        log: &Arc<Log>,
    ) {
        let halt = run.cancel_requested.then_some(Halt::Cancel);
        let (halts, heard) = watch::channel(halt);
        let left = (run.deadline - self.now()).to_std().unwrap_or_default();
        let (id, number) = (run.id, run.attempt);
        // It goes through several hands, each of which would have room for it.
        let attempt = Box::new(Attempt {
            person: run.person_id,
            number,
            job,
            library: Arc::default(),
            finished,
            deadline: Instant::now() + left,
            log: Arc::clone(log),
            halts: heard,
        });
        let here = Here {
            attempt: number,
            halts,
        };
        self.here().insert(id, here);
        self.figures.attempted();
        if *self.stopping.borrow() {
            self.halt(id, Some(number), Halt::Release);
        }
        let (engine, log) = (Arc::clone(self), Arc::clone(log));
        let span = tracing::info_span!("run", run = %id, attempt = number);
        let work = async move {
            if let Err(error) = execute(&engine, attempt).await {
                tracing::error!(%error, "a run cannot be written; it goes on when its lease ends");
            }
            engine.leave(id, number);
            if !log.is_open() {
            } else if *engine.stopping.borrow() {
                log.interrupt();
            } else {
                engine.poll(&log);
            }
        };
        self.runtime.spawn(work.instrument(span));
    }

    /// Tells an attempt that is executed here to stop; any, unless one is named.
    fn halt(&self, run: RunId, attempt: Option<u64>, halt: Halt) {
        let here = self.here();
        let meant = here
            .get(&run)
            .filter(|here| attempt.is_none_or(|attempt| attempt == here.attempt));
        if let Some(meant) = meant {
            meant.halts.send_replace(Some(halt));
        }
    }

    fn leave(&self, run: RunId, attempt: u64) {
        let mut here = self.here();
        if here.get(&run).is_some_and(|it| it.attempt == attempt) {
            here.remove(&run);
        }
        drop(here);
        self.left.notify_waiters();
    }

    /// Keeps the leases of everything that is executed here, in one write, and
    /// hears from the database what should not be any more.
    pub(super) async fn beat(&self) -> Result<(), StoreError> {
        let here: Vec<_> = {
            let here = self.here();
            here.iter().map(|(run, it)| (*run, it.attempt)).collect()
        };
        if here.is_empty() {
            return Ok(());
        }
        let until = self.lease_until();
        let held = here.clone();
        let kept = self
            .store
            .write(move |conn| stored::heartbeats(conn, &held, until))
            .await?;
        for (run, attempt) in here {
            let halt = match kept.get(&run) {
                Some(beat) => beat.cancel_requested.then_some(Halt::Cancel),
                None => Some(Halt::Lost),
            };
            if let Some(halt) = halt {
                self.halt(run, Some(attempt), halt);
            }
        }
        Ok(())
    }

    /// Goes on with what others left behind.
    pub(super) async fn claim(self: &Arc<Self>) -> Result<(), OpError> {
        if *self.stopping.borrow() {
            return Ok(());
        }
        let (owner, until, now) = (self.owner.clone(), self.lease_until(), self.now());
        let claimed = self
            .store
            .write(move |conn| stored::claim_abandoned(conn, &owner, until, AT_ONCE, now));
        for run in claimed.await.map_err(OpError::Store)? {
            let id = run.id;
            tracing::info!(run = %id, attempt = run.attempt, "taking over a run");
            // One that does not let itself be taken over holds no other up.
            if let Err(error) = self.take_over(run).await {
                tracing::warn!(run = %id, %error, "a run is left until its lease ends again");
            }
        }
        Ok(())
    }

    /// Goes on with a run, or ends it where nobody ever could.
    async fn take_over(self: &Arc<Self>, run: Run) -> Result<(), OpError> {
        let error = match self.inherit(&run).await {
            Ok((job, finished, log)) => {
                self.execute(&run, job, finished, &log);
                return Ok(());
            }
            Err(error) if error.is_retryable() => return Err(error),
            Err(error) => error,
        };
        tracing::error!(run = %run.id, %error, "a run cannot be gone on with");
        let ending = Ending::Failed(Arc::new(Failure::of(error, "")));
        // What it told so far may be what cannot be read.
        let last = run.last_sequence;
        let log = self.register(Log::behind(self.store.clone(), run.id, last));
        let clock = Arc::clone(&self.clock);
        let mut journal = Journal::of(self.store.clone(), clock, run.attempt, log);
        journal.finish(&ending).await?;
        self.figures.ended(ending.outcome());
        Ok(())
    }

    /// What a former attempt left of a run: all that the next one needs.
    async fn inherit(self: &Arc<Self>, run: &Run) -> Result<Inherited, OpError> {
        let id = run.id;
        let left = self.store.write(move |conn| {
            // Nobody knows what the calls of the former attempt cost.
            budgets::settle_open_of(conn, id)?;
            let weeks = stored::finished_weeks(conn, id)?;
            Ok::<_, StoreError>((stored::request(conn, id)?, weeks))
        });
        let (request, weeks) = left.await?;
        let job = Job::of(run, &request)?;
        let weeks = weeks.into_iter().map(|(week, document)| {
            let lines = serde_json::from_str(&document);
            lines.map(|lines: WeekLines| (week, lines))
        });
        let finished = weeks
            .collect::<Result<_, _>>()
            .map_err(|cause| OpError::Broken(format!("a finished week cannot be read: {cause}")))?;
        let log = self.log_of(id).await?;
        // Who followed the former attempt may not have heard its last words yet.
        self.read_on(&log).await?;
        Ok((job, finished, log))
    }

    /// Takes away what was kept long enough.
    pub(super) async fn sweep(&self) -> Result<(), StoreError> {
        let now = self.now();
        let swept = self
            .store
            .write(move |conn| stored::sweep(conn, now))
            .await?;
        tracing::debug!(?swept, "old runs taken away");
        Ok(())
    }

    /// The log of a run: the one readers share already, or one that is read
    /// from the database and, while the run goes on elsewhere, read on.
    async fn log_of(self: &Arc<Self>, run: RunId) -> Result<Arc<Log>, OpError> {
        if let Some(log) = self.known(run) {
            return Ok(log);
        }
        let seen = self.seen(run, 0).await?;
        let (row, events) = &seen;
        // Of a run that ended long ago only its last two events are known.
        let first = events.first().map(|event| event.sequence - 1);
        let first = first.unwrap_or_else(|| row.last_sequence.saturating_sub(2));
        let log = self.register(Log::behind(self.store.clone(), run, first));
        tell(&log, seen)?;
        if log.is_open() && !self.here().contains_key(&run) {
            self.poll(&log);
        }
        Ok(log)
    }

    /// Reads on in the database what another process writes there.
    async fn read_on(&self, log: &Log) -> Result<(), OpError> {
        let seen = self.seen(log.run(), log.last()).await?;
        tell(log, seen)
    }

    async fn seen(&self, run: RunId, after: u64) -> Result<Seen, OpError> {
        let seen = self.store.read(move |conn| {
            let row = stored::get(conn, run)?;
            Ok::<_, StoreError>((row, stored::events_after(conn, run, after, ALL)?))
        });
        Ok(seen.await?)
    }

    /// Reads a log on for as long as it has readers and is written elsewhere.
    fn poll(self: &Arc<Self>, log: &Arc<Log>) {
        let (engine, log) = (Arc::downgrade(self), Arc::downgrade(log));
        self.runtime.spawn(async move {
            loop {
                sleep(POLL).await;
                let (Some(engine), Some(log)) = (engine.upgrade(), log.upgrade()) else {
                    return;
                };
                if !log.is_open() || engine.here().contains_key(&log.run()) {
                    return;
                }
                match engine.read_on(&log).await {
                    Ok(()) => {}
                    Err(error) if error.is_retryable() => {
                        tracing::warn!(run = %log.run(), %error, "a run cannot be followed yet");
                    }
                    Err(error) => {
                        tracing::error!(run = %log.run(), %error, "a run cannot be followed");
                        return log.interrupt();
                    }
                }
            }
        });
    }

    fn known(&self, run: RunId) -> Option<Arc<Log>> {
        self.logs().get(&run).and_then(Weak::upgrade)
    }

    /// The log everybody shares: this one, unless somebody was faster.
    fn register(&self, log: Log) -> Arc<Log> {
        let mut logs = self.logs();
        if let Some(known) = logs.get(&log.run()).and_then(Weak::upgrade) {
            return known;
        }
        let log = Arc::new(log);
        logs.insert(log.run(), Arc::downgrade(&log));
        log
    }

    /// Forgets logs that nobody reads.
    pub(super) fn forget_unread(&self) {
        self.logs().retain(|_, log| log.strong_count() > 0);
    }

    fn logs(&self) -> MutexGuard<'_, HashMap<RunId, Weak<Log>>> {
        // Nothing under these locks can be left half done.
        self.logs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn here(&self) -> MutexGuard<'_, HashMap<RunId, Here>> {
        self.here.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A job, the weeks of it that are finished, and what was told.
type Inherited = (Job, BTreeMap<u8, WeekLines>, Arc<Log>);

/// What the database knows of a run: its row, and events.
type Seen = (Run, Vec<RunEvent>);

/// Tells what the database knows; of a run that ended long ago, how it ended.
fn tell(log: &Log, (run, events): Seen) -> Result<(), OpError> {
    let ending = Ending::of(&run)?;
    let events = events.into_iter().map(|kept| {
        let event = Event::from_document(&kept.document, ending.as_ref())?;
        Ok((kept.sequence, event))
    });
    log.push(events.collect::<Result<Vec<_>, OpError>>()?);
    if let Some(ending) = &ending {
        let last = run.last_sequence;
        log.push([
            (last.saturating_sub(1), ending.event()),
            (last, Event::Done),
        ]);
    }
    Ok(())
}

fn no_such_event() -> OpError {
    OpError::Header {
        name: "Last-Event-ID",
        detail: "names no event of this run".to_owned(),
    }
}

fn later(now: DateTime<Utc>, time: Duration) -> DateTime<Utc> {
    now + TimeDelta::from_std(time).unwrap_or(TimeDelta::MAX)
}
