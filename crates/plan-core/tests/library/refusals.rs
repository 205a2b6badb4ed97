//! Bad input to every public constructor: the error names the field, the
//! value and what would have been accepted.

use std::fmt::Debug;

use chrono::NaiveDate;
use plan_core::error::Error;
use plan_core::fitness::Vdot;
use plan_core::overlay::{
    BodyPart, Completion, DayOff, Feedback, Injury, OverlayId, Status, Vacation,
};
use plan_core::plan::{
    BasePlan, Level, Phase, PlanSettings, PlannedWorkout, ProgressionPattern, RaceDistance,
    RaceGoal, ShortId, Slug, Week, WorkoutId,
};
use plan_core::units::{Distance, DistanceUnit, Duration, Pace, Percent};
use plan_core::workout::{
    RunWalk, Segment, Step, StepLength, StepRole, StepTarget, Workout, WorkoutKind,
};
use plan_core::zones::Zone;

fn refused<T: Debug>(result: Result<T, Error>) -> String {
    result.expect_err("it must be refused").to_string()
}

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, day).expect("a date")
}

/// Each refusal beside the words it is told in.
macro_rules! table {
    ($($given:expr => $told:expr),+ $(,)?) => {
        $(assert_eq!(refused($given), $told, "{}", stringify!($given));)+
    };
}

#[test]
fn units_name_what_they_refuse() {
    use DistanceUnit::{Kilometer, Mile};
    table! {
        Distance::from_decimal("distanceMiles", -0.1, Mile)
            => "distanceMiles is -0.1; expected a number of miles from 0 to 621",
        Distance::from_decimal("distanceKilometers", f64::NAN, Kilometer)
            => "distanceKilometers is NaN; expected a number of kilometers from 0 to 1000",
        Distance::from_decimal_meters("meters", f64::INFINITY)
            => "meters is inf; expected a number of meters from 0 to 1000000",
        Distance::from_raw(u64::MAX).in_range("distance")
            => "distance is 184467440737.09552 km; expected a distance from 0 to 1000 km",
        Duration::from_decimal_seconds("timeSeconds", 360_001.0)
            => "timeSeconds is 360001; expected a number of seconds from 0 to 360000",
        Duration::from_clock("targetTime", "3:60")
            => "targetTime is 3:60; expected a time such as 3:55:00 or 24:10, at most 100:00:00",
        Duration::from_clock("targetTime", "100:00:01")
            => "targetTime is 100:00:01; expected a time such as 3:55:00 or 24:10, at most 100:00:00",
        Duration::from_iso8601("duration", "PT101H")
            => "duration is PT101H; expected an ISO 8601 duration such as PT45M, at most PT100H",
        Duration::from_iso8601("duration", "PT1M1M")
            => "duration is PT1M1M; expected an ISO 8601 duration such as PT45M, at most PT100H",
        Duration::from_seconds(u32::MAX).in_range("duration")
            => "duration is 1193046:28:15; expected a time from 0 to 100 hours",
        Percent::in_range("loadPercent", -1, 0, 80)
            => "loadPercent is -1; expected a whole percent from 0 to 80",
        Percent::in_range("loadPercent", i64::MAX, 0, 80)
            => "loadPercent is 9223372036854775807; expected a whole percent from 0 to 80",
        Pace::of(Distance::ZERO, Duration::from_minutes(5))
            => "distance is 0; expected a distance above 0",
        "furlong".parse::<DistanceUnit>()
            => "units is \"furlong\"; expected imperial or metric",
    }
}

#[test]
fn fitness_names_what_it_refuses() {
    let five = Distance::from_meters(5_000);
    table! {
        Vdot::new(9.99) => "vdot is 9.99; expected a number from 10 to 90",
        Vdot::new(f64::NAN) => "vdot is NaN; expected a number from 10 to 90",
        Vdot::from_race(Distance::from_meters(1_499), Duration::from_minutes(5))
            => "distanceMeters is 1499; expected a race distance from 1500 to 42195 meters",
        Vdot::from_race(five, Duration::from_seconds(1))
            => "timeSeconds is 1; expected a time from 722 to 4115 seconds (12:02 to 1:08:35) for this distance",
    }
}

