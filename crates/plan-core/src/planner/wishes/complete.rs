//! Wishes into a brief: what the request leaves open, its words may fill.

use chrono::Days;

use super::{Day, Liking, OtherRaceWish, Recognized, Wish, Wishes, recognize};
use crate::check::{Finding, notices};
use crate::plan::RaceGoal;
use crate::planner::{OtherRace, PlanBrief, dates, plan};
use crate::workout::WorkoutKind;

/// A text of which more was not understood is summed up.
const MOST_NAMED: usize = 20;
/// As much of a phrase as a finding shows, in characters.
const MOST_SHOWN: usize = 120;

/// Why a wish is not fulfilled.
enum Refusal {
    /// Something that wins says otherwise.
    Overruled,
    /// It cannot be.
    Impossible(String),
}

/// A brief with what its words add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completed {
    /// What to plan.
    pub brief: PlanBrief,
    /// For [`plan_with`](crate::planner::plan_with).
    pub likings: Vec<(WorkoutKind, Liking)>,
    /// What was used and what was not, each with its phrase and field.
    pub findings: Vec<Finding>,
}

/// Fills what a brief leaves open with what its texts, each with its field's
/// name, are recognized to ask for.
///
/// The request's own values stand, the first text wins over the second, and a
/// wish that would leave no plan (a date that contradicts the weeks, more days
/// than there are) is not used. Every phrase is named in a finding.
pub fn complete(brief: &PlanBrief, texts: &[(&str, &str)]) -> Completed {
    let mut completed = Completed {
        brief: brief.clone(),
        likings: Vec::new(),
        findings: Vec::new(),
    };
    let texts = texts
        .iter()
        .map(|(field, text)| (*field, recognize(text)))
        .collect::<Vec<_>>();
    // In whichever order they are written: a date or a time needs its race, and
    // races on the way need dates.
    for turn in 0..3 {
        for (field, wishes) in &texts {
            let mut said = Vec::new();
            for recognized in &wishes.used {
                let is_its_turn = turn
                    == match recognized.wish {
                        Wish::Race(_) => 0,
                        Wish::OtherRace(_) => 2,
                        _ => 1,
                    };
                // What a text says twice is answered once.
                if is_its_turn && !said.contains(&&recognized.wish) {
                    said.push(&recognized.wish);
                    completed.fulfil(field, recognized);
                }
            }
        }
    }
    for (field, wishes) in &texts {
        completed.name_unused(field, wishes);
    }
    completed
}

impl Completed {
    fn fulfil(&mut self, field: &str, recognized: &Recognized) {
        let phrase = shown(&recognized.phrase);
        let wish = &recognized.wish;
        let (notice, message) = match self.with(wish) {
            Ok(()) => (
                &notices::WISH_USED,
                format!("“{phrase}” is understood as {}", self.meaning(wish)),
            ),
            Err(Refusal::Overruled) => (
                &notices::WISH_OVERRULED,
                format!("“{phrase}” is overruled by what is stated elsewhere"),
            ),
            Err(Refusal::Impossible(reason)) => (
                &notices::WISH_NOT_USED,
                format!("“{phrase}” is not used: {reason}"),
            ),
        };
        self.findings
            .push(Finding::new(notice, message).for_field(field));
    }

    /// A fulfilled wish in words; a time as it is read for the race.
    fn meaning(&self, wish: &Wish) -> String {
        let race = self.brief.race.as_ref();
        match (wish, race.and_then(|race| race.target_time)) {
            (Wish::MostWeekly(amount), _) => {
                Wish::MostWeekly(amount.in_unit(self.brief.unit)).to_string()
            }
            (Wish::PeakWeekly(amount), _) => {
                Wish::PeakWeekly(amount.in_unit(self.brief.unit)).to_string()
            }
            (Wish::TargetTime(_), Some(time)) => format!("target time: {time}"),
            (Wish::OtherRace(wished), _) => {
                // With the year the plan gives it.
                let date = wished_race(wished, &self.brief).map(|race| Day::Date(race.date));
                let day = date.unwrap_or(wished.day);
                OtherRaceWish { day, ..*wished }.to_string()
            }
            _ => wish.to_string(),
        }
    }

