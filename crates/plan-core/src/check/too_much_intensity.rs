//! More fast running than the week carries.

use std::collections::BTreeMap;

use super::{Finding, Measure, Rule, Severity, Subject, present, share};
use crate::plan::RaceDistance;
use crate::planner::{Budget, Paces};
use crate::resolved::ResolvedWeek;
use crate::units::{Distance, DistanceUnit, Pace};
use crate::workout::{Segment, Step, StepLength, StepRole, StepTarget, Workout, WorkoutKind};
use crate::zones::{PaceZones, Zone};

pub(super) const RULE: Rule = Rule {
    word: "too_much_intensity",
    says: "Of a week's running, without the race, at most 10 % is at T, 8 % and 10 km at I, 5 % and 8 km at R, \
           measured from the written steps; a rounding step more is worth knowing, beyond it a warning. Steps \
           by time are reckoned at the runner's pace. A pace, or the pace of a race, counts to the zone it is \
           nearest to; without a VDOT the pace of races up to a mile counts as R, up to 5K as I, up to the \
           half marathon as T. Sessions without steps and races are not counted.",
    source: "Daniels' Running Formula, 3rd ed.",
    apply,
};

/// The zones with a cap, and their letters.
const CAPPED: [(Zone, &str); 3] = [
    (Zone::Threshold, "T"),
    (Zone::Interval, "I"),
    (Zone::Repetition, "R"),
];

fn apply(subject: &Subject<'_>) -> Vec<Finding> {
    let runner = Runner::of(subject);
    let mut findings = Vec::new();
    for week in subject.plan.weeks() {
        let volume = Subject::volume(week);
        let limits = Budget::of(volume);
        let fast = runner.fast_running(week);
        for (zone, letter) in CAPPED {
            let measured = fast.get(&zone).copied().unwrap_or_default();
            let Some(limit) = limits.at(zone).filter(|limit| measured > *limit) else {
                continue;
            };
            let severity = if measured <= limit + subject.rounding_step() {
                Severity::Info
            } else {
                Severity::Warning
            };
            let message = format!(
                "{} at {letter} are {} % of week {}, which carries {}",
                subject.text(measured),
                share(measured, volume),
                week.number,
                subject.text(limit),
            );
            findings.push(
                RULE.finding(severity, message)
                    .in_week(week.number)
                    .on(week.start)
                    .measuring(Measure::Distance(measured), Measure::Distance(limit)),
            );
        }
    }
    findings
}

/// How fast each zone is for this runner.
struct Runner {
    paces: Paces,
    zones: Option<PaceZones>,
}

impl Runner {
    fn of(subject: &Subject<'_>) -> Self {
        let settings = subject.plan.base().settings();
        Self {
            paces: Paces::of(settings.vdot, settings.level),
            zones: settings.vdot.map(PaceZones::from_vdot),
        }
    }

    /// What a week's steps state at each zone.
    fn fast_running(&self, week: &ResolvedWeek<'_>) -> BTreeMap<Zone, Distance> {
        let mut sums = BTreeMap::new();
        for workout in present(week).map(|workout| workout.workout.as_ref()) {
            if !workout.kind.is_run() || workout.kind == WorkoutKind::Race {
                continue;
            }
            for step in &workout.steps {
                let (times, segments) = match step {
                    Step::Once(segment) => (1, std::slice::from_ref(segment)),
                    Step::Repeat { times, segments } => (u32::from(*times), segments.as_slice()),
                };
                for segment in segments {
                    if let Some(zone) = self.zone_of(segment, workout) {
                        *sums.entry(zone).or_default() +=
                            self.length_of(segment, zone).times(times);
                    }
                }
            }
        }
        sums
    }

    /// The zone a segment is run in; work without a target is run in its workout's.
    fn zone_of(&self, segment: &Segment, workout: &Workout) -> Option<Zone> {
        match segment.target {
            StepTarget::Zone(zone) => Some(zone),
            StepTarget::Pace { pace, .. } => Some(nearest(self.zones?, pace)),
            StepTarget::RacePace(race) => match self.zones {
                Some(zones) => Some(nearest(zones, zones.vdot().race_pace(race))),
                None => usual_zone(race),
            },
            StepTarget::Share { percent, of } => {
                let zones = self.zones?;
                let whole = u64::from(zones.vdot().race_pace(of).as_milliseconds_per_kilometer());
                // A share of a pace is one of its speed: 95 % is slower.
                let part = (whole * 1_000).checked_div(u64::from(percent.as_tenths()))?;
                let pace = Pace::from_milliseconds_per_kilometer(u32::try_from(part).ok()?);
                Some(nearest(zones, pace))
            }
            StepTarget::Open if segment.role == StepRole::Work => workout.zone,
            StepTarget::Open => None,
        }
    }

    fn length_of(&self, segment: &Segment, zone: Zone) -> Distance {
        match segment.length {
            StepLength::Distance(distance) => distance,
            StepLength::Time(time) => self.paces.at(zone).distance_in(time),
            StepLength::Open => Distance::ZERO,
        }
    }
}

/// The zone whose middle is nearest to a pace.
fn nearest(zones: PaceZones, pace: Pace) -> Zone {
    let away = |zone: &Zone| {
        let middle = zones.midpoint(*zone);
        middle
            .as_milliseconds_per_kilometer()
            .abs_diff(pace.as_milliseconds_per_kilometer())
    };
    Zone::ALL
        .iter()
        .copied()
        .min_by_key(away)
        .unwrap_or(Zone::Easy)
}

/// What the pace of a race is to most runners.
fn usual_zone(race: Distance) -> Option<Zone> {
    if race <= DistanceUnit::Mile.one() {
        Some(Zone::Repetition)
    } else if race <= RaceDistance::FiveK.distance() {
        Some(Zone::Interval)
    } else if race <= RaceDistance::HalfMarathon.distance() {
        Some(Zone::Threshold)
    } else {
        None
    }
}
