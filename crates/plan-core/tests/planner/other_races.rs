//! Tune-ups and B races on the way to the goal.

use chrono::{Days, NaiveDate, Weekday};
use plan_core::check::Measure;
use plan_core::draft::{ParseContext, Schedule, parse, print};
use plan_core::error::Error;
use plan_core::fitness::Vdot;
use plan_core::plan::{Level, ProgressionPattern, RaceDistance, RaceGoal};
use plan_core::planner::{OtherRace, PlanBrief, Planned, RaceRole, dates, plan};
use plan_core::units::{Distance, DistanceUnit};
use plan_core::workout::{Workout, WorkoutKind};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::laws::{self, date};
use crate::{calendar, planned, race};

fn other(day: &str, meters: u32, role: RaceRole) -> OtherRace {
    OtherRace {
        date: date(day),
        distance: Distance::from_meters(meters),
        name: None,
        role,
    }
}

/// Towards a marathon on Sunday 2027-04-18 from Monday 2026-12-28.
fn marathon() -> PlanBrief {
    PlanBrief {
        race: Some(RaceGoal {
            date: Some(date("2027-04-18")),
            ..race(RaceDistance::FullMarathon)
        }),
        ..PlanBrief::new(16, Level::Intermediate)
    }
}

/// What a day of the plan holds.
fn on(brief: &PlanBrief, planned: &Planned, day: NaiveDate) -> Vec<Workout> {
    let first = planned.draft.block_start().unwrap();
    let days = day.signed_duration_since(first).num_days();
    if !(0..7 * i64::from(brief.weeks)).contains(&days) {
        return Vec::new();
    }
    let week = &planned.draft.weeks[days as usize / 7];
    week.on(chrono::Datelike::weekday(&day)).to_vec()
}

/// The workouts of the week of a day.
fn week_of(planned: &Planned, day: NaiveDate) -> impl Iterator<Item = &Workout> {
    let first = planned.draft.block_start().unwrap();
    let week = day.signed_duration_since(first).num_days() as usize / 7;
    planned.draft.weeks[week].days.iter().flatten()
}

/// What holds around every race on the way.
fn races_are_kept(brief: &PlanBrief, planned: &Planned) {
    let unit = brief.unit;
    let short = match unit {
        DistanceUnit::Mile => Distance::from_miles(3),
        DistanceUnit::Kilometer => Distance::from_tenths(45, unit),
    };
    for race in &brief.races {
        let offset = |days: i64| on(brief, planned, race.date + chrono::TimeDelta::days(days));
        let [workout] = offset(0).try_into().expect("one workout on race day");
        assert_eq!(workout.kind, WorkoutKind::Race);
        assert_eq!(workout.distance, Some(race.distance));
        assert_eq!(workout.name, race.name);
        let is_long = race.role == RaceRole::B || race.distance >= Distance::from_kilometers(10);
        for day in [-1, 1] {
            let is_short = day == -1 || is_long;
            for workout in offset(day) {
                assert!(
                    matches!(workout.kind, WorkoutKind::Easy | WorkoutKind::Rest)
                        && (workout.training_distance() <= short || !is_short),
                    "beside the race: {workout:?}"
                );
            }
        }
        let (before, after) = match race.role {
            RaceRole::TuneUp => (2, race.distance.as_kilometers() as i64 / 3),
            RaceRole::B => (4, race.distance.as_kilometers() as i64 / 3),
        };
        for day in (-before..0).chain(1..=after.max(1)) {
            for workout in offset(day) {
                assert!(
                    !workout.kind.is_quality(),
                    "{day} days from the race: {workout:?}"
                );
            }
        }
    }
}

#[test]
fn a_tune_up_takes_the_place_of_the_long_run_and_its_miles_out_of_the_week() {
    let without = planned(&marathon());
    let brief = PlanBrief {
        races: vec![OtherRace {
            name: Some("City Half".to_owned()),
            ..other("2027-03-07", 21_097, RaceRole::TuneUp)
        }],
        ..marathon()
    };
    let planned = planned(&brief);
    laws::hold(&brief, &planned);
    races_are_kept(&brief, &planned);
    let week = &planned.draft.weeks[9];
    let before = without.draft.weeks[9].stated_volume.unwrap();
    let load = laws::load(&brief, &planned, 9);
    let step = DistanceUnit::Mile.tenth().times(5);
    assert!(
        load <= before && load + step >= before,
        "{load:?} for {before:?}"
    );
    assert!(
        week.days
            .iter()
            .flatten()
            .all(|workout| workout.kind != WorkoutKind::LongRun),
        "the race is the week's long run"
    );
    assert_eq!(
        without.draft.weeks[..8],
        planned.draft.weeks[..8],
        "weeks before stay"
    );
    insta::assert_snapshot!(
        "marathon_16_with_a_tune_up_half",
        calendar::render(&planned)
    );
}

