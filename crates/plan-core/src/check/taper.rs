//! Less before a race, but not nothing.

use super::{Finding, Measure, Rule, Severity, Subject, share};
use crate::plan::RaceDistance;
use crate::resolved::ResolvedWeek;
use crate::units::{Distance, Percent};

pub(super) const RULE: Rule = Rule {
    word: "taper",
    says: "Before a race the week before (from 5 weeks on) and race week (from 4 on) are clearly smaller \
           than the biggest week, and race week is not empty; the race itself is not counted.",
    source: "Bosquet et al. 2007: two weeks with 41–60 % less volume; limits from the envelope of 30 published \
             plans (Higdon, Pfitzinger, Hansons), five points wider",
    apply,
};

/// What is allowed, in percent of the biggest week.
struct Limits {
    /// The week before race week, at most.
    week_before: u16,
    /// Race week without the race, at most.
    race_week: u16,
    /// Race week without the race, at least.
    race_week_least: u16,
}

const fn limits(race: RaceDistance) -> Limits {
    let (week_before, race_week, race_week_least) = match race {
        RaceDistance::FullMarathon => (92, 50, 13),
        RaceDistance::HalfMarathon => (95, 56, 24),
        // The published plans for these are all of one author and alike; runners
        // of low volume need more room, above all for rounding.
        RaceDistance::TenK => (85, 58, 30),
        RaceDistance::FiveK => (85, 58, 30),
    };
    Limits {
        week_before,
        race_week,
        race_week_least,
    }
}

fn apply(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(race) = &subject.plan.base().settings().race else {
        return Vec::new();
    };
    let weeks = subject.plan.weeks();
    let Some(race_week) = race.date.and_then(|date| {
        weeks
            .iter()
            .position(|week| (0..7).contains(&date.signed_duration_since(week.start).num_days()))
    }) else {
        return Vec::new();
    };
    if race_week < 3 {
        return Vec::new();
    }
    let limits = limits(race.distance);
    let peak = weeks[..race_week]
        .iter()
        .map(Subject::volume)
        .max()
        .unwrap_or_default();
    let mut findings = Vec::new();
    if race_week >= 4 {
        findings.extend(too_much(
            subject,
            &weeks[race_week - 1],
            peak,
            limits.week_before,
        ));
    }
    findings.extend(too_much(subject, &weeks[race_week], peak, limits.race_week));
    findings.extend(too_little(&weeks[race_week], peak, limits.race_week_least));
    findings
}

fn too_much(
    subject: &Subject<'_>,
    week: &ResolvedWeek<'_>,
    peak: Distance,
    percent: u16,
) -> Option<Finding> {
    let limit = Percent::from_whole(percent);
    let volume = Subject::volume(week);
    (volume > peak.percent(limit) + subject.rounding_step()).then(|| {
        let measured = share(volume, peak);
        let message = format!(
            "week {} is {measured} % of the biggest week; a taper comes down to {limit} % or less",
            week.number
        );
        at(week, Severity::Warning, message, measured, limit)
    })
}

fn too_little(week: &ResolvedWeek<'_>, peak: Distance, percent: u16) -> Option<Finding> {
    let limit = Percent::from_whole(percent);
    let measured = share(Subject::volume(week), peak);
    (measured < limit).then(|| {
        let message = format!(
            "race week {} is {measured} % of the biggest week; below {limit} % legs go stale",
            week.number
        );
        at(week, Severity::Info, message, measured, limit)
    })
}

fn at(
    week: &ResolvedWeek<'_>,
    severity: Severity,
    message: String,
    measured: Percent,
    limit: Percent,
) -> Finding {
    RULE.finding(severity, message)
        .in_week(week.number)
        .on(week.start)
        .measuring(Measure::Percent(measured), Measure::Percent(limit))
}
