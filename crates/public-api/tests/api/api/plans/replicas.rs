//! Three processes behind one balancer, and one Redis that dies in between.

use std::cell::Cell;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use actix_web::rt;
use serde_json::Value;
use test_support::{RedisServer, TestDatabase};

use crate::client::Reader;
use crate::sample;
use crate::test_app::Writer;

const PASSWORD: &str = "sesame";

/// One process.
struct Replica {
    child: Child,
    reader: Rc<Reader>,
    metrics: Reader,
    /// What it has logged so far, a line each.
    log: Arc<Mutex<Vec<String>>>,
}

impl Replica {
    fn start(database: &TestDatabase, redis: &RedisServer) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_public-api"))
            .env_clear()
            .env("STRATA_DATABASE_URL", database.url_text())
            .env("STRATA_PUBLIC_ADDR", "127.0.0.1:0")
            .env("STRATA_METRICS_ADDR", "127.0.0.1:0")
            .env("STRATA_REDIS_URL", redis.url())
            .env("STRATA_TRUSTED_PROXIES", "127.0.0.1")
            .env("STRATA_LOG", "info,public_api=debug")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stderr.take().unwrap());
        let lines = output.by_ref().lines();
        let listens = lines
            .map_while(Result::ok)
            .map(|line| serde_json::from_str::<Value>(&line).unwrap())
            .find(|event| event["address"].is_string())
            .unwrap();
        let reader = |at: &str| Reader::of(format!("http://{}", listens[at].as_str().unwrap()));
        let (metrics, reader) = (reader("metrics"), Rc::new(reader("address")));
        let log = Arc::<Mutex<Vec<String>>>::default();
        let written = Arc::clone(&log);
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                written.lock().unwrap().push(line);
            }
        });
        Self {
            child,
            reader,
            metrics,
            log,
        }
    }

    /// The value of a figure.
    async fn figure(&self, name: &str) -> u64 {
        let figures = self.metrics.get("/metrics").await.text();
        let line = figures
            .lines()
            .find_map(|line| line.strip_prefix(&format!("{name} ")));
        line.unwrap().parse().unwrap()
    }

    fn logged(&self, words: &str) -> usize {
        let log = self.log.lock().unwrap();
        log.iter().filter(|line| line.contains(words)).count()
    }
}

impl Drop for Replica {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Replicas {
    all: Vec<Replica>,
    path: String,
    next_client: Cell<u32>,
}

const AWAY: &str = "the shared rate limit is away";
const BACK: &str = "the shared rate limit is back";
const NO_ANSWER: &str = "the shared rate limit did not answer";

impl Replicas {
    /// Somebody nobody has seen before.
    fn newcomer(&self) -> String {
        let number = self.next_client.replace(self.next_client.get() + 1);
        format!("198.51.{}.{}", number / 256, number % 256)
    }

    /// Sends as many requests to each replica, all at once; how many of them
    /// each answered with the plan. Anything but a plan or a 429 fails the test.
    async fn burst(&self, client: &str, times: usize) -> Vec<usize> {
        let mut requests = Vec::new();
        for _ in 0..times {
            for (number, replica) in self.all.iter().enumerate() {
                let reader = Rc::clone(&replica.reader);
                let (path, client) = (self.path.clone(), client.to_owned());
                requests.push(rt::spawn(async move {
                    let sent = [("x-forwarded-for", client.as_str())];
                    let answer = reader.send("GET", &path, &sent).await;
                    match answer.status.as_u16() {
                        200 => (number, 1),
                        429 => {
                            let wait: u64 = answer.header("retry-after").parse().unwrap();
                            assert!((1..=60).contains(&wait), "{wait}");
                            (number, 0)
                        }
                        other => panic!("{other}: {}", answer.text()),
                    }
                }));
            }
        }
        let mut admitted = vec![0; self.all.len()];
        for request in requests {
            let (number, is_admitted) = request.await.unwrap();
            admitted[number] += is_admitted;
        }
        admitted
    }

    /// Returns once all of them count together.
    async fn count_together(&self) {
        let patience = Instant::now() + Duration::from_secs(30);
        loop {
            let client = self.newcomer();
            let sent = [("x-forwarded-for", client.as_str())];
            let mut left = Vec::new();
            for replica in &self.all {
                let answer = replica.reader.send("GET", &self.path, &sent).await;
                let told = answer.header("ratelimit").to_owned();
                left.push(told.split(';').nth(1).unwrap().to_owned());
            }
            if left == ["r=29", "r=28", "r=27"] {
                return;
            }
            assert!(Instant::now() < patience, "{left:?}");
            rt::time::sleep(Duration::from_millis(100)).await;
        }
    }

