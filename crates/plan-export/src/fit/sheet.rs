//! What is written into a file, before it is bytes.

use chrono::Datelike;
use plan_core::resolved::{ResolvedPlan, ResolvedWorkout};
use plan_core::structure::{self, Origin, Runner, Structure};
use plan_core::units::{Distance, DistanceUnit, Duration};
use plan_core::workout::{Segment, Step, StepLength, StepRole, StepTarget, Workout, WorkoutKind};

use super::speed::Bounds;
use super::text::plain;
use crate::fidelity::{Fidelity, Lost};

/// Bytes of a step's note that watches show.
const LONGEST_NOTE: usize = 50;
/// Bytes of a description; the format ends at 255.
const LONGEST_DESCRIPTION: usize = 250;
/// What watches take; the format has no such bound.
const MOST_STEPS: usize = 50;

/// A workout as a watch sees it.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) lines: Vec<Line>,
    pub(super) fidelity: Fidelity,
}

/// A step of the format.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    Run {
        intensity: Intensity,
        until: Until,
        speed: Option<Bounds>,
        note: String,
    },
    /// Go back to the line `from`, until everything since was done `times` over.
    Repeat { from: u32, times: u8 },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Intensity {
    WarmUp,
    Active,
    Recovery,
    Rest,
    CoolDown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Until {
    Centimeters(u32),
    Milliseconds(u32),
    /// The runner says so.
    Open,
}

impl Sheet {
    /// # Errors
    /// Why there is no file for it.
    pub(super) fn of(
        runner: &Runner,
        plan: &ResolvedPlan<'_>,
        resolved: &ResolvedWorkout<'_>,
    ) -> Result<Self, Lost> {
        let workout = resolved.workout.as_ref();
        let what_for = match workout.kind {
            WorkoutKind::Rest => Some("a day of rest"),
            WorkoutKind::Strength => Some("strength work; the plan does not say which exercises"),
            WorkoutKind::CrossTraining => Some("cross-training; the plan does not say which sport"),
            _ => None,
        };
        if let Some(what) = what_for {
            return Err(Lost::new("workout", what));
        }
        let mut lost = Vec::new();
        let structure = runner.structure(workout);
        let lines = Lines::of(runner, plan.base().unit(), structure.steps(), &mut lost);
        if lines.is_empty() {
            return Err(Lost::new("workout", "a run of no length"));
        }
        if lines.len() > MOST_STEPS {
            let detail = format!(
                "{} steps, of which many watches take {MOST_STEPS}",
                lines.len()
            );
            lost.push(Lost::new("steps", detail));
        }
        lost.extend(lost_distance(
            runner,
            plan.base().unit(),
            workout,
            &structure,
        ));
        let phase = plan.week_of(resolved).map(|week| week.phase);
        let description = plain(
            &phase.map_or_else(String::new, |phase| workout.describe(phase)),
            LONGEST_DESCRIPTION,
        );
        if description.is_less {
            let detail = format!("in ASCII, and not after {LONGEST_DESCRIPTION} characters");
            lost.push(Lost::new("description", detail));
        }
        Ok(Self {
            name: name(resolved),
            description: description.text,
            lines,
            fidelity: lost.into_iter().collect(),
        })
    }
}

/// `03-02 Tempo`: at most 15 characters.
fn name(resolved: &ResolvedWorkout<'_>) -> String {
    let kind = match resolved.workout.kind {
        WorkoutKind::MediumLong => "Med-long",
        WorkoutKind::HillRepeats => "Hills",
        kind => kind.label(),
    };
    format!(
        "{:02}-{:02} {kind}",
        resolved.date.month(),
        resolved.date.day()
    )
}

/// Where a runner who does what the file says has not run what the plan says.
fn lost_distance(
    runner: &Runner,
    unit: DistanceUnit,
    workout: &Workout,
    structure: &Structure<'_>,
) -> Option<Lost> {
    let is_by_time = workout.distance_is_estimated && workout.duration.is_some();
    let planned = workout
        .distance
        .filter(|distance| !distance.is_zero() && !is_by_time)?;
    let mut parts = structure.steps().iter().flat_map(|step| match step {
        Step::Once(segment) => std::slice::from_ref(segment),
        Step::Repeat { segments, .. } => segments,
    });
    let has_open_end = parts.clone().any(|part| part.length == StepLength::Open);
    let far = format!("{:.1} {unit}", planned.as_unit(unit));
    if parts.all(|part| matches!(part.length, StepLength::Time(_))) {
        return Some(Lost::new(
            "distance",
            format!("it ends by the clock, not after {far}"),
        ));
    }
    let expected = expected_distance(runner, structure.steps());
    let is_shorter = expected.raw() < planned.raw() / 10 * 9;
    (structure.origin() == Some(Origin::Written) && is_shorter && !has_open_end).then(|| {
        let expected = expected.as_unit(unit);
        Lost::new(
            "distance",
            format!("its parts come to about {expected:.1} of {far}"),
        )
    })
}

fn expected_distance(runner: &Runner, steps: &[Step]) -> Distance {
    steps
        .iter()
        .map(|step| {
            let (times, segments) = match step {
                Step::Once(segment) => (1, std::slice::from_ref(segment)),
                Step::Repeat { times, segments } => (u32::from(*times), segments.as_slice()),
            };
            let round: Distance = segments
                .iter()
                .map(|segment| runner.expected_distance(segment))
                .sum();
            round.times(times)
        })
        .sum()
}

/// Writes lines, and what they could not say.
struct Lines<'r> {
    runner: &'r Runner,
    unit: DistanceUnit,
    lines: Vec<Line>,
    without_pace: bool,
}

