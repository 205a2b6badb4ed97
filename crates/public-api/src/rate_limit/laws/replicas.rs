//! Three replicas and a log they have in common, under a clock the tests move:
//! questions and answers take their time, cross, get lost, and the common log
//! goes away, comes back, and forgets.

use std::collections::{HashMap, VecDeque};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use web_base::client::Client;

use super::super::shared::{ANSWER_TIME, CommonDecision, CommonLog, Entry, Shared};
use super::super::{Decision, Policy, SlidingLog};
use super::{Chance, LIMIT, Simulated, WINDOW, client, keeps_the_promise};

const REPLICAS: usize = 3;
const MILLISECOND: u64 = 1_000_000;
const SECOND: u64 = 1_000 * MILLISECOND;

/// The common log and the way to it.
#[derive(Clone)]
struct Simulation {
    clock: Simulated,
    state: Arc<Mutex<State>>,
}

struct State {
    chance: Chance,
    /// What each log holds: in order, by this clock.
    logs: HashMap<Client, VecDeque<u64>>,
    is_away: bool,
    /// The most a question, and an answer, may take.
    way: u64,
    /// What an answer takes exactly, and a question nothing; instead.
    exact_answer: Option<u64>,
    /// Moments at which something happens.
    due: Vec<u64>,
    /// Everything that was ever written and not taken back.
    written: HashMap<Client, Vec<u64>>,
}

impl Simulation {
    fn new(seed: u64) -> Self {
        Self {
            clock: Simulated::default(),
            state: Arc::new(Mutex::new(State {
                chance: Chance(seed),
                logs: HashMap::new(),
                is_away: false,
                way: MILLISECOND,
                exact_answer: None,
                due: Vec::new(),
                written: HashMap::new(),
            })),
        }
    }

    fn with<T>(&self, what: impl FnOnce(&mut State) -> T) -> T {
        what(&mut self.state.lock().unwrap())
    }

    async fn question_travels(&self) {
        let time = self.with(|state| match state.exact_answer {
            Some(_) => 0,
            None => state.chance.below(state.way.max(1)),
        });
        self.wait_until(self.clock.nanoseconds() + time).await;
    }

    async fn answer_travels(&self) {
        let time = self.with(|state| match state.exact_answer {
            Some(time) => time,
            None => state.chance.below(state.way.max(1)),
        });
        self.wait_until(self.clock.nanoseconds() + time).await;
    }

