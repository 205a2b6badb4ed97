//! `/api/plans`.

pub(crate) mod show;
