//! What a sheet says: the public body in the words of a coach.
//!
//! Nothing is worked out here but what a reader would work out too; numbers are
//! those of the body, as exact as the page tells them.

use chrono::{Datelike, Days, NaiveDate};
use plan_core::overlay::{Layer, Modifier, Status};
use plan_core::plan::{Phase, ProgressionPattern};
use plan_core::units::{DistanceUnit, Duration, Pace};
use plan_core::workout::WorkoutKind;
use plan_core::zones::Zone;

use crate::json::{
    CompletionBody, Hundredths, PaceZoneBody, PlanBody, RaceGoalBody, RedistributionBody,
    SummaryBody, VacationBody, WeekBody, WorkoutBody,
};

/// Between a number and its unit: no line breaks there.
pub(super) const NO_BREAK: char = '\u{a0}';

/// The words of a plan in its readers' unit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words {
    pub(super) unit: DistanceUnit,
}

/// A number and what it counts.
pub(super) struct Figure {
    pub(super) number: String,
    pub(super) label: &'static str,
}

/// A zone as the table of paces has it.
pub(super) struct ZoneRow {
    pub(super) name: &'static str,
    pub(super) pace: Option<String>,
    pub(super) effort: String,
    pub(super) feeling: &'static str,
}

impl Words {
    /// A body that has kilometers is read in kilometers.
    fn pick(self, miles: Hundredths, kilometers: Option<Hundredths>) -> Hundredths {
        match self.unit {
            DistanceUnit::Mile => miles,
            DistanceUnit::Kilometer => kilometers.unwrap_or(miles),
        }
    }

    /// The number people read.
    pub(super) fn amount(self, miles: Hundredths, kilometers: Option<Hundredths>) -> Hundredths {
        self.pick(miles, kilometers).told_in(self.unit)
    }

    pub(super) fn with_unit(self, distance: Hundredths) -> String {
        format!("{distance}{NO_BREAK}{}", self.unit)
    }

    /// What paces are told by: `min/mi`.
    pub(super) fn pace_unit(self) -> String {
        format!("min/{}", self.unit)
    }

    pub(super) fn target(self, week: &WeekBody) -> Hundredths {
        self.amount(week.target_miles, week.target_kilometers)
    }

    pub(super) fn planned(self, week: &WeekBody) -> Hundredths {
        self.amount(week.planned_miles, week.planned_kilometers)
    }

    /// `Half marathon on Sunday, October 18, 2026, in 1:45:00`.
    pub(super) fn race(self, race: &RaceGoalBody) -> String {
        let RaceGoalBody {
            distance,
            race_date,
            target_time,
            plan_weeks: _,
        } = race;
        let mut text = distance.label().to_owned();
        if let Some(date) = race_date {
            text.push_str(&format!(" on {}", date.format("%A, %B %-d, %Y")));
        }
        if let Some(time) = target_time.as_deref().and_then(duration) {
            text.push_str(&format!(", goal {time}"));
        }
        text
    }

    /// `16 weeks, Jun 29 to Oct 18, 2026, three weeks up and one down`.
    pub(super) fn span(self, plan: &PlanBody) -> String {
        let count = plan.weeks.len();
        let mut text = format!("{count} {}", if count == 1 { "week" } else { "weeks" });
        if let (Some(first), Some(last)) = (plan.weeks.first(), plan.weeks.last()) {
            text.push_str(", ");
            text.push_str(&days(first.start_date, last_day(last), true));
        }
        let pattern = match plan.progression_pattern {
            ProgressionPattern::Linear => "rising steadily",
            ProgressionPattern::TwoUpOneDown => "two weeks up, one down",
            ProgressionPattern::ThreeUpOneDown => "three weeks up, one down",
            ProgressionPattern::FourUpOneDown => "four weeks up, one down",
        };
        format!("{text}, {pattern}")
    }

