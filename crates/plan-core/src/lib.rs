//! The pure domain of Strata: running plans in layers.
//!
//! An AI coach or the rule-based [`planner`] writes a [`draft`]; people edit it
//! as text; it becomes a dated [`BasePlan`](plan::BasePlan) that never changes.
//! Holidays, injuries, edits and made-up miles are removable layers over it
//! ([`overlay`]), and [`overlay::resolve`] yields a
//! [`ResolvedPlan`](resolved::ResolvedPlan) in which every number can say where
//! it comes from. [`check`] points out what a prudent coach would.
//!
//! Architecture invariant: no clock, no randomness, no input or output, no
//! async. Today's date and seeds are arguments.

pub mod check;
pub mod draft;
pub mod error;
pub mod fitness;
pub mod overlay;
pub mod plan;
pub mod planner;
pub mod resolved;
#[cfg(feature = "testing")]
pub mod testing;
pub mod units;
mod words;
pub mod workout;
pub mod zones;
