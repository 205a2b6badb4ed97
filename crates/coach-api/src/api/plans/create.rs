use actix_web::HttpResponse;
use actix_web::http::header::LOCATION;
use actix_web::web::Data;
use chrono::NaiveDate;
use plan_core::check::{self, Constraints};
use plan_core::overlay;
use plan_core::plan::{Level, ProgressionPattern, RaceDistance, RaceGoal};
use plan_export::json::{PrivatePlanBody, Units};
use plan_store::{OrgId, PersonId, PlanId, RunId};
use serde::Serialize;
use utoipa::ToSchema;
use web_base::problem::{Problem, ProblemBody};
use web_base::strict_json::{Field, Members, StrictBody};

use super::answer::plan_body;
use super::workouts::{self, CreateWorkoutBody};
use crate::api::ai_coach::brief::organization;
use crate::api::finding::{self, FindingBody};
use crate::api::values::{self, Clock, schemas, words};
use crate::api::{asked_of, version};
use crate::app::State;
use crate::ops::create_plan::{PlanRequest, Source};
use crate::ops::{self, Actor};
use crate::outcome::PlanSource;

/// The longest title, in bytes.
pub(super) const MAX_TITLE: usize = 200;

/// A plan to be made, from a run (`runId`) or from workouts.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(
    dead_code,
    reason = "a schema: the reader makes the op's input at once"
)]
pub(crate) struct CreatePlanBody {
    /// The organization it is for.
    #[schema(value_type = String)]
    org_id: OrgId,
    /// The run of `generate-plan` it is made of; not together with `workouts`.
    #[schema(required = false, value_type = Option<String>)]
    run_id: Option<RunId>,
    /// The workouts it is made of; days without one rest.
    #[schema(required = false)]
    workouts: Option<Vec<CreateWorkoutBody>>,
    /// Its title, public once it is published.
    #[schema(max_length = 200)]
    display_name: String,
    /// Who trains by it and may edit it, a member of the organization.
    #[schema(required = false, value_type = Option<String>)]
    athlete_id: Option<PersonId>,
    /// The first training day; needed unless the result or the race has a date.
    #[schema(required = false)]
    start_date: Option<NaiveDate>,
    /// The goal race; completes the result's, and must not contradict it.
    #[schema(required = false)]
    race_goal: Option<CreateRaceGoalBody>,
    /// Where its "today" comes from, as an IANA name; the organization's unless given.
    #[schema(required = false, example = "Europe/Berlin")]
    time_zone: Option<String>,
    /// With `workouts`: the runner's experience; intermediate unless given.
    #[schema(required = false, schema_with = schemas::level)]
    level: Option<Level>,
    /// With `workouts`: the unit it is rounded in; imperial unless given.
    #[schema(required = false, schema_with = schemas::units)]
    units: values::Units,
    /// With `workouts`: how its weeks rise and rest; ThreeUpOneDown unless given.
    #[schema(required = false, schema_with = schemas::progression_pattern)]
    progression_pattern: Option<ProgressionPattern>,
}

/// The race a plan leads to.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct CreateRaceGoalBody {
    /// Which race.
    #[schema(schema_with = schemas::race_distance)]
    distance: RaceDistance,
    /// The day of the race, the last of the plan; the last day unless given.
    #[schema(required = false)]
    race_date: Option<NaiveDate>,
    /// The time hoped for.
    #[schema(required = false, schema_with = schemas::clock)]
    target_time: Option<Clock>,
}

impl CreateRaceGoalBody {
    fn read(field: Field<'_>) -> Option<RaceGoal> {
        let mut members = field.members();
        let distance = members.required("distance", words);
        let race_date = members.optional("raceDate", values::date);
        let target_time = members.optional("targetTime", values::time).map(Clock);
        members.finish();
        let body = Self {
            distance: distance?,
            race_date,
            target_time,
        };
        Some(RaceGoal {
            distance: body.distance,
            date: body.race_date,
            target_time: body.target_time.map(|Clock(time)| time),
        })
    }
}

