//! The one wire type of a resolved plan, [`PlanBody`], and its two renderings.
//!
//! [`public`] is what anyone may read. Nothing in it identifies a person, and
//! no injury shows: where the injury layer touched a workout there are only
//! the final values, because a severity could be read off any difference.
//! Free text is the plan's name and the workouts' descriptions, nothing else.
//!
//! [`private`] is the same for those who may edit the plan, with the whole
//! trace and, beside it, the version and every overlay with its id.
//!
//! Bodies are what serde derives of them. Two modules only spare the time of a read:
//! `short` holds small texts where they are used, and `text` writes a body, to the
//! byte as serde_json would.
//!
//! Domain types are taken apart by destructuring, so that a new field there is
//! a question to the compiler here. Distances are rounded to hundredths as the
//! last step, from the exact sums.

mod change;
mod changed;
mod number;
mod plan;
mod private;
mod publishing;
mod short;
mod step;
mod text;
mod word;
mod workout;

use chrono::{DateTime, Utc};
use plan_core::overlay::Overlays;
use plan_core::plan::{PlanStatus, ShortId};
use plan_core::resolved::ResolvedPlan;
use plan_core::structure::Runner;
use plan_core::units::{Distance, DistanceUnit};
use plan_core::workout::StepTarget;
use plan_core::zones::Zone;

use short::Clocks;

pub use change::{ChangeBody, ValueBody};
pub use changed::{ChangedWorkoutBody, DifferenceBody, changed};
pub use number::Hundredths;
pub use plan::{PlanBody, RaceGoalBody, RedistributionBody, SummaryBody, VacationBody, WeekBody};
pub use private::{InjuryBody, InjuryNotes, OverlayBody, PrivatePlanBody};
pub use publishing::{PublicDescriptionBody, PublicTextBody, public_text_of};
pub use short::Short;
pub use step::{SegmentBody, StepBody, TargetBody};
pub use workout::{
    CompletionBody, OverrideBody, PaceZoneBody, PlannedBody, PrivateDetailsBody, WorkoutBody,
};

/// What a plan is called and where it stands; it is not part of what is resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity<'a> {
    /// The name it is read by; `None` as long as it was never published.
    pub public_id: Option<ShortId>,
    /// What its owner calls it.
    pub display_name: &'a str,
    /// Where it stands.
    pub status: PlanStatus,
    /// When it was created.
    pub created: DateTime<Utc>,
}

/// The units a reader asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Units {
    /// Miles.
    #[default]
    Miles,
    /// Miles, and kilometers beside them.
    Metric,
}

impl Units {
    /// What a form with one number for each distance tells it in.
    pub const fn distance_unit(self) -> DistanceUnit {
        match self {
            Self::Miles => DistanceUnit::Mile,
            Self::Metric => DistanceUnit::Kilometer,
        }
    }
}

/// What a plan that is told in its own unit needs.
impl From<DistanceUnit> for Units {
    fn from(unit: DistanceUnit) -> Self {
        match unit {
            DistanceUnit::Mile => Self::Miles,
            DistanceUnit::Kilometer => Self::Metric,
        }
    }
}

/// Members of the one wire type that [`public`] never writes, as the schema they
/// are in and their name: a description of the public API leaves them out.
pub const FOR_EDITORS: &[(&str, &str)] = &[
    ("ChangeBody", "overlayId"),
    ("CompletionBody", "id"),
    ("RedistributionBody", "id"),
    ("RedistributionBody", "sourceId"),
    ("SegmentBody", "note"),
    ("VacationBody", "id"),
    ("WorkoutBody", "private"),
];

/// The plan as anyone may read it.
pub fn public(identity: &Identity<'_>, plan: &ResolvedPlan<'_>, units: Units) -> PlanBody {
    Pen::new(plan, units, Audience::Public).plan(identity, plan)
}

