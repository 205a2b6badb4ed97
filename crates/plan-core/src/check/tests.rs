//! Each rule triggered and not triggered, on small plans written by hand.
//!
//! A week is seven words, Monday first: `E5` is five easy miles, `L` a long
//! run, `M` medium-long, `T` tempo, `I` intervals, `R` a race, `X` minutes of
//! cross-training, `.` a rest day, `-` a day before the plan begins; `+` joins
//! two workouts of a day. A run's steps follow in brackets, commas between:
//! `T6(3T)` has three miles at T, `I6(5x1000mI)` five kilometers at I in
//! repetitions with jogs, `T5(20minT)` twenty minutes.

use chrono::{Days, NaiveDate};

use super::*;
use crate::fitness::Vdot;
use crate::overlay::{Operation, OperationKind, Overlay, Overlays, Vacation, resolve};
use crate::plan::{
    BasePlan, Level, Phase, PlanSettings, PlannedWorkout, ProgressionPattern, RaceDistance,
    RaceGoal, Week, WorkoutId,
};
use crate::units::{Duration, Pace};
use crate::workout::{Segment, Step, StepLength, StepRole, StepTarget, Workout};
use crate::zones::Zone;

/// A Monday.
fn start() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 2).unwrap()
}

fn workout(word: &str) -> Workout {
    let (word, steps) = match word.split_once('(') {
        Some((word, steps)) => (word, steps.trim_end_matches(')')),
        None => (word, ""),
    };
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
    Workout {
        steps: steps
            .split(',')
            .filter(|part| !part.is_empty())
            .map(step)
            .collect(),
        ..Workout::run(kind, miles(number()))
    }
}

fn miles(number: f64) -> Distance {
    Distance::from_hundredths((number * 100.0).round() as u32, DistanceUnit::Mile)
}

