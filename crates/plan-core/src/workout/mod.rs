//! What a runner is asked to do, without saying when.

mod describe;
mod kind;
mod step;

use serde::{Deserialize, Serialize};

pub use kind::WorkoutKind;
pub use step::{Segment, Step, StepLength, StepRole, StepTarget};

use crate::error::Error;
use crate::units::{Distance, Duration};
use crate::zones::Zone;

/// One workout: a kind, how far or how long, and how hard.
///
/// It knows no date; [`PlannedWorkout`](crate::plan::PlannedWorkout) puts it
/// into a calendar.  A run has a distance, even where the runner is told
/// minutes (then [`distance_is_estimated`](Self::distance_is_estimated)).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Workout {
    /// What kind of workout.
    pub kind: WorkoutKind,
    /// A headline of its own ("Yasso 800s"); `None`: the kind's label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How far; the upper end where a range was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distance: Option<Distance>,
    /// The lower end of a written range, below `distance`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distance_from: Option<Distance>,
    /// True where only minutes were planned and `distance` is worked out from them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub distance_is_estimated: bool,
    /// How long, where the workout is planned by time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<Duration>,
    /// The intensity of its main part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<Zone>,
    /// Running and walking in turn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run_walk: Option<RunWalk>,
    /// Easy running before the main part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warm_up: Option<Duration>,
    /// Easy running after the main part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cool_down: Option<Duration>,
    /// The parts, in order; empty where the workout is one steady effort.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// What the coach wrote behind the dash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Text that stands instead of the description [`describe`](Self::describe) derives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The library workout it was taken from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub library_id: Option<String>,
}

impl Workout {
    /// A workout of `kind` with the kind's usual zone and nothing else.
    pub fn new(kind: WorkoutKind) -> Self {
        Self {
            kind,
            name: None,
            distance: None,
            distance_from: None,
            distance_is_estimated: false,
            duration: None,
            zone: kind.zone(),
            run_walk: None,
            warm_up: None,
            cool_down: None,
            steps: Vec::new(),
            note: None,
            description: None,
            library_id: None,
        }
    }

    /// A day without training.
    pub fn rest() -> Self {
        Self::new(WorkoutKind::Rest)
    }

    /// A run of `kind` over `distance`.
    pub fn run(kind: WorkoutKind, distance: Distance) -> Self {
        Self {
            distance: Some(distance),
            ..Self::new(kind)
        }
    }

    /// Whether a person could run it: no distance above 1000 km, no time above
    /// 100 hours, no repeat of less than two rounds or of nothing.
    ///
    /// # Errors
    /// Names the field, as the plan's JSON does.
    pub fn check(&self) -> Result<(), Error> {
        for (field, distance) in [
            ("distance", self.distance),
            ("distanceFrom", self.distance_from),
        ] {
            distance.map_or(Ok(Distance::ZERO), |far| far.in_range(field))?;
        }
        for (field, time) in [
            ("duration", self.duration),
            ("warmUp", self.warm_up),
            ("coolDown", self.cool_down),
        ] {
            time.map_or(Ok(Duration::ZERO), |time| time.in_range(field))?;
        }
        self.steps.iter().try_for_each(Step::check)
    }

    /// What counts as running: the distance of a run, zero for everything else.
    pub fn running_distance(&self) -> Distance {
        if self.kind.is_run() {
            self.distance.unwrap_or_default()
        } else {
            Distance::ZERO
        }
    }

    /// The distance that counts towards weekly volume: running, without races.
    pub fn training_distance(&self) -> Distance {
        if self.kind == WorkoutKind::Race {
            Distance::ZERO
        } else {
            self.running_distance()
        }
    }
}

/// Running and walking in turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "UncheckedRunWalk")]
pub struct RunWalk {
    run_minutes: u8,
    walk_minutes: u8,
}

#[derive(Deserialize)]
struct UncheckedRunWalk {
    run_minutes: u8,
    walk_minutes: u8,
}

impl TryFrom<UncheckedRunWalk> for RunWalk {
    type Error = Error;

    fn try_from(unchecked: UncheckedRunWalk) -> Result<Self, Error> {
        Self::new(unchecked.run_minutes, unchecked.walk_minutes)
    }
}

impl RunWalk {
    /// `run` minutes of running (1–30), then `walk` minutes of walking (1–10).
    ///
    /// # Errors
    /// Names `run_minutes` or `walk_minutes` when out of its range.
    pub fn new(run: u8, walk: u8) -> Result<Self, Error> {
        if !(1..=30).contains(&run) {
            return Err(Error::out_of_range("run_minutes", run, "1 to 30 minutes"));
        }
        if !(1..=10).contains(&walk) {
            return Err(Error::out_of_range("walk_minutes", walk, "1 to 10 minutes"));
        }
        Ok(Self {
            run_minutes: run,
            walk_minutes: walk,
        })
    }

    /// Minutes of running, 1–30.
    pub const fn run_minutes(self) -> u8 {
        self.run_minutes
    }

    /// Minutes of walking, 1–10.
    pub const fn walk_minutes(self) -> u8 {
        self.walk_minutes
    }
}
