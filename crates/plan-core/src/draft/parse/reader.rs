//! The pass over the lines: what each adds to the draft.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{Days, NaiveDate, Weekday};

use super::headers::{self, Goal, WeekHeader};
use super::lines::{Day, Line, classify};
use super::manners::{self, Circumstances};
use super::{
    ParseContext, Parsed, ReadWorkout, Unreadable, WorkoutLine, bounds, canonical, consistency,
    lexer, revisions,
};
use crate::check::{Finding, Notice, notices};
use crate::draft::{Draft, DraftWeek};
use crate::plan::{BasePlan, Phase, RaceDistance, RaceGoal};
use crate::units::DistanceUnit;
use crate::workout::{Workout, WorkoutKind};

const NO_WEEK: &str = "a week header such as `## Week 1 · Base` above the days";

const NO_DAY: &str = "a line that begins with a weekday, such as `- Tue: Easy 5 mi`";

/// A week of the text, where it stands.
struct WeekOfText {
    number: u8,
    /// Where its header stands.
    line: u32,
    phase: Option<Phase>,
    week: DraftWeek,
    /// The line of each workout, like the days of the week.
    lines: [Vec<u32>; 7],
}

/// Where the lines of days go.
enum Place {
    /// Above the first week.
    Above,
    /// Into a week, by its index.
    Week(usize),
    /// Nowhere: the week's header was refused.
    Nowhere,
}

struct Reader<'c> {
    context: &'c ParseContext,
    unit: DistanceUnit,
    title: Option<headers::Title>,
    goal: Goal,
    /// `Some(None)`: expressly open.
    start: Option<Option<NaiveDate>>,
    notes: Vec<String>,
    weeks: Vec<WeekOfText>,
    /// The line of the header of each week number.
    headers: [Option<u32>; BasePlan::MAX_WEEKS as usize + 1],
    place: Place,
    /// The first line that says something, where it stands.
    first_line: Option<(u32, String)>,
    /// True where a line was refused since it is in no week, or as a week's header.
    is_told_of_weeks: bool,
    dates: Vec<(usize, Weekday, NaiveDate, u32)>,
    unreadable: Vec<Unreadable>,
    /// What was expected of them, each once.
    expectations: BTreeSet<Arc<str>>,
    findings: Vec<Finding>,
}

pub(super) fn read(text: &str, context: &ParseContext) -> Parsed {
    let mut reader = Reader::new(context);
    for (index, line) in text.lines().enumerate() {
        let line = line.replace(is_stray, " ");
        reader.line(u32::try_from(index + 1).unwrap_or(u32::MAX), &line);
    }
    reader.finish()
}

/// One workout, written as behind a weekday.
pub(super) fn read_workout(text: &str, context: &ParseContext) -> Result<ReadWorkout, String> {
    if text.trim().contains(['\n', '\r']) {
        return Err("one line".to_owned());
    }
    let mut reader = Reader::new(context);
    let read = reader.workouts(1, text.replace(is_stray, " ").trim(), None)?;
    let count = read.len();
    let Ok([workout]) = <[Workout; 1]>::try_from(read) else {
        return Err(format!("one workout; the line reads as {count}"));
    };
    let mut findings = reader.findings;
    findings.extend(consistency::steps(&workout));
    for finding in &mut findings {
        // There is no other line.
        finding.place.line = None;
    }
    Ok(ReadWorkout { workout, findings })
}

impl<'c> Reader<'c> {
    fn new(context: &'c ParseContext) -> Self {
        Self {
            context,
            unit: context.unit,
            title: None,
            goal: Goal::default(),
            start: None,
            notes: Vec::new(),
            weeks: Vec::new(),
            headers: [None; BasePlan::MAX_WEEKS as usize + 1],
            place: Place::Above,
            first_line: None,
            is_told_of_weeks: false,
            dates: Vec::new(),
            unreadable: Vec::new(),
            expectations: BTreeSet::new(),
            findings: Vec::new(),
        }
    }
}

