//! The layers once more, slow and obvious: a second opinion for the tests.
//!
//! Written from the rules, workout by workout, without calendars, canvases or
//! traces. It knows dates, kinds, distances, modifiers and shares, and nothing
//! of what describes a workout.

mod dealing;
mod in_force;
mod injuries;
mod placing;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use plan_core::overlay::{Edit, Modifier, MoveTarget, Operation, Overlay, PinnedDay};
use plan_core::plan::{BasePlan, Level, WorkoutId};
use plan_core::units::{Distance, DistanceUnit};
use plan_core::workout::{Workout, WorkoutKind};

use in_force::InForce;
use injuries::allowed;
use placing::redistribute;

/// What the reference says about a workout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub date: NaiveDate,
    pub kind: WorkoutKind,
    pub distance: Option<u64>,
    pub modifier: Modifier,
    /// By redistribution, hundredths of a millimetre.
    pub shares: Vec<(u64, u64)>,
}

/// What it says about a redistribution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Placement {
    pub id: u64,
    pub placed: u64,
    pub unplaced: u64,
}

/// A workout on its way through the layers; distances in hundredths of a millimetre.
struct Item {
    id: WorkoutId,
    week: usize,
    ground: Workout,
    generated: NaiveDate,
    date: NaiveDate,
    pin: Option<PinnedDay>,
    kind: WorkoutKind,
    distance: Option<u64>,
    seconds: Option<u32>,
    modifier: Modifier,
    vacation: Option<u64>,
    injuries_alone: u64,
    after_two: u64,
    day_off: Option<u64>,
    shares: Vec<(u64, u64)>,
}

impl Item {
    fn is_added(&self) -> bool {
        matches!(self.id, WorkoutId::Added(_))
    }

    fn training(&self) -> u64 {
        training(self.kind, self.distance)
    }

    fn without_shares(&self) -> u64 {
        self.training() - self.shares.iter().map(|(_, share)| share).sum::<u64>()
    }
}

fn training(kind: WorkoutKind, distance: Option<u64>) -> u64 {
    if kind.is_run() && kind != WorkoutKind::Race {
        distance.unwrap_or(0)
    } else {
        0
    }
}

fn raw(distance: Option<Distance>) -> Option<u64> {
    distance.map(Distance::raw)
}

/// The plan after a log, by the rules.
pub(crate) fn resolve(
    plan: &BasePlan,
    operations: &[Operation],
) -> (BTreeMap<WorkoutId, Outcome>, Vec<Placement>) {
    let in_force = InForce::after(operations);
    let mut items = items(plan, &in_force);
    moves(plan, &in_force, &mut items);
    for item in items.iter_mut().filter(|item| item.pin.is_none()) {
        vacation_and_injury(plan, &in_force, item);
        person(plan, &in_force, item);
    }
    let placements = redistribute(plan, &in_force, &mut items);
    let outcomes = items
        .into_iter()
        .map(|item| {
            let outcome = Outcome {
                date: item.date,
                kind: item.kind,
                distance: item.distance,
                modifier: item.modifier,
                shares: item.shares,
            };
            (item.id, outcome)
        })
        .collect();
    (outcomes, placements)
}

fn items(plan: &BasePlan, in_force: &InForce) -> Vec<Item> {
    let mut items = Vec::new();
    let mut push = |id, date: NaiveDate, ground: Workout, modifier| {
        let week = (date - plan.start()).num_days() / 7;
        let start = training(ground.kind, raw(ground.distance));
        items.push(Item {
            id,
            week: usize::try_from(week).expect("inside the plan"),
            generated: date,
            date,
            pin: None,
            kind: ground.kind,
            distance: raw(ground.distance),
            seconds: ground.duration.map(|time| time.as_seconds()),
            modifier,
            vacation: None,
            injuries_alone: start,
            after_two: start,
            day_off: None,
            shares: Vec::new(),
            ground,
        });
    };
    for planned in plan.workouts() {
        push(
            planned.id,
            planned.date,
            planned.workout.clone(),
            Modifier::None,
        );
    }
    for (id, overlay) in &in_force.overlays {
        if let Overlay::Addition(addition) = overlay {
            let values = &addition.values;
            let kind = values.kind.expect("an addition has a kind");
            let mut ground = Workout::new(kind);
            ground.distance = values.distance;
            ground.duration = values.duration;
            if kind.is_run()
                && let (None, Some(time)) = (values.distance, values.duration)
            {
                let tenths = estimate_in_tenths(plan, f64::from(time.as_seconds()));
                ground.distance = Some(Distance::from_tenths(tenths, plan.unit()));
                ground.distance_is_estimated = true;
            }
            push(
                WorkoutId::Added(*id),
                addition.date,
                ground,
                Modifier::UserAdded,
            );
        }
    }
    for (_, day) in &in_force.pins {
        let id = day.completion.workout;
        if !items.iter().any(|item| item.id == id) {
            let week = (day.date - plan.start()).num_days() / 7;
            items.push(Item {
                id,
                week: usize::try_from(week).expect("inside the plan"),
                ground: day.workout.clone(),
                generated: day.date,
                date: day.date,
                pin: None,
                kind: day.workout.kind,
                distance: None,
                seconds: None,
                modifier: day.modifier,
                vacation: None,
                injuries_alone: 0,
                after_two: 0,
                day_off: None,
                shares: Vec::new(),
            });
        }
        for item in items.iter_mut().filter(|item| item.id == id) {
            item.date = day.date;
            item.kind = day.workout.kind;
            item.distance = raw(day.workout.distance);
            item.modifier = day.modifier;
            item.shares = day.shares.iter().map(|(id, d)| (id.0, d.raw())).collect();
            item.pin = Some(day.clone());
        }
    }
    items
}

