//! Before layer 1: the day each workout is on.
//!
//! Moves and swaps are replayed in the order they were made: a move changes
//! one workout's date, a swap exchanges the dates the two have at that point.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::canvas::{Canvas, Slot};
use super::trace::{Change, Delta, Reason};
use super::{Layer, OverlayId};
use crate::check::{Finding, notices};
use crate::plan::WorkoutId;

/// Another day for a workout.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Move {
    /// Which workout.
    pub workout: WorkoutId,
    /// Where to.
    pub to: MoveTarget,
}

/// Where a moved workout goes, always within its plan week.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MoveTarget {
    /// To a date.
    Date(NaiveDate),
    /// To the day of another workout, which comes to this one's.
    SwapWith(WorkoutId),
}

/// Gives every workout that is not history its effective date.
pub(super) fn apply(canvas: &mut Canvas<'_>) {
    // Replayed as if nothing were pinned, so that a swap with a workout that
    // has since become history still gives the other one its day.
    let mut dates: Vec<NaiveDate> = canvas
        .slots
        .iter()
        .map(|slot| slot.now.generated_date)
        .collect();
    let overlays = canvas.overlays;
    for (id, wish) in overlays.moves() {
        if !replay(canvas, &mut dates, id, wish) {
            canvas.findings.push(
                Finding::new(
                    &notices::MOVE_NOT_HONORED,
                    format!("{id} moves {} to a day it cannot be on.", wish.workout),
                )
                .about(wish.workout),
            );
        }
    }
    for (slot, date) in canvas.slots.iter_mut().zip(dates) {
        if !slot.pinned {
            slot.now.date = date;
        }
    }
}

fn replay(canvas: &mut Canvas<'_>, dates: &mut [NaiveDate], id: OverlayId, wish: &Move) -> bool {
    let Some(mover) = canvas.position(wish.workout) else {
        return false;
    };
    let week = canvas.slots[mover].week;
    match wish.to {
        MoveTarget::Date(date) => {
            if canvas.week_of(date) != Some(week) {
                return false;
            }
            put(canvas, dates, mover, date, id, Reason::Moved);
        }
        MoveTarget::SwapWith(partner_id) => {
            let Some(partner) = canvas.position(partner_id) else {
                return false;
            };
            if canvas.slots[partner].week != week {
                return false;
            }
            let (here, there) = (dates[mover], dates[partner]);
            let reason = Reason::Swapped { with: partner_id };
            put(canvas, dates, mover, there, id, reason);
            let reason = Reason::Swapped { with: wish.workout };
            put(canvas, dates, partner, here, id, reason);
        }
    }
    true
}

fn put(
    canvas: &mut Canvas<'_>,
    dates: &mut [NaiveDate],
    position: usize,
    after: NaiveDate,
    overlay: OverlayId,
    reason: Reason,
) {
    let before = std::mem::replace(&mut dates[position], after);
    let slot = &mut canvas.slots[position];
    if before != after && !slot.pinned {
        slot.now.changes.push(Change {
            layer: Layer::Override,
            overlay,
            delta: Delta::Date { before, after },
            reason,
        });
    }
}

/// Points out hard days that a move brought together.
pub(super) fn point_out_hard_days_that_meet(canvas: &mut Canvas<'_>) {
    let meet = |a: NaiveDate, b: NaiveDate| a.signed_duration_since(b).num_days().abs() <= 1;
    let moved = |slot: &Slot<'_>| slot.now.date != slot.now.generated_date && !slot.pinned;
    let hard: Vec<&Slot<'_>> = canvas
        .slots
        .iter()
        .filter(|slot| slot.now.workout.kind.is_hard())
        .collect();
    let mut findings = Vec::new();
    for (index, slot) in hard.iter().enumerate().filter(|(_, slot)| moved(slot)) {
        for (other_index, other) in hard.iter().enumerate() {
            let already_named = other_index < index && moved(other);
            if other_index != index
                && !already_named
                && meet(slot.now.date, other.now.date)
                && !meet(slot.now.generated_date, other.now.generated_date)
            {
                findings.push(
                    Finding::new(&notices::MOVE_BRINGS_HARD_DAYS_TOGETHER, format!(
                            "{} on {} was moved next to {} on {}; hard days need an easy one between them.",
                            slot.now.workout.kind.label(),
                            slot.now.date,
                            other.now.workout.kind.label(),
                            other.now.date,
                        ),
                    )
                    .on(slot.now.date)
                    .about(slot.now.id),
                );
            }
        }
    }
    canvas.findings.append(&mut findings);
}
