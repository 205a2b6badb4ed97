//! A text by its weeks: which line belongs to which, and one week by itself.

use std::collections::BTreeMap;

use chrono::Weekday;

use super::ParseContext;
use super::lines::{Line, classify};
use super::reader::is_stray;
use crate::plan::BasePlan;

/// The lines of a draft's text, each with the week it belongs to.
///
/// Lets a line be rewritten and its week be read again without reading the
/// other weeks again: [`excerpt`](Self::excerpt) leaves out their days.
#[derive(Clone, Debug)]
pub struct Sections {
    /// Every line with a line feed behind it.
    text: String,
    lines: Vec<LineOfText>,
}

#[derive(Clone, Debug)]
struct LineOfText {
    /// How long it is, its line feed included.
    length: u32,
    week: Option<u8>,
    is_day: bool,
}

impl Sections {
    /// Takes a text apart as [`parse`](super::parse) does with the same context.
    pub fn of(text: &str, context: &ParseContext) -> Self {
        let mut week = None;
        let mut is_above = true;
        let mut seen = [false; BasePlan::MAX_WEEKS as usize + 1];
        let mut enter = |number: u64| {
            let number = u8::try_from(number).ok()?;
            let is_seen = seen.get_mut(usize::from(number)).filter(|_| number > 0)?;
            (!std::mem::replace(is_seen, true)).then_some(number)
        };
        let mut lines = Vec::new();
        let mut whole = String::with_capacity(text.len() + 1);
        for line in text.lines() {
            let text = line.replace(is_stray, " ");
            let is_day = match classify(&text) {
                Line::Week(header) => {
                    is_above = false;
                    week = enter(header.number);
                    false
                }
                // A plan of one week needs no header: its first day is one, and stays.
                Line::Day { .. } if is_above && context.weeks == Some(1) => {
                    is_above = false;
                    week = enter(1);
                    false
                }
                Line::Day { .. } => true,
                _ => false,
            };
            let begins = whole.len();
            whole.push_str(&text);
            whole.push('\n');
            lines.push(LineOfText {
                length: (whole.len() - begins) as u32,
                week,
                is_day,
            });
        }
        lines.shrink_to_fit();
        Self { text: whole, lines }
    }

    /// The lines with what they say.
    fn lines(&self) -> impl Iterator<Item = (&LineOfText, &str)> {
        let mut rest = self.text.as_str();
        self.lines.iter().map(move |line| {
            let (text, behind) = rest.split_at(line.length as usize);
            rest = behind;
            (line, text.strip_suffix('\n').unwrap_or(text))
        })
    }

    /// A week as it was written, from its header to the line before the next.
    pub fn week(&self, number: u8) -> String {
        let lines = self.lines();
        let lines = lines.filter(|(line, _)| line.week == Some(number));
        joined(lines.map(|(_, text)| text))
    }

    /// The whole text with lines in place of those of the same numbers.
    pub fn with(&self, rewritten: &BTreeMap<u32, String>) -> String {
        self.page(|_| true, rewritten)
    }

    /// The text with lines rewritten, and without the days of other weeks.
    ///
    /// Everything else keeps its place and its line number, so the week is read
    /// in it as it is in the whole text.
    pub fn excerpt(&self, number: u8, rewritten: &BTreeMap<u32, String>) -> String {
        self.page(|line| !line.is_day || line.week == Some(number), rewritten)
    }

    fn page(
        &self,
        is_kept: impl Fn(&LineOfText) -> bool,
        rewritten: &BTreeMap<u32, String>,
    ) -> String {
        let lines = (1..).zip(self.lines()).map(|(number, (line, text))| {
            let kept = if is_kept(line) { text } else { "" };
            let other = rewritten.get(&number).filter(|_| is_kept(line));
            other.map_or(kept, String::as_str)
        });
        joined(lines.map(|line| line.lines().next().unwrap_or_default()))
    }
}

fn joined<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for line in lines {
        text.push_str(line);
        text.push('\n');
    }
    text.shrink_to_fit();
    text
}

/// The weekday a line is about, if it is a weekday's line.
pub fn weekday_of(line: &str) -> Option<Weekday> {
    match classify(line) {
        Line::Day { day, .. } => Some(day),
        _ => None,
    }
}
