//! A run's diary while it is executed: everything goes into the database first
//! and then to the readers, each event once, progress at most once a second.

use std::sync::Arc;
use std::time::Duration;

use plan_store::runs as stored;
use plan_store::{RunId, Store, StoreError};
use tokio::time::{Instant, sleep};

use super::event::{Ending, Event};
use super::job::Job;
use super::log::Log;
use super::patience::PATIENCE;
use crate::app::Clock;
use crate::conversion::ConvertedWeek;
use crate::ops::OpError;
use crate::writers::{Progress, WeekLines};

/// How often progress is stored.
const PROGRESS_EVERY: Duration = Duration::from_secs(1);
/// How long the first word of progress may wait for something to go with it: a
/// run that is over by then is written in one transaction.
const FIRST_PROGRESS: Duration = Duration::from_millis(100);
/// More events than any run has.
pub(super) const ALL: u32 = u32::MAX >> 1;

/// The diary of one attempt.
pub(super) struct Journal {
    store: Store,
    clock: Clock,
    run: RunId,
    attempt: u64,
    log: Arc<Log>,
    /// What is told and not yet written.
    events: Vec<Event>,
    weeks: Vec<WeekLines>,
    /// What the run is asked from the first week on that is told and not the last word.
    job: Option<Job>,
    progress: Option<Progress>,
    progress_due: Instant,
    /// How far the run was said to be, and the last week it told, by any attempt.
    percent: u8,
    week: u8,
}

impl Journal {
    /// Goes on behind what the log has.
    pub(super) fn of(store: Store, clock: Clock, attempt: u64, log: Arc<Log>) -> Self {
        let (percent, week) = log.so_far();
        Self {
            store,
            clock,
            run: log.run(),
            attempt,
            events: Vec::new(),
            weeks: Vec::new(),
            job: None,
            progress: None,
            progress_due: Instant::now() + FIRST_PROGRESS,
            percent,
            week,
            log,
        }
    }

    /// Notes how far it is; never less than before, whoever said that.
    pub(super) fn progress(&mut self, progress: Progress) {
        self.percent = self.percent.max(progress.percent.min(100));
        self.progress = Some(Progress {
            percent: self.percent,
            ..progress
        });
    }

    /// Notes a week to show, unless an earlier attempt showed it. How far the run
    /// was before it is told before it.
    pub(super) fn week(&mut self, week: ConvertedWeek) {
        if week.week.number > self.week {
            self.week = week.week.number;
            self.note_progress();
            self.events.push(Event::Week(Arc::new(week)));
        }
    }

    /// Notes what the run is asked, with what its weeks are made of: to be kept with the
    /// first of them, so that every other week is made of the same, by whomever.
    pub(super) fn keep_with_weeks(&mut self, job: Job) {
        self.job = Some(job);
    }

    /// Notes a week that is paid for.
    pub(super) fn keep(&mut self, week: WeekLines) {
        self.weeks.push(week);
    }

    /// True where readers wait for something, or money was spent on it.
    pub(super) fn is_urgent(&self) -> bool {
        !self.events.is_empty() || !self.weeks.is_empty()
    }

    /// When progress may be written; never where there is none.
    pub(super) async fn progress_is_due(&self) {
        match self.progress {
            Some(_) => tokio::time::sleep_until(self.progress_due).await,
            None => std::future::pending().await,
        }
    }

    /// Has progress told whether it is due or not, as text is about to come that it
    /// is about.
    pub(super) async fn announce(&mut self) -> Result<(), OpError> {
        if let Some(progress) = self.progress.take() {
            self.progress_due = Instant::now() + PROGRESS_EVERY;
            self.events.push(Event::Progress(progress));
            self.write().await?;
        }
        Ok(())
    }

    /// Writes what is noted, and tells it.
    pub(super) async fn write(&mut self) -> Result<(), OpError> {
        self.note_progress();
        let mut patience = PATIENCE.iter();
        while !self.events.is_empty() || !self.weeks.is_empty() {
            match self.append().await {
                Ok(()) => break,
                Err(error) => self.reconsider(error, patience.next()).await?,
            }
        }
        Ok(())
    }

