//! Races on the way to the goal: `tune-up 10K on 2026-09-06`, `B race half marathon May 3`.

use std::fmt;

use chrono::{Datelike, NaiveDate};

use super::clause::Clause;
use super::race::{distance_at, iso_date};
use super::vocabulary as word;
use super::{Recognized, Wish};
use crate::plan::RaceDistance;
use crate::planner::{OtherRace, RaceRole};
use crate::units::{Distance, DistanceUnit};

/// A race on the way as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtherRaceWish {
    /// What it is for.
    pub role: RaceRole,
    /// How far it is.
    pub distance: Distance,
    /// When.
    pub day: Day,
}

/// A day, maybe without its year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    /// As a date.
    Date(NaiveDate),
    /// As day and month; the plan knows which year.
    OfYear {
        /// 1–12.
        month: u32,
        /// 1–31.
        day: u32,
    },
}

impl Day {
    /// The date, for a plan that ends on `end` at most 52 weeks after it began:
    /// the last such day that is not after it.
    pub fn before(self, end: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Date(date) => Some(date),
            Self::OfYear { month, day } => (0..5)
                .filter_map(|years| NaiveDate::from_ymd_opt(end.year() - years, month, day))
                .find(|date| *date <= end),
        }
    }
}

impl fmt::Display for OtherRaceWish {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let role = match self.role {
            RaceRole::TuneUp => "tune-up race",
            RaceRole::B => "B race",
        };
        let race = RaceDistance::ALL
            .iter()
            .find(|race| race.distance() == self.distance);
        let half_miles = DistanceUnit::Mile.tenth().times(5);
        let distance = match race {
            Some(race) => race.label().to_owned(),
            None if self.distance.floor_to(half_miles) == self.distance => {
                format!("{} mi", self.distance.as_miles())
            }
            None => format!("{} km", self.distance.as_kilometers()),
        };
        write!(f, "{role}: {distance} on ")?;
        match self.day {
            Day::Date(date) => write!(f, "{date}"),
            Day::OfYear { month, day } => write!(f, "{month:02}-{day:02} of the plan's year"),
        }
    }
}

/// Whether a clause speaks of races on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spoken {
    /// It does not.
    Nothing,
    /// Of one, whether more is understood or not: it is not the goal.
    OfOne,
    /// Of several; the next clauses may name more of them.
    OfSeveral(RaceRole),
}

/// Reads a clause, the role of `several` being that of a list it may go on with.
pub(super) fn read(
    clause: &mut Clause<'_>,
    wishes: &mut Vec<Recognized>,
    several: Option<RaceRole>,
) -> Spoken {
    let named = role(clause);
    let (from, to, role, spoken) = match (named, several) {
        (Some((from, to, (role, true))), _) => (from, to, role, Spoken::OfSeveral(role)),
        (Some((from, to, (role, false))), _) => (from, to, role, Spoken::OfOne),
        (None, Some(role)) => (usize::MAX, 0, role, Spoken::OfSeveral(role)),
        (None, None) => return Spoken::Nothing,
    };
    let distances = places(clause, |clause, place| {
        distance(clause, place).filter(|_| !(from..to).contains(&place))
    });
    let found = match (distances.as_slice(), day(clause)) {
        ([distance], Some(day)) => Some((*distance, day)),
        _ => None,
    };
    if named.is_none() && found.is_none() {
        return Spoken::Nothing;
    }
    let is_doubtful =
        clause.has(word::PAST) || clause.has(word::CONDITIONS) || clause.has(word::NOT);
    if let Some(((distance_from, distance_to, distance), (day_from, day_to, day))) = found
        && !is_doubtful
        && (OtherRace::LEAST..=OtherRace::MOST).contains(&distance)
    {
        let from = from.min(distance_from).min(day_from);
        let to = to.max(distance_to).max(day_to);
        wishes.push(Recognized {
            phrase: clause.use_up(from, to),
            wish: Wish::OtherRace(OtherRaceWish {
                role,
                distance,
                day,
            }),
        });
    }
    spoken
}

