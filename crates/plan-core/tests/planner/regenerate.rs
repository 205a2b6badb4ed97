//! A plan made again from today on, and what it keeps.

use std::collections::HashSet;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use plan_core::draft::{Draft, Schedule};
use plan_core::error::Error;
use plan_core::overlay::{Action, Completion, Overlay, Overlays, Status, Vacation, resolve};
use plan_core::plan::{BasePlan, Level, Phase, PlannedWorkout, RaceDistance, RaceGoal, WorkoutId};
use plan_core::planner::{
    OtherRace, PlanBrief, Planned, RaceRole, Regenerated, RunWalkPlan, plan, regenerate, rest_of,
};
use plan_core::units::{Distance, DistanceUnit, Percent};
use plan_core::workout::{Workout, WorkoutKind};
use proptest::prelude::*;

use crate::laws::date;
use crate::{calendar, race};

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

fn base(brief: &PlanBrief) -> BasePlan {
    let settings = Schedule {
        start: brief.start,
        pattern: brief.pattern,
        vdot: brief.vdot,
    };
    plan(brief).unwrap().draft.schedule(settings).unwrap()
}

/// Made again as if everything had been run as planned.
fn again(old: &BasePlan, today: NaiveDate, brief: &PlanBrief) -> Result<Regenerated, Error> {
    let overlays = Overlays::default();
    regenerate(&resolve(old, &overlays), today, brief, &[])
}

fn is_hard(planned: &PlannedWorkout) -> bool {
    planned.workout.kind.is_hard()
}

/// Weekly running with races on the way, the goal race apart.
fn volumes(plan: &BasePlan) -> Vec<Distance> {
    let goal = plan.settings().race.as_ref().and_then(|race| race.date);
    let of_week = |week: &plan_core::plan::Week| {
        let runs = week
            .workouts
            .iter()
            .filter(|planned| Some(planned.date) != goal);
        runs.map(|planned| planned.workout.running_distance()).sum()
    };
    plan.weeks().iter().map(of_week).collect()
}

