use diesel::prelude::*;

use super::{count, id_of, time, word};
use crate::library::LibraryWorkout;
use crate::schema::library_workouts;
use crate::{StoreError, documents};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = library_workouts)]
// A DEFAULT in place of a NULL would have SQLite write row by row.
#[diesel(treat_none_as_default_value = false)]
pub(crate) struct LibraryWorkoutRow {
    pub(crate) id: String,
    pub(crate) org_id: String,
    pub(crate) name: String,
    pub(crate) document: String,
    pub(crate) created_at: i64,
    pub(crate) name_key: String,
    pub(crate) kind: String,
    pub(crate) level: Option<String>,
    pub(crate) version: i64,
    pub(crate) updated_at: i64,
}

impl TryFrom<LibraryWorkoutRow> for LibraryWorkout {
    type Error = StoreError;

    fn try_from(row: LibraryWorkoutRow) -> Result<Self, StoreError> {
        const TABLE: &str = "library_workouts";
        Ok(Self {
            id: id_of(TABLE, &row.id)?,
            org_id: id_of(TABLE, &row.org_id)?,
            name: row.name,
            level: row.level.map(|level| word(TABLE, &level)).transpose()?,
            workout: documents::decode(TABLE, &row.document)?,
            version: count(TABLE, row.version)?,
            created_at: time(TABLE, row.created_at)?,
            updated_at: time(TABLE, row.updated_at)?,
        })
    }
}
