//! Runs: generations that outlive whoever asked for them.
//!
//! A run belongs to nobody's connection. It [begins](engine::Engine::start) as
//! a row in the database, is [executed](execute) in a task of its own, and
//! everything it tells is written [first](journal) and then told through its
//! [log], which any number of readers follow, each from its own place.
//! The five endpoints and the replay are folds over that one log: one waits for
//! its end, the others show more or less of it.
//!
//! 1. **Once.** Whoever comes with the same idempotency key attaches to the run
//!    that is there, whatever the form they ask for.
//! 2. **Anywhere.** Where another process executes the run, its log is read on
//!    from the database, by one reader a run, whatever many follow.
//! 3. **To the end.** The process that executes a run keeps its lease. If the
//!    process dies, another one takes the run over from the last finished
//!    week: what was told is not told again, what was paid for is not paid
//!    again. A process that stops gives its runs up, so that this takes no time.
//! 4. **Not beyond.** A run ends with its work, its deadline, its budget, or
//!    because somebody wants it to; a reader who is gone ends nothing.
//!
//! Architecture invariant: no HTTP in here. How an event looks on the wire is
//! the readers' business ([`api::ai_coach::stream`](crate::api::ai_coach)).

pub(crate) mod engine;
pub(crate) mod event;
mod execute;
pub(crate) mod failure;
pub(crate) mod job;
mod journal;
mod library;
pub(crate) mod log;
mod patience;
mod perform;
mod purse;
mod upkeep;

#[cfg(test)]
mod tests;