    fn faults(&self) -> usize {
        self.all
            .iter()
            .map(|replica| replica.logged(NO_ANSWER))
            .sum()
    }

    /// A newcomer's burst that no replica had to decide alone: a machine that is
    /// busy with other things may let an answer take longer than it may.
    async fn undisturbed_burst(&self) -> (String, Vec<usize>) {
        for _ in 0..10 {
            self.count_together().await;
            let client = self.newcomer();
            let faults = self.faults();
            let admitted = self.burst(&client, 30).await;
            // What it logged may be a moment on its way.
            rt::time::sleep(Duration::from_millis(100)).await;
            if self.faults() == faults {
                return (client, admitted);
            }
        }
        panic!("this machine is too busy");
    }
}

#[actix_web::test]
async fn three_replicas_keep_one_promise_and_each_its_own_while_redis_is_dead() {
    let Some(mut redis) = RedisServer::not_yet_started(PASSWORD) else {
        return;
    };
    redis.restart();
    let database = TestDatabase::sqlite().await;
    let writer = Writer::of(database.store()).await;
    let (_, id) = writer.published(sample::plan()).await;
    let replicas = Rc::new(Replicas {
        all: (0..3).map(|_| Replica::start(&database, &redis)).collect(),
        path: format!("/api/plans/{id}"),
        next_client: Cell::new(0),
    });

    let (client, together) = replicas.undisturbed_burst().await;
    let begin = Instant::now();
    assert_eq!(together.iter().sum::<usize>(), 30, "{together:?}");

    // Others read all the time, whatever happens to Redis.
    let goes_on = Rc::new(Cell::new(true));
    let stream = rt::spawn({
        let (replicas, goes_on) = (Rc::clone(&replicas), Rc::clone(&goes_on));
        async move {
            let mut read = 0;
            while goes_on.get() {
                let client = replicas.newcomer();
                read += replicas.burst(&client, 1).await.iter().sum::<usize>();
                rt::time::sleep(Duration::from_millis(20)).await;
            }
            read
        }
    });
    let (was_away, was_back) = (
        replicas
            .all
            .iter()
            .map(|replica| replica.logged(AWAY))
            .collect::<Vec<_>>(),
        replicas
            .all
            .iter()
            .map(|replica| replica.logged(BACK))
            .collect::<Vec<_>>(),
    );

    redis.kill();
    let alone = replicas.burst(&client, 30).await;
    for (number, admitted) in alone.iter().enumerate() {
        assert_eq!(
            together[number] + admitted,
            30,
            "each keeps its own promise"
        );
    }
    let patience = Instant::now() + Duration::from_secs(20);
    while replicas
        .all
        .iter()
        .zip(&was_away)
        .any(|(replica, before)| replica.logged(AWAY) == *before)
    {
        assert!(Instant::now() < patience, "nobody says that Redis is away");
        rt::time::sleep(Duration::from_millis(50)).await;
    }

    let mut outages = Vec::new();
    for replica in &replicas.all {
        assert_eq!(
            replica.figure("strata_public_rate_limit_redis_away").await,
            1
        );
        assert!(replica.figure("strata_public_rate_limit_alone_total").await > 0);
        outages.push(
            replica
                .figure("strata_public_rate_limit_redis_outages_total")
                .await,
        );
    }

    // It comes back with nothing in it, and nobody is let in again for that.
    redis.restart();
    replicas.count_together().await;
    let again = replicas.burst(&client, 30).await;
    assert!(
        begin.elapsed() < Duration::from_secs(60),
        "within one window"
    );
    assert_eq!(again, [0, 0, 0]);
    for (replica, (away, back)) in replicas.all.iter().zip(was_away.iter().zip(&was_back)) {
        assert_eq!(replica.logged(AWAY), away + 1, "said once");
        assert_eq!(replica.logged(BACK), back + 1, "said once");
    }
    for (replica, outages) in replicas.all.iter().zip(outages) {
        assert_eq!(
            replica.figure("strata_public_rate_limit_redis_away").await,
            0
        );
        let now = replica
            .figure("strata_public_rate_limit_redis_outages_total")
            .await;
        assert_eq!(now, outages, "counted once");
    }
    let (_, together) = replicas.undisturbed_burst().await;
    assert_eq!(together.iter().sum::<usize>(), 30, "{together:?}");

    goes_on.set(false);
    let read = stream.await.unwrap();
    assert!(read > 30, "{read} answers");
    for replica in &replicas.all {
        assert_eq!(replica.logged(PASSWORD), 0, "a password is in the log");
    }
}
