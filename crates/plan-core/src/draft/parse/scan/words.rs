//! Words: what a part is for, what kind of run it is, and choices.

use super::numbers::{count, track_distance};
use super::{Pending, Reader};
use crate::draft::parse::lexer::{Cursor, Kind};
use crate::draft::parse::parts::{Item, Link, Node, Part, each_part};
use crate::draft::parse::{amounts, canonical, targets, vocabulary};
use crate::workout::{StepLength, StepRole, StepTarget, WorkoutKind};

impl<'t, 'a> Reader<'t, 'a> {
    pub(super) fn word(&mut self, cursor: &mut Cursor<'t, 'a>) -> bool {
        let start = cursor.position();
        if self.or(cursor) || self.run_walk(cursor) || self.again(cursor) {
            return true;
        }
        if vocabulary::strides(cursor) {
            let text = self.source
                [self.tokens[start].start..self.tokens[cursor.position() - 1].end()]
                .to_owned();
            let mark = |part: &mut Part| {
                part.is_within = true;
                part.is_described = true;
                part.note(&text);
            };
            match self.parts.items.last_mut().map(|item| &mut item.node) {
                Some(Node::Part(part)) if self.is_open && part.segment.role == StepRole::Work => {
                    mark(part);
                }
                Some(Node::Repeat { inner, .. }) if self.is_open => each_part(inner, &mark),
                _ => {
                    let mut part = Part::new(StepLength::Open);
                    mark(&mut part);
                    self.push(Node::Part(part));
                }
            }
            return true;
        }
        if ["last", "final", "first", "middle"]
            .iter()
            .any(|word| cursor.words(word))
        {
            self.pending.is_within = true;
            self.keep(start, start + 1);
            return true;
        }
        if cursor.words("total") {
            self.pending.is_total = true;
            let _ = cursor.sign(':') || cursor.words("of");
            return true;
        }
        if cursor.words("between sets") {
            return true;
        }
        if cursor.words("between") || cursor.words("all") {
            self.pending.is_between = true;
            if let Some(last) = self.last() {
                last.is_between = true;
            }
            for word in ["all", "intervals", "reps", "sets", "each", "repeats"] {
                let _ = cursor.words(word);
            }
            return true;
        }
        self.without(cursor) || self.role(cursor) || self.kind(cursor)
    }

    /// `no warm-up`, `without warm-up or cool-down`: the line is the whole.
    fn without(&mut self, cursor: &mut Cursor<'t, 'a>) -> bool {
        let mut ahead = *cursor;
        if !(ahead.words("no") || ahead.words("without")) {
            return false;
        }
        let is_frame = |role| matches!(role, Some(StepRole::WarmUp | StepRole::CoolDown));
        if !is_frame(vocabulary::role(&mut ahead)) {
            return false;
        }
        *cursor = ahead;
        let _ = ahead.words("or") || ahead.words("and") || ahead.sign('/');
        let _ = ahead.words("no");
        if is_frame(vocabulary::role(&mut ahead)) {
            *cursor = ahead;
        }
        self.parts.is_without_warm_up = true;
        true
    }

    /// `or …`: the first choice counts, the other is kept as words.
    fn or(&mut self, cursor: &mut Cursor<'t, 'a>) -> bool {
        let has_amount = self.parts.items.iter().any(|item| match &item.node {
            Node::Part(part) => part.segment.length != StepLength::Open,
            Node::Repeat { .. } => true,
        });
        let has_choice = has_amount || !self.parts.kinds.is_empty();
        if self.depth > 0 || !has_choice || !cursor.sees("or") {
            return false;
        }
        let start = cursor.position();
        cursor.skip(self.tokens.len());
        self.parts.is_choice = self.tokens[start..]
            .iter()
            .any(|token| token.kind == Kind::Times);
        self.keep(start, self.tokens.len());
        true
    }

    /// `run/walk 4:1`.
    fn run_walk(&mut self, cursor: &mut Cursor<'t, 'a>) -> bool {
        let mut ahead = *cursor;
        if !(ahead.words("run") && ahead.sign('/') && ahead.words("walk")) {
            return false;
        }
        self.parts.says_run = true;
        let mut ratio = ahead;
        match canonical::run_walk(&mut ratio) {
            Some(run_walk) => {
                self.parts.run_walk = Some(run_walk);
                *cursor = ratio;
            }
            None => {
                self.keep(cursor.position(), ahead.position());
                *cursor = ahead;
            }
        }
        true
    }

