//! The planner's promises, as laws over many briefs and as plans to read.

#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod briefs;
mod calendar;
mod days;
mod laws;
mod limits;
mod numbers;
mod other_races;
mod published;
mod race_seasons;
mod refusals;
mod regenerate;
mod soft_rules;
mod table;

use chrono::Weekday;
use laws::date;
use plan_core::check::{Constraints, Severity, check};
use plan_core::draft::{ParseContext, Schedule, parse, print};
use plan_core::error::Error;
use plan_core::fitness::Vdot;
use plan_core::overlay::{Overlays, resolve};
use plan_core::plan::{Level, ProgressionPattern, RaceDistance, RaceGoal};
use plan_core::planner::{PlanBrief, Planned, RunWalkPlan, plan};
use plan_core::units::{Distance, DistanceUnit};
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

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.max(1_000), ..ProptestConfig::default() })]

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
