//! Pages on paper: what was laid out, as the bytes of a document.

use std::num::NonZeroU16;

use krilla::Document;
use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::destination::XyzDestination;
use krilla::geom::{Path, PathBuilder, Point, Rect};
use krilla::metadata::{Metadata, TextDirection};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::{Page, PageSettings};
use krilla::paint::{Fill, FillRule, LineCap, LineJoin, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, ListNumbering, SpanTag, TableHeaderScope, Tag,
    TagGroup, TagTree,
};

use super::piece::{Cell, Pen, Piece, Placed, Role, Shape, Standing};
use super::style::Ink;
use super::text::Line;
use super::typeface::Face;

/// English, as every text of the sheet's own is.
const LANGUAGE: &str = "en";

/// What is at the edges of every page.
pub(super) struct Edges {
    /// Top left, but on the first page.
    pub(super) running_head: Line,
    /// Bottom left.
    pub(super) foot: Line,
    /// Bottom right, one a page.
    pub(super) numbers: Vec<Line>,
}

/// Where things are on a page, in points.
#[derive(Clone, Copy)]
pub(super) struct Margins {
    pub(super) page: (f32, f32),
    /// Left and right.
    pub(super) side: f32,
    /// Where the text begins.
    pub(super) top: f32,
    /// Where the running head and the foot begin.
    pub(super) edges: (f32, f32),
}

/// The finished document.
///
/// # Errors
/// When krilla cannot write it, in its words.
pub(super) fn paint(
    title: &str,
    id: &str,
    pages: &[Vec<Standing>],
    edges: &Edges,
    margins: Margins,
) -> Result<Vec<u8>, String> {
    let mut document = Document::new();
    let mut structure = Structure::default();
    let mut contents = Contents::default();
    for (index, standing) in pages.iter().enumerate() {
        let (width, height) = margins.page;
        let settings = PageSettings::from_wh(width, height).ok_or("a page has no size")?;
        let mut page = document.start_page_with(settings);
        // A page has one surface, and annotations only before it or after it.
        let links = standing
            .iter()
            .map(|(y, piece)| add_link(&mut page, piece, (margins.side, margins.top + y)))
            .collect::<Vec<_>>();
        let mut surface = page.surface();
        for ((y, piece), link) in standing.iter().zip(links) {
            let at = (margins.side, margins.top + y);
            structure.add(piece, at, link, &mut surface);
            if let Some(name) = &piece.bookmark {
                contents.add(name, matches!(piece.role, Role::Heading(2)), index, at);
            }
        }
        paint_edges(&mut surface, edges, index, margins);
        surface.finish();
        page.finish();
    }
    document.set_outline(contents.finish());
    document.set_tag_tree(structure.finish());
    // No author and no date: the plan has a name, and the document has nothing else.
    document.set_metadata(
        Metadata::new()
            .title(title.to_owned())
            .creator("Strata".to_owned())
            .producer("Strata".to_owned())
            .language(LANGUAGE.to_owned())
            .text_direction(TextDirection::LeftToRight)
            .document_id(id.to_owned()),
    );
    document.finish().map_err(|error| format!("{error:?}"))
}

fn paint_edges(surface: &mut Surface<'_>, edges: &Edges, index: usize, margins: Margins) {
    let (head_y, foot_y) = margins.edges;
    let (left, right) = (margins.side, margins.page.0 - margins.side);
    let mut edge = |line: &Line, x: f32, y: f32, kind| {
        surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(kind)));
        paint_line(surface, line, (x, y + line.baseline()));
        surface.end_tagged();
    };
    if index > 0 {
        edge(&edges.running_head, left, head_y, ArtifactType::Header);
    }
    edge(&edges.foot, left, foot_y, ArtifactType::Footer);
    if let Some(number) = edges.numbers.get(index) {
        let kind = ArtifactType::PageNumber;
        edge(number, right - number.width, foot_y, kind);
    }
}

/// The document as it is heard: headings, paragraphs, lists, tables.
#[derive(Default)]
struct Structure {
    tree: TagTree,
    /// A table or a list that goes on.
    open: Option<(Option<usize>, TagGroup)>,
}

