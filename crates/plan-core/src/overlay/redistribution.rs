//! Layer 4: made-up miles.
//!
//! May add what a vacation or a day off removed to Easy runs that no layer
//! touched, within caps, in whole tenths of the plan's unit. Must not touch
//! anything else, and never places a mile twice: what is placed plus what is
//! not equals what the source removed, to the last unit.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::canvas::{Canvas, Slot};
use super::lowering::lengthen;
use super::trace::Reason;
use super::water_filling::{Basin, Run, fill};
use super::{Layer, Modifier, Overlay, OverlayId};
use crate::check::{Finding, Measure, Severity};
use crate::plan::Phase;
use crate::resolved::RedistributionEffect;
use crate::units::{Distance, DistanceUnit, Percent};
use crate::workout::WorkoutKind;

/// A wish to run later what a vacation or a day off removed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Redistribution {
    /// The vacation or day off that removed it.
    pub source: OverlayId,
    /// Where it may go.
    pub scope: Scope,
    /// The day the wish was made; nothing is placed before it.
    pub created_on: NaiveDate,
}

/// How far a redistribution reaches, counted from its source's last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Scope {
    /// The rest of the plan week of the source's last day.
    ThisWeek,
    /// The rest of that week and the `n` (1–52) plan weeks after it.
    NextNWeeks(u8),
    /// Up to a date, included.
    UntilDate(NaiveDate),
    /// To the end of the plan.
    RestOfPlan,
}

/// A run takes at most this share of what was planned for it.
const RUN_CAP: Percent = Percent::from_whole(150);
/// A week takes at most this share of what was planned for it.
const WEEK_CAP: Percent = Percent::from_whole(115);
/// A run is at most this share of the longest of the days before it.
const SPIKE_CAP: Percent = Percent::from_whole(110);
/// How many days before a run are looked at.
const SPIKE_DAYS: usize = 28;

/// Places what vacations and days off removed.
pub(super) fn apply(canvas: &mut Canvas<'_>) {
    credit_removed(canvas);
    let overlays = canvas.overlays;
    if overlays.redistributions().next().is_none() {
        return;
    }
    let caps = Caps::of(canvas);
    for (id, wish) in overlays.redistributions() {
        let Some(source) = Source::of(canvas, wish.source) else {
            canvas.findings.push(Finding::new(
                "redistribution_without_source",
                Severity::Warning,
                format!(
                    "{id} makes up what {} removed, which is not in force.",
                    wish.source
                ),
            ));
            continue;
        };
        let removed = left_to_place(canvas, wish.source, source.removed);
        let in_pins = placed_in_pins(canvas, id, wish.source);
        let wanted = removed.saturating_sub(in_pins);
        let placed = in_pins + place(canvas, &caps, id, wish, &source, wanted);
        let unplaced = removed.saturating_sub(placed);
        if !unplaced.is_zero() {
            canvas.findings.push(
                Finding::new(
                    "redistribution_unplaced",
                    Severity::Info,
                    format!(
                        "{id} found no prudent place for a part of what {} removed.",
                        wish.source
                    ),
                )
                .measuring(Measure::Distance(unplaced), Measure::Distance(removed)),
            );
        }
        canvas.redistributions.push(RedistributionEffect {
            id,
            redistribution: wish.clone(),
            source_is_day_off: source.is_day_off,
            placed,
            unplaced,
        });
    }
}

/// Writes down what each vacation and day off took; no mile counts twice.
fn credit_removed(canvas: &mut Canvas<'_>) {
    for slot in &mut canvas.slots {
        if !slot.pinned {
            let last = slot.now.workout.training_distance();
            let mut credit = |id: OverlayId, taken: Distance| {
                if !taken.is_zero() {
                    slot.now.removed.push((id, taken));
                }
            };
            if let Some((id, _)) = slot.vacation {
                // What a person brought back was not removed.
                let left = slot.left_by_injury.max(last);
                credit(id, slot.left_by_injuries_alone.saturating_sub(left));
            }
            if let Some(id) = slot.day_off {
                credit(id, slot.left_by_injury.saturating_sub(last));
            }
        }
        for (id, taken) in &slot.now.removed {
            if let Some(vacation) = canvas.vacations.iter_mut().find(|v| v.id == *id) {
                vacation.removed += *taken;
            }
        }
    }
}

/// A vacation or a day off, as a redistribution sees it.
struct Source {
    last_day: NaiveDate,
    removed: Distance,
    is_day_off: bool,
}

