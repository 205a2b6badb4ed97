//! What of a week is taken, and what is not.

use plan_core::units::Duration as Time;
use serde_json::{Value, json};

use super::*;
use crate::writers::openai::asking::Job;
use crate::writers::openai::prompt::Boundary;
use crate::writers::openai::skeleton;
use crate::writers::openai::weeks::Writing;

/// Four weeks to a race on a Sunday, from a Wednesday on: five days a week, the
/// long run on Saturday, none on Friday, 75 minutes on Wednesday.
fn strict_brief() -> Brief {
    let mut brief = brief(4);
    brief.plan.start = "2026-09-23".parse().ok();
    brief.plan.days_per_week = Some(5);
    brief.plan.long_run_day = Some(chrono::Weekday::Sat);
    brief.plan.unavailable_days = vec![chrono::Weekday::Fri];
    brief.plan.max_minutes[2] = Some(75);
    brief
}

/// A week of the skeleton as an answer.
fn answer(writing: &Writing<'_>, week: u8) -> Value {
    let planned = &writing.draft.weeks[usize::from(week) - 1];
    let unit = writing.draft.unit;
    let days = writing.draft.weekdays().map(|day| {
        let lines = planned.on(day).iter();
        let lines: Vec<_> = lines.map(|it| draft::print_workout(it, unit)).collect();
        json!({"day": day.to_string(), "workouts": lines})
    });
    json!({"week": week, "days": days.collect::<Vec<_>>(), "note": ""})
}

/// An answer with other workouts on a day, Monday being the first.
fn with(mut answer: Value, day: usize, workouts: Value) -> Value {
    answer["days"][day]["workouts"] = workouts;
    answer
}

#[actix_web::test]
async fn a_week_is_taken_only_if_everything_holds_that_has_to() {
    let brief = strict_brief();
    let skeleton = skeleton(brief.clone()).await.unwrap();
    let settings = LlmSettings::new("http://127.0.0.1/v1".parse().unwrap(), "scripted");
    let writing = || {
        let draft = skeleton.draft.clone();
        let boundary = Boundary::fixed("abc");
        Writing::begin(draft, &skeleton.plan, &brief, &[], boundary, &settings).unwrap()
    };
    let good = |week| answer(&writing(), week);
    let lines = |week: u8, day: usize| good(week)["days"][day]["workouts"].clone();
    let second = good(2);
    let mut report = String::new();
    let mut refuse = |what: &str, week: u8, changed: Value| {
        let judged = writing().judge(week, &changed);
        let said = match judged {
            Ok(_) => "taken".to_owned(),
            Err(complaint) => {
                let messages = complaint.messages.iter().map(|it| format!("\n    {it}"));
                complaint.fault.code().to_owned() + &messages.collect::<String>()
            }
        };
        report.push_str(&format!("{what}\n  {said}\n"));
    };
    for week in 1..=4 {
        refuse(&format!("week {week} as it is planned"), week, good(week));
    }
    refuse(
        "two workouts on a day",
        2,
        with(second.clone(), 2, {
            let mut both = lines(2, 2);
            both.as_array_mut().unwrap().push(json!("Strength 20 min"));
            both
        }),
    );
    refuse("the weekday said twice", 2, {
        let line = lines(2, 5)[0].as_str().unwrap().to_owned();
        with(second.clone(), 5, json!([format!("- Sat: {line}")]))
    });
    refuse(
        "a run on a day that is to stay free",
        2,
        with(second.clone(), 4, json!(["Easy 3 mi"])),
    );
    refuse(
        "more minutes than the day has",
        2,
        with(second.clone(), 2, json!(["Easy 90 min"])),
    );
    refuse(
        "a long run on another day",
        2,
        with(second.clone(), 0, json!(["Long 5 mi"])),
    );
    refuse(
        "one more running day",
        2,
        with(second.clone(), 6, json!(["Easy 2 mi"])),
    );
    refuse(
        "much more running",
        2,
        with(second.clone(), 5, json!(["Long 18 mi"])),
    );
    refuse(
        "much less running",
        2,
        with(second.clone(), 5, json!(["Rest"])),
    );
    refuse(
        "a race of its own",
        2,
        with(second.clone(), 5, json!(["10K race"])),
    );
    refuse("no race on race day", 4, with(good(4), 6, json!(["Rest"])));
    refuse(
        "another race on race day",
        4,
        with(good(4), 6, json!(["5K race"])),
    );
    refuse(
        "training before the plan begins",
        1,
        with(good(1), 0, json!(["Easy 2 mi"])),
    );
    refuse(
        "a line nobody can read",
        2,
        with(second.clone(), 5, json!(["Run until it hurts"])),
    );
    refuse(
        "a number without a unit",
        2,
        with(second.clone(), 0, json!(["Easy 5"])),
    );
    refuse("steps that do not add up", 2, {
        with(
            second.clone(),
            0,
            json!(["Tempo 3 mi: 2 mi warm-up, 3 mi @ T, 2 mi cool-down"]),
        )
    });
    refuse(
        "two lines in one",
        2,
        with(second.clone(), 5, json!(["Long 6 mi\n- Fri: Easy 5 mi"])),
    );
    refuse("text that is turned around", 2, {
        let line = lines(2, 5)[0].as_str().unwrap().to_owned();
        with(second.clone(), 5, json!([format!("{line} — \u{202e}im")]))
    });
    refuse(
        "a line without an end",
        2,
        with(second.clone(), 5, json!(["Long 6 mi, ".repeat(60)])),
    );
    refuse(
        "five workouts on a day",
        2,
        with(second.clone(), 5, json!(vec!["Easy 1 mi"; 5])),
    );
    refuse(
        "a mark without a library",
        2,
        with(second.clone(), 5, json!(["Long 6 mi [L1]"])),
    );
    refuse("days in another order", 2, {
        let mut turned = second.clone();
        turned["days"].as_array_mut().unwrap().reverse();
        turned
    });
    refuse("a day that is none", 2, {
        let mut other = second.clone();
        other["days"][0]["day"] = json!("Someday");
        other
    });
    refuse("a member nobody asked for", 2, {
        let mut more = second.clone();
        more["library_id"] = json!("0190");
        more
    });
    insta::assert_snapshot!(report);
}

