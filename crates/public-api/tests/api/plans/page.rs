use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use plan_core::plan::{BasePlan, PlanSettings};
use plan_core::units::DistanceUnit;
use public_api::Clock;
use serde_json::Value;
use sha2::{Digest, Sha256};
use test_support::{TestDatabase, builders, for_each_database};

use crate::client::Answer;
use crate::links;
use crate::sample;
use crate::test_app::{TestApp, serve};

/// The part of a page from an id to the end of its element.
fn part<'a>(html: &'a str, id: &str, end: &str) -> &'a str {
    let begin = html
        .find(&format!("id=\"{id}\""))
        .unwrap_or_else(|| panic!("no {id}"));
    &html[begin..begin + html[begin..].find(end).unwrap()]
}

/// A number of the JSON as people read it: a tenth of a kilometer is enough.
fn told(number: &Value, unit: &str) -> String {
    match unit {
        "km" => to_a_tenth(number),
        _ => number.to_string(),
    }
}

/// The same of a sum, in miles as well: to a tenth, where there is a whole one.
fn to_a_tenth(number: &Value) -> String {
    let exact = number.as_f64().unwrap();
    if exact < 1.0 {
        return number.to_string();
    }
    // Up from the middle, in the exact hundredths.
    let hundredths = (exact * 100.0).round() as u64;
    ((((hundredths + 5) / 10) as f64) / 10.0).to_string()
}

/// Every number of the JSON has to stand where people look for it.
fn shows_the_numbers(html: &str, plan: &Value, unit: &str) {
    let (total, peak, longest, target, planned, distance, removed) = match unit {
        "km" => (
            "totalKilometers",
            "peakWeeklyKilometers",
            "longestRunKilometers",
            "targetKilometers",
            "plannedKilometers",
            "targetDistanceKilometers",
            "kilometersRemoved",
        ),
        _ => (
            "totalMiles",
            "peakWeeklyMiles",
            "longestRun",
            "targetMiles",
            "plannedMiles",
            "targetDistanceMiles",
            "milesRemoved",
        ),
    };
    let summary = &plan["summary"];
    let figures = part(html, "figures", "</section>");
    for name in [total, peak, longest, "completedWorkouts"] {
        let expected = match name {
            "completedWorkouts" => summary[name].to_string(),
            name => to_a_tenth(&summary[name]),
        };
        let expected = format!("<strong>{expected}</strong>");
        assert!(figures.contains(&expected), "{name}: {figures}");
    }
    let done = format!(
        "of {} runs, {}%",
        summary["totalRunWorkouts"], summary["completionPercentage"]
    );
    assert!(figures.contains(&done), "{figures}");
    for vacation in plan["vacations"].as_array().unwrap() {
        let expected = format!("{} {unit} taken away", told(&vacation[removed], unit));
        assert!(html.contains(&expected), "{expected}");
    }
    for week in plan["weeks"].as_array().unwrap() {
        let id = format!("week-{}", week["weekNumber"]);
        let header = part(html, &id, "</header>");
        let (run, planned) = (told(&week[target], unit), told(&week[planned], unit));
        let expected = format!("<strong>{run} {unit}</strong>");
        assert!(header.contains(&expected), "{header}");
        let expected = format!("planned {planned} {unit}");
        assert_eq!(header.contains(&expected), run != planned, "{header}");
        for workout in week["workouts"].as_array().unwrap() {
            let id = workout["id"].as_str().unwrap();
            let shown = part(html, id, "</details>");
            if !workout[distance].is_null() {
                let expected = format!("<b>{}</b> {unit}</span>", told(&workout[distance], unit));
                assert!(shown.contains(&expected), "{expected}: {shown}");
            }
            let zone = &workout["paceZone"];
            let pace = match unit {
                "km" => &zone["minPacePerKm"],
                _ => &zone["minPacePerMile"],
            };
            if let Some(pace) = pace.as_str() {
                assert!(shown.contains(pace), "{pace}: {shown}");
            }
        }
    }
}

async fn every_layer(app: &TestApp) -> String {
    let base = sample::plan();
    let (mut plan, id) = app.writer.published(base.clone()).await;
    for kind in sample::every_layer(&base) {
        app.writer.perform(&mut plan, kind).await;
    }
    id
}

