//! A resolved plan as bytes for others: [`json`], the one wire type, and
//! [`calendar`]. What an export could not carry it tells as [`fidelity`].
//!
//! Architecture invariant: pure. No clock, no input or output, no HTTP, no
//! storage; the same plan gives the same bytes.

pub mod calendar;
pub mod chart;
pub mod fidelity;
pub mod json;
pub mod pdf;
