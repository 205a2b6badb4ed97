//! Where the database is, from one configured text.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::StoreError;

/// A SQLite file or a PostgreSQL database.
///
/// Reads `sqlite:path`, `sqlite:///path`, `file:path`, `postgres://…` and
/// `postgresql://…`. When shown or logged, a password never is.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(Kind);

#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite(PathBuf),
    Postgres(String),
}

impl DatabaseUrl {
    /// The SQLite database in the file at `path`.
    pub fn sqlite_file(path: impl Into<PathBuf>) -> Self {
        Self(Kind::Sqlite(path.into()))
    }

    /// The file, where the database is one.
    pub fn file(&self) -> Option<&Path> {
        match &self.0 {
            Kind::Sqlite(path) => Some(path),
            Kind::Postgres(_) => None,
        }
    }

    pub(crate) fn kind(&self) -> &Kind {
        &self.0
    }
}

/// `strata.db` in the working directory, for both services alike.
impl Default for DatabaseUrl {
    fn default() -> Self {
        Self::sqlite_file("strata.db")
    }
}

impl FromStr for DatabaseUrl {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self(Kind::Postgres(text.to_owned())));
        }
        let Some(path) = text.strip_prefix("sqlite:").or(text.strip_prefix("file:")) else {
            return Err(StoreError::InvalidUrl(
                "expected sqlite:PATH or postgres://…".to_owned(),
            ));
        };
        let path = path.strip_prefix("//").unwrap_or(path);
        if path.contains('?') {
            return Err(StoreError::InvalidUrl(
                "a SQLite URL is a path without parameters".to_owned(),
            ));
        }
        if path.is_empty() || path == ":memory:" {
            return Err(StoreError::InvalidUrl(
                "SQLite needs a file: each pooled connection would have a memory of its own"
                    .to_owned(),
            ));
        }
        Ok(Self::sqlite_file(path))
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Kind::Postgres(url) => {
                // Parameters may hold a password too, so only host and name are shown.
                let place = url.split_once("://").map_or("", |(_, rest)| rest);
                let place = place.split(['?', '#']).next().unwrap_or_default();
                let place = place.rsplit('@').next().unwrap_or_default();
                write!(f, "postgres://{place}")
            }
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheme_decides_and_passwords_are_not_shown() {
        for (text, shown) in [
            ("sqlite:strata.sqlite", "sqlite:strata.sqlite"),
            ("sqlite:///var/lib/strata.db", "sqlite:/var/lib/strata.db"),
            ("file:/var/lib/strata.db", "sqlite:/var/lib/strata.db"),
            (
                "postgres://strata:se@cret@db:5432/plans?password=x",
                "postgres://db:5432/plans",
            ),
            (
                "postgresql:///plans?host=/run/postgresql",
                "postgres:///plans",
            ),
        ] {
            let url: DatabaseUrl = text.parse().unwrap();
            assert_eq!(format!("{url:?}"), shown);
        }
        for text in [
            "",
            "strata.sqlite",
            "mysql://db/x",
            "sqlite:",
            "sqlite::memory:",
            "sqlite:a?mode=rwc",
        ] {
            assert!(
                matches!(text.parse::<DatabaseUrl>(), Err(StoreError::InvalidUrl(_))),
                "{text}"
            );
        }
    }
}
