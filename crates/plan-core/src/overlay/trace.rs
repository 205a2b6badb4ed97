//! The trace: every difference from the generated plan, and why.
//!
//! Law: the changes of a workout, applied in order to what was generated, give
//! what was resolved. [`apply`] is that law as a function.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Layer, OverlayId};
use crate::plan::WorkoutId;
use crate::units::{Distance, DistanceUnit, Duration, Percent};
use crate::workout::{RunWalk, Step, Workout, WorkoutKind};
use crate::zones::Zone;

/// One recorded difference: which layer and overlay changed which value, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The layer.
    pub layer: Layer,
    /// The overlay.
    pub overlay: OverlayId,
    /// The value before and after.
    pub delta: Delta,
    /// Why; its `Display` is a sentence for people.
    pub reason: Reason,
}

/// Why a layer changed a workout.
///
/// It names no body part and no severity: traces are shown to more people than
/// injuries are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Reason {
    /// A person moved it to another day.
    Moved,
    /// It changed places with another workout.
    Swapped {
        /// The other one.
        with: WorkoutId,
    },
    /// It lies in a vacation.
    Vacation {
        /// The vacation's first day.
        start: NaiveDate,
        /// Its last day.
        end: NaiveDate,
        /// The share of each run it keeps.
        load: Percent,
    },
    /// Something hurts.
    Injured {
        /// The share that is allowed.
        load: Percent,
    },
    /// Something has healed, and running comes back in steps.
    Returning {
        /// Which of the four seven-day steps, from 1.
        step: u8,
        /// The share that is allowed.
        load: Percent,
    },
    /// A person takes the day off.
    DayOff {
        /// The share that is kept.
        load: Percent,
    },
    /// A person set the value.
    Edited,
    /// Miles that a vacation or a day off removed are made up.
    MadeUp {
        /// The vacation or day off.
        source: OverlayId,
        /// How much this run takes.
        share: Distance,
        /// The unit to say it in.
        unit: DistanceUnit,
    },
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Moved => write!(f, "Moved to another day of the week."),
            Self::Swapped { with } => write!(f, "Changed places with workout {with}."),
            Self::Vacation { start, end, load } if load.is_zero() => {
                write!(f, "Vacation from {start} to {end}: full rest.")
            }
            Self::Vacation { start, end, load } => write!(
                f,
                "Vacation from {start} to {end}: easy running at {load} % of the plan."
            ),
            Self::Injured { load } if load.is_zero() => write!(f, "Injured: rest."),
            Self::Injured { load } => write!(f, "Injured: at most {load} % of the plan."),
            Self::Returning { step, load } => write!(
                f,
                "Coming back from an injury, step {step} of 4: at most {load} % of the plan."
            ),
            Self::DayOff { load } if load.is_zero() => write!(f, "A day off."),
            Self::DayOff { load } => {
                write!(f, "An easier day: {load} % of what was left for it.")
            }
            Self::Edited => write!(f, "Edited by hand."),
            Self::MadeUp {
                source,
                share,
                unit,
            } => write!(
                f,
                "Makes up {} {unit} of what {source} removed.",
                share.as_unit(*unit)
            ),
        }
    }
}

/// A value before and after; the variant is the field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(
    missing_docs,
    reason = "each variant is a field of Workout with its value before and after"
)]
pub enum Delta {
    Date {
        before: NaiveDate,
        after: NaiveDate,
    },
    Kind {
        before: WorkoutKind,
        after: WorkoutKind,
    },
    Name {
        before: Option<String>,
        after: Option<String>,
    },
    Distance {
        before: Option<Distance>,
        after: Option<Distance>,
    },
    DistanceFrom {
        before: Option<Distance>,
        after: Option<Distance>,
    },
    DistanceIsEstimated {
        before: bool,
        after: bool,
    },
    Duration {
        before: Option<Duration>,
        after: Option<Duration>,
    },
    Zone {
        before: Option<Zone>,
        after: Option<Zone>,
    },
    RunWalk {
        before: Option<RunWalk>,
        after: Option<RunWalk>,
    },
    WarmUp {
        before: Option<Duration>,
        after: Option<Duration>,
    },
    CoolDown {
        before: Option<Duration>,
        after: Option<Duration>,
    },
    Steps {
        before: Vec<Step>,
        after: Vec<Step>,
    },
    Note {
        before: Option<String>,
        after: Option<String>,
    },
    Description {
        before: Option<String>,
        after: Option<String>,
    },
    LibraryId {
        before: Option<String>,
        after: Option<String>,
    },
}

