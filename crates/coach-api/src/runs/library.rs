//! The organization's workouts, for the runs that use them.

use std::sync::Arc;

use plan_store::{LibraryWorkoutId, OrgId, PersonId, RunId, Store, StoreError, library};

use super::patience::patiently;
use crate::writers::library::{LibraryWorkout, WorkoutPreference};

/// The library as it is now; empty where it is not to be used.
pub(super) async fn library_for(
    store: &Store,
    run: RunId,
    (org, person): (OrgId, PersonId),
    preference: WorkoutPreference,
) -> Result<Arc<[LibraryWorkout]>, StoreError> {
    if preference == WorkoutPreference::AiGenerate {
        return Ok(Arc::default());
    }
    let listed = patiently(run, || {
        store.read(move |conn| library::list_for_member(conn, org, person))
    });
    let seen = listed.await?.into_iter().map(|it| LibraryWorkout {
        id: LibraryWorkoutId::to_string(&it.id),
        name: it.name,
        level: it.level,
        workout: it.workout,
    });
    Ok(seen.collect())
}
