//! What single days of a plan do not allow: days around a race on the way, and
//! days that are over when a plan is made again.

use super::WEEKDAYS;
use super::availability::Availability;
use super::dates::Dates;
use super::grid::Grid;
use super::other_races::Placed;
use super::week_shape::{Part, Shape};
use crate::units::{Distance, Percent};

/// A session is no good on this day.
const NO_QUALITY: u8 = 1;
/// Neither is a long run.
const NO_LONG: u8 = 2;
/// Only a short easy run.
const SHORT: u8 = 4;
/// The day is taken: by a race, or because it is over.
const TAKEN: u8 = 8;
/// What a week keeps whose long run gives way to recovery.
const RECOVERY_KEEPS: Percent = Percent::from_whole(75);

/// What is already there of a plan's first week.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Begun {
    /// How many of its days are over, 0–6.
    pub(super) days: usize,
    /// Running on them.
    pub(super) volume: Distance,
    /// The longest run of each of them.
    pub(super) longest: [Distance; 7],
    /// Sessions and races on them.
    pub(super) quality: usize,
    /// Days on which something was run.
    pub(super) runs: usize,
    /// True where its long run is among them.
    pub(super) has_long_run: bool,
    /// True where the day before the first that is left was hard.
    pub(super) after_hard: bool,
}

/// A long run on another day than usual.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moved {
    /// From Monday.
    pub(super) day: usize,
    /// What it keeps of the longest of four weeks: less, the nearer the long run
    /// before it or the race after it.
    pub(super) keeps: Percent,
}

impl Moved {
    /// Puts a week's long run there; the race is the week's one session.
    pub(super) fn bend(&self, usual: usize, shape: &mut Shape) {
        for part in shape.iter_mut() {
            if *part == Some(Part::Quality) {
                *part = Some(Part::Easy);
            }
        }
        shape.swap(usual, self.day);
        for beside in [(self.day + 1) % 7, (self.day + 6) % 7] {
            if shape[beside] == Some(Part::MediumLong) {
                shape[beside] = Some(Part::Easy);
            }
        }
    }
}

/// The marks of a plan's days.
#[derive(Debug)]
pub(super) struct Marks<'a> {
    /// One a day, from the first of the first block.
    days: Vec<u8>,
    races: Vec<Placed<'a>>,
    begun: Begun,
}

impl<'a> Marks<'a> {
    /// `None` where no day is special.
    pub(super) fn new(weeks: u8, races: Vec<Placed<'a>>, begun: Option<Begun>) -> Option<Self> {
        if races.is_empty() && begun.is_none() {
            return None;
        }
        let mut marks = Self {
            days: vec![0; usize::from(weeks) * 7],
            races,
            begun: begun.unwrap_or_default(),
        };
        for index in 0..marks.races.len() {
            let Placed { day, race, .. } = marks.races[index];
            let (before, after) = (race.days_before(), race.days_after());
            marks.mark(day, 0, TAKEN);
            marks.mark_before(day, before, NO_QUALITY);
            marks.mark_before(day, before - 1, NO_LONG);
            marks.mark_before(day, 1, NO_LONG | SHORT);
            for later in 1..=after {
                marks.mark(day, later, NO_QUALITY);
            }
            for later in 1..after.max(2) {
                marks.mark(day, later, NO_LONG);
            }
            if race.is_long() {
                marks.mark(day, 1, SHORT);
            }
        }
        for day in 0..marks.begun.days {
            marks.mark(day, 0, TAKEN);
        }
        if marks.begun.after_hard {
            marks.mark(marks.begun.days, 0, NO_QUALITY | NO_LONG);
        }
        Some(marks)
    }

    fn mark(&mut self, day: usize, later: usize, mark: u8) {
        if let Some(marks) = self.days.get_mut(day + later) {
            *marks |= mark;
        }
    }

    fn mark_before(&mut self, day: usize, before: usize, mark: u8) {
        for marks in &mut self.days[day.saturating_sub(before)..day] {
            *marks |= mark;
        }
    }

    /// The races on the way, by day.
    pub(super) fn races(&self) -> &[Placed<'a>] {
        &self.races
    }

