//! A plan, for those who may see it, and the version a write is about.

use chrono::NaiveDate;
use chrono_tz::Tz;
use plan_store::members::Role;
use plan_store::plans::{self, Plan, StoredPlan};
use plan_store::tokens::Scope;
use plan_store::{Connection, OrgId, PlanId, StoreError, organizations};

use super::{Actor, Expected, OpError};

impl Actor {
    /// A plan with all that resolving it needs.
    ///
    /// # Errors
    /// One that is not the actor's to see looks like one that does not exist.
    pub(crate) fn plan(
        &self,
        conn: &mut Connection,
        plan: PlanId,
        scope: Scope,
    ) -> Result<StoredPlan, OpError> {
        let stored = plans::load_for_member(conn, plan, self.identity.person_id)?;
        self.may_see(&stored.plan, stored.role)?;
        self.needs_scope(scope)?;
        Ok(stored)
    }

    /// A plan without its training.
    ///
    /// # Errors
    /// As [`plan`](Self::plan).
    pub(crate) fn plan_header(
        &self,
        conn: &mut Connection,
        plan: PlanId,
        scope: Scope,
    ) -> Result<(Plan, Role), OpError> {
        let (header, role) = plans::header_for_member(conn, plan, self.identity.person_id)?;
        self.may_see(&header, role)?;
        self.needs_scope(scope)?;
        Ok((header, role))
    }

    /// Coaches see the plans of the token's organization, athletes their own.
    fn may_see(&self, plan: &Plan, role: Role) -> Result<(), OpError> {
        let own = plan.athlete_id == Some(self.identity.person_id);
        if plan.org_id == self.identity.org_id && (role >= Role::Coach || own) {
            Ok(())
        } else {
            Err(StoreError::NotFound("plan").into())
        }
    }

    /// The date it is where the plan is run.
    pub(crate) fn today(&self, conn: &mut Connection, plan: &Plan) -> Result<NaiveDate, OpError> {
        match &plan.time_zone {
            Some(zone) => self.date_in(zone),
            None => self.today_of(conn, plan.org_id),
        }
    }

    /// The date it is where an organization is.
    pub(crate) fn today_of(&self, conn: &mut Connection, org: OrgId) -> Result<NaiveDate, OpError> {
        match organizations::get(conn, org)?.time_zone {
            Some(zone) => self.date_in(&zone),
            None => Ok(self.now.date_naive()),
        }
    }

    fn date_in(&self, zone: &str) -> Result<NaiveDate, OpError> {
        let zone: Tz = zone
            .parse()
            .map_err(|_| OpError::Broken(format!("{zone} is no time zone")))?;
        Ok(self.now.with_timezone(&zone).date_naive())
    }
}

impl Expected {
    /// Refuses a write that is about another version than the stored one.
    pub(crate) fn meets(&self, version: u64) -> Result<u64, OpError> {
        match self {
            Self::Unsaid => Err(OpError::VersionUnsaid),
            Self::Unquoted(version) => Err(OpError::VersionUnquoted(*version)),
            Self::OneOf(versions) if !versions.contains(&version) => Err(OpError::Stale(version)),
            Self::Any | Self::OneOf(_) => Ok(version),
        }
    }
}
