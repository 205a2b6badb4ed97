use test_support::for_each_database;

use crate::sample;
use crate::test_app::TestApp;

#[test]
fn a_published_plan_is_printed_in_either_unit_on_either_paper() {
    for_each_database(async |database| {
        let app = TestApp::spawn(&database).await;
        let base = sample::plan();
        let (mut plan, id) = app.writer.published(base.clone()).await;
        for kind in sample::every_layer(&base) {
            app.writer.perform(&mut plan, kind).await;
        }
        let path = format!("/api/plans/{id}/plan.pdf");
        let printed = app.anon.get(&path).await;
        assert_eq!(printed.status, 200);
        assert_eq!(printed.header("content-type"), "application/pdf");
        assert_eq!(
            printed.header("content-disposition"),
            format!("inline; filename=\"{id}.pdf\"")
        );
        assert_eq!(printed.header("cache-control"), "public, no-cache");
        assert!(printed.body.starts_with(b"%PDF-1.7"));
        let again = app.anon.get(&format!("{path}?paper=a4")).await;
        assert_eq!(again.body, printed.body, "A4 is what is printed on anyway");
        for query in ["units=metric", "paper=letter", "paper=letter&units=metric"] {
            let other = app.anon.get(&format!("{path}?{query}")).await;
            assert_eq!(other.status, 200);
            assert_ne!(other.header("etag"), printed.header("etag"), "{query}");
        }
    });
}

#[test]
fn a_printed_plan_is_kept_until_the_plan_is_written() {
    for_each_database(async |database| {
        let app = TestApp::spawn(&database).await;
        let base = sample::plan();
        let (mut plan, id) = app.writer.published(base.clone()).await;
        let path = format!("/api/plans/{id}/plan.pdf");
        let first = app.anon.get(&path).await;
        let tag = first.header("etag").to_owned();
        let known = [("if-none-match", tag.as_str())];
        assert_eq!(app.anon.send("GET", &path, &known).await.status, 304);
        let head = app.anon.send("HEAD", &path, &[]).await;
        assert_eq!((head.status.as_u16(), head.body.len()), (200, 0));
        assert_eq!(head.header("content-length"), first.body.len().to_string());
        let packed = [("accept-encoding", "gzip")];
        let packed = app.anon.send("GET", &path, &packed).await;
        assert_eq!(packed.header("content-encoding"), "gzip");
        assert!(packed.body.len() < first.body.len() * 3 / 4);

        for kind in sample::every_layer(&base) {
            app.writer.perform(&mut plan, kind).await;
        }
        assert_eq!(app.anon.send("GET", &path, &known).await.status, 200);
    });
}

#[test]
fn what_cannot_be_printed_is_refused_like_in_every_other_form() {
    for_each_database(async |database| {
        let app = TestApp::spawn(&database).await;
        let (_, id) = app.writer.published(sample::plan()).await;
        let unknown = app.anon.get("/api/plans/0000000/plan.pdf").await;
        let malformed = app.anon.get("/api/plans/not+an+id/plan.pdf").await;
        let as_json = app.anon.get("/api/plans/0000000").await;
        assert_eq!(unknown.problem().0, 404);
        assert_eq!(
            (&unknown.body, &malformed.body),
            (&as_json.body, &as_json.body)
        );
        for (query, at) in [
            ("units=km", vec!["#/units"]),
            ("paper=A3", vec!["#/paper"]),
            ("paper=&units=", vec!["#/units", "#/paper"]),
            ("paper=a4&paper=letter", vec!["#/paper"]),
            ("color=none&paper=A3", vec!["#/paper"]),
        ] {
            let path = format!("/api/plans/{id}/plan.pdf?{query}");
            let (status, _, pointers) = app.anon.get(&path).await.problem();
            assert_eq!(
                (status, pointers),
                (422, at.iter().map(|at| (*at).to_owned()).collect())
            );
        }
    });
}
