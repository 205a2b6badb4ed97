//! An answer as it comes, into weeks: each the moment its object closes.
//!
//! The answer is one object with one member, `weeks`, a list of objects. A
//! state machine over bytes finds where the objects begin and end; what is in
//! them is read strictly by whoever gets the slice. Whatever lies *between* the
//! weeks is kept as an outline in which each week is `0`, and read as strictly
//! at the end, so that no second `weeks`, no other member and no stray comma
//! goes unnoticed. Nothing is ever closed that the model did not close.

use serde_json::{Value, json};
use web_base::strict_json::{MAX_DEPTH, parse};

use crate::writers::fault::ModelFault;

/// More white space in a row is a model that has lost its way.
const LONGEST_BLANK: usize = 2 * 1024;
/// The longest object of one week.
const LARGEST_WEEK: usize = 64 * 1024;
/// The longest answer, weeks and everything else.
const LARGEST_ANSWER: usize = 1024 * 1024;
/// The longest outline: names, brackets, and a little prose around them.
const LARGEST_OUTLINE: usize = 4 * 1024;

/// The list the weeks are in.
const LIST: &str = "weeks";

/// How deep a week's object lies: in the list, in the whole.
const WEEK_DEPTH: usize = 3;
/// How deep an entry of one of its lists lies.
const ENTRY_DEPTH: usize = 5;

/// Something of an answer that is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// An entry of a list of the week that is still open: a day, a line.
    Entry(String),
    /// A week.
    Week(String),
}

/// Reads an answer piece by piece.
#[derive(Debug, Default)]
pub(super) struct Scanner {
    place: Place,
    /// The open brackets, outermost first.
    open: Vec<u8>,
    in_string: bool,
    is_escaped: bool,
    /// The bytes of white space since the last other one, outside of strings.
    blank: usize,
    /// The bytes so far.
    seen: usize,
    /// What lies between the weeks.
    outline: Vec<u8>,
    /// The week that is open.
    week: Vec<u8>,
    /// Where in it the open entry begins.
    entry: Option<usize>,
    fault: Option<ModelFault>,
}

/// Where the next byte belongs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    /// Before the object: white space, or the opening of a code fence.
    #[default]
    Before,
    /// In the first line of a code fence, behind its back-quotes.
    Fence,
    /// In the object.
    Inside,
    /// Behind it: white space, or the closing of a code fence.
    After,
}

impl Scanner {
    /// Takes the next text of the answer and says what it closes, in order.
    ///
    /// # Errors
    /// What is wrong with the answer, the same again from then on; what was
    /// closed before it is in `closed` all the same.
    pub(super) fn push(&mut self, text: &str, closed: &mut Vec<Piece>) -> Result<(), ModelFault> {
        for byte in text.bytes() {
            if let Some(fault) = &self.fault {
                return Err(fault.clone());
            }
            if let Err(fault) = self.take(byte, closed) {
                self.fault = Some(fault);
            }
        }
        self.fault.clone().map_or(Ok(()), Err)
    }

