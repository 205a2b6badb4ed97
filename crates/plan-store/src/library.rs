//! An organization's own workouts: kept by name, found by kind and text.
//!
//! A name is there once in an organization, however it is spelled and spaced
//! ([`NameKey`]): it is how people and drafts refer to a workout, and what tells
//! a second import of the same file from a first.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use plan_core::plan::Level;
use plan_core::workout::{Workout, WorkoutKind};

use crate::connection::{Connection, on_either};
use crate::rows::library_workout::LibraryWorkoutRow;
use crate::rows::{count, id_of, micros, stored};
use crate::schema::{library_workouts as l, members, organizations};
use crate::{Conflict, LibraryWorkoutId, OrgId, PersonId, StoreError, documents};

/// The most workouts an organization keeps.
pub const MOST: usize = 5_000;

/// How many rows are written by one statement; with ten values each they stay far
/// below what either database binds.
const AT_ONCE: usize = 500;

/// A workout kept for reuse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LibraryWorkout {
    /// Its id.
    pub id: LibraryWorkoutId,
    /// Whose it is.
    pub org_id: OrgId,
    /// What coaches call it.
    pub name: String,
    /// Whom it is for; `None`: everybody.
    pub level: Option<Level>,
    /// What to do.
    pub workout: Workout,
    /// The number of its writes, from 1.
    pub version: u64,
    /// When it was put here.
    pub created_at: DateTime<Utc>,
    /// When it was last written.
    pub updated_at: DateTime<Utc>,
}

/// What people write about a library workout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LibraryEntry {
    /// What coaches call it.
    pub name: String,
    /// Whom it is for; `None`: everybody.
    pub level: Option<Level>,
    /// What to do.
    pub workout: Workout,
}

/// A name as names are compared: without regard to case and spaces.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameKey(String);

impl NameKey {
    /// The key of a name.
    pub fn of(name: &str) -> Self {
        let words: Vec<_> = name.split_whitespace().map(str::to_lowercase).collect();
        Self(words.join(" "))
    }
}

impl fmt::Display for NameKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Which of an organization's workouts to list.
#[derive(Clone, Debug, Default)]
pub struct LibraryFilter {
    /// Only those of this kind.
    pub kind: Option<WorkoutKind>,
    /// Only those for this level, or for everybody.
    pub level: Option<Level>,
    /// Only those with this text in their name, in any case.
    pub text: Option<String>,
    /// Only those behind this name: the last of the page before.
    pub after: Option<String>,
}

/// Some of an organization's workouts, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LibraryPage {
    /// The workouts.
    pub workouts: Vec<LibraryWorkout>,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
}

/// What an import does with a workout whose name the library has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnTaken {
    /// It is refused, and with it the import.
    Refuse,
    /// It takes the place of the one that is there.
    Replace,
}

/// One workout of an import, as it is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Imported {
    /// Its id; that of the workout it took the place of.
    pub id: LibraryWorkoutId,
    /// The version it took the place of; `None`: it is new.
    pub replaced: Option<u64>,
    /// Its version.
    pub version: u64,
}

/// The names of a library that nobody else adds to until the transaction ends, so
/// that what is counted and compared with them still holds when it commits.
#[derive(Debug)]
pub struct HeldNames {
    org: OrgId,
    names: BTreeMap<NameKey, (LibraryWorkoutId, u64)>,
}

impl HeldNames {
    /// True where the library has a workout of this name.
    pub fn has(&self, name: &NameKey) -> bool {
        self.names.contains_key(name)
    }
}

/// Holds a library for an import.
///
/// # Errors
/// [`StoreError::NotFound`] for an unknown organization.
pub fn hold_names(conn: &mut Connection, org: OrgId) -> Result<HeldNames, StoreError> {
    hold(conn, org)?;
    let names = names(conn, org)?;
    Ok(HeldNames { org, names })
}

