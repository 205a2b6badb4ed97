//! Numbers with their units: distances, times, ranges, paces.

use super::lexer::{Cursor, Kind, Token};
use crate::units::{Distance, DistanceUnit, Duration, Pace};

/// What a time under [`SHORTEST_WITHOUT_A_UNIT`] should have been.
pub(super) const WITH_ITS_UNIT: &str = "a time with its unit, such as `90 min` or `1 h 30 min`";
/// `1:30` could be minutes or hours; nobody plans a workout of so few minutes.
pub(super) const SHORTEST_WITHOUT_A_UNIT: Duration = Duration::from_minutes(10);

/// A decimal number as written: `digits / 10^scale`, exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    digits: u64,
    scale: u8,
}

impl Decimal {
    /// A number no distance or time has; stands for ones too long to hold.
    const HUGE: Self = Self {
        digits: u64::MAX,
        scale: 0,
    };

    pub(super) const fn hundredths(hundredths: u64) -> Self {
        Self {
            digits: hundredths,
            scale: 2,
        }
    }

    /// From the digits before and behind the point.
    pub(super) fn read(whole: &str, fraction: &str) -> Self {
        let whole = whole.trim_start_matches('0');
        let fraction = fraction.trim_end_matches('0');
        if whole.len() > 8 || fraction.len() > 9 {
            return Self::HUGE;
        }
        let digits = format!("0{whole}{fraction}").parse();
        digits.map_or(Self::HUGE, |digits| Self {
            digits,
            scale: fraction.len() as u8,
        })
    }

    fn plus(self, other: Self) -> Self {
        let scale = self.scale.max(other.scale);
        let digits = |number: Self| {
            number
                .digits
                .saturating_mul(10u64.pow(u32::from(scale - number.scale)))
        };
        Self {
            digits: digits(self).saturating_add(digits(other)),
            scale,
        }
    }

    /// The number itself where it is whole.
    pub(super) fn whole(self) -> Option<u64> {
        (self.scale == 0).then_some(self.digits)
    }

    pub(super) fn as_f64(self) -> f64 {
        self.digits as f64 / 10f64.powi(i32::from(self.scale))
    }

    /// So many times `one`, to the nearest stored unit; `None` above 1000 km.
    pub(super) fn of(self, one: Distance) -> Option<Distance> {
        self.times(one.raw(), Distance::MAX.raw())
            .map(Distance::from_raw)
    }

    /// So many times `one`, to the nearest second; `None` above 100 hours.
    fn of_seconds(self, one: u32) -> Option<Duration> {
        let seconds = self.times(u64::from(one), u64::from(Duration::MAX.as_seconds()))?;
        u32::try_from(seconds).ok().map(Duration::from_seconds)
    }

    /// Tenths, to the nearest; `None` above `u16`.
    pub(super) fn tenths(self) -> Option<u16> {
        self.times(10, u64::from(u16::MAX))
            .and_then(|tenths| u16::try_from(tenths).ok())
    }

    fn times(self, one: u64, most: u64) -> Option<u64> {
        let divisor = 10u128.pow(u32::from(self.scale));
        let product = u128::from(self.digits) * u128::from(one);
        let rounded = (product + divisor / 2) / divisor;
        u64::try_from(rounded).ok().filter(|value| *value <= most)
    }
}

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// Something along the ground.
    Length(Distance),
    /// So many seconds.
    Seconds(u32),
}

impl Unit {
    pub(super) const fn of(unit: DistanceUnit) -> Self {
        Self::Length(unit.one())
    }
}