#[test]
fn a_b_race_is_rested_for_in_a_week_of_four_fifths() {
    let without = planned(&marathon());
    let brief = PlanBrief {
        races: vec![other("2027-02-27", 10_000, RaceRole::B)],
        ..marathon()
    };
    let planned = planned(&brief);
    laws::hold(&brief, &planned);
    races_are_kept(&brief, &planned);
    // 39 miles without the race, of which four fifths are 31; without a long
    // run and with short days around the race the others hold 21 of the 25 left.
    let miles = |planned: &Planned| planned.draft.weeks[8].stated_volume.unwrap().as_miles();
    assert_eq!((miles(&without), miles(&planned)), (39.0, 21.0));
    // On a Saturday: no long run the day after it, rest the day before.
    assert_eq!(
        on(&brief, &planned, date("2027-02-26"))[0].kind,
        WorkoutKind::Rest
    );
    assert_ne!(
        on(&brief, &planned, date("2027-02-28"))[0].kind,
        WorkoutKind::LongRun
    );
    assert_eq!(
        on(&brief, &planned, date("2027-03-07"))[0].kind,
        WorkoutKind::LongRun
    );
}

#[test]
fn a_season_with_three_races_reads_like_a_coach_wrote_it() {
    let brief = PlanBrief {
        race: Some(RaceGoal {
            date: Some(date("2027-05-09")),
            ..race(RaceDistance::HalfMarathon)
        }),
        races: vec![
            OtherRace {
                name: Some("Easter 10K".to_owned()),
                ..other("2027-03-28", 10_000, RaceRole::B)
            },
            other("2027-04-17", 5_000, RaceRole::TuneUp),
            other("2027-02-24", 3_000, RaceRole::TuneUp),
        ],
        vdot: Vdot::new(50.0).ok(),
        unit: DistanceUnit::Kilometer,
        ..PlanBrief::new(14, Level::Advanced)
    };
    let planned = planned(&brief);
    laws::hold(&brief, &planned);
    races_are_kept(&brief, &planned);
    insta::assert_snapshot!(
        "half_14_advanced_with_three_races",
        calendar::render(&planned)
    );
}

#[test]
fn weeks_after_a_long_race_recover_by_its_length() {
    let miles = |planned: &Planned| {
        let weeks = planned.draft.weeks.iter();
        weeks
            .map(|week| week.stated_volume.unwrap().as_miles())
            .collect::<Vec<_>>()
    };
    let without = planned(&marathon());
    // The Sunday of week 6, a cutback week of 25.5 miles.
    let raced = |meters: u32, role| {
        let brief = PlanBrief {
            races: vec![other("2027-02-07", meters, role)],
            ..marathon()
        };
        let planned = planned(&brief);
        laws::hold(&brief, &planned);
        races_are_kept(&brief, &planned);
        planned
    };
    assert_eq!(miles(&without)[4..8], [32.0, 25.5, 34.0, 36.5]);
    let weeks = |planned: &Planned| miles(planned)[4..8].to_vec();
    // Without a long run for 13 days, the week after keeps three quarters.
    let marathon = raced(42_195, RaceRole::B);
    assert_eq!(weeks(&marathon), [32.0, 0.0, 25.0, 34.0]);
    let has_long_run = |planned: &Planned, day| {
        let workouts = on(&self::marathon(), planned, date(day));
        workouts[0].kind == WorkoutKind::LongRun
    };
    assert!(!has_long_run(&marathon, "2027-02-14") && has_long_run(&marathon, "2027-02-21"));
    // After a half no session for seven days, after 10 km for three.
    let half = raced(21_097, RaceRole::TuneUp);
    assert_eq!(weeks(&half), [32.0, 12.0, 34.0, 36.5]);
    assert!(has_long_run(&half, "2027-02-14"));
    let kind = |planned: &Planned, day| on(&self::marathon(), planned, date(day))[0].kind;
    assert_eq!(kind(&half, "2027-02-11"), WorkoutKind::Easy);
    let ten_k = raced(10_000, RaceRole::TuneUp);
    assert!(kind(&ten_k, "2027-02-11").is_quality());
}

