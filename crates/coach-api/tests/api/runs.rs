//! Runs over HTTP: five forms of one generation, found again, replayed, ended.

use chrono::TimeDelta;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use test_support::builders;

use crate::app::{Answer, Client, TestApp, for_each_app};

const DRAFT: &str = "/api/v1/ai-coach/generate-draft";
const DRAFT_STREAM: &str = "/api/v1/ai-coach/generate-draft/stream";
const PLAN: &str = "/api/v1/ai-coach/generate-plan";
const PLAN_STREAM: &str = "/api/v1/ai-coach/generate-plan/stream";
const WEEKS_STREAM: &str = "/api/v1/ai-coach/generate-plan/stream/incremental";

/// A POST with headers of its own.
async fn post(client: &Client, path: &str, body: &Value, headers: &[(&str, &str)]) -> Answer {
    let mut request = client.request(Method::POST, path).json(body);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Answer::to(request).await
}

async fn replay(client: &Client, run: &str, last: Option<&str>) -> Answer {
    let path = format!("/api/v1/ai-coach/runs/{run}/events");
    let mut request = client.request(Method::GET, &path);
    if let Some(last) = last {
        request = request.header("Last-Event-ID", last);
    }
    Answer::to(request).await
}

fn types(events: &Value) -> Vec<&str> {
    let events = events.as_array().unwrap().iter();
    events.map(|it| it["type"].as_str().unwrap()).collect()
}

fn ids(events: &Value) -> Vec<&str> {
    let events = events.as_array().unwrap().iter();
    events.map(|it| it["id"].as_str().unwrap()).collect()
}

/// The run of a stream, from the ids of its events, which are numbered from 1.
pub(crate) fn run_of(events: &Value) -> String {
    let ids = ids(events);
    let (run, _) = ids[0].rsplit_once('-').unwrap();
    run.to_owned()
}

fn result(events: &Value) -> &Value {
    let mut events = events.as_array().unwrap().iter();
    &events.find(|it| it["type"] == "result").unwrap()["data"]
}

#[test]
fn every_form_tells_the_same_in_its_own_way() {
    for_each_app(async |app| {
        let (draft, plan) = (app.draft_request(), app.plan_request());
        for (path, body, expected) in [
            (DRAFT_STREAM, &draft, vec!["progress", "result", "done"]),
            (PLAN_STREAM, &plan, vec!["progress", "result", "done"]),
            (
                WEEKS_STREAM,
                &plan,
                vec!["progress", "week", "week", "result", "done"],
            ),
        ] {
            let answer = post(&app.coach, path, body, &[]).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            assert_eq!(answer.header("content-type"), "text/event-stream");
            assert_eq!(answer.header("cache-control"), "no-store, no-transform");
            assert_eq!(answer.header("x-accel-buffering"), "no");
            assert_eq!(answer.header("content-encoding"), "");
            let mut told = types(&answer.body);
            told.dedup_by(|a, b| *a == "progress" && *b == "progress");
            let weeks_before_progress = told.iter().filter(|it| **it != "progress");
            let others = expected.iter().filter(|it| **it != "progress");
            assert!(weeks_before_progress.eq(others), "{path}: {told:?}");
            assert_eq!(told[0], "progress", "{path}");
            let percents = answer.body.as_array().unwrap().iter();
            let percents = percents.filter_map(|it| it["progress"].as_u64());
            let percents: Vec<_> = percents.collect();
            assert!(percents.is_sorted(), "{path}");
            assert_eq!(percents[0], 0, "{path}: what is done comes behind it");

            let run = run_of(&answer.body);
            let numbers = ids(&answer.body);
            assert!(numbers.iter().all(|id| id.starts_with(&run)), "{numbers:?}");
            let sync = match path {
                DRAFT_STREAM => DRAFT,
                _ => PLAN,
            };
            let mut waited = app
                .coach
                .post(sync, body.clone())
                .await
                .expect(StatusCode::OK);
            let streamed = result(&answer.body);
            assert_eq!(streamed["run_id"], run);
            waited["run_id"] = run.into();
            assert_eq!(*streamed, waited, "{path}");
        }
    });
}

#[test]
fn weeks_are_those_of_the_result() {
    for_each_app(async |app| {
        let answer = post(&app.coach, WEEKS_STREAM, &app.plan_request(), &[]).await;
        let events = answer.body.as_array().unwrap();
        let weeks = events.iter().filter(|it| it["type"] == "week");
        let mut workouts = Vec::new();
        for (number, week) in (1..).zip(weeks) {
            assert_eq!(
                (&week["week"], &week["total_weeks"]),
                (&json!(number), &json!(2))
            );
            assert_eq!(week["data"]["findings"], json!([]));
            assert_eq!(week["data"]["phase"], "Base");
            workouts.extend(week["data"]["workouts"].as_array().unwrap().clone());
        }
        assert_eq!(Value::Array(workouts), result(&answer.body)["workouts"]);
    });
}

