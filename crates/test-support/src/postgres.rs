//! A PostgreSQL server of the tests' own, or one they are given.
//!
//! Once per test process the installed server is started in a temporary
//! directory, reachable through a socket there and nothing else. A shell keeps
//! watch: it waits for the end of a pipe whose other end this process holds, so
//! however the process ends, the server stops and its directory goes.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use plan_store::{DatabaseUrl, Store};

use crate::TestDatabase;

/// Names a server to use instead of starting one; its role may create databases.
const URL_VARIABLE: &str = "STRATA_TEST_POSTGRES_URL";
/// Set to `1`: fail instead of skipping where there is no PostgreSQL.
const REQUIRE_VARIABLE: &str = "STRATA_TEST_REQUIRE_POSTGRES";
/// Set to `1`: what is written survives a power cut, as in production, and takes
/// as long. Tests do not wait for that; whoever measures does.
const DURABLE_VARIABLE: &str = "STRATA_TEST_POSTGRES_DURABLE";

/// Held while databases are made, also against other test processes: a template
/// cannot be copied while anybody is connected to it.
const ADVISORY_LOCK: i64 = 0x7465_7374;

/// A server tests may make databases on.
pub(crate) struct Server {
    admin_url: String,
    /// While this lives, the watching shell waits.
    _watch: Option<Child>,
}

/// A database on the server, dropped with this value.
#[derive(Debug)]
pub(crate) struct ServerDatabase {
    admin_url: String,
    name: String,
    url: String,
}

/// The server of this process; `None` where there is none.
pub(crate) fn server() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    SERVER.get_or_init(find_or_start).as_ref()
}

#[expect(
    clippy::print_stderr,
    reason = "a skipped half of the tests must be seen"
)]
fn find_or_start() -> Option<Server> {
    if let Ok(url) = std::env::var(URL_VARIABLE) {
        return Some(Server {
            admin_url: url,
            _watch: None,
        });
    }
    match start() {
        Ok(server) => Some(server),
        Err(reason) => {
            let required = std::env::var(REQUIRE_VARIABLE).is_ok_and(|value| value == "1");
            assert!(!required, "PostgreSQL is required, but {reason}");
            eprintln!("PostgreSQL tests are skipped: {reason}");
            None
        }
    }
}

/// Starts a server, says `ready` or what went wrong, and stops it when its
/// standard input ends. Each of the tests that run side by side, one a core, may
/// hold some twenty connections, far more together than a server's usual hundred.
const SCRIPT: &str = r#"
trap '' INT
fail() { cat "$PG_DIR/log" >&2; rm -rf "$PG_DIR"; echo failed; exit 1; }
"$PG_BIN/initdb" -D "$PG_DIR/data" -U postgres -A trust -E UTF8 --locale=C --no-sync \
    >"$PG_DIR/log" 2>&1 || fail
"$PG_BIN/pg_ctl" -D "$PG_DIR/data" -l "$PG_DIR/log" -w -o "-k '$PG_DIR' \
    -c listen_addresses= -c max_connections=1000 -c fsync=$PG_SYNC -c synchronous_commit=$PG_SYNC \
    -c full_page_writes=$PG_SYNC" \
    start >>"$PG_DIR/log" 2>&1 || fail
echo ready
cat >/dev/null
"$PG_BIN/pg_ctl" -D "$PG_DIR/data" -m immediate -w stop >>"$PG_DIR/log" 2>&1
rm -rf "$PG_DIR"
"#;

fn is_durable() -> bool {
    std::env::var(DURABLE_VARIABLE).is_ok_and(|value| value == "1")
}

fn start() -> Result<Server, String> {
    let programs = installed_programs().ok_or("no initdb and pg_ctl are installed")?;
    // Short, because a socket's path may have about a hundred bytes only.
    let place = Some(Path::new("/tmp")).filter(|path| path.is_dir());
    let directory = tempfile::Builder::new()
        .prefix("strata-pg-")
        .tempdir_in(place.map_or_else(std::env::temp_dir, Path::to_path_buf))
        .map_err(|error| format!("no temporary directory: {error}"))?;

    let mut shell = match user_to_become()? {
        None => Command::new("sh"),
        Some(user) => {
            chown(directory.path(), Some(user.uid), Some(user.gid))
                .map_err(|error| format!("its directory cannot be given away: {error}"))?;
            let mut command = Command::new("setpriv");
            command
                .arg(format!("--reuid={}", user.uid))
                .arg(format!("--regid={}", user.gid))
                .args(["--clear-groups", "sh"]);
            command
        }
    };
    let mut watch = shell
        .args(["-c", SCRIPT])
        .env("PG_BIN", &programs)
        .env("PG_DIR", directory.path())
        .env("PG_SYNC", if is_durable() { "on" } else { "off" })
        // The server's own directory is the only place that surely is readable.
        .current_dir(directory.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("it cannot be started: {error}"))?;
    let mut answer = String::new();
    if let Some(stdout) = watch.stdout.take() {
        BufReader::new(stdout)
            .read_line(&mut answer)
            .map_err(|error| error.to_string())?;
    }
    if answer.trim() != "ready" {
        return Err("it does not start; its log is above".to_owned());
    }
    // From here on the shell removes the directory.
    let directory = directory.keep();
    Ok(Server {
        admin_url: format!("postgres://postgres@/postgres?host={}", directory.display()),
        _watch: Some(watch),
    })
}

