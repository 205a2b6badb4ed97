//! Numbers in words, and numbers without a unit.
//!
//! `seven or eight miles`, `half an hour`, `flarp 4`: what a person reads as a
//! length and the parser does not. A number counts where what stands around it
//! lets it be a length; `2 dogs`, `at 6`, `week 3` and `zone 2` are none.

use super::measures::Measure;
use crate::draft::parse::amounts::{self, Decimal, Unit};
use crate::draft::parse::lexer::{Cursor, Kind, Token};
use crate::draft::parse::vocabulary;
use crate::units::{Distance, Duration};

/// A number with or without its unit.
pub(super) struct Counted {
    pub(super) measure: Measure,
    /// The lower end of a choice.
    pub(super) or: Option<Measure>,
    /// Where it ends.
    pub(super) end: usize,
}

/// Reads a number if one comes next that may be a length and is not an
/// [amount](amounts::amount).
pub(super) fn counted(tokens: &[Token<'_>], cursor: &mut Cursor<'_, '_>) -> Option<Counted> {
    let mut ahead = *cursor;
    let start = ahead.position();
    let (measure, or) = fraction(&mut ahead)
        .map(|measure| (measure, None))
        .or_else(|| {
            ahead = *cursor;
            one_of_unit(tokens, &mut ahead).map(|measure| (measure, None))
        })
        .or_else(|| {
            ahead = *cursor;
            several(tokens, &mut ahead, start)
        })?;
    *cursor = ahead;
    Some(Counted {
        measure,
        or,
        end: ahead.position(),
    })
}

/// `7 or 8 miles`, `seven to eight easy`, `four miles`, `an easy five`.
fn several(
    tokens: &[Token<'_>],
    cursor: &mut Cursor<'_, '_>,
    start: usize,
) -> Option<(Measure, Option<Measure>)> {
    let first = number(cursor)?;
    if let Some(times) = whole(first).filter(|_| is_repeated(*cursor)) {
        return Some((Measure::Repetitions(times), None));
    }
    let mut other = *cursor;
    let is_choice = other.words("or");
    let is_range = !is_choice && (other.words("to") || other.kind(Kind::Dash));
    // Hyphens inside words vanish: `seven-eight`.
    let second = number(&mut other).filter(|second| second.as_f64() > first.as_f64());
    let (lower, upper) = match second {
        Some(second) => {
            *cursor = other;
            (Some(first), second)
        }
        None => (None, first),
    };
    let of = |number: Decimal, unit: Option<Unit>| match unit {
        Some(Unit::Length(one)) => number.of(one).map(Measure::Distance),
        Some(Unit::Seconds(one)) => time(number, one).map(Measure::Time),
        None => Some(Measure::Number(number)),
    };
    let unit = cursor.peek().and_then(|token| amounts::unit_word(&token));
    if unit.is_some() {
        cursor.skip(1);
    } else if !may_be_length(tokens, start, *cursor, upper) {
        return None;
    }
    let upper = match and_a_half(cursor) {
        true => Decimal::hundredths(hundredths(upper)? + 50),
        false => upper,
    };
    let or = lower.filter(|_| !is_range).and_then(|it| of(it, unit));
    Some((of(upper, unit)?, or))
}

/// `an hour`, `a mile and a half`; not the mile of `8:00 a mile`.
fn one_of_unit(tokens: &[Token<'_>], cursor: &mut Cursor<'_, '_>) -> Option<Measure> {
    let before = cursor.position().checked_sub(1).map(|at| &tokens[at]);
    let is_rate = before.is_some_and(|before| {
        matches!(before.kind, Kind::Number(_) | Kind::Clock)
            || amounts::unit_word(before).is_some()
            || ["per", "half", "twice", "once", "times"]
                .iter()
                .any(|word| before.is_word(word))
    });
    if is_rate || !(cursor.words("an") || cursor.words("a") || cursor.words("one")) {
        return None;
    }
    let token = cursor.next()?;
    let is_whole = ["mile", "kilometer", "kilometre", "hour"]
        .iter()
        .any(|word| token.is_word(word));
    let unit = amounts::unit_word(&token).filter(|_| is_whole)?;
    // `a mile in, turn left` is where.
    if cursor.sees("in") || cursor.sees("from") || cursor.sees("before") || cursor.sees("after") {
        return None;
    }
    measure(if and_a_half(cursor) { 150 } else { 100 }, unit)
}

/// `half an hour`, `a half mile`, `three quarters of an hour`.
fn fraction(cursor: &mut Cursor<'_, '_>) -> Option<Measure> {
    let three = cursor.words("three") || cursor.eat(|token| token.text == "3");
    if !three {
        let _ = cursor.words("a");
    }
    let share = match three {
        true if cursor.words("quarters") || cursor.words("quarter") => 75,
        true => return None,
        false if cursor.words("half") => 50,
        false if cursor.words("quarter") => 25,
        false => return None,
    };
    let _ = cursor.words("of");
    let _ = cursor.words("an") || cursor.words("a");
    let token = cursor.next()?;
    let is_whole = ["mile", "kilometer", "kilometre", "hour", "hr"]
        .iter()
        .any(|word| token.is_word(word));
    let unit = amounts::unit_word(&token).filter(|_| is_whole)?;
    measure(share, unit)
}

fn and_a_half(cursor: &mut Cursor<'_, '_>) -> bool {
    cursor.words("and a half")
}

fn measure(hundredths: u64, unit: Unit) -> Option<Measure> {
    let number = Decimal::hundredths(hundredths);
    match unit {
        Unit::Length(one) => number.of(one).map(Measure::Distance),
        Unit::Seconds(one) => time(number, one).map(Measure::Time),
    }
}

fn time(number: Decimal, one: u32) -> Option<Duration> {
    let seconds = (number.as_f64() * f64::from(one)).round();
    (seconds <= f64::from(Duration::MAX.as_seconds()))
        .then(|| Duration::from_seconds(seconds as u32))
}

fn hundredths(number: Decimal) -> Option<u64> {
    number.of(Distance::from_raw(100)).map(Distance::raw)
}

/// `six by eight hundred`, `10 times 400 m`.
fn is_repeated(mut behind: Cursor<'_, '_>) -> bool {
    (behind.words("by") || behind.words("times"))
        && (amounts::amount(&mut behind).is_some() || number(&mut behind).is_some())
}

/// The number itself where it is whole, however it was written.
fn whole(number: Decimal) -> Option<u64> {
    let hundredths = hundredths(number)?;
    hundredths.is_multiple_of(100).then_some(hundredths / 100)
}

/// A number in digits or in words.
fn number(cursor: &mut Cursor<'_, '_>) -> Option<Decimal> {
    if let Some(number) = amounts::number(cursor) {
        return Some(number);
    }
    let whole = in_words(cursor)?;
    Some(Decimal::hundredths(whole * 100))
}

/// `seven`, `twenty five`, `four hundred`, `a dozen`, `a couple of`.
fn in_words(cursor: &mut Cursor<'_, '_>) -> Option<u64> {
    const ONES: [&str; 19] = [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] = [
        "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ];
    if cursor.words("a couple of") || cursor.words("couple of") || cursor.words("a couple") {
        return Some(2);
    }
    if cursor.words("a dozen") || cursor.words("dozen") {
        return Some(12);
    }
    let ones = |cursor: &mut Cursor<'_, '_>, most: usize| {
        let at = ONES[..most].iter().position(|word| cursor.words(word))?;
        Some(at as u64 + 1)
    };
    let small = match TENS.iter().position(|word| cursor.words(word)) {
        Some(at) => 10 * (at as u64 + 2) + ones(cursor, 9).unwrap_or_default(),
        None => ones(cursor, ONES.len())?,
    };
    match cursor.words("hundred") {
        true => Some(100 * small),
        false => Some(small),
    }
}

/// True where a number without a unit may be a length, by what stands around it.
fn may_be_length(
    tokens: &[Token<'_>],
    start: usize,
    behind: Cursor<'_, '_>,
    number: Decimal,
) -> bool {
    /// What counts something else: `at 6`, `week 3`, `zone 2`, `under 140`.
    const COUNTERS: [&str; 46] = [
        "at", "by", "before", "after", "until", "till", "since", "week", "weeks", "zone", "z",
        "day", "days", "route", "trail", "number", "no", "nr", "hr", "bpm", "rpe", "mile", "km",
        "effort", "level", "phase", "set", "group", "gate", "highway", "room", "lap", "loop",
        "under", "below", "above", "over", "max", "of", "the", "all", "grade", "each", "last",
        "first", "stage",
    ];
    let value = number.as_f64();
    let is_year = (1_900.0..=2_100.0).contains(&value);
    // `the long one`.
    if value <= 1.0 || is_year {
        return false;
    }
    let before = start.checked_sub(1).map(|at| &tokens[at]);
    let is_counted = before.is_some_and(|before| match before.kind {
        Kind::Word => COUNTERS.iter().any(|word| before.is_word(word)),
        Kind::Sign(sign) => !matches!(sign, ',' | ';' | '.' | '!' | '?' | '(' | ')' | '&' | ':'),
        // `2-3`, `10 5`: a list of what nobody knows.
        Kind::Number(_) | Kind::Clock | Kind::Dash | Kind::Times => true,
        Kind::Quoted => false,
    });
    let is_of_sign = behind.peek().is_some_and(|next| match next.kind {
        Kind::Sign(sign) => !matches!(sign, ',' | ';' | '.' | '!' | '?' | '(' | ')' | '&' | '+'),
        Kind::Number(_) | Kind::Clock | Kind::Dash => true,
        _ => false,
    });
    !is_counted && !is_of_sign && vocabulary::continues(behind)
}
