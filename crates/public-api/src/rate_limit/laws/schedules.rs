//! A hundred thousand schedules of requests, random and mean ones, each judged
//! afterwards from its history alone.

use super::super::{Policy, SlidingLog};
use super::{Chance, LIMIT, Simulated, WINDOW, client, is_used_up, keeps_the_promise};

const SCHEDULES: u64 = 100_000;
const THREADS: u64 = 2;

/// One schedule as it runs, and what became of its requests.
struct Run {
    chance: Chance,
    clock: Simulated,
    log: SlidingLog<Simulated>,
    /// For each client: when it sent, whether it was admitted, and the wait it was told.
    history: Vec<Vec<Sent>>,
}

#[derive(Clone, Copy)]
struct Sent {
    at: u64,
    is_admitted: bool,
    wait: u64,
    wait_seconds: u64,
}

impl Run {
    fn new(seed: u64, clients: usize) -> Self {
        let clock = Simulated::default();
        Self {
            chance: Chance(seed),
            log: SlidingLog::with_clock(Policy::per_minute(LIMIT), 1_000, clock.clone()),
            clock,
            history: vec![Vec::new(); clients],
        }
    }

    fn pause(&mut self, nanoseconds: u64) {
        self.clock.advance(nanoseconds);
    }

    fn send(&mut self, who: usize) -> Sent {
        let decision = self.log.admit(client(who as u32));
        let sent = Sent {
            at: self.clock.nanoseconds(),
            is_admitted: decision.is_admitted,
            wait: decision.wait.as_nanos() as u64,
            wait_seconds: decision.wait_seconds(),
        };
        self.history[who].push(sent);
        sent
    }

    fn send_times(&mut self, times: u64) {
        for _ in 0..times {
            self.send(0);
        }
    }

    /// Idle, then a burst, then a request every 10 ms, across an edge of the window.
    fn hammers(&mut self) {
        for _ in 0..2 {
            let idle = self.chance.below(2 * WINDOW);
            self.pause(idle);
            let burst = 1 + self.chance.below(35);
            self.send_times(burst);
            let near = self.chance.below(20) * 10_000_000;
            self.pause(WINDOW - near);
            for _ in 0..20 {
                self.pause(10_000_000);
                self.send(0);
            }
        }
    }

    /// Comes back to the nanosecond, and one before and after.
    fn comes_at_the_edge(&mut self) {
        for _ in 0..LIMIT {
            let pause = self
                .chance
                .one_of([0, 1, WINDOW / 30 - 1, WINDOW / 31, 999_999_999]);
            self.pause(pause);
            self.send(0);
        }
        for _ in 0..30 {
            let told = self.send(0);
            if told.is_admitted {
                continue;
            }
            let (early, enough) = match self.chance.below(3) {
                0 => (told.wait - 1, told.wait),
                1 => (told.wait.saturating_sub(1_000_000_000), told.wait + 1),
                // What a client is told is in whole seconds.
                _ => (
                    (told.wait_seconds - 1) * 1_000_000_000,
                    told.wait_seconds * 1_000_000_000,
                ),
            };
            self.pause(early);
            assert!(!self.send(0).is_admitted, "too early");
            self.pause(enough - early);
            assert!(self.send(0).is_admitted, "it waited as told");
        }
    }

    /// About as fast as is allowed.
    fn keeps_a_steady_pace(&mut self) {
        let pace = WINDOW / u64::from(LIMIT);
        let pause = pace + self.chance.below(3) - 1;
        for _ in 0..90 {
            self.pause(pause);
            self.send(0);
        }
    }

    /// Anything.
    fn is_unpredictable(&mut self) {
        for _ in 0..40 {
            let longest = self
                .chance
                .one_of([1, 10_000_000, WINDOW / 30, WINDOW / 4, 2 * WINDOW]);
            let pause = self.chance.below(longest);
            self.pause(pause);
            let times = self.chance.one_of([1, 1, 1, 2, 10]);
            self.send_times(times);
        }
    }

    /// Several clients in turns, one of them more often than the others.
    fn is_a_crowd(&mut self) {
        let crowd = self.history.len() as u64;
        for _ in 0..90 {
            let pause = self
                .chance
                .one_of([0, 0, 0, 1_000_000, WINDOW / 30, WINDOW - 1]);
            self.pause(pause);
            let anyone = self.chance.below(crowd) as usize;
            let who = self.chance.one_of([0, anyone as u64]) as usize;
            self.send(who);
        }
    }

    /// No more than promised, no refusal without a reason, and no wait but the
    /// time until the oldest of the last thirty leaves.
    fn judge(&self) -> Result<u64, String> {
        let mut requests = 0;
        for (who, history) in self.history.iter().enumerate() {
            let mut admitted = Vec::with_capacity(history.len());
            for sent in history {
                requests += 1;
                let used_up = is_used_up(&admitted, sent.at, LIMIT as usize, WINDOW);
                if sent.is_admitted == used_up {
                    return Err(format!("client {who} at {}: used up {used_up}", sent.at));
                }
                if sent.is_admitted {
                    admitted.push(sent.at);
                } else if sent.at + sent.wait != admitted[admitted.len() - LIMIT as usize] + WINDOW
                {
                    return Err(format!("client {who} at {}: wait {}", sent.at, sent.wait));
                }
            }
            if !keeps_the_promise(&admitted, LIMIT as usize, WINDOW) {
                return Err(format!("client {who}: more than {LIMIT} in a window"));
            }
        }
        Ok(requests)
    }
}

fn run(seed: u64) -> u64 {
    let clients = if seed.is_multiple_of(5) { 8 } else { 1 };
    let mut run = Run::new(seed, clients);
    match seed % 5 {
        0 => run.is_a_crowd(),
        1 => run.hammers(),
        2 => run.comes_at_the_edge(),
        3 => run.keeps_a_steady_pace(),
        _ => run.is_unpredictable(),
    }
    match run.judge() {
        Ok(requests) => requests,
        Err(fault) => panic!("schedule {seed}: {fault}"),
    }
}

#[test]
fn a_hundred_thousand_schedules_get_what_was_promised_and_no_more() {
    let requests: u64 = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|first| {
                let seeds = (first..SCHEDULES).step_by(THREADS as usize);
                scope.spawn(move || seeds.map(run).sum::<u64>())
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .sum()
    });
    assert!(requests > 50 * SCHEDULES, "{requests} requests");
}
