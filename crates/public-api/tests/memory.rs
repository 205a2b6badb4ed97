//! How much memory the rate limit takes, counted by the allocator: a program of
//! its own, because the counting is for all of it.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use public_api::rate_limit::{Clock, Policy, SlidingLog};
use web_base::client::Client;

const MILLION: u32 = 1_000_000;

/// A nanosecond later each time it is read, and a window later when told.
#[derive(Clone, Default)]
struct Ticking(Arc<AtomicU64>);

impl Clock for Ticking {
    fn now(&self) -> Duration {
        Duration::from_nanos(self.0.fetch_add(1, Ordering::Relaxed))
    }
}

/// As many of each kind, far apart and side by side.
fn client(number: u32) -> Client {
    if number.is_multiple_of(2) {
        Client::from(std::net::IpAddr::V4(Ipv4Addr::from(
            number.wrapping_mul(2_654_435_761),
        )))
    } else {
        let network = 0x2001_0db8_0000_0000 | u64::from(number);
        Client::from(std::net::IpAddr::V6(Ipv6Addr::from(
            u128::from(network) << 64,
        )))
    }
}

fn bytes_of<T>(make: impl FnOnce() -> T) -> (T, u64) {
    let mut made = None;
    let measured = allocation_counter::measure(|| made = Some(make()));
    let made = made.unwrap_or_else(|| unreachable!("it was made"));
    (made, measured.bytes_max)
}

#[test]
fn a_million_clients_and_a_million_more_take_a_bounded_amount() {
    let (log, bytes) = bytes_of(|| {
        let log = SlidingLog::with_clock(
            Policy::per_minute(30),
            <SlidingLog>::MAX_CLIENTS,
            Ticking::default(),
        );
        for number in 0..MILLION {
            assert!(log.admit(client(number)).is_admitted);
        }
        log
    });
    assert_eq!((log.clients(), log.overflowed()), (1_000_000, 0));
    assert!(bytes < 220_000_000, "{bytes} bytes for a million");

    // They come in a minute too: nobody is forgotten for them, and they share.
    let (_, more) = bytes_of(|| {
        for number in MILLION..2 * MILLION {
            log.admit(client(number));
        }
    });
    assert_eq!((log.clients(), log.overflowed()), (1_000_000, 1_000_000));
    assert!(more < 20_000_000, "{more} bytes for a million more");
}

#[test]
fn a_client_who_used_everything_up_takes_less_than_half_a_kilobyte() {
    // As many as fill the tables to the same degree as a million.
    const CLIENTS: u32 = MILLION / 64;
    let (_log, bytes) = bytes_of(|| {
        let log = SlidingLog::with_clock(
            Policy::per_minute(30),
            <SlidingLog>::MAX_CLIENTS,
            Ticking::default(),
        );
        for number in 0..CLIENTS {
            for _ in 0..31 {
                log.admit(client(number));
            }
        }
        log
    });
    let each = bytes / u64::from(CLIENTS);
    assert!(each < 450, "{each} bytes");
}
