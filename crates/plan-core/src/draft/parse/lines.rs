//! What kind of line a line is.

use chrono::{NaiveDate, Weekday};

use super::headers::{self, WeekHeader};
use super::lexer::{self, Cursor, Kind};
use super::weekdays::{self, Weekdays};
use super::{amounts, inscriptions, vocabulary};

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
    /// What weekdays ask for: one entry, more where several stand in the line.
    Days(Vec<Day<'a>>),
    /// The line of a day that was struck out whole.
    Struck,
    /// Anything else.
    Note(&'a str),
}

/// What a weekday, or several, ask for.
#[derive(Debug)]
pub(super) struct Day<'a> {
    /// Which ones; none where only the author can tell.
    pub days: Vec<Weekday>,
    /// The date a coach wrote beside it.
    pub date: Option<NaiveDate>,
    /// True for a line marked AM or PM.
    pub is_half: bool,
    /// A misspelled weekday as it was written, and what it was read as.
    pub slip: Option<(&'a str, Weekday)>,
    /// A date or a time of day beside the weekday, which is no part of a workout.
    pub inscription: Option<&'a str>,
    /// What stands behind the weekday, or what was expected in its place.
    pub body: Result<&'a str, &'static str>,
}

/// Marks a list, a task, a quotation or a table puts in front of its lines.
const BULLETS: [char; 27] = [
    '-', '*', '•', '–', '—', '+', '_', '|', ' ', '\t', '>', '◦', '▪', '▫', '·', '‣', '●', '○', '■',
    '□', '☐', '☑', '✓', '✔', '✅', '\u{FE0F}', '\u{A0}',
];

/// A line is about no more days, doubles and all.
const MOST_DAYS: usize = 14;

/// Tells what kind of line this is.
pub(super) fn classify(line: &str) -> Line<'_> {
    let line = unquoted(line);
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
        // `### Tue: Easy 4 mi`; one `#` is the title's.
        let day = line.starts_with("##").then(|| day_line(bare, true));
        return day.flatten().unwrap_or(Line::Heading(bare));
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
    day_line(line, false).unwrap_or(Line::Note(line))
}

/// Without the marks of a quotation: a draft may come back in a letter.
fn unquoted(line: &str) -> &str {
    line.trim_start_matches(['>', ' ', '\t']).trim()
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

/// The line of a day; behind a `#` only where nothing else can be meant.
fn day_line(line: &str, marked: bool) -> Option<Line<'_>> {
    let (text, is_done_away) = unbulleted(line);
    if let Some((struck, rest)) = struck_first(text) {
        return struck_line(struck, rest);
    }
    let is_listed = text.len() < line.len();
    let behind = day(text, is_listed).or_else(|| letters(text, is_listed))?;
    // `## Sunday is the day` is a heading.
    let is_prose = |body: &str| !body.is_empty() && !begins_a_workout(body);
    if marked && !behind.has_colon && behind.day.body.is_ok_and(is_prose) {
        return None;
    }
    if is_done_away {
        return Some(Line::Struck);
    }
    let mut days = split(behind.day);
    // The last bar of a table's row is no part of its cell.
    if let (true, Some(Ok(body))) = (
        line.starts_with('|'),
        days.last_mut().map(|day| &mut day.body),
    ) {
        *body = body.trim_end_matches(['|', ' ', '\t']);
    }
    Some(Line::Days(days))
}

/// Without bullets, boxes and numbers; and whether the box says it is off: `[-]`.
fn unbulleted(line: &str) -> (&str, bool) {
    let mut text = line.trim_start_matches(BULLETS);
    let mut is_off = false;
    // `1. [x] **Tue:**`: a mark of each sort at most.
    for _ in 0..2 {
        if let Some((mark, rest)) = text.strip_prefix('[').and_then(|text| text.split_once(']'))
            && matches!(
                mark.trim(),
                "" | "x" | "X" | "✓" | "✔" | "-" | "~" | "/" | ">"
            )
        {
            is_off |= mark.trim() == "-";
            text = rest.trim_start_matches(BULLETS);
        }
        let behind = text.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = text.len() - behind.len();
        if (1..=3).contains(&digits)
            && let Some(rest) = behind.strip_prefix(['.', ')'])
        {
            text = rest.trim_start_matches(BULLETS);
        }
    }
    (text, is_off)
}

/// `~~Tue: Easy 4 mi~~`: what is struck out in front, and what is left.
fn struck_first(text: &str) -> Option<(&str, &str)> {
    let (struck, rest) = text.strip_prefix("~~")?.split_once("~~")?;
    Some((struck, rest.trim_start_matches(BULLETS)))
}

