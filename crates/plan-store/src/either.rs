//! The type of a connection. It stands alone because the derive's code does not
//! bear anything named `Connection` beside it.

use diesel::{PgConnection, SqliteConnection};

/// A connection to SQLite or PostgreSQL; every query runs on both.
#[derive(diesel::MultiConnection)]
pub enum EitherConnection {
    /// To a SQLite file.
    Sqlite(SqliteConnection),
    /// To a PostgreSQL server.
    Postgres(PgConnection),
}
