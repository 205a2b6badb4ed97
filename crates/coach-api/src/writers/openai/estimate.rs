//! How many tokens a text may be, where nobody counted.

/// A quarter of its characters, which is about right for the languages people
/// train in and errs to both sides.
pub(super) fn tokens(characters: usize) -> u64 {
    characters.div_ceil(4) as u64
}