    /// Has progress told that is due; the first of all is at once.
    fn note_progress(&mut self) {
        let is_first = self.log.last() == 0 && self.events.is_empty();
        let is_due = is_first || Instant::now() >= self.progress_due;
        if is_due && let Some(progress) = self.progress.take() {
            self.progress_due = Instant::now() + PROGRESS_EVERY;
            self.events.push(Event::Progress(progress));
        }
    }

    async fn append(&mut self) -> Result<(), OpError> {
        let documents = documents(&self.events)?;
        let weeks = self.weeks.iter().map(|week| {
            let document = serde_json::to_string(week);
            let document = document.map_err(|cause| OpError::Broken(cause.to_string()))?;
            Ok((week.week, document))
        });
        let weeks = weeks.collect::<Result<Vec<_>, OpError>>()?;
        let (run, attempt) = (self.run, self.attempt);
        let tells_weeks = self.events.iter().any(|it| matches!(it, Event::Week(_)));
        let job = self.job.as_ref().filter(|_| tells_weeks);
        let request = job.map(Job::to_document).transpose()?;
        let keeps = request.is_some();
        let last = self.store.write(move |conn| {
            let weeks = weeks.iter().map(|(week, lines)| (*week, lines.as_str()));
            let weeks: Vec<_> = weeks.collect();
            let last = stored::append(conn, run, attempt, &documents, &weeks)?;
            if let Some(request) = request {
                stored::keep_request(conn, run, &request)?;
            }
            Ok::<_, StoreError>(last)
        });
        let last = last.await?;
        self.weeks.clear();
        if keeps {
            self.job = None;
        }
        self.told(last);
        Ok(())
    }

    /// Ends the run: its last events, its document and its state are one write.
    pub(super) async fn finish(&mut self, ending: &Ending) -> Result<(), OpError> {
        let document = ending.to_document()?;
        self.events
            .extend(self.progress.take().map(Event::Progress));
        self.events.extend([ending.event(), Event::Done]);
        let mut patience = PATIENCE.iter();
        while !self.events.is_empty() {
            let documents = documents(&self.events)?;
            let (run, attempt, outcome) = (self.run, self.attempt, ending.outcome());
            let (document, now) = (document.clone(), (self.clock)());
            let finished = self.store.write(move |conn| {
                stored::finish(conn, run, attempt, outcome, &document, &documents, now)
            });
            match finished.await {
                Ok(last) => self.told(last),
                Err(error) => self.reconsider(error.into(), patience.next()).await?,
            }
        }
        Ok(())
    }

    /// After a failed write: waits where another try may help, and looks whether
    /// it was written after all and only its acknowledgment was lost.
    async fn reconsider(
        &mut self,
        error: OpError,
        patience: Option<&Duration>,
    ) -> Result<(), OpError> {
        let Some(patience) = patience.filter(|_| error.is_retryable()) else {
            return Err(error);
        };
        tracing::warn!(run = %self.run, %error, "a run's events cannot be written yet");
        sleep(*patience).await;
        let (run, after) = (self.run, self.log.last());
        let seen = self.store.read(move |conn| {
            let attempt = stored::get(conn, run)?.attempt;
            let events = stored::events_after(conn, run, after, ALL)?;
            let weeks = stored::finished_weeks(conn, run)?;
            Ok::<_, StoreError>((attempt, events.len(), weeks))
        });
        // Under one attempt nobody else writes: what is there is ours, and whole.
        if let Ok((attempt, written, weeks)) = seen.await
            && attempt == self.attempt
        {
            self.weeks.retain(|week| !weeks.contains_key(&week.week));
            if written == self.events.len() {
                self.told(after + written as u64);
            }
        }
        Ok(())
    }

    /// Tells what is written; the last of it has this number.
    fn told(&mut self, last: u64) {
        let events = std::mem::take(&mut self.events);
        let first = (last + 1).saturating_sub(events.len() as u64);
        self.log.push((first..).zip(events));
    }
}

fn documents(events: &[Event]) -> Result<Vec<String>, OpError> {
    events.iter().map(Event::to_document).collect()
}
