use plan_core::overlay::OperationKind;
use test_support::{TestDatabase, for_each_database};

use crate::sample;
use crate::test_app::TestApp;

#[test]
fn a_run_is_a_file_for_a_watch() {
    for_each_database(async |database| {
        let app = TestApp::spawn(&database).await;
        let (_, id) = app.writer.published(sample::plan()).await;
        let path = format!("/api/plans/{id}/workouts/w3.fit");
        let answer = app.anon.get(&path).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.media_type(), "application/vnd.ant.fit");
        assert_eq!(
            answer.header("content-disposition"),
            format!(
                "attachment; filename=\"{}_w3_intervals.fit\"",
                sample::day(2)
            )
        );
        assert_eq!(answer.header("cache-control"), "public, no-cache");
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert_eq!(&answer.body[8..12], b".FIT");
        let text = String::from_utf8_lossy(&answer.body);
        assert!(text.contains("1000 m @ I"), "{text}");
        assert!(!text.contains("MARKER"), "{text}");

        let tag = answer.header("etag").to_owned();
        let known = app
            .anon
            .send("GET", &path, &[("if-none-match", &tag)])
            .await;
        assert_eq!((known.status.as_u16(), known.body.len()), (304, 0));
        let head = app.anon.send("HEAD", &path, &[]).await;
        assert_eq!(
            (head.status.as_u16(), head.header("etag")),
            (200, tag.as_str())
        );
        let coded = app
            .anon
            .send("GET", &path, &[("accept-encoding", "br, gzip")])
            .await;
        assert!(!coded.headers.contains_key("content-encoding"));
        assert_eq!(coded.body, answer.body);
        let refused = app.anon.send("POST", &path, &[]).await;
        assert_eq!(
            (refused.status.as_u16(), refused.header("allow")),
            (405, "GET, HEAD, OPTIONS")
        );
    });
}

#[test]
fn what_is_not_in_a_plan_is_answered_like_a_plan_that_is_not_there() {
    for_each_database(async |database| {
        let app = TestApp::spawn(&database).await;
        let (_, id) = app.writer.published(sample::plan()).await;
        let unknown = app.anon.get("/api/plans/0000000").await;
        assert_eq!(unknown.status, 404);
        for path in [
            format!("/api/plans/{id}/workouts/w999.fit"),
            format!("/api/plans/{id}/workouts/a1.fit"),
            format!("/api/plans/{id}/workouts/w01.fit"),
            format!("/api/plans/{id}/workouts/%20.fit"),
            "/api/plans/0000000/workouts/w3.fit".to_owned(),
            "/api/plans/0000000/workouts.zip".to_owned(),
            "/api/plans/!/workouts.zip".to_owned(),
        ] {
            let answer = app.anon.get(&path).await;
            assert_eq!(
                (answer.status.as_u16(), &answer.body),
                (404, &unknown.body),
                "{path}"
            );
        }
        // A day of rest is there, and has no file.
        let rest = app
            .anon
            .get(&format!("/api/plans/{id}/workouts/w1.fit"))
            .await;
        assert_eq!(rest.problem(), (404, "not_carried".to_owned(), vec![]));
        assert_eq!(
            rest.json()["detail"],
            "there is no such file: a day of rest"
        );
        for path in ["workouts.zip", "workouts/w3.fit"] {
            let refused = app
                .anon
                .get(&format!("/api/plans/{id}/{path}?units=metric"))
                .await;
            assert_eq!(
                refused.problem(),
                (422, "invalid_value".to_owned(), vec!["#/units".to_owned()])
            );
        }
    });
}

#[actix_web::test]
async fn an_archive_is_kept_by_the_name_that_was_asked_for() {
    let database = TestDatabase::sqlite().await;
    let app = TestApp::spawn(&database).await;
    let mut plan = app.writer.create(sample::plan()).await;
    let published = app.writer.publish(&mut plan, Some("spring-10k")).await;
    for name in [published.short_id.to_string(), "spring-10k".to_owned()] {
        let archive = app
            .anon
            .get(&format!("/api/plans/{name}/workouts.zip"))
            .await;
        assert_eq!(
            archive.header("content-disposition"),
            format!("attachment; filename=\"{name}_workouts.zip\"")
        );
    }
}

#[test]
fn every_file_is_in_the_archive_and_follows_the_layers() {
    for_each_database(async |database| {
        let app = TestApp::spawn(&database).await;
        let (mut plan, id) = app.writer.published(sample::plan()).await;
        let path = format!("/api/plans/{id}/workouts.zip");
        let before = app.anon.get(&path).await;
        assert_eq!(before.status, 200);
        assert_eq!(before.media_type(), "application/zip");
        assert_eq!(
            before.header("content-disposition"),
            format!("attachment; filename=\"{id}_workouts.zip\"")
        );
        // Stored, so the files are in it as they are.
        let holds =
            |archive: &[u8], part: &[u8]| archive.windows(part.len()).any(|window| window == part);
        let file = app
            .anon
            .get(&format!("/api/plans/{id}/workouts/w3.fit"))
            .await;
        assert!(holds(&before.body, &file.body));
        assert!(holds(&before.body, b"\"fidelity\": \"unsupported\""));

        let vacation = app.writer.perform(&mut plan, sample::vacation()).await;
        let during = app.anon.get(&path).await;
        assert_ne!(during.header("etag"), before.header("etag"));
        let rest = app
            .anon
            .get(&format!("/api/plans/{id}/workouts/w9.fit"))
            .await;
        assert_eq!(rest.problem(), (404, "not_carried".to_owned(), vec![]));
        let remove = OperationKind::Remove(vacation);
        app.writer.perform(&mut plan, remove).await;
        assert_eq!(app.anon.get(&path).await.body, before.body);
    });
}

#[test]
fn nothing_private_is_in_any_file() {
    for_each_database(async |database| {
        let app = TestApp::spawn(&database).await;
        let base = sample::plan();
        let (mut plan, id) = app.writer.published(base.clone()).await;
        for kind in sample::every_layer(&base) {
            app.writer.perform(&mut plan, kind).await;
        }
        let archive = app.anon.get(&format!("/api/plans/{id}/workouts.zip")).await;
        let text = String::from_utf8_lossy(&archive.body);
        assert!(text.contains("Over the hills."), "what is public is in it");
        for secret in ["MARKER", "Injury", "injur"] {
            assert!(!text.contains(secret), "{secret}");
        }
    });
}
