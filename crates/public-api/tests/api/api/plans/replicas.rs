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
            // So that only a Redis that is gone does not answer, and none that is slow.
            .env("STRATA_REDIS_ANSWER_MILLISECONDS", "10000")
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

/// How long to wait for anything; longer than it takes on any machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// What the limit is about.
const WINDOW: Duration = Duration::from_secs(60);

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
        let patience = Instant::now() + PATIENCE;
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

    /// How often each of them has said something.
    fn said(&self, words: &str) -> Vec<usize> {
        let all = self.all.iter();
        all.map(|replica| replica.logged(words)).collect()
    }

    /// Returns once each of them has said something more often than before.
    async fn say_again(&self, words: &str, before: &[usize]) {
        let patience = Instant::now() + PATIENCE;
        while self
            .said(words)
            .iter()
            .zip(before)
            .any(|(now, then)| now <= then)
        {
            assert!(Instant::now() < patience, "nobody says: {words}");
            rt::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// The value of a figure of each of them.
    async fn figures(&self, name: &str) -> Vec<u64> {
        let mut figures = Vec::new();
        for replica in &self.all {
            figures.push(replica.figure(name).await);
        }
        figures
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

    // What a client may do in one window shows only if all of it is in one.
    let patience = Instant::now() + 10 * WINDOW;
    while !redis_dies_and_comes_back_in_one_window(&mut redis, &replicas).await {
        assert!(Instant::now() < patience, "this takes longer than a window");
    }
    let client = replicas.newcomer();
    let together = replicas.burst(&client, 30).await;
    assert_eq!(together.iter().sum::<usize>(), 30, "{together:?}");

    goes_on.set(false);
    let read = stream.await.unwrap();
    assert!(read > 30, "{read} answers");
    assert_eq!(replicas.said(PASSWORD), [0; 3], "a password is in the log");
}

/// False where it took longer, so that nothing can be said about the window.
async fn redis_dies_and_comes_back_in_one_window(
    redis: &mut RedisServer,
    replicas: &Replicas,
) -> bool {
    const IS_AWAY: &str = "strata_public_rate_limit_redis_away";
    const OUTAGES: &str = "strata_public_rate_limit_redis_outages_total";

    replicas.count_together().await;
    let (was_away, was_back) = (replicas.said(AWAY), replicas.said(BACK));
    let before = replicas.figures(OUTAGES).await;
    let one_more = |before: &[usize]| before.iter().map(|said| said + 1).collect::<Vec<_>>();

    let client = replicas.newcomer();
    let begin = Instant::now();
    let together = replicas.burst(&client, 30).await;

    redis.kill();
    let alone = replicas.burst(&client, 30).await;
    let is_in_time_alone = begin.elapsed() < WINDOW;
    replicas.say_again(AWAY, &was_away).await;
    assert_eq!(replicas.figures(IS_AWAY).await, [1; 3]);
    let decided = replicas
        .figures("strata_public_rate_limit_alone_total")
        .await;
    assert!(decided.iter().all(|alone| *alone > 0), "{decided:?}");

    // It comes back with nothing in it, and nobody is let in again for that.
    redis.restart();
    replicas.count_together().await;
    let again = replicas.burst(&client, 30).await;
    let is_in_time = begin.elapsed() < WINDOW;

    replicas.say_again(BACK, &was_back).await;
    assert_eq!(replicas.said(AWAY), one_more(&was_away), "said once");
    assert_eq!(replicas.said(BACK), one_more(&was_back), "said once");
    assert_eq!(replicas.figures(IS_AWAY).await, [0; 3]);
    let counted = before.iter().map(|outages| outages + 1);
    let counted = counted.collect::<Vec<_>>();
    assert_eq!(replicas.figures(OUTAGES).await, counted, "counted once");

    if is_in_time_alone {
        assert_eq!(together.iter().sum::<usize>(), 30, "{together:?}");
        let by_each = together.iter().zip(&alone).map(|(one, other)| one + other);
        let by_each = by_each.collect::<Vec<_>>();
        assert_eq!(by_each, [30; 3], "each keeps its own promise");
    }
    if is_in_time {
        assert_eq!(again, [0; 3]);
    }
    is_in_time
}
