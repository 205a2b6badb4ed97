//! The public service from outside, over real sockets and on both databases.
//! The tree of modules is the tree of URLs.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod api;
mod client;
mod everywhere;
mod following;
mod freshness;
mod health;
mod letter;
mod links;
mod metrics;
mod plans;
mod privacy;
mod process;
mod representations;
mod sample;
mod test_app;
mod well_known;
