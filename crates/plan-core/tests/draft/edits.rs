//! Edits on a printed draft: each must show, and nothing else.

use chrono::Weekday::{self, Fri, Mon, Sat, Sun, Thu, Tue, Wed};
use plan_core::draft::{Difference, DifferenceField, Draft, differences, print};
use plan_core::plan::{Level, RaceDistance, RaceGoal};
use plan_core::planner::{self, PlanBrief};
use plan_core::units::{Distance, DistanceUnit, Duration};
use plan_core::workout::{Workout, WorkoutKind};

use crate::{EXAMPLE, read};

fn edited(text: &str, from: &str, to: &str) -> Draft {
    assert!(text.contains(from), "{from:?} is not in\n{text}");
    let parsed = read(&text.replacen(from, to, 1));
    assert_eq!(parsed.unreadable, []);
    parsed.draft
}

/// The draft of the example with a change made to its structure.
fn example_with(change: impl FnOnce(&mut Draft)) -> Draft {
    let mut draft = read(EXAMPLE).draft;
    change(&mut draft);
    draft
}

fn day(draft: &mut Draft, day: Weekday) -> &mut Vec<Workout> {
    &mut draft.weeks[0].days[day.num_days_from_monday() as usize]
}

#[test]
fn a_rest_day_and_a_run_change_places() {
    let moved = EXAMPLE
        .replace("- Fri: Rest", "- FRI: x")
        .replace("- Sat: Easy 3.5 mi", "- Sat: off")
        .replace("- FRI: x", "* friday - Easy 3.5 miles");
    assert_eq!(
        read(&moved).draft,
        example_with(|draft| draft.weeks[0].days.swap(4, 5))
    );
}

#[test]
fn five_miles_become_seven() {
    assert_eq!(
        edited(EXAMPLE, "Easy 5 mi", "Easy 7 mi"),
        example_with(|draft| day(draft, Tue)[0].distance = Some(Distance::from_miles(7)))
    );
}

#[test]
fn a_removed_line_empties_its_day() {
    assert_eq!(
        edited(EXAMPLE, "- Thu: Medium-long 7 mi\n", ""),
        example_with(|draft| day(draft, Thu).clear())
    );
}

#[test]
fn a_race_day_line_takes_the_place_of_a_run() {
    let line = "- Sun: Long 11 mi — conversational, last 2 mi a little quicker";
    let race = example_with(|draft| {
        let distance = RaceDistance::FullMarathon.distance();
        *day(draft, Sun) = vec![Workout::run(WorkoutKind::Race, distance)];
    });
    for written in [
        "- Sun: Race day",
        "- Sunday: RACE DAY!",
        "- Sun: Full marathon race",
        "- Sun: Marathon (26.2 mi)",
        "Sun: Goal race",
    ] {
        assert_eq!(edited(EXAMPLE, line, written), race, "{written}");
    }
}

#[test]
fn a_renamed_weekday_moves_the_workout() {
    assert_eq!(
        edited(EXAMPLE, "- Mon: Rest\n- Tue: Easy", "- Mon: Easy"),
        example_with(|draft| {
            *day(draft, Mon) = std::mem::take(day(draft, Tue));
        })
    );
}

#[test]
fn a_second_run_on_a_day_is_a_double_and_rest_beside_a_run_is_none() {
    assert_eq!(
        edited(EXAMPLE, "- Sat: Easy", "- Tue: Easy"),
        example_with(|draft| {
            let run = day(draft, Sat).remove(0);
            day(draft, Tue).push(run);
        })
    );
    let parsed = read(&EXAMPLE.replace("- Mon: Rest", "- Tue: Rest"));
    assert_eq!(parsed.draft, example_with(|draft| day(draft, Mon).clear()));
    assert!(
        parsed
            .findings
            .iter()
            .any(|finding| finding.rule == "rest_beside_training")
    );
}

#[test]
fn a_line_in_kilometers_changes_its_own_unit_only() {
    let draft = edited(EXAMPLE, "Easy 5 mi", "Easy 8 km");
    assert_eq!(draft.unit, DistanceUnit::Mile);
    assert_eq!(
        draft,
        example_with(|draft| day(draft, Tue)[0].distance = Some(Distance::from_kilometers(8)))
    );
}

#[test]
fn minutes_take_the_place_of_miles() {
    assert_eq!(
        edited(EXAMPLE, "Easy 5 mi", "Easy 40 min"),
        example_with(|draft| {
            let run = &mut day(draft, Tue)[0];
            run.distance = None;
            run.duration = Some(Duration::from_minutes(40));
        })
    );
}

