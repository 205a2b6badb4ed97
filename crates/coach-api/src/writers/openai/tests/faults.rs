//! Every fault of the catalogue: its code, its calls, its end, its bill.

use std::collections::BTreeSet;
use std::time::Instant;

use test_support::fixture_path;
use test_support::llm::{Host, Reply};

use super::*;

/// The scripts of `fixtures/llm/`, by name.
fn scripts() -> Vec<(String, Script)> {
    let files = std::fs::read_dir(fixture_path("llm")).unwrap();
    let names = files.filter_map(|file| {
        let name = file.unwrap().file_name().into_string().unwrap();
        name.strip_suffix(".json").map(str::to_owned)
    });
    let names: BTreeSet<_> = names.collect();
    let scripts = names.into_iter().map(|name| {
        let script = Script::fixture(&name);
        (name, script)
    });
    scripts.collect()
}

/// What a row has come to, in words; empty where it is as it should be.
async fn check_row(name: &str, script: Script) -> Vec<String> {
    let mut wrong = Vec::new();
    let expected = script.expected.clone();
    let mut check = |what: &str, found: String, expected: String| {
        if found != expected {
            wrong.push(format!("{name}: {what} is {found}, not {expected}"));
        }
    };
    for is_draft in [true, false] {
        let desk = Desk::open(script.clone()).await;
        let (job, code, expected_code, calls) = if is_draft {
            let heard = desk.draft(&brief(4)).await;
            if heard.end.is_ok() {
                check(
                    "weeks",
                    format!("{:?}", heard.numbers()),
                    "[1, 2, 3, 4]".to_owned(),
                );
            }
            let distinct: BTreeSet<_> = heard.numbers().into_iter().collect();
            check(
                "each week once",
                heard.numbers().len().to_string(),
                distinct.len().to_string(),
            );
            ("draft", heard.code(), &expected.draft, expected.draft_calls)
        } else {
            let weeks = [unread(2, &["- Tue: 9 furlongs"])];
            let heard = desk.read(&brief(4), &weeks).await;
            if heard.end.is_ok() {
                check("weeks", format!("{:?}", heard.numbers()), "[2]".to_owned());
            }
            ("plan", heard.code(), &expected.plan, expected.plan_calls)
        };
        let ended = Instant::now();
        check(
            &format!("{job}'s code"),
            format!("{code:?}"),
            format!("{:?}", expected_code.as_deref()),
        );
        check(
            &format!("{job}'s calls"),
            desk.server.calls().len().to_string(),
            calls.to_string(),
        );
        if script.host == Host::Listening {
            let tries = desk.purse.entries().len();
            check(
                &format!("{job}'s reservations"),
                tries.to_string(),
                calls.to_string(),
            );
        }
        check(
            &format!("{job}'s bill settled"),
            desk.purse.is_settled().to_string(),
            true.to_string(),
        );
        if expected.hangs_up {
            while desk
                .server
                .calls()
                .iter()
                .any(|call| call.hung_up.is_none())
            {
                if ended.elapsed() > SOON {
                    check(
                        &format!("{job}'s connection closed"),
                        false.to_string(),
                        true.to_string(),
                    );
                    break;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        }
    }
    wrong
}

#[test]
fn every_fault_of_the_catalogue_has_its_code_its_calls_and_its_settled_bill() {
    let scripts = scripts();
    let numbers: BTreeSet<_> = scripts
        .iter()
        .filter_map(|(_, script)| script.fault)
        .collect();
    assert_eq!(numbers, (1..=40).collect(), "one row a fault at least");
    // Most rows wait for something, so several go at once.
    let rows = Mutex::new(scripts.into_iter());
    let wrong = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let next = || rows.lock().unwrap().next();
                while let Some((name, script)) = next() {
                    let row = actix_web::rt::System::new().block_on(check_row(&name, script));
                    wrong.lock().unwrap().extend(row);
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[actix_web::test]
async fn calls_that_were_refused_cost_nothing_and_those_cut_off_what_was_seen() {
    let refused = Desk::open(Script::fixture("13_server_error")).await;
    refused.draft(&brief(4)).await;
    assert_eq!(refused.purse.spent(), 0);

    let cut = Desk::open(Script::fixture("22_stall")).await;
    let heard = cut.draft(&brief(4)).await;
    let prompt = cut.server.calls()[0].prompt().chars().count() as u64 / 4;
    assert!(!heard.weeks.is_empty());
    let spent = cut.purse.spent();
    assert!(
        (prompt + 100..prompt + 1_500).contains(&spent),
        "{spent} of {prompt}"
    );
    let [(set_aside, _)] = cut.purse.entries()[..] else {
        panic!("one call");
    };
    assert!(set_aside >= prompt + 4096);
}

#[actix_web::test]
async fn a_refusal_that_does_not_end_holds_nobody_up_and_asks_for_a_day_at_most() {
    let script = Script::fixture("09_rate_limited_without_an_end");
    let desk = Desk::open(script).await;
    let began = Instant::now();
    let heard = desk.draft(&brief(1)).await;
    // A second for the body; a machine that is busy with other tests takes longer.
    assert!(began.elapsed() < Duration::from_secs(4));
    let Err(WriterError::Model(fault)) = heard.end else {
        panic!("{:?}", heard.end);
    };
    assert_eq!(fault.retry_after(), Some(Duration::from_secs(86_400)));
}

#[actix_web::test]
async fn a_host_that_is_not_well_is_asked_again_when_it_says() {
    let after = |seconds: &str| Reply {
        status: 503,
        headers: vec![("Retry-After".to_owned(), seconds.to_owned())],
        ..Reply::of(Vec::new())
    };
    let desk = Desk::open(Script::of([after("1"), Reply::good()])).await;
    let began = Instant::now();
    assert_eq!(desk.draft(&brief(1)).await.code(), None);
    assert!(began.elapsed() >= Duration::from_secs(1));
    assert_eq!(desk.server.calls().len(), 2);
}

#[actix_web::test]
async fn a_host_that_fails_again_and_again_is_left_alone() {
    let desk = Desk::open(Script::fixture("13_server_error")).await;
    while desk.draft(&brief(1)).await.code() != Some("model_circuit_open") {
        assert!(desk.server.calls().len() < 20);
    }
    let calls = desk.server.calls().len();
    let heard = desk.draft(&brief(1)).await;
    assert_eq!(heard.code(), Some("model_circuit_open"));
    assert_eq!(desk.server.calls().len(), calls, "nobody was asked");
}
