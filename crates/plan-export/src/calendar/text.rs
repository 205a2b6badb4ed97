//! An event in words: its title and what stands under it.

use std::fmt::Write as _;

use plan_core::overlay::{Modifier, Status};
use plan_core::plan::{PlanSettings, PlannedWorkout, RaceDistance};
use plan_core::resolved::{Reason, ResolvedPlan, ResolvedWeek};
use plan_core::units::{Distance, DistanceUnit, Duration, Pace};
use plan_core::workout::{Segment, Step, StepLength, StepRole, StepTarget, Workout, WorkoutKind};
use plan_core::zones::{PaceRange, PaceZones, Zone};

use super::length;
use super::told::{Done, Told};
use super::write::{What, clean};

/// Writes the events of one plan, in one unit.
pub(super) struct Pen<'a> {
    settings: &'a PlanSettings,
    zones: Option<PaceZones>,
    unit: DistanceUnit,
    page: &'a str,
}

impl<'a> Pen<'a> {
    /// `unit` as the reader chose it, else the plan's.
    pub(super) fn new(plan: &ResolvedPlan<'a>, unit: Option<DistanceUnit>, page: &'a str) -> Self {
        let settings = plan.base().settings();
        Self {
            settings,
            zones: settings.vdot.map(PaceZones::from_vdot),
            unit: unit.unwrap_or(settings.unit),
            page,
        }
    }

