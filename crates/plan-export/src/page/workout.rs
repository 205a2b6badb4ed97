use plan_core::overlay::{Feedback, Layer, Modifier, Status};
use plan_core::units::{Duration, Pace};
use plan_core::workout::WorkoutKind;

use super::changes::{self, ChangeView};
use super::steps::{self, StepView};
use super::{Ruler, time};
use crate::json::{CompletionBody, Hundredths, PaceZoneBody, PlanBody, WorkoutBody};

/// A workout of the calendar: what is read at a glance, and the rest.
pub(super) struct WorkoutView {
    pub(super) id: String,
    /// How hard a day it is; for the eye.
    pub(super) class: &'static str,
    pub(super) kind: &'static str,
    /// Distance in the page's unit; the number of the body.
    pub(super) distance: Option<Hundredths>,
    pub(super) unit: &'static str,
    pub(super) duration: Option<String>,
    /// The pace, or the effort where no pace is known.
    pub(super) effort: Option<String>,
    pub(super) marks: Vec<Mark>,
    pub(super) description: String,
    /// Further facts, each with its name.
    pub(super) facts: Vec<Fact>,
    pub(super) steps: Vec<StepView>,
    pub(super) changes: Vec<ChangeView>,
}

/// A word that something is special about a workout.
pub(super) struct Mark {
    pub(super) class: &'static str,
    pub(super) text: String,
}

/// A named fact.
pub(super) struct Fact {
    pub(super) name: &'static str,
    pub(super) text: String,
}

impl WorkoutView {
    pub(super) fn of(workout: &WorkoutBody, goal: Option<Goal>, ruler: Ruler) -> Self {
        Self {
            id: workout.id.to_string(),
            class: class(workout.kind),
            kind: workout.kind.label(),
            distance: workout
                .target_distance_miles
                .map(|miles| ruler.amount(miles, workout.target_distance_kilometers.flatten())),
            unit: ruler.unit.symbol(),
            duration: workout.target_duration.as_deref().map(time::said),
            effort: workout
                .pace_zone
                .as_ref()
                .filter(|_| workout.kind != WorkoutKind::Rest)
                .map(|zone| glance(zone, ruler))
                .or_else(|| goal.as_ref().map(Goal::glance)),
            marks: marks(workout, ruler),
            description: workout.description.clone(),
            facts: facts(workout, goal, ruler),
            steps: steps::of(&workout.steps, ruler),
            changes: changes::of(workout.changes.as_deref().unwrap_or_default(), ruler),
        }
    }

    pub(super) fn is_rest(&self) -> bool {
        self.class == class(WorkoutKind::Rest)
    }
}

/// What is hoped for on race day.
pub(super) struct Goal {
    time: String,
    pace: Option<String>,
}

impl Goal {
    /// Of the race the plan leads to; another race of the plan has none.
    pub(super) fn of(workout: &WorkoutBody, plan: &PlanBody, ruler: Ruler) -> Option<Self> {
        let race = plan.race_goal.as_ref()?;
        let is_the_race = workout.kind == WorkoutKind::Race
            && race.race_date.is_none_or(|day| day == workout.date);
        let iso = race.target_time.as_deref().filter(|_| is_the_race)?;
        let pace = Duration::from_iso8601("targetTime", iso)
            .ok()
            .and_then(|time| Pace::of(race.distance.distance(), time).ok());
        Some(Self {
            time: time::clock(iso),
            pace: pace
                .map(|pace| format!("{} /{}", pace.to_clock(ruler.unit), ruler.unit.symbol())),
        })
    }

    /// `goal 3:45:00, 8:35 /mi`.
    fn glance(&self) -> String {
        match &self.pace {
            Some(pace) => format!("goal {}, {pace}", self.time),
            None => format!("goal {}", self.time),
        }
    }
}

const fn class(kind: WorkoutKind) -> &'static str {
    match kind {
        WorkoutKind::Rest => "rest",
        WorkoutKind::CrossTraining | WorkoutKind::Strength => "other",
        WorkoutKind::Easy | WorkoutKind::Recovery => "easy",
        WorkoutKind::LongRun | WorkoutKind::MediumLong => "long",
        WorkoutKind::Tempo
        | WorkoutKind::Intervals
        | WorkoutKind::Fartlek
        | WorkoutKind::HillRepeats
        | WorkoutKind::RacePace => "quality",
        WorkoutKind::Race => "race",
    }
}

