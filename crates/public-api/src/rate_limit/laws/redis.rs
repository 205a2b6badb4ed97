//! The script, in a real Redis: every answer under contention is what the
//! promise says for the moment Redis gives with it.

use std::cell::Cell;
use std::sync::Arc;
use std::time::{Duration, Instant};

use test_support::RedisServer;

use super::super::redis::{RedisLog, RedisUrl};
use super::super::shared::{ANSWER_TIME, CommonDecision, CommonLog, Shared};
use super::super::{Policy, SlidingLog};
use super::{Chance, client, is_used_up, keeps_the_promise};

/// More than the service has: a busy machine is not what is tested.
const PATIENCE: Duration = Duration::from_secs(60);

fn url(server: &RedisServer) -> RedisUrl {
    server.url().parse().unwrap()
}

fn connect(server: &RedisServer) -> RedisLog {
    RedisLog::connect(&url(server), PATIENCE)
}

/// With as little patience as the service has.
fn connect_hurriedly(url: &RedisUrl) -> RedisLog {
    RedisLog::connect(url, ANSWER_TIME)
}

fn policy(limit: u32, milliseconds: u64) -> Policy {
    Policy {
        limit,
        window: Duration::from_millis(milliseconds),
    }
}

/// Holds every answer against the history of the moments, in microseconds.
fn judge(mut answers: Vec<CommonDecision>, policy: &Policy) {
    let limit = policy.limit as usize;
    let window = policy.window.as_micros() as u64;
    // Within a microsecond the admitted ones come first, in the order of what they left.
    answers.sort_by_key(|answer| {
        let decision = answer.decision;
        (
            answer.at.0,
            !decision.is_admitted,
            std::cmp::Reverse(decision.remaining),
        )
    });
    let mut admitted = Vec::new();
    for CommonDecision { decision, at } in answers {
        let now = at.0;
        assert_eq!(
            decision.is_admitted,
            !is_used_up(&admitted, now, limit, window)
        );
        if decision.is_admitted {
            admitted.push(now);
        }
        let left = admitted.partition_point(|time| time + window <= now);
        assert_eq!(decision.remaining as usize, limit - (admitted.len() - left));
        assert_eq!(
            decision.wait,
            Duration::from_micros(admitted[left] + window - now)
        );
    }
    assert!(keeps_the_promise(&admitted, limit, window));
}

#[actix_web::test]
async fn three_hundred_schedules_under_contention_get_what_was_promised_and_no_more() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let mut logs = Vec::new();
    for _ in 0..3 {
        logs.push(Arc::new(connect(&server)));
    }
    let mut schedules = Vec::new();
    for seed in 0..300_u64 {
        let logs = logs.clone();
        schedules.push(actix_web::rt::spawn(async move {
            let mut chance = Chance(seed);
            let policy = policy(1 + chance.below(30) as u32, 1 + chance.below(60));
            let client = client(seed as u32);
            let senders = (0..3).map(|number| {
                let log = Arc::clone(&logs[number]);
                let mut chance = Chance(seed * 3 + number as u64);
                actix_web::rt::spawn(async move {
                    let mut answers = Vec::new();
                    for _ in 0..30 {
                        let pause = chance.one_of([0, 0, 0, 1, 7, 30]);
                        if pause > 0 {
                            actix_web::rt::time::sleep(Duration::from_millis(pause)).await;
                        }
                        answers.push(log.admit(client, &policy).await.unwrap());
                    }
                    answers
                })
            });
            let senders = senders.collect::<Vec<_>>();
            let mut answers = Vec::new();
            for sender in senders {
                answers.extend(sender.await.unwrap());
            }
            (policy, answers)
        }));
        // Side by side, but not so many that nobody comes twice in a window.
        if schedules.len() == 10 {
            for schedule in schedules.drain(..) {
                let (policy, answers) = schedule.await.unwrap();
                judge(answers, &policy);
            }
        }
    }
}

