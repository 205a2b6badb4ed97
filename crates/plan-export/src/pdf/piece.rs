//! What stands on a sheet before it is known on which: pieces, measured and
//! stacked. A piece is never parted; a group stays together where a page can hold it.

use super::style::Ink;
use super::text::Line;

/// A place on a piece or a page, in points from the top left.
pub(super) type Point = (f32, f32);

/// Something drawn. It says nothing that is not also said in words.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    /// A rectangle.
    Box {
        at: Point,
        size: Point,
        fill: Option<Ink>,
        stroke: Option<Pen>,
    },
    /// A line through some points, or the area they enclose.
    Path {
        points: Vec<Point>,
        fill: Option<Ink>,
        stroke: Option<Pen>,
    },
}

impl Shape {
    pub(super) fn filled(at: Point, size: Point, ink: Ink) -> Self {
        Self::Box {
            at,
            size,
            fill: Some(ink),
            stroke: None,
        }
    }

    pub(super) fn rule(from: Point, to: Point, pen: Pen) -> Self {
        Self::Path {
            points: vec![from, to],
            fill: None,
            stroke: Some(pen),
        }
    }
}

/// What lines are drawn with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pen {
    pub(super) ink: Ink,
    /// In points.
    pub(super) width: f32,
    pub(super) is_dashed: bool,
}

impl Pen {
    pub(super) const HAIR: Self = Self::solid(Ink::RULE, 0.5);

    pub(super) const fn solid(ink: Ink, width: f32) -> Self {
        Self {
            ink,
            width,
            is_dashed: false,
        }
    }
}

/// A line of text and where it begins.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) x: f32,
    /// Where its letters stand.
    pub(super) baseline: f32,
    pub(super) line: Line,
}

/// Lines that are read together, and what they are to those who hear them.
#[derive(Clone, Debug, Default)]
pub(super) struct Cell {
    pub(super) is_head: bool,
    pub(super) lines: Vec<Placed>,
}

/// What a piece is to those who hear it.
#[derive(Clone, Debug)]
pub(super) enum Role {
    /// The name of the plan (1), of a section (2), of a week (3).
    Heading(u8),
    Paragraph,
    /// An entry of a list.
    Item,
    /// A row of the table with this number.
    Row(usize),
    /// A picture, in words.
    Figure(String),
    /// Nothing that needs to be heard.
    Ornament,
}

/// A strip as wide as the page's text.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) role: Role,
    pub(super) height: f32,
    pub(super) shapes: Vec<Shape>,
    pub(super) cells: Vec<Cell>,
    /// Its entry in the table of contents.
    pub(super) bookmark: Option<String>,
    /// Where its text leads.
    pub(super) link: Option<String>,
}

impl Piece {
    pub(super) fn new(role: Role, height: f32) -> Self {
        Self {
            role,
            height,
            shapes: Vec::new(),
            cells: Vec::new(),
            bookmark: None,
            link: None,
        }
    }

    pub(super) fn space(height: f32) -> Self {
        Self::new(Role::Ornament, height)
    }

    /// Some lines below each other.
    pub(super) fn text(role: Role, x: f32, lines: Vec<Line>) -> Self {
        let mut piece = Self::new(role, 0.0);
        piece.height = piece.stack(x, 0.0, lines);
        piece
    }

    /// Puts lines below each other into a cell of their own, and says where the
    /// next would go.
    pub(super) fn stack(&mut self, x: f32, top: f32, lines: Vec<Line>) -> f32 {
        let mut cell = Cell::default();
        let mut y = top;
        for line in lines {
            let next = y + line.leading();
            cell.lines.push(Placed {
                x,
                baseline: y + line.baseline(),
                line,
            });
            y = next;
        }
        self.cells.push(cell);
        y
    }

    /// Puts a line into a cell of its own, where it ends at `right`.
    pub(super) fn flush_right(&mut self, right: f32, top: f32, line: Line) {
        self.stack(right - line.width, top, vec![line]);
    }
}

/// Pieces that stay together where a page can hold them.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    pub(super) pieces: Vec<Piece>,
    /// Repeated on top of the next page where the group is longer than one.
    pub(super) continuation: Option<Piece>,
}

impl Group {
    pub(super) fn of(pieces: Vec<Piece>) -> Self {
        Self {
            pieces,
            continuation: None,
        }
    }
}

/// A piece and how far below the top of the page's text it stands.
pub(super) type Standing = (f32, Piece);

/// Deals groups out to pages that hold `room` points each.
pub(super) fn paginate(groups: Vec<Group>, room: f32) -> Vec<Vec<Standing>> {
    let mut pages: Vec<Vec<Standing>> = vec![Vec::new()];
    let mut y = 0.0;
    let mut place = |piece: Piece, breaks: bool, y: &mut f32| {
        if breaks {
            pages.push(Vec::new());
            *y = 0.0;
        }
        let height = piece.height;
        if let Some(page) = pages.last_mut() {
            page.push((*y, piece));
        }
        *y += height;
    };
    for group in groups {
        let Group {
            pieces,
            continuation,
        } = group;
        let height = pieces.iter().map(|piece| piece.height).sum::<f32>();
        let mut breaks = y > 0.0 && y + height > room;
        for piece in pieces {
            // Air is for between two pieces, not for above the first.
            if (breaks || y == 0.0) && matches!(piece.role, Role::Ornament) {
                continue;
            }
            let is_full = !breaks && y > 0.0 && y + piece.height > room;
            if let (true, Some(again)) = (is_full, &continuation) {
                place(again.clone(), true, &mut y);
                place(piece, false, &mut y);
            } else {
                place(piece, breaks || is_full, &mut y);
            }
            breaks = false;
        }
    }
    pages
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(heights: &[f32], continuation: Option<f32>) -> Group {
        let piece = |height: f32| Piece::new(Role::Paragraph, height);
        Group {
            pieces: heights.iter().copied().map(piece).collect(),
            continuation: continuation.map(piece),
        }
    }

    fn pages(groups: Vec<Group>) -> Vec<Vec<f32>> {
        paginate(groups, 100.0)
            .into_iter()
            .map(|page| page.into_iter().map(|(_, piece)| piece.height).collect())
            .collect()
    }

    #[test]
    fn a_group_that_does_not_fit_goes_to_the_next_page_whole() {
        let groups = vec![group(&[30.0, 30.0], None), group(&[30.0, 20.0], None)];
        assert_eq!(pages(groups), [[30.0, 30.0], [30.0, 20.0]]);
    }

    #[test]
    fn a_group_longer_than_a_page_is_parted_between_pieces_and_continued() {
        let groups = vec![group(&[10.0], None), group(&[60.0, 50.0, 50.0], Some(5.0))];
        assert_eq!(
            pages(groups),
            [vec![10.0], vec![60.0], vec![5.0, 50.0], vec![5.0, 50.0]]
        );
    }

    #[test]
    fn no_page_is_fuller_than_it_may_be_and_none_begins_with_air() {
        let groups = (0..40)
            .map(|number| {
                let mut group = group(&[7.0 + number as f32, 11.0], Some(3.0));
                group.pieces.insert(0, Piece::space(9.0));
                group
            })
            .collect();
        for page in paginate(groups, 100.0) {
            let (y, last) = page.last().expect("no page is empty");
            assert!(y + last.height <= 100.0);
            assert!(!matches!(page[0].1.role, Role::Ornament));
        }
    }
}
