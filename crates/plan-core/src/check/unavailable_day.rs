//! A run on a day the runner cannot run.

use chrono::Datelike;

use super::{Finding, Rule, Severity, Subject, is_training_run};

pub(super) const RULE: Rule = Rule {
    word: "unavailable_day",
    says: "Weekdays named as unavailable stay free of running. A race is on the day it is on.",
    source: "The request",
    apply,
};

fn apply(subject: &Subject<'_>) -> Vec<Finding> {
    let unavailable = &subject.constraints.unavailable_days;
    subject
        .workouts()
        .filter(|workout| is_training_run(workout) && unavailable.contains(&workout.date.weekday()))
        .map(|workout| {
            let message = format!(
                "{} is planned on {}, which was to stay free",
                workout.workout.kind.label(),
                workout.date.format("%A"),
            );
            subject.about(&RULE, Severity::Warning, workout, message)
        })
        .collect()
}
