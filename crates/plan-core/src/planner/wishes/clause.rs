//! Text into clauses: the pieces that are used or not as one.

use super::vocabulary as word;

/// A word, a number or a mark.
#[derive(Debug)]
pub(super) struct Token<'t> {
    /// In lower case, without the curl of an apostrophe.
    pub(super) word: String,
    /// Where it stands.
    start: usize,
    end: usize,
    text: &'t str,
    /// True once it is part of a recognized wish.
    used: bool,
}

/// A run of tokens that belong together.
pub(super) struct Clause<'t> {
    pub(super) tokens: Vec<Token<'t>>,
    /// True where a comma or an `and` joins it to the clause before.
    pub(super) is_joined: bool,
}

impl<'t> Clause<'t> {
    /// The clause as it stands in the text.
    pub(super) fn text(&self) -> &'t str {
        self.phrase(0, self.tokens.len())
    }

    /// The tokens `from..to` as they stand in the text.
    fn phrase(&self, from: usize, to: usize) -> &'t str {
        match self.tokens.get(from..to) {
            Some([first, .., last]) => &first.text[first.start..last.end],
            Some([only]) => &only.text[only.start..only.end],
            _ => "",
        }
    }

    /// Marks the tokens `from..to` as used and gives their text.
    pub(super) fn use_up(&mut self, from: usize, to: usize) -> String {
        let phrase = self.phrase(from, to).to_owned();
        for token in &mut self.tokens[from..to] {
            token.used = true;
        }
        phrase
    }

    /// Marks everything as used and gives the text.
    pub(super) fn use_all(&mut self) -> String {
        self.use_up(0, self.tokens.len())
    }

    /// The word at a place; empty before the first and after the last.
    pub(super) fn word(&self, index: usize) -> &str {
        self.tokens
            .get(index)
            .map_or("", |token| token.word.as_str())
    }

    /// The word so many places before `index`; empty before the first.
    pub(super) fn before(&self, index: usize, places: usize) -> &str {
        index
            .checked_sub(places)
            .map_or("", |place| self.word(place))
    }

    /// False for a clause too long to have one meaning.
    pub(super) fn is_readable(&self) -> bool {
        self.tokens.len() <= MOST_TOKENS
    }

    /// Every word.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.tokens.iter().map(|token| token.word.as_str())
    }

    /// True where one of the words is in a list.
    pub(super) fn has(&self, list: &[&str]) -> bool {
        self.words().any(|word| list.contains(&word))
    }

    /// True where something was made of the token.
    pub(super) fn is_used(&self, index: usize) -> bool {
        self.tokens.get(index).is_some_and(|token| token.used)
    }

    /// True where the token has no space before it.
    pub(super) fn touches(&self, index: usize) -> bool {
        index > 0 && self.tokens[index - 1].end == self.tokens[index].start
    }

    /// The words nothing was made of yet.
    pub(super) fn left(&self) -> impl Iterator<Item = &str> {
        self.tokens
            .iter()
            .filter(|token| !token.used)
            .map(|token| token.word.as_str())
    }

    /// True where the clause says something that was not used: nothing of it
    /// was, and it is more than courtesies; or what is left has weight.
    pub(super) fn says_more(&self) -> bool {
        if self.tokens.iter().any(|token| token.used) {
            self.left().any(word::has_weight)
        } else {
            self.left().any(|word| !word::is_filler(word))
        }
    }
}

/// A longer clause has no one meaning; it is not read. This also bounds the
/// work for hostile text.
const MOST_TOKENS: usize = 60;

/// Cuts a text at the ends of sentences, and these at commas, `but`, `and` and
/// reasons, where what follows is not the rest of a list.
pub(super) fn clauses(text: &str) -> Vec<Clause<'_>> {
    let mut clauses = Vec::new();
    let mut current = Vec::new();
    let mut is_joined = false;
    let mut tokens = tokens(text).into_iter().peekable();
    while let Some(mut token) = tokens.next() {
        let next = tokens.peek().map_or("", |token| token.word.as_str());
        if token.word == "if" && next == "possible" {
            // A courtesy, not a condition.
            token.word = "please".to_owned();
        }
        let is_abbreviated = token.word == "."
            && current
                .last()
                .is_some_and(|last: &Token<'_>| last.word == "max")
            && next.starts_with(|c: char| c.is_ascii_digit());
        if is_abbreviated {
            continue;
        }
        if word::ENDS.contains(&token.word.as_str()) {
            finish(&mut clauses, &mut current, is_joined);
            is_joined = false;
        } else if word::JOINS.contains(&token.word.as_str()) {
            if continues_a_list(&current, next) {
                current.push(token);
            } else {
                let is_next = is_joined || !current.is_empty();
                finish(&mut clauses, &mut current, is_joined);
                is_joined = is_next;
            }
        } else {
            current.push(token);
        }
    }
    finish(&mut clauses, &mut current, is_joined);
    clauses.into_iter().flat_map(split_false_lists).collect()
}