    /// `Repeat 15 times`: all of the parts so far.
    fn again(&mut self, cursor: &mut Cursor<'t, 'a>) -> bool {
        let mut ahead = *cursor;
        let times = (ahead.words("repeat") || ahead.words("repeated"))
            .then(|| count(&mut ahead))
            .flatten();
        let Some((least, times)) =
            times.filter(|_| ahead.words("times") || ahead.kind(Kind::Times))
        else {
            return false;
        };
        if self.parts.items.is_empty() {
            return false;
        }
        *cursor = ahead;
        let inner = std::mem::take(&mut self.parts.items);
        self.link = Link::Beside;
        self.push(Node::Repeat {
            least,
            times,
            inner,
        });
        true
    }

    fn role(&mut self, cursor: &mut Cursor<'t, 'a>) -> bool {
        let start = cursor.position();
        let mut ahead = *cursor;
        if self.frame(cursor) {
            return true;
        }
        let Some(role) = vocabulary::role(&mut ahead) else {
            return false;
        };
        let word = self.tokens[start].text.to_ascii_lowercase();
        let still = match word.as_str() {
            "walk" | "walks" | "walking" => Some("walk"),
            "rest" | "rests" | "off" => Some("rest"),
            _ => None,
        };
        let mut beyond = ahead;
        let _ = beyond.sign(':') || beyond.words("for");
        let has_amount_behind =
            amounts::amount(&mut beyond).is_some() || track_distance(&mut beyond).is_some();
        // `Recovery 5 mi` and `5 mi recovery run` are kinds of runs.
        if role == StepRole::Recovery
            && self.parts.items.is_empty()
            && matches!(word.as_str(), "recovery" | "recover")
        {
            return false;
        }
        // `4 mi recovery jog` is a kind of run, if it is all there is.
        if self.depth == 0 && self.parts.items.len() == 1 && word == "recovery" {
            self.parts.kinds.push((WorkoutKind::Recovery, 1));
        }
        if let Some(last) = self.last() {
            let is_taken = last.has_role || has_amount_behind && last.is_described;
            if !is_taken {
                *cursor = ahead;
                last.set_role(role);
                let mut jogs = still.is_none();
                // `walk/jog`, `jog rest`, `jog recovery` say it twice.
                let mut more = ahead;
                let _ = more.sign('/');
                while let Some(word) = more.peek()
                    && vocabulary::role(&mut more) == Some(StepRole::Recovery)
                {
                    jogs |= word.is_word("jog");
                    *cursor = more;
                    let _ = more.sign('/');
                }
                if let (Some(word), false, Some(last)) = (still, jogs, self.last()) {
                    last.set_still(word);
                }
                return true;
            }
        }
        *cursor = ahead;
        if has_amount_behind {
            let _ = cursor.sign(':') || cursor.words("for");
            self.pending.role = Some((role, still));
            self.is_open = false;
            return true;
        }
        if role == StepRole::Recovery {
            return self.open_recovery(start, cursor);
        }
        let mut part = Part::new(StepLength::Open);
        part.set_role(role);
        self.pending = Pending::default();
        self.push(Node::Part(part));
        true
    }

    /// `2 mi WU/CD`, `warm-up and cool-down 2 km`: as far before as behind.
    fn frame(&mut self, cursor: &mut Cursor<'t, 'a>) -> bool {
        let mut ahead = *cursor;
        if vocabulary::role(&mut ahead) != Some(StepRole::WarmUp) {
            return false;
        }
        let is_and = ahead.words("and");
        let is_joined = is_and || ['/', '&', '+'].iter().any(|sign| ahead.sign(*sign));
        let is_both = is_joined
            && (ahead.words("down") || vocabulary::role(&mut ahead) == Some(StepRole::CoolDown));
        if !is_both {
            return false;
        }
        let is_free = |part: &&mut Part| {
            part.segment.length != StepLength::Open && !part.has_role && !part.is_described
        };
        let before = self.last().filter(is_free).cloned();
        let mut behind = ahead;
        let _ = behind.sign(':') || behind.words("of");
        let after = amounts::amount(&mut behind);
        let part = match (before, after) {
            // `2 mi warm-up and cool-down 1 mi`: each has its own.
            (Some(_), Some(_)) if is_and => return false,
            (Some(part), _) => {
                self.parts.items.pop();
                part
            }
            (None, Some(amount)) => {
                ahead = behind;
                Part::of(amount)
            }
            (None, None) => Part::new(StepLength::Open),
        };
        let _ = ahead.words("each");
        *cursor = ahead;
        self.parts.frame = Some(part);
        self.pending = Pending::default();
        self.is_open = false;
        self.listed = 0;
        self.link = Link::Then;
        true
    }

