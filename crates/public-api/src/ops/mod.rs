//! What the service does, without HTTP.

pub(crate) mod show_plan;
