use diesel::prelude::*;

use crate::StoreError;
use crate::schema::run_weeks;

#[derive(Insertable)]
#[diesel(table_name = run_weeks)]
pub(crate) struct NewRunWeekRow<'a> {
    pub(crate) run_id: &'a str,
    pub(crate) week: i64,
    pub(crate) document: &'a str,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = run_weeks)]
pub(crate) struct RunWeekRow {
    week: i64,
    document: String,
}

impl TryFrom<RunWeekRow> for (u8, String) {
    type Error = StoreError;

    fn try_from(row: RunWeekRow) -> Result<Self, StoreError> {
        let week = u8::try_from(row.week)
            .map_err(|_| StoreError::corrupt("run_weeks", format!("{} is no week", row.week)))?;
        Ok((week, row.document))
    }
}
