//! Layer 3: a person's word.
//!
//! Edits, added workouts and days off; final over vacation and injury, races
//! included. Of the edits of a workout the later wins, field by field; of an
//! edit and a day off the later decides, but for a description, which neither
//! takes from nor gives a run anything. Where an edit leaves a contradiction,
//! what describes the workout follows its values:
//!
//! - another kind drops the words, steps and, unless it is quality again, the
//!   warm-up and cool-down of the old one;
//! - a non-run without a distance of its own has none; a non-run or a zero
//!   distance has no zone, warm-up or cool-down;
//! - another distance or duration drops the steps, and a duration nobody set
//!   follows the distance; an estimated distance follows the duration;
//! - a distance or duration on a day of rest makes it a run again (an easy
//!   one), or the cross-training it was;
//! - a run again after a layer rested it has its generated distance.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::canvas::{Canvas, Slot};
use super::lowering::{in_proportion, lower};
use super::trace::Reason;
use super::{Layer, Modifier, OverlayId};
use crate::check::{Finding, notices};
use crate::error::Error;
use crate::plan::{Level, PlanSettings, WorkoutId};
use crate::units::{Distance, DistanceUnit, Duration, Pace, Percent};
use crate::workout::{Workout, WorkoutKind};

/// Values a person sets; `None` leaves what the layers below say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Values {
    /// Another kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<WorkoutKind>,
    /// Another distance, never rounded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distance: Option<Distance>,
    /// Another duration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<Duration>,
    /// Another description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

impl Values {
    /// True when it sets nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether somebody could mean it.
    ///
    /// # Errors
    /// Names `distance` above 1000 km and `duration` above 100 hours.
    pub(super) fn check(&self) -> Result<(), Error> {
        if let Some(distance) = self.distance {
            distance.in_range("distance")?;
        }
        if let Some(duration) = self.duration {
            duration.in_range("duration")?;
        }
        Ok(())
    }

    /// True when it says what is done, and not only how it is described.
    fn decides(&self) -> bool {
        self.kind.is_some() || self.distance.is_some() || self.duration.is_some()
    }

    /// The workout these values alone describe; Easy where they name no kind.
    pub(super) fn as_workout(&self, settings: &PlanSettings) -> Workout {
        let ground = Workout::new(self.kind.unwrap_or(WorkoutKind::Easy));
        Edited {
            values: self,
            ground: &ground,
            settings,
        }
        .all(ground.clone())
    }
}

/// A person's changes to one workout; the later edit wins, field by field.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Edit {
    /// Which workout.
    pub workout: WorkoutId,
    /// What to set; at least one value.
    pub values: Values,
}

/// A workout a person adds.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Addition {
    /// The day, inside the plan.
    pub date: NaiveDate,
    /// What it is; `kind` is always there.
    pub values: Values,
}

/// A day on which a person runs less or not at all.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "UncheckedDayOff")]
pub struct DayOff {
    date: NaiveDate,
    load: Percent,
}

#[derive(Deserialize)]
struct UncheckedDayOff {
    date: NaiveDate,
    load: Percent,
}

impl TryFrom<UncheckedDayOff> for DayOff {
    type Error = Error;

    fn try_from(unchecked: UncheckedDayOff) -> Result<Self, Error> {
        Self::new(unchecked.date, unchecked.load.whole("loadPercent")?)
    }
}

impl DayOff {
    /// `load_percent` 0 or 10–80 of the value after layers 1 and 2.
    ///
    /// # Errors
    /// Names `loadPercent` out of range.
    pub fn new(date: NaiveDate, load_percent: i64) -> Result<Self, Error> {
        let load = if load_percent == 0 {
            Percent::ZERO
        } else {
            Percent::in_range("loadPercent", load_percent, 10, 80).map_err(|_| {
                Error::out_of_range(
                    "loadPercent",
                    load_percent,
                    "0, or a whole percent from 10 to 80",
                )
            })?
        };
        Ok(Self { date, load })
    }

    /// The day.
    pub fn date(&self) -> NaiveDate {
        self.date
    }

    /// The share of each run that is kept; 0 is a full day off.
    pub fn load(&self) -> Percent {
        self.load
    }
}

/// The edits of one workout, merged: each value with the edit that set it last.
#[derive(Default)]
struct Merged {
    values: Values,
    kind_by: Option<OverlayId>,
    distance_by: Option<OverlayId>,
    duration_by: Option<OverlayId>,
    description_by: Option<OverlayId>,
}

