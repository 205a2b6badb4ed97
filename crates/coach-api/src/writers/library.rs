//! The organization's own workouts in place of written ones.
//!
//! Races and rest days are nobody's workouts: they stay as they are. For every
//! other one a workout of the same kind is looked for, by name, duration or
//! distance, and level: [`shelf`] says which one is taken.

mod shelf;
mod written;

use std::collections::BTreeMap;
use std::str::FromStr;

use plan_core::check::{Finding, fits_in_minutes, notices};
use plan_core::draft::{self, Draft};
use plan_core::fitness::Vdot;
use plan_core::plan::Level;
use plan_core::units::DistanceUnit;
use plan_core::workout::{Workout, WorkoutKind};
use serde::{Deserialize, Serialize};

use shelf::Shelf;
pub(crate) use written::put_into;

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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
    /// Within a tenth of the distance or duration: while a draft is written.
    Near,
    /// The same distance or duration: once a person has edited the draft, their number stands.
    Exact,
}

/// The time there is on each weekday, and how fast it is filled.
#[derive(Clone, Copy, Debug, Default)]
struct Room {
    /// The most minutes, Monday first.
    max_minutes: [Option<u16>; 7],
    vdot: Option<Vdot>,
}

/// Puts library workouts into an edited draft as the preference says; what could
/// not be found is named. How long a day takes, whoever edited it has decided.
pub(crate) fn apply(
    draft: &mut Draft,
    library: &[LibraryWorkout],
    preference: WorkoutPreference,
) -> Vec<Finding> {
    replace(draft, library, preference, Fit::Exact, Room::default())
}

