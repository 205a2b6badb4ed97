//! The parts of a generated workout, written and read back: what
//! `generate-plan` answers can be sent on to `POST /plans` as it is.

use plan_core::units::{Distance, DistanceUnit, Duration, Pace, Percent};
use plan_core::workout::{Segment, Step, StepLength, StepRole, StepTarget};
use plan_core::zones::Zone;
use serde::Serialize;
use utoipa::ToSchema;
use web_base::strict_json::{Field, Members};

use super::values::{self, either, schemas, words};

/// A part of a generated workout.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "type")]
pub(crate) enum GeneratedStepBody {
    /// One continuous piece.
    Segment(GeneratedSegmentBody),
    /// Several pieces, several times over.
    Repeat {
        /// How often, at least twice.
        #[schema(minimum = 2)]
        times: u8,
        /// What is repeated, in order.
        segments: Vec<GeneratedSegmentBody>,
    },
}

/// One continuous piece. It lasts a distance or a time; with neither, until
/// the runner says so.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GeneratedSegmentBody {
    /// What it is for.
    #[schema(schema_with = schemas::step_role)]
    role: StepRole,
    /// How far.
    distance_meters: Option<f64>,
    /// How long.
    duration_seconds: Option<u32>,
    /// How hard.
    target: GeneratedTargetBody,
    /// What else the coach wrote about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

/// How hard a segment is run.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "type")]
pub(crate) enum GeneratedTargetBody {
    /// In a training zone.
    Zone {
        /// Which.
        #[schema(schema_with = schemas::zone)]
        zone: Zone,
    },
    /// At a pace.
    Pace {
        /// Seconds per kilometer.
        seconds_per_kilometer: f64,
        /// The unit the coach wrote it in.
        #[schema(schema_with = schemas::units)]
        units: values::Units,
    },
    /// At the pace of a race, or a share of it.
    RacePace {
        /// The race's distance.
        race_distance_meters: f64,
        /// Percent of that race's speed.
        speed_percent: f64,
    },
    /// As the runner feels.
    Open,
}

impl From<&Step> for GeneratedStepBody {
    fn from(step: &Step) -> Self {
        match step {
            Step::Once(segment) => Self::Segment(segment.into()),
            Step::Repeat { times, segments } => Self::Repeat {
                times: *times,
                segments: segments.iter().map(GeneratedSegmentBody::from).collect(),
            },
        }
    }
}

impl From<&Segment> for GeneratedSegmentBody {
    fn from(segment: &Segment) -> Self {
        let Segment {
            role,
            length,
            target,
            note,
        } = segment;
        let (distance_meters, duration_seconds) = match length {
            StepLength::Distance(distance) => (Some(distance.as_meters()), None),
            StepLength::Time(duration) => (None, Some(duration.as_seconds())),
            StepLength::Open => (None, None),
        };
        Self {
            role: *role,
            distance_meters,
            duration_seconds,
            target: (*target).into(),
            note: note.clone(),
        }
    }
}

impl From<StepTarget> for GeneratedTargetBody {
    fn from(target: StepTarget) -> Self {
        match target {
            StepTarget::Zone(zone) => Self::Zone { zone },
            StepTarget::Pace { pace, unit } => Self::Pace {
                seconds_per_kilometer: f64::from(pace.as_milliseconds_per_kilometer()) / 1_000.0,
                units: values::Units(unit),
            },
            StepTarget::RacePace(race) => Self::RacePace {
                race_distance_meters: race.as_meters(),
                speed_percent: 100.0,
            },
            StepTarget::Share { percent, of } => Self::RacePace {
                race_distance_meters: of.as_meters(),
                speed_percent: percent.as_f64(),
            },
            StepTarget::Open => Self::Open,
        }
    }
}

/// The most parts of a workout, and of a repetition.
const MOST_PARTS: usize = 50;

/// Parts as [`GeneratedStepBody`] writes them, in snake_case or camelCase.
pub(crate) fn steps(field: Field<'_>) -> Option<Vec<Step>> {
    field.list(MOST_PARTS, step)
}

fn step(field: Field<'_>) -> Option<Step> {
    let mut members = field.members();
    let kind = members.required("type", |f| {
        f.text_as(|text| match text {
            "Segment" => Ok(false),
            "Repeat" => Ok(true),
            _ => Err("expected Segment or Repeat"),
        })
    });
    let read = match kind {
        Some(true) => {
            let times = members.required("times", |f| f.whole(2..=99));
            let segments = members.required("segments", segments);
            times
                .zip(segments)
                .map(|(times, segments)| Step::Repeat { times, segments })
        }
        Some(false) => segment_members(&mut members).map(Step::Once),
        // Without its type nobody can say which members belong to it.
        None => return None,
    };
    members.finish();
    read
}

