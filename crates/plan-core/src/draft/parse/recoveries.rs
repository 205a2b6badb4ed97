//! Recoveries: which stretch of work each belongs to.

use super::parts::{Item, Link, Node};
use crate::units::{Distance, Duration};
use crate::workout::{Step, StepLength, StepRole, StepTarget};
use crate::zones::Zone;

/// A recovery behind a repeat is part of it, unless it has one already; one
/// `between all` stands between the parts before it.
pub(super) fn attach(items: &mut Vec<Item>) {
    let mut done: Vec<Item> = Vec::with_capacity(items.len());
    for mut item in std::mem::take(items) {
        if let Node::Repeat { inner, .. } = &mut item.node {
            attach(inner);
        }
        let Node::Part(part) = &mut item.node else {
            done.push(item);
            continue;
        };
        // `10 x 1 min hard, 1 min easy`: too short to be a part of its own.
        let is_short = match part.segment.length {
            StepLength::Time(time) => time <= Duration::from_minutes(5),
            StepLength::Distance(distance) => distance <= Distance::from_meters(800),
            StepLength::Open => false,
        };
        let follows_repeat = matches!(
            done.last(),
            Some(Item {
                node: Node::Repeat { .. },
                ..
            })
        );
        let is_easy = part.segment.target == StepTarget::Zone(Zone::Easy) && !part.has_role;
        // `2 x 3 mi @ MP, 1 mi easy between`: where it stands says what it is.
        let is_recovery = is_short && follows_repeat || part.is_between;
        if is_easy && is_recovery && matches!(item.link, Link::Then | Link::With) {
            part.set_role(StepRole::Recovery);
        }
        if part.segment.role != StepRole::Recovery || !part.has_role {
            done.push(item);
            continue;
        }
        let is_between = part.is_between;
        if let Some(Node::Repeat { inner, times, .. }) = done.last_mut().map(|last| &mut last.node)
            && !ends_in_recovery(inner)
        {
            // `4 × 2 mi with 800 m jog between`: three jogs.
            let last_round = (is_between && *times > 1 && inner.len() == 1).then(|| inner.clone());
            inner.push(item);
            if let (
                Some(round),
                Some(Item {
                    node: Node::Repeat { least, times, .. },
                    ..
                }),
            ) = (last_round, done.last_mut())
            {
                *times -= 1;
                *least = least.saturating_sub(1).max(1);
                done.extend(round.into_iter().map(|item| Item {
                    link: Link::Then,
                    ..item
                }));
            }
        } else if is_between && done.len() > 1 {
            done = between(done, &item);
        } else {
            done.push(item);
        }
    }
    *items = done;
}

/// `4 x 1 mi, 400 m jog between`: the last round, which stands apart, is run
/// like those before it.
pub(super) fn assume_last_round(steps: &mut [Step], items: &[Item]) {
    let is_between = |item: &Item| match &item.node {
        Node::Repeat { inner, .. } => matches!(
            inner.last().map(|item| &item.node),
            Some(Node::Part(part)) if part.is_between
        ),
        Node::Part(_) => false,
    };
    if !items.iter().any(is_between) {
        return;
    }
    for at in 1..steps.len() {
        let (before, behind) = steps.split_at_mut(at);
        if let (Some(Step::Repeat { segments, .. }), [Step::Once(last), ..]) =
            (before.last(), behind)
            && let [round, _] = segments.as_slice()
            && (round.role, round.length) == (last.role, last.length)
        {
            last.target = round.target;
        }
    }
}

fn ends_in_recovery(items: &[Item]) -> bool {
    matches!(
        items.last().map(|item| &item.node),
        Some(Node::Part(part)) if part.segment.role == StepRole::Recovery
    )
}

fn is_work(item: &Item) -> bool {
    match &item.node {
        Node::Part(part) => part.segment.role == StepRole::Work,
        Node::Repeat { .. } => true,
    }
}

fn between(items: Vec<Item>, recovery: &Item) -> Vec<Item> {
    let mut done: Vec<Item> = Vec::with_capacity(2 * items.len());
    for item in items {
        if done.last().is_some_and(is_work) && is_work(&item) {
            done.push(Item {
                link: Link::Then,
                node: recovery.node.clone(),
            });
        }
        done.push(item);
    }
    done
}