#[actix_web::test]
async fn what_is_not_seen_in_an_answer_is_left_out_and_costs_no_repair() {
    let brief = brief(8);
    let skeleton = skeleton(brief.clone()).await.unwrap();
    let settings = LlmSettings::new("http://127.0.0.1/v1".parse().unwrap(), "scripted");
    let boundary = Boundary::fixed("abc");
    let draft = skeleton.draft.clone();
    let mut writing =
        Writing::begin(draft, &skeleton.plan, &brief, &[], boundary, &settings).unwrap();
    let planned = answer(&writing, 1);
    let day = (0..7).find(|day| {
        let line = planned["days"][day]["workouts"][0].as_str();
        line.is_some_and(|line| line.starts_with("Easy"))
    });
    let day = day.unwrap();
    let line = planned["days"][day]["workouts"][0]
        .as_str()
        .unwrap()
        .to_owned();
    for (note, line_note, taken, taken_note) in [
        (
            "Easy week.\n",
            "by the\triver",
            "Easy week.",
            "by the river",
        ),
        (
            "Easy\tweek.\u{7}",
            " \u{202e}slow\u{200b}ly ",
            "Easy week.",
            "slowly",
        ),
        ("Easy\nweek.\u{2028}", "slowly\r\n", "Easy week.", "slowly"),
    ] {
        let mut changed = with(
            planned.clone(),
            day,
            json!([format!("{line} — {line_note}")]),
        );
        changed["note"] = json!(note);
        let said = writing.judge(1, &changed).unwrap();
        let said: Vec<_> = said.lines.iter().map(|(_, line)| line.as_str()).collect();
        assert!(
            said.contains(&format!("Note: {taken}").as_str()),
            "{said:#?}"
        );
        let kept = format!(": {line} — {taken_note}");
        assert!(
            said.iter().any(|it| it.ends_with(&kept)),
            "{kept}: {said:#?}"
        );
    }
    // What is too long is cut, and what is trained is not.
    let mut long = with(
        planned,
        day,
        json!([format!("{line} — {}", "so ".repeat(400))]),
    );
    long["note"] = json!("slow ".repeat(400));
    let said = writing.judge(1, &long).unwrap();
    let cut = said.lines.iter().filter(|(_, line)| line.ends_with('…'));
    assert_eq!(cut.count(), 2, "{said:?}");
}

#[actix_web::test]
async fn weeks_that_were_taken_are_in_the_draft_and_judged_against() {
    let brief = brief(8);
    let skeleton = skeleton(brief.clone()).await.unwrap();
    let settings = LlmSettings::new("http://127.0.0.1/v1".parse().unwrap(), "scripted");
    let draft = skeleton.draft.clone();
    let boundary = Boundary::fixed("abc");
    let mut writing =
        Writing::begin(draft, &skeleton.plan, &brief, &[], boundary, &settings).unwrap();
    let mut changed = answer(&writing, 1);
    changed["days"][1]["workouts"] = json!(["Easy 40 min — by the river"]);
    changed["note"] = json!("begin gently");
    let lines = writing.judge(1, &changed).unwrap();
    let taken = writing.draft.weeks[0].clone();
    assert_eq!(
        taken.on(chrono::Weekday::Tue)[0].duration,
        Some(Time::from_minutes(40))
    );
    assert_eq!(taken.notes, ["begin gently"]);
    assert_eq!(taken.phase, skeleton.draft.weeks[0].phase);
    assert!(
        lines.lines[0].1.starts_with("## Week 1 · Base"),
        "{lines:?}"
    );

    let again = skeleton.draft.clone();
    let boundary = Boundary::fixed("abc");
    let mut resumed =
        Writing::begin(again, &skeleton.plan, &brief, &[], boundary, &settings).unwrap();
    assert!(resumed.resume(&lines));
    assert_eq!(resumed.draft, writing.draft);
    let unreadable = WeekLines {
        lines: vec![
            (1, "## Week 1 · Base".to_owned()),
            (2, "- Mon: hm".to_owned()),
        ],
        ..lines
    };
    assert!(
        !resumed.resume(&unreadable),
        "what does not read is written again"
    );
}
