//! Property-test strategies for the public types (feature `testing`).
//!
//! They make what the types allow, not only what the planner would write:
//! doubles, odd distances, races in the middle, weeks without a long run.

mod drafts;
mod operations;
mod plans;
mod workouts;

pub use drafts::{draft, draft_workout};
pub use operations::{Seed, plan_and_operations, plan_and_unpinned_operations, seed};
pub use plans::base_plan;
pub use workouts::{distance, step, unit, workout};
