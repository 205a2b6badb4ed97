//! One connection to either database, and how the pool makes them.

use std::fmt::Write as _;
use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::time::Duration;

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::r2d2::R2D2Connection;
use diesel::{Connection as _, ConnectionError, PgConnection, SqliteConnection};

pub use crate::either::EitherConnection as Connection;

use crate::database_url::{DatabaseUrl, Kind};
use crate::file_id::FileId;
use crate::{StoreError, StoreOptions};

/// Runs one query on whichever database it is, as that database's own: for what
/// the two have in common but the enum of both cannot say (RETURNING, ON
/// CONFLICT).
macro_rules! on_either {
    ($conn:ident, $query:expr) => {
        match $conn {
            $crate::Connection::Sqlite($conn) => $query,
            $crate::Connection::Postgres($conn) => $query,
        }
    };
}

pub(crate) use on_either;

/// What a connection may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Read and write what exists; a missing SQLite file stays missing.
    ReadWrite,
    /// Read only, and the database itself sees to that.
    ReadOnly,
    /// Like `ReadWrite`, but a missing SQLite file is created: for migrations.
    Create,
}

/// What a transaction is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// One consistent view; a write in it is refused.
    Read,
    /// All or nothing.
    Write,
}

/// A connection, and what its owner has to know of it. Queries are given the
/// connection alone.
pub(crate) struct Opened {
    connection: Connection,
    access: Access,
    /// The file SQLite has open.
    file: Option<FileId>,
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opened")
            .field("access", &self.access)
            .field("file", &self.file)
            .finish_non_exhaustive()
    }
}

impl Deref for Opened {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl DerefMut for Opened {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }
}

impl Opened {
    /// Opens a connection and sets what must hold on each one.
    pub(crate) fn open(
        url: &DatabaseUrl,
        access: Access,
        options: &StoreOptions,
    ) -> Result<Self, ConnectionError> {
        let refused = |error| ConnectionError::CouldntSetupConfiguration(error);
        // Asked for before it is opened: if it is replaced in between, the connection
        // is taken for one to the file before, and opened once more.
        let file = url.file().and_then(|path| FileId::of(path).ok());
        let connection = match url.kind() {
            Kind::Sqlite(path) => {
                let mut conn = SqliteConnection::establish(&sqlite_uri(path, access))?;
                conn.batch_execute(&sqlite_settings(access, options))
                    .map_err(refused)?;
                Connection::Sqlite(conn)
            }
            Kind::Postgres(url) => {
                let mut conn = PgConnection::establish(&postgres_url(url, options))?;
                conn.batch_execute(&postgres_settings(access, options))
                    .map_err(refused)?;
                Connection::Postgres(conn)
            }
        };
        Ok(Self {
            connection,
            access,
            file,
        })
    }

    /// The file SQLite has open.
    pub(crate) fn file(&self) -> Option<FileId> {
        self.file
    }

    /// Begins a transaction.
    ///
    /// On SQLite a write takes its lock at once: a transaction that reads first
    /// and then wants to write fails with "database is locked" without waiting.
    /// On PostgreSQL a read sees one snapshot, so that a plan and its log fit.
    pub(crate) fn begin(&mut self, purpose: Purpose) -> diesel::QueryResult<()> {
        match &mut self.connection {
            Connection::Sqlite(conn) => {
                let (writable, begin) = match purpose {
                    Purpose::Read => ("PRAGMA query_only = ON", "BEGIN DEFERRED"),
                    Purpose::Write => ("PRAGMA query_only = OFF", "BEGIN IMMEDIATE"),
                };
                // A file that is open for reading only needs no telling, and each
                // telling has SQLite prepare all its statements anew.
                if self.access != Access::ReadOnly {
                    conn.batch_execute(writable)?;
                }
                AnsiTransactionManager::begin_transaction_sql(conn, begin)
            }
            Connection::Postgres(conn) => AnsiTransactionManager::begin_transaction_sql(
                conn,
                match purpose {
                    Purpose::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
                    Purpose::Write => "BEGIN",
                },
            ),
        }
    }

