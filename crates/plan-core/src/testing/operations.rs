//! Logs of operations that a plan accepts.

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::plans::base_plan;
use crate::overlay::{
    Action, Addition, BodyPart, Completion, DayOff, Edit, Feedback, Injury, Move, MoveTarget,
    Operation, Overlay, OverlayId, Overlays, Redistribution, Scope, Status, Vacation, Values,
    resolve,
};
use crate::plan::{BasePlan, WorkoutId};
use crate::units::{Distance, Duration};
use crate::workout::WorkoutKind;

/// A wish that means something only together with a plan and what is in force.
#[derive(Clone, Copy, Debug)]
pub struct Seed {
    kind: SeedKind,
    numbers: [u16; 4],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SeedKind {
    Vacation,
    Injury,
    Move,
    Edit,
    Addition,
    DayOff,
    Redistribution,
    Log,
    Remove,
}

/// A plan and the log of up to `longest` operations it accepted, completions and
/// removals among them.
pub fn plan_and_operations(longest: usize) -> impl Strategy<Value = (BasePlan, Vec<Operation>)> {
    from_seeds(seed(true), longest)
}

/// The same without completions: nothing is pinned.
pub fn plan_and_unpinned_operations(
    longest: usize,
) -> impl Strategy<Value = (BasePlan, Vec<Operation>)> {
    from_seeds(seed(false), longest)
}

fn from_seeds(
    seed: impl Strategy<Value = Seed>,
    longest: usize,
) -> impl Strategy<Value = (BasePlan, Vec<Operation>)> {
    (base_plan(), proptest::collection::vec(seed, 0..=longest)).prop_map(|(plan, seeds)| {
        let mut overlays = Overlays::default();
        let mut operations = Vec::new();
        for seed in seeds {
            // What a plan refuses is not part of its log.
            if let Some(action) = seed.action(&plan, &overlays)
                && let Ok(performed) = overlays.perform(&plan, action)
            {
                operations.push(performed.operation);
                overlays = performed.overlays;
            }
        }
        (plan, operations)
    })
}

/// A wish; completions only where `pinning`.
pub fn seed(pinning: bool) -> impl Strategy<Value = Seed> {
    let mut kinds = vec![
        (3, SeedKind::Vacation),
        (2, SeedKind::Injury),
        (2, SeedKind::Move),
        (2, SeedKind::Edit),
        (1, SeedKind::Addition),
        (3, SeedKind::DayOff),
        (5, SeedKind::Redistribution),
        (1, SeedKind::Remove),
    ];
    if pinning {
        kinds.push((3, SeedKind::Log));
    }
    let kind = proptest::strategy::Union::new_weighted(
        kinds
            .into_iter()
            .map(|(weight, kind)| (weight, Just(kind)))
            .collect(),
    );
    (kind, any::<[u16; 4]>()).prop_map(|(kind, numbers)| Seed { kind, numbers })
}

/// One of `all`, chosen by a number.
fn pick<T: Clone>(all: &[T], number: u16) -> Option<T> {
    all.get(usize::from(number).checked_rem(all.len())?)
        .cloned()
}

impl Seed {
    /// What the seed asks for here; `None` where it finds nothing to ask about.
    pub fn action(self, plan: &BasePlan, overlays: &Overlays) -> Option<Action> {
        let [a, b, c, d] = self.numbers;
        let workout = || -> Option<WorkoutId> {
            let mut ids: Vec<_> = plan.workouts().map(|planned| planned.id).collect();
            ids.extend(overlays.additions().map(|(id, _)| WorkoutId::Added(id.0)));
            pick(&ids, a)
        };
        let overlay = match self.kind {
            SeedKind::Vacation => {
                let start = date(plan, a)?;
                let end = start.checked_add_days(Days::new(u64::from(b % 12)))?;
                Overlay::Vacation(Vacation::new(start, end, pick(&[0, 0, 30, 50, 80], c)?).ok()?)
            }
            SeedKind::Injury => {
                let reported = date(plan, a)?;
                let resolved = reported.checked_add_days(Days::new(u64::from(b % 20)));
                let part = BodyPart::new(pick(&["left knee", "right calf"], c)?).ok()?;
                let severity = i64::from(d % 10) + 1;
                let resolved = resolved.filter(|_| b % 5 > 0);
                Overlay::Injury(Injury::new(part, severity, reported, resolved).ok()?)
            }
            SeedKind::Move => {
                let workout = workout()?;
                let planned = plan.workout(workout)?;
                let week = plan.week_of(planned.date)?;
                let to = if b.is_multiple_of(2) {
                    MoveTarget::Date(week.start.checked_add_days(Days::new(u64::from(c % 7)))?)
                } else {
                    let others: Vec<_> = week.workouts.iter().map(|w| w.id).collect();
                    MoveTarget::SwapWith(pick(&others, c)?)
                };
                Overlay::Move(Move { workout, to })
            }
            SeedKind::Edit => Overlay::Edit(Edit {
                workout: workout()?,
                values: values(plan, b, c, d)?,
            }),
            SeedKind::Addition => Overlay::Addition(Addition {
                date: date(plan, a)?,
                values: Values {
                    kind: pick(WorkoutKind::ALL, d),
                    ..values(plan, b, c, d)?
                },
            }),
            SeedKind::DayOff => {
                Overlay::DayOff(DayOff::new(date(plan, a)?, pick(&[0, 0, 10, 40, 80], b)?).ok()?)
            }
            SeedKind::Redistribution => {
                let sources: Vec<OverlayId> = overlays
                    .iter()
                    .filter(|(_, o)| matches!(o, Overlay::Vacation(_) | Overlay::DayOff(_)))
                    .map(|(id, _)| id)
                    .collect();
                Overlay::Redistribution(Redistribution {
                    source: pick(&sources, a)?,
                    scope: match b % 4 {
                        0 => Scope::ThisWeek,
                        1 => Scope::NextNWeeks(u8::try_from(c % 6 + 1).ok()?),
                        2 => Scope::UntilDate(date(plan, c)?),
                        _ => Scope::RestOfPlan,
                    },
                    created_on: date(plan, d % 14)?,
                })
            }
            SeedKind::Log => {
                let status = pick(&[Status::Completed, Status::Skipped], b)?;
                let done = status == Status::Completed;
                // History with made-up miles in it would otherwise be rare.
                let with_shares = || {
                    let resolved = resolve(plan, overlays);
                    let pending = resolved.workouts().filter(|w| w.status == Status::Pending);
                    let ids: Vec<_> = pending
                        .filter(|w| !w.shares.is_empty())
                        .map(|w| w.id)
                        .collect();
                    pick(&ids, a)
                };
                return Some(Action::Log(Completion {
                    workout: with_shares().or_else(workout)?,
                    status,
                    actual_distance: done.then(|| Distance::from_meters(u32::from(c))),
                    actual_duration: done.then(|| Duration::from_seconds(u32::from(d))),
                    actual_effort: done.then_some(13),
                    feedback: pick(Feedback::ALL, d),
                    completed_on: date(plan, a).filter(|_| done),
                }));
            }
            SeedKind::Remove => {
                let ids: Vec<OverlayId> = overlays.iter().map(|(id, _)| id).collect();
                return Some(Action::Remove(pick(&ids, a)?));
            }
        };
        Some(Action::Add(overlay))
    }
}

/// A day of the plan, or up to three weeks before or after it.
fn date(plan: &BasePlan, number: u16) -> Option<NaiveDate> {
    let days = 7 * plan.weeks().len() as u64;
    let offset = u64::from(number) % (days + 42);
    plan.start()
        .checked_sub_days(Days::new(21))?
        .checked_add_days(Days::new(offset))
}

/// At least one value a person might set.
fn values(plan: &BasePlan, b: u16, c: u16, d: u16) -> Option<Values> {
    let values = Values {
        kind: pick(WorkoutKind::ALL, c).filter(|_| b.is_multiple_of(2)),
        distance: b
            .is_multiple_of(3)
            .then(|| Distance::from_hundredths(u32::from(c % 3_000), plan.unit())),
        duration: b
            .is_multiple_of(5)
            .then(|| Duration::from_minutes(u32::from(d % 180))),
        description: b.is_multiple_of(7).then(|| "as I like it".to_owned()),
    };
    (!values.is_empty()).then_some(values)
}