#[test]
fn ids_name_what_they_refuse() {
    table! {
        "w".parse::<WorkoutId>() => "workoutId is \"w\"; expected a workout id such as w17",
        "w01".parse::<WorkoutId>() => "workoutId is \"w01\"; expected a workout id such as w17",
        "w4294967296".parse::<WorkoutId>()
            => "workoutId is \"w4294967296\"; expected a workout id such as w17",
        "o18446744073709551616".parse::<OverlayId>()
            => "overlayId is \"o18446744073709551616\"; expected an overlay id such as o12",
        "abc".parse::<ShortId>() => "publicId is abc; expected seven letters and digits",
    }
    table! {
        "".parse::<Slug>() => "slug is ; expected 3 to 64 letters, digits and single hyphens inside",
        "a--b".parse::<Slug>() => "slug is a--b; expected 3 to 64 letters, digits and single hyphens inside",
        "aB3dE5g".parse::<Slug>() => "slug is aB3dE5g; expected a hyphen, or a length other than 7",
        "API".parse::<Slug>() => "slug is API; expected a word that is not reserved",
    }
}

#[test]
fn endless_values_are_repeated_as_far_as_anybody_reads() {
    let endless = "é".repeat(100_000);
    for refusal in [
        endless.parse::<WorkoutId>().expect_err("no id"),
        endless.parse::<OverlayId>().expect_err("no id"),
        endless.parse::<ShortId>().expect_err("no id"),
        endless.parse::<Slug>().expect_err("no slug"),
        endless.parse::<Phase>().expect_err("no phase"),
        BodyPart::new(&endless).expect_err("too long"),
        Duration::from_clock("targetTime", &endless).expect_err("no time"),
        Duration::from_iso8601("duration", &endless).expect_err("no duration"),
    ] {
        assert!(refusal.field().is_some());
        assert!(refusal.to_string().len() < 500, "{refusal:.600}");
    }
}

#[test]
fn words_name_the_ones_there_are() {
    table! {
        "Hard".parse::<Phase>() => "phase is \"Hard\"; expected Base, Build, Peak, Taper",
        "base".parse::<Phase>() => "phase is \"base\"; expected Base, Build, Peak, Taper",
        "Pro".parse::<Level>() => "level is \"Pro\"; expected beginner, intermediate, advanced",
        "".parse::<RaceDistance>()
            => "distance is \"\"; expected FiveK, TenK, HalfMarathon, FullMarathon",
        "x".parse::<ProgressionPattern>()
            => "progressionPattern is \"x\"; expected Linear, TwoUpOneDown, ThreeUpOneDown, FourUpOneDown",
        "Sprint".parse::<Zone>()
            => "zone is \"Sprint\"; expected Easy, Marathon, Threshold, Interval, Repetition",
        "Swim".parse::<WorkoutKind>()
            => "type is \"Swim\"; expected Easy, LongRun, MediumLong, Recovery, Tempo, Intervals, Fartlek, \
                HillRepeats, RacePace, Race, CrossTraining, Strength, Rest",
        "Up".parse::<StepRole>() => "role is \"Up\"; expected WarmUp, Work, Recovery, CoolDown",
        "Done".parse::<Status>() => "status is \"Done\"; expected Pending, Completed, Skipped",
        "Meh".parse::<Feedback>()
            => "feedback is \"Meh\"; expected TooEasy, JustRight, Tough, TooHard",
    }
}