    pub(super) fn figures(self, summary: &SummaryBody) -> [Figure; 5] {
        let SummaryBody {
            total_weeks: _,
            total_miles,
            total_kilometers,
            peak_weekly_miles,
            peak_weekly_kilometers,
            longest_run,
            longest_run_kilometers,
            completed_workouts,
            total_run_workouts,
            completion_percentage: _,
        } = summary;
        // Of a sum, the hundredths of a race are of no use in miles either.
        let distance =
            |miles, kilometers| self.with_unit(self.pick(miles, kilometers).for_people());
        [
            Figure {
                number: distance(*total_miles, *total_kilometers),
                label: "in all, the race included",
            },
            Figure {
                number: distance(*peak_weekly_miles, *peak_weekly_kilometers),
                label: "in the biggest week",
            },
            Figure {
                number: distance(*longest_run, *longest_run_kilometers),
                label: "longest run",
            },
            Figure {
                number: total_run_workouts.to_string(),
                label: "runs outside vacations",
            },
            Figure {
                number: completed_workouts.to_string(),
                label: "of them done",
            },
        ]
    }

    /// `Vacation, Jul 20 to 26: full rest, 24 mi taken out.`
    pub(super) fn vacation(self, vacation: &VacationBody) -> String {
        let VacationBody {
            id: _,
            start_date,
            end_date,
            load_percent,
            miles_removed,
            kilometers_removed,
        } = vacation;
        let kept = if load_percent.is_zero() {
            "full rest".to_owned()
        } else {
            format!("{load_percent} % of the load kept")
        };
        format!(
            "Vacation, {}: {kept}, {} taken out.",
            days(*start_date, *end_date, false),
            self.with_unit(self.amount(*miles_removed, *kilometers_removed)),
        )
    }

    /// `Made up after a vacation: 4.2 mi within the next 2 weeks, 19.8 mi let go.`
    pub(super) fn redistribution(self, made_up: &RedistributionBody) -> String {
        let RedistributionBody {
            id: _,
            source_id: _,
            source_type,
            miles_redistributed,
            kilometers_redistributed,
            miles_unplaced,
            kilometers_unplaced,
            scope,
            weeks,
            until_date,
        } = made_up;
        let source = if *source_type == "DayOff" {
            "a day off"
        } else {
            "a vacation"
        };
        let scope = match (*scope, weeks, until_date) {
            ("NextNWeeks", Some(1), _) => "until the end of the next week".to_owned(),
            ("NextNWeeks", Some(weeks), _) => format!("until the end of the next {weeks} weeks"),
            ("UntilDate", _, Some(date)) => format!("until {}", date.format("%b %-d")),
            ("ThisWeek", _, _) => "in the same week".to_owned(),
            _ => "over the rest of the plan".to_owned(),
        };
        format!(
            "Made up after {source}: {} {scope}; {} found no room.",
            self.with_unit(self.amount(*miles_redistributed, *kilometers_redistributed)),
            self.with_unit(self.amount(*miles_unplaced, *kilometers_unplaced)),
        )
    }

    /// The zones the plan uses, the easiest first.
    pub(super) fn zones(self, plan: &PlanBody) -> Vec<ZoneRow> {
        let mut zones: Vec<&PaceZoneBody> = Vec::new();
        for workout in plan.weeks.iter().flat_map(|week| &week.workouts) {
            if let Some(zone) = &workout.pace_zone
                && zones.iter().all(|known| known.zone != zone.zone)
            {
                zones.push(zone);
            }
        }
        zones.sort_by_key(|zone| zone.zone);
        zones
            .into_iter()
            .map(|zone| ZoneRow {
                name: match zone.zone {
                    Zone::Easy => "Easy",
                    Zone::Marathon => "Marathon pace",
                    Zone::Threshold => "Threshold",
                    Zone::Interval => "Interval",
                    Zone::Repetition => "Repetition",
                },
                pace: self.pace(zone),
                effort: effort(zone),
                feeling: zone.rpe_description,
            })
            .collect()
    }