    /// `jog 50–90% interval time`: as long as it takes.
    fn open_recovery(&mut self, start: usize, cursor: &mut Cursor<'t, 'a>) -> bool {
        let mut ahead = *cursor;
        let mut has_percent = false;
        while amounts::number(&mut ahead).is_some() {
            has_percent |= ahead.sign('%');
            if !ahead.kind(Kind::Dash) {
                break;
            }
        }
        if !has_percent {
            self.keep(start, cursor.position());
            return true;
        }
        for word in [
            "of", "the", "interval", "rep", "repeat", "work", "time", "recovery",
        ] {
            let _ = ahead.words(word);
        }
        let text = &self.source[self.tokens[start].start..self.tokens[ahead.position() - 1].end()];
        let mut part = Part::new(StepLength::Open);
        part.set_role(StepRole::Recovery);
        part.note(text);
        *cursor = ahead;
        self.push(Node::Part(part));
        true
    }

    /// `4 mi + core`, `5 mi easy, then 20 min yoga`: the run stays a run, and
    /// what is done besides is kept as words. Where those begin; none where
    /// the sport is what the line is about.
    fn beside_a_run(&mut self, start: usize, kind: WorkoutKind) -> Option<usize> {
        let first = self.parts.items.first()?;
        let is_other = |(kind, _): &(WorkoutKind, usize)| !kind.is_run();
        if kind.is_run() || self.depth > 0 || self.parts.kinds.iter().any(is_other) {
            return None;
        }
        let is_far = |item: &Item| {
            matches!(&item.node, Node::Part(part)
                if matches!(part.segment.length, StepLength::Distance(_)))
        };
        // `30 min, bike` is a ride; `4 mi, core` is none.
        let says_run = self.parts.says_run
            || !self.parts.kinds.is_empty()
            || is_far(first) && kind == WorkoutKind::Strength;
        let follows = |link: Link| (Link::Then..=Link::With).contains(&link);
        let is_apart = |link: Link, before: Option<usize>| {
            let joins = before.map(|before| self.tokens[before].kind);
            follows(link)
                && (says_run
                    || link > Link::Then
                    || matches!(joins, Some(Kind::Word | Kind::Sign('&'))))
        };
        if !self.is_open {
            return is_apart(self.link, start.checked_sub(1)).then_some(start);
        }
        // `4 mi + 20 min core`: the last amount is how long the other takes.
        let last = self
            .parts
            .items
            .last()
            .filter(|_| self.parts.items.len() > 1)?;
        let is_time = matches!(&last.node, Node::Part(part)
            if matches!(part.segment.length, StepLength::Time(_)) && !part.is_described);
        let from = self.amount_start;
        if !is_time || !is_apart(last.link, from.checked_sub(1)) {
            return None;
        }
        self.parts.items.pop();
        self.is_open = false;
        Some(from)
    }

    /// `20 min T`, `6 x 400 m R`: Daniels' letter behind a part or its rounds.
    fn letter_behind(&mut self, cursor: &mut Cursor<'t, 'a>) -> bool {
        let mut ahead = *cursor;
        let is_letter = cursor.peek().is_some_and(|token| token.text.len() == 1);
        let last = self.parts.items.last_mut();
        let Some(last) = last.filter(|_| self.is_open && is_letter) else {
            return false;
        };
        let is_free = match &last.node {
            Node::Part(part) => part.segment.target == StepTarget::Open,
            Node::Repeat { inner, .. } => inner.iter().all(|item| {
                matches!(&item.node, Node::Part(part) if part.segment.target == StepTarget::Open)
            }),
        };
        let Some(zone) = is_free.then(|| targets::zone(&mut ahead)).flatten() else {
            return false;
        };
        each_part(std::slice::from_mut(last), &|part: &mut Part| {
            part.segment.target = StepTarget::Zone(zone);
            part.is_described = true;
        });
        *cursor = ahead;
        true
    }

