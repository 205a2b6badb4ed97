//! The shape of a week: which day is long, hard, easy or free.

use super::availability::Availability;
use crate::plan::{Level, Phase, RaceDistance};

/// What a day's run is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Long,
    MediumLong,
    Quality,
    Easy,
}

/// What each weekday holds, Monday first; `None` is a day off.
pub(super) type Shape = [Option<Part>; 7];

/// The share of the long run a run may have, in permille: usual and most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Share {
    pub(super) low: u32,
    pub(super) high: u32,
}

const fn percent(low: u32, high: u32) -> Share {
    Share {
        low: low * 10,
        high: high * 10,
    }
}

/// Shares of the long run by part.
pub(super) fn share(part: Part, race: Option<RaceDistance>, level: Level, phase: Phase) -> Share {
    let long_race = matches!(
        race,
        Some(RaceDistance::HalfMarathon | RaceDistance::FullMarathon)
    );
    let by_level = |beginner, intermediate, advanced| match level {
        Level::Beginner => beginner,
        Level::Intermediate => intermediate,
        Level::Advanced => advanced,
    };
    match (part, long_race) {
        (Part::Long, _) => percent(100, 100),
        (Part::Easy, false) => percent(60, 70),
        (Part::Quality, false) => percent(65, 75),
        (Part::MediumLong, false) => percent(75, 85),
        (Part::MediumLong, true) => percent(60, 70),
        (Part::Easy, true) => match phase {
            Phase::Base => by_level(percent(45, 55), percent(40, 50), percent(38, 48)),
            Phase::Build => by_level(percent(40, 52), percent(38, 48), percent(35, 45)),
            Phase::Peak => by_level(percent(38, 50), percent(35, 45), percent(32, 42)),
            Phase::Taper => percent(35, 45),
        },
        (Part::Quality, true) => match phase {
            Phase::Base | Phase::Build => {
                by_level(percent(50, 50), percent(45, 45), percent(40, 40))
            }
            Phase::Peak => by_level(percent(50, 50), percent(50, 50), percent(45, 45)),
            Phase::Taper => percent(45, 45),
        },
    }
}

/// Quality sessions a week asks for.
pub(super) fn quality_sessions(level: Level, phase: Phase, week: usize) -> usize {
    let [base, build, peak, taper] = match level {
        Level::Beginner if week < 4 => [0; 4],
        Level::Beginner => [0, 1, 1, 0],
        Level::Intermediate => [1, 1, 2, 1],
        Level::Advanced => [1, 2, 2, 1],
    };
    match phase {
        Phase::Base => base,
        Phase::Build => build,
        Phase::Peak => peak,
        Phase::Taper => taper,
    }
}

/// A set of weekdays, as bits from Monday.
type Days = u8;

const fn bit(day: usize) -> Days {
    1 << (day % 7)
}

/// Finds the best shape for a week, and remembers it.
///
/// All shapes of a plan are nested: a week of fewer runs drops days of the
/// full week, and a week of fewer quality sessions keeps some of the full
/// week's quality days. So a runner's weekdays do not wander, and hard days
/// stay apart across the border of two weeks too.
#[derive(Debug)]
pub(super) struct Shapes<'a> {
    availability: &'a Availability,
    seed: u64,
    /// The running days of a full week.
    days: Days,
    /// The quality days of the hardest week.
    quality: Days,
    known: Vec<((usize, usize), Shape)>,
}

impl<'a> Shapes<'a> {
    /// Chooses the full week's days so that `most_quality` sessions fit best.
    pub(super) fn new(availability: &'a Availability, seed: u64, most_quality: usize) -> Self {
        let mut shapes = Self {
            availability,
            seed,
            days: 0,
            quality: 0,
            known: Vec::with_capacity(6),
        };
        let usable = (0..7)
            .filter(|&day| availability.takes_run(day))
            .fold(0, |days, day| days | bit(day));
        shapes.days = shapes.run_days(availability.days, usable, 0, most_quality);
        shapes.quality = shapes.quality_days(shapes.days, most_quality);
        shapes
    }

    /// The shape of a week with `runs` runs, `quality` of them quality
    /// sessions where the days allow it.
    ///
    /// At least one run of the week stays easy, hard days are never adjacent
    /// (weeks follow each other, so Sunday and Monday count), and a
    /// medium-long run is added where three other runs remain.
    pub(super) fn shape(&mut self, runs: usize, quality: usize) -> Shape {
        if let Some((_, shape)) = self.known.iter().find(|(key, _)| *key == (runs, quality)) {
            return *shape;
        }
        let hard = if quality >= self.quality.count_ones() as usize {
            self.quality
        } else {
            self.quality_days(self.quality | bit(self.availability.long_day), quality)
        };
        let room = runs.saturating_sub(2);
        let hard = if hard.count_ones() as usize > room {
            self.quality_days(hard | bit(self.availability.long_day), room)
        } else {
            hard
        };
        let days = self.run_days(runs, self.days, hard, 0);
        let shape = self.place(days, hard);
        self.known.push(((runs, quality), shape));
        shape
    }