/// Puts a workout into an organization's library.
///
/// # Errors
/// [`StoreError::NotFound`] for an unknown organization, [`Conflict::NameTaken`],
/// [`Conflict::LibraryFull`].
pub fn insert(
    conn: &mut Connection,
    org: OrgId,
    entry: &LibraryEntry,
    now: DateTime<Utc>,
) -> Result<LibraryWorkout, StoreError> {
    hold(conn, org)?;
    refuse_namesakes(conn, org, entry, None)?;
    let there: i64 = l::table
        .filter(l::org_id.eq(org.to_string()))
        .count()
        .get_result(conn)?;
    // So many that they are not even a number here are too many.
    room_for(usize::try_from(there).map_or(usize::MAX, |there| there.saturating_add(1)))?;
    let row = new_row(org, entry, now)?;
    diesel::insert_into(l::table).values(&row).execute(conn)?;
    row.try_into()
}

/// Puts many workouts into the library whose names are held, or, where one of
/// them cannot be, none. Answers in the order of `entries`.
///
/// # Errors
/// As [`insert`]; [`Conflict::NameTaken`] also for a name that `entries` has twice;
/// [`StoreError::VersionMismatch`] and [`StoreError::NotFound`] where a workout that is
/// to be replaced was written, or taken out, since its name was read.
pub fn import(
    conn: &mut Connection,
    held: &HeldNames,
    entries: &[LibraryEntry],
    on_taken: OnTaken,
    now: DateTime<Utc>,
) -> Result<Vec<Imported>, StoreError> {
    let HeldNames { org, names } = held;
    let mut seen = BTreeSet::new();
    let mut places = Vec::with_capacity(entries.len());
    for entry in entries {
        let key = NameKey::of(&entry.name);
        let there = names.get(&key).copied();
        if !seen.insert(key) || (there.is_some() && on_taken == OnTaken::Refuse) {
            return Err(taken(&entry.name));
        }
        places.push((entry, there));
    }
    let new = places.iter().filter(|(_, there)| there.is_none()).count();
    room_for(names.len() + new)?;
    let mut added = Vec::with_capacity(new);
    let mut imported = Vec::with_capacity(places.len());
    for (entry, there) in places {
        imported.push(match there {
            Some((id, version)) => Imported {
                id,
                replaced: Some(version),
                version: replace(conn, *org, id, version, entry, now)?,
            },
            None => {
                let row = new_row(*org, entry, now)?;
                let id = id_of("library_workouts", &row.id)?;
                added.push(row);
                Imported {
                    id,
                    replaced: None,
                    version: 1,
                }
            }
        });
    }
    for rows in added.chunks(AT_ONCE) {
        on_either!(
            conn,
            diesel::insert_into(l::table).values(rows).execute(conn)
        )?;
    }
    Ok(imported)
}

/// Replaces what people wrote about a workout.
///
/// # Errors
/// [`StoreError::VersionMismatch`], [`StoreError::NotFound`], also where it is
/// another organization's, and [`Conflict::NameTaken`].
pub fn update(
    conn: &mut Connection,
    org: OrgId,
    id: LibraryWorkoutId,
    expected_version: u64,
    entry: &LibraryEntry,
    now: DateTime<Utc>,
) -> Result<LibraryWorkout, StoreError> {
    refuse_namesakes(conn, org, entry, Some(id))?;
    replace(conn, org, id, expected_version, entry, now)?;
    get(conn, org, id)
}

/// Writes over a workout of this version; its next version.
fn replace(
    conn: &mut Connection,
    org: OrgId,
    id: LibraryWorkoutId,
    expected_version: u64,
    entry: &LibraryEntry,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let version = expected_version.saturating_add(1);
    let seen = of_organization(org, id).filter(l::version.eq(stored(expected_version)));
    let changed = diesel::update(seen)
        .set((
            l::name.eq(&entry.name),
            l::name_key.eq(NameKey::of(&entry.name).0),
            l::kind.eq(entry.workout.kind.name()),
            l::level.eq(entry.level.map(Level::name)),
            l::document.eq(documents::encode("library_workouts", &entry.workout)?),
            l::version.eq(stored(version)),
            l::updated_at.eq(micros(now)),
        ))
        .execute(conn)?;
    if changed == 0 {
        return Err(not_that_version(conn, org, id, expected_version)?);
    }
    Ok(version)
}

