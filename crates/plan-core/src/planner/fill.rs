//! How far each run of a week goes: shares of the long run, on the grid.

use super::availability::Availability;
use super::grid::Grid;
use super::week_shape::{Part, Shape, Share, days_apart};
use crate::units::Distance;

/// One run of a week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// From Monday.
    pub(super) day: usize,
    pub(super) part: Part,
    pub(super) distance: Distance,
}

/// Why a week holds less than it was meant to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    /// No run may be much longer than those of the last four weeks.
    Growth,
    /// The long run is as long as this race needs, and there are too few days.
    Days,
    /// The long run takes as much time as a long run should.
    LongRunTime,
    /// The days' minutes.
    Minutes,
}

/// The longest a long run may be this week, and what says so.
#[derive(Clone, Copy, Debug)]
pub(super) struct LongCap {
    pub(super) most: Distance,
    pub(super) bound: Bound,
}

/// A week's runs in weekday order, and what kept them below the target.
#[derive(Clone, Debug)]
pub(super) struct Filled {
    pub(super) runs: Vec<Run>,
    pub(super) bound: Option<Bound>,
}

impl Filled {
    pub(super) fn volume(&self) -> Distance {
        self.runs.iter().map(|run| run.distance).sum()
    }
}

#[derive(Clone, Copy)]
struct Slot {
    day: usize,
    part: Part,
    share: Share,
    most: Distance,
}

/// Steps between a share's usual and its most.
const STRETCH: u32 = 8;

impl Slot {
    /// The share of the long run in permille, `stretch` eighths of the way up.
    fn share(&self, stretch: u32) -> u64 {
        u64::from(self.share.low + (self.share.high - self.share.low) * stretch / STRETCH)
    }

    fn distance(&self, long: Distance, stretch: u32) -> Distance {
        Distance::from_raw(long.raw() * self.share(stretch) / 1_000).min(self.most)
    }
}

