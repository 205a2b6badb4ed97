//! The sanity oracle: weekly numbers of published plans, by race.

use super::season::Season;
use crate::check::{Finding, Measure, notices};
use crate::plan::{Level, RaceDistance};
use crate::units::{Distance, Percent};

/// Shorter plans have no published counterpart.
const LEAST_WEEKS: u8 = 10;
/// Shares may lie this far outside, in tenths of a percent.
const SHARE_TOLERANCE: u16 = 50;
/// Distances may lie this far outside.
const DISTANCE_TOLERANCE: Distance = Distance::from_miles(1);

/// The range of a number over the published plans of a race.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Published {
    /// Peak week in tenths of a mile.
    pub peak: (u32, u32),
    /// Longest run in tenths of a mile.
    pub longest: (u32, u32),
    /// First week as percent of the peak.
    pub start: (u16, u16),
    /// Two weeks before race week as percent of the peak.
    pub two_before: (u16, u16),
    /// The week before race week as percent of the peak.
    pub one_before: (u16, u16),
    /// Race week without the race as percent of the peak.
    pub race_week: (u16, u16),
    /// The long run as percent of the peak week.
    pub long_share: (u16, u16),
}

/// The ranges `fixtures/reference/published_plans.csv` shows for a race.
pub const fn published(race: RaceDistance) -> Published {
    match race {
        RaceDistance::FiveK => Published {
            peak: (400, 550),
            longest: (100, 110),
            start: (75, 82),
            two_before: (82, 84),
            one_before: (71, 72),
            race_week: (49, 50),
            long_share: (20, 25),
        },
        RaceDistance::TenK => Published {
            peak: (420, 760),
            longest: (110, 150),
            start: (71, 79),
            two_before: (81, 82),
            one_before: (68, 71),
            race_week: (41, 48),
            long_share: (20, 26),
        },
        RaceDistance::HalfMarathon => Published {
            peak: (230, 840),
            longest: (100, 180),
            start: (21, 73),
            two_before: (81, 100),
            one_before: (67, 100),
            race_week: (29, 51),
            long_share: (21, 52),
        },
        RaceDistance::FullMarathon => Published {
            peak: (400, 870),
            longest: (160, 240),
            start: (21, 79),
            two_before: (65, 89),
            one_before: (45, 86),
            race_week: (18, 45),
            long_share: (26, 50),
        },
    }
}

/// Compares a plan with its race's published ones; outside, a finding says why.
pub(super) fn compare(season: &Season<'_>, findings: &mut Vec<Finding>) {
    let brief = season.brief;
    let Some(race) = season.race() else {
        return;
    };
    if brief.weeks < LEAST_WEEKS {
        return;
    }
    let range = published(race);
    let Some((peak_week, &peak)) = season
        .volumes
        .iter()
        .enumerate()
        .max_by_key(|&(week, volume)| (volume, std::cmp::Reverse(week)))
    else {
        return;
    };
    let weeks = season.volumes.len();
    let share = |part: Distance| share_of(part, peak);
    let mut out = |week: usize, what: &str, why: String, measured: Measure, limit: Measure| {
        findings.push(
            Finding::new(
                &notices::OUTSIDE_PUBLISHED_RANGE,
                format!("{what} lies outside the published plans for this race: {why}"),
            )
            .in_week(week as u8 + 1)
            .measuring(measured, limit),
        );
    };

    let low_mileage =
        matches!(race, RaceDistance::FiveK | RaceDistance::TenK) && brief.level != Level::Advanced;
    if !low_mileage && brief.weekly_distance.is_none() {
        let why_volume = season.limit().map_or_else(
            || {
                format!(
                    "{} plans start and peak at the volume usual for the level",
                    brief.level
                )
            },
            |(_, why)| why.to_owned(),
        );
        if let Some(limit) = distance_outside(peak, range.peak) {
            out(
                peak_week,
                "The peak week",
                why_volume.clone(),
                Measure::Distance(peak),
                Measure::Distance(limit),
            );
        }
        let (longest_week, longest) = season
            .longest
            .iter()
            .copied()
            .enumerate()
            .max_by_key(|&(week, longest)| (longest, std::cmp::Reverse(week)))
            .unwrap_or_default();
        if let Some(limit) = distance_outside(longest, range.longest) {
            out(
                longest_week,
                "The longest run",
                "it follows from the week's volume, its days and the time a long run may take"
                    .to_owned(),
                Measure::Distance(longest),
                Measure::Distance(limit),
            );
        }
        let start = share(season.volumes[0]);
        if let Some(limit) = share_outside(start, range.start) {
            out(
                0,
                "The first week's share of the peak",
                why_volume,
                Measure::Percent(start),
                Measure::Percent(limit),
            );
        }
        let long_share = share(season.longest[peak_week]);
        if let Some(limit) = share_outside(long_share, range.long_share) {
            out(
                peak_week,
                "The long run's share of the peak week",
                "it follows from the number of running days".to_owned(),
                Measure::Percent(long_share),
                Measure::Percent(limit),
            );
        }
    }
    let tapering = [
        (3, "Two weeks before race week", range.two_before),
        (2, "The week before race week", range.one_before),
        (1, "Race week", range.race_week),
    ];
    for (back, what, range) in tapering {
        let week = weeks - back;
        let measured = share(season.volumes[week]);
        if let Some(limit) = share_outside(measured, range) {
            let why = if brief.weeks < 12 && back == 3 {
                "plans under twelve weeks taper for two"
            } else {
                "small weeks are rounded to whole runs"
            };
            out(
                week,
                what,
                why.to_owned(),
                Measure::Percent(measured),
                Measure::Percent(limit),
            );
        }
    }
}

/// A part of a whole, in tenths of a percent.
pub(super) fn share_of(part: Distance, whole: Distance) -> Percent {
    let tenths = u128::from(part.raw()) * 1_000 / u128::from(whole.raw().max(1));
    Percent::from_tenths(tenths.min(u128::from(u16::MAX)) as u16)
}

/// The end of the range a distance lies outside of.
fn distance_outside(distance: Distance, (low, high): (u32, u32)) -> Option<Distance> {
    let end = |tenths| Distance::from_tenths(tenths, crate::units::DistanceUnit::Mile);
    if distance + DISTANCE_TOLERANCE < end(low) {
        Some(end(low))
    } else if distance > end(high) + DISTANCE_TOLERANCE {
        Some(end(high))
    } else {
        None
    }
}

/// The end of the range a share lies outside of.
fn share_outside(share: Percent, (low, high): (u16, u16)) -> Option<Percent> {
    if share.as_tenths() + SHARE_TOLERANCE < low * 10 {
        Some(Percent::from_whole(low))
    } else if share.as_tenths() > high * 10 + SHARE_TOLERANCE {
        Some(Percent::from_whole(high))
    } else {
        None
    }
}