/// `3T`, `1000mI`, `20minT`, `5x…`: a length and a letter, or `5K` or `half` for race pace.
fn step(text: &str) -> Step {
    let (times, text) = match text.split_once('x') {
        Some((times, text)) => (times.parse().unwrap(), text),
        None => (1, text),
    };
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap();
    let (number, rest) = text.split_at(end);
    let number = number.parse::<f64>().unwrap();
    let (length, target) = if let Some(target) = rest.strip_prefix("min") {
        let minutes = Duration::from_minutes(number as u32);
        (StepLength::Time(minutes), target)
    } else if let Some(target) = rest.strip_prefix('m') {
        let meters = Distance::from_meters(number as u32);
        (StepLength::Distance(meters), target)
    } else {
        (StepLength::Distance(miles(number)), rest)
    };
    let target = match target {
        "E" => StepTarget::Zone(Zone::Easy),
        "M" => StepTarget::Zone(Zone::Marathon),
        "T" => StepTarget::Zone(Zone::Threshold),
        "I" => StepTarget::Zone(Zone::Interval),
        "R" => StepTarget::Zone(Zone::Repetition),
        "@mile" => StepTarget::RacePace(DistanceUnit::Mile.one()),
        "@5K" => StepTarget::RacePace(RaceDistance::FiveK.distance()),
        "@half" => StepTarget::RacePace(RaceDistance::HalfMarathon.distance()),
        "@full" => StepTarget::RacePace(RaceDistance::FullMarathon.distance()),
        "@95%5K" => StepTarget::Share {
            percent: Percent::from_whole(95),
            of: RaceDistance::FiveK.distance(),
        },
        "@4:15/km" => StepTarget::Pace {
            pace: Pace::from_seconds_per(DistanceUnit::Kilometer, 255),
            unit: DistanceUnit::Kilometer,
        },
        "?" => StepTarget::Open,
        _ => panic!("{text}"),
    };
    let work = Segment::new(StepRole::Work, length, target);
    if times == 1 {
        return Step::Once(work);
    }
    let jog = StepLength::Time(Duration::from_minutes(1));
    let jog = Segment::new(StepRole::Recovery, jog, StepTarget::Open);
    Step::Repeat {
        times,
        segments: vec![work, jog],
    }
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
        (
            "easy running and medium-long come after it",
            &["E5 . E5 . . . R6.2", "E3 . M7 . . . E5"],
            &[],
        ),
        (
            "what is hard before it is another rule's",
            &["E5 . . . . T5 R6.2", "E3 . . . . . E5"],
            &[],
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
fn fast_running_keeps_to_its_share_of_the_week() {
    // Without a VDOT an intermediate runner's T is 8:06 a mile.
    let cases: &[Case<'_>] = &[
        ("10 % at T exactly", &["E9 T6(1E,3T,2E) . E5 . . L10"], &[]),
        (
            "a little more is worth knowing",
            &["E9 T6(3.1T) . E5 . . L10"],
            &["info week 1 Mon: 3.10 mi of 3.00 mi"],
        ),
        (
            "a rounding step more still is",
            &["E9 T6(3.5T) . E5 . . L10"],
            &["info week 1 Mon: 3.50 mi of 3.00 mi"],
        ),
        (
            "beyond it is a warning",
            &["E9 T6(3.51T) . E5 . . L10"],
            &["warning week 1 Mon: 3.51 mi of 3.00 mi"],
        ),
        (
            "the sessions of a week add up",
            &["E9 T6(2T) . T5(2T) . . L10"],
            &["warning week 1 Mon: 4.00 mi of 3.00 mi"],
        ),
        (
            "I has a smaller share, and jogs are none of it",
            &[
                "E9 I6(3x1000mI) . E5 . . L10",
                "E9 I6(6x1000mI) . E5 . . L10",
            ],
            &["warning week 2 Mon: 3.73 mi of 2.40 mi"],
        ),
        (
            "never more than 10 km at I",
            &[
                "E20 E20 E20 E20 I12(10x1000mI) . .",
                "E20 E20 E20 E20 I12(12x1000mI) . .",
            ],
            &["warning week 2 Mon: 7.46 mi of 6.21 mi"],
        ),
        (
            "never more than 8 km at R",
            &[
                "E24 E24 E24 E24 I12(20x400mR) . .",
                "E24 E24 E24 E24 I12(24x400mR) . .",
            ],
            &["warning week 2 Mon: 5.97 mi of 4.97 mi"],
        ),
        (
            "a fast finish counts, whatever the run is called",
            &["E5 . E5 . . . L10(7E,3T)"],
            &["warning week 1 Mon: 3.00 mi of 2.00 mi"],
        ),
        (
            "minutes are reckoned at the runner's pace",
            &["E9 T6(24minT) . E5 . . L10", "E9 T6(30minT) . E5 . . L10"],
            &["warning week 2 Mon: 3.70 mi of 3.00 mi"],
        ),
        (
            "the pace of a short race is R, I or T",
            &["E5 . I6(5x1@mile) . I6(4x1@5K) . T8(6@half)"],
            &[
                "warning week 1 Mon: 6.00 mi of 2.50 mi",
                "warning week 1 Mon: 4.00 mi of 2.00 mi",
                "warning week 1 Mon: 5.00 mi of 1.25 mi",
            ],
        ),
        (
            "marathon pace has no cap here",
            &["E5 . E5 . . . L12(6@full,4M)"],
            &[],
        ),
        (
            "work without a target is run in the zone of its kind",
            &["E5 . T6(4?) . . . L10"],
            &["warning week 1 Mon: 4.00 mi of 2.10 mi"],
        ),
        (
            "a pace says nothing about a runner of unknown fitness",
            &["E5 . T6(5@4:15/km) . E5 T6(5@95%5K) ."],
            &[],
        ),
        ("without steps nobody knows", &["E5 . T6 . E5 . L10"], &[]),
        (
            "a race is not training",
            &["E2 . E2 . E2 . R13.1(13T)"],
            &[],
        ),
    ];
    assert_cases(
        &too_much_intensity::RULE,
        None,
        &Constraints::default(),
        cases,
    );
}

#[test]
fn a_pace_counts_to_the_zone_it_is_nearest_to() {
    // VDOT 50: M 4:31, T 4:15, I 3:55 a kilometer; 95 % of 5K speed is 4:12.
    let found_in = |steps: &str| {
        let week = format!("E5 . T9({steps}) . . . L10");
        let plan = plan(&[&week], None);
        let fit = PlanSettings {
            vdot: Some(Vdot::new(50.0).unwrap()),
            ..plan.settings().clone()
        };
        let plan = BasePlan::new(fit, plan.weeks().to_vec()).unwrap();
        let overlays = Overlays::default();
        let findings = check(&resolve(&plan, &overlays), &Constraints::default());
        let of_rule = findings
            .into_iter()
            .filter(|finding| finding.rule == too_much_intensity::RULE.word);
        of_rule.map(|finding| finding.message).collect::<Vec<_>>()
    };
    for (steps, letter) in [
        ("6@4:15/km", "T"),
        ("6@95%5K", "T"),
        ("6@half", "T"),
        ("6@5K", "I"),
        ("6@mile", "R"),
    ] {
        let found = found_in(steps);
        assert_eq!(found.len(), 1, "{steps}");
        let expected = format!("6 mi at {letter} are 25 % of week 1");
        assert!(found[0].starts_with(&expected), "{steps}: {}", found[0]);
    }
    assert_eq!(found_in("6@full"), Vec::<String>::new());
}

#[test]
fn the_acute_chronic_ratio_is_shown_and_never_warns() {
    let cases: &[Case<'_>] = &[
        (
            "three weeks are no month",
            &["E5 . . . . . .", "E5 . . . . . .", "E50 . . . . . ."],
            &[],
        ),
        (
            // 13 of 40 in four weeks is 1.3 times their average.
            "1.3 exactly",
            &[
                "E9 . . . . . .",
                "E9 . . . . . .",
                "E9 . . . . . .",
                "E13 . . . . . .",
            ],
            &[],
        ),
        (
            "above",
            &[
                "E9 . . . . . .",
                "E9 . . . . . .",
                "E9 . . . . . .",
                "E14 . . . . . .",
            ],
            &["info week 4 Mon: 136.6 % of 130 %"],
        ),
        (
            "a month begun in its middle is none",
            &[
                "- - - - . . E5",
                "E20 . . . . . .",
                "E20 . . . . . .",
                "E30 . . . . . .",
            ],
            &[],
        ),
        ("nothing at all", &[". . . . . . ."; 4], &[]),
        (
            "a race is not load of training",
            &[
                "E9 . . . . . .",
                "E9 . . . . . .",
                "E9 . . . . . .",
                "E9 . . . . . R26.2",
            ],
            &[],
        ),
    ];
    assert_cases(
        &acute_chronic_ratio::RULE,
        None,
        &Constraints::default(),
        cases,
    );
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
            "E9 T9(5T) E9 . E5 . L12",
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
fn rules_and_notices_have_distinct_words_and_say_something() {
    let of_rules = RULES.map(|rule| (rule.word, rule.says, rule.source));
    let of_notices = notices::ALL
        .iter()
        .flat_map(|(_, notices)| notices.iter())
        .map(|notice| (notice.word, notice.says, notice.source));
    let mut words = std::collections::BTreeSet::new();
    for (word, says, source) in of_rules.into_iter().chain(of_notices) {
        assert!(words.insert(word), "{word} twice");
        assert!(
            word.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_'),
            "{word}"
        );
        assert!(says.ends_with('.') && !says.contains("  "), "{word}");
        assert!(!source.is_empty(), "{word}");
    }
}