impl Source {
    fn of(canvas: &Canvas<'_>, id: OverlayId) -> Option<Self> {
        let (last_day, is_day_off) = match canvas.overlays.get(id)? {
            Overlay::Vacation(vacation) => (vacation.end(), false),
            Overlay::DayOff(day_off) => (day_off.date(), true),
            _ => return None,
        };
        let removed = canvas
            .slots
            .iter()
            .flat_map(|slot| &slot.now.removed)
            .filter(|(source, _)| *source == id)
            .map(|(_, taken)| *taken)
            .sum();
        Some(Self {
            last_day,
            removed,
            is_day_off,
        })
    }
}

/// What earlier redistributions of the source left of it.
fn left_to_place(canvas: &Canvas<'_>, source: OverlayId, removed: Distance) -> Distance {
    canvas
        .redistributions
        .iter()
        .rfind(|effect| effect.redistribution.source == source)
        .map_or(removed, |effect| effect.unplaced)
}

/// What history already holds of this redistribution, and, where it is the
/// first of its source, of earlier ones that have been removed since.
fn placed_in_pins(canvas: &Canvas<'_>, id: OverlayId, source: OverlayId) -> Distance {
    let is_first = !canvas
        .redistributions
        .iter()
        .any(|effect| effect.redistribution.source == source);
    let counts = |placed_by: OverlayId| {
        placed_by == id
            || (is_first
                && canvas.overlays.get(placed_by).is_none()
                && canvas.overlays.source_of(placed_by) == Some(source))
    };
    canvas
        .slots
        .iter()
        .filter(|slot| slot.pinned)
        .flat_map(|slot| &slot.now.shares)
        .filter(|(placed_by, _)| counts(*placed_by))
        .map(|(_, share)| *share)
        .sum()
}

impl Scope {
    /// True for a day this scope reaches, counted from its source's last day.
    fn reaches(self, canvas: &Canvas<'_>, last_day: NaiveDate, date: NaiveDate) -> bool {
        // Whole weeks between the plan's start and a day, also before it.
        let week = |day: NaiveDate| {
            day.signed_duration_since(canvas.plan.start())
                .num_days()
                .div_euclid(7)
        };
        match self {
            Self::ThisWeek => week(date) == week(last_day),
            Self::NextNWeeks(weeks) => week(date) <= week(last_day) + i64::from(weeks),
            Self::UntilDate(until) => date <= until,
            Self::RestOfPlan => true,
        }
    }
}

/// True when any run may take what `wish` places: judged on eligibility alone.
pub(super) fn has_eligible_run(canvas: &Canvas<'_>, wish: &Redistribution) -> bool {
    Source::of(canvas, wish.source).is_some_and(|source| {
        let weeks = Week::all(canvas);
        canvas
            .slots
            .iter()
            .any(|slot| is_eligible(canvas, &weeks, slot, wish, source.last_day))
    })
}

/// An untouched, pending, generated Easy run in scope, not in taper or race week.
fn is_eligible(
    canvas: &Canvas<'_>,
    weeks: &[Week],
    slot: &Slot<'_>,
    wish: &Redistribution,
    last_day: NaiveDate,
) -> bool {
    let workout = &slot.now;
    !slot.pinned
        && !slot.is_added()
        && workout.modifier == Modifier::None
        && workout.workout.kind == WorkoutKind::Easy
        && !slot.ground.training_distance().is_zero()
        && workout.date > last_day
        && workout.date >= wish.created_on
        && wish.scope.reaches(canvas, last_day, workout.date)
        && weeks[slot.week].may_grow
}

/// What holds for a plan week before any redistribution.
struct Week {
    /// False in taper and race weeks.
    may_grow: bool,
    /// The shortest medium-long or long run.
    anchor: Option<Distance>,
    /// The most that may be run in it.
    cap: Distance,
}

impl Week {
    fn all(canvas: &Canvas<'_>) -> Vec<Self> {
        let mut weeks: Vec<Self> = canvas
            .plan
            .weeks()
            .iter()
            .map(|week| Self {
                may_grow: week.phase != Phase::Taper,
                anchor: None,
                cap: week.training_distance().percent(WEEK_CAP),
            })
            .collect();
        for slot in &canvas.slots {
            let week = &mut weeks[slot.week];
            match slot.now.workout.kind {
                WorkoutKind::Race => week.may_grow = false,
                WorkoutKind::LongRun | WorkoutKind::MediumLong => {
                    let distance = slot.distance_without_shares();
                    if !distance.is_zero() {
                        week.anchor = Some(week.anchor.map_or(distance, |a| a.min(distance)));
                    }
                }
                _ => {}
            }
        }
        weeks
    }
}

