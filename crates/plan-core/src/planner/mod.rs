//! The rule-based generator: a brief in, a draft out, reproducible.
//!
//! [`plan`] reads like a coach works:
//!
//! 1. put the weeks into the calendar ([`dates()`]);
//! 2. see which weekdays can take a run, and how far;
//! 3. cut the weeks into Base, Build, Peak and Taper;
//! 4. lay the volume out: growth, cutback weeks, taper;
//! 5. give every week its shape: the long run anchors it, hard days never meet,
//!    and days around an [`OtherRace`] are eased;
//! 6. fill the shape with distances on the grid of half miles or kilometers;
//! 7. write the quality sessions within Daniels' caps;
//! 8. measure the result, and say what had to give way.
//!
//! [`regenerate`] makes a plan again from a day on: the same steps, on the
//! ground of what was run before.
//!
//! Hard constraints (dates, days, minutes, long-run day) are kept or refused.
//! Everything else may give way, with a [`Finding`].

mod availability;
mod brief;
mod dates;
mod fill;
mod grid;
mod marks;
mod other_races;
mod paces;
mod phases;
mod published;
mod quality;
mod race_week;
mod regenerate;
mod report;
mod review;
mod season;
mod steps;
mod volume;
mod week_shape;
pub mod wishes;
mod write;

use chrono::Weekday;

pub use brief::{PlanBrief, RunWalkPlan};
pub use dates::{Dates, dates};
pub use other_races::{OtherRace, RaceRole};
pub use published::{Published, published};
pub use regenerate::{Regenerated, regenerate, rest_of};
pub use wishes::Liking;

use crate::check::Finding;
use crate::draft::Draft;
use crate::error::Error;
use crate::plan::{Phase, RaceGoal};
use crate::workout::WorkoutKind;
use availability::Availability;
use grid::Grid;
use marks::Marks;
pub(crate) use paces::Paces;
pub(crate) use quality::Budget;
use regenerate::Past;
use season::{Frame, Season};
use volume::Volume;

/// Monday first, as every array of a week is.
const WEEKDAYS: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

/// A plan and what should be known about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The plan.
    pub draft: Draft,
    /// Which soft rules gave way, by how much, and why.
    pub findings: Vec<Finding>,
}

/// Makes a plan: the same brief with the same seed gives the same plan.
///
/// # Errors
/// A value out of range by its field, all of them at once
/// ([`Error::Many`]); [`Error::DatesContradict`] for start, weeks and race
/// date, and for races on the way in a plan without dates;
/// [`Error::ConstraintsContradict`] for days and minutes;
/// [`Error::OutOfRange`] naming `races[n].date` for a race on the way that is
/// outside the plan, in the goal race's week or too near to another.
pub fn plan(brief: &PlanBrief) -> Result<Planned, Error> {
    plan_with(brief, &[])
}

/// [`plan`], with more or less of some kinds of quality session than usual.
///
/// # Errors
/// As [`plan`]; no liking makes a plan impossible.
pub fn plan_with(brief: &PlanBrief, likings: &[(WorkoutKind, Liking)]) -> Result<Planned, Error> {
    brief.validate()?;
    let dates = dates::in_calendar(brief)?;
    let phases = phases::phases(brief.weeks, brief.race.is_some());
    plan_from(brief, likings, dates, &phases, None)
}

/// A plan in its place in the calendar, after what is past of it.
fn plan_from(
    brief: &PlanBrief,
    likings: &[(WorkoutKind, Liking)],
    dates: Dates,
    phases: &[Phase],
    past: Option<&Past>,
) -> Result<Planned, Error> {
    let grid = Grid(brief.unit);
    let paces = Paces::of(brief.vdot, brief.level);
    let availability = Availability::of(brief, &dates, grid, &paces)?;
    let races = other_races::placed(brief, &dates)?;
    let marks = Marks::new(brief.weeks, races, past.map(|past| past.begun));
    let volume = Volume::of(brief, phases, past);

    let frame = Frame {
        dates,
        paces,
        availability: &availability,
        volume: &volume,
        marks: marks.as_ref(),
    };
    let mut season = Season::new(brief, likings, frame, phases, past);
    let weeks = phases
        .iter()
        .enumerate()
        .map(|(index, &phase)| season.week(index, phase))
        .collect::<Vec<_>>();

    let mut findings = Vec::new();
    season.report(&weeks, &mut findings);
    review::review(&season, &weeks, &mut findings);
    published::compare(&season, &mut findings);
    let draft = Draft {
        race: brief.race.as_ref().map(|race| RaceGoal {
            date: dates.race_day,
            ..race.clone()
        }),
        level: brief.level,
        unit: brief.unit,
        start: dates.start(),
        notes: Vec::new(),
        weeks,
    };
    Ok(Planned { draft, findings })
}
