//! Layer 2: a hurt body and the way back.
//!
//! May lower what a hurt body should not do, from the report to the resolved
//! day, and lead back in four seven-day steps. Must not touch races or added
//! workouts. On a vacation day the smaller load of the two wins.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::canvas::Canvas;
use super::lowering::{lower, shrink, without_quality};
use super::trace::Reason;
use super::{Layer, Modifier, OverlayId};
use crate::check::{Finding, Measure, notices};
use crate::error::Error;
use crate::units::{Distance, Percent};
use crate::workout::{Workout, WorkoutKind};

/// A body part, compared as people mean it: without regard to case and spacing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BodyPart(String);

impl TryFrom<String> for BodyPart {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        Self::new(&text)
    }
}

impl From<BodyPart> for String {
    fn from(part: BodyPart) -> Self {
        part.0
    }
}

impl BodyPart {
    /// 1–100 characters that are not all blank.
    ///
    /// # Errors
    /// Names `bodyPart` otherwise.
    pub fn new(text: &str) -> Result<Self, Error> {
        let normal = text
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase();
        if normal.is_empty() || normal.chars().count() > 100 || normal.chars().any(char::is_control)
        {
            return Err(Error::out_of_range(
                "bodyPart",
                format!("{text:?}"),
                "1 to 100 characters",
            ));
        }
        Ok(Self(normal))
    }

    /// The normalized text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Something that hurts, from the day it was reported.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct Injury {
    body_part: BodyPart,
    severity: u8,
    reported_on: NaiveDate,
    resolved_on: Option<NaiveDate>,
}

#[derive(Deserialize)]
struct Unchecked {
    body_part: BodyPart,
    severity: u8,
    reported_on: NaiveDate,
    resolved_on: Option<NaiveDate>,
}

impl TryFrom<Unchecked> for Injury {
    type Error = Error;

    fn try_from(unchecked: Unchecked) -> Result<Self, Error> {
        Self::new(
            unchecked.body_part,
            unchecked.severity.into(),
            unchecked.reported_on,
            unchecked.resolved_on,
        )
    }
}

impl Injury {
    /// Severity 1–10; the resolved day, where known, is still injured.
    ///
    /// # Errors
    /// Names `severity` out of range, `resolvedOn` before the report.
    pub fn new(
        body_part: BodyPart,
        severity: i64,
        reported_on: NaiveDate,
        resolved_on: Option<NaiveDate>,
    ) -> Result<Self, Error> {
        let severity = u8::try_from(severity)
            .ok()
            .filter(|value| (1..=10).contains(value))
            .ok_or_else(|| {
                Error::out_of_range("severity", severity, "a whole number from 1 to 10")
            })?;
        let injury = Self {
            body_part,
            severity,
            reported_on,
            resolved_on: None,
        };
        match resolved_on {
            Some(date) => injury.resolved(date),
            None => Ok(injury),
        }
    }

    /// The same injury, resolved on `date`.
    ///
    /// # Errors
    /// Names `resolvedOn` before the report or more than two years after it.
    pub fn resolved(self, date: NaiveDate) -> Result<Self, Error> {
        let open = date.signed_duration_since(self.reported_on).num_days();
        if !(0..=731).contains(&open) {
            return Err(Error::out_of_range(
                "resolvedOn",
                date,
                format!("a date from {} to two years later", self.reported_on),
            ));
        }
        Ok(Self {
            resolved_on: Some(date),
            ..self
        })
    }

    /// The same injury, resolved on a day or open again.
    ///
    /// # Errors
    /// As [`resolved`](Self::resolved).
    pub fn reopened(self, resolved_on: Option<NaiveDate>) -> Result<Self, Error> {
        match resolved_on {
            Some(date) => self.resolved(date),
            None => Ok(Self {
                resolved_on: None,
                ..self
            }),
        }
    }

    /// Where it hurts.
    pub fn body_part(&self) -> &BodyPart {
        &self.body_part
    }

    /// 1 (a niggle) to 10.
    pub fn severity(&self) -> u8 {
        self.severity
    }

    /// The first affected day.
    pub fn reported_on(&self) -> NaiveDate {
        self.reported_on
    }

    /// The last injured day, once known.
    pub fn resolved_on(&self) -> Option<NaiveDate> {
        self.resolved_on
    }
}

/// What a return to running allows, seven days each.
const STEPS: [Percent; 4] = [
    Percent::from_whole(50),
    Percent::from_whole(70),
    Percent::from_whole(85),
    Percent::HUNDRED,
];
/// Days of each step.
const STEP_DAYS: u64 = 7;
/// The first step with quality in it.
const FIRST_STEP_WITH_QUALITY: usize = 2;
/// From this severity on quality goes, and the return is in steps.
const GRADED_FROM: u8 = 4;
/// From this severity on everything rests.
const REST_FROM: u8 = 7;
/// A lighter injury open for longer than this leads back in steps too.
const GRADED_AFTER_DAYS: i64 = 7;
/// One open for longer than this should be seen by a professional.
const PROFESSIONAL_AFTER_DAYS: i64 = 14;

