//! A plan with every layer applied: read-only, and able to say why.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::check::Finding;
use crate::overlay::{Completion, Layer, Modifier, OverlayId, Status, Values};
use crate::plan::{BasePlan, Phase, WorkoutId};
use crate::units::{Distance, Duration};
use crate::workout::{RunWalk, Step, Workout, WorkoutKind};
use crate::zones::Zone;

/// The result of [`resolve`](crate::overlay::resolve).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedPlan<'a> {
    pub(crate) base: &'a BasePlan,
    pub(crate) weeks: Vec<ResolvedWeek>,
    pub(crate) vacations: Vec<VacationEffect>,
    pub(crate) redistributions: Vec<RedistributionEffect>,
    pub(crate) findings: Vec<Finding>,
}

/// A week with every layer applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedWeek {
    /// From 1.
    pub number: u8,
    /// The first of its seven days.
    pub start: NaiveDate,
    /// Which part of the plan it belongs to.
    pub phase: Phase,
    /// By effective date, then plan order.
    pub workouts: Vec<ResolvedWorkout>,
}

/// A workout with every layer applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedWorkout {
    /// Its name in the plan.
    pub id: WorkoutId,
    /// The day it is on.
    pub date: NaiveDate,
    /// The day it was generated for; an added workout's own day.
    pub generated_date: NaiveDate,
    /// What to do, finally.
    pub workout: Workout,
    /// Which layer the final values come from.
    pub modifier: Modifier,
    /// Whether the injury layer changed it, whatever came after: such a
    /// workout never shows its history in public.
    pub touched_by_injury: bool,
    /// Whether it was done.
    pub status: Status,
    /// What was logged, with the completion's id.
    pub completion: Option<(OverlayId, Completion)>,
    /// The values a person set, merged; `None` where nobody edited.
    pub edited: Option<Values>,
    /// Every difference from the generated workout, in order of application.
    pub changes: Vec<Change>,
    /// What each redistribution placed in it.
    pub shares: Vec<(OverlayId, Distance)>,
}

/// One recorded difference: which layer and overlay changed which value, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The layer.
    pub layer: Layer,
    /// The overlay.
    pub overlay: OverlayId,
    /// The value before and after.
    pub delta: Delta,
    /// A sentence for people.
    pub reason: String,
}

/// A value before and after; the variant is the field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(
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
}

/// What one vacation took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VacationEffect {
    /// Which vacation.
    pub id: OverlayId,
    /// Its first day.
    pub start: NaiveDate,
    /// Its last day.
    pub end: NaiveDate,
    /// The share it keeps.
    pub load: crate::units::Percent,
    /// What it removed beyond what injuries alone would have.
    pub removed: Distance,
}

/// What one redistribution placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedistributionEffect {
    /// Which redistribution.
    pub id: OverlayId,
    /// The wish itself.
    pub redistribution: crate::overlay::Redistribution,
    /// True where the source is a day off, false where it is a vacation.
    pub source_is_day_off: bool,
    /// What found a place.
    pub placed: Distance,
    /// What did not.
    pub unplaced: Distance,
}

/// The figures of a whole plan, from the exact sums.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Number of weeks.
    pub total_weeks: u8,
    /// All running, the race included.
    pub total: Distance,
    /// The most in a week, the race excluded.
    pub peak_week: Distance,
    /// The longest run, the race excluded.
    pub longest_run: Distance,
    /// Completed runs outside vacations.
    pub completed_workouts: u32,
    /// Runs outside vacations.
    pub total_run_workouts: u32,
}
