//! How the core's words look in a schema: a string and its possible values.
//! The core itself knows no OpenAPI.

use plan_core::overlay::{Feedback, Layer, Modifier, Status};
use plan_core::plan::{Phase, PlanStatus, ProgressionPattern, RaceDistance};
use plan_core::structure::{Manner, Origin};
use plan_core::workout::{StepRole, WorkoutKind};
use plan_core::zones::Zone;
use utoipa::openapi::Object;
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};

pub(super) fn one_of(words: &'static [&'static str]) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(words.iter().copied()))
        .build()
}

macro_rules! schemas {
    ($($name:ident => $words:ty),+ $(,)?) => {$(
        pub(super) fn $name() -> Object {
            one_of(<$words>::WORDS)
        }
    )+};
}

schemas! {
    layer => Layer,
    manner => Manner,
    modifier => Modifier,
    phase => Phase,
    plan_status => PlanStatus,
    progression_pattern => ProgressionPattern,
    race_distance => RaceDistance,
    status => Status,
    step_role => StepRole,
    workout_kind => WorkoutKind,
    zone => Zone,
}

/// A word, or null.
fn one_of_or_null(words: &'static [&'static str]) -> Object {
    let values = words.iter().copied().map(Some).chain(std::iter::once(None));
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
        .enum_values(Some(values))
        .build()
}

pub(super) fn optional_zone() -> Object {
    one_of_or_null(Zone::WORDS)
}

pub(super) fn optional_origin() -> Object {
    one_of_or_null(Origin::WORDS)
}

pub(super) fn optional_feedback() -> Object {
    one_of_or_null(Feedback::WORDS)
}