impl Structure {
    fn finish(mut self) -> TagTree {
        self.close();
        self.tree
    }

    fn close(&mut self) {
        if let Some((_, group)) = self.open.take() {
            self.tree.push(group);
        }
    }

    /// Adds a part of a table, or of a list (no number).
    fn add_part(&mut self, table: Option<usize>, part: TagGroup) {
        if self.open.as_ref().is_none_or(|(open, _)| *open != table) {
            self.close();
            let group = match table {
                Some(_) => TagGroup::new(Tag::Table),
                None => TagGroup::new(Tag::L(ListNumbering::None)),
            };
            self.open = Some((table, group));
        }
        if let Some((_, group)) = &mut self.open {
            group.push(part);
        }
    }

    fn add(
        &mut self,
        piece: &Piece,
        at: (f32, f32),
        link: Option<Identifier>,
        surface: &mut Surface<'_>,
    ) {
        if let Role::Figure(alt) = &piece.role {
            // One picture: its numbers are in its description.
            let id = surface.start_tagged(ContentTag::Other);
            paint_shapes(surface, &piece.shapes, at);
            for placed in piece.cells.iter().flat_map(|cell| &cell.lines) {
                paint_placed(surface, placed, at);
            }
            surface.end_tagged();
            self.close();
            let mut figure = TagGroup::new(Tag::Figure(Some(alt.clone())));
            figure.push(id);
            self.tree.push(figure);
            return;
        }
        if !piece.shapes.is_empty() {
            let artifact = Artifact::with_kind(ArtifactType::Layout);
            surface.start_tagged(ContentTag::Artifact(artifact));
            paint_shapes(surface, &piece.shapes, at);
            surface.end_tagged();
        }
        let cells = piece.cells.iter();
        let cells = cells
            .map(|cell| (cell, paint_cell(surface, cell, at)))
            .collect::<Vec<_>>();
        match &piece.role {
            Role::Row(table) => {
                let mut row = TagGroup::new(Tag::TR);
                for (cell, ids) in cells {
                    let mut group = if cell.is_head {
                        TagGroup::new(Tag::TH(TableHeaderScope::Row))
                    } else {
                        TagGroup::new(Tag::TD)
                    };
                    ids.into_iter().for_each(|id| group.push(id));
                    row.push(group);
                }
                self.add_part(Some(*table), row);
            }
            Role::Item => {
                let mut body = TagGroup::new(Tag::LBody);
                let ids = cells.into_iter().flat_map(|(_, ids)| ids);
                ids.for_each(|id| body.push(id));
                let mut item = TagGroup::new(Tag::LI);
                item.push(body);
                self.add_part(None, item);
            }
            Role::Ornament => {}
            Role::Heading(_) | Role::Paragraph | Role::Figure(_) => {
                self.close();
                let mut group = match &piece.role {
                    Role::Heading(level) => TagGroup::new(Tag::Hn(
                        NonZeroU16::new(u16::from(*level)).unwrap_or(NonZeroU16::MIN),
                        None,
                    )),
                    _ => TagGroup::new(Tag::P),
                };
                let ids = cells
                    .iter()
                    .flat_map(|(_, ids)| ids.iter().copied())
                    .collect::<Vec<_>>();
                match link {
                    Some(annotation) => {
                        let mut link = TagGroup::new(Tag::Link);
                        ids.into_iter().for_each(|id| link.push(id));
                        link.push(annotation);
                        group.push(link);
                    }
                    None => ids.into_iter().for_each(|id| group.push(id)),
                }
                self.tree.push(group);
            }
        }
    }
}

/// Makes the text of a piece lead to its address, where it has one.
fn add_link(page: &mut Page<'_>, piece: &Piece, at: (f32, f32)) -> Option<Identifier> {
    let address = piece.link.as_ref()?;
    let lines = piece.cells.iter().flat_map(|cell| &cell.lines);
    let width = lines
        .map(|placed| placed.x + placed.line.width)
        .fold(0.0, f32::max);
    let area = Rect::from_xywh(at.0, at.1, width, piece.height)?;
    let target = Target::Action(Action::Link(LinkAction::new(address.clone())));
    let annotation = LinkAnnotation::new(area, target);
    let told = "The plan as it is now".to_owned();
    Some(page.add_tagged_annotation(Annotation::new_link(annotation, Some(told))))
}

