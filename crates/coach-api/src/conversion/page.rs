//! An edited draft on its way: what is read, what was said, what is open.

use std::collections::BTreeMap;

use plan_core::check::{Finding, notices};
use plan_core::draft::{
    self, Difference, Draft, ParseContext, Parsed, Reach, Sections, Unreadable,
};
use plan_core::plan::WorkoutId;
use web_base::problem::Fault;

use super::calendar::{checked, is_dated, schedule};
use super::reading::OpenWeek;
use super::request;
use super::{Converted, ConvertedWeek, Reuse};
use crate::ops::OpError;
use crate::outcome::PlanSource;
use crate::writers::library;
use crate::writers::{Brief, Cost, UnreadWeek, WeekLines};

/// What there is to convert.
pub(super) struct Job {
    pub(super) brief: Brief,
    pub(super) text: String,
    pub(super) reuse: Reuse,
    /// Readings an earlier attempt paid for.
    pub(super) finished: BTreeMap<u8, WeekLines>,
    /// False: whatever the code cannot read, nobody can.
    pub(super) writer_reads: bool,
}

impl Reuse {
    /// The organization's workouts in their places, and what to know about it.
    fn put_into(&self, draft: &mut Draft) -> Vec<Finding> {
        library::apply(draft, &self.library, self.preference)
    }
}

/// What there is to tell after something was read.
#[derive(Default)]
pub(super) struct News {
    /// Readings to keep.
    pub(super) read: Vec<WeekLines>,
    /// Weeks that are final, the next in order.
    pub(super) weeks: Vec<ConvertedWeek>,
}

/// The draft on its way.
pub(super) struct Page {
    job: Job,
    /// The text, with the rewritten lines of settled weeks; [`Job::text`] is empty
    /// from here on.
    sections: Sections,
    /// What the code read by itself, where that is everything.
    parsed: Option<Box<Parsed>>,
    /// Weeks with unread lines.
    open: BTreeMap<u8, OpenWeek>,
    /// The lines that were rewritten, of weeks that are settled.
    rewritten: BTreeMap<u8, Box<[u32]>>,
    /// As far as it is settled and not said, library workouts in their places;
    /// open weeks are empty, and so are weeks that were said, but the last.
    draft: Draft,
    /// What to know of each settled week alone, besides its rewritten lines.
    findings: BTreeMap<u8, Vec<Finding>>,
    /// What rewritten lines lost of what the coach wrote.
    lost: Vec<Difference>,
    /// How many weeks were said, and how many workouts they have.
    said: u8,
    numbered: u32,
    /// How many lines the parser was given, again and again ones too: what a
    /// conversion costs the processor.
    pub(super) lines_parsed: usize,
}

/// A page is large and wanders between threads.
type Wandering = Box<Page>;

impl Page {
    /// Reads the text, as far as the code and an earlier attempt can.
    pub(super) fn open(mut job: Job) -> Result<(Wandering, News), OpError> {
        let context = context(&job.brief);
        let text = std::mem::take(&mut job.text);
        let mut parsed = draft::parse(&text, &context);
        refuse_hopeless(&parsed, &job)?;
        let mut unread: BTreeMap<u8, Vec<Unreadable>> = BTreeMap::new();
        for line in std::mem::take(&mut parsed.unreadable) {
            if let Some(week) = line.week {
                unread.entry(week).or_default().push(line);
            }
        }
        let open = unread.into_iter();
        let open: BTreeMap<u8, OpenWeek> = open
            .map(|(week, lines)| {
                let reach = reach(&parsed.draft, week);
                (week, OpenWeek::with(lines.into(), reach))
            })
            .collect();
        // While lines are asked about, a run is held for as long as a model takes:
        // what is read anew at the end is not kept.
        let (draft, parsed) = match open.is_empty() {
            true => (parsed.draft.clone(), Some(Box::new(parsed))),
            false => (parsed.draft, None),
        };
        let mut page = Box::new(Self {
            draft,
            sections: Sections::of(&text, &context),
            parsed,
            open,
            rewritten: BTreeMap::new(),
            findings: BTreeMap::new(),
            lost: Vec::new(),
            said: 0,
            numbered: 0,
            lines_parsed: written_lines(&text),
            job,
        });
        for week in page.open.keys() {
            page.draft.weeks[usize::from(*week) - 1].days = Default::default();
        }
        for finding in page.job.reuse.put_into(&mut page.draft) {
            page.note(finding);
        }
        for (week, lines) in std::mem::take(&mut page.job.finished) {
            let lines = WeekLines { week, ..lines };
            page.listen(&lines);
            match page.open.get_mut(&week) {
                Some(open) if !open.is_read() => open.forget(),
                Some(_) => drop(page.settle(week)),
                None => {}
            }
        }
        let weeks = page.say()?;
        let read = Vec::new();
        Ok((page, News { read, weeks }))
    }