impl Reader<'_> {
    fn line(&mut self, number: u32, line: &str) {
        if self.first_line.is_none() && !line.trim().is_empty() {
            self.first_line = Some((number, line.trim().to_owned()));
        }
        match classify(line) {
            Line::Blank => {}
            Line::Heading(text) => self.heading(number, text),
            Line::Goal(text) => self.goal(number, text),
            Line::Start(text) => self.start(number, line, text),
            Line::Week(header) => self.week(number, line, header),
            Line::Days(days) => self.days(number, line, &days),
            Line::Struck => self.findings.push(
                Finding::new(
                    &notices::LINE_CHANGED,
                    "The line is struck out; nothing was read from it.",
                )
                .at_line(number),
            ),
            Line::Note(text) => self.note(text),
        }
    }

    fn note(&mut self, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        match self.place {
            Place::Week(index) => self.weeks[index].week.notes.push(text.to_owned()),
            Place::Above | Place::Nowhere => self.notes.push(text.to_owned()),
        }
    }

    fn refuse(&mut self, line: u32, text: &str, expected: &str) {
        let expected = self.expectation(expected);
        self.unreadable.push(Unreadable {
            line,
            text: text.to_owned(),
            expected,
            week: None,
            day: None,
        });
    }

    /// Refuses a line about a day, where it stands.
    fn refuse_day(&mut self, line: u32, day: Option<Weekday>, text: &str, expected: &str) {
        let week = match self.place {
            Place::Week(index) => Some(self.weeks[index].number),
            Place::Above | Place::Nowhere => None,
        };
        let expected = self.expectation(expected);
        self.unreadable.push(Unreadable {
            line,
            text: text.to_owned(),
            expected,
            week,
            day,
        });
    }

    /// There may be hundreds of lines that want the same, and wait together for
    /// somebody to read them.
    fn expectation(&mut self, expected: &str) -> Arc<str> {
        if let Some(known) = self.expectations.get(expected) {
            return Arc::clone(known);
        }
        let expected: Arc<str> = expected.into();
        self.expectations.insert(Arc::clone(&expected));
        expected
    }

    fn heading(&mut self, _line: u32, text: &str) {
        let is_first = self.title.is_none() && self.weeks.is_empty();
        match headers::title(text).filter(|_| is_first) {
            Some(mut title) => {
                self.unit = title.unit.unwrap_or(self.unit);
                self.notes.append(&mut title.rest);
                self.title = Some(title);
            }
            None => self.note(text),
        }
    }

    fn goal(&mut self, line: u32, text: &str) {
        if text.is_empty() {
            return;
        }
        match headers::goal(text) {
            Some(goal) => {
                self.goal = Goal {
                    race: goal.race.or(self.goal.race),
                    date: goal.date.or(self.goal.date),
                    time: goal.time.or(self.goal.time),
                };
            }
            None => {
                self.note(&format!("Goal: {text}"));
                self.findings.push(
                    Finding::new(&notices::GOAL_NOT_UNDERSTOOD, "The goal was kept as a note; a date (2026-10-18), a time (3:55:00) or both would be read.",
                    )
                    .at_line(line),
                );
            }
        }
    }

    fn start(&mut self, line: u32, whole: &str, text: &str) {
        if text.eq_ignore_ascii_case("open") {
            self.start = Some(None);
        } else if let Ok(date) = text.parse() {
            self.start = Some(Some(date));
        } else {
            self.refuse(
                line,
                whole,
                "a date such as `Start: 2026-06-29`, or `Start: open`",
            );
        }
    }

    fn week(&mut self, line: u32, whole: &str, header: WeekHeader) {
        let number = u8::try_from(header.number)
            .ok()
            .filter(|number| (1..=BasePlan::MAX_WEEKS).contains(number));
        let Some(number) = number else {
            self.refuse(line, whole, "a week number from 1 to 52");
            self.is_told_of_weeks = true;
            self.place = Place::Nowhere;
            return;
        };
        let seen = &mut self.headers[usize::from(number)];
        if let Some(first) = *seen {
            let expected =
                format!("a week number that is not used yet: week {number} is at line {first}");
            self.refuse(line, whole, &expected);
            self.place = Place::Nowhere;
            return;
        }
        *seen = Some(line);
        if self.weeks.last().is_some_and(|last| last.number > number) {
            self.findings.push(
                Finding::new(
                    &notices::WEEKS_OUT_OF_ORDER,
                    format!("Week {number} stands after a later one; the numbers decide."),
                )
                .in_week(number)
                .at_line(line),
            );
        }
        let mut week = DraftWeek::empty(Phase::Base);
        week.stated_volume = header.volume;
        week.notes.extend(header.rest);
        self.place = Place::Week(self.weeks.len());
        self.weeks.push(WeekOfText {
            number,
            line,
            phase: header.phase,
            week,
            lines: Default::default(),
        });
    }

    fn days(&mut self, line: u32, whole: &str, days: &[Day<'_>]) {
        // A plan of one week needs no header.
        if matches!(self.place, Place::Above) && self.context.weeks == Some(1) {
            self.week(
                line,
                whole,
                WeekHeader {
                    number: 1,
                    phase: None,
                    volume: None,
                    rest: None,
                },
            );
        }
        let first = days.iter().find_map(|day| day.days.first()).copied();
        let known = self.findings.len();
        let read: Result<Vec<_>, _> = days.iter().map(|day| self.day(line, day)).collect();
        let read = match read {
            Ok(read) => read,
            Err(expected) => {
                self.findings.truncate(known);
                return self.refuse_day(line, first, whole, &expected);
            }
        };
        let index = match self.place {
            Place::Week(index) => index,
            Place::Above => {
                self.is_told_of_weeks = true;
                return self.refuse_day(line, first, whole, NO_WEEK);
            }
            Place::Nowhere => return,
        };
        for (day, workouts) in days.iter().zip(read) {
            if let (Some(date), Some(weekday)) = (day.date, day.days.first()) {
                let week = usize::from(self.weeks[index].number) - 1;
                self.dates.push((week, *weekday, date, line));
            }
            for weekday in &day.days {
                self.put(line, index, (*weekday, day.is_half), &workouts);
            }
        }
    }

    /// What one entry of a line asks for, on each of its days.
    fn day(&mut self, line: u32, day: &Day<'_>) -> Result<Vec<Workout>, String> {
        let mut workouts = self.workouts(line, day.body?, Some(&day.days))?;
        self.findings.extend(day.slip.map(|(slip, read)| {
            Finding::new(
                &notices::WEEKDAY_ASSUMED,
                format!("`{slip}` is no weekday; it was read as {read}."),
            )
            .at_line(line)
        }));
        if let (Some(inscription), Some(first)) = (day.inscription, workouts.first_mut()) {
            self.findings.push(
                Finding::new(
                    &notices::NUMBER_NOT_UNDERSTOOD,
                    format!("`{inscription}` was kept as a note; nothing was read from it."),
                )
                .at_line(line),
            );
            first.note = Some(match first.note.take() {
                Some(note) => format!("{inscription}; {note}"),
                None => inscription.to_owned(),
            });
        }
        Ok(workouts)
    }

    /// Puts the workouts of a line on a day of a week.
    fn put(
        &mut self,
        line: u32,
        index: usize,
        (day, is_half): (Weekday, bool),
        workouts: &[Workout],
    ) {
        let week = &mut self.weeks[index];
        let slot = day.num_days_from_monday() as usize;
        if !week.week.days[slot].is_empty() && !is_half {
            self.findings.push(
                Finding::new(
                    &notices::DAY_WRITTEN_TWICE,
                    format!(
                        "{day} of week {} has more than one line; all of them count.",
                        week.number
                    ),
                )
                .in_week(week.number)
                .at_line(line),
            );
        }
        for workout in workouts {
            let finding = consistency::steps(workout);
            self.findings
                .extend(finding.map(|finding| finding.in_week(week.number).at_line(line)));
            week.week.days[slot].push(workout.clone());
            week.lines[slot].push(line);
        }
    }

    /// The workouts of a line, or what was expected instead. A line of its own
    /// days may not name others.
    fn workouts(
        &mut self,
        line: u32,
        body: &str,
        days: Option<&[Weekday]>,
    ) -> Result<Vec<Workout>, String> {
        let (head, note) = split_note(body);
        let tokens = lexer::tokens(head);
        if let Some(mut workout) = canonical::workout(&tokens, self.unit) {
            bounds::check(&workout, self.unit)?;
            workout.note = note.filter(|note| !note.is_empty()).map(str::to_owned);
            self.check_note(line, note, workout.kind, days);
            return Ok(vec![workout]);
        }
        manners::check_length(head)?;
        let revised = revisions::revised(body, head, days)?;
        let is_changed = revised.is_changed;
        if is_changed {
            let read = self.workouts(line, &revised.body, days)?;
            self.findings.push(
                Finding::new(
                    &notices::LINE_CHANGED,
                    "The line says what it was and what it is; what it is was taken.",
                )
                .at_line(line),
            );
            return Ok(read);
        }
        bounds::check_signs(&tokens)?;
        let read = manners::read(head, &tokens, self.circumstances())?;
        for workout in &read.workouts {
            bounds::check(workout, self.unit)?;
        }
        let mut workouts = read.workouts;
        self.findings.extend(
            read.findings
                .into_iter()
                .map(|finding| finding.at_line(line)),
        );
        self.findings.extend(revised.other_day.map(|day| {
            Finding::new(
                &notices::OTHER_DAY_NAMED,
                format!("The line also names {day}; nothing was read for that day."),
            )
            .at_line(line)
        }));
        let kind = workouts.first().map_or(WorkoutKind::Rest, |it| it.kind);
        self.check_note(line, note, kind, days);
        if let (Some(note), Some(last)) =
            (note.filter(|note| !note.is_empty()), workouts.last_mut())
        {
            last.note = Some(match last.note.take() {
                Some(words) => format!("{words}; {note}"),
                None => note.to_owned(),
            });
        }
        Ok(workouts)
    }

    /// A note is free text; one that calls the workout off is told.
    fn check_note(
        &mut self,
        line: u32,
        note: Option<&str>,
        kind: WorkoutKind,
        days: Option<&[Weekday]>,
    ) {
        let (Some(note), Some(days)) = (note, days) else {
            return;
        };
        if revisions::is_in_note(note, kind == WorkoutKind::Rest, days) {
            self.findings.push(
                Finding::new(
                    &notices::CHANGE_IN_NOTE,
                    format!("`{note}` is the note of the workout, which stands as it is written."),
                )
                .at_line(line),
            );
        }
    }

    fn circumstances(&self) -> Circumstances {
        let title = self.title.as_ref();
        let written = self
            .goal
            .race
            .map(Some)
            .or(title.and_then(|title| title.race));
        Circumstances {
            unit: self.unit,
            level: title
                .and_then(|title| title.level)
                .unwrap_or(self.context.level),
            race: match written {
                Some(race) => race,
                None => self.context.race.as_ref().map(|race| race.distance),
            },
        }
    }

    fn finish(mut self) -> Parsed {
        self.weeks.sort_by_key(|week| week.number);
        let race = self.race();
        self.refuse_without_weeks();
        let (weeks, lines) = self.place_weeks();
        let start = match self.start {
            Some(start) => start,
            None => self.context.start.or_else(|| {
                let race = race.as_ref()?.date?;
                crate::draft::block_start_before(race, weeks.len())
            }),
        };
        let draft = Draft {
            level: self
                .title
                .as_ref()
                .and_then(|title| title.level)
                .unwrap_or(self.context.level),
            unit: self.unit,
            race,
            start,
            notes: std::mem::take(&mut self.notes),
            weeks,
        };
        self.check_announcements(&draft);
        self.unreadable.sort_by_key(|unreadable| unreadable.line);
        Parsed {
            draft,
            lines,
            unreadable: self.unreadable,
            findings: self.findings,
        }
    }

    /// A text without a week asks for nothing, which is told once.
    fn refuse_without_weeks(&mut self) {
        if !self.weeks.is_empty() || self.is_told_of_weeks {
            return;
        }
        let (line, text) = self.first_line.take().unwrap_or((1, String::new()));
        let expected = match self.context.weeks {
            Some(1) => NO_DAY,
            _ => NO_WEEK,
        };
        self.refuse(line, &text, expected);
    }

    fn about_week(&mut self, week: &WeekOfText, notice: &Notice, message: &str) {
        self.findings.push(
            Finding::new(notice, message)
                .in_week(week.number)
                .at_line(week.line),
        );
    }

    /// Announced and written weeks, and dates beside weekdays, compared with what was read.
    fn check_announcements(&mut self, draft: &Draft) {
        let written = draft.weeks.len();
        let title = self.title.as_ref().and_then(|title| title.weeks);
        let expected = self.context.weeks.map(u64::from).or(title);
        if let Some(expected) = expected.filter(|expected| *expected != written as u64) {
            self.findings.push(
                Finding::new(
                    &notices::WEEK_COUNT_DIFFERS,
                    format!("The text has {written} weeks; {expected} were expected."),
                )
                .for_field("weeks"),
            );
        }
        let Some(block) = draft.block_start() else {
            return;
        };
        let first = draft.first_weekday();
        for (index, day, date, line) in std::mem::take(&mut self.dates) {
            let days = 7 * index as u64 + u64::from(day.days_since(first));
            if block.checked_add_days(Days::new(days)) != Some(date) {
                self.findings.push(
                    Finding::new(
                        &notices::DATE_DIFFERS,
                        format!(
                            "{date} is not the {day} of its week; the week and the weekday count."
                        ),
                    )
                    .at_line(line),
                );
            }
        }
    }

    fn race(&mut self) -> Option<RaceGoal> {
        let named = self.goal.race.map(Some);
        let written: Option<Option<RaceDistance>> =
            named.or(self.title.as_ref().and_then(|title| title.race));
        let known = self.context.race.as_ref();
        let distance = match written {
            Some(None) => return None,
            Some(Some(distance)) => distance,
            None => known?.distance,
        };
        let known = known.filter(|known| known.distance == distance);
        Some(RaceGoal {
            distance,
            date: self.goal.date.or(known.and_then(|known| known.date)),
            target_time: self.goal.time.or(known.and_then(|known| known.target_time)),
        })
    }

    /// The weeks by their numbers, an empty one in every gap.
    fn place_weeks(&mut self) -> (Vec<DraftWeek>, Vec<WorkoutLine>) {
        let mut weeks: Vec<DraftWeek> = Vec::new();
        let mut lines = Vec::new();
        let mut phase = Phase::Base;
        for mut of_text in std::mem::take(&mut self.weeks) {
            while weeks.len() + 1 < usize::from(of_text.number) {
                weeks.push(DraftWeek::empty(phase));
                self.findings.push(
                    Finding::new(
                        &notices::WEEK_MISSING,
                        format!(
                            "Week {} is not in the text; it has no training.",
                            weeks.len()
                        ),
                    )
                    .in_week(weeks.len() as u8),
                );
            }
            if of_text.phase.is_none() {
                self.about_week(
                    &of_text,
                    &notices::PHASE_ASSUMED,
                    "The week names no phase; it has that of the week before, the first one Base.",
                );
            }
            phase = of_text.phase.unwrap_or(phase);
            of_text.week.phase = phase;
            if lone_rest(&mut of_text) {
                self.about_week(
                    &of_text,
                    &notices::REST_BESIDE_TRAINING,
                    "A day of the week asks for rest and for training; the training was taken.",
                );
            }
            if of_text.week.days.iter().all(Vec::is_empty) {
                self.about_week(
                    &of_text,
                    &notices::WEEK_WITHOUT_DAYS,
                    "No line of the week begins with a weekday; it has no training.",
                );
            }
            // What the lines add up to is not known while one of them is not read.
            let number = Some(of_text.number);
            let is_read = self.unreadable.iter().all(|line| line.week != number);
            let volume = consistency::volume(&of_text.week, self.unit).filter(|_| is_read);
            self.findings.extend(
                volume.map(|finding| finding.in_week(of_text.number).at_line(of_text.line)),
            );
            for (slot, numbers) in of_text.lines.iter().enumerate() {
                let day = Weekday::try_from(slot as u8).unwrap_or(Weekday::Mon);
                lines.extend(numbers.iter().enumerate().map(|(index, line)| WorkoutLine {
                    week: weeks.len(),
                    day,
                    index,
                    line: *line,
                }));
            }
            for day in &mut of_text.week.days {
                // A vector that grew has room for four, and a day is one workout.
                day.shrink_to_fit();
            }
            weeks.push(of_text.week);
        }
        if weeks.is_empty() {
            weeks.push(DraftWeek::empty(phase));
        }
        (weeks, lines)
    }
}