#[test]
fn weeks_with_races_for_long_runs_end_no_further_than_the_last_28_days_allow() {
    // The long run on Fridays, the second day of weeks that end on Wednesdays;
    // four weeks after the last one the Wednesday no longer looks back on it.
    let brief = PlanBrief {
        race: Some(RaceGoal {
            date: Some(date("2027-07-07")),
            ..race(RaceDistance::HalfMarathon)
        }),
        races: vec![
            other("2027-05-23", 39_000, RaceRole::B),
            other("2027-06-08", 12_000, RaceRole::TuneUp),
        ],
        pattern: ProgressionPattern::FourUpOneDown,
        long_run_day: Some(Weekday::Fri),
        unavailable_days: vec![Weekday::Sun, Weekday::Wed],
        ..PlanBrief::new(14, Level::Advanced)
    };
    let planned = planned(&brief);
    laws::hold(&brief, &planned);
    races_are_kept(&brief, &planned);
}

#[test]
fn a_race_in_midweek_takes_the_place_of_a_session() {
    let brief = PlanBrief {
        races: vec![other("2027-03-03", 5_000, RaceRole::TuneUp)],
        ..marathon()
    };
    let planned = planned(&brief);
    laws::hold(&brief, &planned);
    races_are_kept(&brief, &planned);
    let week = planned.draft.weeks[9].days.iter().flatten();
    let hard = week
        .filter(|workout| workout.kind.is_hard())
        .map(|workout| workout.kind);
    assert_eq!(
        hard.collect::<Vec<_>>(),
        [WorkoutKind::Race, WorkoutKind::LongRun]
    );
}

#[test]
fn a_short_tune_up_the_day_before_moves_the_long_run_to_midweek() {
    // On Saturdays, the long run on Sundays: in a cutback week, in Build and in
    // Peak. A Wednesday keeps 90 % of the longest of four weeks, a
    // Thursday, two days before the race, 80 %.
    for (day, days, moved, miles) in [
        ("2027-03-06", None, "2027-03-03", 12.0),
        ("2027-02-27", None, "2027-02-24", 11.5),
        ("2027-03-20", Some(3), "2027-03-18", 17.5),
        ("2027-03-20", None, "2027-03-17", 13.5),
        ("2027-03-20", Some(4), "2027-03-18", 14.5),
    ] {
        let brief = PlanBrief {
            races: vec![other(day, 5_000, RaceRole::TuneUp)],
            days_per_week: days,
            ..marathon()
        };
        let planned = planned(&brief);
        laws::hold(&brief, &planned);
        races_are_kept(&brief, &planned);
        let long = &on(&brief, &planned, date(moved))[0];
        assert_eq!(
            (long.kind, long.distance.unwrap().as_miles()),
            (WorkoutKind::LongRun, miles),
            "{day}"
        );
        let after = date(day).succ_opt().unwrap();
        assert_ne!(on(&brief, &planned, after)[0].kind, WorkoutKind::LongRun);
        let week = week_of(&planned, date(day));
        let hard = week.filter(|workout| workout.kind.is_hard()).count();
        assert_eq!(hard, 2, "long run and race");
        assert!(!tells_of_no_long_run(&planned), "{day}");
    }
}