    /// The event of a workout that was `planned` so, in its week.
    pub(super) fn event(
        &self,
        told: &Told<'_>,
        planned: Option<&PlannedWorkout>,
        week: &ResolvedWeek<'_>,
    ) -> What<'a> {
        What {
            title: self.title(told),
            text: self.text(told, planned, week),
            category: told.workout.kind.label(),
            is_race: told.workout.kind == WorkoutKind::Race,
            link: self.page,
        }
    }

    fn title(&self, told: &Told<'_>) -> String {
        let what = match (told.workout.kind, told.modifier) {
            (WorkoutKind::Rest, Modifier::Vacation) => "Rest (vacation)".to_owned(),
            (WorkoutKind::Rest, Modifier::DayOff) => "Rest (day off)".to_owned(),
            (WorkoutKind::Race, _) if self.is_the_goal(told) => {
                format!("RACE DAY: {}", self.amount(&told.workout))
            }
            _ => self.headline(&told.workout),
        };
        match told.status {
            Status::Pending => what,
            Status::Completed => format!("✓ {what}"),
            Status::Skipped => format!("Skipped: {what}"),
        }
    }

    fn is_the_goal(&self, told: &Told<'_>) -> bool {
        let goal = self.settings.race.as_ref();
        goal.is_some_and(|race| race.date == Some(told.date))
    }

    /// What it is and how much: `Tempo 6.5 mi`.
    fn headline(&self, workout: &Workout) -> String {
        format!("{} {}", workout.kind.label(), self.amount(workout))
            .trim_end()
            .to_owned()
    }

    /// How much: minutes where it is planned by them, a race by its name.
    fn amount(&self, workout: &Workout) -> String {
        match (workout.duration, workout.distance) {
            _ if workout.kind == WorkoutKind::Rest => String::new(),
            (_, Some(distance)) if workout.kind == WorkoutKind::Race => self.race(distance),
            (Some(duration), distance) if workout.distance_is_estimated || distance.is_none() => {
                minutes(duration)
            }
            (_, Some(distance)) => self.distance(distance),
            (_, None) => String::new(),
        }
    }

    fn text(
        &self,
        told: &Told<'_>,
        planned: Option<&PlannedWorkout>,
        week: &ResolvedWeek<'_>,
    ) -> String {
        let workout = told.workout.as_ref();
        let mut text = clean(&workout.describe(week.phase));
        text.push_str("\n\n");
        for line in self.facts(workout) {
            text.push_str(&line);
            text.push('\n');
        }
        self.write_steps(&mut text, &self.steps(told));
        let _ = writeln!(text, "Week {}, {}", week.number, week.phase);
        if let Some(line) = self.done(told) {
            let _ = writeln!(text, "\n{line}");
        }
        if let Some(lines) = self.changed(told, planned) {
            let _ = writeln!(text, "\n{lines}");
        }
        let _ = write!(text, "\n{}", self.page);
        text
    }

    fn facts(&self, workout: &Workout) -> Vec<String> {
        let mut facts = Vec::new();
        if workout.kind == WorkoutKind::Rest {
            return facts;
        }
        facts.extend(self.how_much(workout));
        facts.extend(workout.zone.map(|zone| self.how_hard(zone)));
        facts.extend(workout.run_walk.map(|turns| {
            format!(
                "Run {} min, walk {} min, in turn",
                turns.run_minutes(),
                turns.walk_minutes()
            )
        }));
        // Steps say it themselves.
        if workout.steps.is_empty() {
            facts.extend(
                workout
                    .warm_up
                    .map(|time| format!("Warm-up {}", minutes(time))),
            );
            facts.extend(
                workout
                    .cool_down
                    .map(|time| format!("Cool-down {}", minutes(time))),
            );
        }
        facts
    }

    /// Distance and time, what is not planned as an estimate.
    fn how_much(&self, workout: &Workout) -> Option<String> {
        let goal = self
            .settings
            .race
            .as_ref()
            .and_then(|race| race.target_time);
        match (workout.duration, workout.distance) {
            (None, Some(distance)) if workout.kind == WorkoutKind::Race => Some(match goal {
                Some(time) if self.is_goal_distance(distance) => {
                    format!("{}, goal {time}", self.distance(distance))
                }
                _ => self.distance(distance),
            }),
            (Some(time), Some(distance)) if workout.distance_is_estimated => Some(format!(
                "{}, about {}",
                minutes(time),
                self.distance(distance)
            )),
            (Some(time), Some(distance)) => {
                Some(format!("{}, {}", self.distance(distance), minutes(time)))
            }
            (Some(time), None) => Some(minutes(time)),
            (None, Some(distance)) => {
                let time = length::of(self.settings, workout);
                Some(format!(
                    "{}, about {}",
                    self.distance(distance),
                    minutes(time)
                ))
            }
            (None, None) => None,
        }
    }

    fn is_goal_distance(&self, distance: Distance) -> bool {
        let goal = self.settings.race.as_ref();
        goal.is_some_and(|race| race.distance.distance() == distance)
    }

    fn how_hard(&self, zone: Zone) -> String {
        let effort = zone.effort();
        let pace = self
            .zone_pace(zone)
            .map_or_else(String::new, |pace| format!("{pace}, "));
        format!(
            "{zone} pace: {pace}effort {}–{} of 20 ({})",
            effort.min, effort.max, effort.description
        )
    }

    /// The steps that are shown.
    pub(super) fn steps<'t>(&self, told: &'t Told<'_>) -> &'t [Step] {
        &told.workout.steps
    }

    fn write_steps(&self, text: &mut String, steps: &[Step]) {
        for (number, step) in (1..).zip(steps) {
            let _ = match step {
                Step::Once(segment) => writeln!(text, "{number}. {}", self.segment(segment)),
                Step::Repeat { times, segments } => {
                    let parts: Vec<_> = segments.iter().map(|part| self.segment(part)).collect();
                    writeln!(text, "{number}. {times} times: {}", parts.join("; "))
                }
            };
        }
    }

    /// `Warm-up 2 mi, 8:14–9:06 /mi (Easy)`.
    fn segment(&self, segment: &Segment) -> String {
        let role = match segment.role {
            StepRole::WarmUp => "Warm-up",
            StepRole::Work => "Run",
            StepRole::Recovery => "Recovery",
            StepRole::CoolDown => "Cool-down",
        };
        let length = match segment.length {
            StepLength::Distance(distance) => format!(" {}", self.short_distance(distance)),
            StepLength::Time(time) => format!(" {}", minutes(time)),
            StepLength::Open => String::new(),
        };
        let target = self
            .target(&segment.target)
            .map_or_else(String::new, |target| format!(", {target}"));
        format!("{role}{length}{target}")
    }

    fn target(&self, target: &StepTarget) -> Option<String> {
        let race_pace = |distance: Distance| {
            let zones = self.zones.as_ref()?;
            Some(zones.vdot().race_pace(distance))
        };
        let with = |name: String, pace: Option<Pace>| match pace {
            Some(pace) => format!("{} ({name})", self.pace(pace)),
            None => name,
        };
        match target {
            StepTarget::Zone(zone) => Some(match self.zone_pace(*zone) {
                Some(pace) => format!("{pace} ({zone})"),
                None => format!("{zone} pace"),
            }),
            StepTarget::Pace { pace, unit: _ } => Some(self.pace(*pace)),
            StepTarget::RacePace(race) => {
                Some(with(format!("{} pace", self.race(*race)), race_pace(*race)))
            }
            StepTarget::Share { percent, of } => Some(with(
                format!("{percent} % of {} pace", self.race(*of)),
                None,
            )),
            StepTarget::Open => None,
        }
    }

    fn done(&self, told: &Told<'_>) -> Option<String> {
        let Done {
            distance,
            duration,
            on,
        } = told.done?;
        let distance = distance.map(|distance| self.distance(distance));
        let duration = duration.map(|duration| duration.to_string());
        let what = match (distance, duration) {
            (Some(distance), Some(duration)) => format!(": {distance} in {duration}"),
            (Some(one), None) | (None, Some(one)) => format!(": {one}"),
            (None, None) => String::new(),
        };
        let on = on
            .filter(|on| *on != told.date)
            .map_or_else(String::new, |on| format!(" on {on}"));
        Some(format!("Done{on}{what}"))
    }

    /// What changed and why, as far as it is public.
    fn changed(&self, told: &Told<'_>, planned: Option<&PlannedWorkout>) -> Option<String> {
        let Some(reasons) = told.reasons.as_ref().filter(|all| !all.is_empty()) else {
            return modifier(told.modifier).map(str::to_owned);
        };
        let mut lines: Vec<String> = reasons.iter().map(|reason| self.reason(reason)).collect();
        if told.modifier == Modifier::UserAdded {
            lines.extend(modifier(told.modifier).map(str::to_owned));
        }
        if let Some(planned) = planned {
            let headline = self.headline(&planned.workout);
            let was = if planned.date == told.date {
                headline
            } else {
                format!("{headline} on {}", planned.date.format("%a, %b %-d"))
            };
            lines.push(format!("Planned: {was}"));
        }
        Some(lines.join("\n"))
    }

    fn reason(&self, reason: &Reason) -> String {
        match reason {
            Reason::MadeUp { share, .. } => format!(
                "Makes up {} that a vacation or a day off removed.",
                self.distance(*share)
            ),
            Reason::Swapped { with: _ } => {
                "Changed places with another workout of the week.".to_owned()
            }
            _ => reason.to_string(),
        }
    }

    /// `5K` where the distance has a name.
    fn race(&self, distance: Distance) -> String {
        RaceDistance::ALL
            .iter()
            .find(|race| race.distance() == distance)
            .map_or_else(|| self.distance(distance), |race| race.label().to_owned())
    }

    fn distance(&self, distance: Distance) -> String {
        let hundredths = distance.to_hundredths(self.unit);
        let (whole, rest) = (hundredths / 100, hundredths % 100);
        let number = match rest {
            0 => whole.to_string(),
            _ if rest % 10 == 0 => format!("{whole}.{}", rest / 10),
            _ => format!("{whole}.{rest:02}"),
        };
        format!("{number} {}", self.unit)
    }

    /// What a track is marked with in meters, in any unit.
    fn short_distance(&self, distance: Distance) -> String {
        const MARK: Distance = Distance::from_meters(100);
        let marks = distance.whole_steps(MARK);
        if distance == distance.floor_to(MARK) && (1..20).contains(&marks) {
            format!("{} m", marks * 100)
        } else {
            self.distance(distance)
        }
    }

    fn zone_pace(&self, zone: Zone) -> Option<String> {
        let PaceRange { slow, fast } = self.zones.as_ref()?.range(zone);
        let (slow, fast) = (slow.to_clock(self.unit), fast.to_clock(self.unit));
        Some(if slow == fast {
            format!("{fast} /{}", self.unit)
        } else {
            format!("{fast}–{slow} /{}", self.unit)
        })
    }

    fn pace(&self, pace: Pace) -> String {
        format!("{} /{}", pace.to_clock(self.unit), self.unit)
    }
}

/// A modifier in a sentence; `None` where nothing was modified.
const fn modifier(modifier: Modifier) -> Option<&'static str> {
    Some(match modifier {
        Modifier::None => return None,
        Modifier::Vacation => "Changed by a vacation.",
        Modifier::InjuryReduced => "Changed by an injury.",
        Modifier::DayOff => "Changed by a day off.",
        Modifier::UserEdited => "Edited by hand.",
        Modifier::UserAdded => "Added by hand.",
    })
}

/// `45 min`, `1 h 15 min`, `90 s`; a stopwatch's reading for anything else.
fn minutes(time: Duration) -> String {
    let (minutes, seconds) = (time.as_seconds() / 60, time.as_seconds() % 60);
    match (minutes, seconds) {
        (0 | 1, 1..) => format!("{} s", time.as_seconds()),
        (_, 1..) => time.to_string(),
        (0..60, _) => format!("{minutes} min"),
        _ if minutes % 60 == 0 => format!("{} h", minutes / 60),
        _ => format!("{} h {} min", minutes / 60, minutes % 60),
    }
}
