//! What both services share and neither owns: errors as problem+json,
//! configuration, telemetry, the edge every request passes, and the server.
//!
//! Architecture invariant: nothing here knows what a plan is.

pub mod body;
pub mod client;
pub mod config;
pub mod edge;
pub mod endpoint;
pub mod metrics;
pub mod problem;
pub mod query;
pub mod security;
pub mod server;
pub mod strict_json;
pub mod telemetry;

/// The library of [`metrics`], for those who hold a counter.
pub use prometheus;
