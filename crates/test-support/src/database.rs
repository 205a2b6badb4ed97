//! A database per test, on both engines.

use std::fmt;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};
use plan_store::{DatabaseUrl, Store, StoreOptions};
use tempfile::TempDir;

use crate::postgres::{self, ServerDatabase};

/// Which database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
}

/// A database of the test's own, gone when it is dropped.
#[derive(Debug)]
pub struct TestDatabase {
    url: DatabaseUrl,
    home: Home,
}

#[derive(Debug)]
enum Home {
    /// Kept for its drop, which removes the file.
    Directory(#[expect(dead_code, reason = "held until the test ends")] TempDir),
    Server(ServerDatabase),
}

impl TestDatabase {
    /// A migrated SQLite file.
    pub async fn sqlite() -> Self {
        let database = Self::empty_sqlite();
        database.store().migrate().await.expect("SQLite migrates");
        database
    }

    /// A migrated PostgreSQL database. `None`, and a line that says so, where
    /// there is no server and no way to start one.
    ///
    /// # Panics
    /// Instead of `None` under `STRATA_TEST_REQUIRE_POSTGRES=1`.
    pub fn postgres() -> Option<Self> {
        postgres::server().map(|server| Self::on_server(server.migrated_database()))
    }

    /// A SQLite file that does not exist yet.
    pub fn empty_sqlite() -> Self {
        let directory = TempDir::with_prefix("strata-test-").expect("a temporary directory");
        Self {
            url: DatabaseUrl::sqlite_file(directory.path().join("strata.sqlite")),
            home: Home::Directory(directory),
        }
    }

    /// A PostgreSQL database without tables; see [`postgres`](Self::postgres).
    pub fn empty_postgres() -> Option<Self> {
        postgres::server().map(|server| Self::on_server(server.empty_database()))
    }

    fn on_server(database: ServerDatabase) -> Self {
        Self {
            url: database.url().parse().expect("the server's own URL"),
            home: Home::Server(database),
        }
    }

    /// What it runs on.
    pub fn engine(&self) -> Engine {
        match self.home {
            Home::Directory(_) => Engine::Sqlite,
            Home::Server(_) => Engine::Postgres,
        }
    }

    /// Where it is.
    pub fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// Where it is, as configuration gives it.
    pub fn url_text(&self) -> String {
        match &self.home {
            Home::Directory(_) => self.url.to_string(),
            Home::Server(database) => database.url().to_owned(),
        }
    }

    /// Where it is for another role of the server, whose password is its name.
    ///
    /// # Panics
    /// On SQLite, which has no roles.
    pub fn url_for_role(&self, role: &str) -> DatabaseUrl {
        match &self.home {
            Home::Directory(_) => panic!("SQLite has no roles"),
            Home::Server(database) => database.url_for_role(role).parse().expect("a role's URL"),
        }
    }

    /// A store that reads and writes, with limits that suit a test.
    pub fn store(&self) -> Store {
        Store::open(&self.url, Self::options())
    }

    /// A store that cannot write.
    pub fn read_only_store(&self) -> Store {
        Store::open_read_only(&self.url, Self::options())
    }

    /// Limits that suit a test: few connections, patience on a busy machine.
    pub fn options() -> StoreOptions {
        StoreOptions {
            max_connections: 4,
            connection_timeout: Duration::from_secs(20),
            lock_timeout: Duration::from_secs(20),
            statement_timeout: Duration::from_secs(20),
        }
    }

    /// Runs statements behind the store's back: to corrupt a row, to try what a
    /// trigger refuses.
    ///
    /// # Errors
    /// What the database says.
    pub fn execute(&self, sql: &str) -> Result<(), String> {
        match self.engine() {
            Engine::Sqlite => self.raw_sqlite().batch_execute(sql),
            Engine::Postgres => self.raw_postgres().batch_execute(sql),
        }
        .map_err(|error| error.to_string())
    }

    /// The column `value` of every row a query behind the store's back returns;
    /// it has to be TEXT.
    ///
    /// # Panics
    /// Where the query fails.
    pub fn texts(&self, sql: &str) -> Vec<Option<String>> {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = Nullable<Text>)]
            value: Option<String>,
        }
        let rows: Vec<Row> = match self.engine() {
            Engine::Sqlite => diesel::sql_query(sql).load(&mut self.raw_sqlite()),
            Engine::Postgres => diesel::sql_query(sql).load(&mut self.raw_postgres()),
        }
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
        rows.into_iter().map(|row| row.value).collect()
    }

    fn raw_sqlite(&self) -> SqliteConnection {
        let file = self.url.file().expect("a SQLite file");
        let mut conn =
            SqliteConnection::establish(&file.to_string_lossy()).expect("the file opens");
        conn.batch_execute("PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 20000")
            .expect("settings apply");
        conn
    }

    fn raw_postgres(&self) -> PgConnection {
        PgConnection::establish(&self.url_text()).expect("the server answers")
    }
}

/// Runs a test on a migrated SQLite database and on a migrated PostgreSQL one.
///
/// # Panics
/// Where the test does.
pub fn for_each_database(test: impl AsyncFn(TestDatabase)) {
    let runtime = runtime();
    runtime.block_on(async { run(&test, TestDatabase::sqlite().await).await });
    if let Some(database) = TestDatabase::postgres() {
        runtime.block_on(run(&test, database));
    }
}

/// Runs a test where SQLite has no file yet, and where PostgreSQL has no tables.
///
/// # Panics
/// Where the test does.
pub fn for_each_empty_database(test: impl AsyncFn(TestDatabase)) {
    let runtime = runtime();
    runtime.block_on(run(&test, TestDatabase::empty_sqlite()));
    if let Some(database) = TestDatabase::empty_postgres() {
        runtime.block_on(run(&test, database));
    }
}

/// One thread is enough: the queries run side by side on the blocking pool.
fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
}

#[expect(
    clippy::print_stderr,
    reason = "a failed test shows it, and which database it ran on"
)]
async fn run(test: &impl AsyncFn(TestDatabase), database: TestDatabase) {
    eprintln!("on {}:", database.engine());
    test(database).await;
}
