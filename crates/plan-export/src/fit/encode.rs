//! A sheet as the bytes of a FIT file.

use std::io::Cursor;

use chrono::{NaiveDate, NaiveTime};
use embedded_io_adapters::std::FromStd;
use plan_core::plan::WorkoutId;
use plan_core::resolved::ResolvedWorkout;
use rustyfit::Encoder;
use rustyfit::profile::{mesgdef, typedef};
use rustyfit::proto::{FIT, Message};

use super::sheet::{Intensity, Line, Sheet, Until};
use crate::json::Identity;

/// What a watch tells files apart by.
#[derive(Clone, Copy)]
pub(super) struct Origin {
    serial: u32,
    created: typedef::DateTime,
}

impl Origin {
    /// Of a plan's moment of creation, which it keeps whatever it is called, and a workout's id.
    pub(super) fn of(identity: &Identity<'_>, workout: &ResolvedWorkout<'_>) -> Self {
        Self {
            serial: serial(identity, workout.id),
            created: created(workout.date, workout.id),
        }
    }
}

/// FNV-1a of plan and workout; zero would mean "none".
fn serial(identity: &Identity<'_>, workout: WorkoutId) -> u32 {
    let plan = identity.created.timestamp_micros().to_le_bytes();
    let name = workout.to_string();
    let hash = plan
        .iter()
        .chain(name.as_bytes())
        .fold(0x811c_9dc5_u32, |hash, byte| {
            (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
        });
    hash.max(1)
}

/// The workout's day, a second for each workout, so that no two are alike.
/// "None" where the format's calendar (1989 to 2125) does not reach.
fn created(date: NaiveDate, workout: WorkoutId) -> typedef::DateTime {
    const HALF_A_DAY: u64 = 43_200;
    let second = match workout {
        WorkoutId::Generated(number) => u64::from(number) % HALF_A_DAY,
        WorkoutId::Added(operation) => HALF_A_DAY + operation % HALF_A_DAY,
    };
    let midnight = date.and_time(NaiveTime::MIN).and_utc().timestamp();
    typedef::DateTime::from_unix_timestamp(midnight + second as i64)
}

/// # Errors
/// In words, where the format has no place for what is on the sheet.
pub(super) fn encode(sheet: &Sheet, origin: Origin) -> Result<Vec<u8>, String> {
    let mut messages = Vec::with_capacity(sheet.lines.len() + 2);
    messages.push(Message::from(file_id(origin)));
    messages.push(Message::from(workout(sheet)?));
    for (index, line) in sheet.lines.iter().enumerate() {
        messages.push(Message::from(step(index, line)?));
    }
    let mut file = FIT {
        messages,
        ..FIT::default()
    };
    let mut bytes = Cursor::new(Vec::new());
    Encoder::new()
        .encode(FromStd::new(&mut bytes), &mut file)
        .map_err(|error| error.to_string())?;
    Ok(bytes.into_inner())
}

fn file_id(origin: Origin) -> mesgdef::FileId {
    mesgdef::FileId {
        r#type: typedef::File::WORKOUT,
        // What the format has for makers without a number of their own.
        manufacturer: typedef::Manufacturer::DEVELOPMENT,
        product: 0,
        serial_number: origin.serial,
        time_created: origin.created,
        ..mesgdef::FileId::new()
    }
}

fn workout(sheet: &Sheet) -> Result<mesgdef::Workout, String> {
    Ok(mesgdef::Workout {
        wkt_name: sheet.name.as_str().into(),
        wkt_description: sheet.description.as_str().into(),
        sport: typedef::Sport::RUNNING,
        num_valid_steps: index_of(sheet.lines.len())?,
        ..mesgdef::Workout::new()
    })
}

fn step(index: usize, line: &Line) -> Result<mesgdef::WorkoutStep, String> {
    let new = mesgdef::WorkoutStep {
        message_index: typedef::MessageIndex(index_of(index)?),
        target_type: typedef::WktStepTarget::OPEN,
        target_value: 0,
        ..mesgdef::WorkoutStep::new()
    };
    Ok(match line {
        Line::Repeat { from, times } => mesgdef::WorkoutStep {
            duration_type: typedef::WktStepDuration::REPEAT_UNTIL_STEPS_CMPLT,
            duration_value: *from,
            target_value: u32::from(*times),
            ..new
        },
        Line::Run {
            intensity,
            until,
            speed,
            note,
        } => {
            let (duration_type, duration_value) = match until {
                Until::Centimeters(far) => (typedef::WktStepDuration::DISTANCE, *far),
                Until::Milliseconds(long) => (typedef::WktStepDuration::TIME, *long),
                Until::Open => (typedef::WktStepDuration::OPEN, 0),
            };
            let mut step = mesgdef::WorkoutStep {
                duration_type,
                duration_value,
                intensity: match intensity {
                    Intensity::WarmUp => typedef::Intensity::WARMUP,
                    Intensity::Active => typedef::Intensity::ACTIVE,
                    Intensity::Recovery => typedef::Intensity::RECOVERY,
                    Intensity::Rest => typedef::Intensity::REST,
                    Intensity::CoolDown => typedef::Intensity::COOLDOWN,
                },
                notes: note.as_str().into(),
                ..new
            };
            if let Some(bounds) = speed {
                // Zone zero: the bounds are the file's own.
                step.target_type = typedef::WktStepTarget::SPEED;
                step.custom_target_value_low = bounds.low;
                step.custom_target_value_high = bounds.high;
            }
            step
        }
    })
}

fn index_of(number: usize) -> Result<u16, String> {
    u16::try_from(number)
        .ok()
        .filter(|index| *index < u16::MAX)
        .ok_or_else(|| format!("{number} steps, where the format counts 65534"))
}
