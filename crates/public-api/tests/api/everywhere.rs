//! What holds at every address.

use std::time::{Duration, Instant};

use test_support::TestDatabase;

use crate::client::Reader;
use crate::test_app::serve;

async fn anon() -> (TestDatabase, Reader) {
    let database = TestDatabase::sqlite().await;
    let (anon, _) = serve(&database, |config| config.rate_limit = 10_000);
    (database, anon)
}

/// An address of every route; of plans, one that is not there.
fn every_address() -> Vec<String> {
    let routes = public_api::routes::paths().into_iter();
    let mut addresses: Vec<_> = routes
        .map(|path| {
            path.replace("{publicId}", "0000000")
                .replace("{workoutId}", "w1")
        })
        .collect();
    addresses.push("/api/paces?vdot=50".to_owned());
    addresses
}

#[actix_web::test]
async fn what_is_not_there_is_a_problem() {
    let (_database, anon) = anon().await;
    for path in [
        "/api",
        "/api/",
        "/api/plans/",
        "/docs",
        "/api/plans/a/b",
        "/api/plans/0000000/",
        "/api//plans/0000000",
        "/admin",
        "/.well-known/",
        "/%ff",
        "/healthz/",
        "/HEALTHZ",
    ] {
        let (status, code, _) = anon.get(path).await.problem();
        assert_eq!((status, code.as_str()), (404, "not_found"), "{path}");
    }
}

#[actix_web::test]
async fn what_cannot_be_done_is_a_problem_that_says_what_can() {
    let (_database, anon) = anon().await;
    for path in every_address() {
        for method in ["POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"] {
            let refused = anon.send(method, &path, &[]).await;
            let (status, code, _) = refused.problem();
            assert_eq!(
                (status, code.as_str()),
                (405, "method_not_allowed"),
                "{method} {path}"
            );
            assert_eq!(refused.header("allow"), "GET, HEAD, OPTIONS");
        }
        let options = anon.send("OPTIONS", &path, &[]).await;
        assert_eq!(options.status, 204, "{path}");
        assert_eq!(options.header("allow"), "GET, HEAD, OPTIONS");
        let get = anon.get(&path).await;
        let head = anon.send("HEAD", &path, &[]).await;
        assert_eq!((head.status, head.body), (get.status, vec![]), "{path}");
    }
}

#[actix_web::test]
async fn any_site_may_read_everything_errors_included() {
    let (_database, anon) = anon().await;
    let origin = ("origin", "https://elsewhere.example");
    for path in every_address().into_iter().chain(["/nothing".to_owned()]) {
        let answer = anon.send("GET", &path, &[origin]).await;
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        assert!(
            !answer
                .headers
                .contains_key("access-control-allow-credentials")
        );
        let exposed = answer.header("access-control-expose-headers");
        let exposed: Vec<_> = exposed.split(", ").collect();
        for name in [
            "ETag",
            "Link",
            "Retry-After",
            "RateLimit",
            "RateLimit-Policy",
            "Deprecation",
            "Sunset",
            "X-Request-Id",
        ] {
            assert!(exposed.contains(&name), "{path}: {name}");
        }
    }
    let asked = [
        origin,
        ("access-control-request-method", "GET"),
        ("access-control-request-headers", "if-none-match"),
    ];
    let preflight = anon.send("OPTIONS", "/api/plans/0000000", &asked).await;
    assert_eq!(preflight.status, 204);
    assert_eq!(
        preflight.header("access-control-allow-methods"),
        "GET, HEAD, OPTIONS"
    );
    let allowed = preflight.header("access-control-allow-headers");
    assert!(allowed.contains("If-None-Match"), "{allowed}");
    assert_eq!(preflight.header("access-control-max-age"), "7200");
}

