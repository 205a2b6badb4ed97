//! The rule-based planner against the soft rules: its plans raise no warning.

use chrono::{NaiveDate, Weekday};
use plan_core::check::{Constraints, Severity, check};
use plan_core::draft::Schedule;
use plan_core::fitness::Vdot;
use plan_core::overlay::{Overlays, resolve};
use plan_core::plan::{Level, ProgressionPattern, RaceDistance, RaceGoal};
use plan_core::planner::{PlanBrief, plan};
use plan_core::units::DistanceUnit;

/// In miles and without constraints, unless a test says otherwise.
fn brief(weeks: u8, level: Level, race: RaceDistance) -> PlanBrief {
    PlanBrief {
        weeks,
        level,
        race: Some(RaceGoal {
            distance: race,
            // A Sunday.
            date: NaiveDate::from_ymd_opt(2026, 10, 18),
            target_time: None,
        }),
        races: Vec::new(),
        start: None,
        unit: DistanceUnit::Mile,
        pattern: ProgressionPattern::ThreeUpOneDown,
        vdot: None,
        days_per_week: None,
        long_run_day: None,
        unavailable_days: Vec::new(),
        max_minutes: [None; 7],
        weekly_distance: None,
        most_weekly: None,
        peak_weekly: None,
        run_walk: None,
        seed: 7,
    }
}

/// Warnings about the plan that is made of a brief; `None` where it is refused.
fn warnings(brief: &PlanBrief) -> Option<Vec<String>> {
    let draft = plan(brief).ok()?.draft;
    let base = draft
        .schedule(Schedule {
            start: brief.start,
            pattern: brief.pattern,
            vdot: brief.vdot,
        })
        .expect("what the planner writes can be put into the calendar");
    let overlays = Overlays::default();
    let constraints = Constraints {
        unavailable_days: brief.unavailable_days.clone(),
        max_minutes: brief.max_minutes,
    };
    let findings = check(&resolve(&base, &overlays), &constraints);
    let warnings = findings
        .into_iter()
        .filter(|finding| finding.severity == Severity::Warning)
        .map(|finding| format!("{}: {}", finding.rule, finding.message));
    Some(warnings.collect())
}

#[test]
fn a_plan_of_any_race_level_and_length_raises_no_warning() {
    for race in RaceDistance::ALL {
        for level in Level::ALL {
            for weeks in [1, 2, 3, 4, 5, 6, 8, 12, 16, 24, 30, 52] {
                for unit in [DistanceUnit::Mile, DistanceUnit::Kilometer] {
                    let brief = PlanBrief {
                        unit,
                        ..brief(weeks, *level, *race)
                    };
                    let found = warnings(&brief);
                    assert_eq!(found, Some(Vec::new()), "{race} {level} {weeks} {unit}");
                }
            }
        }
    }
}

#[test]
fn a_plan_under_constraints_raises_no_warning() {
    let mut made = 0;
    for race in RaceDistance::ALL {
        for days in 3..=7 {
            for (free, minutes) in [
                (vec![], None),
                (vec![Weekday::Mon], None),
                (vec![Weekday::Tue, Weekday::Thu], Some(75)),
            ] {
                for vdot in [None, Vdot::new(38.0).ok(), Vdot::new(55.0).ok()] {
                    let mut brief = PlanBrief {
                        days_per_week: Some(days),
                        unavailable_days: free.clone(),
                        vdot,
                        ..brief(12, Level::Intermediate, *race)
                    };
                    brief.max_minutes[..5].fill(minutes);
                    let Some(found) = warnings(&brief) else {
                        continue;
                    };
                    made += 1;
                    assert_eq!(
                        found,
                        Vec::<String>::new(),
                        "{race}, {days} days, free {free:?}, {minutes:?} minutes, {vdot:?}"
                    );
                }
            }
        }
    }
    // Seven days with one of them free cannot be.
    assert!(made >= 120, "{made}");
}

#[test]
fn a_plan_without_a_race_raises_no_warning() {
    for level in Level::ALL {
        for weeks in [4, 12, 26] {
            let brief = PlanBrief {
                race: None,
                start: NaiveDate::from_ymd_opt(2026, 6, 1),
                ..brief(weeks, *level, RaceDistance::TenK)
            };
            assert_eq!(warnings(&brief), Some(Vec::new()), "{level} {weeks}");
        }
    }
}
