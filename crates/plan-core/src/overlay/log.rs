//! The operations people performed, and what of them is in force.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    Addition, DayOff, Edit, Injury, Move, Overlay, Pin, PinnedDay, Redistribution, Vacation,
};
use crate::error::Error;
use crate::plan::WorkoutId;

/// Names an overlay or a completion: the number of the operation that made it.
///
/// On the wire `o12`. Numbers grow, so the smaller id is the older overlay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OverlayId(pub u64);

impl fmt::Display for OverlayId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "o{}", self.0)
    }
}

impl FromStr for OverlayId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        text.strip_prefix('o')
            .filter(|digits| !digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit()))
            .and_then(|digits| digits.parse().ok())
            .map(Self)
            .ok_or_else(|| Error::unknown("overlayId", text, "an overlay id such as o12"))
    }
}

/// One entry of a plan's append-only log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operation {
    /// From 1, without gaps; also the id of what the operation made.
    pub sequence: u64,
    /// What was done.
    pub kind: OperationKind,
}

/// What an operation did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OperationKind {
    /// Laid an overlay over the plan.
    Add(Overlay),
    /// Took an overlay away, and with it what cannot stand without it
    /// ([`Overlays::removal`]).
    Remove(OverlayId),
    /// Set or cleared the resolved day of an injury.
    ResolveInjury {
        /// Which injury.
        injury: OverlayId,
        /// The last injured day; `None`: open again.
        resolved_on: Option<NaiveDate>,
    },
    /// Completed or skipped a workout, which pins its day.
    Log(Box<PinnedDay>),
    /// Took a completion back, which unpins the day.
    Unlog(OverlayId),
}

/// What is in force: the overlays not removed, and the pinned days.
///
/// Made by [`replay`](Self::replay) alone, so it is always what some log says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overlays {
    /// In the order of their ids.
    active: BTreeMap<OverlayId, Overlay>,
    /// By workout.
    pins: BTreeMap<WorkoutId, Pin>,
    /// Sources of removed redistributions: what those placed in pinned days
    /// stays placed.
    departed: BTreeMap<OverlayId, OverlayId>,
    /// The sequence number of the last operation.
    last: u64,
}

impl Overlays {
    /// Folds a log into what is in force.
    ///
    /// # Errors
    /// Refuses a log that cannot have been written: a sequence number out of
    /// turn, a reference to something that is not there, a workout logged twice.
    pub fn replay(operations: &[Operation]) -> Result<Self, Error> {
        let mut overlays = Self::default();
        for operation in operations {
            overlays.append(operation)?;
        }
        Ok(overlays)
    }

    /// The same with one more operation, the next in sequence.
    ///
    /// # Errors
    /// As [`replay`](Self::replay).
    pub fn with(&self, operation: &Operation) -> Result<Self, Error> {
        let mut overlays = self.clone();
        overlays.append(operation)?;
        Ok(overlays)
    }

    /// As [`with`](Self::with), in place: for whoever walks along a log.
    ///
    /// # Errors
    /// As [`replay`](Self::replay); then nothing is changed.
    pub fn append(&mut self, operation: &Operation) -> Result<(), Error> {
        if operation.sequence != self.next_sequence() {
            return Err(Error::out_of_range(
                "sequence",
                operation.sequence,
                self.next_sequence().to_string(),
            ));
        }
        let id = OverlayId(operation.sequence);
        match &operation.kind {
            OperationKind::Add(overlay) => {
                self.active.insert(id, overlay.clone());
            }
            OperationKind::Remove(target) => {
                for gone in self.removal(*target)? {
                    if let Some(Overlay::Redistribution(wish)) = self.active.remove(&gone) {
                        self.departed.insert(gone, wish.source);
                    }
                }
            }
            OperationKind::ResolveInjury {
                injury,
                resolved_on,
            } => match self.active.get_mut(injury) {
                Some(Overlay::Injury(known)) => *known = known.clone().reopened(*resolved_on)?,
                _ => return Err(Error::not_in_plan("overlayId", injury)),
            },
            OperationKind::Log(day) => {
                let workout = day.completion.workout;
                if self.pins.contains_key(&workout) {
                    return Err(Error::WorkoutPinned(workout.to_string()));
                }
                let day = PinnedDay::clone(day);
                self.pins.insert(workout, Pin { id, day });
            }
            OperationKind::Unlog(completion) => {
                let workout = self
                    .pins
                    .iter()
                    .find_map(|(workout, pin)| (pin.id == *completion).then_some(*workout))
                    .ok_or_else(|| Error::not_in_plan("overlayId", completion))?;
                self.pins.remove(&workout);
            }
        }
        self.last = operation.sequence;
        Ok(())
    }

