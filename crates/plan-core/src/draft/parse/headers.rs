//! Lines that are not about a day: the title, the goal, the start, week headers.

use chrono::NaiveDate;

use super::amounts::{self, Amount};
use super::canonical::race_distance;
use super::lexer::{Cursor, Kind, tokens};
use crate::plan::{Level, Phase, RaceDistance};
use crate::units::{Distance, DistanceUnit, Duration};

/// What a title says: `# Full marathon · 16 weeks · intermediate · km`.
#[derive(Debug, Default)]
pub(super) struct Title {
    /// `Some(None)`: expressly no race.
    pub race: Option<Option<RaceDistance>>,
    /// How many weeks it announces.
    pub weeks: Option<u64>,
    /// The runner's experience.
    pub level: Option<Level>,
    /// The unit, named or followed from a complete title without one.
    pub unit: Option<DistanceUnit>,
    /// Parts that say none of these.
    pub rest: Vec<String>,
}

/// Reads a title behind its `#`; `None` where no part of it is one.
pub(super) fn title(text: &str) -> Option<Title> {
    let mut title = Title::default();
    for part in text.split(['·', '|', '•', ';', ',']) {
        let part = part.trim();
        if !part.is_empty() && !title_part(&mut title, part) {
            title.rest.push(part.to_owned());
        }
    }
    let is_title = title.race.is_some() || title.weeks.is_some() || title.level.is_some();
    // Miles go without saying in a title that says everything else.
    if title.unit.is_none() && title.race.is_some() && title.level.is_some() {
        title.unit = Some(DistanceUnit::Mile);
    }
    is_title.then_some(title)
}

fn title_part(title: &mut Title, part: &str) -> bool {
    let tokens = tokens(part);
    let mut cursor = Cursor::new(&tokens);
    if cursor.words("no race") && cursor.is_done() {
        title.race = Some(None);
        return true;
    }
    cursor = Cursor::new(&tokens);
    if let Some(race) = race_distance(&mut cursor) {
        let _ = cursor.words("race");
        let _ = cursor.words("plan");
        if cursor.is_done() {
            title.race = Some(Some(race));
            return true;
        }
    }
    cursor = Cursor::new(&tokens);
    if let Some(weeks) = amounts::number(&mut cursor).and_then(amounts::Decimal::whole)
        && (cursor.words("weeks") || cursor.words("week"))
    {
        let _ = cursor.words("plan");
        if cursor.is_done() {
            title.weeks = Some(weeks);
            return true;
        }
    }
    let word = part.to_ascii_lowercase();
    if let Ok(level) = word.parse() {
        title.level = Some(level);
        return true;
    }
    if let Ok(unit) = word.parse() {
        title.unit = Some(unit);
        return true;
    }
    false
}

/// What a goal line says: `Goal: 2026-10-18, 3:55:00`.
#[derive(Debug, Default)]
pub(super) struct Goal {
    /// The race, where the line names one.
    pub race: Option<RaceDistance>,
    /// The day of the race.
    pub date: Option<NaiveDate>,
    /// The time hoped for.
    pub time: Option<Duration>,
}

/// Reads what stands behind `Goal:`; `None` where any part of it is something else.
pub(super) fn goal(text: &str) -> Option<Goal> {
    let mut goal = Goal::default();
    for part in text.split([',', ';', '·', '|']) {
        let part = part.trim();
        let tokens = tokens(part);
        let mut cursor = Cursor::new(&tokens);
        if part.is_empty() {
            continue;
        } else if let Ok(date) = part.parse() {
            goal.date = Some(date);
        } else if let Ok(time) = Duration::from_clock("goal", part) {
            goal.time = Some(hours_and_minutes(time, part));
        } else if let Some(race) = race_distance(&mut cursor)
            && (cursor.is_done() || (cursor.words("race") && cursor.is_done()))
        {
            goal.race = Some(race);
        } else {
            return None;
        }
    }
    (goal.race.is_some() || goal.date.is_some() || goal.time.is_some()).then_some(goal)
}

/// `3:55` as a goal means hours: no goal race takes under ten minutes.
fn hours_and_minutes(time: Duration, text: &str) -> Duration {
    let is_short = text.matches(':').count() == 1 && time < Duration::from_minutes(10);
    if is_short { time.times(60) } else { time }
}

/// What a week header says: `## Week 9 · Build · 33 mi`.
#[derive(Debug)]
pub(super) struct WeekHeader {
    /// From 1 in a plan; any number in a text.
    pub number: u64,
    /// The phase it names.
    pub phase: Option<Phase>,
    /// The volume it states.
    pub volume: Option<Distance>,
    /// Words that say none of these.
    pub rest: Option<String>,
}

/// Reads a week header; `marked` says that it stands behind a `#`. Unmarked,
/// a line is a header only if all of it can be read as one.
pub(super) fn week(text: &str, marked: bool) -> Option<WeekHeader> {
    let tokens = tokens(text);
    let mut cursor = Cursor::new(&tokens);
    if !(cursor.words("week") || cursor.words("wk")) {
        return None;
    }
    let _ = cursor.sign('#');
    let number = amounts::number(&mut cursor)?.whole()?;
    let mut header = WeekHeader {
        number,
        phase: None,
        volume: None,
        rest: None,
    };
    let mut rest: Option<(usize, usize)> = None;
    while let Some(token) = cursor.peek() {
        if header.volume.is_none()
            && let Some(Amount::Distance { to, .. }) = amounts::amount(&mut cursor)
        {
            header.volume = Some(to);
            continue;
        }
        if let Some(phase) = phase(token.text).filter(|_| header.phase.is_none()) {
            header.phase = Some(phase);
            cursor.skip(1);
            let _ = cursor.words("phase");
            continue;
        }
        cursor.skip(1);
        let is_separator = matches!(
            token.kind,
            Kind::Dash | Kind::Sign('·' | ':' | '(' | ')' | '|' | ',' | '*' | '/' | '.' | ';')
        ) || ["total", "week"].iter().any(|word| token.is_word(word));
        if !is_separator {
            let start = rest.map_or(token.start, |(start, _)| start);
            rest = Some((start, token.end()));
        }
    }
    header.rest = rest.map(|(start, end)| text[start..end].to_owned());
    (marked || header.rest.is_none()).then_some(header)
}

fn phase(word: &str) -> Option<Phase> {
    match word.to_ascii_lowercase().as_str() {
        "base" | "foundation" => Some(Phase::Base),
        "build" => Some(Phase::Build),
        "peak" => Some(Phase::Peak),
        "taper" => Some(Phase::Taper),
        _ => None,
    }
}
