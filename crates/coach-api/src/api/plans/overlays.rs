//! The bodies of what is laid over a plan: one struct a kind, each read into
//! what the domain lays over a plan, with every fault at the member it is about.

use chrono::NaiveDate;
use plan_core::overlay::{
    Addition, BodyPart, Completion, DayOff, Edit, Feedback, Injury, Move, MoveTarget, Overlay,
    OverlayId, Scope, Status, Vacation, Values,
};
use plan_core::plan::WorkoutId;
use plan_core::units::{Distance, DistanceUnit, Duration};
use plan_core::workout::WorkoutKind;
use utoipa::ToSchema;
use web_base::strict_json::{Field, Members};

use crate::api::values::{self, accepted, schemas, words};
use crate::ops::change_plan::InjuryReport;

/// The longest free text of a layer, in bytes.
const MAX_TEXT: usize = 2 * 1024;

/// Days away.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase", examples(json!({"startDate": "2026-08-03", "endDate": "2026-08-07", "loadPercent": 0})))]
pub(crate) struct AddVacationBody {
    /// The first day.
    start_date: NaiveDate,
    /// The last day, at most a year later.
    end_date: NaiveDate,
    /// Percent of load that is kept: 0 is full rest.
    #[schema(minimum = 0, maximum = 80)]
    load_percent: i64,
}

impl AddVacationBody {
    pub(crate) fn read(members: &mut Members<'_>) -> Option<Overlay> {
        let start_date = members.required("startDate", values::date);
        let end_date = members.required("endDate", values::date);
        let load_percent = members.required("loadPercent", |f| f.whole(0..=80));
        let body = Self {
            start_date: start_date?,
            end_date: end_date?,
            load_percent: load_percent.unwrap_or_default(),
        };
        // A load with a fault of its own hides nothing that is wrong with the dates.
        let vacation = Vacation::new(body.start_date, body.end_date, body.load_percent);
        let vacation = accepted(members, vacation);
        load_percent.and(vacation).map(Overlay::Vacation)
    }
}

/// Something that hurts.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase", examples(json!({"bodyPart": "left calf", "severity": 4, "reportedOn": "2026-08-04", "note": "tight since the hills"})))]
pub(crate) struct ReportInjuryBody {
    /// Where, at most 100 characters.
    #[schema(max_length = 100)]
    body_part: String,
    /// From a niggle to the worst.
    #[schema(minimum = 1, maximum = 10)]
    severity: i64,
    /// The first affected day.
    reported_on: NaiveDate,
    /// The last injured day, once known.
    #[schema(required = false)]
    resolved_on: Option<NaiveDate>,
    /// For the coach's eyes, at most 2 KiB.
    #[schema(required = false)]
    note: Option<String>,
}

impl ReportInjuryBody {
    pub(crate) fn read(members: &mut Members<'_>) -> Option<InjuryReport> {
        let body_part = members.required("bodyPart", |f| f.filled_text(MAX_TEXT));
        let severity = members.required("severity", |f| f.whole(1..=10));
        let reported_on = members.required("reportedOn", values::date);
        let resolved_on = members.optional("resolvedOn", values::date);
        let note = members.optional("note", |f| f.text(MAX_TEXT));
        let body = Self {
            body_part: body_part?,
            severity: severity.unwrap_or(1),
            reported_on: reported_on?,
            resolved_on,
            note,
        };
        let part = accepted(members, BodyPart::new(&body.body_part))?;
        // A severity with a fault of its own hides nothing that is wrong with the dates.
        let injury = Injury::new(part, body.severity, body.reported_on, body.resolved_on);
        let injury = accepted(members, injury);
        Some(InjuryReport {
            injury: severity.and(injury)?,
            note: body.note,
        })
    }
}

/// The end of an injury.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase", examples(json!({"resolvedOn": "2026-08-09"}), json!({"resolvedOn": null})))]
pub(crate) struct ResolveInjuryBody {
    /// The last injured day; `null`: it hurts again.
    resolved_on: Option<NaiveDate>,
}

