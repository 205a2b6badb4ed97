//! Everything leads to the race.

use super::{Finding, Measure, Rule, Severity, Subject};
use crate::workout::WorkoutKind;

pub(super) const RULE: Rule = Rule {
    word: "race_day",
    says: "The goal race is on its date, and nothing hard comes after it.",
    source: "The goal the plan was asked for",
    apply,
};

fn apply(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(date) = subject
        .plan
        .base()
        .settings()
        .race
        .as_ref()
        .and_then(|race| race.date)
    else {
        return Vec::new();
    };
    let on_its_date = |kind| {
        subject
            .plan
            .workouts()
            .any(|workout| workout.date == date && workout.workout.kind == kind)
    };
    let mut findings = Vec::new();
    if !on_its_date(WorkoutKind::Race) {
        let week = subject
            .plan
            .base()
            .week_of(date)
            .map_or(0, |week| week.number);
        let message = format!("the race is on {date}, but no race is planned on that day");
        findings.push(
            RULE.finding(Severity::Warning, message)
                .in_week(week)
                .on(date)
                .measuring(Measure::Count(0), Measure::Count(1)),
        );
    }
    for late in subject
        .workouts()
        .filter(|workout| workout.date > date && workout.workout.kind.is_hard())
    {
        let days = late.date.signed_duration_since(date).num_days();
        let message = format!(
            "{} comes {days} days after the goal race",
            late.workout.kind.label()
        );
        findings.push(
            subject
                .about(&RULE, Severity::Warning, late, message)
                .measuring(
                    Measure::Count(u32::try_from(days).unwrap_or(u32::MAX)),
                    Measure::Count(0),
                ),
        );
    }
    findings
}
