//! What people write about a library workout, as members or as a line of the
//! draft language, read into the domain's workout.

use plan_core::check::Finding;
use plan_core::draft::{ReadWorkout, parse_workout, print_workout};
use plan_core::plan::Level;
use plan_core::units::{Distance, DistanceUnit};
use plan_core::workout::{Step, Workout, WorkoutKind};
use plan_store::library::LibraryEntry;
use utoipa::ToSchema;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, OneOfBuilder, Ref, Type};
use utoipa::openapi::{RefOr, Schema};
use web_base::strict_json::{Field, Members};

use crate::api::step;
use crate::api::values::{self, schemas, words};

/// The longest name, in characters.
const MAX_NAME: usize = 120;
/// The longest line, and the longest description, in bytes.
const MAX_TEXT: usize = 2 * 1024;
/// What a workout is told by where it is no line.
const PARTS: [&str; 5] = [
    "type",
    "distanceMiles",
    "distanceKilometers",
    "duration",
    "steps",
];

/// A workout for the library, told by a `line` of the draft language or by its
/// `type` and what it holds.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(
    dead_code,
    reason = "a schema: the reader makes the domain's workout at once"
)]
pub(crate) struct LibraryEntryBody {
    /// What coaches call it, at most 120 characters; there once in an
    /// organization, in whatever case. A name in quotes in the `line` will do.
    #[schema(required = false, max_length = 120)]
    name: String,
    /// Whom it is for; everybody unless given.
    #[schema(required = false, schema_with = schemas::level)]
    level: Option<Level>,
    /// All of it in the draft language; instead of `type` and the members below.
    #[schema(
        required = false,
        max_length = 2048,
        example = "Intervals 6.5 mi: 1.5 mi warm-up, 6 x 800 m @ I; jog 400 m, 1 mi cool-down"
    )]
    line: Option<String>,
    /// The unit of numbers without one in `line` and `steps`; imperial unless given.
    #[schema(required = false, schema_with = schemas::units)]
    units: values::Units,
    /// What kind of workout; races and rest days come from the plan.
    #[schema(required = false, rename = "type", schema_with = schemas::workout_kind)]
    kind: WorkoutKind,
    /// How far; not together with `distanceKilometers`.
    #[schema(required = false)]
    distance_miles: Option<f64>,
    /// How far; not together with `distanceMiles`.
    #[schema(required = false)]
    distance_kilometers: Option<f64>,
    /// How long: `PT45M`, `45:00` or `1:15:00`.
    #[schema(required = false)]
    duration: Option<String>,
    /// Its parts: a list, or what stands behind the colon of a line.
    #[schema(required = false, schema_with = steps_schema)]
    steps: Vec<Step>,
    /// What to do and why, at most 2048 bytes; told from its parts unless given.
    #[schema(required = false, max_length = 2048)]
    description: Option<String>,
}

fn steps_schema() -> RefOr<Schema> {
    let list = ArrayBuilder::new().items(Ref::from_schema_name("GeneratedStepBody"));
    let text = ObjectBuilder::new()
        .schema_type(Type::String)
        .examples(["1.5 mi warm-up, 6 x (800 m @ I, 400 m jog), 1 mi cool-down"]);
    OneOfBuilder::new().item(list).item(text).into()
}

/// What was read: the name also where the rest could not be.
#[derive(Clone, Debug, Default)]
pub(super) struct Read {
    pub(super) name: Option<String>,
    pub(super) entry: Option<LibraryEntry>,
    /// What was assumed.
    pub(super) findings: Vec<Finding>,
}

/// Reads a workout, noting every fault.
pub(super) fn read(members: &mut Members<'_>) -> Read {
    let given_name = members.optional("name", name);
    let level = members.optional("level", words);
    let unit = members
        .optional("units", values::units)
        .unwrap_or_default()
        .0;
    let language = Language {
        unit,
        level: level.unwrap_or(Level::Intermediate),
    };
    let line = members.optional("line", |f| language.line(f));
    let parts = language.parts(members);
    let description = members.optional("description", |f| f.shown_text(MAX_TEXT));
    let read = if members.has("line") {
        for part in PARTS.iter().filter(|part| members.has(part)) {
            members.fault(
                part,
                "belongs to a workout without a line; the line says it",
            );
        }
        line
    } else {
        parts
    };
    let Some(ReadWorkout { workout, findings }) = read else {
        return Read {
            name: given_name,
            ..Read::default()
        };
    };
    let own_name = workout.name.filter(|name| {
        let is_short = name.chars().count() <= MAX_NAME;
        if !is_short {
            members.fault("line", too_long(name));
        }
        is_short
    });
    let name = given_name.or(own_name);
    if name.is_none() && !members.has("name") {
        members.fault("name", "is missing");
    }
    let entry = name.clone().map(|name| LibraryEntry {
        name,
        level,
        workout: Workout {
            name: None,
            description,
            ..workout
        },
    });
    Read {
        name,
        entry,
        findings,
    }
}

