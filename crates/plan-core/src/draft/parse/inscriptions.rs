//! Dates and times of day beside a weekday: `Tue 7/14:`, `Tue, Jul 14:`, `Tue 6am:`.
//!
//! They are no part of a workout, and their numbers are neither miles nor minutes.

use super::amounts;
use super::lexer::{self, Cursor, Kind, Token};
use super::lines::{beginning, begins_a_workout};

const MONTHS: [&str; 24] = [
    "jan",
    "january",
    "feb",
    "february",
    "mar",
    "march",
    "apr",
    "april",
    "may",
    "jun",
    "june",
    "jul",
    "july",
    "aug",
    "august",
    "sep",
    "sept",
    "september",
    "oct",
    "october",
    "nov",
    "november",
    "dec",
    "december",
];

/// Reads what is written beside a weekday, if it is a date or a time of day, and
/// what is left behind it.
pub(super) fn read(text: &str) -> Option<(&str, &str)> {
    let tokens = lexer::tokens(beginning(text));
    let mut cursor = Cursor::new(&tokens);
    let _ = cursor.sign(',');
    let is_wrapped = cursor.sign('(');
    let start = cursor.peek()?.start;
    let mut end = None;
    while date(&mut cursor)
        || time(&mut cursor, is_wrapped)
        || (end.is_none() && number(&mut cursor, text))
    {
        end = Some(tokens[cursor.position() - 1].end());
        let _ = cursor.sign(',');
    }
    let end = end?;
    let inscription = text[start..end].trim_start_matches(['@', ' ']);
    let behind = text[end..].trim_start();
    let rest = match is_wrapped {
        true => behind.strip_prefix(')')?,
        false => behind.strip_prefix(',').unwrap_or(behind),
    };
    Some((inscription, rest.trim_start()))
}

fn whole(cursor: &mut Cursor<'_, '_>, most: u64) -> bool {
    cursor.eat(|token| {
        matches!(token.kind, Kind::Number(number)
            if number.whole().is_some_and(|whole| (1..=most).contains(&whole)))
    })
}

fn month(cursor: &mut Cursor<'_, '_>) -> bool {
    let is_month = cursor.eat(|token| MONTHS.iter().any(|month| token.is_word(month)));
    let _ = is_month && cursor.sign('.');
    is_month
}

/// `14`, `14th`; and whether it is the latter.
fn day(cursor: &mut Cursor<'_, '_>) -> Option<bool> {
    whole(cursor, 31).then(|| {
        cursor.is_glued()
            && ["st", "nd", "rd", "th"]
                .iter()
                .any(|ending| cursor.words(ending))
    })
}

/// `Jul 14`, `14 July 2026`, `14th`, `7/14`, `7/14/26`, `14.7.`
fn date(cursor: &mut Cursor<'_, '_>) -> bool {
    let mut ahead = *cursor;
    let _ = ahead.words("the");
    let is_named = if month(&mut ahead) {
        day(&mut ahead).is_some()
    } else {
        match day(&mut ahead) {
            Some(is_ordinal) => {
                let mut of = ahead;
                let _ = of.words("of");
                let has_month = month(&mut of);
                if has_month {
                    ahead = of;
                }
                has_month || is_ordinal
            }
            None => false,
        }
    };
    if is_named {
        let mut year = ahead;
        let _ = year.sign(',');
        if year.eat(is_year) {
            ahead = year;
        }
        *cursor = ahead;
        return true;
    }
    ahead = *cursor;
    let is_numeric = in_numbers(&mut ahead);
    if is_numeric {
        *cursor = ahead;
    }
    is_numeric
}

fn is_year(token: &Token<'_>) -> bool {
    token.text.len() == 4 && token.text.starts_with("20")
}

/// `7/14`, `7/14/26`, `14.7.`: no unit and no `x` behind them.
fn in_numbers(ahead: &mut Cursor<'_, '_>) -> bool {
    let is_short = |text: &str| (1..=2).contains(&text.len());
    let dotted = ahead.peek().is_some_and(|token| {
        let parts = token.text.split_once('.');
        parts.is_some_and(|(day, month)| is_short(day) && is_short(month))
    });
    if dotted {
        ahead.skip(1);
        return ahead.is_glued() && ahead.sign('.');
    }
    // The lexer reads `1/2` as a half.
    let half = ahead
        .peek()
        .is_some_and(|token| matches!(token.kind, Kind::Number(_)) && token.text.contains('/'));
    let is_date = match half {
        true => {
            ahead.skip(1);
            ahead
                .peek()
                .is_some_and(|next| next.kind == Kind::Sign(':'))
        }
        false => whole(ahead, 31) && ahead.sign('/') && whole(ahead, 31),
    };
    let mut year = *ahead;
    if is_date && year.sign('/') && whole(&mut year, 2_100) {
        *ahead = year;
    }
    is_date
        && ahead
            .peek()
            .is_none_or(|next| amounts::unit_word(&next).is_none() && next.kind != Kind::Times)
}

/// `6am`, `6:30 pm`, `at 6:30`, `(6:30)`.
fn time(cursor: &mut Cursor<'_, '_>, is_wrapped: bool) -> bool {
    let mut ahead = *cursor;
    let is_at = ahead.words("at") || ahead.sign('@');
    let is_clock = ahead.kind(Kind::Clock);
    if !is_clock && !whole(&mut ahead, 12) {
        return false;
    }
    let has_half = ahead.words("am") || ahead.words("pm");
    let ends = |next: char| {
        ahead
            .peek()
            .is_some_and(|token| token.kind == Kind::Sign(next))
    };
    let is_time = has_half || is_clock && (ends(':') && is_at || is_wrapped && ends(')'));
    if is_time {
        *cursor = ahead;
    }
    is_time
}

/// `14:` in front of a workout: the day of the month.
fn number(cursor: &mut Cursor<'_, '_>, text: &str) -> bool {
    let mut ahead = *cursor;
    let Some(token) = ahead.peek() else {
        return false;
    };
    let is_whole = whole(&mut ahead, 31);
    let behind = &text[token.end()..];
    let is_day = is_whole
        && behind
            .strip_prefix(':')
            .is_some_and(|body| body.starts_with(' ') && begins_a_workout(body));
    if is_day {
        *cursor = ahead;
    }
    is_day
}