#[test]
fn a_long_run_that_finds_no_other_day_gives_way_and_it_is_said() {
    let tune_up = || PlanBrief {
        races: vec![other("2027-03-06", 5_000, RaceRole::TuneUp)],
        ..marathon()
    };
    let raced = |meters, role| PlanBrief {
        races: vec![other("2027-03-06", meters, role)],
        ..marathon()
    };
    let cases = [
        (
            "its day was asked for",
            PlanBrief {
                long_run_day: Some(Weekday::Sun),
                ..tune_up()
            },
        ),
        (
            "days between are taken",
            PlanBrief {
                unavailable_days: vec![Weekday::Tue, Weekday::Wed, Weekday::Thu],
                days_per_week: Some(4),
                ..tune_up()
            },
        ),
        (
            "days between are too short",
            PlanBrief {
                max_minutes: [Some(60); 5]
                    .into_iter()
                    .chain([None; 2])
                    .collect::<Vec<_>>()
                    .try_into()
                    .unwrap(),
                ..tune_up()
            },
        ),
        ("10 km are effort enough", raced(10_000, RaceRole::TuneUp)),
        ("a B race is rested for", raced(5_000, RaceRole::B)),
    ];
    for (why, brief) in cases {
        let planned = planned(&brief);
        laws::hold(&brief, &planned);
        races_are_kept(&brief, &planned);
        let week = week_of(&planned, date("2027-03-06"));
        let mut kinds = week.map(|workout| workout.kind);
        assert!(!kinds.any(|kind| kind == WorkoutKind::LongRun), "{why}");
        assert!(tells_of_no_long_run(&planned), "{why}");
    }
}

/// True where a finding says that the first race took the long run's place.
fn tells_of_no_long_run(planned: &Planned) -> bool {
    planned.findings.iter().any(|finding| {
        finding.rule == "long_run_gives_way"
            && finding.place.field.as_deref() == Some("races[0].date")
    })
}

#[test]
fn a_race_stands_on_a_day_kept_free_and_one_too_long_is_pointed_out() {
    let brief = PlanBrief {
        unavailable_days: vec![Weekday::Sat],
        races: vec![other("2027-01-16", 42_195, RaceRole::B)],
        ..marathon()
    };
    let planned = planned(&brief);
    laws::hold(&brief, &planned);
    races_are_kept(&brief, &planned);
    let told = |rule: &str| {
        let finding = planned.findings.iter().find(|finding| finding.rule == rule);
        let finding = finding.unwrap_or_else(|| panic!("{rule} in {:?}", planned.findings));
        assert_eq!(
            (finding.place.week, finding.place.date),
            (Some(3), Some(date("2027-01-16")))
        );
        (
            finding.place.field.clone().unwrap(),
            finding.measured,
            finding.limit,
        )
    };
    assert_eq!(told("race_on_unavailable_day").0, "races[0].date");
    let (field, measured, limit) = told("race_longer_than_trained");
    assert_eq!(field, "races[0].distance");
    assert_eq!(
        measured,
        Some(Measure::Distance(Distance::from_meters(42_195)))
    );
    // 9 mi in the first week; a mile more than that would be no surprise.
    assert_eq!(limit, Some(Measure::Distance(Distance::from_miles(10))));
}

#[test]
fn races_without_a_place_are_refused_by_name() {
    let refused = |races: Vec<OtherRace>| {
        plan(&PlanBrief {
            races,
            ..marathon()
        })
        .unwrap_err()
    };
    let tune_up = |day| other(day, 10_000, RaceRole::TuneUp);
    for (days, value, expected) in [
        (
            vec!["2026-12-27"],
            "2026-12-27",
            "a day of the plan, 2026-12-28 to 2027-04-18",
        ),
        (
            vec!["2027-04-19"],
            "2027-04-19",
            "a day of the plan, 2026-12-28 to 2027-04-18",
        ),
        (
            vec!["2027-04-18"],
            "2027-04-18",
            "another day than the goal race",
        ),
        (
            vec!["2027-04-12"],
            "2027-04-12",
            "a day before the week of the goal race, which begins on 2027-04-12",
        ),
        (
            vec!["2027-03-06", "2027-03-01"],
            "2027-03-01",
            "a plan week of its own, three days or more from the race on 2027-03-06",
        ),
        (
            vec!["2027-03-07", "2027-03-09"],
            "2027-03-09",
            "a plan week of its own, three days or more from the race on 2027-03-07",
        ),
    ] {
        let nth = days.len() - 1;
        let races = days.iter().map(|day| tune_up(day)).collect();
        let field = format!("races[{nth}].date");
        assert_eq!(refused(races), Error::out_of_range(field, value, expected));
    }
    for day in ["2026-12-28", "2027-04-11", "2027-03-10"] {
        let races = vec![tune_up("2027-03-07"), tune_up(day)];
        let brief = PlanBrief {
            races,
            ..marathon()
        };
        let planned = planned(&brief);
        laws::hold(&brief, &planned);
        races_are_kept(&brief, &planned);
    }

    let undated = PlanBrief {
        races: vec![tune_up("2027-03-07")],
        ..PlanBrief::new(16, Level::Intermediate)
    };
    assert_eq!(plan(&undated).unwrap_err().code(), "dates_contradict");

    let faulty = |meters, name: &str| OtherRace {
        name: Some(name.to_owned()),
        ..other("2027-03-07", meters, RaceRole::B)
    };
    let long = "x".repeat(81);
    for (race, field, value) in [
        (faulty(999, "Mile"), "races[0].distance", "0.999 km"),
        (faulty(42_196, "Ultra"), "races[0].distance", "42.196 km"),
        (faulty(5_000, " "), "races[0].name", "\" \""),
        (
            faulty(5_000, "two\nlines"),
            "races[0].name",
            "\"two\\nlines\"",
        ),
        (faulty(5_000, &long), "races[0].name", &format!("{long:?}")),
    ] {
        let Error::OutOfRange {
            field: named,
            value: said,
            ..
        } = refused(vec![race])
        else {
            panic!("{field} is out of range");
        };
        assert_eq!((named.as_str(), said.as_str()), (field, value));
    }
    for race in [faulty(1_000, "K"), faulty(42_195, &"x".repeat(80))] {
        assert!(
            plan(&PlanBrief {
                races: vec![race],
                ..marathon()
            })
            .is_ok()
        );
    }
}

