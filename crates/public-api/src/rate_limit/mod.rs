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

mod clock;
#[cfg(test)]
mod laws;
mod log;
pub(crate) mod middleware;
mod sliding_log;
mod table;

pub use clock::{Clock, Monotonic};
pub use sliding_log::{Decision, Policy, SlidingLog};
