//! An event in words: its title and what stands under it.

use std::fmt::Write as _;

use plan_core::overlay::{Modifier, Status};
use plan_core::plan::{PlanSettings, PlannedWorkout, RaceDistance};
use plan_core::resolved::{Reason, ResolvedWeek};
use plan_core::structure::{Manner, Runner, Structure};
use plan_core::units::{Distance, DistanceUnit, Duration};
use plan_core::workout::{Segment, Step, StepLength, StepRole, StepTarget, Workout, WorkoutKind};
use plan_core::zones::Zone;

use super::length;
use super::told::{Done, Told};
use super::write::{What, clean};
use crate::json::Hundredths;

/// Writes the events of one plan, in one unit.
pub(super) struct Pen<'a> {
    settings: &'a PlanSettings,
    runner: Runner,
    unit: DistanceUnit,
    page: &'a str,
}

impl<'a> Pen<'a> {
    pub(super) fn new(settings: &'a PlanSettings, unit: DistanceUnit, page: &'a str) -> Self {
        Self {
            settings,
            runner: Runner::of(settings),
            unit,
            page,
        }
    }

    /// Whether two tellings of a workout make the same event in every form of the feed.
    pub(super) fn writes_alike(
        &self,
        one: &Told<'_>,
        other: &Told<'_>,
        planned: Option<&PlannedWorkout>,
        week: &ResolvedWeek<'_>,
    ) -> bool {
        let when = |told: &Told<'_>| {
            let length = length::of(self.settings, &told.workout);
            (
                told.date,
                told.is_later,
                told.workout.kind,
                told.status,
                length,
            )
        };
        when(one) == when(other)
            && self.event(one, planned, week) == self.event(other, planned, week)
    }

    /// The event of a workout that was `planned` so, in its week.
    pub(super) fn event(
        &self,
        told: &Told<'_>,
        planned: Option<&PlannedWorkout>,
        week: &ResolvedWeek<'_>,
    ) -> What {
        What {
            title: self.title(told),
            text: self.text(told, planned, week),
            category: told.workout.kind.label(),
            is_race: told.workout.kind == WorkoutKind::Race,
            link: self.link(told),
        }
    }

    /// Where the page has it.
    fn link(&self, told: &Told<'_>) -> String {
        format!("{}#{}", self.page, told.id)
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
        let structure = self.structure(told);
        for line in self.facts(workout, structure.is_some()) {
            text.push_str(&line);
            text.push('\n');
        }
        if let Some(structure) = structure {
            self.write_steps(&mut text, structure.steps());
        }
        let _ = writeln!(text, "Week {}, {}", week.number, week.phase);
        if let Some(line) = self.done(told) {
            let _ = writeln!(text, "\n{line}");
        }
        if let Some(lines) = self.changed(told, planned) {
            let _ = writeln!(text, "\n{lines}");
        }
        let _ = write!(text, "\n{}", self.link(told));
        text
    }

    fn facts(&self, workout: &Workout, has_steps: bool) -> Vec<String> {
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
        if !has_steps {
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
            .paces(StepTarget::Zone(zone))
            .map_or_else(String::new, |pace| format!("{pace}, "));
        format!(
            "{zone} pace: {pace}effort {}–{} of 20 ({})",
            effort.min, effort.max, effort.description
        )
    }

    /// The parts that are told one by one; one steady effort is told already.
    pub(super) fn structure<'t>(&self, told: &'t Told<'_>) -> Option<Structure<'t>> {
        let structure = self.runner.structure(&told.workout);
        let is_steady = matches!(structure.steps(), [] | [Step::Once(_)]);
        (!is_steady).then_some(structure)
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
        let manner =
            Manner::of(segment).map_or_else(String::new, |manner| format!(" {}", manner.note()));
        let target = self
            .target(&segment.target)
            .map_or_else(String::new, |target| format!(", {target}"));
        format!("{role}{length}{manner}{target}")
    }

    /// `8:14–9:06 /mi (Easy)`, `5K pace` where fitness is not known.
    fn target(&self, target: &StepTarget) -> Option<String> {
        let name = match target {
            StepTarget::Zone(zone) => Some(zone.to_string()),
            StepTarget::Pace { pace: _, unit: _ } => None,
            StepTarget::RacePace(race) => Some(format!("{} pace", self.race(*race))),
            StepTarget::Share { percent, of } => {
                Some(format!("{percent} % of {} pace", self.race(*of)))
            }
            StepTarget::Open => None,
        };
        match (self.paces(*target), name) {
            (Some(paces), Some(name)) => Some(format!("{paces} ({name})")),
            (Some(paces), None) => Some(paces),
            (None, name) => name,
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
        // Somebody may have set the very values that were there.
        let is_said = match told.modifier {
            Modifier::UserAdded => false,
            Modifier::UserEdited => reasons.contains(&Reason::Edited),
            Modifier::DayOff => reasons
                .iter()
                .any(|one| matches!(one, Reason::DayOff { .. })),
            Modifier::None | Modifier::Vacation | Modifier::InjuryReduced => true,
        };
        if !is_said {
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
        let number = Hundredths::new(distance.to_hundredths(self.unit));
        format!("{} {}", number.told_in(self.unit), self.unit)
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

    /// The paces of a target, the faster end first, where they are known.
    fn paces(&self, target: StepTarget) -> Option<String> {
        let paces = self.runner.paces(target)?;
        let (slow, fast) = (
            paces.slow.to_clock(self.unit),
            paces.fast.to_clock(self.unit),
        );
        Some(if slow == fast {
            format!("{fast} /{}", self.unit)
        } else {
            format!("{fast}–{slow} /{}", self.unit)
        })
    }
}

/// A modifier in a sentence; `None` where nothing was modified.
const fn modifier(modifier: Modifier) -> Option<&'static str> {
    Some(match modifier {
        Modifier::None => return None,
        Modifier::Vacation => "Changed by a vacation.",
        Modifier::InjuryReduced => "Reduced.",
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
