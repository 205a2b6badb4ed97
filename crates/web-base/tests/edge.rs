//! What leaves a service built on this crate, over a real socket.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::convert::Infallible;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BodySize, MessageBody};
use actix_web::middleware::from_fn;
use actix_web::{App, HttpResponse, web};
use reqwest::{Client, Method, Response};
use web_base::body::{self, Limits, Unread};
use web_base::edge::{self, RequestId};
use web_base::endpoint::Endpoint;
use web_base::problem;
use web_base::security::{self, SharedWith};
use web_base::server::{self, ServerSettings};
use web_base::strict_json::StrictBody;
use web_base::telemetry::{self, LogSettings};

/// Takes ten bytes that may come within this time.
async fn upload(payload: web::Payload, time: Duration) -> HttpResponse {
    let limits = Limits { bytes: 10, time };
    match body::read(payload, limits).await {
        Ok(body) => HttpResponse::Ok().body(body),
        Err(Unread::TooLarge) => HttpResponse::PayloadTooLarge().finish(),
        Err(Unread::TooSlow) => HttpResponse::RequestTimeout().finish(),
        Err(Unread::Interrupted) => HttpResponse::BadRequest().finish(),
    }
}

fn routes(app: &mut web::ServiceConfig) {
    problem::for_framework_errors(app);
    app.service(Endpoint::at("/hello").get(|| async { HttpResponse::Ok().body("hello") }))
        .service(Endpoint::at("/numbers/{number}").get(|_: web::Path<u8>| async { "a number" }))
        .service(
            Endpoint::at("/json")
                .post(|_: web::Json<[u8; 2]>| async { HttpResponse::Ok().finish() }),
        )
        .service(
            Endpoint::at("/strict").post(|_: StrictBody| async { HttpResponse::Ok().finish() }),
        )
        .service(
            Endpoint::at("/upload")
                .post(|body: web::Payload| upload(body, Duration::from_secs(60))),
        )
        .service(
            Endpoint::at("/hurried")
                .post(|body: web::Payload| upload(body, Duration::from_millis(300))),
        )
        .service(Endpoint::at("/bare").get(|| async {
            HttpResponse::ImATeapot()
                .insert_header(("x-kept", "yes"))
                .body("bare text")
        }))
        .service(Endpoint::at("/page").get(|| async {
            HttpResponse::NotFound()
                .content_type("text/html")
                .body("<p>gone")
        }))
        .service(Endpoint::at("/id").get(|id: RequestId| async move { id.to_string() }));
}

/// Starts a service whose problems carry request ids.
fn start() -> String {
    let bound = server::bind(&ServerSettings::for_tests(), || {
        App::new()
            .wrap(security::headers(SharedWith::SameOrigin))
            .wrap(from_fn(edge::with_ids_in_problems))
            .configure(routes)
    })
    .unwrap();
    let url = format!("http://{}", bound.address());
    bound.spawn();
    url
}

/// Whatever proxy the environment names: the server is on this machine.
fn client() -> Client {
    Client::builder().no_proxy().build().unwrap()
}

async fn send(method: &str, url: String, headers: &[(&str, &str)], body: &'static str) -> Response {
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    let mut request = client().request(method, url).body(body);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.unwrap()
}

