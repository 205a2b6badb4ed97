//! What a coach would be told about the finished plan: soft rules, measured.

use chrono::Weekday;

use super::paces::Paces;
use super::published::share_of;
use super::season::{LONG_RUN_TIME, Season, spike_limit};
use super::volume::{Load, Volume};
use crate::check::{
    Finding, Measure, Severity, hard_days_adjacent, long_run_share, notices, run_spike,
    weekly_growth,
};
use crate::draft::DraftWeek;
use crate::units::{Distance, DistanceUnit, Duration, Percent};
use crate::workout::{Workout, WorkoutKind};

/// One day of the plan, in calendar order.
struct Day<'a> {
    week: usize,
    weekday: Weekday,
    workouts: &'a [Workout],
}

/// Measures the plan against every soft rule that may have given way.
pub(super) fn review(season: &Season<'_>, weeks: &[DraftWeek], findings: &mut Vec<Finding>) {
    let unit = season.brief.unit;
    let days = weeks
        .iter()
        .enumerate()
        .flat_map(|(week, content)| {
            (0..7).map(move |offset| {
                let weekday = super::WEEKDAYS
                    [(season.dates.first_weekday.num_days_from_monday() as usize + offset) % 7];
                Day {
                    week,
                    weekday,
                    workouts: content.on(weekday),
                }
            })
        })
        .collect::<Vec<_>>();
    hard_days(&days, findings);
    spikes(season, &days, findings);
    growth(unit, season.volume, &season.volumes, findings);
    long_races(season, &days, findings);
    long_runs(&season.paces, weeks, findings);
}

fn hard_days(days: &[Day<'_>], findings: &mut Vec<Finding>) {
    let is_hard = |day: &Day<'_>| day.workouts.iter().any(|workout| workout.kind.is_hard());
    for pair in days.windows(2) {
        if is_hard(&pair[0]) && is_hard(&pair[1]) {
            findings.push(
                hard_days_adjacent::RULE
                    .finding(
                        Severity::Warning,
                        format!(
                            "{} and {} are both hard days",
                            pair[0].weekday, pair[1].weekday
                        ),
                    )
                    .in_week(pair[1].week as u8 + 1),
            );
        }
    }
}

/// Races on the way that are further than training goes by then.
fn long_races(season: &Season<'_>, days: &[Day<'_>], findings: &mut Vec<Finding>) {
    for placed in season.marks.iter().flat_map(|marks| marks.races()) {
        let before = days[placed.day.saturating_sub(28)..placed.day]
            .iter()
            .map(|day| longest(day.workouts))
            .max()
            .unwrap_or_default();
        let limit = spike_limit(before, season.brief.unit);
        if placed.race.distance > limit {
            findings.push(
                Finding::new(
                    &notices::RACE_LONGER_THAN_TRAINED,
                    "a race on the way is much longer than the longest run of the four weeks before",
                )
                .in_week(days[placed.day].week as u8 + 1)
                .on(placed.race.date)
                .for_field(&format!("races[{}].distance", placed.nth))
                .measuring(
                    Measure::Distance(placed.race.distance),
                    Measure::Distance(limit),
                ),
            );
        }
    }
}

/// The longest training run of a day.
fn longest(workouts: &[Workout]) -> Distance {
    workouts
        .iter()
        .map(Workout::training_distance)
        .max()
        .unwrap_or_default()
}

fn spikes(season: &Season<'_>, days: &[Day<'_>], findings: &mut Vec<Finding>) {
    let past = season.past.iter().flat_map(|past| &past.weeks);
    let mut runs = past.flat_map(|week| week.longest).collect::<Vec<_>>();
    // Within the first week the runner's own past is the measure, and unknown.
    let known = runs.len();
    let first = if known == 0 { 7 } else { 0 };
    runs.extend(days.iter().map(|day| longest(day.workouts)));
    if let Some(past) = season.past {
        for (run, begun) in runs[known..].iter_mut().zip(past.begun.longest) {
            *run = begun.max(*run);
        }
    }
    for (index, day) in days.iter().enumerate().skip(first) {
        let (at, run) = (known + index, longest(day.workouts));
        if run.is_zero() {
            continue;
        }
        let before = runs[at.saturating_sub(28)..at].iter().max();
        let Some(&before) = before.filter(|before| !before.is_zero()) else {
            continue;
        };
        let limit = spike_limit(before, season.brief.unit);
        if run > limit {
            findings.push(
                run_spike::RULE
                    .finding(
                        Severity::Warning,
                        "a run is much longer than the longest of the four weeks before",
                    )
                    .in_week(day.week as u8 + 1)
                    .measuring(Measure::Distance(run), Measure::Distance(limit)),
            );
        }
    }
}

