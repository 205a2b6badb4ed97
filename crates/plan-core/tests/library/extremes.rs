//! The whole public interface with what nobody meant to give it: both ends of
//! the calendar, the largest numbers, nothing at all and far too much.
//!
//! The promise is that it returns. Nothing here looks at what.

use chrono::{Days, NaiveDate, Weekday};
use plan_core::check::{Constraints, check};
use plan_core::draft::{Draft, DraftWeek, ParseContext, Schedule, differences, parse, print};
use plan_core::fitness::{Vdot, riegel};
use plan_core::overlay::{
    Action, Addition, BodyPart, Completion, DayOff, Edit, Injury, Modifier, Move, MoveTarget,
    Operation, OperationKind, Overlay, OverlayId, Overlays, PinnedDay, Redistribution, Scope,
    Status, Vacation, Values, diff, new_findings, not_today, preview, resolve, trace,
};
use plan_core::plan::{
    BasePlan, Level, Phase, PlanSettings, PlannedWorkout, ProgressionPattern, RaceDistance,
    RaceGoal, ShortId, Week, WorkoutId,
};
use plan_core::planner::{regenerate, rest_of};
use plan_core::units::{Distance, DistanceUnit, Duration, Pace, Percent};
use plan_core::workout::{
    RunWalk, Segment, Step, StepLength, StepRole, StepTarget, Workout, WorkoutKind,
};
use plan_core::zones::{PaceZones, Zone};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// Mostly the ends of the calendar, and a season between.
fn date() -> impl Strategy<Value = NaiveDate> {
    let near = |from: NaiveDate, days: u64, back: bool| {
        let days = Days::new(days);
        if back {
            from.checked_sub_days(days)
        } else {
            from.checked_add_days(days)
        }
    };
    let season = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap_or_default();
    prop_oneof![
        (0u64..30).prop_filter_map("in the calendar", move |days| near(
            NaiveDate::MIN,
            days,
            false
        )),
        (0u64..30).prop_filter_map("in the calendar", move |days| near(
            NaiveDate::MAX,
            days,
            true
        )),
        (0u64..30).prop_filter_map("in the calendar", move |days| near(season, days, false)),
    ]
}

fn raw() -> impl Strategy<Value = u64> {
    let edges = vec![
        0,
        1,
        2,
        Distance::MAX.raw() - 1,
        Distance::MAX.raw(),
        u64::MAX / 2,
        u64::MAX - 1,
        u64::MAX,
    ];
    prop_oneof![select(edges), any::<u64>(), 0u64..4_000_000_000]
}

fn any_distance() -> impl Strategy<Value = Distance> {
    raw().prop_map(Distance::from_raw)
}

fn any_duration() -> impl Strategy<Value = Duration> {
    prop_oneof![
        select(vec![0, 1, 59, 360_000, u32::MAX]),
        any::<u32>(),
        0u32..20_000
    ]
    .prop_map(Duration::from_seconds)
}

fn unit() -> impl Strategy<Value = DistanceUnit> {
    select(vec![DistanceUnit::Mile, DistanceUnit::Kilometer])
}

proptest! {
    #[test]
    fn no_number_is_too_large_for_the_units(
        (one, other) in (any_distance(), any_distance()),
        (time, more) in (any_duration(), any_duration()),
        (number, tenths, days) in (any::<u32>(), any::<u16>(), any::<u32>()),
        (unit, float, any) in (unit(), any::<f64>(), any::<u64>()),
    ) {
        let percent = Percent::from_tenths(tenths);
        let distances = [
            one, other, one + other, one.saturating_sub(other), one.percent(percent), one.floor_to(other),
            one.round_to(other), one.times(number), [one, other].into_iter().sum(),
            Distance::from_meters(number), Distance::from_miles(tenths), Distance::from_kilometers(tenths),
            Distance::from_tenths(number, unit), Distance::from_hundredths(number, unit),
        ];
        let paces = [
            Pace::from_milliseconds_per_kilometer(number), Pace::from_seconds_per(unit, number),
            Pace::of(one, time).unwrap_or(Pace::from_milliseconds_per_kilometer(0)),
        ];
        let vdot = Vdot::from_race(one, time).or(Vdot::new(float)).unwrap_or(Vdot::MIN);
        for distance in distances {
            let _ = (distance.to_hundredths(unit), distance.whole_steps(other), distance.checked_sub(one));
            let _ = (distance.as_unit(unit), distance.as_miles(), distance.as_kilometers(), distance.in_range("x"));
            prop_assert!(distance.floor_to(unit.tenth()) <= distance);
            prop_assert!(distance.percent(Percent::HUNDRED) == distance);
            for pace in paces {
                let _ = (pace * distance, pace.distance_in(time), pace.to_clock(unit), pace.to_seconds_per(unit));
            }
            let _ = (vdot.race_time(distance), vdot.race_pace(distance), riegel(distance, time, other));
        }
        for time in [time, more, time + more, time.times(number), time.percent(percent), time.saturating_sub(more)] {
            let text = (time.to_string(), time.to_iso8601());
            let _ = (Duration::from_clock("x", &text.0), Duration::from_iso8601("x", &text.1), time.in_range("x"));
        }
        let _ = (Distance::from_decimal("x", float, unit), Distance::from_decimal_meters("x", float));
        let _ = (Duration::from_decimal_seconds("x", float), Duration::from_minutes(number), Percent::from_whole(tenths).to_string());
        let _ = Percent::in_range("x", any as i64, 0, u16::MAX);
        let zones = PaceZones::from_vdot(vdot.after_layoff(days, unit == DistanceUnit::Mile));
        for zone in Zone::ALL {
            let _ = (zones.midpoint(*zone), zones.range(*zone).midpoint());
        }
        let _ = ShortId::from_number(any).to_string();
    }
}

