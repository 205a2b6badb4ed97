//! The weeks as tables, and what their workouts are for.

use std::collections::HashMap;

use plan_core::overlay::Status;
use plan_core::plan::Phase;
use plan_core::workout::WorkoutKind;

use super::piece::{Cell, Group, Pen, Piece, Role, Shape};
use super::style::{self, Ink};
use super::text::{Line, Span, Typesetter};
use super::words::{self, Words};
use crate::json::{PlanBody, WeekBody, WorkoutBody};

/// So many lines of a text stay together; a row of a longer one is parted.
const LINES_A_ROW: usize = 30;
const PADDING: f32 = 2.3;
const TICK: f32 = 7.0;

/// Where the columns stand, from left to right; those of numbers by their right edge.
struct Columns {
    tick: f32,
    day: f32,
    date: f32,
    workout: f32,
    /// How wide the workout's column is.
    room: f32,
    distance: f32,
    pace: Option<f32>,
    effort: f32,
}

impl Columns {
    fn new(width: f32, has_paces: bool) -> Self {
        const WORKOUT: f32 = 92.0;
        let effort = width - 4.0;
        let pace = has_paces.then_some(effort - 40.0);
        let distance = pace.map_or(effort - 46.0, |pace| pace - 66.0);
        Self {
            tick: 4.0,
            day: 20.0,
            date: 48.0,
            workout: WORKOUT,
            room: distance - 30.0 - WORKOUT,
            distance,
            pace,
            effort,
        }
    }
}

pub(super) struct Weeks<'a> {
    typesetter: &'a mut Typesetter,
    words: Words,
    plan: &'a PlanBody,
    width: f32,
    columns: Columns,
    /// The text that most workouts of a kind and phase have, and which is told once
    /// for all of them; where no two have the same there is none.
    shared: HashMap<(WorkoutKind, Phase), &'a str>,
}

impl<'a> Weeks<'a> {
    pub(super) fn new(
        typesetter: &'a mut Typesetter,
        words: Words,
        plan: &'a PlanBody,
        width: f32,
    ) -> Self {
        let workouts = || {
            plan.weeks
                .iter()
                .flat_map(|week| week.workouts.iter().map(|workout| (week.phase, workout)))
        };
        let has_paces = workouts()
            .filter_map(|(_, workout)| workout.pace_zone.as_ref())
            .any(|zone| words.pace(zone).is_some());
        Self {
            typesetter,
            words,
            plan,
            width,
            columns: Columns::new(width, has_paces),
            shared: shared_texts(workouts()),
        }
    }

    /// One group a week; the first of a phase carries the phase's name.
    pub(super) fn groups(&mut self) -> Vec<Group> {
        let plan = self.plan;
        let mut last = None;
        plan.weeks
            .iter()
            .map(|week| {
                let mut group = self.week(week);
                if last != Some(week.phase) {
                    last = Some(week.phase);
                    group.pieces.insert(1, self.phase(week));
                }
                group
            })
            .collect()
    }

    /// The name of a phase above its first week.
    fn phase(&mut self, first: &WeekBody) -> Piece {
        const HEIGHT: f32 = 20.0;
        let phase = first.phase;
        let after = (self.plan.weeks.iter())
            .skip_while(|week| week.week_number < first.week_number)
            .take_while(|week| week.phase == phase)
            .last()
            .unwrap_or(first);
        let span = if after.week_number == first.week_number {
            format!("week {}", first.week_number)
        } else {
            format!("weeks {} to {}", first.week_number, after.week_number)
        };
        let name = self
            .typesetter
            .line(phase.name(), style::SECTION.in_ink(Ink::on(phase)));
        let aside = format!("{span} · {}", words::purpose(phase));
        let aside = self
            .typesetter
            .line(&aside, style::DETAIL.in_ink(Ink::on(phase)));
        let mut piece = Piece::new(Role::Heading(2), HEIGHT + 6.0);
        (piece.shapes).push(Shape::filled(
            (0.0, 0.0),
            (self.width, HEIGHT),
            Ink::of(phase),
        ));
        let x = 8.0 + name.width + 10.0;
        piece.stack(8.0, 2.0, vec![name]);
        piece.stack(x, 5.2, vec![aside]);
        piece.bookmark = Some(phase.name().to_owned());
        piece
    }

