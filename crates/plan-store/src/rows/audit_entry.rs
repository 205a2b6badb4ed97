use diesel::prelude::*;

use super::{count, time};
use crate::StoreError;
use crate::audit::AuditEntry;
use crate::ids::{OrgId, PersonId};
use crate::schema::audit_log;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_log)]
pub(crate) struct AuditEntryRow {
    pub(crate) id: String,
    pub(crate) org_id: String,
    pub(crate) actor: String,
    pub(crate) action: String,
    pub(crate) object: String,
    pub(crate) before_version: Option<i64>,
    pub(crate) after_version: Option<i64>,
    pub(crate) request_id: Option<String>,
    pub(crate) at: i64,
}

impl TryFrom<AuditEntryRow> for AuditEntry {
    type Error = StoreError;

    fn try_from(row: AuditEntryRow) -> Result<Self, StoreError> {
        const TABLE: &str = "audit_log";
        let version = |stored: Option<i64>| stored.map(|stored| count(TABLE, stored)).transpose();
        Ok(Self {
            org_id: OrgId::from_column(TABLE, &row.org_id)?,
            actor: PersonId::from_column(TABLE, &row.actor)?,
            action: row.action,
            object: row.object,
            before_version: version(row.before_version)?,
            after_version: version(row.after_version)?,
            request_id: row.request_id,
            at: time(TABLE, row.at)?,
        })
    }
}
