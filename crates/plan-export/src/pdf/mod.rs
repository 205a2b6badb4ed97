//! A plan on paper: what a coach hands out.
//!
//! The first page says what the plan is: its race, its figures, the weekly
//! distance as a picture, what was laid over it, how hard each kind of running is
//! and what the workouts are for. Then come the weeks, each a table with a box to
//! tick at every workout.
//!
//! It is made from the public body and from nothing else. What the body hides,
//! paper cannot show.
//!
//! ```text
//! PlanBody ─words─> sentences ─text─> lines ─front, weeks─> pieces ─piece─> pages ─paint─> bytes
//! ```
//!
//! Only the last step knows the library that writes the format. Every line is
//! measured with the glyphs that are drawn, so nothing reaches over an edge,
//! whatever strangers write into a description, and nothing of it is left out.
//! Same body, same sheet, same bytes: nothing in them comes from a clock or a
//! generator of random numbers.

mod drawing;
mod front;
mod layers;
mod paint;
mod piece;
mod steps;
mod style;
mod text;
mod typeface;
mod weeks;
mod words;

use crate::chart::unit_of;
use crate::fidelity::{Fidelity, Lost};
use crate::json::PlanBody;
use front::Front;
use paint::{Edges, Margins};
use style::EDGE;
use text::Typesetter;
use weeks::Weeks;
use words::Words;

/// The media type of the bytes.
pub const MEDIA_TYPE: &str = "application/pdf";

/// What it is printed on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Paper {
    /// 210 × 297 mm.
    #[default]
    A4,
    /// 8.5 × 11 in.
    Letter,
}

impl Paper {
    /// Width and height in points.
    const fn size(self) -> (f32, f32) {
        match self {
            Self::A4 => (595.276, 841.89),
            Self::Letter => (612.0, 792.0),
        }
    }
}

/// How a plan is printed.
#[derive(Clone, Copy, Debug)]
pub struct Sheet<'a> {
    /// On what.
    pub paper: Paper,
    /// The address where the plan is read as it is now.
    pub link: &'a str,
}

/// Left and right of the text.
const SIDE: f32 = 45.0;
/// Above the text, the running head included.
const TOP: f32 = 48.0;
/// Below it, the foot included.
const BOTTOM: f32 = 50.0;

/// Prints a public body, in the unit it has: kilometers where it has them.
///
/// # Errors
/// When the document cannot be written; it says why.
pub fn render(plan: &PlanBody, sheet: &Sheet<'_>) -> Result<Vec<u8>, String> {
    let (page_width, page_height) = sheet.paper.size();
    let margins = Margins {
        page: (page_width, page_height),
        side: SIDE,
        top: TOP,
        edges: (28.0, page_height - 36.0),
    };
    let width = page_width - 2.0 * SIDE;
    let room = page_height - TOP - BOTTOM;
    let words = Words {
        unit: unit_of(plan),
    };
    let mut typesetter = Typesetter::default();
    let front = Front {
        typesetter: &mut typesetter,
        words,
        plan,
        link: sheet.link,
        width,
    };
    let mut groups = front.groups();
    let mut weeks = Weeks::new(&mut typesetter, words, plan, width);
    groups.extend(weeks.notes());
    groups.extend(weeks.groups());
    let pages = piece::paginate(groups, room);
    let edges = Edges {
        running_head: typesetter.fitted(&plan.display_name, EDGE, width),
        foot: typesetter.fitted(sheet.link, EDGE, width - 80.0),
        numbers: (1..=pages.len())
            .map(|number| {
                let text = format!("Page {number} of {}", pages.len());
                typesetter.line(&text, EDGE.tabular())
            })
            .collect(),
    };
    paint::paint(&plan.display_name, sheet.link, &pages, &edges, margins)
}

/// What of a plan is not on the paper.
pub fn fidelity(plan: &PlanBody) -> Fidelity {
    const SHOWN: usize = 8;
    let workouts = || plan.weeks.iter().flat_map(|week| &week.workouts);
    let texts = workouts().map(|workout| workout.description.as_str());
    let missing = text::missing(texts.chain([plan.display_name.as_str()]));
    let mut lost = Vec::new();
    if !missing.is_empty() {
        let codes = missing
            .iter()
            .take(SHOWN)
            .map(|character| format!("U+{:04X}", u32::from(*character)))
            .collect::<Vec<_>>();
        let more = if missing.len() > SHOWN {
            " and others"
        } else {
            ""
        };
        lost.push(Lost::new(
            "characters_not_in_font",
            format!("printed as boxes: {}{more}", codes.join(", ")),
        ));
    }
    let explained = workouts()
        .filter(|workout| {
            let changes = workout.changes.as_ref();
            changes.is_some_and(|changes| !changes.is_empty())
        })
        .count();
    if explained > 0 {
        lost.push(Lost::new(
            "changes",
            format!("the reasons for what changed in {explained} workouts are on the page only"),
        ));
    }
    lost.into_iter().collect()
}
