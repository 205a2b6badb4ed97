//! Each rule triggered and not triggered, on small plans written by hand.
//!
//! A week is seven words, Monday first: `E5` is five easy miles, `L` a long
//! run, `M` medium-long, `T` tempo, `I` intervals, `R` a race, `X` minutes of
//! cross-training, `.` a rest day, `-` a day before the plan begins; `+` joins
//! two workouts of a day.

use chrono::{Days, NaiveDate};

use super::*;
use crate::fitness::Vdot;
use crate::overlay::{Operation, OperationKind, Overlay, Overlays, Vacation, resolve};
use crate::plan::{
    BasePlan, Level, Phase, PlanSettings, PlannedWorkout, ProgressionPattern, RaceDistance,
    RaceGoal, Week, WorkoutId,
};
use crate::units::Duration;
use crate::workout::Workout;

/// A Monday.
fn start() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 2).unwrap()
}

fn workout(word: &str) -> Workout {
    let (letter, number) = word.split_at(1);
    let number = || number.parse::<f64>().unwrap();
    let kind = match letter {
        "." => return Workout::rest(),
        "X" => {
            return Workout {
                duration: Some(Duration::from_minutes(number() as u32)),
                ..Workout::new(WorkoutKind::CrossTraining)
            };
        }
        "E" => WorkoutKind::Easy,
        "L" => WorkoutKind::LongRun,
        "M" => WorkoutKind::MediumLong,
        "T" => WorkoutKind::Tempo,
        "I" => WorkoutKind::Intervals,
        "R" => WorkoutKind::Race,
        _ => panic!("{word}"),
    };
    Workout::run(
        kind,
        Distance::from_tenths((number() * 10.0).round() as u32, DistanceUnit::Mile),
    )
}

fn plan(weeks: &[&str], race: Option<RaceGoal>) -> BasePlan {
    let mut next = 0;
    let weeks = weeks.iter().enumerate().map(|(index, words)| {
        let first = start() + Days::new(7 * index as u64);
        let mut workouts = Vec::new();
        for (day, words) in words.split(' ').enumerate() {
            for word in words.split('+').filter(|word| *word != "-") {
                next += 1;
                workouts.push(PlannedWorkout {
                    id: WorkoutId::Generated(next),
                    date: first + Days::new(day as u64),
                    workout: workout(word),
                });
            }
        }
        Week {
            number: index as u8 + 1,
            start: first,
            phase: Phase::Base,
            workouts,
        }
    });
    let settings = PlanSettings {
        unit: DistanceUnit::Mile,
        level: Level::Intermediate,
        pattern: ProgressionPattern::Linear,
        vdot: None,
        race,
    };
    BasePlan::new(settings, weeks.collect()).unwrap()
}

/// A race on the Sunday of a week.
fn race(distance: RaceDistance, week: u64) -> Option<RaceGoal> {
    Some(RaceGoal {
        distance,
        date: Some(start() + Days::new(7 * week - 1)),
        target_time: None,
    })
}

/// The findings of one rule as `severity week day: measured of limit`.
fn found(rule: &Rule, plan: &BasePlan, constraints: &Constraints) -> Vec<String> {
    let overlays = Overlays::default();
    let findings = check(&resolve(plan, &overlays), constraints);
    let of_rule = findings.iter().filter(|finding| finding.rule == rule.word);
    of_rule.map(summary).collect()
}

fn summary(finding: &Finding) -> String {
    let measure = |measure: Option<Measure>| match measure {
        None => "-".to_owned(),
        Some(Measure::Distance(distance)) => format!("{:.2} mi", distance.as_miles()),
        Some(Measure::Duration(duration)) => duration.to_string(),
        Some(Measure::Percent(percent)) => format!("{percent} %"),
        Some(Measure::Count(count)) => count.to_string(),
    };
    format!(
        "{} week {} {}: {} of {}",
        finding.severity,
        finding.place.week.unwrap(),
        finding.place.date.unwrap().format("%a"),
        measure(finding.measured),
        measure(finding.limit),
    )
}

type Case<'a> = (&'a str, &'a [&'a str], &'a [&'a str]);