#[test]
fn a_plan_with_races_survives_being_printed_read_and_dated() {
    let brief = PlanBrief {
        races: vec![
            OtherRace {
                name: Some("River \"Fun\" Run".to_owned()),
                ..other("2027-02-06", 8_000, RaceRole::TuneUp)
            },
            other("2027-03-07", 10_000, RaceRole::B),
        ],
        ..marathon()
    };
    let draft = planned(&brief).draft;
    let context = ParseContext {
        unit: brief.unit,
        level: brief.level,
        weeks: Some(16),
        start: None,
        race: brief.race.clone(),
    };
    let parsed = parse(&print(&draft), &context);
    assert_eq!(parsed.draft, draft);
    assert_eq!((parsed.unreadable, parsed.findings), (vec![], vec![]));
    let base = draft
        .schedule(Schedule {
            start: None,
            pattern: ProgressionPattern::ThreeUpOneDown,
            vdot: None,
        })
        .unwrap();
    let races = base
        .workouts()
        .filter(|planned| planned.workout.kind == WorkoutKind::Race)
        .map(|planned| planned.date.to_string())
        .collect::<Vec<_>>();
    assert_eq!(races, ["2027-02-06", "2027-03-07", "2027-04-18"]);
}

prop_compose! {
    /// A race on some day of a year from the beginning of 2027.
    fn any_race()(
        day in 0u64..420,
        meters in 1_000u32..=42_195,
        is_b in any::<bool>(),
    ) -> OtherRace {
        OtherRace {
            date: date("2026-12-01") + Days::new(day),
            distance: Distance::from_meters(meters),
            name: None,
            role: if is_b { RaceRole::B } else { RaceRole::TuneUp },
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.max(500), ..ProptestConfig::default() })]

    #[test]
    fn races_land_on_their_days_or_are_refused_by_name(
        mut brief in crate::briefs::brief(),
        races in vec(any_race(), 1..4),
    ) {
        brief.races = races;
        if let Some(first) = dates(&brief).ok().and_then(|dates| dates.first_block) {
            // Most of them within the plan, whatever its length.
            let days = u64::from(brief.weeks) * 7 + 2;
            for race in &mut brief.races {
                let day = race.date.signed_duration_since(date("2026-12-01")).num_days();
                race.date = first + Days::new(day as u64 % days);
            }
        }
        match plan(&brief) {
            Ok(planned) => {
                laws::hold(&brief, &planned);
                races_are_kept(&brief, &planned);
            }
            Err(Error::OutOfRange { field, expected, .. }) => {
                prop_assert!(field.starts_with("races[") && field.ends_with("].date"), "{}", field);
                prop_assert!(!expected.is_empty());
            }
            Err(error) => prop_assert!(
                matches!(error, Error::DatesContradict(_) | Error::ConstraintsContradict(_)),
                "{:?}", error
            ),
        }
    }
}
