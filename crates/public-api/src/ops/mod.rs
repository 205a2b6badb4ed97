//! What the service does, without HTTP.

pub(crate) mod answer;
mod as_calendar;
pub(crate) mod as_page;
mod as_pdf;
pub(crate) mod coding;
pub(crate) mod freshness;
pub(crate) mod show_plan;
pub(crate) mod turns;