fn read(members: &mut Members<'_>) -> Option<PlanRequest> {
    if members.one_of(&["runId", "workouts"]).is_none() {
        members.fault("runId", "is missing; give runId or workouts");
    }
    let org = members.required("orgId", organization);
    let run = members.optional("runId", id("a run"));
    let workouts = members.optional("workouts", workouts::read);
    let display_name = members.required("displayName", |f| f.shown_line(MAX_TITLE));
    let athlete = members.optional("athleteId", id("a person"));
    let start = members.optional("startDate", values::date);
    let race = members.optional("raceGoal", CreateRaceGoalBody::read);
    let time_zone = members.optional("timeZone", time_zone);
    for name in ["level", "units", "progressionPattern"] {
        if members.has("runId") && members.has(name) {
            members.fault(name, "belongs to workouts; a run has its own");
        }
    }
    let level = members
        .optional("level", words)
        .unwrap_or(Level::Intermediate);
    let units = members.optional("units", values::units).unwrap_or_default();
    let pattern = members
        .optional("progressionPattern", words)
        .unwrap_or(ProgressionPattern::ThreeUpOneDown);
    let source = match (run, workouts) {
        (Some(run), _) => Source::Run(run),
        (None, Some(workouts)) => {
            let mut draft = workouts::draft(members, workouts.clone(), level, units.0, start)?;
            draft.race.clone_from(&race);
            workouts::check_dates(members, &workouts, &draft);
            let from_library = workouts::from_library(&workouts);
            // Workouts are relative: what they have before the start is left out.
            draft.start = None;
            let settings = PlanSource {
                pattern,
                vdot: None,
            };
            Source::Workouts(Box::new(draft), settings, from_library)
        }
        (None, None) => return None,
    };
    Some(PlanRequest {
        org: org?,
        source,
        display_name: display_name?,
        athlete,
        start,
        race,
        time_zone,
    })
}

/// An id; one that is malformed names nothing.
pub(super) fn id<T: std::str::FromStr>(what: &str) -> impl FnOnce(Field<'_>) -> Option<T> {
    move |field| {
        field.text_as(|text| {
            text.parse()
                .map_err(|_| format!("expected the id of {what}"))
        })
    }
}

/// An IANA name of a time zone.
pub(super) fn time_zone(field: Field<'_>) -> Option<String> {
    field.text_as(|text| {
        text.parse::<chrono_tz::Tz>()
            .map(|zone| zone.name().to_owned())
            .map_err(|_| "expected an IANA name such as Europe/Berlin")
    })
}

/// A plan that was made.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CreatedPlanBody {
    /// Its id among those who may edit it.
    #[schema(value_type = String)]
    plan_id: PlanId,
    /// The number of its writes; also its `ETag`.
    version: u64,
    /// The plan, every layer applied.
    plan: PrivatePlanBody,
    /// What a prudent coach would point out about it.
    findings: Vec<FindingBody>,
}

/// Makes a plan from a run's result or from workouts.
///
/// Role coach. A stored plan always has dates.
#[utoipa::path(
    post,
    path = "/api/v1/plans",
    tag = "plans",
    request_body = CreatePlanBody,
    responses(
        (status = 201, description = "The plan", body = CreatedPlanBody, headers(("ETag" = String), ("Location" = String))),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn create_plan(
    state: Data<State>,
    actor: Actor,
    StrictBody(value): StrictBody,
) -> Result<HttpResponse, Problem> {
    let asked = asked_of(&value, "orgId", read);
    let made = ops::create_plan::create_plan(&state.store, actor, asked).await?;
    let (plan_id, version) = (made.stored.plan.id, made.stored.plan.version);
    let resolved = overlay::resolve(&made.stored.base, &made.overlays);
    let findings = check::check(&resolved, &Constraints::default());
    let coach_url = state.coach_url.as_deref().unwrap_or_default();
    Ok(HttpResponse::Created()
        .insert_header(version::etag(version))
        .insert_header((LOCATION, format!("{coach_url}/api/v1/plans/{plan_id}")))
        .json(CreatedPlanBody {
            plan_id,
            version,
            plan: plan_body(&made, Units::Miles),
            findings: finding::bodies(&findings),
        }))
}
