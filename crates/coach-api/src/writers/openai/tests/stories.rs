//! What happens when things go right, and when they go wrong and end well.

use plan_core::units::Distance;
use plan_core::workout::{Workout, WorkoutKind};
use serde_json::Value;
use test_support::llm::{Action, Call, Edit, Reply};

use super::*;
use crate::writers::openai::settings::{ApiKey, Structured};

#[actix_web::test]
async fn a_draft_of_sixteen_weeks_is_written_in_batches_each_week_once_in_order() {
    let desk = Desk::open(Script::default()).await;
    let heard = desk.draft(&brief(16)).await;
    let written = heard.end.as_ref().unwrap();
    assert_eq!(heard.numbers(), (1..=16).collect::<Vec<_>>());
    assert_eq!(written.draft.weeks.len(), 16);
    let text = draft::print(&written.draft);
    assert!(text.contains("— easy does it"), "{text}");
    assert!(heard.percents.is_sorted());
    let calls = desk.server.calls();
    assert_eq!(calls.len(), 3, "4096 tokens hold six weeks of 600");
    assert!(
        desk.server
            .calls_per_week()
            .values()
            .all(|calls| *calls == 1)
    );
    assert!(desk.purse.is_settled());
    assert_eq!(desk.purse.spent(), written.cost.tokens);
    assert!(written.cost.tokens > 0);
    assert!(
        desk.purse
            .entries()
            .iter()
            .all(|(set_aside, spent)| Some(*set_aside) > *spent)
    );
}

#[actix_web::test]
async fn weeks_that_were_finished_before_are_kept_and_not_paid_for_again() {
    let desk = Desk::open(Script::default()).await;
    let brief = brief(8);
    let first = desk.draft(&brief).await;
    desk.server.forget_calls();

    let finished = first
        .weeks
        .iter()
        .filter(|week| week.week != 3 && week.week < 6);
    let finished: BTreeMap<_, _> = finished.map(|week| (week.week, week.clone())).collect();
    let order = desk.order(&brief, &finished);
    let second = Heard::all_of(desk.writer.draft(order)).await;
    assert_eq!(second.numbers(), [3, 6, 7, 8]);
    assert_eq!(second.end.unwrap().draft, first.end.unwrap().draft);
    let asked: Vec<_> = desk.server.calls_per_week().into_keys().collect();
    assert_eq!(asked, [3, 6, 7, 8]);
}

#[actix_web::test]
async fn a_brief_that_the_planner_refuses_is_refused_before_anybody_is_asked() {
    let desk = Desk::open(Script::default()).await;
    let mut brief = brief(8);
    brief.plan.start = "2026-10-17".parse().ok();
    let heard = desk.draft(&brief).await;
    assert!(matches!(heard.end, Err(WriterError::Refused(_))));
    assert_eq!(desk.server.calls().len(), 0);
    assert_eq!(desk.purse.entries(), []);
}

