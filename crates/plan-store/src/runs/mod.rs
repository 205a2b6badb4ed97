//! Generations: what was asked, who works on it, what was said, what came out.
//!
//! A run goes through four rooms. It [begins](begin()) once, whatever many
//! clients ask for it with one idempotency key. From then on it belongs to an
//! attempt: a process that holds its lease, keeps it by [`heartbeats`], says
//! what happens by [`append`] and ends it by [`finish`]. Where a process dies,
//! the lease runs out and another one [claims](claim_abandoned) the run under
//! the next attempt's number; from that moment on the former attempt can write
//! nothing ([`Conflict::LeaseLost`](crate::Conflict::LeaseLost)), even if it
//! only slept. At last [`sweep`] takes away what was kept long enough.

mod begin;
mod ending;
mod events;
mod lease;
mod retention;

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::connection::Connection;
use crate::rows::run::RunRow;
use crate::schema::{members, run_requests as q, runs as r};
use crate::{OrgId, PersonId, RunId, StoreError};

pub use begin::{Begun, NewRun, RunLimits, begin, could_begin};
pub use ending::{RunOutcome, finish, request_cancel};
pub use events::{RunEvent, append, events_after, finished_weeks};
pub use lease::{Beat, Lease, claim_abandoned, heartbeat, heartbeats, release};
pub use retention::{EVENTS_KEPT, RESULT_KEPT, Swept, sweep};

plan_core::words! {
    /// What a run makes.
    pub enum RunKind("kind") {
        /// A draft, as text.
        Draft = "draft",
        /// Structured workouts.
        Plan = "plan",
    }
}

plan_core::words! {
    /// How a run stands.
    pub enum RunState("state") {
        /// Going on.
        Running = "running",
        /// Finished with a result.
        Succeeded = "succeeded",
        /// Finished without one; its document says why.
        Failed = "failed",
        /// Finished without one, because somebody wanted it to.
        Cancelled = "cancelled",
    }
}

plan_core::words! {
    /// Whose runs are counted.
    pub enum RunsOf("runs_of") {
        /// Those one person asked for in the organization.
        Person = "person",
        /// Those anyone asked for in the organization.
        Organization = "organization",
    }
}

/// A generation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its id.
    pub id: RunId,
    /// The organization it is for.
    pub org_id: OrgId,
    /// Who asked.
    pub person_id: PersonId,
    /// What it makes.
    pub kind: RunKind,
    /// How it stands.
    pub state: RunState,
    /// SHA-256 of the request.
    pub request_hash: [u8; 32],
    /// The client's word for this request, where it gave one.
    pub idempotency_key: Option<String>,
    /// How many times it was begun or taken over, from 1.
    pub attempt: u64,
    /// Who works on it; `None` once it has ended.
    pub lease: Option<Lease>,
    /// When it has to end, finished or not.
    pub deadline: DateTime<Utc>,
    /// Whether somebody wants it to end.
    pub cancel_requested: bool,
    /// The number of its events so far, kept or already swept.
    pub last_sequence: u64,
    /// A JSON document of the service's, once finished.
    pub result: Option<String>,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
}

/// A run, for the service itself: nobody's membership is asked.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn get(conn: &mut Connection, id: RunId) -> Result<Run, StoreError> {
    r::table
        .find(id.to_string())
        .select(RunRow::as_select())
        .first(conn)
        .optional()?
        .ok_or(StoreError::NotFound("run"))?
        .try_into()
}

/// What a run was asked: all that whoever takes it over needs.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn request(conn: &mut Connection, id: RunId) -> Result<String, StoreError> {
    q::table
        .find(id.to_string())
        .select(q::document)
        .first(conn)
        .optional()?
        .ok_or(StoreError::NotFound("run"))
}

/// Writes anew what a run was asked, with what was found out since; in a transaction
/// with an [append], which only the attempt that holds the run may do.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn keep_request(conn: &mut Connection, id: RunId, document: &str) -> Result<(), StoreError> {
    let kept = diesel::update(q::table.find(id.to_string()))
        .set(q::document.eq(document))
        .execute(conn)?;
    match kept {
        0 => Err(StoreError::NotFound("run")),
        _ => Ok(()),
    }
}

/// A run of an organization the person is a member of.
///
/// # Errors
/// [`StoreError::NotFound`], also where it is another organization's.
pub fn get_for_member(
    conn: &mut Connection,
    id: RunId,
    person: PersonId,
) -> Result<Run, StoreError> {
    r::table
        .inner_join(members::table.on(members::org_id.eq(r::org_id)))
        .filter(r::id.eq(id.to_string()))
        .filter(members::person_id.eq(person.to_string()))
        .select(RunRow::as_select())
        .first(conn)
        .optional()?
        .ok_or(StoreError::NotFound("run"))?
        .try_into()
}

/// The run while it goes on and is this attempt's: what every write of an
/// attempt is fenced by, in the same statement.
#[diesel::dsl::auto_type(no_type_alias)]
fn held_by(id: &str, attempt: i64) -> _ {
    let running: &'static str = RunState::Running.name();
    r::table
        .filter(r::id.eq(id))
        .filter(r::attempt.eq(attempt))
        .filter(r::state.eq(running))
}
