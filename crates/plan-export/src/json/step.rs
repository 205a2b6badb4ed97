use plan_core::structure::Manner;
use plan_core::units::{Distance, Percent};
use plan_core::workout::{Segment, Step, StepLength, StepRole, StepTarget};
use plan_core::zones::Zone;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Hundredths, Pen, Short, Twin, miles, word};

/// A part of a workout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "type")]
pub enum StepBody {
    /// One continuous piece.
    Segment(Box<SegmentBody>),
    /// Several pieces, several times over.
    Repeat {
        /// How often, at least twice.
        #[schema(minimum = 2)]
        times: u8,
        /// What is repeated, in order.
        segments: Vec<SegmentBody>,
    },
}

/// One continuous piece of a workout. It lasts a distance or a duration; with
/// neither, until the runner says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SegmentBody {
    /// What it is for.
    #[schema(schema_with = word::step_role)]
    pub role: StepRole,
    /// How far, in meters.
    #[schema(required = true)]
    pub distance_meters: Option<Hundredths>,
    /// The same in miles, rounded to hundredths.
    #[schema(required = true)]
    pub distance_miles: Option<Hundredths>,
    /// The same in kilometers, with `units=metric`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Hundredths>)]
    pub distance_kilometers: Twin<Hundredths>,
    /// How long, an ISO 8601 duration.
    #[schema(required = true, example = "PT10M", value_type = Option<String>)]
    pub duration: Option<Short>,
    /// How hard.
    pub target: TargetBody,
    /// How it is done where that is not running on the level: on foot, standing, up a
    /// hill or down; not there otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, schema_with = word::manner)]
    pub manner: Option<Manner>,
    /// What else the coach wrote about it, for editors only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub note: Option<String>,
}

/// How hard a segment is run. Paces are null where fitness is not known, and
/// for efforts by feel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TargetBody {
    /// What it is told by: a training zone, a pace, the pace of a race, or feel.
    #[serde(rename = "type")]
    #[schema(schema_with = target_type)]
    pub kind: &'static str,
    /// The zone of a `Zone` target.
    #[schema(schema_with = word::optional_zone)]
    pub zone: Option<Zone>,
    /// The race of a `RacePace` target, in meters.
    #[schema(required = true)]
    pub race_distance_meters: Option<Hundredths>,
    /// The share of that race's speed, in percent.
    #[schema(required = true)]
    pub speed_percent: Option<Hundredths>,
    /// The faster end, `m:ss` per mile.
    #[schema(required = true, example = "7:56", value_type = Option<String>)]
    pub min_pace_per_mile: Option<Short>,
    /// The same per kilometer, with `units=metric`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "4:56", value_type = Option<String>)]
    pub min_pace_per_km: Twin<Short>,
    /// The slower end, `m:ss` per mile.
    #[schema(required = true, example = "8:58", value_type = Option<String>)]
    pub max_pace_per_mile: Option<Short>,
    /// The same per kilometer, with `units=metric`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "5:34", value_type = Option<String>)]
    pub max_pace_per_km: Twin<Short>,
}

fn target_type() -> utoipa::openapi::Object {
    word::one_of(&["Zone", "Pace", "RacePace", "Open"])
}

impl Pen {
    pub(super) fn steps(&self, steps: &[Step]) -> Vec<StepBody> {
        steps
            .iter()
            .map(|step| match step {
                Step::Once(segment) => StepBody::Segment(Box::new(self.segment(segment))),
                Step::Repeat { times, segments } => StepBody::Repeat {
                    times: *times,
                    segments: segments.iter().map(|part| self.segment(part)).collect(),
                },
            })
            .collect()
    }

    fn segment(&self, segment: &Segment) -> SegmentBody {
        let Segment {
            role,
            length,
            target,
            note,
        } = segment;
        let (distance, duration) = match length {
            StepLength::Distance(distance) => (Some(*distance), None),
            StepLength::Time(duration) => (None, Some(Short::from(*duration))),
            StepLength::Open => (None, None),
        };
        SegmentBody {
            role: *role,
            distance_meters: distance.map(meters),
            distance_miles: distance.map(miles),
            distance_kilometers: self.any_kilometers(distance),
            duration,
            target: self.target(target),
            manner: Manner::of(segment),
            note: self.for_editors(|| note.clone()).flatten(),
        }
    }

    fn target(&self, target: &StepTarget) -> TargetBody {
        let (kind, zone, race, percent) = match target {
            StepTarget::Zone(zone) => ("Zone", Some(*zone), None, None),
            StepTarget::Pace { pace: _, unit: _ } => ("Pace", None, None, None),
            StepTarget::RacePace(race) => ("RacePace", None, Some(*race), Some(Percent::HUNDRED)),
            StepTarget::Share { percent, of } => ("RacePace", None, Some(*of), Some(*percent)),
            StepTarget::Open => ("Open", None, None, None),
        };
        let paces = self.clocks(*target);
        TargetBody {
            kind,
            zone,
            race_distance_meters: race.map(meters),
            speed_percent: percent.map(Hundredths::from),
            min_pace_per_mile: paces.map(|clocks| clocks.min_per_mile),
            min_pace_per_km: self.twin(paces.map(|clocks| clocks.min_per_km)),
            max_pace_per_mile: paces.map(|clocks| clocks.max_per_mile),
            max_pace_per_km: self.twin(paces.map(|clocks| clocks.max_per_km)),
        }
    }
}

fn meters(distance: Distance) -> Hundredths {
    // A hundredth of a meter is a thousand hundredths of a millimeter.
    Hundredths::new((distance.raw() + 500) / 1_000)
}
