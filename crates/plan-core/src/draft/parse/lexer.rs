//! A line as tokens, and a cursor over them.
//!
//! Hyphens inside words vanish (`warm-up` is two words), a dash between
//! numbers stays, and every token knows where it stands, so that what nothing
//! understood can be kept as written.

use super::amounts::Decimal;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `5`, `6.5`, `1,200`, `½`, `1/2`.
    Number(Decimal),
    /// `2:30`, `3:55:00`: numbers of two digits behind a colon.
    Clock,
    /// Letters.
    Word,
    /// `"…"`, the quotes included.
    Quoted,
    /// `-`, `–`, `—` where it is not a hyphen inside a word.
    Dash,
    /// `x` or `×` between a number and what is repeated.
    Times,
    /// Any other sign.
    Sign(char),
}

/// A token and its place in the line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'a> {
    /// What it is.
    pub kind: Kind,
    /// As written.
    pub text: &'a str,
    /// Where it begins, in bytes.
    pub start: usize,
}

impl Token<'_> {
    /// True for this word, in any case.
    pub(super) fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(word)
    }

    /// Where it ends, in bytes.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// The tokens of a line, in one pass.
pub(super) fn tokens(line: &str) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token<'_>> = Vec::new();
    let mut at = 0;
    let mut end_of_last = 0;
    while let Some(first) = line[at..].chars().next() {
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let rest = &line[at..];
        let glued = at == end_of_last && at > 0;
        let previous = tokens.last().map(|token| token.kind);
        // Only directly behind a comma are digits the next of a list.
        let previous = previous.filter(|kind| glued || *kind != Kind::Sign(','));
        // `90" jog`: seconds, where a quote would stand apart.
        let is_seconds = glued && first == '"' && follows_number(previous);
        let (kind, length) = match is_seconds {
            true => (Kind::Sign('"'), 1),
            false => next(rest, first, previous),
        };
        // A hyphen that joins words, or a number and a word, only separates them.
        let joins = kind == Kind::Dash
            && glued
            && rest[length..].starts_with(char::is_alphabetic)
            && matches!(previous, Some(Kind::Word | Kind::Number(_)))
            && first == '-';
        if !joins {
            tokens.push(Token {
                kind,
                text: &rest[..length],
                start: at,
            });
        }
        at += length;
        end_of_last = at;
    }
    tokens
}

fn next(rest: &str, first: char, previous: Option<Kind>) -> (Kind, usize) {
    match first {
        // `3,2,1` is a list and ends in no decimal.
        '0'..='9' if previous == Some(Kind::Sign(',')) => {
            let whole = digits(rest);
            match rest[whole..].starts_with(',') {
                true => (Kind::Number(Decimal::read(&rest[..whole], "")), whole),
                false => clock_or_number(rest),
            }
        }
        '0'..='9' => clock_or_number(rest),
        '½' => (Kind::Number(Decimal::hundredths(50)), first.len_utf8()),
        '¼' => (Kind::Number(Decimal::hundredths(25)), first.len_utf8()),
        '¾' => (Kind::Number(Decimal::hundredths(75)), first.len_utf8()),
        '"' => match closing_quote(rest) {
            Some(length) => (Kind::Quoted, length),
            None => (Kind::Sign('"'), 1),
        },
        '-' | '‐' | '‑' | '–' | '—' | '−' => (Kind::Dash, first.len_utf8()),
        '×' => (Kind::Times, first.len_utf8()),
        'x' | 'X' if follows_number(previous) && stands_for_times(rest) => (Kind::Times, 1),
        letter if letter.is_alphabetic() => {
            let end = rest
                .char_indices()
                .find(|(_, c)| !(c.is_alphabetic() || is_mark(*c)))
                .map_or(rest.len(), |(index, _)| index);
            // VO2max is one word.
            let is_vo2 = rest
                .get(..3)
                .is_some_and(|vo2| vo2.eq_ignore_ascii_case("vo2"));
            let more = |from: usize| {
                rest[from..]
                    .find(|c: char| !c.is_alphabetic())
                    .map_or(rest.len(), |index| from + index)
            };
            (Kind::Word, if is_vo2 { more(3) } else { end })
        }
        sign => (Kind::Sign(sign), sign.len_utf8()),
    }
}

fn follows_number(previous: Option<Kind>) -> bool {
    matches!(previous, Some(Kind::Number(_)))
}

/// `x` stands alone or directly before a number.
fn stands_for_times(rest: &str) -> bool {
    !rest[1..].starts_with(char::is_alphabetic)
}

/// Signs that belong to the word they stand in: `don't`, `VO₂max`.
fn is_mark(c: char) -> bool {
    matches!(c, '\'' | '’' | '₂' | '\u{307}')
}