/// Fills a shape to a target volume.
///
/// A medium-long run that would be a short run is one more easy run. `None`
/// where some run would fall below the shortest one: a week drops a run rather
/// than shrink it, and rather than have a long run that is not. A shape of one
/// run always fills.
pub(super) fn fill(
    shape: &Shape,
    target: Distance,
    shares: impl Fn(Part) -> Share + Copy,
    availability: &Availability,
    long_cap: LongCap,
    grid: Grid,
) -> Option<Filled> {
    let slots = slots(shape, shares, availability);
    let total = |long: Distance, stretch: u32| -> Distance {
        slots.iter().map(|slot| slot.distance(long, stretch)).sum()
    };
    let long_most = slots
        .iter()
        .find(|slot| slot.part == Part::Long)
        .map_or(long_cap.most, |slot| slot.most.min(long_cap.most));

    // The long run that brings the week to its target at the usual shares, or
    // at larger ones where few days would make it too much of the week or
    // leave the other runs too short …
    let shortest = grid.shortest_run();
    let sum = |stretch: u32| -> u64 { slots.iter().map(|slot| slot.share(stretch)).sum() };
    let long_at = |stretch| Distance::from_raw(target.raw() * 1_000 / sum(stretch)).min(long_most);
    let too_short = |long: Distance, stretch: u32| {
        slots.len() > 1
            && slots.iter().any(|slot| {
                slot.most >= shortest
                    && slot.distance(long, stretch).raw() * 10 < shortest.raw() * 9
            })
    };
    let is_fine = |stretch| {
        100_000 / sum(stretch) <= comfortable_share(slots.len())
            && !too_short(long_at(stretch), stretch)
    };
    let mut stretch = (0..STRETCH)
        .find(|&stretch| is_fine(stretch))
        .unwrap_or(STRETCH);
    let usual = stretch;
    let mut long = long_at(usual);
    let mut bound = None;
    if total(long, usual) + grid.step() < target {
        // … or the longest one, and larger shares for the others.
        if long < long_most {
            let (mut low, mut high) = (long.raw(), long_most.min(target).raw());
            while low < high {
                let middle = low + (high - low) / 2;
                if total(Distance::from_raw(middle), usual) < target {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            long = Distance::from_raw(low);
        }
        while total(long, stretch) < target && stretch < STRETCH {
            stretch += 1;
        }
        if total(long, stretch) + grid.step() < target {
            let cramped = slots
                .iter()
                .any(|slot| slot.distance(long, stretch) == slot.most && slot.most < Distance::MAX);
            bound = Some(if cramped {
                Bound::Minutes
            } else {
                long_cap.bound
            });
        }
    }

    if too_short(long, stretch) {
        return None;
    }
    let mut runs = slots
        .iter()
        .map(|slot| {
            let wanted = grid.nearest(slot.distance(long, stretch));
            Run {
                day: slot.day,
                part: slot.part,
                distance: wanted.min(slot.most).max(shortest),
            }
        })
        .collect::<Vec<_>>();
    let week = Week {
        grid,
        slots: &slots,
        long_most: grid.floor(long_most),
    };
    week.order(&mut runs);
    week.trim(&mut runs, target);
    week.top_up(&mut runs, target);
    if let Some(medium) = runs.iter().find(|run| run.part == Part::MediumLong)
        && medium.distance < grid.least_medium_long()
    {
        let mut plain = *shape;
        plain[medium.day] = Some(Part::Easy);
        return fill(&plain, target, shares, availability, long_cap, grid);
    }
    let filled = Filled { runs, bound };
    // The shortest runs can still be too much together, or leave too little for the long one.
    let is_anchored = filled
        .runs
        .iter()
        .zip(&slots)
        .find(|(run, _)| run.part == Part::Long)
        .is_none_or(|(run, _)| {
            let most_easy = u64::from(shares(Part::Easy).high);
            let least = grid.floor(Distance::from_raw(shortest.raw() * 1_000 / most_easy));
            run.distance >= least.min(week.long_most)
        });
    (slots.len() == 1 || (filled.volume() <= target && is_anchored)).then_some(filled)
}

/// The part of a week, in percent, its long run stays below where the shares
/// allow it: a few points under what [`review`](super::review) points out.
const fn comfortable_share(runs: usize) -> u64 {
    match runs {
        0..=3 => 51,
        4 => 43,
        5 => 36,
        6 => 32,
        _ => 29,
    }
}

fn slots(shape: &Shape, shares: impl Fn(Part) -> Share, availability: &Availability) -> Vec<Slot> {
    let easy = shape
        .iter()
        .filter(|part| **part == Some(Part::Easy))
        .count() as u32;
    let mut slots = Vec::with_capacity(7);
    let mut nth_easy = 0;
    for (day, part) in shape.iter().enumerate() {
        let Some(part) = *part else { continue };
        let mut share = shares(part);
        match part {
            // Easy days differ a little from each other.
            Part::Easy if easy > 1 => {
                share.low += (share.high - share.low) * nth_easy / (2 * easy);
                nth_easy += 1;
            }
            Part::MediumLong if days_apart(day, availability.long_day) <= 2 => {
                share.low = share.low * 9 / 10;
                share.high = share.high * 9 / 10;
            }
            _ => {}
        }
        slots.push(Slot {
            day,
            part,
            share,
            most: availability.most[day].unwrap_or_default(),
        });
    }
    slots
}

struct Week<'a> {
    grid: Grid,
    slots: &'a [Slot],
    long_most: Distance,
}

impl Week<'_> {
    /// Easy < medium-long < long, and nothing reaches the long run.
    fn order(&self, runs: &mut [Run]) {
        let shortest = self.grid.shortest_run();
        let longest_other = runs
            .iter()
            .filter(|run| matches!(run.part, Part::Easy | Part::Quality))
            .map(|run| run.distance)
            .max()
            .unwrap_or_default();
        let Some(long) = runs.iter().position(|run| run.part == Part::Long) else {
            // Nothing is between easy and long but what is longer than easy.
            for run in runs {
                if run.part == Part::MediumLong && run.distance <= longest_other {
                    run.part = Part::Easy;
                }
            }
            return;
        };
        let long_distance = runs[long].distance.min(self.long_most).max(shortest);
        runs[long].distance = long_distance;
        let mut ceiling = self.grid.down(long_distance);
        if let Some(medium) = runs.iter().position(|run| run.part == Part::MediumLong) {
            let most = self.slots[medium].most.min(ceiling);
            let raised = runs[medium]
                .distance
                .max(self.grid.up(longest_other))
                .min(most);
            if self.grid.down(raised) < shortest {
                // Too little room for three sizes: it is one more easy run.
                runs[medium].part = Part::Easy;
                runs[medium].distance = raised;
            } else {
                runs[medium].distance = raised;
                ceiling = self.grid.down(raised);
            }
        }
        for run in runs.iter_mut() {
            if matches!(run.part, Part::Easy | Part::Quality) {
                run.distance = run.distance.min(ceiling).max(shortest);
            }
        }
        // The shortest week: every run at the minimum, the long run a step above.
        if ceiling < shortest && runs.len() > 1 {
            runs[long].distance = self.grid.up(shortest).min(self.long_most.max(shortest));
        }
    }

    /// Shortens runs, easy ones first, until the week is no longer than its target.
    fn trim(&self, runs: &mut [Run], target: Distance) {
        let shortest = self.grid.shortest_run();
        let mut sum: Distance = runs.iter().map(|run| run.distance).sum();
        while sum > target {
            let longest_of = |part: Part, floor: Distance| {
                runs.iter()
                    .enumerate()
                    .filter(|(_, run)| run.part == part && run.distance > floor)
                    .max_by_key(|(_, run)| run.distance)
                    .map(|(index, _)| index)
            };
            let below_medium = runs
                .iter()
                .filter(|run| matches!(run.part, Part::Easy | Part::Quality))
                .map(|run| self.grid.up(run.distance))
                .max()
                .unwrap_or(shortest);
            let below_long = runs
                .iter()
                .filter(|run| run.part != Part::Long)
                .map(|run| self.grid.up(run.distance))
                .max()
                .unwrap_or(shortest);
            let Some(index) = longest_of(Part::Easy, shortest)
                .or_else(|| longest_of(Part::MediumLong, below_medium))
                .or_else(|| longest_of(Part::Quality, shortest))
                .or_else(|| longest_of(Part::Long, below_long))
            else {
                return;
            };
            let shorter = self.grid.down(runs[index].distance);
            sum = sum.saturating_sub(runs[index].distance) + shorter;
            runs[index].distance = shorter;
        }
    }

    /// Gives what rounding took back, to the shortest easy runs first.
    fn top_up(&self, runs: &mut [Run], target: Distance) {
        let mut sum: Distance = runs.iter().map(|run| run.distance).sum();
        loop {
            let long = runs
                .iter()
                .find(|run| run.part == Part::Long)
                .map_or(Distance::ZERO, |run| run.distance);
            let medium = runs
                .iter()
                .find(|run| run.part == Part::MediumLong)
                .map(|run| run.distance);
            let room = |index: usize| -> Option<Distance> {
                let (run, slot) = (&runs[index], &self.slots[index]);
                let longer = self.grid.up(run.distance);
                let share = Distance::from_raw(long.raw() * slot.share(STRETCH) / 1_000);
                let ceiling = match run.part {
                    Part::Long => self.long_most,
                    Part::MediumLong => self.grid.down(long).min(self.grid.up(share)),
                    Part::Easy | Part::Quality => self
                        .grid
                        .down(medium.unwrap_or(long))
                        .min(self.grid.nearest(share)),
                };
                let grown = sum.saturating_sub(run.distance) + longer;
                (longer <= ceiling && longer <= slot.most && grown <= target).then_some(longer)
            };
            let order = [Part::Easy, Part::MediumLong, Part::Long];
            let next = order.iter().find_map(|part| {
                (0..runs.len())
                    .filter(|&index| runs[index].part == *part)
                    .filter_map(|index| room(index).map(|longer| (index, longer)))
                    .min_by_key(|&(index, _)| runs[index].distance)
            });
            let Some((index, longer)) = next else { return };
            sum = sum.saturating_sub(runs[index].distance) + longer;
            runs[index].distance = longer;
        }
    }
}
