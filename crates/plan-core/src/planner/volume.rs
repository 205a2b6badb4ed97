//! How far a week goes: geometric growth to the peak, with cutback weeks.

use crate::plan::{Level, Phase, RaceDistance};
use crate::units::{Distance, Percent};

use super::PlanBrief;
use super::regenerate::Past;

/// Plans longer than this grow only in their last weeks.
const GROWING_WEEKS: usize = 24;
/// What a cutback week keeps of the week before it.
const CUTBACK_KEEPS: Percent = Percent::from_whole(80);

/// Usual start and peak in miles, by level.
const fn usual(race: Option<RaceDistance>, level: Level) -> (u16, u16) {
    let by_level = match race {
        Some(RaceDistance::FiveK) => [(8, 18), (18, 30), (30, 45)],
        // Without a race, the training for 10 km: neither mostly speed nor mostly distance.
        Some(RaceDistance::TenK) | None => [(10, 20), (20, 34), (32, 50)],
        Some(RaceDistance::HalfMarathon) => [(12, 25), (22, 38), (35, 52)],
        Some(RaceDistance::FullMarathon) => [(15, 38), (26, 48), (38, 62)],
    };
    by_level[level as usize]
}

/// Percent of the peak, the race excluded: two weeks before, one week before, race week.
const fn taper(race: RaceDistance) -> [u16; 3] {
    match race {
        RaceDistance::FullMarathon => [78, 58, 35],
        RaceDistance::HalfMarathon => [88, 72, 40],
        RaceDistance::TenK => [82, 70, 45],
        RaceDistance::FiveK => [83, 72, 47],
    }
}

/// What a week is for, as far as its volume goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Load {
    /// The given number of growth steps above the start.
    Rise(u32),
    /// A cutback week.
    Cutback,
    /// A taper week at the given share of the peak.
    Taper(Percent),
    /// The only week of a plan: a share of the start.
    Only(Percent),
}

/// The plan's volume from first week to last.
#[derive(Debug)]
pub(super) struct Volume {
    /// What the runner starts with.
    pub(super) start: Distance,
    /// The largest week before the first, the start itself where none is known.
    pub(super) before: Distance,
    /// What the plan grows towards.
    pub(super) peak: Distance,
    /// True where somebody said how much the largest week holds.
    pub(super) is_asked_for: bool,
    /// What it would grow towards if nobody limited its weeks.
    pub(super) unlimited: Distance,
    /// How much a week may exceed all before it.
    pub(super) growth_cap: Percent,
    /// Growth a step, as a factor.
    rate: f64,
    /// One a week.
    pub(super) loads: Vec<Load>,
}

impl Volume {
    /// Lays the weeks out.
    ///
    /// The start is what the runner says, else what the latest weeks of the past
    /// allow, but not less than half of what is usual, else the usual; never more
    /// than a week may hold.
    pub(super) fn of(brief: &PlanBrief, phases: &[Phase], past: Option<&Past>) -> Self {
        let race = brief.race.as_ref().map(|race| race.distance);
        let (usual_start, usual_peak) = usual(race, brief.level);
        let usual_start = Distance::from_miles(usual_start);
        let lately = past.and_then(Past::start);
        let least = usual_start.percent(Percent::from_whole(50));
        let start = brief
            .weekly_distance
            .or(lately.map(|start| start.max(least)))
            .unwrap_or(usual_start);
        let usual_peak = Distance::from_miles(usual_peak);
        let unlimited = brief.peak_weekly.unwrap_or(usual_peak).max(start);
        let most = brief.weekly_limit().unwrap_or(Distance::MAX);
        let (start, peak) = (start.min(most), unlimited.min(most));
        let growth_cap = growth_cap(peak);

        let rising = phases
            .iter()
            .position(|&phase| phase == Phase::Taper)
            .unwrap_or(phases.len());
        let cycle = brief.pattern.cycle().map(usize::from);
        // A first week is none, unless the weeks before it were not easier anyway.
        let is_cutback = |week: usize| {
            (week > 0 || past.is_some_and(Past::ends_in_full))
                && cycle.is_some_and(|cycle| (rising - 1 - week) % cycle == cycle - 1)
        };
        let first = usize::from(lately.is_none());
        let first_growing = phases.len().saturating_sub(GROWING_WEEKS).max(first);
        let mut steps = 0;
        let mut loads = (0..rising)
            .map(|week| {
                if is_cutback(week) {
                    Load::Cutback
                } else {
                    steps += u32::from(week >= first_growing);
                    Load::Rise(steps)
                }
            })
            .collect::<Vec<_>>();
        if let Some(race) = race {
            let tapering = phases.len() - rising;
            if rising == 0 && lately.is_none() && tapering == 1 {
                loads.push(Load::Only(Percent::from_whole(60)));
            } else {
                let shares = &taper(race)[3 - tapering.min(3)..];
                loads.extend(shares.iter().map(|&p| Load::Taper(Percent::from_whole(p))));
            }
        }
        let wanted = if steps == 0 {
            1.0
        } else {
            (peak.raw() as f64 / start.raw() as f64).powf(1.0 / f64::from(steps))
        };
        let rate = wanted.min(1.0 + growth_cap.as_f64() / 100.0);
        let before = past.map_or(start, |past| past.most().max(start));
        Self {
            start,
            before,
            peak,
            is_asked_for: brief.peak_weekly.is_some() || peak < unlimited,
            unlimited,
            growth_cap,
            rate,
            loads,
        }
    }