/// One line of at most so many characters, without spaces around it.
fn name(field: Field<'_>) -> Option<String> {
    let at = field.clone();
    let name = field.shown_line(MAX_TEXT)?;
    let name = name.trim();
    if name.chars().count() > MAX_NAME {
        return at.fault(too_long(name));
    }
    Some(name.to_owned())
}

fn too_long(name: &str) -> String {
    let length = name.chars().count();
    format!("names it by {length} characters; expected at most {MAX_NAME}")
}

/// What a line is read with.
#[derive(Clone, Copy)]
struct Language {
    unit: DistanceUnit,
    level: Level,
}

impl Language {
    fn read(self, line: &str) -> Result<ReadWorkout, String> {
        let read = parse_workout(line, self.unit, self.level)
            .map_err(|expected| format!("cannot be read; expected {expected}"))?;
        let kind = read.workout.kind;
        if is_from_the_plan(kind) {
            return Err(format!("reads as {}; {OURS}", kind.label()));
        }
        Ok(read)
    }

    fn line(self, field: Field<'_>) -> Option<ReadWorkout> {
        let at = field.clone();
        let line = field.shown_line(MAX_TEXT)?;
        at.text_as(|_| self.read(&line))
    }

    /// A workout from `type` and what it holds.
    fn parts(self, members: &mut Members<'_>) -> Option<ReadWorkout> {
        let is_line = members.has("line");
        let kind = if is_line {
            members.optional("type", kind)
        } else {
            members.required("type", kind)
        };
        members.one_of(&["distanceMiles", "distanceKilometers"]);
        let in_unit = values::distance_in;
        let miles = members.optional("distanceMiles", in_unit(DistanceUnit::Mile));
        let kilometers = members.optional("distanceKilometers", in_unit(DistanceUnit::Kilometer));
        let duration = members.optional("duration", values::time);
        let is_text = |field: &Field<'_>| field.value().is_string();
        let steps = members.optional("steps", |field| match is_text(&field) {
            true => {
                let at = field.clone();
                field.shown_line(MAX_TEXT).map(|text| Steps::Text(text, at))
            }
            false => step::steps(field).map(Steps::List),
        });
        // What is there and wrong has its own fault.
        let unread = |name, is_read: bool| members.has(name) && !is_read;
        if is_line
            || unread("distanceMiles", miles.is_some())
            || unread("distanceKilometers", kilometers.is_some())
            || unread("duration", duration.is_some())
            || unread("steps", steps.is_some())
        {
            return None;
        }
        let headline = Workout {
            distance: miles.or(kilometers),
            duration,
            ..Workout::new(kind?)
        };
        let steps = match steps {
            Some(Steps::Text(text, at)) => return self.with_steps(&headline, &text, &at),
            Some(Steps::List(steps)) => steps,
            None => Vec::new(),
        };
        let workout = Workout { steps, ..headline };
        if workout.kind.is_run()
            && workout.steps.is_empty()
            && workout.duration.is_none()
            && workout.distance.is_none_or(Distance::is_zero)
        {
            let detail = "is missing; a run has a distance, a duration or steps";
            members.fault("distanceMiles", detail);
            return None;
        }
        // What the language cannot say nobody could edit, nor run.
        match self.read(&print_workout(&workout, self.unit)) {
            Ok(_) => Some(ReadWorkout {
                workout,
                findings: Vec::new(),
            }),
            Err(detail) => {
                let blamed = PARTS.iter().rev().find(|part| members.has(part));
                members.fault(blamed.unwrap_or(&PARTS[0]), detail);
                None
            }
        }
    }

    /// A workout whose parts are written as behind the colon of a line.
    fn with_steps(self, headline: &Workout, steps: &str, at: &Field<'_>) -> Option<ReadWorkout> {
        let line = format!("{}: {steps}", print_workout(headline, self.unit));
        match self.read(&line) {
            Ok(read) if read.workout.kind != headline.kind => {
                let found = read.workout.kind;
                at.fault(format!("are those of {found}, not of {}", headline.kind))
            }
            Ok(read) if read.workout.steps.is_empty() => {
                at.fault("hold no step; expected parts such as `6 x (800 m @ I, 400 m jog)`")
            }
            Ok(read) => Some(read),
            Err(detail) => at.fault(detail),
        }
    }
}

/// Parts, as they were written.
enum Steps<'a> {
    List(Vec<Step>),
    Text(String, Field<'a>),
}

const OURS: &str = "races and rest days come from the plan";

const fn is_from_the_plan(kind: WorkoutKind) -> bool {
    matches!(kind, WorkoutKind::Race | WorkoutKind::Rest)
}

fn kind(field: Field<'_>) -> Option<WorkoutKind> {
    let at = field.clone();
    let kind = words(field)?;
    if is_from_the_plan(kind) {
        return at.fault(format!("is {kind}; {OURS}"));
    }
    Some(kind)
}
