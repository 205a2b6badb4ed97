//! Any plan can be written, whatever lies over it and however far it is from today.

use chrono::{Days, NaiveDate};
use plan_core::overlay::{Overlays, resolve};
use plan_core::plan::{BasePlan, Phase, PlannedWorkout, Week, WorkoutId};
use plan_core::testing::plan_and_operations;
use plan_core::units::{Distance, Duration};
use plan_core::workout::{Workout, WorkoutKind};
use plan_export::json::{self, InjuryNotes, Units};
use proptest::prelude::*;

use crate::sample;

/// Everything that is written of a plan.
fn write_all(base: &BasePlan, overlays: &Overlays) {
    let nothing = Overlays::default();
    let (before, after) = (resolve(base, &nothing), resolve(base, overlays));
    let (identity, notes) = (sample::identity(), InjuryNotes::default());
    for units in [Units::Miles, Units::Metric] {
        for body in [
            serde_json::to_string(&json::public(&identity, &after, units)),
            serde_json::to_string(&json::private(
                &identity,
                u64::MAX,
                &after,
                overlays,
                &notes,
                units,
            )),
            serde_json::to_string(&json::changed(&before, &after, units)),
            serde_json::to_string(&json::changed(&after, &before, units)),
        ] {
            body.expect("a body is JSON");
        }
        let body = serde_json::to_vec(&json::public(&identity, &after, units));
        let text = json::public_text(&identity, &after, units);
        assert!(body.expect("a body is JSON") == text.expect("a text is JSON"));
    }
}

proptest! {
    #[test]
    fn any_plan_with_anything_over_it_is_written((base, operations) in plan_and_operations(12)) {
        let overlays = Overlays::replay(&operations).expect("an accepted log replays");
        write_all(&base, &overlays);
    }
}

#[test]
fn the_largest_plan_at_either_end_of_the_calendar_is_written() {
    let largest = Workout {
        duration: Some(Duration::MAX),
        warm_up: Some(Duration::MAX),
        distance_from: Some(Distance::MAX),
        ..Workout::run(WorkoutKind::LongRun, Distance::MAX)
    };
    for start in [NaiveDate::MIN, NaiveDate::MAX - Days::new(6)] {
        let workouts = (0..7).map(|day| PlannedWorkout {
            id: WorkoutId::Generated(day + 1),
            date: start + Days::new(day.into()),
            workout: largest.clone(),
        });
        let week = Week {
            number: 1,
            start,
            phase: Phase::Peak,
            workouts: workouts.collect(),
        };
        let mut settings = sample::plan().settings().clone();
        settings.race = None;
        let base = BasePlan::new(settings, vec![week]).expect("a plan");
        write_all(&base, &Overlays::default());
    }
}
