//! The laws of the layers, as properties of any plan and any accepted log.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use plan_core::overlay::trace;
use plan_core::overlay::{
    Action, Layer, Modifier, Operation, OperationKind, Overlay, OverlayId, Overlays, Status,
    Vacation, Values, diff, resolve,
};
use plan_core::plan::{BasePlan, WorkoutId};
use plan_core::resolved::{Delta, ResolvedPlan, ResolvedWorkout};
use plan_core::testing::{base_plan, plan_and_operations, plan_and_unpinned_operations, seed};
use plan_core::units::{Distance, Percent};
use plan_core::workout::{Step, Workout, WorkoutKind};
use proptest::prelude::*;

const LONGEST_LOG: usize = 12;

fn replay(operations: &[Operation]) -> Overlays {
    Overlays::replay(operations).expect("an accepted log replays")
}

/// The log with one more operation, which it must take.
fn and(operations: &[Operation], kind: OperationKind) -> Vec<Operation> {
    let mut longer = operations.to_vec();
    longer.push(Operation {
        sequence: operations.len() as u64 + 1,
        kind,
    });
    longer
}

/// Only these overlays, in this order, as a log of their own.
fn log_of(overlays: impl IntoIterator<Item = Overlay>) -> Vec<Operation> {
    (1..)
        .zip(overlays)
        .map(|(sequence, overlay)| Operation {
            sequence,
            kind: OperationKind::Add(overlay),
        })
        .collect()
}

/// What the layers 1 and 2 say, without naming overlays.
type Final<'a> = (NaiveDate, &'a Workout, Modifier, bool);

fn finals<'a>(plan: &'a ResolvedPlan<'a>) -> BTreeMap<WorkoutId, Final<'a>> {
    plan.workouts()
        .map(|w| (w.id, (w.date, &*w.workout, w.modifier, w.touched_by_injury)))
        .collect()
}

fn training(workout: &ResolvedWorkout<'_>) -> Distance {
    workout.workout.training_distance()
}

/// The workout below all layers: as generated, or as it was added.
fn ground(plan: &BasePlan, overlays: &Overlays, id: WorkoutId) -> Option<(NaiveDate, Workout)> {
    match id {
        WorkoutId::Generated(_) => plan
            .workout(id)
            .map(|planned| (planned.date, planned.workout.clone())),
        WorkoutId::Added(operation) => {
            let Some(Overlay::Addition(addition)) = overlays.get(OverlayId(operation)) else {
                return None;
            };
            let alone = replay(&renumbered(operation, Overlay::Addition(addition.clone())));
            let resolved = resolve(plan, &alone);
            let workout = resolved.workout(id)?;
            Some((workout.date, workout.workout.clone().into_owned()))
        }
    }
}

/// A log whose only overlay in force has the given number.
fn renumbered(sequence: u64, overlay: Overlay) -> Vec<Operation> {
    let filler = || {
        let day = NaiveDate::from_ymd_opt(1999, 1, 1).expect("a date");
        Overlay::Vacation(Vacation::new(day, day, 0).expect("a vacation"))
    };
    log_of((1..sequence).map(|_| filler()).chain([overlay]))
}

