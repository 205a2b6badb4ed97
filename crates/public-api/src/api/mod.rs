//! HTTP to operations and back; no rule lives here.

pub(crate) mod accept;
pub(crate) mod accept_encoding;
pub(crate) mod conditional;
pub(crate) mod delivery;
pub(crate) mod discovery;
pub(crate) mod paces;
pub(crate) mod plans;
