use test_support::{TestDatabase, for_each_database};

use crate::sample;
use crate::test_app::{TestApp, serve};

#[test]
fn thirty_requests_a_minute_are_answered_and_the_next_is_told_when() {
    for_each_database(async |database| {
        let app = TestApp::spawn(&database).await;
        let (_, id) = app.writer.published(sample::plan()).await;
        let path = format!("/api/plans/{id}");
        let tag = app.anon.get(&path).await.header("etag").to_owned();
        // 200, 304, 404, 405, 422 and HEAD count alike.
        for (used, (method, path, headers, status)) in (2..).zip([
            ("HEAD", path.as_str(), &[][..], 200),
            ("GET", &path, &[("if-none-match", tag.as_str())], 304),
            ("GET", "/api/plans/0000000", &[], 404),
            ("DELETE", &path, &[], 405),
            ("GET", "/api/plans/a?units=miles", &[], 422),
        ]) {
            let answer = app.anon.send(method, path, headers).await;
            assert_eq!(answer.status, status);
            assert_eq!(answer.header("ratelimit-policy"), "\"default\";q=30;w=60");
            let left = format!("\"default\";r={};t=", 30 - used);
            let told = answer.header("ratelimit");
            assert!(told.starts_with(&left), "{told}");
        }
        // Asking what is allowed costs nothing.
        for _ in 0..5 {
            let options = app.anon.send("OPTIONS", &path, &[]).await;
            assert_eq!(options.status, 204);
            assert!(!options.headers.contains_key("ratelimit"));
        }
        for _ in 6..30 {
            assert_eq!(app.anon.get(&path).await.status, 200);
        }
        let refused = app.anon.get(&path).await;
        assert_eq!(refused.problem(), (429, "rate_limited".to_owned(), vec![]));
        let problem = refused.json();
        assert_eq!(
            problem["type"],
            "https://iana.org/assignments/http-problem-types#quota-exceeded"
        );
        assert_eq!(problem["violated-policies"][0], "default");
        let wait = refused.header("retry-after").parse::<u64>().unwrap();
        assert!((1..=60).contains(&wait), "{wait}");
        assert_eq!(
            refused.header("ratelimit"),
            format!("\"default\";r=0;t={wait}")
        );
        assert_eq!(refused.header("cache-control"), "no-store");
        assert_eq!(refused.header("access-control-allow-origin"), "*");
        // Other routes have a guard of their own.
        assert_eq!(app.anon.get("/api/paces?vdot=50").await.status, 200);
        assert_eq!(app.anon.send("OPTIONS", &path, &[]).await.status, 204);
    });
}

#[actix_web::test]
async fn every_route_with_a_plan_in_it_draws_on_one_limit_and_no_other_route_does() {
    let (anon, _) = serve(&TestDatabase::sqlite().await, |config| {
        config.rate_limit = 1_000;
    });
    let (of_plans, others): (Vec<_>, Vec<_>) = public_api::routes::paths()
        .into_iter()
        .partition(|path| path.contains("{publicId}"));
    assert!(!of_plans.is_empty() && !others.is_empty());
    let mut left = 1_000;
    for path in of_plans {
        let path = path.replace("{publicId}", "0000000");
        for method in ["GET", "HEAD"] {
            let answer = anon.send(method, &path, &[]).await;
            left -= 1;
            let told = answer.header("ratelimit");
            assert!(
                told.starts_with(&format!("\"default\";r={left};t=")),
                "{path}: {told}"
            );
            assert_eq!(answer.header("ratelimit-policy"), "\"default\";q=1000;w=60");
        }
        // Below a plan there is nothing without the limit either.
        let answer = anon.get(&format!("{path}/nothing/there")).await;
        left -= 1;
        let told = answer.header("ratelimit");
        assert!(
            told.starts_with(&format!("\"default\";r={left};t=")),
            "{path}: {told}"
        );
        let options = anon.send("OPTIONS", &path, &[]).await;
        assert!(!options.headers.contains_key("ratelimit"), "{path}");
    }
    for path in others {
        let answer = anon.get(&path).await;
        assert!(!answer.headers.contains_key("ratelimit"), "{path}");
    }
}

#[test]
fn clients_behind_a_trusted_proxy_have_a_limit_each() {
    for_each_database(async |database| {
        let app = TestApp::spawn_with(&database, |config| {
            config.rate_limit = 2;
            config.trusted_proxies = "127.0.0.1".parse().unwrap();
        })
        .await;
        let from = async |address: &str| {
            let headers = [("x-forwarded-for", address)];
            let answer = app.anon.send("GET", "/api/plans/0000000", &headers).await;
            answer.status.as_u16()
        };
        for client in ["198.51.100.1", "198.51.100.2", "2001:db8:1:2::3"] {
            assert_eq!([from(client).await, from(client).await], [404, 404]);
        }
        for again in [
            "198.51.100.1",
            "9.9.9.9, 198.51.100.2",
            "2001:db8:1:2:ffff::9",
        ] {
            assert_eq!(from(again).await, 429, "{again}");
        }
        assert_eq!(from("2001:db8:1:3::3").await, 404, "another /64");
    });
}

#[test]
fn nobody_escapes_by_a_header_when_no_proxy_is_trusted() {
    for_each_database(async |database| {
        let app = TestApp::spawn_with(&database, |config| config.rate_limit = 3).await;
        let mut statuses = Vec::new();
        for number in 0..5 {
            let address = format!("198.51.100.{number}");
            let headers = [
                ("x-forwarded-for", address.as_str()),
                ("x-real-ip", &address),
                ("forwarded", &address),
            ];
            let answer = app.anon.send("GET", "/api/plans/0000000", &headers).await;
            statuses.push(answer.status.as_u16());
        }
        assert_eq!(statuses, [404, 404, 404, 429, 429]);
    });
}