#[test]
fn a_run_is_replayed_from_wherever_its_reader_was() {
    for_each_app(async |app| {
        let key = [("Idempotency-Key", "monday")];
        let told = post(&app.coach, WEEKS_STREAM, &app.plan_request(), &key)
            .await
            .body;
        let run = run_of(&told);
        let told_events = told.as_array().unwrap();
        assert_eq!(replay(&app.coach, &run, None).await.body, told);
        for (place, id) in ids(&told).into_iter().enumerate() {
            let rest = Value::Array(told_events[place + 1..].to_vec());
            let replayed = replay(&app.coach, &run, Some(id)).await;
            if place + 1 == told_events.len() {
                // Whoever heard the end has nothing to come back for.
                assert_eq!(replayed.status, StatusCode::NO_CONTENT);
            } else {
                assert_eq!(replayed.body, rest, "{id}");
            }
            let headers = [key[0], ("Last-Event-ID", id)];
            let again = post(&app.coach, WEEKS_STREAM, &app.plan_request(), &headers).await;
            assert_eq!(again.body, rest, "{id}");
        }
        let runs = app.database.texts("SELECT id AS value FROM runs");
        assert_eq!(runs, [Some(run)], "nothing was begun a second time");
    });
}

#[test]
fn ten_minutes_after_its_end_a_run_tells_how_it_ended() {
    for_each_app(async |app| {
        let told = post(&app.coach, WEEKS_STREAM, &app.plan_request(), &[])
            .await
            .body;
        let run = run_of(&told);
        let swept = app
            .store
            .write(|conn| plan_store::runs::sweep(conn, builders::now() + TimeDelta::minutes(11)));
        assert!(swept.await.unwrap().events > 0);
        let events = told.as_array().unwrap();
        let last_two = Value::Array(events[events.len() - 2..].to_vec());
        assert_eq!(replay(&app.coach, &run, None).await.body, last_two);
        let first = ids(&told)[0];
        assert_eq!(replay(&app.coach, &run, Some(first)).await.body, last_two);
    });
}

#[test]
fn an_event_that_a_run_does_not_have_is_refused_by_the_headers_name() {
    for_each_app(async |app| {
        let told = post(&app.coach, DRAFT_STREAM, &app.draft_request(), &[])
            .await
            .body;
        let run = run_of(&told);
        let other = post(&app.coach, DRAFT_STREAM, &app.draft_request(), &[])
            .await
            .body;
        let beyond = format!("{run}-99");
        let before = app.row_counts();
        for id in [ids(&other)[0], &beyond, "garbage", &run] {
            let refused = replay(&app.coach, &run, Some(id)).await;
            refused.expect_problem(400, "invalid_header");
            let detail = refused.body["detail"].as_str().unwrap();
            assert!(detail.starts_with("Last-Event-ID "), "{id}: {detail}");
        }
        for key in [None, Some("a new one")] {
            let mut headers = vec![("Last-Event-ID", ids(&told)[0])];
            headers.extend(key.map(|key| ("Idempotency-Key", key)));
            let refused = post(&app.coach, DRAFT_STREAM, &app.draft_request(), &headers).await;
            refused.expect_problem(400, "invalid_header");
        }
        assert_eq!(app.row_counts(), before, "nothing was begun for them");
    });
}

#[test]
fn one_key_is_one_run_in_whatever_form_and_however_many_ask() {
    for_each_app(async |app| {
        let request = app.plan_request();
        let asked = (0..20).map(|number| {
            let path = [PLAN, PLAN_STREAM, WEEKS_STREAM][number % 3];
            let key = ["once", "\"once\""][number % 2];
            let (coach, request) = (app.coach.clone(), request.clone());
            tokio::spawn(
                async move { post(&coach, path, &request, &[("Idempotency-Key", key)]).await },
            )
        });
        let mut results = Vec::new();
        for answer in asked.collect::<Vec<_>>() {
            let body = answer.await.unwrap().expect(StatusCode::OK);
            results.push(if body.is_array() {
                result(&body).clone()
            } else {
                body
            });
        }
        assert!(results.windows(2).all(|pair| pair[0] == pair[1]));
        assert_eq!(app.database.texts("SELECT id AS value FROM runs").len(), 1);

        let mut other = request.clone();
        other["seed"] = 1.into();
        let key = [("Idempotency-Key", "once")];
        let refused = post(&app.coach, PLAN, &other, &key).await;
        refused.expect_problem(422, "idempotency_mismatch");
        // Another kind, and another person, mean something else by it.
        let draft = post(&app.coach, DRAFT, &app.draft_request(), &key).await;
        let theirs = post(&app.head_coach, PLAN, &other, &key).await;
        for answer in [draft, theirs] {
            assert_ne!(
                answer.expect(StatusCode::OK)["run_id"],
                results[0]["run_id"]
            );
        }
    });
}

