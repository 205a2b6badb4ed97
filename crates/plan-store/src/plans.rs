//! Plans as their organization sees them: the header, the generated plan, the log.
//!
//! Every way to find one goes through the person's membership, in SQL: another
//! organization's plan is one that does not exist.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use plan_core::overlay::{Operation, OverlayId};
use plan_core::plan::{BasePlan, PlanStatus, ShortId, Slug};

use crate::connection::Connection;
use crate::injuries::{self, InjuryDetail};
use crate::members::Role;
use crate::publishing::release_slug;
use crate::rows::plan::{NewPlanBaseRow, PlanRow};
use crate::rows::{count, micros, stored, word};
use crate::schema::{members, plan_bases, plans, slugs};
use crate::{OrgId, PersonId, PlanId, StoreError, base_documents, operations};

/// Everything about a plan that is not training.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Its id among those who may edit it.
    pub id: PlanId,
    /// Whose it is.
    pub org_id: OrgId,
    /// Who made it.
    pub created_by: PersonId,
    /// Who trains by it and may edit it too.
    pub athlete_id: Option<PersonId>,
    /// Its title, public once published.
    pub display_name: String,
    /// How it stands.
    pub status: PlanStatus,
    /// The number of its writes, from 1.
    pub version: u64,
    /// Its random public id, from the first publishing on.
    pub short_id: Option<ShortId>,
    /// Its chosen public name.
    pub slug: Option<Slug>,
    /// Whether it can be read in public.
    pub published: bool,
    /// When it was last published.
    pub published_at: Option<DateTime<Utc>>,
    /// Where its "today" comes from, as an IANA name; `None`: the organization's.
    pub time_zone: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last written.
    pub updated_at: DateTime<Utc>,
}

/// A plan with all that resolving it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPlan {
    /// Its header.
    pub plan: Plan,
    /// What the person who loaded it may do in its organization.
    pub role: Role,
    /// The generated plan.
    pub base: BasePlan,
    /// The log, in sequence; body parts are the texts people wrote.
    pub operations: Vec<Operation>,
    /// What people wrote about injuries, by the operation that reported them.
    pub injuries: BTreeMap<OverlayId, InjuryDetail>,
}

impl StoredPlan {
    /// The sequence number the next operation will have.
    pub fn next_sequence(&self) -> u64 {
        self.operations.last().map_or(1, |last| last.sequence + 1)
    }
}

/// A plan to be made.
#[derive(Clone, Debug)]
pub struct NewPlan {
    /// Whose it is.
    pub org_id: OrgId,
    /// Who makes it.
    pub created_by: PersonId,
    /// Who trains by it, a member of the organization.
    pub athlete_id: Option<PersonId>,
    /// Its title.
    pub display_name: String,
    /// An IANA name; `None`: the organization's.
    pub time_zone: Option<String>,
    /// The generated plan.
    pub base: BasePlan,
}

/// Makes an unpublished plan of version 1.
///
/// # Errors
/// [`StoreError::NotFound`] where the organization or maker is unknown, or the
/// athlete is not a member.
pub fn create(conn: &mut Connection, new: NewPlan, now: DateTime<Utc>) -> Result<Plan, StoreError> {
    if let Some(athlete) = new.athlete_id
        && crate::members::role_of(conn, athlete, new.org_id)?.is_none()
    {
        return Err(StoreError::NotFound("athlete"));
    }
    let id = PlanId::generate(now)?;
    let row = PlanRow {
        id: id.to_string(),
        org_id: new.org_id.to_string(),
        created_by: new.created_by.to_string(),
        athlete_id: new.athlete_id.map(|athlete| athlete.to_string()),
        display_name: new.display_name,
        status: PlanStatus::Active.to_string(),
        version: 1,
        short_id: None,
        published: false,
        published_at: None,
        time_zone: new.time_zone,
        created_at: micros(now),
        updated_at: micros(now),
    };
    diesel::insert_into(plans::table)
        .values(&row)
        .execute(conn)?;
    let plan = row.into_plan(None)?;
    diesel::insert_into(plan_bases::table)
        .values(NewPlanBaseRow {
            plan_id: id.to_string(),
            revision: 1,
            document: base_documents::encode(&new.base)?,
        })
        .execute(conn)?;
    Ok(plan)
}

