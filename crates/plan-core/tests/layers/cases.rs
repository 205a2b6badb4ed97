//! The fine print of the layers, case by case.
//!
//! A case is a directory of `fixtures/overlays/`: `case.json` holds a plan and
//! what people did to it, `calendar.snap` what the plan looks like then.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use chrono::{Days, NaiveDate};
use plan_core::overlay::{
    Action, Addition, BodyPart, Completion, DayOff, Edit, Injury, Layer, Modifier, Move,
    MoveTarget, Overlay, OverlayId, Overlays, Redistribution, Scope, Status, Vacation, Values,
    resolve,
};
use plan_core::plan::{
    BasePlan, Level, Phase, PlanSettings, PlannedWorkout, ProgressionPattern, Week, WorkoutId,
};
use plan_core::resolved::{ResolvedPlan, ResolvedWorkout};
use plan_core::units::{Distance, DistanceUnit, Duration};
use plan_core::workout::{Step, StepLength, Workout, WorkoutKind};
use serde::Deserialize;

/// One test for each directory of `fixtures/overlays/`.
macro_rules! cases {
    ($($name:ident => $directory:literal),+ $(,)?) => {
        $(#[test] fn $name() { check($directory); })+

        #[test]
        fn every_case_is_checked() {
            let mut there: Vec<String> = std::fs::read_dir(cases_directory())
                .expect("fixtures/overlays is there")
                .map(|entry| entry.expect("and readable").file_name().into_string())
                .map(|name| name.expect("with names in UTF-8"))
                .filter(|name| name.contains("__"))
                .collect();
            there.sort();
            let mut checked = vec![$($directory),+];
            checked.sort_unstable();
            assert_eq!(there, checked);
        }
    };
}

cases! {
    a_swap_is_replayed_when_an_earlier_move_goes => "moves__a_removed_move_replays_the_later_ones",
    a_move_may_bring_hard_days_together => "moves__hard_days_that_meet_are_pointed_out",
    full_rest_rests_everything => "vacation__at_zero_everything_rests",
    a_light_vacation_makes_runs_easy => "vacation__a_light_load_makes_runs_easy",
    of_overlapping_vacations_the_lower_percent_wins => "vacation__of_two_the_lower_percent_wins",
    of_equal_vacations_the_earlier_start_wins => "vacation__of_equals_the_earlier_start_wins",
    what_is_moved_onto_a_vacation_keeps_its_values => "vacation__what_is_moved_in_keeps_its_values",
    no_vacation_takes_the_race => "vacation__the_race_stands",
    a_niggle_keeps_the_kind => "injury__a_niggle_keeps_the_kind_and_shrinks_the_steps",
    the_return_is_graduated => "injury__the_return_is_graduated",
    the_return_is_never_below_the_injury => "injury__the_return_is_never_below_what_it_allowed",
    a_long_niggle_leads_back_in_steps => "injury__open_for_long_leads_back_in_steps",
    a_new_report_interrupts_the_steps => "injury__a_new_report_interrupts_the_steps",
    a_step_lasts_seven_days => "injury__a_step_lasts_seven_days",
    quality_survives_only_where_every_injury_allows_it => "injury__quality_only_where_all_allow_it",
    the_smallest_of_several_loads_wins => "injury__of_several_the_smallest_load_wins",
    the_race_stands_with_advice => "injury__the_race_stands_with_advice",
    on_a_vacation_day_the_smaller_load_wins => "injury__on_a_vacation_day_the_smaller_load_wins",
    the_smaller_load_wins_even_where_both_round_to_a_tenth => "injury__the_smaller_load_wins_even_where_both_round_to_a_tenth",
    the_later_edit_wins_by_field => "override__the_later_edit_wins_by_field",
    an_amount_brings_its_others_along => "override__an_amount_brings_its_others_along",
    a_person_has_the_last_word => "override__the_last_word_over_vacation_and_injury",
    of_an_edit_and_a_day_off_the_later_decides => "override__of_an_edit_and_a_day_off_the_later_decides",
    a_day_off_takes_every_workout => "override__a_day_off_takes_every_workout",
    a_person_may_change_the_race => "override__a_person_may_change_the_race",
    history_is_frozen => "override__history_is_frozen",
    what_a_plan_refuses => "override__what_is_refused",
    shares_rise_in_proportion_under_caps => "redistribution__shares_rise_in_proportion_under_caps",
    days_count_from_the_last_of_the_source => "redistribution__counts_from_the_sources_last_day",
    a_made_up_run_stays_a_step_below_the_long_one => "redistribution__a_rounding_step_below_the_long_run",
    a_full_week_stops_its_runs => "redistribution__a_full_week_stops_its_runs",
    nothing_is_placed_without_running_before => "redistribution__nothing_without_running_before",
    the_second_gets_what_the_first_left => "redistribution__the_second_gets_what_the_first_left",
    only_beyond_the_injury_counts => "redistribution__only_what_goes_beyond_the_injury",
    pinned_shares_stay_placed => "redistribution__pinned_shares_stay_placed",
    a_source_takes_its_redistributions_along => "redistribution__goes_with_its_source",
    an_empty_scope_is_refused => "redistribution__an_empty_scope_is_refused",
    a_metric_plan_is_dealt_in_tenths_of_a_kilometer => "redistribution__in_tenths_of_a_kilometer",
}

fn cases_directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/overlays")
}