/// What is repeated, at least one piece.
fn segments(field: Field<'_>) -> Option<Vec<Segment>> {
    let at = field.clone();
    let segments = field.list(MOST_PARTS, segment)?;
    if segments.is_empty() {
        return at.fault("is empty");
    }
    Some(segments)
}

fn segment(field: Field<'_>) -> Option<Segment> {
    let mut members = field.members();
    let segment = segment_members(&mut members);
    members.finish();
    segment
}

fn segment_members(members: &mut Members<'_>) -> Option<Segment> {
    let role = members.required("role", words);
    let distance = either(members, "distanceMeters", "distance_meters", values::meters);
    let duration = either(members, "durationSeconds", "duration_seconds", |f| {
        f.whole(1..=Duration::MAX.as_seconds())
            .map(Duration::from_seconds)
    });
    let target = members.required("target", target);
    let note = members.optional("note", |f| f.text(500));
    let length = match (distance, duration) {
        (Some(_), Some(_)) => {
            members.fault("durationSeconds", "give either a distance or a duration");
            return None;
        }
        (Some(distance), None) => StepLength::Distance(distance),
        (None, Some(duration)) => StepLength::Time(duration),
        (None, None) => StepLength::Open,
    };
    Some(Segment {
        role: role?,
        length,
        target: target?,
        note,
    })
}

fn target(field: Field<'_>) -> Option<StepTarget> {
    let mut members = field.members();
    let kind = members.required("type", |f| {
        f.text_as(|text| match text {
            "Zone" | "Pace" | "RacePace" | "Open" => Ok(text.to_owned()),
            _ => Err("expected Zone, Pace, RacePace or Open"),
        })
    })?;
    let target = match kind.as_str() {
        "Zone" => members.required("zone", words).map(StepTarget::Zone),
        "Pace" => {
            let pace = required_either(
                &mut members,
                "secondsPerKilometer",
                "seconds_per_kilometer",
                pace,
            );
            let unit = members.optional("units", values::units).unwrap_or_default();
            pace.map(|pace| StepTarget::Pace { pace, unit: unit.0 })
        }
        "RacePace" => {
            let race = required_either(
                &mut members,
                "raceDistanceMeters",
                "race_distance_meters",
                race_distance,
            );
            let percent = either(&mut members, "speedPercent", "speed_percent", percent);
            let percent = percent.unwrap_or(Percent::HUNDRED);
            race.map(|of| match percent {
                Percent::HUNDRED => StepTarget::RacePace(of),
                percent => StepTarget::Share { percent, of },
            })
        }
        _ => Some(StepTarget::Open),
    };
    members.finish();
    target
}

fn required_either<'a, T>(
    members: &mut Members<'a>,
    camel: &'static str,
    snake: &'static str,
    read: impl FnOnce(Field<'a>) -> Option<T>,
) -> Option<T> {
    if !members.has(camel) && !members.has(snake) {
        members.fault(camel, "is missing");
    }
    either(members, camel, snake, read)
}

fn pace(field: Field<'_>) -> Option<Pace> {
    field.number_as(|seconds| {
        // From faster than any record to slower than a stroll.
        if (100.0..=3_600.0).contains(&seconds) {
            let milliseconds = (seconds * 1_000.0).round() as u32;
            Ok(Pace::from_milliseconds_per_kilometer(milliseconds))
        } else {
            Err("expected a number of seconds from 100 to 3600")
        }
    })
}

fn race_distance(field: Field<'_>) -> Option<Distance> {
    let at = field.clone();
    let distance = values::meters(field)?;
    if (Distance::from_meters(100)..=DistanceUnit::Kilometer.one().times(250)).contains(&distance) {
        Some(distance)
    } else {
        at.fault("expected a number of meters from 100 to 250000")
    }
}

fn percent(field: Field<'_>) -> Option<Percent> {
    field.number_as(|percent| {
        if (10.0..=300.0).contains(&percent) {
            Ok(Percent::from_tenths((percent * 10.0).round() as u16))
        } else {
            Err("expected a number from 10 to 300")
        }
    })
}
