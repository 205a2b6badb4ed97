//! Development only: temporary databases, builders, fixtures.