fn check(directory: &str) {
    let path = cases_directory().join(directory);
    #[expect(clippy::disallowed_methods, reason = "the cases are files")]
    let text = std::fs::read_to_string(path.join("case.json")).expect("the case is there");
    let case: Case = serde_json::from_str(&text).expect("the case has the shape of a case");
    let plan = case.plan();
    let mut overlays = Overlays::default();
    let mut log = String::new();
    for request in &case.requests {
        let action = request.action(plan.unit());
        match overlays.perform(&plan, action) {
            Ok(performed) => {
                let _ = writeln!(log, "{}  {}", performed.id(), request.text());
                overlays = performed.overlays;
            }
            Err(refused) => {
                let _ = writeln!(
                    log,
                    "--  {}\n      {}: {refused}",
                    request.text(),
                    refused.code()
                );
            }
        }
    }
    let calendar = Calendar {
        plan: &resolve(&plan, &overlays),
        unit: plan.unit(),
    };
    let shown = format!("{log}\n{}", calendar.text());
    insta::with_settings!({
        snapshot_path => path,
        prepend_module_to_snapshot => false,
        omit_expression => true,
        description => case.because.clone(),
    }, {
        insta::assert_snapshot!("calendar", shown);
    });
}

/// A plan and what people did to it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// The sentences of the fine print it is about.
    because: String,
    unit: DistanceUnit,
    /// The first day of the first week.
    start: NaiveDate,
    weeks: Vec<CaseWeek>,
    requests: Vec<Request>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseWeek {
    phase: Phase,
    /// Seven days, each a list of workouts such as `Easy 5`.
    days: [Vec<CaseWorkout>; 7],
}

/// `Easy 5` in the plan's unit, or a whole workout.
#[derive(Deserialize)]
#[serde(untagged)]
enum CaseWorkout {
    Short(String),
    Whole(Box<Workout>),
}

impl Case {
    fn plan(&self) -> BasePlan {
        let mut number = 0;
        let weeks = (1u8..).zip(&self.weeks).map(|(week_number, week)| {
            let start = self.start + Days::new(7 * (u64::from(week_number) - 1));
            let mut workouts = Vec::new();
            for (offset, day) in (0..).zip(&week.days) {
                for workout in day {
                    number += 1;
                    workouts.push(PlannedWorkout {
                        id: WorkoutId::Generated(number),
                        date: start + Days::new(offset),
                        workout: workout.read(self.unit),
                    });
                }
            }
            Week {
                number: week_number,
                start,
                phase: week.phase,
                workouts,
            }
        });
        let settings = PlanSettings {
            unit: self.unit,
            level: Level::Intermediate,
            pattern: ProgressionPattern::Linear,
            vdot: None,
            race: None,
        };
        BasePlan::new(settings, weeks.collect()).expect("the case's plan is a plan")
    }
}

