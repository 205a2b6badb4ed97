//! Workouts a request brings along: what `generate-plan` answered, or what
//! another tool wrote, read into a draft.

use chrono::{NaiveDate, Weekday};
use plan_core::draft::{Draft, DraftWeek};
use plan_core::plan::{BasePlan, Level, Phase};
use plan_core::units::{Distance, DistanceUnit, Duration};
use plan_core::workout::{Step, Workout, WorkoutKind};
use utoipa::ToSchema;
use web_base::problem::Fault;
use web_base::strict_json::{Field, Members};

use crate::api::step::{GeneratedStepBody, steps};
use crate::api::values::{self, either, schemas, words};
use crate::ops::create_plan::FromLibrary;

/// The most workouts of a plan: two a day for a year.
const MOST: usize = 52 * 14;
/// The most workouts of a day.
const MOST_A_DAY: usize = 3;
/// The longest name, and the longest description, in bytes.
const MAX_NAME: usize = 200;
const MAX_TEXT: usize = 2 * 1024;
/// How an amount may be written.
const DURATION: [&str; 2] = ["targetDurationSeconds", "target_duration_seconds"];
const DISTANCE: [&str; 2] = ["targetDistanceMeters", "target_distance_meters"];
/// How the library workout may be named.
const LIBRARY_ID: [&str; 2] = ["libraryWorkoutId", "library_workout_id"];

/// A workout of a plan to be made. Members may also be written as
/// `generate-plan` answers them (`target_distance_meters`).
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(
    dead_code,
    reason = "a schema: the reader makes the domain's workout at once"
)]
pub(crate) struct CreateWorkoutBody {
    /// The week, from 1.
    #[schema(minimum = 1, maximum = 52)]
    week: u8,
    /// The weekday, by its full or short name.
    day: String,
    /// The day; must be the one that week and weekday come to.
    #[schema(required = false)]
    date: Option<NaiveDate>,
    /// The part of the plan its week belongs to; `Base` unless given.
    #[schema(required = false, schema_with = schemas::phase)]
    phase: Phase,
    /// What kind of workout.
    #[schema(rename = "type", schema_with = schemas::workout_kind)]
    kind: WorkoutKind,
    /// How a run is built; told from its steps, so it is not kept.
    #[schema(required = false)]
    sub_type: Option<String>,
    /// Its headline.
    #[schema(required = false)]
    name: Option<String>,
    /// What to do and why.
    #[schema(required = false)]
    description: Option<String>,
    /// How long.
    #[schema(required = false)]
    target_duration_seconds: Option<u32>,
    /// How far.
    #[schema(required = false)]
    target_distance_meters: Option<f64>,
    /// Its parts, in order.
    #[schema(required = false, value_type = Vec<GeneratedStepBody>)]
    steps: Vec<Step>,
    /// The library workout it was taken from.
    #[schema(required = false)]
    library_workout_id: Option<String>,
}

/// A workout and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    week: u8,
    day: Weekday,
    date: Option<NaiveDate>,
    phase: Option<Phase>,
    workout: Workout,
    /// How the member with the library's id is spelled.
    library_member: &'static str,
}

/// The request's workouts, at least one.
pub(super) fn read(field: Field<'_>) -> Option<Vec<Placed>> {
    let at = field.clone();
    let workouts = field.list(MOST, placed)?;
    if workouts.is_empty() {
        return at.fault("is empty");
    }
    Some(workouts)
}

fn placed(field: Field<'_>) -> Option<Placed> {
    let mut members = field.members();
    let week = members.required("week", |f| f.whole(1..=BasePlan::MAX_WEEKS));
    let day = members.required("day", values::weekday);
    let date = members.optional("date", values::date);
    let phase = members.optional("phase", words);
    let spellings = LIBRARY_ID.iter().find(|name| members.has(name));
    let library_member = spellings.copied().unwrap_or(LIBRARY_ID[0]);
    let workout = workout(&mut members);
    members.finish();
    Some(Placed {
        week: week?,
        day: day?,
        date,
        phase,
        workout: workout?,
        library_member,
    })
}

