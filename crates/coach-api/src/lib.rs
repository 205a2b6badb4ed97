//! The authenticated write side: drafts, plans, layers.
//!
//! A request comes in through `routes`, is translated by `api/<resource>` to
//! the input of one of the `ops`, which authorize, load, ask `plan-core` once
//! and save in one transaction; the outcome is translated back. `writers`
//! write drafts, `conversion` turns an edited one into a structured plan, and
//! both happen in `runs`, which outlive whoever asked for them.
//!
//! Architecture invariant: handlers hold no rules, ops see no request and make no
//! response, and neither holds a rule of training. Now and today are told, never asked for.

mod api;
pub mod app;
pub mod cli;
pub mod config;
mod conversion;
mod error;
mod figures;
mod ops;
mod outcome;
mod routes;
mod runs;
mod writers;

pub use api::openapi::document as openapi_document;
