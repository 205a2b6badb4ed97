//! A draft for a coach to edit.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use plan_core::planner::PlanBrief;
use plan_store::members::Role;
use plan_store::tokens::Scope;
use plan_store::{Connection, LibraryWorkoutId, OrgId, PersonId, Store, library, principles};

use super::{Actor, AskedOf, OpError};
use crate::runs::engine::{Engine, Named};
use crate::runs::job::{DraftRequest, Job};
use crate::runs::log::Log;
use crate::writers::library::LibraryWorkout;
use crate::writers::purse::Bottomless;
use crate::writers::rule_based::RuleBased;
use crate::writers::{Order, Writer, outcome};

/// What the organization brings to every generation.
pub(crate) struct OfOrganization {
    principle: Option<String>,
    library: Vec<LibraryWorkout>,
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
        .map_err(|error| contradicting(error.into(), &job.request.brief.plan))?;
    engine.start(actor, job, &named).await
}

/// A refusal of the brief, at the members that cannot all hold.
pub(crate) fn contradicting(error: OpError, plan: &PlanBrief) -> OpError {
    let race_date = plan.race.as_ref().and_then(|race| race.date);
    error.about(
        &[
            ("start_date", plan.start.is_some()),
            ("race/date", race_date.is_some()),
        ],
        &[
            ("days_per_week", plan.days_per_week.is_some()),
            ("long_run_day", plan.long_run_day.is_some()),
            ("unavailable_days", !plan.unavailable_days.is_empty()),
            ("max_minutes", plan.max_minutes.iter().any(Option::is_some)),
        ],
        "weeks",
    )
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
                    library: library_of(conn, org, actor.identity.person_id)?,
                    today: actor.today_of(conn, org)?,
                }),
                None => Ok(OfOrganization {
                    principle: None,
                    library: Vec::new(),
                    today: actor.now.date_naive(),
                }),
            }
        })
        .await
}

/// The organization's own workouts, as writers see them.
pub(crate) fn library_of(
    conn: &mut Connection,
    org: OrgId,
    person: PersonId,
) -> Result<Vec<LibraryWorkout>, OpError> {
    let library = library::list_for_member(conn, org, person)?.into_iter();
    let seen = library.map(|it| LibraryWorkout {
        id: LibraryWorkoutId::to_string(&it.id),
        name: it.name,
        level: it.level,
        workout: it.workout,
    });
    Ok(seen.collect())
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
            library: self.library,
            request_id: actor.request_id.clone(),
            asked_at: actor.now,
            today: self.today,
        }
    }
}