#[actix_web::test]
async fn every_answer_has_the_headers_that_protect() {
    let (_database, anon) = anon().await;
    for path in every_address().into_iter().chain(["/nothing".to_owned()]) {
        let answer = anon.get(&path).await;
        // A page may have a style and pictures of its own, and nothing else.
        let policy = answer.header("content-security-policy");
        let directives: Vec<_> = policy.split("; ").collect();
        assert!(
            directives.contains(&"default-src 'none'"),
            "{path}: {policy}"
        );
        assert!(
            directives.contains(&"frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        for banned in ["script-src", "unsafe-eval", "http:", "https:", "*"] {
            assert!(!policy.contains(banned), "{path}: {policy}");
        }
        let is_page = answer.headers["content-type"]
            .as_bytes()
            .starts_with(b"text/html");
        assert!(is_page || directives.len() == 2, "{path}: {policy}");
        for (name, value) in [
            (
                "strict-transport-security",
                "max-age=63072000; includeSubDomains",
            ),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-resource-policy", "cross-origin"),
        ] {
            assert_eq!(answer.header(name), value, "{path}");
        }
        assert!(!answer.headers.contains_key("server"));
        assert_eq!(answer.header("x-request-id").len(), 36);
        if answer.status.is_client_error() {
            assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        }
    }
}

#[actix_web::test]
async fn a_flood_is_held_back_where_there_is_nothing_too_and_passes_when_it_was_told() {
    let database = TestDatabase::sqlite().await;
    let (anon, _) = serve(&database, |config| config.flood_limit = 120);
    let mut refused = None;
    for request in 0..1_000 {
        let path = ["/nothing", "/", "/api/paces?vdot=50", "/healthz"][request % 4];
        let answer = anon.get(path).await;
        if answer.status == 429 {
            refused = Some(answer);
            break;
        }
        assert!(request < 900, "a flood passes");
    }
    let refused = refused.unwrap();
    assert_eq!(refused.problem(), (429, "rate_limited".to_owned(), vec![]));
    assert_eq!(refused.json()["violated-policies"][0], "flood");
    let wait = refused.header("retry-after").parse::<u64>().unwrap();
    assert_eq!(wait, 1, "half a second makes room for one");
    // The limit of plans is another one.
    assert_eq!(anon.get("/api/plans/0000000").await.status, 404);
    actix_web::rt::time::sleep(Duration::from_secs(wait)).await;
    assert_eq!(anon.get("/healthz").await.status, 200);
}

#[actix_web::test]
async fn a_preflight_takes_nothing_of_what_may_be_asked() {
    let database = TestDatabase::empty_sqlite();
    let (anon, _) = serve(&database, |config| config.flood_limit = 1);
    for _ in 0..5 {
        assert_eq!(anon.send("OPTIONS", "/healthz", &[]).await.status, 204);
    }
    assert_eq!(anon.get("/healthz").await.status, 200);
    assert_eq!(anon.get("/healthz").await.status, 429);
}

#[actix_web::test]
async fn what_can_be_found_is_kept_for_an_hour_and_known_again() {
    let (_database, anon) = anon().await;
    let documents = public_api::routes::paths().into_iter().filter(|path| {
        !path.contains('{') && !["/healthz", "/readyz", "/api/paces"].contains(&path.as_str())
    });
    for path in documents {
        let first = anon.get(&path).await;
        assert_eq!(first.status, 200, "{path}");
        let kept = first.header("cache-control");
        assert!(kept.starts_with("public, max-age=3600"), "{path}: {kept}");
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with('"'), "{path}: {tag}");
        let known = [("if-none-match", tag.as_str())];
        let again = anon.send("GET", &path, &known).await;
        assert_eq!(
            (again.status.as_u16(), again.body.len()),
            (304, 0),
            "{path}"
        );
        assert_eq!(again.header("etag"), tag);
        assert_eq!(again.header("cache-control"), kept);
    }
}

#[actix_web::test]
async fn a_flood_of_requests_is_refused_wherever_no_plan_is_named() {
    let database = TestDatabase::empty_sqlite();
    let (anon, _) = serve(&database, |config| config.flood_limit = 1);
    let mut admitted = Instant::now();
    anon.get("/robots.txt").await;
    for path in public_api::routes::paths() {
        if !path.contains('{') {
            // A browser asks before it asks, and is not refused for that.
            let preflight = anon.send("OPTIONS", &path, &[]).await;
            assert_eq!(preflight.status, 204, "{path}");
            let asked = Instant::now();
            let mut refused = anon.get(&path).await;
            // On a machine so slow that a minute has passed there is room for one.
            if refused.status != 429 && admitted.elapsed() >= Duration::from_secs(60) {
                admitted = asked;
                refused = anon.get(&path).await;
            }
            assert_eq!(refused.problem().0, 429, "{path}");
            assert!(refused.header("retry-after").parse::<u64>().unwrap() >= 1);
        }
    }
}
