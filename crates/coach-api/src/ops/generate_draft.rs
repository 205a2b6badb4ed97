//! A draft for a coach to edit.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use plan_store::members::Role;
use plan_store::tokens::Scope;
use plan_store::{OrgId, Store, principles};

use super::{Actor, AskedOf, OpError};
use crate::runs::engine::{Engine, Named};
use crate::runs::job::{DraftRequest, Job};
use crate::runs::log::Log;
use crate::writers::purse::Bottomless;
use crate::writers::rule_based::RuleBased;
use crate::writers::{Order, Writer, outcome};

/// What the organization brings to every generation.
pub(crate) struct OfOrganization {
    principle: Option<String>,
    today: NaiveDate,
}

/// Begins a run that writes a draft, or finds it.
///
/// What cannot be planned at all is refused here, whoever is to write.
pub(crate) async fn generate_draft(
    store: &Store,
    engine: &Engine,
    actor: &Actor,
    asked: AskedOf<DraftRequest>,
    named: Result<Named, OpError>,
) -> Result<Arc<Log>, OpError> {
    let ours = admit(store, actor, asked.org).await?;
    let job = ours.job(actor, asked.body?, None);
    let named = named?;
    let order = Order {
        brief: &job.request.brief,
        library: &[],
        finished: &BTreeMap::new(),
        purse: &Bottomless,
    };
    outcome(RuleBased.draft(order))
        .await
        .map_err(|error| OpError::from(error).about_brief(&job.request.brief.plan))?;
    engine.start(actor, job, &named).await
}

/// Asks who it is, and fetches what the organization brings.
pub(crate) async fn admit(
    store: &Store,
    actor: &Actor,
    org: Option<OrgId>,
) -> Result<OfOrganization, OpError> {
    let actor = actor.clone();
    store
        .read(move |conn| {
            actor.may_use_coach_agent(conn, org, Scope::PlansGenerate, Role::Coach)?;
            match org {
                Some(org) => Ok(OfOrganization {
                    principle: principles::get(conn, org)?,
                    today: actor.today_of(conn, org)?,
                }),
                None => Ok(OfOrganization {
                    principle: None,
                    today: actor.now.date_naive(),
                }),
            }
        })
        .await
}

impl OfOrganization {
    /// A job with what the organization brings; the request's own principle wins.
    pub(crate) fn job(
        self,
        actor: &Actor,
        mut request: DraftRequest,
        refined_draft: Option<String>,
    ) -> Job {
        request.brief.principle = request.brief.principle.or(self.principle);
        Job {
            request,
            refined_draft,
            request_id: actor.request_id.clone(),
            asked_at: actor.now,
            today: self.today,
            library: None,
        }
    }
}