    /// The race of a week.
    pub(super) fn race_in(&self, week: usize) -> Option<Placed<'a>> {
        self.races
            .iter()
            .copied()
            .find(|placed| placed.day / 7 == week)
    }

    /// True where a week has a special day.
    pub(super) fn touch(&self, week: usize) -> bool {
        self.days[week * 7..week * 7 + 7]
            .iter()
            .any(|marks| *marks != 0)
    }

    /// What of a week's volume is left for its runs.
    pub(super) fn target(
        &self,
        week: usize,
        whole: Distance,
        is_rising: bool,
        long_place: usize,
    ) -> Distance {
        let left = match self.race_in(week) {
            Some(placed) => placed.race.leaves(whole, is_rising),
            None if self.days[week * 7 + long_place] & NO_LONG != 0
                && self
                    .races
                    .iter()
                    .any(|placed| placed.day / 7 + 2 >= week && placed.day / 7 < week) =>
            {
                whole.percent(RECOVERY_KEEPS)
            }
            None => whole,
        };
        match week {
            0 => left.saturating_sub(self.begun.volume),
            _ => left,
        }
    }

    /// How many sessions a week still wants: a race is one, unless it stands
    /// in for the long run; what the week's first days held counts too.
    pub(super) fn sessions(&self, week: usize, wanted: usize, long_place: usize) -> usize {
        let race = self
            .race_in(week)
            .is_some_and(|_| self.days[week * 7 + long_place] & (NO_LONG | TAKEN) == 0);
        let done = if week == 0 { self.begun.quality } else { 0 };
        wanted.saturating_sub(usize::from(race) + done)
    }

    /// The race of a week on the day before the usual long run, which it takes
    /// the place of if that finds no other.
    pub(super) fn race_before_long_run(
        &self,
        week: usize,
        long_place: usize,
    ) -> Option<Placed<'a>> {
        let is_done = week == 0 && self.begun.has_long_run;
        self.race_in(week)
            .filter(|placed| placed.day % 7 + 1 == long_place && !is_done)
    }

    /// A week's long run whose usual day is the one after a short tune-up: on a
    /// day before the race, two or more from it and from the last long run, as
    /// far from both as the week allows. `None` where the usual day stands, and
    /// where no other can take as much.
    pub(super) fn moved_long_run(
        &self,
        week: usize,
        dates: &Dates,
        usual: &Availability,
        shape: &Shape,
    ) -> Option<Moved> {
        let place = |day: usize| usize::from(dates.place_in_block(WEEKDAYS[day]));
        let long_place = place(usual.long_day);
        let placed = self.race_before_long_run(week, long_place)?;
        if !placed.race.leaves_room_for_long_run() {
            return None;
        }
        let race_place = placed.day % 7;
        let apart = |day: usize| (place(day) + 7 - long_place).min(race_place - place(day));
        (0..7)
            .filter(|&day| shape[day].is_some() && usual.most[day] >= usual.most[usual.long_day])
            // The last day of the week before may be hard, and training yet to begin.
            .filter(|&day| (1..race_place).contains(&place(day)))
            .filter(|&day| week > 0 || place(day) >= usize::from(dates.empty_days))
            .filter(|&day| self.days[week * 7 + place(day)] & (NO_LONG | TAKEN | SHORT) == 0)
            .filter(|&day| apart(day) >= 2)
            .map(|day| (apart(day), place(day), day))
            .max()
            .map(|(apart, _, day)| Moved {
                day,
                keeps: Percent::from_whole(60 + 10 * apart as u16),
            })
    }

    /// Bends a week's shape around its special days.
    pub(super) fn bend(&self, week: usize, dates: &Dates, most_runs: usize, shape: &mut Shape) {
        let marks =
            |day: usize| self.days[week * 7 + usize::from(dates.place_in_block(WEEKDAYS[day]))];
        let over = if week == 0 {
            self.begun
        } else {
            Begun::default()
        };
        for (day, part) in shape.iter_mut().enumerate() {
            let marks = marks(day);
            let is_done = *part == Some(Part::Long) && over.has_long_run;
            *part = match *part {
                _ if marks & TAKEN != 0 => None,
                Some(Part::Long) if marks & NO_LONG != 0 || is_done => Some(Part::Easy),
                Some(Part::Quality) if marks & NO_QUALITY != 0 => Some(Part::Easy),
                Some(Part::MediumLong) if marks & (SHORT | NO_LONG) != 0 => Some(Part::Easy),
                part => part,
            };
        }
        // A race is one of the week's running days: rest before it comes first.
        let taken = usize::from(self.race_in(week).is_some()) + over.runs;
        let runs = shape.iter().flatten().count();
        for _ in most_runs..runs + taken {
            let easiest = (0..7)
                .filter(|&day| shape[day].is_some())
                .min_by_key(|&day| (shape[day] != Some(Part::Easy), marks(day) & SHORT == 0));
            if let Some(day) = easiest {
                shape[day] = None;
            }
        }
    }

    /// How far each day may go in a week, and how many are left for running.
    pub(super) fn availability(
        &self,
        week: usize,
        dates: &Dates,
        usual: &Availability,
        grid: Grid,
    ) -> Availability {
        let mut availability = usual.clone();
        for (day, most) in availability.most.iter_mut().enumerate() {
            let place = usize::from(dates.place_in_block(WEEKDAYS[day]));
            let marks = self.days[week * 7 + place];
            if marks & TAKEN != 0 {
                *most = None;
            } else if marks & SHORT != 0 {
                let short = grid.floor(grid.shortest_run().percent(Percent::from_whole(150)));
                *most = most.map(|most| most.min(short));
            }
        }
        if week == 0 {
            availability.days = availability.days.saturating_sub(self.begun.runs);
        }
        availability
    }
}