    fn kind(&mut self, cursor: &mut Cursor<'t, 'a>) -> bool {
        let start = cursor.position();
        let mut ahead = *cursor;
        // `half-marathon pace` and `HMP` say how hard a part is.
        let is_pace_of_race = {
            let mut race = *cursor;
            matches!(cursor.peek(), Some(token) if token.kind == Kind::Word)
                && targets::race(&mut race).is_some()
                && (race.sees("pace")
                    || race.sees("effort")
                    || self.tokens[start].text.eq_ignore_ascii_case("hmp")
                    || self.tokens[start].text.eq_ignore_ascii_case("hm"))
        };
        if is_pace_of_race && self.is_open && !cursor.sees("marathon pace") {
            return self.target_here(cursor);
        }
        // `rolling hills` is a course.
        let is_course = start > 0
            && ["rolling", "through", "over", "on", "some", "the", "hilly"]
                .iter()
                .any(|word| self.tokens[start - 1].is_word(word));
        if is_course && (cursor.sees("hills") || cursor.sees("hill")) {
            return false;
        }
        let very = ahead.words("very");
        // `12 mi M-long` is a medium-long run.
        if !cursor.sees("m long") && self.letter_behind(cursor) {
            return true;
        }
        let is_first = start == 0 && self.depth == 0;
        let letter = is_first.then(|| vocabulary::letter(&mut ahead)).flatten();
        if let Some(kind) = letter.or_else(|| vocabulary::kind(&mut ahead)) {
            let mut zone = *cursor;
            let _ = zone.words("very");
            // `M-long` names no marathon pace.
            let is_pace = !cursor.sees("m long");
            let target = targets::zone(&mut zone).filter(|_| is_pace);
            let target = target.map(StepTarget::Zone);
            if let Some(from) = self.beside_a_run(start, kind) {
                // `+ strength 20 min`
                let _ = amounts::amount(&mut ahead);
                self.keep(from, ahead.position());
                *cursor = ahead;
                self.link = Link::Beside;
                return true;
            }
            let before = self.parts.items.len();
            self.parts.kinds.push((kind, before));
            let describe = |part: &mut Part| {
                part.is_described = true;
                let is_free =
                    part.segment.target == StepTarget::Open && part.segment.role == StepRole::Work;
                if let (true, Some(target)) = (is_free, target) {
                    part.segment.target = target;
                    part.has_usual_effort = true;
                }
            };
            // `3 x 10 min tempo`: every one of them.
            if let Some(last) = self.parts.items.last_mut().filter(|_| self.is_open) {
                each_part(std::slice::from_mut(last), &describe);
            }
            let _ = ahead.words("pace") || ahead.words("effort");
            *cursor = ahead;
            if very {
                self.keep(start, cursor.position());
            }
            return true;
        }
        if let Some(token) = cursor.peek()
            && vocabulary::PLAIN_RUN.iter().any(|word| token.is_word(word))
        {
            self.parts.says_run = true;
            if let Some(last) = self.last() {
                last.is_described = true;
            }
            if token.is_word("steady") || token.is_word("moderate") {
                self.keep(start, start + 1);
            }
            cursor.skip(1);
            return true;
        }
        if let Some(token) = cursor.peek()
            && (token.is_word("uphill") || token.is_word("downhill"))
            && let Some(last) = self.parts.items.last_mut().filter(|_| self.is_open)
        {
            let text = token.text.to_ascii_lowercase();
            let describe = |part: &mut Part| {
                if part.segment.role == StepRole::Work {
                    part.note(&text);
                    part.is_described = true;
                }
            };
            // `8 x 60 s uphill`: every one of them.
            each_part(std::slice::from_mut(last), &describe);
            cursor.skip(1);
            return true;
        }
        false
    }
}
