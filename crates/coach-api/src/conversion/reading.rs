//! What a writer made of the unread lines of a week, judged as a stranger's words.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::Weekday;
use plan_core::draft::{self, Difference, DifferenceField, Parsed, Reach, Unheard, Unreadable};
use plan_core::units::DistanceUnit;
use plan_core::workout::Workout;

use crate::writers::{UnreadWeek, WeekLines};

/// A line longer than this is no workout.
const LONGEST: usize = 2_000;

/// A week with lines the code could not read, and what was made of them.
pub(super) struct OpenWeek {
    /// The lines as the coach wrote them.
    pub(super) lines: Arc<[Unreadable]>,
    /// How far its other runs go, and those of the weeks up to the next.
    reach: Reach,
    /// True once the writer has spoken of it in this round.
    pub(super) is_heard: bool,
    /// True where the writer left a line out, which says that it cannot read it.
    is_given_up: bool,
    /// The best reading of each line so far.
    readings: BTreeMap<u32, Reading>,
    /// What was wrong with what the writer said last.
    complaints: Vec<String>,
}

/// A line rewritten in the draft language, which the parser reads.
struct Reading {
    text: String,
    /// What it does not say, or says anew, against the line the coach wrote.
    unheard: Vec<Unheard>,
}

impl OpenWeek {
    /// One nobody has said anything of.
    pub(super) fn with(lines: Arc<[Unreadable]>, reach: Reach) -> Self {
        Self {
            lines,
            reach,
            is_heard: false,
            is_given_up: false,
            readings: BTreeMap::new(),
            complaints: Vec::new(),
        }
    }

    /// True where every line has a reading.
    pub(super) fn is_read(&self) -> bool {
        self.lines
            .iter()
            .all(|line| self.readings.contains_key(&line.line))
    }

    /// True where every line has a reading that lost nothing.
    pub(super) fn is_faithful(&self) -> bool {
        self.lines.iter().all(|line| !self.is_in_doubt(line))
    }

    /// True where the writer has said nothing of the week, or not of all of it:
    /// no other question will help.
    pub(super) fn is_hopeless(&self) -> bool {
        self.is_given_up || !self.is_heard && !self.is_read()
    }

    /// The lines without a faithful reading.
    fn in_doubt(&self) -> Arc<[Unreadable]> {
        if self.readings.is_empty() {
            return Arc::clone(&self.lines);
        }
        let lines = self.lines.iter().filter(|line| self.is_in_doubt(line));
        lines.cloned().collect()
    }

    fn is_in_doubt(&self, line: &Unreadable) -> bool {
        let reading = self.readings.get(&line.line);
        reading.is_none_or(|reading| !reading.unheard.is_empty())
    }

    /// What to ask: the lines without a faithful reading.
    pub(super) fn question(&self, week: u8, text: Arc<str>) -> UnreadWeek {
        UnreadWeek {
            week,
            text,
            lines: self.in_doubt(),
            complaints: self.complaints.clone(),
        }
    }

    /// As if nobody had said anything yet.
    pub(super) fn forget(&mut self) {
        *self = Self::with(Arc::clone(&self.lines), self.reach);
    }

    /// Judges what a writer says of the lines it was asked about; `read` parses
    /// the week with some of them rewritten.
    pub(super) fn hear(
        &mut self,
        said: &WeekLines,
        unit: DistanceUnit,
        read: impl FnOnce(&BTreeMap<u32, String>) -> Parsed,
    ) {
        self.is_heard = true;
        self.complaints.clear();
        let asked = self.in_doubt();
        let mut taken = self.acceptable(&asked, said);
        let known = self.readings.iter();
        let known = known.map(|(line, reading)| (*line, reading.text.clone()));
        let mut lines: BTreeMap<u32, String> = known.collect();
        lines.extend(taken.clone());
        let parsed = read(&lines);
        for line in &parsed.unreadable {
            if taken.remove(&line.line).is_some() {
                let (number, expected) = (line.line, &line.expected);
                self.complaints.push(format!(
                    "Line {number} cannot be read; expected {expected}."
                ));
            }
        }
        for line in &*asked {
            let Some(text) = taken.remove(&line.line) else {
                continue;
            };
            let workouts = workouts_at(&parsed, line.line);
            let mut unheard = draft::unheard(&line.text, &workouts, unit);
            // Where lengths were lost already, another one in their place is no news.
            let is_told = |it: &Unheard| {
                matches!(
                    it.field,
                    DifferenceField::Distance | DifferenceField::Duration
                )
            };
            if !unheard.iter().any(is_told) {
                unheard.extend(draft::invented(&line.text, &workouts, unit, self.reach));
            }
            self.complaints.extend(unheard.iter().map(|unheard| {
                let Unheard {
                    expected, found, ..
                } = unheard;
                format!(
                    "Line {} says {expected}; its reading has {found}.",
                    line.line
                )
            }));
            let best = self.readings.get(&line.line);
            if best.is_none_or(|best| unheard.len() < best.unheard.len()) {
                self.readings.insert(line.line, Reading { text, unheard });
            }
        }
    }

