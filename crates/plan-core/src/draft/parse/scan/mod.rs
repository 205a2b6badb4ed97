//! One pass over the tokens of a body.
//!
//! Words that mean something change the part before them or the one behind;
//! every other word is kept as it was written.

mod numbers;
mod words;

use std::ops::Range;

use super::amounts::{self, Amount, Unit};
use super::lexer::{Cursor, Kind, Token};
use super::parts::{Item, Link, Node, Part, Parts, each_part};
use super::{feel, headline, lengths, targets};
use crate::units::{DistanceUnit, Duration};
use crate::workout::{StepLength, StepRole, StepTarget};

/// Groups deeper than this are kept as words.
const DEEPEST: usize = 3;

/// A run in parentheses takes longer: less is a part of the session.
const SHORTEST_RUN: Duration = Duration::from_minutes(10);

/// Reads the tokens of a body.
pub(super) fn read(source: &str, tokens: &[Token<'_>], unit: DistanceUnit) -> Parts {
    let mut reader = Reader {
        source,
        tokens,
        closing: closing(tokens),
        unit,
        parts: Parts::default(),
        link: Link::Beside,
        is_open: false,
        joins: false,
        listed: 0,
        pending: Pending::default(),
        depth: 0,
        amount_start: 0,
        is_repeated: false,
        whole: None,
    };
    reader.read_range(0, tokens.len());
    reader.parts
}

/// True where tokens begin with a number.
fn has_length_of(tokens: &[Token<'_>]) -> bool {
    matches!(
        tokens.first().map(|token| token.kind),
        Some(Kind::Number(_))
    )
}

/// For each opening parenthesis, where it closes; in one pass.
fn closing(tokens: &[Token<'_>]) -> Vec<Option<usize>> {
    let mut closing = vec![None; tokens.len()];
    let mut open = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Sign('(' | '[') => open.push(index),
            Kind::Sign(')' | ']') => {
                if let Some(start) = open.pop() {
                    closing[start] = Some(index);
                }
            }
            _ => {}
        }
    }
    closing
}

/// What was said before the part it is about.
#[derive(Clone, Copy, Debug, Default)]
struct Pending {
    role: Option<(StepRole, Option<&'static str>)>,
    is_within: bool,
    is_total: bool,
    is_between: bool,
    is_estimated: bool,
}

struct Reader<'t, 'a> {
    source: &'a str,
    tokens: &'t [Token<'a>],
    closing: Vec<Option<usize>>,
    unit: DistanceUnit,
    parts: Parts,
    link: Link,
    /// True while words are about the last item.
    is_open: bool,
    /// True while the last `with` has not been followed by a part or a sign.
    joins: bool,
    /// How many items the last list had, while they are the last items.
    listed: usize,
    pending: Pending,
    depth: usize,
    /// Where the last amount began.
    amount_start: usize,
    /// True inside the parentheses of a repeat.
    is_repeated: bool,
    /// The unit of the whole, while its parts are listed behind it.
    whole: Option<Unit>,
}

impl<'t, 'a> Reader<'t, 'a> {
    fn cursor(&self, at: usize, end: usize) -> Cursor<'t, 'a> {
        let mut cursor = Cursor::new(&self.tokens[..end]);
        cursor.skip(at);
        cursor
    }

    fn read_range(&mut self, start: usize, end: usize) {
        let mut at = start;
        while at < end {
            let mut cursor = self.cursor(at, end);
            let before = cursor.position();
            self.read_one(&mut cursor);
            at = if cursor.position() > before {
                cursor.position()
            } else {
                let is_number = matches!(self.tokens[before].kind, Kind::Number(_));
                let counts_rounds = self.tokens[..end]
                    .get(before + 1)
                    .is_some_and(|next| next.kind == Kind::Times);
                self.parts.has_unread_term |=
                    is_number && (self.link == Link::Plus || counts_rounds);
                self.keep(before, before + 1);
                before + 1
            };
        }
    }

    /// Keeps tokens that mean nothing to us.
    fn keep(&mut self, from: usize, to: usize) {
        let (Some(first), Some(last)) = (self.tokens.get(from), self.tokens.get(to - 1)) else {
            return;
        };
        let (start, end) = (first.start, last.end());
        // Words inside what is kept now are kept with it.
        while self
            .parts
            .rest
            .last()
            .is_some_and(|range| range.start >= start)
        {
            self.parts.rest.pop();
        }
        let only_joined = |range: &Range<usize>| {
            let between = self.source.get(range.end..start);
            between.is_none_or(|text| text.trim_matches(['-', ' ']).is_empty())
        };
        match self.parts.rest.last_mut() {
            Some(range) if only_joined(range) => range.end = range.end.max(end),
            _ => self.parts.rest.push(start..end),
        }
    }

    fn last(&mut self) -> Option<&mut Part> {
        match self.parts.items.last_mut().map(|item| &mut item.node) {
            Some(Node::Part(part)) if self.is_open => Some(part),
            _ => None,
        }
    }

    fn push(&mut self, node: Node) {
        let link = std::mem::replace(&mut self.link, Link::Beside);
        if std::mem::take(&mut self.joins) {
            self.parts.companions.pop();
        }
        self.parts.items.push(Item { link, node });
        self.is_open = true;
        self.listed = 0;
    }

    fn push_part(&mut self, mut part: Part) {
        let pending = std::mem::take(&mut self.pending);
        part.is_within |= pending.is_within;
        part.is_between |= pending.is_between;
        part.is_between |= self.listed > 1 && self.link == Link::With;
        if let Some((role, still)) = pending.role {
            part.set_role(role);
            if let Some(word) = still {
                part.set_still(word);
            }
        }
        if pending.is_total {
            part.is_total = true;
            self.parts.total = Some(part);
            self.link = Link::Beside;
            self.is_open = false;
            return;
        }
        self.push(Node::Part(part));
    }

    /// Reads whatever comes next; leaves the cursor where nothing is recognized.
    fn read_one(&mut self, cursor: &mut Cursor<'t, 'a>) {
        let read = self.separator(cursor)
            || self.repeat(cursor)
            || self.list(cursor)
            || self.amount(cursor)
            || self.parenthesis(cursor)
            || self.target(cursor)
            || self.word(cursor)
            || self.bare_number(cursor);
        let _ = read;
    }

    fn follow(&mut self, link: Link) -> bool {
        self.joins = false;
        self.link = self.link.max(link);
        let sports = &self.parts.kinds;
        self.parts.has_sport_before_plus |= link == Link::Plus
            && self.parts.items.is_empty()
            && sports.iter().any(|(kind, _)| !kind.is_run());
        self.is_open = false;
        true
    }

    /// What a `with` joins is a part of the run, or a word about it.
    fn follow_with(&mut self, start: usize, cursor: &Cursor<'t, 'a>) -> bool {
        if let Some(next) = cursor.peek() {
            self.parts
                .companions
                .push((self.tokens[start].start, next.start));
            self.joins = true;
        }
        self.link = self.link.max(Link::With);
        self.is_open = false;
        true
    }

    fn separator(&mut self, cursor: &mut Cursor<'t, 'a>) -> bool {
        if cursor.words("consisting of") || cursor.words("consists of") {
            return self.follow(Link::Consisting);
        }
        let start = cursor.position();
        if cursor.words("with") || cursor.words("including") || cursor.words("incl") {
            return self.follow_with(start, cursor);
        }
        let mut ahead = *cursor;
        if ahead.words("w") && (ahead.sign('/') || ahead.sign('.')) && !ahead.sees("u") {
            *cursor = ahead;
            return self.follow_with(start, cursor);
        }
        let words = ["followed by", "then", "plus", "and", "into"];
        if words.iter().any(|word| cursor.words(word)) || cursor.sign('&') {
            return self.follow(Link::Then);
        }
        let Some(token) = cursor.peek() else {
            return false;
        };
        let link = match token.kind {
            Kind::Sign(',' | ';' | '/' | '|') => Link::Then,
            Kind::Sign('.') => Link::Then,
            Kind::Sign('+') => Link::Plus,
            Kind::Sign(':') => {
                self.whole = self.whole.or(self.unit_of_the_whole());
                Link::Colon
            }
            Kind::Sign('*') => return cursor.sign('*'),
            // `… = 10 mi`
            Kind::Sign('=') => {
                self.pending.is_total = true;
                cursor.skip(1);
                return self.follow(Link::Then);
            }
            Kind::Sign('~' | '≈') => {
                self.pending.is_estimated = true;
                cursor.skip(1);
                return true;
            }
            _ => return false,
        };
        cursor.skip(1);
        self.follow(link)
    }

    /// The parts between parentheses.
    fn group(&mut self, cursor: &mut Cursor<'t, 'a>) -> Option<Vec<Item>> {
        let open = cursor.position();
        let token = cursor.peek()?;
        if !matches!(token.kind, Kind::Sign('(' | '[')) || self.depth >= DEEPEST {
            return None;
        }
        let close = self.closing.get(open).copied().flatten()?;
        let is_repeated = std::mem::replace(&mut self.is_repeated, true);
        let whole = self.whole.take();
        let inner = self.inside(open + 1, close);
        self.is_repeated = is_repeated;
        self.whole = whole;
        cursor.skip(close + 1 - open);
        self.parts.rest.extend(inner.rest);
        self.parts.kinds.extend(
            inner
                .kinds
                .iter()
                .map(|(kind, _)| (*kind, self.parts.items.len() + 1)),
        );
        Some(inner.items)
    }

    /// The tokens of a range, read on their own.
    fn inside(&mut self, start: usize, end: usize) -> Parts {
        let outer = std::mem::take(&mut self.parts);
        let link = std::mem::replace(&mut self.link, Link::Beside);
        let is_open = std::mem::replace(&mut self.is_open, false);
        let joins = std::mem::replace(&mut self.joins, false);
        let pending = std::mem::take(&mut self.pending);
        self.depth += 1;
        self.read_range(start, end);
        self.depth -= 1;
        self.link = link;
        self.is_open = is_open;
        self.joins = joins;
        self.pending = pending;
        std::mem::replace(&mut self.parts, outer)
    }

    fn parenthesis(&mut self, cursor: &mut Cursor<'t, 'a>) -> bool {
        let open = cursor.position();
        let is_open = cursor
            .peek()
            .is_some_and(|token| matches!(token.kind, Kind::Sign('(' | '[')));
        let Some(close) = self
            .closing
            .get(open)
            .copied()
            .flatten()
            .filter(|_| is_open)
        else {
            return false;
        };
        if self.depth >= DEEPEST {
            return false;
        }
        cursor.skip(close + 1 - open);
        let text_of = |tokens: &[Token<'a>]| match (tokens.first(), tokens.last()) {
            (Some(first), Some(last)) => self.source[first.start..last.end()].to_owned(),
            _ => String::new(),
        };
        let text = text_of(&self.tokens[open + 1..close]);
        let whole = self.whole.take();
        self.whole = self.unit_of_the_whole();
        let mut inner = self.inside(open + 1, close);
        self.whole = whole;
        // An amount alone, or one called total, is the sum of the line.
        if let Some(total) = inner.total.take() {
            self.parts.total.get_or_insert(total);
            return true;
        }
        if let [
            Item {
                node: Node::Part(only),
                ..
            },
        ] = inner.items.as_slice()
        {
            let is_plain = !only.is_described && inner.kinds.is_empty() && inner.rest.is_empty();
            let has_length = only.segment.length != StepLength::Open && !only.is_bare;
            if is_plain && has_length && self.depth == 0 {
                if self.is_of_a_part(only) {
                    self.say_of_the_last(only, &text);
                } else {
                    self.parts.total.get_or_insert(only.clone());
                }
                return true;
            }
            if only.segment.role == StepRole::Recovery && only.has_role {
                self.push(Node::Part(only.clone()));
                return true;
            }
        }
        // `(3 × 2 km …) then …` is a part like any other.
        if self.parts.items.is_empty() && !inner.items.is_empty() {
            for item in inner.items {
                self.push(item.node);
                self.link = Link::Then;
            }
            self.link = Link::Beside;
            self.parts.rest.extend(inner.rest);
            self.parts.details.extend(inner.details);
            return true;
        }
        // `8 mi (2 mi easy, 4 mi at MP, 2 mi easy)`: its parts.
        let is_choice = self.tokens[open + 1..close]
            .iter()
            .any(|token| token.is_word("or"));
        if !is_choice && self.is_the_whole_of(&inner.items) {
            let before = self.parts.items.len();
            for item in inner.items {
                self.link = item.link.max(Link::With);
                self.push(item.node);
            }
            let kinds = inner.kinds.iter().map(|(kind, at)| (*kind, before + at));
            self.parts.kinds.extend(kinds);
            self.is_open = false;
            self.parts.rest.extend(inner.rest);
            self.parts.details.extend(inner.details);
            return true;
        }
        // `(last 4 mi at MP)` lies inside what was said.
        let is_within = |item: &Item| matches!(&item.node, Node::Part(part) if part.is_within);
        if inner.items.iter().any(is_within) {
            for item in inner.items {
                self.link = Link::With;
                self.push(item.node);
            }
            self.is_open = false;
            self.parts.rest.extend(inner.rest);
            self.parts.details.extend(inner.details);
            return true;
        }
        let start;
        let target = {
            let mut within = self.cursor(open + 1, close);
            let _ = within.sign('@') || within.words("at");
            start = within.position();
            let found = targets::target(&mut within, self.unit);
            found.filter(|_| within.is_done())
        };
        // Behind the jog of a set it is as likely about the set.
        let follows_a_set = match self.parts.items.as_slice() {
            [.., set, _] => matches!(set.node, Node::Repeat { .. }),
            _ => false,
        };
        let may_be_of_line = !text.is_empty()
            && (close + 1 == self.tokens.len() || follows_a_set)
            && self.depth == 0
            && !feel::is_of_a_recovery(&self.tokens[open + 1..close]);
        match (target, self.last()) {
            (Some(found), Some(last)) if last.segment.target == StepTarget::Open => {
                last.segment.target = found.target;
                if !found.is_exact {
                    last.note(&text);
                }
                if found.is_narrowed {
                    let inside = self.tokens[open + 1].start..self.tokens[close - 1].end();
                    self.parts.narrowed.push(inside);
                }
            }
            // `200 jog (5K pace)`: nobody jogs at it.
            (Some(found), Some(last))
                if last.segment.role == StepRole::Recovery
                    && last.segment.target != found.target =>
            {
                let mut within = self.cursor(start, close);
                self.target_here(&mut within);
            }
            // `w/ 200 jog (track!)` is about the line, `(slow)` about the jog.
            (_, Some(last)) if last.segment.role == StepRole::Recovery && may_be_of_line => {
                let inside = self.tokens[open + 1].start..self.tokens[close - 1].end();
                self.parts.details.push(inside);
            }
            (_, Some(last)) if !text.is_empty() => last.note(&text),
            _ => self.keep(open, close + 1),
        }
        true
    }

    /// `10 x 400 m (75 s)`, `400 m jog (2:30)`, `1 mi (8:15)`: too short to be
    /// the whole of a line.
    fn is_of_a_part(&self, amount: &Part) -> bool {
        let Some(last) = self.parts.items.last() else {
            return false;
        };
        match amount.segment.length {
            StepLength::Time(time) => time < SHORTEST_RUN,
            StepLength::Distance(distance) => {
                let is_round = match &last.node {
                    Node::Repeat { inner, .. } => lengths::stated_range(inner).1.is_zero(),
                    Node::Part(part) => part.segment.role == StepRole::Recovery,
                };
                is_round && distance < DistanceUnit::Kilometer.one().times(2)
            }
            StepLength::Open => false,
        }
    }

    /// What a round is, where nothing else says it; else a word about the last part.
    fn say_of_the_last(&mut self, amount: &Part, text: &str) {
        let say = |part: &mut Part| match part.segment.length {
            StepLength::Open if part.segment.role == StepRole::Work => {
                part.segment.length = amount.segment.length;
            }
            _ => part.note(text),
        };
        if let Some(last) = self.parts.items.last_mut() {
            each_part(std::slice::from_mut(last), &say);
        }
    }

    /// The unit of the one amount before the parts that are listed now.
    fn unit_of_the_whole(&self) -> Option<Unit> {
        let is_alone = match self.parts.items.as_slice() {
            [] => self.parts.total.is_some(),
            [
                Item {
                    node: Node::Part(part),
                    ..
                },
            ] => !part.is_bare && !part.is_within && !part.has_role,
            _ => false,
        };
        let written = &self.tokens[self.amount_start..];
        let unit = written.iter().find_map(amounts::unit_word);
        unit.filter(|_| is_alone && self.depth == 0 && has_length_of(written))
    }

    /// True for several parts that add up to the one before them.
    fn is_the_whole_of(&self, parts: &[Item]) -> bool {
        let [
            Item {
                node: Node::Part(whole),
                ..
            },
        ] = self.parts.items.as_slice()
        else {
            return false;
        };
        let (from, to) = lengths::stated_range(parts);
        match whole.segment.length {
            StepLength::Distance(distance) => {
                let least = whole.from.unwrap_or(distance);
                parts.len() > 1
                    && (headline::is_near(to, distance) || headline::is_near(from, least))
            }
            StepLength::Time(time) => {
                parts.len() > 1 && to.is_zero() && lengths::timed(parts).1 == time
            }
            StepLength::Open => false,
        }
    }

    /// `@ 5K pace`, `at 95% MP`, `in zone 2`.
    fn target(&mut self, cursor: &mut Cursor<'t, 'a>) -> bool {
        let mut ahead = *cursor;
        // `400 m in 90 s` says how fast.
        if self.is_open && ahead.words("in") {
            let start = ahead.position();
            if let Some(Amount::Time { .. }) = amounts::amount(&mut ahead) {
                let end = self.tokens[ahead.position() - 1].end();
                let text = format!("in {}", &self.source[self.tokens[start].start..end]);
                let note = |part: &mut Part| part.note(&text);
                if let Some(last) = self.parts.items.last_mut() {
                    each_part(std::slice::from_mut(last), &note);
                }
                *cursor = ahead;
                return true;
            }
            ahead = *cursor;
        }
        if ahead.sign('@') || ahead.words("at") {
            let start = ahead.position();
            if self.target_here(&mut ahead) {
                *cursor = ahead;
                return true;
            }
            // A number we cannot read as an effort is no length either.
            let mut beyond = ahead;
            while beyond
                .eat(|token| matches!(token.kind, Kind::Number(_) | Kind::Clock | Kind::Dash))
            {
            }
            if beyond.position() > start && !beyond.kind(Kind::Times) {
                let _ = beyond.eat(|token| amounts::unit_word(token).is_some());
                ahead = beyond;
            }
            self.keep(cursor.position(), ahead.position());
            *cursor = ahead;
            return true;
        }
        let is_share = amounts::number(&mut ahead).is_some()
            && (ahead.sign('%')
                || (ahead.kind(Kind::Dash) && amounts::number(&mut ahead).is_some()));
        let is_pace = cursor.peek().is_some_and(|token| token.kind == Kind::Clock);
        (is_share || is_pace) && self.target_here(cursor)
    }

    /// Reads a target for the last item; keeps it as words where there is none.
    fn target_here(&mut self, cursor: &mut Cursor<'t, 'a>) -> bool {
        let start = cursor.position();
        let mut ahead = *cursor;
        let Some(found) = targets::target(&mut ahead, self.unit) else {
            return false;
        };
        *cursor = ahead;
        self.pending.is_estimated = false;
        let end = ahead.position();
        let range = self.tokens[start].start..self.tokens[end - 1].end();
        let text = self.source[range.clone()].to_owned();
        if found.is_narrowed {
            self.parts.narrowed.push(range);
        }
        let apply = |part: &mut Part| {
            part.is_described = true;
            let is_free = part.segment.target == StepTarget::Open || part.has_usual_effort;
            if is_free && part.segment.role == StepRole::Work {
                part.segment.target = found.target;
                part.has_usual_effort = false;
                if !found.is_exact {
                    part.note(&text);
                }
            }
        };
        let about = self.listed.max(1).min(self.parts.items.len());
        let first = self.parts.items.len() - about;
        // `6 x 800 m (400 m jog) @ I`: nobody jogs at I.
        let (before, last) = self.parts.items.split_at(first);
        let is_about_the_work = match (before, last) {
            (
                [
                    ..,
                    Item {
                        node: Node::Repeat { .. },
                        ..
                    },
                ],
                [
                    Item {
                        node: Node::Part(part),
                        ..
                    },
                ],
            ) => part.segment.role == StepRole::Recovery && part.segment.target != found.target,
            _ => false,
        };
        let first = first - usize::from(is_about_the_work);
        each_part(&mut self.parts.items[first..], &apply);
        if about == 0 {
            self.keep(start, end);
        }
        true
    }
}
