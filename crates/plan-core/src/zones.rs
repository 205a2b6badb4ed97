//! The five training zones: paces from VDOT, effort from Borg's scale.
//!
//! Paces follow the tables of J. Daniels, *Daniels' Running Formula*, 3rd ed.
//! (2014), VDOT 30–85. The book states intensities as ranges of VO2max, but its
//! tables are narrower; so each zone here is the simplest curve that meets
//! every row of the tables, and its constant says how closely:
//!
//! | zone | curve | largest distance from the tables, s/km |
//! |---|---|---|
//! | E, slow end | 63 % of VDOT | 0.7 |
//! | E, fast end | 74.67 % of VDOT less 0.74 ml/kg/min | 0.7 |
//! | M | marathon race pace, slower by a square law below VDOT 49.1 | 0.6 |
//! | T | 88 % of VDOT | 0.6 |
//! | I | 97.5 % of VDOT, up to 0.8 s/km faster at VDOT 30–38 | 0.8 |
//! | R | faster than I by 14.5–22.4 s/km (`REPETITION_LEAD`) | 1.2 |
//!
//! Below VDOT 30 the book has no rows. A flat share of so small a VDOT asks a
//! runner to walk, so E, I and R are taken from an effective VDOT of
//! `10 + ⅔ VDOT`, T from the mean of that and VDOT, and M stays with VDOT; all
//! of them meet the book's curves at 30. Below about VDOT 24 easy running would
//! then overtake marathon pace (the race contains more and more walking): there
//! M stays half a second a kilometer inside the fast end of E, so that the zones
//! never change places. [`Vdot::race_pace`] gives the unbounded marathon pace.

use crate::fitness::{Vdot, velocity_at};
use crate::plan::RaceDistance;
use crate::units::Pace;
use crate::words::words;

words! {
    /// Daniels' training intensities.
    pub enum Zone("zone") {
        /// E: conversational.
        Easy = "Easy",
        /// M: marathon race pace.
        Marathon = "Marathon",
        /// T: comfortably hard, what can be held for about an hour.
        Threshold = "Threshold",
        /// I: VO2max, what can be held for about eleven minutes.
        Interval = "Interval",
        /// R: fast and relaxed, about mile race pace.
        Repetition = "Repetition",
    }
}

/// How hard a zone feels, on Borg's scale of 6 (nothing) to 20 (everything).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Effort {
    /// The least it should feel like.
    pub min: u8,
    /// The most it should feel like.
    pub max: u8,
    /// The same in words.
    pub description: &'static str,
}

impl Zone {
    /// How hard the zone feels; this is all a runner without a VDOT has.
    ///
    /// Anchors of the scale: 9 very light, 11 light, 13 somewhat hard, 15 hard,
    /// 17 very hard, 19 extremely hard (Borg, 1982), and the lactate threshold
    /// at about 16. The assignment to Daniels' zones is ours; no table of it has
    /// been published.
    pub const fn effort(self) -> Effort {
        let (min, max, description) = match self {
            Self::Easy => (9, 12, "light; you can talk in whole sentences"),
            Self::Marathon => (12, 14, "somewhat hard; you can say a sentence at a time"),
            Self::Threshold => (15, 16, "comfortably hard; a few words at a time"),
            Self::Interval => (17, 18, "very hard; single words only"),
            Self::Repetition => (18, 19, "extremely hard but relaxed; too fast to talk"),
        };
        Effort {
            min,
            max,
            description,
        }
    }
}

/// The paces of a zone. Only E is a band; the others are one pace, its ends equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PaceRange {
    /// The slow end.
    pub slow: Pace,
    /// The fast end.
    pub fast: Pace,
}

impl PaceRange {
    /// Half way between the ends: what planned times are worked out with.
    pub const fn midpoint(self) -> Pace {
        let sum = self.slow.as_milliseconds_per_kilometer() as u64
            + self.fast.as_milliseconds_per_kilometer() as u64;
        Pace::from_milliseconds_per_kilometer((sum / 2) as u32)
    }
}

/// The training paces of one runner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PaceZones {
    vdot: Vdot,
    /// In the order of [`Zone::ALL`].
    ranges: [PaceRange; 5],
}

