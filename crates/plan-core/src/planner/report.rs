//! What gave way while planning, and why.

use super::availability::from_monday;
use super::fill::Bound;
use super::season::Season;
use crate::check::{Finding, Measure, Severity};

impl Season<'_> {
    /// What gave way while planning.
    pub(super) fn report(&self, findings: &mut Vec<Finding>) {
        if let Some((rule, message)) = self.limit() {
            findings.push(Finding::new(rule, Severity::Info, message).measuring(
                Measure::Distance(self.progress.peak),
                Measure::Distance(self.volume.peak),
            ));
        }
        if let Some((week, wanted, placed)) = self.without_quality {
            findings.push(
                Finding::new(
                    "quality_reduced",
                    Severity::Info,
                    "the running days leave no room for more quality sessions without making hard days adjacent or every run hard",
                )
                .in_week(week as u8 + 1)
                .measuring(Measure::Count(placed as u32), Measure::Count(wanted as u32)),
            );
        }
        if self.brief.race.is_some() {
            let day = self.dates.last_weekday();
            if !self.availability.takes_run(from_monday(day)) {
                findings.push(
                    Finding::new(
                        "race_on_unavailable_day",
                        Severity::Info,
                        format!("race day is a {day}, otherwise kept free of running"),
                    )
                    .in_week(self.brief.weeks)
                    .for_field("unavailable_days"),
                );
            }
            if let Some(date) = self.dates.race_day
                && self
                    .brief
                    .race
                    .as_ref()
                    .is_some_and(|race| race.date.is_none())
            {
                findings.push(
                    Finding::new(
                        "race_date_assumed",
                        Severity::Info,
                        format!(
                            "no race date was given; the race is on the plan's last day, {date}"
                        ),
                    )
                    .on(date)
                    .for_field("race.date"),
                );
            }
        }
        if self.dates.empty_days > 0 {
            findings.push(
                Finding::new(
                    "first_week_lightened",
                    Severity::Info,
                    "training begins after the first week has; its earlier days stay empty",
                )
                .in_week(1)
                .measuring(
                    Measure::Count(7 - u32::from(self.dates.empty_days)),
                    Measure::Count(7),
                ),
            );
        }
    }

    /// What keeps the plan below the peak it aims at, and why.
    pub(super) fn limit(&self) -> Option<(&'static str, &'static str)> {
        let reached = self.progress.peak;
        if self.brief.weeks == 1 || reached + self.grid.step() >= self.volume.peak {
            return None;
        }
        Some(match self.cut_short {
            Some(Bound::Days) => (
                "volume_limited_by_days",
                "the running days are too few for the usual peak: no run grows beyond what the race needs",
            ),
            Some(Bound::LongRunTime) => (
                "volume_limited_by_long_run_time",
                "the long run takes as much time as it should, and the week stays below its usual peak",
            ),
            Some(Bound::Minutes) => (
                "volume_limited_by_minutes",
                "the days' minutes keep the week below its usual peak",
            ),
            Some(Bound::Growth) if self.volume.peak_in_reach() => (
                "volume_limited_by_growth",
                "reaching the usual peak in these weeks would mean single runs that grow too fast",
            ),
            Some(Bound::Growth) | None => (
                "volume_limited_by_growth",
                "reaching the usual peak in these weeks would mean weeks that grow too fast",
            ),
        })
    }
}
