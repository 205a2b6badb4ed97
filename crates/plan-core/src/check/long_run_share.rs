//! A long run that is too much of its week.

use std::collections::BTreeSet;

use super::{Finding, Measure, Rule, Severity, Subject, present, share};
use crate::units::Percent;
use crate::workout::WorkoutKind;

pub(crate) const RULE: Rule = Rule {
    word: "long_run_share",
    says: "The longest run is at most 55 % of a week of three running days, 45 % of four, 38 % of five, 33 % \
           of six, 30 % of seven. Race weeks are left out.",
    source: "Daniels' Running Formula, 3rd ed., asks for 25–30 %; published marathon plans on few days reach \
             50 % at their peak, so the limit follows the days",
    apply,
};

fn apply(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for week in subject.plan.weeks() {
        let has_race = present(week).any(|workout| workout.workout.kind == WorkoutKind::Race);
        let runs = present(week)
            .filter(|workout| !workout.workout.training_distance().is_zero())
            .collect::<Vec<_>>();
        let days = runs
            .iter()
            .map(|run| run.date)
            .collect::<BTreeSet<_>>()
            .len();
        let longest = runs
            .iter()
            .max_by_key(|run| run.workout.training_distance());
        let (Some(limit), Some(longest), false) = (limit(days), longest, has_race) else {
            continue;
        };
        let measured = share(longest.workout.training_distance(), Subject::volume(week));
        if measured > limit {
            let message = format!(
                "the longest run is {measured} % of week {}, which has {days} running days",
                week.number,
            );
            findings.push(
                subject
                    .about(&RULE, Severity::Info, longest, message)
                    .measuring(Measure::Percent(measured), Measure::Percent(limit)),
            );
        }
    }
    findings
}

/// By running days; one or two leave no choice.
fn limit(days: usize) -> Option<Percent> {
    let percent = match days {
        0..=2 => return None,
        3 => 55,
        4 => 45,
        5 => 38,
        6 => 33,
        _ => 30,
    };
    Some(Percent::from_whole(percent))
}
