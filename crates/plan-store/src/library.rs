//! An organization's own workouts.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use plan_core::workout::Workout;

use crate::connection::Connection;
use crate::rows::library_workout::LibraryWorkoutRow;
use crate::rows::micros;
use crate::schema::{library_workouts as l, members};
use crate::{LibraryWorkoutId, OrgId, PersonId, StoreError, documents};

/// A workout kept for reuse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LibraryWorkout {
    /// Its id.
    pub id: LibraryWorkoutId,
    /// Whose it is.
    pub org_id: OrgId,
    /// What coaches call it.
    pub name: String,
    /// What to do.
    pub workout: Workout,
    /// When it was put here.
    pub created_at: DateTime<Utc>,
}

/// Puts a workout into an organization's library.
///
/// # Errors
/// [`StoreError::NotFound`] for an unknown organization.
pub fn insert(
    conn: &mut Connection,
    org: OrgId,
    name: &str,
    workout: &Workout,
    now: DateTime<Utc>,
) -> Result<LibraryWorkout, StoreError> {
    let row = LibraryWorkoutRow {
        id: LibraryWorkoutId::generate(now)?.to_string(),
        org_id: org.to_string(),
        name: name.to_owned(),
        document: documents::encode("library_workouts", workout)?,
        created_at: micros(now),
    };
    diesel::insert_into(l::table).values(&row).execute(conn)?;
    row.try_into()
}

/// An organization's library, by name. Empty for whoever is not a member.
///
/// # Errors
/// Those of the database.
pub fn list_for_member(
    conn: &mut Connection,
    org: OrgId,
    person: PersonId,
) -> Result<Vec<LibraryWorkout>, StoreError> {
    l::table
        .inner_join(members::table.on(members::org_id.eq(l::org_id)))
        .filter(l::org_id.eq(org.to_string()))
        .filter(members::person_id.eq(person.to_string()))
        .order((l::name, l::id))
        .select(LibraryWorkoutRow::as_select())
        .load(conn)?
        .into_iter()
        .map(LibraryWorkout::try_from)
        .collect()
}

/// One workout of an organization the person is a member of.
///
/// # Errors
/// [`StoreError::NotFound`], also where it is another organization's.
pub fn get_for_member(
    conn: &mut Connection,
    id: LibraryWorkoutId,
    person: PersonId,
) -> Result<LibraryWorkout, StoreError> {
    l::table
        .inner_join(members::table.on(members::org_id.eq(l::org_id)))
        .filter(l::id.eq(id.to_string()))
        .filter(members::person_id.eq(person.to_string()))
        .select(LibraryWorkoutRow::as_select())
        .first(conn)
        .optional()?
        .ok_or(StoreError::NotFound("library workout"))?
        .try_into()
}
