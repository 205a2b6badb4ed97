//! How a run ends, and how somebody asks for it.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::events::{self, length};
use super::{Run, RunState, get_for_member, held_by};
use crate::connection::{Connection, on_either};
use crate::rows::{count, micros, stored};
use crate::schema::{members, run_weeks as w, runs as r};
use crate::{Conflict, PersonId, RunId, StoreError};

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunOutcome {
    /// With the result in its document.
    Succeeded,
    /// With the reason in its document.
    Failed,
    /// Because somebody [wanted it to](request_cancel).
    Cancelled,
}

impl RunOutcome {
    /// How the run stands from then on.
    pub fn state(self) -> RunState {
        match self {
            Self::Succeeded => RunState::Succeeded,
            Self::Failed => RunState::Failed,
            Self::Cancelled => RunState::Cancelled,
        }
    }
}

/// Ends a run with its document and its last events, and returns the number of
/// the last one. A run ends once. One that ends without a result leaves no weeks.
///
/// # Errors
/// [`Conflict::LeaseLost`].
pub fn finish(
    conn: &mut Connection,
    id: RunId,
    attempt: u64,
    outcome: RunOutcome,
    document: &str,
    last_events: &[String],
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let id = id.to_string();
    let last: Option<i64> = on_either!(
        conn,
        diesel::update(held_by(&id, stored(attempt)))
            .set((
                r::state.eq(outcome.state().name()),
                r::result.eq(Some(document)),
                r::finished_at.eq(Some(micros(now))),
                r::owner.eq(None::<String>),
                r::lease_until.eq(None::<i64>),
                r::last_sequence.eq(r::last_sequence + length(last_events)),
            ))
            .returning(r::last_sequence)
            .get_result(conn)
    )
    .optional()?;
    let last = last.ok_or(StoreError::Conflict(Conflict::LeaseLost))?;
    events::write(conn, &id, last, last_events)?;
    if outcome != RunOutcome::Succeeded {
        // Weeks were kept to go on with, and nobody will.
        diesel::delete(w::table.filter(w::run_id.eq(&id))).execute(conn)?;
    }
    count("runs", last)
}

/// Asks the run to end, and says how it stands: the one that works on it learns
/// of it from its next [heartbeat](super::heartbeat). A run that has ended is
/// left as it is.
///
/// # Errors
/// [`StoreError::NotFound`], also where it is another organization's.
pub fn request_cancel(
    conn: &mut Connection,
    id: RunId,
    person: PersonId,
) -> Result<Run, StoreError> {
    let theirs = members::table
        .filter(members::person_id.eq(person.to_string()))
        .select(members::org_id);
    let running = r::table
        .filter(r::id.eq(id.to_string()))
        .filter(r::state.eq(RunState::Running.name()))
        .filter(r::org_id.eq_any(theirs));
    diesel::update(running)
        .set(r::cancel_requested.eq(true))
        .execute(conn)?;
    get_for_member(conn, id, person)
}