    /// The lines that may be looked at; the others are complained about.
    fn acceptable(&mut self, asked: &[Unreadable], said: &WeekLines) -> BTreeMap<u32, String> {
        let mut taken: BTreeMap<u32, Option<String>> = BTreeMap::new();
        for (number, text) in &said.lines {
            let line = asked.iter().find(|line| line.line == *number);
            let fault = match line {
                None => Some("was not asked for".to_owned()),
                Some(_) if taken.contains_key(number) => {
                    Some("was read more than once; write it once".to_owned())
                }
                Some(line) => form_fault(line, text),
            };
            if let Some(fault) = &fault {
                self.complaints.push(format!("Line {number} {fault}."));
            }
            if line.is_some() {
                // Of two readings of a line nobody knows which is meant.
                taken.insert(*number, fault.is_none().then(|| text.clone()));
            }
        }
        self.is_given_up |= asked.iter().any(|line| !taken.contains_key(&line.line));
        let taken = taken.into_iter();
        taken
            .filter_map(|(line, text)| Some((line, text?)))
            .collect()
    }

    /// The lines nobody could read.
    pub(super) fn unread(&self) -> impl Iterator<Item = &Unreadable> {
        let is_unread = |line: &&Unreadable| !self.readings.contains_key(&line.line);
        self.lines.iter().filter(is_unread)
    }

    /// The readings, and what they lost.
    pub(super) fn into_readings(mut self, week: u8) -> (Vec<(u32, String)>, Vec<Difference>) {
        let mut lines = Vec::new();
        let mut lost = Vec::new();
        for line in &*self.lines {
            let Some(Reading { text, unheard }) = self.readings.remove(&line.line) else {
                continue;
            };
            lost.extend(
                unheard
                    .into_iter()
                    .map(|unheard| difference(week, line, unheard)),
            );
            lines.push((line.line, text));
        }
        (lines, lost)
    }
}

/// What is wrong with the form of a rewritten line.
fn form_fault(asked: &Unreadable, text: &str) -> Option<String> {
    if text.trim().is_empty() {
        return Some("is empty".to_owned());
    }
    if text.len() > LONGEST {
        return Some(format!("is longer than {LONGEST} characters"));
    }
    if text.contains(draft::is_stray) {
        return Some("holds a control character or more than one line".to_owned());
    }
    let days = draft::weekdays_of(text);
    let was = draft::weekdays_of(&asked.text);
    if days == was {
        return None;
    }
    let named = |days: &[Weekday]| {
        let names: Vec<String> = days.iter().map(ToString::to_string).collect();
        names.join(", ")
    };
    Some(match days.is_empty() {
        true => format!("does not begin with its weekday, {}", named(&was)),
        false => format!(
            "is about {} now; it was about {}",
            named(&days),
            named(&was)
        ),
    })
}

/// The workouts that were read from a line; none where it rests beside training.
fn workouts_at(parsed: &Parsed, number: u32) -> Vec<Workout> {
    let places = parsed.lines.iter().filter(|at| at.line == number);
    let workouts = places.filter_map(|at| {
        let week = parsed.draft.weeks.get(at.week)?;
        week.on(at.day).get(at.index).cloned()
    });
    workouts.collect()
}

fn difference(week: u8, line: &Unreadable, unheard: Unheard) -> Difference {
    let Unheard {
        field,
        expected,
        found,
    } = unheard;
    let place = match line.day {
        Some(day) => format!("{day} of week {week}"),
        None => format!("Week {week}"),
    };
    let number = line.line;
    Difference {
        week: Some(week),
        day: line.day,
        field,
        message: format!("{place}: line {number} says {expected}, but was read with {found}."),
        expected,
        found,
    }
}