/// Refuses a name that another workout than this one has.
fn refuse_namesakes(
    conn: &mut Connection,
    org: OrgId,
    entry: &LibraryEntry,
    id: Option<LibraryWorkoutId>,
) -> Result<(), StoreError> {
    let of_name: Option<String> = l::table
        .filter(l::org_id.eq(org.to_string()))
        .filter(l::name_key.eq(NameKey::of(&entry.name).0))
        .select(l::id)
        .first(conn)
        .optional()?;
    match of_name {
        Some(other) if id.is_none_or(|id| id.to_string() != other) => Err(taken(&entry.name)),
        _ => Ok(()),
    }
}

/// Takes a workout out of the library. Plans it was taken into keep it.
///
/// # Errors
/// [`StoreError::VersionMismatch`], [`StoreError::NotFound`], also where it is
/// another organization's.
pub fn delete(
    conn: &mut Connection,
    org: OrgId,
    id: LibraryWorkoutId,
    expected_version: u64,
) -> Result<(), StoreError> {
    let seen = of_organization(org, id).filter(l::version.eq(stored(expected_version)));
    if diesel::delete(seen).execute(conn)? == 0 {
        return Err(not_that_version(conn, org, id, expected_version)?);
    }
    Ok(())
}

/// One workout of an organization.
///
/// # Errors
/// [`StoreError::NotFound`], also where it is another organization's.
pub fn get(
    conn: &mut Connection,
    org: OrgId,
    id: LibraryWorkoutId,
) -> Result<LibraryWorkout, StoreError> {
    of_organization(org, id)
        .select(LibraryWorkoutRow::as_select())
        .first(conn)
        .optional()?
        .ok_or(StoreError::NotFound("library workout"))?
        .try_into()
}

/// An organization's library, by name. Empty for whoever is not a member.
///
/// # Errors
/// Those of the database.
pub fn list_for_member(
    conn: &mut Connection,
    org: OrgId,
    person: PersonId,
) -> Result<Vec<LibraryWorkout>, StoreError> {
    l::table
        .inner_join(members::table.on(members::org_id.eq(l::org_id)))
        .filter(l::org_id.eq(org.to_string()))
        .filter(members::person_id.eq(person.to_string()))
        .order(l::name_key)
        .select(LibraryWorkoutRow::as_select())
        .load(conn)?
        .into_iter()
        .map(LibraryWorkout::try_from)
        .collect()
}

/// At most `limit` workouts of an organization's library, by name. Empty for
/// whoever is not a member.
///
/// # Errors
/// Those of the database.
pub fn page_for_member(
    conn: &mut Connection,
    org: OrgId,
    person: PersonId,
    filter: &LibraryFilter,
    limit: u32,
) -> Result<LibraryPage, StoreError> {
    let mut query = l::table
        .inner_join(members::table.on(members::org_id.eq(l::org_id)))
        .filter(l::org_id.eq(org.to_string()))
        .filter(members::person_id.eq(person.to_string()))
        .order(l::name_key)
        .limit(i64::from(limit) + 1)
        .select(LibraryWorkoutRow::as_select())
        .into_boxed();
    if let Some(kind) = filter.kind {
        query = query.filter(l::kind.eq(kind.name()));
    }
    if let Some(level) = filter.level {
        query = query.filter(l::level.eq(level.name()).or(l::level.is_null()));
    }
    if let Some(text) = &filter.text {
        query = query.filter(l::name_key.like(containing(text)).escape('\\'));
    }
    if let Some(after) = &filter.after {
        query = query.filter(l::name_key.gt(NameKey::of(after).0));
    }
    let mut workouts = query
        .load::<LibraryWorkoutRow>(conn)?
        .into_iter()
        .map(LibraryWorkout::try_from)
        .collect::<Result<Vec<_>, _>>()?;
    // The one row too many says that there is more, and is not shown.
    let more = workouts.len() > limit as usize;
    workouts.truncate(limit as usize);
    let next = workouts.last().filter(|_| more).map(|it| it.name.clone());
    Ok(LibraryPage { workouts, next })
}

