//! What the rule-based planner understands of a coach's free text.
//!
//! A prompt or a training principle is read clause by clause. A clause is used
//! only where its words leave one meaning; everything else is handed back in
//! [`Wishes::unused`], so that findings can name what was used *and* what was
//! not. Nothing is guessed: a time without a plausible race, two races, "no
//! running on Sundays until May" and "I ran 45:30 last year" are not used.
//!
//! Any text is safe, and reading takes time in proportion to its length.

mod clause;
mod complete;
mod other_race;
mod race;
mod sessions;
mod vocabulary;
mod volume;
mod weekdays;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{NaiveDate, Weekday};

use crate::fitness::Vdot;
use crate::plan::RaceDistance;
use crate::units::{Distance, DistanceUnit, Duration};
use crate::words::words;
use crate::workout::WorkoutKind;

use clause::clauses;
pub use complete::{Completed, complete};
use other_race::Spoken;
pub use other_race::{Day, OtherRaceWish};
pub use volume::WeeklyAmount;

/// What a text asks for, and what of it could not be used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// In the order of the text.
    pub used: Vec<Recognized>,
    /// The clauses, or phrases of a clause, that are not understood, contradict
    /// each other or say more than was used.
    pub unused: Vec<String>,
}

/// A phrase and what it asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognized {
    /// The words as they stand in the text.
    pub phrase: String,
    /// What they mean.
    pub wish: Wish,
}

/// One thing asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// The goal race.
    Race(RaceDistance),
    /// The day of the goal race.
    RaceDate(NaiveDate),
    /// The time hoped for.
    TargetTime(TargetTime),
    /// Running days a week, 3–7.
    DaysPerWeek(u8),
    /// The weekday of the long run.
    LongRunDay(Weekday),
    /// Weekdays that stay free of running, in order.
    Unavailable(Vec<Weekday>),
    /// A tune-up or B race on the way to the goal.
    OtherRace(OtherRaceWish),
    /// The most a week may hold.
    MostWeekly(WeeklyAmount),
    /// What the largest week is to hold.
    PeakWeekly(WeeklyAmount),
    /// More, less or nothing of a kind of quality session.
    Session(WorkoutKind, Liking),
}

words! {
    /// How much of something is wanted.
    pub enum Liking("liking") {
        /// Preferred to other sessions.
        More = "more",
        /// Only where nothing else does.
        Fewer = "fewer",
        /// Not at all.
        Without = "without",
    }
}

/// A goal time as it was written: "3:45" is hours for a marathon, minutes for no race we know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TargetTime {
    reading: Duration,
    other: Option<Duration>,
}

impl TargetTime {
    /// The reading that is a possible time over `race`, if there is one.
    pub fn over(self, race: RaceDistance) -> Option<Duration> {
        [Some(self.reading), self.other]
            .into_iter()
            .flatten()
            .find(|time| Vdot::from_race(race.distance(), *time).is_ok())
    }
}

/// Reads a text.
pub fn recognize(text: &str) -> Wishes {
    let mut wishes = Wishes::default();
    let mut several = None;
    for mut clause in clauses(text) {
        // A list of races ends with its sentence.
        several = several.filter(|_| clause.is_joined);
        let mut used = Vec::new();
        if clause.is_readable() {
            several = match other_race::read(&mut clause, &mut used, several) {
                Spoken::Nothing => {
                    race::read(&mut clause, &mut used);
                    None
                }
                Spoken::OfOne => None,
                Spoken::OfSeveral(role) => Some(role),
            };
            weekdays::read(&mut clause, &mut used);
            volume::read(&mut clause, &mut used);
            sessions::read(&mut clause, &mut used);
        }
        if clause.says_more() {
            wishes.unused.push(clause.text().to_owned());
        }
        wishes.used.append(&mut used);
    }
    wishes.withdraw_contradictions();
    wishes
}

impl Wishes {
    /// The goal race.
    pub fn race(&self) -> Option<RaceDistance> {
        self.find(|wish| match wish {
            Wish::Race(race) => Some(*race),
            _ => None,
        })
    }

    /// The day of the goal race.
    pub fn race_date(&self) -> Option<NaiveDate> {
        self.find(|wish| match wish {
            Wish::RaceDate(date) => Some(*date),
            _ => None,
        })
    }

    /// The time hoped for over `race`; `None` also where what was written is no
    /// possible time over that race.
    pub fn target_time(&self, race: RaceDistance) -> Option<Duration> {
        self.find(|wish| match wish {
            Wish::TargetTime(time) => time.over(race),
            _ => None,
        })
    }

    /// Running days a week, 3–7.
    pub fn days_per_week(&self) -> Option<u8> {
        self.find(|wish| match wish {
            Wish::DaysPerWeek(days) => Some(*days),
            _ => None,
        })
    }

    /// The weekday of the long run.
    pub fn long_run_day(&self) -> Option<Weekday> {
        self.find(|wish| match wish {
            Wish::LongRunDay(day) => Some(*day),
            _ => None,
        })
    }

