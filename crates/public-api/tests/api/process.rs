//! The program itself: how it starts, and how it ends.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use test_support::{TestDatabase, ask_to_stop, ended};

use crate::client::Reader;

#[test]
fn it_says_how_it_is_used_and_takes_no_unknown_argument() {
    let told = |argument: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_public-api"))
            .env_clear()
            .env("STRATA_LOG", "=,=")
            .arg(argument)
            .output()
            .unwrap();
        let text = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8(text).unwrap())
    };
    let (is_well, help) = told("--help");
    assert!(is_well && help.contains("docs/operations.md"), "{help}");
    let (is_well, version) = told("--version");
    assert!(
        is_well && version.contains(env!("CARGO_PKG_VERSION")),
        "{version}"
    );
    let (is_well, refusal) = told("--port");
    assert!(!is_well && refusal.contains("--port"), "{refusal}");
}

#[test]
fn an_address_in_use_is_named_with_its_variable() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = program(&[("STRATA_PUBLIC_ADDR", &address)])
        .wait_with_output()
        .unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains(&address) && said.contains("STRATA_PUBLIC_ADDR"),
        "{said}"
    );
}

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
            "STRATA_PUBLIC_RATE_LIMIT must be a whole number from 1 to 10000000",
        ),
        (
            &[("STRATA_REDIS_URL", "rediss://:secret@cache")],
            "STRATA_REDIS_URL must be redis://",
        ),
        (&[("STRATA_LOG", "=,=")], "STRATA_LOG must be"),
        (&[("STRATA_LOG", "loudd")], "STRATA_LOG must be"),
        (&[("STRATA_PUBLIC_ADDR", "8081")], "such as 127.0.0.1:8081"),
    ] {
        let output = program(variables).wait_with_output().unwrap();
        assert!(!output.status.success(), "{named}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(named), "{said}");
        assert!(!said.contains("secret"), "{said}");
    }
}

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

    ask_to_stop(&child);
    let status = ended(&mut child);
    assert!(status.success(), "{status}");
}
