//! For tests only: temporary databases and Redis servers, a scripted model, ports
//! that stay theirs, programs that end, builders, fixtures.
//!
//! Everything here fails loudly: a test without its ground has nothing to say.

pub mod builders;
mod database;
mod fixtures;
pub mod llm;
mod port;
mod postgres;
mod processes;
mod redis;

pub use database::{Engine, TestDatabase, for_each_database, for_each_empty_database};
pub use fixtures::{fixture_json, fixture_path, fixture_text};
pub use processes::{ask_to_stop, ended};
pub use redis::RedisServer;