fn any_segment() -> impl Strategy<Value = Segment> {
    let length = prop_oneof![
        any_distance().prop_map(StepLength::Distance),
        any_duration().prop_map(StepLength::Time),
        Just(StepLength::Open),
    ];
    let target = prop_oneof![
        select(Zone::ALL).prop_map(StepTarget::Zone),
        (any::<u32>(), unit()).prop_map(|(pace, unit)| StepTarget::Pace {
            pace: Pace::from_milliseconds_per_kilometer(pace),
            unit
        }),
        any_distance().prop_map(StepTarget::RacePace),
        (any::<u16>(), any_distance()).prop_map(|(tenths, of)| StepTarget::Share {
            percent: Percent::from_tenths(tenths),
            of
        }),
        Just(StepTarget::Open),
    ];
    (
        select(StepRole::ALL),
        length,
        target,
        option::of(any::<String>()),
    )
        .prop_map(|(role, length, target, note)| Segment {
            role,
            length,
            target,
            note,
        })
}

/// Whatever the type can hold.
fn any_workout() -> impl Strategy<Value = Workout> {
    let step = prop_oneof![
        any_segment().prop_map(Step::Once),
        (any::<u8>(), vec(any_segment(), 0..3))
            .prop_map(|(times, segments)| Step::Repeat { times, segments }),
    ];
    (
        select(WorkoutKind::ALL),
        (
            option::of(any_distance()),
            option::of(any_distance()),
            any::<bool>(),
            option::of(any_duration()),
        ),
        (
            option::of(any_duration()),
            option::of(any_duration()),
            option::of((1u8..=30, 1u8..=10)),
        ),
        vec(step, 0..3),
        (
            option::of(any::<String>()),
            option::of(any::<String>()),
            option::of(any::<String>()),
        ),
    )
        .prop_map(
            |(
                kind,
                (distance, distance_from, distance_is_estimated, duration),
                (warm_up, cool_down, turns),
                steps,
                (name, note, description),
            )| Workout {
                distance,
                distance_from,
                distance_is_estimated,
                duration,
                warm_up,
                cool_down,
                run_walk: turns.and_then(|(run, walk)| RunWalk::new(run, walk).ok()),
                steps,
                name,
                note,
                description,
                ..Workout::new(kind)
            },
        )
}

/// One a plan takes, with the largest amounts it takes.
fn workout() -> impl Strategy<Value = Workout> {
    let amounts = select(vec![
        0,
        1,
        500,
        Distance::MAX.raw() / 2,
        Distance::MAX.raw() - 1,
        Distance::MAX.raw(),
    ]);
    (any_workout(), amounts, 0u32..=360_000).prop_map(|(workout, raw, seconds)| {
        match workout.check() {
            Ok(()) => workout,
            Err(_) => Workout {
                distance: workout.distance.map(|_| Distance::from_raw(raw)),
                distance_from: workout.distance_from.map(|_| Distance::from_raw(raw / 2)),
                duration: workout.duration.map(|_| Duration::from_seconds(seconds)),
                warm_up: workout.warm_up.map(|_| Duration::from_seconds(seconds)),
                cool_down: None,
                steps: Vec::new(),
                ..workout
            },
        }
    })
}

