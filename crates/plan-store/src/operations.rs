//! The append-only log of what people did to a plan.

use chrono::{DateTime, Utc};
use diesel::dsl::max;
use diesel::prelude::*;
use plan_core::overlay::{Operation, OperationKind};

use crate::connection::Connection;
use crate::injuries;
use crate::plans::advance;
use crate::rows::operation::{NewOperationRow, OperationRow};
use crate::rows::{count, micros, stored};
use crate::schema::operations as o;
use crate::{PersonId, PlanId, StoreError, documents};

/// An operation to be appended.
#[derive(Clone, Debug)]
pub struct NewOperation {
    /// Who does it.
    pub actor: PersonId,
    /// What is done.
    pub kind: OperationKind,
    /// What was written beside a reported injury; kept apart with the body
    /// part, and ignored for every other operation.
    pub note: Option<String>,
}

/// Where an operation ended up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appended {
    /// Its number in the log, and so the id of what it made.
    pub sequence: u64,
    /// The plan's new version.
    pub version: u64,
}

/// Appends an operation to a plan that is still at `expected_version`.
///
/// # Errors
/// [`StoreError::VersionMismatch`] when somebody wrote in between,
/// [`StoreError::NotFound`].
pub fn append(
    conn: &mut Connection,
    plan: PlanId,
    expected_version: u64,
    new: NewOperation,
    now: DateTime<Utc>,
) -> Result<Appended, StoreError> {
    // From here on the plan's row is locked, so the next number is ours.
    let version = advance(conn, plan, expected_version, now)?;
    let last: Option<i64> = o::table
        .filter(o::plan_id.eq(plan.to_string()))
        .select(max(o::sequence))
        .first(conn)?;
    let sequence = count("operations", last.unwrap_or(0))? + 1;
    let (kind, detail) = injuries::conceal(conn, plan, sequence, new.kind, new.note)?;
    diesel::insert_into(o::table)
        .values(NewOperationRow {
            plan_id: plan.to_string(),
            sequence: stored(sequence),
            actor: new.actor.to_string(),
            at: micros(now),
            payload: documents::encode("operations", &kind)?,
        })
        .execute(conn)?;
    if let Some(detail) = detail {
        diesel::insert_into(crate::schema::injury_details::table)
            .values(detail)
            .execute(conn)?;
    }
    Ok(Appended { sequence, version })
}

/// A plan's log in sequence, body parts as the opaque names they are stored by,
/// and when each operation was written.
pub(crate) fn load(
    conn: &mut Connection,
    plan: PlanId,
) -> Result<(Vec<Operation>, Vec<DateTime<Utc>>), StoreError> {
    let rows = o::table
        .filter(o::plan_id.eq(plan.to_string()))
        .order(o::sequence)
        .select(OperationRow::as_select())
        .load(conn)?;
    let mut operations = Vec::with_capacity(rows.len());
    let mut times = Vec::with_capacity(rows.len());
    for (expected, row) in (1..).zip(rows) {
        times.push(row.written_at()?);
        let operation = Operation::try_from(row)?;
        if operation.sequence != expected {
            return Err(StoreError::corrupt(
                "operations",
                format!("operation {expected} is missing"),
            ));
        }
        operations.push(operation);
    }
    Ok((operations, times))
}
