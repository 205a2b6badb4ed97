//! Round numbers for the lines across.

use crate::json::Hundredths;

/// The step between lines: 1, 2 or 5 times a power of ten, so that at most
/// `lines` steps reach `most`. In whole units.
pub(super) fn step(most: Hundredths, lines: u32) -> u32 {
    let most = u32::try_from(most.get().div_ceil(100)).unwrap_or(u32::MAX);
    let least = most.div_ceil(lines.max(1)).max(1);
    let mut power = 1_u32;
    loop {
        for digit in [1, 2, 5] {
            let step = power.saturating_mul(digit);
            if step >= least {
                return step;
            }
        }
        power = power.saturating_mul(10);
    }
}

/// From zero to the first line that is not below `most`; never zero alone.
pub(super) fn values(most: Hundredths, lines: u32) -> Vec<u32> {
    let step = step(most, lines);
    let steps = most.get().div_ceil(u64::from(step) * 100).max(1);
    (0..=u32::try_from(steps).unwrap_or(lines))
        .map(|index| index.saturating_mul(step))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_at_round_numbers_and_enclose_the_most() {
        for (most, expected) in [
            (0, vec![0, 1]),
            (40, vec![0, 1]),
            (400, vec![0, 1, 2, 3, 4]),
            (401, vec![0, 2, 4, 6]),
            (3_300, vec![0, 10, 20, 30, 40]),
            (4_800, vec![0, 20, 40, 60]),
            (10_000, vec![0, 50, 100]),
            (16_100, vec![0, 50, 100, 150, 200]),
        ] {
            assert_eq!(values(Hundredths::new(most), 4), expected, "{most}");
        }
    }

    #[test]
    fn there_are_never_more_lines_than_asked_for() {
        for most in (0..4_000_000).step_by(37) {
            let values = values(Hundredths::new(most), 4);
            let last = values.last().copied().unwrap_or_default();
            assert!((2..=5).contains(&values.len()), "{most}: {values:?}");
            assert!(u64::from(last) * 100 >= most, "{most}: {values:?}");
        }
    }
}
