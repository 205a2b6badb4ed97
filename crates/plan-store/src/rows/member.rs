use diesel::prelude::*;

use super::{id_of, word};
use crate::StoreError;
use crate::members::Member;
use crate::schema::{members, people};

#[derive(Queryable)]
pub(crate) struct MemberRow {
    person_id: String,
    display_name: String,
    role: String,
}

#[derive(Insertable)]
#[diesel(table_name = members)]
pub(crate) struct NewMemberRow {
    pub(crate) org_id: String,
    pub(crate) person_id: String,
    pub(crate) role: &'static str,
}

#[derive(Insertable)]
#[diesel(table_name = people)]
pub(crate) struct NewPersonRow<'a> {
    pub(crate) id: String,
    pub(crate) display_name: &'a str,
}

impl TryFrom<MemberRow> for Member {
    type Error = StoreError;

    fn try_from(row: MemberRow) -> Result<Self, StoreError> {
        const TABLE: &str = "members";
        Ok(Self {
            person_id: id_of(TABLE, &row.person_id)?,
            display_name: row.display_name,
            role: word(TABLE, &row.role)?,
        })
    }
}