#[actix_web::test]
async fn a_reader_who_goes_away_ends_the_call_and_the_bill_is_settled() {
    let desk = Desk::open(Script::default()).await;
    desk.server.set_pace(Duration::from_millis(20));
    let (brief, nothing) = (brief(8), BTreeMap::new());
    let mut telling = desk.writer.draft(desk.order(&brief, &nothing));
    while let Some(said) = telling.next().await {
        if let Said::Week(week) = said.unwrap() {
            assert_eq!(week.week, 1);
            break;
        }
    }
    drop(telling);
    let dropped = std::time::Instant::now();
    loop {
        let call = &desk.server.calls()[0];
        if call.hung_up.is_some() && desk.purse.is_settled() {
            assert!(!call.is_answered);
            break;
        }
        assert!(dropped.elapsed() < SOON, "{call:?}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let prompt = desk.server.calls()[0].prompt().chars().count() as u64 / 4;
    assert!((prompt + 50..prompt + 400).contains(&desk.purse.spent()));
}

#[actix_web::test]
async fn a_week_that_was_refused_is_asked_for_again_alone_and_colder_with_what_was_wrong() {
    let broken = Edit {
        replace: vec![("Easy ".to_owned(), "Jog around ".to_owned())],
        ..Edit::default()
    };
    let script = Script::of([Reply::of(vec![Action::Answer(broken)]), Reply::good()]);
    let desk = Desk::open(script).await;
    let heard = desk.draft(&brief(4)).await;
    assert_eq!(heard.code(), None);
    assert_eq!(heard.numbers(), [1, 2, 3, 4]);
    let calls = desk.server.calls();
    let asked: Vec<_> = calls.iter().map(|call| call.asked.weeks()).collect();
    assert_eq!(asked, [vec![1, 2, 3, 4], vec![1]]);
    assert!(
        calls[1].prompt().contains("week 1: `- "),
        "{}",
        calls[1].prompt()
    );
    let temperature = |call: &Call| call.body["temperature"].as_f64().unwrap();
    assert!(temperature(&calls[1]) < temperature(&calls[0]));
}

#[actix_web::test]
async fn an_answer_that_did_not_fit_is_asked_for_in_halves() {
    let desk = Desk::open(Script::fixture("25_length_once")).await;
    let heard = desk.draft(&brief(6)).await;
    assert_eq!(heard.code(), None);
    assert_eq!(heard.numbers(), [1, 2, 3, 4, 5, 6]);
    let asked: Vec<_> = desk
        .server
        .calls()
        .iter()
        .map(|call| call.asked.weeks())
        .collect();
    assert_eq!(asked[0].len(), 6);
    assert!(asked[1..].iter().all(|weeks| weeks.len() <= 2), "{asked:?}");
}

#[actix_web::test]
async fn what_a_host_does_not_understand_is_found_out_once() {
    let desk = Desk::open(Script::fixture("11_grammar_too_large")).await;
    assert_eq!(desk.draft(&brief(2)).await.code(), None);
    assert_eq!(desk.draft(&brief(2)).await.code(), None);
    let calls = desk.server.calls();
    let forms: Vec<_> = calls
        .iter()
        .map(|call| &call.body["response_format"]["type"])
        .collect();
    assert_eq!(forms, ["json_schema", "json_object", "json_object"]);
}

#[actix_web::test]
async fn an_operator_says_how_the_answer_is_held_to_its_form() {
    for (structured, form) in [
        (Structured::JsonSchema, Some("json_schema")),
        (Structured::JsonObject, Some("json_object")),
        (Structured::None, None),
    ] {
        let desk = Desk::open_with(Script::default(), |settings| {
            settings.structured = structured
        });
        let desk = desk.await;
        assert_eq!(desk.draft(&brief(1)).await.code(), None);
        let body = &desk.server.calls()[0].body;
        assert_eq!(body["response_format"]["type"].as_str(), form);
        assert_eq!(body["stream_options"]["include_usage"], true);
        assert_eq!(body["max_tokens"], 4096);
    }
}

#[actix_web::test]
async fn the_key_goes_into_its_header_and_nowhere_else() {
    let key = "sk-marker-4711";
    let desk = Desk::open_with(Script::default(), |settings| {
        settings.api_key = ApiKey::new(key);
    });
    let desk = desk.await;
    assert_eq!(desk.draft(&brief(1)).await.code(), None);
    let call = &desk.server.calls()[0];
    let head = call.head.to_ascii_lowercase();
    assert!(
        head.contains(&format!("authorization: bearer {key}")),
        "{head}"
    );
    assert!(head.starts_with("post /v1/chat/completions "), "{head}");
    assert!(!call.body.to_string().contains(key));
    assert!(!format!("{:?}", desk.writer).contains(key));
}

#[actix_web::test]
async fn library_workouts_are_offered_by_mark_and_come_back_by_name() {
    let library = [LibraryWorkout {
        id: "1".to_owned(),
        name: "Canal loop".to_owned(),
        level: None,
        workout: Workout::run(WorkoutKind::Easy, Distance::from_miles(5)),
    }];
    let marked = Edit {
        replace: vec![(
            " — easy does it\"".to_owned(),
            " — easy does it [L1]\"".to_owned(),
        )],
        ..Edit::default()
    };
    let script = Script::of([Reply::of(vec![Action::Answer(marked)])]);
    let desk = Desk::open(script).await;
    let heard = desk.draft_with(&brief(1), &library).await;
    let written = heard.end.unwrap();
    let names = written
        .draft
        .weeks
        .iter()
        .flat_map(|week| week.days.iter().flatten());
    let names: Vec<_> = names
        .filter_map(|workout| workout.name.as_deref())
        .collect();
    assert_eq!(names, ["Canal loop"]);
}

#[actix_web::test]
async fn lines_are_rewritten_week_by_week_and_what_nobody_can_read_stays_unread() {
    let desk = Desk::open(Script::default()).await;
    desk.server
        .rewrite("furlongs", "- Tue: Easy 9 mi — in furlongs");
    desk.server.rewrite("see above", "");
    let weeks = [
        unread(2, &["- Tue: 9 furlongs", "- Thu: see above"]),
        unread(5, &["- Wed: 7 leagues"]),
    ];
    let heard = desk.read(&brief(8), &weeks).await;
    let said: Vec<_> = heard
        .weeks
        .iter()
        .map(|it| (it.week, it.lines.clone()))
        .collect();
    let line = |number: u32, text: &str| (number, text.to_owned());
    assert_eq!(
        said,
        [
            (2, vec![line(3, "- Tue: Easy 9 mi — in furlongs")]),
            (5, vec![line(3, "- Wed: Easy 7 mi")]),
        ]
    );
    assert_eq!(desk.server.calls().len(), 1);
    assert_eq!(heard.end.unwrap().tokens, desk.purse.spent());
}

#[actix_web::test]
async fn a_week_with_more_lines_than_an_answer_has_room_for_is_read_in_parts_and_said_once() {
    let desk = Desk::open_with(Script::default(), |settings| {
        settings.max_output_tokens = 500;
    })
    .await;
    let lines: Vec<String> = (3..13)
        .map(|miles| format!("- Tue: {miles} leagues"))
        .collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let weeks = [
        unread(1, &lines[..1]),
        unread(2, &lines),
        unread(3, &lines[..2]),
    ];
    let heard = desk.read(&brief(3), &weeks).await;
    heard.end.as_ref().unwrap();
    assert_eq!(heard.numbers(), [1, 2, 3]);
    for (read, asked) in heard.weeks.iter().zip(&weeks) {
        let read: Vec<u32> = read.lines.iter().map(|(line, _)| *line).collect();
        let asked: Vec<u32> = asked.lines.iter().map(|line| line.line).collect();
        assert_eq!(read, asked);
    }
    let calls = desk.server.calls();
    let asked: Vec<_> = calls.iter().map(|call| call.asked.weeks()).collect();
    let expected: [&[u8]; 6] = [&[1], &[2], &[2], &[2], &[2], &[3]];
    assert_eq!(asked, expected);
    assert!(heard.percents.is_sorted(), "{:?}", heard.percents);
    assert!(desk.purse.is_settled());
}

#[actix_web::test]
async fn an_exact_form_names_what_is_asked_for() {
    let desk = Desk::open_with(Script::default(), |settings| {
        settings.structured = Structured::JsonSchemaExact;
    })
    .await;
    let mut plain = brief(2);
    (plain.prompt, plain.principle) = (None, None);
    desk.draft(&plain).await.end.unwrap();
    let wishes = Brief {
        prompt: Some("hills, please".to_owned()),
        ..plain.clone()
    };
    desk.draft(&wishes).await.end.unwrap();
    desk.read(&plain, &[unread(2, &["- Tue: 9 furlongs"])])
        .await
        .end
        .unwrap();
    let calls = desk.server.calls();
    let weeks = |call: usize| {
        let format = &calls[call].body["response_format"];
        assert_eq!(format["type"], "json_schema");
        format["json_schema"]["schema"]["properties"]["weeks"]["prefixItems"].clone()
    };
    let count = |weeks: &Value| weeks.as_array().unwrap().len();
    let planned = weeks(0);
    assert_eq!(count(&planned), 2);
    let days = &planned[0]["properties"]["days"]["prefixItems"];
    assert_eq!(count(days), 7);
    // Without a wish the skeleton stands, and with one only its days do.
    assert!(!planned.to_string().contains("Hill repeats|"));
    assert!(weeks(1).to_string().contains("Hill repeats|"));
    let line = &weeks(2)[0]["properties"]["lines"]["prefixItems"][0]["properties"];
    assert!(
        line["text"]["pattern"]
            .as_str()
            .unwrap()
            .starts_with("^(- Tue: ")
    );
}
