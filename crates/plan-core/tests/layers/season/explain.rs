//! Why is this day different?

use insta::assert_snapshot;
use plan_core::overlay::{
    Action, Addition, Chapter, Completion, Feedback, Layer, Overlay, OverlayId, Scope, Status,
    Values, resolve,
};
use plan_core::plan::WorkoutId;
use plan_core::units::Duration;
use plan_core::workout::WorkoutKind;

use super::*;

fn told(workout: WorkoutId, actions: impl IntoIterator<Item = Action>) -> String {
    let plan = season();
    let overlays = after(&plan, actions);
    let resolved = resolve(&plan, &overlays);
    resolved.explain(workout).unwrap().to_string()
}

#[test]
fn an_untouched_workout_says_what_it_is_for() {
    assert_snapshot!(told(on(8), []), @r#"
    Generated for Sun 2026-03-08 (week 1, Base): Long 10 mi — by the river. Long run at an easy, even effort; time on your feet is the point. Slower than you could: the distance does the work.
    Nothing has changed it.
    "#);
}

#[test]
fn a_vacation_says_what_it_takes_and_where_it_went() {
    let actions = [vacation(9, 15, 50), make_up(1, Scope::NextNWeeks(2), 9)];
    assert_snapshot!(told(on(11), actions), @r#"
    Generated for Wed 2026-03-11 (week 2, Build): Intervals 6 mi: 2 mi warm-up, 5 x (800 m @ I, 400 m jog), 1 mi cool-down. Hard repetitions of three to five minutes; they raise your aerobic ceiling.
    Vacation from 2026-03-09 to 2026-03-15: easy running at 50 % of the plan (o1): Intervals 6 mi: 2 mi warm-up, 5 x (800 m @ I, 400 m jog), 1 mi cool-down → Easy 3 mi.
    Made up elsewhere (o2): 8.9 mi of the 12.5 mi that o1 removed from the plan.
    Now: Easy 3 mi on Wed 2026-03-11.
    "#);
}

#[test]
fn made_up_miles_name_their_source() {
    let actions = [vacation(9, 15, 0), make_up(1, Scope::RestOfPlan, 9)];
    assert_snapshot!(told(on(17), actions), @r#"
    Generated for Tue 2026-03-17 (week 3, Build): Easy 5 mi. Easy running; you can talk in whole sentences. It builds endurance and lets hard days sink in.
    Makes up 1.7 mi of what o1 removed (o2): Easy 5 mi → Easy 6.7 mi.
    Now: Easy 6.7 mi on Tue 2026-03-17.
    "#);
}

#[test]
fn a_workout_speaks_only_of_what_was_taken_from_it() {
    let two_vacations = [
        vacation(9, 15, 50),
        vacation(17, 17, 0),
        make_up(2, Scope::RestOfPlan, 9),
        make_up(1, Scope::RestOfPlan, 9),
    ];
    assert_snapshot!(told(on(17), two_vacations), @r#"
    Generated for Tue 2026-03-17 (week 3, Build): Easy 5 mi. Easy running; you can talk in whole sentences. It builds endurance and lets hard days sink in.
    Vacation from 2026-03-17 to 2026-03-17: full rest (o2): Easy 5 mi → Rest.
    Made up elsewhere (o3): 5 mi of the 5 mi that o2 removed from the plan.
    Now: Rest on Tue 2026-03-17.
    "#);
}

#[test]
fn an_injury_names_no_body_part_and_the_way_back_its_steps() {
    let actions = [injury(5, 3, Some(10))];
    assert_snapshot!(told(on(4), actions.clone()), @r#"
    Generated for Wed 2026-03-04 (week 1, Base): Tempo 6 mi: 2 mi warm-up, 3 mi @ T, 1 mi cool-down. Comfortably hard at threshold pace; it raises the speed you can hold for an hour. First touches of speed on top of the mileage.
    Injured: at most 62.5 % of the plan (o1): Tempo 6 mi: 2 mi warm-up, 3 mi @ T, 1 mi cool-down → Easy 3.7 mi.
    Now: Easy 3.7 mi on Wed 2026-03-04.
    "#);
    assert_snapshot!(told(on(18), actions), @r#"
    Generated for Wed 2026-03-18 (week 3, Build): Tempo 6 mi: 2 mi warm-up, 3 mi @ T, 1 mi cool-down. Comfortably hard at threshold pace; it raises the speed you can hold for an hour.
    Coming back from an injury, step 2 of 4: at most 70 % of the plan (o1): Tempo 6 mi: 2 mi warm-up, 3 mi @ T, 1 mi cool-down → Easy 4.2 mi.
    Now: Easy 4.2 mi on Wed 2026-03-18.
    "#);
}

#[test]
fn layers_are_told_in_their_order_whatever_came_first() {
    let description = Values {
        distance: Some(miles(55)),
        description: Some("On the track, with Jo.".to_owned()),
        ..Values::default()
    };
    let actions = [
        edit(on(11), description),
        injury(2, 10, Some(11)),
        vacation(9, 15, 50),
        swap(11, 12),
    ];
    assert_snapshot!(told(on(11), actions), @r#"
    Generated for Wed 2026-03-11 (week 2, Build): Intervals 6 mi: 2 mi warm-up, 5 x (800 m @ I, 400 m jog), 1 mi cool-down. Hard repetitions of three to five minutes; they raise your aerobic ceiling.
    Changed places with workout w11 (o4): Wed 2026-03-11 → Thu 2026-03-12.
    Vacation from 2026-03-09 to 2026-03-15: easy running at 50 % of the plan (o3): Intervals 6 mi: 2 mi warm-up, 5 x (800 m @ I, 400 m jog), 1 mi cool-down → Easy 3 mi.
    Edited by hand (o1): Easy 3 mi → Easy 5.5 mi; described as “On the track, with Jo”.
    Now: Easy 5.5 mi on Thu 2026-03-12.
    "#);
}

#[test]
fn a_day_off_is_a_day_off() {
    assert_snapshot!(told(on(8), [day_off(8, 0)]), @r#"
    Generated for Sun 2026-03-08 (week 1, Base): Long 10 mi — by the river. Long run at an easy, even effort; time on your feet is the point. Slower than you could: the distance does the work.
    A day off (o1): Long 10 mi — by the river → Rest.
    Now: Rest on Sun 2026-03-08.
    "#);
    assert_snapshot!(told(on(8), [day_off(8, 60)]), @r#"
    Generated for Sun 2026-03-08 (week 1, Base): Long 10 mi — by the river. Long run at an easy, even effort; time on your feet is the point. Slower than you could: the distance does the work.
    An easier day: 60 % of what was left for it (o1): Long 10 mi — by the river → Easy 6 mi.
    Now: Easy 6 mi on Sun 2026-03-08.
    "#);
}

#[test]
fn what_is_logged_stays_as_it_was() {
    let completed = Completion {
        actual_distance: Some(miles(52)),
        actual_duration: Some(Duration::from_minutes(49)),
        actual_effort: Some(12),
        feedback: Some(Feedback::JustRight),
        completed_on: Some(march(3)),
        ..log(3, Status::Completed)
    };
    let actions = [Action::Log(completed), vacation(2, 8, 0)];
    assert_snapshot!(told(on(3), actions), @r#"
    Generated for Tue 2026-03-03 (week 1, Base): Easy 5 mi. Easy running; you can talk in whole sentences. It builds endurance and lets hard days sink in.
    Completed (o1) on Tue 2026-03-03: 5.2 mi, in 49:00, at effort 12 of 20, felt just right. What was planned is frozen as it stood then.
    It stays Easy 5 mi on Tue 2026-03-03.
    "#);
    assert_snapshot!(told(on(4), [Action::Log(log(4, Status::Skipped))]), @r#"
    Generated for Wed 2026-03-04 (week 1, Base): Tempo 6 mi: 2 mi warm-up, 3 mi @ T, 1 mi cool-down. Comfortably hard at threshold pace; it raises the speed you can hold for an hour. First touches of speed on top of the mileage.
    Skipped (o1). What was planned is frozen as it stood then.
    It stays Tempo 6 mi: 2 mi warm-up, 3 mi @ T, 1 mi cool-down on Wed 2026-03-04.
    "#);
}

#[test]
fn the_race_stands_and_says_against_what() {
    let actions = [vacation(30, 36, 0), injury(4, 33, None)];
    assert_snapshot!(told(on(36), actions), @r#"
    Generated for Sun 2026-04-05 (week 5, Taper): 10K race. Race day. Start calmly and finish strongly.
    Note: The race on 2026-04-05 lies in the vacation from 2026-03-30 to 2026-04-05; the race stands.
    Note: The injury reported on 2026-04-02 reaches the race on 2026-04-05; the race stands, but the advice is not to run it.
    Nothing has changed it.
    "#);
}

#[test]
fn an_added_workout_has_a_person_behind_it() {
    let shakeout = Values {
        kind: Some(WorkoutKind::Easy),
        distance: Some(miles(20)),
        ..Values::default()
    };
    let less = Values {
        distance: Some(miles(15)),
        ..Values::default()
    };
    let added = WorkoutId::Added(1);
    let actions = [
        Action::Add(Overlay::Addition(Addition {
            date: march(35),
            values: shakeout,
        })),
        edit(added, less),
        Action::Log(Completion {
            workout: added,
            ..log(35, Status::Completed)
        }),
        Action::Remove(OverlayId(1)),
    ];
    assert_snapshot!(told(added, actions), @r#"
    Added by hand (o1) for Sat 2026-04-04: Easy 2 mi.
    Edited by hand (o2): Easy 2 mi → Easy 1.5 mi.
    Completed (o3). What was planned is frozen as it stood then.
    It stays Easy 1.5 mi on Sat 2026-04-04.
    "#);
}

#[test]
fn every_change_of_a_workout_is_told() {
    let plan = season();
    let overlays = after(
        &plan,
        [
            vacation(9, 15, 50),
            injury(6, 20, Some(22)),
            swap(18, 19),
            make_up(1, Scope::RestOfPlan, 9),
        ],
    );
    let resolved = resolve(&plan, &overlays);
    for workout in resolved.workouts() {
        let explanation = resolved.explain(workout.id).unwrap();
        let told: Vec<(Layer, OverlayId)> = explanation
            .sentences
            .iter()
            .filter_map(|sentence| match sentence.about {
                Chapter::Changed(layer, overlay) => Some((layer, overlay)),
                _ => None,
            })
            .collect();
        let mut traced: Vec<(Layer, OverlayId)> = workout
            .changes
            .iter()
            .map(|change| (change.layer, change.overlay))
            .collect();
        traced.dedup();
        assert_eq!(told, traced, "{}", workout.id);
        assert_eq!(
            explanation.sentences.first().unwrap().about,
            Chapter::Generated
        );
        assert_eq!(explanation.sentences.last().unwrap().about, Chapter::Now);
    }
}

#[test]
fn a_workout_of_another_plan_is_refused() {
    let plan = season();
    let overlays = Overlays::default();
    let refused = resolve(&plan, &overlays).explain(WorkoutId::Generated(99));
    assert_eq!(refused.unwrap_err().code(), "not_in_plan");
}
