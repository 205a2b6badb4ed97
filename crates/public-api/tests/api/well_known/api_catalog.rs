use serde_json::json;
use test_support::TestDatabase;

use crate::test_app::serve;

const MEDIA_TYPE: &str =
    "application/linkset+json; profile=\"https://www.rfc-editor.org/info/rfc9727\"";

#[actix_web::test]
async fn the_catalog_is_a_linkset_of_absolute_links_and_nothing_beside() {
    let (anon, _) = serve(&TestDatabase::empty_sqlite(), |config| {
        config.public_url = Some("https://plans.example".to_owned());
        config.coach_url = Some("https://coach.example".to_owned());
    });
    let (host, coach) = ("https://plans.example", "https://coach.example");
    // Whatever somebody claims the host to be.
    let answer = anon
        .send(
            "GET",
            "/.well-known/api-catalog",
            &[("host", "evil.example")],
        )
        .await;
    assert_eq!(answer.header("content-type"), MEDIA_TYPE);
    assert_eq!(answer.header("cache-control"), "public, max-age=3600");
    assert_eq!(
        answer.header("link"),
        format!("<{host}/.well-known/api-catalog>; rel=\"api-catalog\"")
    );
    let to = |address: String, media_type: &str| json!({"href": address, "type": media_type});
    assert_eq!(
        answer.json(),
        json!({"linkset": [
            {
                "anchor": format!("{host}/.well-known/api-catalog"),
                "item": [
                    to(format!("{host}/api/plans"), "application/json"),
                    to(format!("{coach}/api/v1"), "application/json"),
                ],
            },
            {
                "anchor": format!("{host}/api/plans"),
                "service-desc": [to(format!("{host}/.well-known/openapi.json"), "application/json")],
                "service-doc": [{
                    "href": format!("{host}/docs/public-api"),
                    "type": "text/html",
                    "hreflang": ["en"],
                }],
                "service-meta": [
                    to(format!("{host}/.well-known/agent-skills/index.json"), "application/json"),
                ],
                "status": [to(format!("{host}/healthz"), "application/json")],
                format!("{host}/rels/agent-skill"): [
                    to(
                        format!("{host}/.well-known/agent-skills/read-plan/SKILL.md"),
                        "text/markdown",
                    ),
                ],
            },
            {
                "anchor": format!("{coach}/api/v1"),
                "service-desc": [to(format!("{coach}/.well-known/openapi.json"), "application/json")],
                "status": [to(format!("{coach}/healthz"), "application/json")],
            },
        ]})
    );
}

#[actix_web::test]
async fn a_coach_service_nobody_knows_is_not_in_it() {
    let (anon, _) = serve(&TestDatabase::empty_sqlite(), |_| {});
    let catalog = anon.get("/.well-known/api-catalog").await.json();
    let contexts = catalog["linkset"].as_array().unwrap();
    assert_eq!(contexts.len(), 2);
    assert_eq!(contexts[0]["item"].as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn it_is_a_linkset_whatever_is_accepted_and_head_says_so_too() {
    let (anon, _) = serve(&TestDatabase::empty_sqlite(), |_| {});
    for accepted in [
        "*/*",
        "application/json",
        "application/linkset+json",
        "text/html",
    ] {
        for method in ["GET", "HEAD"] {
            let asked = [("accept", accepted)];
            let answer = anon.send(method, "/.well-known/api-catalog", &asked).await;
            assert_eq!(answer.status, 200);
            assert_eq!(answer.header("content-type"), MEDIA_TYPE);
            assert!(answer.header("link").ends_with("; rel=\"api-catalog\""));
            assert_eq!(answer.body.is_empty(), method == "HEAD");
        }
    }
}

#[actix_web::test]
async fn below_a_folder_every_link_is_below_it() {
    let (anon, _) = serve(&TestDatabase::empty_sqlite(), |config| {
        config.public_url = Some("https://example.org/strata".to_owned());
    });
    let page = anon.get("/").await;
    let robots = anon.get("/robots.txt").await.text();
    assert!(robots.contains(" /strata/llms.txt\n"), "{robots}");
    assert!(
        page.text()
            .contains("href=\"/strata/.well-known/api-catalog\"")
    );
    assert!(!page.text().contains("href=\"/."), "{}", page.text());
    assert_eq!(
        page.header("link"),
        "</strata/.well-known/api-catalog>; rel=\"api-catalog\""
    );
    let index = anon
        .get("/.well-known/agent-skills/index.json")
        .await
        .json();
    assert_eq!(
        index["skills"][0]["url"],
        "https://example.org/strata/.well-known/agent-skills/read-plan/SKILL.md"
    );
}