/// The unit a word names.
pub(super) fn unit_word(token: &Token<'_>) -> Option<Unit> {
    const YARD: Distance = Distance::from_raw(91_440);
    if token.kind != Kind::Word {
        return match token.kind {
            Kind::Sign('′' | '\'' | '’') => Some(Unit::Seconds(60)),
            Kind::Sign('″' | '"' | '”') => Some(Unit::Seconds(1)),
            _ => None,
        };
    }
    let unit = match token.text.to_ascii_lowercase().as_str() {
        "mi" | "mile" | "miles" | "mis" => Unit::of(DistanceUnit::Mile),
        "km" | "kms" | "k" | "kilometer" | "kilometers" | "kilometre" | "kilometres" => {
            Unit::of(DistanceUnit::Kilometer)
        }
        "m" | "meter" | "meters" | "metre" | "metres" | "mtr" | "mtrs" => {
            Unit::Length(Distance::from_meters(1))
        }
        "yd" | "yds" | "yard" | "yards" => Unit::Length(YARD),
        "min" | "mins" | "minute" | "minutes" | "'" => Unit::Seconds(60),
        "s" | "sec" | "secs" | "second" | "seconds" => Unit::Seconds(1),
        "h" | "hr" | "hrs" | "hour" | "hours" => Unit::Seconds(3_600),
        _ => return None,
    };
    Some(unit)
}

/// An amount as written, upper end last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Amount {
    /// How far, and from how far in a range.
    Distance {
        /// The lower end of a range.
        from: Option<Distance>,
        /// How far; the upper end of a range.
        to: Distance,
    },
    /// How long, and from how long in a range.
    Time {
        /// The lower end of a range.
        from: Option<Duration>,
        /// How long; the upper end of a range.
        to: Duration,
    },
}

impl Amount {
    /// Nothing at all.
    pub(super) fn is_zero(self) -> bool {
        match self {
            Self::Distance { to, .. } => to.is_zero(),
            Self::Time { to, .. } => to.is_zero(),
        }
    }
}

/// A number where one comes next; `1 1/2` is one and a half.
pub(super) fn number(cursor: &mut Cursor<'_, '_>) -> Option<Decimal> {
    let Kind::Number(first) = cursor.peek()?.kind else {
        return None;
    };
    cursor.skip(1);
    if let Some(token) = cursor.peek()
        && let Kind::Number(second) = token.kind
        && (token.text.contains('/') || token.text.starts_with(['½', '¼', '¾']))
        && first.whole().is_some()
    {
        cursor.skip(1);
        return Some(first.plus(second));
    }
    Some(first)
}

/// `5 mi`, `5–7 mi`, `4 mi–6 mi`, `40 min`, `1 h 30 min`, `2:30 min`, `2:30`.
///
/// Leaves the cursor where it was when no amount with a unit comes next.
pub(super) fn amount(cursor: &mut Cursor<'_, '_>) -> Option<Amount> {
    let mut ahead = *cursor;
    let found = clock(&mut ahead).or_else(|| {
        ahead = *cursor;
        counted(&mut ahead)
    })?;
    *cursor = ahead;
    Some(found)
}

/// A time and nothing beside it. `90m` alone are minutes, because it is a time; `1:15`
/// is none: it could be minutes or hours.
pub(super) fn time_alone(cursor: &mut Cursor<'_, '_>) -> Option<Duration> {
    let mut ahead = *cursor;
    let time = match amount(&mut ahead) {
        Some(Amount::Time { from: None, to }) => to,
        _ => {
            ahead = *cursor;
            let minutes = number(&mut ahead)?;
            minutes.of_seconds(60).filter(|_| ahead.words("m"))?
        }
    };
    let is_bare_clock = cursor.peek_at(1).is_none();
    if !ahead.is_done() || is_bare_clock && is_short_clock(cursor, time) {
        return None;
    }
    *cursor = ahead;
    Some(time)
}

/// True where `1:15` comes next.
fn is_short_clock(cursor: &Cursor<'_, '_>, time: Duration) -> bool {
    let token = cursor.peek();
    token.is_some_and(|token| token.text.matches(':').count() == 1)
        && time < SHORTEST_WITHOUT_A_UNIT
}

/// `2:30 min`, `2:30`: minutes and seconds; three numbers are hours.
fn clock(cursor: &mut Cursor<'_, '_>) -> Option<Amount> {
    let token = cursor.next().filter(|token| token.kind == Kind::Clock)?;
    let hours = cursor.peek().and_then(|token| unit_word(&token)) == Some(Unit::Seconds(3_600));
    let to = long_clock(token.text, hours)?;
    let has_unit = cursor
        .peek()
        .is_some_and(|token| matches!(unit_word(&token), Some(Unit::Seconds(60 | 3_600))));
    if has_unit {
        cursor.skip(1);
    }
    Some(Amount::Time { from: None, to })
}

