use std::collections::BTreeSet;
use std::path::Path;

use test_support::TestDatabase;

use crate::sample;
use crate::test_app::{TestApp, serve};

/// Where the committed document says that the service is.
const DEFAULT_URL: &str = "http://127.0.0.1:8081";
/// Set to `1` to write the document instead of comparing it.
const WRITE: &str = "STRATA_WRITE_OPENAPI";

#[test]
fn the_committed_document_is_the_one_the_code_makes() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi/public.json");
    let made = public_api::openapi::document();
    if std::env::var(WRITE).is_ok_and(|value| value == "1") {
        std::fs::write(&file, made).unwrap();
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        committed == made,
        "docs/openapi/public.json is not what the code says; run this test with {WRITE}=1"
    );
}

#[actix_web::test]
async fn the_document_is_served_and_names_every_route() {
    let (anon, _) = serve(&TestDatabase::empty_sqlite(), |_| {});
    let answer = anon.get("/.well-known/openapi.json").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "application/json");
    let document = answer.json();
    let at_its_address = public_api::openapi::document().replace(DEFAULT_URL, anon.base());
    assert!(
        answer.text() == at_its_address,
        "the same but for the address"
    );
    assert_eq!(
        document["servers"],
        serde_json::json!([{"url": anon.base()}])
    );
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1."));
    let paths = document["paths"].as_object().unwrap();
    let documented = paths.keys().cloned().collect::<BTreeSet<_>>();
    let routes = public_api::routes::paths().into_iter();
    assert_eq!(documented, routes.collect::<BTreeSet<_>>());
}

#[test]
fn every_reference_inside_the_document_leads_somewhere() {
    let document: serde_json::Value =
        serde_json::from_str(public_api::openapi::document()).unwrap();
    let mut references = Vec::new();
    collect(&document, &mut references);
    assert!(references.len() > 10);
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

#[test]
fn the_document_does_not_describe_what_only_editors_see() {
    let document: serde_json::Value =
        serde_json::from_str(public_api::openapi::document()).unwrap();
    let schemas = &document["components"]["schemas"];
    for (schema, member) in plan_export::json::FOR_EDITORS {
        let members = schemas[schema]["properties"].as_object().unwrap();
        assert!(
            !members.is_empty() && !members.contains_key(*member),
            "{schema} {member}"
        );
    }
    assert!(schemas["WorkoutBody"]["properties"]["changes"].is_object());
}

fn collect(value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(members) => {
            for (name, value) in members {
                match (name.as_str(), value.as_str()) {
                    ("$ref", Some(reference)) => found.push(reference.to_owned()),
                    _ => collect(value, found),
                }
            }
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        _ => {}
    }
}

#[test]
fn every_operation_says_what_it_is_and_how_it_refuses() {
    let document: serde_json::Value =
        serde_json::from_str(public_api::openapi::document()).unwrap();
    let tags = document["tags"].as_array().unwrap();
    let tags: BTreeSet<_> = tags
        .iter()
        .map(|tag| tag["name"].as_str().unwrap())
        .collect();
    let mut ids = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        assert_eq!(
            item.as_object().unwrap().len(),
            1,
            "{path} can only be read"
        );
        let get = &item["get"];
        let id = get["operationId"].as_str().unwrap();
        assert!(ids.insert(id.to_owned()), "{id} twice");
        assert!(get["summary"].as_str().unwrap().ends_with('.'), "{path}");
        assert!(tags.contains(get["tags"][0].as_str().unwrap()), "{path}");
        let answers = get["responses"].as_object().unwrap();
        let mut expected = vec!["200", "429"];
        if path.contains("{publicId}") {
            expected.extend(["304", "404", "503"]);
        }
        for status in expected {
            assert!(
                answers.contains_key(status),
                "{path} does not tell of {status}"
            );
        }
        let refusal = &answers["429"];
        assert!(refusal["headers"]["Retry-After"].is_object(), "{path}");
        for (status, answer) in answers {
            let is_problem = answer["content"]["application/problem+json"].is_object();
            assert_eq!(is_problem, status.as_str() >= "400", "{path} {status}");
        }
    }
}

/// Headers that any HTTP answer may have, and those that browsers alone look at.
const OF_ANY_ANSWER: &[&str] = &[
    "access-control-allow-origin",
    "access-control-expose-headers",
    "connection",
    "content-length",
    "content-type",
    "content-security-policy",
    "cross-origin-resource-policy",
    "date",
    "permissions-policy",
    "referrer-policy",
    "strict-transport-security",
    "transfer-encoding",
    "x-content-type-options",
    "x-frame-options",
];

#[actix_web::test]
async fn every_header_that_is_sent_is_described_and_every_other_way_round() {
    let database = TestDatabase::sqlite().await;
    let app = TestApp::spawn(&database).await;
    let (_, id) = app.writer.published(sample::plan()).await;
    let document: serde_json::Value =
        serde_json::from_str(public_api::openapi::document()).unwrap();
    let mut statuses = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let address = |id: &str| path.replace("{publicId}", id).replace("{workoutId}", "w2");
        let fine = match path.as_str() {
            "/api/paces" => "/api/paces?vdot=50".to_owned(),
            _ => address(&id),
        };
        let mut addresses = vec![fine.clone()];
        if path.contains("{publicId}") {
            addresses.push(address("0000000"));
            addresses.push(format!("{fine}?units=furlongs"));
        }
        for address in addresses {
            let answer = app.anon.get(&address).await;
            let status = answer.status.as_str();
            statuses.insert(status.to_owned());
            let described = item["get"]["responses"][status]["headers"].as_object();
            let described: BTreeSet<_> = described
                .into_iter()
                .flat_map(|headers| headers.keys().map(|name| name.to_lowercase()))
                .collect();
            let sent: BTreeSet<_> = answer.headers.keys().map(ToString::to_string).collect();
            let silent: Vec<_> = sent
                .difference(&described)
                .filter(|name| !OF_ANY_ANSWER.contains(&name.as_str()))
                .collect();
            let missing: Vec<_> = described.difference(&sent).collect();
            assert!(
                silent.is_empty() && missing.is_empty(),
                "{address} {status}: not described {silent:?}, not sent {missing:?}"
            );
        }
    }
    assert_eq!(statuses, ["200", "404", "422"].map(str::to_owned).into());
}
