//! A connection that somebody keeps to ask the same small thing again and again.

use std::time::Duration;

use r2d2::ManageConnection;

use crate::connection::{Access, Connection, Manager, Opened};
use crate::file_id::FileId;
use crate::{Store, StoreError, StoreOptions};

/// One read-only connection outside of the pool, for a thread of its own.
///
/// It is opened when first needed and opened again when it broke, or when the
/// SQLite file it belongs to was replaced by another one.
#[derive(Debug)]
pub struct KeptReader {
    manager: Manager,
    kept: Option<Opened>,
}

impl Store {
    /// A connection to this store's database that can only read, which waits at
    /// most `patience` each to connect, for a lock and for a statement.
    pub fn keep_reader(&self, patience: Duration) -> KeptReader {
        KeptReader {
            manager: Manager {
                url: self.url().clone(),
                access: Access::ReadOnly,
                options: StoreOptions {
                    connection_timeout: patience,
                    lock_timeout: patience,
                    statement_timeout: patience,
                    ..self.options().clone()
                },
            },
            kept: None,
        }
    }
}

impl KeptReader {
    /// Runs `query`; it blocks. Where a connection from earlier turns out to be
    /// broken, a new one is tried, once.
    ///
    /// # Errors
    /// Those of `query`, and [`StoreError::Unavailable`] without a connection.
    pub fn read<T>(
        &mut self,
        mut query: impl FnMut(&mut Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let file = self.file()?;
        let kept = self.kept.take().filter(|kept| kept.file() == file);
        if let Some(mut kept) = kept {
            let result = query(&mut kept);
            let is_broken = self.manager.has_broken(&mut kept);
            if !is_broken && !matches!(result, Err(StoreError::Unavailable(_))) {
                self.kept = Some(kept);
                return result;
            }
        }
        let mut kept = self
            .manager
            .connect()
            .map_err(|error| StoreError::Unavailable(error.to_string()))?;
        let result = query(&mut kept);
        if !self.manager.has_broken(&mut kept) {
            self.kept = Some(kept);
        }
        result
    }

    /// Which file SQLite's connection is to be open on.
    fn file(&self) -> Result<Option<FileId>, StoreError> {
        let Some(path) = self.manager.url.file() else {
            return Ok(None);
        };
        FileId::of(path).map(Some).map_err(|error| {
            StoreError::Unavailable(format!("no database file {}: {error}", path.display()))
        })
    }
}
