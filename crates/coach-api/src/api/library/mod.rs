//! `/api/v1/organizations/{org_id}/workouts`: an organization's own workouts.
//! Members here are camelCase.

pub(crate) mod create;
pub(crate) mod delete;
mod entry;
pub(crate) mod get;
pub(crate) mod import;
pub(crate) mod list;
mod rows;
mod sheet;
pub(crate) mod update;

use chrono::{DateTime, SecondsFormat, Utc};
use plan_core::draft::print_workout;
use plan_core::plan::Level;
use plan_core::units::{Distance, DistanceUnit};
use plan_core::workout::WorkoutKind;
use plan_export::json::Hundredths;
use plan_store::LibraryWorkoutId;
use plan_store::library::LibraryWorkout;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::finding::FindingBody;
use crate::api::values::schemas;

/// A workout of the library.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LibraryWorkoutBody {
    /// Its id; what plans call `libraryWorkoutId`.
    #[schema(value_type = String)]
    id: LibraryWorkoutId,
    /// The number of its writes; also its `ETag`.
    version: u64,
    /// What coaches call it; there once in an organization.
    name: String,
    /// What kind of workout.
    #[serde(rename = "type")]
    #[schema(schema_with = schemas::workout_kind)]
    kind: WorkoutKind,
    /// Whom it is for; null: everybody.
    #[schema(schema_with = schemas::optional_level)]
    level: Option<Level>,
    /// All of it in the draft language; it can be sent back as it is.
    #[schema(
        example = "Intervals 6.5 mi: 1.5 mi warm-up, 6 x (800 m @ I, 400 m jog), 1 mi cool-down"
    )]
    line: String,
    /// How far, rounded to hundredths.
    #[schema(required = true)]
    distance_miles: Option<Hundredths>,
    /// How far, rounded to hundredths.
    #[schema(required = true)]
    distance_kilometers: Option<Hundredths>,
    /// How long, an ISO 8601 duration.
    #[schema(required = true, example = "PT45M")]
    duration: Option<String>,
    /// What to do and why; null: told from its parts.
    #[schema(required = true)]
    description: Option<String>,
    /// When it was put here.
    created_date: String,
    /// When it was last written.
    updated_date: String,
}

impl From<LibraryWorkout> for LibraryWorkoutBody {
    fn from(it: LibraryWorkout) -> Self {
        let LibraryWorkout {
            id,
            org_id: _,
            name,
            level,
            workout,
            version,
            created_at,
            updated_at,
        } = it;
        let seconds = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let distance = |unit| {
            let hundredths = |distance: Distance| Hundredths::new(distance.to_hundredths(unit));
            workout.distance.map(hundredths)
        };
        Self {
            id,
            version,
            name,
            kind: workout.kind,
            level,
            line: print_workout(&workout, DistanceUnit::Mile),
            distance_miles: distance(DistanceUnit::Mile),
            distance_kilometers: distance(DistanceUnit::Kilometer),
            duration: workout.duration.map(|time| time.to_iso8601()),
            description: workout.description,
            created_date: seconds(created_at),
            updated_date: seconds(updated_at),
        }
    }
}

/// A workout of the library that was written.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WrittenWorkoutBody {
    /// As it is now.
    #[serde(flatten)]
    workout: LibraryWorkoutBody,
    /// What was assumed where the request left it open.
    findings: Vec<FindingBody>,
}
