//! The figures of a resolved plan.

use chrono::{Days, NaiveDate};
use plan_core::overlay::{
    Action, Addition, Completion, DayOff, Overlay, Overlays, Status, Vacation, Values, resolve,
};
use plan_core::plan::{
    BasePlan, Level, Phase, PlanSettings, PlannedWorkout, ProgressionPattern, Week, WorkoutId,
};
use plan_core::units::{Distance, DistanceUnit, Percent};
use plan_core::workout::{Workout, WorkoutKind};

const MONDAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 3, 2).expect("a date");

fn day(offset: u64) -> NaiveDate {
    MONDAY + Days::new(offset)
}

fn miles(tenths: u32) -> Distance {
    Distance::from_tenths(tenths, DistanceUnit::Mile)
}

/// Two weeks: Easy 5, Tempo 6, Strength, Rest, Easy 4, Rest, LongRun 12; then a
/// race week with two easy runs.
fn plan() -> BasePlan {
    let run = |kind, tenths| Workout::run(kind, miles(tenths));
    let weeks = [
        vec![
            run(WorkoutKind::Easy, 50),
            run(WorkoutKind::Tempo, 60),
            Workout::new(WorkoutKind::Strength),
            Workout::rest(),
            run(WorkoutKind::Easy, 40),
            Workout::rest(),
            run(WorkoutKind::LongRun, 120),
        ],
        vec![
            run(WorkoutKind::Easy, 40),
            Workout::rest(),
            run(WorkoutKind::Easy, 30),
            Workout::rest(),
            Workout::rest(),
            Workout::rest(),
            run(WorkoutKind::Race, 262),
        ],
    ];
    let weeks = (0u8..).zip(weeks).map(|(week, workouts)| Week {
        number: week + 1,
        start: day(7 * u64::from(week)),
        phase: Phase::Build,
        workouts: (0u8..)
            .zip(workouts)
            .map(|(offset, workout)| PlannedWorkout {
                id: WorkoutId::Generated(u32::from(7 * week + offset + 1)),
                date: day(u64::from(7 * week + offset)),
                workout,
            })
            .collect(),
    });
    let settings = PlanSettings {
        unit: DistanceUnit::Mile,
        level: Level::Intermediate,
        pattern: ProgressionPattern::Linear,
        vdot: None,
        race: None,
    };
    BasePlan::new(settings, weeks.collect()).expect("a plan")
}

fn doing(plan: &BasePlan, actions: impl IntoIterator<Item = Action>) -> Overlays {
    actions
        .into_iter()
        .fold(Overlays::default(), |overlays, action| {
            let performed = overlays.perform(plan, action).expect("it is accepted");
            performed.overlays
        })
}

fn log(workout: u32, status: Status) -> Action {
    Action::Log(Completion {
        workout: WorkoutId::Generated(workout),
        status,
        actual_distance: None,
        actual_duration: None,
        actual_effort: None,
        feedback: None,
        completed_on: None,
    })
}

fn vacation(first: u64, last: u64, load: i64) -> Action {
    let vacation = Vacation::new(day(first), day(last), load).expect("a vacation");
    Action::Add(Overlay::Vacation(vacation))
}

#[test]
fn the_race_counts_in_the_total_only() {
    let plan = plan();
    let overlays = Overlays::default();
    let resolved = resolve(&plan, &overlays);
    let summary = resolved.summary();
    assert_eq!(summary.total_weeks, 2);
    assert_eq!(summary.total, miles(270 + 70 + 262));
    assert_eq!(summary.peak_week, miles(270));
    assert_eq!(summary.longest_run, miles(120));
    assert_eq!(summary.total_run_workouts, 4 + 3);
    assert_eq!(resolved.weeks()[1].planned(), miles(70));
    assert_eq!(resolved.weeks()[1].target(), miles(70));
}

#[test]
fn vacation_days_and_what_is_not_running_are_left_out_of_the_completion() {
    let plan = plan();
    let overlays = doing(
        &plan,
        [
            log(1, Status::Completed),
            log(2, Status::Skipped),
            log(3, Status::Completed),
            log(5, Status::Completed),
            vacation(4, 6, 50),
        ],
    );
    let summary = resolve(&plan, &overlays).summary();
    // Runs outside the vacation: Easy 5, Tempo 6, two easy ones and the race.
    assert_eq!(summary.total_run_workouts, 5);
    assert_eq!(summary.completed_workouts, 1);
    assert_eq!(summary.completion(), Percent::from_whole(20));
}

#[test]
fn a_plan_without_runs_is_complete_to_zero_percent() {
    let plan = plan();
    let overlays = doing(&plan, [vacation(0, 13, 0)]);
    let summary = resolve(&plan, &overlays).summary();
    // The race stands, but its day is a vacation day.
    assert_eq!(summary.total_run_workouts, 0);
    assert_eq!(summary.completion(), Percent::ZERO);
    assert_eq!(summary.total, miles(262));
}

#[test]
fn the_longest_training_run_of_the_final_week_is_one() {
    let plan = plan();
    let hundredths = |overlays: &Overlays| -> Vec<Option<u64>> {
        let resolved = resolve(&plan, overlays);
        resolved
            .workouts()
            .map(|workout| resolved.load_multiplier(workout))
            .map(|multiplier| multiplier.map(|one| one.to_hundredths()))
            .collect()
    };
    let some = |values: [u64; 14]| values.map(Some).to_vec();
    assert_eq!(
        hundredths(&Overlays::default()),
        some([42, 50, 0, 0, 33, 0, 100, 100, 0, 75, 0, 0, 0, 655])
    );
    // A light week keeps its shape: the long run, now easy, is still 1.0.
    assert_eq!(
        hundredths(&doing(&plan, [vacation(0, 6, 50)]))[..7],
        some([42, 50, 0, 0, 33, 0, 100, 0, 0, 0, 0, 0, 0, 0])[..7]
    );
    // A week without running has none, and a week with nothing but a race its race.
    let bare = hundredths(&doing(&plan, [vacation(0, 13, 0)]));
    assert_eq!(bare[..7], [None; 7]);
    assert_eq!(bare[13], Some(100));
}

#[test]
fn added_workouts_count_like_any_other() {
    let plan = plan();
    let addition = Addition {
        date: day(5),
        values: Values {
            kind: Some(WorkoutKind::Easy),
            distance: Some(miles(33)),
            ..Values::default()
        },
    };
    let off = DayOff::new(day(6), 0).expect("a day off");
    let overlays = doing(
        &plan,
        [
            Action::Add(Overlay::Addition(addition)),
            Action::Add(Overlay::DayOff(off)),
        ],
    );
    let resolved = resolve(&plan, &overlays);
    assert_eq!(resolved.weeks()[0].planned(), miles(270));
    assert_eq!(resolved.weeks()[0].target(), miles(270 - 120 + 33));
    assert_eq!(resolved.summary().total_run_workouts, 7);
    let added = resolved
        .workout(WorkoutId::Added(1))
        .expect("it is in the plan");
    assert_eq!(resolved.week_of(added).map(|week| week.number), Some(1));
}
