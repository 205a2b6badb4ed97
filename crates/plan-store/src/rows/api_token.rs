use diesel::prelude::*;

use super::{id_of, optional_time, time};
use crate::StoreError;
use crate::schema::api_tokens;
use crate::tokens::{ApiToken, Scopes};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = api_tokens)]
pub(crate) struct ApiTokenRow {
    pub(crate) id: String,
    pub(crate) key_id: String,
    pub(crate) secret_hash: Vec<u8>,
    pub(crate) org_id: String,
    pub(crate) person_id: String,
    pub(crate) name: String,
    pub(crate) scopes: String,
    pub(crate) created_at: i64,
    pub(crate) expires_at: Option<i64>,
    pub(crate) revoked_at: Option<i64>,
    pub(crate) last_used_at: Option<i64>,
}

impl TryFrom<ApiTokenRow> for ApiToken {
    type Error = StoreError;

    fn try_from(row: ApiTokenRow) -> Result<Self, StoreError> {
        const TABLE: &str = "api_tokens";
        Ok(Self {
            id: id_of(TABLE, &row.id)?,
            org_id: id_of(TABLE, &row.org_id)?,
            person_id: id_of(TABLE, &row.person_id)?,
            name: row.name,
            scopes: row
                .scopes
                .parse::<Scopes>()
                .map_err(|error| StoreError::corrupt(TABLE, error))?,
            created_at: time(TABLE, row.created_at)?,
            expires_at: optional_time(TABLE, row.expires_at)?,
            revoked_at: optional_time(TABLE, row.revoked_at)?,
            last_used_at: optional_time(TABLE, row.last_used_at)?,
        })
    }
}
