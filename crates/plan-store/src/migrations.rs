//! The schema's history, compiled in: `migrations/` at the repository's root.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use diesel::migration::{Migration, MigrationSource, Result as MigrationResult};

use crate::connection::{Access, Connection, Opened, Purpose};
use crate::store::blocking;
use crate::{Store, StoreError};

const SQLITE: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");

/// Held on PostgreSQL while migrations run, so that replicas wait for each other.
const ADVISORY_LOCK: i64 = 0x5374_7261_7461;

/// How the database's tables compare with what this program expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemaState {
    /// Every migration this program knows is applied; newer ones may be too.
    Current,
    /// Some are missing.
    Outdated,
    /// None is applied, or there is no database file.
    Missing,
}

impl Store {
    /// Applies every migration that is missing, all in one transaction, and
    /// returns their names. Creates a missing SQLite file.
    ///
    /// # Errors
    /// [`StoreError::Migration`] and [`StoreError::Unavailable`].
    pub async fn migrate(&self) -> Result<Vec<String>, StoreError> {
        self.with_schema_lock(|conn| {
            let applied = match conn {
                Connection::Sqlite(conn) => apply(conn, SQLITE),
                Connection::Postgres(conn) => apply(conn, POSTGRES),
            };
            applied.map_err(|error| StoreError::Migration(error.to_string()))
        })
        .await
    }

    /// Takes the latest migration back and returns its name.
    ///
    /// # Errors
    /// [`StoreError::Migration`] where none is applied, [`StoreError::Unavailable`].
    pub async fn revert_migration(&self) -> Result<String, StoreError> {
        self.with_schema_lock(|conn| {
            let reverted = match conn {
                Connection::Sqlite(conn) => revert(conn, SQLITE),
                Connection::Postgres(conn) => revert(conn, POSTGRES),
            };
            reverted.map_err(|error| StoreError::Migration(error.to_string()))
        })
        .await
    }

    /// Compares the database with what this program expects; changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where the database cannot be asked.
    pub async fn schema_state(&self) -> Result<SchemaState, StoreError> {
        if self.missing_file().is_some() {
            return Ok(SchemaState::Missing);
        }
        self.read(|conn| {
            if !has_history(conn)? {
                return Ok(SchemaState::Missing);
            }
            let applied: Vec<AppliedRow> =
                diesel::sql_query("SELECT version FROM __diesel_schema_migrations").load(conn)?;
            if applied.is_empty() {
                return Ok(SchemaState::Missing);
            }
            let expected = match conn {
                Connection::Sqlite(_) => versions::<diesel::sqlite::Sqlite>(SQLITE),
                Connection::Postgres(_) => versions::<diesel::pg::Pg>(POSTGRES),
            };
            let expected = expected.map_err(|error| StoreError::Migration(error.to_string()))?;
            let complete = expected
                .iter()
                .all(|version| applied.iter().any(|row| row.version == *version));
            Ok(if complete {
                SchemaState::Current
            } else {
                SchemaState::Outdated
            })
        })
        .await
    }

    /// What to tell the operator where the schema is not current: as every other
    /// call says it, a file that is not there is a database that is away.
    pub fn schema_complaint(&self) -> StoreError {
        match self.missing_file() {
            Some(file) => {
                StoreError::Unavailable(format!("there is no database file {}", file.display()))
            }
            None => StoreError::SchemaOutdated("migrations are missing".to_owned()),
        }
    }

    /// A connection of its own, one transaction, nobody else migrating.
    async fn with_schema_lock<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (url, options) = (self.url().clone(), self.options().clone());
        blocking(move || {
            let mut conn = Opened::open(&url, Access::Create, &options)
                .map_err(|error| StoreError::Unavailable(error.to_string()))?;
            conn.transact(Purpose::Write, |conn| {
                if let Connection::Postgres(conn) = conn {
                    // Building an index may take its time, waiting for a lock may not.
                    conn.batch_execute(&format!(
                        "SET LOCAL statement_timeout = 0; \
                         SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"
                    ))?;
                }
                work(conn)
            })
        })
        .await
    }
}

#[derive(QueryableByName)]
struct AppliedRow {
    #[diesel(sql_type = Text)]
    version: String,
}

/// Asked first, because diesel's own look at the history would create the table.
fn has_history(conn: &mut Connection) -> Result<bool, StoreError> {
    let tables = match conn {
        Connection::Sqlite(_) => "SELECT name AS version FROM sqlite_master WHERE type = 'table'",
        Connection::Postgres(_) => {
            "SELECT tablename::text AS version FROM pg_catalog.pg_tables \
             WHERE schemaname = ANY (current_schemas(false))"
        }
    };
    let tables: Vec<AppliedRow> = diesel::sql_query(tables).load(conn)?;
    Ok(tables
        .iter()
        .any(|table| table.version == "__diesel_schema_migrations"))
}

fn apply<C, DB>(conn: &mut C, migrations: EmbeddedMigrations) -> MigrationResult<Vec<String>>
where
    DB: diesel::backend::Backend,
    C: MigrationHarness<DB>,
    EmbeddedMigrations: MigrationSource<DB>,
{
    conn.pending_migrations(migrations)?
        .iter()
        .map(|migration| {
            conn.run_migration(migration)?;
            Ok(migration.name().to_string())
        })
        .collect()
}

fn revert<C, DB>(conn: &mut C, migrations: EmbeddedMigrations) -> MigrationResult<String>
where
    DB: diesel::backend::Backend,
    C: MigrationHarness<DB>,
    EmbeddedMigrations: MigrationSource<DB>,
{
    conn.revert_last_migration(migrations)
        .map(|version| version.to_string())
}

fn versions<DB>(migrations: EmbeddedMigrations) -> MigrationResult<Vec<String>>
where
    DB: diesel::backend::Backend,
    EmbeddedMigrations: MigrationSource<DB>,
{
    let all: Vec<Box<dyn Migration<DB>>> = migrations.migrations()?;
    Ok(all
        .iter()
        .map(|migration| migration.name().version().to_string())
        .collect())
}
