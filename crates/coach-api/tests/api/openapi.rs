//! The committed document is the one the code makes, and the one that is served.

use std::collections::BTreeSet;
use std::path::Path;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::app::{Answer, for_each_app};

/// Set to `1` to write the document instead of comparing it.
const WRITE: &str = "STRATA_WRITE_OPENAPI";

#[test]
fn the_committed_document_is_what_the_code_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi/coach.json");
    let made = coach_api::openapi_document();
    if std::env::var(WRITE).is_ok_and(|value| value == "1") {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, made).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == made,
        "docs/openapi/coach.json is not what the code says; run the test with {WRITE}=1"
    );
}

#[test]
fn the_document_is_served_to_anyone() {
    for_each_app(async |app| {
        let served = app.anon.get("/.well-known/openapi.json").await;
        let served = served.expect(StatusCode::OK);
        let made: serde_json::Value = serde_json::from_str(coach_api::openapi_document()).unwrap();
        assert_eq!(served, made);
        assert_eq!(served["openapi"], "3.1.0");
    });
}

/// The members of a schema, references and combinations resolved.
fn members(document: &Value, schema: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        found.extend(members(document, &document["components"]["schemas"][name]));
    }
    if let Some(properties) = schema["properties"].as_object() {
        found.extend(properties.keys().cloned());
    }
    for part in schema["allOf"].as_array().into_iter().flatten() {
        found.extend(members(document, part));
    }
    found
}

/// Asks with a member nobody knows; the fault names those that are known.
#[test]
fn the_document_names_every_member_a_body_may_have() {
    for_each_app(async |app| {
        let document: Value = serde_json::from_str(coach_api::openapi_document()).unwrap();
        let plan = app.make_plan().await;
        let org = app.team.org.to_string();
        let library = format!("/api/v1/organizations/{org}/workouts");
        let kept = json!({"name": "Loop", "line": "Easy 5 mi"});
        let kept = app.coach.post(&library, kept).await.body;
        let mut tried = 0;
        for (path, methods) in document["paths"].as_object().unwrap() {
            for (method, operation) in methods.as_object().unwrap() {
                let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
                if schema.is_null() {
                    continue;
                }
                let address = path
                    .replace("{org_id}", &org)
                    .replace("{workout_id}", kept["id"].as_str().unwrap())
                    .replace("{overlay_id}", "o1")
                    .replace("{id}", &plan);
                let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
                let body = json!({"org_id": org, "orgId": org, "nobody_knows": 1});
                // A list is a list of such bodies.
                let (schema, body, pointer) = match schema["type"].as_str() {
                    Some("array") => (&schema["items"], json!([body]), "#/0/nobody_knows"),
                    _ => (schema, body, "#/nobody_knows"),
                };
                let request = app
                    .head_coach
                    .request(method, &address)
                    .header("If-Match", "*");
                let refused = Answer::to(request.json(&body)).await;
                refused.expect_problem(422, "invalid_body");
                let errors = refused.body["errors"].as_array().unwrap().iter();
                let mut unknown = errors.filter(|error| error["pointer"] == pointer);
                let detail = unknown.next_back().unwrap()["detail"].as_str().unwrap();
                let known = detail.rsplit("expected only ").next().unwrap().split(", ");
                let known = known.map(str::to_owned).collect::<BTreeSet<_>>();
                assert_eq!(known, members(&document, schema), "{path}");
                tried += 1;
            }
        }
        assert_eq!(tried, 21, "every route with a body");
    });
}
