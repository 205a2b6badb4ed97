//! Lines of an edited draft that the code could not read: what is asked, and
//! what of an answer is taken.
//!
//! Judged here is the form: exactly the lines asked for, each once, each one
//! line. What a rewriting *means* is judged by whoever holds the draft
//! ([`conversion`](crate::conversion)), who comes back with complaints where it
//! is not what the coach wrote. What the model says it cannot read stays unread.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write;

use plan_core::draft::Unreadable;
use plan_core::planner::PlanBrief;
use serde_json::Value;
use web_base::strict_json::{Field, read_object};

use super::asking::{Complaint, Job, listed};
use super::exact;
use super::plain;
use super::prompt::{Boundary, Prompt, rules_of_reading};
use super::schema::Schema;
use super::weeks::add_complaints;
use crate::writers::fault::ModelFault;
use crate::writers::{UnreadWeek, WeekLines};

/// The longest rewriting, in bytes.
const LONGEST_LINE: usize = 1_000;
/// What one rewritten line takes of an answer.
const TOKENS_PER_LINE: u64 = 120;
/// What a week takes besides its lines.
const TOKENS_PER_WEEK: u64 = 40;
/// More lines in an answer are refused without a look at them.
const MOST_LINES: usize = 1_000;

/// Weeks that are asked about one after the other: a week with more unread lines
/// than one answer has room for stands alone, a part of its lines at a time.
pub(super) fn stretches<'a>(
    weeks: impl IntoIterator<Item = &'a UnreadWeek>,
    room: u32,
) -> Vec<Vec<Cow<'a, UnreadWeek>>> {
    let most = u64::from(room).saturating_sub(TOKENS_PER_WEEK) / TOKENS_PER_LINE;
    let most = usize::try_from(most).unwrap_or(usize::MAX).max(1);
    let mut stretches = Vec::new();
    let mut together = Vec::new();
    for week in weeks {
        if week.lines.len() <= most {
            together.push(Cow::Borrowed(week));
            continue;
        }
        if !together.is_empty() {
            stretches.push(std::mem::take(&mut together));
        }
        stretches.extend(week.lines.chunks(most).map(|lines| {
            let part = UnreadWeek {
                lines: lines.into(),
                ..week.clone()
            };
            vec![Cow::Owned(part)]
        }));
    }
    if !together.is_empty() {
        stretches.push(together);
    }
    stretches
}

/// Lines that are being read.
pub(super) struct ReadingLines<'a> {
    weeks: BTreeMap<u8, &'a UnreadWeek>,
    plan: &'a PlanBrief,
    boundary: Boundary,
}

impl<'a> ReadingLines<'a> {
    /// Begins with weeks as the coach wrote them.
    pub(super) fn begin(
        weeks: impl IntoIterator<Item = &'a UnreadWeek>,
        plan: &'a PlanBrief,
        boundary: Boundary,
    ) -> Self {
        Self {
            weeks: weeks.into_iter().map(|week| (week.week, week)).collect(),
            plan,
            boundary,
        }
    }

    /// The weeks, ascending.
    pub(super) fn weeks(&self) -> Vec<u8> {
        self.weeks.keys().copied().collect()
    }

    /// True where an earlier rewriting was not what the coach wrote.
    pub(super) fn is_repair(&self) -> bool {
        self.weeks.values().any(|week| !week.complaints.is_empty())
    }
}