/// A line that begins with something struck out, if that was about a weekday.
fn struck_line<'a>(struck: &'a str, rest: &'a str) -> Option<Line<'a>> {
    let was = day(unbulleted(struck).0, true)?.day;
    if rest.trim_matches(['*', '_', '|', '.', ' ']).is_empty() {
        return Some(Line::Struck);
    }
    // `~~Tue~~ Thu: Easy 4 mi`
    if let Some(first) = day(rest, true) {
        return Some(Line::Days(split(first.day)));
    }
    Some(Line::Days(vec![Day {
        body: Err("a weekday that is not struck out"),
        ..was
    }]))
}

/// The weekdays a text begins with and what they ask for.
fn day(text: &str, is_listed: bool) -> Option<Behind<'_>> {
    const CLOSING: [(char, char); 5] = [('(', ')'), ('[', ']'), ('"', '"'), ('“', '”'), ('`', '`')];
    let wrapped = CLOSING.iter().find(|(open, _)| text.starts_with(*open));
    let text = wrapped.map_or(text, |(open, _)| &text[open.len_utf8()..]);
    let read = |may_slip| {
        let read = weekdays::beginning(text, may_slip)?;
        match wrapped {
            Some((_, close)) => {
                let rest = read.rest.strip_prefix(*close)?;
                Some(behind(Weekdays { rest, ..read }, is_listed))
            }
            None => Some(behind(read, is_listed)),
        }
    };
    // Only a colon shows that a word no weekday has is meant for one.
    let may_slip = text.contains(':');
    let slipped = may_slip.then(|| read(true)).flatten();
    let is_clear = |behind: &Behind<'_>| behind.has_colon || !behind.is_slip;
    slipped
        .filter(is_clear)
        .or_else(|| read(false))
        .filter(|behind| !behind.is_word)
}

/// A day, and how sure it is that a weekday is meant.
struct Behind<'a> {
    day: Day<'a>,
    has_colon: bool,
    is_slip: bool,
    is_word: bool,
}

/// Reads what stands between the names of weekdays and what they ask for.
fn behind<'a>(names: Weekdays<'a>, is_listed: bool) -> Behind<'a> {
    let rest = names.rest.trim_start_matches(['*', '_', '.']).trim_start();
    let (date, rest) = written_date(rest);
    let (is_half, rest) = half_of_day(rest);
    let (inscription, rest) = match inscriptions::read(rest) {
        Some((inscription, rest)) => (Some(inscription), rest),
        None => (None, rest),
    };
    let has_colon = rest.starts_with(':');
    // `We start slowly` is no Wednesday, `- Th Easy 4 mi` is a Thursday.
    let is_separate = rest.starts_with(['-', '–', '—', '|', ')']);
    let is_workout = || {
        let is_pronoun = names.days == [Weekday::Wed];
        is_listed && !is_pronoun && begins_a_workout(rest)
    };
    let is_word = names.is_short && !has_colon && !is_separate && !is_workout();
    Behind {
        has_colon,
        is_slip: names.slip.is_some() || names.doubt.is_some(),
        is_word,
        day: Day {
            days: match names.has_choice {
                true => Vec::new(),
                false => names.days,
            },
            date,
            is_half,
            slip: names.slip,
            inscription,
            body: names.doubt.map_or_else(|| Ok(body(rest)), Err),
        },
    }
}

/// Without what separates it from the weekday; the minus of a number stays.
fn body(rest: &str) -> &str {
    const SEPARATORS: [char; 14] = [
        ':', '-', '–', '—', '|', '*', '_', ')', '=', '>', '→', '⇒', ' ', '\t',
    ];
    let body = rest.trim_start_matches(SEPARATORS);
    let before = &rest[..rest.len() - body.len()];
    let is_number = body.starts_with(|c: char| c.is_ascii_digit());
    let is_negative = is_number && before.ends_with('-') && before.len() > 1;
    match is_negative {
        true => &rest[before.len() - 1..],
        false => body,
    }
}

