//! Strictly from the library: nothing else ever comes out, and gaps are named.

use plan_core::check::{Finding, is_measured};
use plan_core::draft::{self, Draft};
use plan_core::plan::{Level, RaceDistance, RaceGoal};
use plan_core::planner::{self, PlanBrief, Planned};
use plan_core::testing;
use plan_core::units::{DistanceUnit, Duration};
use plan_core::workout::{Workout, WorkoutKind};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::{Conversion, planned};
use crate::writers::library::{self, LibraryWorkout, WorkoutPreference};
use crate::writers::rule_based::RuleBased;
use crate::writers::{Brief, Cost, Written};

/// Five workouts of any kind, each with a name.
fn five() -> impl Strategy<Value = Vec<LibraryWorkout>> {
    let one = testing::draft_workout(DistanceUnit::Mile);
    let one = one.prop_filter("a race is nobody's workout", |it| {
        it.kind != WorkoutKind::Race
    });
    let one = (one, option::of(select(Level::ALL)));
    vec(one, 5).prop_map(|workouts| {
        let workouts = (1..).zip(workouts);
        let named = workouts.map(|(number, (workout, level))| LibraryWorkout {
            id: format!("id-{number}"),
            name: format!("Workout {number}"),
            level,
            workout,
        });
        named.collect()
    })
}

fn any_brief() -> impl Strategy<Value = PlanBrief> {
    let race = option::of(select(RaceDistance::ALL));
    (1u8..=8, select(Level::ALL), race, 3u8..=7, any::<u64>()).prop_map(
        |(weeks, level, race, days, seed)| {
            let mut brief = PlanBrief::new(weeks, level);
            brief.seed = seed;
            brief.days_per_week = Some(days);
            brief.race = race.map(|distance| RaceGoal {
                distance,
                date: None,
                target_time: None,
            });
            brief
        },
    )
}

fn is_free(workout: &Workout) -> bool {
    matches!(workout.kind, WorkoutKind::Rest | WorkoutKind::Race)
}

/// A workout is one of the library, in everything the library says of it.
fn is_of(library: &[LibraryWorkout], workout: &Workout) -> Result<(), TestCaseError> {
    let id = workout.library_id.as_deref();
    let kept = library.iter().find(|kept| Some(kept.id.as_str()) == id);
    let Some(kept) = kept else {
        return Err(TestCaseError::fail(format!(
            "{workout:?} is not of the library"
        )));
    };
    prop_assert_eq!(workout.name.as_deref(), Some(kept.name.as_str()));
    // One without a length of its own has the length that was asked for; a
    // line's note stays where the library has none; a calendar adds estimates.
    let has_length = kept.workout.distance.is_some() || kept.workout.duration.is_some();
    let has_distance = kept.workout.distance.is_some();
    let same = Workout {
        name: kept.workout.name.clone(),
        library_id: kept.workout.library_id.clone(),
        note: kept.workout.note.clone().or(workout.note.clone()),
        distance: if has_distance {
            kept.workout.distance
        } else {
            workout.distance
        },
        distance_from: if has_distance {
            kept.workout.distance_from
        } else {
            workout.distance_from
        },
        distance_is_estimated: workout.distance_is_estimated,
        duration: if has_length {
            kept.workout.duration
        } else {
            workout.duration
        },
        warm_up: workout.warm_up,
        cool_down: workout.cool_down,
        ..kept.workout.clone()
    };
    let found = Workout {
        name: kept.workout.name.clone(),
        library_id: kept.workout.library_id.clone(),
        ..workout.clone()
    };
    prop_assert_eq!(found, same);
    Ok(())
}

fn gaps(findings: &[Finding]) -> usize {
    findings
        .iter()
        .filter(|it| it.rule == "library_gap")
        .count()
}

fn trained(draft: &Draft) -> impl Iterator<Item = &Workout> {
    let days = draft.weeks.iter().flat_map(|week| &week.days);
    days.flatten().filter(|workout| !is_free(workout))
}

