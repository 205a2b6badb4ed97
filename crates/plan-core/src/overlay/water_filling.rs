//! An amount poured over runs in proportion to their plan, until they are full.
//!
//! All runs rise together, each in proportion to its weight. A run stops when
//! its own room is full; when a week (a basin) is full, all its runs stop.
//! Everything is exact: levels are fractions of whole numbers, and the whole
//! steps are dealt by largest remainder at the end.

use std::cmp::Ordering;

/// Something that holds several runs: a week.
pub(super) struct Basin {
    /// How many steps it can take.
    pub(super) room: u64,
}

/// Something that rises: a run.
pub(super) struct Run {
    /// Index of its basin.
    pub(super) basin: usize,
    /// It rises in proportion to this; above zero.
    pub(super) weight: u64,
    /// How many steps it can take.
    pub(super) room: u64,
}

/// A water level: steps per weight, exactly.
#[derive(Clone, Copy, Debug)]
struct Level {
    steps: u128,
    weight: u128,
}

impl Level {
    fn compare(self, other: Self) -> Ordering {
        (self.steps * other.weight).cmp(&(other.steps * self.weight))
    }

    /// Whole steps of a run at this level, and what is left as a fraction.
    fn of(self, weight: u64) -> (u64, Self) {
        let product = self.steps * u128::from(weight);
        let whole = product / self.weight;
        let rest = Self {
            steps: product % self.weight,
            weight: self.weight,
        };
        (u64::try_from(whole).unwrap_or(u64::MAX), rest)
    }
}

/// How many whole steps each run takes of `amount`.
///
/// Runs come in order of precedence: among equal remainders the earlier one
/// gets the step.
pub(super) fn fill(runs: &[Run], basins: &[Basin], amount: u64) -> Vec<u64> {
    let levels = levels(runs, basins, amount);
    let mut shares = Vec::with_capacity(runs.len());
    let mut remainders = Vec::new();
    for (index, (run, level)) in runs.iter().zip(&levels).enumerate() {
        // No level is above a run's own: a whole share fits into its room, and
        // where something is left of it there is room for one step more.
        let (whole, rest) = level.of(run.weight);
        if rest.steps > 0 {
            remainders.push((index, rest));
        }
        shares.push(whole);
    }

    let mut left = amount.saturating_sub(shares.iter().sum());
    let mut room: Vec<u64> = basins.iter().map(|basin| basin.room).collect();
    for (run, share) in runs.iter().zip(&shares) {
        room[run.basin] = room[run.basin].saturating_sub(*share);
    }
    // Stable: among equals the earlier run stays first.
    remainders.sort_by(|(_, a), (_, b)| b.compare(*a));
    for (index, _) in remainders {
        let room = &mut room[runs[index].basin];
        if left > 0 && *room > 0 {
            shares[index] += 1;
            *room -= 1;
            left -= 1;
        }
    }
    shares
}

