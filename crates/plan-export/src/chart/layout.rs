//! Where everything stands.
//!
//! From top to bottom: the names of the phases and the race's flag, the plot, the
//! strips of the phases, the numbers of the weeks, what each of them lost.

use plan_core::units::DistanceUnit;
use plan_core::workout::WorkoutKind;

use super::{Bar, Chart, Flag, Frame, Label, PhaseSpan, Rect, Tenths, Tick, axis, unit_of};
use crate::json::{Hundredths, PlanBody, WeekBody};

/// At most so many lines across above zero.
const LINES: u32 = 5;
/// Of its slot, a bar takes so many percent.
const BAR_PERCENT: u32 = 68;
/// No bar is wider than so many text heights, however few weeks there are.
const WIDEST_BAR: u32 = 6;
/// A strip is a third of the text's height.
const STRIPS_A_LINE: u32 = 3;

/// The width of a text of digits and small letters, roughly: fonts differ, and
/// labels that almost touch are as bad as those that do.
const fn width_of(characters: usize, text: Tenths) -> u32 {
    characters as u32 * text.0 * 62 / 100
}

/// A week's two numbers, in the unit of the chart.
struct Amounts {
    planned: Hundredths,
    target: Hundredths,
}

impl Amounts {
    fn of(week: &WeekBody) -> Self {
        let amount = |miles: Hundredths, kilometers: Option<Hundredths>| {
            kilometers.map_or(miles, |it| it.told_in(DistanceUnit::Kilometer))
        };
        Self {
            planned: amount(week.planned_miles, week.planned_kilometers),
            target: amount(week.target_miles, week.target_kilometers),
        }
    }

    fn most(&self) -> Hundredths {
        self.planned.max(self.target)
    }
}

/// Heights: `top` is `most` hundredths, `bottom` is zero.
struct Scale {
    plot: Rect,
    most: u64,
}

impl Scale {
    fn height(&self, value: Hundredths) -> u32 {
        let height = u64::from(self.plot.height.0) * value.get().min(self.most);
        u32::try_from((height + self.most / 2) / self.most).unwrap_or(self.plot.height.0)
    }

    fn y(&self, value: Hundredths) -> Tenths {
        Tenths(self.plot.bottom().0 - self.height(value))
    }
}

pub(super) fn lay_out(plan: &PlanBody, frame: Frame) -> Chart {
    let amounts = plan.weeks.iter().map(Amounts::of).collect::<Vec<_>>();
    let most = amounts.iter().map(Amounts::most).max().unwrap_or_default();
    let values = axis::values(most, LINES);
    let highest = values.last().copied().unwrap_or(1);
    let plot = plot(frame, highest);
    let scale = Scale {
        plot,
        most: u64::from(highest) * 100,
    };
    let slots = slots(plot, plan.weeks.len());
    let mut bars = plan
        .weeks
        .iter()
        .zip(&amounts)
        .zip(&slots)
        .map(|((week, amounts), slot)| bar(week, amounts, *slot, frame, &scale))
        .collect::<Vec<_>>();
    number(&mut bars, frame);
    label(&mut bars, frame);
    Chart {
        frame,
        plot,
        unit: unit_of(plan),
        ticks: values
            .into_iter()
            .map(|value| Tick {
                y: scale.y(Hundredths::new(u64::from(value) * 100)),
                value,
            })
            .collect(),
        phases: phases(plan, &slots, frame),
        race: flag(plan, &bars, frame, plot),
        bars,
    }
}

/// The sheet without its margins: numbers on the left, three rows above, three below.
fn plot(frame: Frame, highest: u32) -> Rect {
    let line = frame.text.0;
    let left = width_of(highest.to_string().len(), frame.text) + line;
    let top = line * 18 / 5;
    let below = line * 7 / 2 + line / STRIPS_A_LINE;
    Rect {
        x: Tenths(left),
        y: Tenths(top),
        width: Tenths(frame.width.0.saturating_sub(left)),
        height: Tenths(frame.height.0.saturating_sub(top + below)),
    }
}

/// The plot in equal parts; what does not divide is spread, never a tenth too much.
fn slots(plot: Rect, weeks: usize) -> Vec<Rect> {
    let count = u32::try_from(weeks).unwrap_or(u32::MAX);
    let edge = |index: u32| plot.x.0 + plot.width.0 * index / count;
    (0..count)
        .map(|index| Rect {
            x: Tenths(edge(index)),
            width: Tenths(edge(index + 1) - edge(index)),
            ..plot
        })
        .collect()
}

fn bar(week: &WeekBody, amounts: &Amounts, slot: Rect, frame: Frame, scale: &Scale) -> Bar {
    let Amounts { planned, target } = *amounts;
    let width = (slot.width.0 * BAR_PERCENT / 100).min(frame.text.0 * WIDEST_BAR);
    let upright = |from: Hundredths, to: Hundredths| Rect {
        x: Tenths(slot.center().0 - width / 2),
        y: scale.y(to),
        width: Tenths(width),
        height: Tenths(scale.y(from).0 - scale.y(to).0),
    };
    Bar {
        week: week.week_number,
        phase: week.phase,
        slot,
        target: upright(Hundredths::default(), target),
        removed: (planned > target).then(|| upright(target, planned)),
        planned_level: (planned < target).then(|| scale.y(planned)),
        target_distance: target,
        planned_distance: planned,
        is_numbered: false,
        label: None,
        is_loss_labeled: false,
    }
}

