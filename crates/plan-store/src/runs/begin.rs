//! Beginning a run, or finding the one that was begun with the same key.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::{Run, RunKind, RunState, RunsOf};
use crate::connection::Connection;
use crate::rows::micros;
use crate::rows::run::RunRow;
use crate::schema::{organizations, run_requests as q, runs as r};
use crate::{Conflict, OrgId, PersonId, RunId, StoreError};

/// A run to begin.
#[derive(Clone, Debug)]
pub struct NewRun {
    /// The organization it is for.
    pub org_id: OrgId,
    /// Who asks.
    pub person_id: PersonId,
    /// What it makes.
    pub kind: RunKind,
    /// SHA-256 of the request.
    pub request_hash: [u8; 32],
    /// The request: a JSON document of the service's, all another process needs.
    pub request: String,
    /// The client's word for this request. It belongs to the organization, the
    /// person and the kind, and lives as long as the run is kept.
    pub idempotency_key: Option<String>,
    /// Who will work on it.
    pub owner: String,
    /// Until when it is the owner's without a heartbeat.
    pub lease_until: DateTime<Utc>,
    /// When it has to end, finished or not.
    pub deadline: DateTime<Utc>,
}

/// How many runs may go on at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunLimits {
    /// Of one person in one organization.
    pub per_person: u32,
    /// Of one organization.
    pub per_org: u32,
}

/// What came of asking for a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begun {
    /// It was begun; whoever asked has to do the work, as attempt 1.
    New(Run),
    /// The key names a run that goes on already, or has ended.
    Attached(Run),
}

/// Begins a run, unless its key names one already.
///
/// An attached run counts towards no limit. On PostgreSQL the beginnings of one
/// organization wait for each other, on SQLite all writers do: so one key never
/// begins two runs, and no limit is passed side by side.
///
/// # Errors
/// [`Conflict::IdempotencyMismatch`] where the key names a run with another
/// request, [`Conflict::TooManyRuns`], [`StoreError::NotFound`] for an unknown
/// organization or person.
pub fn begin(
    conn: &mut Connection,
    new: NewRun,
    limits: RunLimits,
    now: DateTime<Utc>,
) -> Result<Begun, StoreError> {
    queue_up(conn, new.org_id)?;
    if let Some(key) = &new.idempotency_key
        && let Some(run) = named_by(conn, &new, key)?
    {
        return if run.request_hash == new.request_hash {
            Ok(Begun::Attached(run))
        } else {
            Err(StoreError::Conflict(Conflict::IdempotencyMismatch))
        };
    }
    check_limits(conn, &new, limits)?;
    let row = RunRow {
        id: RunId::generate(now)?.to_string(),
        org_id: new.org_id.to_string(),
        person_id: new.person_id.to_string(),
        kind: new.kind.to_string(),
        state: RunState::Running.to_string(),
        request_hash: new.request_hash.to_vec(),
        result: None,
        created_at: micros(now),
        finished_at: None,
        idempotency_key: new.idempotency_key,
        owner: Some(new.owner),
        attempt: 1,
        lease_until: Some(micros(new.lease_until)),
        deadline: micros(new.deadline),
        cancel_requested: false,
        last_sequence: 0,
    };
    diesel::insert_into(r::table).values(&row).execute(conn)?;
    diesel::insert_into(q::table)
        .values((q::run_id.eq(&row.id), q::document.eq(new.request)))
        .execute(conn)?;
    row.try_into().map(Begun::New)
}

/// True where [`begin`] would begin the run, or find the one its key names, if
/// nobody else was faster: a look for whoever waits, which writes nothing.
///
/// # Errors
/// Those of the database.
pub fn could_begin(
    conn: &mut Connection,
    new: &NewRun,
    limits: RunLimits,
) -> Result<bool, StoreError> {
    if let Some(key) = &new.idempotency_key
        && named_by(conn, new, key)?.is_some()
    {
        return Ok(true);
    }
    match check_limits(conn, new, limits) {
        Err(StoreError::Conflict(Conflict::TooManyRuns(_))) => Ok(false),
        checked => checked.map(|()| true),
    }
}

/// Waits until nobody else begins a run of the organization. SQLite has one
/// writer at a time anyway.
fn queue_up(conn: &mut Connection, org: OrgId) -> Result<(), StoreError> {
    let row = organizations::table
        .find(org.to_string())
        .select(organizations::id);
    let found: Option<String> = match conn {
        Connection::Sqlite(conn) => row.first(conn),
        // Rows that refer to the organization can still be written meanwhile.
        Connection::Postgres(conn) => row.for_no_key_update().first(conn),
    }
    .optional()?;
    found.map(drop).ok_or(StoreError::NotFound("organization"))
}

fn named_by(conn: &mut Connection, new: &NewRun, key: &str) -> Result<Option<Run>, StoreError> {
    r::table
        .filter(r::org_id.eq(new.org_id.to_string()))
        .filter(r::person_id.eq(new.person_id.to_string()))
        .filter(r::kind.eq(new.kind.name()))
        .filter(r::idempotency_key.eq(key))
        .select(RunRow::as_select())
        .first(conn)
        .optional()?
        .map(Run::try_from)
        .transpose()
}

fn check_limits(conn: &mut Connection, new: &NewRun, limits: RunLimits) -> Result<(), StoreError> {
    // Hardly more rows than the limit, so they may as well be counted here.
    let people: Vec<String> = r::table
        .filter(r::org_id.eq(new.org_id.to_string()))
        .filter(r::state.eq(RunState::Running.name()))
        .select(r::person_id)
        .load(conn)?;
    let person = new.person_id.to_string();
    let own = people.iter().filter(|it| **it == person).count();
    let reached = |count: usize, limit: u32| count >= limit as usize;
    let whose = if reached(own, limits.per_person) {
        RunsOf::Person
    } else if reached(people.len(), limits.per_org) {
        RunsOf::Organization
    } else {
        return Ok(());
    };
    Err(StoreError::Conflict(Conflict::TooManyRuns(whose)))
}
