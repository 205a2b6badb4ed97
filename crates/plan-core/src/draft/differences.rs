//! What a plan lost or changed against the draft it was made from.

use chrono::Weekday;
use serde::{Deserialize, Serialize};

use super::print;
use super::{Draft, DraftWeek};
use crate::plan::RaceGoal;
use crate::units::Distance;
use crate::words::words;
use crate::workout::{Workout, WorkoutKind};

words! {
    /// What a difference is about.
    pub enum DifferenceField("field") {
        /// The number of weeks.
        Weeks = "weeks",
        /// The goal race, its date or its time.
        Race = "race",
        /// The first training day.
        Start = "start",
        /// The phase of a week.
        Phase = "phase",
        /// A rest day became a training day.
        RestDay = "rest_day",
        /// A training day became a rest day.
        TrainingDay = "training_day",
        /// The number of workouts on a day.
        Workouts = "workouts",
        /// A race was moved, added or lost.
        RaceDay = "race_day",
        /// A quality session became something else, or something else one.
        QualitySession = "quality_session",
        /// Another kind of easy run, or of other training.
        Type = "type",
        /// How far.
        Distance = "distance",
        /// How long.
        Duration = "duration",
        /// How hard.
        Zone = "zone",
        /// Run and walk minutes.
        RunWalk = "run_walk",
        /// The parts of a workout.
        Steps = "steps",
        /// The headline of a workout.
        Name = "name",
        /// What the coach wrote behind the dash.
        Note = "note",
    }
}

/// One thing that is not as the draft says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The week, from 1; `None`: the whole plan.
    pub week: Option<u8>,
    /// The day of the week.
    pub day: Option<Weekday>,
    /// What differs.
    pub field: DifferenceField,
    /// What the draft says.
    pub expected: String,
    /// What the plan says.
    pub found: String,
    /// A sentence for people.
    pub message: String,
}

/// Everything in which `plan` is not what `edited` asks for, in calendar order.
///
/// A day without a line counts as rest. What scheduling adds (estimated
/// distances, warm-up and cool-down times) and what describes or was looked up
/// (descriptions, library ids) is no difference; a distance may lie anywhere
/// in a written range. Equal drafts have no differences, nor has a draft with
/// the plan it was scheduled to ([`Draft::of_plan`]).
pub fn differences(edited: &Draft, plan: &Draft) -> Vec<Difference> {
    let mut found = Comparison {
        edited,
        week: None,
        day: None,
        differences: Vec::new(),
    };
    found.whole_plan(plan);
    for (index, (wanted, got)) in edited.weeks.iter().zip(&plan.weeks).enumerate() {
        found.week = u8::try_from(index + 1).ok();
        found.week(wanted, got);
    }
    found.differences
}

struct Comparison<'a> {
    edited: &'a Draft,
    week: Option<u8>,
    day: Option<Weekday>,
    differences: Vec<Difference>,
}

