use diesel::prelude::*;

use crate::schema::training_principles;

#[derive(Insertable, Identifiable, AsChangeset)]
#[diesel(table_name = training_principles, primary_key(org_id))]
pub(crate) struct TrainingPrincipleRow<'a> {
    pub(crate) org_id: String,
    pub(crate) principle: &'a str,
    pub(crate) updated_by: String,
    pub(crate) updated_at: i64,
}
