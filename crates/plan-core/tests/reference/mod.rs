//! The layers once more, slow and obvious: a second opinion for the tests.
//!
//! Written from the rules, workout by workout, without calendars, canvases or
//! traces. It knows dates, kinds, distances, modifiers and shares, and nothing
//! of what describes a workout.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use plan_core::overlay::{
    DayOff, Edit, Injury, Modifier, MoveTarget, Operation, OperationKind, Overlay, PinnedDay,
    Redistribution, Scope, Vacation,
};
use plan_core::plan::{BasePlan, Level, Phase, WorkoutId};
use plan_core::units::{Distance, DistanceUnit};
use plan_core::workout::{Workout, WorkoutKind};

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

/// What is in force after a log.
#[derive(Default)]
struct InForce {
    overlays: Vec<(u64, Overlay)>,
    pins: Vec<(u64, PinnedDay)>,
    /// Every redistribution there ever was, with its source.
    sources: BTreeMap<u64, u64>,
}

impl InForce {
    fn after(operations: &[Operation]) -> Self {
        let mut now = Self::default();
        for operation in operations {
            let id = operation.sequence;
            match &operation.kind {
                OperationKind::Add(overlay) => {
                    if let Overlay::Redistribution(wish) = overlay {
                        now.sources.insert(id, wish.source.0);
                    }
                    now.overlays.push((id, overlay.clone()));
                }
                OperationKind::Remove(gone) => {
                    let added = WorkoutId::Added(gone.0);
                    now.overlays.retain(|(id, overlay)| {
                        let leans = match overlay {
                            Overlay::Redistribution(wish) => wish.source == *gone,
                            Overlay::Edit(edit) => edit.workout == added,
                            Overlay::Move(wish) => {
                                wish.workout == added || wish.to == MoveTarget::SwapWith(added)
                            }
                            _ => false,
                        };
                        *id != gone.0 && !leans
                    });
                }
                OperationKind::ResolveInjury { .. } => panic!("the strategies resolve no injury"),
                OperationKind::Log(day) => now.pins.push((id, PinnedDay::clone(day))),
                OperationKind::Unlog(gone) => now.pins.retain(|(id, _)| *id != gone.0),
            }
        }
        now
    }

    fn of<'a, T: 'a>(&'a self, pick: fn(&'a Overlay) -> Option<&'a T>) -> Vec<(u64, &'a T)> {
        self.overlays
            .iter()
            .filter_map(|(id, overlay)| pick(overlay).map(|one| (*id, one)))
            .collect()
    }

    fn vacations(&self) -> Vec<(u64, &Vacation)> {
        self.of(|overlay| match overlay {
            Overlay::Vacation(one) => Some(one),
            _ => None,
        })
    }

    fn injuries(&self) -> Vec<(u64, &Injury)> {
        let mut injuries = self.of(|overlay| match overlay {
            Overlay::Injury(one) => Some(one),
            _ => None,
        });
        injuries.sort_by_key(|(id, injury)| (injury.reported_on(), *id));
        injuries
    }

    fn edits(&self) -> Vec<(u64, &Edit)> {
        self.of(|overlay| match overlay {
            Overlay::Edit(one) => Some(one),
            _ => None,
        })
    }

    fn days_off(&self) -> Vec<(u64, &DayOff)> {
        self.of(|overlay| match overlay {
            Overlay::DayOff(one) => Some(one),
            _ => None,
        })
    }

    fn redistributions(&self) -> Vec<(u64, &Redistribution)> {
        self.of(|overlay| match overlay {
            Overlay::Redistribution(one) => Some(one),
            _ => None,
        })
    }
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

