//! Whose a run is: keeping it, giving it up, taking it over.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::{Run, RunState, held_by};
use crate::connection::{Connection, on_either};
use crate::rows::run::RunRow;
use crate::rows::{micros, stored};
use crate::schema::runs as r;
use crate::{Conflict, RunId, StoreError};

/// Who works on a run, and how long without another word from them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// The process, by a name of its own.
    pub owner: String,
    /// From then on anyone may take the run over.
    pub until: DateTime<Utc>,
}

/// What the owner of a run learns when it reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beat {
    /// Whether somebody wants the run to end.
    pub cancel_requested: bool,
}

/// Keeps the run. It may come late, as long as nobody has taken the run over.
///
/// # Errors
/// [`Conflict::LeaseLost`].
pub fn heartbeat(
    conn: &mut Connection,
    id: RunId,
    attempt: u64,
    lease_until: DateTime<Utc>,
) -> Result<Beat, StoreError> {
    extend(conn, id, attempt, lease_until)
}

/// Gives the run up: it goes on elsewhere, at once.
///
/// # Errors
/// [`Conflict::LeaseLost`].
pub fn release(
    conn: &mut Connection,
    id: RunId,
    attempt: u64,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    extend(conn, id, attempt, now).map(drop)
}

fn extend(
    conn: &mut Connection,
    id: RunId,
    attempt: u64,
    until: DateTime<Utc>,
) -> Result<Beat, StoreError> {
    let id = id.to_string();
    let cancel_requested: Option<bool> = on_either!(
        conn,
        diesel::update(held_by(&id, stored(attempt)))
            .set(r::lease_until.eq(Some(micros(until))))
            .returning(r::cancel_requested)
            .get_result(conn)
    )
    .optional()?;
    cancel_requested
        .map(|cancel_requested| Beat { cancel_requested })
        .ok_or(StoreError::Conflict(Conflict::LeaseLost))
}

/// Takes runs over whose lease has run out, those first that wait longest, each
/// under its next attempt's number. Of several processes that claim at the same
/// time each run goes to one; on PostgreSQL none waits for another.
///
/// # Errors
/// Those of the database.
pub fn claim_abandoned(
    conn: &mut Connection,
    owner: &str,
    lease_until: DateTime<Utc>,
    at_most: u32,
    now: DateTime<Utc>,
) -> Result<Vec<Run>, StoreError> {
    let abandoned = r::table
        .filter(r::state.eq(RunState::Running.name()))
        .filter(r::lease_until.le(micros(now)))
        .order((r::lease_until, r::id))
        .limit(i64::from(at_most))
        .select(r::id);
    let ids: Vec<String> = match conn {
        Connection::Sqlite(conn) => abandoned.load(conn)?,
        Connection::Postgres(conn) => abandoned.for_update().skip_locked().load(conn)?,
    };
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<RunRow> = on_either!(
        conn,
        diesel::update(r::table.filter(r::id.eq_any(&ids)))
            .set((
                r::owner.eq(Some(owner)),
                r::attempt.eq(r::attempt + 1),
                r::lease_until.eq(Some(micros(lease_until))),
            ))
            .returning(RunRow::as_returning())
            .get_results(conn)
    )?;
    rows.into_iter().map(Run::try_from).collect()
}