    async fn wait_until(&self, moment: u64) {
        self.with(|state| state.due.push(moment));
        std::future::poll_fn(|_| {
            if self.clock.nanoseconds() >= moment {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await;
    }
}

impl CommonLog for Simulation {
    async fn admit(&self, client: Client, policy: &Policy) -> Result<CommonDecision, String> {
        let patience = self.clock.nanoseconds() + ANSWER_TIME.as_nanos() as u64;
        self.question_travels().await;
        if self.with(|state| state.is_away) {
            return Err("away".to_owned());
        }
        let now = self.clock.nanoseconds();
        let answer = self.with(|state| {
            // What `admit.lua` does.
            let window = policy.window.as_nanos() as u64;
            let log = state.logs.entry(client).or_default();
            while log.front().is_some_and(|oldest| oldest + window <= now) {
                log.pop_front();
            }
            let is_admitted = log.len() < policy.limit as usize;
            if is_admitted {
                log.push_back(now);
                state.written.entry(client).or_default().push(now);
            }
            CommonDecision {
                decision: Decision {
                    is_admitted,
                    remaining: policy.limit - log.len() as u32,
                    wait: Duration::from_nanos(log[0] + window - now),
                },
                at: Entry(now),
            }
        });
        self.answer_travels().await;
        if self.clock.nanoseconds() > patience {
            // Written down and never heard of.
            return Err("no answer in time".to_owned());
        }
        Ok(answer)
    }

    fn start_over(&self) {}

    async fn take_back(&self, client: Client, Entry(at): Entry) {
        self.question_travels().await;
        self.with(|state| {
            let log = state.logs.entry(client).or_default();
            if let Some(place) = log.iter().rposition(|entry| *entry == at) {
                log.remove(place);
            }
            let written = state.written.entry(client).or_default();
            if let Some(place) = written.iter().rposition(|entry| *entry == at) {
                written.remove(place);
            }
        });
    }
}

/// A request on its way.
struct Open {
    replica: usize,
    client: u32,
    decision: Pin<Box<dyn Future<Output = Decision>>>,
}

#[derive(Clone, Copy, Debug)]
struct Decided {
    at: u64,
    replica: usize,
    client: u32,
    decision: Decision,
}

struct World {
    common: Simulation,
    replicas: Vec<Arc<Shared<Simulation, Simulated>>>,
    open: Vec<Open>,
    decided: Vec<Decided>,
}

impl World {
    fn new(seed: u64) -> Self {
        let common = Simulation::new(seed);
        let replica = |_| {
            let own = SlidingLog::with_clock(Policy::per_minute(LIMIT), 100, common.clock.clone());
            Arc::new(Shared::new(own, common.clone(), ANSWER_TIME))
        };
        Self {
            replicas: (0..REPLICAS).map(replica).collect(),
            common,
            open: Vec::new(),
            decided: Vec::new(),
        }
    }

    fn below(&self, end: u64) -> u64 {
        self.common.with(|state| state.chance.below(end))
    }

    fn send(&mut self, replica: usize, who: u32) {
        let shared = Arc::clone(&self.replicas[replica]);
        self.open.push(Open {
            replica,
            client: who,
            decision: Box::pin(async move { shared.admit(client(who)).await }),
        });
        self.go_on();
    }

    fn send_anywhere(&mut self, who: u32) {
        let replica = self.below(REPLICAS as u64) as usize;
        self.send(replica, who);
    }

    /// Time passes, with all that happens on the way.
    fn pause(&mut self, nanoseconds: u64) {
        let end = self.common.clock.nanoseconds() + nanoseconds;
        loop {
            let now = self.common.clock.nanoseconds();
            let next = self.common.with(|state| {
                state.due.retain(|due| *due > now);
                state.due.iter().copied().min()
            });
            let step = next.unwrap_or(end).min(end) - now;
            self.common.clock.advance(step);
            self.go_on();
            if self.common.clock.nanoseconds() == end {
                break;
            }
        }
    }

    fn finish(&mut self) {
        while !self.open.is_empty() {
            self.pause(MILLISECOND);
        }
    }

    fn go_on(&mut self) {
        let mut context = Context::from_waker(Waker::noop());
        let now = self.common.clock.nanoseconds();
        let decided = &mut self.decided;
        self.open.retain_mut(|request| {
            let Poll::Ready(decision) = request.decision.as_mut().poll(&mut context) else {
                return true;
            };
            decided.push(Decided {
                at: now,
                replica: request.replica,
                client: request.client,
                decision,
            });
            false
        });
    }

    /// When a replica admitted a client; `None` stands for any.
    fn admitted(&self, replica: Option<usize>, who: u32) -> Vec<u64> {
        let is_one = |decided: &&Decided| {
            decided.decision.is_admitted
                && decided.client == who
                && replica.is_none_or(|replica| replica == decided.replica)
        };
        self.decided
            .iter()
            .filter(is_one)
            .map(|decided| decided.at)
            .collect()
    }

    fn each_replica_kept_its_promise(&self) {
        for replica in 0..REPLICAS {
            for who in 0..CLIENTS {
                let admitted = self.admitted(Some(replica), who);
                assert!(keeps_the_promise(&admitted, LIMIT as usize, WINDOW));
            }
        }
    }

    fn all_together_kept_their_promise(&self) {
        for who in 0..CLIENTS {
            let written = self.common.with(|state| state.written.remove(&client(who)));
            let written = written.unwrap_or_default();
            assert!(keeps_the_promise(&written, LIMIT as usize, WINDOW));
            let admitted = self.admitted(None, who);
            assert_eq!(
                written.len(),
                admitted.len(),
                "what was refused is not written"
            );
        }
    }

    /// Thirty were admitted in the window before a refusal; when exactly they
    /// were is known to within the time an answer takes.
    fn no_refusal_was_without_reason(&self) {
        let slack = ANSWER_TIME.as_nanos() as u64;
        for refused in &self.decided {
            if refused.decision.is_admitted {
                continue;
            }
            let in_window = self
                .admitted(None, refused.client)
                .into_iter()
                .filter(|at| at + WINDOW + slack > refused.at && *at <= refused.at + slack);
            assert!(in_window.count() >= LIMIT as usize, "{refused:?}");
        }
    }

    /// Somebody with a name of their own, and a replica's next try.
    fn every_replica_finds_the_common_log_again(&mut self) {
        self.pause(6 * SECOND);
        for replica in 0..REPLICAS {
            self.send(replica, 1_000 + replica as u32);
        }
        self.finish();
        for replica in &self.replicas {
            assert!(!replica.figures().is_away);
        }
    }

    /// Anything for a few minutes.
    fn is_busy(&mut self, mut meanwhile: impl FnMut(&mut Self)) {
        for _ in 0..40 {
            let longest = [1, MILLISECOND, 100 * MILLISECOND, 2 * SECOND, 30 * SECOND];
            let longest = longest[self.below(5) as usize];
            let pause = self.below(longest);
            self.pause(pause);
            let who = self.below(u64::from(CLIENTS)) as u32;
            let times = [1, 1, 2, 10, 45][self.below(5) as usize];
            for _ in 0..times {
                self.send_anywhere(who);
            }
            meanwhile(self);
        }
        self.finish();
    }
}

const CLIENTS: u32 = 2;

/// Ways of a question, and of an answer: at once, ordinary, and all the time there is.
const WAYS: [u64; 3] = [1, MILLISECOND, 24 * MILLISECOND];

#[test]
fn together_they_keep_the_promise_and_refuse_nobody_who_sent_less() {
    for seed in 0..1_000 {
        let mut world = World::new(seed);
        world
            .common
            .with(|state| state.way = WAYS[seed as usize % 3]);
        world.is_busy(|_| {});
        world.each_replica_kept_its_promise();
        world.no_refusal_was_without_reason();
        world.all_together_kept_their_promise();
        for replica in &world.replicas {
            assert_eq!(replica.figures().alone, 0);
        }
    }
}

#[test]
fn who_waits_as_any_replica_told_is_admitted_by_every_other() {
    for seed in 0..1_000 {
        let mut world = World::new(seed);
        world
            .common
            .with(|state| state.way = WAYS[seed as usize % 3]);
        world.is_busy(|_| {});
        let told = loop {
            let pause = world.below(3 * SECOND);
            world.pause(pause);
            world.send_anywhere(0);
            world.finish();
            let last = world.decided[world.decided.len() - 1];
            if !last.decision.is_admitted {
                break last.decision;
            }
        };
        assert!((1..=60).contains(&told.wait_seconds()));
        // From the moment the answer is there; a request is a moment on its way.
        let wait = told.wait.as_nanos() as u64;
        let early = 100 * MILLISECOND;
        let sent = world.common.clock.nanoseconds();
        if wait > early {
            world.pause(wait - early);
            world.send_anywhere(0);
            world.finish();
            assert!(!world.decided[world.decided.len() - 1].decision.is_admitted);
        }
        let passed = world.common.clock.nanoseconds() - sent;
        world.pause(wait.saturating_sub(passed));
        world.send_anywhere(0);
        world.finish();
        assert!(
            world.decided[world.decided.len() - 1].decision.is_admitted,
            "seed {seed}"
        );
    }
}

#[test]
fn whatever_the_common_log_does_each_replica_keeps_its_promise() {
    for seed in 0..1_000 {
        let mut world = World::new(seed);
        world.is_busy(|world| {
            let chance = world.below(12);
            world.common.with(|state| match chance {
                0 => state.is_away = true,
                1 | 2 => state.is_away = false,
                // It starts anew, with nothing in it.
                3 => state.logs.clear(),
                // Answers that come too late, or almost.
                4 => state.way = 40 * MILLISECOND,
                5 => state.way = MILLISECOND,
                _ => {}
            });
        });
        world.each_replica_kept_its_promise();

        // And when it is back for good, they keep the promise together again.
        world
            .common
            .with(|state| (state.is_away, state.way) = (false, MILLISECOND));
        world.every_replica_finds_the_common_log_again();
        let newcomer = 77;
        for request in 0..90 {
            world.send(request % REPLICAS, newcomer);
        }
        world.finish();
        assert_eq!(world.admitted(None, newcomer).len(), LIMIT as usize);
    }
}

#[test]
fn who_waits_as_one_replica_told_passes_another_that_learned_of_them_late() {
    let mut world = World::new(1);
    // The first answer takes almost all the time there is, the others none.
    world
        .common
        .with(|state| state.exact_answer = Some(49 * MILLISECOND));
    world.send(0, 0);
    world.pause(SECOND);
    world.common.with(|state| state.exact_answer = Some(0));
    for _ in 1..LIMIT {
        world.send(0, 0);
        world.pause(SECOND);
    }
    assert_eq!(world.admitted(Some(0), 0).len(), LIMIT as usize);
    world.send(1, 0);
    let told = world.decided[world.decided.len() - 1].decision;
    assert!(!told.is_admitted);
    world.pause(told.wait.as_nanos() as u64);
    world.send(0, 0);
    assert!(world.decided[world.decided.len() - 1].decision.is_admitted);
    assert!(told.wait <= Duration::from_secs(30) + ANSWER_TIME);
}

#[test]
fn what_a_replica_refuses_after_all_is_taken_back_and_counts_for_nobody() {
    let mut world = World::new(1);
    for _ in 1..LIMIT {
        world.send(0, 0);
    }
    world.finish();
    // It restarts; two ask for the one place that the replica knows of.
    world.common.with(|state| state.logs.clear());
    world.send(0, 0);
    world.send(0, 0);
    world.finish();
    assert_eq!(world.admitted(Some(0), 0).len(), LIMIT as usize);
    let written = world.common.with(|state| state.logs[&client(0)].len());
    assert_eq!(written, 1);
}

#[test]
fn an_outage_is_told_once_and_its_end_once() {
    let mut world = World::new(1);
    world.common.with(|state| state.is_away = true);
    for second in 0..60 {
        world.send(0, second);
        world.pause(SECOND);
    }
    let during = world.replicas[0].figures();
    assert!(during.is_away);
    assert_eq!((during.outages, during.alone), (1, 60));
    // Five to notice, and one every five seconds since.
    assert!((15..=17).contains(&during.faults), "{during:?}");

    world.common.with(|state| state.is_away = false);
    world.every_replica_finds_the_common_log_again();
    let after = world.replicas[0].figures();
    assert_eq!((after.is_away, after.outages, after.alone), (false, 1, 60));
    assert_eq!(after.faults, during.faults);
}
