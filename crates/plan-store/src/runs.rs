//! Generations: what was asked, how it stands, what came out.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::connection::Connection;
use crate::rows::micros;
use crate::rows::run::RunRow;
use crate::schema::{members, runs as r};
use crate::{Conflict, OrgId, PersonId, RunId, StoreError};

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
    /// A JSON document of the service's, once finished.
    pub result: Option<String>,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
}

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
}

/// Begins a run.
///
/// # Errors
/// [`StoreError::NotFound`] for an unknown organization or person.
pub fn insert(conn: &mut Connection, new: NewRun, now: DateTime<Utc>) -> Result<RunId, StoreError> {
    let id = RunId::generate(now)?;
    diesel::insert_into(r::table)
        .values(RunRow {
            id: id.to_string(),
            org_id: new.org_id.to_string(),
            person_id: new.person_id.to_string(),
            kind: new.kind.to_string(),
            state: RunState::Running.to_string(),
            request_hash: new.request_hash.to_vec(),
            result: None,
            created_at: micros(now),
            finished_at: None,
        })
        .execute(conn)?;
    Ok(id)
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunOutcome {
    /// With the result in its document.
    Succeeded,
    /// With the reason in its document.
    Failed,
}

/// Ends a run with its document. A run ends once.
///
/// # Errors
/// [`Conflict::RunFinished`], [`StoreError::NotFound`].
pub fn finish(
    conn: &mut Connection,
    id: RunId,
    outcome: RunOutcome,
    document: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let state = match outcome {
        RunOutcome::Succeeded => RunState::Succeeded,
        RunOutcome::Failed => RunState::Failed,
    };
    let running = r::table
        .filter(r::id.eq(id.to_string()))
        .filter(r::state.eq(RunState::Running.name()));
    let finished = diesel::update(running)
        .set((
            r::state.eq(state.name()),
            r::result.eq(Some(document)),
            r::finished_at.eq(Some(micros(now))),
        ))
        .execute(conn)?;
    if finished == 1 {
        return Ok(());
    }
    let known: i64 = r::table
        .filter(r::id.eq(id.to_string()))
        .count()
        .get_result(conn)?;
    Err(match known {
        0 => StoreError::NotFound("run"),
        _ => StoreError::Conflict(Conflict::RunFinished),
    })
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