    /// The questions to ask, one after the other: each a list of weeks.
    pub(super) fn asks(&self) -> Vec<Vec<u8>> {
        let weeks: Vec<u8> = self.open.keys().copied().collect();
        match weeks.split_last() {
            None => Vec::new(),
            Some((last, others)) if !self.has_calendar() && !others.is_empty() => {
                vec![vec![*last], others.to_vec()]
            }
            Some(_) => vec![weeks],
        }
    }

    /// What to ask a writer about these weeks.
    pub(super) fn unread(&self, weeks: &[u8]) -> Vec<UnreadWeek> {
        let weeks = weeks.iter().filter_map(|week| {
            let open = self.open.get(week)?;
            Some(open.question(*week, self.sections.week(*week)))
        });
        weeks.collect()
    }

    /// True where a line of these weeks was read by nobody.
    pub(super) fn has_unread(&self, weeks: &[u8]) -> bool {
        weeks.iter().any(|week| self.open.contains_key(week))
    }

    /// Takes what a writer says of a week. On the `last` round a line that lost
    /// something is taken too.
    pub(super) fn hear(
        mut self: Box<Self>,
        said: WeekLines,
        is_last: bool,
    ) -> Result<(Wandering, News), OpError> {
        let week = said.week;
        if self.open.get(&week).is_some_and(|open| open.is_heard) {
            tracing::debug!(week, "a week was read twice; the first reading counts");
            return Ok((self, News::default()));
        }
        self.listen(&said);
        let mut news = News::default();
        if let Some(open) = self.open.get(&week)
            && (open.is_faithful() || is_last && open.is_read())
        {
            news.read.extend(self.settle(week));
            news.weeks = self.say()?;
        }
        Ok((self, news))
    }

    /// Ends a round of asking about these weeks: settles what will not be asked
    /// again, and lists what will. Where a line is hopeless nothing is: the
    /// draft will be refused, and no more is paid for it.
    pub(super) fn close_round(
        mut self: Box<Self>,
        asked: &[u8],
        is_last: bool,
    ) -> Result<(Wandering, News, Vec<u8>), OpError> {
        let mut news = News::default();
        let mut again = Vec::new();
        let is_hopeless = |week| self.open.get(week).is_some_and(OpenWeek::is_hopeless);
        if asked.iter().any(is_hopeless) {
            return Ok((self, news, again));
        }
        for week in asked {
            let Some(open) = self.open.get_mut(week) else {
                continue;
            };
            if std::mem::take(&mut open.is_heard) && !is_last {
                again.push(*week);
            } else if open.is_read() {
                news.read.extend(self.settle(*week));
            }
        }
        news.weeks = self.say()?;
        Ok((self, news, again))
    }