/// [`public`] as JSON text, the bytes that serde_json makes of its body: a week is
/// built, written and forgotten, so that a year never stands in memory as
/// thousands of small values.
///
/// # Errors
/// None that anybody has seen: there are only texts and numbers in it.
pub fn public_text(
    identity: &Identity<'_>,
    plan: &ResolvedPlan<'_>,
    units: Units,
) -> serde_json::Result<Vec<u8>> {
    // What a workout takes, rounded up, so that the text is never moved.
    const BYTES: usize = 1_024;
    // How a body without weeks ends: they are its last member.
    const END: &[u8] = b"]}";
    let pen = Pen::new(plan, units, Audience::Public);
    let mut text = Vec::with_capacity(BYTES * (plan.workouts().count() + 8));
    text::write(&mut text, &pen.plan_without_weeks(identity, plan))?;
    text.truncate(text.len() - END.len());
    for (index, week) in plan.weeks().iter().enumerate() {
        if index > 0 {
            text.push(b',');
        }
        text::write(&mut text, &pen.week(plan, week))?;
    }
    text.extend_from_slice(END);
    Ok(text)
}

/// The plan as those who may edit it read it.
///
/// `overlays` is what `plan` was resolved with; `notes` are the texts of its
/// injuries, which are kept apart from everything else.
pub fn private(
    identity: &Identity<'_>,
    version: u64,
    plan: &ResolvedPlan<'_>,
    overlays: &Overlays,
    notes: &InjuryNotes,
    units: Units,
) -> PrivatePlanBody {
    let pen = Pen::new(plan, units, Audience::Editors);
    PrivatePlanBody {
        version,
        plan: pen.plan(identity, plan),
        injuries: pen.injuries(overlays, notes),
        overlays: pen.overlays(overlays),
    }
}

/// Who will read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Audience {
    /// Anyone.
    Public,
    /// Those who may edit the plan.
    Editors,
}

/// What stands in kilometers beside a value in miles that may be null: null where that
/// is, and nothing where miles alone were asked for.
pub type Twin<T> = Option<Option<T>>;

/// What every part of a rendering needs to know.
struct Pen {
    units: Units,
    audience: Audience,
    runner: Runner,
    /// The paces of each zone, in the order of [`Zone::ALL`], where fitness is known.
    zones: [Option<Clocks>; Zone::ALL.len()],
}

impl Pen {
    fn new(plan: &ResolvedPlan<'_>, units: Units, audience: Audience) -> Self {
        let runner = Runner::of(plan.base().settings());
        let mut zones = [None; Zone::ALL.len()];
        for &zone in Zone::ALL {
            zones[zone as usize] = runner.paces(StepTarget::Zone(zone)).map(Clocks::from);
        }
        Self {
            units,
            audience,
            runner,
            zones,
        }
    }

    /// How fast a target is, in words.
    fn clocks(&self, target: StepTarget) -> Option<Clocks> {
        match target {
            StepTarget::Zone(zone) => self.zones[zone as usize],
            _ => self.runner.paces(target).map(Clocks::from),
        }
    }

    fn for_editors<T>(&self, value: impl FnOnce() -> T) -> Option<T> {
        (self.audience == Audience::Editors).then(value)
    }

    /// The metric twin of a value, where one was asked for.
    fn twin<T>(&self, value: T) -> Option<T> {
        (self.units == Units::Metric).then_some(value)
    }

    fn kilometers(&self, distance: Distance) -> Option<Hundredths> {
        self.twin(kilometers(distance))
    }

    /// The twin of a distance that may not be there.
    fn any_kilometers(&self, distance: Option<Distance>) -> Twin<Hundredths> {
        self.twin(distance.map(kilometers))
    }
}

fn miles(distance: Distance) -> Hundredths {
    Hundredths::new(distance.to_hundredths(DistanceUnit::Mile))
}

fn kilometers(distance: Distance) -> Hundredths {
    Hundredths::new(distance.to_hundredths(DistanceUnit::Kilometer))
}
