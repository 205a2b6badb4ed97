//! What a draft says twice, and not the same.
//!
//! A line's headline wins over its steps, lines win over the week's header.
//! What loses is said in a finding.

use crate::check::{Finding, Measure, notices};
use crate::draft::{DraftWeek, print};
use crate::units::{Distance, DistanceUnit, Percent};
use crate::workout::{Segment, Step, StepLength, StepRole, Workout};

/// `steps_differ_from_headline`: the steps are longer than the whole, or they
/// go from warm-up to cool-down and are shorter.
pub(super) fn steps(workout: &Workout) -> Option<Finding> {
    let headline = workout
        .distance
        .filter(|_| !workout.distance_is_estimated)?;
    let lowest = workout.distance_from.unwrap_or(headline);
    let stated: Distance = workout.steps.iter().map(Step::stated_distance).sum();
    let slack = |distance: Distance| distance.percent(Percent::from_whole(10));
    let is_longer = stated > headline + slack(headline);
    let is_shorter = is_whole(&workout.steps) && stated + slack(lowest) < lowest;
    (is_longer || is_shorter).then(|| {
        Finding::new(
            &notices::STEPS_DIFFER_FROM_HEADLINE,
            "The steps do not add up to the distance of the line, which was taken.",
        )
        .measuring(Measure::Distance(stated), Measure::Distance(headline))
    })
}

/// True for steps that state the distance of every part, warm-up and cool-down included.
fn is_whole(steps: &[Step]) -> bool {
    let segments = || {
        steps.iter().flat_map(|step| match step {
            Step::Once(segment) => std::slice::from_ref(segment),
            Step::Repeat { segments, .. } => segments.as_slice(),
        })
    };
    let has = |role| segments().any(|segment: &Segment| segment.role == role);
    has(StepRole::WarmUp)
        && has(StepRole::CoolDown)
        && segments().all(|segment| matches!(segment.length, StepLength::Distance(_)))
}

/// `week_volume_differs`: the header's volume is not what the lines add up to,
/// with half a mile or kilometer of rounding. A race may be in it or not.
pub(super) fn volume(week: &DraftWeek, unit: DistanceUnit) -> Option<Finding> {
    let stated = week.stated_volume?;
    let runs = || {
        week.days
            .iter()
            .flatten()
            .filter(|workout| workout.kind.is_run())
    };
    let half = unit.one().percent(Percent::from_whole(50));
    let least: Distance = runs()
        .filter(|workout| !workout.training_distance().is_zero())
        .map(|workout| workout.distance_from.unwrap_or(workout.training_distance()))
        .sum();
    let most: Distance = runs().map(Workout::running_distance).sum();
    let is_open = runs().any(|workout| workout.distance.is_none());
    let is_less = stated + half < least;
    let is_more = stated > most + half && !is_open;
    (is_less || is_more).then(|| {
        let lines = week.training_distance();
        Finding::new(
            &notices::WEEK_VOLUME_DIFFERS,
            format!(
                "The week's header says {}, its lines add up to {}; the lines were taken.",
                print::distance(stated, unit),
                print::distance(lines.round_to(unit.hundredth()), unit)
            ),
        )
        .measuring(Measure::Distance(lines), Measure::Distance(stated))
    })
}
