//! An organization's training principle: what every generation there respects.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::connection::Connection;
use crate::rows::micros;
use crate::rows::training_principle::TrainingPrincipleRow;
use crate::schema::training_principles as p;
use crate::{OrgId, PersonId, StoreError};

/// The principle, where the organization has one.
///
/// # Errors
/// Those of the database.
pub fn get(conn: &mut Connection, org: OrgId) -> Result<Option<String>, StoreError> {
    Ok(p::table
        .find(org.to_string())
        .select(p::principle)
        .first(conn)
        .optional()?)
}

/// Takes the principle away; false where there is none.
///
/// # Errors
/// Those of the database.
pub fn delete(conn: &mut Connection, org: OrgId) -> Result<bool, StoreError> {
    Ok(diesel::delete(p::table.find(org.to_string())).execute(conn)? > 0)
}

/// Sets or replaces the principle.
///
/// # Errors
/// [`StoreError::NotFound`] for an unknown organization or person.
pub fn put(
    conn: &mut Connection,
    org: OrgId,
    principle: &str,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = TrainingPrincipleRow {
        org_id: org.to_string(),
        principle,
        updated_by: by.to_string(),
        updated_at: micros(now),
    };
    let replaced = diesel::update(p::table.find(&row.org_id))
        .set(&row)
        .execute(conn)?;
    if replaced == 0 {
        diesel::insert_into(p::table).values(&row).execute(conn)?;
    }
    Ok(())
}
