//! A resolved plan as bytes for others. Today: JSON, the one wire type.
//!
//! Architecture invariant: pure. No clock, no input or output, no HTTP, no
//! storage; the same plan gives the same bytes.

pub mod chart;
pub mod fidelity;
pub mod json;
pub mod pdf;