#[actix_web::test]
async fn a_clock_that_was_set_back_lets_nobody_in_early_and_holds_nobody_up_for_long() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let policy = Policy::per_minute(3);
    let log = connect(&server);
    let now = log.admit(client(1), &policy).await.unwrap().at.0;
    // As if the log had been written an hour ahead of this clock.
    let ahead = now + 3_600_000_000;
    server.command("DEL strata:limit:0.0.0.1");
    server.command(&format!(
        "RPUSH strata:limit:0.0.0.1 {} {} {ahead}",
        ahead - 59_000_000,
        ahead - 1_000_000
    ));
    let refused = log.admit(client(1), &policy).await.unwrap().decision;
    assert!(!refused.is_admitted);
    assert_eq!(
        refused.wait,
        Duration::from_secs(1),
        "their spacing is kept"
    );
    tokio::time::sleep(refused.wait).await;
    assert!(
        log.admit(client(1), &policy)
            .await
            .unwrap()
            .decision
            .is_admitted
    );
    assert!(
        !log.admit(client(1), &policy)
            .await
            .unwrap()
            .decision
            .is_admitted
    );
}

#[actix_web::test]
async fn a_log_is_kept_longer_than_its_window_and_then_forgotten() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let policy = Policy::per_minute(30);
    let log = connect(&server);
    let admitted = log.admit(client(1), &policy).await.unwrap().at.0;
    // The moment it will be forgotten at, in one step: this one and what is left.
    let told = server.command(
        "EVAL \"local now = redis.call('TIME') \
         return now[1] * 1000 + math.floor(now[2] / 1000) + redis.call('PTTL', KEYS[1])\" \
         1 strata:limit:0.0.0.1",
    );
    let forgotten: u64 = told[1..].split('\r').next().unwrap().parse().unwrap();
    let kept = forgotten - admitted / 1_000;
    assert!((60_001..62_000).contains(&kept), "{kept}");
}

#[actix_web::test]
async fn an_entry_that_was_taken_back_counts_no_more() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let policy = Policy::per_minute(2);
    let log = connect(&server);
    let first = log.admit(client(1), &policy).await.unwrap();
    let second = log.admit(client(1), &policy).await.unwrap();
    assert_eq!(second.decision.remaining, 0);
    log.take_back(client(1), second.at).await;
    let third = log.admit(client(1), &policy).await.unwrap();
    assert!(third.decision.is_admitted);
    // What was not there cannot be taken back twice.
    log.take_back(client(1), second.at).await;
    assert!(
        !log.admit(client(1), &policy)
            .await
            .unwrap()
            .decision
            .is_admitted
    );
    let left = server.command("LRANGE strata:limit:0.0.0.1 0 -1");
    assert!(left.contains(&first.at.0.to_string()) && left.contains(&third.at.0.to_string()));
}

/// Every way a server can answer and not serve.
#[actix_web::test]
async fn whatever_redis_complains_about_the_replica_counts_for_itself() {
    let Some(mut server) = RedisServer::not_yet_started("sesame") else {
        return;
    };
    let policy = Policy::per_minute(3);
    let away = Shared::new(
        SlidingLog::new(policy),
        connect_hurriedly(&url(&server)),
        ANSWER_TIME,
    );
    let answer = tokio::time::timeout(PATIENCE, away.admit(client(1)));
    assert!(answer.await.expect("nobody waits for long").is_admitted);
    assert_eq!(away.figures().alone, 1);

    server.restart();
    let log = connect(&server);
    let code = async |who| log.admit(client(who), &policy).await.map(drop).unwrap_err();
    server.command("SET strata:limit:0.0.0.7 text");
    assert_eq!(code(7).await, "WRONGTYPE");
    server.command("CONFIG SET maxmemory 1");
    assert_eq!(code(8).await, "OOM");
    server.command("CONFIG SET maxmemory 0");
    server.command("REPLICAOF 127.0.0.1 1");
    assert_eq!(code(8).await, "READONLY");
    server.command("REPLICAOF NO ONE");

    let wrong = server.url().replace("sesame", "other").parse().unwrap();
    let refused = Shared::new(
        SlidingLog::new(policy),
        connect_hurriedly(&wrong),
        ANSWER_TIME,
    );
    for remaining in [2, 1, 0] {
        let decision = refused.admit(client(9)).await;
        assert_eq!(
            (decision.is_admitted, decision.remaining),
            (true, remaining)
        );
    }
    assert!(!refused.admit(client(9)).await.is_admitted);
    let fault = connect_hurriedly(&wrong)
        .admit(client(9), &policy)
        .await
        .unwrap_err();
    assert!(
        fault.starts_with("no connection") && !fault.contains("other"),
        "{fault}"
    );
}

