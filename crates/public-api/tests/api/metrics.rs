//! What operators see, and strangers do not.

use test_support::TestDatabase;
use web_base::metrics::MetricsAddress;

use crate::client::Reader;
use crate::sample;
use crate::test_app::{TestApp, settings};

#[actix_web::test]
async fn figures_are_on_a_listener_of_their_own_and_name_no_plan() {
    let database = TestDatabase::sqlite().await;
    // Somebody who writes; its service is not the one that is counted.
    let writing = TestApp::spawn(&database).await;
    let (_, id) = writing.writer.published(sample::plan()).await;

    let mut config = settings(&database);
    config.metrics = MetricsAddress::At(([127, 0, 0, 1], 0).into());
    config.rate_limit = 4;
    let bound = public_api::bind(config).unwrap();
    let anon = Reader::of(format!("http://{}", bound.address()));
    let operator = Reader::of(format!("http://{}", bound.metrics_address().unwrap()));
    let running = bound.spawn();

    let path = format!("/api/plans/{id}");
    let tag = anon.get(&path).await.header("etag").to_owned();
    let known = [("if-none-match", tag.as_str())];
    assert_eq!(anon.send("GET", &path, &known).await.status, 304);
    assert_eq!(anon.get("/api/plans/nobody-took-this").await.status, 404);
    assert_eq!(anon.send("BREW", &path, &[]).await.status, 405);
    assert_eq!(anon.get(&path).await.status, 429);
    assert_eq!(anon.get("/metrics").await.status, 404, "not for strangers");

    let answer = operator.get("/metrics").await;
    assert_eq!(answer.status, 200);
    assert!(
        answer
            .header("content-type")
            .starts_with("text/plain; version=0.0.4")
    );
    let text = answer.text();
    let count = "strata_http_request_duration_seconds_count";
    let route = "route=\"/api/plans/{publicId}\"";
    for line in [
        format!("{count}{{method=\"GET\",{route},status=\"2xx\"}} 1"),
        format!("{count}{{method=\"GET\",{route},status=\"304\"}} 1"),
        format!("{count}{{method=\"GET\",{route},status=\"4xx\"}} 1"),
        format!("{count}{{method=\"GET\",{route},status=\"429\"}} 1"),
        format!("{count}{{method=\"other\",{route},status=\"4xx\"}} 1"),
        format!("{count}{{method=\"GET\",route=\"(none)\",status=\"4xx\"}} 1"),
        "strata_public_answers_total{origin=\"kept\"} 1".to_owned(),
        "strata_public_answers_total{origin=\"made\"} 1".to_owned(),
        "strata_public_rate_limit_total{decision=\"admitted\"} 4".to_owned(),
        "strata_public_rate_limit_total{decision=\"refused\"} 1".to_owned(),
        "strata_public_rate_limit_clients 1".to_owned(),
        "strata_public_version_checks_total{result=\"answered\"} 3".to_owned(),
        "strata_public_version_check_requests_sum 3".to_owned(),
        "strata_http_requests_in_flight 0".to_owned(),
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
    assert!(!text.contains(&id) && !text.contains("nobody") && !text.contains("BREW"));
    running.stop(true).await;
}
