//! What may be done to a plan now: every rule an operation is refused by.
//!
//! [`resolve`](super::resolve) is total, so whatever is in the log is applied
//! or becomes a finding. Here is decided what gets into the log: a service
//! loads plan and operations, replays them, calls [`Overlays::perform`] and
//! saves the operation it returns.

use chrono::NaiveDate;

use super::completion::{Completion, PinnedDay, Status, has_an_injury};
use super::{
    Addition, Edit, Layer, Move, MoveTarget, Operation, OperationKind, Overlay, OverlayId,
    Overlays, Redistribution, Scope, apply_layers, redistribution, resolve,
};
use crate::error::Error;
use crate::plan::{BasePlan, Week, WorkoutId};
use crate::workout::WorkoutKind;

/// What a person asks to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Lay an overlay over the plan.
    Add(Overlay),
    /// Take an overlay away, with what cannot stand without it.
    Remove(OverlayId),
    /// Set or clear the resolved day of an injury.
    ResolveInjury {
        /// Which injury.
        injury: OverlayId,
        /// The last injured day; `None`: open again.
        resolved_on: Option<NaiveDate>,
    },
    /// Complete or skip a workout.
    Log(Completion),
    /// Take a completion back.
    Unlog(OverlayId),
}

/// An action that was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Performed {
    /// What to append to the log; its sequence is the id of what it made.
    pub operation: Operation,
    /// What is in force after it.
    pub overlays: Overlays,
}

impl Performed {
    /// The id of the overlay or completion the operation made.
    pub fn id(&self) -> OverlayId {
        OverlayId(self.operation.sequence)
    }
}

impl Overlays {
    /// Turns what a person asks into the operation to append, or refuses it.
    ///
    /// # Errors
    /// As [`check`](Self::check), [`pin`](Self::pin) and [`removal`](Self::removal).
    pub fn perform(&self, plan: &BasePlan, action: Action) -> Result<Performed, Error> {
        let kind = match action {
            Action::Add(overlay) => {
                self.check(plan, &overlay)?;
                OperationKind::Add(overlay)
            }
            Action::Remove(id) => OperationKind::Remove(id),
            Action::ResolveInjury {
                injury,
                resolved_on,
            } => OperationKind::ResolveInjury {
                injury,
                resolved_on,
            },
            Action::Log(completion) => OperationKind::Log(Box::new(self.pin(plan, completion)?)),
            Action::Unlog(id) => OperationKind::Unlog(id),
        };
        let operation = Operation {
            sequence: self.next_sequence(),
            kind,
        };
        let overlays = self.with(&operation)?;
        Ok(Performed {
            operation,
            overlays,
        })
    }

    /// Whether an overlay may be added now.
    ///
    /// # Errors
    /// Names `workoutId`, `swapWith` or `sourceId` when the plan does not have
    /// it; refuses logged workouts; names `toDate`, `date`, `type`, `weeks`,
    /// `distance`, `duration` when they cannot be; `nothing_in_scope` when no run may ever take anything.
    pub fn check(&self, plan: &BasePlan, overlay: &Overlay) -> Result<(), Error> {
        match overlay {
            Overlay::Vacation(_) | Overlay::Injury(_) | Overlay::DayOff(_) => Ok(()),
            Overlay::Move(wish) => self.check_move(plan, wish),
            Overlay::Edit(edit) => self.check_edit(plan, edit),
            Overlay::Addition(addition) => check_addition(plan, addition),
            Overlay::Redistribution(wish) => self.check_redistribution(plan, wish),
        }
    }

    fn check_move(&self, plan: &BasePlan, wish: &Move) -> Result<(), Error> {
        let week = self.week_of_open(plan, "workoutId", wish.workout)?;
        match wish.to {
            MoveTarget::Date(date) if !week.contains(date) => Err(Error::out_of_range(
                "toDate",
                date,
                format!("a day of its plan week, {} to {}", week.start, week.end()),
            )),
            MoveTarget::Date(_) => Ok(()),
            MoveTarget::SwapWith(partner) => {
                let other = self.week_of_open(plan, "swapWith", partner)?;
                if partner == wish.workout || other.number != week.number {
                    return Err(Error::out_of_range(
                        "swapWith",
                        partner,
                        format!("another workout of week {}", week.number),
                    ));
                }
                Ok(())
            }
        }
    }

