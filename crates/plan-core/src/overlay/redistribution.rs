//! Layer 4: made-up miles.
//!
//! May add what a vacation or a day off removed to Easy runs that no layer
//! touched, within caps, in whole tenths of the plan's unit. Must not touch
//! anything else, and never places a mile twice: what is placed plus what is
//! not equals what the source removed, to the last unit.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::canvas::{Canvas, Slot};
use super::lowering::lengthen;
use super::trace::Reason;
use super::water_filling::{Basin, Run, fill};
use super::{Layer, Modifier, Overlay, OverlayId};
use crate::check::{Finding, Measure, notices};
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
    let removed = credit_removed(canvas);
    let overlays = canvas.overlays;
    if overlays.redistributions().next().is_none() {
        return;
    }
    let mut field = Field::of(canvas);
    let caps = field.caps(canvas);
    for (id, wish) in overlays.redistributions() {
        let Some(source) = Source::of(canvas, wish.source) else {
            canvas.findings.push(Finding::new(
                &notices::REDISTRIBUTION_WITHOUT_SOURCE,
                format!(
                    "{id} makes up what {} removed, which is not in force.",
                    wish.source
                ),
            ));
            continue;
        };
        let earlier = canvas
            .redistributions
            .iter()
            .rfind(|effect| effect.redistribution.source == wish.source);
        let is_first = earlier.is_none();
        // A second one of a source gets what the first left.
        let removed = match earlier {
            Some(effect) => effect.unplaced,
            None => removed.get(&wish.source).copied().unwrap_or_default(),
        };
        let in_pins = field.placed_in_pins(canvas, id, wish.source, is_first);
        let wanted = removed.saturating_sub(in_pins);
        let placed = in_pins + field.place(canvas, &caps, id, wish, &source, wanted);
        let unplaced = removed.saturating_sub(placed);
        if !unplaced.is_zero() {
            canvas.findings.push(
                Finding::new(
                    &notices::REDISTRIBUTION_UNPLACED,
                    unplaced_sentence(overlays.get(wish.source), placed.is_zero()),
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

/// For people: by dates, not by ids.
fn unplaced_sentence(source: Option<&Overlay>, nothing_placed: bool) -> String {
    let source = match source {
        Some(Overlay::Vacation(vacation)) => {
            format!(
                "the vacation from {} to {}",
                vacation.start(),
                vacation.end()
            )
        }
        Some(Overlay::DayOff(day_off)) => format!("the day off on {}", day_off.date()),
        // Others are refused before they are laid.
        _ => "its source".to_owned(),
    };
    if nothing_placed {
        format!("Nothing of what {source} removed found a prudent place.")
    } else {
        format!("A part of what {source} removed found no prudent place.")
    }
}

/// Writes down what each vacation and day off took, and adds it up; no mile
/// counts twice.
fn credit_removed(canvas: &mut Canvas<'_>) -> BTreeMap<OverlayId, Distance> {
    let mut removed: BTreeMap<OverlayId, Distance> = BTreeMap::new();
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
            *removed.entry(*id).or_default() += *taken;
        }
    }
    for vacation in &mut canvas.vacations {
        vacation.removed = removed.get(&vacation.id).copied().unwrap_or_default();
    }
    removed
}

/// A vacation or a day off, as a redistribution sees it.
struct Source {
    last_day: NaiveDate,
    is_day_off: bool,
}

impl Source {
    fn of(canvas: &Canvas<'_>, id: OverlayId) -> Option<Self> {
        let (last_day, is_day_off) = match canvas.overlays.get(id)? {
            Overlay::Vacation(vacation) => (vacation.end(), false),
            Overlay::DayOff(day_off) => (day_off.date(), true),
            _ => return None,
        };
        Some(Self {
            last_day,
            is_day_off,
        })
    }
}

impl Redistribution {
    /// The first and the last day that may take anything.
    fn days(&self, canvas: &Canvas<'_>, source: &Source) -> Option<(NaiveDate, NaiveDate)> {
        let first = source.last_day.succ_opt()?.max(self.created_on);
        let plan_end = canvas.plan.end();
        let last = match self.scope {
            Scope::ThisWeek => end_of_week(canvas, source.last_day, 0)?,
            // Beyond the calendar is beyond the plan.
            Scope::NextNWeeks(weeks) => {
                end_of_week(canvas, source.last_day, weeks).unwrap_or(plan_end)
            }
            Scope::UntilDate(until) => until,
            Scope::RestOfPlan => plan_end,
        };
        Some((first, last))
    }
}

/// The last day of the plan week `later` weeks after that of `day`, counting
/// plan weeks on before the plan's start and after its end.
fn end_of_week(canvas: &Canvas<'_>, day: NaiveDate, later: u8) -> Option<NaiveDate> {
    let into_week = day
        .signed_duration_since(canvas.plan.start())
        .num_days()
        .rem_euclid(7);
    let days = u64::try_from(6 - into_week).ok()? + 7 * u64::from(later);
    day.checked_add_days(Days::new(days))
}

/// True when any run may take what `wish` places: judged on eligibility alone.
pub(super) fn has_eligible_run(canvas: &Canvas<'_>, wish: &Redistribution) -> bool {
    Source::of(canvas, wish.source)
        .and_then(|source| wish.days(canvas, &source))
        .is_some_and(|(first, last)| !Field::of(canvas).between(first, last).is_empty())
}

/// A run that may take miles: Easy, generated, pending, left alone by layers
/// 1 to 3, not in taper or race week.
struct Candidate {
    date: NaiveDate,
    /// Its slot.
    position: usize,
    week: usize,
}

/// A plan week.
struct Week {
    /// False in taper and race weeks.
    may_grow: bool,
    /// The shortest medium-long or long run before any redistribution.
    anchor: Option<Distance>,
    /// The most that may be run in it.
    cap: Distance,
    /// What is run in it now.
    run: Distance,
}

/// Where miles may be placed.
struct Field {
    weeks: Vec<Week>,
    /// By date, then plan order.
    candidates: Vec<Candidate>,
    /// What history holds of each redistribution.
    pinned_shares: Vec<(OverlayId, Distance)>,
}

impl Field {
    fn of(canvas: &Canvas<'_>) -> Self {
        let mut weeks: Vec<Week> = canvas
            .plan
            .weeks()
            .iter()
            .map(|week| Week {
                may_grow: week.phase != Phase::Taper,
                anchor: None,
                cap: week.training_distance().percent(WEEK_CAP),
                run: Distance::ZERO,
            })
            .collect();
        let mut pinned_shares = Vec::new();
        for slot in &canvas.slots {
            let week = &mut weeks[slot.week];
            week.run += slot.now.workout.training_distance();
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
            if slot.pinned {
                pinned_shares.extend_from_slice(&slot.now.shares);
            }
        }
        let mut candidates: Vec<Candidate> = canvas
            .slots
            .iter()
            .enumerate()
            .filter(|(_, slot)| is_untouched_easy_run(slot) && weeks[slot.week].may_grow)
            .map(|(position, slot)| Candidate {
                date: slot.now.date,
                position,
                week: slot.week,
            })
            .collect();
        // Stable, so that plan order decides within a day.
        candidates.sort_by_key(|candidate| candidate.date);
        Self {
            weeks,
            candidates,
            pinned_shares,
        }
    }

    /// The candidates from `first` to `last`.
    fn between(&self, first: NaiveDate, last: NaiveDate) -> &[Candidate] {
        let from = self.candidates.partition_point(|one| one.date < first);
        let to = self.candidates.partition_point(|one| one.date <= last);
        self.candidates.get(from..to).unwrap_or_default()
    }

    /// The most each slot may be, taken from the values before any redistribution.
    fn caps(&self, canvas: &Canvas<'_>) -> Vec<Distance> {
        let unit = canvas.plan.unit();
        let longest = longest_of_the_days_before(canvas);
        canvas
            .slots
            .iter()
            .map(|slot| {
                let longest = canvas
                    .day_of(slot.now.date)
                    .map_or(Distance::ZERO, |day| longest[day]);
                let below_anchor = self.weeks[slot.week]
                    .anchor
                    .map_or(Distance::MAX, |anchor| {
                        anchor.saturating_sub(rounding_step(unit, anchor))
                    });
                slot.ground
                    .training_distance()
                    .percent(RUN_CAP)
                    .min(below_anchor)
                    .min(longest.percent(SPIKE_CAP))
            })
            .collect()
    }

    /// What history already holds of this redistribution, and, where it is the
    /// first of its source, of others that have been removed since.
    fn placed_in_pins(
        &self,
        canvas: &Canvas<'_>,
        id: OverlayId,
        source: OverlayId,
        is_first: bool,
    ) -> Distance {
        let counts = |placed_by: OverlayId| {
            placed_by == id
                || (is_first
                    && canvas.overlays.get(placed_by).is_none()
                    && canvas.overlays.source_of(placed_by) == Some(source))
        };
        self.pinned_shares
            .iter()
            .filter(|(placed_by, _)| counts(*placed_by))
            .map(|(_, share)| *share)
            .sum()
    }

    /// Places as much of `wanted` as the caps allow, and returns how much.
    fn place(
        &mut self,
        canvas: &mut Canvas<'_>,
        caps: &[Distance],
        id: OverlayId,
        wish: &Redistribution,
        source: &Source,
        wanted: Distance,
    ) -> Distance {
        let unit = canvas.plan.unit();
        let tenth = unit.tenth();
        let Some((first, last)) = wish.days(canvas, source) else {
            return Distance::ZERO;
        };
        let basins: Vec<Basin> = self
            .weeks
            .iter()
            .map(|week| Basin {
                room: week.cap.saturating_sub(week.run).whole_steps(tenth),
            })
            .collect();
        // What is full from the start takes nothing, and need not be asked.
        let (open, runs): (Vec<&Candidate>, Vec<Run>) = self
            .between(first, last)
            .iter()
            .map(|candidate| {
                let slot = &canvas.slots[candidate.position];
                let now = slot.now.workout.training_distance();
                let run = Run {
                    basin: candidate.week,
                    weight: slot.ground.training_distance().raw(),
                    room: caps[candidate.position]
                        .saturating_sub(now)
                        .whole_steps(tenth),
                };
                (candidate, run)
            })
            .filter(|(_, run)| run.room > 0 && basins[run.basin].room > 0)
            .unzip();

        let mut placed = Distance::ZERO;
        let shares = fill(&runs, &basins, wanted.whole_steps(tenth));
        let mut risen: Vec<(usize, Distance)> = Vec::new();
        for (candidate, tenths) in open.into_iter().zip(shares) {
            if tenths == 0 {
                continue;
            }
            let share = Distance::from_raw(tenths.saturating_mul(tenth.raw()));
            let slot = &mut canvas.slots[candidate.position];
            let reason = Reason::MadeUp {
                source: wish.source,
                share,
                unit,
            };
            let after = lengthen(&slot.now.workout, share);
            slot.set(Layer::Redistribution, id, reason, after);
            slot.now.shares.push((id, share));
            risen.push((candidate.week, share));
            placed += share;
        }
        for (week, share) in risen {
            self.weeks[week].run += share;
        }
        placed
    }
}

fn is_untouched_easy_run(slot: &Slot<'_>) -> bool {
    !slot.pinned
        && !slot.is_added()
        && slot.now.modifier == Modifier::None
        && slot.now.workout.kind == WorkoutKind::Easy
        && !slot.ground.training_distance().is_zero()
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
/// made-up miles left out; zero where those days hold no run.
fn longest_of_the_days_before(canvas: &Canvas<'_>) -> Vec<Distance> {
    let mut by_day = vec![Distance::ZERO; 7 * canvas.plan.weeks().len()];
    for slot in &canvas.slots {
        if let Some(day) = canvas.day_of(slot.now.date) {
            by_day[day] = by_day[day].max(slot.distance_without_shares());
        }
    }
    (0..by_day.len())
        .map(|day| {
            by_day[day.saturating_sub(SPIKE_DAYS)..day]
                .iter()
                .copied()
                .max()
                .unwrap_or_default()
        })
        .collect()
}
