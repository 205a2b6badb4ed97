//! A resolved plan as bytes for others: [`json`], the one wire type; [`calendar`] and
//! [`pdf`]; [`page`], which is made of the first and draws the same [`chart`] as the
//! third; and [`fit`], the workouts for watches. What an export could not carry it tells
//! as [`fidelity`].
//!
//! Architecture invariant: pure. No clock, no input or output, no HTTP, no
//! storage; the same plan gives the same bytes, and the same page on the day it is told.

pub mod calendar;
pub mod chart;
pub mod fidelity;
pub mod fit;
pub mod json;
pub mod page;
pub mod pdf;
