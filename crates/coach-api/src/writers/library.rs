//! The organization's own workouts in place of written ones.
//!
//! Races and rest days are nobody's workouts: they stay as they are. For every
//! other one a workout of the same kind is looked for, by name first, then by
//! the distance closest to what is asked for.

use std::fmt;
use std::str::FromStr;

use plan_core::check::{Finding, Severity};
use plan_core::draft::Draft;
use plan_core::units::Distance;
use plan_core::workout::{Workout, WorkoutKind};
use serde::Serialize;
use utoipa::ToSchema;

/// Whether to use the organization's workout library.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WorkoutPreference {
    /// The writer writes every workout.
    #[default]
    AiGenerate,
    /// A library workout where one fits.
    PreferExisting,
    /// Library workouts only; a gap is a rest day and a finding.
    StrictExisting,
}

impl FromStr for WorkoutPreference {
    type Err = &'static str;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word {
            "ai_generate" => Ok(Self::AiGenerate),
            "prefer_existing" => Ok(Self::PreferExisting),
            "strict_existing" => Ok(Self::StrictExisting),
            _ => Err("expected ai_generate, prefer_existing or strict_existing"),
        }
    }
}

/// A workout of the library.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LibraryWorkout {
    /// Its id in the library.
    pub(crate) id: String,
    /// What the organization calls it.
    pub(crate) name: String,
    /// What to do; without a distance it fits any.
    pub(crate) workout: Workout,
}

/// How near a library workout has to be for it to fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fit {
    /// Within a tenth of the distance: while a draft is written.
    Near,
    /// The same distance: once a person has edited the draft, their number stands.
    Exact,
}

/// Puts library workouts into a draft as the preference says; what could not
/// be found is named.
pub(crate) fn apply(
    draft: &mut Draft,
    library: &[LibraryWorkout],
    preference: WorkoutPreference,
    fit: Fit,
) -> Vec<Finding> {
    if preference == WorkoutPreference::AiGenerate {
        return Vec::new();
    }
    let strict = preference == WorkoutPreference::StrictExisting;
    let mut findings = Vec::new();
    let weekdays: Vec<_> = draft.weekdays().collect();
    let unit = draft.unit;
    for (number, week) in (1u8..).zip(&mut draft.weeks) {
        for day in &weekdays {
            let workouts = &mut week.days[day.num_days_from_monday() as usize];
            for wanted in workouts.iter_mut() {
                if matches!(wanted.kind, WorkoutKind::Rest | WorkoutKind::Race) {
                    continue;
                }
                let found =
                    closest(library, wanted).filter(|found| strict || fits(found, wanted, fit));
                match found {
                    Some(found) => *wanted = taken(found, wanted),
                    None if strict => {
                        let gap = Asked(wanted, unit);
                        findings.push(
                            Finding::new(
                                "library_gap",
                                Severity::Warning,
                                format!(
                                    "the library has nothing for {gap} on {day}; it is a rest day"
                                ),
                            )
                            .in_week(number),
                        );
                        *wanted = Workout::rest();
                    }
                    None => {}
                }
            }
            // A rest day is one rest, alone; beside a run there is no rest.
            if workouts.len() > 1 {
                workouts.retain(|workout| workout.kind != WorkoutKind::Rest);
                if workouts.is_empty() {
                    workouts.push(Workout::rest());
                }
            }
        }
        if fit == Fit::Near && week.stated_volume.is_some() {
            week.stated_volume = Some(week.training_distance());
        }
    }
    findings
}

/// The library's best answer: the name if it was asked for, then the distance.
fn closest<'a>(library: &'a [LibraryWorkout], wanted: &Workout) -> Option<&'a LibraryWorkout> {
    let same_kind = library.iter().filter(|it| it.workout.kind == wanted.kind);
    same_kind.min_by_key(|it| {
        let named = wanted
            .name
            .as_ref()
            .is_some_and(|name| name.trim().eq_ignore_ascii_case(it.name.trim()));
        (
            !named,
            distance_between(&it.workout, wanted),
            &it.name,
            &it.id,
        )
    })
}

fn distance_between(one: &Workout, other: &Workout) -> Distance {
    match (one.distance, other.distance) {
        (Some(a), Some(b)) => a.saturating_sub(b) + b.saturating_sub(a),
        _ => Distance::ZERO,
    }
}

fn fits(found: &LibraryWorkout, wanted: &Workout, fit: Fit) -> bool {
    let between = distance_between(&found.workout, wanted);
    match fit {
        Fit::Exact => between.is_zero(),
        Fit::Near => between.times(10) <= wanted.distance.unwrap_or_default(),
    }
}

/// The library workout in the place of the wanted one.
fn taken(found: &LibraryWorkout, wanted: &Workout) -> Workout {
    let mut workout = found.workout.clone();
    workout.name = Some(found.name.clone());
    workout.library_id = Some(found.id.clone());
    workout.note = workout.note.or_else(|| wanted.note.clone());
    if workout.distance.is_none() && workout.duration.is_none() {
        workout.distance = wanted.distance;
        workout.distance_is_estimated = wanted.distance_is_estimated;
        workout.duration = wanted.duration;
    }
    workout
}

/// `Tempo 6.5 mi`, as the draft would say it.
struct Asked<'a>(&'a Workout, plan_core::units::DistanceUnit);

impl fmt::Display for Asked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(workout, unit) = self;
        f.write_str(workout.kind.label())?;
        match (workout.distance, workout.duration) {
            (Some(distance), _) => write!(f, " {:.1} {unit}", distance.as_unit(*unit)),
            (None, Some(duration)) => write!(f, " {duration}"),
            (None, None) => Ok(()),
        }
    }
}
