//! Who writes drafts, and who reads the lines the code could not.
//!
//! A [`Writer`] has two jobs and no others:
//!
//! 1. [`draft`](Writer::draft): a brief in, a draft out, with findings about
//!    what it understood of the coach's words and what it could not honour.
//! 2. [`read_lines`](Writer::read_lines): lines of an edited draft that
//!    [`plan_core::draft::parse`] could not read, rewritten in the draft
//!    language. What comes back is parsed like a stranger's input; a writer
//!    that can read nothing answers with an empty list.
//!
//! Everything else is one pipeline around whichever writer is configured
//! ([`conversion`](crate::conversion)): parsing, the library, validation, and
//! the comparison with the edited draft. So a writer never does arithmetic on
//! dates, never sees another organization, and cannot lose an edit.
//!
//! Both jobs are asynchronous because a writer may have to ask somebody else;
//! [`rule_based::RuleBased`] never does.

pub(crate) mod library;
pub(crate) mod rule_based;

use std::future::Future;
use std::pin::Pin;

use plan_core::check::Finding;
use plan_core::draft::{Draft, Unreadable};
use plan_core::planner::PlanBrief;

/// What a writer will have said; it may take its time.
pub(crate) type Writing<'a, T> = Pin<Box<dyn Future<Output = Result<T, WriterError>> + Send + 'a>>;

/// The contract; the module's page tells the story.
pub(crate) trait Writer: Send + Sync {
    /// The word for this writer in `provenance`.
    fn generator(&self) -> &'static str;

    /// Writes a draft of exactly `brief.plan.weeks` weeks.
    ///
    /// What the brief states outright wins over what its texts say.
    fn draft<'a>(&'a self, brief: &'a Brief) -> Writing<'a, Written>;

    /// Rewrites lines in the draft language; those it cannot read are left out.
    fn read_lines<'a>(
        &'a self,
        brief: &'a Brief,
        lines: &'a [Unreadable],
    ) -> Writing<'a, ReadLines>;
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

/// A draft, and what to know about it.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    /// The draft.
    pub(crate) draft: Draft,
    /// What was used of the coach's words, what was not, what gave way.
    pub(crate) findings: Vec<Finding>,
    /// What it cost.
    pub(crate) cost: Cost,
}

/// Lines a writer could read after all.
#[derive(Clone, Debug, Default)]
pub(crate) struct ReadLines {
    /// Line numbers of the text, from 1, with the line in the draft language.
    pub(crate) lines: Vec<(u32, String)>,
    /// What it cost.
    pub(crate) cost: Cost,
}

/// What a writer spent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cost {
    /// Tokens of a model, prompt and answer together.
    pub(crate) tokens: u64,
}

/// Why a writer has nothing to show.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum WriterError {
    /// The brief cannot be honoured; the domain says why.
    #[error(transparent)]
    Refused(#[from] plan_core::error::Error),
    /// It broke; for the log, not for the coach.
    #[error("{0}")]
    Broken(String),
}
