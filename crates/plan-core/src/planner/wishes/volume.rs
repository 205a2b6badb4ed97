//! Volume: the most a week may hold, and what the largest is to hold.

use std::fmt;

use super::clause::Clause;
use super::vocabulary as word;
use super::{Recognized, Wish};
use crate::units::{Distance, DistanceUnit};

/// Words that make a clause about something other than whole weeks.
const NOT_A_WEEK: &[&str] = &[
    "long",
    "longest",
    "day",
    "days",
    "daily",
    "session",
    "sessions",
    "workout",
    "workouts",
    "pace",
    "ride",
    "riding",
    "bike",
    "swim",
    "walk",
    "hike",
    "elevation",
    "drive",
    "commute",
    "increase",
    "growth",
    "grow",
    "raise",
    "first",
    "weekend",
    "weekends",
    "between",
];
/// Words for what a week holds.
const VOLUME: &[&str] = &["mileage", "volume", "weekly", "kilometrage"];
const MILES: &[&str] = &["mi", "mile", "miles", "mpw"];
const KILOMETERS: &[&str] = &[
    "k",
    "km",
    "kms",
    "kpw",
    "kmpw",
    "kilometer",
    "kilometers",
    "kilometre",
    "kilometres",
];
const BELOW: &[&str] = &["under", "below", "within"];
const CAP: &[&str] = &[
    "cap",
    "capped",
    "capping",
    "limit",
    "limited",
    "limiting",
    "restrict",
    "restricted",
];
/// What may stand between a denial and what is denied: `don't want to run more than`.
const DENIED: &[&str] = &[
    "run", "running", "do", "doing", "go", "going", "be", "get", "ever", "want", "to", "me",
    "should", "exceed", "plan",
];
const PEAK: &[&str] = &["peak", "peaks", "peaking"];

/// A weekly volume as it was written, in tenths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeeklyAmount {
    tenths: u32,
    /// `None` where no unit was written.
    unit: Option<DistanceUnit>,
}

impl WeeklyAmount {
    /// How far that is; a number without a unit is in `usual`.
    pub fn distance(self, usual: DistanceUnit) -> Distance {
        Distance::from_tenths(self.tenths, self.unit.unwrap_or(usual))
    }

    /// The same with its unit.
    pub(super) fn in_unit(self, usual: DistanceUnit) -> Self {
        let unit = self.unit.or(Some(usual));
        Self { unit, ..self }
    }
}

impl fmt::Display for WeeklyAmount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.tenths / 10)?;
        if !self.tenths.is_multiple_of(10) {
            write!(f, ".{}", self.tenths % 10)?;
        }
        match self.unit {
            Some(unit) => write!(f, " {unit}"),
            None => Ok(()),
        }
    }
}

/// What kind of limit a number is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Limit {
    Most,
    Peak,
}

/// `max 30 miles a week`, `no more than 50 km per week`, `at most 30 mpw`, `40 mpw
/// max`, `weekly mileage capped at 35`, `peak at 45 miles`.
///
/// Nothing is used of a clause with another number, or that is about a single
/// run, the past, or a part of the plan.
pub(super) fn read(clause: &mut Clause<'_>, wishes: &mut Vec<Recognized>) {
    let is_other = clause.left().any(|left| {
        NOT_A_WEEK.contains(&left)
            || word::PAST.contains(&left)
            || word::CONDITIONS.contains(&left) && !PEAK.contains(&left)
            || word::weekdays(left).is_some()
    });
    let mut numbers = (0..clause.tokens.len())
        .filter(|place| !clause.is_used(*place) && has_digit(clause.word(*place)));
    let (Some(place), None, false) = (numbers.next(), numbers.next(), is_other) else {
        return;
    };
    let Some((amount, end, is_weekly)) = amount(clause, place) else {
        return;
    };
    let behind = limit_behind(clause, end);
    let Some((from, limit)) = limit_before(clause, place).or(behind.map(|_| (place, Limit::Most)))
    else {
        return;
    };
    // `don't cap it at 40 mpw`
    if (0..from).any(|before| word::NOT.contains(&clause.word(before))) {
        return;
    }
    let says_volume = is_weekly || clause.has(VOLUME);
    let is_clear = match limit {
        Limit::Most => says_volume,
        // What else would peak at 45 miles?
        Limit::Peak => says_volume || amount.unit.is_some(),
    };
    if !is_clear {
        return;
    }
    let phrase = clause.use_up(from, behind.unwrap_or(end));
    wishes.push(Recognized {
        phrase,
        wish: match limit {
            Limit::Most => Wish::MostWeekly(amount),
            Limit::Peak => Wish::PeakWeekly(amount),
        },
    });
}

