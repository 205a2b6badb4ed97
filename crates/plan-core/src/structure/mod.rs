//! The parts of any workout: those written in it, else those it comes to.
//!
//! A plan's page, its calendar, a watch and an agent all ask the same question:
//! what is done first, what then, and how hard? [`Runner::structure`] is the one
//! answer. It looks at the final workout, every layer applied, and at nothing
//! but what the plan says of its runner.
//!
//! Parts written in the workout (by the coach in the draft language, by the
//! planner) win; `derive` says what the others are.

mod derive;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use crate::draft::print_step;
use crate::plan::{PlanSettings, RaceGoal};
use crate::planner::Paces;
use crate::units::{Distance, DistanceUnit, Duration, Pace, Percent};
use crate::words::words;
use crate::workout::{Segment, Step, StepLength, StepTarget, Workout};
use crate::zones::{PaceRange, PaceZones};

words! {
    /// Where the parts of a workout come from.
    pub enum Origin("stepsOrigin") {
        /// They are written in the workout.
        Written = "Written",
        /// The workout says only what it is and how far; these are its usual parts.
        Derived = "Derived",
    }
}

words! {
    /// How a part is done that is not running on the level: as much of a coach's
    /// note on it as strangers read, and words of ours, whoever wrote them.
    pub enum Manner("manner") {
        /// Walking, in the turns of run/walk too.
        Walk = "Walk",
        /// Standing.
        Rest = "Rest",
        /// Up a hill.
        Uphill = "Uphill",
        /// Down the hill again.
        Downhill = "Downhill",
    }
}

impl Manner {
    /// How a part is done, where it is said.
    pub fn of(segment: &Segment) -> Option<Self> {
        let note = segment.note.as_deref()?;
        Self::ALL
            .iter()
            .copied()
            .find(|manner| manner.note() == note)
    }

    /// What is noted beside the part, and how people read it: `uphill`.
    pub const fn note(self) -> &'static str {
        match self {
            Self::Walk => "walk",
            Self::Rest => "rest",
            Self::Uphill => "uphill",
            Self::Downhill => "downhill",
        }
    }
}

/// The parts of one workout, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Structure<'w> {
    steps: Cow<'w, [Step]>,
    origin: Origin,
}

impl Structure<'_> {
    /// The parts; none for what is not running and says none itself.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Who put them there; `None` where there are none.
    pub fn origin(&self) -> Option<Origin> {
        (!self.steps.is_empty()).then_some(self.origin)
    }

    /// The sum of the distances that are stated; parts by time add nothing.
    pub fn stated_distance(&self) -> Distance {
        self.steps.iter().map(Step::stated_distance).sum()
    }

    /// A line for each part ([`line()`]).
    pub fn lines(&self, unit: DistanceUnit) -> Vec<String> {
        self.steps.iter().map(|step| line(step, unit)).collect()
    }
}

/// What the plan says of its runner, as far as a workout's parts depend on it.
#[derive(Clone, Debug)]
pub struct Runner {
    unit: DistanceUnit,
    zones: Option<PaceZones>,
    /// The same, or guessed from the level: what distances and times are
    /// turned into each other with.
    paces: Paces,
    race: Option<RaceGoal>,
}

impl Runner {
    /// The runner of a plan.
    pub fn of(settings: &PlanSettings) -> Self {
        Self {
            unit: settings.unit,
            zones: settings.vdot.map(PaceZones::from_vdot),
            paces: Paces::of(settings.vdot, settings.level),
            race: settings.race.clone(),
        }
    }

