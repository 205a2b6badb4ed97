//! Pure renderings of a resolved plan: the one JSON wire type.
