//! Amounts, repeats, lists, and numbers that name no unit.

use super::{Pending, Reader};
use crate::draft::parse::amounts::{self, Amount, Decimal};
use crate::draft::parse::lexer::{Cursor, Kind, Token};
use crate::draft::parse::parts::{Item, Link, Node, Part, fits};
use crate::draft::parse::vocabulary;
use crate::units::{Distance, DistanceUnit};
use crate::workout::{StepLength, StepRole, WorkoutKind};

/// A list of more parts than this is none.
const LONGEST_LIST: usize = 12;

impl<'t, 'a> Reader<'t, 'a> {
    /// `6 x 600 m`, `10–12 × 500m`, `2 sets of (…)`, `4 x mile`, `28 min of (…)`.
    pub(super) fn repeat(&mut self, cursor: &mut Cursor<'t, 'a>) -> bool {
        let mut ahead = *cursor;
        let Some((least, times)) = count(&mut ahead) else {
            return false;
        };
        // `4 strides`
        let mut strides = ahead;
        if vocabulary::strides(&mut strides) {
            let mut part = Part::new(StepLength::Open);
            part.is_within = true;
            part.note("strides");
            *cursor = strides;
            self.repeats_of(least, times, part);
            return true;
        }
        // `4 mile repeats`, `6 hill repeats`
        if let Some(part) = counted_repeats(&mut ahead) {
            let is_hill = part.segment.length == StepLength::Open;
            *cursor = ahead;
            self.repeats_of(least, times, part);
            if is_hill {
                let before = self.parts.items.len();
                self.parts.kinds.push((WorkoutKind::HillRepeats, before));
            }
            return true;
        }
        let spelled = ["sets of", "reps of", "repeats of", "rounds of", "times"];
        if !(ahead.kind(Kind::Times) || spelled.iter().any(|phrase| ahead.words(phrase))) {
            return false;
        }
        let (rest, kinds) = (self.parts.rest.len(), self.parts.kinds.len());
        let inner = if let Some(group) = self.group(&mut ahead) {
            // Rounds of nothing are none.
            if group.is_empty() {
                self.parts.rest.truncate(rest);
                self.parts.kinds.truncate(kinds);
                return false;
            }
            group
        } else if let Some(part) = repeated(&mut ahead) {
            vec![Item {
                link: Link::Beside,
                node: Node::Part(part),
            }]
        } else {
            return false;
        };
        if least != times {
            let end = self.tokens[cursor.position() + 3].end();
            self.parts
                .details
                .push(self.tokens[cursor.position()].start..end);
        }
        *cursor = ahead;
        self.pending = Pending::default();
        self.push(Node::Repeat {
            least,
            times,
            inner,
        });
        true
    }

    /// One part again and again; nothing said before it waits any more.
    fn repeats_of(&mut self, least: u8, times: u8, part: Part) {
        self.pending = Pending::default();
        self.push(Node::Repeat {
            least,
            times,
            inner: vec![Item {
                link: Link::Beside,
                node: Node::Part(part),
            }],
        });
    }

    /// `6-5-4-3 km`, `1, 2, 3, 2, 1 min`, `4-1, 3-1 km`: one after the other.
    pub(super) fn list(&mut self, cursor: &mut Cursor<'t, 'a>) -> bool {
        let mut ahead = *cursor;
        let mut numbers: Vec<Decimal> = Vec::new();
        while let Some(number) = amounts::number(&mut ahead) {
            numbers.push(number);
            if numbers.len() == LONGEST_LIST || !(ahead.kind(Kind::Dash) || ahead.sign(',')) {
                break;
            }
        }
        let unit = ahead.peek().and_then(|token| amounts::unit_word(&token));
        let Some(unit) = unit.filter(|_| (3..=LONGEST_LIST).contains(&numbers.len())) else {
            return false;
        };
        let listed: Option<Vec<Amount>> = numbers
            .iter()
            .map(|number| amounts::of_unit(None, *number, unit))
            .collect();
        let Some(listed) = listed else {
            return false;
        };
        ahead.skip(1);
        *cursor = ahead;
        // Some write the unit twice.
        let _ = cursor.eat(|token| amounts::unit_word(token).is_some());
        let parts = listed.len();
        for amount in listed {
            self.push_part(Part::of(amount));
            self.link = Link::Then;
        }
        self.link = Link::Beside;
        self.listed = parts;
        true
    }