impl Merged {
    fn of<'e>(edits: impl Iterator<Item = (OverlayId, &'e Edit)>) -> Self {
        let mut merged = Self::default();
        for (id, edit) in edits {
            let Values {
                kind,
                distance,
                duration,
                description,
            } = &edit.values;
            if kind.is_some() {
                (merged.values.kind, merged.kind_by) = (*kind, Some(id));
            }
            if distance.is_some() {
                (merged.values.distance, merged.distance_by) = (*distance, Some(id));
            }
            if duration.is_some() {
                (merged.values.duration, merged.duration_by) = (*duration, Some(id));
            }
            if description.is_some() {
                merged.values.description.clone_from(description);
                merged.description_by = Some(id);
            }
        }
        merged
    }
}

/// A person's values on their way onto a workout.
#[derive(Clone, Copy)]
struct Edited<'v> {
    values: &'v Values,
    /// The workout before any layer.
    ground: &'v Workout,
    settings: &'v PlanSettings,
}

impl Edited<'_> {
    fn all(self, workout: Workout) -> Workout {
        self.description(self.duration(self.distance(self.kind(workout))))
    }

    /// The kind a person set, or the one that a distance or duration on a rest day implies.
    fn wanted_kind(self, now: WorkoutKind) -> WorkoutKind {
        let amount = self.values.distance.is_some_and(|d| !d.is_zero())
            || self.values.duration.is_some_and(|d| !d.is_zero());
        match self.values.kind {
            Some(kind) => kind,
            None if now == WorkoutKind::Rest && amount => {
                if self.ground.kind.is_run() || self.ground.kind == WorkoutKind::Rest {
                    WorkoutKind::Easy
                } else {
                    self.ground.kind
                }
            }
            None => now,
        }
    }

    fn kind(self, now: Workout) -> Workout {
        let kind = self.wanted_kind(now.kind);
        if kind == now.kind {
            return now;
        }
        // What a layer rested has no distance left to keep.
        let measured = if now.kind == WorkoutKind::Rest {
            self.ground
        } else {
            &now
        };
        let mut after = Workout::new(kind);
        if kind != WorkoutKind::Rest {
            after.duration = measured.duration;
        }
        if kind.is_run() {
            after.distance = measured.distance;
            after.distance_from = measured.distance_from;
            after.distance_is_estimated = measured.distance_is_estimated;
            after.run_walk = measured.run_walk;
        }
        if kind.is_quality() && now.kind.is_quality() {
            after.warm_up = now.warm_up;
            after.cool_down = now.cool_down;
        }
        after
    }

    fn distance(self, now: Workout) -> Workout {
        let Some(distance) = self.values.distance else {
            return now;
        };
        let mut after = now;
        let before = after.distance.replace(distance);
        after.distance_from = None;
        after.distance_is_estimated = false;
        if before != Some(distance) {
            after.steps.clear();
            after.duration = match (after.duration, before) {
                (Some(time), Some(before)) if !before.is_zero() => {
                    Some(in_proportion(time, before, distance))
                }
                (time, _) => time,
            };
        }
        if distance.is_zero() {
            after.zone = None;
            after.warm_up = None;
            after.cool_down = None;
            after.duration = None;
        }
        after
    }

    fn duration(self, now: Workout) -> Workout {
        let Some(duration) = self.values.duration else {
            return now;
        };
        let mut after = now;
        let before = after.duration.replace(duration);
        if before != Some(duration) {
            after.steps.clear();
        }
        if self.values.distance.is_none() && after.kind.is_run() {
            match (after.distance, before) {
                (Some(distance), Some(before)) if after.distance_is_estimated => {
                    let raw = u128::from(distance.raw()) * u128::from(duration.as_seconds())
                        / u128::from(before.as_seconds().max(1));
                    let raw = u64::try_from(raw).unwrap_or(u64::MAX);
                    let tenth = self.settings.unit.tenth();
                    after.distance =
                        Some(Distance::from_raw(raw).min(Distance::MAX).round_to(tenth));
                }
                (None, _) => {
                    let estimate = easy_pace(self.settings.level).distance_in(duration);
                    after.distance = Some(estimate.round_to(self.settings.unit.tenth()));
                    after.distance_is_estimated = true;
                }
                _ => {}
            }
            after.distance_from = None;
        }
        after
    }

    fn description(self, mut now: Workout) -> Workout {
        if self.values.description.is_some() {
            now.description.clone_from(&self.values.description);
        }
        now
    }
}

/// What a run planned by time is estimated at where nothing better is known.
fn easy_pace(level: Level) -> Pace {
    let seconds = match level {
        Level::Beginner => 12 * 60,
        Level::Intermediate => 10 * 60,
        Level::Advanced => 8 * 60 + 30,
    };
    Pace::from_seconds_per(DistanceUnit::Mile, seconds)
}

