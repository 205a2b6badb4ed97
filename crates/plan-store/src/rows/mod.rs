//! Rows as they lie in the tables: diesel derives, and the checks that make
//! domain values of them. A row that fails is [`StoreError::Corrupt`].

pub(crate) mod api_token;
pub(crate) mod audit_entry;
pub(crate) mod library_workout;
pub(crate) mod member;
pub(crate) mod operation;
pub(crate) mod organization;
pub(crate) mod plan;
pub(crate) mod run;
pub(crate) mod run_event;
pub(crate) mod run_week;
pub(crate) mod token_reservation;
pub(crate) mod training_principle;

use std::str::FromStr;

use chrono::{DateTime, Utc};

use crate::StoreError;

/// A time as it is stored: microseconds since 1970-01-01 UTC.
pub(crate) fn micros(at: DateTime<Utc>) -> i64 {
    at.timestamp_micros()
}

/// A stored time.
pub(crate) fn time(table: &'static str, micros: i64) -> Result<DateTime<Utc>, StoreError> {
    DateTime::from_timestamp_micros(micros)
        .ok_or_else(|| StoreError::corrupt(table, format!("{micros} is no time")))
}

/// A stored time that may be absent.
pub(crate) fn optional_time(
    table: &'static str,
    micros: Option<i64>,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    micros.map(|micros| time(table, micros)).transpose()
}

/// A stored id.
pub(crate) fn id_of<T>(table: &'static str, text: &str) -> Result<T, StoreError>
where
    T: FromStr<Err = StoreError>,
{
    // Not "not found", which is what it says to those who ask by it.
    let is_none = |_| StoreError::corrupt(table, format!("{text} is no id"));
    text.parse().map_err(is_none)
}

/// A stored word of the domain.
pub(crate) fn word<T>(table: &'static str, text: &str) -> Result<T, StoreError>
where
    T: FromStr<Err = plan_core::error::Error>,
{
    text.parse()
        .map_err(|error| StoreError::corrupt(table, error))
}

/// A stored count.
pub(crate) fn count(table: &'static str, stored: i64) -> Result<u64, StoreError> {
    u64::try_from(stored).map_err(|_| StoreError::corrupt(table, format!("{stored} is no count")))
}

/// A count as it is stored. Counts grow by one, so none is ever too large.
pub(crate) fn stored(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
