//! How single values are written in request bodies and answers.
//!
//! One reader a kind of value, so that a weekday or a time means the same in
//! every body; and the few wire forms that are not the domain's own.

use std::str::FromStr;

use chrono::{Datelike, NaiveDate, Weekday};
use plan_core::check::Severity;
use plan_core::draft::DifferenceField;
use plan_core::error::Error;
use plan_core::plan::{Level, Phase, PlanStatus, ProgressionPattern, RaceDistance};
use plan_core::units::{Distance, DistanceUnit, Duration};
use plan_core::workout::{StepRole, WorkoutKind};
use plan_core::zones::Zone;
use plan_store::runs::{RunKind, RunState};
use serde::{Serialize, Serializer};
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{RefOr, Schema};
use web_base::strict_json::{Field, Members};

/// A day as `YYYY-MM-DD`, in this or the next century.
pub(crate) fn date(field: Field<'_>) -> Option<NaiveDate> {
    field.text_as(|text| {
        let shaped = text.len() == 10;
        let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
        date.filter(|date| shaped && (2000..2200).contains(&date.year()))
            .ok_or("expected a date from 2000-01-01 to 2199-12-31, such as 2026-10-18")
    })
}

/// A weekday by its full or short English name, in any case.
pub(crate) fn weekday(field: Field<'_>) -> Option<Weekday> {
    field.text_as(weekday_named)
}

/// The weekday with that full or short name.
pub(crate) fn weekday_named(name: &str) -> Result<Weekday, &'static str> {
    name.trim()
        .parse()
        .map_err(|_| "expected a weekday such as Mon or Monday")
}

/// A length of time as a stopwatch shows it (`3:55:00`, `24:10`) or in ISO 8601 (`PT45M`).
pub(crate) fn time(field: Field<'_>) -> Option<Duration> {
    field.text_as(|text| {
        Duration::from_clock("time", text)
            .or_else(|_| Duration::from_iso8601("time", text))
            .ok()
            .filter(|time| !time.is_zero())
            .ok_or("expected a time such as 3:55:00, 24:10 or PT45M")
    })
}

/// A length of time in ISO 8601 (`PT45M`).
pub(crate) fn iso_duration(field: Field<'_>) -> Option<Duration> {
    field.text_as(|text| Duration::from_iso8601("duration", text).map_err(|error| reason(&error)))
}

/// One of the domain's words or ids; the fault says what would have been accepted.
pub(crate) fn words<T: FromStr<Err = Error>>(field: Field<'_>) -> Option<T> {
    field.text_as(|text| text.parse().map_err(|error| reason(&error)))
}

/// What the domain made of a body's members, or a fault at the member it names.
pub(crate) fn accepted<T>(members: &Members<'_>, made: Result<T, Error>) -> Option<T> {
    made.map_err(|error| members.fault(error.field().unwrap_or_default(), reason(&error)))
        .ok()
}

/// A member that may be written in camelCase, as everywhere, or in snake_case,
/// as `/ai-coach` answers it.
pub(crate) fn either<'a, T>(
    members: &mut Members<'a>,
    camel: &'static str,
    snake: &'static str,
    read: impl FnOnce(Field<'a>) -> Option<T>,
) -> Option<T> {
    members.one_of(&[camel, snake]);
    // Both are asked for, so that neither is unknown.
    if members.has(camel) {
        let value = members.optional(camel, read);
        members.optional(snake, |_| None::<T>);
        value
    } else {
        members.optional(camel, |_| None::<T>);
        members.optional(snake, read)
    }
}

/// `imperial` or `metric`.
pub(crate) fn units(field: Field<'_>) -> Option<Units> {
    field.text_as(|text| match text {
        "imperial" => Ok(Units(DistanceUnit::Mile)),
        "metric" => Ok(Units(DistanceUnit::Kilometer)),
        _ => Err("expected imperial or metric"),
    })
}

/// A decimal number of miles or kilometers.
pub(crate) fn distance_in(unit: DistanceUnit) -> impl FnOnce(Field<'_>) -> Option<Distance> {
    move |field| {
        field.number_as(|value| {
            Distance::from_decimal("value", value, unit).map_err(|error| reason(&error))
        })
    }
}

/// A number of meters.
pub(crate) fn meters(field: Field<'_>) -> Option<Distance> {
    field.number_as(|value| {
        Distance::from_decimal_meters("value", value).map_err(|error| reason(&error))
    })
}

/// The unit of a plan as the wire names it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Units(pub(crate) DistanceUnit);

impl Units {
    const WORDS: [&'static str; 2] = ["imperial", "metric"];
}

impl Serialize for Units {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match self.0 {
            DistanceUnit::Mile => Self::WORDS[0],
            DistanceUnit::Kilometer => Self::WORDS[1],
        })
    }
}

/// A length of time as a stopwatch shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Clock(pub(crate) Duration);

impl Serialize for Clock {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// What is wrong with a value the domain refused, without the field's name,
/// which the fault's pointer already tells.
pub(crate) fn reason(error: &Error) -> String {
    match error {
        Error::OutOfRange {
            value, expected, ..
        }
        | Error::Unknown {
            value, expected, ..
        } => {
            format!("is {value}; expected {expected}")
        }
        other => other.to_string(),
    }
}

/// Schemas of the domain's words, built from the same lists the readers use.
pub(crate) mod schemas {
    use super::*;

    /// Text that is one of `words`.
    pub(crate) fn of_words<'a>(words: impl IntoIterator<Item = &'a str>) -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(words))
            .into()
    }

    macro_rules! word_schemas {
        ($($name:ident => $words:expr),+ $(,)?) => {$(
            pub(crate) fn $name() -> RefOr<Schema> {
                of_words($words.iter().copied())
            }
        )+};
    }

    word_schemas! {
        level => Level::WORDS,
        race_distance => RaceDistance::WORDS,
        progression_pattern => ProgressionPattern::WORDS,
        workout_kind => WorkoutKind::WORDS,
        units => Units::WORDS,
        plan_status => PlanStatus::WORDS,
        severity => Severity::WORDS,
        step_role => StepRole::WORDS,
        zone => Zone::WORDS,
        phase => Phase::WORDS,
        difference_field => DifferenceField::WORDS,
        run_kind => RunKind::WORDS,
        run_state => RunState::WORDS,
        weekday => ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    }

    /// A level, or null for everybody.
    pub(crate) fn optional_level() -> RefOr<Schema> {
        let words = Level::WORDS.iter().map(|word| Some(*word));
        ObjectBuilder::new()
            .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
            .enum_values(Some(words.chain([None])))
            .into()
    }

    /// A weekday as requests may write it.
    pub(crate) fn weekday_in_request() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(
                "A weekday: its full or short English name, in any case.",
            ))
            .examples(["Sun", "sunday"])
            .into()
    }

    /// A length of time as a stopwatch shows it.
    pub(crate) fn clock() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(
                "A length of time: h:mm:ss or m:ss; requests also accept ISO 8601 (PT45M).",
            ))
            .examples(["3:55:00"])
            .into()
    }
}