impl CaseWorkout {
    fn read(&self, unit: DistanceUnit) -> Workout {
        match self {
            Self::Whole(workout) => Workout::clone(workout),
            Self::Short(text) => {
                let (kind, distance) = text.split_once(' ').unwrap_or((text, ""));
                let kind = kind.parse().expect("a kind");
                match distance.parse().ok() {
                    Some(miles) => Workout::run(
                        kind,
                        Distance::from_decimal("distance", miles, unit).expect("a distance"),
                    ),
                    None => Workout::new(kind),
                }
            }
        }
    }
}

/// What people send, in the words of the coach service.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum Request {
    Vacation {
        #[serde(rename = "startDate")]
        start: NaiveDate,
        #[serde(rename = "endDate")]
        end: NaiveDate,
        #[serde(rename = "loadPercent")]
        load: i64,
    },
    #[serde(rename_all = "camelCase")]
    Injury {
        body_part: String,
        severity: i64,
        reported_on: NaiveDate,
        resolved_on: Option<NaiveDate>,
    },
    #[serde(rename_all = "camelCase")]
    ResolveInjury {
        injury: OverlayId,
        resolved_on: Option<NaiveDate>,
    },
    #[serde(rename_all = "camelCase")]
    Edit {
        workout_id: WorkoutId,
        #[serde(flatten)]
        values: CaseValues,
    },
    #[serde(rename_all = "camelCase")]
    Add {
        date: NaiveDate,
        #[serde(flatten)]
        values: CaseValues,
    },
    #[serde(rename_all = "camelCase")]
    Move {
        workout_id: WorkoutId,
        to_date: Option<NaiveDate>,
        swap_with: Option<WorkoutId>,
    },
    #[serde(rename_all = "camelCase")]
    DayOff {
        date: NaiveDate,
        load_percent: i64,
    },
    #[serde(rename_all = "camelCase")]
    Redistribution {
        source_id: OverlayId,
        created_on: NaiveDate,
        scope: String,
        weeks: Option<u8>,
        until_date: Option<NaiveDate>,
    },
    #[serde(rename_all = "camelCase")]
    Log {
        workout_id: WorkoutId,
        status: Status,
    },
    Unlog(OverlayId),
    Remove(OverlayId),
}

#[derive(Deserialize)]
struct CaseValues {
    #[serde(rename = "type")]
    kind: Option<WorkoutKind>,
    distance: Option<f64>,
    minutes: Option<u32>,
    description: Option<String>,
}

impl CaseValues {
    fn read(&self, unit: DistanceUnit) -> Values {
        Values {
            kind: self.kind,
            distance: self
                .distance
                .map(|d| Distance::from_decimal("distance", d, unit).expect("a distance")),
            duration: self.minutes.map(Duration::from_minutes),
            description: self.description.clone(),
        }
    }

    fn text(&self) -> String {
        let mut parts = Vec::new();
        parts.extend(self.kind.map(|kind| kind.to_string()));
        parts.extend(self.distance.map(|distance| format!("{distance}")));
        parts.extend(self.minutes.map(|minutes| format!("{minutes} min")));
        parts.extend(self.description.as_ref().map(|text| format!("{text:?}")));
        parts.join(", ")
    }
}

