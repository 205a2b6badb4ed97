use diesel::prelude::*;

use crate::schema::token_reservations;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = token_reservations)]
pub(crate) struct TokenReservationRow {
    pub(crate) id: String,
    pub(crate) run_id: String,
    pub(crate) org_id: String,
    pub(crate) day: String,
    pub(crate) tokens: i64,
}
