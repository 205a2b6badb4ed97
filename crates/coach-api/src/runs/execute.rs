//! One attempt at a run, from its first step to its end: the job is done, what
//! comes of it is written and told, and whatever ends it early is heard.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::{FutureExt, StreamExt};
use plan_core::check::{Finding, notices};
use plan_store::runs as stored;
use plan_store::{Conflict, PersonId, StoreError};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::engine::Inner;
use super::event::Ending;
use super::failure::Failure;
use super::job::Job;
use super::journal::Journal;
use super::library::library_for;
use super::log::Log;
use super::perform::{Step, With, perform, silent};
use super::purse::DailyBudget;
use crate::ops::OpError;
use crate::outcome::Outcome;
use crate::writers::fault::ModelFault;
use crate::writers::library::{LibraryWorkout, WorkoutPreference};
use crate::writers::rule_based::RuleBased;
use crate::writers::{WeekLines, Writer};

/// One attempt at a run.
pub(super) struct Attempt {
    /// Who asked.
    pub(super) person: PersonId,
    pub(super) number: u64,
    pub(super) job: Job,
    /// The organization's workouts; none where the job uses none, or before the
    /// work begins.
    pub(super) library: Arc<[LibraryWorkout]>,
    /// Weeks earlier attempts finished.
    pub(super) finished: BTreeMap<u8, WeekLines>,
    pub(super) deadline: Instant,
    pub(super) log: Arc<Log>,
    pub(super) halts: watch::Receiver<Option<Halt>>,
}

/// What ends an attempt before its work is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Halt {
    /// Somebody wants the run to end.
    Cancel,
    /// The run is another attempt's by now.
    Lost,
    /// This process is about to stop; the run goes on elsewhere.
    Release,
}

/// Why there is no outcome.
enum Stop {
    Halted(Halt),
    Failed(OpError),
}

impl From<OpError> for Stop {
    fn from(error: OpError) -> Self {
        match error {
            OpError::Store(StoreError::Conflict(Conflict::LeaseLost)) => Self::Halted(Halt::Lost),
            error => Self::Failed(error),
        }
    }
}

/// Makes an attempt. Its error is one of storage: the run then goes on
/// elsewhere, once its lease has run out.
pub(super) async fn execute(engine: &Inner, mut attempt: Box<Attempt>) -> Result<(), OpError> {
    let mut journal = Journal::of(
        engine.store.clone(),
        Arc::clone(&engine.clock),
        attempt.number,
        Arc::clone(&attempt.log),
    );
    let purse = DailyBudget::new(engine, attempt.job.request.org, attempt.log.run());
    let work = attempt.work(engine, &mut journal, &purse);
    // A fault of ours in one run is no reason to leave its readers waiting.
    let ended = AssertUnwindSafe(work).catch_unwind().await;
    let ended =
        ended.unwrap_or_else(|_| Err(Stop::Failed(OpError::Broken("a run panicked".into()))));
    // Before anybody looks at the bill, or goes on and has to guess it.
    purse.settle_rest().await;
    let failure = |error| Arc::new(Failure::of(error, &attempt.job.request_id));
    let ending = match ended {
        Ok(mut outcome) => {
            if engine.writer.model().is_some() || attempt.number > 1 {
                count_all(&mut outcome, &purse).await;
            }
            Ending::Succeeded(Arc::new(outcome))
        }
        Err(Stop::Failed(error)) => Ending::Failed(failure(error)),
        Err(Stop::Halted(Halt::Cancel)) => Ending::Cancelled(failure(OpError::RunCancelled)),
        Err(Stop::Halted(Halt::Lost)) => return Ok(()),
        Err(Stop::Halted(Halt::Release)) => {
            let (run, number, now) = (attempt.log.run(), attempt.number, engine.now());
            let released = engine
                .store
                .write(move |conn| stored::release(conn, run, number, now));
            return released.await.map_err(OpError::Store);
        }
    };
    match journal.finish(&ending).await.map_err(Stop::from) {
        Ok(()) => {
            engine.figures.ended(ending.outcome());
            Ok(())
        }
        // Whoever took the run over ends it.
        Err(Stop::Halted(_)) => Ok(()),
        Err(Stop::Failed(error)) => Err(error),
    }
}

