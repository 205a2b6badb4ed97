//! Whose a run is: keeping it, giving it up, taking it over.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::{Run, RunState};
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

/// The most runs one statement keeps: a statement has room for so many values.
const AT_ONCE: usize = 1_000;

/// Keeps a run. It may come late, as long as nobody has taken the run over.
///
/// # Errors
/// [`Conflict::LeaseLost`].
pub fn heartbeat(
    conn: &mut Connection,
    id: RunId,
    attempt: u64,
    lease_until: DateTime<Utc>,
) -> Result<Beat, StoreError> {
    let mut kept = heartbeats(conn, &[(id, attempt)], lease_until)?;
    kept.remove(&id)
        .ok_or(StoreError::Conflict(Conflict::LeaseLost))
}

/// Keeps many runs, each with the attempt that holds it, in few statements:
/// thousands of runs then do not wait for their rows for long. A run that is
/// missing in the answer is lost.
///
/// # Errors
/// Those of the database.
pub fn heartbeats(
    conn: &mut Connection,
    held: &[(RunId, u64)],
    lease_until: DateTime<Utc>,
) -> Result<HashMap<RunId, Beat>, StoreError> {
    let mut by_attempt = BTreeMap::<u64, Vec<String>>::new();
    for (id, attempt) in held {
        by_attempt.entry(*attempt).or_default().push(id.to_string());
    }
    let mut kept = HashMap::new();
    for (attempt, ids) in &by_attempt {
        for ids in ids.chunks(AT_ONCE) {
            let theirs = r::table
                .filter(r::id.eq_any(ids))
                .filter(r::attempt.eq(stored(*attempt)))
                .filter(r::state.eq(RunState::Running.name()));
            let rows: Vec<(String, bool)> = on_either!(
                conn,
                diesel::update(theirs)
                    .set(r::lease_until.eq(Some(micros(lease_until))))
                    .returning((r::id, r::cancel_requested))
                    .get_results(conn)
            )?;
            for (id, cancel_requested) in rows {
                kept.insert(id.parse()?, Beat { cancel_requested });
            }
        }
    }
    Ok(kept)
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
    heartbeat(conn, id, attempt, now).map(drop)
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
