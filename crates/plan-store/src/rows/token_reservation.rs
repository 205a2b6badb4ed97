use diesel::prelude::*;

use super::count;
use crate::budgets::Reservation;
use crate::schema::token_reservations;
use crate::{ReservationId, StoreError};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = token_reservations)]
pub(crate) struct TokenReservationRow {
    pub(crate) id: String,
    pub(crate) run_id: String,
    pub(crate) org_id: String,
    pub(crate) day: String,
    pub(crate) tokens: i64,
}

impl TryFrom<TokenReservationRow> for Reservation {
    type Error = StoreError;

    fn try_from(row: TokenReservationRow) -> Result<Self, StoreError> {
        const TABLE: &str = "token_reservations";
        Ok(Self {
            id: ReservationId::from_column(TABLE, &row.id)?,
            tokens: count(TABLE, row.tokens)?,
        })
    }
}
