//! An organization's own workouts, one at a time: coaches read and write them.

use plan_store::library::{self, LibraryEntry, LibraryFilter, LibraryPage, LibraryWorkout};
use plan_store::members::Role;
use plan_store::tokens::Scope;
use plan_store::{Connection, LibraryWorkoutId, OrgId, Store};

use super::access::needs_role;
use super::{Actor, Asked, Expected, OpError};

/// Which workouts, and how many at once.
#[derive(Clone, Debug)]
pub(crate) struct LibraryListing {
    pub(crate) filter: LibraryFilter,
    pub(crate) limit: u32,
}

/// A page of an organization's workouts, by name.
pub(crate) async fn list(
    store: &Store,
    actor: Actor,
    org: OrgId,
    listing: Asked<LibraryListing>,
) -> Result<LibraryPage, OpError> {
    store
        .read(move |conn| {
            actor.may_use_library(conn, org, Scope::PlansRead)?;
            let LibraryListing { filter, limit } = listing.map_err(OpError::InvalidQuery)?;
            let person = actor.identity.person_id;
            Ok(library::page_for_member(conn, org, person, &filter, limit)?)
        })
        .await
}

/// One workout.
pub(crate) async fn get(
    store: &Store,
    actor: Actor,
    org: OrgId,
    workout: LibraryWorkoutId,
) -> Result<LibraryWorkout, OpError> {
    store
        .read(move |conn| {
            actor.may_use_library(conn, org, Scope::PlansRead)?;
            Ok(library::get(conn, org, workout)?)
        })
        .await
}

/// Puts a workout into the library.
pub(crate) async fn create(
    store: &Store,
    actor: Actor,
    org: OrgId,
    entry: Asked<LibraryEntry>,
) -> Result<LibraryWorkout, OpError> {
    store
        .write(move |conn| {
            actor.may_use_library(conn, org, Scope::PlansWrite)?;
            let made = library::insert(conn, org, &entry?, actor.now)?;
            let versions = (None, Some(made.version));
            actor.audit(conn, "create_library_workout", made.id, versions)?;
            Ok(made)
        })
        .await
}

/// Replaces what is written about a workout.
pub(crate) async fn update(
    store: &Store,
    actor: Actor,
    org: OrgId,
    workout: LibraryWorkoutId,
    expected: Expected,
    entry: Asked<LibraryEntry>,
) -> Result<LibraryWorkout, OpError> {
    store
        .write(move |conn| {
            actor.may_use_library(conn, org, Scope::PlansWrite)?;
            let before = expected.meets(library::get(conn, org, workout)?.version)?;
            let written = library::update(conn, org, workout, before, &entry?, actor.now)?;
            let versions = (Some(before), Some(written.version));
            actor.audit(conn, "update_library_workout", workout, versions)?;
            Ok(written)
        })
        .await
}

/// Takes a workout out of the library.
pub(crate) async fn delete(
    store: &Store,
    actor: Actor,
    org: OrgId,
    workout: LibraryWorkoutId,
    expected: Expected,
) -> Result<(), OpError> {
    store
        .write(move |conn| {
            actor.may_use_library(conn, org, Scope::PlansWrite)?;
            let before = expected.meets(library::get(conn, org, workout)?.version)?;
            library::delete(conn, org, workout, before)?;
            actor.audit(
                conn,
                "delete_library_workout",
                workout,
                (Some(before), None),
            )
        })
        .await
}

impl Actor {
    /// Refuses whoever is no coach of the organization.
    pub(super) fn may_use_library(
        &self,
        conn: &mut Connection,
        org: OrgId,
        scope: Scope,
    ) -> Result<(), OpError> {
        let role = self.role_in(conn, org)?;
        self.needs_scope(scope)?;
        needs_role(role, Role::Coach)
    }
}