impl PaceZones {
    /// The paces that belong to a VDOT; the module says where they come from.
    pub fn from_vdot(vdot: Vdot) -> Self {
        let own = vdot.as_f64();
        let effective = effective_vdot(own);
        let easy_fast = easy_fast(effective);
        Self {
            vdot,
            ranges: [
                PaceRange {
                    slow: milliseconds(easy_slow(effective)),
                    fast: milliseconds(easy_fast),
                },
                single(marathon(vdot).min(easy_fast - 0.5)),
                single(threshold((own + effective) / 2.0)),
                single(interval(effective)),
                single(interval(effective) - along(&REPETITION_LEAD, effective)),
            ],
        }
    }

    /// The fitness they belong to.
    pub const fn vdot(&self) -> Vdot {
        self.vdot
    }

    /// The paces of a zone.
    pub const fn range(&self, zone: Zone) -> PaceRange {
        self.ranges[zone as usize]
    }

    /// The middle of a zone: what planned times are worked out with.
    pub const fn midpoint(&self, zone: Zone) -> Pace {
        self.range(zone).midpoint()
    }
}

/// Where the book's tables begin.
const FIRST_ROW: f64 = 30.0;

/// The VDOT that E, I and R are taken from: the runner's own from 30 on.
fn effective_vdot(own: f64) -> f64 {
    if own < FIRST_ROW {
        10.0 + own * 2.0 / 3.0
    } else {
        own
    }
}

/// Seconds per kilometer at an oxygen uptake.
fn seconds_at(oxygen: f64) -> f64 {
    60_000.0 / velocity_at(oxygen)
}

fn easy_slow(vdot: f64) -> f64 {
    seconds_at(0.63 * vdot)
}

/// The share of VDOT rises from 72.2 % at VDOT 30 to 73.8 % at 85.
fn easy_fast(vdot: f64) -> f64 {
    seconds_at(0.746_7 * vdot - 0.74)
}

/// The book's M is race pace from VDOT 46 on and ever slower below.
fn marathon(vdot: Vdot) -> f64 {
    let race_pace = vdot
        .race_pace(RaceDistance::FullMarathon.distance())
        .as_seconds_per_kilometer();
    // Below the first row the lead of race pace stays what it is there.
    let below = (49.1 - vdot.as_f64().max(FIRST_ROW)).max(0.0);
    race_pace + 0.032_1 * below * below
}

fn threshold(vdot: f64) -> f64 {
    seconds_at(0.88 * vdot)
}

fn interval(vdot: f64) -> f64 {
    seconds_at(0.975 * vdot) - along(&INTERVAL_LEAD, vdot)
}

/// A curve as `(VDOT, seconds per kilometer)`, linear between its points.
type Curve<const POINTS: usize> = [(f64, f64); POINTS];

/// How much faster than 97.5 % of VDOT the book runs I.
///
/// Up to VDOT 36 the book gives I as 400 m times in whole seconds, which read
/// a little fast between 31 and 37.
const INTERVAL_LEAD: Curve<4> = [(30.0, 0.0), (32.0, 0.8), (36.0, 0.8), (38.0, 0.0)];

/// How much faster than I the book runs R.
///
/// The rule of thumb is 8 s per 400 m (20 s/km) below VDOT 50 and 6 s (15 s/km)
/// from there on. As a step it would make a runner of VDOT 50 slower than one of
/// 49.9; the tables do not step either but go from one to the other between 47 and
/// 53. The smaller waves are the book's rounding to whole seconds per 400 m.
const REPETITION_LEAD: Curve<9> = [
    (30.0, 18.4),
    (33.0, 22.2),
    (35.0, 20.0),
    (38.0, 22.4),
    (47.0, 21.1),
    (53.0, 14.8),
    (65.0, 14.5),
    (73.0, 17.1),
    (85.0, 16.4),
];

/// The value of a curve; beyond its ends it stays what it is there.
fn along<const POINTS: usize>(curve: &Curve<POINTS>, vdot: f64) -> f64 {
    let mut last = curve[0];
    for &point in curve {
        if vdot <= point.0 {
            let width = point.0 - last.0;
            return if width > 0.0 {
                last.1 + (point.1 - last.1) * (vdot - last.0) / width
            } else {
                point.1
            };
        }
        last = point;
    }
    last.1
}

fn milliseconds(seconds_per_kilometer: f64) -> Pace {
    Pace::from_milliseconds_per_kilometer((seconds_per_kilometer * 1_000.0).round() as u32)
}