    pub(super) fn amount(&mut self, cursor: &mut Cursor<'t, 'a>) -> bool {
        let start = cursor.position();
        let mut ahead = *cursor;
        // `8:30-9:00` is how fast, or hours nobody can tell from minutes.
        let is_range = ahead.kind(Kind::Clock)
            && ahead.kind(Kind::Dash)
            && ahead.kind(Kind::Clock)
            && ahead
                .peek()
                .is_none_or(|token| amounts::unit_word(&token).is_none());
        if is_range {
            return self.target_here(cursor);
        }
        let mut ahead = *cursor;
        let Some(amount) = amounts::amount(&mut ahead) else {
            return false;
        };
        // `800s` are repetitions of a distance, without saying how many.
        let is_plural = self.tokens.get(start + 1).is_some_and(|unit| {
            unit.text == "s"
                && unit.start == self.tokens[start].end()
                && matches!(self.tokens[start].kind, Kind::Number(number) if number.whole().is_some_and(|whole| whole >= 200))
        });
        if is_plural {
            self.keep(start, ahead.position());
            *cursor = ahead;
            return true;
        }
        // `5K pace` behind a part says how hard it is, not how far.
        let names_pace = ["pace", "race pace", "effort"]
            .iter()
            .any(|word| ahead.sees(word));
        if names_pace && !self.parts.items.is_empty() && self.target_here(cursor) {
            return true;
        }
        // `3-5 sec/mi`, `5 sec per mile`: a change of pace.
        if (ahead.sign('/') || ahead.words("per"))
            && matches!(amount, Amount::Time { .. })
            && ahead
                .next()
                .is_some_and(|token| amounts::unit_word(&token).is_some())
        {
            let end = self.tokens[ahead.position() - 1].end();
            self.parts.details.push(self.tokens[start].start..end);
            *cursor = ahead;
            return true;
        }
        let mut ahead = *cursor;
        let _ = amounts::amount(&mut ahead);
        let mut part = Part::of(amount);
        if let Amount::Time { from: Some(_), .. } = amount {
            let text =
                &self.source[self.tokens[start].start..self.tokens[ahead.position() - 1].end()];
            part.note(text);
        }
        *cursor = ahead;
        if let (Amount::Time { to, .. }, true) = (amount, ahead.words("of")) {
            let (rest, kinds) = (self.parts.rest.len(), self.parts.kinds.len());
            if let Some(inner) = self.group(&mut ahead)
                && let Some(times) = fits(to, &inner)
            {
                *cursor = ahead;
                self.pending = Pending::default();
                self.push(Node::Repeat {
                    least: times,
                    times,
                    inner,
                });
                return true;
            }
            self.parts.rest.truncate(rest);
            self.parts.kinds.truncate(kinds);
        }
        // `10 mi total` and `in total`.
        let _ = cursor.words("in");
        self.amount_start = start;
        part.is_total = cursor.words("total") || cursor.words("overall");
        if part.is_total {
            self.pending = Pending::default();
            self.parts.total = Some(part);
            self.is_open = false;
            return true;
        }
        self.push_part(part);
        true
    }

