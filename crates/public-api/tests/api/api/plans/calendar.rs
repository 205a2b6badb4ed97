use std::collections::BTreeMap;

use chrono::Duration;
use plan_core::overlay::{Edit, OperationKind, Overlay, OverlayId, Values};
use plan_core::plan::WorkoutId;
use plan_core::units::{Distance, DistanceUnit};
use test_support::builders::now;
use test_support::{TestDatabase, for_each_database};

use crate::client::{Answer, Reader};
use crate::sample;
use crate::test_app::TestApp;

const STAMPS: [&str; 3] = ["DTSTAMP:", "LAST-MODIFIED:", "SEQUENCE:"];

async fn calendar(anon: &Reader, id: &str, query: &str) -> Answer {
    let answer = anon
        .get(&format!("/api/plans/{id}/calendar.ics{query}"))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer
}

/// Its events by UID, each as its lines.
fn events(answer: &Answer) -> BTreeMap<String, Vec<String>> {
    let text = answer.text().replace("\r\n ", "");
    let blocks = text.split("BEGIN:VEVENT\r\n").skip(1);
    blocks
        .map(|block| {
            let lines: Vec<_> = block.lines().map(str::to_owned).collect();
            let uid = lines.iter().find_map(|line| line.strip_prefix("UID:"));
            (uid.unwrap().to_owned(), lines)
        })
        .collect()
}

fn value<'a>(event: &'a [String], name: &str) -> &'a str {
    let mut values = event.iter().filter_map(|line| line.strip_prefix(name));
    values.next().unwrap()
}

fn without_stamps(text: &str) -> Vec<&str> {
    text.lines()
        .filter(|line| !STAMPS.iter().any(|stamp| line.starts_with(stamp)))
        .collect()
}

fn longer(workout: u32) -> OperationKind {
    OperationKind::Add(Overlay::Edit(Edit {
        workout: WorkoutId::Generated(workout),
        values: Values {
            distance: Some(Distance::from_tenths(77, DistanceUnit::Mile)),
            ..Values::default()
        },
    }))
}

#[test]
fn a_change_of_one_workout_changes_one_event_and_its_removal_leaves_only_the_stamps() {
    for_each_database(async |database| {
        let app = TestApp::spawn(&database).await;
        let (mut plan, id) = app.writer.published(sample::plan()).await;
        for query in [
            "",
            "?at=06:30",
            "?feed=busy&at=06:30&pm=19:15",
            "?units=metric",
        ] {
            let before = calendar(&app.anon, &id, query).await;
            let later = now() + Duration::hours(3);
            let OverlayId(edit) = app.writer.perform_at(&mut plan, longer(2), later).await;
            let during = calendar(&app.anon, &id, query).await;
            assert_ne!(during.header("etag"), before.header("etag"));

            let (old, new) = (events(&before), events(&during));
            assert!(old.keys().eq(new.keys()));
            let changed: Vec<_> = new
                .iter()
                .filter(|(uid, event)| old[*uid] != **event)
                .collect();
            let [(uid, event)] = changed[..] else {
                panic!("{query}: {changed:?}");
            };
            assert!(uid.contains("-w2"), "{uid}");
            let sequence = |event: &[String]| value(event, "SEQUENCE:").parse::<u32>().unwrap();
            assert_eq!(sequence(event), sequence(&old[uid]) + 1);
            let stamp = later.format("%Y%m%dT%H%M%SZ").to_string();
            assert_eq!(value(event, "LAST-MODIFIED:"), stamp);
            assert_eq!(value(event, "DTSTAMP:"), stamp);

            let remove = OperationKind::Remove(OverlayId(edit));
            app.writer
                .perform_at(&mut plan, remove, later + Duration::hours(1))
                .await;
            let after = calendar(&app.anon, &id, query).await;
            let (before, after) = (before.text(), after.text());
            assert_ne!(before, after);
            assert_eq!(without_stamps(&before), without_stamps(&after));
        }
    });
}

#[test]
fn a_new_name_changes_the_calendars_name_and_nothing_else() {
    for_each_database(async |database| {
        let app = TestApp::spawn(&database).await;
        let (mut plan, id) = app.writer.published(sample::plan()).await;
        let before = calendar(&app.anon, &id, "").await.text();
        app.writer.rename(&mut plan, "Autumn, half;marathon").await;
        let after = calendar(&app.anon, &id, "").await.text();
        let named = before.replace("=TEXT:Spring 10K", "=TEXT:Autumn\\, half\\;marathon");
        assert_ne!(named, before);
        assert_eq!(after, named);
    });
}

