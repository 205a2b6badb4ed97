//! The authenticated write side: drafts, plans, layers.
