//! The layers over a generated plan, and the one function that applies them.
//!
//! The generated plan is the ground; it is never modified. Four layers stand on
//! it, always in this order ([`Layer::ORDER`]), each a file of its own:
//!
//! 1. [`vacation`] — may lower runs to Easy or Rest inside its dates. Must not
//!    touch races or rest days. First, because being away is a fact of the calendar.
//! 2. [`injury`] — may lower what a hurt body should not do, and lead back
//!    gently. Must not touch races. After vacation, so that on a day with both
//!    the smaller load wins and the trace shows by how much.
//! 3. [`override_`] — a person's word: edits, added workouts, days off. Final
//!    over layers 1 and 2, races included. After them, because whoever edits
//!    sees what they left.
//! 4. [`redistribution`] — may add what a vacation or a day off removed to
//!    untouched Easy runs, within caps. Last, because only now is known what is
//!    missing and which runs were left alone.
//!
//! Moves and swaps come before layer 1: they decide the day a workout is *on*,
//! and every layer acts on that day. Completing or skipping a workout pins its
//! resolved day: history is frozen, and no layer reaches it.
//!
//! Architecture invariant: nothing here fails. Overlays are validated when they
//! are made ([`Overlays::check`]); what cannot be honoured later becomes a
//! [`Finding`](crate::check::Finding).

mod log;

pub use log::{Operation, OperationKind, OverlayId, Overlays, Pin, PinnedDay};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::plan::WorkoutId;
use crate::units::{Distance, Duration, Percent};
use crate::words::words;
use crate::workout::WorkoutKind;

words! {
    /// A layer, declared in the order of application.
    pub enum Layer("layer") {
        /// Days away.
        Vacation = "Vacation",
        /// A hurt body and the way back.
        Injury = "Injury",
        /// A person's word: edits, moves, added workouts, days off.
        Override = "Override",
        /// Made-up miles.
        Redistribution = "Redistribution",
    }
}

impl Layer {
    /// The order in which layers are applied, always.
    pub const ORDER: [Self; 4] = [
        Self::Vacation,
        Self::Injury,
        Self::Override,
        Self::Redistribution,
    ];
}

/// One removable thing over the generated plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Overlay {
    /// Layer 1.
    Vacation(Vacation),
    /// Layer 2.
    Injury(Injury),
    /// Before layer 1: another day for a workout.
    Move(Move),
    /// Layer 3: a changed workout.
    Edit(Edit),
    /// Layer 3: a workout that was not generated.
    Addition(Addition),
    /// Layer 3: a day a person takes off.
    DayOff(DayOff),
    /// Layer 4.
    Redistribution(Redistribution),
}

/// Days on which less or nothing is run.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Vacation {
    start: NaiveDate,
    end: NaiveDate,
    load: Percent,
}

impl Vacation {
    /// From `start` to `end`, both included, keeping `load_percent` (0–80) of each run.
    ///
    /// # Errors
    /// Names `endDate` before the start or more than a year after it, `loadPercent` out of range.
    pub fn new(start: NaiveDate, end: NaiveDate, load_percent: i64) -> Result<Self, Error> {
        let load = Percent::in_range("loadPercent", load_percent, 0, 80)?;
        if end < start || end.signed_duration_since(start).num_days() > 365 {
            return Err(Error::out_of_range(
                "endDate",
                end,
                format!("a date from {start} to a year later"),
            ));
        }
        Ok(Self { start, end, load })
    }

    /// The first day.
    pub fn start(&self) -> NaiveDate {
        self.start
    }

    /// The last day.
    pub fn end(&self) -> NaiveDate {
        self.end
    }

    /// The share of each run that is kept; 0 is full rest.
    pub fn load(&self) -> Percent {
        self.load
    }

    /// True on each of its days.
    pub fn contains(&self, date: NaiveDate) -> bool {
        (self.start..=self.end).contains(&date)
    }
}

/// A body part, compared as people mean it: without regard to case and spacing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BodyPart(String);

impl BodyPart {
    /// 1–100 characters that are not all blank.
    ///
    /// # Errors
    /// Names `bodyPart` otherwise.
    pub fn new(text: &str) -> Result<Self, Error> {
        let normal = text
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase();
        if normal.is_empty() || normal.chars().count() > 100 || normal.chars().any(char::is_control)
        {
            return Err(Error::out_of_range(
                "bodyPart",
                format!("{:?}", text.chars().take(100).collect::<String>()),
                "1 to 100 characters",
            ));
        }
        Ok(Self(normal))
    }