/// What is a space in a draft: tabs, stray control characters, and the controls that
/// turn around the text they stand in (UAX #9), which nobody sees and public
/// descriptions must not carry.
pub fn is_stray(character: char) -> bool {
    character.is_control() || matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Rest beside training is no rest. True where there was some.
fn lone_rest(week: &mut WeekOfText) -> bool {
    let mut found = false;
    for (day, lines) in week.week.days.iter_mut().zip(&mut week.lines) {
        let trains = day.iter().any(|workout| workout.kind != WorkoutKind::Rest);
        if !trains {
            continue;
        }
        let keep: Vec<bool> = day
            .iter()
            .map(|workout| workout.kind != WorkoutKind::Rest)
            .collect();
        let mut kept = keep.iter();
        day.retain(|_| kept.next().copied().unwrap_or(true));
        let mut kept = keep.iter();
        lines.retain(|_| kept.next().copied().unwrap_or(true));
        found |= keep.contains(&false);
    }
    found
}

/// The line without its note, and the note behind the dash.
pub(super) fn split_note(body: &str) -> (&str, Option<&str>) {
    const DASH: &str = " — ";
    let mut in_quotes = false;
    for (at, c) in body.char_indices() {
        if c == '"' {
            in_quotes = !in_quotes;
        } else if c == '—' && !in_quotes {
            let behind = &body[at + c.len_utf8()..];
            if let (Some(head), true) = (body[..at].strip_suffix(' '), behind.starts_with(' ')) {
                return (head, Some(behind.trim()));
            }
        }
    }
    match body.split_once(DASH).filter(|_| in_quotes) {
        Some((head, note)) => (head, Some(note.trim())),
        None => (body, None),
    }
}
