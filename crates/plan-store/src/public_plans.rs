//! Plans as anyone may read them. Only columns the public role may read are
//! touched here, and never `injury_details`.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use plan_core::overlay::Operation;
use plan_core::plan::{BasePlan, PlanStatus, PublicId, ShortId};

use crate::connection::Connection;
use crate::plans::{in_use, load_base};
use crate::rows::plan::{PublicPlanRow, PublicVersionRow};
use crate::rows::{time, word};
use crate::schema::{plans, slugs};
use crate::{PlanId, StoreError, operations};

/// Which plan a public id names, and how often it was written: together the
/// key of a cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PublicVersion {
    /// The plan; not for readers.
    pub plan_id: PlanId,
    /// Its random public id.
    pub short_id: ShortId,
    /// The number of its writes.
    pub version: u64,
}

/// A published plan with all that resolving it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicPlan {
    /// Which plan, in which version.
    pub version: PublicVersion,
    /// Its title.
    pub display_name: String,
    /// How it stands.
    pub status: PlanStatus,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last written.
    pub updated_at: DateTime<Utc>,
    /// The generated plan.
    pub base: BasePlan,
    /// The log; body parts are opaque names.
    pub operations: Vec<Operation>,
    /// When each of `operations` was written, in the same order.
    pub written_at: Vec<DateTime<Utc>>,
}

/// Both kinds of public id lead to one row of `plans`; only the way differs. There is
/// never a second row, so none is asked for with LIMIT: its number is a parameter, and
/// SQLite prepares a statement anew when that is bound.
macro_rules! published_row {
    ($conn:expr, $id:expr, $row:ty) => {
        match $id {
            PublicId::Short(id) => plans::table
                .filter(plans::published.eq(true))
                .filter(plans::short_id.eq(id.to_string()))
                .select(<$row>::as_select())
                .get_result($conn),
            PublicId::Slug(slug) => plans::table
                .inner_join(slugs::table.on(in_use()))
                .filter(plans::published.eq(true))
                .filter(slugs::slug.eq(slug.as_str()))
                .select(<$row>::as_select())
                .get_result($conn),
        }
        .optional()
    };
}

/// A published plan; `None` for what is unknown, not published or deleted.
///
/// # Errors
/// Those of the database, [`StoreError::Corrupt`].
pub fn find_public(conn: &mut Connection, id: &PublicId) -> Result<Option<PublicPlan>, StoreError> {
    let Some(row) = published_row!(conn, id, PublicPlanRow)? else {
        return Ok(None);
    };
    let version = row.version()?;
    let (operations, written_at) = operations::load(conn, version.plan_id)?;
    Ok(Some(PublicPlan {
        version,
        display_name: row.display_name,
        status: word("plans", &row.status)?,
        created_at: time("plans", row.created_at)?,
        updated_at: time("plans", row.updated_at)?,
        base: load_base(conn, version.plan_id)?,
        operations,
        written_at,
    }))
}

/// Only which plan and version a public id names now: one small query.
///
/// # Errors
/// Those of the database, [`StoreError::Corrupt`].
pub fn public_version(
    conn: &mut Connection,
    id: &PublicId,
) -> Result<Option<PublicVersion>, StoreError> {
    published_row!(conn, id, PublicVersionRow)?
        .map(PublicVersion::try_from)
        .transpose()
}

/// What a public id names: `None` for what is unknown, not published or
/// deleted; an error where this plan's row breaks a rule.
pub type Named = Result<Option<PublicVersion>, StoreError>;

/// As [`public_version`], for many ids at once, in their order. A broken row
/// spoils the answer about its own id alone.
///
/// On PostgreSQL it is one statement for each kind of id, as the way there and
/// back is what takes time; SQLite is asked for one id after the other by a
/// prepared statement, and has no way to save.
///
/// # Errors
/// Those of the database.
pub fn public_versions(conn: &mut Connection, ids: &[PublicId]) -> Result<Vec<Named>, StoreError> {
    match conn {
        Connection::Sqlite(conn) => ids
            .iter()
            .map(|id| {
                let row: Option<PublicVersionRow> = published_row!(conn, id, PublicVersionRow)?;
                Ok(row.map(PublicVersion::try_from).transpose())
            })
            .collect(),
        Connection::Postgres(conn) => many(conn, ids),
    }
}

fn many(conn: &mut PgConnection, ids: &[PublicId]) -> Result<Vec<Named>, StoreError> {
    let mut short_ids = Vec::new();
    let mut chosen = Vec::new();
    for id in ids {
        match id {
            PublicId::Short(id) => short_ids.push(id.to_string()),
            PublicId::Slug(slug) => chosen.push(slug.as_str()),
        }
    }
    let mut by_name = HashMap::<String, PublicVersionRow>::new();
    if !short_ids.is_empty() {
        let rows: Vec<(Option<String>, PublicVersionRow)> = plans::table
            .filter(plans::published.eq(true))
            .filter(plans::short_id.eq_any(short_ids))
            .select((plans::short_id, PublicVersionRow::as_select()))
            .load(conn)?;
        by_name.extend(rows.into_iter().filter_map(|(id, row)| Some((id?, row))));
    }
    if !chosen.is_empty() {
        let rows: Vec<(String, PublicVersionRow)> = plans::table
            .inner_join(slugs::table.on(in_use()))
            .filter(plans::published.eq(true))
            .filter(slugs::slug.eq_any(chosen))
            .select((slugs::slug, PublicVersionRow::as_select()))
            .load(conn)?;
        by_name.extend(rows);
    }
    let name = |id: &PublicId| match id {
        PublicId::Short(id) => id.to_string(),
        PublicId::Slug(slug) => slug.as_str().to_owned(),
    };
    Ok(ids
        .iter()
        .map(|id| {
            let row = by_name.get(&name(id)).cloned();
            row.map(PublicVersion::try_from).transpose()
        })
        .collect())
}
