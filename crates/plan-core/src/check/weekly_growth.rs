//! A week much bigger than any before it.

use super::{Finding, Measure, Rule, Severity, Subject, begins_late};
use crate::units::{Distance, Percent};

pub(crate) const RULE: Rule = Rule {
    word: "weekly_growth",
    says: "A week is at most 15 % bigger than the biggest week before it in plans that stay under 30 mi, \
           7 % in plans above 50 mi, in proportion between; a rounding step more is allowed. Cutback \
           weeks do not lower the mark.",
    source: "Convention, softened by evidence: growth above 30 % in two weeks hurt novices more than below \
             10 % (Nielsen et al. 2014), while 10 % a week protected no better than more (Buist et al. 2008)",
    apply,
};

fn apply(subject: &Subject<'_>) -> Vec<Finding> {
    let weeks = subject.plan.weeks();
    let peak = weeks.iter().map(Subject::volume).max().unwrap_or_default();
    let limit = growth_limit(peak);
    let mut biggest = Distance::ZERO;
    let mut findings = Vec::new();
    for week in weeks {
        let volume = Subject::volume(week);
        let allowed = biggest + biggest.percent(limit);
        if !biggest.is_zero() && volume > allowed + subject.rounding_step() {
            let message = format!(
                "{} in week {} after at most {} before; {} would be in proportion",
                subject.text(volume),
                week.number,
                subject.text(biggest),
                subject.text(allowed),
            );
            findings.push(
                RULE.finding(Severity::Warning, message)
                    .in_week(week.number)
                    .on(week.start)
                    .measuring(Measure::Distance(volume), Measure::Distance(allowed)),
            );
        }
        if !begins_late(week) {
            biggest = biggest.max(volume);
        }
    }
    findings
}

/// 15 % up to a peak of 30 mi, 7 % from 50 mi on, linear between.
fn growth_limit(peak: Distance) -> Percent {
    let (low, high) = (Distance::from_miles(30), Distance::from_miles(50));
    let above = peak.clamp(low, high).saturating_sub(low).raw();
    let fall = 80 * above / high.saturating_sub(low).raw();
    Percent::from_tenths(150 - fall as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_falls_from_fifteen_to_seven_percent() {
        for (miles, tenths) in [(10, 150), (30, 150), (40, 110), (50, 70), (90, 70)] {
            let limit = growth_limit(Distance::from_miles(miles));
            assert_eq!(limit, Percent::from_tenths(tenths), "{miles} mi");
        }
    }
}
