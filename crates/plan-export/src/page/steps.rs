//! The parts of a workout as lines.

use plan_core::workout::StepRole;

use super::{Ruler, time};
use crate::json::{Hundredths, SegmentBody, StepBody, TargetBody};

/// Between a pace and its unit, which would say nothing at the start of a line.
const NO_BREAK: char = '\u{a0}';

/// A part, or several of them several times over.
pub(super) struct StepView {
    /// How often, if more than once.
    pub(super) times: Option<u8>,
    pub(super) parts: Vec<String>,
}

/// The parts; none where the workout is one even run, because then all of it is
/// said already.
pub(super) fn of(steps: &[StepBody], ruler: Ruler) -> Vec<StepView> {
    if let [StepBody::Segment(_)] = steps {
        return Vec::new();
    }
    steps
        .iter()
        .map(|step| match step {
            StepBody::Segment(segment) => StepView {
                times: None,
                parts: vec![line(segment, ruler)],
            },
            StepBody::Repeat { times, segments } => StepView {
                times: Some(*times),
                parts: segments
                    .iter()
                    .map(|segment| line(segment, ruler))
                    .collect(),
            },
        })
        .collect()
}

/// `800 m at interval pace, 7:10 /mi`, `2 mi warm-up at easy pace, 9:16–10:23 /mi`.
fn line(segment: &SegmentBody, ruler: Ruler) -> String {
    let length = length(segment, ruler).unwrap_or_else(|| "as long as it takes".to_owned());
    let role = match segment.role {
        StepRole::WarmUp => " warm-up",
        StepRole::Work => "",
        // "Walk" and "rest" say it better.
        StepRole::Recovery if segment.manner.is_some() => "",
        StepRole::Recovery => " recovery",
        StepRole::CoolDown => " cool-down",
    };
    let manner = segment
        .manner
        .map_or_else(String::new, |manner| format!(" {}", manner.note()));
    let target = target(&segment.target).map_or_else(String::new, |at| format!(" at {at}"));
    let paces =
        target_paces(&segment.target, ruler).map_or_else(String::new, |paces| format!(", {paces}"));
    format!("{length}{role}{manner}{target}{paces}")
}

/// Short distances in meters, as tracks are marked; long ones in the page's unit.
fn length(segment: &SegmentBody, ruler: Ruler) -> Option<String> {
    const LONGEST_IN_METERS: Hundredths = Hundredths::new(300_000);
    if let Some(duration) = &segment.duration {
        return Some(time::said(duration));
    }
    let meters = segment.distance_meters?;
    if meters < LONGEST_IN_METERS && meters.get().is_multiple_of(10_000) {
        return Some(format!("{meters} m"));
    }
    ruler.tell_any(segment.distance_miles, segment.distance_kilometers)
}

fn target(target: &TargetBody) -> Option<String> {
    if let Some(zone) = target.zone {
        return Some(format!("{} pace", zone.name().to_lowercase()));
    }
    let meters = target.race_distance_meters?;
    let race = match meters.get() {
        4_219_500 => "marathon".to_owned(),
        2_109_750 => "half marathon".to_owned(),
        whole if whole.is_multiple_of(100_000) => format!("{}K", whole / 100_000),
        _ => format!("{meters} m"),
    };
    match target.speed_percent {
        Some(percent) if percent != Hundredths::new(10_000) => {
            Some(format!("{percent}% of {race} speed"))
        }
        _ => Some(format!("{race} pace")),
    }
}

fn target_paces(target: &TargetBody, ruler: Ruler) -> Option<String> {
    paces(
        ruler.pick(
            target.min_pace_per_mile.as_deref(),
            target.min_pace_per_km.as_ref().map(Option::as_deref),
        ),
        ruler.pick(
            target.max_pace_per_mile.as_deref(),
            target.max_pace_per_km.as_ref().map(Option::as_deref),
        ),
        ruler,
    )
}

/// `8:56–9:42 /mi`; one pace where both ends are the same.
pub(super) fn paces(fast: Option<&str>, slow: Option<&str>, ruler: Ruler) -> Option<String> {
    let unit = ruler.unit.symbol();
    match (fast?, slow?) {
        (fast, slow) if fast == slow => Some(format!("{fast}{NO_BREAK}/{unit}")),
        (fast, slow) => Some(format!("{fast}–{slow}{NO_BREAK}/{unit}")),
    }
}