/// The length of a quoted text; a doubled quote does not close it.
fn closing_quote(rest: &str) -> Option<usize> {
    let mut at = 1;
    loop {
        at += rest[at..].find('"')? + 1;
        if !rest[at..].starts_with('"') {
            return Some(at);
        }
        at += 1;
    }
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

fn clock_or_number(rest: &str) -> (Kind, usize) {
    let whole = digits(rest);
    let pair =
        |from: usize| -> bool { rest[from..].starts_with(':') && digits(&rest[from + 1..]) == 2 };
    if pair(whole) {
        let minutes = whole + 3;
        let length = if pair(minutes) { minutes + 3 } else { minutes };
        return (Kind::Clock, length);
    }
    let after = &rest[whole..];
    // 1,200 is a thousand and more, 6,5 is six and a half, 4,3,2 is a list.
    if let Some(tail) = after.strip_prefix(',') {
        let group = digits(tail);
        let is_list = tail[group..].starts_with(',') && digits(&tail[group..][1..]) > 0;
        if group == 3 && whole <= 3 {
            let joined = format!("{}{}", &rest[..whole], &tail[..3]);
            return (Kind::Number(Decimal::read(&joined, "")), whole + 4);
        }
        if (1..=2).contains(&group) && !is_list {
            return (
                Kind::Number(Decimal::read(&rest[..whole], &tail[..group])),
                whole + 1 + group,
            );
        }
    }
    if let Some(tail) = after.strip_prefix('.') {
        let group = digits(tail);
        if group > 0 {
            return (
                Kind::Number(Decimal::read(&rest[..whole], &tail[..group])),
                whole + 1 + group,
            );
        }
    }
    if let Some(tail) = after.strip_prefix('/') {
        let hundredths = match (&rest[..whole], &tail[..digits(tail)]) {
            ("1", "2") => Some(50),
            ("1", "4") => Some(25),
            ("3", "4") => Some(75),
            _ => None,
        };
        if let Some(hundredths) = hundredths {
            return (
                Kind::Number(Decimal::hundredths(hundredths)),
                whole + 1 + digits(tail),
            );
        }
    }
    (Kind::Number(Decimal::read(&rest[..whole], "")), whole)
}

/// A place in the tokens of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'t, 'a> {
    tokens: &'t [Token<'a>],
    at: usize,
}

impl<'t, 'a> Cursor<'t, 'a> {
    pub(super) fn new(tokens: &'t [Token<'a>]) -> Self {
        Self { tokens, at: 0 }
    }

    pub(super) fn is_done(&self) -> bool {
        self.at >= self.tokens.len()
    }

    /// True when the next token stands directly behind the last one.
    pub(super) fn is_glued(&self) -> bool {
        match (
            self.at
                .checked_sub(1)
                .and_then(|last| self.tokens.get(last)),
            self.peek(),
        ) {
            (Some(last), Some(next)) => last.end() == next.start,
            _ => false,
        }
    }

    /// How many tokens were read.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    pub(super) fn peek(&self) -> Option<Token<'a>> {
        self.peek_at(0)
    }

    pub(super) fn peek_at(&self, ahead: usize) -> Option<Token<'a>> {
        self.tokens.get(self.at + ahead).copied()
    }

    pub(super) fn next(&mut self) -> Option<Token<'a>> {
        let token = self.peek()?;
        self.at += 1;
        Some(token)
    }

    pub(super) fn skip(&mut self, count: usize) {
        self.at = (self.at + count).min(self.tokens.len());
    }

    /// Reads a sign if it comes next.
    pub(super) fn sign(&mut self, sign: char) -> bool {
        self.eat(|token| token.kind == Kind::Sign(sign))
    }

    /// Reads a token of this kind if it comes next.
    pub(super) fn kind(&mut self, kind: Kind) -> bool {
        self.eat(|token| token.kind == kind)
    }

    /// Reads a token if it comes next and fits.
    pub(super) fn eat(&mut self, fits: impl Fn(&Token<'a>) -> bool) -> bool {
        let yes = self.peek().is_some_and(|token| fits(&token));
        if yes {
            self.at += 1;
        }
        yes
    }

    /// True when these words (separated by spaces) come next, in any case.
    pub(super) fn sees(&self, phrase: &str) -> bool {
        self.phrase_length(phrase).is_some()
    }

    /// Reads these words if they come next.
    pub(super) fn words(&mut self, phrase: &str) -> bool {
        match self.phrase_length(phrase) {
            Some(length) => {
                self.at += length;
                true
            }
            None => false,
        }
    }

    fn phrase_length(&self, phrase: &str) -> Option<usize> {
        let mut length = 0;
        for word in phrase.split(' ') {
            let token = self.peek_at(length)?;
            if !token.is_word(word) {
                return None;
            }
            length += 1;
        }
        Some(length)
    }
}
