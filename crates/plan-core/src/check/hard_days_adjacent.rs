//! Hard days without an easy one between.

use super::{Finding, Measure, Rule, Severity, Subject};
use crate::resolved::ResolvedWorkout;

pub(crate) const RULE: Rule = Rule {
    word: "hard_days_adjacent",
    says: "After a hard day (quality session, long run, race) the next day is easy or off.",
    source: "Convention: hard days take their effect on the easy ones between (B. Bowerman; Daniels' Running \
             Formula, 3rd ed.)",
    apply,
};

fn apply(subject: &Subject<'_>) -> Vec<Finding> {
    let hard = subject
        .workouts()
        .filter(|workout| workout.workout.kind.is_hard())
        .collect::<Vec<_>>();
    hard.chunk_by(|earlier, later| later.date.signed_duration_since(earlier.date).num_days() <= 1)
        .filter_map(|row| finding(subject, row))
        .collect()
}

/// One finding for a whole row of hard days, at the second of them.
fn finding(subject: &Subject<'_>, row: &[&ResolvedWorkout<'_>]) -> Option<Finding> {
    let (first, last) = (row.first()?, row.last()?);
    let days = last.date.signed_duration_since(first.date).num_days() + 1;
    let second = row.iter().find(|workout| workout.date > first.date)?;
    let message = format!(
        "{} on {} is followed by {} the next day",
        first.workout.kind.label(),
        first.date.format("%a %Y-%m-%d"),
        second.workout.kind.label(),
    );
    Some(
        subject
            .about(&RULE, Severity::Warning, second, message)
            .measuring(
                Measure::Count(u32::try_from(days).unwrap_or(u32::MAX)),
                Measure::Count(1),
            ),
    )
}
