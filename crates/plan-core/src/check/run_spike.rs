//! One run much longer than any before it.

use chrono::Days;

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
    let runs = subject
        .workouts()
        .filter(|workout| is_training_run(workout))
        .collect::<Vec<_>>();
    let known_from = subject.plan.base().start() + Days::new(7);
    let mut findings = Vec::new();
    for (index, run) in runs.iter().enumerate() {
        let since = run.date - Days::new(28);
        let longest = runs[..index]
            .iter()
            .rev()
            .take_while(|earlier| earlier.date >= since)
            .filter(|earlier| earlier.date < run.date)
            .map(|earlier| earlier.workout.training_distance())
            .max()
            .unwrap_or_default();
        let distance = run.workout.training_distance();
        if run.date < known_from || longest.is_zero() || distance <= longest.percent(LIMIT) {
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
