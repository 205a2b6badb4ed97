//! The promise, as laws: of this process under a clock the tests move, of
//! replicas whose common log goes and comes, and of a real Redis.

mod local;
mod redis;
mod replicas;
mod schedules;

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use web_base::client::Client;

use super::Clock;

const LIMIT: u32 = 30;
const WINDOW: u64 = 60_000_000_000;

/// Moves when it is told to.
#[derive(Clone, Debug, Default)]
struct Simulated(Arc<AtomicU64>);

impl Simulated {
    fn advance(&self, nanoseconds: u64) {
        self.0.fetch_add(nanoseconds, Ordering::SeqCst);
    }

    fn nanoseconds(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

impl Clock for Simulated {
    fn now(&self) -> Duration {
        Duration::from_nanos(self.nanoseconds())
    }
}

fn client(number: u32) -> Client {
    Client::V4(Ipv4Addr::from(number))
}

/// Whether no window, wherever it begins, holds more than `limit` of the times,
/// which are in order.
fn keeps_the_promise(admitted: &[u64], limit: usize, window: u64) -> bool {
    admitted
        .windows(limit + 1)
        .all(|times| times[limit] - times[0] >= window)
}

/// Whether as many as the limit were admitted in the window that ends at `now`;
/// the times before `now` are in order.
fn is_used_up(admitted_before: &[u64], now: u64, limit: usize, window: u64) -> bool {
    admitted_before
        .len()
        .checked_sub(limit)
        .is_some_and(|first| now - admitted_before[first] < window)
}

/// Chance that can be repeated: SplitMix64.
struct Chance(u64);

impl Chance {
    fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    fn below(&mut self, end: u64) -> u64 {
        self.draw() % end
    }

    fn one_of<const N: usize>(&mut self, numbers: [u64; N]) -> u64 {
        numbers[self.below(N as u64) as usize]
    }
}