/// Numbers every week, or every second, fifth or tenth, whatever fits; always the first.
fn number(bars: &mut [Bar], frame: Frame) {
    let Some(slot) = bars.first().map(|bar| bar.slot) else {
        return;
    };
    let room = width_of(3, frame.text);
    let every = [1, 2, 5]
        .into_iter()
        .find(|every| slot.width.0 * every >= room)
        .unwrap_or(10);
    for bar in bars {
        let week = u32::from(bar.week);
        bar.is_numbered = week.is_multiple_of(every) || (week == 1 && every != 2) || every == 1;
    }
}

/// Writes a number where it meets no other: distances in their own bars or slots
/// and at the peak, losses from left to right.
fn label(bars: &mut [Bar], frame: Frame) {
    let width = |value: Hundredths| width_of(value.to_string().len(), frame.text);
    let peak = bars
        .iter()
        .map(|bar| bar.target_distance)
        .max()
        .unwrap_or_default();
    let peak = bars
        .iter()
        .position(|bar| bar.target_distance == peak && !peak.is_zero());
    let all_fit = |room: fn(&Bar) -> u32| {
        bars.iter()
            .all(|bar| width(bar.target_distance) <= room(bar))
    };
    let (fit_in_bars, fit_in_slots) = (
        all_fit(|bar| bar.target.width.0),
        all_fit(|bar| bar.slot.width.0),
    );
    let mut end_of_last = 0;
    for (index, bar) in bars.iter_mut().enumerate() {
        let is_inside = fit_in_bars && bar.target.height.0 >= frame.text.0 * 2;
        // Above a bar that lost something, a number would seem to be what it was.
        let is_above = fit_in_slots && bar.removed.is_none() && !bar.target_distance.is_zero();
        bar.label = if is_inside {
            // A line right behind a number would strike it out.
            let level = bar.planned_level.filter(|level| {
                let reach = bar.target.y.0 + frame.text.0 * 2;
                level.0 < reach && level.0 + frame.text.0 * 2 <= bar.target.bottom().0
            });
            let top = level.unwrap_or(bar.target.y);
            Some(Label {
                baseline: Tenths(top.0 + frame.text.0 * 3 / 2),
                is_inside,
            })
        } else {
            (is_above || peak == Some(index)).then(|| Label {
                baseline: Tenths(bar.top().0 - frame.text.0 * 2 / 5),
                is_inside,
            })
        };
        if bar.removed.is_some() {
            // Half on each side, and the minus sign.
            let half = (width(bar.removed_distance()) + width_of(1, frame.text)) / 2;
            let center = bar.slot.center().0;
            bar.is_loss_labeled = center.saturating_sub(half) >= end_of_last;
            if bar.is_loss_labeled {
                end_of_last = center + half;
            }
        }
    }
}

fn phases(plan: &PlanBody, slots: &[Rect], frame: Frame) -> Vec<PhaseSpan> {
    let strip = frame.text.0 / STRIPS_A_LINE;
    let mut spans: Vec<PhaseSpan> = Vec::new();
    for (week, slot) in plan.weeks.iter().zip(slots) {
        match spans.last_mut() {
            Some(span) if span.phase == week.phase => span.strip.width.0 += slot.width.0,
            _ => spans.push(PhaseSpan {
                phase: week.phase,
                strip: Rect {
                    y: Tenths(slot.bottom().0 + strip),
                    height: Tenths(strip),
                    ..*slot
                },
                has_room_for_name: false,
            }),
        }
    }
    for span in &mut spans {
        let name = span.phase.name();
        span.has_room_for_name = width_of(name.len(), frame.text) <= span.strip.width.0;
    }
    spans
}

/// The goal race: the last race of the plan, where there is one.
fn flag(plan: &PlanBody, bars: &[Bar], frame: Frame, plot: Rect) -> Option<Flag> {
    plan.race_goal.as_ref()?;
    let index = plan.weeks.iter().rposition(|week| {
        let mut kinds = week.workouts.iter().map(|workout| workout.kind);
        kinds.any(|kind| kind == WorkoutKind::Race)
    })?;
    let bar = bars.get(index)?;
    let x = bar.slot.center();
    let is_label_above = bar.label.is_some_and(|label| !label.is_inside);
    let label = if is_label_above {
        frame.text.0 * 3 / 2
    } else {
        0
    };
    Some(Flag {
        week: bar.week,
        x,
        // Its word stands between the phases' names and the number of the highest bar.
        top: Tenths(plot.y.0 - frame.text.0 * 39 / 20),
        bottom: Tenths(bar.top().0.saturating_sub(label).max(plot.y.0)),
        is_word_on_the_left: x.0 > plot.center().0,
    })
}