    /// Adds a wish, or says why not.
    fn with(&mut self, wish: &Wish) -> Result<(), Refusal> {
        let mut brief = self.brief.clone();
        let race = brief.race.as_mut();
        match wish {
            Wish::Session(kind, liking) => return self.like(*kind, *liking),
            Wish::Race(distance) => match race {
                None => {
                    brief.race = Some(RaceGoal {
                        distance: *distance,
                        date: None,
                        target_time: None,
                    });
                }
                Some(race) => same(&race.distance, distance)?,
            },
            Wish::RaceDate(date) => {
                let race = race.ok_or_else(|| impossible("no race is given"))?;
                same(race.date.get_or_insert(*date), date)?;
            }
            Wish::TargetTime(time) => {
                let race = race.ok_or_else(|| impossible("no race is given"))?;
                let time = time
                    .over(race.distance)
                    .ok_or_else(|| impossible("no one runs this race in that time"))?;
                same(race.target_time.get_or_insert(time), &time)?;
            }
            Wish::DaysPerWeek(days) => same(brief.days_per_week.get_or_insert(*days), days)?,
            Wish::MostWeekly(amount) => {
                let most = amount.distance(brief.unit);
                same(brief.most_weekly.get_or_insert(most), &most)?;
            }
            Wish::PeakWeekly(amount) => {
                let peak = amount.distance(brief.unit);
                same(brief.peak_weekly.get_or_insert(peak), &peak)?;
            }
            Wish::LongRunDay(day) => {
                if brief.unavailable_days.contains(day) {
                    return Err(impossible("that day stays free"));
                }
                same(brief.long_run_day.get_or_insert(*day), day)?;
            }
            Wish::OtherRace(wished) => {
                let race = wished_race(wished, &brief)?;
                match brief.races.iter().find(|known| known.date == race.date) {
                    Some(known) if (known.distance, known.role) != (race.distance, race.role) => {
                        return Err(Refusal::Overruled);
                    }
                    Some(_) => {}
                    None => brief.races.push(race),
                }
            }
            Wish::Unavailable(days) => {
                for day in days {
                    if !brief.unavailable_days.contains(day) {
                        brief.unavailable_days.push(*day);
                    }
                }
            }
        }
        if brief != self.brief {
            // A brief that cannot be planned anyway is refused for its own reason later.
            if let Err(error) = plan(&brief)
                && plan(&self.brief).is_ok()
            {
                return Err(Refusal::Impossible(error.to_string()));
            }
            self.brief = brief;
        }
        Ok(())
    }

    fn like(&mut self, kind: WorkoutKind, liking: Liking) -> Result<(), Refusal> {
        match self.likings.iter().find(|(known, _)| *known == kind) {
            Some((_, known)) => same(known, &liking),
            None => {
                self.likings.push((kind, liking));
                Ok(())
            }
        }
    }

    fn name_unused(&mut self, field: &str, wishes: &Wishes) {
        let note = |message| Finding::new(&notices::WISH_NOT_UNDERSTOOD, message).for_field(field);
        let named = wishes.unused.iter().take(MOST_NAMED).map(|text| {
            note(format!(
                "“{}” is not understood, or not wholly",
                shown(text)
            ))
        });
        self.findings.extend(named);
        let more = wishes.unused.len().saturating_sub(MOST_NAMED);
        if more > 0 {
            self.findings
                .push(note(format!("{more} more phrases are not understood")));
        }
    }
}

/// A wished race on its day of the plan.
fn wished_race(wished: &OtherRaceWish, brief: &PlanBrief) -> Result<OtherRace, Refusal> {
    let last = dates(brief).ok().and_then(|dates| {
        let days = u64::from(brief.weeks) * 7;
        Some(dates.first_block? + Days::new(days.saturating_sub(1)))
    });
    let last = last.ok_or_else(|| impossible("a plan without dates holds no other race"))?;
    let date = wished.day.before(last);
    Ok(OtherRace {
        date: date.ok_or_else(|| impossible("there is no such day"))?,
        distance: wished.distance,
        name: None,
        role: wished.role,
    })
}

fn impossible(reason: &str) -> Refusal {
    Refusal::Impossible(reason.to_owned())
}

/// What stands already, wins.
fn same<T: PartialEq>(stands: &T, wished: &T) -> Result<(), Refusal> {
    if stands == wished {
        Ok(())
    } else {
        Err(Refusal::Overruled)
    }
}

/// A phrase in a sentence, not longer than a sentence.
fn shown(phrase: &str) -> String {
    match phrase.char_indices().nth(MOST_SHOWN) {
        Some((end, _)) => format!("{}…", &phrase[..end]),
        None => phrase.to_owned(),
    }
}
