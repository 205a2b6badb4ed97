//! Tenths dealt to runs in proportion, with fractions reduced at each step.

use std::collections::BTreeMap;

/// A run to pour into, in tenths.
pub(super) struct Share {
    pub(super) week: usize,
    pub(super) weight: u64,
    pub(super) room: u64,
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

pub(super) fn deal(runs: &[Share], weeks: &BTreeMap<usize, u64>, amount: u64) -> Vec<u64> {
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
        .filter(|i| !exact[*i].0.is_multiple_of(exact[*i].1))
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