impl Request {
    fn action(&self, unit: DistanceUnit) -> Action {
        Action::Add(match self {
            Self::Vacation { start, end, load } => {
                Overlay::Vacation(Vacation::new(*start, *end, *load).expect("a vacation"))
            }
            Self::Injury {
                body_part,
                severity,
                reported_on,
                resolved_on,
            } => {
                let part = BodyPart::new(body_part).expect("a body part");
                let injury = Injury::new(part, *severity, *reported_on, *resolved_on);
                Overlay::Injury(injury.expect("an injury"))
            }
            Self::Edit { workout_id, values } => Overlay::Edit(Edit {
                workout: *workout_id,
                values: values.read(unit),
            }),
            Self::Add { date, values } => Overlay::Addition(Addition {
                date: *date,
                values: values.read(unit),
            }),
            Self::Move {
                workout_id,
                to_date,
                swap_with,
            } => Overlay::Move(Move {
                workout: *workout_id,
                to: match (to_date, swap_with) {
                    (Some(date), None) => MoveTarget::Date(*date),
                    (None, Some(partner)) => MoveTarget::SwapWith(*partner),
                    _ => panic!("a move goes to a date or changes places"),
                },
            }),
            Self::DayOff { date, load_percent } => {
                Overlay::DayOff(DayOff::new(*date, *load_percent).expect("a day off"))
            }
            Self::Redistribution {
                source_id,
                created_on,
                scope,
                weeks,
                until_date,
            } => Overlay::Redistribution(Redistribution {
                source: *source_id,
                created_on: *created_on,
                scope: match (scope.as_str(), weeks, until_date) {
                    ("ThisWeek", None, None) => Scope::ThisWeek,
                    ("NextNWeeks", Some(weeks), None) => Scope::NextNWeeks(*weeks),
                    ("UntilDate", None, Some(date)) => Scope::UntilDate(*date),
                    ("RestOfPlan", None, None) => Scope::RestOfPlan,
                    _ => panic!("a scope with its parameter"),
                },
            }),
            Self::ResolveInjury {
                injury,
                resolved_on,
            } => {
                return Action::ResolveInjury {
                    injury: *injury,
                    resolved_on: *resolved_on,
                };
            }
            Self::Log { workout_id, status } => {
                return Action::Log(Completion {
                    workout: *workout_id,
                    status: *status,
                    actual_distance: None,
                    actual_duration: None,
                    actual_effort: None,
                    feedback: None,
                    completed_on: None,
                });
            }
            Self::Unlog(id) => return Action::Unlog(*id),
            Self::Remove(id) => return Action::Remove(*id),
        })
    }

    fn text(&self) -> String {
        let or_open = |date: &Option<NaiveDate>| date.map_or("open".to_owned(), |d| d.to_string());
        match self {
            Self::Vacation { start, end, load } => format!("vacation {start} to {end}, {load} %"),
            Self::Injury {
                body_part,
                severity,
                reported_on,
                resolved_on,
            } => format!(
                "injury of the {body_part}, severity {severity}, {reported_on} to {}",
                or_open(resolved_on)
            ),
            Self::ResolveInjury {
                injury,
                resolved_on,
            } => format!("{injury} resolved: {}", or_open(resolved_on)),
            Self::Edit { workout_id, values } => format!("edit {workout_id}: {}", values.text()),
            Self::Add { date, values } => format!("add on {date}: {}", values.text()),
            Self::Move {
                workout_id,
                to_date: Some(date),
                ..
            } => format!("move {workout_id} to {date}"),
            Self::Move {
                workout_id,
                swap_with,
                ..
            } => format!("swap {workout_id} with {}", swap_with.expect("a partner")),
            Self::DayOff { date, load_percent } => format!("day off {date}, {load_percent} %"),
            Self::Redistribution {
                source_id,
                created_on,
                scope,
                weeks,
                until_date,
            } => {
                let parameter = weeks
                    .map(|weeks| format!("({weeks})"))
                    .or(until_date.map(|date| format!("({date})")))
                    .unwrap_or_default();
                format!("redistribute {source_id}, {scope}{parameter}, made on {created_on}")
            }
            Self::Log { workout_id, status } => format!("log {workout_id} {status}"),
            Self::Unlog(id) => format!("take back {id}"),
            Self::Remove(id) => format!("remove {id}"),
        }
    }
}

/// A resolved plan as text for people.
struct Calendar<'a> {
    plan: &'a ResolvedPlan<'a>,
    unit: DistanceUnit,
}

