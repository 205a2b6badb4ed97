//! What gave way while planning, and why.

use chrono::Datelike;

use super::availability::from_monday;
use super::fill::Bound;
use super::season::Season;
use crate::check::{Finding, Measure, Notice, notices};
use crate::draft::DraftWeek;

impl Season<'_> {
    /// What gave way while planning.
    pub(super) fn report(&self, weeks: &[DraftWeek], findings: &mut Vec<Finding>) {
        if let Some((rule, message)) = self.limit() {
            let message = match self.brief.peak_weekly {
                Some(_) => message.replace("usual peak", "peak that was asked for"),
                None => message.to_owned(),
            };
            findings.push(Finding::new(rule, message).measuring(
                Measure::Distance(self.progress.peak),
                Measure::Distance(self.volume.peak),
            ));
        }
        self.report_limit(weeks, findings);
        if let Some((week, wanted, placed)) = self.without_quality {
            findings.push(
                Finding::new(&notices::QUALITY_REDUCED, "the running days leave no room for more quality sessions without making hard days adjacent or every run hard",
                )
                .in_week(week as u8 + 1)
                .measuring(Measure::Count(placed as u32), Measure::Count(wanted as u32)),
            );
        }
        for placed in self.marks.iter().flat_map(|marks| marks.races()) {
            let day = placed.race.date.weekday();
            if !self.availability.takes_run(from_monday(day)) {
                findings.push(
                    Finding::new(
                        &notices::RACE_ON_UNAVAILABLE_DAY,
                        format!("the race is on a {day}, otherwise kept free of running"),
                    )
                    .in_week((placed.day / 7) as u8 + 1)
                    .on(placed.race.date)
                    .for_field(&format!("races[{}].date", placed.nth)),
                );
            }
        }
        for placed in &self.without_long_run {
            findings.push(
                Finding::new(
                    &notices::LONG_RUN_GIVES_WAY,
                    "the race is on the day before the long run and takes its place",
                )
                .in_week((placed.day / 7) as u8 + 1)
                .on(placed.race.date)
                .for_field(&format!("races[{}].date", placed.nth)),
            );
        }
        if self.brief.race.is_some() {
            let day = self.dates.last_weekday();
            if !self.availability.takes_run(from_monday(day)) {
                findings.push(
                    Finding::new(
                        &notices::RACE_ON_UNAVAILABLE_DAY,
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
                        &notices::RACE_DATE_ASSUMED,
                        format!(
                            "no race date was given; the race is on the plan's last day, {date}"
                        ),
                    )
                    .on(date)
                    .for_field("race.date"),
                );
            }
        }
        if self.dates.empty_days > 0 && self.past.is_none() {
            findings.push(
                Finding::new(
                    &notices::FIRST_WEEK_LIGHTENED,
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

    /// What a limit on the weeks takes from the plan, and where it could not be kept.
    fn report_limit(&self, weeks: &[DraftWeek], findings: &mut Vec<Finding>) {
        let Some(most) = self.brief.weekly_limit() else {
            return;
        };
        if self.volume.rises() && self.volume.peak < self.volume.unlimited {
            findings.push(
                Finding::new(
                    &notices::VOLUME_LIMITED_BY_WISH,
                    "the most a week may hold keeps the plan below the peak it would have",
                )
                .measuring(
                    Measure::Distance(self.volume.peak),
                    Measure::Distance(self.volume.unlimited),
                ),
            );
        }
        for (week, (volume, written)) in self.volumes.iter().zip(weeks).enumerate() {
            // A first week that lost its days holds less than it was planned with.
            let is_run = written.training_distance() > most || self.race_on_the_way(week).is_some();
            if *volume > most && is_run {
                findings.push(
                    Finding::new(
                        &notices::WEEK_ABOVE_LIMIT,
                        "the week cannot hold as little as was asked for: its race or its shortest runs are more",
                    )
                    .in_week(week as u8 + 1)
                    .measuring(Measure::Distance(*volume), Measure::Distance(most)),
                );
            }
        }
    }

    fn has_races(&self) -> bool {
        self.marks.is_some_and(|marks| !marks.races().is_empty())
    }

    /// What keeps the plan below the peak it aims at, and why.
    pub(super) fn limit(&self) -> Option<(&'static Notice, &'static str)> {
        let reached = self.progress.peak;
        if self.brief.weeks == 1
            || !self.volume.rises()
            || reached + self.grid.step() >= self.volume.peak
        {
            return None;
        }
        Some(match self.cut_short {
            Some(Bound::Days) => (
                &notices::VOLUME_LIMITED_BY_DAYS,
                "the running days are too few for the usual peak: no run grows beyond what the race needs",
            ),
            Some(Bound::LongRunTime) => (
                &notices::VOLUME_LIMITED_BY_LONG_RUN_TIME,
                "the long run takes as much time as it should, and the week stays below its usual peak",
            ),
            Some(Bound::Minutes) => (
                &notices::VOLUME_LIMITED_BY_MINUTES,
                "the days' minutes keep the week below its usual peak",
            ),
            Some(Bound::Growth) | None if self.volume.peak_in_reach() && self.has_races() => (
                &notices::VOLUME_LIMITED_BY_RACES,
                "races on the way take the place of the training that would reach the usual peak",
            ),
            Some(Bound::Growth) if self.volume.peak_in_reach() => (
                &notices::VOLUME_LIMITED_BY_GROWTH,
                "reaching the usual peak in these weeks would mean single runs that grow too fast",
            ),
            Some(Bound::Growth) | None => (
                &notices::VOLUME_LIMITED_BY_GROWTH,
                "reaching the usual peak in these weeks would mean weeks that grow too fast",
            ),
        })
    }
}
