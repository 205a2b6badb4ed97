//! The organization's own workouts in place of written ones.
//!
//! Races and rest days are nobody's workouts: they stay as they are. For every
//! other one a workout of the same kind is looked for, by name first, then by
//! the distance closest to what is asked for.

use std::fmt;
use std::str::FromStr;

use plan_core::check::{Finding, notices};
use plan_core::draft::Draft;
use plan_core::plan::Level;
use plan_core::units::Distance;
use plan_core::workout::{Workout, WorkoutKind};
use serde::Serialize;

/// Whether to use the organization's workout library.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
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

impl WorkoutPreference {
    /// Every word of a request, with what it means.
    const ALL: [(&'static str, Self); 3] = [
        ("ai_generate", Self::AiGenerate),
        ("prefer_existing", Self::PreferExisting),
        ("strict_existing", Self::StrictExisting),
    ];

    /// Every word of a request.
    pub(crate) fn words() -> impl Iterator<Item = &'static str> {
        Self::ALL.iter().map(|(word, _)| *word)
    }
}

impl FromStr for WorkoutPreference {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.iter().find(|(word, _)| *word == text);
        known
            .map(|(_, preference)| *preference)
            .ok_or("expected ai_generate, prefer_existing or strict_existing")
    }
}

/// A workout of the library.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct LibraryWorkout {
    /// Its id in the library.
    pub(crate) id: String,
    /// What the organization calls it.
    pub(crate) name: String,
    /// Whom it is for; `None`: everybody.
    pub(crate) level: Option<Level>,
    /// What to do; without a distance or duration it fits any.
    pub(crate) workout: Workout,
}

/// What of the library goes into a generation, as text: nothing where it is
/// not used, else every workout, so that another library is another input.
pub(crate) fn as_input(library: &[LibraryWorkout], preference: WorkoutPreference) -> String {
    match preference {
        WorkoutPreference::AiGenerate => String::new(),
        // Text and numbers under names: this is always JSON.
        _ => serde_json::to_string(library).unwrap_or_default(),
    }
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
                let found = best(library, wanted, |it| strict || fits(it, wanted, fit));
                match found {
                    Some(found) => *wanted = taken(found, wanted),
                    None if strict => {
                        let gap = Asked(wanted, unit);
                        findings.push(
                            Finding::new(
                                &notices::LIBRARY_GAP,
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

/// The best of what may be taken: the name if it was asked for, then the distance.
fn best<'a>(
    library: &'a [LibraryWorkout],
    wanted: &Workout,
    may_be_taken: impl Fn(&LibraryWorkout) -> bool,
) -> Option<&'a LibraryWorkout> {
    let same_kind = library.iter().filter(|it| it.workout.kind == wanted.kind);
    same_kind.filter(|it| may_be_taken(it)).min_by_key(|it| {
        let named = wanted
            .name
            .as_ref()
            .is_some_and(|name| name.trim().eq_ignore_ascii_case(it.name.trim()));
        let between = distance_between(&it.workout, wanted);
        (!named, between, &it.name, &it.id)
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

#[cfg(test)]
mod tests {
    use plan_core::plan::Phase;
    use plan_core::units::DistanceUnit;

    use super::*;

    const MILE: DistanceUnit = DistanceUnit::Mile;

    fn run(kind: WorkoutKind, tenths: u32) -> Workout {
        Workout::run(kind, Distance::from_tenths(tenths, MILE))
    }

    fn library() -> Vec<LibraryWorkout> {
        let kept = |id: &str, name: &str, workout| LibraryWorkout {
            id: id.to_owned(),
            name: name.to_owned(),
            level: None,
            workout,
        };
        vec![
            kept("1", "River loop", run(WorkoutKind::Easy, 50)),
            kept("2", "Park loop", run(WorkoutKind::Easy, 60)),
            kept("3", "Track night", Workout::new(WorkoutKind::Intervals)),
        ]
    }

    /// What becomes of one workout on a Monday: its library id and its miles.
    fn taken_for(
        wanted: Workout,
        preference: WorkoutPreference,
        fit: Fit,
    ) -> (Option<String>, WorkoutKind, f64) {
        let mut week = plan_core::draft::DraftWeek::empty(Phase::Base);
        week.days[0] = vec![wanted];
        let mut draft = Draft {
            race: None,
            level: Level::Beginner,
            unit: MILE,
            start: None,
            notes: Vec::new(),
            weeks: vec![week],
        };
        let findings = apply(&mut draft, &library(), preference, fit);
        let workout = draft.weeks[0].days[0].remove(0);
        let is_gap = workout.kind == WorkoutKind::Rest;
        assert_eq!(
            findings.len(),
            usize::from(is_gap),
            "gaps are named, nothing else is"
        );
        let miles = workout.distance.unwrap_or_default().as_miles();
        (workout.library_id, workout.kind, miles)
    }

    #[test]
    fn a_library_workout_is_taken_where_it_fits() {
        use WorkoutKind::{Easy, Intervals, LongRun, Race, Rest};
        use WorkoutPreference::{AiGenerate, PreferExisting, StrictExisting};
        let named = |name: &str, tenths| Workout {
            name: Some(name.to_owned()),
            ..run(Easy, tenths)
        };
        for (wanted, preference, fit, id, kind, miles) in [
            (run(Easy, 50), AiGenerate, Fit::Exact, None, Easy, 5.0),
            // A draft may be bent by a tenth, an edited one not at all.
            (
                run(Easy, 54),
                PreferExisting,
                Fit::Near,
                Some("1"),
                Easy,
                5.0,
            ),
            (run(Easy, 54), PreferExisting, Fit::Exact, None, Easy, 5.4),
            (run(Easy, 80), PreferExisting, Fit::Near, None, Easy, 8.0),
            // A name wins over the distance, but not over a distance that was edited.
            (
                named("park loop", 50),
                PreferExisting,
                Fit::Exact,
                Some("1"),
                Easy,
                5.0,
            ),
            (
                named("Park loop", 60),
                PreferExisting,
                Fit::Exact,
                Some("2"),
                Easy,
                6.0,
            ),
            (
                named("Park loop", 50),
                StrictExisting,
                Fit::Exact,
                Some("2"),
                Easy,
                6.0,
            ),
            // Without a distance of its own it takes the one that is asked for.
            (
                run(Intervals, 70),
                PreferExisting,
                Fit::Exact,
                Some("3"),
                Intervals,
                7.0,
            ),
            // Strictly: the closest, or nothing at all.
            (
                run(Easy, 80),
                StrictExisting,
                Fit::Exact,
                Some("2"),
                Easy,
                6.0,
            ),
            (
                run(LongRun, 120),
                PreferExisting,
                Fit::Near,
                None,
                LongRun,
                12.0,
            ),
            (
                run(LongRun, 120),
                StrictExisting,
                Fit::Near,
                None,
                Rest,
                0.0,
            ),
            (run(Race, 62), StrictExisting, Fit::Exact, None, Race, 6.2),
        ] {
            let place = format!("{wanted:?} {preference:?} {fit:?}");
            let found = taken_for(wanted, preference, fit);
            assert_eq!(found, (id.map(str::to_owned), kind, miles), "{place}");
        }
    }
}