/// What holds whenever a plan was made again.
fn holds(old: &BasePlan, today: NaiveDate, brief: &PlanBrief, made: &Regenerated) {
    let new = &made.plan;
    let past = |plan: &BasePlan| {
        plan.workouts()
            .filter(|planned| planned.date < today)
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(past(new), past(old), "the past is kept to the letter");

    let known = old
        .workouts()
        .map(|planned| planned.id)
        .collect::<HashSet<_>>();
    let ahead = || new.workouts().filter(|planned| planned.date >= today);
    let mut latest = old.workouts().map(|planned| planned.id).max().unwrap();
    for planned in ahead() {
        assert!(
            !known.contains(&planned.id) && planned.id > latest,
            "{}",
            planned.id
        );
        latest = planned.id;
    }
    let days = ahead().map(|planned| planned.date);
    let length = new.end().signed_duration_since(today).num_days() as usize + 1;
    let every_day = today.iter_days().take(length);
    assert!(days.eq(every_day), "one workout a day");

    let races = ahead().filter(|planned| planned.workout.kind == WorkoutKind::Race);
    let races = races.map(|planned| planned.date).collect::<Vec<_>>();
    match &brief.race {
        Some(goal) => {
            assert_eq!(races.last(), Some(&new.end()), "the race is the last day");
            assert_eq!(new.settings().race.as_ref().unwrap().date, Some(new.end()));
            assert_eq!(goal.date.unwrap_or(new.end()), new.end());
            assert_eq!(races.len(), 1 + brief.races.len());
        }
        None => assert_eq!(races.len(), brief.races.len()),
    }
    let first = new.week_of(today).unwrap();
    assert_eq!(
        new.weeks().len() - usize::from(first.number) + 1,
        usize::from(brief.weeks),
        "the rest's weeks"
    );

    let workouts = new.workouts().collect::<Vec<_>>();
    for pair in workouts.windows(2).filter(|pair| pair[1].date >= today) {
        let next = pair[0].date.succ_opt().unwrap() == pair[1].date;
        if pair[0].date < today && pair[1].workout.kind == WorkoutKind::Race {
            // Both stand: what was run yesterday, and today's race.
            continue;
        }
        assert!(
            !(next && is_hard(pair[0]) && is_hard(pair[1])),
            "hard days meet on {}",
            pair[1].date
        );
    }
    for planned in ahead().filter(|planned| planned.workout.kind.is_run()) {
        if planned.workout.kind == WorkoutKind::Race {
            continue;
        }
        assert!(
            !brief.unavailable_days.contains(&planned.date.weekday()),
            "{}",
            planned.date
        );
        if let (WorkoutKind::LongRun, Some(day)) = (planned.workout.kind, brief.long_run_day) {
            assert_eq!(planned.date.weekday(), day);
        }
    }
    grows_from_the_past(today, brief, new);
    runs_grow_from_the_past(today, made);
}

fn usual_start(brief: &PlanBrief) -> Distance {
    let by_level = match brief.race.as_ref().map(|race| race.distance) {
        Some(RaceDistance::FiveK) => [8, 18, 30],
        Some(RaceDistance::TenK) | None => [10, 20, 32],
        Some(RaceDistance::HalfMarathon) => [12, 22, 35],
        Some(RaceDistance::FullMarathon) => [15, 26, 38],
    };
    Distance::from_miles(by_level[brief.level as usize])
}

/// Weeks from today's on grow at most 15 % above the largest of those before
/// and of the runner's start.
fn grows_from_the_past(today: NaiveDate, brief: &PlanBrief, new: &BasePlan) {
    let first = usize::from(new.week_of(today).unwrap().number) - 1;
    let volumes = volumes(new);
    let before = volumes[first.saturating_sub(4)..first]
        .iter()
        .copied()
        .max();
    let mut most = before.unwrap_or_default().max(usual_start(brief));
    most = most.max(brief.weekly_distance.unwrap_or_default());
    let step = brief.unit.tenth().times(5);
    for (index, volume) in volumes.iter().enumerate().skip(first) {
        let past = new.weeks()[index]
            .workouts
            .iter()
            .filter(|planned| planned.date < today)
            .map(|planned| planned.workout.running_distance())
            .sum::<Distance>();
        let raced = new.weeks()[index]
            .workouts
            .iter()
            .filter(|planned| planned.date >= today && planned.workout.kind == WorkoutKind::Race);
        let raced: Distance = raced
            .map(|planned| planned.workout.running_distance())
            .sum();
        let limit = (most + most.percent(Percent::from_whole(15))).max(most + step);
        // What was planned before, or a race alone, may be more; nothing is added to it.
        assert!(
            *volume <= limit.max(past).max(raced + past),
            "week {}: {:.3} mi above {:.3} with {:.3} past, after {volumes:?}",
            index + 1,
            volume.as_miles(),
            limit.as_miles(),
            past.as_miles()
        );
        most = most.max((*volume).min(limit.max(past)));
    }
}

/// No run from today on is a spike against the 28 days before it, or it is said.
fn runs_grow_from_the_past(today: NaiveDate, made: &Regenerated) {
    let new = &made.plan;
    let step = match new.unit() {
        DistanceUnit::Mile => Distance::from_miles(1),
        DistanceUnit::Kilometer => Distance::from_meters(1_500),
    };
    let began = new.workouts().next().unwrap().date;
    let place = |date: NaiveDate| date.signed_duration_since(began).num_days() as usize;
    let mut longest = vec![Distance::ZERO; place(new.end()) + 1];
    for planned in new.workouts() {
        let day = &mut longest[place(planned.date)];
        *day = (*day).max(planned.workout.training_distance());
    }
    if made
        .findings
        .iter()
        .any(|finding| finding.rule == "run_spike")
    {
        return;
    }
    // Two weeks in, the plan knows the runner's long run.
    for (day, run) in longest.iter().enumerate().skip(place(today).max(14)) {
        let before = *longest[day.saturating_sub(28)..day].iter().max().unwrap();
        let limit = (before + before.percent(Percent::from_whole(10))).max(before + step);
        assert!(
            *run <= limit,
            "{}: {:.1} km after {:.1}",
            began + Days::new(day as u64),
            run.as_kilometers(),
            before.as_kilometers()
        );
    }
}

#[test]
fn made_again_as_it_was_a_plan_goes_on_as_it_would_have() {
    let brief = marathon();
    let old = base(&brief);
    for (today, number) in [("2027-01-25", 5), ("2027-02-22", 9), ("2027-03-29", 14)] {
        let today = date(today);
        let mut rest = rest_of(&old, today).unwrap();
        assert_eq!(
            (rest.weeks, rest.race.clone()),
            (17 - number, brief.race.clone())
        );
        rest.days_per_week = None;
        let made = again(&old, today, &rest).unwrap();
        holds(&old, today, &rest, &made);
        let phases = |plan: &BasePlan| {
            plan.weeks()
                .iter()
                .map(|week| week.phase)
                .collect::<Vec<_>>()
        };
        assert_eq!(phases(&made.plan), phases(&old));
        for (before, after) in volumes(&old).into_iter().zip(volumes(&made.plan)) {
            let apart = before.as_miles() - after.as_miles();
            assert!(apart.abs() <= 2.0, "week by week: {before:?} {after:?}");
        }
    }
    let first = old.start();
    let made = again(&old, first, &brief).unwrap();
    let content = |plan: &BasePlan| {
        plan.workouts()
            .map(|planned| (planned.date, planned.workout.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        content(&made.plan),
        content(&old),
        "on its first day it is the same plan"
    );
    assert_eq!(
        made.plan.workouts().next().unwrap().id,
        WorkoutId::Generated(113)
    );
}

#[test]
fn missed_weeks_are_led_back_from_and_not_made_up_for() {
    let brief = marathon();
    let old = base(&brief);
    let today = date("2027-03-01");
    let rest = rest_of(&old, today).unwrap();
    let start = |overlays: &Overlays| {
        let made = regenerate(&resolve(&old, overlays), today, &rest, &[]).unwrap();
        holds(&old, today, &rest, &made);
        made.plan.weeks()[9].training_distance().as_miles()
    };
    // 25.5, 34, 36.5 and 39 miles: the largest is below the mean and a fifth.
    let usual = start(&Overlays::default());
    let away = |from: &str| {
        let vacation = Vacation::new(date(from), date("2027-02-28"), 0).unwrap();
        let action = Action::Add(Overlay::Vacation(vacation));
        Overlays::default().perform(&old, action).unwrap().overlays
    };
    assert_eq!(
        [
            usual,
            start(&away("2027-02-22")),
            start(&away("2027-02-15")),
            start(&away("2027-02-01"))
        ],
        [31.0, 31.0, 19.0, 14.0],
        "week 10 would be a cutback, but not after time off; four weeks off leave half the usual start"
    );

    // Skipped and shortened runs count for what was run.
    let mut overlays = Overlays::default();
    for planned in old.workouts().filter(|planned| planned.date < today) {
        if !planned.workout.kind.is_run() {
            continue;
        }
        let is_long = planned.workout.kind == WorkoutKind::LongRun;
        let log = Completion {
            workout: planned.id,
            status: if is_long {
                Status::Completed
            } else {
                Status::Skipped
            },
            actual_distance: is_long.then_some(Distance::from_miles(10)),
            actual_duration: None,
            actual_effort: None,
            feedback: None,
            completed_on: None,
        };
        overlays = overlays.perform(&old, Action::Log(log)).unwrap().overlays;
    }
    assert_eq!(
        start(&overlays),
        10.5,
        "ten miles a week are less than half the usual start; of that a cutback"
    );
}

#[test]
fn a_week_that_has_begun_gets_no_second_long_run_and_no_hard_day_after_a_hard_one() {
    let old = base(&marathon());
    // Thursday of week 8 is a tempo; on Friday the plan is made again.
    let today = date("2027-02-19");
    let yesterday = old
        .workouts()
        .find(|planned| planned.date == date("2027-02-18"))
        .unwrap();
    assert_eq!(yesterday.workout.kind, WorkoutKind::Tempo);
    let rest = PlanBrief {
        long_run_day: Some(Weekday::Fri),
        ..rest_of(&old, today).unwrap()
    };
    let made = again(&old, today, &rest).unwrap();
    holds(&old, today, &rest, &made);
    let week = &made.plan.weeks()[7];
    let kinds = week
        .workouts
        .iter()
        .map(|planned| planned.workout.kind)
        .collect::<Vec<_>>();
    assert!(!kinds.contains(&WorkoutKind::LongRun), "{kinds:?}");

    // Made again on a Monday with Saturday as the new day of the long run.
    let today = date("2027-02-22");
    let rest = PlanBrief {
        long_run_day: Some(Weekday::Sat),
        ..rest_of(&old, today).unwrap()
    };
    let made = again(&old, today, &rest).unwrap();
    holds(&old, today, &rest, &made);
    assert!(
        !is_hard(made.plan.weeks()[8].workouts.first().unwrap()),
        "the day after a long run"
    );
}

#[test]
fn a_plan_made_again_in_midweek_reads_like_a_coach_wrote_it() {
    let old = base(&PlanBrief {
        race: Some(RaceGoal {
            date: Some(date("2027-03-21")),
            ..race(RaceDistance::TenK)
        }),
        ..PlanBrief::new(12, Level::Intermediate)
    });
    // From the Thursday of week 6 on Tuesdays are no longer free, and Saturdays
    // are better for the long run.
    let today = date("2027-02-04");
    let rest = PlanBrief {
        unavailable_days: vec![Weekday::Tue],
        long_run_day: Some(Weekday::Sat),
        ..rest_of(&old, today).unwrap()
    };
    let made = again(&old, today, &rest).unwrap();
    holds(&old, today, &rest, &made);
    let planned = Planned {
        draft: Draft::of_plan(&made.plan),
        findings: made.findings,
    };
    insta::assert_snapshot!("ten_k_12_made_again_in_week_6", calendar::render(&planned));
}

#[test]
fn a_race_put_off_brings_the_build_back_but_not_the_base() {
    let old = base(&marathon());
    let today = date("2027-03-31");
    assert_eq!(old.week_of(today).unwrap().phase, Phase::Taper);
    let mut rest = rest_of(&old, today).unwrap();
    // From a Sunday to a Saturday eight weeks later.
    rest.weeks = 11;
    rest.race.as_mut().unwrap().date = Some(date("2027-06-12"));
    let made = again(&old, today, &rest).unwrap();
    holds(&old, today, &rest, &made);
    let phases = made.plan.weeks().iter().map(|week| week.phase);
    assert_eq!(made.plan.weeks().len(), 24);
    assert_eq!(
        made.plan.start(),
        date("2026-12-27"),
        "blocks end on Saturdays now"
    );
    let ahead = phases.skip(13).collect::<Vec<_>>();
    use Phase::{Build, Peak, Taper};
    assert_eq!(
        ahead,
        [vec![Build; 4], vec![Peak; 4], vec![Taper; 3]].concat()
    );
}

#[test]
fn the_rest_of_a_plan_is_asked_for_as_the_plan_was() {
    let brief = PlanBrief {
        races: vec![
            OtherRace {
                date: date("2027-02-06"),
                distance: Distance::from_kilometers(8),
                name: None,
                role: RaceRole::TuneUp,
            },
            OtherRace {
                date: date("2027-03-07"),
                distance: Distance::from_kilometers(15),
                name: Some("Spring 15".to_owned()),
                role: RaceRole::B,
            },
        ],
        long_run_day: Some(Weekday::Sat),
        days_per_week: Some(4),
        run_walk: Some(RunWalkPlan::ByPhase),
        unit: DistanceUnit::Kilometer,
        ..marathon()
    };
    let old = base(&brief);
    let rest = rest_of(&old, date("2027-02-10")).unwrap();
    assert_eq!(
        rest,
        PlanBrief {
            weeks: 10,
            races: vec![brief.races[1].clone()],
            ..brief.clone()
        }
    );
    let made = again(&old, date("2027-02-10"), &rest).unwrap();
    holds(&old, date("2027-02-10"), &rest, &made);
    assert_eq!(
        rest_of(&old, date("2027-04-19")).unwrap_err().field(),
        Some("today")
    );
    assert_eq!(
        rest_of(&old, date("2026-12-27")).unwrap_err().field(),
        Some("today")
    );
    assert_eq!(rest_of(&old, date("2027-04-18")).unwrap().weeks, 1);
}

#[test]
fn what_cannot_be_made_again_is_refused_by_name() {
    let old = base(&marathon());
    let today = date("2027-02-10");
    let rest = rest_of(&old, today).unwrap();
    let refused = |today: NaiveDate, change: fn(&mut PlanBrief)| {
        let mut rest = rest.clone();
        change(&mut rest);
        again(&old, today, &rest).unwrap_err()
    };
    let expected = "a day from 2026-12-28 to the one after 2027-04-18, in the years 1900 to 2199";
    for day in ["2026-12-27", "2027-04-20"] {
        let error = Error::out_of_range("today", day, expected);
        assert_eq!(refused(date(day), |_| {}), error);
    }
    assert_eq!(
        refused(today, |rest| rest.start = Some(date("2027-02-11"))),
        Error::out_of_range(
            "start_date",
            "2027-02-11",
            "nothing or 2027-02-10, the day the plan is made again from"
        )
    );
    assert_eq!(
        refused(today, |rest| {
            rest.weeks = 47;
            rest.race = None;
        }),
        Error::out_of_range("weeks", 47, "1 to 46 weeks, for 6 are past")
    );
    assert_eq!(refused(today, |rest| rest.weeks = 0).field(), Some("weeks"));
    assert_eq!(
        refused(today, |rest| rest.weeks = 9).code(),
        "dates_contradict"
    );
    assert_eq!(
        refused(today, |rest| rest.weeks = 11).code(),
        "dates_contradict"
    );
    let days = refused(today, |rest| {
        rest.unavailable_days = crate::laws::WEEKDAYS[..5].to_vec()
    });
    assert_eq!(days.code(), "constraints_contradict");
}

/// A log that says a workout was not run.
fn skip(workout: WorkoutId) -> Action {
    Action::Log(Completion {
        workout,
        status: Status::Skipped,
        actual_distance: None,
        actual_duration: None,
        actual_effort: None,
        feedback: None,
        completed_on: None,
    })
}

#[test]
fn who_missed_every_run_goes_no_further_than_the_plan_would_have() {
    // A beginner's long run of two miles, then the plan of an intermediate who
    // would begin with ten miles a week on three days.
    let old = base(&PlanBrief {
        race: Some(RaceGoal {
            date: Some(date("2027-06-10")),
            ..race(RaceDistance::HalfMarathon)
        }),
        weekly_distance: Some(Distance::from_kilometers(3)),
        ..PlanBrief::new(21, Level::Beginner)
    });
    // A whole week ahead, and one of which a single day is left, so that the
    // long run of the next is measured across it.
    for today in ["2027-02-05", "2027-02-11"] {
        let today = date(today);
        let mut overlays = Overlays::default();
        let past = old.workouts().filter(|planned| planned.date < today);
        for planned in past.filter(|planned| planned.workout.kind.is_run()) {
            overlays = overlays.perform(&old, skip(planned.id)).unwrap().overlays;
        }
        let rest = PlanBrief {
            race: None,
            days_per_week: Some(3),
            level: Level::Intermediate,
            ..rest_of(&old, today).unwrap()
        };
        let made = regenerate(&resolve(&old, &overlays), today, &rest, &[]).unwrap();
        holds(&old, today, &rest, &made);
        let longest = |made: &Regenerated, from: NaiveDate| {
            let week = from..=from + Days::new(6);
            let runs = made.plan.workouts();
            runs.filter(|planned| week.contains(&planned.date))
                .map(|planned| planned.workout.training_distance().as_miles())
                .fold(0.0, f64::max)
        };
        assert_eq!(longest(&made, date("2027-01-29")), 2.0, "what was planned");
        let next = made
            .plan
            .workouts()
            .find(|planned| planned.date >= today && planned.workout.kind == WorkoutKind::LongRun)
            .unwrap();
        assert_eq!(longest(&made, next.date), 3.0, "a mile more");
    }
}

prop_compose! {
    /// What becomes of the rest: as it was, longer or shorter by weeks and days, or without a race.
    fn change()(
        weeks in -3i64..6,
        days in prop_oneof![3 => Just(0i64), 1 => -3i64..=3],
        has_race in prop::bool::weighted(0.9),
        other in crate::briefs::brief(),
    ) -> (i64, i64, bool, PlanBrief) {
        (weeks, days, has_race, other)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::default())]

    #[test]
    fn the_past_stands_and_the_rest_is_lawful(
        mut brief in crate::briefs::brief(),
        at in 0u64..1_000,
        skipped in any::<u64>(),
        (weeks, days, has_race, other) in change(),
    ) {
        // Every plan is dated, so that it can be put into the calendar.
        if brief.start.is_none() && brief.race.as_ref().is_none_or(|race| race.date.is_none()) {
            brief.start = Some(date("2027-03-03"));
        }
        let Ok(planned) = plan(&brief) else { return Ok(()) };
        let settings = Schedule { start: brief.start, pattern: brief.pattern, vdot: brief.vdot };
        let old = planned.draft.schedule(settings).unwrap();
        let began = old.workouts().next().unwrap().date;
        let length = old.end().signed_duration_since(began).num_days() as u64 + 1;
        let today = began + Days::new(at % length);

        let mut overlays = Overlays::default();
        for planned in old.workouts().filter(|planned| planned.date < today) {
            let WorkoutId::Generated(number) = planned.id else { continue };
            if planned.workout.kind.is_run() && skipped >> (number % 64) & 3 == 3 {
                overlays = overlays.perform(&old, skip(planned.id)).unwrap().overlays;
            }
        }

        let rest = rest_of(&old, today).unwrap();
        let race = rest.race.clone().filter(|_| has_race).map(|race| RaceGoal {
            date: race.date.map(|date| date + chrono::TimeDelta::days(7 * weeks + days)),
            ..race
        });
        let shift = i64::from(rest.weeks) + weeks + i64::from(days > 0 && race.is_some());
        let rest = PlanBrief {
            weeks: u8::try_from(shift.clamp(1, 60)).unwrap(),
            race,
            days_per_week: other.days_per_week,
            long_run_day: other.long_run_day,
            unavailable_days: other.unavailable_days.clone(),
            max_minutes: other.max_minutes,
            level: other.level,
            unit: other.unit,
            vdot: other.vdot,
            seed: other.seed,
            ..rest
        };
        let lived = resolve(&old, &overlays);
        match regenerate(&lived, today, &rest, &[]) {
            Ok(made) => {
                holds(&old, today, &rest, &made);
                prop_assert_eq!(regenerate(&lived, today, &rest, &[]), Ok(made));
            }
            Err(error) => prop_assert!(
                matches!(error, Error::DatesContradict(_) | Error::ConstraintsContradict(_))
                    || error.field() == Some("weeks"),
                "{:?}", error
            ),
        }
    }
}

#[test]
fn a_second_time_no_id_comes_back_either() {
    let old = base(&marathon());
    let mut seen = HashSet::<(WorkoutId, NaiveDate, Workout)>::new();
    let mut plan = old;
    for today in ["2027-01-13", "2027-02-10", "2027-02-11", "2027-04-18"] {
        let today = date(today);
        for planned in plan.workouts() {
            seen.insert((planned.id, planned.date, planned.workout.clone()));
        }
        let rest = rest_of(&plan, today).unwrap();
        plan = again(&plan, today, &rest).unwrap().plan;
    }
    let ids = seen.iter().map(|(id, ..)| *id).collect::<HashSet<_>>();
    assert_eq!(ids.len(), seen.len(), "an id means one workout for good");
}