#[test]
fn a_refused_request_is_a_problem_and_no_stream_and_leaves_nothing_behind() {
    for_each_app(async |app| {
        let before = app.row_counts();
        let mut unreadable = app.plan_request();
        unreadable["refined_draft"] = crate::app::DRAFT.replace("Easy 5 mi", "wibble").into();
        let mut miscounted = app.plan_request();
        miscounted["weeks"] = 3.into();
        let mut impossible = app.draft_request();
        impossible["start_date"] = "2026-06-01".into();
        impossible["race"] = json!({"distance": "TenK", "date": "2026-06-02"});
        for (path, body, status, code) in [
            (PLAN_STREAM, &unreadable, 422, "draft_unreadable"),
            (WEEKS_STREAM, &unreadable, 422, "draft_unreadable"),
            (PLAN, &unreadable, 422, "draft_unreadable"),
            (WEEKS_STREAM, &miscounted, 422, "invalid_body"),
            (DRAFT_STREAM, &impossible, 422, "dates_contradict"),
            (DRAFT, &impossible, 422, "dates_contradict"),
        ] {
            post(&app.coach, path, body, &[])
                .await
                .expect_problem(status, code);
        }
        let key = [("Idempotency-Key", "")];
        let refused = post(&app.coach, DRAFT, &app.draft_request(), &key).await;
        refused.expect_problem(400, "invalid_header");
        let odd = format!("{DRAFT_STREAM}?deltas=yes");
        let refused = post(&app.coach, &odd, &app.draft_request(), &[]).await;
        assert_eq!(refused.pointers(), ["#/deltas"]);
        assert_eq!(app.row_counts(), before);
    });
}

#[test]
fn ending_a_run_that_has_ended_changes_nothing() {
    for_each_app(async |app| {
        let told = post(&app.coach, DRAFT_STREAM, &app.draft_request(), &[])
            .await
            .body;
        let run = run_of(&told);
        let path = format!("/api/v1/ai-coach/runs/{run}");
        let before = app.coach.get(&path).await.expect(StatusCode::OK);
        assert_eq!(before["state"], "succeeded");
        assert_eq!(before["error"], Value::Null);
        for _ in 0..2 {
            let ended = Answer::to(app.coach.request(Method::DELETE, &path)).await;
            assert_eq!(ended.expect(StatusCode::OK), before);
        }
        assert_eq!(replay(&app.coach, &run, None).await.body, told);
    });
}

#[test]
fn the_head_of_a_stream_comes_without_its_events() {
    for_each_app(async |app| {
        let told = post(&app.coach, DRAFT_STREAM, &app.draft_request(), &[])
            .await
            .body;
        let path = format!("/api/v1/ai-coach/runs/{}/events", run_of(&told));
        let head = app.coach.request(Method::HEAD, &path).send().await.unwrap();
        assert_eq!(head.status(), StatusCode::OK);
        assert_eq!(head.headers()["content-type"], "text/event-stream");
    });
}

#[test]
fn many_at_once_are_told_when_to_come_back() {
    for_each_app(async |app: TestApp| {
        // Two runs of the coach that never end, as another process would have them.
        let (org, person) = (app.team.org, app.team.coach);
        let begun = app.store.write(move |conn| {
            for _ in 0..2 {
                let new = plan_store::runs::NewRun {
                    org_id: org,
                    person_id: person,
                    kind: plan_store::runs::RunKind::Draft,
                    request_hash: [0; 32],
                    request: String::new(),
                    idempotency_key: None,
                    owner: "elsewhere".to_owned(),
                    lease_until: builders::now() + TimeDelta::hours(1),
                    deadline: builders::now() + TimeDelta::hours(1),
                };
                let limits = plan_store::runs::RunLimits {
                    per_person: 9,
                    per_org: 9,
                };
                plan_store::runs::begin(conn, new, limits, builders::now())?;
            }
            Ok::<_, plan_store::StoreError>(())
        });
        begun.await.unwrap();
        for path in [DRAFT, DRAFT_STREAM] {
            let refused = post(&app.coach, path, &app.draft_request(), &[]).await;
            refused.expect_problem(429, "too_many_runs");
            assert_eq!(refused.header("retry-after"), "5");
        }
        let others = app.head_coach.post(DRAFT, app.draft_request()).await;
        others.expect(StatusCode::OK);
    });
}
