//! Workouts as FIT files, which watches carry out part by part.
//!
//! | of the workout | in the file |
//! |---|---|
//! | its parts ([`Structure`](plan_core::structure::Structure)) | a workout step each, in their order; repeats as "until steps complete" |
//! | length | centimeters, milliseconds, or open |
//! | role | intensity: warm-up, active, recovery (rest where one walks or stands), cool-down |
//! | effort with known paces | speed bounds in mm/s, see `speed` |
//! | effort without | an open target; what it feels like is in the step's note |
//! | date and kind | the name, `03-02 Tempo`: 15 characters are all an old watch shows |
//! | description | the description, in ASCII, cut after 250 characters |
//!
//! What a file cannot carry is in its [`Fidelity`]. Days without running have no
//! file. The same plan gives the same bytes: what a watch tells files apart by
//! (serial number and time of creation) follows from the plan and the workout,
//! so that a file that is loaded again takes the place of the one before.
//!
//! Notes of a coach on single parts are for editors and never in a file.

mod archive;
mod encode;
mod sheet;
mod speed;
mod text;

use plan_core::resolved::{ResolvedPlan, ResolvedWorkout};
use plan_core::structure::Runner;
use plan_core::workout::WorkoutKind;

pub use archive::{Archive, archive};

use crate::fidelity::{Fidelity, Lost};
use crate::json::Identity;
use sheet::Sheet;

/// One workout as a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkoutFile {
    /// What it is called; sorts by date.
    pub name: String,
    /// The file.
    pub bytes: Vec<u8>,
    /// What it could not carry.
    pub fidelity: Fidelity,
}

/// One workout of a plan as a file.
///
/// # Errors
/// What there is no file for: a workout without running.
pub fn workout(
    identity: &Identity<'_>,
    plan: &ResolvedPlan<'_>,
    workout: &ResolvedWorkout<'_>,
) -> Result<WorkoutFile, Lost> {
    Exporter::of(identity, plan).workout(workout)
}

/// What the file of a workout cannot carry, without making it.
pub fn fidelity(plan: &ResolvedPlan<'_>, workout: &ResolvedWorkout<'_>) -> Fidelity {
    fidelity_for(&Runner::of(plan.base().settings()), plan, workout)
}

/// What the files of a plan cannot carry, in sum and without making them: as
/// [`Archive::fidelity`].
pub fn fidelity_of_all(plan: &ResolvedPlan<'_>) -> Fidelity {
    let runner = Runner::of(plan.base().settings());
    let each = plan.workouts().map(|workout| {
        let fidelity = fidelity_for(&runner, plan, workout);
        (workout.workout.kind, fidelity)
    });
    let each = each.collect::<Vec<_>>();
    archive::in_sum(each.iter().map(|(kind, fidelity)| (*kind, fidelity)))
}

fn fidelity_for(
    runner: &Runner,
    plan: &ResolvedPlan<'_>,
    workout: &ResolvedWorkout<'_>,
) -> Fidelity {
    match Sheet::of(runner, plan, workout) {
        Ok(sheet) => sheet.fidelity,
        Err(lost) => Fidelity::Unsupported(lost),
    }
}

/// What the file of a workout is called: `2026-03-02_w17_tempo.fit`.
pub fn file_name(workout: &ResolvedWorkout<'_>) -> String {
    let kind = match workout.workout.kind {
        WorkoutKind::Easy => "easy",
        WorkoutKind::LongRun => "long-run",
        WorkoutKind::MediumLong => "medium-long",
        WorkoutKind::Recovery => "recovery",
        WorkoutKind::Tempo => "tempo",
        WorkoutKind::Intervals => "intervals",
        WorkoutKind::Fartlek => "fartlek",
        WorkoutKind::HillRepeats => "hill-repeats",
        WorkoutKind::RacePace => "race-pace",
        WorkoutKind::Race => "race",
        WorkoutKind::CrossTraining => "cross-training",
        WorkoutKind::Strength => "strength",
        WorkoutKind::Rest => "rest",
    };
    format!("{}_{}_{kind}.fit", workout.date, workout.id)
}

/// Makes the files of one plan.
struct Exporter<'p> {
    identity: &'p Identity<'p>,
    plan: &'p ResolvedPlan<'p>,
    runner: Runner,
}

impl<'p> Exporter<'p> {
    fn of(identity: &'p Identity<'p>, plan: &'p ResolvedPlan<'p>) -> Self {
        Self {
            identity,
            plan,
            runner: Runner::of(plan.base().settings()),
        }
    }

    fn workout(&self, workout: &ResolvedWorkout<'_>) -> Result<WorkoutFile, Lost> {
        let sheet = Sheet::of(&self.runner, self.plan, workout)?;
        let bytes = encode::encode(&sheet, encode::Origin::of(self.identity, workout))
            .map_err(|error| Lost::new("file", format!("the file cannot be written: {error}")))?;
        Ok(WorkoutFile {
            name: file_name(workout),
            bytes,
            fidelity: sheet.fidelity,
        })
    }
}