/// The level at which each run stops rising.
fn levels(runs: &[Run], basins: &[Basin], amount: u64) -> Vec<Level> {
    let none = Level {
        steps: 0,
        weight: 1,
    };
    let mut stopped: Vec<Option<Level>> = vec![None; runs.len()];
    // Runs in the order in which their own room ends their rise.
    let mut by_level: Vec<usize> = (0..runs.len()).collect();
    let own = |run: &Run| Level {
        steps: u128::from(run.room),
        weight: u128::from(run.weight.max(1)),
    };
    by_level.sort_by(|a, b| own(&runs[*a]).compare(own(&runs[*b])));
    let mut next_full = by_level.into_iter().peekable();

    // Of each basin: the weight still rising, and the steps of its full runs.
    let mut rising: Vec<(u128, u128)> = vec![(0, 0); basins.len()];
    for run in runs {
        rising[run.basin].0 += u128::from(run.weight);
    }
    let mut full_basin = vec![false; basins.len()];
    // The same for everything; a full basin counts with its whole room.
    let (mut weight, mut settled): (u128, u128) =
        (rising.iter().map(|(weight, _)| weight).sum(), 0);

    while weight > 0 {
        let end = Level {
            steps: u128::from(amount).saturating_sub(settled),
            weight,
        };
        let basin = (0..basins.len())
            .filter(|basin| !full_basin[*basin] && rising[*basin].0 > 0)
            .map(|basin| {
                let (weight, steps) = rising[basin];
                let room = u128::from(basins[basin].room).saturating_sub(steps);
                (
                    basin,
                    Level {
                        steps: room,
                        weight,
                    },
                )
            })
            .min_by(|(_, a), (_, b)| a.compare(*b));
        while next_full.next_if(|run| stopped[*run].is_some()).is_some() {}
        let run = next_full.peek().map(|run| (*run, own(&runs[*run])));

        let basin_level = basin.map_or(end, |(_, level)| level);
        let run_level = run.map_or(end, |(_, level)| level);
        if end.compare(basin_level).is_le() && end.compare(run_level).is_le() {
            for level in stopped.iter_mut().filter(|level| level.is_none()) {
                *level = Some(end);
            }
            break;
        }
        if run_level.compare(basin_level).is_le()
            && let Some((index, level)) = run
        {
            // This run is full.
            stopped[index] = Some(level);
            let full = &runs[index];
            rising[full.basin].0 -= u128::from(full.weight);
            rising[full.basin].1 += u128::from(full.room);
            weight -= u128::from(full.weight);
            settled += u128::from(full.room);
        } else if let Some((index, level)) = basin {
            // This week is full: all its runs stop.
            full_basin[index] = true;
            weight -= rising[index].0;
            settled += u128::from(basins[index].room).saturating_sub(rising[index].1);
            for (run, stop) in runs.iter().zip(&mut stopped) {
                if run.basin == index && stop.is_none() {
                    *stop = Some(level);
                }
            }
        }
    }
    stopped
        .into_iter()
        .map(|level| level.unwrap_or(none))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn poured(runs: &[(usize, u64, u64)], basins: &[u64], amount: u64) -> Vec<u64> {
        let runs: Vec<Run> = runs
            .iter()
            .map(|&(basin, weight, room)| Run {
                basin,
                weight,
                room,
            })
            .collect();
        let basins: Vec<Basin> = basins.iter().map(|&room| Basin { room }).collect();
        fill(&runs, &basins, amount)
    }

    #[test]
    fn an_amount_is_split_in_proportion_to_weight() {
        assert_eq!(poured(&[(0, 4, 99), (0, 6, 99)], &[99], 20), [8, 12]);
    }

    #[test]
    fn what_a_full_run_cannot_take_goes_to_the_others() {
        assert_eq!(poured(&[(0, 4, 3), (0, 6, 99)], &[99], 20), [3, 17]);
    }

    #[test]
    fn a_full_week_stops_all_its_runs() {
        let runs = [(0, 5, 99), (0, 5, 99), (1, 5, 99)];
        assert_eq!(poured(&runs, &[6, 99], 20), [3, 3, 14]);
    }

    #[test]
    fn the_largest_remainder_gets_the_odd_step_and_the_earlier_run_the_tie() {
        assert_eq!(poured(&[(0, 5, 99), (0, 5, 99)], &[99], 3), [2, 1]);
        assert_eq!(poured(&[(0, 1, 99), (0, 4, 99)], &[99], 6), [1, 5]);
    }

    #[test]
    fn a_full_week_never_takes_an_odd_step_of_another() {
        let shares = poured(&[(0, 5, 99), (0, 5, 99), (1, 5, 99)], &[5, 99], 12);
        assert_eq!(shares[0] + shares[1], 5);
        assert_eq!(shares, [3, 2, 7]);
    }

    #[test]
    fn a_full_week_in_which_nothing_rises_holds_no_other_up() {
        assert_eq!(poured(&[(1, 5, 99), (1, 5, 99)], &[0, 6], 20), [3, 3]);
    }

    #[test]
    fn without_room_nothing_is_placed() {
        assert_eq!(poured(&[(0, 5, 0), (0, 5, 9)], &[0], 12), [0, 0]);
        assert_eq!(poured(&[], &[], 12), [0u64; 0]);
    }
}