/// Lets people have the last word.
pub(super) fn apply(canvas: &mut Canvas<'_>) {
    let overlays = canvas.overlays;
    for slot in &mut canvas.slots {
        slot.left_by_injury = slot.now.workout.training_distance();
    }

    let mut edits: Vec<(usize, OverlayId, &Edit)> = Vec::new();
    for (id, edit) in overlays.edits() {
        match canvas.position(edit.workout) {
            Some(position) => edits.push((position, id, edit)),
            None => canvas.findings.push(
                Finding::new(
                    &notices::EDIT_NOT_HONORED,
                    format!("{id} edits {}, which is not in the plan.", edit.workout),
                )
                .about(edit.workout),
            ),
        }
    }
    // Stable, so that the edits of a workout stay in the order of their ids.
    edits.sort_by_key(|(position, _, _)| *position);
    // The later of two on a date replaces the earlier.
    let mut days_off: Vec<Option<(OverlayId, &DayOff)>> = vec![None; 7 * canvas.plan.weeks().len()];
    for (id, day_off) in overlays.days_off() {
        if let Some(day) = canvas.day_of(day_off.date) {
            days_off[day] = Some((id, day_off));
        }
    }

    let mut edits = edits.as_slice();
    for position in 0..canvas.slots.len() {
        let slot = &canvas.slots[position];
        let (mine, later) = edits.split_at(edits.partition_point(|(at, _, _)| *at <= position));
        edits = later;
        let day_off = canvas.day_of(slot.now.date).and_then(|day| days_off[day]);
        if slot.pinned || (mine.is_empty() && day_off.is_none()) {
            continue;
        }
        let last_word = mine
            .iter()
            .filter(|(_, _, edit)| edit.values.decides())
            .map(|(_, id, _)| *id)
            .chain(slot.added_by())
            .max();
        let day_off = day_off.filter(|(id, _)| last_word < Some(*id));
        if let Some((id, day_off)) = day_off {
            take_off(canvas, position, id, day_off);
        }
        // Edits before a day off that decides are void; later ones only describe.
        let standing = mine
            .iter()
            .map(|(_, id, edit)| (*id, *edit))
            .filter(|(id, _)| day_off.is_none_or(|(day_off, _)| *id > day_off));
        let merged = Merged::of(standing);
        if !merged.values.is_empty() {
            edit(&mut canvas.slots[position], merged, canvas.plan.settings());
        }
    }
}

fn take_off(canvas: &mut Canvas<'_>, position: usize, id: OverlayId, day_off: &DayOff) {
    let tenth = canvas.plan.unit().tenth();
    let slot = &mut canvas.slots[position];
    let was_race = slot.now.workout.kind == WorkoutKind::Race;
    let after = lower(&slot.now.workout, day_off.load, tenth);
    slot.day_off = Some(id);
    let reason = Reason::DayOff { load: day_off.load };
    if slot.set(Layer::Override, id, reason, after) {
        slot.now.modifier = Modifier::DayOff;
    }
    if was_race {
        let finding = Finding::new(
            &notices::DAY_OFF_ON_RACE_DAY,
            format!("The day off on {} takes the race away.", day_off.date),
        )
        .on(day_off.date)
        .about(slot.now.id);
        canvas.findings.push(finding);
    }
}

fn edit(slot: &mut Slot<'_>, merged: Merged, settings: &PlanSettings) {
    let ground = slot.ground.clone().into_owned();
    let edited = Edited {
        values: &merged.values,
        ground: &ground,
        settings,
    };
    // One field at a time, so that each difference names the edit that made it.
    let amount_by = merged.distance_by.max(merged.duration_by);
    type Turn<'v> = fn(Edited<'v>, Workout) -> Workout;
    let turns: [(Option<OverlayId>, Turn<'_>); 4] = [
        (merged.kind_by.or(amount_by), Edited::kind),
        (merged.distance_by, Edited::distance),
        (merged.duration_by, Edited::duration),
        (merged.description_by, Edited::description),
    ];
    for (by, turn) in turns {
        if let Some(by) = by {
            let after = turn(edited, slot.now.workout.clone().into_owned());
            slot.set(Layer::Override, by, Reason::Edited, after);
        }
    }
    slot.now.modifier = match slot.now.modifier {
        kept @ (Modifier::UserAdded | Modifier::DayOff) => kept,
        _ => Modifier::UserEdited,
    };
    slot.now.edited = Some(merged.values);
}
