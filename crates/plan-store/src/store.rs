//! The pool, and the two ways to use it: [`Store::read`] and [`Store::write`].

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinError;

use crate::commits::{self, Queue};
use crate::connection::{Access, Connection, Manager, Purpose};
use crate::{DatabaseUrl, StoreError};

/// Limits of a store's connections.
#[derive(Clone, Debug)]
pub struct StoreOptions {
    /// The most connections at a time, at least 1.
    pub max_connections: u32,
    /// How long a caller waits for a connection.
    pub connection_timeout: Duration,
    /// How long a statement waits for a lock another one holds.
    pub lock_timeout: Duration,
    /// How long a statement may run; PostgreSQL only.
    pub statement_timeout: Duration,
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self {
            max_connections: 10,
            connection_timeout: Duration::from_secs(5),
            lock_timeout: Duration::from_secs(5),
            statement_timeout: Duration::from_secs(10),
        }
    }
}

/// Connections to one database. Clones share them.
#[derive(Clone, Debug)]
pub struct Store {
    url: DatabaseUrl,
    options: StoreOptions,
    pool: r2d2::Pool<Manager>,
    /// SQLite has one writer at a time; in one process they queue here in
    /// order, instead of polling for the file's lock.
    queue: Option<Arc<Queue>>,
}

impl Store {
    /// A store that reads and writes.
    ///
    /// Nothing is connected or created yet: a database that is away shows in
    /// the first call and in [`schema_state`](Self::schema_state). Only
    /// [`migrate`](Self::migrate) creates a missing SQLite file.
    pub fn open(url: &DatabaseUrl, options: StoreOptions) -> Self {
        Self::with_access(url, Access::ReadWrite, options)
    }

    /// A store that cannot write, because the database refuses it: SQLite opens
    /// the file with `mode=ro`; on PostgreSQL every transaction is read-only,
    /// and the URL is meant to name a role that may only select
    /// ([`grant_public_reader`](Self::grant_public_reader)).
    pub fn open_read_only(url: &DatabaseUrl, options: StoreOptions) -> Self {
        Self::with_access(url, Access::ReadOnly, options)
    }

    fn with_access(url: &DatabaseUrl, access: Access, options: StoreOptions) -> Self {
        let manager = Manager {
            url: url.clone(),
            access,
            options: options.clone(),
        };
        let pool = r2d2::Pool::builder()
            .max_size(options.max_connections.max(1))
            .min_idle(Some(0))
            .connection_timeout(options.connection_timeout)
            .test_on_check_out(true)
            // The error reaches the caller who waited; logging each retry adds nothing.
            .error_handler(Box::new(r2d2::NopErrorHandler))
            .build_unchecked(manager);
        Self {
            queue: url.file().map(|_| Arc::default()),
            url: url.clone(),
            options,
            pool,
        }
    }

    /// Where the database is.
    pub fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// The SQLite file, where it is not there.
    pub(crate) fn missing_file(&self) -> Option<&Path> {
        self.url.file().filter(|file| !file.exists())
    }

    pub(crate) fn options(&self) -> &StoreOptions {
        &self.options
    }

    /// Runs `query` in one consistent view of the database, off the async
    /// workers. A write in it is refused.
    ///
    /// # Errors
    /// Those of `query`, and [`StoreError::Unavailable`] without a connection.
    pub async fn read<T, E>(
        &self,
        query: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let store = self.clone();
        blocking(move || store.checkout()?.transact(Purpose::Read, query)).await
    }

    /// As [`read`](Self::read), in the calling thread: for one that may block.
    ///
    /// # Errors
    /// Those of `query`, and [`StoreError::Unavailable`] without a connection.
    pub fn read_blocking<T, E: From<StoreError>>(
        &self,
        query: impl FnOnce(&mut Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        self.checkout()?.transact(Purpose::Read, query)
    }

    /// Runs `work` as one transaction, off the async workers: when it fails,
    /// nothing of it was written. A caller that stops waiting does not stop it.
    /// On SQLite those who write at the same time share a commit.
    ///
    /// # Errors
    /// Those of `work`, and [`StoreError::Unavailable`] without a connection or
    /// when other writers take too long.
    pub async fn write<T, E>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let Some(queue) = &self.queue else {
            let store = self.clone();
            return blocking(move || store.checkout()?.transact(Purpose::Write, work)).await;
        };
        let wait = self.options.connection_timeout + self.options.lock_timeout;
        let (outcome, service) = queue.add(Instant::now() + wait, work);
        if let Some(service) = service {
            let store = self.clone();
            // Not awaited: it serves those who come meanwhile, too.
            tokio::task::spawn_blocking(move || service.run(|| store.checkout()));
        }
        match outcome.await {
            Ok(Ok(result)) => result,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(_) => Err(commits::gone().into()),
        }
    }

    fn checkout(&self) -> Result<r2d2::PooledConnection<Manager>, StoreError> {
        if let Some(file) = self.missing_file() {
            return Err(StoreError::Unavailable(format!(
                "there is no database file {}",
                file.display()
            )));
        }
        self.pool
            .get()
            .map_err(|error| StoreError::Unavailable(error.to_string()))
    }
}

/// What a task's end without a result means; its panic goes on in the caller.
fn gone_on(error: JoinError) -> StoreError {
    match error.try_into_panic() {
        Ok(panic) => std::panic::resume_unwind(panic),
        Err(_) => commits::gone(),
    }
}

/// Runs `work` on tokio's blocking pool, inside the caller's span. Its panic
/// goes on in the caller.
pub(crate) async fn blocking<T, E>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, E>
where
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    let span = tracing::Span::current();
    match tokio::task::spawn_blocking(move || span.in_scope(work)).await {
        Ok(result) => result,
        Err(error) => Err(gone_on(error).into()),
    }
}
