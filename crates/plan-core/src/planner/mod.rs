//! The rule-based generator: a brief in, a draft out, reproducible.

use chrono::{NaiveDate, Weekday};

use crate::fitness::Vdot;
use crate::plan::{Level, ProgressionPattern, RaceGoal};
use crate::units::{Distance, DistanceUnit};
use crate::workout::RunWalk;

/// Everything the planner is asked for. Absent wishes are `None` or empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanBrief {
    /// 1–52.
    pub weeks: u8,
    /// The runner's experience.
    pub level: Level,
    /// The goal race.
    pub race: Option<RaceGoal>,
    /// The first training day.
    pub start: Option<NaiveDate>,
    /// The unit the plan is rounded and written in.
    pub unit: DistanceUnit,
    /// How weeks rise and rest.
    pub pattern: ProgressionPattern,
    /// Current fitness.
    pub vdot: Option<Vdot>,
    /// Running days a week, 3–7 where given.
    pub days_per_week: Option<u8>,
    /// The weekday of the long run.
    pub long_run_day: Option<Weekday>,
    /// Weekdays that stay free of running.
    pub unavailable_days: Vec<Weekday>,
    /// The most minutes of training per weekday, Monday first.
    pub max_minutes: [Option<u16>; 7],
    /// The runner's present weekly volume.
    pub weekly_distance: Option<Distance>,
    /// Running and walking in turn.
    pub run_walk: Option<RunWalkPlan>,
    /// Chooses among equally good variants.
    pub seed: u64,
}

/// How run/walk minutes are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunWalkPlan {
    /// 4:1, 6:1, 8:1, 8:1 by phase.
    ByPhase,
    /// The same throughout.
    Custom(RunWalk),
}
