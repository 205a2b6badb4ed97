//! The service from outside, over HTTP and on each database.

#![allow(
    clippy::unwrap_used,
    reason = "a test that finds something else than it looks for has failed"
)]

mod ai_coach;
mod app;
mod bad_input;
mod command_line;
mod conformance;
mod isolation;
mod killed;
mod library;
mod model;
mod openapi;
mod plans;
mod real_model;
mod runs;
mod service;
mod story;
mod stream;