fn settings() -> impl Strategy<Value = PlanSettings> {
    (
        unit(),
        select(Level::ALL),
        option::of((1_000u16..=9_000).prop_map(|v| f64::from(v) / 100.0)),
    )
        .prop_map(|(unit, level, vdot)| PlanSettings {
            unit,
            level,
            pattern: ProgressionPattern::Linear,
            vdot: vdot.and_then(|vdot| Vdot::new(vdot).ok()),
            race: None,
        })
}

fn plan() -> impl Strategy<Value = BasePlan> {
    let days = vec(vec(workout(), 0..3), 7..=28);
    (
        settings(),
        date(),
        days,
        option::of(select(RaceDistance::ALL)),
        select(Phase::ALL),
    )
        .prop_filter_map(
            "outside the calendar",
            |(mut settings, start, days, race, phase)| {
                let weeks = days.len().div_ceil(7) as u64;
                let end = start.checked_add_days(Days::new(7 * weeks - 1))?;
                settings.race = race.map(|distance| RaceGoal {
                    distance,
                    date: Some(end),
                    target_time: None,
                });
                let mut number = 0;
                let mut all = Vec::new();
                for (index, days) in days.chunks(7).enumerate() {
                    let start = start.checked_add_days(Days::new(7 * index as u64))?;
                    let mut workouts = Vec::new();
                    for (offset, day) in days.iter().enumerate() {
                        let date = start.checked_add_days(Days::new(offset as u64))?;
                        for workout in day {
                            number += 1;
                            let id = WorkoutId::Generated(number);
                            workouts.push(PlannedWorkout {
                                id,
                                date,
                                workout: workout.clone(),
                            });
                        }
                    }
                    all.push(Week {
                        number: index as u8 + 1,
                        start,
                        phase,
                        workouts,
                    });
                }
                BasePlan::new(settings, all).ok()
            },
        )
}

fn id() -> impl Strategy<Value = WorkoutId> {
    prop_oneof![
        4 => (1u32..30).prop_map(WorkoutId::Generated),
        2 => (1u64..8).prop_map(WorkoutId::Added),
        1 => select(vec![WorkoutId::Generated(0), WorkoutId::Generated(u32::MAX), WorkoutId::Added(u64::MAX)]),
    ]
}

fn values() -> impl Strategy<Value = Values> {
    (
        option::of(select(WorkoutKind::ALL)),
        option::of(any_distance()),
        option::of(any_duration()),
        option::of(any::<String>()),
    )
        .prop_map(|(kind, distance, duration, description)| Values {
            kind,
            distance,
            duration,
            description,
        })
}

fn overlay() -> impl Strategy<Value = Overlay> {
    let overlay_id = prop_oneof![(1u64..8).prop_map(OverlayId), Just(OverlayId(u64::MAX))];
    let scope = prop_oneof![
        Just(Scope::ThisWeek),
        any::<u8>().prop_map(Scope::NextNWeeks),
        date().prop_map(Scope::UntilDate),
        Just(Scope::RestOfPlan),
    ];
    let to = prop_oneof![
        date().prop_map(MoveTarget::Date),
        id().prop_map(MoveTarget::SwapWith)
    ];
    prop_oneof![
        (date(), 0u64..=365, 0i64..=80).prop_filter_map("a vacation", |(start, days, load)| {
            let end = start
                .checked_add_days(Days::new(days))
                .unwrap_or(NaiveDate::MAX);
            Vacation::new(start, end, load).ok().map(Overlay::Vacation)
        }),
        (date(), option::of(date()), 1i64..=10).prop_filter_map(
            "an injury",
            |(start, resolved, severity)| {
                let part = BodyPart::new("calf").ok()?;
                Injury::new(part.clone(), severity, start, resolved)
                    .or(Injury::new(part, severity, start, None))
                    .ok()
                    .map(Overlay::Injury)
            }
        ),
        (id(), to).prop_map(|(workout, to)| Overlay::Move(Move { workout, to })),
        (id(), values()).prop_map(|(workout, values)| Overlay::Edit(Edit { workout, values })),
        (date(), values()).prop_map(|(date, values)| Overlay::Addition(Addition { date, values })),
        (date(), 10i64..=80).prop_filter_map("a day off", |(date, load)| DayOff::new(date, load)
            .ok()
            .map(Overlay::DayOff)),
        (overlay_id, scope, date()).prop_map(
            |(source, scope, created_on)| Overlay::Redistribution(Redistribution {
                source,
                scope,
                created_on
            })
        ),
    ]
}