    fn check_edit(&self, plan: &BasePlan, edit: &Edit) -> Result<(), Error> {
        self.week_of_open(plan, "workoutId", edit.workout)?;
        if edit.values.is_empty() {
            return Err(Error::out_of_range(
                "type",
                "missing",
                "at least one of type, distance, duration and description",
            ));
        }
        edit.values.check()
    }

    fn check_redistribution(&self, plan: &BasePlan, wish: &Redistribution) -> Result<(), Error> {
        if !matches!(
            self.get(wish.source),
            Some(Overlay::Vacation(_) | Overlay::DayOff(_))
        ) {
            return Err(Error::not_in_plan("sourceId", wish.source));
        }
        if let Scope::NextNWeeks(weeks) = wish.scope
            && !(1..=BasePlan::MAX_WEEKS).contains(&weeks)
        {
            return Err(Error::out_of_range("weeks", weeks, "1 to 52 weeks"));
        }
        let below: Vec<Layer> = Layer::ORDER
            .into_iter()
            .take_while(|layer| *layer != Layer::Redistribution)
            .collect();
        let canvas = apply_layers(plan, self, &below);
        if redistribution::has_eligible_run(&canvas, wish) {
            Ok(())
        } else {
            Err(Error::NothingInScope(
                "no untouched, pending easy run outside taper and race week lies in it".to_owned(),
            ))
        }
    }

    /// The plan week of a workout that may still be changed.
    fn week_of_open<'p>(
        &self,
        plan: &'p BasePlan,
        field: &str,
        workout: WorkoutId,
    ) -> Result<&'p Week, Error> {
        if self.pin_of(workout).is_some() {
            return Err(Error::WorkoutPinned(workout.to_string()));
        }
        let date = match workout {
            WorkoutId::Generated(_) => plan.workout(workout).map(|planned| planned.date),
            WorkoutId::Added(operation) => match self.get(OverlayId(operation)) {
                Some(Overlay::Addition(addition)) => Some(addition.date),
                _ => None,
            },
        };
        date.and_then(|date| plan.week_of(date))
            .ok_or_else(|| Error::not_in_plan(field, workout))
    }

    /// The day a completion pins, as it stands now.
    ///
    /// # Errors
    /// As [`Completion::check`]; names `workoutId` when the plan does not have
    /// it, refuses a logged workout, and names `status` when rest is completed.
    pub fn pin(&self, plan: &BasePlan, completion: Completion) -> Result<PinnedDay, Error> {
        completion.check()?;
        self.week_of_open(plan, "workoutId", completion.workout)?;
        let resolved = resolve(plan, self);
        let workout = resolved
            .workout(completion.workout)
            .ok_or_else(|| Error::not_in_plan("workoutId", completion.workout))?;
        if workout.workout.kind == WorkoutKind::Rest && completion.status == Status::Completed {
            return Err(Error::out_of_range(
                "status",
                completion.status,
                "Skipped, because rest cannot be completed",
            ));
        }
        Ok(PinnedDay {
            date: workout.date,
            workout: workout.workout.clone().into_owned(),
            modifier: workout.modifier,
            edited: workout.edited.clone(),
            changes: workout.changes.clone(),
            shares: workout.shares.clone(),
            removed: workout.removed.clone(),
            injury_left_no_trace: workout.touched_by_injury && !has_an_injury(&workout.changes),
            completion,
        })
    }
}

fn check_addition(plan: &BasePlan, addition: &Addition) -> Result<(), Error> {
    if plan.week_of(addition.date).is_none() {
        return Err(Error::out_of_range(
            "date",
            addition.date,
            format!("a day of the plan, {} to {}", plan.start(), plan.end()),
        ));
    }
    if addition.values.kind.is_none() {
        return Err(Error::out_of_range(
            "type",
            "missing",
            WorkoutKind::WORDS.join(", "),
        ));
    }
    addition.values.check()
}
