//! The anonymous read side: published plans, and the paces anyone may check.
//!
//! Architecture invariant: this service cannot write. Its store is opened
//! read-only, it never migrates, and it knows no person and no organization.

mod api;
mod app;
mod clock;
mod config;
mod cors;
mod discovery;
mod error;
mod figures;
mod flood;
mod health;
pub mod openapi;
mod ops;
pub mod rate_limit;
pub mod routes;

pub use app::{bind, serve};
pub use clock::Clock;
pub use config::Config;
