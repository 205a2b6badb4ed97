use chrono::{DateTime, Utc};
use diesel::prelude::*;
use plan_core::overlay::{Operation, OperationKind};

use super::{count, time};
use crate::schema::{injury_details, operations};
use crate::{StoreError, documents};

const TABLE: &str = "operations";

#[derive(Insertable)]
#[diesel(table_name = operations)]
pub(crate) struct NewOperationRow {
    pub(crate) plan_id: String,
    pub(crate) sequence: i64,
    pub(crate) actor: String,
    pub(crate) at: i64,
    pub(crate) payload: String,
}

/// What resolving needs of an operation, and all the public role may read.
#[derive(Queryable, Selectable)]
#[diesel(table_name = operations)]
pub(crate) struct OperationRow {
    sequence: i64,
    at: i64,
    payload: String,
}

impl OperationRow {
    /// When it was appended.
    pub(crate) fn written_at(&self) -> Result<DateTime<Utc>, StoreError> {
        time(TABLE, self.at)
    }
}

impl TryFrom<OperationRow> for Operation {
    type Error = StoreError;

    fn try_from(row: OperationRow) -> Result<Self, StoreError> {
        Ok(Self {
            sequence: count(TABLE, row.sequence)?,
            kind: documents::decode::<OperationKind>(TABLE, &row.payload)?,
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = injury_details)]
pub(crate) struct InjuryDetailRow {
    pub(crate) plan_id: String,
    pub(crate) sequence: i64,
    pub(crate) part: String,
    pub(crate) body_part: String,
    pub(crate) note: Option<String>,
}