fn workout(members: &mut Members<'_>) -> Option<Workout> {
    let kind = members.required("type", words);
    either(members, "subType", "sub_type", |f| f.text(MAX_NAME));
    let name = members.optional("name", |f| f.shown_line(MAX_NAME));
    let description = members.optional("description", |f| f.shown_text(MAX_TEXT));
    let duration = either(members, DURATION[0], DURATION[1], |f| {
        f.whole(1..=Duration::MAX.as_seconds())
            .map(Duration::from_seconds)
    });
    let distance = either(members, DISTANCE[0], DISTANCE[1], values::meters);
    let steps = members.optional("steps", steps);
    let library_id = either(members, LIBRARY_ID[0], LIBRARY_ID[1], |f| f.text(MAX_NAME));
    let kind: WorkoutKind = kind?;
    let runs_nowhere = kind.is_run()
        && kind != WorkoutKind::Race
        && duration.is_none()
        && distance.is_none_or(Distance::is_zero);
    // An amount that is there and wrong has its own fault.
    let is_unread = (distance.is_none() && has_any(members, DISTANCE))
        || (duration.is_none() && has_any(members, DURATION))
        || (steps.is_none() && members.has("steps"));
    if runs_nowhere && !is_unread && steps.as_ref().is_none_or(Vec::is_empty) {
        let detail = "is missing; a run has a distance, a duration or steps";
        members.fault("targetDistanceMeters", detail);
    }
    let workout = Workout {
        name: name.filter(|name| name != kind.label()),
        description,
        duration,
        distance: distance.filter(|_| kind != WorkoutKind::Rest),
        steps: steps.unwrap_or_default(),
        library_id,
        ..Workout::new(kind)
    };
    if workout
        .steps
        .iter()
        .map(Step::stated_distance)
        .sum::<Distance>()
        > Distance::MAX
    {
        members.fault("steps", "add up to more than 1000 kilometers");
    }
    Some(workout)
}

fn has_any(members: &Members<'_>, [camel, snake]: [&'static str; 2]) -> bool {
    members.has(camel) || members.has(snake)
}

/// Every library workout that is named, and where.
pub(super) fn from_library(workouts: &[Placed]) -> Vec<FromLibrary> {
    let named = workouts.iter().enumerate().filter_map(|(index, placed)| {
        Some(FromLibrary {
            pointer: format!("#/workouts/{index}/{}", placed.library_member),
            id: placed.workout.library_id.clone()?,
        })
    });
    named.collect()
}

/// The workouts as a draft: weeks without one rest, a week's phase is its
/// first workout's.
pub(super) fn draft(
    members: &Members<'_>,
    workouts: Vec<Placed>,
    level: Level,
    unit: DistanceUnit,
    start: Option<NaiveDate>,
) -> Option<Draft> {
    let last = workouts.iter().map(|placed| placed.week).max()?;
    let mut weeks = vec![None::<DraftWeek>; usize::from(last)];
    let mut is_crowded = false;
    for (index, placed) in workouts.into_iter().enumerate() {
        let week = weeks.get_mut(usize::from(placed.week) - 1)?;
        let phase = placed.phase.unwrap_or(Phase::Base);
        let week = week.get_or_insert_with(|| DraftWeek::empty(phase));
        let day = &mut week.days[placed.day.num_days_from_monday() as usize];
        if placed.workout.kind != WorkoutKind::Rest || day.is_empty() {
            day.retain(|workout| workout.kind != WorkoutKind::Rest);
            day.push(placed.workout);
        }
        if day.len() > MOST_A_DAY {
            is_crowded = true;
            members.add(Fault {
                pointer: format!("#/workouts/{index}/day"),
                detail: format!("has {MOST_A_DAY} workouts already in week {}", placed.week),
            });
        }
    }
    if is_crowded {
        return None;
    }
    // A week nobody wrote continues the phase before it.
    let mut phase = Phase::Base;
    let weeks = weeks.into_iter().map(|week| {
        let week = week.unwrap_or_else(|| DraftWeek::empty(phase));
        phase = week.phase;
        week
    });
    Some(Draft {
        race: None,
        level,
        unit,
        start,
        notes: Vec::new(),
        weeks: weeks.collect(),
    })
}

/// Notes each date that is not the one its week and weekday come to.
pub(super) fn check_dates(members: &Members<'_>, workouts: &[Placed], draft: &Draft) {
    let Some(block) = draft.block_start() else {
        return;
    };
    for (index, placed) in workouts.iter().enumerate() {
        let from_monday = |day: Weekday| i64::from(day.num_days_from_monday());
        let first = from_monday(draft.first_weekday());
        let days =
            7 * (i64::from(placed.week) - 1) + (from_monday(placed.day) - first).rem_euclid(7);
        let expected = block.checked_add_signed(chrono::TimeDelta::days(days));
        if let (Some(date), Some(expected)) = (placed.date, expected)
            && date != expected
        {
            members.add(Fault {
                pointer: format!("#/workouts/{index}/date"),
                detail: format!("is {date}, but week and day come to {expected}"),
            });
        }
    }
}