    /// `8:56–9:58`; one number where both ends are the same.
    pub(super) fn pace(self, zone: &PaceZoneBody) -> Option<String> {
        let (fast, slow) = match self.unit {
            DistanceUnit::Mile => (zone.min_pace_per_mile, zone.max_pace_per_mile),
            DistanceUnit::Kilometer => (
                zone.min_pace_per_km.flatten(),
                zone.max_pace_per_km.flatten(),
            ),
        };
        range(fast.as_deref(), slow.as_deref())
    }

    /// The pace the goal race asks for.
    pub(super) fn race_pace(self, race: &RaceGoalBody) -> Option<String> {
        let time = race.target_time.as_deref().and_then(duration)?;
        let pace = Pace::of(race.distance.distance(), time).ok()?;
        Some(pace.to_clock(self.unit))
    }

    pub(super) fn distance(self, workout: &WorkoutBody) -> Option<Hundredths> {
        workout
            .target_distance_miles
            .map(|miles| self.amount(miles, workout.target_distance_kilometers.flatten()))
    }

    /// What was generated, where somebody or something changed it.
    pub(super) fn planned_workout(self, workout: &WorkoutBody) -> Option<String> {
        let planned = workout.planned.as_ref()?;
        let before = planned
            .target_distance_miles
            .map(|miles| self.amount(miles, planned.target_distance_kilometers.flatten()));
        let is_other = planned.kind != workout.kind
            || before != self.distance(workout)
            || planned.target_duration != workout.target_duration;
        let mut said = Vec::new();
        if is_other {
            let mut text = headline(planned.kind, planned.target_duration.as_deref());
            if let Some(before) = before.filter(|before| !before.is_zero()) {
                text.push_str(", ");
                text.push_str(&self.with_unit(before));
            }
            said.push(text);
        }
        if planned.date != workout.date {
            said.push(format!("on {}", planned.date.format("%a, %b %-d")));
        }
        (!said.is_empty()).then(|| format!("Planned: {}.", said.join(" ")))
    }

    /// What was logged.
    pub(super) fn done(self, completion: &CompletionBody) -> Option<String> {
        let CompletionBody {
            id: _,
            actual_distance_miles,
            actual_distance_kilometers,
            actual_duration,
            actual_effort,
            feedback: _,
            completed_on: _,
        } = completion;
        let mut said = Vec::new();
        if let Some(miles) = actual_distance_miles {
            said.push(self.with_unit(self.amount(*miles, actual_distance_kilometers.flatten())));
        }
        if let Some(time) = actual_duration.as_deref().and_then(duration) {
            said.push(format!("in {time}"));
        }
        if let Some(effort) = actual_effort {
            said.push(format!("at an effort of {effort}"));
        }
        (!said.is_empty()).then(|| format!("Done: {}.", said.join(" ")))
    }
}

/// `9–12`, on Borg's scale.
pub(super) fn effort(zone: &PaceZoneBody) -> String {
    if zone.rpe_min == zone.rpe_max {
        zone.rpe_min.to_string()
    } else {
        format!("{}–{}", zone.rpe_min, zone.rpe_max)
    }
}

pub(super) fn range(fast: Option<&str>, slow: Option<&str>) -> Option<String> {
    match (fast?, slow?) {
        (fast, slow) if fast == slow => Some(fast.to_owned()),
        (fast, slow) => Some(format!("{fast}–{slow}")),
    }
}

/// What a workout is called, and how long it takes where it is planned by time.
pub(super) fn headline(kind: WorkoutKind, time: Option<&str>) -> String {
    let name = match kind {
        WorkoutKind::Easy => "Easy run",
        WorkoutKind::LongRun => "Long run",
        WorkoutKind::MediumLong => "Medium-long run",
        WorkoutKind::Recovery => "Recovery run",
        WorkoutKind::Tempo => "Tempo run",
        WorkoutKind::RacePace => "Race-pace run",
        WorkoutKind::Intervals
        | WorkoutKind::Fartlek
        | WorkoutKind::HillRepeats
        | WorkoutKind::Race
        | WorkoutKind::CrossTraining
        | WorkoutKind::Strength
        | WorkoutKind::Rest => kind.label(),
    };
    match time.and_then(duration) {
        Some(time) => format!("{name}, {}", minutes(time)),
        None => name.to_owned(),
    }
}

