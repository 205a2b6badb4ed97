//! What the parts of a line add up to.

use super::manners::Circumstances;
use super::parts::{Item, Node};
use crate::draft::schedule::usual_pace;
use crate::units::{Distance, Duration};
use crate::workout::{StepLength, Workout};

/// The distances that are stated: the lower ends and the upper ends.
pub(super) fn stated_range(items: &[Item]) -> (Distance, Distance) {
    let mut sum = (Distance::ZERO, Distance::ZERO);
    for item in items {
        let (from, to) = match &item.node {
            Node::Part(part) => match part.segment.length {
                StepLength::Distance(to) if !part.is_within => (part.from.unwrap_or(to), to),
                _ => (Distance::ZERO, Distance::ZERO),
            },
            Node::Repeat {
                least,
                times,
                inner,
            } => {
                let (from, to) = stated_range(inner);
                (from.times(u32::from(*least)), to.times(u32::from(*times)))
            }
        };
        sum = (sum.0 + from, sum.1 + to);
    }
    sum
}

/// Times of parts: of those that are run, and of all.
pub(super) fn timed(items: &[Item]) -> (Duration, Duration) {
    let mut sum = (Duration::ZERO, Duration::ZERO);
    for item in items {
        let (run, all) = match &item.node {
            Node::Part(part) => match part.segment.length {
                StepLength::Time(time) if part.is_still => (Duration::ZERO, time),
                StepLength::Time(time) => (time, time),
                _ => (Duration::ZERO, Duration::ZERO),
            },
            Node::Repeat { times, inner, .. } => {
                let (run, all) = timed(inner);
                (run.times(u32::from(*times)), all.times(u32::from(*times)))
            }
        };
        sum = (sum.0 + run, sum.1 + all);
    }
    sum
}

fn is_timed_throughout(items: &[Item]) -> bool {
    items.iter().all(|item| match &item.node {
        Node::Part(part) => matches!(part.segment.length, StepLength::Time(_)),
        Node::Repeat { inner, .. } => is_timed_throughout(inner),
    })
}

/// The length of a line without a headline: what its parts add up to.
pub(super) fn derive(workout: &mut Workout, items: &[Item], circumstances: Circumstances) {
    let (from, to) = stated_range(items);
    let (run, all) = timed(items);
    if !to.is_zero() {
        let is_assumed = |item: &Item| matches!(&item.node, Node::Part(part) if part.is_assumed);
        workout.distance_is_estimated = !run.is_zero() || items.iter().any(is_assumed);
        let more = usual_pace(circumstances.level).distance_in(run);
        let round = |distance: Distance| match workout.distance_is_estimated {
            false => distance,
            true => (distance + more).round_to(circumstances.unit.tenth()),
        };
        // Miles and meters have no common decimals.
        let hectometer = Distance::from_meters(100);
        let is_even = |distance: Distance| {
            let hundredth = circumstances.unit.hundredth();
            distance.floor_to(hundredth) == distance || distance.floor_to(hectometer) == distance
        };
        let round = |distance: Distance| match is_even(to) && is_even(from) {
            true => round(distance),
            false => round(distance).round_to(circumstances.unit.hundredth()),
        };
        workout.distance = Some(round(to));
        workout.distance_from = Some(round(from)).filter(|from| *from < round(to));
    } else if !items.is_empty() && is_timed_throughout(items) && !all.is_zero() {
        workout.duration = Some(all).filter(|all| *all <= Duration::MAX);
    }
}