fn estimate_in_tenths(plan: &BasePlan, seconds: f64) -> u32 {
    let per_mile = match plan.settings().level {
        Level::Beginner => 720.0,
        Level::Intermediate => 600.0,
        Level::Advanced => 510.0,
    };
    let miles = seconds / per_mile;
    let units = match plan.unit() {
        DistanceUnit::Mile => miles,
        DistanceUnit::Kilometer => miles * 1.609_344,
    };
    (units * 10.0).round() as u32
}

fn moves(plan: &BasePlan, in_force: &InForce, items: &mut [Item]) {
    let mut dates: BTreeMap<WorkoutId, NaiveDate> =
        items.iter().map(|item| (item.id, item.generated)).collect();
    for (_, overlay) in &in_force.overlays {
        let Overlay::Move(wish) = overlay else {
            continue;
        };
        match wish.to {
            MoveTarget::Date(date) => {
                assert!(plan.week_of(date).is_some());
                dates.insert(wish.workout, date);
            }
            MoveTarget::SwapWith(other) => {
                let (here, there) = (dates[&wish.workout], dates[&other]);
                dates.insert(wish.workout, there);
                dates.insert(other, here);
            }
        }
    }
    for item in items.iter_mut().filter(|item| item.pin.is_none()) {
        item.date = dates[&item.id];
    }
}

/// Tenths of a percent of a distance, rounded down to tenths of the unit.
fn cut(plan: &BasePlan, distance: u64, load: u64) -> u64 {
    if load >= 1_000 {
        return distance;
    }
    let tenth = plan.unit().tenth().raw();
    distance * load / 1_000 / tenth * tenth
}

fn vacation_and_injury(plan: &BasePlan, in_force: &InForce, item: &mut Item) {
    if item.is_added() || item.ground.kind == WorkoutKind::Race {
        return;
    }
    let vacation = in_force
        .vacations()
        .into_iter()
        .filter(|(_, v)| v.contains(item.date) && v.contains(item.generated))
        .min_by_key(|(id, v)| (v.load(), v.start(), *id));
    let injuries = in_force.injuries();
    let injury = (0..injuries.len())
        .filter_map(|which| allowed(&injuries, which, item.date))
        .reduce(|(a, quality_a), (b, quality_b)| (a.min(b), quality_a && quality_b));

    let (kind, distance) = (item.ground.kind, raw(item.ground.distance));
    let easy = if kind.is_run() {
        WorkoutKind::Easy
    } else {
        kind
    };
    let under = |load: u64, becomes: WorkoutKind| {
        if load == 0 {
            (WorkoutKind::Rest, None)
        } else if kind.is_run() {
            (becomes, distance.map(|d| cut(plan, d, load)))
        } else {
            (kind, distance)
        }
    };
    let alone = injury.map(|(load, quality)| {
        let becomes = if kind.is_quality() && !quality {
            easy
        } else {
            kind
        };
        under(load, becomes)
    });
    if let Some((kind, distance)) = alone {
        item.injuries_alone = training(kind, distance);
    }
    let vacation_load = vacation.map(|(_, v)| u64::from(v.load().as_tenths()));
    let (after, load, by) = match (vacation_load, injury, alone) {
        (Some(v), Some((i, _)), _) if i < v => (under(i, easy), i, Modifier::InjuryReduced),
        (Some(v), _, _) => (under(v, easy), v, Modifier::Vacation),
        (None, Some((i, _)), Some(alone)) => (alone, i, Modifier::InjuryReduced),
        _ => ((kind, distance), 1_000, Modifier::None),
    };
    item.vacation = vacation.map(|(id, _)| id);
    if (item.kind, item.distance) != after {
        item.modifier = by;
    }
    (item.kind, item.distance) = after;
    if item.kind == WorkoutKind::Rest {
        item.seconds = None;
    } else if item.kind.is_run() && load < 1_000 {
        item.seconds = item.seconds.map(|s| (u64::from(s) * load / 1_000) as u32);
    }
    item.after_two = item.training();
}