/// What happened to a workout, in a word or two; no more than the body tells.
pub(super) fn marks(workout: &WorkoutBody) -> Vec<&'static str> {
    let modifier = match workout.modifier {
        Modifier::None => None,
        Modifier::Vacation => Some("vacation"),
        Modifier::InjuryReduced => Some("reduced"),
        Modifier::DayOff => Some("day off"),
        Modifier::UserEdited => Some("edited"),
        Modifier::UserAdded => Some("added"),
    };
    let changes = workout.changes.iter().flatten();
    let made_up = changes
        .map(|change| change.layer)
        .any(|layer| layer == Layer::Redistribution)
        .then_some("made-up distance");
    let skipped = (workout.status == Status::Skipped).then_some("skipped");
    [modifier, made_up, skipped].into_iter().flatten().collect()
}

/// `Jul 20 to Jul 26`; with the years where they matter.
pub(super) fn days(from: NaiveDate, to: NaiveDate, with_year: bool) -> String {
    const DAY: &str = "%b %-d";
    const DAY_AND_YEAR: &str = "%b %-d, %Y";
    let (first, last) = match with_year {
        true if from.year() != to.year() => (DAY_AND_YEAR, DAY_AND_YEAR),
        true => (DAY, DAY_AND_YEAR),
        false => (DAY, DAY),
    };
    format!("{} to {}", from.format(first), to.format(last))
}

/// The last of a week's seven days.
pub(super) fn last_day(week: &WeekBody) -> NaiveDate {
    week.start_date
        .checked_add_days(Days::new(6))
        .unwrap_or(NaiveDate::MAX)
}

/// What a phase is for.
pub(super) const fn purpose(phase: Phase) -> &'static str {
    match phase {
        Phase::Base => "volume first",
        Phase::Build => "volume and quality together",
        Phase::Peak => "the hardest weeks",
        Phase::Taper => "less, so that race day finds fresh legs",
    }
}

pub(super) fn duration(iso: &str) -> Option<Duration> {
    Duration::from_iso8601("duration", iso).ok()
}

/// `45 min`, `1:30 min`, `2 h 30 min`.
pub(super) fn minutes(time: Duration) -> String {
    let seconds = time.as_seconds();
    let (whole, rest) = (seconds / 60, seconds % 60);
    match (whole, rest) {
        (0, seconds) => format!("{seconds}{NO_BREAK}s"),
        (whole, 0) if whole <= 120 => format!("{whole}{NO_BREAK}min"),
        (whole, 0) if whole % 60 == 0 => format!("{}{NO_BREAK}h", whole / 60),
        (whole, 0) => format!("{}{NO_BREAK}h {}{NO_BREAK}min", whole / 60, whole % 60),
        (whole, seconds) if whole < 60 => format!("{whole}:{seconds:02}{NO_BREAK}min"),
        _ => time.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_large_figures_are_told_to_a_tenth_in_either_unit() {
        let summary = SummaryBody {
            total_weeks: 16,
            total_miles: Hundredths::new(51_522),
            total_kilometers: Some(Hundredths::new(82_916)),
            peak_weekly_miles: Hundredths::new(5_070),
            peak_weekly_kilometers: Some(Hundredths::new(8_159)),
            longest_run: Hundredths::new(1_750),
            longest_run_kilometers: Some(Hundredths::new(2_816)),
            completed_workouts: 14,
            total_run_workouts: 76,
            completion_percentage: Hundredths::new(1_840),
        };
        for (unit, told) in [
            (DistanceUnit::Mile, ["515.2 mi", "50.7 mi", "17.5 mi"]),
            (DistanceUnit::Kilometer, ["829.2 km", "81.6 km", "28.2 km"]),
        ] {
            let figures = Words { unit }.figures(&summary);
            let said = figures.map(|figure| figure.number.replace(NO_BREAK, " "));
            assert_eq!(said[..3], told);
        }
    }
}
