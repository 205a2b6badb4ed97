//! `/api/v1/plans`: plans and what is laid over them. Members here are camelCase.

mod answer;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod layers;
pub(crate) mod list;
mod overlays;
pub(crate) mod publish;
pub(crate) mod update;
mod workouts;
