//! One answer for every plan that cannot be read, in every form.

use test_support::for_each_database;

use crate::client::Answer;
use crate::representations::addresses;
use crate::sample;
use crate::test_app::TestApp;

/// Ids that lead to no plan, whatever was written; as they stand in an address.
fn strange_ids() -> Vec<String> {
    let mut ids: Vec<String> = [
        "0000000",
        "nobody-took-this",
        "a",
        "%00",
        "Ab3dE5g%00",
        "%ff%fe",
        "%c3%28",
        "%2F",
        "..%2f..%2fetc%2fpasswd",
        "Ab3dE%2f5",
        "' OR 1=1 --",
        "%27%20OR%201=1",
        "{publicId}",
        "%7BpublicId%7D",
        "-",
        "--",
        "\u{1f3c3}",
        "%F0%9F%8F%83",
        "\u{ff21}\u{ff22}3d\u{ff25}5g",
        "caf\u{e9}-caf\u{e9}",
        "spring-10\u{212a}",
        "Ab3dE5g;v=1",
        "Ab3dE5g%20",
        "+",
        "%0d%0aX-Injected:%201",
        "%25%30%30",
        "null",
        "undefined",
        "index.html",
    ]
    .map(str::to_owned)
    .into();
    ids.push("x".repeat(1_000));
    ids.push("A".repeat(4_096));
    ids.push("%41".repeat(1_365));
    ids
}

fn assert_same(answers: &[(String, Answer)]) {
    let (_, first) = &answers[0];
    assert_eq!(first.problem(), (404, "not_found".to_owned(), vec![]));
    assert_all_like_the_first(answers);
}

fn assert_all_like_the_first(answers: &[(String, Answer)]) {
    let (_, first) = &answers[0];
    assert_eq!(first.header("cache-control"), "no-store");
    for (address, answer) in answers {
        assert_eq!(answer, first, "{address}");
    }
}

#[test]
fn what_cannot_be_read_is_not_told_apart_in_any_form() {
    for_each_database(async |database| {
        let app = TestApp::spawn_with(&database, |config| config.rate_limit = 10_000).await;
        let (mut unpublished, id_of_unpublished) = app.writer.published(sample::plan()).await;
        app.writer.unpublish(&mut unpublished).await;
        let (deleted, id_of_deleted) = app.writer.published(sample::plan()).await;
        app.writer.delete(deleted).await;
        let mut renamed = app.writer.create(sample::plan()).await;
        app.writer.publish(&mut renamed, Some("old-name")).await;
        app.writer.remove_slug(&mut renamed).await;
        let never_published = app.writer.create(sample::plan()).await.id.to_string();
        let mut ids = strange_ids();
        ids.extend([
            id_of_unpublished,
            id_of_deleted,
            "old-name".to_owned(),
            never_published,
        ]);

        // Of a plan nobody can read, it is no matter which workout is asked for; what is
        // refused of every plan is refused of these too.
        let workouts = ["w3", "w999", "a1", "nothing"].map(str::to_owned);
        let (_, readable) = app.writer.published(sample::plan()).await;
        let mut forms = Vec::new();
        for form in addresses(&app.anon, "PLAN", &workouts).await {
            let answer = app.anon.get(&form.replace("PLAN", &readable)).await;
            if answer.status != 422 {
                forms.push(form);
            }
        }
        let mut answers = Vec::new();
        let mut pages = Vec::new();
        for id in &ids {
            let address = format!("/plans/{id}");
            let accept = [("accept", "text/html")];
            let page = app.anon.send("GET", &address, &accept).await;
            assert_eq!(
                (page.status.as_u16(), page.media_type()),
                (404, "text/html")
            );
            pages.push((address, page.stripped()));
            for form in &forms {
                let address = form.replace("PLAN", id);
                let answer = app.anon.get(&address).await;
                assert_eq!(answer.status, 404, "{address}");
                answers.push((address, answer.stripped()));
            }
        }
        assert_same(&answers);
        assert_all_like_the_first(&pages);
    });
}

#[test]
fn what_is_known_already_or_wanted_otherwise_does_not_tell_it_apart_either() {
    for_each_database(async |database| {
        let app = TestApp::spawn_with(&database, |config| config.rate_limit = 10_000).await;
        let (mut unpublished, id) = app.writer.published(sample::plan()).await;
        let tag = app.anon.get(&format!("/api/plans/{id}")).await;
        let tag = tag.header("etag").to_owned();
        let page_tag = app.anon.get(&format!("/plans/{id}")).await;
        let page_tag = page_tag.header("etag").to_owned();
        app.writer.unpublish(&mut unpublished).await;
        let mut answers = Vec::new();
        for id in [id.as_str(), "0000000", "%00"] {
            for (name, value) in [
                ("if-none-match", tag.as_str()),
                ("if-none-match", "*"),
                ("accept-encoding", "gzip, br, zstd"),
                ("accept", "image/png"),
                ("range", "bytes=0-1"),
            ] {
                let address = format!("/api/plans/{id}");
                let answer = app.anon.send("GET", &address, &[(name, value)]).await;
                answers.push((format!("{address} {name}"), answer.stripped()));
            }
        }
        assert_same(&answers);
        let mut pages = Vec::new();
        for id in [id.as_str(), "0000000", "%00"] {
            for (name, value) in [
                ("if-none-match", page_tag.as_str()),
                ("if-match", page_tag.as_str()),
                ("if-none-match", "*"),
                ("accept-encoding", "gzip, br, zstd"),
                ("range", "bytes=0-1"),
            ] {
                let address = format!("/plans/{id}");
                let headers = [("accept", "text/html"), (name, value)];
                let page = app.anon.send("GET", &address, &headers).await;
                pages.push((format!("{address} {name}"), page.stripped()));
            }
        }
        assert_all_like_the_first(&pages);
    });
}
