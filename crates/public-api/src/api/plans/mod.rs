//! `/api/plans`: one file a form, and what all of them share.

mod answering;
pub(crate) mod show;