    /// The parts of a workout.
    pub fn structure<'w>(&self, workout: &'w Workout) -> Structure<'w> {
        if workout.steps.is_empty() {
            Structure {
                steps: Cow::Owned(self.derive(workout)),
                origin: Origin::Derived,
            }
        } else {
            Structure {
                steps: Cow::Borrowed(&workout.steps),
                origin: Origin::Written,
            }
        }
    }

    /// The training zones, where fitness is known.
    pub fn zones(&self) -> Option<&PaceZones> {
        self.zones.as_ref()
    }

    /// How fast a target is. `None` for an effort by feel, and for zones and the
    /// pace of a race where fitness is not known.
    pub fn paces(&self, target: StepTarget) -> Option<PaceRange> {
        let steady = |pace| PaceRange {
            slow: pace,
            fast: pace,
        };
        let race_pace = |race| {
            let zones = self.zones.as_ref()?;
            Some(zones.vdot().race_pace(race))
        };
        match target {
            StepTarget::Zone(zone) => self.zones.as_ref().map(|zones| zones.range(zone)),
            StepTarget::Pace { pace, unit: _ } => Some(steady(pace)),
            StepTarget::RacePace(race) => race_pace(race).map(steady),
            StepTarget::Share { percent, of } => race_pace(of)
                .and_then(|pace| at_share(pace, percent))
                .map(steady),
            StepTarget::Open => None,
        }
    }

    /// The pace a part is probably run at: the middle of its target, guessed
    /// from the level where fitness is not known.
    pub fn expected_pace(&self, target: StepTarget) -> Pace {
        match (self.paces(target), target) {
            (Some(range), _) => range.midpoint(),
            (None, StepTarget::Zone(zone)) => self.paces.at(zone),
            (None, StepTarget::RacePace(_) | StepTarget::Share { .. }) => self.paces.threshold,
            (None, StepTarget::Pace { .. } | StepTarget::Open) => self.paces.easy,
        }
    }

    /// How far a part probably is; an open one does not say.
    pub fn expected_distance(&self, segment: &Segment) -> Distance {
        match segment.length {
            StepLength::Distance(distance) => distance,
            StepLength::Time(time) => self.expected_pace(segment.target).distance_in(time),
            StepLength::Open => Distance::ZERO,
        }
    }

    /// How long a part probably takes; an open one does not say.
    pub fn expected_time(&self, segment: &Segment) -> Duration {
        match segment.length {
            StepLength::Distance(distance) => self.expected_pace(segment.target) * distance,
            StepLength::Time(time) => time,
            StepLength::Open => Duration::ZERO,
        }
    }
}

/// The pace at a share of a pace's speed: at 95 % of the speed it takes longer.
/// `None` for a share of zero.
fn at_share(pace: Pace, percent: Percent) -> Option<Pace> {
    let milliseconds = u64::from(pace.as_milliseconds_per_kilometer()) * 1_000;
    milliseconds
        .checked_div(u64::from(percent.as_tenths()))
        .and_then(|slower| u32::try_from(slower).ok())
        .map(Pace::from_milliseconds_per_kilometer)
}

/// One part in the words of the draft language: `2 mi warm-up`,
/// `6 x (800 m @ I, 2:40 min jog)`.
///
/// Anyone may read it: a coach's own notes on parts are left out, and distances
/// are rounded to hundredths of the unit (`3.11 mi`) unless they are whole tens of
/// meters on a track.
pub fn line(step: &Step, unit: DistanceUnit) -> String {
    print_step(&for_everyone(step, unit), unit)
}

fn for_everyone(step: &Step, unit: DistanceUnit) -> Step {
    let segment = |segment: &Segment| Segment {
        length: match segment.length {
            StepLength::Distance(distance) => StepLength::Distance(readable(distance, unit)),
            length @ (StepLength::Time(_) | StepLength::Open) => length,
        },
        note: Manner::of(segment).map(|manner| manner.note().to_owned()),
        ..*segment
    };
    match step {
        Step::Once(only) => Step::Once(segment(only)),
        Step::Repeat { times, segments } => Step::Repeat {
            times: *times,
            segments: segments.iter().map(segment).collect(),
        },
    }
}

/// Hundredths of the unit, but for whole tens of meters shorter than a mile.
fn readable(distance: Distance, unit: DistanceUnit) -> Distance {
    let on_a_track = distance < Distance::from_miles(1)
        && distance.floor_to(Distance::from_meters(10)) == distance;
    let hundredths = distance.round_to(unit.hundredth());
    if on_a_track || hundredths.is_zero() {
        distance
    } else {
        hundredths
    }
}
