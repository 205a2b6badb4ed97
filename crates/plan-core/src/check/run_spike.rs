//! One run much longer than any before it.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::{Finding, Measure, Rule, Severity, Subject, is_training_run, share};
use crate::units::{Distance, DistanceUnit, Percent};

pub(crate) const RULE: Rule = Rule {
    word: "run_spike",
    says: "A run is at most 110 % of the longest run of the preceding 28 days. Within a mile (1.5 km) \
           of that run it is worth knowing, beyond it a warning. The first week has no past to be \
           measured by.",
    source: "Frandsen et al., Br J Sports Med 2025 (5205 runners): 64 % more injuries after a run 10–30 % \
             longer than the longest of the preceding 30 days",
    apply,
};

const LIMIT: Percent = Percent::from_whole(110);

fn apply(subject: &Subject<'_>) -> Vec<Finding> {
    let runs = || {
        subject
            .workouts()
            .filter(|workout| is_training_run(workout))
    };
    let mut longest_by_day: BTreeMap<NaiveDate, Distance> = BTreeMap::new();
    for run in runs() {
        let longest = longest_by_day.entry(run.date).or_default();
        *longest = (*longest).max(run.workout.training_distance());
    }
    let first_week = &subject.plan.base().weeks()[0];
    let mut findings = Vec::new();
    for run in runs() {
        let since = run.date.checked_sub_days(Days::new(28));
        let longest = longest_by_day
            .range(since.unwrap_or(NaiveDate::MIN)..run.date)
            .map(|(_, longest)| *longest)
            .max()
            .unwrap_or_default();
        let distance = run.workout.training_distance();
        if first_week.contains(run.date) || longest.is_zero() || distance <= longest.percent(LIMIT)
        {
            continue;
        }
        let severity = if distance <= longest + small_step(subject.unit()) {
            Severity::Info
        } else {
            Severity::Warning
        };
        let message = format!(
            "{} is {} % of the longest run of the four weeks before it, {}",
            subject.text(distance),
            share(distance, longest),
            subject.text(longest),
        );
        findings.push(subject.about(&RULE, severity, run, message).measuring(
            Measure::Distance(distance),
            Measure::Distance(longest.percent(LIMIT)),
        ));
    }
    findings
}

/// Among short runs 110 % is less than anyone plans in.
fn small_step(unit: DistanceUnit) -> Distance {
    match unit {
        DistanceUnit::Mile => Distance::from_miles(1),
        DistanceUnit::Kilometer => Distance::from_meters(1_500),
    }
}
