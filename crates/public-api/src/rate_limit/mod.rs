//! The promise over every route with a plan's id: in no 60 seconds are more
//! than 30 requests of one client admitted, and a client who sent fewer is
//! never refused.
//!
//! Only a log of each admitted request keeps that promise exactly; counters
//! and token buckets admit up to twice as many around a boundary. A request is
//! in the window for 60 seconds after it was admitted and not a nanosecond
//! longer. Refused requests are not recorded, so a client who hammers is
//! admitted again as soon as one who waits.
//!
//! Memory is bounded ([`SlidingLog::MAX_CLIENTS`]). Clients that have been
//! silent for a window are forgotten, which changes no decision. Should a
//! million be active within a minute, the next ones share a log with their
//! neighbors: then a client may be refused for what a neighbor did, but still
//! none is admitted more often than promised.
//!
//! # With other replicas
//!
//! Where there is a Redis, all replicas write to one log in it, and a request
//! is admitted if that log *and* this replica's own agree (`shared.rs`):
//!
//! - **The common log decides.** It sees what every replica admits, so it is
//!   full after 30 together, and what it admits the own log, which holds a part
//!   of that, admits too. One script decides and writes in one step
//!   (`admit.lua`), by the clock of Redis alone, in microseconds.
//! - **The own log writes everything down as well**, so that it is warm when
//!   Redis goes away. From then on it decides alone: each replica keeps the
//!   promise for itself, over the moment of the switch too.
//! - **It keeps its say while Redis is there**, because Redis can forget: after
//!   a restart it is empty and would let each client in thirty times more. A
//!   client who sent fewer loses nothing by that: the own log refuses only who
//!   was admitted thirty times by this replica alone.
//!
//! The two clocks are not one. The own log writes an admission when Redis's
//! answer arrives, up to 50 ms after Redis did (or as long as the operator lets Redis
//! take), so near the edge of a window it
//! may still count what Redis no longer does. Whoever Redis refuses is therefore
//! told to wait that time more, and then every replica agrees. Should a
//! replica refuse what Redis has just admitted, the entry is taken back: nothing
//! refused is ever counted.
//!
//! An answer that takes longer than that, or is an error of whatever kind, is a
//! fault, and the own log decides that request. After five in a row nobody asks
//! for five seconds, then one request tries (`breaker.rs`). A change is logged
//! once and counted ([`Figures`]). No fault of Redis is a fault of the service.
//!
//! While Redis is away, `n` replicas together admit up to `n` times the limit,
//! and what they admitted then Redis learns nothing of; once it is back, the
//! common promise holds for all that is admitted from then on.

mod breaker;
mod clock;
#[cfg(test)]
mod laws;
mod limiter;
mod log;
pub(crate) mod middleware;
mod redis;
mod shared;
mod sliding_log;
mod table;

pub use clock::{Clock, Monotonic};
pub use limiter::Figures;
pub(crate) use limiter::Limiter;
pub use redis::{InvalidRedisUrl, RedisUrl};
pub(crate) use shared::ANSWER_TIME;
pub use shared::SharedFigures;
pub use sliding_log::{Decision, Policy, SlidingLog};
