use actix_web::web::{Data, Json};
use chrono::Weekday;
use plan_core::draft::{ParseContext, Parsed, Unreadable, print_workout};
use plan_core::plan::{BasePlan, Level, Phase};
use plan_core::units::DistanceUnit;
use plan_core::workout::{Workout, WorkoutKind};
use plan_store::OrgId;
use serde::Serialize;
use utoipa::ToSchema;
use web_base::problem::{Problem, ProblemBody};
use web_base::strict_json::{Members, StrictBody};

use super::answer::headline;
use super::brief::organization;
use super::generate_plan::MAX_DRAFT;
use crate::api::asked_of;
use crate::api::finding::{self, FindingBody};
use crate::api::step::GeneratedStepBody;
use crate::api::values::{self, Units, schemas};
use crate::app::State;
use crate::ops::parse_draft::ParseRequest;
use crate::ops::{self, Actor};

/// A draft to be read.
#[derive(ToSchema)]
pub(crate) struct ParseDraftBody {
    /// The organization the draft is for.
    #[schema(value_type = String)]
    #[expect(dead_code, reason = "read leniently, before the rest of the body")]
    org_id: OrgId,
    /// How many weeks it should have.
    #[schema(minimum = 1, maximum = 52)]
    weeks: u8,
    /// The text, at most 64 KiB. It may be empty: an editor begins that way.
    #[schema(max_length = 65536)]
    draft: String,
    /// The unit of distances that name none.
    #[schema(required = false, schema_with = schemas::units)]
    units: Units,
}

impl ParseDraftBody {
    fn read(members: &mut Members<'_>) -> Option<ParseRequest> {
        let org_id = members.required("org_id", organization);
        let weeks = members.required("weeks", |f| f.whole(1..=BasePlan::MAX_WEEKS));
        let draft = members.required("draft", |f| f.text(MAX_DRAFT));
        let units = members.optional("units", values::units);
        let body = Self {
            org_id: org_id?,
            weeks: weeks?,
            draft: draft?,
            units: units.unwrap_or_default(),
        };
        Some(ParseRequest {
            text: body.draft,
            context: ParseContext {
                unit: body.units.0,
                // The title of a draft names the level; it decides nothing here.
                level: Level::Intermediate,
                weeks: Some(body.weeks),
                start: None,
                race: None,
            },
        })
    }
}

/// What the code reads in a draft.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ParsedDraftBody {
    /// Every week, in order.
    weeks: Vec<ParsedWeekBody>,
    /// Lines about a day or a week that cannot be read; a conversion refuses them.
    unreadable: Vec<UnreadableBody>,
    /// What contradicts itself, and what was assumed.
    findings: Vec<FindingBody>,
}

/// A week of a draft.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ParsedWeekBody {
    /// From 1.
    week: u8,
    /// The part of the plan it belongs to.
    #[schema(schema_with = schemas::phase)]
    phase: Phase,
    /// In the order of its days.
    workouts: Vec<ParsedWorkoutBody>,
}

/// A workout of a draft.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ParsedWorkoutBody {
    /// The line it was read from, from 1.
    #[schema(required = true)]
    line: Option<u32>,
    /// The weekday.
    #[schema(schema_with = schemas::weekday)]
    day: String,
    /// What kind of workout.
    #[serde(rename = "type")]
    #[schema(schema_with = schemas::workout_kind)]
    kind: WorkoutKind,
    /// Its headline.
    name: String,
    /// How far; the upper end of a range.
    #[schema(required = true)]
    target_distance_meters: Option<f64>,
    /// How long, where it is planned by time.
    #[schema(required = true)]
    target_duration_seconds: Option<u32>,
    /// Its parts, in order.
    steps: Vec<GeneratedStepBody>,
    /// All that was read of it, in the draft language; words that are kept as a note
    /// stand behind the dash.
    #[schema(example = "Easy 6 mi — with the dog")]
    reading: String,
}

/// A line nobody can tell the meaning of.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UnreadableBody {
    /// The line, from 1.
    line: u32,
    /// As it was written.
    text: String,
    /// What would have been understood.
    expected: String,
}

impl From<Unreadable> for UnreadableBody {
    fn from(unreadable: Unreadable) -> Self {
        let Unreadable {
            line,
            text,
            expected,
            week: _,
            day: _,
        } = unreadable;
        Self {
            line,
            text,
            expected: expected.to_string(),
        }
    }
}

impl From<Parsed> for ParsedDraftBody {
    fn from(parsed: Parsed) -> Self {
        let weeks = (1u8..).zip(&parsed.draft.weeks).map(|(number, week)| {
            let days = parsed.draft.weekdays();
            let workouts = days.flat_map(|day| {
                let parsed = &parsed;
                let of_day = week.on(day).iter().enumerate();
                of_day.map(move |(place, workout)| {
                    let line = parsed.line_of(usize::from(number) - 1, day, place);
                    ParsedWorkoutBody::new(line, day, workout, parsed.draft.unit)
                })
            });
            ParsedWeekBody {
                week: number,
                phase: week.phase,
                workouts: workouts.collect(),
            }
        });
        Self {
            weeks: weeks.collect(),
            findings: finding::bodies(&parsed.findings),
            unreadable: parsed.unreadable.into_iter().map(Into::into).collect(),
        }
    }
}

impl ParsedWorkoutBody {
    fn new(line: Option<u32>, day: Weekday, workout: &Workout, unit: DistanceUnit) -> Self {
        Self {
            line,
            day: day.to_string(),
            kind: workout.kind,
            name: headline(workout),
            target_distance_meters: workout.distance.map(|distance| distance.as_meters()),
            target_duration_seconds: workout.duration.map(|time| time.as_seconds()),
            steps: workout.steps.iter().map(GeneratedStepBody::from).collect(),
            reading: print_workout(workout, unit),
        }
    }
}

/// Shows what the code reads in a draft; nothing is written.
///
/// Role coach, feature `coach_agent`.
#[utoipa::path(
    post,
    path = "/api/v1/ai-coach/parse-draft",
    tag = "ai-coach",
    request_body = ParseDraftBody,
    responses(
        (status = 200, description = "What was read", body = ParsedDraftBody),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn parse_draft(
    state: Data<State>,
    actor: Actor,
    StrictBody(value): StrictBody,
) -> Result<Json<ParsedDraftBody>, Problem> {
    let asked = asked_of(&value, "org_id", ParseDraftBody::read);
    let parsed = ops::parse_draft::parse_draft(&state.store, actor, asked).await?;
    Ok(Json(parsed.into()))
}