/// `- M: Easy 4 mi`, `M/W/F: Easy 4 mi`, `- Thr: Easy 4 mi`: letters that may be
/// weekdays and may be something else, in front of a workout.
fn letters(text: &str, is_listed: bool) -> Option<Behind<'_>> {
    const JOINTS: [char; 6] = ['/', ',', '-', '–', '&', '+'];
    let (letters, rest) = beginning(text).split_once(':')?;
    let is_letter = |part: &str| matches!(part.trim(), "M" | "T" | "W" | "Th" | "F" | "S");
    let is_list = letters.split(JOINTS).all(is_letter);
    let tokens = lexer::tokens(rest);
    let is_amount = |at: usize| {
        let mut cursor = Cursor::new(&tokens);
        cursor.skip(at);
        amounts::amount(&mut cursor).is_some()
    };
    let rests = vocabulary::rest_day(&mut Cursor::new(&tokens));
    let names_kind = vocabulary::kind(&mut Cursor::new(&tokens)).is_some();
    let asks = rests || (0..tokens.len()).any(is_amount);
    let expected = if is_list && (is_listed || letters.contains(JOINTS)) && asks {
        "a weekday of two letters or more, such as `Tue`"
    } else if is_listed && weekdays::may_be_short(letters) && asks && (rests || names_kind) {
        weekdays::A_WEEKDAY
    } else {
        return None;
    };
    Some(Behind {
        has_colon: true,
        is_slip: true,
        is_word: false,
        day: Day {
            days: Vec::new(),
            date: None,
            is_half: false,
            slip: None,
            inscription: None,
            body: Err(expected),
        },
    })
}

/// True where a kind of workout, a day off or a number comes first.
pub(super) fn begins_a_workout(text: &str) -> bool {
    let tokens = lexer::tokens(beginning(text));
    let mut cursor = Cursor::new(&tokens);
    while cursor.eat(|token| matches!(token.kind, Kind::Dash | Kind::Sign(':' | '|' | '*' | '('))) {
    }
    let is_number = cursor
        .peek()
        .is_some_and(|token| matches!(token.kind, Kind::Number(_) | Kind::Clock));
    let is_run = cursor
        .peek()
        .is_some_and(|token| vocabulary::PLAIN_RUN.iter().any(|word| token.is_word(word)));
    is_number
        || is_run
        || vocabulary::rest_day(&mut cursor)
        || vocabulary::kind(&mut cursor).is_some()
        || cursor.sees("race")
}

/// As much of a text as the first words of a line take.
pub(super) fn beginning(text: &str) -> &str {
    let end = text.char_indices().nth(60).map_or(text.len(), |(at, _)| at);
    &text[..end]
}

/// Where one line holds the lines of several days: `Mon: Rest, Tue: Easy 4 mi`.
fn split(first: Day<'_>) -> Vec<Day<'_>> {
    let mut days = vec![first];
    while let Some(Ok(text)) = days.last().map(|day| day.body)
        && days.len() < MOST_DAYS
    {
        let Some((head, next)) = next_day(text) else {
            break;
        };
        if let Some(last) = days.last_mut() {
            last.body = Ok(head);
        }
        days.push(next);
    }
    days
}

/// A weekday with a colon inside a body, outside notes, names and parentheses.
fn next_day(text: &str) -> Option<(&str, Day<'_>)> {
    let (head, _) = super::reader::split_note(text);
    let mut depth = 0_u32;
    let mut before = ' ';
    let mut is_quoted = false;
    for (at, c) in head.char_indices() {
        let begins_word = at > 0 && !before.is_alphanumeric() && c.is_ascii_alphabetic();
        before = c;
        match c {
            '"' => is_quoted = !is_quoted,
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if !begins_word || is_quoted || depth > 0 {
            continue;
        }
        let Some(names) = weekdays::beginning(&text[at..], false) else {
            continue;
        };
        let behind = behind(names, true);
        if behind.has_colon {
            let signs = [
                ',', ';', '/', '|', '·', '-', '–', '&', '+', '*', '_', ' ', '\t',
            ];
            let head = head[..at].trim_end_matches(signs);
            let head = head.strip_suffix(" and").unwrap_or(head);
            return Some((head.trim_end_matches(signs), behind.day));
        }
    }
    None
}

/// `2026-07-06` or `(2026-07-06)` behind the weekday.
fn written_date(rest: &str) -> (Option<NaiveDate>, &str) {
    let open = rest.trim_start_matches(['(', ' ']);
    match open.get(..10).and_then(|date| date.parse().ok()) {
        Some(date) => (Some(date), open[10..].trim_start_matches([')', ' '])),
        None => (None, rest),
    }
}

/// `AM:`, `(pm):`
fn half_of_day(rest: &str) -> (bool, &str) {
    let (open, close) = match rest.strip_prefix('(') {
        Some(open) => (open, ")"),
        None => (rest, ""),
    };
    let half = open.get(..2);
    let is_half =
        half.is_some_and(|half| half.eq_ignore_ascii_case("am") || half.eq_ignore_ascii_case("pm"));
    match is_half.then(|| open[2..].strip_prefix(close)).flatten() {
        Some(behind) if behind.starts_with(':') => (true, behind),
        _ => (false, rest),
    }
}
