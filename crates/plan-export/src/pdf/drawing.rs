//! The chart in ink, for a printer: the geometry is the page's own.

use plan_core::plan::Phase;

use super::piece::{Pen, Piece, Placed, Role, Shape};
use super::style::{self, Ink, Style};
use super::text::Typesetter;
use crate::chart::{Bar, Chart, Flag, Frame, Rect, Tenths};
use crate::json::PlanBody;

/// How high the picture is.
const HEIGHT: f32 = 170.0;
const TEXT: f32 = 7.5;
const LABEL: Style = style::LABEL.tabular();

fn points(tenths: Tenths) -> f32 {
    tenths.0 as f32 / 10.0
}

fn tenths(points: f32) -> Tenths {
    Tenths((points * 10.0).round() as u32)
}

fn filled(rect: Rect, ink: Ink) -> Shape {
    let (at, size) = place(rect);
    Shape::filled(at, size, ink)
}

fn place(rect: Rect) -> ((f32, f32), (f32, f32)) {
    (
        (points(rect.x), points(rect.y)),
        (points(rect.width), points(rect.height)),
    )
}

/// What was taken away: an empty, dashed bar.
fn removed(at: (f32, f32), size: (f32, f32)) -> Shape {
    Shape::Box {
        at,
        size,
        fill: Some(Ink::WHITE),
        stroke: Some(Pen {
            ink: Ink::REMOVED,
            width: 0.6,
            is_dashed: true,
        }),
    }
}

/// The weekly distance as a picture of this width.
pub(super) fn chart(typesetter: &mut Typesetter, plan: &PlanBody, width: f32) -> Piece {
    let chart = Chart::of(
        plan,
        Frame {
            width: tenths(width),
            height: tenths(HEIGHT),
            text: tenths(TEXT),
        },
    );
    let mut easel = Easel {
        typesetter,
        piece: Piece::new(Role::Figure(in_words(&chart)), HEIGHT),
    };
    easel.piece.cells.push(super::piece::Cell::default());
    easel.ticks(&chart);
    easel.phases(&chart);
    for bar in &chart.bars {
        easel.bar(bar, &chart);
    }
    if let Some(race) = &chart.race {
        easel.flag(race);
    }
    easel.piece
}

/// What a word of the legend stands beside.
enum Swatch {
    /// The color of a bar.
    Phase(Phase),
    /// A bar that is not run.
    Removed,
    /// The line inside of a bar.
    Level,
}

/// What the colors, the dashes and the line mean, on one line.
pub(super) fn legend(typesetter: &mut Typesetter, plan: &PlanBody) -> Piece {
    const SWATCH: f32 = 7.0;
    const GAP: f32 = 4.0;
    const BETWEEN: f32 = 14.0;
    let mut piece = Piece::new(Role::Paragraph, 12.0);
    let phases = Phase::ALL
        .iter()
        .copied()
        .filter(|phase| plan.weeks.iter().any(|week| week.phase == *phase));
    let has_loss = (plan.weeks.iter()).any(|week| week.planned_miles > week.target_miles);
    let has_more = (plan.weeks.iter()).any(|week| week.planned_miles < week.target_miles);
    let entries = phases
        .map(|phase| (Swatch::Phase(phase), phase.name()))
        .chain(has_loss.then_some((Swatch::Removed, "planned and taken away")))
        .chain(has_more.then_some((Swatch::Level, "planned, where more is run")));
    let mut x = 0.0;
    for (swatch, name) in entries {
        let (at, size) = ((x, 2.0), (SWATCH, SWATCH));
        match swatch {
            Swatch::Phase(phase) => piece.shapes.push(Shape::filled(at, size, Ink::of(phase))),
            Swatch::Removed => piece.shapes.push(removed(at, size)),
            Swatch::Level => {
                let (y, pen) = (2.0 + SWATCH * 0.4, Pen::solid(Ink::WHITE, 0.75));
                let bar = Shape::filled(at, size, Ink::ASIDE);
                let level = Shape::rule((x, y), (x + SWATCH, y), pen);
                piece.shapes.extend([bar, level]);
            }
        }
        let line = typesetter.line(name, style::LABEL);
        x += SWATCH + GAP;
        let width = line.width;
        piece.stack(x, 0.5, vec![line]);
        x += width + BETWEEN;
    }
    piece
}

/// The picture for those who do not see it.
fn in_words(chart: &Chart) -> String {
    let weeks = chart
        .bars
        .iter()
        .map(|bar| {
            let Bar {
                week,
                phase,
                target_distance,
                planned_distance,
                ..
            } = bar;
            if planned_distance == target_distance {
                format!("week {week} ({phase}) {target_distance}")
            } else {
                format!("week {week} ({phase}) {target_distance}, planned {planned_distance}")
            }
        })
        .collect::<Vec<_>>();
    let unit = match chart.unit {
        plan_core::units::DistanceUnit::Mile => "miles",
        plan_core::units::DistanceUnit::Kilometer => "kilometers",
    };
    format!(
        "Bar chart of the running in each week, in {unit}: {}.",
        weeks.join("; ")
    )
}

