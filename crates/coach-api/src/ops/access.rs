//! Who may do what, asked in this order: the organization, the token's scope,
//! the person's role, the organization's feature.

use plan_store::audit::{self, AuditEntry};
use plan_store::members::{self, Role};
use plan_store::organizations::{self, Feature};
use plan_store::runs::{self, Run};
use plan_store::tokens::Scope;
use plan_store::{Connection, OrgId, RunId, StoreError};

use super::{Actor, OpError};

impl Actor {
    /// The person's role where the token is for this organization.
    ///
    /// # Errors
    /// The same for a stranger's organization and for one that does not exist.
    pub(crate) fn role_in(&self, conn: &mut Connection, org: OrgId) -> Result<Role, OpError> {
        if org != self.identity.org_id {
            return Err(OpError::NotYourOrganization);
        }
        members::role_of(conn, self.identity.person_id, org)?.ok_or(OpError::NotYourOrganization)
    }

    /// Refuses a token that was made for less.
    pub(crate) fn needs_scope(&self, scope: Scope) -> Result<(), OpError> {
        if self.identity.scopes.allow(scope) {
            Ok(())
        } else {
            Err(OpError::ScopeRequired(scope))
        }
    }

    /// Refuses whoever may not use the organization's coach agent in this role.
    ///
    /// Without an organization there is nothing to ask; the body's faults say
    /// that it is missing.
    pub(crate) fn may_use_coach_agent(
        &self,
        conn: &mut Connection,
        org: Option<OrgId>,
        scope: Scope,
        least: Role,
    ) -> Result<(), OpError> {
        let Some(org) = org else { return Ok(()) };
        let role = self.role_in(conn, org)?;
        self.needs_scope(scope)?;
        needs_role(role, least)?;
        if organizations::has_feature(conn, org, Feature::CoachAgent)? {
            Ok(())
        } else {
            Err(OpError::FeatureDisabled(Feature::CoachAgent))
        }
    }

    /// A run of the token's organization; another one's does not exist.
    pub(crate) fn run(
        &self,
        conn: &mut Connection,
        id: RunId,
        scope: Scope,
        least: Role,
    ) -> Result<Run, OpError> {
        let run = runs::get_for_member(conn, id, self.identity.person_id)?;
        if run.org_id != self.identity.org_id {
            return Err(StoreError::NotFound("run").into());
        }
        self.may_use_coach_agent(conn, Some(run.org_id), scope, least)?;
        Ok(run)
    }

    /// Notes what was done, in the transaction it was done in.
    pub(crate) fn audit(
        &self,
        conn: &mut Connection,
        action: &str,
        object: impl ToString,
        versions: (Option<u64>, Option<u64>),
    ) -> Result<(), OpError> {
        self.audit_each(conn, action, [(object, versions)])
    }

    /// Notes that the same was done to many things, each with its version before
    /// and after.
    pub(crate) fn audit_each<T: ToString>(
        &self,
        conn: &mut Connection,
        action: &str,
        objects: impl IntoIterator<Item = (T, (Option<u64>, Option<u64>))>,
    ) -> Result<(), OpError> {
        let entry = |(object, (before, after)): (T, _)| AuditEntry {
            org_id: self.identity.org_id,
            actor: self.identity.person_id,
            action: action.to_owned(),
            object: object.to_string(),
            before_version: before,
            after_version: after,
            request_id: Some(self.request_id.clone()),
            at: self.now,
        };
        let entries: Vec<_> = objects.into_iter().map(entry).collect();
        Ok(audit::append(conn, &entries)?)
    }
}

/// Refuses a role below `least`.
pub(crate) fn needs_role(role: Role, least: Role) -> Result<(), OpError> {
    if role >= least {
        Ok(())
    } else {
        Err(OpError::RoleRequired(least))
    }
}
