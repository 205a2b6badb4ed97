//! What coaches leave unsaid: the warm-up and cool-down around a session.
//!
//! Nobody runs repeats cold, and few write it on every line. A session of
//! repeats that names nothing but its work gets the usual warm-up and
//! cool-down, as an estimate that a finding tells. A stretch without
//! recoveries is the work of a session where it is run at threshold or faster
//! (`4 mi @ T`); at marathon pace (`8 mi at MP`) it is the whole run.

use super::kinds::kind_of_target;
use super::parts::{Item, Link, Node, Part, Parts};
use crate::check::{Finding, notices};
use crate::units::{Distance, DistanceUnit, Duration, Percent};
use crate::workout::{StepLength, StepRole, StepTarget, WorkoutKind};
use crate::zones::Zone;

/// Completes a session that states no whole; the finding says what was added.
pub(super) fn complete(
    parts: &mut Parts,
    kind: WorkoutKind,
    unit: DistanceUnit,
) -> Option<Finding> {
    if names_frame(&parts.items) {
        return measure(&mut parts.items, unit).then(assumed);
    }
    let is_session = kind.is_quality()
        && (is_bare_session(&parts.items) || parts.kinds.is_empty() && is_fast(&parts.items));
    let frames = is_session && !parts.is_without_warm_up;
    frames.then(|| frame(&mut parts.items, unit))
}

fn assumed() -> Finding {
    Finding::new(
        &notices::WARM_UP_ASSUMED,
        "The line does not say how long its warm-up and cool-down are; the usual ones were \
         taken. A distance for the whole, or `no warm-up`, decides.",
    )
}

/// Nobody trains farther than this at threshold pace: a longer one is the whole.
const LONGEST_STRETCH: Distance = Distance::from_miles(10);

/// True where the only amount of a line is its work: `4 mi @ T`, `3 mi at 10K
/// pace`, which nobody runs cold, and `4 mi tempo, 2 mi WU/CD`. A word for a kind
/// of run makes it the run.
pub(super) fn is_only_the_work(headline: &Part, parts: &Parts, kind: WorkoutKind) -> bool {
    if headline.is_total || !parts.items.is_empty() {
        return false;
    }
    let is_short = match headline.segment.length {
        StepLength::Distance(distance) => distance <= LONGEST_STRETCH,
        StepLength::Time(_) => true,
        StepLength::Open => false,
    };
    let is_fast = matches!(
        stretch(headline, parts),
        Some(WorkoutKind::Tempo | WorkoutKind::Intervals)
    );
    parts.frame.is_some() && kind.is_quality() || is_fast && is_short && !parts.is_without_warm_up
}

/// Tells that a stretch at race pace was read as the whole run.
pub(super) fn whole(headline: &Part, parts: &Parts) -> Option<Finding> {
    let is_whole = !headline.is_total
        && !parts.is_without_warm_up
        && parts.items.is_empty()
        && stretch(headline, parts).is_some();
    is_whole.then(|| {
        Finding::new(
            &notices::WHOLE_ASSUMED,
            "The line names no warm-up; its one stretch was read as the whole run.",
        )
    })
}

/// The kind of session an amount with nothing but its pace makes.
fn stretch(headline: &Part, parts: &Parts) -> Option<WorkoutKind> {
    let is_bare = parts.kinds.is_empty() && !parts.says_run && parts.run_walk.is_none();
    kind_of_target(headline.segment.target, false).filter(|_| is_bare)
}

/// Puts a warm-up and a cool-down that were named together where they belong.
pub(super) fn place_frame(parts: &mut Parts) {
    let Some(frame) = parts.frame.take() else {
        return;
    };
    let part = |role| {
        let mut part = frame.clone();
        part.set_role(role);
        Item {
            link: Link::Then,
            node: Node::Part(part),
        }
    };
    parts.items.insert(0, part(StepRole::WarmUp));
    parts.items.push(part(StepRole::CoolDown));
}

/// True for warm-up and cool-down with nothing between.
pub(super) fn is_only_a_frame(items: &[Item]) -> bool {
    let is_frame = |item: &Item| matches!(&item.node, Node::Part(part) if is_frame(part));
    items.len() > 1 && items.iter().all(is_frame)
}

/// Reads `4 mi easy, 4 x 100 m` as what it is: nobody runs intervals of 100 m
/// behind an easy run, but strides.
pub(super) fn strides(parts: &mut Parts) -> Option<Finding> {
    let is_easy = !parts.kinds.is_empty()
        && parts
            .kinds
            .iter()
            .all(|(kind, _)| kind.is_run() && !kind.is_quality());
    let [run, rounds] = parts.items.as_mut_slice() else {
        return None;
    };
    let (Node::Part(run), Node::Repeat { inner, .. }) = (&run.node, &mut rounds.node) else {
        return None;
    };
    let [
        Item {
            node: Node::Part(round),
            ..
        },
    ] = inner.as_mut_slice()
    else {
        return None;
    };
    let is_short = match round.segment.length {
        StepLength::Distance(distance) => distance <= Distance::from_meters(100),
        StepLength::Time(time) => time <= Duration::from_seconds(30),
        StepLength::Open => false,
    };
    let is_plain = !round.is_described && !round.is_within && round.segment.note.is_none();
    let is_run = run.segment.role == StepRole::Work && run.segment.length != StepLength::Open;
    if !(is_easy && is_run && is_short && is_plain) {
        return None;
    }
    round.is_within = true;
    round.note("strides");
    Some(Finding::new(
        &notices::KIND_ASSUMED,
        "The line does not say what its short repeats are; they were read as strides.",
    ))
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

/// True for stretches at threshold or faster and nothing else.
fn is_fast(items: &[Item]) -> bool {
    let is_fast = |part: &Part| {
        let kind = kind_of_target(part.segment.target, false);
        matches!(kind, Some(WorkoutKind::Tempo | WorkoutKind::Intervals)) && !part.is_within
    };
    items
        .iter()
        .all(|item| matches!(&item.node, Node::Part(part) if is_fast(part)))
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

/// Puts the usual warm-up and cool-down around a session; the finding says so.
pub(super) fn frame(items: &mut Vec<Item>, unit: DistanceUnit) -> Finding {
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
    assumed()
}