#[test]
fn a_subscriber_gets_a_calendar_and_pays_nothing_while_it_stays_as_it_is() {
    for_each_database(async |database| {
        let app = TestApp::spawn(&database).await;
        let mut plan = app.writer.create(sample::plan()).await;
        let published = app.writer.publish(&mut plan, Some("spring-10k")).await;
        let id = published.short_id.to_string();
        let first = calendar(&app.anon, &id, "").await;
        assert_eq!(first.header("content-type"), "text/calendar; charset=utf-8");
        assert_eq!(first.header("cache-control"), "public, no-cache");
        let name = |answer: &Answer| answer.header("content-disposition").to_owned();
        assert_eq!(name(&first), format!("inline; filename=\"{id}.ics\""));
        let by_slug = calendar(&app.anon, "Spring-10K", "").await;
        assert_eq!(name(&by_slug), "inline; filename=\"spring-10k.ics\"");
        assert_eq!(by_slug.body, first.body);

        let address = app.anon.base();
        let text = first.text().replace("\r\n ", "");
        for line in [
            format!("URL:{address}/plans/{id}"),
            format!("SOURCE;VALUE=URI:{address}/api/plans/{id}/calendar.ics"),
        ] {
            assert!(text.lines().any(|found| found == line), "{line}");
        }

        let path = format!("/api/plans/{id}/calendar.ics");
        let known = [("if-none-match", first.header("etag"))];
        let again = app.anon.send("GET", &path, &known).await;
        assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
        let head = app.anon.send("HEAD", &path, &[]).await;
        assert_eq!((head.status.as_u16(), head.body.len()), (200, 0));
        assert_eq!(head.header("etag"), first.header("etag"));
        let coded = app
            .anon
            .send("GET", &path, &[("accept-encoding", "gzip")])
            .await;
        assert_eq!(coded.header("content-encoding"), "gzip");
        assert!(coded.body.len() * 3 < first.body.len());

        app.writer.unpublish(&mut plan).await;
        let gone = app.anon.send("GET", &path, &known).await;
        assert_eq!(gone.status, 404);
    });
}

#[actix_web::test]
async fn an_hour_may_be_written_with_one_digit() {
    let database = TestDatabase::sqlite().await;
    let app = TestApp::spawn(&database).await;
    let (_, id) = app.writer.published(sample::plan()).await;
    for (short, long) in [
        ("?at=6:30&pm=9:05", "?at=06:30&pm=09:05"),
        ("?at=0:00", "?at=00:00"),
    ] {
        let as_people_write = calendar(&app.anon, &id, short).await;
        let in_full = calendar(&app.anon, &id, long).await;
        assert_eq!(as_people_write.body, in_full.body, "{short}");
        assert_eq!(as_people_write.header("etag"), in_full.header("etag"));
    }
}

#[test]
fn what_a_calendar_cannot_be_asked_for_is_named() {
    for_each_database(async |database| {
        let app = TestApp::spawn(&database).await;
        let (_, id) = app.writer.published(sample::plan()).await;
        for (query, pointers) in [
            ("?feed=full", &["#/feed"][..]),
            ("?feed=", &["#/feed"]),
            ("?units=imperial", &["#/units"]),
            ("?at=6:5", &["#/at"]),
            ("?at=630", &["#/at"]),
            ("?at=6.30", &["#/at"]),
            ("?at=6", &["#/at"]),
            ("?at=:30", &["#/at"]),
            ("?at=006:30", &["#/at"]),
            ("?at=6:30am", &["#/at"]),
            ("?at=24:00", &["#/at"]),
            ("?at=06:60", &["#/at"]),
            ("?at=06:30:00", &["#/at"]),
            ("?at=%2B6:30", &["#/at"]),
            ("?pm=06:00", &["#/pm"]),
            ("?at=18:00&pm=06:30", &["#/pm"]),
            ("?at=06:30&pm=06:30", &["#/pm"]),
            ("?at=morning&pm=evening", &["#/at", "#/pm"]),
            ("?at=06:30&at=07:00", &["#/at"]),
            ("?tz=UTC&feed=idle&color=red", &["#/feed"]),
            ("?feed=idle&units=feet", &["#/feed", "#/units"]),
        ] {
            let answer = app
                .anon
                .get(&format!("/api/plans/{id}/calendar.ics{query}"))
                .await;
            let (status, _, found) = answer.problem();
            assert_eq!(
                (status, found),
                (422, pointers.iter().map(|&p| p.to_owned()).collect()),
                "{query}"
            );
        }
    });
}

#[test]
fn nothing_private_shows_in_any_calendar_of_a_plan_with_every_layer() {
    for_each_database(async |database| {
        let app = TestApp::spawn(&database).await;
        let base = sample::plan();
        let (mut plan, id) = app.writer.published(base.clone()).await;
        for kind in sample::every_layer(&base) {
            app.writer.perform(&mut plan, kind).await;
        }
        for query in [
            "",
            "?at=06:30&units=metric",
            "?feed=busy",
            "?feed=busy&at=06:30",
        ] {
            let text = calendar(&app.anon, &id, query).await.text();
            let text = text.replace("\r\n ", "");
            assert!(!text.contains("MARKER"), "{query}: {text}");
            // Who sees when somebody is busy is not led to the plan.
            for of_the_plan in ["Spring 10K", &id, "/plans/"] {
                assert_eq!(text.contains(of_the_plan), !query.contains("busy"));
            }
        }
    });
}
