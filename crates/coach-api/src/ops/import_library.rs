//! Many workouts into the library at once, all of them or none.

use std::collections::HashMap;

use plan_store::library::{self, Imported, LibraryEntry, NameKey, OnTaken};
use plan_store::tokens::Scope;
use plan_store::{OrgId, Store};
use web_base::problem::Fault;

use super::{Actor, OpError};

/// What is to be imported, as far as it could be read.
#[derive(Clone, Debug)]
pub(crate) struct ImportRequest {
    pub(crate) rows: Vec<ImportRow>,
    /// What is wrong with the rows, and with what is around them.
    pub(crate) faults: Vec<Fault>,
    pub(crate) on_taken: OnTaken,
}

/// One workout of an import.
#[derive(Clone, Debug)]
pub(crate) struct ImportRow {
    /// Its place, for people: `row 4`.
    pub(crate) place: String,
    /// Where its name is, for programs.
    pub(crate) name_at: String,
    /// Its name, also where the rest could not be read.
    pub(crate) name: Option<String>,
    /// `None`: it has faults.
    pub(crate) entry: Option<LibraryEntry>,
}

/// Imports workouts; what was made of each, in their order.
pub(crate) async fn import_library(
    store: &Store,
    actor: Actor,
    org: OrgId,
    request: ImportRequest,
) -> Result<Vec<Imported>, OpError> {
    store
        .write(move |conn| {
            actor.may_use_library(conn, org, Scope::PlansWrite)?;
            let held = library::hold_names(conn, org)?;
            let entries = request.judged(|name| held.has(name))?;
            let imported = library::import(conn, &held, &entries, request.on_taken, actor.now)?;
            let versions = imported
                .iter()
                .map(|it| (it.id, (it.replaced, Some(it.version))));
            actor.audit_each(conn, "import_library_workout", versions)?;
            Ok(imported)
        })
        .await
}

impl ImportRequest {
    /// The workouts, where nothing is wrong with any of them.
    ///
    /// # Errors
    /// Everything that is wrong: with the rows, with names that are there twice
    /// and, unless they are to be replaced, with names the library has.
    fn judged(&self, taken: impl Fn(&NameKey) -> bool) -> Result<Vec<LibraryEntry>, OpError> {
        let mut faults = self.faults.clone();
        let mut in_library = Vec::new();
        let mut seen = HashMap::new();
        for row in &self.rows {
            let Some(name) = &row.name else { continue };
            let key = NameKey::of(name);
            let fault = |detail: String| Fault {
                pointer: row.name_at.clone(),
                detail: format!("{}: {detail}", row.place),
            };
            if let Some(first) = seen.get(&key) {
                faults.push(fault(format!("has the name of {first} too")));
                continue;
            }
            if self.on_taken == OnTaken::Refuse && taken(&key) {
                let way_out = "ask for mode=replace to put it in its place";
                in_library.push(fault(format!(
                    "the library has a workout of this name; {way_out}"
                )));
            }
            seen.insert(key, &row.place);
        }
        if faults.is_empty() && !in_library.is_empty() {
            return Err(OpError::NamesTaken(in_library));
        }
        faults.append(&mut in_library);
        if !faults.is_empty() {
            // A list and a table have no member of this name: it is the query's.
            let is_query = faults.iter().all(|fault| fault.pointer == "#/mode");
            return Err(match is_query {
                true => OpError::InvalidQuery(faults),
                false => OpError::Invalid(faults),
            });
        }
        let entries = self.rows.iter().map(|row| row.entry.clone());
        let entries: Option<Vec<_>> = entries.collect();
        entries.ok_or_else(|| OpError::Broken("a row without faults is no workout".to_owned()))
    }
}