    /// Weekdays that stay free of running, each once, Monday first.
    pub fn unavailable_days(&self) -> Vec<Weekday> {
        let named = self.used.iter().flat_map(|used| match &used.wish {
            Wish::Unavailable(days) => days.as_slice(),
            _ => &[],
        });
        let mut days = named.copied().collect::<Vec<_>>();
        days.sort_by_key(Weekday::num_days_from_monday);
        days.dedup();
        days
    }

    /// The most a week may hold; a number without a unit is in `unit`.
    pub fn most_weekly(&self, unit: DistanceUnit) -> Option<Distance> {
        self.find(|wish| match wish {
            Wish::MostWeekly(amount) => Some(amount.distance(unit)),
            _ => None,
        })
    }

    /// What the largest week is to hold; a number without a unit is in `unit`.
    pub fn peak_weekly(&self, unit: DistanceUnit) -> Option<Distance> {
        self.find(|wish| match wish {
            Wish::PeakWeekly(amount) => Some(amount.distance(unit)),
            _ => None,
        })
    }

    /// Quality sessions and how much of them is wanted, in the order of the text.
    pub fn sessions(&self) -> impl Iterator<Item = (WorkoutKind, Liking)> {
        self.used.iter().filter_map(|used| match used.wish {
            Wish::Session(kind, liking) => Some((kind, liking)),
            _ => None,
        })
    }

    fn find<T>(&self, pick: impl Fn(&Wish) -> Option<T>) -> Option<T> {
        self.used.iter().find_map(|used| pick(&used.wish))
    }

    /// What is said twice differently, or cannot be, is not used at all.
    fn withdraw_contradictions(&mut self) {
        let mut answers = BTreeMap::<Question, (&Wish, bool)>::new();
        for used in &self.used {
            if let Some(question) = used.wish.answers() {
                let (first, unanimous) = answers.entry(question).or_insert((&used.wish, true));
                *unanimous &= **first == used.wish;
            }
        }
        let disputed = answers
            .into_iter()
            .filter(|(_, (_, unanimous))| !unanimous)
            .map(|(question, _)| question)
            .collect::<BTreeSet<_>>();
        self.withdraw(|wish| {
            wish.answers()
                .is_some_and(|question| disputed.contains(&question))
        });

        let race = self.race();
        let unavailable = self.unavailable_days();
        self.withdraw(|wish| match wish {
            Wish::TargetTime(time) => race.is_some_and(|race| time.over(race).is_none()),
            Wish::LongRunDay(day) => unavailable.contains(day),
            Wish::Unavailable(_) => unavailable.len() == 7,
            _ => false,
        });
    }

    fn withdraw(&mut self, reason: impl Fn(&Wish) -> bool) {
        let (out, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut self.used)
            .into_iter()
            .partition(|used| reason(&used.wish));
        self.used = kept;
        self.unused.extend(out.into_iter().map(|used| used.phrase));
    }
}

/// What can have only one answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Question {
    Race,
    RaceDate,
    TargetTime,
    DaysPerWeek,
    LongRunDay,
    MostWeekly,
    PeakWeekly,
    Session(WorkoutKind),
}

impl Wish {
    /// Unavailable days and races on the way add up, everything else answers a question.
    fn answers(&self) -> Option<Question> {
        Some(match self {
            Self::Race(_) => Question::Race,
            Self::RaceDate(_) => Question::RaceDate,
            Self::TargetTime(_) => Question::TargetTime,
            Self::DaysPerWeek(_) => Question::DaysPerWeek,
            Self::LongRunDay(_) => Question::LongRunDay,
            Self::MostWeekly(_) => Question::MostWeekly,
            Self::PeakWeekly(_) => Question::PeakWeekly,
            Self::Session(kind, _) => Question::Session(*kind),
            Self::Unavailable(_) | Self::OtherRace(_) => return None,
        })
    }
}

/// For people: `race: Half marathon`, `without Intervals`.
impl fmt::Display for Wish {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Race(race) => write!(f, "race: {}", race.label()),
            Self::RaceDate(date) => write!(f, "race date: {date}"),
            Self::TargetTime(time) => match time.other {
                None => write!(f, "target time: {}", time.reading),
                Some(other) => write!(f, "target time: {} or {other}", time.reading),
            },
            Self::DaysPerWeek(days) => write!(f, "{days} running days a week"),
            Self::LongRunDay(day) => write!(f, "long run on {day}"),
            Self::Unavailable(days) => {
                f.write_str("no running on ")?;
                for (index, day) in days.iter().enumerate() {
                    write!(f, "{}{day}", if index == 0 { "" } else { ", " })?;
                }
                Ok(())
            }
            Self::MostWeekly(amount) => write!(f, "at most {amount} a week"),
            Self::PeakWeekly(amount) => write!(f, "a largest week of {amount}"),
            Self::OtherRace(race) => write!(f, "{race}"),
            Self::Session(kind, liking) => write!(f, "{liking} {}", kind.label()),
        }
    }
}

#[cfg(test)]
mod tests;
