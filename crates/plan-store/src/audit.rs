//! Who did what. Appended in the transaction of the change it tells of, so
//! that there is neither without the other. Nobody here reads it: it is for the
//! operator, who asks the database.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::connection::{Connection, on_either};
use crate::rows::audit_entry::AuditEntryRow;
use crate::schema::audit_log as a;
use crate::{OrgId, PersonId, StoreError};

/// One entry. It names things by id only, so that it may outlive them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// The organization it happened in.
    pub org_id: OrgId,
    /// Who did it.
    pub actor: PersonId,
    /// What was done, as a verb and a noun: `publish_plan`.
    pub action: String,
    /// The id of what it was done to.
    pub object: String,
    /// The object's version before, where it has versions.
    pub before_version: Option<u64>,
    /// The object's version after.
    pub after_version: Option<u64>,
    /// The request it was done in.
    pub request_id: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// How many rows are written by one statement; with nine values each they stay far
/// below what either database binds.
const AT_ONCE: usize = 500;

/// Appends entries, in their order.
///
/// # Errors
/// Those of the database.
pub fn append(conn: &mut Connection, entries: &[AuditEntry]) -> Result<(), StoreError> {
    for entries in entries.chunks(AT_ONCE) {
        let rows = entries.iter().map(AuditEntryRow::of);
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        on_either!(
            conn,
            diesel::insert_into(a::table).values(&rows).execute(conn)
        )?;
    }
    Ok(())
}
