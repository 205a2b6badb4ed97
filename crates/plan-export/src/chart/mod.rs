//! The weekly distance of a plan as a picture.
//!
//! Geometry first, ink later: [`Chart::of`] says where everything stands, in
//! whole tenths of a unit of length, and knows neither colors nor fonts nor a
//! file format. [`Chart::to_svg`] draws it for a page; whoever draws it for a
//! printer reads the same numbers.
//!
//! It is made from the public body and from nothing else, so that it can show
//! no number that the body hides: where an injury changed a week, what was
//! planned is counted as what is left, and no bar has a missing part.

mod axis;
mod layout;
mod svg;

use std::fmt;

use plan_core::plan::Phase;
use plan_core::units::DistanceUnit;

use crate::json::{Hundredths, PlanBody};

/// A length or a place in tenths of a unit of length: 125 is `12.5`. On a page
/// the unit is a CSS pixel, on paper a point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tenths(pub u32);

impl fmt::Display for Tenths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 % 10 {
            0 => write!(f, "{}", self.0 / 10),
            tenth => write!(f, "{}.{tenth}", self.0 / 10),
        }
    }
}

/// The sheet a chart is laid out for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// How wide, labels included.
    pub width: Tenths,
    /// How high, labels included.
    pub height: Tenths,
    /// How large its text is; rows and margins follow from it.
    pub text: Tenths,
}

impl Frame {
    /// A desk's screen, or a sheet of paper.
    pub const WIDE: Self = Self {
        width: Tenths(10_400),
        height: Tenths(3_200),
        text: Tenths(120),
    };
    /// A phone's.
    pub const NARROW: Self = Self {
        width: Tenths(3_400),
        height: Tenths(2_700),
        text: Tenths(110),
    };
}

/// A rectangle; its origin is at the top left, as on paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rect {
    /// The left edge.
    pub x: Tenths,
    /// The upper edge.
    pub y: Tenths,
    /// To the right.
    pub width: Tenths,
    /// Downwards.
    pub height: Tenths,
}

impl Rect {
    /// The right edge.
    pub const fn right(&self) -> Tenths {
        Tenths(self.x.0 + self.width.0)
    }

    /// The lower edge.
    pub const fn bottom(&self) -> Tenths {
        Tenths(self.y.0 + self.height.0)
    }

    /// The middle between left and right.
    pub const fn center(&self) -> Tenths {
        Tenths(self.x.0 + self.width.0 / 2)
    }
}

/// Everything there is to draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// The sheet.
    pub frame: Frame,
    /// Where the bars stand: its lower edge is zero.
    pub plot: Rect,
    /// What its numbers count.
    pub unit: DistanceUnit,
    /// The lines across, from zero upwards.
    pub ticks: Vec<Tick>,
    /// The parts of the plan, side by side.
    pub phases: Vec<PhaseSpan>,
    /// One a week, in order.
    pub bars: Vec<Bar>,
    /// The race, where the plan leads to one.
    pub race: Option<Flag>,
}

/// A line across, and what it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tick {
    /// Its height on the sheet.
    pub y: Tenths,
    /// The whole number of the unit.
    pub value: u32,
}

/// Weeks of one phase that follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PhaseSpan {
    /// Which phase.
    pub phase: Phase,
    /// The strip below its weeks.
    pub strip: Rect,
    /// Whether its name fits above it.
    pub has_room_for_name: bool,
}

/// A week's running.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bar {
    /// The week, from 1.
    pub week: u8,
    /// Its phase; the color of the bar.
    pub phase: Phase,
    /// All the room the week has, as wide as one of its neighbors.
    pub slot: Rect,
    /// What is run, every layer applied.
    pub target: Rect,
    /// What was planned above that and taken away; it stands on the bar.
    pub removed: Option<Rect>,
    /// How high the planned running reaches inside the bar, where more is run than
    /// was planned.
    pub planned_level: Option<Tenths>,
    /// What is run, as a number.
    pub target_distance: Hundredths,
    /// What was planned, as a number.
    pub planned_distance: Hundredths,
    /// Whether its number is written below it.
    pub is_numbered: bool,
    /// Where its distance is written, if it is.
    pub label: Option<Label>,
    /// Whether what was removed is written below it.
    pub is_loss_labeled: bool,
}

impl Bar {
    /// What was taken away, as a number.
    pub fn removed_distance(&self) -> Hundredths {
        self.planned_distance.saturating_sub(self.target_distance)
    }

    /// The upper end of everything that is drawn of it.
    pub fn top(&self) -> Tenths {
        self.removed.unwrap_or(self.target).y
    }
}

/// Where a bar's number is written, in the middle of the bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label {
    /// The line the text stands on.
    pub baseline: Tenths,
    /// Whether it is on the color of the bar, or on the sheet above.
    pub is_inside: bool,
}

/// Race day: a pole in the middle of its week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flag {
    /// The week the race is in.
    pub week: u8,
    /// Where the pole stands.
    pub x: Tenths,
    /// Its upper end.
    pub top: Tenths,
    /// Its lower end: the top of the week's bar.
    pub bottom: Tenths,
    /// Whether its word is written left of the pole (true) or right of it.
    pub is_word_on_the_left: bool,
}

impl Chart {
    /// Lays out a plan's weeks, in kilometers where the body has them.
    pub fn of(plan: &PlanBody, frame: Frame) -> Self {
        layout::lay_out(plan, frame)
    }
}

/// The unit in which a body is shown to people: kilometers if it has them.
pub(crate) fn unit_of(plan: &PlanBody) -> DistanceUnit {
    plan.units().distance_unit()
}