fn assert_cases(
    rule: &Rule,
    race: Option<RaceGoal>,
    constraints: &Constraints,
    cases: &[Case<'_>],
) {
    for (name, weeks, expected) in cases {
        let plan = plan(weeks, race.clone());
        assert_eq!(found(rule, &plan, constraints), *expected, "{name}");
    }
}

#[test]
fn a_run_is_measured_by_the_longest_of_the_four_weeks_before_it() {
    let cases: &[Case<'_>] = &[
        (
            "110 % exactly is allowed",
            &["E5 . E5 . E5 . L10", "E5 . E5 . E5 . L11"],
            &[],
        ),
        (
            "within a mile it is only worth knowing",
            &["E3 . E3 . E3 . L5", "E3 . E3 . E3 . L6"],
            &["info week 2 Sun: 6.00 mi of 5.50 mi"],
        ),
        (
            "beyond it is a warning",
            &["E5 . E5 . E5 . L10", "E5 . E5 . E5 . L12"],
            &["warning week 2 Sun: 12.00 mi of 11.00 mi"],
        ),
        ("the first week has no past", &["E3 . E3 . E3 . L10"], &[]),
        (
            "a cutback week does not shorten the memory",
            &["E5 . . . . . L10", "E5 . . . . . L6", "E5 . . . . . L10.5"],
            &[],
        ),
        (
            "after 28 days it is forgotten",
            &[
                "E5 . . . . . L10",
                "E5 . . . . . L6",
                "E5 . . . . . L6",
                "E5 . . . . . L6",
                "E5 . . . . . .",
                "L10 . . . . . .",
            ],
            &["warning week 6 Mon: 10.00 mi of 6.60 mi"],
        ),
        (
            "a race neither spikes nor sets the mark",
            &["E5 . . . . . L10", "E5 . . . . . R13.1", "E5 . . . . . L13"],
            &["warning week 3 Sun: 13.00 mi of 11.00 mi"],
        ),
        (
            "the morning run of a double is no past of the evening's",
            &["E5 . . . . . E5", "E5 . . . . . E2+E5.5"],
            &[],
        ),
    ];
    assert_cases(&run_spike::RULE, None, &Constraints::default(), cases);
}

#[test]
fn a_week_is_measured_by_the_biggest_before_it() {
    let cases: &[Case<'_>] = &[
        (
            "15 % of a small week and a rounding step are allowed",
            &["E5 . E5 . E5 . L5", "E6 . E6 . E5.5 . L6"],
            &[],
        ),
        (
            "more is not",
            &["E5 . E5 . E5 . L5", "E6 . E6 . E6 . L6"],
            &["warning week 2 Mon: 24.00 mi of 23.00 mi"],
        ),
        (
            "a big plan may grow by less",
            &["E10 E10 E10 E10 E10 . .", "E11 E11 E11 E11 E11 . ."],
            &["warning week 2 Mon: 55.00 mi of 53.50 mi"],
        ),
        (
            "coming back from a cutback is no growth",
            &[
                "E10 . E10 . E10 . .",
                "E5 . E5 . E5 . .",
                "E10 . E10 . E10 . .",
            ],
            &[],
        ),
        (
            "a race is not volume",
            &["E5 . E5 . E5 . .", "E5 . E5 . E5 . R26.2"],
            &[],
        ),
        (
            "a first week joined in its middle sets no mark",
            &["- - - - E5 . E5", "E5 . E5 . E5 . E5"],
            &[],
        ),
    ];
    assert_cases(&weekly_growth::RULE, None, &Constraints::default(), cases);
}

#[test]
fn the_long_run_s_share_follows_the_running_days() {
    let cases: &[Case<'_>] = &[
        ("three days, 55 %", &["E4 . E5 . . . L11"], &[]),
        (
            "three days, above",
            &["E4 . E4 . . . L11"],
            &["info week 1 Sun: 57.9 % of 55 %"],
        ),
        (
            "five days, above",
            &["E5 E5 . E5 E5 . L15"],
            &["info week 1 Sun: 42.9 % of 38 %"],
        ),
        ("two days leave no choice", &["E2 . . . . . L11"], &[]),
        ("a race week is left out", &["E2 . E2 . L11 . R26.2"], &[]),
        ("an empty week", &[". . . . . . ."], &[]),
    ];
    assert_cases(&long_run_share::RULE, None, &Constraints::default(), cases);
}

#[test]
fn hard_days_need_an_easy_one_between() {
    let cases: &[Case<'_>] = &[
        ("an easy day between", &[". T6 E4 I6 . E3 L10"], &[]),
        (
            "two in a row",
            &[". T6 . . . I6 L10"],
            &["warning week 1 Sun: 2 of 1"],
        ),
        (
            "three in a row are one finding",
            &[". . . . T5 I6 L10"],
            &["warning week 1 Sat: 3 of 1"],
        ),
        (
            "across the end of a week",
            &[". . . . . . L10", "T5 . . . . . ."],
            &["warning week 2 Mon: 2 of 1"],
        ),
        ("medium-long is not hard", &[". . . . . M8 L10"], &[]),
        (
            "two on one day are one hard day",
            &[". . . T3+I3 . . ."],
            &[],
        ),
        (
            "the day before a race",
            &[". . . . . T3 R6.2"],
            &["warning week 1 Sun: 2 of 1"],
        ),
    ];
    assert_cases(
        &hard_days_adjacent::RULE,
        None,
        &Constraints::default(),
        cases,
    );
}

#[test]
fn a_race_wants_a_taper() {
    let even = "E5 . E5 . E5 . E5";
    let cases: &[Case<'_>] = &[
        (
            "a taper",
            &[even, even, even, "E3 . E4 . E4 . E3", "E3 . E3 . E2 . R6.2"],
            &[],
        ),
        (
            "none at all",
            &[even, even, even, even, "E5 . E5 . E5 . R6.2"],
            &[
                "warning week 4 Mon: 100 % of 85 %",
                "warning week 5 Mon: 75 % of 58 %",
            ],
        ),
        (
            "in four weeks only race week is judged",
            &[even, even, even, "E5 . E5 . E5 . R6.2"],
            &["warning week 4 Mon: 75 % of 58 %"],
        ),
        (
            "three weeks leave nothing to taper from",
            &[even, even, "E5 . E5 . E5 . R6.2"],
            &[],
        ),
        (
            "race week without a step",
            &[even, even, even, ". . . . . . R6.2"],
            &["info week 4 Mon: 0 % of 30 %"],
        ),
    ];
    for (name, weeks, expected) in cases {
        let plan = plan(weeks, race(RaceDistance::TenK, weeks.len() as u64));
        let found = found(&taper::RULE, &plan, &Constraints::default());
        assert_eq!(found, *expected, "{name}");
        let aimless = self::plan(weeks, None);
        assert!(
            found_nothing(&taper::RULE, &aimless),
            "{name}, without a goal"
        );
    }
}

fn found_nothing(rule: &Rule, plan: &BasePlan) -> bool {
    found(rule, plan, &Constraints::default()).is_empty()
}

#[test]
fn everything_leads_to_race_day() {
    let cases: &[Case<'_>] = &[
        (
            "the race on its day",
            &["E5 . E5 . . . R6.2", "E3 . . . . . E5"],
            &[],
        ),
        (
            "no race on its day",
            &["E5 . E5 . . . E6", "E3 . . . . . E5"],
            &["warning week 1 Sun: 0 of 1"],
        ),
        (
            "a hard day after it",
            &["E5 . E5 . . . R6.2", "E3 . T5 . . . E5"],
            &["warning week 2 Wed: 3 of 0"],
        ),
    ];
    let goal = race(RaceDistance::TenK, 1);
    assert_cases(&race_day::RULE, goal, &Constraints::default(), cases);
}

#[test]
fn unavailable_weekdays_stay_free_of_running() {
    let constraints = Constraints {
        unavailable_days: vec![Weekday::Tue, Weekday::Sun],
        ..Constraints::default()
    };
    let cases: &[Case<'_>] = &[
        ("free", &["E5 . E5 . E5 L9 ."], &[]),
        (
            "taken",
            &["E5 T5 E5 . . L9 ."],
            &["warning week 1 Tue: - of -"],
        ),
        ("other training may be there", &["E5 X30 . . . L9 ."], &[]),
        ("a race is on the day it is on", &["E5 . . . . . R6.2"], &[]),
    ];
    assert_cases(&unavailable_day::RULE, None, &constraints, cases);
}

#[test]
fn a_day_fits_its_minutes() {
    let mut constraints = Constraints::default();
    constraints.max_minutes[0] = Some(50);
    constraints.max_minutes[6] = Some(60);
    // Without a VDOT an intermediate runner is reckoned at ten minutes a mile.
    let cases: &[Case<'_>] = &[
        ("just", &["E5 E20 . . . . L6"], &[]),
        (
            "a mile too far",
            &["E6 . . . . . L6"],
            &["warning week 1 Mon: 1:00:00 of 50:00"],
        ),
        (
            "a double is one day",
            &["E3+X30 . . . . . ."],
            &["warning week 1 Mon: 1:00:00 of 50:00"],
        ),
        (
            "a race takes the time it takes",
            &[". . . . . . R26.2"],
            &[],
        ),
    ];
    assert_cases(&day_minutes::RULE, None, &constraints, cases);
}

#[test]
fn a_fitter_runner_fits_more_into_the_same_minutes() {
    let week = &["E6 . . . . . ."];
    let slow = plan(week, None);
    let fast = BasePlan::new(
        PlanSettings {
            vdot: Some(Vdot::new(60.0).unwrap()),
            ..slow.settings().clone()
        },
        slow.weeks().to_vec(),
    )
    .unwrap();
    let mut constraints = Constraints::default();
    constraints.max_minutes[0] = Some(50);
    assert_eq!(found(&day_minutes::RULE, &slow, &constraints).len(), 1);
    assert!(found(&day_minutes::RULE, &fast, &constraints).is_empty());
}

#[test]
fn rules_look_at_the_plan_with_its_layers() {
    let plan = plan(
        &[
            "E5 . E5 . E5 . L10",
            "E5 . E5 . E5 . L11",
            "E5 . E5 . E5 . L12",
            "E5 . E5 . E5 . L13",
            "E5 . E5 . E5 . L14",
            "E5 . E5 . E5 . L15",
        ],
        None,
    );
    assert!(found_nothing(&run_spike::RULE, &plan));
    let away = Vacation::new(start() + Days::new(7), start() + Days::new(34), 0).unwrap();
    let overlays = Overlays::replay(&[Operation {
        sequence: 1,
        kind: OperationKind::Add(Overlay::Vacation(away)),
    }])
    .unwrap();
    let resolved = resolve(&plan, &overlays);
    let spikes = check(&resolved, &Constraints::default())
        .iter()
        .filter(|finding| finding.rule == run_spike::RULE.word)
        .map(summary)
        .collect::<Vec<_>>();
    // Four weeks away leave nothing to measure the first run by, but the next.
    assert_eq!(spikes, ["warning week 6 Sun: 15.00 mi of 5.50 mi"]);
}

#[test]
fn every_finding_carries_its_rule_s_source_and_a_sentence() {
    let plan = plan(
        &[
            "E5 . E5 . E5 . L5",
            "E9 T9 E9 . E5 . L12",
            "E9 . . . . . .",
            "E9 E9 E9 E9 E9 E9 E9",
        ],
        race(RaceDistance::TenK, 4),
    );
    let constraints = Constraints {
        unavailable_days: vec![Weekday::Tue],
        max_minutes: [Some(45); 7],
    };
    let overlays = Overlays::default();
    let findings = check(&resolve(&plan, &overlays), &constraints);
    let words = RULES.map(|rule| rule.word);
    for finding in &findings {
        let place = words.iter().position(|word| *word == finding.rule);
        let rule = RULES[place.unwrap()];
        assert_eq!(finding.source.as_deref(), Some(rule.source));
    }
    let lines = findings
        .iter()
        .map(|finding| format!("{}: {}", finding.rule, finding.message))
        .collect::<Vec<_>>();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn rules_have_distinct_words_and_say_something() {
    let mut words = RULES.map(|rule| rule.word).to_vec();
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), RULES.len());
    for rule in RULES {
        assert!(rule.says.ends_with('.') && !rule.source.is_empty());
        assert!(!rule.says.contains("  "), "{}", rule.word);
    }
}
