//! Layer 1: days away.
//!
//! May lower runs to Easy or Rest, and at a load of zero everything to Rest.
//! Must not touch races, added workouts or what a person moved in from outside.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::canvas::Canvas;
use super::lowering::lower;
use super::trace::Reason;
use super::{Layer, Modifier, OverlayId};
use crate::check::{Finding, notices};
use crate::error::Error;
use crate::resolved::VacationEffect;
use crate::units::{Distance, Percent};
use crate::workout::WorkoutKind;

/// Days on which less or nothing is run.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct Vacation {
    start: NaiveDate,
    end: NaiveDate,
    load: Percent,
}

#[derive(Deserialize)]
struct Unchecked {
    start: NaiveDate,
    end: NaiveDate,
    load: Percent,
}

impl TryFrom<Unchecked> for Vacation {
    type Error = Error;

    fn try_from(unchecked: Unchecked) -> Result<Self, Error> {
        let load = unchecked.load.whole("loadPercent")?;
        Self::new(unchecked.start, unchecked.end, load)
    }
}

impl Vacation {
    /// From `start` to `end`, both included, keeping `load_percent` (0–80) of each run.
    ///
    /// # Errors
    /// Names `endDate` before the start or more than a year after it, `loadPercent` out of range.
    pub fn new(start: NaiveDate, end: NaiveDate, load_percent: i64) -> Result<Self, Error> {
        let load = Percent::in_range("loadPercent", load_percent, 0, 80)?;
        if end < start || end.signed_duration_since(start).num_days() > 365 {
            return Err(Error::out_of_range(
                "endDate",
                end,
                format!("a date from {start} to a year later"),
            ));
        }
        Ok(Self { start, end, load })
    }

    /// The first day.
    pub fn start(&self) -> NaiveDate {
        self.start
    }

    /// The last day.
    pub fn end(&self) -> NaiveDate {
        self.end
    }

    /// The share of each run that is kept; 0 is full rest.
    pub fn load(&self) -> Percent {
        self.load
    }

    /// True on each of its days.
    pub fn contains(&self, date: NaiveDate) -> bool {
        (self.start..=self.end).contains(&date)
    }
}

/// The vacation that governs each day of the plan, and all of them in order of precedence.
struct Calendar<'a> {
    /// The lower load first, then the earlier start, then the smaller id.
    ranked: Vec<(OverlayId, &'a Vacation)>,
    /// By day of the plan: index of the governing vacation.
    by_day: Vec<Option<usize>>,
}

impl<'a> Calendar<'a> {
    fn of(canvas: &Canvas<'a>) -> Self {
        let mut ranked: Vec<_> = canvas.overlays.vacations().collect();
        ranked.sort_by_key(|(id, vacation)| (vacation.load, vacation.start, *id));
        let mut by_day = vec![None; 7 * canvas.plan.weeks().len()];
        for (rank, (_, vacation)) in ranked.iter().enumerate() {
            for day in canvas.days(vacation.start, vacation.end) {
                by_day[day].get_or_insert(rank);
            }
        }
        Self { ranked, by_day }
    }

    /// The governing vacation of a workout that stayed where it was generated.
    fn on(&self, day: usize) -> Option<(OverlayId, &'a Vacation)> {
        self.by_day[day].map(|rank| self.ranked[rank])
    }

    /// The governing vacation of a moved workout: only one that also held its generated day.
    fn of_moved(&self, date: NaiveDate, generated: NaiveDate) -> Option<(OverlayId, &'a Vacation)> {
        self.ranked
            .iter()
            .find(|(_, vacation)| vacation.contains(date) && vacation.contains(generated))
            .copied()
    }
}

/// Lowers what lies in vacations.
pub(super) fn apply(canvas: &mut Canvas<'_>) {
    let calendar = Calendar::of(canvas);
    canvas.vacations = canvas
        .overlays
        .vacations()
        .map(|(id, vacation)| VacationEffect {
            id,
            start: vacation.start,
            end: vacation.end,
            load: vacation.load,
            removed: Distance::ZERO,
        })
        .collect();
    if calendar.ranked.is_empty() {
        return;
    }
    let tenth = canvas.plan.unit().tenth();
    for position in 0..canvas.slots.len() {
        let slot = &canvas.slots[position];
        if slot.pinned || slot.is_added() {
            continue;
        }
        let (date, generated) = (slot.now.date, slot.now.generated_date);
        let Some((id, vacation)) = canvas.day_of(date).and_then(|day| calendar.on(day)) else {
            continue;
        };
        if slot.ground.kind == WorkoutKind::Race {
            point_out_the_race(canvas, position, &calendar);
            continue;
        }
        let governing = if date == generated {
            Some((id, vacation))
        } else {
            calendar.of_moved(date, generated)
        };
        match governing {
            Some((id, vacation)) => {
                let after = lower(&slot.now.workout, vacation.load, tenth);
                let reason = Reason::Vacation {
                    start: vacation.start,
                    end: vacation.end,
                    load: vacation.load,
                };
                let slot = &mut canvas.slots[position];
                slot.vacation = Some((id, vacation.load));
                if slot.set(Layer::Vacation, id, reason, after) {
                    slot.now.modifier = Modifier::Vacation;
                }
            }
            None if lower(&slot.now.workout, vacation.load, tenth) != *slot.now.workout => {
                let finding = Finding::new(&notices::MOVED_ONTO_VACATION, format!(
                        "{} was moved onto {date}, a day of the vacation from {} to {}, and keeps its values.",
                        slot.now.workout.kind.label(),
                        vacation.start,
                        vacation.end,
                    ),
                )
                .on(date)
                .about(slot.now.id);
                canvas.findings.push(finding);
            }
            None => {}
        }
    }
}

fn point_out_the_race(canvas: &mut Canvas<'_>, position: usize, calendar: &Calendar<'_>) {
    let (id, date) = {
        let race = &canvas.slots[position].now;
        (race.id, race.date)
    };
    for (_, vacation) in &calendar.ranked {
        if vacation.contains(date) {
            canvas.findings.push(
                Finding::new(
                    &notices::RACE_IN_VACATION,
                    format!(
                        "The race on {date} lies in the vacation from {} to {}; the race stands.",
                        vacation.start, vacation.end
                    ),
                )
                .on(date)
                .about(id),
            );
        }
    }
}