/// What an injury allows on a date, in tenths of a percent, and whether quality too.
fn allowed(injuries: &[(u64, &Injury)], which: usize, date: NaiveDate) -> Option<(u64, bool)> {
    let injury = injuries[which].1;
    if date < injury.reported_on() {
        return None;
    }
    let own = match injury.severity() {
        1..=3 => (800, true),
        4 => (750, false),
        5 => (625, false),
        6 => (500, false),
        _ => (0, false),
    };
    if injury.resolved_on().is_none_or(|resolved| date <= resolved) {
        // Still open: the smaller of its own load and the steps it interrupts.
        return Some(interrupted(injuries, which).into_iter().fold(
            own,
            |(load, quality), (_, step)| {
                let (step_load, step_quality) =
                    allowed(injuries, step, injury.reported_on()).expect("it is in its steps");
                (load.min(step_load), quality && step_quality)
            },
        ));
    }
    let step = step(injuries, which, date)?;
    let load = [500, 700, 850, 1_000][step].max(floor(injuries, which));
    Some((load, step >= 2))
}

/// The earlier injuries of the part whose steps this one interrupts: (step, index).
fn interrupted(injuries: &[(u64, &Injury)], which: usize) -> Vec<(usize, usize)> {
    let injury = injuries[which].1;
    (0..which)
        .filter(|earlier| injuries[*earlier].1.body_part() == injury.body_part())
        .filter_map(|earlier| Some((step(injuries, earlier, injury.reported_on())?, earlier)))
        .collect()
}

fn step(injuries: &[(u64, &Injury)], which: usize, date: NaiveDate) -> Option<usize> {
    let injury = injuries[which].1;
    let resolved = injury.resolved_on()?;
    let first = match interrupted(injuries, which)
        .into_iter()
        .map(|(step, _)| step)
        .min()
    {
        Some(reached) => reached.max(1) - 1,
        None if injury.severity() >= 4 => 0,
        None if (resolved - injury.reported_on()).num_days() > 7 => 0,
        None => return None,
    };
    let days = (date - resolved).num_days();
    if days < 1 {
        return None;
    }
    let step = first + usize::try_from((days - 1) / 7).expect("not negative");
    (step < 4).then_some(step)
}