proptest! {
    #[test]
    fn no_overlay_is_the_identity(plan in base_plan()) {
        let nothing = Overlays::default();
        let resolved = resolve(&plan, &nothing);
        prop_assert!(resolved.findings().is_empty());
        prop_assert_eq!(resolved.workouts().count(), plan.workouts().count());
        for (resolved, planned) in resolved.workouts().zip(plan.workouts()) {
            prop_assert_eq!(resolved.id, planned.id);
            prop_assert_eq!(resolved.date, planned.date);
            prop_assert_eq!(&*resolved.workout, &planned.workout);
            prop_assert_eq!(resolved.modifier, Modifier::None);
            prop_assert!(resolved.changes.is_empty());
        }
        for (resolved, week) in resolved.weeks().iter().zip(plan.weeks()) {
            prop_assert_eq!(resolved.planned(), week.training_distance());
            prop_assert_eq!(resolved.target(), week.training_distance());
        }
    }

    #[test]
    fn removing_what_was_just_added_restores_the_plan_exactly(
        (plan, operations) in plan_and_unpinned_operations(LONGEST_LOG),
        wish in seed(false),
    ) {
        let before = replay(&operations);
        if let Some(action @ Action::Add(_)) = wish.action(&plan, &before)
            && let Ok(added) = before.perform(&plan, action)
        {
            let removed = added
                .overlays
                .perform(&plan, Action::Remove(added.id()))
                .expect("what is in force can be removed");
            prop_assert_eq!(resolve(&plan, &before), resolve(&plan, &removed.overlays));
        }
    }

    #[test]
    fn removing_any_overlay_gives_the_plan_as_if_it_had_never_been_added(
        (plan, operations) in plan_and_unpinned_operations(LONGEST_LOG),
        which in any::<prop::sample::Index>(),
    ) {
        let overlays = replay(&operations);
        let ids: Vec<OverlayId> = overlays.iter().map(|(id, _)| id).collect();
        if !ids.is_empty() {
            let target = ids[which.index(ids.len())];
            let gone: BTreeSet<OverlayId> =
                overlays.removal(target).expect("it is in force").into_iter().collect();
            let removed = replay(&and(&operations, OperationKind::Remove(target)));
            // The same log with something without effect in the place of what is gone.
            let nothing = NaiveDate::from_ymd_opt(1999, 1, 1).expect("a date");
            let never: Vec<Operation> = operations
                .iter()
                .map(|operation| match &operation.kind {
                    OperationKind::Add(_) if gone.contains(&OverlayId(operation.sequence)) => {
                        let filler = Vacation::new(nothing, nothing, 0).expect("a vacation");
                        Operation {
                            kind: OperationKind::Add(Overlay::Vacation(filler)),
                            ..operation.clone()
                        }
                    }
                    _ => operation.clone(),
                })
                .collect();
            let never = replay(&never);
            let (removed, never) = (resolve(&plan, &removed), resolve(&plan, &never));
            prop_assert_eq!(removed.weeks(), never.weeks());
            prop_assert_eq!(removed.redistributions(), never.redistributions());
            prop_assert_eq!(removed.findings(), never.findings());
        }
    }

    #[test]
    fn vacations_and_injuries_commute(
        (plan, operations) in plan_and_unpinned_operations(LONGEST_LOG),
        shuffle in any::<u64>(),
    ) {
        let layers: Vec<Overlay> = replay(&operations)
            .iter()
            .map(|(_, overlay)| overlay.clone())
            .filter(|o| matches!(o, Overlay::Vacation(_) | Overlay::Injury(_)))
            .collect();
        let mut shuffled = layers.clone();
        for index in (1..shuffled.len()).rev() {
            shuffled.swap(index, (shuffle % (index as u64 + 1)) as usize);
        }
        let (one, other) = (replay(&log_of(layers)), replay(&log_of(shuffled)));
        let (one, other) = (resolve(&plan, &one), resolve(&plan, &other));
        prop_assert_eq!(finals(&one), finals(&other));
        prop_assert_eq!(one.summary(), other.summary());
    }

    #[test]
    fn no_day_is_lost_or_doubled((plan, operations) in plan_and_operations(LONGEST_LOG)) {
        let overlays = replay(&operations);
        let resolved = resolve(&plan, &overlays);
        let ids: Vec<WorkoutId> = resolved.workouts().map(|w| w.id).collect();
        let unique: BTreeSet<WorkoutId> = ids.iter().copied().collect();
        prop_assert_eq!(unique.len(), ids.len());
        let expected: BTreeSet<WorkoutId> = plan
            .workouts()
            .map(|planned| planned.id)
            .chain(
                overlays
                    .additions()
                    .filter(|(_, addition)| plan.week_of(addition.date).is_some())
                    .map(|(id, _)| WorkoutId::Added(id.0)),
            )
            .chain(overlays.pins().map(|pin| pin.day.completion.workout))
            .collect();
        prop_assert_eq!(unique, expected);
        for (week, base) in resolved.weeks().iter().zip(plan.weeks()) {
            prop_assert!(week.workouts.is_sorted_by_key(|workout| workout.date));
            prop_assert!(week.workouts.iter().all(|workout| base.contains(workout.date)));
        }
    }

    #[test]
    fn what_is_placed_and_what_is_not_make_up_what_was_removed(
        (plan, operations) in plan_and_unpinned_operations(LONGEST_LOG),
    ) {
        let overlays = replay(&operations);
        let resolved = resolve(&plan, &overlays);
        let mut left: BTreeMap<OverlayId, Distance> = BTreeMap::new();
        for workout in resolved.workouts() {
            for (source, taken) in &workout.removed {
                *left.entry(*source).or_default() += *taken;
            }
        }
        for vacation in resolved.vacations() {
            prop_assert_eq!(
                left.get(&vacation.id).copied().unwrap_or_default(),
                vacation.removed
            );
        }
        for effect in resolved.redistributions() {
            let wanted = left.entry(effect.redistribution.source).or_default();
            prop_assert_eq!(effect.placed + effect.unplaced, *wanted);
            *wanted = effect.unplaced;
            let shares: Distance = resolved
                .workouts()
                .flat_map(|workout| &workout.shares)
                .filter(|(id, _)| *id == effect.id)
                .map(|(_, share)| *share)
                .sum();
            prop_assert_eq!(effect.placed, shares);
        }
    }

    #[test]
    fn made_up_miles_are_whole_tenths_on_untouched_easy_runs_after_their_source(
        (plan, operations) in plan_and_unpinned_operations(LONGEST_LOG),
    ) {
        let overlays = replay(&operations);
        let resolved = resolve(&plan, &overlays);
        for workout in resolved.workouts() {
            for (id, share) in &workout.shares {
                prop_assert_eq!(share.floor_to(plan.unit().tenth()), *share);
                prop_assert!(!share.is_zero());
                prop_assert_eq!(workout.modifier, Modifier::None);
                prop_assert_eq!(workout.workout.kind, WorkoutKind::Easy);
                let Some(Overlay::Redistribution(wish)) = overlays.get(*id) else {
                    return Err(TestCaseError::fail("a share of nothing"));
                };
                let last_day = match overlays.get(wish.source) {
                    Some(Overlay::Vacation(vacation)) => vacation.end(),
                    Some(Overlay::DayOff(day_off)) => day_off.date(),
                    _ => return Err(TestCaseError::fail("a redistribution without a source")),
                };
                prop_assert!(workout.date > last_day && workout.date >= wish.created_on);
            }
        }
    }

    #[test]
    fn caps_are_never_exceeded((plan, operations) in plan_and_operations(LONGEST_LOG)) {
        let overlays = replay(&operations);
        let resolved = resolve(&plan, &overlays);
        let unshared = |workout: &ResolvedWorkout<'_>| {
            let shares = workout.shares.iter().map(|(_, share)| *share).sum();
            training(workout).saturating_sub(shares)
        };
        for week in resolved.weeks() {
            let grown = |w: &&ResolvedWorkout<'_>| !w.shares.is_empty() && w.status == Status::Pending;
            if week.workouts.iter().any(|w| grown(&w)) {
                prop_assert!(week.target() <= week.planned().percent(Percent::from_whole(115)));
            }
            for workout in week.workouts.iter().filter(grown) {
                let planned = plan.workout(workout.id).expect("only generated runs grow");
                let now = training(workout);
                prop_assert!(now <= planned.workout.training_distance().percent(Percent::from_whole(150)));
                let longest = resolved
                    .workouts()
                    .filter(|other| (1..=28).contains(&(workout.date - other.date).num_days()))
                    .map(unshared)
                    .max()
                    .unwrap_or_default();
                prop_assert!(now <= longest.percent(Percent::from_whole(110)));
                for other in &week.workouts {
                    if matches!(other.workout.kind, WorkoutKind::LongRun | WorkoutKind::MediumLong)
                        && !training(other).is_zero()
                    {
                        let step = Distance::from_tenths(5, plan.unit());
                        prop_assert!(now + step <= training(other));
                    }
                }
            }
        }
    }

    #[test]
    fn a_lower_load_never_yields_more_miles(
        (plan, operations) in plan_and_unpinned_operations(LONGEST_LOG),
        lower in 0i64..=80,
    ) {
        let layers: Vec<Overlay> = replay(&operations)
            .iter()
            .map(|(_, overlay)| overlay.clone())
            .filter(|o| matches!(o, Overlay::Vacation(_) | Overlay::Injury(_)))
            .collect();
        let tighter = layers.iter().cloned().map(|overlay| match overlay {
            Overlay::Vacation(v) => {
                let load = lower.min(i64::from(v.load().as_tenths() / 10));
                Overlay::Vacation(Vacation::new(v.start(), v.end(), load).expect("in range"))
            }
            other => other,
        });
        let (higher, lower) = (replay(&log_of(layers.clone())), replay(&log_of(tighter)));
        let (higher, lower) = (resolve(&plan, &higher), resolve(&plan, &lower));
        for (higher, lower) in higher.workouts().zip(lower.workouts()) {
            prop_assert!(training(lower) <= training(higher));
        }
    }

    // A new report of the same part is not another injury: it may shorten the way back.
    #[test]
    fn an_injury_of_another_part_never_yields_more_miles(
        (plan, operations) in plan_and_unpinned_operations(LONGEST_LOG),
    ) {
        let knee = |overlay: &Overlay| match overlay {
            Overlay::Injury(injury) => injury.body_part().as_str() == "left knee",
            _ => false,
        };
        let injuries: Vec<Overlay> = replay(&operations)
            .iter()
            .map(|(_, overlay)| overlay.clone())
            .filter(|o| matches!(o, Overlay::Injury(_)))
            .collect();
        let fewer: Vec<Overlay> = injuries.iter().filter(|o| knee(o)).cloned().collect();
        let (all, fewer) = (replay(&log_of(injuries)), replay(&log_of(fewer)));
        let (all, fewer) = (resolve(&plan, &all), resolve(&plan, &fewer));
        for (all, fewer) in all.workouts().zip(fewer.workouts()) {
            prop_assert!(training(all) <= training(fewer));
        }
    }

    #[test]
    fn what_the_first_two_layers_cut_is_in_whole_tenths(
        (plan, operations) in plan_and_unpinned_operations(LONGEST_LOG),
    ) {
        let overlays = replay(&operations);
        for workout in resolve(&plan, &overlays).workouts() {
            if matches!(workout.modifier, Modifier::Vacation | Modifier::InjuryReduced | Modifier::DayOff) {
                let distance = workout.workout.distance.unwrap_or_default();
                prop_assert_eq!(distance.floor_to(plan.unit().tenth()), distance);
            }
        }
    }

    #[test]
    fn history_never_changes(
        (plan, operations) in plan_and_operations(LONGEST_LOG),
        wishes in proptest::collection::vec(seed(true), 1..6),
    ) {
        let mut overlays = replay(&operations);
        let before = overlays.clone();
        for wish in wishes {
            if let Some(action) = wish.action(&plan, &overlays)
                && let Ok(performed) = overlays.perform(&plan, action)
            {
                overlays = performed.overlays;
            }
        }
        let (old, new) = (resolve(&plan, &before), resolve(&plan, &overlays));
        for workout in old.workouts().filter(|w| w.status != Status::Pending) {
            prop_assert_eq!(Some(workout), new.workout(workout.id));
        }
    }

    #[test]
    fn logging_changes_nothing_but_the_status(
        (plan, operations) in plan_and_unpinned_operations(LONGEST_LOG),
        wish in seed(true),
    ) {
        let overlays = replay(&operations);
        if let Some(action @ Action::Log(_)) = wish.action(&plan, &overlays)
            && let Ok(performed) = overlays.perform(&plan, action)
        {
            let (before, after) = (resolve(&plan, &overlays), resolve(&plan, &performed.overlays));
            let OperationKind::Log(day) = &performed.operation.kind else {
                return Err(TestCaseError::fail("a completion logs"));
            };
            let logged = day.completion.workout;
            prop_assert_eq!(
                before.workout(logged).map(|w| (w.date, &w.workout, w.modifier, &w.changes)),
                after.workout(logged).map(|w| (w.date, &w.workout, w.modifier, &w.changes))
            );
            let undone = performed.overlays.perform(&plan, Action::Unlog(performed.id()));
            let undone = undone.expect("a completion can be taken back").overlays;
            prop_assert_eq!(resolve(&plan, &undone), before);
        }
    }

    #[test]
    fn the_race_stands_unless_a_person_says_otherwise(
        (plan, operations) in plan_and_operations(LONGEST_LOG),
    ) {
        let overlays = replay(&operations);
        for workout in resolve(&plan, &overlays).workouts() {
            let race = |w: &Workout| w.kind == WorkoutKind::Race;
            let Some(planned) = plan.workout(workout.id).filter(|p| race(&p.workout)) else {
                continue;
            };
            let persons = matches!(workout.modifier, Modifier::UserEdited | Modifier::DayOff);
            if !persons {
                prop_assert_eq!(&*workout.workout, &planned.workout);
                prop_assert_eq!(workout.modifier, Modifier::None);
            }
            prop_assert!(workout.changes.iter().all(|change| change.layer == Layer::Override));
        }
    }

    #[test]
    fn a_persons_word_survives_every_other_layer(
        (plan, operations) in plan_and_unpinned_operations(LONGEST_LOG),
    ) {
        let overlays = replay(&operations);
        for workout in resolve(&plan, &overlays).workouts() {
            let Some(Values { kind, distance, duration, description }) = &workout.edited else {
                continue;
            };
            prop_assert!(kind.is_none_or(|kind| kind == workout.workout.kind));
            prop_assert!(distance.is_none() || *distance == workout.workout.distance);
            prop_assert!(duration.is_none() || *duration == workout.workout.duration);
            prop_assert!(description.is_none() || *description == workout.workout.description);
            prop_assert!(workout.shares.is_empty());
        }
    }

    #[test]
    fn every_difference_is_in_the_trace(
        (plan, operations) in plan_and_operations(LONGEST_LOG),
    ) {
        let overlays = replay(&operations);
        for workout in resolve(&plan, &overlays).workouts() {
            let Some((date, ground)) = ground(&plan, &overlays, workout.id) else {
                continue;
            };
            let (date, applied) = trace::apply(&workout.changes, date, &ground);
            prop_assert_eq!(date, workout.date);
            prop_assert_eq!(&applied, &*workout.workout);
        }
    }

    #[test]
    fn every_change_of_the_trace_starts_where_the_one_before_ended(
        (plan, operations) in plan_and_operations(LONGEST_LOG),
    ) {
        let overlays = replay(&operations);
        for workout in resolve(&plan, &overlays).workouts() {
            let Some((mut date, mut now)) = ground(&plan, &overlays, workout.id) else {
                continue;
            };
            for change in &workout.changes {
                let (old_date, old) = (date, now.clone());
                change.apply(&mut date, &mut now);
                let mut seen = trace::differences(&old, &now);
                if old_date != date {
                    seen.push(Delta::Date { before: old_date, after: date });
                }
                prop_assert_eq!(seen, vec![change.delta.clone()]);
            }
        }
    }

    #[test]
    fn layers_are_recorded_in_their_order(
        (plan, operations) in plan_and_unpinned_operations(LONGEST_LOG),
    ) {
        let overlays = replay(&operations);
        for workout in resolve(&plan, &overlays).workouts() {
            let layers: Vec<Layer> = workout
                .changes
                .iter()
                // Moves come before the first layer.
                .skip_while(|change| matches!(change.delta, Delta::Date { .. }))
                .map(|change| change.layer)
                .collect();
            prop_assert!(layers.is_sorted());
        }
    }

    #[test]
    fn steps_never_add_up_to_more_than_a_lowered_run(
        (plan, operations) in plan_and_unpinned_operations(LONGEST_LOG),
    ) {
        let overlays = replay(&operations);
        for workout in resolve(&plan, &overlays).workouts() {
            if matches!(workout.modifier, Modifier::Vacation | Modifier::InjuryReduced | Modifier::DayOff) {
                let stated: Distance = workout.workout.steps.iter().map(Step::stated_distance).sum();
                prop_assert!(stated <= workout.workout.distance.unwrap_or(Distance::MAX));
            }
        }
    }

    #[test]
    fn resolving_twice_is_resolving_once((plan, operations) in plan_and_operations(LONGEST_LOG)) {
        let overlays = replay(&operations);
        let (once, twice) = (resolve(&plan, &overlays), resolve(&plan, &overlays));
        prop_assert_eq!(&once, &twice);
        prop_assert!(diff(&once, &twice).is_empty());
    }

    #[test]
    fn the_difference_of_two_plans_names_exactly_the_workouts_that_differ(
        (plan, operations) in plan_and_operations(LONGEST_LOG),
        wish in seed(true),
    ) {
        let overlays = replay(&operations);
        if let Some(action) = wish.action(&plan, &overlays)
            && let Ok(performed) = overlays.perform(&plan, action)
        {
            let (before, after) = (resolve(&plan, &overlays), resolve(&plan, &performed.overlays));
            let named: BTreeSet<WorkoutId> = diff(&before, &after).iter().map(|d| d.id).collect();
            let ids: BTreeSet<WorkoutId> =
                before.workouts().chain(after.workouts()).map(|w| w.id).collect();
            let values = |plan: &ResolvedPlan<'_>, id| {
                plan.workout(id).map(|w| {
                    (w.date, w.workout.clone().into_owned(), w.modifier, w.status, w.completion.clone())
                })
            };
            for id in ids {
                prop_assert_eq!(named.contains(&id), values(&before, id) != values(&after, id));
            }
        }
    }

    #[test]
    fn the_log_survives_its_serialization((_, operations) in plan_and_operations(LONGEST_LOG)) {
        let text = serde_json::to_string(&operations).expect("operations serialize");
        let read: Vec<Operation> = serde_json::from_str(&text).expect("and are read back");
        prop_assert_eq!(read, operations);
    }
}