/// Like [`Duration::from_clock`], with more than 999 minutes and with `h:mm h`.
fn long_clock(text: &str, hours: bool) -> Option<Duration> {
    let mut parts = text.split(':').map(|part| part.parse::<u64>().ok());
    let (first, second, third) = (parts.next()??, parts.next()??, parts.next());
    if second >= 60 {
        return None;
    }
    let seconds = match third {
        Some(third) => first.checked_mul(3_600)? + second * 60 + third.filter(|s| *s < 60)?,
        None if hours => first.checked_mul(3_600)? + second * 60,
        None => first.checked_mul(60)? + second,
    };
    u32::try_from(seconds)
        .ok()
        .map(Duration::from_seconds)
        .filter(|time| *time <= Duration::MAX)
}

fn counted(cursor: &mut Cursor<'_, '_>) -> Option<Amount> {
    let first = number(cursor)?;
    let mut unit = None;
    if let Some(found) = cursor.peek().and_then(|token| unit_word(&token)) {
        unit = Some(found);
        cursor.skip(1);
    }
    let mut ahead = *cursor;
    let range = (ahead.kind(Kind::Dash) || ahead.words("to"))
        .then(|| number(&mut ahead))
        .flatten()
        .and_then(|second| Some((second, ahead.peek().and_then(|token| unit_word(&token))?)));
    if let Some((second, second_unit)) = range {
        *cursor = ahead;
        cursor.skip(1);
        let from = of_unit(None, first, unit.unwrap_or(second_unit))?;
        let to = of_unit(None, second, second_unit)?;
        let to = with_minutes(to, second_unit, cursor);
        return between(from, to);
    }
    let from = with_minutes(of_unit(None, first, unit?)?, unit?, cursor);
    Some(longer_end(from, cursor).unwrap_or(from))
}

/// The range from one amount to another of its sort.
fn between(one: Amount, other: Amount) -> Option<Amount> {
    match (one, other) {
        (Amount::Distance { to: from, .. }, Amount::Distance { to, .. }) => {
            let (from, to) = ordered(Some(from), to);
            Some(Amount::Distance { from, to })
        }
        (Amount::Time { to: from, .. }, Amount::Time { to, .. }) => {
            let (from, to) = ordered(Some(from), to);
            Some(Amount::Time { from, to })
        }
        _ => None,
    }
}

/// `1h45-2h`: the other end of a range behind hours and minutes.
fn longer_end(from: Amount, cursor: &mut Cursor<'_, '_>) -> Option<Amount> {
    let mut ahead = *cursor;
    if !matches!(from, Amount::Time { .. }) || !(ahead.kind(Kind::Dash) || ahead.words("to")) {
        return None;
    }
    let number = number(&mut ahead)?;
    let unit = ahead.peek().and_then(|token| unit_word(&token))?;
    ahead.skip(1);
    let range = between(
        from,
        with_minutes(of_unit(None, number, unit)?, unit, &mut ahead),
    )?;
    *cursor = ahead;
    Some(range)
}

/// `1 h 30 min`, `2 min 30 s`, `1h30`.
fn with_minutes(amount: Amount, unit: Unit, cursor: &mut Cursor<'_, '_>) -> Amount {
    let Amount::Time { from: None, to } = amount else {
        return amount;
    };
    let Unit::Seconds(large @ (60 | 3_600)) = unit else {
        return amount;
    };
    let mut ahead = *cursor;
    let is_glued = ahead.is_glued();
    let small = number(&mut ahead)
        .filter(|small| small.as_f64() < 60.0)
        .and_then(|small| {
            let unit = ahead.peek().and_then(|token| unit_word(&token));
            match unit {
                Some(Unit::Seconds(seconds)) if seconds * 60 == large => {
                    ahead.skip(1);
                    small.of_seconds(seconds)
                }
                // `1h15m`: behind hours nobody means meters.
                Some(Unit::Length(_)) if large == 3_600 && ahead.words("m") => small.of_seconds(60),
                // `1h30`
                None if is_glued => small.of_seconds(large / 60),
                _ => None,
            }
        });
    match small {
        Some(small) if to + small <= Duration::MAX => {
            *cursor = ahead;
            Amount::Time {
                from: None,
                to: to + small,
            }
        }
        _ => amount,
    }
}

