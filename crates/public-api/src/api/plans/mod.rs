//! `/api/plans` and `/plans`: one file a form, and what all of them share.

mod answering;
pub(crate) mod calendar;
mod described;
pub(crate) mod notice;
pub(crate) mod page;
pub(crate) mod pdf;
mod reading;
pub(crate) mod show;
pub(crate) mod workouts;