    /// The sequence number of the next operation, and the id of what it makes.
    pub fn next_sequence(&self) -> u64 {
        self.last.saturating_add(1)
    }

    /// What removing an overlay takes along, itself first: a vacation or a day
    /// off its redistributions, an addition its edits, moves and swaps.
    ///
    /// # Errors
    /// Names `overlayId` when no such overlay is in force.
    pub fn removal(&self, id: OverlayId) -> Result<Vec<OverlayId>, Error> {
        if !self.active.contains_key(&id) {
            return Err(Error::not_in_plan("overlayId", id));
        }
        let leaning = self.iter().filter(|(_, overlay)| overlay.leans_on(id));
        Ok(std::iter::once(id)
            .chain(leaning.map(|(id, _)| id))
            .collect())
    }

    /// An overlay in force.
    pub fn get(&self, id: OverlayId) -> Option<&Overlay> {
        self.active.get(&id)
    }

    /// True when nothing is in force and nothing is logged.
    pub fn is_empty(&self) -> bool {
        self.active.is_empty() && self.pins.is_empty()
    }

    /// Every overlay in force, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = (OverlayId, &Overlay)> {
        self.active.iter().map(|(id, overlay)| (*id, overlay))
    }

    /// The vacations in force, oldest first.
    pub fn vacations(&self) -> impl Iterator<Item = (OverlayId, &Vacation)> {
        self.iter().filter_map(|(id, overlay)| match overlay {
            Overlay::Vacation(vacation) => Some((id, vacation)),
            _ => None,
        })
    }

    /// The injuries in force, oldest first.
    pub fn injuries(&self) -> impl Iterator<Item = (OverlayId, &Injury)> {
        self.iter().filter_map(|(id, overlay)| match overlay {
            Overlay::Injury(injury) => Some((id, injury)),
            _ => None,
        })
    }

    /// The moves and swaps in force, oldest first.
    pub fn moves(&self) -> impl Iterator<Item = (OverlayId, &Move)> {
        self.iter().filter_map(|(id, overlay)| match overlay {
            Overlay::Move(wish) => Some((id, wish)),
            _ => None,
        })
    }

    /// The edits in force, oldest first.
    pub fn edits(&self) -> impl Iterator<Item = (OverlayId, &Edit)> {
        self.iter().filter_map(|(id, overlay)| match overlay {
            Overlay::Edit(edit) => Some((id, edit)),
            _ => None,
        })
    }

    /// The added workouts in force, oldest first.
    pub fn additions(&self) -> impl Iterator<Item = (OverlayId, &Addition)> {
        self.iter().filter_map(|(id, overlay)| match overlay {
            Overlay::Addition(addition) => Some((id, addition)),
            _ => None,
        })
    }

    /// The days off in force, oldest first.
    pub fn days_off(&self) -> impl Iterator<Item = (OverlayId, &DayOff)> {
        self.iter().filter_map(|(id, overlay)| match overlay {
            Overlay::DayOff(day_off) => Some((id, day_off)),
            _ => None,
        })
    }

    /// The redistributions in force, oldest first.
    pub fn redistributions(&self) -> impl Iterator<Item = (OverlayId, &Redistribution)> {
        self.iter().filter_map(|(id, overlay)| match overlay {
            Overlay::Redistribution(wish) => Some((id, wish)),
            _ => None,
        })
    }

    /// The pinned days, by workout.
    pub fn pins(&self) -> impl Iterator<Item = &Pin> {
        self.pins.values()
    }

    /// The pinned day of a workout.
    pub fn pin_of(&self, workout: WorkoutId) -> Option<&Pin> {
        self.pins.get(&workout)
    }

    /// The pinned day of a completion.
    pub fn pin_by_id(&self, completion: OverlayId) -> Option<&Pin> {
        self.pins().find(|pin| pin.id == completion)
    }

    /// The source of a redistribution, also of one that has been removed.
    pub(super) fn source_of(&self, redistribution: OverlayId) -> Option<OverlayId> {
        match self.active.get(&redistribution) {
            Some(Overlay::Redistribution(wish)) => Some(wish.source),
            _ => self.departed.get(&redistribution).copied(),
        }
    }
}
