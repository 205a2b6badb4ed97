//! The first page: what the plan is, in figures, as a picture, and how hard.

use plan_core::plan::PlanStatus;

use super::drawing;
use super::layers;
use super::piece::{Group, Pen, Piece, Role, Shape};
use super::style::{self, Ink};
use super::text::{Span, Typesetter};
use super::words::{Words, ZoneRow};
use crate::json::PlanBody;

/// So many lines of a name stay together.
const LINES_TOGETHER: usize = 8;
const AFTER_SECTION: f32 = 4.0;
const BEFORE_SECTION: f32 = 13.0;

pub(super) struct Front<'a> {
    pub(super) typesetter: &'a mut Typesetter,
    pub(super) words: Words,
    pub(super) plan: &'a PlanBody,
    /// Where the plan is read as it is now.
    pub(super) link: &'a str,
    /// How wide the page's text is.
    pub(super) width: f32,
}

impl Front<'_> {
    pub(super) fn groups(mut self) -> Vec<Group> {
        let mut head = self.title();
        head.push(self.figures());
        head.push(Piece::space(BEFORE_SECTION));
        let mut chart = vec![self.section("Weekly distance"), self.chart()];
        chart.extend(self.legend());
        let mut groups = vec![Group::of(head), Group::of(chart)];
        groups.extend(self.changes());
        groups.extend(self.paces());
        groups
    }

    fn section(&mut self, name: &str) -> Piece {
        let line = self.typesetter.line(name, style::SECTION);
        let mut piece = Piece::text(Role::Heading(2), 0.0, vec![line]);
        piece.height += AFTER_SECTION;
        piece
    }

    fn title(&mut self) -> Vec<Piece> {
        let name = &self.plan.display_name;
        let kicker = match self.plan.status {
            PlanStatus::Active => "TRAINING PLAN".to_owned(),
            status => format!("TRAINING PLAN · {}", status.name().to_uppercase()),
        };
        let kicker = self.typesetter.line(&kicker, style::KICKER);
        let mut lines = Vec::new();
        for style in style::TITLES {
            lines = self
                .typesetter
                .paragraph(&[Span { text: name, style }], self.width);
            if lines.len() <= 2 {
                break;
            }
        }
        let mut pieces = vec![Piece::text(Role::Paragraph, 0.0, vec![kicker])];
        let title = lines.chunks(LINES_TOGETHER);
        pieces.extend(title.map(|lines| Piece::text(Role::Heading(1), 0.0, lines.to_vec())));
        pieces.push(Piece::space(3.0));
        let race = self.plan.race_goal.as_ref();
        let race = race.map(|race| (self.words.race(race), style::LEAD.bold()));
        let span = (self.words.span(self.plan), style::LEAD.in_ink(Ink::ASIDE));
        for (text, style) in race.into_iter().chain([span]) {
            let lines = (self.typesetter).paragraph(&[Span { text: &text, style }], self.width);
            pieces.push(Piece::text(Role::Paragraph, 0.0, lines));
        }
        let mut link = Piece::text(
            Role::Paragraph,
            0.0,
            vec![
                self.typesetter
                    .fitted(self.link, style::DETAIL.in_ink(Ink::ACCENT), self.width),
            ],
        );
        link.link = Some(self.link.to_owned());
        pieces.extend([Piece::space(2.0), link, Piece::space(9.0)]);
        pieces
    }

    /// The figures of the plan, side by side.
    fn figures(&mut self) -> Piece {
        const PADDING: f32 = 7.0;
        let figures = self.words.figures(&self.plan.summary);
        let slot = self.width / figures.len() as f32;
        let room = slot - 2.0 * PADDING;
        let [largest, ..] = style::FIGURES;
        let style = style::FIGURES
            .into_iter()
            .find(|style| {
                figures
                    .iter()
                    .all(|figure| self.typesetter.line(&figure.number, *style).width <= room)
            })
            .unwrap_or(largest);
        let mut piece = Piece::new(Role::Paragraph, 0.0);
        let mut bottom: f32 = 0.0;
        for (index, figure) in figures.into_iter().enumerate() {
            let x = slot * index as f32 + PADDING;
            let number = Span {
                text: &figure.number,
                style,
            };
            let label = Span {
                text: figure.label,
                style: style::LABEL,
            };
            let mut lines = self.typesetter.paragraph(&[number], room);
            lines.extend(self.typesetter.paragraph(&[label], room));
            bottom = bottom.max(piece.stack(x, PADDING, lines));
            if index > 0 {
                let x = slot * index as f32;
                piece.shapes.push(Shape::rule(
                    (x, PADDING),
                    (x, PADDING + 34.0),
                    Pen::solid(Ink::RULE, 0.75),
                ));
            }
        }
        piece.height = bottom + PADDING;
        let ground = Shape::filled((0.0, 0.0), (self.width, piece.height), Ink::SHADE);
        piece.shapes.insert(0, ground);
        piece
    }

    fn chart(&mut self) -> Piece {
        drawing::chart(self.typesetter, self.plan, self.width)
    }

    fn legend(&mut self) -> Vec<Piece> {
        vec![
            Piece::space(4.0),
            drawing::legend(self.typesetter, self.plan),
        ]
    }

    /// What was laid over the plan.
    fn changes(&mut self) -> Option<Group> {
        let vacations = self.plan.vacations.iter();
        let made_up = self.plan.redistributions.iter();
        let texts = vacations
            .map(|vacation| self.words.vacation(vacation))
            .chain(made_up.map(|made_up| self.words.redistribution(made_up)))
            .chain(layers::told(self.plan))
            .collect::<Vec<_>>();
        if texts.is_empty() {
            return None;
        }
        let mut pieces = vec![
            Piece::space(BEFORE_SECTION),
            self.section("What changed since it was made"),
        ];
        for text in texts {
            let span = Span {
                text: &text,
                style: style::BODY,
            };
            let lines = self.typesetter.paragraph(&[span], self.width);
            pieces.push(Piece::text(Role::Item, 0.0, lines));
        }
        Some(Group::of(pieces))
    }

    /// How hard each kind of running is.
    fn paces(&mut self) -> Option<Group> {
        let zones = self.words.zones(self.plan);
        if zones.is_empty() {
            return None;
        }
        let has_paces = zones.iter().any(|zone| zone.pace.is_some());
        let section = if has_paces {
            "Paces and efforts"
        } else {
            "Efforts"
        };
        let mut pieces = vec![Piece::space(BEFORE_SECTION), self.section(section)];
        let mut rows = vec![[
            String::new(),
            if has_paces {
                self.words.pace_unit()
            } else {
                String::new()
            },
            "RPE".to_owned(),
            "Feels (RPE is effort from 6, nothing, to 20, everything)".to_owned(),
        ]];
        rows.extend(zones.into_iter().map(|zone| {
            let ZoneRow {
                name,
                pace,
                effort,
                feeling,
            } = zone;
            [
                name.to_owned(),
                pace.unwrap_or_default(),
                effort,
                feeling.to_owned(),
            ]
        }));
        let columns = if has_paces {
            [0.0, 100.0, 180.0, 225.0]
        } else {
            [0.0, 100.0, 100.0, 145.0]
        };
        for (index, row) in rows.into_iter().enumerate() {
            let style = if index == 0 {
                style::LABEL
            } else {
                style::BODY.tabular()
            };
            let mut piece = Piece::new(Role::Row(0), 0.0);
            let mut bottom: f32 = 0.0;
            for (column, (text, x)) in row.iter().zip(columns).enumerate() {
                if text.is_empty() {
                    continue;
                }
                let is_name = column == 0;
                let style = if is_name { style.bold() } else { style };
                let span = Span { text, style };
                let lines = self.typesetter.paragraph(&[span], self.width - x);
                bottom = bottom.max(piece.stack(x, 1.8, lines));
                if let Some(cell) = piece.cells.last_mut() {
                    cell.is_head = index == 0 || is_name;
                }
            }
            piece.height = bottom + 1.8;
            let y = piece.height;
            (piece.shapes).push(Shape::rule((0.0, y), (self.width, y), Pen::HAIR));
            pieces.push(piece);
        }
        Some(Group::of(pieces))
    }
}