fn floor(injuries: &[(u64, &Injury)], which: usize) -> u64 {
    let own = match injuries[which].1.severity() {
        1..=3 => 800,
        4 => 750,
        5 => 625,
        6 => 500,
        _ => 0,
    };
    interrupted(injuries, which)
        .into_iter()
        .map(|(_, earlier)| floor(injuries, earlier))
        .fold(own, u64::min)
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

fn redistribute(plan: &BasePlan, in_force: &InForce, items: &mut [Item]) -> Vec<Placement> {
    let mut placements: Vec<(Placement, u64)> = Vec::new();
    for (id, wish) in in_force.redistributions() {
        let source = wish.source.0;
        let earlier = placements.iter().rfind(|(_, of)| *of == source);
        let removed = match earlier {
            Some((first, _)) => first.unplaced,
            None => removed_by(items, source),
        };
        let history: u64 = items
            .iter()
            .filter(|item| item.pin.is_some())
            .flat_map(|item| &item.shares)
            .filter(|(by, _)| {
                let gone = !in_force.overlays.iter().any(|(live, _)| live == by);
                *by == id || (earlier.is_none() && gone && in_force.sources[by] == source)
            })
            .map(|(_, share)| share)
            .sum();
        let wanted = removed.saturating_sub(history);
        let placed = history + place(plan, in_force, items, id, wish, wanted);
        let placement = Placement {
            id,
            placed,
            unplaced: removed.saturating_sub(placed),
        };
        placements.push((placement, source));
    }
    placements.into_iter().map(|(one, _)| one).collect()
}

fn removed_by(items: &[Item], source: u64) -> u64 {
    items
        .iter()
        .map(|item| {
            if let Some(day) = &item.pin {
                let of_source = day.removed.iter().filter(|(id, _)| id.0 == source);
                return of_source.map(|(_, taken)| taken.raw()).sum();
            }
            let last = item.without_shares();
            let mut removed = 0;
            if item.vacation == Some(source) {
                removed += item.injuries_alone.saturating_sub(item.after_two.max(last));
            }
            if item.day_off == Some(source) {
                removed += item.after_two.saturating_sub(last);
            }
            removed
        })
        .sum()
}

fn place(
    plan: &BasePlan,
    in_force: &InForce,
    items: &mut [Item],
    id: u64,
    wish: &Redistribution,
    wanted: u64,
) -> u64 {
    let last_day = in_force
        .overlays
        .iter()
        .find_map(|(live, overlay)| match overlay {
            Overlay::Vacation(vacation) if *live == wish.source.0 => Some(vacation.end()),
            Overlay::DayOff(day_off) if *live == wish.source.0 => Some(day_off.date()),
            _ => None,
        })
        .expect("a redistribution stands on its source");
    let week_of = |date: NaiveDate| (date - plan.start()).num_days().div_euclid(7);
    let in_scope = |date: NaiveDate| match wish.scope {
        Scope::ThisWeek => week_of(date) == week_of(last_day),
        Scope::NextNWeeks(n) => week_of(date) - week_of(last_day) <= i64::from(n),
        Scope::UntilDate(until) => date <= until,
        Scope::RestOfPlan => true,
    };
    let race_week = |week: usize| {
        items
            .iter()
            .any(|i| i.week == week && i.kind == WorkoutKind::Race)
    };
    let tenth = plan.unit().tenth().raw();
    let mut runs: Vec<usize> = (0..items.len())
        .filter(|index| {
            let item = &items[*index];
            item.pin.is_none()
                && !item.is_added()
                && item.modifier == Modifier::None
                && item.kind == WorkoutKind::Easy
                && item.training() > 0
                && item.date > last_day
                && item.date >= wish.created_on
                && in_scope(item.date)
                && plan.weeks()[item.week].phase != Phase::Taper
                && !race_week(item.week)
        })
        .collect();
    runs.sort_by_key(|index| items[*index].date);

    let room = |item: &Item| {
        let plan_cap = item.without_shares() * 3 / 2;
        let anchors = items.iter().filter(|other| {
            other.week == item.week
                && matches!(other.kind, WorkoutKind::LongRun | WorkoutKind::MediumLong)
                && other.training() > 0
        });
        let anchor_cap = anchors
            .map(|other| {
                let distance = other.without_shares();
                let step = match plan.unit() {
                    DistanceUnit::Kilometer if distance > 1_000_000_000 => 100_000_000,
                    DistanceUnit::Kilometer => 50_000_000,
                    DistanceUnit::Mile => 80_467_200,
                };
                distance.saturating_sub(step)
            })
            .min()
            .unwrap_or(u64::MAX);
        let longest = items
            .iter()
            .filter(|other| (1..=28).contains(&(item.date - other.date).num_days()))
            .map(Item::without_shares)
            .max()
            .unwrap_or(0);
        let cap = plan_cap.min(anchor_cap).min(longest * 11 / 10);
        cap.saturating_sub(item.training()) / tenth
    };
    let week_room = |week: usize| {
        let planned = plan.weeks()[week].training_distance().raw();
        let run: u64 = items
            .iter()
            .filter(|i| i.week == week)
            .map(Item::training)
            .sum();
        (planned * 115 / 100).saturating_sub(run) / tenth
    };
    let pool: Vec<Share> = runs
        .iter()
        .map(|index| Share {
            week: items[*index].week,
            weight: items[*index].without_shares(),
            room: room(&items[*index]),
        })
        .collect();
    let weeks: BTreeMap<usize, u64> = pool.iter().map(|s| (s.week, week_room(s.week))).collect();
    let shares = deal(&pool, &weeks, wanted / tenth);
    let mut placed = 0;
    for (index, tenths) in runs.into_iter().zip(shares) {
        if tenths > 0 {
            let item = &mut items[index];
            item.distance = item.distance.map(|distance| distance + tenths * tenth);
            item.shares.push((id, tenths * tenth));
            placed += tenths * tenth;
        }
    }
    placed
}

/// A run to pour into, in tenths.
struct Share {
    week: usize,
    weight: u64,
    room: u64,
}

/// A level as a fraction: tenths per weight.
type Fraction = (u128, u128);

fn at_most(a: Fraction, b: Fraction) -> bool {
    a.0 * b.1 <= b.0 * a.1
}

/// The level at which the runs together hold `target`; `None`: they never do.
///
/// Each run holds `min(its room, level * its weight)` up to its own limit.
fn level(runs: &[(u64, Fraction)], target: u64) -> Option<Fraction> {
    let target = u128::from(target);
    let mut limits: Vec<Fraction> = runs.iter().map(|(_, limit)| *limit).collect();
    limits.sort_by(|a, b| (a.0 * b.1).cmp(&(b.0 * a.1)));
    for limit in limits {
        // Is the target reached before the next run stops?
        let rising = |run: &&(u64, Fraction)| at_most(limit, run.1);
        let weight: u128 = runs
            .iter()
            .filter(rising)
            .map(|(w, _)| u128::from(*w))
            .sum();
        let stopped: Fraction = runs
            .iter()
            .filter(|run| !at_most(limit, run.1))
            .map(|(w, stop)| (u128::from(*w) * stop.0, stop.1))
            .fold((0, 1), add);
        // target <= stopped + weight * limit ?
        let total = add(stopped, (weight * limit.0, limit.1));
        if target * total.1 <= total.0 {
            let left = (target * stopped.1).saturating_sub(stopped.0);
            return Some(reduce((left, stopped.1 * weight)));
        }
    }
    None
}

fn add(a: Fraction, b: Fraction) -> Fraction {
    reduce((a.0 * b.1 + b.0 * a.1, a.1 * b.1))
}

fn reduce((a, b): Fraction) -> Fraction {
    let (mut x, mut y) = (a, b);
    while y > 0 {
        (x, y) = (y, x % y);
    }
    (a / x.max(1), b / x.max(1))
}

fn deal(runs: &[Share], weeks: &BTreeMap<usize, u64>, amount: u64) -> Vec<u64> {
    let own = |run: &Share| reduce((u128::from(run.room), u128::from(run.weight)));
    // A run stops at its own room or when its week is full.
    let stops: Vec<Fraction> = runs
        .iter()
        .map(|run| {
            let week: Vec<(u64, Fraction)> = runs
                .iter()
                .filter(|other| other.week == run.week)
                .map(|other| (other.weight, own(other)))
                .collect();
            match level(&week, weeks[&run.week]) {
                Some(full) if at_most(full, own(run)) => full,
                _ => own(run),
            }
        })
        .collect();
    let pool: Vec<(u64, Fraction)> = runs
        .iter()
        .map(|run| run.weight)
        .zip(stops.clone())
        .collect();
    let end = level(&pool, amount);
    let exact: Vec<Fraction> = runs
        .iter()
        .zip(stops)
        .map(|(run, stop)| {
            let level = end.filter(|end| at_most(*end, stop)).unwrap_or(stop);
            reduce((u128::from(run.weight) * level.0, level.1))
        })
        .collect();
    let mut shares: Vec<u64> = exact.iter().map(|(a, b)| (a / b) as u64).collect();
    let mut order: Vec<usize> = (0..runs.len())
        .filter(|i| exact[*i].0 % exact[*i].1 > 0)
        .collect();
    order.sort_by(|a, b| {
        let rest = |i: usize| (exact[i].0 % exact[i].1, exact[i].1);
        let (a, b) = (rest(*a), rest(*b));
        (b.0 * a.1).cmp(&(a.0 * b.1))
    });
    for index in order {
        let in_week: u64 = (0..runs.len())
            .filter(|other| runs[*other].week == runs[index].week)
            .map(|other| shares[other])
            .sum();
        if shares.iter().sum::<u64>() < amount && in_week < weeks[&runs[index].week] {
            shares[index] += 1;
        }
    }
    shares
}
