//! How long what a run leaves behind is kept.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;

use crate::StoreError;
use crate::connection::Connection;
use crate::rows::micros;
use crate::schema::{run_events as e, run_weeks as w, runs as r};

/// How long events and weeks stay after the end of their run.
pub const EVENTS_KEPT: TimeDelta = TimeDelta::minutes(10);

/// How long a run and its result stay after its end.
pub const RESULT_KEPT: TimeDelta = TimeDelta::hours(24);

/// What was taken away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Runs, with all they left.
    pub runs: usize,
    /// Events of runs that stay.
    pub events: usize,
    /// Weeks of runs that stay.
    pub weeks: usize,
}

/// Takes away runs that ended more than [`RESULT_KEPT`] ago, and the events and
/// weeks of those that ended more than [`EVENTS_KEPT`] ago. A run that goes on
/// loses nothing. What an organization spent stays.
///
/// # Errors
/// Those of the database.
pub fn sweep(conn: &mut Connection, now: DateTime<Utc>) -> Result<Swept, StoreError> {
    let ended_before = |kept: TimeDelta| r::finished_at.lt(micros(now - kept));
    let runs = diesel::delete(r::table.filter(ended_before(RESULT_KEPT))).execute(conn)?;
    let ended = || r::table.filter(ended_before(EVENTS_KEPT)).select(r::id);
    let events = diesel::delete(e::table.filter(e::run_id.eq_any(ended()))).execute(conn)?;
    let weeks = diesel::delete(w::table.filter(w::run_id.eq_any(ended()))).execute(conn)?;
    Ok(Swept {
        runs,
        events,
        weeks,
    })
}
