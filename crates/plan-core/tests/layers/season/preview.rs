//! What would change?

use std::fmt::Write as _;

use insta::assert_snapshot;
use plan_core::check::Constraints;
use plan_core::overlay::{
    Action, Move, MoveTarget, OperationKind, Overlay, OverlayId, Overlays, Preview, Scope, Status,
    Values, WorkoutState, diff, preview, resolve,
};
use plan_core::units::Percent;
use proptest::prelude::*;

use super::*;

fn previewed(earlier: impl IntoIterator<Item = Action>, action: Action) -> String {
    let plan = season();
    let overlays = after(&plan, earlier);
    let preview = preview(&plan, &overlays, action, &Constraints::default()).unwrap();
    shown(&preview)
}

/// As a page would show it, the placed share first.
fn shown(preview: &Preview) -> String {
    let mut text = String::new();
    if let Some(effect) = &preview.placed {
        let all = effect.placed + effect.unplaced;
        let _ = writeln!(
            text,
            "places {} of {} mi, {} %",
            effect.placed.as_miles(),
            all.as_miles(),
            effect.share()
        );
    }
    for other in &preview.redistributions {
        let (before, after) = (other.placed.before, other.placed.after);
        let _ = writeln!(
            text,
            "{} places {} instead of {} mi",
            other.id,
            after.as_miles(),
            before.as_miles()
        );
    }
    let state = |state: &Option<WorkoutState>| {
        state.as_ref().map_or_else(
            || "nothing".to_owned(),
            |state| {
                format!(
                    "{} {} {} mi ({}, {})",
                    state.date.format("%a %d"),
                    state.workout.kind,
                    state.workout.running_distance().as_miles(),
                    state.modifier,
                    state.status,
                )
            },
        )
    };
    for workout in &preview.workouts {
        let _ = writeln!(
            text,
            "{}: {} -> {}",
            workout.id,
            state(&workout.before),
            state(&workout.after)
        );
    }
    for week in &preview.weeks {
        let (before, after) = (week.volume.before, week.volume.after);
        let _ = writeln!(
            text,
            "week {}: {} -> {} mi",
            week.number,
            before.as_miles(),
            after.as_miles()
        );
    }
    let (before, after) = (preview.summary.before, preview.summary.after);
    let _ = writeln!(
        text,
        "in all: {:.1} -> {:.1} mi, peak {} -> {} mi",
        before.total.as_miles(),
        after.total.as_miles(),
        before.peak_week.as_miles(),
        after.peak_week.as_miles(),
    );
    for finding in &preview.findings {
        let _ = writeln!(text, "{}: {}", finding.severity, finding.message);
    }
    text
}

