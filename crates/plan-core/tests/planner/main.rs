//! The planner's promises, as laws over many briefs and as plans to read.

#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod briefs;
mod calendar;
mod laws;

use chrono::{Days, Weekday};
use laws::date;
use plan_core::check::{Constraints, Severity, check};
use plan_core::draft::{ParseContext, Schedule, parse, print};
use plan_core::error::Error;
use plan_core::fitness::Vdot;
use plan_core::overlay::{Overlays, resolve};
use plan_core::plan::{Level, Phase, ProgressionPattern, RaceDistance, RaceGoal};
use plan_core::planner::{PlanBrief, Planned, Published, RunWalkPlan, dates, plan, published};
use plan_core::units::{Distance, DistanceUnit};
use plan_core::workout::WorkoutKind;
use proptest::prelude::*;

fn race(distance: RaceDistance) -> RaceGoal {
    RaceGoal {
        distance,
        date: None,
        target_time: None,
    }
}

fn planned(brief: &PlanBrief) -> Planned {
    plan(brief).unwrap_or_else(|error| panic!("{error:?} for {brief:?}"))
}

/// Something a runner asks for.
type Restrict = fn(&mut PlanBrief);

/// Ways a runner's week can look.
fn availabilities() -> [Restrict; 8] {
    [
        |_| {},
        |brief| brief.days_per_week = Some(3),
        |brief| brief.days_per_week = Some(7),
        |brief| {
            brief.unavailable_days = vec![Weekday::Mon, Weekday::Wed, Weekday::Fri, Weekday::Sun];
        },
        |brief| {
            brief.long_run_day = Some(Weekday::Wed);
            brief.vdot = Vdot::new(52.0).ok();
        },
        |brief| {
            brief.max_minutes = [
                Some(45),
                Some(60),
                Some(45),
                Some(60),
                Some(0),
                Some(90),
                None,
            ];
        },
        |brief| {
            brief.unavailable_days = vec![Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
            brief.vdot = Vdot::new(38.0).ok();
        },
        |brief| {
            brief.max_minutes = [Some(60); 7];
            brief.pattern = ProgressionPattern::TwoUpOneDown;
            brief.vdot = Vdot::new(45.0).ok();
            brief.run_walk = Some(RunWalkPlan::ByPhase);
        },
    ]
}

#[test]
fn every_plan_of_the_table_keeps_the_laws() {
    let race_day = date("2027-04-18");
    let races = RaceDistance::ALL.iter().copied().map(Some).chain([None]);
    for distance in races {
        for level in Level::ALL {
            for weeks in [1, 2, 3, 4, 5, 8, 12, 16, 20, 30, 52] {
                for dating in 0..4 {
                    for unit in [DistanceUnit::Mile, DistanceUnit::Kilometer] {
                        for (way, restrict) in availabilities().iter().enumerate() {
                            let mut brief = PlanBrief::new(weeks, *level);
                            brief.unit = unit;
                            brief.race = distance.map(race);
                            let first = race_day - Days::new(u64::from(weeks) * 7 - 1);
                            match (dating, &mut brief.race) {
                                (0, _) => {}
                                (1, Some(race)) => race.date = Some(race_day),
                                (2, Some(race)) => {
                                    race.date = Some(race_day);
                                    brief.start = Some(first + Days::new(3));
                                }
                                _ => brief.start = Some(first + Days::new(2)),
                            }
                            restrict(&mut brief);
                            let planned = planned(&brief);
                            let held = std::panic::catch_unwind(|| laws::hold(&brief, &planned));
                            assert!(
                                held.is_ok(),
                                "{brief:?}, restriction {way}:\n{}",
                                calendar::render(&planned)
                            );
                        }
                    }
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, ..ProptestConfig::default() })]

    #[test]
    fn any_brief_gives_a_lawful_plan_or_a_named_refusal(brief in briefs::brief()) {
        match plan(&brief) {
            Ok(planned) => {
                laws::hold(&brief, &planned);
                prop_assert_eq!(plan(&brief), Ok(planned));
            }
            Err(Error::DatesContradict(_)) => prop_assert!(brief.start.is_some()),
            Err(Error::ConstraintsContradict(why)) => prop_assert!(
                ["unavailable_days", "max_minutes", "long_run_day"].iter().any(|name| why.contains(name)),
                "{}", why
            ),
            Err(error) => prop_assert!(false, "{:?}", error),
        }
    }
}

/// Plans a coach should find sensible, each with what makes it special.
#[test]
fn plans_read_like_a_coach_wrote_them() {
    use RaceDistance::{FiveK, FullMarathon, HalfMarathon, TenK};
    let mut plans: Vec<(&str, PlanBrief)> = Vec::new();
    let mut case =
        |name, weeks, level, distance: Option<RaceDistance>, change: fn(&mut PlanBrief)| {
            let mut brief = PlanBrief::new(weeks, level);
            brief.race = distance.map(race);
            change(&mut brief);
            plans.push((name, brief));
        };
    case(
        "marathon_16_intermediate_dated",
        16,
        Level::Intermediate,
        Some(FullMarathon),
        |brief| {
            brief.race.as_mut().unwrap().date = Some(date("2026-10-18"));
            brief.vdot = Vdot::new(45.0).ok();
        },
    );
    case(
        "marathon_18_beginner_run_walk",
        18,
        Level::Beginner,
        Some(FullMarathon),
        |brief| {
            brief.run_walk = Some(RunWalkPlan::ByPhase);
            brief.vdot = Vdot::new(34.0).ok();
        },
    );
    case(
        "marathon_18_advanced_metric",
        18,
        Level::Advanced,
        Some(FullMarathon),
        |brief| {
            brief.unit = DistanceUnit::Kilometer;
            brief.vdot = Vdot::new(56.0).ok();
        },
    );
    case(
        "half_12_intermediate_three_days",
        12,
        Level::Intermediate,
        Some(HalfMarathon),
        |brief| {
            brief.days_per_week = Some(3);
        },
    );
    case(
        "half_12_beginner_metric_joined_on_thursday",
        12,
        Level::Beginner,
        Some(HalfMarathon),
        |brief| {
            brief.unit = DistanceUnit::Kilometer;
            brief.race.as_mut().unwrap().date = Some(date("2027-04-18"));
            brief.start = Some(date("2027-01-28"));
        },
    );
    case(
        "ten_k_10_advanced_saturday_race",
        10,
        Level::Advanced,
        Some(TenK),
        |brief| {
            brief.race.as_mut().unwrap().date = Some(date("2027-05-22"));
            brief.vdot = Vdot::new(60.0).ok();
        },
    );
    case(
        "ten_k_8_intermediate_short_weekdays",
        8,
        Level::Intermediate,
        Some(TenK),
        |brief| {
            brief.max_minutes = [Some(45), Some(45), Some(45), Some(45), Some(45), None, None];
        },
    );
    case("five_k_8_beginner", 8, Level::Beginner, Some(FiveK), |_| {});
    case(
        "five_k_12_advanced_seven_days",
        12,
        Level::Advanced,
        Some(FiveK),
        |brief| {
            brief.days_per_week = Some(7);
            brief.vdot = Vdot::new(62.0).ok();
        },
    );
    case(
        "no_race_12_intermediate",
        12,
        Level::Intermediate,
        None,
        |_| {},
    );
    case(
        "marathon_4_intermediate_high_start",
        4,
        Level::Intermediate,
        Some(FullMarathon),
        |brief| {
            brief.weekly_distance = Some(Distance::from_miles(60));
        },
    );
    case(
        "half_30_beginner_two_up",
        30,
        Level::Beginner,
        Some(HalfMarathon),
        |brief| {
            brief.pattern = ProgressionPattern::TwoUpOneDown;
        },
    );
    for (name, brief) in plans {
        let planned = planned(&brief);
        laws::hold(&brief, &planned);
        insta::assert_snapshot!(name, calendar::render(&planned));
    }
}

#[test]
fn a_planned_draft_survives_being_printed_and_read() {
    for (level, unit, known) in [
        (Level::Beginner, DistanceUnit::Mile, None),
        (Level::Intermediate, DistanceUnit::Kilometer, Some(48.0)),
        (Level::Advanced, DistanceUnit::Mile, Some(60.0)),
    ] {
        for distance in RaceDistance::ALL.iter().copied().map(Some).chain([None]) {
            for restrict in availabilities() {
                let mut brief = PlanBrief::new(17, level);
                brief.race = distance.map(race);
                brief.unit = unit;
                brief.vdot = known.and_then(|vdot| Vdot::new(vdot).ok());
                brief.start = Some(date("2027-02-01"));
                restrict(&mut brief);
                let draft = planned(&brief).draft;
                let context = ParseContext {
                    unit,
                    level,
                    weeks: Some(17),
                    start: brief.start,
                    race: brief.race.clone(),
                };
                let parsed = parse(&print(&draft), &context);
                assert_eq!(parsed.draft, draft);
                assert_eq!(parsed.unreadable, []);
                assert_eq!(parsed.findings, []);
            }
        }
    }
}

#[test]
fn a_plan_with_the_usual_days_leaves_the_checks_little_to_say() {
    for distance in RaceDistance::ALL {
        for level in Level::ALL {
            for weeks in [8, 12, 16, 20] {
                let mut brief = PlanBrief::new(weeks, *level);
                brief.race = Some(race(*distance));
                brief.start = Some(date("2027-02-01"));
                let draft = planned(&brief).draft;
                let base = draft
                    .schedule(Schedule {
                        start: None,
                        pattern: brief.pattern,
                        vdot: None,
                    })
                    .unwrap();
                let overlays = Overlays::default();
                let resolved = resolve(&base, &overlays);
                let warnings = check(&resolved, &Constraints::default())
                    .into_iter()
                    .filter(|finding| finding.severity == Severity::Warning)
                    .collect::<Vec<_>>();
                assert_eq!(warnings, [], "{distance} {level} {weeks}");
            }
        }
    }
}

#[test]
fn the_published_ranges_are_those_of_the_published_plans() {
    let text = include_str!("../../../../fixtures/reference/published_plans.csv");
    let header = text.lines().next().unwrap().split(',').collect::<Vec<_>>();
    let column = |name: &str| header.iter().position(|column| *column == name).unwrap();
    for (race, label) in [
        (RaceDistance::FiveK, "5K"),
        (RaceDistance::TenK, "10K"),
        (RaceDistance::HalfMarathon, "Half Marathon"),
        (RaceDistance::FullMarathon, "Marathon"),
    ] {
        let rows = text
            .lines()
            .map(|line| line.split(',').collect::<Vec<_>>())
            .filter(|row| row[column("type")] == label)
            .collect::<Vec<_>>();
        let range = |name: &str, factor: f64| {
            let values = rows
                .iter()
                .map(|row| (row[column(name)].parse::<f64>().unwrap() * factor).round() as u32)
                .collect::<Vec<_>>();
            (*values.iter().min().unwrap(), *values.iter().max().unwrap())
        };
        let percent = |name| {
            let (low, high) = range(name, 100.0);
            (low as u16, high as u16)
        };
        let expected = Published {
            peak: range("peak", 10.0),
            longest: range("longest", 10.0),
            start: percent("start_over_peak"),
            two_before: percent("w2"),
            one_before: percent("w1"),
            race_week: percent("race_wk"),
            long_share: percent("lr_share_peakwk"),
        };
        assert_eq!(published(race), expected, "{label}");
    }
}

#[test]
fn a_plan_outside_the_published_ones_says_so() {
    let rules = |brief: &PlanBrief| {
        planned(brief)
            .findings
            .iter()
            .filter(|finding| finding.rule == "outside_published_range")
            .map(|finding| (finding.place.week.unwrap(), finding.message.clone()))
            .collect::<Vec<_>>()
    };
    let mut brief = PlanBrief::new(16, Level::Intermediate);
    brief.race = Some(race(RaceDistance::FullMarathon));
    assert_eq!(
        rules(&brief),
        [],
        "the usual plan is like the published ones"
    );
    brief.days_per_week = Some(3);
    brief.vdot = Vdot::new(28.0).ok();
    assert!(
        rules(&brief)
            .iter()
            .any(|(_, message)| message.starts_with("The longest run")),
        "{:?}",
        rules(&brief)
    );
}

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

#[test]
fn the_seed_chooses_between_variants_and_nothing_else() {
    let plan_of = |seed| {
        let mut brief = PlanBrief::new(16, Level::Intermediate);
        brief.race = Some(race(RaceDistance::FullMarathon));
        brief.seed = seed;
        planned(&brief).draft
    };
    let plans = (0..20).map(plan_of).collect::<Vec<_>>();
    assert_eq!(plans[3], plan_of(3));
    assert!(plans.iter().any(|plan| *plan != plans[0]), "variants exist");
    for plan in &plans {
        for (week, first) in plan.weeks.iter().zip(&plans[0].weeks) {
            assert_eq!(
                (week.phase, week.stated_volume),
                (first.phase, first.stated_volume)
            );
        }
    }
}

#[test]
fn quality_sessions_follow_level_and_phase() {
    for distance in RaceDistance::ALL {
        for (level, by_phase) in [
            (Level::Beginner, [0, 1, 1, 0]),
            (Level::Intermediate, [1, 1, 2, 1]),
            (Level::Advanced, [1, 2, 2, 1]),
        ] {
            let mut brief = PlanBrief::new(16, level);
            brief.race = Some(race(*distance));
            let planned = planned(&brief);
            for (index, week) in planned.draft.weeks.iter().enumerate() {
                let sessions = week
                    .days
                    .iter()
                    .flatten()
                    .filter(|workout| workout.kind.is_quality())
                    .count();
                let expected = match index {
                    // Race week is easy; new runners first get used to running.
                    15 => 0,
                    0..4 if level == Level::Beginner => 0,
                    _ => by_phase[week.phase as usize],
                };
                assert_eq!(sessions, expected, "{distance} {level} week {}", index + 1);
            }
        }
    }
}

/// The usual days, in every phase: what a run may be of its long run, in percent.
#[test]
fn easy_and_medium_long_runs_have_their_share_of_the_long_run() {
    for distance in RaceDistance::ALL {
        for level in Level::ALL {
            let mut brief = PlanBrief::new(20, *level);
            brief.race = Some(race(*distance));
            let long_race = matches!(
                distance,
                RaceDistance::HalfMarathon | RaceDistance::FullMarathon
            );
            for (index, week) in planned(&brief).draft.weeks.iter().enumerate() {
                let easy = match (long_race, week.phase) {
                    (false, _) => (60.0, 70.0),
                    (true, Phase::Base) => {
                        [(45.0, 55.0), (40.0, 50.0), (38.0, 48.0)][*level as usize]
                    }
                    (true, Phase::Build) => {
                        [(40.0, 52.0), (38.0, 48.0), (35.0, 45.0)][*level as usize]
                    }
                    (true, Phase::Peak) => {
                        [(38.0, 50.0), (35.0, 45.0), (32.0, 42.0)][*level as usize]
                    }
                    (true, Phase::Taper) => (35.0, 45.0),
                };
                // Within two days of the long run, a tenth less.
                let medium_long = if long_race {
                    (54.0, 70.0)
                } else {
                    (67.5, 85.0)
                };
                let runs = week.days.iter().flatten();
                let Some(long) = runs
                    .clone()
                    .find(|workout| workout.kind == WorkoutKind::LongRun)
                    .and_then(|workout| workout.distance)
                else {
                    continue;
                };
                for workout in runs {
                    let (low, high) = match workout.kind {
                        WorkoutKind::Easy if workout.note.is_none() => easy,
                        WorkoutKind::MediumLong => medium_long,
                        _ => continue,
                    };
                    let (run, long) = (workout.distance.unwrap().as_miles(), long.as_miles());
                    // A rounding step either way, and no run under two miles.
                    let least = long * low / 100.0 - 0.75;
                    let most = (long * high / 100.0 + 0.75).max(2.5);
                    assert!(
                        run >= least && run <= most,
                        "{distance} {level} week {}: {run} of {long} mi",
                        index + 1
                    );
                }
            }
        }
    }
}

#[test]
fn what_keeps_the_volume_down_is_named() {
    let cases: [(&str, u8, Restrict); 4] = [
        ("volume_limited_by_days", 18, |brief| {
            brief.days_per_week = Some(3);
        }),
        ("volume_limited_by_minutes", 18, |brief| {
            brief.max_minutes = [Some(60); 7];
        }),
        ("volume_limited_by_long_run_time", 18, |brief| {
            brief.vdot = Vdot::new(24.0).ok();
        }),
        ("volume_limited_by_growth", 6, |_| {}),
    ];
    for (rule, weeks, restrict) in cases {
        let mut brief = PlanBrief::new(weeks, Level::Advanced);
        brief.race = Some(race(RaceDistance::FullMarathon));
        restrict(&mut brief);
        let limits = planned(&brief)
            .findings
            .into_iter()
            .map(|finding| finding.rule)
            .filter(|rule| rule.starts_with("volume_limited"))
            .collect::<Vec<_>>();
        assert_eq!(limits, [rule]);
    }
}

#[test]
fn the_long_run_is_on_the_weekend_where_that_has_time_enough() {
    let long_day = |restrict: Restrict| {
        let mut brief = PlanBrief::new(8, Level::Intermediate);
        brief.race = Some(race(RaceDistance::HalfMarathon));
        restrict(&mut brief);
        let planned = planned(&brief);
        let week = &planned.draft.weeks[0];
        laws::WEEKDAYS.into_iter().find(|day| {
            week.on(*day)
                .iter()
                .any(|workout| workout.kind == WorkoutKind::LongRun)
        })
    };
    assert_eq!(long_day(|_| {}), Some(Weekday::Sun));
    assert_eq!(
        long_day(|brief| brief.max_minutes[6] = Some(150)),
        Some(Weekday::Sun)
    );
    assert_eq!(
        long_day(|brief| brief.max_minutes[6] = Some(60)),
        Some(Weekday::Sat)
    );
    assert_eq!(
        long_day(|brief| brief.race.as_mut().unwrap().date = Some(date("2027-05-22"))),
        Some(Weekday::Sat)
    );
    assert_eq!(
        long_day(|brief| brief.race.as_mut().unwrap().date = Some(date("2027-05-20"))),
        Some(Weekday::Sun),
        "a race on a Thursday moves no long run into the working week"
    );
}

#[test]
fn a_race_stands_even_on_a_day_kept_free() {
    let mut brief = PlanBrief::new(12, Level::Beginner);
    brief.race = Some(race(RaceDistance::TenK));
    brief.unavailable_days = vec![Weekday::Sun];
    let planned = planned(&brief);
    laws::hold(&brief, &planned);
    assert!(
        planned
            .findings
            .iter()
            .any(|finding| finding.rule == "race_on_unavailable_day"),
        "{:?}",
        planned.findings
    );
}