    /// `400 jog`, `(1200, 400 jog)`: a number beside or inside repeats that can
    /// only be meters, since it is a round of the track or says what it is for.
    fn track_part(&mut self, cursor: &mut Cursor<'t, 'a>) -> Option<Part> {
        let mut ahead = *cursor;
        let amount = track_distance(&mut ahead)?;
        let mut behind = ahead;
        let is_recovery = vocabulary::role(&mut behind) == Some(StepRole::Recovery)
            || ahead.sees("easy")
            || matches!(self.pending.role, Some((StepRole::Recovery, _)));
        let has_repeats = self
            .parts
            .items
            .iter()
            .any(|item| matches!(item.node, Node::Repeat { .. }));
        let is_beside = is_recovery && (has_repeats || self.depth > 0);
        if !(is_beside || self.is_repeated) {
            return None;
        }
        *cursor = ahead;
        Some(Part::of(amount))
    }

    /// True where a word of no meaning here stands directly before a number.
    fn is_counted_by_a_word(&self, number: usize) -> bool {
        let Some(before) = number.checked_sub(1).map(|before| &self.tokens[before]) else {
            return false;
        };
        let is_kept = self
            .parts
            .rest
            .last()
            .is_some_and(|kept| kept.end == before.end());
        let counts = [
            "for", "do", "about", "around", "of", "last", "final", "first", "middle",
        ];
        before.kind == Kind::Word && is_kept && !counts.iter().any(|word| before.is_word(word))
    }

    /// A number without a unit: in front of everything it may be the distance.
    pub(super) fn bare_number(&mut self, cursor: &mut Cursor<'t, 'a>) -> bool {
        if let Some(part) = self.track_part(cursor) {
            self.push_part(part);
            return true;
        }
        // Behind repeats a small number may be miles or minutes.
        let follows_repeat = self.link == Link::With
            && matches!(
                self.parts.items.last().map(|item| &item.node),
                Some(Node::Repeat { .. })
            );
        if follows_repeat && !self.pending.is_within {
            return false;
        }
        // `last 4 @ MP`, `with 10 @ MP`: in the plan's unit, like the whole.
        let is_within = self.pending.is_within || self.link == Link::With && self.depth == 0;
        let is_first = self.depth == 0 && self.parts.items.is_empty();
        // `8 mi: 2 easy, 4 @ MP, 2 easy`: in the unit of the whole.
        let is_listed = self.whole.is_some()
            && matches!(
                self.link,
                Link::Beside | Link::Then | Link::Colon | Link::Plus
            );
        if !is_within && !is_first && !is_listed {
            return false;
        }
        let start = cursor.position();
        let mut ahead = *cursor;
        let Some(first) = amounts::number(&mut ahead) else {
            return false;
        };
        let mut further = ahead;
        let second = further
            .kind(Kind::Dash)
            .then(|| amounts::number(&mut further))
            .flatten();
        if second.is_some() {
            ahead = further;
        }
        // `2 recovery runs`: how many, not how far.
        let mut words = ahead;
        let _ = vocabulary::kind(&mut words);
        if second.is_none() && words.words("runs") {
            self.parts.runs = first.whole();
            self.keep(start, ahead.position());
            *cursor = ahead;
            return true;
        }
        // `9 furlongs`, `group 9`: the number counts something else.
        let counts_rounds = self.whole.is_some() && names_rounds(ahead);
        if !vocabulary::continues(ahead) || counts_rounds || self.is_counted_by_a_word(start) {
            return false;
        }
        let unit = self.whole.unwrap_or(amounts::Unit::of(self.unit));
        let amount = match second {
            Some(second) => amounts::of_unit(Some((first, unit)), second, unit),
            None => amounts::of_unit(None, first, unit),
        };
        let Some(amount) = amount else {
            return false;
        };
        *cursor = ahead;
        let mut part = Part::of(amount);
        part.is_bare = !is_within && self.whole.is_none();
        // `2 up, 4 @ MP, 2 down`
        let ends = |next: Option<Token<'_>>| next.is_none_or(|next| next.kind != Kind::Word);
        let role = match cursor.peek() {
            Some(up) if self.whole.is_some() && up.is_word("up") => Some(StepRole::WarmUp),
            Some(down) if self.whole.is_some() && down.is_word("down") => Some(StepRole::CoolDown),
            _ => None,
        };
        if let Some(role) = role.filter(|_| ends(cursor.peek_at(1))) {
            part.set_role(role);
            cursor.skip(1);
        }
        // `(7 total)`
        if cursor.words("total") {
            self.pending = Pending::default();
            self.parts.total = Some(part);
            self.is_open = false;
            return true;
        }
        self.push_part(part);
        true
    }
}

