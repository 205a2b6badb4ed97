//! The layers against a second, slow and obvious implementation of the rules.

use crate::reference::{self, Outcome, Placement};
use plan_core::overlay::{Modifier, Overlays, resolve};
use plan_core::resolved::ResolvedWorkout;
use plan_core::testing::plan_and_operations;
use plan_core::units::Distance;
use proptest::prelude::*;

/// A modifier says nothing where there was nothing to change.
fn comparable(modifier: Modifier, outcome: &Outcome) -> Option<Modifier> {
    outcome
        .distance
        .filter(|distance| *distance > 0)
        .map(|_| modifier)
}

fn outcome(workout: &ResolvedWorkout<'_>) -> Outcome {
    Outcome {
        date: workout.date,
        kind: workout.workout.kind,
        distance: workout.workout.distance.map(Distance::raw),
        modifier: workout.modifier,
        shares: workout
            .shares
            .iter()
            .map(|(id, share)| (id.0, share.raw()))
            .collect(),
    }
}

proptest! {
    #[test]
    fn two_implementations_of_the_rules_agree((plan, operations) in plan_and_operations(16)) {
        let overlays = Overlays::replay(&operations).expect("an accepted log replays");
        let resolved = resolve(&plan, &overlays);
        let (expected, placements) = reference::resolve(&plan, &operations);

        prop_assert_eq!(resolved.workouts().count(), expected.len());
        for workout in resolved.workouts() {
            let (mut ours, theirs) = (outcome(workout), &expected[&workout.id]);
            if comparable(ours.modifier, theirs).is_none() {
                ours.modifier = theirs.modifier;
            }
            prop_assert_eq!(&ours, theirs, "{}", workout.id);
        }
        let placed: Vec<Placement> = resolved
            .redistributions()
            .iter()
            .map(|effect| Placement {
                id: effect.id.0,
                placed: effect.placed.raw(),
                unplaced: effect.unplaced.raw(),
            })
            .collect();
        prop_assert_eq!(placed, placements);
    }
}
