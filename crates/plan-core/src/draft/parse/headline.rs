//! The amount that stands for a whole line, and what makes it one.

use super::amounts::{SHORTEST_WITHOUT_A_UNIT, WITH_ITS_UNIT};
use super::lengths::stated_range;
use super::parts::{Item, Link, Node, Part, Parts};
use crate::check::{Finding, notices};
use crate::units::{Distance, DistanceUnit, Percent};
use crate::workout::{Step, StepLength, StepRole, StepTarget, Workout, WorkoutKind};

/// What is expected where a line holds two workouts.
pub(super) const TWO_WORKOUTS: &str = "one workout a line; two lines, or `AM: … / PM: …`, for two";

/// The amount that stands for the whole line, taken out of the parts.
pub(super) fn take(parts: &mut Parts, findings: &mut Vec<Finding>) -> Option<Part> {
    drop_restated_total(parts, findings);
    let stated = stated_range(&parts.items);
    if let Some(total) = parts.total.take() {
        let is_whole = match total.segment.length {
            // Parts longer than the whole: the total is a slip.
            StepLength::Distance(to) => stated.1 <= to + to.percent(Percent::from_whole(5)),
            StepLength::Time(_) | StepLength::Open => true,
        };
        // `5 mi easy (45 min)` is both.
        if let (
            StepLength::Time(time),
            [
                Item {
                    node: Node::Part(only),
                    ..
                },
            ],
        ) = (total.segment.length, parts.items.as_slice())
            && matches!(only.segment.length, StepLength::Distance(_))
            && !only.is_within
        {
            parts.time = Some(time);
            let mut only = only.clone();
            only.is_total = true;
            parts.items.clear();
            return Some(only);
        }
        if is_whole || parts.items.is_empty() {
            // `8 mi easy (8 mi)`: said twice.
            if let [
                Item {
                    node: Node::Part(only),
                    ..
                },
            ] = parts.items.as_slice()
                && same_length(only, &total)
            {
                let mut only = only.clone();
                only.is_total = true;
                parts.items.clear();
                return Some(only);
            }
            return Some(total);
        }
        findings.push(Finding::new(
            &notices::STEPS_DIFFER_FROM_HEADLINE,
            "The parts of the line are longer than its total; the parts were taken.",
        ));
        return None;
    }
    let first = match parts.items.first().map(|item| &item.node) {
        Some(Node::Part(first)) if first.segment.length != StepLength::Open => first.clone(),
        _ => return None,
    };
    let is_plain = first.segment.role == StepRole::Work
        || parts.items.len() == 1
        || first.segment.role == StepRole::Recovery
            && parts.items.len() > 1
            && others_are_within(&parts.items);
    if !is_plain || !is_headline(parts, &first) {
        return None;
    }
    let mut first = first;
    first.segment.role = StepRole::Work;
    parts.items.remove(0);
    Some(first)
}

/// `10–12 mile Easy Run 12 mi`: the amount at the end says the headline again.
fn drop_restated_total(parts: &mut Parts, findings: &mut Vec<Finding>) {
    if parts.items.len() < 2 {
        return;
    }
    let (
        Some(Item {
            node: Node::Part(first),
            ..
        }),
        Some(last),
    ) = (parts.items.first(), parts.items.last())
    else {
        return;
    };
    let Node::Part(last_part) = &last.node else {
        return;
    };
    let is_distance = |part: &Part| matches!(part.segment.length, StepLength::Distance(_));
    let is_total = last.link == Link::Beside
        && is_distance(last_part)
        && is_distance(first)
        && !last_part.is_described
        && !last_part.has_role
        && !last_part.is_within;
    let is_consisting = parts.items[1].link >= Link::Colon;
    let is_same = same_length(first, last_part);
    if is_total && (is_same || is_consisting) {
        if !is_same {
            findings.push(Finding::new(&notices::TOTAL_DIFFERS_FROM_HEADLINE, "The distance at the end of the line is not the one at its beginning, which was taken.",
            ));
        }
        parts.items.pop();
    }
}

fn same_length(one: &Part, other: &Part) -> bool {
    one.segment.length == other.segment.length
}