impl Calendar<'_> {
    fn text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text).expect("a string takes all text");
        text
    }

    fn write(&self, out: &mut String) -> std::fmt::Result {
        for week in self.plan.weeks() {
            let phase = week.phase;
            write!(
                out,
                "Week {} {phase} {}",
                week.number,
                self.amount(week.planned())
            )?;
            if week.target() != week.planned() {
                write!(out, " -> {}", self.amount(week.target()))?;
            }
            writeln!(out, " {}", self.unit)?;
            for workout in &week.workouts {
                writeln!(out, "{}", self.line(workout).trim_end())?;
            }
        }
        for vacation in self.plan.vacations() {
            writeln!(
                out,
                "{} removed {}",
                vacation.id,
                self.amount(vacation.removed)
            )?;
        }
        for effect in self.plan.redistributions() {
            writeln!(
                out,
                "{} placed {}, not placed {}",
                effect.id,
                self.amount(effect.placed),
                self.amount(effect.unplaced)
            )?;
        }
        for finding in self.plan.findings() {
            writeln!(out, "! {}: {}", finding.rule, finding.message)?;
        }
        Ok(())
    }

    fn line(&self, resolved: &ResolvedWorkout<'_>) -> String {
        let now = self.workout(&resolved.workout);
        let planned = match self.plan.base().workout(resolved.id) {
            Some(planned) => self.workout(&planned.workout),
            None => "-".to_owned(),
        };
        let mut line = format!(
            "  {} {:<4}",
            resolved.date.format("%a %d %b"),
            resolved.id.to_string()
        );
        if planned == now {
            let _ = write!(line, "{now:<40}");
        } else {
            let _ = write!(line, "{:<40}", format!("{planned} -> {now}"));
        }
        if resolved.modifier != Modifier::None {
            let _ = write!(line, " {}", resolved.modifier);
        }
        if resolved.status != Status::Pending {
            let _ = write!(line, " {}", resolved.status);
        }
        if resolved.touched_by_injury {
            line.push_str(" hurt");
        }
        if resolved.date != resolved.generated_date {
            let _ = write!(line, " from {}", resolved.generated_date.format("%a"));
        }
        for (id, share) in &resolved.shares {
            let _ = write!(line, " {id}+{}", self.amount(*share));
        }
        for (id, taken) in &resolved.removed {
            let _ = write!(line, " {id}-{}", self.amount(*taken));
        }
        let mut reasons: Vec<String> = resolved
            .changes
            .iter()
            .filter(|change| change.layer != Layer::Redistribution)
            .map(|change| format!("\n           {} {}", change.overlay, change.reason))
            .collect();
        reasons.dedup();
        line + &reasons.concat()
    }

    fn workout(&self, workout: &Workout) -> String {
        let mut text = workout.kind.to_string();
        if let Some(distance) = workout.distance {
            let about = if workout.distance_is_estimated {
                "~"
            } else {
                ""
            };
            let _ = write!(text, " {about}{}", self.amount(distance));
        }
        if let Some(duration) = workout.duration {
            let _ = write!(text, " {duration}");
        }
        for (mark, time) in [("wu", workout.warm_up), ("cd", workout.cool_down)] {
            if let Some(time) = time {
                let _ = write!(text, " {mark} {time}");
            }
        }
        if !workout.steps.is_empty() {
            let steps: Vec<String> = workout.steps.iter().map(|step| self.step(step)).collect();
            let _ = write!(text, " [{}]", steps.join(", "));
        }
        if let Some(name) = &workout.name {
            let _ = write!(text, " {name:?}");
        }
        if let Some(description) = &workout.description {
            let _ = write!(text, " ({description})");
        }
        text
    }

    fn step(&self, step: &Step) -> String {
        let length = |length| match length {
            StepLength::Distance(distance) => self.amount(distance),
            StepLength::Time(time) => time.to_string(),
            StepLength::Open => "open".to_owned(),
        };
        match step {
            Step::Once(segment) => length(segment.length),
            Step::Repeat { times, segments } => {
                let parts: Vec<String> = segments.iter().map(|s| length(s.length)).collect();
                format!("{times}x({})", parts.join("/"))
            }
        }
    }

    /// In the plan's unit, at most two decimals.
    fn amount(&self, distance: Distance) -> String {
        let hundredths = distance.to_hundredths(self.unit);
        if hundredths.is_multiple_of(10) {
            format!("{}.{}", hundredths / 100, hundredths / 10 % 10)
        } else {
            format!("{}.{:02}", hundredths / 100, hundredths % 100)
        }
    }
}