#[test]
fn free_lines_and_words_behind_a_dash_are_notes() {
    let text = EXAMPLE
        .replace("Easy 3.5 mi", "Easy 3.5 mi — bring the dog")
        .replace(
            "Note: a heavy week; sleep.",
            "Note: a heavy week; sleep.\nEat more than you think.",
        );
    assert_eq!(
        read(&text).draft,
        example_with(|draft| {
            day(draft, Sat)[0].note = Some("bring the dog".to_owned());
            draft.weeks[0]
                .notes
                .push("Eat more than you think.".to_owned());
        })
    );
}

#[test]
fn a_session_is_rewritten() {
    let session = "Tempo 6.5 mi: 2 mi warm-up, 3 mi @ T, 1.5 mi cool-down";
    let draft = edited(
        EXAMPLE,
        session,
        "2 mi WU, 6 x 800 m @ I with 400 m jog, 1 mi CD",
    );
    let workout = &draft.weeks[0].on(Wed)[0];
    assert_eq!(workout.kind, WorkoutKind::Intervals);
    assert_eq!(
        print(&draft).lines().find(|line| line.starts_with("- Wed")),
        Some("- Wed: Intervals 7.47 mi: 2 mi warm-up, 6 x (800 m @ I, 400 m jog), 1 mi cool-down")
    );
}

#[test]
fn the_goal_and_the_phase_are_edited() {
    assert_eq!(
        edited(EXAMPLE, "3:55:00", "3:45")
            .race
            .and_then(|race| race.target_time),
        Some(Duration::from_minutes(225))
    );
    assert_eq!(
        edited(EXAMPLE, "· Build ·", "· Peak ·"),
        example_with(|draft| draft.weeks[0].phase = plan_core::plan::Phase::Peak)
    );
}

#[test]
fn the_week_s_header_gives_way_to_its_lines_with_a_finding() {
    let parsed = read(&EXAMPLE.replace("Easy 5 mi", "Easy 7 mi"));
    let [finding] = parsed.findings.as_slice() else {
        panic!("{:?}", parsed.findings);
    };
    assert_eq!(finding.rule, "week_volume_differs");
    assert_eq!((finding.place.week, finding.place.line), (Some(1), Some(4)));
}

/// A marathon plan as the planner writes it.
fn planned() -> Draft {
    let mut brief = PlanBrief::new(16, Level::Intermediate);
    brief.race = Some(RaceGoal {
        distance: RaceDistance::FullMarathon,
        date: "2026-10-18".parse().ok(),
        target_time: Some(Duration::from_minutes(235)),
    });
    planner::plan(&brief).expect("a plan").draft
}

#[test]
fn every_single_edit_of_a_planned_draft_is_exactly_one_difference() {
    let draft = planned();
    let text = print(&draft);
    assert_eq!(read(&text).draft, draft);
    let lines: Vec<&str> = text.lines().collect();
    let mut edits = 0;
    for (index, line) in lines.iter().enumerate() {
        let Some((day, _)) = line
            .strip_prefix("- ")
            .and_then(|line| line.split_once(':'))
        else {
            continue;
        };
        let replacement = match line.ends_with("Rest") {
            true => format!("- {day}: Easy 3 mi"),
            false => format!("- {day}: Rest"),
        };
        let mut changed = lines.clone();
        changed[index] = &replacement;
        let edited = read(&changed.join("\n")).draft;
        let found = differences(&edited, &draft);
        let [
            Difference {
                field,
                week,
                day: on,
                ..
            },
        ] = found.as_slice()
        else {
            panic!("{line} -> {replacement}: {found:?}");
        };
        let expected = match (line.ends_with("Rest"), line.contains("race")) {
            (true, _) => DifferenceField::TrainingDay,
            (false, true) => DifferenceField::RaceDay,
            (false, false) => DifferenceField::RestDay,
        };
        assert_eq!(*field, expected, "{line}");
        assert_eq!(on.map(|on| on.to_string()).as_deref(), Some(day));
        assert!(week.is_some());
        edits += 1;
    }
    assert_eq!(edits, 16 * 7);
    assert_eq!(day_of_race(&draft), Some(Sun));
}

fn day_of_race(draft: &Draft) -> Option<Weekday> {
    let last = draft.weeks.last()?;
    [Mon, Tue, Wed, Thu, Fri, Sat, Sun].into_iter().find(|day| {
        last.on(*day)
            .iter()
            .any(|workout| workout.kind == WorkoutKind::Race)
    })
}