/// A completion nobody checked.
fn pinned_day() -> impl Strategy<Value = PinnedDay> {
    let shares = || vec(((0u64..8).prop_map(OverlayId), any_distance()), 0..3);
    (
        id(),
        select(Status::ALL),
        date(),
        any_workout(),
        select(Modifier::ALL),
        (option::of(any_distance()), any::<u8>()),
        shares(),
        shares(),
    )
        .prop_map(
            |(
                workout,
                status,
                date,
                values,
                modifier,
                (actual_distance, effort),
                shares,
                removed,
            )| PinnedDay {
                completion: Completion {
                    workout,
                    status,
                    actual_distance,
                    actual_duration: None,
                    actual_effort: Some(effort),
                    feedback: None,
                    completed_on: Some(date),
                },
                date,
                workout: values,
                modifier,
                edited: None,
                changes: Vec::new(),
                shares,
                removed,
                injury_left_no_trace: false,
            },
        )
}

fn operation() -> impl Strategy<Value = OperationKind> {
    let target = || (1u64..10).prop_map(OverlayId);
    prop_oneof![
        8 => overlay().prop_map(OperationKind::Add),
        1 => target().prop_map(OperationKind::Remove),
        1 => (target(), option::of(date())).prop_map(|(injury, resolved_on)| OperationKind::ResolveInjury { injury, resolved_on }),
        2 => pinned_day().prop_map(|day| OperationKind::Log(Box::new(day))),
        1 => target().prop_map(OperationKind::Unlog),
    ]
}

/// Everything that can be asked of a plan and what lies over it.
fn ask_everything(
    plan: &BasePlan,
    overlays: &Overlays,
    action: Action,
    today: NaiveDate,
    minutes: u16,
) {
    let constraints = Constraints {
        unavailable_days: vec![Weekday::Mon, Weekday::Sun],
        max_minutes: [
            Some(minutes),
            Some(0),
            None,
            Some(u16::MAX),
            None,
            None,
            Some(minutes),
        ],
    };
    let resolved = resolve(plan, overlays);
    let _ = (
        check(&resolved, &constraints),
        resolved.summary(),
        resolved.summary().completion(),
    );
    for effect in resolved.redistributions() {
        let _ = effect.share();
    }
    for workout in resolved.workouts() {
        let _ = (
            resolved.explain(workout.id),
            not_today(plan, overlays, workout.id, today, &constraints),
        );
        let _ = resolved
            .load_multiplier(workout)
            .map(|load| (load.to_hundredths(), load.as_f64()));
        let _ = trace::apply(&workout.changes, workout.generated_date, &workout.workout);
        let _ = resolved
            .week_of(workout)
            .map(|week| workout.workout.describe(week.phase));
    }
    let _ = resolved.explain(WorkoutId::Added(u64::MAX));
    let _ = preview(plan, overlays, action.clone(), &constraints);
    if let Ok(performed) = overlays.perform(plan, action) {
        let after = resolve(plan, &performed.overlays);
        let _ = (diff(&resolved, &after), diff(&after, &resolved));
        let _ = new_findings(&resolved, &after, &constraints);
    }
    for day in [today, plan.start()] {
        if let Ok(rest) = rest_of(plan, day) {
            let _ = regenerate(&resolved, day, &rest, &[]);
        }
    }
    let draft = Draft::of_plan(plan);
    ask_draft(&draft, Some(today));
}

fn ask_draft(draft: &Draft, start: Option<NaiveDate>) {
    let context = ParseContext {
        unit: draft.unit,
        level: draft.level,
        weeks: u8::try_from(draft.weeks.len()).ok(),
        start,
        race: draft.race.clone(),
    };
    let parsed = parse(&print(draft), &context);
    let _ = (
        differences(draft, &parsed.draft),
        differences(&parsed.draft, draft),
    );
    let _ = (
        draft.block_start(),
        draft.first_weekday(),
        draft.weekdays().count(),
    );
    let settings = Schedule {
        start,
        pattern: ProgressionPattern::Linear,
        vdot: Some(Vdot::MAX),
    };
    for draft in [draft, &parsed.draft] {
        if let Ok(plan) = draft.schedule(settings) {
            let overlays = Overlays::default();
            let resolved = resolve(&plan, &overlays);
            let _ = (
                check(&resolved, &Constraints::default()),
                Draft::of_plan(&plan),
            );
        }
    }
}

