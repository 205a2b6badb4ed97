//! Who writes drafts, and who reads the lines the code could not.
//!
//! A [`Writer`] has two jobs and no others:
//!
//! 1. [`draft`](Writer::draft): a brief in, a draft out, with findings about
//!    what it understood of the coach's words and what it could not honour.
//! 2. [`read_lines`](Writer::read_lines): lines of an edited draft that
//!    [`plan_core::draft::parse`] could not read, rewritten in the draft
//!    language, week by week. What comes back is parsed like a stranger's
//!    input; a writer that can read nothing answers with no weeks.
//!
//! Both answer with a stream of what they [say](Said), because both may have to
//! ask somebody else who takes his time: how far they are, text to watch, each
//! week the moment it is complete and valid, and at last the whole. Whoever
//! drops the stream ends the work, a model's included.
//!
//! Everything else is one pipeline around whichever writer is configured
//! ([`conversion`](crate::conversion)): parsing, the library, validation, and
//! the comparison with the edited draft. So a writer never does arithmetic on
//! dates, never sees another organization, and cannot lose an edit.

#[cfg(test)]
mod contract;
pub(crate) mod fault;
pub(crate) mod library;
pub(crate) mod openai;
pub(crate) mod purse;
pub(crate) mod rule_based;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;

use futures_util::{Stream, TryStreamExt, future};
use plan_core::check::Finding;
use plan_core::draft::{Draft, Unreadable};
use plan_core::planner::PlanBrief;
use plan_core::planner::wishes::{self, Completed};
use plan_store::StoreError;
use serde::{Deserialize, Serialize};

use fault::ModelFault;
use library::LibraryWorkout;
use purse::Purse;

/// What a writer says, one thing after the other; dropping it ends the work.
pub(crate) type Telling<'a, T> =
    Pin<Box<dyn Stream<Item = Result<Said<T>, WriterError>> + Send + 'a>>;

/// The contract; the module's page tells the story.
pub(crate) trait Writer: Send + Sync {
    /// The word for this writer in `provenance`.
    fn generator(&self) -> &'static str;

    /// The model it asks and the version of what it asks with; `None` without one.
    fn model(&self) -> Option<Model<'_>> {
        None
    }

    /// False for a writer whose [`read_lines`](Self::read_lines) reads nothing:
    /// a draft with unreadable lines is refused before anybody is asked.
    fn reads_lines(&self) -> bool {
        true
    }

    /// Writes a draft of exactly `brief.plan.weeks` weeks.
    ///
    /// What the brief states outright wins over what its texts say. The weeks
    /// of `order.finished` are taken as they are; each other week is said once,
    /// in order, before the draft is, unless the draft is there at once.
    fn draft<'a>(&'a self, order: Order<'a>) -> Telling<'a, Written>;

    /// Rewrites lines in the draft language, each as one whole line with the
    /// weekday it had; those it cannot read are left out.
    ///
    /// The weeks of `order.finished` are not read again; each other week of
    /// `weeks` is said once, in order.
    fn read_lines<'a>(&'a self, order: Order<'a>, weeks: &'a [UnreadWeek]) -> Telling<'a, Cost>;
}

/// A job for a writer.
#[derive(Clone, Copy)]
pub(crate) struct Order<'a> {
    /// What the coach asks for.
    pub(crate) brief: &'a Brief,
    /// What the organization would like to see used again; empty where it is not to be.
    pub(crate) library: &'a [LibraryWorkout],
    /// Weeks an earlier attempt finished: they are paid for.
    pub(crate) finished: &'a BTreeMap<u8, WeekLines>,
    /// Where the tokens come from.
    pub(crate) purse: &'a dyn Purse,
}

/// One thing a writer says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Said<T> {
    /// How far it is; never less than before.
    Progress(Progress),
    /// Text of the draft as it comes, to be watched and not to be trusted.
    Text(String),
    /// A week, complete and valid.
    Week(WeekLines),
    /// All of it; nothing comes after.
    Finished(T),
}

impl<T> Said<T> {
    /// The same, with something else at its end.
    pub(crate) fn map<U>(self, finished: impl FnOnce(T) -> U) -> Said<U> {
        match self {
            Self::Progress(progress) => Said::Progress(progress),
            Self::Text(text) => Said::Text(text),
            Self::Week(lines) => Said::Week(lines),
            Self::Finished(all) => Said::Finished(finished(all)),
        }
    }
}

/// How far a writer is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Progress {
    /// Of the whole, 0–100.
    pub(crate) percent: u8,
    /// What it is doing, for people.
    pub(crate) message: Cow<'static, str>,
}

/// A week in the draft language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WeekLines {
    /// Which week, from 1.
    pub(crate) week: u8,
    /// Lines with their numbers, from 1: of the coach's text where it was
    /// rewritten, of the week itself where it was written.
    pub(crate) lines: Vec<(u32, String)>,
}

/// A week with lines the code could not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UnreadWeek {
    /// Which week, from 1.
    pub(crate) week: u8,
    /// The whole week as the coach wrote it, to understand the lines by.
    pub(crate) text: Arc<str>,
    /// The lines to rewrite.
    pub(crate) lines: Arc<[Unreadable]>,
    /// What was wrong with an earlier rewriting, a sentence each; empty the first time.
    pub(crate) complaints: Vec<String>,
}

/// What a coach asks for: numbers for the planner, and words.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Brief {
    /// What was stated in members of its own.
    pub(crate) plan: PlanBrief,
    /// Wishes in free text.
    pub(crate) prompt: Option<String>,
    /// The training principle in force for this request.
    pub(crate) principle: Option<String>,
}

impl Brief {
    /// What was stated outright, completed by what the planner understands of
    /// the words: the prompt's before the principle's.
    pub(crate) fn completed(&self) -> Completed {
        let texts = [
            ("additional_prompt", &self.prompt),
            ("training_principle", &self.principle),
        ];
        let texts = texts.map(|(field, text)| (field, text.as_deref().unwrap_or_default()));
        wishes::complete(&self.plan, &texts)
    }
}

/// A draft, and what to know about it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Written {
    /// The draft.
    pub(crate) draft: Draft,
    /// What was used of the coach's words, what was not, what gave way.
    pub(crate) findings: Vec<Finding>,
    /// What it cost.
    pub(crate) cost: Cost,
}

/// What a writer spent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cost {
    /// Tokens of a model, prompt and answer together.
    pub(crate) tokens: u64,
}

/// Which model wrote, and what it was asked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Model<'a> {
    /// The model's name, as the operator configured it.
    pub(crate) name: &'a str,
    /// The version of the prompts.
    pub(crate) prompt_version: &'static str,
}

/// Why a writer has nothing to show.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WriterError {
    /// The brief cannot be honoured; the domain says why.
    #[error(transparent)]
    Refused(#[from] plan_core::error::Error),
    /// The model, or the way to it, failed.
    #[error(transparent)]
    Model(#[from] ModelFault),
    /// The purse cannot be reached, or refuses.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It broke; for the log, not for the coach.
    #[error("{0}")]
    Broken(String),
}

/// What was said last, for whoever does not care how it came about.
pub(crate) async fn outcome<T>(telling: Telling<'_, T>) -> Result<T, WriterError> {
    let last = telling.try_filter_map(|said| {
        future::ok(match said {
            Said::Finished(all) => Some(all),
            _ => None,
        })
    });
    let all: Vec<T> = last.try_collect().await?;
    all.into_iter()
        .next_back()
        .ok_or_else(|| WriterError::Broken("the writer ended without a word".to_owned()))
}
