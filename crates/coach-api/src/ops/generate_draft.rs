//! A draft for a coach to edit.

use std::collections::BTreeMap;

use plan_core::draft;
use plan_core::planner::PlanBrief;
use plan_store::members::Role;
use plan_store::runs::{self, Begun, NewRun, RunKind, RunLimits, RunOutcome};
use plan_store::tokens::Scope;
use plan_store::{Connection, LibraryWorkoutId, OrgId, RunId, Store, library, principles};
use serde_json::Value;

use super::{Actor, AskedOf, OpError};
use crate::outcome::{About, DraftOutcome, InputHash, Outcome, Provenance};
use crate::writers::library::{self as reuse, Fit, LibraryWorkout, WorkoutPreference};
use crate::writers::purse::Bottomless;
use crate::writers::{Brief, Order, Writer, outcome};

/// What a coach asks for.
#[derive(Clone, Debug)]
pub(crate) struct DraftRequest {
    pub(crate) org: OrgId,
    pub(crate) brief: Brief,
    pub(crate) preference: WorkoutPreference,
    /// The request as the wire says it, every default filled in.
    pub(crate) parameters: Value,
}

/// What the organization brings to every generation.
pub(crate) struct OfOrganization {
    pub(crate) principle: Option<String>,
    pub(crate) library: Vec<LibraryWorkout>,
}

/// Writes a draft and keeps it as a run.
pub(crate) async fn generate_draft(
    store: &Store,
    writer: &dyn Writer,
    actor: Actor,
    asked: AskedOf<DraftRequest>,
) -> Result<(RunId, DraftOutcome), OpError> {
    let ours = admit(store, &actor, asked.org).await?;
    let mut request = asked.body?;
    let principle = request.brief.principle.take().or(ours.principle);
    request.brief.principle.clone_from(&principle);
    let order = Order {
        brief: &request.brief,
        library: &[],
        finished: &BTreeMap::new(),
        purse: &Bottomless,
    };
    let written = outcome(writer.draft(order))
        .await
        .map_err(|error| contradicting(error.into(), &request.brief.plan))?;
    let (mut draft, mut findings) = (written.draft, written.findings);
    findings.extend(reuse::apply(
        &mut draft,
        &ours.library,
        request.preference,
        Fit::Near,
    ));
    let hash = InputHash::of(&[
        "draft",
        &request.parameters.to_string(),
        principle.as_deref().unwrap_or_default(),
        &reuse::as_input(&ours.library, request.preference),
    ]);
    let seed = request.brief.plan.seed;
    let outcome = DraftOutcome {
        draft: draft::print(&draft),
        training_principle: principle,
        about: About {
            parameters: stamped(request.parameters, &actor),
            findings,
            provenance: Provenance::of(writer, seed, hash, written.cost),
        },
    };
    let kept = Outcome::Draft(outcome.clone());
    let run = keep_run(store, actor, request.org, RunKind::Draft, hash, kept).await?;
    Ok((run, outcome))
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
                Some(org) => of_organization(conn, &actor, org),
                None => Ok(OfOrganization {
                    principle: None,
                    library: Vec::new(),
                }),
            }
        })
        .await
}

fn of_organization(
    conn: &mut Connection,
    actor: &Actor,
    org: OrgId,
) -> Result<OfOrganization, OpError> {
    let library = library::list_for_member(conn, org, actor.identity.person_id)?;
    Ok(OfOrganization {
        principle: principles::get(conn, org)?,
        library: library
            .into_iter()
            .map(|it| LibraryWorkout {
                id: LibraryWorkoutId::to_string(&it.id),
                name: it.name,
                level: it.level,
                workout: it.workout,
            })
            .collect(),
    })
}

/// The parameters with the moment they were used.
pub(crate) fn stamped(mut parameters: Value, actor: &Actor) -> Value {
    if let Some(members) = parameters.as_object_mut() {
        let now = actor.now.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        members.insert("generated_at".to_owned(), now.into());
    }
    parameters
}

/// Keeps a result as a finished run.
pub(crate) async fn keep_run(
    store: &Store,
    actor: Actor,
    org: OrgId,
    kind: RunKind,
    hash: InputHash,
    outcome: Outcome,
) -> Result<RunId, OpError> {
    const UNLIMITED: RunLimits = RunLimits {
        per_person: u32::MAX,
        per_org: u32::MAX,
    };
    let document = outcome.to_document()?;
    store
        .write(move |conn| {
            let new = NewRun {
                org_id: org,
                person_id: actor.identity.person_id,
                kind,
                request_hash: hash.0,
                request: String::new(),
                idempotency_key: None,
                owner: "this request".to_owned(),
                lease_until: actor.now,
                deadline: actor.now,
            };
            let (Begun::New(run) | Begun::Attached(run)) =
                runs::begin(conn, new, UNLIMITED, actor.now)?;
            let succeeded = RunOutcome::Succeeded;
            runs::finish(
                conn,
                run.id,
                run.attempt,
                succeeded,
                &document,
                &[],
                actor.now,
            )?;
            actor.audit(conn, &format!("generate_{kind}"), run.id, (None, None))?;
            Ok(run.id)
        })
        .await
}