impl ResolveInjuryBody {
    pub(crate) fn read(members: &mut Members<'_>) -> Option<Option<NaiveDate>> {
        let resolved_on = members.nullable("resolvedOn", values::date)?;
        let body = Self { resolved_on };
        Some(body.resolved_on)
    }
}

/// A person's changes to a workout (`workoutId` and at least one value), or a
/// workout a person adds (`date` and `type`).
#[derive(ToSchema)]
#[schema(rename_all = "camelCase", examples(json!({"workoutId": "w17", "distanceMiles": 7}), json!({"date": "2026-08-03", "type": "Strength", "duration": "PT30M", "description": "core and hips"})))]
pub(crate) struct AddOverrideBody {
    /// The workout to change.
    #[schema(required = false, value_type = Option<String>, example = "w17")]
    workout_id: Option<WorkoutId>,
    /// The day of a workout to add.
    #[schema(required = false)]
    date: Option<NaiveDate>,
    /// Another kind.
    #[schema(rename = "type", required = false, schema_with = schemas::workout_kind)]
    kind: Option<WorkoutKind>,
    /// Another distance in miles; not together with `distanceKilometers`.
    #[schema(required = false, value_type = Option<f64>)]
    distance_miles: Option<Distance>,
    /// Another distance in kilometers.
    #[schema(required = false, value_type = Option<f64>)]
    distance_kilometers: Option<Distance>,
    /// Another duration, in ISO 8601.
    #[schema(required = false, value_type = Option<String>, example = "PT45M")]
    duration: Option<Duration>,
    /// Another description, public once the plan is.
    #[schema(required = false)]
    description: Option<String>,
}

impl AddOverrideBody {
    pub(crate) fn read(members: &mut Members<'_>) -> Option<Overlay> {
        let changes = members.has("workoutId");
        members.one_of(&["workoutId", "date"]);
        members.one_of(&["distanceMiles", "distanceKilometers"]);
        let workout_id = members.optional("workoutId", workout_id);
        let date = members.optional("date", values::date);
        let kind = if changes {
            members.optional("type", words)
        } else {
            members.required("type", words)
        };
        let body = Self {
            workout_id,
            date,
            kind,
            distance_miles: members
                .optional("distanceMiles", values::distance_in(DistanceUnit::Mile)),
            distance_kilometers: members.optional(
                "distanceKilometers",
                values::distance_in(DistanceUnit::Kilometer),
            ),
            duration: members.optional("duration", values::iso_duration),
            description: members.optional("description", |f| f.shown_text(MAX_TEXT)),
        };
        let values = Values {
            kind: body.kind,
            distance: body.distance_miles.or(body.distance_kilometers),
            duration: body.duration,
            description: body.description,
        };
        match (body.workout_id, body.date) {
            (Some(_), None) if values == Values::default() => {
                const NAMES: [&str; 5] = [
                    "type",
                    "distanceMiles",
                    "distanceKilometers",
                    "duration",
                    "description",
                ];
                // A value that is there and wrong has its own fault.
                if !NAMES.iter().any(|name| members.has(name)) {
                    let names = NAMES.join(", ");
                    members.fault("workoutId", format!("say what to change: {names}"));
                }
                None
            }
            (Some(workout), None) => Some(Overlay::Edit(Edit { workout, values })),
            (None, Some(date)) => Some(Overlay::Addition(Addition { date, values })),
            (None, None) if !changes && !members.has("date") => {
                members.fault(
                    "workoutId",
                    "is missing; give it, or a date to add a workout",
                );
                None
            }
            _ => None,
        }
    }
}

/// Another day for a workout: `toDate` or `swapWith`, in the same plan week.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase", examples(json!({"workoutId": "w17", "toDate": "2026-08-04"}), json!({"workoutId": "w17", "swapWith": "w18"})))]
pub(crate) struct MoveWorkoutBody {
    /// Which workout.
    #[schema(value_type = String, example = "w17")]
    workout_id: WorkoutId,
    /// The day it moves to.
    #[schema(required = false)]
    to_date: Option<NaiveDate>,
    /// The workout it changes days with.
    #[schema(required = false, value_type = Option<String>)]
    swap_with: Option<WorkoutId>,
}