/// A plan's header and the person's role, without its training.
///
/// # Errors
/// [`StoreError::NotFound`], also where it is another organization's.
pub fn header_for_member(
    conn: &mut Connection,
    plan: PlanId,
    person: PersonId,
) -> Result<(Plan, Role), StoreError> {
    let (row, role, slug) = plans::table
        .inner_join(members::table.on(members::org_id.eq(plans::org_id)))
        .left_join(slugs::table.on(in_use()))
        .filter(plans::id.eq(plan.to_string()))
        .filter(members::person_id.eq(person.to_string()))
        .select((PlanRow::as_select(), members::role, slugs::slug.nullable()))
        .first::<(PlanRow, String, Option<String>)>(conn)
        .optional()?
        .ok_or(StoreError::NotFound("plan"))?;
    Ok((row.into_plan(slug)?, word("members", &role)?))
}

/// A plan with all that resolving it needs.
///
/// # Errors
/// [`StoreError::NotFound`], also where it is another organization's.
pub fn load_for_member(
    conn: &mut Connection,
    plan: PlanId,
    person: PersonId,
) -> Result<StoredPlan, StoreError> {
    let (header, role) = header_for_member(conn, plan, person)?;
    let (mut operations, _) = operations::load(conn, plan)?;
    let injuries = injuries::reveal(conn, plan, &mut operations)?;
    Ok(StoredPlan {
        plan: header,
        role,
        base: load_base(conn, plan)?,
        operations,
        injuries,
    })
}

/// Which of an organization's plans to list.
#[derive(Clone, Debug, Default)]
pub struct PlanFilter {
    /// Only those this person trains by.
    pub athlete: Option<PersonId>,
    /// Only those of this status.
    pub status: Option<PlanStatus>,
    /// Only those older than this one: the last of the page before.
    pub after: Option<PlanId>,
}

/// Some of an organization's plans, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanPage {
    /// The plans.
    pub plans: Vec<Plan>,
    /// The cursor of the next page, where there is one.
    pub next: Option<PlanId>,
}

/// The plans of an organization, at most `limit` of them. Empty for whoever is
/// not a member.
///
/// # Errors
/// Those of the database.
pub fn list_for_member(
    conn: &mut Connection,
    org: OrgId,
    person: PersonId,
    filter: &PlanFilter,
    limit: u32,
) -> Result<PlanPage, StoreError> {
    let mut query = plans::table
        .inner_join(members::table.on(members::org_id.eq(plans::org_id)))
        .left_join(slugs::table.on(in_use()))
        .filter(plans::org_id.eq(org.to_string()))
        .filter(members::person_id.eq(person.to_string()))
        .order(plans::id.desc())
        .limit(i64::from(limit) + 1)
        .select((PlanRow::as_select(), slugs::slug.nullable()))
        .into_boxed();
    if let Some(athlete) = filter.athlete {
        query = query.filter(plans::athlete_id.eq(athlete.to_string()));
    }
    if let Some(status) = filter.status {
        query = query.filter(plans::status.eq(status.name()));
    }
    if let Some(after) = filter.after {
        query = query.filter(plans::id.lt(after.to_string()));
    }
    let mut plans = query
        .load::<(PlanRow, Option<String>)>(conn)?
        .into_iter()
        .map(|(row, slug)| row.into_plan(slug))
        .collect::<Result<Vec<_>, _>>()?;
    // The one row too many says that there is more, and is not shown.
    let more = plans.len() > limit as usize;
    plans.truncate(limit as usize);
    let next = plans.last().filter(|_| more).map(|plan| plan.id);
    Ok(PlanPage { plans, next })
}

