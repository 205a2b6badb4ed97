//! Which part of the plan each week belongs to.

use crate::plan::Phase;

/// The phase of each week, first week first.
///
/// With a race: Base about a quarter (2 weeks or more), Peak about 15 % (1 or
/// more), Taper 2 weeks and 3 from twelve weeks on, Build the rest. Without
/// one: Base and Build only.
pub(super) fn phases(weeks: u8, has_race: bool) -> Vec<Phase> {
    use Phase::{Base, Build, Peak, Taper};
    let share = |percent: u16, least: u8| {
        let rounded = (u16::from(weeks) * percent + 50) / 100;
        (rounded as u8).max(least)
    };
    let lengths = if has_race {
        match weeks {
            1 => [0, 0, 0, 1],
            2 => [0, 1, 0, 1],
            3 => [1, 1, 0, 1],
            4 => [1, 1, 1, 1],
            _ => {
                let base = share(25, 2);
                let peak = share(15, 1);
                let taper = if weeks >= 12 { 3 } else { 2 };
                [base, weeks - base - peak - taper, peak, taper]
            }
        }
    } else {
        let base = share(25, 2).min(weeks.saturating_sub(1)).max(1);
        [base, weeks - base, 0, 0]
    };
    [Base, Build, Peak, Taper]
        .into_iter()
        .zip(lengths)
        .flat_map(|(phase, length)| std::iter::repeat_n(phase, usize::from(length)))
        .collect()
}
