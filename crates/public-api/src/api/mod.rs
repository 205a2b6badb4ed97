//! HTTP to operations and back; no rule lives here.

pub(crate) mod paces;
pub(crate) mod plans;
