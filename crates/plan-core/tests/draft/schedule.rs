//! Drafts in the calendar.

use chrono::NaiveDate;
use plan_core::draft::{DifferenceField, Draft, Schedule, differences};
use plan_core::error::Error;
use plan_core::fitness::Vdot;
use plan_core::plan::{BasePlan, ProgressionPattern};
use plan_core::testing;
use plan_core::units::Duration;
use plan_core::workout::{Workout, WorkoutKind};
use proptest::prelude::*;

use crate::{EXAMPLE, read};

fn settings(start: Option<NaiveDate>) -> Schedule {
    Schedule {
        start,
        pattern: ProgressionPattern::ThreeUpOneDown,
        vdot: None,
    }
}

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// A line a workout: `w2 2026-10-13 Easy 5`.
fn calendar(plan: &BasePlan) -> String {
    let lines = plan.workouts().map(|planned| {
        let workout = &planned.workout;
        let distance = workout.distance.map_or(String::new(), |distance| {
            let about = if workout.distance_is_estimated {
                "~"
            } else {
                ""
            };
            format!(" {about}{:.2}", distance.as_unit(plan.unit()))
        });
        let minutes = |name: &str, time: Option<Duration>| {
            time.map_or(String::new(), |time| {
                format!(", {name} {}", time.as_minutes())
            })
        };
        format!(
            "{} {} {}{distance}{}{}",
            planned.id,
            planned.date.format("%a %F"),
            workout.kind,
            minutes("warm-up", workout.warm_up),
            minutes("cool-down", workout.cool_down)
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_last_week_ends_on_race_day() {
    let plan = read(EXAMPLE).draft.schedule(settings(None)).unwrap();
    insta::assert_snapshot!(calendar(&plan), @r"
    w1 Mon 2026-10-12 Rest
    w2 Tue 2026-10-13 Easy 5.00
    w3 Wed 2026-10-14 Tempo 6.50, warm-up 20, cool-down 15
    w4 Thu 2026-10-15 MediumLong 7.00
    w5 Fri 2026-10-16 Rest
    w6 Sat 2026-10-17 Easy 3.50
    w7 Sun 2026-10-18 LongRun 11.00
    ");
}

#[test]
fn a_plan_as_a_draft_again_is_the_draft_it_was_made_from() {
    let draft = read(EXAMPLE).draft;
    let mut described = draft.clone();
    let tempo = &mut described.weeks[0].days[2][0];
    tempo.description = Some("On the track.".to_owned());
    tempo.library_id = Some("t-12".to_owned());
    let plan = described.schedule(settings(None)).unwrap();
    let mut again = Draft::of_plan(&plan);
    // What a coach wrote below the days is not in a plan.
    again.weeks[0].notes.clone_from(&draft.weeks[0].notes);
    assert_eq!(again, draft);
}

#[test]
fn minutes_become_estimated_miles_by_level_or_by_fitness() {
    let text = "# No race · 1 week · beginner\nStart: 2026-06-30\n\n## Week 1 · Base\n\
        - Tue: Easy 40 min\n- Thu: Tempo 35 min: 10 min warm-up, 15 min @ T, 10 min cool-down\n\
        - Sat: Intervals: 1 mi warm-up, 5 x (3 min @ I, 2 min rest), 1 mi cool-down\n";
    let draft = read(text).draft;
    let by_level = calendar(&draft.schedule(settings(None)).unwrap());
    insta::assert_snapshot!(by_level, @r"
    w1 Tue 2026-06-30 Easy ~3.30
    w2 Wed 2026-07-01 Rest
    w3 Thu 2026-07-02 Tempo ~2.90, warm-up 10, cool-down 10
    w4 Fri 2026-07-03 Rest
    w5 Sat 2026-07-04 Intervals ~3.30, warm-up 12, cool-down 12
    w6 Sun 2026-07-05 Rest
    w7 Mon 2026-07-06 Rest
    ");
    let fit = Schedule {
        vdot: Vdot::new(50.0).ok(),
        ..settings(None)
    };
    insta::assert_snapshot!(calendar(&draft.schedule(fit).unwrap()), @r"
    w1 Tue 2026-06-30 Easy ~4.70
    w2 Wed 2026-07-01 Rest
    w3 Thu 2026-07-02 Tempo ~4.60, warm-up 10, cool-down 10
    w4 Fri 2026-07-03 Rest
    w5 Sat 2026-07-04 Intervals ~3.30, warm-up 8, cool-down 8
    w6 Sun 2026-07-05 Rest
    w7 Mon 2026-07-06 Rest
    ");
}

#[test]
fn days_before_the_start_stay_empty_and_missing_days_rest() {
    let text = "# 10K · 2 weeks · advanced\nGoal: 2026-07-12\nStart: 2026-07-01\n\n\
        ## Week 1 · Build\n- Thu: Easy 5 mi\n\n## Week 2 · Taper\n- Sun: 10K race\n";
    let plan = read(text).draft.schedule(settings(None)).unwrap();
    assert_eq!(plan.start(), date("2026-06-29"));
    assert_eq!(plan.end(), date("2026-07-12"));
    let first = plan.workouts().next().unwrap();
    assert_eq!(
        (first.date, first.workout.kind),
        (date("2026-07-01"), WorkoutKind::Rest)
    );
    assert_eq!(plan.workouts().count(), 5 + 7);
}

/// Two weeks without dates; the race is on the last Sunday.
const RELATIVE: &str = "# 10K · 2 weeks · beginner\n\n\
    ## Week 1 · Peak\n- Mon: Easy 2 mi\n- Wed: Easy 3 mi\n- Sun: Long 6 mi\n\n\
    ## Week 2 · Taper\n- Tue: Easy 2 mi\n- Sun: 10K race\n";

#[test]
fn a_relative_draft_keeps_its_weekdays_and_ends_with_its_race() {
    let draft = read(RELATIVE).draft;
    let plan = draft.schedule(settings(Some(date("2026-12-02")))).unwrap();
    insta::assert_snapshot!(calendar(&plan), @r"
    w1 Wed 2026-12-02 Easy 3.00
    w2 Thu 2026-12-03 Rest
    w3 Fri 2026-12-04 Rest
    w4 Sat 2026-12-05 Rest
    w5 Sun 2026-12-06 LongRun 6.00
    w6 Mon 2026-12-07 Rest
    w7 Tue 2026-12-08 Easy 2.00
    w8 Wed 2026-12-09 Rest
    w9 Thu 2026-12-10 Rest
    w10 Fri 2026-12-11 Rest
    w11 Sat 2026-12-12 Rest
    w12 Sun 2026-12-13 Race 6.21
    ");
    assert_eq!(plan.start(), date("2026-11-30"));
    let race = plan.settings().race.as_ref().unwrap();
    assert_eq!(race.date, Some(date("2026-12-13")));
}

#[test]
fn a_race_date_on_another_weekday_than_the_drafts_race_is_refused() {
    let mut draft = read(RELATIVE).draft;
    let mut on = |day| {
        draft.race.as_mut().unwrap().date = Some(date(day));
        draft.schedule(settings(None))
    };
    insta::assert_snapshot!(
        on("2026-12-26").unwrap_err(),
        @"the dates contradict each other: the race of the last week is on Sunday, but 2026-12-26 is a Saturday"
    );
    assert_eq!(on("2026-12-27").unwrap().end(), date("2026-12-27"));
}

#[test]
fn dates_that_contradict_each_other_are_refused() {
    let dated = "# 10K · 1 week · advanced\nGoal: 2026-07-12\nStart: ";
    let week = "\n\n## Week 1 · Taper\n- Mon: Easy 3 mi\n- Sun: 10K race\n";
    for start in ["2026-07-05", "2026-07-13", "2026-07-07"] {
        let draft = read(&format!("{dated}{start}{week}")).draft;
        let refused = draft.schedule(settings(None)).unwrap_err();
        assert!(
            matches!(refused, Error::DatesContradict(_)),
            "{start}: {refused}"
        );
    }
    let undated = read("## Week 1 · Base\n- Mon: Easy 3 mi\n").draft;
    assert!(undated.schedule(settings(None)).is_err());
    assert!(undated.schedule(settings(Some(NaiveDate::MAX))).is_err());
    assert!(undated.schedule(settings(Some(date("2026-07-06")))).is_ok());
}

#[test]
fn what_a_plan_changed_is_told_field_by_field() {
    let edited = read(EXAMPLE).draft;
    let cases = [
        ("Easy 5 mi", "Easy 6 mi", DifferenceField::Distance),
        ("Easy 5 mi", "Recovery 5 mi", DifferenceField::Type),
        ("Easy 5 mi", "Easy 40 min", DifferenceField::Distance),
        ("Easy 5 mi", "Easy 5 mi @ M", DifferenceField::Zone),
        (
            "Easy 5 mi",
            "Easy 5 mi, run/walk 4:1",
            DifferenceField::RunWalk,
        ),
        ("Easy 5 mi", "Easy \"With Ana\" 5 mi", DifferenceField::Name),
        ("Easy 5 mi", "Easy 5 mi — slowly", DifferenceField::Note),
        (
            "- Tue: Easy 5 mi",
            "- Tue: Easy 2 mi\n- Tue: Easy 3 mi",
            DifferenceField::Workouts,
        ),
        (
            "Tempo 6.5 mi",
            "Easy 6.5 mi",
            DifferenceField::QualitySession,
        ),
        ("3 mi @ T", "3 mi @ I", DifferenceField::Steps),
        ("- Fri: Rest", "- Fri: Easy 2 mi", DifferenceField::RestDay),
        (
            "- Sat: Easy 3.5 mi",
            "- Sat: Rest",
            DifferenceField::TrainingDay,
        ),
        ("Long 11 mi", "Full marathon race", DifferenceField::RaceDay),
        ("Build", "Peak", DifferenceField::Phase),
        ("3:55:00", "3:50:00", DifferenceField::Race),
        (
            "Note: a",
            "## Week 2 · Taper\nNote: a",
            DifferenceField::Weeks,
        ),
    ];
    let mut told = Vec::new();
    for (from, to, field) in cases {
        let mut plan = read(&EXAMPLE.replace(from, to)).draft;
        plan.start = edited.start;
        let found = differences(&edited, &plan);
        let fields: Vec<_> = found.iter().map(|found| found.field).collect();
        assert!(fields.contains(&field), "{to}: {found:?}");
        assert!(
            fields.len() == 1 || field == DifferenceField::Weeks,
            "{to}: {found:?}"
        );
        told.extend(found.into_iter().map(|found| found.message));
    }
    insta::assert_snapshot!(told.join("\n"), @r"
    Tue of week 1, distance: the draft says 5 mi, the plan 6 mi.
    Tue of week 1, type: the draft says Easy 5 mi, the plan Recovery 5 mi.
    Tue of week 1, distance: the draft says 5 mi, the plan none.
    Tue of week 1, zone: the draft says Easy, the plan Marathon.
    Tue of week 1, run walk: the draft says Easy 5 mi, the plan Easy 5 mi, run/walk 4:1.
    Tue of week 1, name: the draft says none, the plan With Ana.
    Tue of week 1, note: the draft says none, the plan slowly.
    Tue of week 1, workouts: the draft says Easy 5 mi, the plan Easy 2 mi + Easy 3 mi.
    Wed of week 1, quality session: the draft says Tempo 6.5 mi: 2 mi warm-up, 3 mi @ T, 1.5 mi cool-down, the plan Easy 6.5 mi: 2 mi warm-up, 3 mi @ T, 1.5 mi cool-down.
    Wed of week 1, steps: the draft says Tempo 6.5 mi: 2 mi warm-up, 3 mi @ T, 1.5 mi cool-down, the plan Tempo 6.5 mi: 2 mi warm-up, 3 mi @ I, 1.5 mi cool-down.
    Fri of week 1, rest day: the draft says Rest, the plan Easy 2 mi.
    Sat of week 1, training day: the draft says Easy 3.5 mi, the plan Rest.
    Sun of week 1, race day: the draft says Long 11 mi — conversational, last 2 mi a little quicker, the plan Full marathon race — conversational, last 2 mi a little quicker.
    Week 1, phase: the draft says Build, the plan Peak.
    The plan, race: the draft says Full marathon, 2026-10-18, 3:55:00, the plan Full marathon, 2026-10-18, 3:50:00.
    The plan, weeks: the draft says 1, the plan 2.
    ");
}

#[test]
fn an_amount_is_kept_within_a_rounding_or_anywhere_in_a_written_range() {
    use DifferenceField::{Distance, Duration};
    let cases = [
        ("Easy 5 mi", "Easy 5 mi", None),
        ("Easy 5 mi", "Easy 5.01 mi", None),
        ("Easy 5 mi", "Easy 4.99 mi", None),
        ("Easy 5 mi", "Easy 5.02 mi", Some(Distance)),
        ("Easy 5 mi", "Easy 4.98 mi", Some(Distance)),
        ("Easy 5–7 mi", "Easy 6 mi", None),
        ("Easy 5–7 mi", "Easy 4.99 mi", None),
        ("Easy 5–7 mi", "Easy 7.01 mi", None),
        ("Easy 5–7 mi", "Easy 4.9 mi", Some(Distance)),
        ("Easy 5–7 mi", "Easy 7.1 mi", Some(Distance)),
        // What minutes come to is the plan's work, but the minutes are not.
        ("Easy 40 min", "Easy 40 min (~4 mi)", None),
        ("Easy 40 min (~5 mi)", "Easy 40 min (~4 mi)", None),
        ("Easy 40 min", "Easy 45 min (~4 mi)", Some(Duration)),
        ("Easy 40 min", "Easy 4 mi", Some(Duration)),
        ("Easy 5 mi", "Easy 5 mi in 45 min", None),
        ("Easy 5 mi in 45 min", "Easy 6 mi in 45 min", Some(Distance)),
        ("Easy ~5 mi", "Easy 6 mi", Some(Distance)),
        // A session of open steps may come to anything, a strength day to nothing.
        ("Tempo open: run @ T", "Tempo 4 mi: run @ T", None),
        ("Strength", "Strength 2 mi", Some(Distance)),
        ("Strength", "Strength", None),
    ];
    let week = |line: &str| {
        let parsed = read(&format!("## Week 1 · Base\n- Mon: {line}\n"));
        assert_eq!(parsed.unreadable, [], "{line}");
        parsed.draft
    };
    for (wanted, got, expected) in cases {
        let found = differences(&week(wanted), &week(got));
        let fields: Vec<_> = found.iter().map(|found| found.field).collect();
        assert_eq!(
            fields,
            Vec::from_iter(expected),
            "{wanted} -> {got}: {found:?}"
        );
    }
}

proptest! {
    #[test]
    fn a_scheduled_draft_differs_in_nothing_from_the_draft(draft in testing::draft()) {
        // From the first day of a block: no line lies before it.
        let start = draft.block_start().or(draft.block_from(date("2026-06-29")));
        if let Ok(plan) = draft.schedule(settings(start)) {
            prop_assert_eq!(plan.weeks().len(), draft.weeks.len());
            let mut again = Draft::of_plan(&plan);
            again.start = draft.start.or(again.start);
            prop_assert_eq!(differences(&draft, &again), []);
            for week in plan.weeks() {
                for offset in 0..7 {
                    let day = week.start + chrono::Days::new(offset);
                    let planned = week.workouts.iter().filter(|planned| planned.date == day);
                    // Days of the first block before the start stay empty.
                    let first = draft.start.or(start);
                    prop_assert!(planned.count() > 0 || first.is_some_and(|first| day < first));
                }
            }
        }
    }

    #[test]
    fn a_goal_race_is_run_on_its_date_and_nothing_comes_after_it(
        mut draft in testing::draft(),
        race_week in 0u8..7,
        relative: bool,
        start in 0u64..7,
    ) {
        let start = NaiveDate::from_ymd_opt(2026, 6, 29).unwrap() + chrono::Days::new(start);
        let Some(goal) = &mut draft.race else { return Ok(()) };
        if relative {
            goal.date = None;
            draft.start = None;
        }
        let last = draft.weeks.last_mut().unwrap();
        last.days[usize::from(race_week)] = vec![Workout::new(WorkoutKind::Race)];
        let plan = draft.schedule(settings(Some(start)));
        prop_assert!(plan.is_ok() || !relative, "{:?}", plan);
        let Ok(plan) = plan else { return Ok(()) };
        let day = plan.settings().race.as_ref().and_then(|race| race.date).unwrap();
        let planned: Vec<_> = plan.workouts().collect();
        let races = planned.iter().filter(|it| it.workout.kind == WorkoutKind::Race);
        prop_assert!(races.clone().any(|race| race.date == day), "{}", calendar(&plan));
        prop_assert_eq!(plan.end(), day);
    }
}
