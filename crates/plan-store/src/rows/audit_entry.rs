use diesel::prelude::*;

use super::{micros, stored};
use crate::StoreError;
use crate::audit::AuditEntry;
use crate::ids::version_7;
use crate::schema::audit_log;

#[derive(Insertable)]
#[diesel(table_name = audit_log)]
// A DEFAULT in place of a NULL would have SQLite write row by row.
#[diesel(treat_none_as_default_value = false)]
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

impl AuditEntryRow {
    /// A new row.
    pub(crate) fn of(entry: &AuditEntry) -> Result<Self, StoreError> {
        Ok(Self {
            id: version_7(entry.at)?.to_string(),
            org_id: entry.org_id.to_string(),
            actor: entry.actor.to_string(),
            action: entry.action.clone(),
            object: entry.object.clone(),
            before_version: entry.before_version.map(stored),
            after_version: entry.after_version.map(stored),
            request_id: entry.request_id.clone(),
            at: micros(entry.at),
        })
    }
}
