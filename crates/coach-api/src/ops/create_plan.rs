//! A plan from a run's result, or from workouts somebody wrote.

use chrono::NaiveDate;
use plan_core::draft::Draft;
use plan_core::plan::RaceGoal;
use plan_store::members::Role;
use plan_store::plans::{self, NewPlan};
use plan_store::tokens::Scope;
use plan_store::{
    Connection, LibraryWorkoutId, OrgId, PersonId, RunId, Store, StoreError, library, runs,
};
use web_base::problem::Fault;

use super::access::needs_role;
use super::read_plan::LoadedPlan;
use super::update_plan::unknown_athlete;
use super::{Actor, AskedOf, OpError};
use crate::outcome::{Outcome, PlanSource};
use crate::runs::event::Ending;

/// What a plan is made of and for whom.
#[derive(Clone, Debug)]
pub(crate) struct PlanRequest {
    pub(crate) org: OrgId,
    pub(crate) source: Source,
    pub(crate) display_name: String,
    pub(crate) athlete: Option<PersonId>,
    pub(crate) start: Option<NaiveDate>,
    /// Completes the race of the source, and must not contradict it.
    pub(crate) race: Option<RaceGoal>,
    pub(crate) time_zone: Option<String>,
}

/// Where the workouts come from.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    /// A finished run of this organization.
    Run(RunId),
    /// The request itself, and which of its workouts are said to be the library's.
    Workouts(Box<Draft>, PlanSource, Vec<FromLibrary>),
}

/// A library workout that the request names.
#[derive(Clone, Debug)]
pub(crate) struct FromLibrary {
    /// Where it names it.
    pub(crate) pointer: String,
    /// Its id, as it was written.
    pub(crate) id: String,
}

/// Makes an unpublished plan.
pub(crate) async fn create_plan(
    store: &Store,
    actor: Actor,
    asked: AskedOf<PlanRequest>,
) -> Result<LoadedPlan, OpError> {
    store
        .write(move |conn| {
            if let Some(org) = asked.org {
                let role = actor.role_in(conn, org)?;
                actor.needs_scope(Scope::PlansWrite)?;
                needs_role(role, Role::Coach)?;
            }
            let request = asked.body?;
            let (mut draft, settings, source) = match request.source {
                Source::Workouts(draft, settings, named) => {
                    are_in_library(conn, request.org, &named)?;
                    (*draft, settings, "workouts")
                }
                Source::Run(run) => {
                    let (draft, settings) = from_run(conn, &actor, run)?;
                    if request.race.is_some() && draft.race.is_none() {
                        let detail = "is given, but the run's plan leads to no race";
                        return Err(OpError::fault("raceGoal", detail));
                    }
                    (draft, settings, "runId")
                }
            };
            let race_date = request.race.as_ref().and_then(|race| race.date);
            draft.race = goal(request.race, draft.race)?;
            let undated = draft.block_start().is_none();
            if undated && request.start.is_none() {
                let detail = "is missing; the weeks are relative and a plan has dates";
                return Err(OpError::fault("startDate", detail));
            }
            if let (Some(start), Some(given)) = (draft.start, request.start)
                && start != given
            {
                let detail = format!("is {given}, but the result begins on {start}");
                return Err(OpError::fault("startDate", detail));
            }
            let dates = [
                ("startDate", request.start.is_some()),
                ("raceGoal/raceDate", race_date.is_some()),
            ];
            let base = draft
                .schedule(settings.schedule(request.start))
                .map_err(|error| OpError::from(error).about(&dates, &[], source))?;
            let new = NewPlan {
                org_id: request.org,
                created_by: actor.identity.person_id,
                athlete_id: request.athlete,
                display_name: request.display_name,
                time_zone: request.time_zone,
                base,
            };
            let plan = plans::create(conn, new, actor.now).map_err(unknown_athlete)?;
            actor.audit(conn, "create_plan", plan.id, (None, Some(plan.version)))?;
            actor.plan(conn, plan.id, Scope::PlansWrite)?.try_into()
        })
        .await
}

/// Refuses library workouts the organization does not have, each at its place.
fn are_in_library(conn: &mut Connection, org: OrgId, named: &[FromLibrary]) -> Result<(), OpError> {
    if named.is_empty() {
        return Ok(());
    }
    // The plan keeps an id as it was written, so it has to be written as it is.
    let asked = |it: &FromLibrary| {
        let id = it.id.parse::<LibraryWorkoutId>().ok();
        id.filter(|id| id.to_string() == it.id)
    };
    let there = library::known(conn, org, &named.iter().filter_map(asked).collect())?;
    let unknown = named
        .iter()
        .filter(|it| asked(it).is_none_or(|id| !there.contains(&id)));
    let faults = unknown.map(|it| Fault {
        pointer: it.pointer.clone(),
        detail: "names no workout of the organization's library".to_owned(),
    });
    let faults: Vec<_> = faults.collect();
    if faults.is_empty() {
        Ok(())
    } else {
        Err(OpError::Invalid(faults))
    }
}

/// The request's race, completed by the plan's own; they must not contradict
/// each other.
fn goal(asked: Option<RaceGoal>, own: Option<RaceGoal>) -> Result<Option<RaceGoal>, OpError> {
    let (Some(asked), Some(own)) = (asked.clone(), own.clone()) else {
        return Ok(asked.or(own));
    };
    if asked.distance != own.distance {
        let detail = format!("is {}, but the plan's is {}", asked.distance, own.distance);
        return Err(race_fault("distance", detail));
    }
    if let (Some(date), Some(theirs)) = (asked.date, own.date)
        && date != theirs
    {
        let detail = format!("is {date}, but the plan leads to {theirs}");
        return Err(race_fault("raceDate", detail));
    }
    Ok(Some(RaceGoal {
        distance: own.distance,
        date: asked.date.or(own.date),
        target_time: asked.target_time.or(own.target_time),
    }))
}

fn race_fault(member: &str, detail: String) -> OpError {
    let pointer = format!("#/raceGoal/{member}");
    OpError::Invalid(vec![Fault { pointer, detail }])
}

/// What a run made; a run of another organization is one that does not exist.
fn from_run(
    conn: &mut Connection,
    actor: &Actor,
    id: RunId,
) -> Result<(Draft, PlanSource), OpError> {
    let unknown = || OpError::fault("runId", "names no run of this organization");
    let run = match runs::get_for_member(conn, id, actor.identity.person_id) {
        Ok(run) if run.org_id == actor.identity.org_id => run,
        Ok(_) | Err(StoreError::NotFound(_)) => return Err(unknown()),
        Err(error) => return Err(error.into()),
    };
    if let Some(Ending::Succeeded(outcome)) = Ending::of(&run)?
        && let Outcome::Plan(plan) = outcome.as_ref()
    {
        return Ok((plan.draft.clone(), plan.settings));
    }
    Err(OpError::fault(
        "runId",
        "names a run without a plan; generate-plan makes one from its draft",
    ))
}
