use diesel::prelude::*;

use super::{optional_time, time, word};
use crate::StoreError;
use crate::ids::{OrgId, PersonId, RunId};
use crate::runs::Run;
use crate::schema::runs;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = runs)]
pub(crate) struct RunRow {
    pub(crate) id: String,
    pub(crate) org_id: String,
    pub(crate) person_id: String,
    pub(crate) kind: String,
    pub(crate) state: String,
    pub(crate) request_hash: Vec<u8>,
    pub(crate) result: Option<String>,
    pub(crate) created_at: i64,
    pub(crate) finished_at: Option<i64>,
}

impl TryFrom<RunRow> for Run {
    type Error = StoreError;

    fn try_from(row: RunRow) -> Result<Self, StoreError> {
        const TABLE: &str = "runs";
        Ok(Self {
            id: RunId::from_column(TABLE, &row.id)?,
            org_id: OrgId::from_column(TABLE, &row.org_id)?,
            person_id: PersonId::from_column(TABLE, &row.person_id)?,
            kind: word(TABLE, &row.kind)?,
            state: word(TABLE, &row.state)?,
            request_hash: row
                .request_hash
                .try_into()
                .map_err(|_| StoreError::corrupt(TABLE, "request_hash is not 32 bytes"))?,
            result: row.result,
            created_at: time(TABLE, row.created_at)?,
            finished_at: optional_time(TABLE, row.finished_at)?,
        })
    }
}