fn growth(unit: DistanceUnit, volume: &Volume, volumes: &[Distance], findings: &mut Vec<Finding>) {
    let step = unit.tenth().times(5);
    let mut most = volume.before.round_to(step);
    for (index, &distance) in volumes.iter().enumerate() {
        let limit = (most + most.percent(volume.growth_cap)).max(most + step);
        if distance > limit && matches!(volume.loads[index], Load::Rise(_)) {
            findings.push(
                weekly_growth::RULE
                    .finding(Severity::Warning, "the week grows faster than its cap")
                    .in_week(index as u8 + 1)
                    .measuring(Measure::Distance(distance), Measure::Distance(limit)),
            );
        }
        most = most.max(distance);
    }
}

/// The largest share of its week a long run should have, by running days.
const fn most_share(days: usize) -> Percent {
    Percent::from_whole(match days {
        0..=3 => 55,
        4 => 45,
        5 => 38,
        6 => 33,
        _ => 30,
    })
}

fn long_runs(paces: &Paces, weeks: &[DraftWeek], findings: &mut Vec<Finding>) {
    let mut worst: Option<(usize, Percent, Percent)> = None;
    let mut slowest: Option<(usize, Distance)> = None;
    for (index, week) in weeks.iter().enumerate() {
        let Some(long) = week
            .days
            .iter()
            .flatten()
            .find(|workout| workout.kind == WorkoutKind::LongRun)
        else {
            continue;
        };
        let distance = long.running_distance();
        if slowest.is_none_or(|(_, most)| distance > most) {
            slowest = Some((index, distance));
        }
        let total = week.stated_volume.unwrap_or_default();
        let runs = week
            .days
            .iter()
            .filter(|day| day.iter().any(|workout| workout.kind.is_run()))
            .count();
        // A first week that begins in its middle says nothing about the shape
        // of a week, and one or two runs leave no choice.
        if runs <= 2 || week.days.iter().any(Vec::is_empty) {
            continue;
        }
        let (share, limit) = (share_of(distance, total), most_share(runs));
        let excess = |share: Percent, limit: Percent| {
            i32::from(share.as_tenths()) - i32::from(limit.as_tenths())
        };
        if share > limit && worst.is_none_or(|(_, s, l)| excess(share, limit) > excess(s, l)) {
            worst = Some((index, share, limit));
        }
    }
    if let Some((week, share, limit)) = worst {
        findings.push(
            long_run_share::RULE.finding(Severity::Info, "the long run is a large part of its week; another running day would spread the load",
            )
            .in_week(week as u8 + 1)
            .measuring(Measure::Percent(share), Measure::Percent(limit)),
        );
    }
    if let Some((week, distance)) = slowest.filter(|_| paces.known) {
        let time = paces.easy * distance;
        if time > LONG_RUN_TIME {
            findings.push(
                Finding::new(
                    &notices::LONG_RUN_TIME,
                    format!(
                        "the marathon's longest run takes {}; a long run usually ends by {}",
                        hours_and_minutes(time),
                        hours_and_minutes(LONG_RUN_TIME)
                    ),
                )
                .in_week(week as u8 + 1)
                .measuring(Measure::Duration(time), Measure::Duration(LONG_RUN_TIME)),
            );
        }
    }
}

/// `2 h 42 min`; a minute that has begun counts.
fn hours_and_minutes(time: Duration) -> String {
    let minutes = time.as_seconds().div_ceil(60);
    match (minutes / 60, minutes % 60) {
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}
