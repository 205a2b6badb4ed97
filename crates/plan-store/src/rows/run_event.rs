use diesel::prelude::*;

use super::count;
use crate::StoreError;
use crate::runs::RunEvent;
use crate::schema::run_events;

#[derive(Insertable)]
#[diesel(table_name = run_events)]
pub(crate) struct NewRunEventRow<'a> {
    pub(crate) run_id: &'a str,
    pub(crate) sequence: i64,
    pub(crate) document: &'a str,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = run_events)]
pub(crate) struct RunEventRow {
    sequence: i64,
    document: String,
}

impl TryFrom<RunEventRow> for RunEvent {
    type Error = StoreError;

    fn try_from(row: RunEventRow) -> Result<Self, StoreError> {
        Ok(Self {
            sequence: count("run_events", row.sequence)?,
            document: row.document,
        })
    }
}
