//! What is in force after a log.

use std::collections::BTreeMap;

use plan_core::overlay::{
    DayOff, Edit, Injury, MoveTarget, Operation, OperationKind, Overlay, PinnedDay, Redistribution,
    Vacation,
};
use plan_core::plan::WorkoutId;

/// What is in force after a log.
#[derive(Default)]
pub(super) struct InForce {
    pub(super) overlays: Vec<(u64, Overlay)>,
    pub(super) pins: Vec<(u64, PinnedDay)>,
    /// Every redistribution there ever was, with its source.
    pub(super) sources: BTreeMap<u64, u64>,
}

impl InForce {
    pub(super) fn after(operations: &[Operation]) -> Self {
        let mut now = Self::default();
        for operation in operations {
            let id = operation.sequence;
            match &operation.kind {
                OperationKind::Add(overlay) => {
                    if let Overlay::Redistribution(wish) = overlay {
                        now.sources.insert(id, wish.source.0);
                    }
                    now.overlays.push((id, overlay.clone()));
                }
                OperationKind::Remove(gone) => {
                    let added = WorkoutId::Added(gone.0);
                    now.overlays.retain(|(id, overlay)| {
                        let leans = match overlay {
                            Overlay::Redistribution(wish) => wish.source == *gone,
                            Overlay::Edit(edit) => edit.workout == added,
                            Overlay::Move(wish) => {
                                wish.workout == added || wish.to == MoveTarget::SwapWith(added)
                            }
                            _ => false,
                        };
                        *id != gone.0 && !leans
                    });
                }
                OperationKind::ResolveInjury { .. } => panic!("the strategies resolve no injury"),
                OperationKind::Log(day) => now.pins.push((id, PinnedDay::clone(day))),
                OperationKind::Unlog(gone) => now.pins.retain(|(id, _)| *id != gone.0),
            }
        }
        now
    }

    fn of<'a, T: 'a>(&'a self, pick: fn(&'a Overlay) -> Option<&'a T>) -> Vec<(u64, &'a T)> {
        self.overlays
            .iter()
            .filter_map(|(id, overlay)| pick(overlay).map(|one| (*id, one)))
            .collect()
    }

    pub(super) fn vacations(&self) -> Vec<(u64, &Vacation)> {
        self.of(|overlay| match overlay {
            Overlay::Vacation(one) => Some(one),
            _ => None,
        })
    }

    pub(super) fn injuries(&self) -> Vec<(u64, &Injury)> {
        let mut injuries = self.of(|overlay| match overlay {
            Overlay::Injury(one) => Some(one),
            _ => None,
        });
        injuries.sort_by_key(|(id, injury)| (injury.reported_on(), *id));
        injuries
    }

    pub(super) fn edits(&self) -> Vec<(u64, &Edit)> {
        self.of(|overlay| match overlay {
            Overlay::Edit(one) => Some(one),
            _ => None,
        })
    }

    pub(super) fn days_off(&self) -> Vec<(u64, &DayOff)> {
        self.of(|overlay| match overlay {
            Overlay::DayOff(one) => Some(one),
            _ => None,
        })
    }

    pub(super) fn redistributions(&self) -> Vec<(u64, &Redistribution)> {
        self.of(|overlay| match overlay {
            Overlay::Redistribution(one) => Some(one),
            _ => None,
        })
    }
}