    /// Says whether the answer is whole; nothing comes any more.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn finish(&self) -> Result<(), ModelFault> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        match self.place {
            Place::Before if self.seen == self.blank => Err(ModelFault::EmptyAnswer),
            Place::Before | Place::Fence => Err(ModelFault::NotJson),
            Place::Inside => Err(ModelFault::MalformedJson),
            Place::After => self.check_outline(),
        }
    }

    fn take(&mut self, byte: u8, closed: &mut Vec<Piece>) -> Result<(), ModelFault> {
        self.seen += 1;
        if self.seen > LARGEST_ANSWER {
            return Err(ModelFault::AnswerTooLarge);
        }
        if !self.in_string {
            self.count_blank(byte)?;
        }
        match self.place {
            Place::Before => self.begin(byte),
            Place::Fence => {
                match byte {
                    b'\n' => self.place = Place::Before,
                    b'`' | b'\r' => {}
                    _ if byte.is_ascii_alphanumeric() => {}
                    _ => return Err(ModelFault::NotJson),
                }
                Ok(())
            }
            Place::Inside => self.inside(byte, closed),
            Place::After if byte.is_ascii_whitespace() || byte == b'`' => Ok(()),
            Place::After => Err(ModelFault::NotJson),
        }
    }

    fn count_blank(&mut self, byte: u8) -> Result<(), ModelFault> {
        if !byte.is_ascii_whitespace() {
            self.blank = 0;
            return Ok(());
        }
        self.blank += 1;
        if self.blank > LONGEST_BLANK {
            return Err(ModelFault::EndlessWhitespace);
        }
        Ok(())
    }

    fn begin(&mut self, byte: u8) -> Result<(), ModelFault> {
        match byte {
            b'{' => {
                self.place = Place::Inside;
                self.open.push(byte);
                self.outline.push(byte);
                Ok(())
            }
            b'`' => {
                self.place = Place::Fence;
                Ok(())
            }
            _ if byte.is_ascii_whitespace() => Ok(()),
            _ => Err(ModelFault::NotJson),
        }
    }

    fn inside(&mut self, byte: u8, closed: &mut Vec<Piece>) -> Result<(), ModelFault> {
        if self.in_string {
            match byte {
                _ if self.is_escaped => self.is_escaped = false,
                b'\\' => self.is_escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            return self.keep(byte);
        }
        match byte {
            b'"' => {
                self.in_string = true;
                self.keep(byte)
            }
            b'{' | b'[' => self.open_bracket(byte),
            b'}' | b']' => self.close_bracket(byte, closed),
            _ => self.keep(byte),
        }
    }

    fn open_bracket(&mut self, byte: u8) -> Result<(), ModelFault> {
        if self.open.len() == MAX_DEPTH {
            return Err(ModelFault::MalformedJson);
        }
        self.open.push(byte);
        if self.open == [b'{', b'[', b'{'] && self.week.is_empty() {
            // In the outline a week is a number.
            self.outline.push(b'0');
            self.week.push(byte);
            return Ok(());
        }
        if byte == b'{' && self.open.len() == ENTRY_DEPTH && !self.week.is_empty() {
            self.entry = Some(self.week.len());
        }
        self.keep(byte)
    }

    fn close_bracket(&mut self, byte: u8, closed: &mut Vec<Piece>) -> Result<(), ModelFault> {
        let opening = if byte == b'}' { b'{' } else { b'[' };
        if self.open.last() != Some(&opening) {
            return Err(ModelFault::MalformedJson);
        }
        self.keep(byte)?;
        if self.open.len() == ENTRY_DEPTH
            && let Some(start) = self.entry.take()
        {
            closed.push(Piece::Entry(text(&self.week[start..])));
        }
        if self.open.len() == WEEK_DEPTH && !self.week.is_empty() {
            closed.push(Piece::Week(text(&self.week)));
            self.week.clear();
        }
        self.open.pop();
        if self.open.is_empty() {
            self.place = Place::After;
        }
        Ok(())
    }

    fn keep(&mut self, byte: u8) -> Result<(), ModelFault> {
        let (kept, most) = if self.week.is_empty() {
            (&mut self.outline, LARGEST_OUTLINE)
        } else {
            (&mut self.week, LARGEST_WEEK)
        };
        if kept.len() == most {
            return Err(ModelFault::AnswerTooLarge);
        }
        kept.push(byte);
        Ok(())
    }

    /// What lies between the weeks is a list of them under its name, alone.
    fn check_outline(&self) -> Result<(), ModelFault> {
        let outline = parse(&self.outline).map_err(|_| ModelFault::MalformedJson)?;
        let is_list = |list: &Value| {
            list.as_array()
                .is_some_and(|it| it.iter().all(|week| *week == json!(0)))
        };
        match outline.as_object() {
            Some(members) if members.len() == 1 && members.get(LIST).is_some_and(is_list) => Ok(()),
            _ => Err(ModelFault::SchemaMismatch),
        }
    }
}

/// Brackets are ASCII, so a slice between two of them is whole characters.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
