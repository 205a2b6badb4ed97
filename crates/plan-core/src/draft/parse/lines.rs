//! What kind of line a line is.

use chrono::{NaiveDate, Weekday};

use super::headers::{self, WeekHeader};

/// A line of a draft, told apart by how it begins.
#[derive(Debug)]
pub(super) enum Line<'a> {
    /// Nothing but space and decoration.
    Blank,
    /// Behind one or more `#`, not a week.
    Heading(&'a str),
    /// Behind `Goal:`.
    Goal(&'a str),
    /// Behind `Start:`.
    Start(&'a str),
    /// The header of a week.
    Week(WeekHeader),
    /// What a weekday asks for.
    Day {
        /// Which one.
        day: Weekday,
        /// The date a coach wrote beside it.
        date: Option<NaiveDate>,
        /// True for a line marked AM or PM.
        is_half: bool,
        /// What stands behind the weekday.
        body: &'a str,
    },
    /// Anything else.
    Note(&'a str),
}

/// Tells what kind of line this is.
pub(super) fn classify(line: &str) -> Line<'_> {
    let line = line.trim();
    if line.chars().all(|c| "-=_*#·|".contains(c)) {
        return Line::Blank;
    }
    if let Some(text) = after_keyword(line, "note") {
        return Line::Note(text);
    }
    let marked = line.starts_with('#');
    let bare = undecorated(line);
    if let Some(week) = headers::week(bare, marked) {
        return Line::Week(week);
    }
    if marked {
        return Line::Heading(bare);
    }
    if let Some(text) = after_keyword(bare, "goal") {
        return Line::Goal(text);
    }
    if let Some(text) = after_keyword(bare, "start") {
        return Line::Start(text);
    }
    if let Some(text) = after_keyword(bare, "note") {
        return Line::Note(text);
    }
    weekday_line(line).unwrap_or(Line::Note(line))
}

/// Without the marks of Markdown around it.
fn undecorated(line: &str) -> &str {
    line.trim_start_matches(['#', '*', '_', ' ', '\t'])
        .trim_end_matches(['*', '_', '#', ' ', '\t'])
}

fn after_keyword<'a>(line: &'a str, keyword: &str) -> Option<&'a str> {
    let head = line.get(..keyword.len())?;
    let rest = line[keyword.len()..].strip_prefix(':')?;
    head.eq_ignore_ascii_case(keyword).then(|| rest.trim())
}

fn weekday_line(line: &str) -> Option<Line<'_>> {
    let text = line.trim_start_matches(['-', '*', '•', '–', '—', '+', '_', '|', ' ', '\t']);
    let end = text
        .find(|c: char| !c.is_ascii_alphabetic())
        .unwrap_or(text.len());
    let day = weekday(&text[..end])?;
    let rest = text[end..].trim_start_matches(['*', '_', '.']).trim_start();
    // `We start slowly` is no Wednesday.
    if end < 3 && !rest.starts_with(':') {
        return None;
    }
    let (date, rest) = written_date(rest);
    let (half, rest) = half_of_day(rest);
    let body = rest.trim_start_matches([':', '-', '–', '—', '|', '*', '_', ')', ' ', '\t']);
    // The last bar of a table's row is no part of its cell.
    let body = match line.starts_with('|') {
        true => body.trim_end_matches(['|', ' ', '\t']),
        false => body,
    };
    Some(Line::Day {
        day,
        date,
        is_half: half,
        body,
    })
}

/// `Mon`, `Tues`, `thursday`, in any case.
pub(super) fn weekday(word: &str) -> Option<Weekday> {
    let day = match word.to_ascii_lowercase().as_str() {
        "mon" | "monday" | "mo" => Weekday::Mon,
        "tue" | "tues" | "tuesday" | "tu" => Weekday::Tue,
        "wed" | "weds" | "wednesday" | "we" => Weekday::Wed,
        "thu" | "thur" | "thurs" | "thursday" | "th" => Weekday::Thu,
        "fri" | "friday" | "fr" => Weekday::Fri,
        "sat" | "saturday" | "sa" => Weekday::Sat,
        "sun" | "sunday" | "su" => Weekday::Sun,
        _ => return None,
    };
    Some(day)
}

/// `2026-07-06` or `(2026-07-06)` behind the weekday.
fn written_date(rest: &str) -> (Option<NaiveDate>, &str) {
    let open = rest.trim_start_matches(['(', ' ']);
    match open.get(..10).and_then(|date| date.parse().ok()) {
        Some(date) => (Some(date), open[10..].trim_start_matches([')', ' '])),
        None => (None, rest),
    }
}

fn half_of_day(rest: &str) -> (bool, &str) {
    let is_half = rest
        .get(..2)
        .is_some_and(|half| half.eq_ignore_ascii_case("am") || half.eq_ignore_ascii_case("pm"))
        && rest[2..].starts_with(':');
    if is_half {
        (true, &rest[2..])
    } else {
        (false, rest)
    }
}
