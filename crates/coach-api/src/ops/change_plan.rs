//! Everything that is laid over a plan, taken away again or logged: one
//! operation in the plan's log, and what it changed.

use chrono::NaiveDate;
use plan_core::error::Error;
use plan_core::overlay::{
    Completion, Injury, Operation, OperationKind, Overlay, OverlayId, Overlays, Redistribution,
    Scope as Reach,
};
use plan_core::plan::BasePlan;
use plan_store::operations::{self, NewOperation};
use plan_store::tokens::Scope;
use plan_store::{PlanId, Store, StoreError};

use super::read_plan::LoadedPlan;
use super::{Actor, Asked, Expected, OpError};

/// What a person wants done to a plan.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    /// Lay this over it.
    Lay(Overlay),
    /// Report an injury.
    Report(InjuryReport),
    /// Say when an injury was over, or that it is not.
    Resolve(OverlayId, Option<NaiveDate>),
    /// Run elsewhere what a vacation or a day off removed.
    Redistribute(OverlayId, Reach),
    /// Complete or skip a workout.
    Log(Completion),
    /// Take away what has this id, if it is of this family.
    Remove(Family, OverlayId),
}

/// An injury and what was written beside it.
#[derive(Clone, Debug)]
pub(crate) struct InjuryReport {
    pub(crate) injury: Injury,
    pub(crate) note: Option<String>,
}

/// What has an address of its own below a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    Vacations,
    Injuries,
    Overrides,
    Moves,
    DaysOff,
    Redistributions,
    Completions,
}

impl Family {
    fn holds(self, overlay: &Overlay) -> bool {
        match overlay {
            Overlay::Vacation(_) => self == Self::Vacations,
            Overlay::Injury(_) => self == Self::Injuries,
            Overlay::Edit(_) | Overlay::Addition(_) => self == Self::Overrides,
            Overlay::Move(_) => self == Self::Moves,
            Overlay::DayOff(_) => self == Self::DaysOff,
            Overlay::Redistribution(_) => self == Self::Redistributions,
        }
    }
}

/// What became of a change: the plan before and after it.
#[derive(Clone, Debug)]
pub(crate) struct Changed {
    /// The operation, and so the id of what it made.
    pub(crate) id: OverlayId,
    /// The plan's new version.
    pub(crate) version: u64,
    /// The generated plan.
    pub(crate) base: BasePlan,
    /// What was in force.
    pub(crate) before: Overlays,
    /// What is in force now.
    pub(crate) after: Overlays,
}

/// Makes one change to a plan.
pub(crate) async fn change_plan(
    store: &Store,
    actor: Actor,
    plan: PlanId,
    expected: Expected,
    change: Asked<Change>,
) -> Result<Changed, OpError> {
    store
        .write(move |conn| {
            let stored = actor.plan(conn, plan, Scope::PlansWrite)?;
            let today = actor.today(conn, &stored.plan)?;
            let version = expected.meets(stored.plan.version)?;
            let change = change?;
            let LoadedPlan {
                stored,
                overlays: before,
            } = stored.try_into()?;
            let (kind, note) = operation(change, &stored.base, &before, today)?;
            let operation = Operation {
                sequence: before.next_sequence(),
                kind: kind.clone(),
            };
            let after = before.with(&operation)?;
            let actor_id = actor.identity.person_id;
            let new = NewOperation {
                actor: actor_id,
                kind,
                note,
            };
            let action = action(&operation.kind);
            let appended = operations::append(conn, plan, version, new, actor.now)?;
            let versions = (Some(version), Some(appended.version));
            actor.audit(conn, action, plan, versions)?;
            Ok(Changed {
                id: OverlayId(appended.sequence),
                version: appended.version,
                base: stored.base,
                before,
                after,
            })
        })
        .await
}

/// The operation a change is, checked against the plan it is for.
fn operation(
    change: Change,
    base: &BasePlan,
    overlays: &Overlays,
    today: NaiveDate,
) -> Result<(OperationKind, Option<String>), OpError> {
    let kind = match change {
        Change::Lay(overlay) => laid(overlay, base, overlays)?,
        Change::Report(InjuryReport { injury, note }) => {
            return Ok((laid(Overlay::Injury(injury), base, overlays)?, note));
        }
        Change::Redistribute(source, scope) => {
            let wish = Redistribution {
                source,
                scope,
                created_on: today,
            };
            laid(Overlay::Redistribution(wish), base, overlays)?
        }
        Change::Resolve(id, resolved_on) => {
            let Some(Overlay::Injury(injury)) = overlays.get(id) else {
                return Err(StoreError::NotFound("injury").into());
            };
            if let Some(date) = resolved_on {
                injury.clone().resolved(date)?;
            }
            OperationKind::ResolveInjury {
                injury: id,
                resolved_on,
            }
        }
        Change::Log(completion) => OperationKind::Log(Box::new(overlays.pin(base, completion)?)),
        Change::Remove(Family::Completions, id) => match overlays.pin_by_id(id) {
            Some(_) => OperationKind::Unlog(id),
            None => return Err(StoreError::NotFound("completion").into()),
        },
        Change::Remove(family, id) => match overlays.get(id) {
            Some(overlay) if family.holds(overlay) => OperationKind::Remove(id),
            _ => return Err(StoreError::NotFound("overlay").into()),
        },
    };
    Ok((kind, None))
}

fn laid(overlay: Overlay, base: &BasePlan, overlays: &Overlays) -> Result<OperationKind, Error> {
    overlays.check(base, &overlay)?;
    Ok(OperationKind::Add(overlay))
}

/// The verb of the audit log.
fn action(kind: &OperationKind) -> &'static str {
    match kind {
        OperationKind::Add(Overlay::Vacation(_)) => "add_vacation",
        OperationKind::Add(Overlay::Injury(_)) => "report_injury",
        OperationKind::Add(Overlay::Move(_)) => "move_workout",
        OperationKind::Add(Overlay::Edit(_)) => "edit_workout",
        OperationKind::Add(Overlay::Addition(_)) => "add_workout",
        OperationKind::Add(Overlay::DayOff(_)) => "add_day_off",
        OperationKind::Add(Overlay::Redistribution(_)) => "add_redistribution",
        OperationKind::Remove(_) => "remove_overlay",
        OperationKind::ResolveInjury { .. } => "resolve_injury",
        OperationKind::Log(_) => "log_workout",
        OperationKind::Unlog(_) => "unlog_workout",
    }
}
