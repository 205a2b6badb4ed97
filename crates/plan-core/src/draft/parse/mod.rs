//! Text into a draft: total, in one pass, and honest about what it cannot read.
//!
//! 1. `reader` goes over the text once. `lines` says what each line is: a title, a
//!    goal or a week's header (`headers`), a workout behind the `weekdays` it begins
//!    with and what stands beside them (`inscriptions`), or a note.
//! 2. A body that is written as we print it is read by `canonical`, without judgment.
//! 3. Any other is read as coaches write. `revisions` takes what now holds of a change
//!    that is marked; `manners` has it cut into tokens (`lexer`) and read as a race
//!    (`race_lines`) or as parts of a run (`scan`, with `vocabulary`, `amounts` and
//!    `targets`).
//! 4. `assemble` makes one workout of the `parts`: which recovery belongs to which work
//!    (`recoveries`), the amount that stands for the line (`headline`), its kind
//!    (`kinds`), what nobody wrote (`unsaid`, `feel`) and what it adds up to (`lengths`).
//! 5. `bounds` refuses what nobody runs, and `consistency` tells what contradicts itself.
//!
//! `mentions` holds somebody else's reading of a line against the line, and `sections`
//! cuts a text into its weeks.

mod amounts;
mod assemble;
mod bounds;
mod canonical;
mod consistency;
mod feel;
mod headers;
mod headline;
mod inscriptions;
mod kinds;
mod lengths;
mod lexer;
mod lines;
mod manners;
mod mentions;
mod parts;
mod race_lines;
mod reader;
mod recoveries;
mod revisions;
mod scan;
mod sections;
mod targets;
mod unsaid;
mod vocabulary;
mod weekdays;

use std::sync::Arc;

use chrono::{NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

pub use mentions::{Reach, Unheard, invented, unheard};
pub use reader::is_stray;
pub(super) use revisions::marks_change;
pub use sections::{Sections, weekdays_of};

use super::Draft;
use crate::check::Finding;
use crate::plan::{Level, RaceGoal};
use crate::units::{DistanceUnit, Duration};
use crate::workout::Workout;

/// What holds where the text does not say otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseContext {
    /// The unit of numbers without one.
    pub unit: DistanceUnit,
    /// The runner's experience.
    pub level: Level,
    /// How many weeks are expected.
    pub weeks: Option<u8>,
    /// The first training day.
    pub start: Option<NaiveDate>,
    /// The goal race.
    pub race: Option<RaceGoal>,
}

/// What was read in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// Everything that could be read, whatever else is wrong.
    pub draft: Draft,
    /// Where each workout of the draft stands in the text, in the draft's
    /// order (week, weekday from Monday, place in the day).
    pub lines: Vec<WorkoutLine>,
    /// Lines about a day or week that could not be read, in text order. A
    /// conversion must not go on while there are any.
    pub unreadable: Vec<Unreadable>,
    /// What contradicts itself, and what was assumed.
    pub findings: Vec<Finding>,
}

impl Parsed {
    /// The line a workout was read from.
    pub fn line_of(&self, week: usize, day: Weekday, index: usize) -> Option<u32> {
        self.lines
            .iter()
            .find(|at| (at.week, at.day, at.index) == (week, day, index))
            .map(|at| at.line)
    }
}

/// Where a workout stands in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkoutLine {
    /// The index of its week in the draft, from 0.
    pub week: usize,
    /// Its day.
    pub day: Weekday,
    /// Its place among the workouts of the day, from 0.
    pub index: usize,
    /// The line, from 1.
    pub line: u32,
}

/// A line that asks for something nobody can tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unreadable {
    /// The line, from 1.
    pub line: u32,
    /// As it was written.
    pub text: String,
    /// What would have been understood; lines that want the same share it.
    #[serde(with = "shared_text")]
    pub expected: Arc<str>,
    /// The week it stands in, from 1; `None` above the weeks, below a header
    /// that was refused, and for a header itself.
    pub week: Option<u8>,
    /// The day it is about.
    pub day: Option<Weekday>,
}

/// A text that several hold, as the text it is.
mod shared_text {
    use std::sync::Arc;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(text: &Arc<str>, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(text)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<str>, D::Error> {
        String::deserialize(from).map(Into::into)
    }
}

/// Reads a draft in the language of `docs/draft-language.md`.
///
/// Returns for any text, in time linear in its length. Every fault carries the
/// number of a line of the text.
pub fn parse(text: &str, context: &ParseContext) -> Parsed {
    reader::read(text, context)
}

/// A workout read by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadWorkout {
    /// The workout; a name in quotes is its name.
    pub workout: Workout,
    /// What was assumed.
    pub findings: Vec<Finding>,
}

/// Reads one workout as a line of a draft writes it behind the weekday:
/// `Intervals 6.5 mi: 1.5 mi warm-up, 6 x (800 m @ I, 400 m jog), 1 mi cool-down`.
///
/// [`print_workout`](super::print_workout) writes such a line.
///
/// # Errors
/// What would have been understood.
pub fn parse_workout(line: &str, unit: DistanceUnit, level: Level) -> Result<ReadWorkout, String> {
    let context = ParseContext {
        unit,
        level,
        weeks: None,
        start: None,
        race: None,
    };
    reader::read_workout(line, &context)
}

/// Reads a length of time that stands by itself, as lines say it and spreadsheets hold
/// it: `45 min`, `1h`, `1h30`, `1 h 30 min`, `1:15:00`, `45:00`.
///
/// # Errors
/// What would have been understood. `1:15` is refused as in a line: it could be minutes
/// or hours; and a range is not one length.
pub fn parse_duration(text: &str) -> Result<Duration, &'static str> {
    let tokens = lexer::tokens(text.trim().trim_end_matches('.'));
    let mut cursor = lexer::Cursor::new(&tokens);
    amounts::time_alone(&mut cursor)
        .filter(|time| !time.is_zero())
        .ok_or(amounts::WITH_ITS_UNIT)
}