#[test]
fn a_page_shows_the_numbers_of_the_json_in_either_unit() {
    for_each_database(async |database| {
        let app = TestApp::spawn(&database).await;
        let id = every_layer(&app).await;
        for (query, json_query, unit) in [
            ("", "", "mi"),
            ("?units=miles", "", "mi"),
            ("?units=metric", "?units=metric", "km"),
        ] {
            let page = app.anon.get(&format!("/plans/{id}{query}")).await;
            assert_eq!(page.status, 200, "{}", page.text());
            let plan = app.anon.plan(&format!("{id}{json_query}")).await;
            shows_the_numbers(&page.text(), &plan, unit);
        }
        let html = app.anon.get(&format!("/plans/{id}")).await.text();
        assert!(!html.contains("MARKER"), "what only editors see");
    });
}

#[actix_web::test]
async fn a_plan_in_kilometers_is_shown_in_kilometers() {
    let database = TestDatabase::sqlite().await;
    let app = TestApp::spawn(&database).await;
    let base = builders::base_plan(3);
    let settings = PlanSettings {
        unit: DistanceUnit::Kilometer,
        ..base.settings().clone()
    };
    let base = BasePlan::new(settings, base.weeks().to_vec()).unwrap();
    let (_, id) = app.writer.published(base).await;
    let by_itself = app.anon.get(&format!("/plans/{id}")).await.text();
    let asked = app.anon.get(&format!("/plans/{id}?units=metric")).await;
    assert_eq!(by_itself, asked.text());
    let miles = app.anon.get(&format!("/plans/{id}?units=miles")).await;
    assert!(miles.text().contains("<b>6</b> mi"));
    let (status, code, pointers) = app
        .anon
        .get(&format!("/plans/{id}?units=furlongs"))
        .await
        .problem();
    assert_eq!((status, code.as_str()), (422, "invalid_value"));
    assert_eq!(pointers, ["#/units"]);
}

#[actix_web::test]
async fn a_page_is_delivered_like_every_other_form() {
    let database = TestDatabase::sqlite().await;
    let app = TestApp::spawn(&database).await;
    let mut plan = app.writer.create(sample::plan()).await;
    let published = app.writer.publish(&mut plan, Some("spring-10k")).await;
    let path = format!("/plans/{}", published.short_id);
    let page = app.anon.get(&path).await;
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(page.header("cache-control"), "public, no-cache");
    assert_eq!(page.header("vary"), "Accept-Encoding");
    assert_eq!(page.header("x-robots-tag"), "noindex");
    assert!(page.text().ends_with("</html>\n"));
    let by_name = app.anon.get("/plans/Spring-10K").await;
    assert_eq!(by_name.body, page.body, "one plan, one page");

    let known = [("if-none-match", page.header("etag"))];
    let again = app.anon.send("GET", &path, &known).await;
    assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
    let head = app.anon.send("HEAD", &path, &[]).await;
    assert_eq!((head.status.as_u16(), head.body.len()), (200, 0));
    assert_eq!(head.header("etag"), page.header("etag"));
    let coded = [("accept-encoding", "gzip")];
    let coded = app.anon.send("GET", &path, &coded).await;
    assert_eq!(coded.header("content-encoding"), "gzip");
    assert!(coded.body.len() * 5 < page.body.len());

    app.writer.perform(&mut plan, sample::vacation()).await;
    let changed = app.anon.send("GET", &path, &known).await;
    assert_eq!(changed.status, 200);
    app.writer.unpublish(&mut plan).await;
    assert_eq!(app.anon.get(&path).await.status, 404);
}