/// The caps of every run, taken from the values before any redistribution.
struct Caps {
    weeks: Vec<Week>,
    /// By slot.
    runs: Vec<Distance>,
}

impl Caps {
    fn of(canvas: &Canvas<'_>) -> Self {
        let weeks = Week::all(canvas);
        let unit = canvas.plan.unit();
        let longest = longest_of_the_days_before(canvas);
        let runs = canvas
            .slots
            .iter()
            .map(|slot| {
                let Some(longest) = canvas.day_of(slot.now.date).and_then(|day| longest[day])
                else {
                    return Distance::ZERO;
                };
                let below_anchor = weeks[slot.week].anchor.map_or(Distance::MAX, |anchor| {
                    anchor.saturating_sub(rounding_step(unit, anchor))
                });
                slot.ground
                    .training_distance()
                    .percent(RUN_CAP)
                    .min(below_anchor)
                    .min(longest.percent(SPIKE_CAP))
            })
            .collect();
        Self { weeks, runs }
    }
}

/// The grid runs of about this length are planned on.
fn rounding_step(unit: DistanceUnit, distance: Distance) -> Distance {
    match unit {
        DistanceUnit::Kilometer if distance > Distance::from_kilometers(10) => {
            Distance::from_kilometers(1)
        }
        unit => Distance::from_tenths(5, unit),
    }
}

/// For each day of the plan the longest run of the 28 days before it, races and
/// made-up miles left out; `None` where those days hold no run.
fn longest_of_the_days_before(canvas: &Canvas<'_>) -> Vec<Option<Distance>> {
    let mut by_day = vec![None; 7 * canvas.plan.weeks().len()];
    for slot in &canvas.slots {
        let distance = slot.distance_without_shares();
        if let Some(day) = canvas.day_of(slot.now.date)
            && !distance.is_zero()
        {
            by_day[day] = by_day[day].max(Some(distance));
        }
    }
    (0..by_day.len())
        .map(|day| {
            by_day[day.saturating_sub(SPIKE_DAYS)..day]
                .iter()
                .copied()
                .max()
                .flatten()
        })
        .collect()
}

/// Places as much of `wanted` as the caps allow, and returns how much.
fn place(
    canvas: &mut Canvas<'_>,
    caps: &Caps,
    id: OverlayId,
    wish: &Redistribution,
    source: &Source,
    wanted: Distance,
) -> Distance {
    let unit = canvas.plan.unit();
    let tenth = unit.tenth();
    let mut eligible: Vec<usize> = (0..canvas.slots.len())
        .filter(|position| {
            let slot = &canvas.slots[*position];
            is_eligible(canvas, &caps.weeks, slot, wish, source.last_day)
        })
        .collect();
    // Earlier date first, then plan order.
    eligible.sort_by_key(|position| canvas.slots[*position].now.date);

    let mut run_in_week = vec![Distance::ZERO; caps.weeks.len()];
    for slot in &canvas.slots {
        run_in_week[slot.week] += slot.now.workout.training_distance();
    }
    let basins: Vec<Basin> = caps
        .weeks
        .iter()
        .zip(run_in_week)
        .map(|(week, run)| Basin {
            room: week.cap.saturating_sub(run).whole_steps(tenth),
        })
        .collect();
    let runs: Vec<Run> = eligible
        .iter()
        .map(|position| {
            let slot = &canvas.slots[*position];
            let now = slot.now.workout.training_distance();
            Run {
                basin: slot.week,
                weight: slot.ground.training_distance().raw(),
                room: caps.runs[*position].saturating_sub(now).whole_steps(tenth),
            }
        })
        .collect();

    let mut placed = Distance::ZERO;
    let shares = fill(&runs, &basins, wanted.whole_steps(tenth));
    for (position, tenths) in eligible.into_iter().zip(shares) {
        if tenths == 0 {
            continue;
        }
        let share = Distance::from_raw(tenths.saturating_mul(tenth.raw()));
        let slot = &mut canvas.slots[position];
        let reason = Reason::MadeUp {
            source: wish.source,
            share,
            unit,
        };
        let after = lengthen(&slot.now.workout, share);
        slot.set(Layer::Redistribution, id, reason, after);
        slot.now.shares.push((id, share));
        placed += share;
    }
    placed
}
