//! What coaches leave unsaid: the warm-up and cool-down around a session.
//!
//! Nobody runs repeats cold, and few write it on every line. A session of
//! repeats that names nothing but its work gets the usual warm-up and
//! cool-down, as an estimate that a finding tells. A stretch without
//! recoveries (`8 mi at MP`) is a whole run and stays as it was written.

use super::parts::{Item, Link, Node, Part, Parts};
use crate::check::{Finding, notices};
use crate::units::{Distance, DistanceUnit, Percent};
use crate::workout::{StepLength, StepRole, StepTarget, WorkoutKind};
use crate::zones::Zone;

/// Completes a session that states no whole; the finding says what was added.
pub(super) fn complete(
    parts: &mut Parts,
    kind: WorkoutKind,
    unit: DistanceUnit,
) -> Option<Finding> {
    let added = if names_frame(&parts.items) {
        measure(&mut parts.items, unit)
    } else {
        let is_session = kind.is_quality() && is_bare_session(&parts.items);
        let frames = is_session && !parts.is_without_warm_up;
        if frames {
            frame(&mut parts.items, unit);
        }
        frames
    };
    added.then(|| {
        Finding::new(
            &notices::WARM_UP_ASSUMED,
            "The line does not say how long its warm-up and cool-down are; the usual ones were \
             taken. A distance for the whole, or `no warm-up`, decides.",
        )
    })
}

/// How far the usual warm-up or cool-down is.
fn usual(role: StepRole, unit: DistanceUnit) -> Distance {
    match (unit, role) {
        (DistanceUnit::Mile, StepRole::WarmUp) => {
            DistanceUnit::Mile.one().percent(Percent::from_whole(150))
        }
        (DistanceUnit::Mile, _) => Distance::from_miles(1),
        (DistanceUnit::Kilometer, StepRole::WarmUp) => Distance::from_meters(2_500),
        (DistanceUnit::Kilometer, _) => Distance::from_meters(1_500),
    }
}

/// True where a part is called warm-up or cool-down.
fn names_frame(items: &[Item]) -> bool {
    items.iter().any(|item| match &item.node {
        Node::Part(part) => is_frame(part),
        Node::Repeat { .. } => false,
    })
}

fn is_frame(part: &Part) -> bool {
    matches!(part.segment.role, StepRole::WarmUp | StepRole::CoolDown)
}

/// Gives a length to `warm-up` and `cool-down` that were written without one.
fn measure(items: &mut [Item], unit: DistanceUnit) -> bool {
    let mut found = false;
    for item in items {
        if let Node::Part(part) = &mut item.node
            && is_frame(part)
            && part.segment.length == StepLength::Open
        {
            part.segment.length = StepLength::Distance(usual(part.segment.role, unit));
            part.is_assumed = true;
            found = true;
        }
    }
    found
}

/// True for work with recoveries and nothing easy beside it, all of it measured.
fn is_bare_session(items: &[Item]) -> bool {
    let has_rounds = items.iter().any(|item| match &item.node {
        Node::Part(part) => part.segment.role == StepRole::Recovery,
        Node::Repeat { .. } => true,
    });
    has_rounds && items.iter().all(is_measured_work)
}

fn is_measured_work(item: &Item) -> bool {
    match &item.node {
        Node::Part(part) if part.segment.role == StepRole::Recovery => true,
        Node::Part(part) => {
            let is_easy = matches!(
                part.segment.target,
                StepTarget::Open | StepTarget::Zone(Zone::Easy)
            );
            !part.is_within && !is_easy && part.segment.length != StepLength::Open
        }
        Node::Repeat { inner, .. } => inner.iter().all(|item| match &item.node {
            Node::Part(part) => {
                let is_open = part.segment.length == StepLength::Open;
                !part.is_within && (part.segment.role == StepRole::Recovery || !is_open)
            }
            Node::Repeat { .. } => is_measured_work(item),
        }),
    }
}

fn frame(items: &mut Vec<Item>, unit: DistanceUnit) {
    let part = |role| {
        let mut part = Part::new(StepLength::Distance(usual(role, unit)));
        part.set_role(role);
        part.is_assumed = true;
        Item {
            link: Link::Then,
            node: Node::Part(part),
        }
    };
    items.insert(0, part(StepRole::WarmUp));
    items.push(part(StepRole::CoolDown));
}