    /// The normalized text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Something that hurts, from the day it was reported.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Injury {
    body_part: BodyPart,
    severity: u8,
    reported_on: NaiveDate,
    resolved_on: Option<NaiveDate>,
}

impl Injury {
    /// Severity 1–10; the resolved day, where known, is still injured.
    ///
    /// # Errors
    /// Names `severity` out of range, `resolvedOn` before the report.
    pub fn new(
        body_part: BodyPart,
        severity: i64,
        reported_on: NaiveDate,
        resolved_on: Option<NaiveDate>,
    ) -> Result<Self, Error> {
        let severity = u8::try_from(severity)
            .ok()
            .filter(|value| (1..=10).contains(value))
            .ok_or_else(|| {
                Error::out_of_range("severity", severity, "a whole number from 1 to 10")
            })?;
        let injury = Self {
            body_part,
            severity,
            reported_on,
            resolved_on: None,
        };
        match resolved_on {
            Some(date) => injury.resolved(date),
            None => Ok(injury),
        }
    }

    /// The same injury, resolved on `date`.
    ///
    /// # Errors
    /// Names `resolvedOn` before the report or more than two years after it.
    pub fn resolved(self, date: NaiveDate) -> Result<Self, Error> {
        let open = date.signed_duration_since(self.reported_on).num_days();
        if !(0..=731).contains(&open) {
            return Err(Error::out_of_range(
                "resolvedOn",
                date,
                format!("a date from {} to two years later", self.reported_on),
            ));
        }
        Ok(Self {
            resolved_on: Some(date),
            ..self
        })
    }

    /// Where it hurts.
    pub fn body_part(&self) -> &BodyPart {
        &self.body_part
    }

    /// 1 (a niggle) to 10.
    pub fn severity(&self) -> u8 {
        self.severity
    }

    /// The first affected day.
    pub fn reported_on(&self) -> NaiveDate {
        self.reported_on
    }

    /// The last injured day, once known.
    pub fn resolved_on(&self) -> Option<NaiveDate> {
        self.resolved_on
    }
}

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
pub struct DayOff {
    date: NaiveDate,
    load: Percent,
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

/// A wish to run later what a vacation or a day off removed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Redistribution {
    /// The vacation or day off that removed it.
    pub source: OverlayId,
    /// Where it may go.
    pub scope: Scope,
    /// The day the wish was made; nothing is placed before it.
    pub created_on: NaiveDate,
}

/// How far a redistribution reaches, counted from its source's last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Scope {
    /// The rest of the plan week of the source's last day.
    ThisWeek,
    /// The rest of that week and the `n` (1–52) plan weeks after it.
    NextNWeeks(u8),
    /// Up to a date, included.
    UntilDate(NaiveDate),
    /// To the end of the plan.
    RestOfPlan,
}

words! {
    /// Whether a workout has been done; it never changes by the clock.
    pub enum Status("status") {
        /// Not logged.
        Pending = "Pending",
        /// Done.
        Completed = "Completed",
        /// Deliberately not done.
        Skipped = "Skipped",
    }
}

words! {
    /// How a workout felt.
    pub enum Feedback("feedback") {
        /// Could have done much more.
        TooEasy = "TooEasy",
        /// As it should be.
        JustRight = "JustRight",
        /// Hard, but done.
        Tough = "Tough",
        /// More than was good.
        TooHard = "TooHard",
    }
}

words! {
    /// Which layer a workout's final values come from.
    pub enum Modifier("modifier") {
        /// As generated, or with made-up miles.
        None = "None",
        /// A vacation lowered it.
        Vacation = "Vacation",
        /// An injury lowered it.
        InjuryReduced = "InjuryReduced",
        /// A day off lowered it.
        DayOff = "DayOff",
        /// A person edited it.
        UserEdited = "UserEdited",
        /// A person added it.
        UserAdded = "UserAdded",
    }
}

/// What a runner logs about a workout.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Completion {
    /// Which workout.
    pub workout: WorkoutId,
    /// [`Status::Completed`] or [`Status::Skipped`].
    pub status: Status,
    /// How far it really was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual_distance: Option<Distance>,
    /// How long it really took.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual_duration: Option<Duration>,
    /// Perceived effort, Borg 6–20.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual_effort: Option<u8>,
    /// How it felt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback: Option<Feedback>,
    /// The day it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_on: Option<NaiveDate>,
}
