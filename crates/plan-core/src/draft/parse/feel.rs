//! Words that say how hard, where no pace or zone does.

use std::ops::Range;

use super::lexer::{Cursor, Token};
use super::{amounts, vocabulary};

/// Words for running that is not hard.
const MILD: [&str; 9] = [
    "comfortable",
    "conversational",
    "gentle",
    "gently",
    "moderate",
    "moderately",
    "relaxed",
    "steady",
    "light",
];

/// True where a line says in words how hard its work is: `6 x 3 min relaxed`,
/// or behind an `@` or `at` that names no pace or zone (`8 x 400 m @ 90 s`).
/// Then nothing is to be assumed of work that nobody called a session.
pub(super) fn is_said(source: &str, tokens: &[Token<'_>], rest: &[Range<usize>]) -> bool {
    let is_announced = |range: &Range<usize>| {
        let text = source[range.clone()].trim_start();
        text.starts_with('@') || text.split(' ').next() == Some("at")
    };
    let is_mild = |at: usize| {
        let is_word = MILD.iter().any(|word| tokens[at].is_word(word));
        is_word && !is_about_a_recovery(&tokens[at + 1..])
    };
    rest.iter().any(is_announced) || (0..tokens.len()).any(is_mild)
}

/// `relaxed 200 m jog`, `gentle jog`
fn is_about_a_recovery(behind: &[Token<'_>]) -> bool {
    let mut cursor = Cursor::new(behind);
    let _ = amounts::amount(&mut cursor);
    vocabulary::role(&mut cursor).is_some()
}

/// True for words about how to recover: `very slow`, `or walk`, `standing`.
pub(super) fn is_of_a_recovery(tokens: &[Token<'_>]) -> bool {
    const WORDS: [&str; 10] = [
        "slow", "slowly", "easy", "very", "standing", "full", "complete", "active", "shuffle",
        "each",
    ];
    (0..tokens.len()).any(|at| {
        let mut cursor = Cursor::new(&tokens[at..]);
        let is_word = WORDS
            .iter()
            .chain(&MILD)
            .any(|word| tokens[at].is_word(word));
        is_word || vocabulary::role(&mut cursor).is_some()
    })
}