#[actix_web::test]
async fn every_error_is_problem_json_with_the_requests_id() {
    let url = start();
    let json = &[("content-type", "application/json")][..];
    for (method, path, headers, body, status, code) in [
        ("GET", "/nothing", &[][..], "", 404, "not_found"),
        ("GET", "/numbers/300", &[], "", 404, "not_found"),
        ("DELETE", "/hello", &[], "", 405, "method_not_allowed"),
        ("BREW", "/hello", &[], "", 405, "method_not_allowed"),
        ("POST", "/json", json, "[1,", 400, "invalid_json"),
        (
            "POST",
            "/strict",
            json,
            "{\"a\":1,\"a\":2}",
            400,
            "duplicate_key",
        ),
        ("POST", "/strict", &[], "{}", 415, "unsupported_media_type"),
        (
            "POST",
            "/strict",
            &[
                ("content-type", "application/json"),
                ("content-encoding", "gzip"),
            ],
            "{}",
            415,
            "unsupported_content_encoding",
        ),
        ("POST", "/json", json, "\"x\"", 422, "invalid_value"),
        ("POST", "/json", &[], "[1,2]", 415, "unsupported_media_type"),
        (
            "POST",
            "/upload",
            &[],
            "ten and one",
            413,
            "content_too_large",
        ),
        ("GET", "/bare", &[], "", 418, "i_m_a_teapot"),
    ] {
        let response = send(method, format!("{url}{path}"), headers, body).await;
        let case = format!("{method} {path}");
        assert_eq!(response.status(), status, "{case}");
        assert_eq!(
            response.headers()["content-type"],
            "application/problem+json",
            "{case}"
        );
        let id = response.headers()["x-request-id"]
            .to_str()
            .unwrap()
            .to_owned();
        let problem: serde_json::Value = response.json().await.unwrap();
        assert_eq!(problem["status"], status, "{case}");
        assert_eq!(problem["code"], code, "{case}");
        assert_eq!(problem["request_id"], id, "{case}");
        assert_eq!(problem["type"], "about:blank", "{case}");
    }
}

#[actix_web::test]
async fn a_bare_error_keeps_its_headers_and_a_page_stays_a_page() {
    let url = start();
    let bare = send("GET", format!("{url}/bare"), &[], "").await;
    assert_eq!(bare.headers()["x-kept"], "yes");
    let page = send("GET", format!("{url}/page"), &[], "").await;
    assert_eq!(page.headers()["content-type"], "text/html");
    assert_eq!(page.text().await.unwrap(), "<p>gone");
}

#[actix_web::test]
async fn head_is_answered_wherever_get_is_and_the_rest_is_told_what_is_allowed() {
    let url = start();
    let head = send("HEAD", format!("{url}/hello"), &[], "").await;
    assert_eq!(head.status(), 200);
    assert_eq!(head.headers()["content-length"], "5");
    assert_eq!(head.text().await.unwrap(), "");

    let options = send("OPTIONS", format!("{url}/hello"), &[], "").await;
    assert_eq!(options.status(), 204);
    assert_eq!(options.headers()["allow"], "GET, HEAD, OPTIONS");

    let refused = send("PUT", format!("{url}/hello"), &[], "").await;
    assert_eq!(refused.headers()["allow"], "GET, HEAD, OPTIONS");
}

#[actix_web::test]
async fn a_sane_request_id_is_kept_and_any_other_replaced() {
    let url = start();
    let kept = send(
        "GET",
        format!("{url}/id"),
        &[("x-request-id", "Job-7/a_b")],
        "",
    )
    .await;
    assert_eq!(kept.headers()["x-request-id"], "Job-7/a_b");
    assert_eq!(kept.text().await.unwrap(), "Job-7/a_b");

    let long = "x".repeat(129);
    for insane in ["", "two words", "{\"level\":\"fake\"}", &long] {
        let response = send("GET", format!("{url}/id"), &[("x-request-id", insane)], "").await;
        let given = response.headers()["x-request-id"]
            .to_str()
            .unwrap()
            .to_owned();
        assert_ne!(given, insane);
        assert_eq!(given.len(), 36, "a UUID");
        assert_eq!(response.text().await.unwrap(), given);
    }
}

#[actix_web::test]
async fn every_response_carries_the_security_headers_and_none_a_banner() {
    let url = start();
    for path in ["/hello", "/nothing"] {
        let response = send("GET", format!("{url}{path}"), &[], "").await;
        for (name, value) in [
            (
                "strict-transport-security",
                "max-age=63072000; includeSubDomains",
            ),
            ("x-content-type-options", "nosniff"),
            (
                "content-security-policy",
                "default-src 'none'; frame-ancestors 'none'",
            ),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(response.headers()[name], value, "{path}");
        }
        assert!(!response.headers().contains_key("server"));
    }
}

#[actix_web::test]
async fn a_body_that_drips_is_cut_off_in_time() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let url = start();
    let mut socket = tokio::net::TcpStream::connect(url.trim_start_matches("http://"))
        .await
        .unwrap();
    socket
        .write_all(b"POST /hurried HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nab")
        .await
        .unwrap();
    let mut answer = vec![0; 12];
    tokio::time::timeout(Duration::from_secs(30), socket.read_exact(&mut answer))
        .await
        .expect("answered although the body never ends")
        .unwrap();
    assert_eq!(answer, b"HTTP/1.1 408");
}

