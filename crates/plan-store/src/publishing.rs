//! Publishing: the random id every published plan gets, and the slug its owner
//! may choose.
//!
//! A slug that a plan gives up rests before another plan may take it, so that
//! an old link does not suddenly show a stranger's plan.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use plan_core::plan::{ShortId, Slug};

use crate::connection::Connection;
use crate::plans::advance;
use crate::rows::{micros, word};
use crate::schema::{plans, slugs};
use crate::{Conflict, PlanId, StoreError, random};

/// How long a released slug rests.
pub const SLUG_REST: TimeDelta = TimeDelta::days(90);

/// Under what names a plan is public now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The plan's new version.
    pub version: u64,
    /// Its random id.
    pub short_id: ShortId,
    /// Its chosen name.
    pub slug: Option<Slug>,
}

/// Publishes a plan. The first time it gets its ShortId, which stays its own
/// while it is not public. `slug` becomes its name; `None` keeps what it has.
///
/// # Errors
/// [`Conflict::SlugTaken`], [`StoreError::VersionMismatch`], [`StoreError::NotFound`].
pub fn publish(
    conn: &mut Connection,
    plan: PlanId,
    expected_version: u64,
    slug: Option<&Slug>,
    now: DateTime<Utc>,
) -> Result<Published, StoreError> {
    let version = advance(conn, plan, expected_version, now)?;
    let known: Option<String> = plans::table
        .find(plan.to_string())
        .select(plans::short_id)
        .first(conn)?;
    let short_id = match known {
        Some(id) => word("plans", &id)?,
        None => unused_short_id(conn)?,
    };
    diesel::update(plans::table.find(plan.to_string()))
        .set((
            plans::published.eq(true),
            plans::published_at.eq(Some(micros(now))),
            plans::short_id.eq(Some(short_id.to_string())),
        ))
        .execute(conn)?;
    if let Some(slug) = slug {
        take_slug(conn, plan, slug, now)?;
    }
    Ok(Published {
        version,
        short_id,
        slug: slug_of(conn, plan)?,
    })
}

/// Ends a plan's publication and returns its new version. ShortId and slug stay
/// the plan's own for the next time.
///
/// # Errors
/// [`StoreError::VersionMismatch`], [`StoreError::NotFound`].
pub fn unpublish(
    conn: &mut Connection,
    plan: PlanId,
    expected_version: u64,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let version = advance(conn, plan, expected_version, now)?;
    diesel::update(plans::table.find(plan.to_string()))
        .set(plans::published.eq(false))
        .execute(conn)?;
    Ok(version)
}

/// Takes a plan's slug away and returns its new version. A plan that is public
/// stays so under its ShortId.
///
/// # Errors
/// [`StoreError::VersionMismatch`], [`StoreError::NotFound`], also where the plan has
/// no slug.
pub fn remove_slug(
    conn: &mut Connection,
    plan: PlanId,
    expected_version: u64,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let version = advance(conn, plan, expected_version, now)?;
    match release_slug(conn, plan, now)? {
        true => Ok(version),
        false => Err(StoreError::NotFound("slug")),
    }
}

/// Random, so that nobody can guess one from another; a collision is one in
/// millions, and the column is unique whatever happens.
fn unused_short_id(conn: &mut Connection) -> Result<ShortId, StoreError> {
    loop {
        let id = ShortId::from_number(random::below(ShortId::COUNT)?);
        let taken: i64 = plans::table
            .filter(plans::short_id.eq(id.to_string()))
            .count()
            .get_result(conn)?;
        if taken == 0 {
            return Ok(id);
        }
    }
}

fn slug_of(conn: &mut Connection, plan: PlanId) -> Result<Option<Slug>, StoreError> {
    slugs::table
        .filter(slugs::plan_id.eq(plan.to_string()))
        .filter(slugs::released_at.is_null())
        .select(slugs::slug)
        .first::<String>(conn)
        .optional()?
        .map(|slug| word("slugs", &slug))
        .transpose()
}

fn take_slug(
    conn: &mut Connection,
    plan: PlanId,
    slug: &Slug,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if slug_of(conn, plan)?.as_ref() == Some(slug) {
        return Ok(());
    }
    let holder: Option<(Option<String>, Option<i64>)> = slugs::table
        .find(slug.as_str())
        .select((slugs::plan_id, slugs::released_at))
        .first(conn)
        .optional()?;
    if let Some((holder, released_at)) = holder {
        let own = holder == Some(plan.to_string());
        let rested = released_at.is_some_and(|at| at <= micros(now - SLUG_REST));
        if !own && !rested {
            return Err(StoreError::Conflict(Conflict::SlugTaken(slug.to_string())));
        }
        diesel::delete(slugs::table.find(slug.as_str())).execute(conn)?;
    }
    release_slug(conn, plan, now)?;
    diesel::insert_into(slugs::table)
        .values((
            slugs::slug.eq(slug.as_str()),
            slugs::plan_id.eq(Some(plan.to_string())),
        ))
        .execute(conn)
        // Another writer was quicker; on PostgreSQL the two may run side by side.
        .map_err(|error| match StoreError::from(error) {
            StoreError::Conflict(_) => StoreError::Conflict(Conflict::SlugTaken(slug.to_string())),
            other => other,
        })?;
    Ok(())
}

/// From now on the plan's slug rests; false where it has none.
pub(crate) fn release_slug(
    conn: &mut Connection,
    plan: PlanId,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let released = diesel::update(
        slugs::table
            .filter(slugs::plan_id.eq(plan.to_string()))
            .filter(slugs::released_at.is_null()),
    )
    .set(slugs::released_at.eq(Some(micros(now))))
    .execute(conn)?;
    Ok(released > 0)
}