#[test]
fn overlays_name_what_they_refuse() {
    let calf = || BodyPart::new("calf").expect("a body part");
    table! {
        Vacation::new(day(8), day(2), 0)
            => "endDate is 2026-03-02; expected a date from 2026-03-08 to a year later",
        Vacation::new(NaiveDate::MIN, NaiveDate::MAX, 0)
            => "endDate is +262142-12-31; expected a date from -262143-01-01 to a year later",
        Vacation::new(day(2), day(8), 81)
            => "loadPercent is 81; expected a whole percent from 0 to 80",
        DayOff::new(day(2), 9) => "loadPercent is 9; expected 0, or a whole percent from 10 to 80",
        DayOff::new(day(2), i64::MIN)
            => "loadPercent is -9223372036854775808; expected 0, or a whole percent from 10 to 80",
        BodyPart::new(" \t ") => "bodyPart is \" \\t \"; expected 1 to 100 characters",
        Injury::new(calf(), 0, day(2), None)
            => "severity is 0; expected a whole number from 1 to 10",
        Injury::new(calf(), i64::MAX, day(2), None)
            => "severity is 9223372036854775807; expected a whole number from 1 to 10",
        Injury::new(calf(), 3, day(2), Some(day(1)))
            => "resolvedOn is 2026-03-01; expected a date from 2026-03-02 to two years later",
        Injury::new(calf(), 3, NaiveDate::MIN, Some(NaiveDate::MAX))
            => "resolvedOn is +262142-12-31; expected a date from -262143-01-01 to two years later",
        RunWalk::new(0, 1) => "run_minutes is 0; expected 1 to 30 minutes",
        RunWalk::new(30, 11) => "walk_minutes is 11; expected 1 to 10 minutes",
    }
}

#[test]
fn a_completion_names_what_cannot_be() {
    let logged = |status| Completion {
        workout: WorkoutId::Generated(1),
        status,
        actual_distance: None,
        actual_duration: None,
        actual_effort: None,
        feedback: None,
        completed_on: None,
    };
    let completed = || logged(Status::Completed);
    table! {
        logged(Status::Pending).check() => "status is Pending; expected Completed or Skipped",
        Completion { actual_effort: Some(21), ..completed() }.check()
            => "actualEffort is 21; expected Borg's scale, 6 to 20",
        Completion { actual_distance: Some(Distance::from_kilometers(1_001)), ..completed() }.check()
            => "actualDistanceMiles is 1001 km; expected a distance from 0 to 1000 km",
        Completion { actual_duration: Some(Duration::from_seconds(360_001)), ..completed() }.check()
            => "actualDuration is 100:00:01; expected a time from 0 to 100 hours",
        Completion { completed_on: Some(day(2)), ..logged(Status::Skipped) }.check()
            => "completedOn is given; expected nothing, because the workout was skipped",
    }
}

fn week(number: u8, start: NaiveDate, workouts: Vec<PlannedWorkout>) -> Week {
    Week {
        number,
        start,
        phase: Phase::Base,
        workouts,
    }
}

fn planned(id: WorkoutId, date: NaiveDate, workout: Workout) -> PlannedWorkout {
    PlannedWorkout { id, date, workout }
}

fn settings(race: Option<RaceGoal>) -> PlanSettings {
    PlanSettings {
        unit: DistanceUnit::Mile,
        level: Level::Beginner,
        pattern: ProgressionPattern::Linear,
        vdot: None,
        race,
    }
}

#[test]
fn a_plan_names_what_it_refuses() {
    let plan = |weeks| BasePlan::new(settings(None), weeks);
    let of_one = |workouts| plan(vec![week(1, day(2), workouts)]);
    let easy = || Workout::run(WorkoutKind::Easy, Distance::from_miles(5));
    let w = WorkoutId::Generated;
    let with_race = |date| {
        let race = RaceGoal {
            distance: RaceDistance::TenK,
            date,
            target_time: None,
        };
        BasePlan::new(settings(Some(race)), vec![week(1, day(2), Vec::new())])
    };
    table! {
        plan(Vec::new()) => "weeks is 0; expected 1 to 52 weeks",
        plan((0..100_000).map(|_| week(1, day(2), Vec::new())).collect())
            => "weeks is 100000; expected 1 to 52 weeks",
        plan(vec![week(2, day(2), Vec::new())]) => "week is 2; expected week 1",
        plan(vec![week(1, day(2), Vec::new()), week(2, day(10), Vec::new())])
            => "startDate is 2026-03-10; expected 2026-03-09, for weeks of seven days without a gap",
        plan(vec![week(1, NaiveDate::MAX, Vec::new())])
            => "startDate is +262142-12-31; expected a week that ends by +262142-12-31",
        of_one(vec![planned(w(1), day(3), easy()), planned(w(2), day(2), easy())])
            => "workouts is out of order in week 1; expected workouts in the order of their dates",
        of_one(vec![planned(w(1), day(9), easy())])
            => "date is 2026-03-09; expected a day of week 1, 2026-03-02 to 2026-03-08",
        of_one(vec![planned(w(1), day(2), easy()), planned(w(1), day(3), easy())])
            => "workoutId is w1; expected an id such as w17, of each workout another",
        of_one(vec![planned(WorkoutId::Added(1), day(2), easy())])
            => "workoutId is a1; expected an id such as w17, of each workout another",
        of_one(vec![planned(w(1), day(2), Workout::run(WorkoutKind::Easy, Distance::from_raw(u64::MAX)))])
            => "distance is 184467440737.09552 km; expected a distance from 0 to 1000 km",
        with_race(Some(day(9)))
            => "the dates contradict each other: the race's date is 2026-03-09; expected a day of the \
                plan, 2026-03-02 to 2026-03-08",
        with_race(None)
            => "the dates contradict each other: the race's date is missing; expected a day of the plan, \
                2026-03-02 to 2026-03-08",
    }
}