    /// What a week aims at, given what the weeks before it came to.
    pub(super) fn target(&self, week: usize, before: &Progress) -> Distance {
        match self.loads[week] {
            Load::Rise(steps) => {
                let wanted = self.start.raw() as f64 * self.rate.powi(steps as i32);
                let wanted = Distance::from_raw(wanted.round() as u64).min(self.peak);
                wanted.min(before.most_allowed(self.growth_cap))
            }
            Load::Cutback => before.last.percent(CUTBACK_KEEPS),
            Load::Taper(share) => before.peak.percent(share),
            Load::Only(share) => self.start.percent(share),
        }
    }

    /// The most a rising week may have; `None` for the first week.
    pub(super) fn most_allowed(&self, before: &Progress) -> Option<Distance> {
        (!before.peak.is_zero()).then(|| before.most_allowed(self.growth_cap))
    }

    /// True where there are weeks to grow in.
    pub(super) fn rises(&self) -> bool {
        self.loads.iter().any(|load| matches!(load, Load::Rise(_)))
    }

    /// True where the rate needed to reach the peak is above the growth cap.
    pub(super) fn peak_in_reach(&self) -> bool {
        let steps = self.loads.iter().fold(0, |most, load| match load {
            Load::Rise(steps) => *steps,
            _ => most,
        });
        self.start.raw() as f64 * self.rate.powi(steps as i32) >= self.peak.raw() as f64 * 0.99
    }
}

/// What the weeks so far came to.
#[derive(Debug)]
pub(super) struct Progress {
    /// The most in any week: what growth is measured on.
    pub(super) peak: Distance,
    /// The latest week.
    pub(super) last: Distance,
    /// The longest run of each of the latest four weeks, and the longest from
    /// the day of the long run on.
    longest: [(Distance, Distance); 4],
    /// The same as the plan asked for it, whatever was run.
    asked: [(Distance, Distance); 4],
    /// The grid's smallest step, by which a small week may always grow.
    step: Distance,
}

impl Progress {
    /// Before the first week: what the latest weeks of the past came to, where
    /// there are any, and at least the start.
    pub(super) fn new(
        step: Distance,
        past: Option<&Past>,
        start: Distance,
        long_place: usize,
    ) -> Self {
        let mut progress = Self {
            peak: Distance::ZERO,
            last: Distance::ZERO,
            longest: [(Distance::ZERO, Distance::ZERO); 4],
            asked: [(Distance::ZERO, Distance::ZERO); 4],
            step,
        };
        for week in past.iter().flat_map(|past| &past.weeks) {
            let longest = |days: &[Distance]| days.iter().copied().max().unwrap_or_default();
            let late = longest(&week.longest[long_place..]);
            progress.record(week.volume.max(start), longest(&week.longest), late);
            progress.asked[3] = (longest(&week.asked), longest(&week.asked[long_place..]));
        }
        progress
    }

    /// Takes a week in: its volume, its longest run, and its longest from the
    /// day of the long run on.
    pub(super) fn record(&mut self, volume: Distance, longest: Distance, late: Distance) {
        self.peak = self.peak.max(volume);
        self.last = volume;
        self.longest.rotate_left(1);
        self.longest[3] = (longest, late);
        self.asked.rotate_left(1);
        self.asked[3] = (longest, late);
    }

    /// The longest run of the latest week.
    pub(super) fn last_longest(&self) -> Distance {
        self.longest[3].0
    }

    /// The longest run of the 28 days before the next long run. Where none was
    /// run, the longest that was planned: who missed every run is not to go
    /// further than who ran them all.
    pub(super) fn longest(&self) -> Distance {
        self.run_or_asked(|[(_, late), weeks @ ..]| {
            weeks.iter().map(|week| week.0).fold(late, Distance::max)
        })
    }

    /// The longest run of the latest three weeks, which lie within the 28 days
    /// before every day of the next.
    pub(super) fn longest_of_three(&self) -> Distance {
        self.run_or_asked(|[_, weeks @ ..]| {
            let zero = Distance::ZERO;
            weeks.iter().map(|week| week.0).fold(zero, Distance::max)
        })
    }

    fn run_or_asked(&self, of: impl Fn([(Distance, Distance); 4]) -> Distance) -> Distance {
        let run = of(self.longest);
        if run.is_zero() { of(self.asked) } else { run }
    }

    /// The most the next week may have: a share, or one step, above every week so far.
    fn most_allowed(&self, cap: Percent) -> Distance {
        if self.peak.is_zero() {
            return Distance::MAX;
        }
        (self.peak + self.peak.percent(cap)).max(self.peak + self.step)
    }
}

/// 15 % a week at a peak under 30 mi, 7 % above 50, linear between.
fn growth_cap(peak: Distance) -> Percent {
    let (low, high) = (Distance::from_miles(30), Distance::from_miles(50));
    let above = peak.clamp(low, high).saturating_sub(low).raw();
    let fall = 80 * above / (high.raw() - low.raw());
    Percent::from_tenths(150 - fall as u16)
}