/// Everything found in a clause, with where it begins and ends.
fn places<T>(
    clause: &Clause<'_>,
    find: impl Fn(&Clause<'_>, usize) -> Option<(usize, T)>,
) -> Vec<(usize, usize, T)> {
    let mut found = Vec::new();
    let mut place = 0;
    while place < clause.tokens.len() {
        match find(clause, place) {
            Some((to, thing)) => {
                found.push((place, to, thing));
                place = to;
            }
            None => place += 1,
        }
    }
    found
}

/// `tune-up`, `tuneup race`, `B race`, `C-races`, and whether it is more than one.
fn role(clause: &Clause<'_>) -> Option<(usize, usize, (RaceRole, bool))> {
    let found = places(clause, |clause, place| {
        let dash = usize::from(clause.word(place + 1) == "-");
        let next = clause.word(place + 1 + dash);
        let (to, role) = match (clause.word(place), next) {
            ("tuneup" | "tuneups", _) => (place + 1, RaceRole::TuneUp),
            ("tune", "up" | "ups") => (place + 2 + dash, RaceRole::TuneUp),
            ("b", "race" | "races") => (place + 2 + dash, RaceRole::B),
            ("c", "race" | "races") => (place + 2 + dash, RaceRole::TuneUp),
            _ => return None,
        };
        let to = to + usize::from(matches!(clause.word(to), "race" | "races"));
        Some((to, (role, clause.word(to - 1).ends_with('s'))))
    });
    match found.as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}

/// `10K`, `half marathon`, `15 km`, `5 miles`, `10-mile`.
fn distance(clause: &Clause<'_>, place: usize) -> Option<(usize, Distance)> {
    if let Some((to, race, _)) = distance_at(clause, place) {
        return Some((to, race.distance()));
    }
    let whole = |text: &str| text.parse::<u16>().ok().filter(|_| text.len() <= 3);
    let word = clause.word(place);
    let joined = word.strip_suffix("km").or_else(|| word.strip_suffix('k'));
    if let Some(kilometers) = joined.and_then(whole) {
        return Some((place + 1, Distance::from_kilometers(kilometers)));
    }
    let number = whole(word)?;
    let dash = usize::from(clause.word(place + 1) == "-");
    let to = place + 2 + dash;
    match clause.word(place + 1 + dash) {
        "k" | "km" | "kilometer" | "kilometers" => Some((to, Distance::from_kilometers(number))),
        "mi" | "mile" | "miles" | "miler" => Some((to, Distance::from_miles(number))),
        _ => None,
    }
}

/// The only day of a clause: `2026-09-06`, `May 3`, `3rd of May`.
fn day(clause: &Clause<'_>) -> Option<(usize, usize, Day)> {
    if let Some((from, to, date)) = iso_date(clause) {
        return Some((from, to, Day::Date(date)));
    }
    let found = places(clause, |clause, place| {
        let of = usize::from(clause.word(place + 1) == "of");
        let pair = |month: &str, day: &str| Some((word::month(month)?, day_of_month(day)?));
        let (first, second) = (clause.word(place), clause.word(place + 1));
        let (to, (month, day)) = pair(first, second)
            .map(|found| (place + 2, found))
            .or_else(|| {
                let month = clause.word(place + 1 + of);
                pair(month, first).map(|found| (place + 2 + of, found))
            })?;
        let year = clause
            .word(to)
            .parse()
            .ok()
            .filter(|_| clause.word(to).len() == 4);
        match year {
            Some(year) => {
                let date = NaiveDate::from_ymd_opt(year, month, day)?;
                Some((to + 1, Day::Date(date)))
            }
            // 2024 has every day there is.
            None => {
                NaiveDate::from_ymd_opt(2024, month, day).map(|_| (to, Day::OfYear { month, day }))
            }
        }
    });
    match found.as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}

fn day_of_month(word: &str) -> Option<u32> {
    let digits = ["st", "nd", "rd", "th"]
        .iter()
        .find_map(|ending| word.strip_suffix(ending))
        .unwrap_or(word);
    let day = digits.parse().ok().filter(|_| digits.len() <= 2)?;
    (1..=31).contains(&day).then_some(day)
}
