//! The committed document is the one the code makes, and the one that is served.

use std::path::Path;

use reqwest::StatusCode;

use crate::app::for_each_app;

/// Set it to write the document instead of comparing it.
const REWRITE: &str = "STRATA_REWRITE_OPENAPI";

#[test]
fn the_committed_document_is_what_the_code_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi/coach.json");
    let made = coach_api::openapi_document();
    if std::env::var_os(REWRITE).is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, made).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == made,
        "docs/openapi/coach.json is not what the code says; run the test with {REWRITE}=1"
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