    /// The best `runs` weekdays among `among`, the long run's and `with` included.
    fn run_days(&self, runs: usize, among: Days, with: Days, quality: usize) -> Days {
        let long = self.availability.long_day;
        let with = with | bit(long);
        let mut best = (i32::MIN, 0, with);
        for days in 0u8..128 {
            if days.count_ones() as usize != runs || days & with != with || days & !among != 0 {
                continue;
            }
            let in_set = |day: usize| days & bit(day) != 0;
            let mut score = 0;
            for after_long in 1..7 {
                let day = (long + after_long) % 7;
                if in_set(day) {
                    // Short days are better left free.
                    if self.availability.timed[day] {
                        let miles = self.availability.most[day].map_or(0.0, |d| d.as_miles());
                        score -= (8.0 - miles).clamp(0.0, 6.0) as i32;
                    }
                    continue;
                }
                // A day off serves best after the long run, then before the weekend.
                score += [0, 6, 1, 2, 1, 4, 3][after_long];
                if after_long < 6 && !in_set(day + 1) {
                    score -= 4;
                }
            }
            if quality > 0 {
                score += 8 * self.quality_days(days, quality).count_ones() as i32;
            }
            best = best.max((score, mix(self.seed, u64::from(days)), days));
        }
        best.2
    }

    /// The best placed days for up to `wanted` quality sessions within `days`.
    fn quality_days(&self, days: Days, wanted: usize) -> Days {
        let long = self.availability.long_day;
        let fits = |after_long: usize| days & bit(long + after_long) != 0;
        // Two days or more from the long run on either side.
        let place =
            |after_long: usize| [0, 0, 3, 4, 3, 1, 0][after_long] - self.crowding(after_long);
        let mut best = (0, 0, 0, 0);
        for first in (2..=5).filter(|&first| wanted > 0 && fits(first)) {
            let tie = mix(self.seed, 100 + first as u64);
            best = best.max((1, 20 + place(first), tie, bit(long + first)));
            for second in (first + 2..=5).filter(|&second| wanted > 1 && fits(second)) {
                let score = 40 + place(first) + place(second) + 2 * i32::from(second - first == 3);
                let tie = mix(self.seed, 200 + 10 * first as u64 + second as u64);
                best = best.max((2, score, tie, bit(long + first) | bit(long + second)));
            }
        }
        best.3
    }

    /// How much a day's minutes would cramp a quality session.
    fn crowding(&self, after_long: usize) -> i32 {
        let day = (self.availability.long_day + after_long) % 7;
        let miles = self.availability.most[day].map_or(0.0, |d| d.as_miles());
        (7.0 - miles).clamp(0.0, 5.0) as i32
    }

    fn place(&self, days: Days, hard: Days) -> Shape {
        let long = self.availability.long_day;
        let mut shape: Shape = std::array::from_fn(|day| {
            (days & bit(day) != 0).then_some(if day == long {
                Part::Long
            } else if hard & bit(day) != 0 {
                Part::Quality
            } else {
                Part::Easy
            })
        });
        let easy = shape
            .iter()
            .filter(|part| **part == Some(Part::Easy))
            .count();
        if easy >= 3 {
            let is_quality = |day: usize| hard & bit(day) != 0;
            let medium_long = (1..7)
                .map(|after_long| (after_long, (long + after_long) % 7))
                .filter(|&(_, day)| shape[day] == Some(Part::Easy))
                .max_by_key(|&(after_long, day)| {
                    let apart = [0, 0, 2, 4, 4, 2, 0][after_long];
                    let squeezed = i32::from(is_quality(day + 1)) + i32::from(is_quality(day + 6));
                    (
                        apart - squeezed - self.crowding(after_long),
                        mix(self.seed, 300 + after_long as u64),
                    )
                });
            if let Some((_, day)) = medium_long {
                shape[day] = Some(Part::MediumLong);
            }
        }
        shape
    }
}

/// How many days lie between two weekdays, the shorter way round.
pub(super) const fn days_apart(a: usize, b: usize) -> usize {
    let apart = (a + 7 - b) % 7;
    if apart > 3 { 7 - apart } else { apart }
}

/// A well-mixed number from seed and choice (SplitMix64): ties between equally
/// good variants are broken by it and by nothing else.
pub(super) fn mix(seed: u64, choice: u64) -> u64 {
    let mut z = seed
        .wrapping_add(choice.wrapping_mul(0x9E37_79B9_7F4A_7C15))
        .wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
