//! Every link there is, followed from the front page on.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use test_support::TestDatabase;

use crate::client::Answer;
use crate::links::{self, Link};
use crate::sample;
use crate::test_app::TestApp;

/// Walks from `/` over everything that is linked.
struct Walk<'a> {
    app: &'a TestApp,
    /// What stands in a template for its parameters.
    values: BTreeMap<&'static str, String>,
    seen: BTreeMap<String, Answer>,
    to_do: Vec<(Link, String)>,
}

impl Walk<'_> {
    /// The path of a link on this service, its template filled; `None` for what leads
    /// elsewhere.
    fn path_of(&self, target: &str) -> Option<String> {
        let path = match target.strip_prefix(self.app.anon.base()) {
            Some("") => "/",
            Some(path) => path,
            None if target.starts_with('/') => target,
            None => {
                assert!(
                    target.contains("://"),
                    "a link nobody can resolve: {target}"
                );
                return None;
            }
        };
        let path = path.split('#').next().unwrap_or_default();
        let mut path = match path.split_once("{?") {
            Some((path, _)) => path.to_owned(),
            None => path.to_owned(),
        };
        for (name, value) in &self.values {
            path = path.replace(name, value);
        }
        assert!(!path.contains('{'), "no value for {path}");
        Some(path)
    }

    async fn go(&mut self) {
        while let Some((link, from)) = self.to_do.pop() {
            let Some(path) = self.path_of(&link.target) else {
                continue;
            };
            if !self.seen.contains_key(&path) {
                let answer = self.app.anon.get(&path).await;
                assert_eq!(answer.status, 200, "{path}, linked from {from}");
                let found = links::of(&answer).into_iter();
                self.to_do.extend(found.map(|link| (link, path.clone())));
                if path == "/.well-known/openapi.json" {
                    let described = described(&answer.json()).into_iter();
                    self.to_do
                        .extend(described.map(|link| (link, path.clone())));
                }
                self.seen.insert(path.clone(), answer);
            }
            if let Some(stated) = &link.media_type {
                let found = self.seen[&path].media_type();
                assert_eq!(found, stated, "{path}, linked from {from}");
            }
        }
    }
}

/// The addresses of an OpenAPI document, with what it says they answer.
fn described(document: &Value) -> Vec<Link> {
    let paths = document["paths"].as_object().unwrap();
    paths
        .iter()
        .flat_map(|(path, item)| {
            let content = item["get"]["responses"]["200"]["content"].as_object();
            let media_types: Vec<_> = content.unwrap().keys().cloned().collect();
            // An address without its required parameters is none.
            let query = if path == "/api/paces" { "?vdot=50" } else { "" };
            media_types.into_iter().map(move |media_type| Link {
                target: format!("{path}{query}"),
                media_type: Some(media_type.split(';').next().unwrap().to_owned()),
            })
        })
        .collect()
}

#[actix_web::test]
async fn every_link_from_the_front_page_on_leads_to_what_it_says() {
    let database = TestDatabase::sqlite().await;
    let app = TestApp::spawn_with(&database, |config| config.rate_limit = 1_000).await;
    let base = sample::plan();
    let (mut plan, id) = app.writer.published(base.clone()).await;
    for kind in sample::every_layer(&base) {
        app.writer.perform(&mut plan, kind).await;
    }
    let mut walk = Walk {
        app: &app,
        values: BTreeMap::from([
            ("{publicId}", id.clone()),
            ("{workoutId}", "w3".to_owned()),
            ("$ID", id.clone()),
            // The example of an id that the texts use.
            ("4fT9bQz", id),
        ]),
        seen: BTreeMap::new(),
        to_do: vec![(
            Link {
                target: "/".to_owned(),
                media_type: Some("text/html".to_owned()),
            },
            "nowhere".to_owned(),
        )],
    };
    walk.go().await;

    // Whatever is routed can be found.
    // The page links the file of every workout; they are one route.
    let found: BTreeSet<_> = walk
        .seen
        .keys()
        .map(|path| without_query(path))
        .filter(|path| !path.ends_with(".fit") || path.ends_with("/w3.fit"))
        .collect();
    let routes = public_api::routes::paths();
    let routes: BTreeSet<_> = routes
        .iter()
        .map(|path| walk.path_of(path).unwrap())
        .collect();
    let routes: BTreeSet<_> = routes.iter().map(String::as_str).collect();
    assert_eq!(found, routes);
}

fn without_query(path: &str) -> &str {
    path.split('?').next().unwrap_or_default()
}

#[actix_web::test]
async fn every_answer_says_where_the_catalog_is() {
    let database = TestDatabase::sqlite().await;
    let app = TestApp::spawn(&database).await;
    let (_, id) = app.writer.published(sample::plan()).await;
    for path in [
        "/",
        "/healthz",
        "/api/paces?vdot=50",
        "/api/plans",
        &format!("/api/plans/{id}"),
    ] {
        for method in ["GET", "HEAD"] {
            let answer = app.anon.send(method, path, &[]).await;
            let mut values = answer.headers.get_all("link").iter();
            let told = values.any(|it| it == "</.well-known/api-catalog>; rel=\"api-catalog\"");
            assert!(told, "{method} {path}: {:?}", answer.headers);
        }
    }
    let refused = app.anon.get("/api/plans/0000000").await;
    assert!(!refused.headers.contains_key("link"));
}

#[actix_web::test]
async fn a_plan_names_its_other_forms_by_the_id_it_was_asked_for() {
    let database = TestDatabase::sqlite().await;
    let app = TestApp::spawn(&database).await;
    let mut plan = app.writer.create(sample::plan()).await;
    app.writer.publish(&mut plan, Some("spring-10k")).await;
    let answer = app.anon.get("/api/plans/Spring-10K").await;
    assert_eq!(answer.header("x-robots-tag"), "noindex");
    let known = [("if-none-match", answer.header("etag"))];
    let unchanged = app.anon.send("GET", "/api/plans/spring-10k", &known).await;
    assert_eq!(unchanged.status, 304);
    assert!(
        !unchanged.headers.contains_key("link"),
        "as short as can be"
    );
    let routes = public_api::routes::paths().into_iter();
    let forms: Vec<_> = routes
        .filter(|path| path.matches('{').count() == 1)
        .map(|path| path.replace("{publicId}", "spring-10k"))
        .collect();
    for form in &forms {
        let answer = app.anon.send("HEAD", form, &[]).await;
        let links = links::in_headers(&answer);
        let to = |path: &str| links.iter().find(|link| link.target == path);
        for other in &forms {
            assert_eq!(to(other).is_some(), other != form, "{form} to {other}");
        }
        let described = to("/.well-known/openapi.json").unwrap();
        assert_eq!(described.media_type.as_deref(), Some("application/json"));
    }
}