#[actix_web::test]
async fn a_stopped_server_answers_what_it_had_begun() {
    let begun = Arc::new(tokio::sync::Notify::new());
    let settings = ServerSettings {
        grace: Duration::from_secs(30),
        ..ServerSettings::for_tests()
    };
    let has_begun = Arc::clone(&begun);
    let bound = server::bind(&settings, move || {
        let begun = Arc::clone(&begun);
        App::new().service(Endpoint::at("/slow").get(move || {
            begun.notify_one();
            async {
                tokio::time::sleep(Duration::from_millis(300)).await;
                "done"
            }
        }))
    })
    .unwrap();
    let url = format!("http://{}/slow", bound.address());
    let handle = bound.spawn();
    let (answer, ()) = tokio::join!(send("GET", url.clone(), &[], ""), async {
        has_begun.notified().await;
        handle.stop(true).await;
    });
    assert_eq!(answer.text().await.unwrap(), "done");
    assert!(
        client().get(url).send().await.is_err(),
        "nobody listens any more"
    );
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn the_log_has_one_line_a_request_and_no_secret() {
    use actix_web::test;

    let log = Log::default();
    let writer = log.clone();
    let subscriber = telemetry::subscriber(&LogSettings::default(), move || writer.clone());
    tracing::subscriber::with_default(subscriber, || {
        actix_web::rt::System::new().block_on(async {
            let app = App::new()
                .wrap(from_fn(edge::with_plain_problems))
                .configure(routes);
            let app = test::init_service(app).await;
            let request = test::TestRequest::get()
                .uri("/numbers/7?token=MARKER")
                .insert_header(("authorization", "Bearer MARKER"))
                .insert_header(("x-request-id", "r-1"))
                .to_request();
            test::call_service(&app, request).await;
        });
    });
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let lines = log.lines().collect::<Vec<_>>();
    assert_eq!(lines.len(), 1, "{log}");
    let line: serde_json::Value = serde_json::from_str(lines[0]).unwrap();
    assert_eq!(line["route"], "/numbers/{number}");
    assert_eq!(line["status"], 200);
    assert_eq!(line["span"]["request_id"], "r-1");
    assert!(!log.contains("MARKER"), "{log}");
}

/// A body without an end, which says when nobody wants it any more.
struct Endless(Option<tokio::sync::oneshot::Sender<()>>);

impl MessageBody for Endless {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<web::Bytes, Infallible>>> {
        Poll::Ready(Some(Ok(web::Bytes::from_static(&[b'.'; 16 * 1024]))))
    }
}

impl Drop for Endless {
    fn drop(&mut self) {
        let gone = self.0.take().map(|gone| gone.send(()));
        assert!(gone.is_some());
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_client_that_reads_nothing_is_cut_off_in_the_end() {
    let (gone, is_gone) = tokio::sync::oneshot::channel();
    let gone = Arc::new(Mutex::new(Some(gone)));
    let settings = ServerSettings {
        unread: Duration::from_millis(500),
        ..ServerSettings::for_tests()
    };
    let bound = server::bind(&settings, move || {
        let gone = Arc::clone(&gone);
        App::new().service(Endpoint::at("/endless").get(move || {
            let gone = gone.lock().unwrap().take();
            async move { HttpResponse::Ok().body(Endless(gone)) }
        }))
    });
    let bound = bound.unwrap();
    let mut client = TcpStream::connect(bound.address()).unwrap();
    bound.spawn();
    client
        .write_all(b"GET /endless HTTP/1.1\r\nHost: here\r\n\r\n")
        .unwrap();
    let cut = tokio::time::timeout(Duration::from_secs(60), is_gone).await;
    assert!(cut.is_ok(), "the body is still wanted");
    // What was on its way is still there to be read, and then nothing.
    client.set_nonblocking(false).unwrap();
    let mut rest = Vec::new();
    let _ = client.read_to_end(&mut rest);
    assert!(rest.starts_with(b"HTTP/1.1 200 OK\r\n"));
}
