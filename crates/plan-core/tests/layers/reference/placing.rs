//! Made-up miles: who may take some, and how much fits.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use plan_core::overlay::{Modifier, Overlay, Redistribution, Scope};
use plan_core::plan::{BasePlan, Phase};
use plan_core::units::DistanceUnit;
use plan_core::workout::WorkoutKind;

use super::dealing::{Share, deal};
use super::in_force::InForce;
use super::{Item, Placement};

pub(super) fn redistribute(
    plan: &BasePlan,
    in_force: &InForce,
    items: &mut [Item],
) -> Vec<Placement> {
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
