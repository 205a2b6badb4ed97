//! A text by its weeks: which line belongs to which, and one week by itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::Weekday;

use super::ParseContext;
use super::lines::{Line, classify};
use super::reader::is_stray;
use crate::plan::BasePlan;

/// The lines of a draft's text, each with the week it belongs to.
///
/// Lets a line be rewritten and its week be read again without reading the
/// other weeks again: [`excerpt`](Self::excerpt) leaves out their days. The text
/// is held once, week by week, for as long as somebody else needs a week of it.
#[derive(Clone, Debug)]
pub struct Sections {
    sections: Vec<Section>,
}

/// Lines up to the next week's header.
#[derive(Clone, Debug)]
struct Section {
    week: Option<u8>,
    /// Every line with a line feed behind it.
    text: Arc<str>,
    /// Which of its lines are days.
    days: Box<[bool]>,
}

impl Section {
    fn of(week: Option<u8>, lines: &[(String, bool)]) -> Self {
        Self {
            week,
            text: joined(lines.iter().map(|(text, _)| text.as_str())),
            days: lines.iter().map(|(_, is_day)| *is_day).collect(),
        }
    }

    /// The lines, and whether each is a day.
    fn lines(&self) -> impl Iterator<Item = (&str, bool)> {
        self.text.lines().zip(self.days.iter().copied())
    }
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
        let mut sections = Vec::new();
        let mut lines: Vec<(String, bool)> = Vec::new();
        for line in text.lines() {
            let text = line.replace(is_stray, " ");
            let (entered, is_day) = match classify(&text) {
                Line::Week(header) => (Some(enter(header.number)), false),
                // A plan of one week needs no header: its first day is one, and stays.
                Line::Days(_) if is_above && context.weeks == Some(1) => (Some(enter(1)), false),
                Line::Days(_) => (None, true),
                _ => (None, false),
            };
            if let Some(entered) = entered {
                is_above = false;
                sections.push(Section::of(week, &lines));
                lines.clear();
                week = entered;
            }
            lines.push((text, is_day));
        }
        sections.push(Section::of(week, &lines));
        sections.shrink_to_fit();
        Self { sections }
    }

    /// A week as it is written, from its header to the line before the next;
    /// nothing where there is no such week.
    pub fn week(&self, number: u8) -> Arc<str> {
        let mut sections = self.sections.iter();
        let section = sections.find(|section| section.week == Some(number));
        section.map_or_else(|| "".into(), |section| Arc::clone(&section.text))
    }

    /// A line, by its number from 1.
    pub fn line(&self, number: u32) -> Option<&str> {
        let mut above = 0;
        for section in &self.sections {
            let count = section.days.len();
            let index = (number as usize).checked_sub(above + 1)?;
            if index < count {
                return section.text.lines().nth(index);
            }
            above += count;
        }
        None
    }

    /// The whole text.
    pub fn text(&self) -> String {
        self.sections.iter().map(|section| &*section.text).collect()
    }

    /// Puts lines in place of those of the same numbers. They stay in the weeks
    /// they are in, whatever they say.
    pub fn rewrite(&mut self, lines: &BTreeMap<u32, String>) {
        let mut first = 1;
        for section in &mut self.sections {
            let next = first + section.days.len() as u32;
            if lines.range(first..next).next().is_some() {
                let rewritten = (first..).zip(section.text.lines());
                let rewritten = rewritten.map(|(number, text)| replaced(number, text, lines));
                section.text = joined(rewritten);
            }
            first = next;
        }
    }

    /// The text with lines rewritten, and without the days of other weeks.
    ///
    /// Everything else keeps its place and its line number, so the week is read
    /// in it as it is in the whole text.
    pub fn excerpt(&self, number: u8, rewritten: &BTreeMap<u32, String>) -> String {
        let mut text = String::new();
        let mut line = 0;
        for section in &self.sections {
            for (written, is_day) in section.lines() {
                line += 1;
                if !is_day || section.week == Some(number) {
                    text.push_str(replaced(line, written, rewritten));
                }
                text.push('\n');
            }
        }
        text
    }
}

/// What stands at a line; a line feed ends what is put there.
fn replaced<'a>(number: u32, text: &'a str, lines: &'a BTreeMap<u32, String>) -> &'a str {
    match lines.get(&number) {
        Some(other) => other.lines().next().unwrap_or_default(),
        None => text,
    }
}

fn joined<'a>(lines: impl Iterator<Item = &'a str>) -> Arc<str> {
    let mut text = String::new();
    for line in lines {
        text.push_str(line);
        text.push('\n');
    }
    text.into()
}

/// The weekdays a line is about, as it names them; none where it is no weekday's line.
pub fn weekdays_of(line: &str) -> Vec<Weekday> {
    match classify(line) {
        Line::Days(days) => days.into_iter().flat_map(|day| day.days).collect(),
        _ => Vec::new(),
    }
}