fn finish<'t>(clauses: &mut Vec<Clause<'t>>, tokens: &mut Vec<Token<'t>>, is_joined: bool) {
    if !tokens.is_empty() {
        clauses.push(Clause {
            tokens: std::mem::take(tokens),
            is_joined,
        });
    }
}

/// `Tue, Thu`, `hills and tempo`, `3 hours and 30 minutes`, `3:30 and
/// 3:45`, `Mon,` before `and Wed`.
fn continues_a_list(current: &[Token<'_>], next: &str) -> bool {
    let before = current.last().map_or("", |token| token.word.as_str());
    let is_day = |word: &str| word::weekdays(word).is_some();
    let is_session = |word: &str| word::session(word).is_some();
    let is_member = |word: &str| is_day(word) || is_session(word) || is_noun(word);
    (is_day(before) && is_day(next))
        || (is_session(next) && (is_session(before) || is_noun(before)))
        || (is_member(before) && word::LAST_JOINS.contains(&next))
        || (before == "," && (is_day(next) || is_session(next)))
        || (word::HOURS.contains(&before) && word::number(next).is_some())
        || (before.contains(':') && next.contains(':'))
}

fn is_noun(word: &str) -> bool {
    word::SESSION_NOUNS.contains(&word)
}

/// Undoes a list whose last member begins a thought of its own: `no intervals
/// and hills are fine`, `no running on Mondays, Saturday long run`.
fn split_false_lists(mut clause: Clause<'_>) -> Vec<Clause<'_>> {
    let last_join = clause
        .tokens
        .iter()
        .rposition(|token| word::JOINS.contains(&token.word.as_str()));
    let Some(join) = last_join else {
        return vec![clause];
    };
    let member = clause.word(join + 1);
    let words = |from: usize, to: usize| {
        clause.tokens[from..to]
            .iter()
            .map(|token| token.word.as_str())
    };
    let is_false = if word::session(member).is_some() {
        words(join + 1, clause.tokens.len())
            .find(|word| word::session(word).is_none() && !is_noun(word))
            .is_some_and(|word| word::VERBS.contains(&word))
    } else if word::weekdays(member).is_some() {
        let says_something = |word: &str| !word::is_filler(word) && word::weekdays(word).is_none();
        words(0, join).any(says_something)
            && words(join + 1, clause.tokens.len())
                .any(|word| says_something(word) && !word::OFF.contains(&word))
    } else {
        false
    };
    if is_false {
        let rest = clause.tokens.split_off(join + 1);
        clause.tokens.pop();
        let rest = Clause {
            tokens: rest,
            is_joined: true,
        };
        vec![clause, rest]
    } else {
        vec![clause]
    }
}

/// Words with the marks that hold them together (`3:45`, `21.1`, `don't`), and
/// each other mark alone.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut characters = text.char_indices().peekable();
    while let Some((start, character)) = characters.next() {
        if character.is_whitespace() && character != '\n' {
            continue;
        }
        let mut end = start + character.len_utf8();
        if character.is_alphanumeric() {
            let mut last = character;
            while let Some(&(at, next)) = characters.peek() {
                let after = text[at + next.len_utf8()..].chars().next();
                if !next.is_alphanumeric() && !holds_together(last, next, after) {
                    break;
                }
                last = next;
                end = at + next.len_utf8();
                characters.next();
            }
        }
        let word = text[start..end].to_lowercase().replace('’', "'");
        tokens.push(Token {
            word: if ends_sentence(character) {
                ".".to_owned()
            } else {
                word
            },
            start,
            end,
            text,
            used: false,
        });
    }
    tokens
}

fn holds_together(before: char, mark: char, after: Option<char>) -> bool {
    let after = after.unwrap_or(' ');
    match mark {
        ':' | '.' => before.is_ascii_digit() && after.is_ascii_digit(),
        '\'' | '’' => before.is_alphabetic() && after.is_alphabetic(),
        _ => false,
    }
}

fn ends_sentence(character: char) -> bool {
    matches!(
        character,
        '.' | '!' | '?' | ';' | '\n' | '(' | ')' | '[' | ']' | '•' | '*' | '—' | '–' | '|'
    )
}