#[actix_web::test]
async fn a_page_is_another_one_on_another_day_and_the_data_is_not() {
    let database = TestDatabase::sqlite().await;
    let base = sample::plan();
    let midnight = |days| {
        let day = base.start() + chrono::Days::new(days);
        day.and_time(chrono::NaiveTime::MIN).and_utc()
    };
    let now = Arc::new(Mutex::new(midnight(0)));
    let shown = Arc::clone(&now);
    let app = TestApp::spawn_with(&database, |config| {
        config.clock = Clock::new(move || *shown.lock().unwrap());
    })
    .await;
    let (_, id) = app.writer.published(base.clone()).await;
    let (page, data) = (format!("/plans/{id}"), format!("/api/plans/{id}"));
    let set = |time| *now.lock().unwrap() = time;
    let is_week = |html: &str, week: u8| html.contains(&format!("#week-{week}\">This week"));

    let first = app.anon.get(&page).await;
    assert!(is_week(&first.text(), 1));
    let first_data = app.anon.get(&data).await;
    let known = [("if-none-match", first.header("etag"))];
    set(midnight(1) - chrono::TimeDelta::seconds(1));
    assert_eq!(app.anon.send("GET", &page, &known).await.status, 304);
    set(midnight(1));
    let second = app.anon.send("GET", &page, &known).await;
    assert_eq!(second.status, 200);
    assert_ne!(second.body, first.body);
    set(midnight(7));
    assert!(is_week(&app.anon.get(&page).await.text(), 2));
    let data = app.anon.get(&data).await;
    assert_eq!(data.header("etag"), first_data.header("etag"));
    assert_eq!(data.body, first_data.body);
}

#[actix_web::test]
async fn what_is_not_there_looks_the_same_as_in_every_other_form() {
    let database = TestDatabase::sqlite().await;
    let app = TestApp::spawn(&database).await;
    let mut gone = app.writer.create(sample::plan()).await;
    let gone_id = app.writer.publish(&mut gone, None).await.short_id;
    app.writer.delete(gone).await;
    let json = app.anon.get("/api/plans/0000000").await.stripped();
    for id in ["0000000", "no-such-name", "%20", &gone_id.to_string()] {
        for accept in [
            "*/*",
            "application/json",
            "application/json, text/html",
            "image/png",
        ] {
            let accept = [("accept", accept)];
            let answer = app.anon.send("GET", &format!("/plans/{id}"), &accept).await;
            assert_eq!(answer.stripped(), json, "{id}");
        }
        // Only the page's own address has pages.
        let data = format!("/api/plans/{id}");
        let answer = app.anon.send("GET", &data, &[BROWSER]).await;
        assert_eq!(answer.stripped(), json, "{id}");
    }
}

/// What Firefox and Chromium send.
const BROWSER: (&str, &str) = (
    "accept",
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8",
);

/// A page in the place of a problem: everything but its words.
fn is_a_page_of_an_error(answer: &Answer) {
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("vary"), "Accept");
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'self'; img-src 'self'"));
    for name in ["etag", "link", "content-encoding"] {
        assert!(!answer.headers.contains_key(name), "{name}");
    }
    let html = answer.text();
    assert!(html.ends_with("</html>\n"));
    for never in [
        "<script",
        "<form",
        "<style",
        " style=\"",
        "http://",
        "https://",
    ] {
        assert!(!html.contains(never), "{never}");
    }
}

#[actix_web::test]
async fn a_person_with_a_link_that_leads_nowhere_is_told_what_to_do() {
    let database = TestDatabase::sqlite().await;
    let app = TestApp::spawn(&database).await;
    let gone = app.anon.send("GET", "/plans/0000000", &[BROWSER]).await;
    assert_eq!(gone.status, 404);
    is_a_page_of_an_error(&gone);
    let html = gone.text();
    assert!(html.contains("<h1>There is no plan here</h1>"), "{html}");
    assert!(html.contains("Ask whoever shared it"), "{html}");
    assert!(!html.contains("0000000"), "it says nothing of the id");
    let head = app.anon.send("HEAD", "/plans/0000000", &[BROWSER]).await;
    assert_eq!((head.status, head.body.len()), (gone.status, 0));
    assert_eq!(head.header("content-length"), gone.body.len().to_string());
    for link in links::of(&gone) {
        assert_eq!(
            app.anon.get(&link.target).await.status,
            200,
            "{}",
            link.target
        );
    }
    // What no link leads to stays a problem, and so does a wrong method.
    let wrong = app
        .anon
        .send("GET", "/plans/a?units=furlongs", &[BROWSER])
        .await;
    assert_eq!(wrong.problem().0, 422);
    let wrong = app.anon.send("POST", "/plans/a", &[BROWSER]).await;
    assert_eq!(wrong.problem().0, 405);
}

