use diesel::prelude::*;

use super::{count, id_of, optional_time, time, word};
use crate::StoreError;
use crate::runs::{Lease, Run};
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
    pub(crate) idempotency_key: Option<String>,
    pub(crate) owner: Option<String>,
    pub(crate) attempt: i64,
    pub(crate) lease_until: Option<i64>,
    pub(crate) deadline: i64,
    pub(crate) cancel_requested: bool,
    pub(crate) last_sequence: i64,
}

impl TryFrom<RunRow> for Run {
    type Error = StoreError;

    fn try_from(row: RunRow) -> Result<Self, StoreError> {
        const TABLE: &str = "runs";
        let lease = match (row.owner, optional_time(TABLE, row.lease_until)?) {
            (Some(owner), Some(until)) => Some(Lease { owner, until }),
            (None, None) => None,
            _ => return Err(StoreError::corrupt(TABLE, "half a lease")),
        };
        Ok(Self {
            id: id_of(TABLE, &row.id)?,
            org_id: id_of(TABLE, &row.org_id)?,
            person_id: id_of(TABLE, &row.person_id)?,
            kind: word(TABLE, &row.kind)?,
            state: word(TABLE, &row.state)?,
            request_hash: row
                .request_hash
                .try_into()
                .map_err(|_| StoreError::corrupt(TABLE, "request_hash is not 32 bytes"))?,
            idempotency_key: row.idempotency_key,
            attempt: count(TABLE, row.attempt)?,
            lease,
            deadline: time(TABLE, row.deadline)?,
            cancel_requested: row.cancel_requested,
            last_sequence: count(TABLE, row.last_sequence)?,
            result: row.result,
            created_at: time(TABLE, row.created_at)?,
            finished_at: optional_time(TABLE, row.finished_at)?,
        })
    }
}