/// Which of these workouts an organization's library has.
///
/// # Errors
/// Those of the database.
pub fn known(
    conn: &mut Connection,
    org: OrgId,
    ids: &BTreeSet<LibraryWorkoutId>,
) -> Result<BTreeSet<LibraryWorkoutId>, StoreError> {
    let ids: Vec<_> = ids.iter().map(ToString::to_string).collect();
    let mut known = BTreeSet::new();
    for ids in ids.chunks(AT_ONCE) {
        let there: Vec<String> = l::table
            .filter(l::org_id.eq(org.to_string()))
            .filter(l::id.eq_any(ids))
            .select(l::id)
            .load(conn)?;
        for id in there {
            known.insert(id_of("library_workouts", &id)?);
        }
    }
    Ok(known)
}

/// Every name of an organization's library, with the id and version behind it.
///
/// # Errors
/// Those of the database.
pub fn names(
    conn: &mut Connection,
    org: OrgId,
) -> Result<BTreeMap<NameKey, (LibraryWorkoutId, u64)>, StoreError> {
    let rows: Vec<(String, String, i64)> = l::table
        .filter(l::org_id.eq(org.to_string()))
        .select((l::name_key, l::id, l::version))
        .load(conn)?;
    rows.into_iter()
        .map(|(key, id, version)| {
            let id = id_of("library_workouts", &id)?;
            Ok((NameKey(key), (id, count("library_workouts", version)?)))
        })
        .collect()
}

/// Lets nobody else add to a library until this transaction ends.
fn hold(conn: &mut Connection, org: OrgId) -> Result<(), StoreError> {
    let organization = organizations::table.find(org.to_string());
    let held = diesel::update(organization)
        .set(organizations::name.eq(organizations::name))
        .execute(conn)?;
    match held {
        0 => Err(StoreError::NotFound("organization")),
        _ => Ok(()),
    }
}

fn room_for(workouts: usize) -> Result<(), StoreError> {
    if workouts > MOST {
        return Err(StoreError::Conflict(Conflict::LibraryFull));
    }
    Ok(())
}

fn taken(name: &str) -> StoreError {
    StoreError::Conflict(Conflict::NameTaken(name.to_owned()))
}

fn new_row(
    org: OrgId,
    entry: &LibraryEntry,
    now: DateTime<Utc>,
) -> Result<LibraryWorkoutRow, StoreError> {
    Ok(LibraryWorkoutRow {
        id: LibraryWorkoutId::generate(now)?.to_string(),
        org_id: org.to_string(),
        name: entry.name.clone(),
        document: documents::encode("library_workouts", &entry.workout)?,
        created_at: micros(now),
        name_key: NameKey::of(&entry.name).0,
        kind: entry.workout.kind.to_string(),
        level: entry.level.map(|level| level.to_string()),
        version: 1,
        updated_at: micros(now),
    })
}

#[diesel::dsl::auto_type(no_type_alias)]
fn of_organization(org: OrgId, id: LibraryWorkoutId) -> _ {
    let (org, id): (String, String) = (org.to_string(), id.to_string());
    l::table.filter(l::org_id.eq(org)).filter(l::id.eq(id))
}

/// Why a write of one version changed nothing.
fn not_that_version(
    conn: &mut Connection,
    org: OrgId,
    id: LibraryWorkoutId,
    expected: u64,
) -> Result<StoreError, StoreError> {
    Ok(StoreError::VersionMismatch {
        expected,
        actual: get(conn, org, id)?.version,
    })
}

/// A pattern of LIKE for a text that stands anywhere; nothing in it is a wildcard.
fn containing(text: &str) -> String {
    let NameKey(text) = NameKey::of(text);
    let mut pattern = String::from("%");
    for character in text.chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}