/// The table of contents that viewers show beside the pages: phases, and their weeks.
#[derive(Default)]
struct Contents {
    outline: Outline,
    open: Option<OutlineNode>,
}

impl Contents {
    fn add(&mut self, name: &str, is_section: bool, page: usize, at: (f32, f32)) {
        let there = XyzDestination::new(page, Point::from_xy(at.0, at.1));
        let node = OutlineNode::new(name.to_owned(), there);
        match &mut self.open {
            Some(section) if !is_section => section.push_child(node),
            _ => {
                self.close();
                self.open = Some(node);
            }
        }
    }

    fn close(&mut self) {
        if let Some(section) = self.open.take() {
            self.outline.push_child(section);
        }
    }

    fn finish(mut self) -> Outline {
        self.close();
        self.outline
    }
}

fn paint_cell(surface: &mut Surface<'_>, cell: &Cell, at: (f32, f32)) -> Vec<Identifier> {
    cell.lines
        .iter()
        .map(|placed| {
            let id = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
            paint_placed(surface, placed, at);
            surface.end_tagged();
            id
        })
        .collect()
}

fn paint_placed(surface: &mut Surface<'_>, placed: &Placed, at: (f32, f32)) {
    let from = (at.0 + placed.x, at.1 + placed.baseline);
    paint_line(surface, &placed.line, from);
}

fn paint_line(surface: &mut Surface<'_>, line: &Line, from: (f32, f32)) {
    let mut x = from.0;
    surface.set_stroke(None);
    for run in &line.runs {
        surface.set_fill(Some(fill(run.style.ink)));
        surface.draw_glyphs(
            Point::from_xy(x, from.1),
            &run.glyphs,
            Face::of(run.style.weight).font(),
            &run.text,
            run.style.size,
            false,
        );
        x += run.width;
    }
}

fn paint_shapes(surface: &mut Surface<'_>, shapes: &[Shape], at: (f32, f32)) {
    for shape in shapes {
        let (path, inside, outline) = match shape {
            Shape::Box {
                at: (x, y),
                size: (width, height),
                fill,
                stroke,
            } => {
                let rect = Rect::from_xywh(at.0 + x, at.1 + y, *width, *height);
                let path = rect.and_then(|rect| {
                    let mut path = PathBuilder::new();
                    path.push_rect(rect);
                    path.finish()
                });
                (path, fill, stroke)
            }
            Shape::Path {
                points,
                fill,
                stroke,
            } => (through(points, at, fill.is_some()), fill, stroke),
        };
        // What has no area is not there to be seen.
        let Some(path) = path else { continue };
        surface.set_fill(inside.map(fill));
        surface.set_stroke(outline.map(stroke));
        surface.draw_path(&path);
    }
}

fn through(points: &[(f32, f32)], at: (f32, f32), is_closed: bool) -> Option<Path> {
    let mut path = PathBuilder::new();
    for (index, (x, y)) in points.iter().enumerate() {
        if index == 0 {
            path.move_to(at.0 + x, at.1 + y);
        } else {
            path.line_to(at.0 + x, at.1 + y);
        }
    }
    if is_closed {
        path.close();
    }
    path.finish()
}

fn color(ink: Ink) -> rgb::Color {
    rgb::Color::new(ink.0, ink.1, ink.2)
}

fn fill(ink: Ink) -> Fill {
    Fill {
        paint: color(ink).into(),
        opacity: NormalizedF32::ONE,
        rule: FillRule::NonZero,
    }
}

fn stroke(pen: Pen) -> Stroke {
    Stroke {
        paint: color(pen.ink).into(),
        width: pen.width,
        line_cap: LineCap::Butt,
        line_join: LineJoin::Miter,
        dash: pen.is_dashed.then(|| StrokeDash {
            array: vec![2.0, 1.6],
            offset: 0.0,
        }),
        ..Stroke::default()
    }
}