impl<'r> Lines<'r> {
    fn of(
        runner: &'r Runner,
        unit: DistanceUnit,
        steps: &[Step],
        lost: &mut Vec<Lost>,
    ) -> Vec<Line> {
        let mut lines = Self {
            runner,
            unit,
            lines: Vec::new(),
            without_pace: false,
        };
        steps.iter().for_each(|step| lines.step(step));
        if lines.without_pace {
            let detail = "how hard is in the notes of the steps; paces are not known";
            lost.push(Lost::new("effort", detail));
        }
        lines.lines
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Once(segment) => self.segment(segment),
            Step::Repeat { times, segments } => {
                let from = self.lines.len();
                segments.iter().for_each(|segment| self.segment(segment));
                if self.lines.len() > from {
                    self.lines.push(Line::Repeat {
                        from: u32::try_from(from).unwrap_or(u32::MAX),
                        times: *times,
                    });
                }
            }
        }
    }

    fn segment(&mut self, segment: &Segment) {
        let until = match segment.length {
            StepLength::Distance(distance) => Until::Centimeters(centimeters(distance)),
            StepLength::Time(time) => Until::Milliseconds(milliseconds(time)),
            StepLength::Open => Until::Open,
        };
        // A watch would wait for the end of nothing.
        if matches!(until, Until::Centimeters(0) | Until::Milliseconds(0)) {
            return;
        }
        let speed = self.runner.paces(segment.target).and_then(Bounds::of);
        let names_effort = segment.target != StepTarget::Open;
        self.without_pace |= speed.is_none() && names_effort;
        let is_still = matches!(segment.note.as_deref(), Some("walk" | "rest"));
        let intensity = match segment.role {
            StepRole::WarmUp => Intensity::WarmUp,
            StepRole::Work => Intensity::Active,
            StepRole::Recovery if is_still => Intensity::Rest,
            StepRole::Recovery => Intensity::Recovery,
            StepRole::CoolDown => Intensity::CoolDown,
        };
        let mut note = structure::line(&Step::Once(segment.clone()), self.unit);
        if let (None, StepTarget::Zone(zone)) = (speed, segment.target) {
            // "light; you can talk in whole sentences": the first part is short enough.
            let feels = zone.effort().description;
            let feels = feels.split_once(';').map_or(feels, |(short, _)| short);
            note.push_str(&format!(", {feels}"));
        }
        self.lines.push(Line::Run {
            intensity,
            until,
            speed,
            note: plain(&note, LONGEST_NOTE).text,
        });
    }
}

/// To the nearest; the format counts up to 42 949 km.
fn centimeters(distance: Distance) -> u32 {
    let centimeters = (distance.raw() + 500) / 1_000;
    u32::try_from(centimeters)
        .unwrap_or(u32::MAX)
        .min(u32::MAX - 1)
}

/// The format counts up to 49 days.
fn milliseconds(time: Duration) -> u32 {
    time.as_seconds().saturating_mul(1_000).min(u32::MAX - 1)
}