/// How much running is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Allowance {
    load: Percent,
    quality: bool,
}

impl Allowance {
    fn of_severity(severity: u8) -> Self {
        Self {
            load: match severity {
                ..=3 => Percent::from_whole(80),
                4 => Percent::from_whole(75),
                5 => Percent::from_tenths(625),
                6 => Percent::from_whole(50),
                REST_FROM.. => Percent::ZERO,
            },
            quality: severity < GRADED_FROM,
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            load: self.load.min(other.load),
            quality: self.quality && other.quality,
        }
    }

    /// What is left of a workout.
    fn leave(self, workout: &Workout, tenth: Distance) -> Workout {
        if self.load.is_zero() {
            Workout::rest()
        } else if !workout.kind.is_run() {
            workout.clone()
        } else if self.quality {
            shrink(workout, self.load, tenth)
        } else if workout.kind.is_quality() {
            lower(workout, self.load, tenth)
        } else {
            without_quality(shrink(workout, self.load, tenth))
        }
    }
}

/// An injury with what it allows while open and how it leads back.
struct Episode<'a> {
    id: OverlayId,
    injury: &'a Injury,
    /// While it is open.
    open: Allowance,
    /// The least that it, or an injury whose steps it interrupts, allowed: no
    /// step of the return is below that.
    floor: Percent,
    /// The step the return begins with, where there is a graduated return.
    resumes_at: Option<usize>,
}

impl<'a> Episode<'a> {
    /// Every injury in force, in order of report, re-reports aware of the steps they interrupt.
    fn all(canvas: &Canvas<'a>) -> Vec<Self> {
        let mut injuries: Vec<_> = canvas.overlays.injuries().collect();
        injuries.sort_by_key(|(id, injury)| (injury.reported_on, *id));
        let mut episodes: Vec<Self> = Vec::with_capacity(injuries.len());
        for (id, injury) in injuries {
            let own = Allowance::of_severity(injury.severity);
            let mut open = own;
            let mut floor = own.load;
            let mut reached: Option<usize> = None;
            for earlier in &episodes {
                if earlier.injury.body_part == injury.body_part
                    && let Some((step, allowed)) = earlier.step_on(injury.reported_on)
                {
                    open = open.and(allowed);
                    floor = floor.min(earlier.floor);
                    reached = Some(reached.map_or(step, |lowest| lowest.min(step)));
                }
            }
            let resumes_at = match reached {
                Some(step) => Some(step.saturating_sub(1)),
                None => injury.earns_steps().then_some(0),
            };
            episodes.push(Self {
                id,
                injury,
                open,
                floor,
                resumes_at: resumes_at.filter(|_| injury.resolved_on.is_some()),
            });
        }
        episodes
    }

    /// The step of the return a date is in, counted from 0, and what it allows.
    fn step_on(&self, date: NaiveDate) -> Option<(usize, Allowance)> {
        let (resolved, first) = (self.injury.resolved_on?, self.resumes_at?);
        let days = date.signed_duration_since(resolved).num_days();
        let past = usize::try_from(days.checked_sub(1)?).ok()? / STEP_DAYS as usize;
        let step = first.checked_add(past).filter(|step| *step < STEPS.len())?;
        Some((step, self.allows_at(step)))
    }

    fn allows_at(&self, step: usize) -> Allowance {
        Allowance {
            load: STEPS[step].max(self.floor),
            quality: step >= FIRST_STEP_WITH_QUALITY,
        }
    }

    /// Every stretch of days it speaks about, with what it allows there.
    fn stretches(&self, plan_end: NaiveDate) -> Vec<(NaiveDate, NaiveDate, Allowance, Reason)> {
        let load = self.open.load;
        let mut stretches = vec![(
            self.injury.reported_on,
            self.injury.resolved_on.unwrap_or(plan_end),
            self.open,
            Reason::Injured { load },
        )];
        if let (Some(resolved), Some(first)) = (self.injury.resolved_on, self.resumes_at) {
            for (count, step) in (first..STEPS.len()).enumerate() {
                let begin = STEP_DAYS * count as u64 + 1;
                let (Some(start), Some(end)) = (
                    resolved.checked_add_days(Days::new(begin)),
                    resolved.checked_add_days(Days::new(begin + STEP_DAYS - 1)),
                ) else {
                    break;
                };
                let allowed = self.allows_at(step);
                let reason = Reason::Returning {
                    step: step as u8 + 1,
                    load: allowed.load,
                };
                stretches.push((start, end, allowed, reason));
            }
        }
        stretches
    }
}

impl Injury {
    /// Days from the report to the resolved day.
    fn days_open(&self) -> Option<i64> {
        self.resolved_on
            .map(|resolved| resolved.signed_duration_since(self.reported_on).num_days())
    }

    /// True when running comes back in steps.
    fn earns_steps(&self) -> bool {
        self.severity >= GRADED_FROM
            || self
                .days_open()
                .is_some_and(|days| days > GRADED_AFTER_DAYS)
    }
}

