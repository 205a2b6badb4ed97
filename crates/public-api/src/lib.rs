//! The anonymous read side: the published plan.
