//! The program as an operator runs it, from an empty database to a stop.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Output, Stdio};

use reqwest::StatusCode;
use serde_json::{Value, json};
use test_support::{ask_to_stop, ended, for_each_empty_database};

use crate::app::{Client, http};

fn program(database: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_coach-api"));
    command
        .args(arguments)
        .env_clear()
        .env("STRATA_DATABASE_URL", database)
        .env("STRATA_COACH_ADDR", "127.0.0.1:0");
    command
}

/// What a command prints; it has to succeed.
#[track_caller]
fn printed(database: &str, arguments: &[&str]) -> String {
    let output = program(database, arguments).output().unwrap();
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        complaint(&output)
    );
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// What a command complains; it has to fail.
#[track_caller]
fn refused(database: &str, arguments: &[&str]) -> String {
    let output = program(database, arguments).output().unwrap();
    assert!(!output.status.success(), "{arguments:?} succeeded");
    complaint(&output)
}

fn complaint(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A running program, stopped in any case.
pub(crate) struct Running(pub(crate) Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Serves, and returns the address it tells in its log.
fn serve(database: &str) -> (Running, String) {
    serve_with(database, &[])
}

/// The same with more variables.
pub(crate) fn serve_with(database: &str, variables: &[(&str, &str)]) -> (Running, String) {
    let mut child = program(database, &[])
        .envs(variables.iter().copied())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut log = BufReader::new(child.stderr.take().unwrap()).lines();
    let running = Running(child);
    let address = log.by_ref().find_map(|line| {
        let entry: Value = serde_json::from_str(&line.unwrap()).ok()?;
        Some(entry["address"].as_str()?.to_owned())
    });
    // Read on, so that the program never waits for its log to be read.
    std::thread::spawn(move || log.for_each(drop));
    (running, address.expect("the log tells the address"))
}

#[test]
fn from_an_empty_database_to_a_draft_and_a_stop() {
    for_each_empty_database(async |database| {
        let url = database.url_text();
        assert!(refused(&url, &[]).contains("run: coach-api migrate"));
        assert!(printed(&url, &["migrate"]).contains("create_plans"));
        assert_eq!(
            printed(&url, &["migrate"]),
            "",
            "there is nothing left to apply"
        );

        let name = ["--name", "Hill Street Harriers"];
        let zone = ["--time-zone", "Europe/Berlin", "--feature", "coach_agent"];
        let org = printed(&url, &[&["org", "create"][..], &name, &zone].concat());
        let head = [
            "member",
            "add",
            "--org",
            &org,
            "--role",
            "head_coach",
            "--name",
            "Ada",
        ];
        let head = printed(&url, &head);
        let token = printed(&url, &["token", "create", "--org", &org, "--person", &head]);
        assert!(token.starts_with("strata_"));
        let coach = printed(&url, &["token", "create", "--org", &org, "--role", "coach"]);
        assert_ne!(token, coach);

        let (mut running, address) = serve(&url);
        let client = Client {
            http: http(),
            address: format!("http://{address}"),
            token: Some(coach),
        };
        client.get("/readyz").await.expect(StatusCode::OK);
        let request = json!({"weeks": 4, "level": "beginner", "org_id": org});
        let drafted = client
            .post("/api/v1/ai-coach/generate-draft", request)
            .await;
        drafted.expect(StatusCode::OK);

        ask_to_stop(&running.0);
        assert!(ended(&mut running.0).success(), "a stop is no failure");
    });
}

#[test]
fn an_address_in_use_is_named_with_its_variable() {
    for_each_empty_database(async |database| {
        let url = database.url_text();
        printed(&url, &["migrate"]);
        let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = taken.local_addr().unwrap().to_string();
        for variable in ["STRATA_COACH_ADDR", "STRATA_METRICS_ADDR"] {
            let output = program(&url, &[]).env(variable, &address).output().unwrap();
            assert!(!output.status.success(), "{variable}");
            let said = complaint(&output);
            let named = format!("cannot listen on {address} ({variable})");
            assert!(said.contains(&named), "{said}");
        }
    });
}

/// What `token list` says, a list of cells for each token.
#[track_caller]
fn listed(database: &str, org: &str) -> Vec<Vec<String>> {
    let told = printed(database, &["token", "list", "--org", org]);
    let mut lines = told
        .lines()
        .map(|line| line.split('\t').map(str::to_owned).collect::<Vec<_>>());
    let header = lines.next().unwrap();
    assert_eq!(
        header.join(", "),
        "id, name, person, person name, scopes, created, last used, expires, revoked"
    );
    lines.collect()
}

#[test]
fn a_lost_laptop_s_token_is_found_and_ended_and_nobody_else_s() {
    for_each_empty_database(async |database| {
        let url = database.url_text();
        printed(&url, &["migrate"]);
        let org = printed(&url, &["org", "create", "--name", "Ours"]);
        let other = printed(&url, &["org", "create", "--name", "Theirs"]);
        assert!(listed(&url, &org).is_empty());

        let head = ["token", "create", "--org", &org, "--role", "head_coach"];
        let lost = printed(&url, &[&head[..], &["--name", "Ada's\tlaptop"]].concat());
        let ends = ["--scopes", "plans:read", "--expires-in-days", "30"];
        let kept = printed(&url, &[&head[..], &ends].concat());
        printed(
            &url,
            &["token", "create", "--org", &other, "--role", "coach"],
        );

        let (_running, address) = serve(&url);
        let with = |token: &str| Client {
            http: http(),
            address: format!("http://{address}"),
            token: Some(token.to_owned()),
        };
        let plans = format!("/api/v1/plans?orgId={org}");
        with(&lost).get(&plans).await.expect(StatusCode::OK);

        let tokens = listed(&url, &org);
        let [laptop, tablet] = &tokens[..] else {
            panic!("two of ours, none of theirs: {tokens:?}");
        };
        assert_eq!(laptop[1], "Ada's laptop", "free text stays in its cell");
        assert_eq!(laptop[3], "Ada's laptop", "whom --role made for it");
        assert_eq!(laptop[4], "plans:read plans:write plans:generate");
        assert_eq!(tablet[4], "plans:read");
        let is_moment = |cell: &str| cell.ends_with('Z');
        let [used, expires, revoked] = [6, 7, 8].map(|at| (&laptop[at], &tablet[at]));
        assert!(is_moment(&laptop[5]) && is_moment(used.0), "{laptop:?}");
        assert_eq!(used.1, "-");
        assert!(expires.0 == "-" && is_moment(expires.1), "{tokens:?}");
        assert_eq!(revoked, (&"-".to_owned(), &"-".to_owned()));
        let told = printed(&url, &["token", "list", "--org", &org]);
        assert!(!told.contains("strata_"), "secrets are not told: {told}");

        let mut ended = Vec::new();
        for _ in 0..2 {
            let told = printed(&url, &["token", "revoke", &laptop[0]]);
            assert_eq!(told, format!("{} is revoked: Ada's laptop", laptop[0]));
            ended.push(listed(&url, &org)[0][8].clone());
        }
        assert!(is_moment(&ended[0]));
        assert_eq!(ended[0], ended[1], "once revoked, nothing changes");
        let refused = with(&lost).get(&plans).await;
        refused.expect(StatusCode::UNAUTHORIZED);
        with(&kept).get(&plans).await.expect(StatusCode::OK);
    });
}

#[test]
fn what_cannot_be_is_refused_in_words() {
    for_each_empty_database(async |database| {
        let url = database.url_text();
        printed(&url, &["migrate"]);
        let org = printed(&url, &["org", "create", "--name", "Ours"]);
        let nobody = "019a0000-0000-7000-8000-000000000000";
        for (arguments, complaint) in [
            (
                &["org", "create", "--name", "x", "--time-zone", "Mars"][..],
                "IANA",
            ),
            (
                &["org", "create", "--name", "x", "--feature", "magic"],
                "coach_agent",
            ),
            (
                &["member", "add", "--org", &org, "--role", "boss"],
                "head_coach",
            ),
            (
                &["member", "add", "--org", nobody, "--role", "coach"],
                "no such organization",
            ),
            (
                &["token", "create", "--org", &org],
                "<--person <ID>|--role <ROLE>>",
            ),
            (
                &["token", "create", "--org", &org, "--person", nobody],
                "no such",
            ),
            (
                &["token", "create", "--org", nobody, "--role", "coach"],
                "no such organization",
            ),
            (
                &[
                    "token", "create", "--org", &org, "--role", "coach", "--scopes", "all",
                ],
                "plans:read",
            ),
            (&["token", "list", "--org", nobody], "no such organization"),
            (&["token", "revoke", nobody], "no such token"),
            (&["token", "revoke", "laptop"], "invalid value 'laptop'"),
        ] {
            let told = refused(&url, arguments);
            assert!(told.contains(complaint), "{arguments:?}: {told}");
        }
        let told = refused("mysql://host/name", &["migrate"]);
        assert!(told.contains("STRATA_DATABASE_URL"), "{told}");
    });
}