#[test]
fn a_workout_names_what_nobody_can_run() {
    let segment = |length| Segment::new(StepRole::Work, length, StepTarget::Open);
    let of_steps = |step| Workout {
        steps: vec![step],
        ..Workout::new(WorkoutKind::Intervals)
    };
    let rounds = |times, segments| of_steps(Step::Repeat { times, segments });
    table! {
        Workout { cool_down: Some(Duration::from_seconds(u32::MAX)), ..Workout::rest() }.check()
            => "coolDown is 1193046:28:15; expected a time from 0 to 100 hours",
        rounds(1, vec![segment(StepLength::Open)]).check() => "times is 1; expected 2 to 255 rounds",
        rounds(2, Vec::new()).check() => "segments is 0; expected at least one segment",
        of_steps(Step::Once(segment(StepLength::Distance(Distance::from_kilometers(1_001))))).check()
            => "length is 1001 km; expected a distance from 0 to 1000 km",
    }
}

/// What a constructor refuses, a stored row or a file cannot bring in.
#[test]
fn stored_values_are_held_to_what_constructors_promise() {
    fn stored<T: serde::de::DeserializeOwned + Debug>(json: &str) -> String {
        let refusal = serde_json::from_str::<T>(json).expect_err("it must be refused");
        let text = refusal.to_string();
        text.split(" at line ")
            .next()
            .unwrap_or_default()
            .to_owned()
    }
    for (told, expected) in [
        (
            stored::<Vdot>("999"),
            "vdot is 9.99; expected a number from 10 to 90",
        ),
        (
            stored::<RunWalk>(r#"{"run_minutes":0,"walk_minutes":1}"#),
            "run_minutes is 0; expected 1 to 30 minutes",
        ),
        (
            stored::<BodyPart>(r#""  ""#),
            "bodyPart is \"  \"; expected 1 to 100 characters",
        ),
        (
            stored::<Vacation>(r#"{"start":"2026-03-08","end":"2026-03-02","load":0}"#),
            "endDate is 2026-03-02; expected a date from 2026-03-08 to a year later",
        ),
        (
            stored::<Vacation>(r#"{"start":"2026-03-02","end":"2026-03-08","load":805}"#),
            "loadPercent is 80.5; expected a whole percent",
        ),
        (
            stored::<DayOff>(r#"{"date":"2026-03-02","load":50}"#),
            "loadPercent is 5; expected 0, or a whole percent from 10 to 80",
        ),
        (
            stored::<Injury>(
                r#"{"body_part":"calf","severity":11,"reported_on":"2026-03-02","resolved_on":null}"#,
            ),
            "severity is 11; expected a whole number from 1 to 10",
        ),
        (
            stored::<WorkoutId>(r#""w0""#),
            "workoutId is \"w0\"; expected a workout id such as w17",
        ),
        (
            stored::<BasePlan>(
                r#"{"settings":{"unit":"Mile","level":"beginner","pattern":"Linear"},"weeks":[]}"#,
            ),
            "weeks is 0; expected 1 to 52 weeks",
        ),
    ] {
        assert_eq!(told, expected);
    }
}