fn single(seconds_per_kilometer: f64) -> PaceRange {
    let pace = milliseconds(seconds_per_kilometer);
    PaceRange {
        slow: pace,
        fast: pace,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Slow and fast end of every zone, in milliseconds per kilometer.
    fn paces(vdot: f64) -> [u32; 10] {
        let zones = PaceZones::from_vdot(Vdot::new(vdot).unwrap());
        let mut paces = [0; 10];
        for (pair, zone) in paces.chunks_exact_mut(2).zip(Zone::ALL) {
            let range = zones.range(*zone);
            pair[0] = range.slow.as_milliseconds_per_kilometer();
            pair[1] = range.fast.as_milliseconds_per_kilometer();
        }
        paces
    }

    #[test]
    fn a_higher_vdot_is_faster_in_every_zone() {
        for hundredths in 1_001..=9_000 {
            let slower = paces(f64::from(hundredths - 1) / 100.0);
            let faster = paces(f64::from(hundredths) / 100.0);
            for (slow, fast) in slower.iter().zip(faster) {
                assert!(
                    fast < *slow,
                    "VDOT {hundredths} hundredths: {slower:?} {faster:?}"
                );
            }
        }
    }

    #[test]
    fn zones_keep_their_order_at_every_vdot() {
        for hundredths in 1_000..=9_000 {
            let [
                easy_slow,
                easy_fast,
                marathon,
                _,
                threshold,
                _,
                interval,
                _,
                repetition,
                _,
            ] = paces(f64::from(hundredths) / 100.0);
            assert!(
                easy_slow > easy_fast
                    && easy_fast > marathon
                    && marathon > threshold
                    && threshold > interval
                    && interval > repetition,
                "VDOT {hundredths} hundredths"
            );
        }
    }

    #[test]
    fn paces_have_no_jump_anywhere() {
        for hundredths in 1_001..=9_000 {
            let before = paces(f64::from(hundredths - 1) / 100.0);
            let after = paces(f64::from(hundredths) / 100.0);
            for (before, after) in before.iter().zip(after) {
                // The steepest pace, M at VDOT 24, moves 0.17 s/km per hundredth.
                assert!(before.abs_diff(after) < 300, "VDOT {hundredths} hundredths");
            }
        }
    }

    #[test]
    fn below_thirty_easy_interval_and_repetition_come_from_the_effective_vdot() {
        let at = |vdot: f64| PaceZones::from_vdot(Vdot::new(vdot).unwrap());
        // 10 + ⅔ · 24 = 26, and the curves below 30 are those above.
        let slow = at(24.0);
        assert_eq!(slow.range(Zone::Easy).slow, milliseconds(easy_slow(26.0)));
        assert_eq!(slow.range(Zone::Easy).fast, milliseconds(easy_fast(26.0)));
        assert_eq!(
            slow.range(Zone::Threshold).fast,
            milliseconds(threshold(25.0))
        );
        assert_eq!(
            slow.range(Zone::Interval).fast,
            milliseconds(interval(26.0))
        );
        let lead = slow
            .range(Zone::Interval)
            .fast
            .as_milliseconds_per_kilometer()
            - slow
                .range(Zone::Repetition)
                .fast
                .as_milliseconds_per_kilometer();
        assert!(lead.abs_diff(18_400) <= 1, "{lead}");
    }

    #[test]
    fn effort_rises_with_the_zone_and_stays_on_borgs_scale() {
        for pair in Zone::ALL.windows(2) {
            let (lower, higher) = (pair[0].effort(), pair[1].effort());
            assert!(lower.min < higher.min && lower.max < higher.max);
        }
        for zone in Zone::ALL {
            let effort = zone.effort();
            assert!(6 <= effort.min && effort.min < effort.max && effort.max <= 20);
        }
    }

    proptest! {
        #[test]
        fn the_midpoint_lies_between_the_ends(hundredths in 1_000u16..=9_000) {
            let zones = PaceZones::from_vdot(Vdot::new(f64::from(hundredths) / 100.0).unwrap());
            for zone in Zone::ALL {
                let range = zones.range(*zone);
                let middle = zones.midpoint(*zone);
                prop_assert!(!middle.is_faster_than(range.fast));
                prop_assert!(!range.slow.is_faster_than(middle));
            }
        }
    }
}