fn installed_programs() -> Option<PathBuf> {
    let on_path = std::env::var_os("PATH")
        .map(|path| std::env::split_paths(&path).collect::<Vec<_>>())
        .unwrap_or_default();
    let mut packaged: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin"))
        .collect();
    packaged.sort();
    on_path
        .into_iter()
        .chain(packaged.into_iter().rev())
        .find(|folder| folder.join("initdb").exists() && folder.join("pg_ctl").exists())
}

struct User {
    uid: u32,
    gid: u32,
}

/// PostgreSQL refuses to run as root; then somebody else has to.
fn user_to_become() -> Result<Option<User>, String> {
    let id = |arguments: &[&str]| {
        let output = Command::new("id").args(arguments).output().ok()?;
        String::from_utf8(output.stdout)
            .ok()?
            .trim()
            .parse::<u32>()
            .ok()
    };
    if id(&["-u"]) != Some(0) {
        return Ok(None);
    }
    ["postgres", "nobody"]
        .into_iter()
        .find_map(|name| {
            Some(User {
                uid: id(&["-u", name])?,
                gid: id(&["-g", name])?,
            })
        })
        .map(Some)
        .ok_or_else(|| "it does not run as root, and there is nobody else".to_owned())
}

impl Server {
    /// An empty database.
    pub(crate) fn empty_database(&self) -> ServerDatabase {
        self.create_database("template0")
    }

    /// A copy of a database that was migrated once.
    pub(crate) fn migrated_database(&self) -> ServerDatabase {
        static TEMPLATE: OnceLock<String> = OnceLock::new();
        let template = TEMPLATE.get_or_init(|| self.prepare_template());
        self.create_database(template)
    }

    fn prepare_template(&self) -> String {
        let name = format!("strata_template_{:016x}", hash_of_migrations());
        let mut conn = self.lock();
        let exists: i64 = diesel::dsl::sql::<diesel::sql_types::BigInt>(&format!(
            "SELECT count(*) FROM pg_database WHERE datname = '{name}'"
        ))
        .get_result(&mut conn)
        .expect("the catalog answers");
        if exists == 0 {
            conn.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE template0"))
                .expect("the role may create databases");
        }
        // Not skipped where it exists: whoever made it may have died before migrating.
        let url: DatabaseUrl = replace_database(&self.admin_url, &name)
            .parse()
            .expect("a PostgreSQL URL");
        std::thread::spawn(move || {
            tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime")
                .block_on(Store::open(&url, TestDatabase::options()).migrate())
                .expect("PostgreSQL migrates");
        })
        .join()
        .expect("PostgreSQL migrates");
        name
    }

    fn create_database(&self, template: &str) -> ServerDatabase {
        static COUNTER: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "strata_test_{}_{}",
            std::process::id(),
            COUNTER.fetch_add(1, Ordering::Relaxed)
        );
        self.lock()
            .batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {template}"))
            .expect("the role may create databases");
        ServerDatabase {
            url: replace_database(&self.admin_url, &name),
            admin_url: self.admin_url.clone(),
            name,
        }
    }

    /// A connection that holds the lock until it is dropped.
    fn lock(&self) -> PgConnection {
        let mut conn = PgConnection::establish(&self.admin_url)
            .unwrap_or_else(|error| panic!("PostgreSQL does not answer: {error}"));
        conn.batch_execute(&format!("SELECT pg_advisory_lock({ADVISORY_LOCK})"))
            .expect("the lock is granted");
        conn
    }
}

impl ServerDatabase {
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn url_for_role(&self, role: &str) -> String {
        let (scheme, rest) = self.url.split_once("://").expect("a URL");
        let slash = rest.find('/').unwrap_or(rest.len());
        let (authority, path) = rest.split_at(slash);
        let host = authority.rsplit('@').next().unwrap_or_default();
        format!("{scheme}://{role}:{role}@{host}{path}")
    }
}

impl Drop for ServerDatabase {
    fn drop(&mut self) {
        // A server that is gone has no databases left to drop.
        if let Ok(mut conn) = PgConnection::establish(&self.admin_url) {
            let _ = conn.batch_execute(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
        }
    }
}

/// The URL of another database of the same server.
fn replace_database(url: &str, name: &str) -> String {
    let (place, parameters) = url.split_once('?').unwrap_or((url, ""));
    let (scheme, rest) = place.split_once("://").expect("a PostgreSQL URL");
    let authority = rest.split('/').next().unwrap_or_default();
    let separator = if parameters.is_empty() { "" } else { "?" };
    format!("{scheme}://{authority}/{name}{separator}{parameters}")
}

/// Another history, another template: a given server keeps its databases.
fn hash_of_migrations() -> u64 {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations/postgres");
    let mut folders: Vec<PathBuf> = std::fs::read_dir(root)
        .expect("the migrations")
        .flatten()
        .map(|entry| entry.path())
        .collect();
    folders.sort();
    let mut hasher = DefaultHasher::new();
    for folder in folders {
        folder.file_name().hash(&mut hasher);
        std::fs::read(folder.join("up.sql"))
            .expect("a migration")
            .hash(&mut hasher);
    }
    hasher.finish()
}
