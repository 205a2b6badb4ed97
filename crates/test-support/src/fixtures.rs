//! Files under `fixtures/` at the repository's root.

use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

/// Where a fixture is; `name` is its path below `fixtures/`.
pub fn fixture_path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fixtures")
        .join(name)
}

/// A fixture as text.
///
/// # Panics
/// Where it cannot be read.
pub fn fixture_text(name: &str) -> String {
    let path = fixture_path(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A fixture of JSON.
///
/// # Panics
/// Where it cannot be read as a `T`.
pub fn fixture_json<T: DeserializeOwned>(name: &str) -> T {
    serde_json::from_str(&fixture_text(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}
