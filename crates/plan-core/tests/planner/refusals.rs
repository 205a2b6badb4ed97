//! What cannot be planned is refused, by name.

use chrono::{NaiveDate, TimeDelta, Weekday};
use plan_core::draft::{Draft, DraftWeek, Schedule};
use plan_core::error::Error;
use plan_core::overlay::{Overlays, resolve};
use plan_core::plan::{Level, Phase, RaceDistance, RaceGoal};
use plan_core::planner::wishes::complete;
use plan_core::planner::{Dates, OtherRace, PlanBrief, RaceRole, dates, plan, regenerate, rest_of};
use plan_core::units::{Distance, DistanceUnit, Duration};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

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
        let start = first + TimeDelta::days(offset);
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

/// One fault a brief can have: the field, the value as it is said, the range.
type Fault = (Restrict, &'static str, &'static str, &'static str);

#[test]
fn every_value_out_of_range_is_named_with_its_range() {
    fn race_with(brief: &mut PlanBrief, change: fn(&mut RaceGoal)) {
        let race = brief.race.insert(race(RaceDistance::TenK));
        change(race);
    }
    const YEARS: &str = "a date from 1900-01-01 to 2199-12-31";
    const TIMES: &str = "10 minutes to 24 hours";
    const WEEKLY: &str = "3 to 250 km (1.9 to 155 mi)";
    let faults: [Fault; 14] = [
        (|b| b.weeks = 0, "weeks", "0", "1 to 52 weeks"),
        (|b| b.weeks = 53, "weeks", "53", "1 to 52 weeks"),
        (
            |b| b.days_per_week = Some(2),
            "days_per_week",
            "2",
            "3 to 7 days",
        ),
        (
            |b| b.days_per_week = Some(8),
            "days_per_week",
            "8",
            "3 to 7 days",
        ),
        (
            |b| b.start = Some(date("1899-12-31")),
            "start_date",
            "1899-12-31",
            YEARS,
        ),
        (
            |b| b.start = Some(date("2200-01-01")),
            "start_date",
            "2200-01-01",
            YEARS,
        ),
        (
            |b| race_with(b, |race| race.date = Some(date("2200-01-01"))),
            "race.date",
            "2200-01-01",
            YEARS,
        ),
        (
            |b| {
                race_with(b, |race| {
                    race.target_time = Some(Duration::from_seconds(599))
                })
            },
            "race.target_time",
            "9:59",
            TIMES,
        ),
        (
            |b| {
                race_with(b, |race| {
                    race.target_time = Some(Duration::from_seconds(86_401))
                })
            },
            "race.target_time",
            "24:00:01",
            TIMES,
        ),
        (
            |b| b.max_minutes[0] = Some(1_441),
            "max_minutes.mon",
            "1441",
            "0 to 1440 minutes",
        ),
        (
            |b| b.max_minutes[6] = Some(u16::MAX),
            "max_minutes.sun",
            "65535",
            "0 to 1440 minutes",
        ),
        (
            |b| b.weekly_distance = Some(Distance::from_meters(2_999)),
            "weekly_distance",
            "2.999 km",
            WEEKLY,
        ),
        (
            |b| b.weekly_distance = Some(Distance::from_meters(250_001)),
            "weekly_distance",
            "250.001 km",
            WEEKLY,
        ),
        (
            |b| b.weekly_distance = Some(Distance::ZERO),
            "weekly_distance",
            "0.000 km",
            WEEKLY,
        ),
    ];
    for (spoil, field, value, expected) in faults {
        let mut brief = PlanBrief::new(12, Level::Beginner);
        spoil(&mut brief);
        let error = Error::out_of_range(field, value, expected);
        assert_eq!(plan(&brief), Err(error.clone()));
        assert_eq!(
            dates(&brief),
            Err(error.clone()),
            "dates judge the whole brief"
        );
        assert_eq!(brief.validate(), Err(error));
    }
    let limits: [Restrict; 8] = [
        |b| b.weeks = 1,
        |b| b.days_per_week = Some(3),
        |b| b.days_per_week = Some(7),
        |b| b.start = Some(date("1900-01-01")),
        |b| b.start = Some(date("2199-12-31")),
        |b| b.max_minutes = [Some(1_440); 7],
        |b| b.weekly_distance = Some(Distance::from_kilometers(3)),
        |b| b.weekly_distance = Some(Distance::from_kilometers(250)),
    ];
    for limit in limits {
        let mut brief = PlanBrief::new(52, Level::Beginner);
        limit(&mut brief);
        assert!(plan(&brief).is_ok(), "{brief:?}");
    }
    for seconds in [600, 86_400] {
        let mut brief = PlanBrief::new(12, Level::Beginner);
        let goal = brief.race.insert(race(RaceDistance::FiveK));
        goal.target_time = Some(Duration::from_seconds(seconds));
        assert!(plan(&brief).is_ok(), "{seconds} s");
    }
}

fn any_date() -> impl Strategy<Value = NaiveDate> {
    prop_oneof![
        Just(NaiveDate::MIN),
        Just(NaiveDate::MAX),
        (-800_000i64..800_000).prop_map(|days| date("2000-01-01") + TimeDelta::days(days)),
        (0i64..800).prop_map(|days| date("2027-01-01") + TimeDelta::days(days)),
    ]
}

prop_compose! {
    /// Values a request could never hold, most of them out of range.
    fn hostile()(
        usual in crate::briefs::brief(),
        weeks in prop_oneof![Just(0u8), 1u8..=52, any::<u8>()],
        days_per_week in of(any::<u8>()),
        start in of(any_date()),
        race_date in of(any_date()),
        target_time in of(any::<u32>()),
        minutes in prop::array::uniform7(of(any::<u16>())),
        weekly in of(any::<u64>()),
        races in vec((any_date(), any::<u64>(), of(".{0,90}")), 0..3),
        keep in 0u8..16,
    ) -> PlanBrief {
        let kept = |bit: u8| keep & (1 << bit) != 0;
        let race = usual.race.clone().map(|race| RaceGoal {
            date: race_date,
            target_time: target_time.map(Duration::from_seconds),
            ..race
        });
        PlanBrief {
            weeks: if kept(0) { usual.weeks } else { weeks },
            days_per_week: if kept(1) { usual.days_per_week } else { days_per_week },
            start,
            race,
            max_minutes: if kept(2) { usual.max_minutes } else { minutes },
            weekly_distance: if kept(3) { usual.weekly_distance } else { weekly.map(Distance::from_raw) },
            races: races
                .into_iter()
                .map(|(date, raw, name)| OtherRace {
                    date,
                    distance: Distance::from_raw(raw),
                    name,
                    role: RaceRole::B,
                })
                .collect(),
            ..usual
        }
    }
}

/// An error a person can act on.
fn is_named(error: &Error) -> bool {
    match error {
        Error::OutOfRange {
            field,
            value,
            expected,
        } => !(field.is_empty() || value.is_empty() || expected.is_empty()),
        Error::DatesContradict(why) | Error::ConstraintsContradict(why) => !why.is_empty(),
        Error::Many(faults) => faults.len() > 1 && faults.iter().all(is_named),
        _ => false,
    }
}

proptest! {
    #[test]
    fn no_brief_whatever_makes_the_planner_panic(
        brief in hostile(),
        today in any_date(),
        text in prop_oneof![Just("tune-up 5k on May 3; B race 10k on 9999-12-31"), Just("4 days a week")],
    ) {
        let mut results = vec![
            plan(&brief).map(|_| ()),
            dates(&brief).map(|dates| { dates.start(); }),
            brief.validate(),
        ];
        let completed = complete(&brief, &[("additional_prompt", text)]);
        prop_assert!(!completed.findings.is_empty());
        let first = Dates { first_block: Some(today), first_weekday: Weekday::Mon, empty_days: 6, race_day: None };
        prop_assert!(first.start().is_none_or(|start| start > today));

        let old = Draft {
            race: None,
            level: Level::Beginner,
            unit: DistanceUnit::Mile,
            start: Some(today),
            notes: Vec::new(),
            weeks: vec![DraftWeek::empty(Phase::Base)],
        };
        let settings = Schedule { start: None, pattern: brief.pattern, vdot: None };
        if let Ok(old) = old.schedule(settings) {
            let overlays = Overlays::default();
            let lived = resolve(&old, &overlays);
            results.push(regenerate(&lived, today, &brief, &[]).map(|_| ()));
            results.push(regenerate(&lived, old.end(), &brief, &[]).map(|_| ()));
            results.push(rest_of(&old, today).map(|_| ()));
        }
        for result in results {
            prop_assert!(result.as_ref().err().is_none_or(is_named), "{:?}", result);
        }
    }
}