impl Delta {
    /// Writes the value after the change into a workout and its date.
    pub fn apply(&self, date: &mut NaiveDate, workout: &mut Workout) {
        match self {
            Self::Date { after, .. } => *date = *after,
            Self::Kind { after, .. } => workout.kind = *after,
            Self::Name { after, .. } => workout.name.clone_from(after),
            Self::Distance { after, .. } => workout.distance = *after,
            Self::DistanceFrom { after, .. } => workout.distance_from = *after,
            Self::DistanceIsEstimated { after, .. } => workout.distance_is_estimated = *after,
            Self::Duration { after, .. } => workout.duration = *after,
            Self::Zone { after, .. } => workout.zone = *after,
            Self::RunWalk { after, .. } => workout.run_walk = *after,
            Self::WarmUp { after, .. } => workout.warm_up = *after,
            Self::CoolDown { after, .. } => workout.cool_down = *after,
            Self::Steps { after, .. } => workout.steps.clone_from(after),
            Self::Note { after, .. } => workout.note.clone_from(after),
            Self::Description { after, .. } => workout.description.clone_from(after),
            Self::LibraryId { after, .. } => workout.library_id.clone_from(after),
        }
    }

    /// Puts the value before the change back into a workout and its date.
    pub fn undo(&self, date: &mut NaiveDate, workout: &mut Workout) {
        match self {
            Self::Date { before, .. } => *date = *before,
            Self::Kind { before, .. } => workout.kind = *before,
            Self::Name { before, .. } => workout.name.clone_from(before),
            Self::Distance { before, .. } => workout.distance = *before,
            Self::DistanceFrom { before, .. } => workout.distance_from = *before,
            Self::DistanceIsEstimated { before, .. } => workout.distance_is_estimated = *before,
            Self::Duration { before, .. } => workout.duration = *before,
            Self::Zone { before, .. } => workout.zone = *before,
            Self::RunWalk { before, .. } => workout.run_walk = *before,
            Self::WarmUp { before, .. } => workout.warm_up = *before,
            Self::CoolDown { before, .. } => workout.cool_down = *before,
            Self::Steps { before, .. } => workout.steps.clone_from(before),
            Self::Note { before, .. } => workout.note.clone_from(before),
            Self::Description { before, .. } => workout.description.clone_from(before),
            Self::LibraryId { before, .. } => workout.library_id.clone_from(before),
        }
    }
}

impl Change {
    /// Writes the value after the change into a workout and its date.
    pub fn apply(&self, date: &mut NaiveDate, workout: &mut Workout) {
        self.delta.apply(date, workout);
    }
}

/// A generated workout and its date, with `changes` applied in order.
pub fn apply(changes: &[Change], date: NaiveDate, workout: &Workout) -> (NaiveDate, Workout) {
    let (mut date, mut workout) = (date, workout.clone());
    for change in changes {
        change.apply(&mut date, &mut workout);
    }
    (date, workout)
}

/// Every value in which two workouts differ, in the order of [`Workout`]'s fields.
pub fn differences(before: &Workout, after: &Workout) -> Vec<Delta> {
    let mut deltas = Vec::new();
    each_difference(before, after, |delta| deltas.push(delta));
    deltas
}

/// [`differences`], handed over one by one.
pub(super) fn each_difference(before: &Workout, after: &Workout, mut found: impl FnMut(Delta)) {
    // Destructured, so that a new field is a compile-time question here.
    let Workout {
        kind,
        name,
        distance,
        distance_from,
        distance_is_estimated,
        duration,
        zone,
        run_walk,
        warm_up,
        cool_down,
        steps,
        note,
        description,
        library_id,
    } = after;
    macro_rules! record {
        ($($field:ident => $variant:ident),+ $(,)?) => {$(
            if before.$field != *$field {
                found(Delta::$variant {
                    before: before.$field.clone(),
                    after: $field.clone(),
                });
            }
        )+};
    }
    record! {
        kind => Kind,
        name => Name,
        distance => Distance,
        distance_from => DistanceFrom,
        distance_is_estimated => DistanceIsEstimated,
        duration => Duration,
        zone => Zone,
        run_walk => RunWalk,
        warm_up => WarmUp,
        cool_down => CoolDown,
        steps => Steps,
        note => Note,
        description => Description,
        library_id => LibraryId,
    }
}