    /// The whole, once every line is read.
    pub(super) fn finish(self: Box<Self>, cost: Cost) -> Result<Converted, OpError> {
        let Self {
            job,
            sections,
            parsed,
            open,
            rewritten,
            draft: _,
            findings: of_weeks,
            lost,
            said: _,
            numbered: _,
            lines_parsed,
        } = *self;
        if !open.is_empty() {
            let lines = open.values().flat_map(OpenWeek::unread);
            return Err(unreadable(lines.cloned().collect()));
        }
        let Parsed {
            draft: edited,
            unreadable: still_unread,
            mut findings,
            lines: _,
        } = match parsed {
            Some(parsed) => *parsed,
            None => draft::parse(&sections.text(), &context(&job.brief)),
        };
        if !still_unread.is_empty() {
            return Err(unreadable(still_unread));
        }
        tracing::debug!(lines = lines_parsed, "a draft was read");
        for week in 0..=job.brief.plan.weeks {
            findings.extend(known_of(week, &sections, &rewritten, &of_weeks));
        }
        findings.extend(request::findings(&edited, &job.brief.plan));
        let mut draft = edited.clone();
        // What it has to say was noted with each week.
        job.reuse.put_into(&mut draft);
        let plan = schedule(&draft, source(&job.brief))?;
        findings.extend(checked(&draft, &plan, &job.brief.plan));
        let mut differences = draft::differences(&edited, &Draft::of_plan(&plan));
        differences.extend(lost);
        let first = edited.first_weekday();
        differences.sort_by_key(|it| (it.week, it.day.map(|day| day.days_since(first))));
        Ok(Converted {
            draft,
            differences,
            findings,
            cost,
        })
    }

    /// Holds a reading of a week against what was asked.
    fn listen(&mut self, said: &WeekLines) {
        let Self {
            open,
            sections,
            job,
            draft,
            lines_parsed,
            ..
        } = self;
        if let Some(open) = open.get_mut(&said.week) {
            let context = context(&job.brief);
            let read = |lines: &BTreeMap<u32, String>| {
                let excerpt = sections.excerpt(said.week, lines);
                *lines_parsed += written_lines(&excerpt);
                draft::parse(&excerpt, &context)
            };
            open.hear(said, draft.unit, read);
        }
    }

    /// Takes the readings of an open week as final; what there is to keep of it.
    fn settle(&mut self, number: u8) -> Option<WeekLines> {
        let open = self.open.remove(&number)?;
        let (lines, lost) = open.into_readings(number);
        self.sections.rewrite(&lines.iter().cloned().collect());
        let excerpt = self.sections.excerpt(number, &BTreeMap::new());
        self.lines_parsed += written_lines(&excerpt);
        let mut read = draft::parse(&excerpt, &context(&self.job.brief)).draft;
        // The other weeks are empty in an excerpt: this is the library for one week.
        for finding in self.job.reuse.put_into(&mut read) {
            self.note(finding);
        }
        let index = usize::from(number) - 1;
        if let Some(week) = read.weeks.into_iter().nth(index) {
            self.draft.weeks[index] = week;
        }
        let rewritten = lines.iter().map(|(line, _)| *line);
        self.rewritten.insert(number, rewritten.collect());
        self.lost.extend(lost);
        Some(WeekLines {
            week: number,
            lines,
        })
    }

    /// Keeps what is to be known of a week.
    fn note(&mut self, finding: Finding) {
        let week = finding.place.week.unwrap_or_default();
        self.findings.entry(week).or_default().push(finding);
    }

    /// The weeks that are final and were not said yet.
    fn say(&mut self) -> Result<Vec<ConvertedWeek>, OpError> {
        let total_weeks = self.job.brief.plan.weeks;
        let until = match self.open.keys().next() {
            Some(first_open) => first_open - 1,
            None => total_weeks,
        };
        if !self.has_calendar() || until <= self.said {
            return Ok(Vec::new());
        }
        let plan = schedule(&self.draft, source(&self.job.brief))?;
        let is_dated = is_dated(&self.draft);
        let next = usize::from(self.said)..usize::from(until);
        let mut said = Vec::with_capacity(next.len());
        for week in plan.weeks().get(next.clone()).unwrap_or_default() {
            let mut week = week.clone();
            for workout in &mut week.workouts {
                // Weeks that were said are empty by now, and count all the same.
                self.numbered += 1;
                workout.id = WorkoutId::Generated(self.numbered);
            }
            said.push(ConvertedWeek {
                total_weeks,
                is_dated,
                findings: known_of(week.number, &self.sections, &self.rewritten, &self.findings)
                    .collect(),
                week,
            });
        }
        self.said = until;
        // The last week is where the calendar may hang.
        let last = self.draft.weeks.len() - 1;
        for week in &mut self.draft.weeks[next.start..next.end.min(last)] {
            week.days = Default::default();
        }
        Ok(said)
    }

