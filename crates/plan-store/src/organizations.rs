//! Organizations and the features they may use.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::connection::Connection;
use crate::rows::micros;
use crate::rows::organization::OrganizationRow;
use crate::schema::{organization_features, organizations};
use crate::{OrgId, StoreError};

plan_core::words! {
    /// Something an organization may use or not.
    pub enum Feature("feature") {
        /// Drafts and plans from the coach agent.
        CoachAgent = "coach_agent",
    }
}

/// Coaches and athletes who train together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organization {
    /// Its id.
    pub id: OrgId,
    /// Its name.
    pub name: String,
    /// Where "today" comes from, as an IANA name; `None` is UTC.
    pub time_zone: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// Makes an organization without members or features.
///
/// # Errors
/// Those of the database.
pub fn create(
    conn: &mut Connection,
    name: &str,
    time_zone: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Organization, StoreError> {
    let row = OrganizationRow {
        id: OrgId::generate(now)?.to_string(),
        name: name.to_owned(),
        time_zone: time_zone.map(str::to_owned),
        created_at: micros(now),
    };
    diesel::insert_into(organizations::table)
        .values(&row)
        .execute(conn)?;
    row.try_into()
}

/// One organization.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn get(conn: &mut Connection, id: OrgId) -> Result<Organization, StoreError> {
    organizations::table
        .find(id.to_string())
        .select(OrganizationRow::as_select())
        .first(conn)
        .optional()?
        .ok_or(StoreError::NotFound("organization"))?
        .try_into()
}

/// Every organization, oldest first: for the operator, not for members.
///
/// # Errors
/// Those of the database.
pub fn list(conn: &mut Connection) -> Result<Vec<Organization>, StoreError> {
    organizations::table
        .order(organizations::id)
        .select(OrganizationRow::as_select())
        .load(conn)?
        .into_iter()
        .map(Organization::try_from)
        .collect()
}

/// Turns a feature on or off.
///
/// # Errors
/// [`StoreError::NotFound`] for an unknown organization.
pub fn set_feature(
    conn: &mut Connection,
    org: OrgId,
    feature: Feature,
    on: bool,
) -> Result<(), StoreError> {
    use organization_features as f;
    get(conn, org)?;
    if !on {
        let row = f::table.find((org.to_string(), feature.name()));
        diesel::delete(row).execute(conn)?;
    } else if !has_feature(conn, org, feature)? {
        diesel::insert_into(f::table)
            .values((f::org_id.eq(org.to_string()), f::feature.eq(feature.name())))
            .execute(conn)?;
    }
    Ok(())
}

/// True where the organization exists and may use the feature.
///
/// # Errors
/// Those of the database.
pub fn has_feature(
    conn: &mut Connection,
    org: OrgId,
    feature: Feature,
) -> Result<bool, StoreError> {
    use organization_features as f;
    let found: i64 = f::table
        .filter(f::org_id.eq(org.to_string()))
        .filter(f::feature.eq(feature.name()))
        .count()
        .get_result(conn)?;
    Ok(found > 0)
}
