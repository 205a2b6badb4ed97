use diesel::prelude::*;

use super::{id_of, time};
use crate::StoreError;
use crate::organizations::Organization;
use crate::schema::organizations;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = organizations)]
pub(crate) struct OrganizationRow {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) time_zone: Option<String>,
    pub(crate) created_at: i64,
}

impl TryFrom<OrganizationRow> for Organization {
    type Error = StoreError;

    fn try_from(row: OrganizationRow) -> Result<Self, StoreError> {
        const TABLE: &str = "organizations";
        Ok(Self {
            id: id_of(TABLE, &row.id)?,
            name: row.name,
            time_zone: row.time_zone,
            created_at: time(TABLE, row.created_at)?,
        })
    }
}