fn has_digit(word: &str) -> bool {
    word.bytes().any(|byte| byte.is_ascii_digit())
}

/// The number at a place with its unit, where both end, and whether that is a week's.
fn amount(clause: &Clause<'_>, place: usize) -> Option<(WeeklyAmount, usize, bool)> {
    let token = clause.word(place);
    let digits = token.find(|c: char| !(c.is_ascii_digit() || c == '.'));
    let (number, glued) = token.split_at(digits.unwrap_or(token.len()));
    let tenths = tenths(number)?;
    let mut end = place + 1;
    let word = if glued.is_empty() {
        clause.word(end)
    } else {
        glued
    };
    let unit = if MILES.contains(&word) {
        Some(DistanceUnit::Mile)
    } else if KILOMETERS.contains(&word) {
        Some(DistanceUnit::Kilometer)
    } else if glued.is_empty() {
        None
    } else {
        return None;
    };
    end += usize::from(unit.is_some() && glued.is_empty());
    let mut is_weekly = word.ends_with("pw");
    if matches!(
        (clause.word(end), clause.word(end + 1)),
        ("a" | "per" | "every" | "each" | "/", "week" | "wk")
    ) {
        (is_weekly, end) = (true, end + 2);
    } else if clause.word(end) == "in" && clause.word(end + 2) == "week" {
        // `in any week`, `in a week`
        (is_weekly, end) = (true, end + 3);
    } else if clause.word(end) == "weekly" {
        (is_weekly, end) = (true, end + 1);
    }
    // `30-40 miles a week` are two numbers, and were none of ours.
    Some((WeeklyAmount { tenths, unit }, end, is_weekly))
}

fn tenths(number: &str) -> Option<u32> {
    let (whole, tenth) = number.split_once('.').unwrap_or((number, "0"));
    let is_short = (1..=3).contains(&whole.len()) && tenth.len() == 1;
    let whole: u32 = whole.parse().ok().filter(|_| is_short)?;
    Some(whole * 10 + tenth.parse::<u32>().ok()?)
}

/// The words in front of a number that make it a limit, and where they begin.
fn limit_before(clause: &Clause<'_>, place: usize) -> Option<(usize, Limit)> {
    let link = |word: &str| matches!(word, "of" | "at" | "to" | "is" | "about" | "around" | ":");
    // `peak mileage of about 45`, `cap my mileage at 40`: words between say no more.
    let mut first = place;
    while first > 0 && (link(clause.word(first - 1)) || is_about_volume(clause.word(first - 1))) {
        first -= 1;
    }
    let at = |places: usize| clause.before(first, places);
    let is_linked = (first..place).any(|place| matches!(clause.word(place), "at" | "to" | "of"));
    if PEAK.contains(&at(1)) {
        return Some((first - 1, Limit::Peak));
    }
    if CAP.contains(&at(1)) && (is_linked || first == place) {
        return Some((first - 1, Limit::Most));
    }
    if matches!(at(1), "max" | "maximum" | "maximally") || BELOW.contains(&at(1)) {
        return Some((first - 1, Limit::Most));
    }
    match (at(2), at(1)) {
        ("at", "most") => return Some((first - 2, Limit::Most)),
        (_, "up") if clause.word(first) == "to" => return Some((first - 1, Limit::Most)),
        _ => {}
    }
    // `no more than`, `never over`, `don't want to run more than`
    let denied = match (at(2), at(1)) {
        ("more", "than") => first - 2,
        (_, "over" | "above" | "exceed" | "exceeding") => first - 1,
        _ => return None,
    };
    let denial = (0..denied)
        .rev()
        .find(|place| !DENIED.contains(&clause.word(*place)))?;
    word::NOT
        .contains(&clause.word(denial))
        .then_some((denial, Limit::Most))
}

fn is_about_volume(word: &str) -> bool {
    VOLUME.contains(&word) || matches!(word, "my" | "the" | "it" | "a" | "weeks" | "week")
}

/// Where `max`, `at most` or `tops` behind a number ends.
fn limit_behind(clause: &Clause<'_>, end: usize) -> Option<usize> {
    match (clause.word(end), clause.word(end + 1)) {
        ("max" | "maximum" | "tops", _) => Some(end + 1),
        ("at", "most") | ("or", "less") => Some(end + 2),
        ("at", "the") if clause.word(end + 2) == "most" => Some(end + 3),
        _ => None,
    }
}