impl Attempt {
    /// Does the job; where the model is not to be had and the request says so,
    /// the planner stands in.
    async fn work(
        &mut self,
        engine: &Inner,
        journal: &mut Journal,
        purse: &DailyBudget<'_>,
    ) -> Result<Outcome, Stop> {
        self.library = match &self.job.library {
            Some(library) => Arc::clone(library),
            None => self.take_library(engine, journal).await?,
        };
        let mut kept = Vec::new();
        match self
            .steps(engine.writer.as_ref(), journal, purse, &mut kept)
            .await
        {
            Err(Stop::Failed(OpError::Model(fault)))
                if self.job.request.may_fall_back && fault.allows_fallback() =>
            {
                // What the model read before it failed stays read.
                let kept = kept.drain(..).map(|week: WeekLines| (week.week, week));
                self.finished.extend(kept);
                let mut none = Vec::new();
                let outcome = self.steps(&RuleBased, journal, purse, &mut none);
                let mut outcome = outcome.await?;
                let about = outcome.about_mut();
                about.findings.insert(0, fallen_back(&fault));
                Ok(outcome)
            }
            ended => ended,
        }
    }

    /// The library as it is now, which whoever goes on behind weeks that were told
    /// goes on with.
    async fn take_library(
        &self,
        engine: &Inner,
        journal: &mut Journal,
    ) -> Result<Arc<[LibraryWorkout]>, OpError> {
        let (run, owner) = (self.log.run(), (self.job.request.org, self.person));
        let preference = self.job.request.preference;
        let library = library_for(&engine.store, run, owner, preference);
        let library = library.await.map_err(OpError::Store)?;
        if preference != WorkoutPreference::AiGenerate {
            let mut job = self.job.clone();
            job.library = Some(Arc::clone(&library));
            journal.keep_with_weeks(job);
        }
        Ok(library)
    }

    /// The steps of one writer; `kept` gets what it was paid for.
    async fn steps(
        &mut self,
        writer: &dyn Writer,
        journal: &mut Journal,
        purse: &DailyBudget<'_>,
        kept: &mut Vec<WeekLines>,
    ) -> Result<Outcome, Stop> {
        let with = With {
            writer,
            library: &self.library,
            purse,
        };
        let mut steps = perform(&self.job, &self.finished, with);
        loop {
            let step = match steps.next().now_or_never() {
                Some(step) => step,
                None => {
                    // The writer thinks: what it said so far is written meanwhile.
                    if journal.is_urgent() {
                        journal.write().await?;
                    }
                    tokio::select! {
                        biased;
                        halt = halted(&mut self.halts) => return Err(Stop::Halted(halt)),
                        () = sleep_until(self.deadline) => {
                            return Err(Stop::Failed(OpError::DeadlineExceeded));
                        }
                        step = steps.next() => step,
                        () = journal.progress_is_due() => {
                            journal.write().await?;
                            continue;
                        }
                    }
                }
            };
            match step.ok_or_else(silent)?? {
                Step::Progress(progress) => journal.progress(progress),
                Step::Text(text) => {
                    if self.log.is_watched() {
                        journal.announce().await?;
                    }
                    self.log.tell(&text);
                }
                Step::Keep(week) => {
                    // Nobody else comes who would need it.
                    if self.job.request.may_fall_back {
                        kept.push(week.clone());
                    }
                    journal.keep(week);
                }
                Step::Week(week) => journal.week(week),
                Step::Finished(outcome) => return Ok(*outcome),
            }
        }
    }
}

/// Tells what the run cost as a whole: earlier attempts were paid for, too, and so
/// were calls that came to nothing.
async fn count_all(outcome: &mut Outcome, purse: &DailyBudget<'_>) {
    match purse.spent().await {
        Ok(tokens) => outcome.about_mut().provenance.tokens_used = tokens,
        // What is made is worth more than its bill.
        Err(error) => tracing::warn!(%error, "a run's tokens cannot be counted"),
    }
}

/// Resolves once somebody wants the attempt to stop.
async fn halted(halts: &mut watch::Receiver<Option<Halt>>) -> Halt {
    match halts.wait_for(Option::is_some).await.map(|halt| *halt) {
        Ok(Some(halt)) => halt,
        // Nobody is left who could want it.
        _ => std::future::pending().await,
    }
}

fn fallen_back(fault: &ModelFault) -> Finding {
    let message = format!(
        "The planner wrote this, because the model could not ({}: {fault}).",
        fault.code()
    );
    Finding::new(&notices::FALLBACK_USED, message).for_field("fallback")
}