/// What people may change about a plan besides its training: the whole of it,
/// so that a field can also be cleared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanDetails {
    /// Its title.
    pub display_name: String,
    /// How it stands.
    pub status: PlanStatus,
    /// Who trains by it, a member of the organization.
    pub athlete_id: Option<PersonId>,
    /// An IANA name; `None`: the organization's.
    pub time_zone: Option<String>,
}

/// Replaces a plan's details and returns its new version.
///
/// # Errors
/// [`StoreError::VersionMismatch`]; [`StoreError::NotFound`] for an unknown
/// plan or an athlete who is not a member.
pub fn set_details(
    conn: &mut Connection,
    plan: PlanId,
    expected_version: u64,
    details: &PlanDetails,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let version = advance(conn, plan, expected_version, now)?;
    if let Some(athlete) = details.athlete_id {
        let is_member: i64 = plans::table
            .inner_join(members::table.on(members::org_id.eq(plans::org_id)))
            .filter(plans::id.eq(plan.to_string()))
            .filter(members::person_id.eq(athlete.to_string()))
            .count()
            .get_result(conn)?;
        if is_member == 0 {
            return Err(StoreError::NotFound("athlete"));
        }
    }
    diesel::update(plans::table.find(plan.to_string()))
        .set((
            plans::display_name.eq(&details.display_name),
            plans::status.eq(details.status.name()),
            plans::athlete_id.eq(details.athlete_id.map(|athlete| athlete.to_string())),
            plans::time_zone.eq(&details.time_zone),
        ))
        .execute(conn)?;
    Ok(version)
}

/// Erases a plan: its header, generated plan, log with its pinned days, and
/// injury details. Its slugs rest like any released one, but name nothing.
///
/// # Errors
/// [`StoreError::VersionMismatch`], [`StoreError::NotFound`].
pub fn delete(
    conn: &mut Connection,
    plan: PlanId,
    expected_version: u64,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    advance(conn, plan, expected_version, now)?;
    release_slug(conn, plan, now)?;
    // Everything else refers to the plan and goes with it.
    diesel::delete(plans::table.find(plan.to_string())).execute(conn)?;
    Ok(())
}

/// Counts one write: from `expected` to the next version, or not at all. The
/// check and the step are one statement, so two writers never both pass.
pub(crate) fn advance(
    conn: &mut Connection,
    plan: PlanId,
    expected: u64,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let next = expected.saturating_add(1);
    let seen = plans::table
        .filter(plans::id.eq(plan.to_string()))
        .filter(plans::version.eq(stored(expected)));
    let advanced = diesel::update(seen)
        .set((
            plans::version.eq(stored(next)),
            plans::updated_at.eq(micros(now)),
        ))
        .execute(conn)?;
    if advanced == 1 {
        return Ok(next);
    }
    let actual: i64 = plans::table
        .find(plan.to_string())
        .select(plans::version)
        .first(conn)
        .optional()?
        .ok_or(StoreError::NotFound("plan"))?;
    Err(StoreError::VersionMismatch {
        expected,
        actual: count("plans", actual)?,
    })
}

/// The generated plan in force: that of the latest revision.
pub(crate) fn load_base(conn: &mut Connection, plan: PlanId) -> Result<BasePlan, StoreError> {
    let document: String = plan_bases::table
        .filter(plan_bases::plan_id.eq(plan.to_string()))
        .order(plan_bases::revision.desc())
        .select(plan_bases::document)
        .first(conn)
        .optional()?
        .ok_or_else(|| StoreError::corrupt("plan_bases", "a plan without its generated plan"))?;
    base_documents::decode(&document)
}

/// The slug a plan goes by, among those it ever had.
#[diesel::dsl::auto_type(no_type_alias)]
pub(crate) fn in_use() -> _ {
    slugs::plan_id
        .eq(plans::id.nullable())
        .and(slugs::released_at.is_null())
}