#[test]
fn a_vacation_shows_what_it_takes_and_what_a_coach_would_say() {
    assert_snapshot!(previewed([], vacation(9, 15, 50)), @r#"
    w9: Tue 10 Easy 5 mi (None, Pending) -> Tue 10 Easy 2.5 mi (Vacation, Pending)
    w10: Wed 11 Intervals 6 mi (None, Pending) -> Wed 11 Easy 3 mi (Vacation, Pending)
    w12: Fri 13 Easy 4 mi (None, Pending) -> Fri 13 Easy 2 mi (Vacation, Pending)
    w14: Sun 15 LongRun 10 mi (None, Pending) -> Sun 15 Easy 5 mi (Vacation, Pending)
    week 2: 25 -> 12.5 mi
    in all: 127.2 -> 114.7 mi, peak 31 -> 31 mi
    "#);
}

#[test]
fn a_redistribution_shows_its_placed_share_first() {
    let away = [vacation(9, 15, 0)];
    assert_snapshot!(
        previewed(away.clone(), make_up(1, Scope::NextNWeeks(1), 9)),
        @r#"
    places 4.6 of 25 mi, 18.4 %
    w15: Mon 16 Easy 4 mi (None, Pending) -> Mon 16 Easy 5.3 mi (None, Pending)
    w16: Tue 17 Easy 5 mi (None, Pending) -> Tue 17 Easy 6.7 mi (None, Pending)
    w19: Fri 20 Easy 5 mi (None, Pending) -> Fri 20 Easy 6.6 mi (None, Pending)
    week 3: 31 -> 35.6 mi
    in all: 102.2 -> 106.8 mi, peak 31 -> 35.6 mi
    info: A part of what the vacation from 2026-03-09 to 2026-03-15 removed found no prudent place.
    "#
    );
    assert_snapshot!(
        previewed(away, make_up(1, Scope::RestOfPlan, 9)),
        @r#"
    places 8.9 of 25 mi, 35.6 %
    w15: Mon 16 Easy 4 mi (None, Pending) -> Mon 16 Easy 5.3 mi (None, Pending)
    w16: Tue 17 Easy 5 mi (None, Pending) -> Tue 17 Easy 6.7 mi (None, Pending)
    w19: Fri 20 Easy 5 mi (None, Pending) -> Fri 20 Easy 6.6 mi (None, Pending)
    w22: Mon 23 Easy 4 mi (None, Pending) -> Mon 23 Easy 4.9 mi (None, Pending)
    w23: Tue 24 Easy 5 mi (None, Pending) -> Tue 24 Easy 6.2 mi (None, Pending)
    w24: Wed 25 Easy 5 mi (None, Pending) -> Wed 25 Easy 6.1 mi (None, Pending)
    w26: Fri 27 Easy 5 mi (None, Pending) -> Fri 27 Easy 6.1 mi (None, Pending)
    week 3: 31 -> 35.6 mi
    week 4: 29 -> 33.3 mi
    in all: 102.2 -> 111.1 mi, peak 31 -> 35.6 mi
    info: A part of what the vacation from 2026-03-09 to 2026-03-15 removed found no prudent place.
    "#
    );
}

#[test]
fn all_of_nothing_is_placed() {
    let text = previewed([vacation(12, 12, 0)], make_up(1, Scope::RestOfPlan, 9));
    assert!(text.starts_with("places 0 of 0 mi, 100 %\n"), "{text}");
}

#[test]
fn an_edit_shows_what_it_does_to_an_earlier_redistribution() {
    let values = Values {
        distance: Some(miles(60)),
        ..Values::default()
    };
    let earlier = [vacation(9, 15, 0), make_up(1, Scope::NextNWeeks(1), 9)];
    assert_snapshot!(previewed(earlier, edit(on(17), values)), @r#"
    o2 places 3.6 instead of 4.6 mi
    w15: Mon 16 Easy 5.3 mi (None, Pending) -> Mon 16 Easy 5.6 mi (None, Pending)
    w16: Tue 17 Easy 6.7 mi (None, Pending) -> Tue 17 Easy 6 mi (UserEdited, Pending)
    w19: Fri 20 Easy 6.6 mi (None, Pending) -> Fri 20 Easy 7 mi (None, Pending)
    in all: 106.8 -> 106.8 mi, peak 35.6 -> 35.6 mi
    "#);
}

#[test]
fn removing_a_source_shows_that_its_redistribution_goes() {
    let earlier = [vacation(9, 15, 0), make_up(1, Scope::NextNWeeks(1), 9)];
    assert_snapshot!(previewed(earlier, Action::Remove(OverlayId(1))), @r#"
    o2 places 0 instead of 4.6 mi
    w9: Tue 10 Rest 0 mi (Vacation, Pending) -> Tue 10 Easy 5 mi (None, Pending)
    w10: Wed 11 Rest 0 mi (Vacation, Pending) -> Wed 11 Intervals 6 mi (None, Pending)
    w12: Fri 13 Rest 0 mi (Vacation, Pending) -> Fri 13 Easy 4 mi (None, Pending)
    w14: Sun 15 Rest 0 mi (Vacation, Pending) -> Sun 15 LongRun 10 mi (None, Pending)
    w15: Mon 16 Easy 5.3 mi (None, Pending) -> Mon 16 Easy 4 mi (None, Pending)
    w16: Tue 17 Easy 6.7 mi (None, Pending) -> Tue 17 Easy 5 mi (None, Pending)
    w19: Fri 20 Easy 6.6 mi (None, Pending) -> Fri 20 Easy 5 mi (None, Pending)
    week 2: 0 -> 25 mi
    week 3: 35.6 -> 31 mi
    in all: 106.8 -> 127.2 mi, peak 35.6 -> 31 mi
    info: 2.49 mi at I are 9.9 % of week 2, which carries 2 mi
    warning: week 4 is 93.5 % of the biggest week; a taper comes down to 85 % or less
    "#);
}

#[test]
fn a_move_shows_the_hard_days_it_brings_together() {
    let wish = Move {
        workout: on(11),
        to: MoveTarget::Date(march(14)),
    };
    assert_snapshot!(previewed([], Action::Add(Overlay::Move(wish))), @r#"
    w10: Wed 11 Intervals 6 mi (None, Pending) -> Sat 14 Intervals 6 mi (None, Pending)
    in all: 127.2 -> 127.2 mi, peak 31 -> 31 mi
    warning: Intervals on 2026-03-14 was moved next to Long on 2026-03-15; hard days need an easy one between them.
    warning: Intervals on Sat 2026-03-14 is followed by Long the next day
    "#);
}

#[test]
fn of_hard_days_that_meet_the_one_that_was_moved_is_named() {
    assert_snapshot!(previewed([], swap(15, 12)), @r#"
    w14: Sun 15 LongRun 10 mi (None, Pending) -> Thu 12 LongRun 10 mi (None, Pending)
    w11: Thu 12 Rest 0 mi (None, Pending) -> Sun 15 Rest 0 mi (None, Pending)
    in all: 127.2 -> 127.2 mi, peak 31 -> 31 mi
    warning: Long on 2026-03-12 was moved next to Intervals on 2026-03-11; hard days need an easy one between them.
    warning: Intervals on Wed 2026-03-11 is followed by Long the next day
    "#);
}

#[test]
fn logging_changes_no_mile() {
    let action = Action::Log(log(3, Status::Completed));
    assert_snapshot!(previewed([], action), @r#"
    w2: Tue 03 Easy 5 mi (None, Pending) -> Tue 03 Easy 5 mi (None, Completed)
    in all: 127.2 -> 127.2 mi, peak 31 -> 31 mi
    "#);
}

#[test]
fn what_would_be_refused_cannot_be_previewed() {
    let plan = season();
    let overlays = Overlays::default();
    let missing = make_up(7, Scope::RestOfPlan, 9);
    let refused = preview(&plan, &overlays, missing, &Constraints::default());
    assert_eq!(refused.unwrap_err().code(), "not_in_plan");
}

#[test]
fn a_rule_of_the_runner_s_own_life_is_previewed_too() {
    let plan = season();
    let constraints = Constraints {
        unavailable_days: vec![chrono::Weekday::Sat],
        ..Constraints::default()
    };
    let wish = Action::Add(Overlay::Move(Move {
        workout: on(10),
        to: MoveTarget::Date(march(14)),
    }));
    let preview = preview(&plan, &Overlays::default(), wish, &constraints).unwrap();
    let words: Vec<&str> = preview.findings.iter().map(|f| f.rule.as_str()).collect();
    assert_eq!(words, ["unavailable_day"]);
}

proptest! {
    #[test]
    fn a_preview_is_what_then_happens(
        from in 2u64..30, length in 0u64..14, load in 0i64..80, weeks in 1u8..4, off in 2u64..36,
    ) {
        let plan = season();
        let earlier = after(&plan, [vacation(from, from + length, load)]);
        let constraints = Constraints::default();
        for action in [make_up(1, Scope::NextNWeeks(weeks), from), day_off(off, 0)] {
            let Ok(performed) = earlier.perform(&plan, action.clone()) else {
                prop_assert!(preview(&plan, &earlier, action, &constraints).is_err());
                continue;
            };
            let preview = preview(&plan, &earlier, action, &constraints).unwrap();
            let (before, after) = (resolve(&plan, &earlier), resolve(&plan, &performed.overlays));
            prop_assert_eq!(&preview.operation, &performed.operation);
            let changed: Vec<_> = diff(&before, &after).iter().map(|found| found.id).collect();
            let told: Vec<_> = preview.workouts.iter().map(|workout| workout.id).collect();
            prop_assert_eq!(told, changed);
            let sums = preview.weeks.iter().map(|week| {
                i128::from(week.volume.after.raw()) - i128::from(week.volume.before.raw())
            });
            let whole = |plan: &plan_core::resolved::ResolvedPlan<'_>| {
                plan.weeks().iter().map(|week| i128::from(week.target().raw())).sum::<i128>()
            };
            prop_assert_eq!(sums.sum::<i128>(), whole(&after) - whole(&before));
            if let OperationKind::Add(Overlay::Redistribution(_)) = preview.operation.kind {
                let effect = preview.placed.unwrap();
                let rise = whole(&after) - whole(&before);
                prop_assert_eq!(i128::from(effect.placed.raw()), rise);
                prop_assert!(effect.share() <= Percent::HUNDRED);
            }
        }
    }
}