    /// Runs `work` as one transaction: its error takes everything back.
    pub(crate) fn transact<T, E: From<StoreError>>(
        &mut self,
        purpose: Purpose,
        work: impl FnOnce(&mut Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        self.begin(purpose).map_err(StoreError::from)?;
        match work(self) {
            Ok(value) => {
                Connection::commit_transaction(self).map_err(StoreError::from)?;
                Ok(value)
            }
            Err(error) => {
                // The pool throws a connection away that is still in a transaction.
                if let Err(rollback) = Connection::rollback_transaction(self) {
                    tracing::warn!(%rollback, "a transaction could not be rolled back");
                }
                Err(error)
            }
        }
    }
}

/// A `file:` URI, because only there SQLite can be told not to create a file.
fn sqlite_uri(path: &Path, access: Access) -> String {
    let mut uri = String::from("file:");
    for byte in path.to_string_lossy().bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri.push_str(match access {
        Access::ReadOnly => "?mode=ro",
        Access::ReadWrite => "?mode=rw",
        Access::Create => "?mode=rwc",
    });
    uri
}

/// The most a SQLite connection keeps of the file in memory, in KiB.
const CACHE_KIB: u32 = 512;

/// Waiting comes first: switching to WAL may already need a lock.
fn sqlite_settings(access: Access, options: &StoreOptions) -> String {
    // Each connection has a cache of its own, behind which is the system's.
    let mut settings = format!(
        "PRAGMA busy_timeout = {}; PRAGMA foreign_keys = ON; PRAGMA cache_size = -{CACHE_KIB};",
        options.lock_timeout.as_millis()
    );
    if access != Access::ReadOnly {
        // What was deleted (a plan's health records) is overwritten, not only unlinked.
        settings.push_str(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;",
        );
    }
    settings
}

/// The URL with time limits for a network that silently drops packets, where
/// the operator set none.
fn postgres_url(url: &str, options: &StoreOptions) -> String {
    let seconds = |duration: Duration| duration.as_secs().max(1);
    let connect = seconds(options.connection_timeout);
    let mut url = url.to_owned();
    for (name, value) in [
        ("connect_timeout", connect.to_string()),
        ("keepalives", "1".to_owned()),
        ("keepalives_idle", "30".to_owned()),
        ("keepalives_interval", "10".to_owned()),
        ("keepalives_count", "3".to_owned()),
        (
            "tcp_user_timeout",
            (2_000 * seconds(options.statement_timeout)).to_string(),
        ),
        ("application_name", "strata".to_owned()),
    ] {
        let parameters = url.split_once('?').map(|(_, parameters)| parameters);
        let given = parameters.is_some_and(|parameters| {
            parameters
                .split('&')
                .any(|parameter| parameter.split('=').next() == Some(name))
        });
        if !given {
            let sign = if parameters.is_some() { '&' } else { '?' };
            let _ = write!(url, "{sign}{name}={value}");
        }
    }
    url
}

fn postgres_settings(access: Access, options: &StoreOptions) -> String {
    format!(
        "SET statement_timeout = {statement}; \
         SET lock_timeout = {lock}; \
         SET idle_in_transaction_session_timeout = {idle}; \
         SET default_transaction_read_only = {read_only}",
        statement = options.statement_timeout.as_millis(),
        lock = options.lock_timeout.as_millis(),
        idle = 2 * options.statement_timeout.as_millis(),
        read_only = if access == Access::ReadOnly {
            "on"
        } else {
            "off"
        },
    )
}

/// Makes the pool's connections. `MultiConnection`'s own `establish` tries one
/// database after the other and hides why neither worked; here the URL decides.
#[derive(Debug)]
pub(crate) struct Manager {
    pub(crate) url: DatabaseUrl,
    pub(crate) access: Access,
    pub(crate) options: StoreOptions,
}

impl r2d2::ManageConnection for Manager {
    type Connection = Opened;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<Opened, Self::Error> {
        Ok(Opened::open(&self.url, self.access, &self.options)?)
    }

    fn is_valid(&self, conn: &mut Opened) -> Result<(), Self::Error> {
        let file = conn.file;
        match &mut conn.connection {
            Connection::Sqlite(_) => {
                let now = self.url.file().and_then(|path| FileId::of(path).ok());
                // A file does not hang up, but another one may take its name.
                if now == file {
                    return Ok(());
                }
                let replaced = ConnectionError::BadConnection("the file was replaced".to_owned());
                Err(replaced.into())
            }
            Connection::Postgres(conn) => Ok(conn.ping()?),
        }
    }

    fn has_broken(&self, conn: &mut Opened) -> bool {
        std::thread::panicking() || conn.is_broken()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_survives_the_uri() {
        assert_eq!(
            sqlite_uri(Path::new("/tmp/a b?c#d%é.db"), Access::ReadOnly),
            "file:/tmp/a%20b%3Fc%23d%25%C3%A9.db?mode=ro"
        );
    }

    #[test]
    fn what_the_operator_set_is_left_alone() {
        let options = StoreOptions::default();
        let url = postgres_url(
            "postgres://db/x?connect_timeout=1&sslmode=disable",
            &options,
        );
        assert!(url.starts_with("postgres://db/x?connect_timeout=1&sslmode=disable&keepalives=1&"));
        assert_eq!(url.matches("connect_timeout").count(), 1);
        assert!(
            postgres_url("postgres://db/x", &options)
                .starts_with("postgres://db/x?connect_timeout=5&")
        );
    }
}
