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
    let peak = season
        .volumes
        .iter()
        .enumerate()
        .max_by_key(|&(week, volume)| (volume, std::cmp::Reverse(week)));
    let Some((peak_week, &peak)) = peak else {
        return;
    };
    let comparison = Comparison {
        season,
        range: published(race),
        peak_week,
        peak,
    };
    // Published plans of the short races start where these runners arrive.
    let low_mileage =
        matches!(race, RaceDistance::FiveK | RaceDistance::TenK) && brief.level != Level::Advanced;
    let is_own_start = brief.weekly_distance.is_some() || season.past.is_some();
    if !low_mileage && !is_own_start {
        findings.extend(comparison.volume());
    }
    findings.extend(comparison.taper());
}

/// A plan beside its race's published ones.
struct Comparison<'a> {
    season: &'a Season<'a>,
    range: Published,
    peak_week: usize,
    peak: Distance,
}

impl Comparison<'_> {
    /// Peak, longest run, start and the long run's share.
    fn volume(&self) -> Vec<Finding> {
        let season = self.season;
        let why_volume = || match season.limit() {
            Some((_, why)) => why.to_owned(),
            None if season.volume.is_asked_for => {
                "that is how much a week was asked to hold".to_owned()
            }
            None => format!(
                "{} plans start and peak at the volume usual for the level",
                season.brief.level
            ),
        };
        let (longest_week, longest) = season
            .longest
            .iter()
            .copied()
            .enumerate()
            .max_by_key(|&(week, longest)| (longest, std::cmp::Reverse(week)))
            .unwrap_or_default();
        let findings = [
            distance_outside(self.peak, self.range.peak).map(|limit| {
                outside(
                    self.peak_week,
                    "The peak week",
                    &why_volume(),
                    Measure::Distance(self.peak),
                    Measure::Distance(limit),
                )
            }),
            distance_outside(longest, self.range.longest).map(|limit| {
                outside(
                    longest_week,
                    "The longest run",
                    "it follows from the week's volume, its days and the time a long run may take",
                    Measure::Distance(longest),
                    Measure::Distance(limit),
                )
            }),
            self.share(
                0,
                season.volumes[0],
                self.range.start,
                "The first week's share of the peak",
                &why_volume(),
            ),
            self.share(
                self.peak_week,
                season.longest[self.peak_week],
                self.range.long_share,
                "The long run's share of the peak week",
                "it follows from the number of running days",
            ),
        ];
        findings.into_iter().flatten().collect()
    }

    /// The weeks before the race, race week last.
    fn taper(&self) -> Vec<Finding> {
        let tapering = [
            (3, "Two weeks before race week", self.range.two_before),
            (2, "The week before race week", self.range.one_before),
            (1, "Race week", self.range.race_week),
        ];
        let findings = tapering.into_iter().map(|(back, what, range)| {
            let week = self.season.volumes.len() - back;
            let why = if self.season.brief.weeks < 12 && back == 3 {
                "plans under twelve weeks taper for two"
            } else {
                "small weeks are rounded to whole runs"
            };
            self.share(week, self.season.volumes[week], range, what, why)
        });
        findings.flatten().collect()
    }

    /// What to say where a distance is another share of the peak week than published.
    fn share(
        &self,
        week: usize,
        distance: Distance,
        range: (u16, u16),
        what: &str,
        why: &str,
    ) -> Option<Finding> {
        let share = share_of(distance, self.peak);
        let limit = share_outside(share, range)?;
        Some(outside(
            week,
            what,
            why,
            Measure::Percent(share),
            Measure::Percent(limit),
        ))
    }
}

fn outside(week: usize, what: &str, why: &str, measured: Measure, limit: Measure) -> Finding {
    Finding::new(
        &notices::OUTSIDE_PUBLISHED_RANGE,
        format!("{what} lies outside the published plans for this race: {why}"),
    )
    .in_week(week as u8 + 1)
    .measuring(measured, limit)
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