impl Job for ReadingLines<'_> {
    const SCHEMA: Schema = Schema::Lines;

    fn tokens_of(&self, week: u8) -> u64 {
        let lines = self.weeks.get(&week).map_or(0, |week| week.lines.len());
        TOKENS_PER_WEEK + TOKENS_PER_LINE * lines as u64
    }

    fn exact_schema(&self, weeks: &[u8]) -> String {
        let asked = weeks.iter().filter_map(|week| self.weeks.get(week));
        let asked = asked.map(|asked| {
            let lines = asked.lines.iter();
            let lines = lines.map(|line| (line.line, line.text.as_str()));
            (asked.week, lines.collect())
        });
        exact::lines(&asked.collect::<Vec<_>>())
    }

    fn prompt(&self, weeks: &[u8], complaints: &[Complaint]) -> Prompt {
        let mut user = String::new();
        let _ = writeln!(
            user,
            "Distances without a unit are in {}; the runner is {}.\n",
            self.plan.unit, self.plan.level
        );
        let mut all = Vec::new();
        for asked in weeks.iter().filter_map(|week| self.weeks.get(week)) {
            let week = asked.week;
            let name = format!("week {week}");
            user.push_str(&self.boundary.around(&name, &asked.text));
            let name = format!("unread lines of week {week}");
            user.push_str(&self.boundary.around(&name, &described(&asked.lines)));
            user.push('\n');
            if !asked.complaints.is_empty() {
                let fault = ModelFault::WrongLines { week };
                all.push(Complaint::about(week, fault, asked.complaints.clone()));
            }
        }
        all.extend_from_slice(complaints);
        add_complaints(&mut user, &self.boundary, &all);
        let _ = writeln!(user, "Rewrite lines of weeks: {}", listed(weeks));
        Prompt {
            system: rules_of_reading(&self.boundary),
            user,
        }
    }

    fn judge(&mut self, week: u8, answer: &Value) -> Result<WeekLines, Complaint> {
        let answered = read(answer).map_err(|faults| Complaint::of_form(week, faults))?;
        let asked = self.weeks.get(&week).map(|week| &*week.lines);
        let asked = asked.unwrap_or_default();
        let mut given = BTreeMap::new();
        let mut wrong = Vec::new();
        for (line, text) in answered {
            if !asked.iter().any(|it| it.line == line) {
                wrong.push(format!("line {line} was not asked about"));
            } else if given.insert(line, text).is_some() {
                wrong.push(format!("line {line} is there twice"));
            }
        }
        let missing = asked.iter().filter(|it| !given.contains_key(&it.line));
        wrong.extend(missing.map(|it| format!("line {} is missing", it.line)));
        if !wrong.is_empty() {
            let fault = ModelFault::WrongLines { week };
            return Err(Complaint::about(week, fault, wrong));
        }
        given.retain(|_, text| !text.is_empty());
        Ok(WeekLines {
            week,
            lines: given.into_iter().collect(),
        })
    }

    fn watch(&self, entry: &Value) -> Option<String> {
        let text = plain::plain(entry.get("text")?.as_str()?);
        (!text.is_empty()).then(|| format!("{text}\n"))
    }

    fn doing(&self, weeks: &[u8]) -> String {
        match weeks {
            [only] => format!("Reading lines of week {only}"),
            [first, .., last] => format!("Reading lines of weeks {first}–{last}"),
            [] => "Reading lines".to_owned(),
        }
    }
}

/// Unread lines, each with what would have been understood.
fn described(lines: &[Unreadable]) -> String {
    let mut text = String::new();
    for line in lines {
        let written = line.text.replace(['\n', '\r'], " ");
        let _ = writeln!(
            text,
            "line {}: {written}\n  expected {}",
            line.line, line.expected
        );
    }
    text
}

/// The lines of an answer that has its form; a line that cannot be read is empty.
fn read(value: &Value) -> Result<Vec<(u32, String)>, Vec<web_base::problem::Fault>> {
    read_object(value, |members| {
        let week = members.required("week", |field| field.whole(1..=u8::MAX));
        let lines = members.required("lines", |field| field.list(MOST_LINES, line));
        week?;
        lines
    })
}

fn line(field: Field<'_>) -> Option<(u32, String)> {
    let mut members = field.members();
    let line = members.required("line", |field| field.whole(0..=u32::MAX));
    let text = members.required("text", |field| match field.value().as_str() {
        Some(blank) if plain::plain(blank).is_empty() => Some(String::new()),
        _ => plain::line(field, LONGEST_LINE),
    });
    members.finish();
    Some((line?, text?))
}
