//! The parts of a workout in the words of a coach.

use plan_core::plan::RaceDistance;
use plan_core::structure::Manner;
use plan_core::units::DistanceUnit;
use plan_core::workout::StepRole;
use plan_core::zones::Zone;

use super::words::{NO_BREAK, Words, duration, minutes, range};
use crate::json::{Hundredths, SegmentBody, Short, StepBody, TargetBody, WorkoutBody};

impl Words {
    /// The parts of a workout, where it has more than one.
    pub(super) fn structure(self, workout: &WorkoutBody) -> Option<String> {
        if workout.is_run_walk {
            let (run, walk) = (workout.run_minutes?, workout.walk_minutes?);
            return Some(format!("Run {run} min, walk {walk} min, over and over."));
        }
        let is_one_piece = matches!(workout.steps.as_slice(), [] | [StepBody::Segment(_)]);
        let has_role = |role| {
            workout
                .steps
                .iter()
                .any(|step| matches!(step, StepBody::Segment(segment) if segment.role == role))
        };
        let timed = |time: Option<Short>, role, name| {
            let time = time.as_deref().filter(|_| !has_role(role));
            time.and_then(duration)
                .map(|time| format!("{} {name}", minutes(time)))
        };
        let mut parts = Vec::new();
        parts.extend(timed(workout.warm_up_duration, StepRole::WarmUp, "warm-up"));
        if !is_one_piece {
            parts.extend(workout.steps.iter().map(|step| self.step(step)));
        }
        parts.extend(timed(
            workout.cool_down_duration,
            StepRole::CoolDown,
            "cool-down",
        ));
        (!parts.is_empty()).then(|| format!("{}.", parts.join(" · ")))
    }

    fn step(self, step: &StepBody) -> String {
        match step {
            StepBody::Segment(segment) => self.segment(segment),
            StepBody::Repeat { times, segments } => {
                let parts = segments
                    .iter()
                    .map(|part| self.segment(part))
                    .collect::<Vec<_>>();
                match parts.as_slice() {
                    [one] => format!("{times}{NO_BREAK}×{NO_BREAK}{one}"),
                    _ => format!("{times}{NO_BREAK}×{NO_BREAK}({})", parts.join(", ")),
                }
            }
        }
    }

    fn segment(self, segment: &SegmentBody) -> String {
        let SegmentBody {
            role,
            distance_meters,
            distance_miles,
            distance_kilometers,
            duration: time,
            target,
            manner,
            note: _,
        } = segment;
        let length = match (distance_meters, distance_miles, time) {
            (Some(meters), Some(miles), _) => {
                Some(self.length(*meters, self.amount(*miles, distance_kilometers.flatten())))
            }
            (_, _, Some(time)) => duration(time).map(minutes),
            _ => None,
        };
        let what = match role {
            StepRole::WarmUp => Some("warm-up"),
            StepRole::CoolDown => Some("cool-down"),
            StepRole::Recovery => Some(manner.map_or("recovery", Manner::note)),
            StepRole::Work => manner.map(Manner::note),
        };
        // How hard the easy parts are goes without saying.
        let how = match role {
            StepRole::Work => self.how_hard(target),
            StepRole::WarmUp | StepRole::CoolDown | StepRole::Recovery => None,
        };
        let said = [length, what.map(str::to_owned), how];
        let said = said.into_iter().flatten().collect::<Vec<_>>();
        if said.is_empty() {
            "until it is enough".to_owned()
        } else {
            said.join(" ")
        }
    }

    /// Track distances in meters, road distances in the plan's unit.
    fn length(self, meters: Hundredths, in_unit: Hundredths) -> String {
        let is_tenths = in_unit.get().is_multiple_of(10);
        if meters.get() < 160_000 && !(is_tenths && self.unit == DistanceUnit::Mile) {
            format!(
                "{}{NO_BREAK}m",
                Hundredths::new((meters.get() + 50) / 100 * 100)
            )
        } else {
            self.with_unit(in_unit)
        }
    }

    fn how_hard(self, target: &TargetBody) -> Option<String> {
        let TargetBody {
            kind: _,
            zone,
            race_distance_meters,
            speed_percent,
            min_pace_per_mile,
            min_pace_per_km,
            max_pace_per_mile,
            max_pace_per_km,
        } = target;
        let (fast, slow) = match self.unit {
            DistanceUnit::Mile => (*min_pace_per_mile, *max_pace_per_mile),
            DistanceUnit::Kilometer => (min_pace_per_km.flatten(), max_pace_per_km.flatten()),
        };
        let pace = range(fast.as_deref(), slow.as_deref());
        let name = zone
            .map(|zone| match zone {
                Zone::Easy => "easy".to_owned(),
                Zone::Marathon => "at marathon pace".to_owned(),
                Zone::Threshold => "at threshold".to_owned(),
                Zone::Interval => "at interval pace".to_owned(),
                Zone::Repetition => "at repetition pace".to_owned(),
            })
            .or_else(|| {
                let race = race_name((*race_distance_meters)?);
                Some(match speed_percent {
                    Some(percent) if *percent != Hundredths::new(10_000) => {
                        format!("at {percent}% of {race} pace")
                    }
                    _ => format!("at {race} pace"),
                })
            });
        match (name, pace) {
            // The paces of a zone stand in their own column.
            (Some(name), _) if zone.is_some() => Some(name),
            (Some(name), Some(pace)) => Some(format!("{name} ({pace} per {})", self.unit)),
            (Some(name), None) => Some(name),
            (None, Some(pace)) => Some(format!("at {pace} per {}", self.unit)),
            (None, None) => None,
        }
    }
}

/// `10K`, `half marathon`, `3000 m`.
fn race_name(meters: Hundredths) -> String {
    let known = RaceDistance::ALL
        .iter()
        .find(|race| race.distance().raw() / 1_000 == meters.get());
    match known {
        Some(RaceDistance::HalfMarathon) => "half marathon".to_owned(),
        Some(RaceDistance::FullMarathon) => "marathon".to_owned(),
        Some(race) => race.label().to_owned(),
        None => format!("{meters} m"),
    }
}
