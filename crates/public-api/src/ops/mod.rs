//! What the service does, without HTTP.

pub(crate) mod coding;
pub(crate) mod show_plan;
