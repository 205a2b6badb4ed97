//! The layers over a generated plan, and the one function that applies them.
//!
//! The generated plan is the ground; it is never modified. Four layers stand on
//! it, always in this order ([`Layer::ORDER`]), each a file of its own:
//!
//! 1. **Vacation** (`vacation.rs`) may lower runs to Easy or Rest inside its
//!    dates, and on full rest everything to Rest. It must not touch races or
//!    added workouts. First, because being away is a fact of the calendar.
//! 2. **Injury** (`injury.rs`) may lower what a hurt body should not do, and
//!    lead back gently. It must not touch races or added workouts. After
//!    vacation, so that on a day with both the smaller load wins and the trace
//!    shows by how much.
//! 3. **Override** (`override_.rs`) is a person's word: edits, added workouts,
//!    days off. Final over layers 1 and 2, races included. After them, because
//!    whoever edits sees what they left.
//! 4. **Redistribution** (`redistribution.rs`, `water_filling.rs`) may add what
//!    a vacation or a day off removed to untouched Easy runs, within caps. It
//!    must not touch anything else. Last, because only now is known what is
//!    missing and which runs were left alone.
//!
//! Moves and swaps (`moves.rs`) come before layer 1: they decide the day a
//! workout is *on*, and every layer acts on that day. Completing or skipping a
//! workout pins its resolved day (`completion.rs`): history is frozen, and no
//! layer reaches it.
//!
//! [`resolve`] puts the plan on a canvas (`canvas.rs`), lets each layer pass
//! over it and writes down every difference ([`trace`]). What people did comes
//! from an append-only log (`log.rs`); what they may do now is decided in one
//! place (`admission.rs`), what it changed is told by [`diff`] and what it would
//! change by [`preview`]. The trace of a workout in sentences is
//! [`ResolvedPlan::explain`]; what to do with a workout "not today" is [`not_today`].
//!
//! To add a layer, write its file, with an `apply` like the others'; on this page
//! its place in the order, its overlay and its modifier; its reasons in `trace.rs`;
//! and in `admission.rs` what of it a plan may refuse. The compiler asks for each.
//! Log, differences, previews and explanations then know it.
//!
//! Architecture invariant: resolving never fails. Operations are judged before
//! they enter the log ([`Overlays::perform`]); what cannot be honored later
//! becomes a [`Finding`](crate::check::Finding), never an error or a silent drop.

mod admission;
mod canvas;
mod completion;
mod diff;
mod explain;
mod injury;
mod log;
mod lowering;
mod moves;
mod not_today;
mod override_;
mod preview;
mod redistribution;
pub mod trace;
mod vacation;
mod water_filling;

pub use admission::{Action, Performed};
pub use completion::{Completion, Feedback, Pin, PinnedDay, Status};
pub use diff::{WorkoutDifference, diff};
pub use explain::{Chapter, Explanation, Sentence};
pub use injury::{BodyPart, Injury};
pub use log::{Operation, OperationKind, OverlayId, Overlays};
pub use moves::{Move, MoveTarget};
pub use not_today::not_today;
pub use override_::{Addition, DayOff, Edit, Values};
pub use preview::{
    BeforeAfter, Preview, RedistributionPreview, WeekPreview, WorkoutPreview, WorkoutState,
    new_findings, preview,
};
pub use redistribution::{Redistribution, Scope};
pub use vacation::Vacation;

use serde::{Deserialize, Serialize};

use canvas::Canvas;

use crate::plan::{BasePlan, WorkoutId};
use crate::resolved::ResolvedPlan;
use crate::words::words;

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

/// The plan with every overlay applied: pure, total, and nothing is modified.
pub fn resolve<'a>(plan: &'a BasePlan, overlays: &'a Overlays) -> ResolvedPlan<'a> {
    apply_layers(plan, overlays, &Layer::ORDER).finish()
}

/// The same with the first few layers only: what the next one would find.
fn apply_layers<'a>(plan: &'a BasePlan, overlays: &'a Overlays, layers: &[Layer]) -> Canvas<'a> {
    let mut canvas = Canvas::new(plan, overlays);
    moves::apply(&mut canvas);
    for layer in layers {
        layer.apply(&mut canvas);
    }
    moves::point_out_hard_days_that_meet(&mut canvas);
    canvas
}

impl Layer {
    /// Applies one layer to what the ones below it left.
    fn apply(self, canvas: &mut Canvas<'_>) {
        match self {
            Self::Vacation => vacation::apply(canvas),
            Self::Injury => injury::apply(canvas),
            Self::Override => override_::apply(canvas),
            Self::Redistribution => redistribution::apply(canvas),
        }
    }
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

impl Overlay {
    /// True for what cannot stand without `other`, and goes with it.
    fn leans_on(&self, other: OverlayId) -> bool {
        let added = WorkoutId::Added(other.0);
        match self {
            Self::Redistribution(wish) => wish.source == other,
            Self::Edit(edit) => edit.workout == added,
            Self::Move(wish) => wish.workout == added || wish.to == MoveTarget::SwapWith(added),
            Self::Vacation(_) | Self::Injury(_) | Self::Addition(_) | Self::DayOff(_) => false,
        }
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
