//! What a run said, numbered for whoever follows it, and the weeks it finished.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::held_by;
use crate::connection::{Connection, on_either};
use crate::rows::run_event::{NewRunEventRow, RunEventRow};
use crate::rows::run_week::{NewRunWeekRow, RunWeekRow};
use crate::rows::{count, stored};
use crate::schema::{run_events as e, run_weeks as w, runs as r};
use crate::{Conflict, RunId, StoreError};

/// One thing a run said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunEvent {
    /// Its number, from 1 without gaps.
    pub sequence: u64,
    /// A JSON document of the service's.
    pub document: String,
}

/// Appends events, and the weeks that are finished with them, and returns the
/// number of the run's last event. A week is finished once.
///
/// # Errors
/// [`Conflict::LeaseLost`]; [`Conflict::AlreadyExists`] for a week that is
/// finished already.
pub fn append(
    conn: &mut Connection,
    id: RunId,
    attempt: u64,
    events: &[String],
    weeks: &[(u8, &str)],
) -> Result<u64, StoreError> {
    let id = id.to_string();
    // The run's row is locked from here on, so numbers are given in order.
    let last: Option<i64> = on_either!(
        conn,
        diesel::update(held_by(&id, stored(attempt)))
            .set(r::last_sequence.eq(r::last_sequence + length(events)))
            .returning(r::last_sequence)
            .get_result(conn)
    )
    .optional()?;
    let last = last.ok_or(StoreError::Conflict(Conflict::LeaseLost))?;
    write(conn, &id, last, events)?;
    finish_weeks(conn, &id, weeks)?;
    count("runs", last)
}

/// Writes events whose numbers are already counted: `last` is that of the last.
pub(super) fn write(
    conn: &mut Connection,
    run_id: &str,
    last: i64,
    events: &[String],
) -> Result<(), StoreError> {
    if events.is_empty() {
        return Ok(());
    }
    let rows: Vec<NewRunEventRow<'_>> = (last - length(events) + 1..)
        .zip(events)
        .map(|(sequence, document)| NewRunEventRow {
            run_id,
            sequence,
            document,
        })
        .collect();
    on_either!(
        conn,
        diesel::insert_into(e::table).values(&rows).execute(conn)
    )?;
    Ok(())
}

fn finish_weeks(
    conn: &mut Connection,
    run_id: &str,
    weeks: &[(u8, &str)],
) -> Result<(), StoreError> {
    if weeks.is_empty() {
        return Ok(());
    }
    let rows: Vec<NewRunWeekRow<'_>> = weeks
        .iter()
        .map(|&(week, document)| NewRunWeekRow {
            run_id,
            week: i64::from(week),
            document,
        })
        .collect();
    on_either!(
        conn,
        diesel::insert_into(w::table).values(&rows).execute(conn)
    )?;
    Ok(())
}

pub(super) fn length(events: &[String]) -> i64 {
    stored(events.len() as u64)
}

/// The events behind number `after`, in order, at most so many. None are left
/// once they were [swept](super::sweep).
///
/// # Errors
/// Those of the database.
pub fn events_after(
    conn: &mut Connection,
    id: RunId,
    after: u64,
    at_most: u32,
) -> Result<Vec<RunEvent>, StoreError> {
    e::table
        .filter(e::run_id.eq(id.to_string()))
        .filter(e::sequence.gt(stored(after)))
        .order(e::sequence)
        .limit(i64::from(at_most))
        .select(RunEventRow::as_select())
        .load(conn)?
        .into_iter()
        .map(RunEvent::try_from)
        .collect()
}

/// The weeks that are finished, by number, as they were appended.
///
/// # Errors
/// Those of the database.
pub fn finished_weeks(
    conn: &mut Connection,
    id: RunId,
) -> Result<BTreeMap<u8, String>, StoreError> {
    w::table
        .filter(w::run_id.eq(id.to_string()))
        .select(RunWeekRow::as_select())
        .load(conn)?
        .into_iter()
        .map(<(u8, String)>::try_from)
        .collect()
}