/// What all injuries together allow on a day.
#[derive(Clone, Copy)]
struct Today {
    allowed: Allowance,
    /// The injury with the smallest load; the earlier report among equals.
    by: OverlayId,
    reason: Reason,
}

/// Lowers what a hurt body should not do.
pub(super) fn apply(canvas: &mut Canvas<'_>) {
    let episodes = Episode::all(canvas);
    if episodes.is_empty() {
        return;
    }
    for episode in &episodes {
        advise(canvas, episode);
    }
    let days = calendar(canvas, &episodes);
    let tenth = canvas.plan.unit().tenth();
    for position in 0..canvas.slots.len() {
        let slot = &canvas.slots[position];
        if slot.pinned || slot.is_added() {
            continue;
        }
        let Some(today) = canvas.day_of(slot.now.date).and_then(|day| days[day]) else {
            continue;
        };
        if slot.ground.kind == WorkoutKind::Race {
            point_out_the_race(canvas, position, &episodes);
            continue;
        }
        let slot = &mut canvas.slots[position];
        let alone = today.allowed.leave(&slot.ground, tenth);
        slot.left_by_injuries_alone = alone.training_distance();
        let after = match slot.vacation {
            // On a vacation day a run is Easy or Rest, whichever load wins.
            Some((_, load)) if today.allowed.load < load => {
                lower(&slot.ground, today.allowed.load, tenth)
            }
            // The vacation took more. What the injury would have taken can still be
            // read off what the vacation is credited with.
            Some(_) => {
                slot.now.touched_by_injury = alone != *slot.ground;
                continue;
            }
            None => alone,
        };
        // Two loads may round to the same tenth: the smaller one wins all the same.
        if slot.set(Layer::Injury, today.by, today.reason, after)
            || slot.take_over(Layer::Vacation, Layer::Injury, today.by, today.reason)
        {
            slot.now.modifier = Modifier::InjuryReduced;
            slot.now.touched_by_injury = true;
        }
    }
}

/// The smallest load of each day of the plan; quality only where all allow it.
fn calendar(canvas: &Canvas<'_>, episodes: &[Episode<'_>]) -> Vec<Option<Today>> {
    let mut days: Vec<Option<Today>> = vec![None; 7 * canvas.plan.weeks().len()];
    for episode in episodes {
        for (start, end, allowed, reason) in episode.stretches(canvas.plan.end()) {
            if allowed.load >= Percent::HUNDRED && allowed.quality {
                continue;
            }
            for day in canvas.days(start, end) {
                let both = days[day].map_or(allowed, |other| other.allowed.and(allowed));
                days[day] = Some(match days[day] {
                    Some(other) if other.allowed.load <= allowed.load => Today {
                        allowed: both,
                        ..other
                    },
                    _ => Today {
                        allowed: both,
                        by: episode.id,
                        reason,
                    },
                });
            }
        }
    }
    days
}

fn advise(canvas: &mut Canvas<'_>, episode: &Episode<'_>) {
    let injury = episode.injury;
    let rule = |message: String| {
        Finding::new(&notices::SEE_A_PROFESSIONAL, message).on(injury.reported_on)
    };
    let days = |count: i64| Measure::Count(u32::try_from(count).unwrap_or(u32::MAX));
    if injury.severity >= REST_FROM {
        canvas.findings.push(rule(format!(
            "An injury of severity {} should be seen by a professional.",
            injury.severity
        )));
        return;
    }
    let latest = injury
        .reported_on
        .checked_add_days(Days::new(PROFESSIONAL_AFTER_DAYS as u64));
    match (injury.days_open(), latest) {
        (Some(open), _) if open > PROFESSIONAL_AFTER_DAYS => canvas.findings.push(
            rule(format!(
                "An injury that stayed open for {open} days should be seen by a professional."
            ))
            .measuring(days(open), days(PROFESSIONAL_AFTER_DAYS)),
        ),
        (None, Some(latest)) if latest < canvas.plan.end() => canvas.findings.push(rule(format!(
            "If the injury is still open after {latest}, it should be seen by a professional."
        ))),
        _ => {}
    }
}

fn point_out_the_race(canvas: &mut Canvas<'_>, position: usize, episodes: &[Episode<'_>]) {
    let (id, date) = {
        let race = &canvas.slots[position].now;
        (race.id, race.date)
    };
    let plan_end = canvas.plan.end();
    for episode in episodes {
        let reaches = episode
            .stretches(plan_end)
            .iter()
            .any(|(start, end, allowed, _)| {
                (*start..=*end).contains(&date) && allowed.load < Percent::HUNDRED
            });
        if !reaches {
            continue;
        }
        let advice = if episode.injury.severity >= GRADED_FROM {
            "the race stands, but the advice is not to run it"
        } else {
            "the race stands"
        };
        canvas.findings.push(
            Finding::new(
                &notices::RACE_WHILE_INJURED,
                format!(
                    "The injury reported on {} reaches the race on {date}; {advice}.",
                    episode.injury.reported_on
                ),
            )
            .on(date)
            .about(id),
        );
    }
}