impl MoveWorkoutBody {
    pub(crate) fn read(members: &mut Members<'_>) -> Option<Overlay> {
        if members.one_of(&["toDate", "swapWith"]).is_none() {
            members.fault("toDate", "is missing; give toDate or swapWith");
        }
        let workout_id = members.required("workoutId", workout_id);
        let to_date = members.optional("toDate", values::date);
        let swap_with = members.optional("swapWith", self::workout_id);
        let body = Self {
            workout_id: workout_id?,
            to_date,
            swap_with,
        };
        let to = match (body.to_date, body.swap_with) {
            (Some(date), _) => MoveTarget::Date(date),
            (None, Some(other)) => MoveTarget::SwapWith(other),
            (None, None) => return None,
        };
        Some(Overlay::Move(Move {
            workout: body.workout_id,
            to,
        }))
    }
}

/// A day off, or an easier one.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase", examples(json!({"date": "2026-08-05", "loadPercent": 0})))]
pub(crate) struct AddDayOffBody {
    /// The day.
    date: NaiveDate,
    /// Percent of load that is kept: 0, or 10 to 80.
    #[schema(minimum = 0, maximum = 80)]
    load_percent: i64,
}

impl AddDayOffBody {
    pub(crate) fn read(members: &mut Members<'_>) -> Option<Overlay> {
        let date = members.required("date", values::date);
        let load_percent = members.required("loadPercent", |f| f.whole(0..=80));
        let body = Self {
            date: date.unwrap_or_default(),
            load_percent: load_percent?,
        };
        // A date with a fault of its own hides nothing that is wrong with the load.
        let day_off = accepted(members, DayOff::new(body.date, body.load_percent));
        date.and(day_off).map(Overlay::DayOff)
    }
}

/// Where to run what a vacation or a day off removed.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase", examples(json!({"sourceId": "o12", "scope": "NextNWeeks", "weeks": 2})))]
pub(crate) struct RedistributeBody {
    /// The vacation or day off.
    #[schema(value_type = String, example = "o12")]
    source_id: OverlayId,
    /// How far it may reach.
    #[schema(schema_with = scope_schema)]
    scope: ScopeWord,
    /// For `NextNWeeks`: how many, 1 to 52.
    #[schema(required = false, minimum = 1, maximum = 52)]
    weeks: Option<u8>,
    /// For `UntilDate`: the last day.
    #[schema(required = false)]
    until_date: Option<NaiveDate>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ScopeWord {
    ThisWeek,
    NextNWeeks,
    UntilDate,
    RestOfPlan,
}

impl ScopeWord {
    const ALL: [(&'static str, Self); 4] = [
        ("ThisWeek", Self::ThisWeek),
        ("NextNWeeks", Self::NextNWeeks),
        ("UntilDate", Self::UntilDate),
        ("RestOfPlan", Self::RestOfPlan),
    ];

    fn read(field: Field<'_>) -> Option<Self> {
        field.text_as(|text| {
            let known = Self::ALL.iter().find(|(word, _)| *word == text);
            known
                .map(|(_, scope)| *scope)
                .ok_or("expected ThisWeek, NextNWeeks, UntilDate or RestOfPlan")
        })
    }
}

fn scope_schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
    schemas::of_words(ScopeWord::ALL.iter().map(|(word, _)| *word))
}

impl RedistributeBody {
    pub(crate) fn read(members: &mut Members<'_>) -> Option<(OverlayId, Scope)> {
        let source_id = members.required("sourceId", overlay_id);
        let scope = members.required("scope", ScopeWord::read);
        let counts = scope == Some(ScopeWord::NextNWeeks);
        let ends = scope == Some(ScopeWord::UntilDate);
        let weeks = if counts {
            members.required("weeks", |f| f.whole(1..=52))
        } else {
            members.optional("weeks", |f| f.whole(1..=52))
        };
        let until_date = if ends {
            members.required("untilDate", values::date)
        } else {
            members.optional("untilDate", values::date)
        };
        if scope.is_some() {
            for (name, wanted) in [("weeks", counts), ("untilDate", ends)] {
                if members.has(name) && !wanted {
                    members.fault(name, "does not belong to this scope");
                }
            }
        }
        let body = Self {
            source_id: source_id?,
            scope: scope?,
            weeks,
            until_date,
        };
        let scope = match body.scope {
            ScopeWord::ThisWeek => Scope::ThisWeek,
            ScopeWord::NextNWeeks => Scope::NextNWeeks(body.weeks?),
            ScopeWord::UntilDate => Scope::UntilDate(body.until_date?),
            ScopeWord::RestOfPlan => Scope::RestOfPlan,
        };
        Some((body.source_id, scope))
    }
}

/// What became of a workout.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase", examples(json!({"workoutId": "w17", "status": "Completed", "actualDistanceMiles": 5.2, "actualDuration": "PT46M", "actualEffort": 12, "feedback": "JustRight", "completedOn": "2026-08-04"}), json!({"workoutId": "w17", "status": "Skipped"})))]
pub(crate) struct LogWorkoutBody {
    /// Which workout.
    #[schema(value_type = String, example = "w17")]
    workout_id: WorkoutId,
    /// `Completed` or `Skipped`.
    #[schema(schema_with = logged_schema)]
    status: Status,
    /// How far it really was.
    #[schema(required = false, value_type = Option<f64>)]
    actual_distance_miles: Option<Distance>,
    /// How far it really was, in kilometers.
    #[schema(required = false, value_type = Option<f64>)]
    actual_distance_kilometers: Option<Distance>,
    /// How long it really took, in ISO 8601.
    #[schema(required = false, value_type = Option<String>, example = "PT45M")]
    actual_duration: Option<Duration>,
    /// Perceived effort on Borg's scale.
    #[schema(required = false, minimum = 6, maximum = 20)]
    actual_effort: Option<u8>,
    /// How it felt.
    #[schema(required = false, schema_with = feedback_schema)]
    feedback: Option<Feedback>,
    /// The day it was done.
    #[schema(required = false)]
    completed_on: Option<NaiveDate>,
}

fn logged_schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
    schemas::of_words([Status::Completed.name(), Status::Skipped.name()])
}