/// Where a text is held.
#[derive(Clone, Copy)]
enum Anchor {
    Start,
    Middle,
    End,
}

struct Easel<'a> {
    typesetter: &'a mut Typesetter,
    piece: Piece,
}

impl Easel<'_> {
    fn write(&mut self, text: &str, style: Style, x: f32, baseline: f32, anchor: Anchor) {
        let line = self.typesetter.line(text, style);
        let x = match anchor {
            Anchor::Start => x,
            Anchor::Middle => x - line.width / 2.0,
            Anchor::End => x - line.width,
        };
        if let Some(cell) = self.piece.cells.first_mut() {
            cell.lines.push(Placed { x, baseline, line });
        }
    }

    fn rule(&mut self, from: (f32, f32), to: (f32, f32), pen: Pen) {
        self.piece.shapes.push(Shape::rule(from, to, pen));
    }

    fn ticks(&mut self, chart: &Chart) {
        let (left, right) = (points(chart.plot.x), points(chart.plot.right()));
        let last = chart.ticks.len().saturating_sub(1);
        for (index, tick) in chart.ticks.iter().enumerate() {
            let y = points(tick.y);
            let pen = if tick.value == 0 {
                Pen::solid(Ink::BOX, 0.75)
            } else {
                Pen::HAIR
            };
            self.rule((left, y), (right, y), pen);
            let text = tick.value.to_string();
            self.write(
                &text,
                LABEL,
                left - TEXT / 2.0,
                y + TEXT * 0.35,
                Anchor::End,
            );
            if index == last {
                let unit = chart.unit.symbol();
                self.write(unit, LABEL, left - TEXT / 2.0, y - TEXT * 0.75, Anchor::End);
            }
        }
    }

    fn phases(&mut self, chart: &Chart) {
        for span in &chart.phases {
            let (at, size) = place(span.strip);
            if span.strip.x != chart.plot.x {
                let pen = Pen {
                    ink: Ink::RULE,
                    width: 0.5,
                    is_dashed: true,
                };
                self.rule((at.0, 0.0), (at.0, points(chart.plot.bottom())), pen);
            }
            self.piece
                .shapes
                .push(filled(span.strip, Ink::of(span.phase)));
            if span.has_room_for_name {
                let style = style::LABEL.bold();
                let middle = at.0 + size.0 / 2.0;
                self.write(span.phase.name(), style, middle, TEXT, Anchor::Middle);
            }
        }
    }

    fn bar(&mut self, bar: &Bar, chart: &Chart) {
        let middle = points(bar.slot.center());
        let below = points(chart.plot.bottom());
        if let Some(rect) = bar.removed {
            let (at, size) = place(rect);
            self.piece.shapes.push(removed(at, size));
        }
        self.piece
            .shapes
            .push(filled(bar.target, Ink::of(bar.phase)));
        if let Some(y) = bar.planned_level {
            let (left, right) = (points(bar.target.x), points(bar.target.right()));
            let pen = Pen::solid(Ink::WHITE, 0.75);
            let y = points(y);
            // It stops on both sides of a number it would strike out.
            let is_struck = bar.label.is_some_and(|label| {
                label.is_inside && (points(label.baseline) - TEXT * 0.35 - y).abs() < TEXT * 0.7
            });
            let half = (right - left) / 2.0;
            let gap = if is_struck { half.min(TEXT * 1.5) } else { 0.0 };
            self.rule((left, y), (left + half - gap, y), pen);
            self.rule((right - half + gap, y), (right, y), pen);
        }
        if let Some(label) = bar.label {
            let text = bar.target_distance.to_string();
            let ink = if label.is_inside {
                Ink::on(bar.phase)
            } else {
                Ink::TEXT
            };
            let y = points(label.baseline);
            self.write(&text, LABEL.in_ink(ink), middle, y, Anchor::Middle);
        }
        if bar.is_numbered {
            let text = bar.week.to_string();
            self.write(&text, LABEL, middle, below + TEXT * 2.0, Anchor::Middle);
        }
        if bar.is_loss_labeled {
            let text = format!("−{}", bar.removed_distance());
            let style = LABEL.in_ink(Ink::REMOVED);
            self.write(&text, style, middle, below + TEXT * 3.25, Anchor::Middle);
        }
    }

    fn flag(&mut self, race: &Flag) {
        let (x, top) = (points(race.x), points(race.top));
        let pen = Pen::solid(Ink::TEXT, 0.75);
        self.rule((x, top), (x, points(race.bottom)), pen);
        let (tip, anchor) = if race.is_word_on_the_left {
            (x - TEXT, Anchor::End)
        } else {
            (x + TEXT, Anchor::Start)
        };
        self.piece.shapes.push(Shape::Path {
            points: vec![(x, top), (tip, top + TEXT * 0.35), (x, top + TEXT * 0.7)],
            fill: Some(Ink::TEXT),
            stroke: None,
        });
        let style = style::LABEL.bold().in_ink(Ink::TEXT);
        let beside = if race.is_word_on_the_left { -2.0 } else { 2.0 };
        self.write("Race", style, tip + beside, top + TEXT * 0.75, anchor);
    }
}