#[actix_web::test]
async fn a_server_that_lets_nobody_in_is_not_waited_for() {
    let Some(mut server) = RedisServer::not_yet_started("sesame") else {
        return;
    };
    let log = connect(&server);
    let policy = Policy::per_minute(3);
    let now = Instant::now();
    for _ in 0..100 {
        let fault = log.admit(client(1), &policy).await.unwrap_err();
        assert!(fault.starts_with("no connection: "), "{fault}");
    }
    assert!(now.elapsed() < PATIENCE / 2, "patience is for the others");
    server.restart();
    let patience = Instant::now() + PATIENCE;
    while let Err(fault) = log.admit(client(1), &policy).await {
        assert!(Instant::now() < patience, "{fault}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[actix_web::test]
async fn scripts_that_were_forgotten_and_connections_that_broke_are_made_again() {
    let Some(mut server) = RedisServer::start() else {
        return;
    };
    let policy = Policy::per_minute(1_000);
    let patient = connect(&server);
    patient.admit(client(1), &policy).await.unwrap();
    server.command("SCRIPT FLUSH");
    let after = patient.admit(client(1), &policy).await.unwrap();
    assert_eq!(after.decision.remaining, 998);

    let log = connect_hurriedly(&url(&server));
    // How often it was asked: an answer that comes too late is counted all the same.
    let asked = Cell::new(0);
    let again = async || {
        let patience = Instant::now() + PATIENCE;
        loop {
            asked.set(asked.get() + 1);
            match log.admit(client(2), &policy).await {
                Ok(answer) => break answer.decision,
                Err(fault) => assert!(Instant::now() < patience, "{fault}"),
            }
            // Whoever is told at once that there is no connection lets it come about.
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    assert!(again().await.is_admitted);
    server.freeze();
    assert_eq!(
        log.admit(client(1), &policy).await.unwrap_err(),
        "no answer in time"
    );
    server.thaw();
    for _ in 0..10 {
        assert!(again().await.is_admitted);
    }
    server.kill();
    assert!(log.admit(client(2), &policy).await.is_err());
    server.restart();
    asked.set(0);
    let left = again().await.remaining;
    assert!(
        left >= policy.limit - asked.get(),
        "a restarted one is empty"
    );
}

#[actix_web::test]
async fn a_connection_that_died_is_made_again_before_anybody_needs_it() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let log = connect(&server);
    log.admit(client(1), &Policy::per_minute(30)).await.unwrap();
    let connections = || server.command("CLIENT LIST").matches("id=").count();
    // This very question is one of them.
    assert_eq!(connections(), 2);
    server.command("CLIENT KILL TYPE normal");
    let patience = Instant::now() + PATIENCE;
    while connections() < 2 {
        assert!(Instant::now() < patience, "nobody noticed");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    log.admit(client(1), &Policy::per_minute(30)).await.unwrap();
}

/// docs/operations.md names what a user of Redis has to be allowed.
#[actix_web::test]
async fn a_user_who_may_do_only_what_is_needed_is_enough() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let may =
        "~strata:limit:* +evalsha +script|load +time +llen +lindex +lpop +rpush +pexpire +lrem";
    server.command(&format!("ACL SETUSER strata on >sesame {may}"));
    let url = server
        .url()
        .replace("redis://", "redis://strata:sesame@")
        .parse()
        .unwrap();
    let policy = Policy::per_minute(2);
    let log = RedisLog::connect(&url, PATIENCE);
    let first = log.admit(client(1), &policy).await.unwrap();
    log.take_back(client(1), first.at).await;
    for remaining in [1, 0] {
        let answer = log.admit(client(1), &policy).await.unwrap();
        assert_eq!(answer.decision.remaining, remaining);
    }
    // As if a minute had passed.
    server.command("DEL strata:limit:0.0.0.1");
    let past = first.at.0 - 60_000_000;
    server.command(&format!("RPUSH strata:limit:0.0.0.1 {past} {past}"));
    assert!(
        log.admit(client(1), &policy)
            .await
            .unwrap()
            .decision
            .is_admitted
    );
    // The only thing left to do is what a clock that is set back asks for.
    let ahead = first.at.0 + 3_600_000_000;
    server.command(&format!("RPUSH strata:limit:0.0.0.2 {ahead}"));
    assert!(
        log.admit(client(2), &policy)
            .await
            .unwrap()
            .decision
            .is_admitted
    );
}