fn others_are_within(items: &[Item]) -> bool {
    items[1..].iter().all(|item| match &item.node {
        Node::Part(part) => part.is_within,
        Node::Repeat { inner, .. } => inner
            .iter()
            .any(|item| matches!(&item.node, Node::Part(part) if part.is_within)),
    })
}

/// True where the first amount is the whole and the others are its parts.
fn is_headline(parts: &Parts, first: &Part) -> bool {
    let Some(second) = parts.items.get(1) else {
        return true;
    };
    if others_are_within(&parts.items) || second.link >= Link::With {
        return true;
    }
    let StepLength::Distance(whole) = first.segment.length else {
        return false;
    };
    let kind_comes_first = parts.kinds.first().is_some_and(|(_, before)| *before == 0);
    let rest = stated_range(&parts.items[1..]).1;
    let adds_up = is_near(rest, whole);
    match second.link {
        Link::Beside => {
            kind_comes_first || !first.is_described || matches!(second.node, Node::Repeat { .. })
        }
        Link::Then => kind_comes_first && adds_up,
        _ => false,
    }
}

/// `Strength + easy 3 mi` are two, and `1:30` is hours or minutes.
pub(super) fn check_one_workout(headline: &Part, parts: &Parts) -> Result<(), String> {
    // `Core + 4 mi`: what stands behind a plus is not the core work.
    if parts.has_sport_before_plus {
        return Err(TWO_WORKOUTS.to_owned());
    }
    let runs = parts.kinds.iter().any(|(kind, _)| kind.is_run());
    let other = parts.kinds.iter().any(|(kind, _)| !kind.is_run());
    let is_strength = parts
        .kinds
        .iter()
        .any(|(kind, _)| *kind == WorkoutKind::Strength);
    match headline.segment.length {
        StepLength::Distance(_) if other && (runs || is_strength) => Err(TWO_WORKOUTS.to_owned()),
        StepLength::Time(time) if time < SHORTEST_WITHOUT_A_UNIT && parts.items.is_empty() => {
            Err(WITH_ITS_UNIT.to_owned())
        }
        _ => Ok(()),
    }
}

/// Equal but for a rounding: within a twentieth.
pub(super) fn is_near(one: Distance, other: Distance) -> bool {
    let twentieth = Percent::from_whole(5);
    one <= other + other.percent(twentieth) && other <= one + one.percent(twentieth)
}

/// A number without a unit is a distance only where it can be nothing else.
pub(super) fn check_bare(
    headline: &Part,
    stated: Distance,
    kind: WorkoutKind,
    unit: DistanceUnit,
    findings: &mut Vec<Finding>,
) -> Result<(), String> {
    if let StepLength::Distance(distance) = headline.segment.length {
        if headline.is_bare {
            let most = match unit {
                DistanceUnit::Mile => Distance::from_miles(31),
                DistanceUnit::Kilometer => Distance::from_kilometers(50),
            };
            let is_confirmed = is_near(distance, stated);
            if !is_confirmed && (kind.is_quality() || !kind.is_run() || distance > most) {
                return Err("a unit behind the number: `mi`, `km` or `min`".to_owned());
            }
            findings.push(Finding::new(
                &notices::UNIT_ASSUMED,
                format!("The number has no unit; it was read as {unit}."),
            ));
        } else if distance < Distance::from_meters(100) && !distance.is_zero() {
            return Err(
                "a distance in mi or km, or a time in min: `m` is read as meters".to_owned(),
            );
        }
    }
    Ok(())
}

pub(super) fn apply(workout: &mut Workout, headline: &Part) {
    match headline.segment.length {
        StepLength::Distance(distance) => {
            workout.distance = Some(distance);
            workout.distance_from = headline.from;
        }
        StepLength::Time(time) => workout.duration = Some(time),
        StepLength::Open => {}
    }
    match headline.segment.target {
        StepTarget::Zone(zone) => workout.zone = Some(zone),
        // A pace of its own is a step over the whole of it.
        StepTarget::Pace { .. } | StepTarget::RacePace(_) | StepTarget::Share { .. } => {
            workout.steps = vec![Step::Once(headline.segment.clone())];
            return;
        }
        StepTarget::Open => {}
    }
    workout.note = headline.segment.note.clone();
}