    /// True where the dates of every week are known: an undated race is where
    /// the last week has it.
    fn has_calendar(&self) -> bool {
        let race = self.draft.race.as_ref();
        let is_open = race.is_some_and(|race| race.date.is_none());
        !is_open || !self.open.contains_key(&self.job.brief.plan.weeks)
    }
}

/// What to know of a week alone: its rewritten lines, then the rest.
fn known_of(
    week: u8,
    sections: &Sections,
    rewritten: &BTreeMap<u8, Box<[u32]>>,
    findings: &BTreeMap<u8, Vec<Finding>>,
) -> impl Iterator<Item = Finding> {
    let lines = rewritten.get(&week).into_iter().flatten();
    let lines = lines.map(move |line| {
        let text = sections.line(*line).unwrap_or_default();
        let text = text.trim_start_matches(['-', ' ']);
        let message = format!("Line {line} was read as “{text}”.");
        let finding = Finding::new(&notices::LINE_REWRITTEN, message);
        finding.in_week(week).at_line(*line)
    });
    let others = findings.get(&week).into_iter().flatten().cloned();
    lines.chain(others)
}

/// How far the runs go that the code read, up to the week after one.
fn reach(draft: &Draft, week: u8) -> Reach {
    let weeks = draft.weeks.iter().take(usize::from(week) + 1);
    let workouts = weeks.flat_map(|week| week.days.iter().flatten());
    workouts.fold(Reach::default(), Reach::with)
}

/// How many lines there are to read; an excerpt leaves those of others blank.
pub(super) fn written_lines(text: &str) -> usize {
    text.lines().filter(|line| !line.trim().is_empty()).count()
}

/// What a draft is read with.
fn context(brief: &Brief) -> ParseContext {
    ParseContext {
        unit: brief.plan.unit,
        level: brief.plan.level,
        weeks: Some(brief.plan.weeks),
        start: brief.plan.start,
        race: brief.plan.race.clone(),
    }
}

fn source(brief: &Brief) -> PlanSource {
    PlanSource {
        pattern: brief.plan.pattern,
        vdot: brief.plan.vdot,
    }
}

/// Refuses what no reading of lines can mend.
fn refuse_hopeless(parsed: &Parsed, job: &Job) -> Result<(), OpError> {
    let faults = weeks_fault(&parsed.draft, job.brief.plan.weeks);
    let unread = &parsed.unreadable;
    // A header or a start: it says where and when the days are, and is no day itself.
    let is_hopeless = |line: &Unreadable| line.week.is_none() || line.day.is_none();
    if !unread.is_empty()
        && (!job.writer_reads || !faults.is_empty() || unread.iter().any(is_hopeless))
    {
        let lines = unread.clone();
        return Err(OpError::DraftUnreadable { lines, faults });
    }
    match faults.is_empty() {
        true => Ok(()),
        false => Err(OpError::Invalid(faults)),
    }
}

fn weeks_fault(draft: &Draft, weeks: u8) -> Vec<Fault> {
    let written = draft.weeks.len();
    if written == usize::from(weeks) {
        return Vec::new();
    }
    let detail = format!("is {weeks}, but the draft has {written}");
    vec![Fault::at("weeks", detail)]
}

fn unreadable(mut lines: Vec<Unreadable>) -> OpError {
    lines.sort_by_key(|line| line.line);
    OpError::DraftUnreadable {
        lines,
        faults: Vec::new(),
    }
}