/// The amount of a number, or of a range, in its units.
pub(super) fn of_unit(from: Option<(Decimal, Unit)>, to: Decimal, unit: Unit) -> Option<Amount> {
    match unit {
        Unit::Length(one) => {
            let to = to.of(one)?;
            let from = match from {
                Some((from, Unit::Length(one))) => Some(from.of(one)?),
                Some(_) => return None,
                None => None,
            };
            let (from, to) = ordered(from, to);
            Some(Amount::Distance { from, to })
        }
        Unit::Seconds(one) => {
            let to = to.of_seconds(one)?;
            let from = match from {
                Some((from, Unit::Seconds(one))) => Some(from.of_seconds(one)?),
                Some(_) => return None,
                None => None,
            };
            let (from, to) = ordered(from, to);
            Some(Amount::Time { from, to })
        }
    }
}

/// The upper end last, whichever was written first; equal ends are no range.
fn ordered<T: Ord + Copy>(from: Option<T>, to: T) -> (Option<T>, T) {
    match from {
        Some(from) if from > to => (Some(to), from),
        Some(from) if from == to => (None, to),
        from => (from, to),
    }
}

/// True before `-8:30`, `-9 min pace`, `to 9 min/mi`.
fn is_in_range(mut ahead: Cursor<'_, '_>) -> bool {
    if !(ahead.kind(Kind::Dash) || ahead.words("to")) {
        return false;
    }
    match ahead.next().map(|token| token.kind) {
        Some(Kind::Clock) => true,
        Some(Kind::Number(_)) => {
            let in_minutes = ahead.words("min") || ahead.words("minute") || ahead.words("minutes");
            ahead.sign('/') || ahead.words("per") || in_minutes && ahead.sees("pace")
        }
        _ => false,
    }
}

/// `7:30/mi`, `4:40 per km`, `7:30 min/mi`, `8 min pace`, the 8 of `8-8:30`;
/// without a unit, in the draft's.
pub(super) fn pace(
    cursor: &mut Cursor<'_, '_>,
    usual: DistanceUnit,
) -> Option<(Pace, DistanceUnit)> {
    let mut ahead = *cursor;
    let token = ahead.next()?;
    let time = match token.kind {
        Kind::Clock => long_clock(token.text, false)?,
        // Whole minutes, as far as anybody runs or walks a mile in.
        Kind::Number(minutes) => Duration::from_minutes(
            minutes
                .whole()
                .and_then(|minutes| u32::try_from(minutes).ok())
                .filter(|minutes| (2..=30).contains(minutes))?,
        ),
        _ => return None,
    };
    let in_minutes = ahead.words("min") || ahead.words("minute") || ahead.words("minutes");
    let is_per = ahead.sign('/') || ahead.words("per") || ahead.words("a");
    // `at 7:00 am` is when, not how fast.
    if ahead.sees("am") || ahead.sees("pm") {
        return None;
    }
    // `8` alone says nothing; in `8-8:30` and `8 min pace` it is minutes.
    let is_pace = is_per || in_minutes && ahead.sees("pace") || is_in_range(ahead);
    if token.kind != Kind::Clock && !is_pace {
        return None;
    }
    let unit = if is_per {
        match ahead.next().and_then(|token| unit_word(&token)) {
            Some(Unit::Length(one)) if one == DistanceUnit::Mile.one() => DistanceUnit::Mile,
            Some(Unit::Length(one)) if one == DistanceUnit::Kilometer.one() => {
                DistanceUnit::Kilometer
            }
            _ => return None,
        }
    } else {
        usual
    };
    *cursor = ahead;
    Some((Pace::from_seconds_per(unit, time.as_seconds()), unit))
}
