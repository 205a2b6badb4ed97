//! The most a week may hold, and what the largest is to hold.

use chrono::NaiveDate;
use plan_core::plan::{Level, ProgressionPattern, RaceDistance, RaceGoal};
use plan_core::planner::{PlanBrief, plan};
use plan_core::units::{Distance, DistanceUnit};
use proptest::prelude::*;

use crate::briefs::brief;

fn brief_for(race: RaceDistance, level: Level, unit: DistanceUnit) -> PlanBrief {
    PlanBrief {
        race: Some(RaceGoal {
            distance: race,
            date: None,
            target_time: None,
        }),
        unit,
        ..PlanBrief::new(16, level)
    }
}

/// What the largest week of a plan holds, without the goal race.
fn largest_week(brief: &PlanBrief) -> Distance {
    let weeks = plan(brief).unwrap().draft.weeks;
    let volumes = weeks.iter().map(|week| week.training_distance());
    volumes.max().unwrap_or_default()
}

#[test]
fn the_largest_week_comes_to_the_limit_and_a_limit_above_it_changes_nothing() {
    for &race in RaceDistance::ALL {
        for &level in Level::ALL {
            for unit in [DistanceUnit::Mile, DistanceUnit::Kilometer] {
                let usual = brief_for(race, level, unit);
                let most = largest_week(&usual);
                let limited = |most| PlanBrief {
                    most_weekly: Some(most),
                    ..usual.clone()
                };
                let above = plan(&limited(most + Distance::from_miles(10))).unwrap();
                assert!(above == plan(&usual).unwrap(), "{race} {level}");

                let limit = Distance::from_raw(most.raw() * 3 / 4).floor_to(unit.one());
                let largest = largest_week(&limited(limit));
                assert!(largest <= limit, "{race} {level}: {largest:?}");
                assert!(
                    largest + unit.one() >= limit,
                    "{race} {level}: {largest:?} of {limit:?}"
                );
            }
        }
    }
}

#[test]
fn a_runner_who_runs_more_now_starts_at_the_limit() {
    let brief = PlanBrief {
        weekly_distance: Some(Distance::from_miles(45)),
        most_weekly: Some(Distance::from_miles(30)),
        ..brief_for(
            RaceDistance::HalfMarathon,
            Level::Intermediate,
            DistanceUnit::Mile,
        )
    };
    let planned = plan(&brief).unwrap();
    let first = planned.draft.weeks[0].training_distance();
    assert_eq!(first, Distance::from_miles(30));
    let rules = planned.findings.iter().map(|finding| &*finding.rule);
    assert_eq!(
        rules
            .filter(|rule| *rule == "volume_limited_by_wish")
            .count(),
        1
    );
}

#[test]
fn the_smaller_of_a_limit_and_a_peak_counts() {
    let usual = brief_for(RaceDistance::TenK, Level::Advanced, DistanceUnit::Mile);
    let limited = PlanBrief {
        peak_weekly: Some(Distance::from_miles(60)),
        most_weekly: Some(Distance::from_miles(40)),
        ..usual.clone()
    };
    assert_eq!(largest_week(&limited), Distance::from_miles(40));
    let free = PlanBrief {
        most_weekly: None,
        ..limited
    };
    assert!(largest_week(&free) > largest_week(&usual));
    assert!(largest_week(&free) <= Distance::from_miles(60));
}

#[test]
fn a_peak_that_is_out_of_reach_is_named_as_what_was_asked_for() {
    let brief = PlanBrief {
        peak_weekly: Some(Distance::from_miles(90)),
        ..brief_for(
            RaceDistance::FullMarathon,
            Level::Beginner,
            DistanceUnit::Mile,
        )
    };
    let findings = plan(&brief).unwrap().findings;
    let limited = findings
        .iter()
        .find(|finding| finding.rule.starts_with("volume_limited"))
        .map(|finding| &*finding.message);
    assert!(
        limited.is_some_and(|message| message.contains("peak that was asked for")),
        "{limited:?}"
    );
}

#[test]
fn a_first_week_that_lost_its_days_is_above_no_limit() {
    let race = RaceGoal {
        distance: RaceDistance::FiveK,
        date: NaiveDate::from_ymd_opt(2027, 1, 5),
        target_time: None,
    };
    let brief = PlanBrief {
        race: Some(race),
        start: NaiveDate::from_ymd_opt(2026, 12, 28),
        pattern: ProgressionPattern::Linear,
        most_weekly: Some(Distance::from_kilometers(3)),
        ..PlanBrief::new(2, Level::Beginner)
    };
    let planned = plan(&brief).unwrap();
    assert_eq!(planned.draft.weeks[0].training_distance(), Distance::ZERO);
    let mut rules = planned.findings.iter().map(|finding| &*finding.rule);
    assert!(rules.all(|rule| rule != "week_above_limit"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_week_holds_no_more_than_it_may_or_a_finding_names_it(
        brief in brief(),
        kilometers in 3u16..=80,
    ) {
        let limit = Distance::from_kilometers(kilometers);
        let brief = PlanBrief { most_weekly: Some(limit), ..brief };
        let Ok(planned) = plan(&brief) else {
            return Ok(());
        };
        for (index, week) in planned.draft.weeks.iter().enumerate() {
            let is_named = planned.findings.iter().any(|finding| {
                finding.rule == "week_above_limit"
                    && finding.place.week == Some(index as u8 + 1)
            });
            let volume = week.training_distance();
            prop_assert_eq!(volume > limit, is_named, "week {}: {:?}", index + 1, volume);
            // Only where a single shortest run is more.
            prop_assert!(!is_named || kilometers <= 4, "week {}: {:?}", index + 1, volume);
        }
    }
}