impl Comparison<'_> {
    /// Notes a difference between two texts, if there is one.
    fn texts(&mut self, field: DifferenceField, expected: String, found: String) {
        if expected != found {
            self.add(field, expected, found);
        }
    }

    fn add(&mut self, field: DifferenceField, expected: String, found: String) {
        let place = match (self.week, self.day) {
            (Some(week), Some(day)) => format!("{day} of week {week}"),
            (Some(week), None) => format!("Week {week}"),
            (None, _) => "The plan".to_owned(),
        };
        let name = field.name().replace('_', " ");
        self.differences.push(Difference {
            week: self.week,
            day: self.day,
            field,
            message: format!("{place}, {name}: the draft says {expected}, the plan {found}."),
            expected,
            found,
        });
    }

    fn whole_plan(&mut self, plan: &Draft) {
        let weeks = |draft: &Draft| draft.weeks.len().to_string();
        self.texts(DifferenceField::Weeks, weeks(self.edited), weeks(plan));
        // A plan dates the race of a relative draft; that is its work.
        let is_dated = self
            .edited
            .race
            .as_ref()
            .is_some_and(|race| race.date.is_some());
        let race = |draft: &Draft| match &draft.race {
            Some(race) => race_text(race, is_dated),
            None => "none".to_owned(),
        };
        self.texts(DifferenceField::Race, race(self.edited), race(plan));
        if let Some(start) = self.edited.start {
            let found = plan
                .start
                .map_or("open".to_owned(), |start| start.to_string());
            self.texts(DifferenceField::Start, start.to_string(), found);
        }
    }

    fn week(&mut self, wanted: &DraftWeek, got: &DraftWeek) {
        self.day = None;
        let phases = (wanted.phase.to_string(), got.phase.to_string());
        self.texts(DifferenceField::Phase, phases.0, phases.1);
        for day in self.edited.weekdays() {
            self.day = Some(day);
            self.day(&trained(wanted.on(day)), &trained(got.on(day)));
        }
    }

    fn day(&mut self, wanted: &[&Workout], got: &[&Workout]) {
        let text = |workouts: &[&Workout]| {
            let lines = workouts
                .iter()
                .map(|workout| print::workout(workout, self.edited.unit));
            match workouts {
                [] => "Rest".to_owned(),
                _ => lines.collect::<Vec<_>>().join(" + "),
            }
        };
        let races = |workouts: &[&Workout]| {
            workouts
                .iter()
                .any(|workout| workout.kind == WorkoutKind::Race)
        };
        let (expected, found) = (text(wanted), text(got));
        if races(wanted) != races(got) {
            self.add(DifferenceField::RaceDay, expected, found);
        } else if wanted.is_empty() && !got.is_empty() {
            self.add(DifferenceField::RestDay, expected, found);
        } else if got.is_empty() && !wanted.is_empty() {
            self.add(DifferenceField::TrainingDay, expected, found);
        } else if wanted.len() != got.len() {
            self.add(DifferenceField::Workouts, expected, found);
        } else {
            for (wanted, got) in wanted.iter().zip(got) {
                self.workout(wanted, got);
            }
        }
    }

    fn workout(&mut self, wanted: &Workout, got: &Workout) {
        let unit = self.edited.unit;
        let line = |workout: &Workout| print::workout(workout, unit);
        if wanted.kind != got.kind {
            let field = if wanted.kind.is_quality() || got.kind.is_quality() {
                DifferenceField::QualitySession
            } else {
                DifferenceField::Type
            };
            return self.add(field, line(wanted), line(got));
        }
        if !is_distance_kept(wanted, got, unit.hundredth()) {
            let text = |workout: &Workout| {
                workout.distance.map_or("none".to_owned(), |distance| {
                    print::distance(distance, unit)
                })
            };
            self.add(DifferenceField::Distance, text(wanted), text(got));
        }
        if wanted.duration.is_some() && wanted.duration != got.duration {
            let text =
                |workout: &Workout| workout.duration.map_or("none".to_owned(), print::duration);
            self.add(DifferenceField::Duration, text(wanted), text(got));
        }
        let zone = |workout: &Workout| {
            workout
                .zone
                .map_or("none".to_owned(), |zone| zone.to_string())
        };
        self.texts(DifferenceField::Zone, zone(wanted), zone(got));
        if wanted.run_walk != got.run_walk {
            self.add(DifferenceField::RunWalk, line(wanted), line(got));
        }
        if wanted.steps != got.steps {
            self.add(DifferenceField::Steps, line(wanted), line(got));
        }
        let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "none".to_owned());
        self.texts(DifferenceField::Name, text(&wanted.name), text(&got.name));
        self.texts(DifferenceField::Note, text(&wanted.note), text(&got.note));
    }
}

/// The workouts of a day but rest.
fn trained(day: &[Workout]) -> Vec<&Workout> {
    day.iter()
        .filter(|workout| workout.kind != WorkoutKind::Rest)
        .collect()
}

/// True where the plan's distance is the draft's, or lies in its range.
fn is_distance_kept(wanted: &Workout, got: &Workout, slack: Distance) -> bool {
    // Worked out from minutes: those are compared.
    let is_by_time = wanted.duration.is_some() && wanted.distance_is_estimated;
    let Some(to) = wanted.distance.filter(|_| !is_by_time) else {
        return wanted.duration.is_some() || !wanted.steps.is_empty() || got.distance.is_none();
    };
    let from = wanted.distance_from.unwrap_or(to);
    got.distance
        .is_some_and(|got| got + slack >= from && got <= to + slack)
}

fn race_text(race: &RaceGoal, is_dated: bool) -> String {
    let mut text = race.distance.label().to_owned();
    if let Some(date) = race.date.filter(|_| is_dated) {
        text.push_str(&format!(", {date}"));
    }
    if let Some(time) = race.target_time {
        text.push_str(&format!(", {time}"));
    }
    text
}