/// What is not there any more is a gap, and told; what the library does not
/// have of a kind is not there.
fn gaps_are_told(
    wanted: &Draft,
    found: &Draft,
    library: &[LibraryWorkout],
    findings: &[Finding],
) -> Result<(), TestCaseError> {
    let has = |kind| library.iter().any(|kept| kept.workout.kind == kind);
    let missing = trained(wanted).filter(|workout| !has(workout.kind)).count();
    let gone = trained(wanted).count() - trained(found).count();
    prop_assert_eq!(gaps(findings), gone);
    prop_assert!(gone >= missing, "{gone} of {missing}");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn nothing_but_the_library_comes_out_of_a_conversion(brief in any_brief(), library in five()) {
        let wanted = planned(&brief);
        let conversion = Conversion {
            library: &library,
            preference: WorkoutPreference::StrictExisting,
            ..Conversion::of(&brief)
        };
        let told = conversion.run(&RuleBased, &draft::print(&wanted));
        let converted = told.converted();
        for workout in trained(&converted.draft) {
            is_of(&library, workout)?;
        }
        let planned = told.weeks.iter().flat_map(|said| &said.week.workouts);
        for planned in planned.filter(|planned| !is_free(&planned.workout)) {
            is_of(&library, &planned.workout)?;
        }
        gaps_are_told(&wanted, &converted.draft, &library, &converted.findings)?;
        let of_weeks: usize = told.weeks.iter().map(|said| gaps(&said.findings)).sum();
        prop_assert_eq!(of_weeks, gaps(&converted.findings), "each gap is told with its week");
    }

    #[test]
    fn nothing_but_the_library_comes_out_of_a_draft(brief in any_brief(), library in five()) {
        let wanted = planned(&brief);
        let written = drafted(&brief, &library, WorkoutPreference::StrictExisting);
        for workout in trained(&written.draft) {
            is_of(&library, workout)?;
        }
        gaps_are_told(&wanted, &written.draft, &library, &written.findings)?;
    }

    /// Law: what is measured of a draft is measured of its plan too, and nothing else is.
    #[test]
    fn a_draft_of_the_library_is_measured_as_its_plan_is(brief in any_brief(), library in five()) {
        let written = drafted(&brief, &library, WorkoutPreference::StrictExisting);
        let conversion = Conversion::of(&brief);
        let told = conversion.run(&RuleBased, &draft::print(&written.draft));
        prop_assert_eq!(measured(&written.findings), measured(&told.converted().findings));
    }
}

#[test]
fn a_day_is_not_made_longer_than_it_may_be() {
    use WorkoutPreference::{PreferExisting, StrictExisting};
    let mut brief = PlanBrief::new(4, Level::Intermediate);
    // Easy runs of 40 minutes.
    brief.max_minutes = [Some(42); 7];
    brief.max_minutes[6] = None;
    let easy = |minutes: &u32| LibraryWorkout {
        id: minutes.to_string(),
        name: format!("{minutes} easy minutes"),
        level: None,
        workout: Workout {
            duration: Some(Duration::from_minutes(*minutes)),
            ..Workout::new(WorkoutKind::Easy)
        },
    };
    for (preference, minutes, expected, gap) in [
        (PreferExisting, &[44][..], None, None),
        (PreferExisting, &[44, 37], Some("37"), None),
        (StrictExisting, &[44, 20], Some("20"), None),
        (
            StrictExisting,
            &[44],
            None,
            Some("within the 42 minutes of"),
        ),
    ] {
        let library: Vec<_> = minutes.iter().map(easy).collect();
        let written = drafted(&brief, &library, preference);
        let ids = trained(&written.draft).filter_map(|it| it.library_id.as_deref());
        assert_eq!(ids.max(), expected, "{preference:?} of {minutes:?}");
        let too_long = written.findings.iter().find(|it| it.rule == "day_minutes");
        assert_eq!(too_long, None, "{preference:?} of {minutes:?}");
        let told = |gap| written.findings.iter().any(|it| it.message.contains(gap));
        assert!(gap.is_none_or(told), "{:?}", written.findings);
    }
}

/// What the planner writes, library workouts in their places.
fn drafted(
    brief: &PlanBrief,
    library: &[LibraryWorkout],
    preference: WorkoutPreference,
) -> Written {
    let Planned { draft, findings } = planner::plan(brief).unwrap();
    let mut written = Written {
        draft,
        findings,
        cost: Cost::default(),
    };
    let brief = Brief {
        plan: brief.clone(),
        prompt: None,
        principle: None,
    };
    library::put_into(&mut written, library, preference, &brief).unwrap();
    written
}

fn measured(findings: &[Finding]) -> Vec<&Finding> {
    findings.iter().filter(|it| is_measured(it)).collect()
}