/// True before `3 hills`, `6 repeats`: how many, not how far.
fn names_rounds(cursor: Cursor<'_, '_>) -> bool {
    const ROUNDS: [&str; 6] = ["hill", "hills", "intervals", "repeats", "runs", "jogs"];
    ROUNDS.iter().any(|word| cursor.sees(word))
}

/// `6` or `10–12`, at most 99.
pub(super) fn count(cursor: &mut Cursor<'_, '_>) -> Option<(u8, u8)> {
    let small = |number: Decimal| {
        number
            .whole()
            .and_then(|whole| u8::try_from(whole).ok())
            .filter(|whole| (1..=99).contains(whole))
    };
    let first = amounts::number(cursor).and_then(small)?;
    let mut ahead = *cursor;
    if ahead.kind(Kind::Dash)
        && let Some(second) = amounts::number(&mut ahead).and_then(small)
    {
        *cursor = ahead;
        return Some((first.min(second), first.max(second)));
    }
    Some((first, first))
}

/// What a count stands in front of: `mile repeats`, `hill reps`.
fn counted_repeats(cursor: &mut Cursor<'_, '_>) -> Option<Part> {
    let mut ahead = *cursor;
    let mut part = if ahead.words("mile") {
        Part::new(StepLength::Distance(DistanceUnit::Mile.one()))
    } else if ahead.words("hill") || ahead.words("hills") {
        Part::new(StepLength::Open)
    } else {
        return None;
    };
    if part.segment.length == StepLength::Open {
        part.note("hill");
    }
    let is_plural = ahead.words("repeats") || ahead.words("reps");
    is_plural.then(|| *cursor = ahead)?;
    Some(part)
}

/// `400`, `400-600`: whole meters as they are run on a track, at most 5000.
pub(super) fn track_distance(cursor: &mut Cursor<'_, '_>) -> Option<Amount> {
    let track = |cursor: &mut Cursor<'_, '_>| {
        amounts::number(cursor)
            .filter(|number| {
                let whole = number.whole();
                whole.is_some_and(|meters| (100..=5_000).contains(&meters))
            })
            .map(|number| (number, amounts::Unit::Length(Distance::from_meters(1))))
    };
    let mut ahead = *cursor;
    let (mut to, meters) = track(&mut ahead)?;
    *cursor = ahead;
    let mut from = None;
    if ahead.kind(Kind::Dash)
        && let Some((longer, _)) = track(&mut ahead)
    {
        from = Some((to, meters));
        to = longer;
        *cursor = ahead;
    }
    amounts::of_unit(from, to, meters)
}

/// What is repeated: an amount, a track distance without a unit, `mile`, `hill`.
fn repeated(cursor: &mut Cursor<'_, '_>) -> Option<Part> {
    if let Some(amount) = amounts::amount(cursor) {
        return Some(Part::of(amount));
    }
    if cursor.words("mile") {
        return Some(Part::new(StepLength::Distance(DistanceUnit::Mile.one())));
    }
    if matches!(cursor.peek()?.kind, Kind::Number(_)) {
        return track_distance(cursor).map(Part::of);
    }
    let token = cursor.peek().filter(|token| token.kind == Kind::Word)?;
    let mut part = Part::new(StepLength::Open);
    if ["hill", "hills"].iter().any(|word| token.is_word(word)) {
        part.note("hill");
    } else if !["strides", "stride", "striders"]
        .iter()
        .any(|word| token.is_word(word))
    {
        return None;
    }
    Some(part)
}
