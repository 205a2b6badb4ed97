//! Generation with a real model on this machine, over all five endpoints.
//!
//! `just real-model` starts one and runs these; by themselves they are left out.
//! A model of 135 million parameters writes poor prose. Held to the exact form of
//! its answer, it writes a plan all the same: whole, valid and compared with the
//! draft. Left to itself it runs out of room, and that is a clear error.

use std::time::Duration;

use coach_api::config::{LlmSettings, Structured, WriterChoice};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use test_support::TestDatabase;

use crate::app::{Answer, TestApp};

/// Two weeks with lines the code leaves to a model.
const DRAFT: &str = "\
# No race · 2 weeks · intermediate

## Week 1 · Base
- Mon: Rest
- Tue: whatever feels right, five miles or so
- Thu: Easy 4 mi
- Sun: Long 8 mi

## Week 2 · Base
- Mon: Rest
- Wed: the usual loop at an easy jog
- Sun: Long 8 mi
";

/// What a model may be blamed for; anything else is a fault of ours.
const MODELS_FAULTS: [&str; 2] = ["model_", "draft_unreadable"];

async fn app() -> TestApp {
    // A small model cannot hold to seven days and a sum by itself.
    app_with(Structured::JsonSchemaExact).await
}

async fn app_with(structured: Structured) -> TestApp {
    let url = std::env::var("STRATA_TEST_LLM_URL");
    let url = url.expect("STRATA_TEST_LLM_URL names the model; `just real-model` sets it");
    let mut llm = LlmSettings::new(url.parse().unwrap(), "smollm2");
    llm.structured = structured;
    // Room for what two weeks take, not for a small model to lose itself in.
    llm.max_output_tokens = 1_024;
    llm.tokens_per_week = 400;
    // A small model on a small machine.
    llm.patience.first_token = Duration::from_secs(300);
    llm.patience.idle = Duration::from_secs(60);
    llm.patience.call = Duration::from_secs(900);
    TestApp::spawn_changed(TestDatabase::sqlite().await, |settings| {
        settings.writer = WriterChoice::OpenAi(Box::new(llm));
        settings.runs.draft_deadline = Duration::from_secs(900);
        settings.runs.plan_deadline = Duration::from_secs(900);
    })
    .await
}

/// Whoever tries a model wants to see what it made of it.
#[expect(clippy::print_stderr, reason = "run by hand, for people to read")]
fn show(text: &str) {
    eprintln!("{text}");
}

/// What an endpoint answers; a stream's events.
async fn ask(app: &TestApp, endpoint: &str) -> Answer {
    let mut body = json!({"weeks": 2, "level": "intermediate", "org_id": app.team.org});
    if endpoint.contains("plan") {
        body["refined_draft"] = DRAFT.into();
    }
    let path = format!("/api/v1/ai-coach/{endpoint}");
    let request = app.coach.request(Method::POST, &path).json(&body);
    let answer = Answer::to(request.timeout(Duration::from_secs(1_000))).await;
    show(&format!("{endpoint}: {}", answer.status));
    answer
}

/// The end of a stream: what came out, or why nothing did.
fn end(events: &Value) -> Value {
    let events = events.as_array().unwrap();
    let types = events.iter().map(|event| event["type"].as_str().unwrap());
    let types = types.collect::<Vec<_>>();
    let ends = types.iter().filter(|it| ["result", "error"].contains(it));
    assert_eq!(ends.count(), 1, "{types:?}");
    assert_eq!(types.last(), Some(&"done"));
    let progress = events.iter().filter_map(|it| it["progress"].as_u64());
    assert!(progress.is_sorted());
    let last = &events[events.len() - 2];
    match last["type"].as_str() {
        Some("result") => last["data"].clone(),
        _ => last.clone(),
    }
}

/// A clear error that blames the model; `None` where there is a result.
fn fault(end: &Value) -> Option<&str> {
    let code = end["code"].as_str()?;
    assert!(
        MODELS_FAULTS.iter().any(|known| code.starts_with(known)),
        "{end:#}"
    );
    show(&format!("no result: {code}"));
    Some(code)
}

fn judge_draft(end: &Value) {
    assert!(end["code"].is_null(), "{end:#}");
    by_the_model(end);
    let draft = end["draft"].as_str().unwrap();
    show(draft);
    for week in 1..=2 {
        assert!(draft.contains(&format!("## Week {week} · ")), "{draft}");
    }
    let days = draft.lines().filter(|line| line.starts_with("- ")).count();
    assert!(days >= 14, "all seven days of both weeks: {draft}");
}

fn judge_plan(end: &Value) {
    assert!(end["code"].is_null(), "{end:#}");
    by_the_model(end);
    let workouts = end["workouts"].as_array().unwrap();
    let on = |week: u64, day: &str| {
        let mut there = workouts
            .iter()
            .filter(|it| it["week"] == week && it["day"] == day);
        there.next().map(|it| &it["target_distance_meters"])
    };
    // What the code can read stays as it was written, whatever the model said.
    for (week, day, meters) in [
        (1, "Thu", 6_437.376),
        (1, "Sun", 12_874.752),
        (2, "Sun", 12_874.752),
    ] {
        assert_eq!(on(week, day), Some(&json!(meters)), "week {week}, {day}");
    }
    assert!(end["differences"].is_array());
    show(&format!("{:#}", end["differences"]));
}

/// The answer says who wrote it.
fn by_the_model(end: &Value) {
    let provenance = &end["provenance"];
    assert_eq!(provenance["generator"], "openai");
    assert_eq!(provenance["model"], "smollm2");
    assert!(provenance["tokens_used"].as_u64().unwrap() > 0);
}

#[tokio::test]
#[ignore = "takes a real model; `just real-model` starts one"]
async fn short_two_weeks_come_whole_as_a_draft_and_as_a_plan() {
    let app = app().await;
    let draft = ask(&app, "generate-draft/stream?deltas=true").await;
    judge_draft(&end(&draft.expect(StatusCode::OK)));
    let plan = ask(&app, "generate-plan/stream/incremental").await;
    judge_plan(&end(&plan.expect(StatusCode::OK)));
}

#[tokio::test]
#[ignore = "takes a real model; `just real-model` starts one"]
async fn a_small_model_left_to_itself_ends_in_a_clear_error_if_not_in_a_plan() {
    let app = app_with(Structured::JsonSchema).await;
    let answer = ask(&app, "generate-plan/stream/incremental").await;
    let end = end(&answer.expect(StatusCode::OK));
    if fault(&end).is_none() {
        judge_plan(&end);
    }
}

#[tokio::test]
#[ignore = "takes a real model; `just real-model` starts one"]
async fn every_other_form_comes_whole() {
    // One after the other: the model has one place.
    let app = app().await;
    judge_draft(&ask(&app, "generate-draft").await.body);
    judge_plan(&ask(&app, "generate-plan").await.body);
    let plan = ask(&app, "generate-plan/stream").await;
    judge_plan(&end(&plan.expect(StatusCode::OK)));
}
