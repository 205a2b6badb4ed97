//! What injuries allow, date by date.

use chrono::NaiveDate;
use plan_core::overlay::Injury;

/// What an injury allows on a date, in tenths of a percent, and whether quality too.
pub(super) fn allowed(
    injuries: &[(u64, &Injury)],
    which: usize,
    date: NaiveDate,
) -> Option<(u64, bool)> {
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
