//! What holds for every route: tokens, limits, methods, headers, health.

use chrono::TimeDelta;
use coach_api::config::BurstLimit;
use plan_store::tokens::{self, NewToken, Scope, Scopes};
use reqwest::{Method, StatusCode};
use serde_json::json;
use test_support::{builders, for_each_database, for_each_empty_database};

use crate::app::{Answer, Client, TestApp, for_each_app, http};

#[test]
fn a_token_ends_when_it_expires_or_is_revoked_and_does_what_its_scopes_say() {
    for_each_app(async |app| {
        let (org_id, person_id) = (app.team.org, app.team.head_coach);
        let make = async |scopes: Scopes, expires_at| {
            let new = NewToken {
                org_id,
                person_id,
                name: "test".to_owned(),
                scopes,
                expires_at,
            };
            let made = app
                .store
                .write(move |conn| tokens::create(conn, new, builders::now()));
            let (token, secret) = made.await.unwrap();
            let client = Client {
                token: Some(secret.reveal().to_owned()),
                ..app.anon.clone()
            };
            (token.id, client)
        };
        let soon = builders::now() + TimeDelta::hours(1);
        let (_, expiring) = make(Scopes::all(), Some(soon)).await;
        let (revoked_id, revoked) = make(Scopes::all(), None).await;
        let (_, reader) = make([Scope::PlansRead].into_iter().collect(), None).await;

        for client in [&expiring, &revoked, &reader] {
            client.get("/api/v1/plans").await.expect(StatusCode::OK);
        }
        let draft = reader
            .post("/api/v1/ai-coach/generate-draft", app.draft_request())
            .await;
        draft.expect_problem(403, "insufficient_scope");
        let plan = app.make_plan().await;
        let publish = reader.lay(&plan, "publish", json!({})).await;
        publish.expect_problem(403, "insufficient_scope");

        let revoke = app
            .store
            .write(move |conn| tokens::revoke(conn, org_id, revoked_id, soon));
        revoke.await.unwrap();
        app.set_now(soon);
        for client in [&expiring, &revoked] {
            let refused = client.get("/api/v1/plans").await;
            refused.expect_problem(401, "unauthorized");
            assert!(refused.header("www-authenticate").contains("invalid_token"));
        }
        reader.get("/api/v1/plans").await.expect(StatusCode::OK);
    });
}

#[test]
fn a_malformed_authorization_is_refused_with_a_challenge() {
    for_each_app(async |app| {
        for header in [
            "",
            "Bearer",
            "Bearer ",
            "Basic eDp5",
            "strata_x",
            "Bearer strata_x",
        ] {
            let request = app.anon.request(Method::GET, "/api/v1/plans");
            let refused = Answer::to(request.header("Authorization", header)).await;
            refused.expect_problem(401, "unauthorized");
            assert!(
                refused.header("www-authenticate").starts_with("Bearer"),
                "{header}"
            );
        }
        let twice = app
            .coach
            .request(Method::GET, "/api/v1/plans")
            .bearer_auth("x");
        Answer::to(twice).await.expect_problem(401, "unauthorized");
        let lower = app.anon.request(Method::GET, "/api/v1/plans");
        let token = app.coach.token.clone().unwrap();
        let lower = Answer::to(lower.header("Authorization", format!("bearer {token}"))).await;
        lower.expect(StatusCode::OK);
    });
}

#[test]
fn a_token_that_asks_too_fast_is_told_when_to_come_back_and_others_are_not() {
    for_each_database(async |database| {
        let burst = BurstLimit {
            burst: 3,
            per_second: 1,
        };
        let app = TestApp::spawn_with(database, burst).await;
        // On a slow machine the bucket refills a little in between.
        let mut admitted = 0;
        let refused = loop {
            let answer = app.coach.get("/api/v1/plans").await;
            if answer.status != StatusCode::OK {
                break answer;
            }
            admitted += 1;
            assert!(admitted < 100, "nobody is refused");
        };
        assert!(admitted >= 3, "the whole burst is admitted: {admitted}");
        refused.expect_problem(429, "rate_limited");
        assert_eq!(refused.header("retry-after"), "1");
        app.head_coach
            .get("/api/v1/plans")
            .await
            .expect(StatusCode::OK);
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        app.coach.get("/api/v1/plans").await.expect(StatusCode::OK);
    });
}

#[test]
fn unknown_addresses_and_methods_are_problems() {
    for_each_app(async |app| {
        for path in [
            "/nowhere",
            "/api/v2/plans",
            "/api/v1/nowhere",
            "/api/v1/plans/x",
        ] {
            app.coach.get(path).await.expect_problem(404, "not_found");
        }
        app.anon
            .get("/api/v1/nowhere")
            .await
            .expect_problem(401, "unauthorized");
        // The address itself is linked from elsewhere, and says how to go on.
        let entry = app.anon.get("/api/v1").await.expect(StatusCode::OK);
        assert_eq!(entry["descriptionDocument"], "/.well-known/openapi.json");
        let wrong = app.coach.put("/api/v1/plans", json!({})).await;
        wrong.expect_problem(405, "method_not_allowed");
        assert_eq!(wrong.header("allow"), "GET, HEAD, POST, OPTIONS");
        let query = app.coach.get("/api/v1/plans?limit=0&sort=up").await;
        query.expect_problem(422, "invalid_value");
    });
}

#[test]
fn answers_carry_the_security_headers_and_are_not_for_caches() {
    for_each_app(async |app| {
        for answer in [
            app.anon.get("/healthz").await,
            app.anon.get("/nowhere").await,
            app.coach.get("/api/v1/plans").await,
        ] {
            assert_eq!(answer.header("cache-control"), "no-store");
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
            assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
            assert!(
                answer
                    .header("strict-transport-security")
                    .contains("max-age")
            );
            assert!(!answer.header("x-request-id").is_empty());
        }
    });
}

#[test]
fn the_service_is_ready_once_the_database_has_its_tables() {
    for_each_app(async |app| {
        app.anon.get("/healthz").await.expect(StatusCode::OK);
        app.anon.get("/readyz").await.expect(StatusCode::OK);
    });
    for_each_empty_database(async |database| {
        let settings = coach_api::app::Settings::new(database.store(), "https://plans.example");
        let server = web_base::server::ServerSettings::for_tests();
        let bound = coach_api::app::bind(settings, &server).unwrap();
        let client = Client {
            http: http(),
            address: format!("http://{}", bound.address()),
            token: None,
        };
        bound.spawn();
        client.get("/healthz").await.expect(StatusCode::OK);
        let waiting = client.get("/readyz").await;
        // A file that is not there is a database that is away.
        waiting.expect_problem(
            503,
            match database.url().file() {
                Some(_) => "database_unavailable",
                None => "schema_outdated",
            },
        );
    });
}