    fn week(&mut self, week: &WeekBody) -> Group {
        let table = usize::from(week.week_number);
        let mut pieces = vec![Piece::space(9.0), self.heading(week, "")];
        for workout in &week.workouts {
            pieces.extend(self.rows(workout, week));
        }
        pieces.push(self.total(week, table));
        Group {
            pieces,
            continuation: Some(self.heading(week, ", continued")),
        }
    }

    fn heading(&mut self, week: &WeekBody, suffix: &str) -> Piece {
        const HEIGHT: f32 = 17.0;
        let number = format!("Week {}{suffix}", week.week_number);
        let days = words::days(week.start_date, words::last_day(week), false);
        let mut piece = Piece::new(Role::Heading(3), HEIGHT);
        piece.bookmark = suffix.is_empty().then(|| number.clone());
        (piece.shapes).push(Shape::filled((0.0, 0.0), (self.width, HEIGHT), Ink::SHADE));
        (piece.shapes).push(Shape::filled(
            (0.0, 0.0),
            (3.0, HEIGHT),
            Ink::of(week.phase),
        ));
        let number = self.typesetter.line(&number, style::WEEK);
        let x = 10.0 + number.width + 8.0;
        piece.stack(10.0, 1.5, vec![number]);
        let days = self.typesetter.line(&days, style::DETAIL);
        piece.stack(x, 3.7, vec![days]);
        let heads = [
            (Some(self.columns.distance), self.words.unit.to_string()),
            (self.columns.pace, self.words.pace_unit()),
            (Some(self.columns.effort), "RPE".to_owned()),
        ];
        for (right, head) in heads {
            if let Some(right) = right {
                let head = self.typesetter.line(&head, style::LABEL);
                piece.flush_right(right, 4.1, head);
            }
        }
        piece
    }

    /// A workout as a row; as several where its text is very long.
    fn rows(&mut self, workout: &WorkoutBody, week: &WeekBody) -> Vec<Piece> {
        let table = usize::from(week.week_number);
        let lines = self.said(workout, week.phase);
        let mut chunks = lines.chunks(LINES_A_ROW);
        let first = chunks.next().unwrap_or_default().to_vec();
        let mut rows = vec![self.row(workout, table, first)];
        for chunk in chunks {
            let mut row = Piece::new(Role::Row(table), 0.0);
            row.height = row.stack(self.columns.workout, PADDING, chunk.to_vec()) + PADDING;
            rows.push(row);
        }
        if let Some(last) = rows.last_mut() {
            let y = last.height;
            (last.shapes).push(Shape::rule((0.0, y), (self.width, y), Pen::HAIR));
        }
        rows
    }

    fn row(&mut self, workout: &WorkoutBody, table: usize, lines: Vec<Line>) -> Piece {
        let is_rest = workout.kind == WorkoutKind::Rest;
        let aside = style::BODY.in_ink(Ink::ASIDE);
        let mut row = Piece::new(Role::Row(table), 0.0);
        if !is_rest {
            row.shapes.extend(tick(self.columns.tick, workout.status));
        }
        let day = workout.date.format("%a").to_string();
        let day = self
            .typesetter
            .line(&day, if is_rest { aside } else { style::BODY });
        row.stack(self.columns.day, PADDING, vec![day]);
        if let Some(cell) = row.cells.last_mut() {
            cell.is_head = true;
        }
        let date = workout.date.format("%b %-d").to_string();
        let date = self.typesetter.line(&date, aside.tabular());
        row.stack(self.columns.date, PADDING, vec![date]);
        let bottom = row.stack(self.columns.workout, PADDING, lines);
        row.height = bottom.max(PADDING + style::BODY.leading) + PADDING;
        self.numbers(workout, &mut row);
        row
    }

