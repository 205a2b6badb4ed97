//! The program itself: how it starts, and how it ends.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use test_support::TestDatabase;

use crate::client::Reader;

fn program(variables: &[(&str, &str)]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_public-api"))
        .env_clear()
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn a_wrong_setting_ends_it_at_start_with_the_variables_name() {
    for (variables, named) in [
        (
            &[("STRATA_DATABASE_URL", "secret://host")][..],
            "STRATA_DATABASE_URL must be",
        ),
        (
            &[
                ("STRATA_DATABASE_URL", "sqlite:plans.sqlite"),
                ("STRATA_PUBLIC_RATE_LIMIT", "thirty"),
            ],
            "STRATA_PUBLIC_RATE_LIMIT must be a whole number from 1 to 1000000",
        ),
        (&[("STRATA_LOG", "=,=")], "STRATA_LOG must be"),
    ] {
        let output = program(variables).wait_with_output().unwrap();
        assert!(!output.status.success(), "{named}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(named), "{said}");
        assert!(!said.contains("secret"), "{said}");
    }
}

#[cfg(unix)]
#[actix_web::test]
async fn asked_to_stop_it_stops_well() {
    let database = TestDatabase::sqlite().await;
    let url = database.url_text();
    let mut child = program(&[
        ("STRATA_DATABASE_URL", &url),
        ("STRATA_PUBLIC_ADDR", "127.0.0.1:0"),
    ]);
    let mut log = BufReader::new(child.stderr.take().unwrap()).lines();
    // The log is JSON, a line an event; one says where it listens.
    let address = log
        .find_map(|line| {
            let event: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
            event["address"].as_str().map(str::to_owned)
        })
        .unwrap();
    let reader = Reader::of(format!("http://{address}"));
    assert_eq!(reader.get("/readyz").await.status, 200);

    let asked = Command::new("kill")
        .args(["-TERM", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(asked.success());
    let patience = Instant::now() + Duration::from_secs(20);
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        assert!(Instant::now() < patience, "it does not stop");
        std::thread::sleep(Duration::from_millis(20));
    };
    assert!(status.success(), "{status}");
}
