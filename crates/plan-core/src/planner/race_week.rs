//! The week of the race: a few easy runs around rest, and no long run.

use super::availability::Availability;
use super::fill::Run;
use super::grid::Grid;
use super::week_shape::{Part, Shape, Share};
use crate::units::Distance;

/// Easy running from a virtual long run: the week's volume over the sum of
/// the easy shares, and no longer than a long run may be this week.
///
/// The race itself is one of the week's running days. The day before it stays
/// free as long as other days can take the runs.
pub(super) fn runs(
    usual: &Shape,
    race_day: usize,
    target: Distance,
    share: Share,
    most_long: Distance,
    availability: &Availability,
    grid: Grid,
) -> Vec<Run> {
    let shortest = grid.shortest_run();
    let mut days = (1..7)
        .map(|before| (before, (race_day + 7 - before) % 7))
        .filter(|&(_, day)| availability.takes_run(day))
        .collect::<Vec<_>>();
    // Preferably a day that is one of the runner's, three to five days before the race.
    days.sort_by_key(|&(before, day)| {
        let place = [0, 9, 3, 1, 2, 0, 4][before];
        std::cmp::Reverse(4 * i32::from(usual[day].is_some()) - place)
    });
    let affordable = target.whole_steps(shortest) as usize;
    days.truncate(availability.days.saturating_sub(1).min(affordable));
    // The nearer the race, the shorter the run.
    days.sort_by_key(|&(before, _)| before);
    let count = days.len() as u64;
    let shares = (0..count)
        .map(|nth| u64::from(share.low) + u64::from(share.high - share.low) * nth / count)
        .collect::<Vec<_>>();
    let sum = shares.iter().sum::<u64>().max(1);
    let virtual_long = (target.raw() * 1_000 / sum).min(most_long.raw());
    let mut runs = days
        .iter()
        .zip(&shares)
        .map(|(&(_, day), share)| Run {
            day,
            part: Part::Easy,
            distance: grid
                .nearest(Distance::from_raw(virtual_long * share / 1_000))
                .min(availability.most[day].unwrap_or_default())
                .max(shortest),
        })
        .collect::<Vec<_>>();
    // Rounding never adds to a taper.
    let mut sum: Distance = runs.iter().map(|run| run.distance).sum();
    while sum > target {
        let Some(run) = runs
            .iter_mut()
            .filter(|run| run.distance > shortest)
            .min_by_key(|run| (race_day + 7 - run.day) % 7)
        else {
            break;
        };
        let shorter = grid.down(run.distance);
        sum = sum.saturating_sub(run.distance) + shorter;
        run.distance = shorter;
    }
    runs.sort_by_key(|run| run.day);
    runs
}
