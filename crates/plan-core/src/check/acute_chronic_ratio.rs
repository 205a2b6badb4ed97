//! This week against the last four: a number people ask for.

use super::{Finding, Measure, Rule, Severity, Subject, begins_late, share};
use crate::units::{Distance, Percent};

pub(super) const RULE: Rule = Rule {
    word: "acute_chronic_ratio",
    says: "The week's running divided by the average of the four weeks that end with it is shown where it is above \
           1.3. It is a convention, never a warning: it has not been validated for runners.",
    source: "Convention from team sports (Gabbett 2016: 0.8 to 1.3). Not validated: among 5205 runners a higher \
             ratio went with fewer injuries, not more (Frandsen et al. 2025)",
    apply,
};

const LIMIT: Percent = Percent::from_whole(130);

fn apply(subject: &Subject<'_>) -> Vec<Finding> {
    let weeks = subject.plan.weeks();
    let mut findings = Vec::new();
    for window in weeks.windows(4) {
        let [first, .., week] = window else { continue };
        if begins_late(first) {
            continue;
        }
        let acute = Subject::volume(week);
        let four_weeks = window.iter().map(Subject::volume).sum::<Distance>();
        // The average is a quarter of the sum; so as not to round it, both are taken four times.
        let measured = share(acute.times(4), four_weeks);
        if measured > LIMIT {
            let message = format!(
                "week {} is {measured} % of the average of the four weeks ending with it (acute:chronic \
                 ratio, a convention that has not been validated for runners)",
                week.number,
            );
            findings.push(
                RULE.finding(Severity::Info, message)
                    .in_week(week.number)
                    .on(week.start)
                    .measuring(Measure::Percent(measured), Measure::Percent(LIMIT)),
            );
        }
    }
    findings
}