/// `8:56–9:42 /mi`, or `effort 9–12`.
fn glance(zone: &PaceZoneBody, ruler: Ruler) -> String {
    paces(zone, ruler).unwrap_or_else(|| format!("effort {}–{}", zone.rpe_min, zone.rpe_max))
}

fn paces(zone: &PaceZoneBody, ruler: Ruler) -> Option<String> {
    steps::paces(
        ruler.pick(
            zone.min_pace_per_mile.as_deref(),
            zone.min_pace_per_km.as_ref().map(Option::as_deref),
        ),
        ruler.pick(
            zone.max_pace_per_mile.as_deref(),
            zone.max_pace_per_km.as_ref().map(Option::as_deref),
        ),
        ruler,
    )
}

fn marks(workout: &WorkoutBody, ruler: Ruler) -> Vec<Mark> {
    let mark = |class, text: &str| Mark {
        class,
        text: text.to_owned(),
    };
    let mut marks = Vec::new();
    match workout.status {
        Status::Completed => marks.push(mark("done", "Done")),
        Status::Skipped => marks.push(mark("skipped", "Skipped")),
        Status::Pending => {}
    }
    match workout.modifier {
        Modifier::None => {}
        Modifier::Vacation => marks.push(mark("vacation", "Vacation")),
        Modifier::InjuryReduced => marks.push(mark("reduced", "Reduced")),
        Modifier::DayOff => marks.push(mark("day-off", "Day off")),
        Modifier::UserEdited => marks.push(mark("edited", "Edited")),
        Modifier::UserAdded => marks.push(mark("added", "Added")),
    }
    let changes = workout.changes.as_deref().unwrap_or_default();
    if changes.iter().any(|change| change.field == "date") {
        marks.push(mark("moved", "Moved"));
    }
    let made_up = changes
        .iter()
        .filter(|change| change.layer == Layer::Redistribution)
        .filter_map(|change| changes::gain(change, ruler))
        .collect::<Vec<_>>();
    marks.extend(made_up.into_iter().map(|text| Mark {
        class: "made-up",
        text,
    }));
    marks
}

fn facts(workout: &WorkoutBody, goal: Option<Goal>, ruler: Ruler) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut tell = |name, text: Option<String>| {
        facts.extend(text.map(|text| Fact { name, text }));
    };
    if let Some(Goal { time, pace }) = goal {
        tell("Goal", Some(time));
        tell("Goal pace", pace);
    }
    if let Some(zone) = &workout.pace_zone {
        tell("Zone", Some(zone.zone.to_string()));
        tell("Pace", paces(zone, ruler));
        tell(
            "Effort",
            Some(format!(
                "{}–{} of 20, {}",
                zone.rpe_min, zone.rpe_max, zone.rpe_description
            )),
        );
    }
    if let (Some(run), Some(walk)) = (workout.run_minutes, workout.walk_minutes) {
        tell(
            "Run/walk",
            Some(format!("run {run} min, walk {walk} min, in turn")),
        );
    }
    tell(
        "Warm-up",
        workout.warm_up_duration.as_deref().map(time::said),
    );
    tell(
        "Cool-down",
        workout.cool_down_duration.as_deref().map(time::said),
    );
    tell(
        "Logged",
        workout
            .completion
            .as_ref()
            .map(|completion| logged(completion, ruler)),
    );
    facts
}

/// What a runner said about it.
fn logged(completion: &CompletionBody, ruler: Ruler) -> String {
    let distance = ruler.tell_any(
        completion.actual_distance_miles,
        completion.actual_distance_kilometers,
    );
    let parts = [
        distance,
        completion.actual_duration.as_deref().map(time::clock),
        completion
            .actual_effort
            .map(|effort| format!("effort {effort} of 20")),
        completion.feedback.map(|feedback| {
            match feedback {
                Feedback::TooEasy => "too easy",
                Feedback::JustRight => "just right",
                Feedback::Tough => "tough",
                Feedback::TooHard => "too hard",
            }
            .to_owned()
        }),
        completion
            .completed_on
            .map(|date| format!("on {}", time::short(date, ruler.year))),
    ];
    let parts = parts.into_iter().flatten().collect::<Vec<_>>();
    if parts.is_empty() {
        "done".to_owned()
    } else {
        parts.join(", ")
    }
}