fn person(plan: &BasePlan, in_force: &InForce, item: &mut Item) {
    let day_off = in_force
        .days_off()
        .into_iter()
        .rfind(|(_, day_off)| day_off.date() == item.date);
    let edits: Vec<(u64, &Edit)> = in_force
        .edits()
        .into_iter()
        .filter(|(_, edit)| edit.workout == item.id)
        .collect();
    let decides = |edit: &Edit| {
        let values = &edit.values;
        values.kind.is_some() || values.distance.is_some() || values.duration.is_some()
    };
    let mut last_word = edits
        .iter()
        .filter(|(_, edit)| decides(edit))
        .map(|(id, _)| *id)
        .max();
    if let WorkoutId::Added(id) = item.id {
        last_word = last_word.max(Some(id));
    }
    let mut only_described = false;
    if let Some((id, day_off)) = day_off
        && Some(id) > last_word
    {
        only_described = true;
        item.day_off = Some(id);
        let load = u64::from(day_off.load().as_tenths());
        let before = (item.kind, item.distance);
        if load == 0 {
            (item.kind, item.distance) = (WorkoutKind::Rest, None);
        } else if item.kind.is_run() {
            item.kind = WorkoutKind::Easy;
            item.distance = item.distance.map(|d| cut(plan, d, load));
        }
        if (item.kind, item.distance) != before {
            item.modifier = Modifier::DayOff;
        }
        if edits.iter().any(|(edit, _)| *edit > id) && item.modifier != Modifier::UserAdded {
            // Described afterwards.
            if item.modifier != Modifier::DayOff {
                item.modifier = Modifier::UserEdited;
            }
        }
    }
    if only_described || edits.is_empty() {
        return;
    }
    let last = |value: fn(&Edit) -> bool| edits.iter().rfind(|(_, edit)| value(edit));
    let kind = last(|e| e.values.kind.is_some()).and_then(|(_, e)| e.values.kind);
    let distance = last(|e| e.values.distance.is_some()).and_then(|(_, e)| e.values.distance);
    let duration = last(|e| e.values.duration.is_some()).and_then(|(_, e)| e.values.duration);
    if item.modifier != Modifier::UserAdded {
        item.modifier = Modifier::UserEdited;
    }

    let amount = distance.is_some_and(|d| !d.is_zero()) || duration.is_some_and(|d| !d.is_zero());
    let wanted = kind.unwrap_or(match item.kind {
        WorkoutKind::Rest if amount => match item.ground.kind {
            ground if ground.is_run() || ground == WorkoutKind::Rest => WorkoutKind::Easy,
            ground => ground,
        },
        now => now,
    });
    let mut estimated = item.ground.distance_is_estimated && item.kind != WorkoutKind::Rest;
    if wanted != item.kind {
        if item.kind == WorkoutKind::Rest {
            item.distance = raw(item.ground.distance);
            item.seconds = item.ground.duration.map(|time| time.as_seconds());
            estimated = item.ground.distance_is_estimated;
        }
        item.kind = wanted;
        if !wanted.is_run() {
            item.distance = None;
        }
    }
    if let Some(distance) = distance {
        item.distance = Some(distance.raw());
    } else if let Some(duration) = duration
        && item.kind.is_run()
    {
        let seconds = f64::from(duration.as_seconds());
        match (item.distance, item.seconds) {
            (Some(distance), Some(before)) if estimated => {
                let tenth = plan.unit().tenth().raw();
                let now = u128::from(distance) * u128::from(duration.as_seconds())
                    / u128::from(before.max(1));
                let now = u64::try_from(now).expect("short").min(Distance::MAX.raw());
                item.distance = Some((now + tenth / 2) / tenth * tenth);
            }
            (None, _) => {
                let tenths = estimate_in_tenths(plan, seconds);
                item.distance = Some(Distance::from_tenths(tenths, plan.unit()).raw());
            }
            _ => {}
        }
    }
}
