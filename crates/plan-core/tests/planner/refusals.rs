//! What cannot be planned is refused, by name.

use chrono::Weekday;
use plan_core::error::Error;
use plan_core::plan::{Level, RaceDistance, RaceGoal};
use plan_core::planner::{PlanBrief, dates, plan};
use plan_core::units::Distance;

use crate::laws::{self, date};
use crate::{Restrict, race};

#[test]
fn dates_that_contradict_each_other_are_refused() {
    let race_day = date("2027-04-18");
    let first = date("2026-12-28");
    for offset in -8i64..15 {
        let mut brief = PlanBrief::new(16, Level::Beginner);
        brief.race = Some(RaceGoal {
            date: Some(race_day),
            ..race(RaceDistance::TenK)
        });
        let start = first + chrono::TimeDelta::days(offset);
        brief.start = Some(start);
        match plan(&brief) {
            Ok(planned) => {
                assert!((0..7).contains(&offset), "start {start}");
                assert_eq!(planned.draft.start, Some(start));
                assert_eq!(dates(&brief).unwrap().start(), Some(start));
            }
            Err(error) => {
                assert_eq!(error.code(), "dates_contradict");
                assert!(!(0..7).contains(&offset), "start {start}");
            }
        }
    }
}

#[test]
fn values_out_of_range_are_refused_by_name_all_at_once() {
    let mut brief = PlanBrief::new(0, Level::Beginner);
    brief.days_per_week = Some(8);
    brief.max_minutes[2] = Some(2_000);
    brief.weekly_distance = Some(Distance::from_kilometers(300));
    brief.start = Some(date("2500-01-01"));
    let Err(Error::Many(faults)) = plan(&brief) else {
        panic!("five faults at once");
    };
    let fields = faults.iter().filter_map(Error::field).collect::<Vec<_>>();
    assert_eq!(
        fields,
        [
            "weeks",
            "days_per_week",
            "start_date",
            "max_minutes.wed",
            "weekly_distance"
        ]
    );

    let mut brief = PlanBrief::new(53, Level::Beginner);
    assert_eq!(plan(&brief).unwrap_err().field(), Some("weeks"));
    brief.weeks = 52;
    assert!(plan(&brief).is_ok());
}

#[test]
fn constraints_that_leave_no_week_are_refused_with_their_names() {
    let cases: [(&str, Restrict); 4] = [
        ("unavailable_days", |brief| {
            brief.unavailable_days = laws::WEEKDAYS[..5].to_vec();
        }),
        ("days_per_week", |brief| {
            brief.days_per_week = Some(6);
            brief.unavailable_days = laws::WEEKDAYS[..2].to_vec();
        }),
        ("long_run_day", |brief| {
            brief.long_run_day = Some(Weekday::Sun);
            brief.unavailable_days = vec![Weekday::Sun];
        }),
        ("max_minutes", |brief| {
            brief.long_run_day = Some(Weekday::Sun);
            brief.max_minutes[6] = Some(15);
        }),
    ];
    for (name, restrict) in cases {
        let mut brief = PlanBrief::new(12, Level::Intermediate);
        restrict(&mut brief);
        match plan(&brief) {
            Err(Error::ConstraintsContradict(why)) => assert!(why.contains(name), "{why}"),
            other => panic!("{name}: {other:?}"),
        }
    }
}
