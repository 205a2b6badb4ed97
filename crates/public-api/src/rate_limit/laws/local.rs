//! What one process promises, against a model that counts.

use std::collections::HashMap;
use std::time::Duration;

use proptest::prelude::*;
use web_base::client::Client;

use super::super::{Decision, Policy, SlidingLog};
use super::{LIMIT, Simulated, WINDOW, client};

/// What the promise says, by counting: slow, and obviously right.
#[derive(Default)]
struct Model(HashMap<Client, Vec<u64>>);

impl Model {
    /// Requests of a client admitted in `(now - WINDOW, now]`.
    fn in_window(&self, client: Client, now: u64) -> &[u64] {
        let all = self.0.get(&client).map(Vec::as_slice).unwrap_or_default();
        &all[all.partition_point(|admitted| now - admitted >= WINDOW)..]
    }

    fn record(&mut self, client: Client, now: u64) {
        self.0.entry(client).or_default().push(now);
    }

    /// The most requests of one client in any window, ending with each of them.
    fn worst(&self) -> usize {
        let worst_of = |admitted: &Vec<u64>| {
            let window_ending_at = |(last, end): (usize, &u64)| {
                last + 1 - admitted.partition_point(|time| time + WINDOW <= *end)
            };
            admitted
                .iter()
                .enumerate()
                .map(window_ending_at)
                .max()
                .unwrap_or(0)
        };
        self.0.values().map(worst_of).max().unwrap_or(0)
    }
}

/// Pauses that hurt: none, a hammer, evenly spread, and around the window's edge.
fn pause() -> impl Strategy<Value = u64> {
    prop_oneof![
        4 => Just(0),
        2 => Just(1),
        2 => Just(10_000_000),
        2 => Just(WINDOW / u64::from(LIMIT)),
        1 => Just(WINDOW / u64::from(LIMIT) - 1),
        1 => Just(WINDOW - 1),
        1 => Just(WINDOW),
        1 => Just(WINDOW + 1),
        3 => 0..WINDOW / 10,
        1 => 0..2 * WINDOW,
    ]
}