    /// The columns of numbers.
    fn numbers(&mut self, workout: &WorkoutBody, row: &mut Piece) {
        let race = (self.plan.race_goal.as_ref()).filter(|_| workout.kind == WorkoutKind::Race);
        let zone = workout.pace_zone.as_ref();
        let pace = zone
            .and_then(|zone| self.words.pace(zone))
            .or_else(|| race.and_then(|race| self.words.race_pace(race)));
        let distance = (self.words.distance(workout))
            .filter(|distance| !distance.is_zero())
            .map(|distance| distance.to_string());
        let numbers = [
            (
                Some(self.columns.distance),
                distance,
                style::BODY.tabular().bold(),
            ),
            (self.columns.pace, pace, style::BODY.tabular()),
            (
                Some(self.columns.effort),
                zone.map(words::effort),
                style::BODY.tabular(),
            ),
        ];
        for (right, number, style) in numbers {
            let Some(right) = right else { continue };
            match number {
                Some(number) => {
                    let line = self.typesetter.line(&number, style);
                    row.flush_right(right, PADDING, line);
                }
                None => row.cells.push(Cell::default()),
            }
        }
    }

    /// What the workout's column says.
    fn said(&mut self, workout: &WorkoutBody, phase: Phase) -> Vec<Line> {
        let is_rest = workout.kind == WorkoutKind::Rest;
        let name = words::headline(workout.kind, workout.target_duration.as_deref());
        let name_style = match workout.kind {
            _ if is_rest => style::BODY.in_ink(Ink::ASIDE),
            kind if kind.is_hard() => style::BODY.bold(),
            _ => style::BODY,
        };
        let marks = words::marks(workout).join(" · ");
        let marks = if marks.is_empty() {
            marks
        } else {
            format!(" · {marks}")
        };
        let spans = [
            Span {
                text: &name,
                style: name_style,
            },
            Span {
                text: &marks,
                style: style::DETAIL.in_ink(Ink::ACCENT),
            },
        ];
        let mut lines = self.typesetter.paragraph(&spans, self.columns.room);
        let details = [
            self.words.structure(workout),
            self.words.planned_workout(workout),
            (workout.completion.as_ref()).and_then(|completion| self.words.done(completion)),
            (!self.is_shared(workout, phase)).then(|| workout.description.clone()),
        ];
        for text in details.into_iter().flatten() {
            let span = Span {
                text: &text,
                style: style::DETAIL,
            };
            lines.extend(self.typesetter.paragraph(&[span], self.columns.room));
        }
        lines
    }

    fn is_shared(&self, workout: &WorkoutBody, phase: Phase) -> bool {
        self.shared.get(&(workout.kind, phase)) == Some(&workout.description.as_str())
    }

    fn total(&mut self, week: &WeekBody, table: usize) -> Piece {
        let (target, planned) = (self.words.target(week), self.words.planned(week));
        let mut row = Piece::new(Role::Row(table), 0.0);
        let style = style::BODY.bold();
        let has_race = (week.workouts.iter()).any(|workout| workout.kind == WorkoutKind::Race);
        let label = if has_race {
            "Week total, without the race"
        } else {
            "Week total"
        };
        let label = self.typesetter.line(label, style);
        row.stack(self.columns.workout, PADDING, vec![label]);
        if let Some(cell) = row.cells.last_mut() {
            cell.is_head = true;
        }
        let total = self.typesetter.line(&target.to_string(), style.tabular());
        row.flush_right(self.columns.distance, PADDING, total);
        if planned != target {
            let text = format!("planned {planned}");
            let planned = self.typesetter.line(&text, style::DETAIL.tabular());
            let right = self.columns.pace.unwrap_or(self.columns.effort);
            row.flush_right(right, PADDING + 1.2, planned);
        }
        row.height = style.leading + 2.0 * PADDING;
        row
    }