#[actix_web::test]
async fn a_person_who_comes_too_often_or_too_early_is_told_when_to_come_back() {
    let database = TestDatabase::sqlite().await;
    let app = TestApp::spawn_with(&database, |config| config.rate_limit = 1).await;
    app.anon.send("GET", "/plans/0000000", &[BROWSER]).await;
    let refused = app.anon.send("GET", "/plans/0000000", &[BROWSER]).await;
    assert_eq!(refused.status, 429);
    is_a_page_of_an_error(&refused);
    let wait = refused.header("retry-after");
    assert!(refused.text().contains(&format!("</a> in {wait} seconds.")));
    assert!(refused.header("ratelimit").contains("r=0"));
    assert_eq!(app.anon.get("/plans/0000000").await.problem().0, 429);

    let unready = TestDatabase::empty_sqlite();
    let (anon, _) = serve(&unready, |_| {});
    let early = anon.send("GET", "/plans/0000000", &[BROWSER]).await;
    assert_eq!(early.status, 503);
    is_a_page_of_an_error(&early);
    assert!(
        early.text().contains("</a> in 5 seconds."),
        "{}",
        early.text()
    );
    assert_eq!(anon.get("/plans/0000000").await.problem().0, 503);
}

#[actix_web::test]
async fn pages_and_data_are_counted_together() {
    let database = TestDatabase::sqlite().await;
    let app = TestApp::spawn_with(&database, |config| config.rate_limit = 2).await;
    let (_, id) = app.writer.published(sample::plan()).await;
    assert_eq!(app.anon.get(&format!("/plans/{id}")).await.status, 200);
    assert_eq!(app.anon.get(&format!("/api/plans/{id}")).await.status, 200);
    let refused = app.anon.get(&format!("/plans/{id}")).await;
    let (status, code, _) = refused.problem();
    assert_eq!((status, code.as_str()), (429, "rate_limited"));
}

fn styles(page: &Answer) -> Vec<String> {
    let html = page.text();
    let styles = html.split("<style>").skip(1);
    styles
        .map(|rest| rest.split_once("</style>").unwrap().0.to_owned())
        .collect()
}

#[actix_web::test]
async fn a_page_may_use_its_own_style_and_nothing_else() {
    let database = TestDatabase::sqlite().await;
    let app = TestApp::spawn(&database).await;
    let id = every_layer(&app).await;
    let page = app.anon.get(&format!("/plans/{id}")).await;
    let [style] = &styles(&page)[..] else {
        panic!("one style sheet");
    };
    let hash = STANDARD.encode(Sha256::digest(style));
    assert_eq!(
        page.header("content-security-policy"),
        format!(
            "default-src 'none'; style-src 'sha256-{hash}'; img-src data:; base-uri 'none'; \
             form-action 'none'; frame-ancestors 'none'"
        )
    );
    let html = page.text();
    for never in ["<script", "<iframe", "<form", " style=\"", " src=\""] {
        assert!(!html.contains(never), "{never}");
    }
}

#[actix_web::test]
async fn every_link_of_a_page_leads_to_what_it_says() {
    let database = TestDatabase::sqlite().await;
    let app = TestApp::spawn_with(&database, |config| config.rate_limit = 1_000).await;
    let id = every_layer(&app).await;
    let page = app.anon.get(&format!("/plans/{id}")).await;
    let mut followed = 0;
    for link in links::of(&page) {
        let target = link.target.replacen("webcal://", "http://", 1);
        let path = target.strip_prefix(app.anon.base()).unwrap_or(&target);
        if !path.starts_with('/') {
            assert!(path.starts_with("data:"), "{path} leads elsewhere");
            continue;
        }
        let answer = app.anon.get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        if let Some(stated) = &link.media_type {
            assert_eq!(answer.media_type(), stated, "{path}");
        }
        followed += 1;
    }
    assert!(followed > 8, "{followed}");
}
