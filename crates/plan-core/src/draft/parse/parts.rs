//! What the body of a line consists of: stretches of running, repeats, links.

use std::ops::Range;

use super::amounts::Amount;
use crate::draft::print::usual_target;
use crate::units::{Distance, Duration};
use crate::workout::{RunWalk, Segment, StepLength, StepRole, StepTarget, WorkoutKind};

/// How a part follows the one before it, from loose to tight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Link {
    /// With nothing between.
    Beside,
    /// `,`, `;`, `then`, `and`: one after the other.
    Then,
    /// `+`: one and the other.
    Plus,
    /// `with`: the one holds the other.
    With,
    /// `:`: the parts of what stands before it.
    Colon,
    /// `consisting of`: the same in words.
    Consisting,
}

/// One stretch of running or rest.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// What it becomes as a step.
    pub segment: Segment,
    /// The lower end of its distance, where a range was written.
    pub from: Option<Distance>,
    /// True where a word said what it is for.
    pub has_role: bool,
    /// True for what lies inside another part: strides, `last 2 mi`.
    pub is_within: bool,
    /// True where it was written as a total.
    pub is_total: bool,
    /// True for a number without a unit.
    pub is_bare: bool,
    /// `between`, `all with`: it stands between all parts before it.
    pub is_between: bool,
    /// True for walking and standing: time without running.
    pub is_still: bool,
    /// True where any word was said about it.
    pub is_described: bool,
    /// True where its effort follows from its kind and was not named.
    pub has_usual_effort: bool,
    /// True where its length was not written.
    pub is_assumed: bool,
}

impl Part {
    pub(super) fn new(length: StepLength) -> Self {
        Self {
            segment: Segment::new(StepRole::Work, length, StepTarget::Open),
            from: None,
            has_role: false,
            is_within: false,
            is_total: false,
            is_bare: false,
            is_between: false,
            is_still: false,
            is_described: false,
            has_usual_effort: false,
            is_assumed: false,
        }
    }

    pub(super) fn of(amount: Amount) -> Self {
        match amount {
            Amount::Distance { from, to } => Self {
                from,
                ..Self::new(StepLength::Distance(to))
            },
            Amount::Time { to, .. } => Self::new(StepLength::Time(to)),
        }
    }

    pub(super) fn set_role(&mut self, role: StepRole) {
        self.segment.role = role;
        self.has_role = true;
        self.is_described = true;
        if self.segment.target == StepTarget::Open {
            self.segment.target = usual_target(&self.segment);
        }
    }

    /// Standing or walking instead of jogging.
    pub(super) fn set_still(&mut self, word: &str) {
        self.is_still = true;
        self.note(word);
        self.segment.target = usual_target(&self.segment);
    }

    pub(super) fn note(&mut self, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        self.segment.note = Some(match self.segment.note.take() {
            Some(note) => format!("{note}, {text}"),
            None => text.to_owned(),
        });
    }
}

/// A part, or parts repeated.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// Once.
    Part(Part),
    /// Several times over.
    Repeat {
        /// The lower end of a range of repetitions.
        least: u8,
        /// How often; the upper end.
        times: u8,
        /// What is repeated.
        inner: Vec<Item>,
    },
}

/// A node and how it follows the one before.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub link: Link,
    pub node: Node,
}

/// What a body consists of.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts {
    /// Its parts, in order.
    pub items: Vec<Item>,
    /// Words for kinds, and how many items stood before each.
    pub kinds: Vec<(WorkoutKind, usize)>,
    /// An amount in parentheses or behind the word `total`.
    pub total: Option<Part>,
    /// How long a whole of a stated distance takes.
    pub time: Option<Duration>,
    /// Run and walk minutes.
    pub run_walk: Option<RunWalk>,
    /// True where a word for running was read.
    pub says_run: bool,
    /// Where the words stand that mean nothing to us.
    pub rest: Vec<Range<usize>>,
    /// Where a `with` stands that joined no part, and what follows it.
    pub companions: Vec<(usize, usize)>,
    /// Where more is written than a step can hold: ranges of repetitions,
    /// changes of pace.
    pub details: Vec<Range<usize>>,
    /// Ranges of paces of which only the slower end was taken.
    pub narrowed: Vec<Range<usize>>,
    /// True where a number behind a `+` or in front of an `x` says nothing to us.
    pub has_unread_term: bool,
    /// A warm-up and a cool-down of one length, named together.
    pub frame: Option<Part>,
    /// True where the line refuses a warm-up or cool-down.
    pub is_without_warm_up: bool,
    /// True where a sport other than running stands before a `+`.
    pub has_sport_before_plus: bool,
    /// True where a choice of two sessions is written.
    pub is_choice: bool,
    /// How many numbers in front stand for a count of runs (`2 recovery runs`).
    pub runs: Option<u64>,
}

/// How often a group of timed parts fits into a time, if it does.
pub(super) fn fits(time: Duration, inner: &[Item]) -> Option<u8> {
    let mut sum = 0;
    for item in inner {
        match &item.node {
            Node::Part(part) => match part.segment.length {
                StepLength::Time(time) => sum += time.as_seconds(),
                _ => return None,
            },
            Node::Repeat { .. } => return None,
        }
    }
    if sum == 0 || !time.as_seconds().is_multiple_of(sum) {
        return None;
    }
    u8::try_from(time.as_seconds() / sum)
        .ok()
        .filter(|times| *times >= 1)
}

/// Applies to each part, also of repeats inside.
pub(super) fn each_part(items: &mut [Item], apply: &impl Fn(&mut Part)) {
    for item in items {
        match &mut item.node {
            Node::Part(part) => apply(part),
            Node::Repeat { inner, .. } => each_part(inner, apply),
        }
    }
}