proptest! {
    #[test]
    fn no_plan_and_no_log_is_too_much(
        plan in plan(),
        kinds in vec(operation(), 0..8),
        wish in overlay(),
        (today, minutes) in (date(), any::<u16>()),
    ) {
        let mut overlays = Overlays::default();
        for kind in kinds {
            // What a log refuses is not in it.
            let operation = Operation { sequence: overlays.next_sequence(), kind };
            overlays = overlays.with(&operation).unwrap_or(overlays);
        }
        ask_everything(&plan, &overlays, Action::Add(wish), today, minutes);
    }

    #[test]
    fn no_draft_is_too_much(
        days in vec(vec(any_workout(), 0..3), 0..=21),
        (start, race_date, given) in (option::of(date()), option::of(date()), option::of(date())),
        (race, time, volume) in (option::of(select(RaceDistance::ALL)), any_duration(), option::of(any_distance())),
        (unit, note) in (unit(), any::<String>()),
    ) {
        let weeks = days.chunks(7).map(|days| {
            let mut week = DraftWeek::empty(Phase::Base);
            week.stated_volume = volume;
            week.notes = vec![note.clone()];
            for (day, workouts) in week.days.iter_mut().zip(days) {
                day.clone_from(workouts);
            }
            week
        });
        let draft = Draft {
            race: race.map(|distance| RaceGoal { distance, date: race_date, target_time: Some(time) }),
            level: Level::Beginner,
            unit,
            start,
            notes: vec![note.clone()],
            weeks: weeks.collect(),
        };
        ask_draft(&draft, given);
    }
}

const MANY: usize = 20_000;

fn draft_of(weeks: Vec<DraftWeek>) -> Draft {
    Draft {
        race: None,
        level: Level::Beginner,
        unit: DistanceUnit::Mile,
        start: None,
        notes: Vec::new(),
        weeks,
    }
}

#[test]
fn nothing_and_twenty_thousand_of_everything_are_read() {
    let monday = NaiveDate::from_ymd_opt(2026, 3, 2);
    let easy = Workout::run(WorkoutKind::Easy, Distance::from_miles(5));
    let mut crowded = DraftWeek::empty(Phase::Base);
    crowded.days[0] = vec![easy; MANY];
    for weeks in [
        Vec::new(),
        vec![DraftWeek::empty(Phase::Base); MANY],
        vec![crowded],
    ] {
        ask_draft(&draft_of(weeks), monday);
    }
    let context = ParseContext {
        unit: DistanceUnit::Mile,
        level: Level::Beginner,
        weeks: None,
        start: None,
        race: None,
    };
    for text in [
        "",
        "\n",
        "## Week 1 · Base\n- Mon: Easy 5 mi\n",
        "- Mon: Easy 5 mi\n",
        "Week 1\n",
        "Easy\n",
    ] {
        let _ = parse(&text.repeat(MANY), &context);
    }
}

#[test]
fn a_log_of_thousands_is_replayed_and_resolved() {
    const LOG: u64 = 10_000;
    let mut week = DraftWeek::empty(Phase::Base);
    week.days[1] = vec![Workout::run(WorkoutKind::Easy, Distance::from_miles(5)); 100];
    let start = NaiveDate::from_ymd_opt(2026, 3, 2);
    let settings = Schedule {
        start,
        pattern: ProgressionPattern::Linear,
        vdot: None,
    };
    let plan = draft_of(vec![week; 2]).schedule(settings).expect("a plan");
    let day = |number: u64| {
        plan.start()
            .checked_add_days(Days::new(number % 14))
            .expect("a date")
    };
    let log: Vec<Operation> = (1..=LOG)
        .map(|sequence| {
            let overlay = match sequence % 5 {
                0 => Overlay::Vacation(
                    Vacation::new(day(sequence), day(sequence), 50).expect("a vacation"),
                ),
                1 => Overlay::DayOff(DayOff::new(day(sequence), 50).expect("a day off")),
                2 => Overlay::Addition(Addition {
                    date: day(sequence),
                    values: Values {
                        kind: Some(WorkoutKind::Easy),
                        ..Values::default()
                    },
                }),
                3 => Overlay::Edit(Edit {
                    workout: WorkoutId::Added(sequence - 1),
                    values: Values {
                        distance: Some(Distance::from_miles(3)),
                        ..Values::default()
                    },
                }),
                _ => Overlay::Move(Move {
                    workout: WorkoutId::Added(sequence - 2),
                    to: MoveTarget::Date(day(sequence + 1)),
                }),
            };
            Operation {
                sequence,
                kind: OperationKind::Add(overlay),
            }
        })
        .collect();
    let overlays = Overlays::replay(&log).expect("a log");
    let resolved = resolve(&plan, &overlays);
    assert_eq!(
        resolved
            .workouts()
            .filter(|workout| matches!(workout.id, WorkoutId::Added(_)))
            .count(),
        LOG as usize / 5
    );
    let nothing = Overlays::default();
    let _ = (
        check(&resolved, &Constraints::default()),
        diff(&resolved, &resolve(&plan, &nothing)),
    );
}
