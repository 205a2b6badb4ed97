//! How a sheet looks: its colors and the sizes of its letters.
//!
//! Everything is dark on white, and no color is needed to understand anything: a
//! club's printer may have only black.

use plan_core::plan::Phase;

use super::typeface::{Figures, Weight};

/// Red, green, blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ink(pub(super) u8, pub(super) u8, pub(super) u8);

impl Ink {
    pub(super) const TEXT: Self = Self(0x1b, 0x22, 0x2c);
    /// What is said beside; 7:1 on white.
    pub(super) const ASIDE: Self = Self(0x4c, 0x57, 0x64);
    pub(super) const RULE: Self = Self(0xd3, 0xd9, 0xe0);
    pub(super) const SHADE: Self = Self(0xf3, 0xf5, 0xf8);
    pub(super) const ACCENT: Self = Self(0x0b, 0x5c, 0x8e);
    pub(super) const BOX: Self = Self(0x6b, 0x76, 0x84);
    /// What was taken away.
    pub(super) const REMOVED: Self = Self(0xb4, 0x43, 0x2f);
    pub(super) const WHITE: Self = Self(0xff, 0xff, 0xff);

    /// The bars and bands of a phase; told apart by their lightness too.
    pub(super) const fn of(phase: Phase) -> Self {
        match phase {
            Phase::Base => Self(0x7f, 0xb2, 0xd6),
            Phase::Build => Self(0x2f, 0x82, 0xb8),
            Phase::Peak => Self(0x15, 0x4a, 0x76),
            Phase::Taper => Self(0x8d, 0x9a, 0xa8),
        }
    }

    /// What is read on the color of a phase.
    pub(super) const fn on(phase: Phase) -> Self {
        match phase {
            Phase::Base | Phase::Taper => Self::TEXT,
            Phase::Build | Phase::Peak => Self::WHITE,
        }
    }
}

/// How letters look.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Style {
    pub(super) weight: Weight,
    pub(super) figures: Figures,
    /// In points.
    pub(super) size: f32,
    /// From line to line, in points.
    pub(super) leading: f32,
    pub(super) ink: Ink,
}

impl Style {
    const fn new(size: f32, leading: f32, ink: Ink) -> Self {
        Self {
            weight: Weight::Regular,
            figures: Figures::Proportional,
            size,
            leading,
            ink,
        }
    }

    pub(super) const fn bold(self) -> Self {
        Self {
            weight: Weight::Bold,
            ..self
        }
    }

    pub(super) const fn tabular(self) -> Self {
        Self {
            figures: Figures::Tabular,
            ..self
        }
    }

    pub(super) const fn in_ink(self, ink: Ink) -> Self {
        Self { ink, ..self }
    }

    pub(super) const fn sized(self, size: f32, leading: f32) -> Self {
        Self {
            size,
            leading,
            ..self
        }
    }
}

/// The name of the plan, as large as its length allows.
pub(super) const TITLES: [Style; 4] = [
    TITLE,
    TITLE.sized(21.0, 26.0),
    TITLE.sized(17.0, 22.0),
    TITLE.sized(13.0, 17.0),
];
const TITLE: Style = Style::new(26.0, 32.0, Ink::TEXT).bold();
/// The line above the name.
pub(super) const KICKER: Style = Style::new(8.5, 13.0, Ink::ACCENT).bold();
/// The lines below the name.
pub(super) const LEAD: Style = Style::new(11.0, 16.0, Ink::TEXT);
/// The names of sections.
pub(super) const SECTION: Style = Style::new(11.5, 16.0, Ink::TEXT).bold();
/// The figures people look for first, as large as their slots allow.
pub(super) const FIGURES: [Style; 4] = [
    FIGURE,
    FIGURE.sized(14.0, 20.0),
    FIGURE.sized(11.0, 20.0),
    FIGURE.sized(8.0, 20.0),
];
const FIGURE: Style = Style::new(16.0, 20.0, Ink::TEXT).bold();
/// What a figure counts, and the heads of columns.
pub(super) const LABEL: Style = Style::new(7.5, 10.0, Ink::ASIDE);
/// A workout.
pub(super) const BODY: Style = Style::new(9.0, 12.0, Ink::TEXT);
/// What is said about it.
pub(super) const DETAIL: Style = Style::new(8.0, 10.5, Ink::ASIDE);
/// What the workouts are for.
pub(super) const NOTE: Style = Style::new(7.7, 9.8, Ink::TEXT);
/// A week's name.
pub(super) const WEEK: Style = Style::new(10.5, 14.0, Ink::TEXT).bold();
/// At the edges of the sheet.
pub(super) const EDGE: Style = Style::new(7.5, 10.0, Ink::ASIDE);