/// Puts library workouts into a draft.
fn replace(
    draft: &mut Draft,
    library: &[LibraryWorkout],
    preference: WorkoutPreference,
    fit: Fit,
    room: Room,
) -> Vec<Finding> {
    if preference == WorkoutPreference::AiGenerate {
        return Vec::new();
    }
    let strict = preference == WorkoutPreference::StrictExisting;
    let shelves = Shelves::new(library, draft.level, room);
    let mut findings = Vec::new();
    let weekdays: Vec<_> = draft.weekdays().collect();
    let unit = draft.unit;
    for (number, week) in (1u8..).zip(&mut draft.weeks) {
        for day in &weekdays {
            let index = day.num_days_from_monday() as usize;
            let minutes = room.max_minutes[index];
            let workouts = &mut week.days[index];
            for wanted in workouts.iter_mut() {
                if matches!(wanted.kind, WorkoutKind::Rest | WorkoutKind::Race) {
                    continue;
                }
                let best = |minutes| shelves.within(minutes)?.best(wanted, preference, fit);
                match best(minutes) {
                    Some(found) => *wanted = taken(found, wanted),
                    None if strict => {
                        let gap = asked(wanted, unit);
                        let place = match minutes {
                            Some(minutes) if best(None).is_some() => {
                                format!("within the {minutes} minutes of {day}")
                            }
                            _ => format!("on {day}"),
                        };
                        let message =
                            format!("the library has nothing for {gap} {place}; it is a rest day");
                        let gap = Finding::new(&notices::LIBRARY_GAP, message);
                        findings.push(gap.in_week(number));
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

/// A library, sorted once for each number of minutes that a day may have.
struct Shelves<'a>(BTreeMap<Option<u16>, Shelf<'a>>);

impl<'a> Shelves<'a> {
    fn new(library: &'a [LibraryWorkout], level: Level, room: Room) -> Self {
        let shelf = |minutes: Option<u16>| {
            let fits = |it: &&LibraryWorkout| {
                minutes.is_none_or(|most| fits_in_minutes(&it.workout, most, level, room.vdot))
            };
            (minutes, Shelf::new(library.iter().filter(fits), level))
        };
        Self(
            room.max_minutes
                .into_iter()
                .chain([None])
                .map(shelf)
                .collect(),
        )
    }

    /// The workouts that alone take no more than these minutes; `None`: all.
    fn within(&self, minutes: Option<u16>) -> Option<&Shelf<'a>> {
        self.0.get(&minutes)
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
        workout.distance_from = wanted.distance_from;
        workout.distance_is_estimated = wanted.distance_is_estimated;
        workout.duration = wanted.duration;
    }
    workout
}

/// `Tempo 6.5 mi`, as the draft says it.
fn asked(wanted: &Workout, unit: DistanceUnit) -> String {
    let headline = Workout {
        distance: wanted.distance,
        distance_from: wanted.distance_from,
        distance_is_estimated: wanted.distance_is_estimated,
        duration: wanted.duration,
        ..Workout::new(wanted.kind)
    };
    draft::print_workout(&headline, unit)
}

#[cfg(test)]
mod tests {
    use plan_core::plan::Phase;
    use plan_core::units::{Distance, Duration};
    use plan_core::workout::{Segment, Step, StepLength, StepRole, StepTarget};

    use super::*;

    const MILE: DistanceUnit = DistanceUnit::Mile;

    fn run(kind: WorkoutKind, tenths: u32) -> Workout {
        Workout::run(kind, Distance::from_tenths(tenths, MILE))
    }

    fn minutes(kind: WorkoutKind, minutes: u32) -> Workout {
        Workout {
            duration: Some(Duration::from_minutes(minutes)),
            ..Workout::new(kind)
        }
    }

    fn library() -> Vec<LibraryWorkout> {
        use Level::{Advanced, Beginner, Intermediate};
        use WorkoutKind::{Easy, Fartlek, Intervals, Tempo};
        [
            ("1", "River loop", None, run(Easy, 50)),
            ("2", "Park loop", None, run(Easy, 60)),
            ("3", "Track night", None, Workout::new(Intervals)),
            ("4", "Half an hour", None, minutes(Easy, 30)),
            ("5", "Canal, everybody", None, run(Tempo, 60)),
            ("6", "Canal, beginners", Some(Beginner), run(Tempo, 60)),
            ("7", "Canal, advanced", Some(Advanced), run(Tempo, 63)),
            ("8", "Lamp posts", Some(Advanced), run(Fartlek, 50)),
            ("9", "Benches", Some(Intermediate), run(Fartlek, 90)),
        ]
        .map(|(id, name, level, workout)| LibraryWorkout {
            id: id.to_owned(),
            name: name.to_owned(),
            level,
            workout,
        })
        .to_vec()
    }

    /// What becomes of one workout on a beginner's Monday: its library id and its
    /// kind; gaps are named and nothing else is.
    fn taken_for(
        wanted: Workout,
        preference: WorkoutPreference,
        fit: Fit,
    ) -> (Option<String>, Workout) {
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
        let findings = replace(&mut draft, &library(), preference, fit, Room::default());
        let workout = draft.weeks[0].days[0].remove(0);
        let is_gap = workout.kind == WorkoutKind::Rest;
        assert_eq!(findings.len(), usize::from(is_gap));
        (workout.library_id.clone(), workout)
    }

    #[test]
    fn a_gap_is_told_as_the_draft_says_it() {
        use WorkoutKind::{Easy, MediumLong, Tempo};
        for (wanted, expected) in [
            (run(MediumLong, 60), "Medium-long 6 mi"),
            (run(Tempo, 65), "Tempo 6.5 mi"),
            (minutes(Easy, 40), "Easy 40 min"),
        ] {
            assert_eq!(asked(&wanted, MILE), expected);
        }
    }

    #[test]
    fn a_library_workout_is_taken_where_it_fits() {
        use Fit::{Exact, Near};
        use WorkoutKind::{Easy, Fartlek, Intervals, LongRun, Race, Recovery, Tempo};
        use WorkoutPreference::{AiGenerate, PreferExisting as Prefer, StrictExisting as Strict};
        let named = |name: &str, workout: Workout| Workout {
            name: Some(name.to_owned()),
            ..workout
        };
        let with_steps = |workout| Workout {
            steps: vec![Step::Once(Segment::new(
                StepRole::Work,
                StepLength::Distance(Distance::from_tenths(50, MILE)),
                StepTarget::Open,
            ))],
            ..workout
        };
        let about = |tenths, time| Workout {
            distance_is_estimated: true,
            distance: Some(Distance::from_tenths(tenths, MILE)),
            ..minutes(Easy, time)
        };
        for (why, wanted, preference, fit, expected) in [
            (
                "nobody asked for it",
                run(Easy, 50),
                AiGenerate,
                Exact,
                None,
            ),
            (
                "a draft may be bent by a tenth",
                run(Easy, 54),
                Prefer,
                Near,
                Some("1"),
            ),
            (
                "an edited one not at all",
                run(Easy, 54),
                Prefer,
                Exact,
                None,
            ),
            ("too far away", run(Easy, 80), Prefer, Near, None),
            (
                "steps of a person's own stay",
                with_steps(named("River loop", run(Easy, 50))),
                Prefer,
                Exact,
                None,
            ),
            (
                "nobody wrote a draft's steps yet",
                with_steps(run(Easy, 50)),
                Prefer,
                Near,
                Some("1"),
            ),
            (
                "strictly, not even they",
                with_steps(run(Easy, 50)),
                Strict,
                Exact,
                Some("1"),
            ),
            (
                "another name, the length decides",
                named("park loop", run(Easy, 50)),
                Prefer,
                Exact,
                Some("1"),
            ),
            (
                "the name, in any case",
                named(" PARK  loop", run(Easy, 60)),
                Prefer,
                Exact,
                Some("2"),
            ),
            (
                "strictly, the name before the length",
                named("Park loop", run(Easy, 50)),
                Strict,
                Exact,
                Some("2"),
            ),
            (
                "without a length it takes the one asked for",
                run(Intervals, 70),
                Prefer,
                Exact,
                Some("3"),
            ),
            (
                "strictly, the nearest",
                run(Easy, 80),
                Strict,
                Exact,
                Some("2"),
            ),
            ("nothing of the kind", run(LongRun, 120), Prefer, Near, None),
            (
                "strictly, nothing of the kind",
                run(LongRun, 120),
                Strict,
                Near,
                None,
            ),
            (
                "a race is nobody's workout",
                run(Race, 62),
                Strict,
                Exact,
                None,
            ),
            // By time where it is planned by time.
            (
                "minutes by minutes",
                minutes(Easy, 30),
                Prefer,
                Exact,
                Some("4"),
            ),
            (
                "minutes within a tenth",
                minutes(Easy, 33),
                Prefer,
                Near,
                Some("4"),
            ),
            (
                "minutes beyond a tenth",
                minutes(Easy, 34),
                Prefer,
                Near,
                None,
            ),
            (
                "minutes, whatever they are estimated to be",
                about(50, 30),
                Prefer,
                Exact,
                Some("4"),
            ),
            ("minutes are no distance", about(50, 61), Prefer, Near, None),
            (
                "strictly, an hour is five miles for a beginner",
                minutes(Easy, 61),
                Strict,
                Exact,
                Some("1"),
            ),
            // By level.
            (
                "for the level before for everybody",
                run(Tempo, 60),
                Prefer,
                Exact,
                Some("6"),
            ),
            (
                "for everybody rather than none",
                run(Tempo, 58),
                Strict,
                Near,
                Some("6"),
            ),
            (
                "never another level's",
                run(Fartlek, 50),
                Prefer,
                Exact,
                None,
            ),
            (
                "but by its name",
                named("Lamp posts", run(Fartlek, 50)),
                Prefer,
                Exact,
                Some("8"),
            ),
            (
                "strictly, another level's",
                run(Fartlek, 50),
                Strict,
                Exact,
                Some("8"),
            ),
            (
                "strictly, the nearest of another level's",
                run(Fartlek, 80),
                Strict,
                Exact,
                Some("9"),
            ),
            (
                "no length asked for",
                Workout::new(Tempo),
                Prefer,
                Exact,
                Some("6"),
            ),
            ("kinds are not mixed", run(Recovery, 50), Prefer, Near, None),
        ] {
            let before = wanted.clone();
            let (id, workout) = taken_for(wanted, preference, fit);
            assert_eq!(id.as_deref(), expected, "{why}");
            let shelved = library().into_iter().find(|it| Some(&it.id) == id.as_ref());
            match shelved {
                Some(it) => {
                    assert_eq!(workout.name.as_ref(), Some(&it.name), "{why}");
                    let length = |it: &Workout| (it.distance, it.duration);
                    let its_own = Some(length(&it.workout)).filter(|its| *its != (None, None));
                    assert_eq!(
                        length(&workout),
                        its_own.unwrap_or(length(&before)),
                        "{why}"
                    );
                }
                None if preference == Strict && before.kind != Race => {
                    assert_eq!(workout, Workout::rest(), "{why}");
                }
                None => assert_eq!(workout, before, "{why}"),
            }
        }
    }
}
