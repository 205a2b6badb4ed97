//! Paces as the speed bounds of a watch.
//!
//! 1. A speed is 10⁹ / (milliseconds per kilometer) mm/s.
//! 2. The lower bound is rounded down and the upper one up, so that the bounds
//!    contain the paces of the target.
//! 3. A band (E) is bounded by its ends. A single pace (M, T, I, R, a pace that
//!    was written, the pace of a race) is given 1.5 % on each side, four seconds
//!    a kilometer at T: nobody holds a pace to the millimeter, and a watch that
//!    complains all the time is switched off. From VDOT 30 to 85 M, T, I and R are
//!    at least 3.8 % apart and so never meet.

use plan_core::zones::PaceRange;

/// What a single pace is given on each side, in thousandths of its speed.
const TOLERANCE: u64 = 15;

/// Slowest and fastest, in mm/s.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bounds {
    pub(super) low: u32,
    pub(super) high: u32,
}

impl Bounds {
    /// `None` for paces nobody can run: of no time, or too slow for a watch to count.
    pub(super) fn of(range: PaceRange) -> Option<Self> {
        let slow = u64::from(range.slow.as_milliseconds_per_kilometer());
        let fast = u64::from(range.fast.as_milliseconds_per_kilometer());
        let tolerance = if slow == fast { TOLERANCE } else { 0 };
        // A speed is 10⁹ / pace: a million for each of its thousandths.
        let (below, above) = (1_000 - tolerance, 1_000 + tolerance);
        let low = (below * 1_000_000).checked_div(slow)?;
        let high = (above * 1_000_000 + fast.saturating_sub(1)).checked_div(fast)?;
        let bounds = Self {
            low: u32::try_from(low).ok()?,
            high: u32::try_from(high).ok()?,
        };
        // All ones mean "nothing" in the format.
        (bounds.low > 0 && bounds.high < u32::MAX).then_some(bounds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plan_core::fitness::Vdot;
    use plan_core::units::Pace;
    use plan_core::zones::{PaceZones, Zone};

    fn range(slow: u32, fast: u32) -> PaceRange {
        PaceRange {
            slow: Pace::from_milliseconds_per_kilometer(slow),
            fast: Pace::from_milliseconds_per_kilometer(fast),
        }
    }

    #[test]
    fn bounds_contain_the_paces_they_are_of() {
        for (slow, fast, expected) in [
            (400_000, 250_000, Some((2_500, 4_000))),
            (334_000, 296_000, Some((2_994, 3_379))),
            (250_000, 250_000, Some((3_940, 4_060))),
            (255_000, 255_000, Some((3_862, 3_981))),
            (0, 0, None),
            (u32::MAX, u32::MAX, None),
        ] {
            let bounds = Bounds::of(range(slow, fast));
            assert_eq!(
                bounds.map(|it| (it.low, it.high)),
                expected,
                "{slow} {fast}"
            );
        }
    }

    #[test]
    fn the_bounds_of_two_zones_never_meet_from_vdot_30_on() {
        for vdot in 30..=85 {
            let zones = PaceZones::from_vdot(Vdot::new(f64::from(vdot)).expect("a VDOT"));
            let bounds = Zone::ALL
                .iter()
                .map(|zone| Bounds::of(zones.range(*zone)).expect("bounds"));
            let bounds = bounds.collect::<Vec<_>>();
            // M lies at the fast end of E; from there on every zone is by itself.
            for pair in bounds[1..].windows(2) {
                assert!(pair[0].high < pair[1].low, "VDOT {vdot}: {pair:?}");
            }
        }
    }
}