/// A schedule: pause, who, and how many requests at once.
fn schedule(clients: u32) -> impl Strategy<Value = Vec<(u64, u32, u32)>> {
    let step = (
        pause(),
        0..clients,
        prop_oneof![3 => Just(1), 1 => 1u32..70],
    );
    prop::collection::vec(step, 1..80)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_request_is_admitted_exactly_when_fewer_than_the_limit_are_in_the_window(
        steps in schedule(3),
    ) {
        let clock = Simulated::default();
        let log = SlidingLog::with_clock(Policy::per_minute(LIMIT), 100, clock.clone());
        let mut model = Model::default();
        let mut now = 0;
        for (pause, who, times) in steps {
            clock.advance(pause);
            now += pause;
            for _ in 0..times {
                let used = model.in_window(client(who), now).to_vec();
                let decision = log.admit(client(who));
                prop_assert_eq!(decision.is_admitted, used.len() < LIMIT as usize);
                let admitted = used.len() as u32 + u32::from(decision.is_admitted);
                prop_assert_eq!(decision.remaining, LIMIT - admitted);
                let oldest = used.first().copied().unwrap_or(now);
                prop_assert_eq!(decision.wait, Duration::from_nanos(oldest + WINDOW - now));
                if decision.is_admitted {
                    model.record(client(who), now);
                }
            }
        }
        prop_assert!(model.worst() <= LIMIT as usize);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn who_waits_as_told_is_admitted_and_who_comes_a_moment_sooner_is_not(
        spread in prop::collection::vec(0..WINDOW / 31, LIMIT as usize..=LIMIT as usize),
    ) {
        let clock = Simulated::default();
        let log = SlidingLog::with_clock(Policy::per_minute(LIMIT), 100, clock.clone());
        for pause in spread {
            clock.advance(pause);
            prop_assert!(log.admit(client(1)).is_admitted);
        }
        let refused = log.admit(client(1));
        prop_assert!(!refused.is_admitted);
        let wait = refused.wait.as_nanos() as u64;
        prop_assert!(Duration::from_secs(refused.wait_seconds()) >= refused.wait);
        prop_assert!(refused.wait_seconds() <= 60);
        clock.advance(wait - 1);
        prop_assert!(!log.admit(client(1)).is_admitted);
        clock.advance(1);
        prop_assert!(log.admit(client(1)).is_admitted);
    }

    #[test]
    fn too_many_clients_are_bounded_counted_and_still_never_over_the_limit(
        steps in schedule(40),
        places in 1usize..8,
    ) {
        let clock = Simulated::default();
        let log = SlidingLog::with_clock(Policy::per_minute(LIMIT), places, clock.clone());
        let mut model = Model::default();
        let mut now = 0;
        for (pause, who, times) in steps {
            clock.advance(pause);
            now += pause;
            // Neighbors and strangers alike.
            let who = client(who * 97);
            for _ in 0..times {
                if log.admit(who).is_admitted {
                    model.record(who, now);
                }
            }
            prop_assert!(log.clients() <= places);
        }
        prop_assert!(model.worst() <= LIMIT as usize);
    }

    #[test]
    fn as_long_as_there_is_a_place_for_each_active_client_nobody_shares(
        steps in schedule(200),
        extra in 0usize..3,
    ) {
        // As many places as clients were ever active within one window.
        let mut times = Vec::new();
        let mut now = 0;
        for (pause, who, _) in &steps {
            now += pause;
            times.push((now, *who));
        }
        let active = |end: u64| {
            let recent = times.iter().filter(|(time, _)| *time <= end && end - time < WINDOW);
            recent.map(|(_, who)| who).collect::<std::collections::HashSet<_>>().len()
        };
        let places = times.iter().map(|(time, _)| active(*time)).max().unwrap_or(1) + extra;

        let clock = Simulated::default();
        let log = SlidingLog::with_clock(Policy::per_minute(LIMIT), places, clock.clone());
        for (pause, who, _) in steps {
            clock.advance(pause);
            log.admit(client(who));
        }
        prop_assert_eq!(log.overflowed(), 0);
    }
}

fn admitted(decisions: impl Iterator<Item = Decision>) -> usize {
    decisions.filter(|decision| decision.is_admitted).count()
}

#[test]
fn a_hammering_client_gets_what_a_patient_one_gets() {
    let clock = Simulated::default();
    let log = SlidingLog::with_clock(Policy::per_minute(LIMIT), 100, clock.clone());
    // Ten minutes, a request every 10 ms.
    let hammered = (0..60_000).map(|_| {
        clock.advance(10_000_000);
        log.admit(client(1))
    });
    assert_eq!(admitted(hammered), 30 * 10);
}

#[test]
fn clients_do_not_share_a_limit() {
    let clock = Simulated::default();
    let log = SlidingLog::with_clock(Policy::per_minute(LIMIT), 1_000, clock);
    for who in 0..1_000 {
        assert_eq!(admitted((0..40).map(|_| log.admit(client(who)))), 30);
    }
    assert_eq!(log.overflowed(), 0);
}

#[test]
fn who_comes_when_all_places_are_taken_shares_with_neighbors_only() {
    let clock = Simulated::default();
    let log = SlidingLog::with_clock(Policy::per_minute(LIMIT), 1, clock.clone());
    assert!(log.admit(client(0)).is_admitted);
    let (here, neighbor, elsewhere) = (
        client(0x0a00_0001),
        client(0x0a00_0002),
        client(0x0b00_0001),
    );
    assert_eq!(admitted((0..20).map(|_| log.admit(here))), 20);
    assert_eq!(admitted((0..20).map(|_| log.admit(neighbor))), 10);
    assert_eq!(admitted((0..20).map(|_| log.admit(elsewhere))), 20);
    assert_eq!(log.overflowed(), 60);

    // A place becomes free; what was admitted before still counts.
    clock.advance(WINDOW - 1);
    assert!(!log.admit(here).is_admitted);
    clock.advance(1);
    assert_eq!(admitted((0..40).map(|_| log.admit(here))), 30);
    assert_eq!(log.clients(), 1);
}

#[test]
fn silent_clients_are_forgotten() {
    let clock = Simulated::default();
    let log = SlidingLog::with_clock(Policy::per_minute(LIMIT), 10_000, clock.clone());
    for who in 0..10_000 {
        log.admit(client(who));
    }
    assert_eq!(log.clients(), 10_000);
    clock.advance(WINDOW);
    for who in 20_000..30_000 {
        assert!(log.admit(client(who)).is_admitted);
    }
    assert!(log.clients() <= 10_000, "{}", log.clients());
    assert_eq!(log.overflowed(), 0);
}

#[test]
fn threads_together_are_admitted_no_more_than_one() {
    let log = SlidingLog::new(Policy::per_minute(LIMIT));
    let total: usize = std::thread::scope(|scope| {
        let hammer = || admitted((0..2_000).map(|_| log.admit(client(7))));
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(hammer)).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .sum()
    });
    assert_eq!(total, LIMIT as usize);
}