    /// The texts that many workouts share, each once. A workout without a text of its
    /// own has that of its kind and phase.
    pub(super) fn notes(&mut self) -> Vec<Group> {
        let mut notes: Vec<Note<'_>> = Vec::new();
        for (kind, phase) in WorkoutKind::ALL
            .iter()
            .flat_map(|kind| Phase::ALL.iter().map(|phase| (*kind, *phase)))
        {
            let Some(text) = self.shared.get(&(kind, phase)) else {
                continue;
            };
            match notes.last_mut() {
                Some(last) if (last.kind, last.text) == (kind, *text) => last.phases.push(phase),
                _ => notes.push(Note {
                    kind,
                    text,
                    phases: vec![phase],
                }),
            }
        }
        let head = self
            .typesetter
            .line("What the workouts are for", style::SECTION);
        let mut head = Piece::text(Role::Heading(2), 0.0, vec![head]);
        head.height += 4.0;
        head.bookmark = Some("What the workouts are for".to_owned());
        let mut groups = Vec::new();
        let is_alone =
            |note: &Note<'_>| notes.iter().filter(|other| other.kind == note.kind).count() == 1;
        for note in &notes {
            let phases = if is_alone(note) {
                String::new()
            } else {
                let names = note.phases.iter().map(|phase| phase.name());
                format!(" ({})", names.collect::<Vec<_>>().join(", "))
            };
            let name = format!("{}{phases}:", words::headline(note.kind, None));
            let spans = [
                Span {
                    text: &name,
                    style: style::NOTE.bold(),
                },
                Span {
                    text: " ",
                    style: style::NOTE,
                },
                Span {
                    text: note.text,
                    style: style::NOTE,
                },
            ];
            let lines = self.typesetter.paragraph(&spans, self.width);
            let mut chunks = lines.chunks(LINES_A_ROW).peekable();
            let mut pieces = Vec::new();
            while let Some(chunk) = chunks.next() {
                let mut piece = Piece::text(Role::Item, 0.0, chunk.to_vec());
                if chunks.peek().is_none() {
                    piece.height += 1.2;
                }
                pieces.push(piece);
            }
            groups.push(Group::of(pieces));
        }
        if let Some(first) = groups.first_mut() {
            first.pieces.splice(0..0, [Piece::space(13.0), head]);
        }
        groups
    }
}

/// A text that many workouts share.
struct Note<'a> {
    kind: WorkoutKind,
    text: &'a str,
    phases: Vec<Phase>,
}

/// Of each kind and phase the text that most of its workouts have, the first among
/// equals; none that only one has.
fn shared_texts<'a>(
    workouts: impl Iterator<Item = (Phase, &'a WorkoutBody)>,
) -> HashMap<(WorkoutKind, Phase), &'a str> {
    let mut counted: HashMap<(WorkoutKind, Phase), Vec<(&str, usize)>> = HashMap::new();
    for (phase, workout) in workouts {
        let texts = counted.entry((workout.kind, phase)).or_default();
        let text = workout.description.as_str();
        match texts.iter_mut().find(|(known, _)| *known == text) {
            Some((_, count)) => *count += 1,
            None => texts.push((text, 1)),
        }
    }
    counted
        .into_iter()
        .filter_map(|(key, texts)| {
            let most = texts.iter().map(|(_, count)| *count).max()?;
            let first = texts.into_iter().find(|(_, count)| *count == most)?;
            (most > 1 && !first.0.is_empty()).then_some((key, first.0))
        })
        .collect()
}

/// A box to tick; ticked where the workout was done, struck where it was skipped.
fn tick(x: f32, status: Status) -> Vec<Shape> {
    let y = PADDING + 2.3;
    let mut shapes = vec![Shape::Box {
        at: (x, y),
        size: (TICK, TICK),
        fill: None,
        stroke: Some(Pen::solid(Ink::BOX, 0.75)),
    }];
    let pen = Pen::solid(Ink::TEXT, 1.1);
    match status {
        Status::Pending => {}
        Status::Completed => shapes.push(Shape::Path {
            points: vec![(x + 1.4, y + 3.6), (x + 3.0, y + 5.4), (x + 6.0, y + 1.4)],
            fill: None,
            stroke: Some(pen),
        }),
        Status::Skipped => shapes.push(Shape::rule(
            (x + 1.6, y + TICK / 2.0),
            (x + TICK - 1.6, y + TICK / 2.0),
            pen,
        )),
    }
    shapes
}
