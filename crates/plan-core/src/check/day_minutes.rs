//! More training on a day than the runner has time for.

use chrono::Datelike;

use super::{Finding, Measure, Rule, Severity, Subject};
use crate::fitness::Vdot;
use crate::plan::Level;
use crate::units::{DistanceUnit, Duration, Pace};
use crate::workout::{Workout, WorkoutKind};
use crate::zones::{PaceRange, PaceZones, Zone};

pub(super) const RULE: Rule = Rule {
    word: "day_minutes",
    says: "A day's training takes no longer than its minutes. Runs planned by distance are reckoned at the \
           middle of E, quality sessions at its fast end (the warm-up and recoveries make up for the fast \
           part), without a VDOT at 12:00, 10:00 or 8:30 a mile by level. A race takes the time it takes.",
    source: "The request",
    apply,
};

fn apply(subject: &Subject<'_>) -> Vec<Finding> {
    let settings = subject.plan.base().settings();
    let easy = easy_pace(settings.level, settings.vdot);
    let workouts = subject.workouts().collect::<Vec<_>>();
    workouts
        .chunk_by(|earlier, later| earlier.date == later.date)
        .filter_map(|day| {
            let first = day.first()?;
            let weekday = first.date.weekday();
            let minutes = subject.constraints.max_minutes[weekday.num_days_from_monday() as usize]?;
            let limit = Duration::from_minutes(u32::from(minutes));
            let measured = day
                .iter()
                .map(|workout| time_at(&workout.workout, easy))
                .sum::<Duration>();
            (!is_within(measured, limit)).then(|| {
                let message = format!(
                    "about {} minutes on {}, which has {minutes}",
                    measured.as_seconds().div_ceil(60),
                    first.date.format("%A"),
                );
                subject
                    .about(&RULE, Severity::Warning, first, message)
                    .measuring(Measure::Duration(measured), Measure::Duration(limit))
            })
        })
        .collect()
}

/// True where a workout alone takes no more than a day's minutes.
pub(super) fn fits(workout: &Workout, minutes: u16, level: Level, vdot: Option<Vdot>) -> bool {
    let limit = Duration::from_minutes(u32::from(minutes));
    is_within(time_at(workout, easy_pace(level, vdot)), limit)
}

/// Less than a minute over is rounding.
fn is_within(time: Duration, limit: Duration) -> bool {
    time.saturating_sub(limit) < Duration::from_minutes(1)
}

fn time_at(workout: &Workout, easy: PaceRange) -> Duration {
    if workout.kind == WorkoutKind::Race {
        return Duration::ZERO;
    }
    let pace = if workout.kind.is_quality() {
        easy.fast
    } else {
        easy.midpoint()
    };
    workout
        .duration
        .unwrap_or_else(|| pace * workout.running_distance())
}

fn easy_pace(level: Level, vdot: Option<Vdot>) -> PaceRange {
    match vdot {
        Some(vdot) => PaceZones::from_vdot(vdot).range(Zone::Easy),
        None => estimated(level),
    }
}

/// What a runner of unknown fitness needs for an easy mile.
fn estimated(level: Level) -> PaceRange {
    let seconds = match level {
        Level::Beginner => 720,
        Level::Intermediate => 600,
        Level::Advanced => 510,
    };
    let pace = Pace::from_seconds_per(DistanceUnit::Mile, seconds);
    PaceRange {
        slow: pace,
        fast: pace,
    }
}
