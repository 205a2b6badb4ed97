//! HTTP to the letter, where no library of a client looks closely.

use std::time::Duration;

use test_support::TestDatabase;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use web_base::server::ServerSettings;

use crate::sample;
use crate::test_app::TestApp;

async fn published() -> (TestDatabase, TestApp, String) {
    let database = TestDatabase::sqlite().await;
    let app = TestApp::spawn_with(&database, |config| config.rate_limit = 1_000).await;
    let (_, id) = app.writer.published(sample::plan()).await;
    (database, app, id)
}

#[actix_web::test]
async fn conditions_may_stand_on_several_lines_and_if_match_goes_first() {
    let (_database, app, id) = published().await;
    let path = format!("/api/plans/{id}");
    let tag = app.anon.get(&path).await.header("etag").to_owned();
    let weak = format!("W/{tag}");
    for (headers, status) in [
        (
            &[("if-none-match", "\"other\""), ("if-none-match", &tag)][..],
            304,
        ),
        (
            &[("if-none-match", "\"other\""), ("if-none-match", "junk")],
            200,
        ),
        (&[("if-match", &tag)], 200),
        (&[("if-match", "*")], 200),
        (&[("if-match", "\"other\"")], 412),
        (&[("if-match", &weak)], 412),
        (&[("if-match", "\"other\""), ("if-none-match", &tag)], 412),
        (&[("if-match", &tag), ("if-none-match", &tag)], 304),
        // There is no time a plan was changed at, so none can be asked about.
        (
            &[("if-modified-since", "Sun, 22 Nov 2099 00:00:00 GMT")],
            200,
        ),
    ] {
        for method in ["GET", "HEAD"] {
            let answer = app.anon.send(method, &path, headers).await;
            assert_eq!(answer.status, status, "{method} {headers:?}");
        }
    }
    let failed = app
        .anon
        .send("GET", &path, &[("if-match", "\"other\"")])
        .await;
    assert_eq!(
        failed.problem(),
        (412, "version_mismatch".to_owned(), vec![])
    );
    assert_eq!(failed.header("cache-control"), "no-store");
}

#[actix_web::test]
async fn head_is_get_without_the_body_in_every_coding() {
    let (_database, app, id) = published().await;
    let path = format!("/api/plans/{id}");
    for coding in ["br", "zstd", "gzip", "identity"] {
        let wanted = [("accept-encoding", coding)];
        let get = app.anon.send("GET", &path, &wanted).await.stripped();
        let head = app.anon.send("HEAD", &path, &wanted).await.stripped();
        assert_eq!(head.headers, get.headers, "{coding}");
        assert_eq!(head.header("content-length"), get.body.len().to_string());
        assert!(head.body.is_empty());
    }
}

#[actix_web::test]
async fn a_part_is_not_served_and_nothing_is_unacceptable() {
    let (_database, app, id) = published().await;
    let path = format!("/api/plans/{id}");
    let whole = app.anon.get(&path).await;
    for header in [
        ("range", "bytes=0-9"),
        ("range", "bytes=999999999-"),
        ("accept", "text/turtle"),
        ("accept", "application/json;q=0"),
        ("accept-encoding", "identity;q=0"),
        ("accept-encoding", "*;q=0"),
        ("accept-charset", "utf-16"),
        ("accept-language", "tlh"),
        ("expect", "100-continue"),
    ] {
        let answer = app.anon.send("GET", &path, &[header]).await;
        assert_eq!(answer.status, 200, "{header:?}");
        assert_eq!(answer.body, whole.body, "{header:?}");
    }
}

/// What comes back for these bytes, until the server hangs up, which it has to.
async fn raw(address: String, request: String) -> String {
    let mut socket = TcpStream::connect(address).await.unwrap();
    // The server may hang up before it has read everything.
    let _ = socket.write_all(request.as_bytes()).await;
    let mut answer = Vec::new();
    let reading = socket.read_to_end(&mut answer);
    let ended = tokio::time::timeout(Duration::from_secs(60), reading).await;
    // It may do so without having read everything, which resets the connection.
    let _ = ended.expect("the server hangs up");
    String::from_utf8_lossy(&answer).into_owned()
}

#[actix_web::test]
async fn what_the_parser_rejects_ends_that_connection_and_no_other() {
    let (_database, app, id) = published().await;
    let close = "Host: x\r\nConnection: close\r\n";
    let long = "x".repeat(200_000);
    let mut answers = tokio::task::JoinSet::new();
    for (what, request) in [
        ("no request line", "\0\0\0\r\n\r\n".to_owned()),
        ("no such version", format!("GET / HTTP/9.9\r\n{close}\r\n")),
        (
            "a space in a name",
            format!("GET / HTTP/1.1\r\nBad Name: x\r\n{close}\r\n"),
        ),
        (
            "two lengths",
            format!("GET / HTTP/1.1\r\n{close}Content-Length: 1\r\nContent-Length: 2\r\n\r\n"),
        ),
        (
            "length and chunks",
            format!(
                "GET / HTTP/1.1\r\n{close}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
            ),
        ),
        (
            "a head without end",
            format!("GET / HTTP/1.1\r\n{close}X: {long}"),
        ),
        ("an endless address", format!("GET /{long}")),
    ] {
        let address = app.anon.base().trim_start_matches("http://").to_owned();
        answers.spawn(async move { (what, raw(address, request).await) });
    }
    while let Some(answer) = answers.join_next().await {
        let (what, answer) = answer.unwrap();
        let is_refused = answer.is_empty() || answer.starts_with("HTTP/1.1 4");
        assert!(is_refused, "{what}: {answer}");
        assert!(!answer.to_lowercase().contains("\r\nserver:"), "{what}");
    }
    assert_eq!(app.anon.status_of_plan(&id).await, 200);
}

#[actix_web::test]
async fn a_long_address_is_only_another_that_is_not_there() {
    let (_database, app, _) = published().await;
    for path in [
        format!("/{}", "x".repeat(8_000)),
        format!("/api/plans/{}", "x".repeat(8_000)),
    ] {
        let (status, code, _) = app.anon.get(&path).await.problem();
        assert_eq!((status, code.as_str()), (404, "not_found"));
    }
    let query = format!("/api/plans/0000000?{}=1", "x".repeat(8_000));
    assert_eq!(app.anon.get(&query).await.problem().0, 422);
}

#[actix_web::test]
async fn who_reads_slowly_keeps_nobody_else_waiting() {
    let (_database, app, id) = published().await;
    let address = app.anon.base().trim_start_matches("http://").to_owned();
    let request = format!("GET /api/plans/{id} HTTP/1.1\r\nHost: x\r\n\r\n").repeat(40);
    let mut slow = Vec::new();
    for _ in 0..20 {
        let mut socket = TcpStream::connect(&address).await.unwrap();
        socket.write_all(request.as_bytes()).await.unwrap();
        slow.push(socket);
    }
    let asked = std::time::Instant::now();
    for _ in 0..20 {
        assert_eq!(app.anon.get("/healthz").await.status, 200);
    }
    // Before those who read slowly are cut off, which is after a minute.
    assert!(
        asked.elapsed() < ServerSettings::for_tests().unread / 2,
        "{:?}",
        asked.elapsed()
    );
    drop(slow);
}