fn feedback_schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
    schemas::of_words(Feedback::WORDS.iter().copied())
}

impl LogWorkoutBody {
    pub(crate) fn read(members: &mut Members<'_>) -> Option<Completion> {
        members.one_of(&["actualDistanceMiles", "actualDistanceKilometers"]);
        let workout_id = members.required("workoutId", workout_id);
        let status = members.required("status", |f| {
            f.text_as(|text| match text.parse() {
                Ok(status @ (Status::Completed | Status::Skipped)) => Ok(status),
                _ => Err("expected Completed or Skipped"),
            })
        });
        let actual_distance_miles = members.optional(
            "actualDistanceMiles",
            values::distance_in(DistanceUnit::Mile),
        );
        let actual_distance_kilometers = members.optional(
            "actualDistanceKilometers",
            values::distance_in(DistanceUnit::Kilometer),
        );
        let actual_duration = members.optional("actualDuration", values::iso_duration);
        let actual_effort = members.optional("actualEffort", |f| f.whole(6..=20));
        let feedback = members.optional("feedback", words);
        let completed_on = members.optional("completedOn", values::date);
        if status == Some(Status::Skipped) {
            for name in [
                "actualDistanceMiles",
                "actualDistanceKilometers",
                "actualDuration",
                "actualEffort",
                "feedback",
                "completedOn",
            ] {
                if members.has(name) {
                    members.fault(name, "a skipped workout has none");
                }
            }
        }
        let body = Self {
            workout_id: workout_id?,
            status: status?,
            actual_distance_miles,
            actual_distance_kilometers,
            actual_duration,
            actual_effort,
            feedback,
            completed_on,
        };
        Some(Completion {
            workout: body.workout_id,
            status: body.status,
            actual_distance: body
                .actual_distance_miles
                .or(body.actual_distance_kilometers),
            actual_duration: body.actual_duration,
            actual_effort: body.actual_effort,
            feedback: body.feedback,
            completed_on: body.completed_on,
        })
    }
}

fn workout_id(field: Field<'_>) -> Option<WorkoutId> {
    words(field)
}

fn overlay_id(field: Field<'_>) -> Option<OverlayId> {
    words(field)
}
