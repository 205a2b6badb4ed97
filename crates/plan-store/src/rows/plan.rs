use diesel::prelude::*;

use super::{count, id_of, optional_time, time, word};
use crate::StoreError;
use crate::plans::Plan;
use crate::public_plans::PublicVersion;
use crate::schema::{plan_bases, plans};

const TABLE: &str = "plans";

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = plans)]
pub(crate) struct PlanRow {
    pub(crate) id: String,
    pub(crate) org_id: String,
    pub(crate) created_by: String,
    pub(crate) athlete_id: Option<String>,
    pub(crate) display_name: String,
    pub(crate) status: String,
    pub(crate) version: i64,
    pub(crate) short_id: Option<String>,
    pub(crate) published: bool,
    pub(crate) published_at: Option<i64>,
    pub(crate) time_zone: Option<String>,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

impl PlanRow {
    /// The plan, with the slug found beside it.
    pub(crate) fn into_plan(self, slug: Option<String>) -> Result<Plan, StoreError> {
        Ok(Plan {
            id: id_of(TABLE, &self.id)?,
            org_id: id_of(TABLE, &self.org_id)?,
            created_by: id_of(TABLE, &self.created_by)?,
            athlete_id: self.athlete_id.map(|id| id_of(TABLE, &id)).transpose()?,
            display_name: self.display_name,
            status: word(TABLE, &self.status)?,
            version: count(TABLE, self.version)?,
            short_id: self.short_id.map(|id| word(TABLE, &id)).transpose()?,
            slug: slug.map(|slug| word("slugs", &slug)).transpose()?,
            published: self.published,
            published_at: optional_time(TABLE, self.published_at)?,
            time_zone: self.time_zone,
            created_at: time(TABLE, self.created_at)?,
            updated_at: time(TABLE, self.updated_at)?,
        })
    }
}

/// The columns the public role may read.
#[derive(Queryable, Selectable)]
#[diesel(table_name = plans)]
pub(crate) struct PublicPlanRow {
    pub(crate) id: String,
    pub(crate) display_name: String,
    pub(crate) status: String,
    version: i64,
    short_id: Option<String>,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

impl PublicPlanRow {
    /// Which plan it is and how often it was written.
    pub(crate) fn version(&self) -> Result<PublicVersion, StoreError> {
        public_version(&self.id, self.short_id.as_deref(), self.version)
    }
}

/// The columns a cache asks for.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = plans)]
pub(crate) struct PublicVersionRow {
    id: String,
    short_id: Option<String>,
    version: i64,
}

impl TryFrom<PublicVersionRow> for PublicVersion {
    type Error = StoreError;

    fn try_from(row: PublicVersionRow) -> Result<Self, StoreError> {
        public_version(&row.id, row.short_id.as_deref(), row.version)
    }
}

fn public_version(
    id: &str,
    short_id: Option<&str>,
    version: i64,
) -> Result<PublicVersion, StoreError> {
    let short_id =
        short_id.ok_or_else(|| StoreError::corrupt(TABLE, "a published plan without a ShortId"))?;
    Ok(PublicVersion {
        plan_id: id_of(TABLE, id)?,
        short_id: word(TABLE, short_id)?,
        version: count(TABLE, version)?,
    })
}

#[derive(Insertable)]
#[diesel(table_name = plan_bases)]
pub(crate) struct NewPlanBaseRow {
    pub(crate) plan_id: String,
    pub(crate) revision: i64,
    pub(crate) document: String,
}
