//! Everything that is laid over a plan, taken away again or logged: one
//! operation in the plan's log, and what it changed.

use chrono::NaiveDate;
use plan_core::overlay::{
    Action, Completion, Injury, OperationKind, Overlay, OverlayId, Overlays, Redistribution,
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
    fn of(overlay: &Overlay) -> Self {
        match overlay {
            Overlay::Vacation(_) => Self::Vacations,
            Overlay::Injury(_) => Self::Injuries,
            Overlay::Edit(_) | Overlay::Addition(_) => Self::Overrides,
            Overlay::Move(_) => Self::Moves,
            Overlay::DayOff(_) => Self::DaysOff,
            Overlay::Redistribution(_) => Self::Redistributions,
        }
    }

    /// Refuses an id of another family: its address does not know it.
    fn needs(self, id: OverlayId, overlays: &Overlays) -> Result<(), StoreError> {
        let known = match self {
            Self::Completions => overlays.pin_by_id(id).is_some(),
            _ => overlays
                .get(id)
                .is_some_and(|overlay| Self::of(overlay) == self),
        };
        if known {
            Ok(())
        } else {
            Err(StoreError::NotFound(self.noun()))
        }
    }

    fn noun(self) -> &'static str {
        match self {
            Self::Vacations => "vacation",
            Self::Injuries => "injury",
            Self::Overrides => "override",
            Self::Moves => "move",
            Self::DaysOff => "day off",
            Self::Redistributions => "redistribution",
            Self::Completions => "completion",
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
            let (action, note) = action(change, &before, today)?;
            let performed = before.perform(&stored.base, action)?;
            let verb = verb(&performed.operation.kind);
            let new = NewOperation {
                actor: actor.identity.person_id,
                kind: performed.operation.kind,
                note,
            };
            let appended = operations::append(conn, plan, version, new, actor.now)?;
            let versions = (Some(version), Some(appended.version));
            actor.audit(conn, verb, plan, versions)?;
            Ok(Changed {
                id: OverlayId(appended.sequence),
                version: appended.version,
                base: stored.base,
                before,
                after: performed.overlays,
            })
        })
        .await
}

/// What a change asks of the core, and what is kept beside it.
fn action(
    change: Change,
    overlays: &Overlays,
    today: NaiveDate,
) -> Result<(Action, Option<String>), OpError> {
    let action = match change {
        Change::Lay(overlay) => Action::Add(overlay),
        Change::Report(InjuryReport { injury, note }) => {
            return Ok((Action::Add(Overlay::Injury(injury)), note));
        }
        Change::Redistribute(source, scope) => {
            Action::Add(Overlay::Redistribution(Redistribution {
                source,
                scope,
                created_on: today,
            }))
        }
        Change::Log(completion) => {
            // Tomorrow has begun already where a runner may be traveling.
            let latest = today.succ_opt().unwrap_or(today);
            if let Some(day) = completion.completed_on.filter(|day| *day > latest) {
                let detail = format!("is {day}; expected a day up to tomorrow, {latest}");
                return Err(OpError::fault("completedOn", detail));
            }
            Action::Log(completion)
        }
        Change::Resolve(id, resolved_on) => {
            Family::Injuries.needs(id, overlays)?;
            Action::ResolveInjury {
                injury: id,
                resolved_on,
            }
        }
        Change::Remove(family, id) => {
            family.needs(id, overlays)?;
            match family {
                Family::Completions => Action::Unlog(id),
                _ => Action::Remove(id),
            }
        }
    };
    Ok((action, None))
}

/// The verb of the audit log.
fn verb(kind: &OperationKind) -> &'static str {
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
