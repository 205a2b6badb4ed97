//! The picture of a plan's weeks, from the public body.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "json/sample.rs"]
#[expect(dead_code, reason = "the tests of the wire type use the rest of it")]
mod sample;

use chrono::Days;
use plan_core::overlay::{Overlays, resolve};
use plan_core::plan::{BasePlan, Phase, PlanSettings, PlannedWorkout, Week, WorkoutId};
use plan_core::testing::plan_and_operations;
use plan_core::units::{Distance, DistanceUnit};
use plan_core::workout::{Workout, WorkoutKind};
use plan_export::chart::{Chart, Frame, Rect, Tenths};
use plan_export::json::{self, PlanBody, Units};
use proptest::prelude::*;

const FRAMES: [Frame; 2] = [Frame::WIDE, Frame::NARROW];

fn body(base: &BasePlan, overlays: &Overlays, units: Units) -> PlanBody {
    json::public(&sample::identity(), &resolve(base, overlays), units)
}

/// A week for each number of miles, run at once on its last day.
fn plan_of(miles: &[u16]) -> BasePlan {
    let weeks = (1..).zip(miles).map(|(number, miles)| {
        let start = sample::date("2026-03-02") + Days::new(7 * u64::from(number - 1));
        Week {
            number,
            start,
            phase: if number <= 26 {
                Phase::Base
            } else {
                Phase::Build
            },
            workouts: vec![PlannedWorkout {
                id: WorkoutId::Generated(number.into()),
                date: start + Days::new(6),
                workout: Workout::run(WorkoutKind::LongRun, Distance::from_miles(*miles)),
            }],
        }
    });
    let settings = PlanSettings {
        race: None,
        ..sample::plan().settings().clone()
    };
    BasePlan::new(settings, weeks.collect()).unwrap()
}

fn chart_of(miles: &[u16], frame: Frame) -> Chart {
    Chart::of(&body(&plan_of(miles), sample::none(), Units::Miles), frame)
}

#[test]
fn a_bar_is_as_high_as_its_week_is_long() {
    for frame in FRAMES {
        let chart = chart_of(&[20, 10, 40, 0], frame);
        let top = chart.ticks.last().unwrap();
        assert_eq!((top.value, top.y), (40, chart.plot.y));
        let full = chart.plot.height.0;
        for (bar, height) in chart.bars.iter().zip([full / 2, full / 4, full, 0]) {
            assert!(bar.target.height.0.abs_diff(height) <= 1, "{bar:?}");
        }
        for bar in &chart.bars {
            assert_eq!(bar.target.bottom(), chart.plot.bottom());
            assert_eq!((bar.removed, bar.planned_level), (None, None));
        }
    }
}

#[test]
fn what_was_taken_away_stands_on_the_bar_up_to_what_was_planned() {
    let chart = Chart::of(
        &body(&sample::plan(), &sample::every_layer(), Units::Miles),
        Frame::WIDE,
    );
    let lighter = &chart.bars[0];
    let removed = lighter.removed.unwrap();
    assert_eq!(removed.bottom(), lighter.target.y);
    assert_eq!(lighter.top(), removed.y);
    assert!(lighter.is_loss_labeled);
    // 22.5 of 29.5 miles.
    let whole = removed.height.0 + lighter.target.height.0;
    assert!((whole * 225 / 295).abs_diff(lighter.target.height.0) <= 1);
    let heavier = chart.bars.iter().find(|bar| bar.planned_level.is_some());
    assert!(heavier.is_some_and(|bar| bar.planned_level.unwrap() > bar.target.y));
}

#[test]
fn an_injury_takes_nothing_away_that_could_be_seen() {
    let chart = Chart::of(
        &body(&sample::plan(), &sample::an_injury_alone(), Units::Miles),
        Frame::WIDE,
    );
    for bar in chart.bars {
        assert_eq!(bar.removed, None);
        assert_eq!(bar.planned_distance, bar.target_distance);
    }
}

#[test]
fn a_race_has_a_flag_in_its_week() {
    for frame in FRAMES {
        let chart = Chart::of(&body(&sample::plan(), sample::none(), Units::Miles), frame);
        let flag = chart.race.unwrap();
        assert_eq!(flag.week, 4);
        assert_eq!(flag.x, chart.bars[3].slot.center());
        assert!(flag.top < flag.bottom && flag.bottom <= chart.bars[3].top());
        // The names of the phases stand on the first line; their tails reach a
        // quarter below it. A number on the highest bar stands 2/5 above that.
        let text = frame.text.0;
        assert!(flag.top.0 > text * 5 / 4, "the word meets no phase");
        let word = flag.top.0 + text * 3 / 4;
        assert!(
            word <= chart.plot.y.0 - text * 2 / 5 - text * 3 / 4,
            "and no number"
        );
        assert_eq!(chart_of(&[10], frame).race, None, "no race, no flag");
    }
}

#[test]
fn kilometers_have_a_scale_of_their_own() {
    let chart = Chart::of(
        &body(&plan_of(&[40]), sample::none(), Units::Metric),
        Frame::WIDE,
    );
    assert_eq!(chart.unit, DistanceUnit::Kilometer);
    assert_eq!(chart.bars[0].target_distance.to_string(), "64.4");
    assert_eq!(chart.ticks.last().unwrap().value, 80);
}

#[test]
fn numbers_are_thinned_until_they_fit() {
    let numbered = |weeks: usize, frame| {
        let chart = chart_of(&vec![30; weeks], frame);
        let bars = chart.bars.iter().filter(|bar| bar.is_numbered);
        bars.map(|bar| bar.week).collect::<Vec<_>>()
    };
    assert_eq!(numbered(1, Frame::WIDE), [1]);
    assert_eq!(numbered(1, Frame::NARROW), [1]);
    assert_eq!(numbered(16, Frame::WIDE), (1..=16).collect::<Vec<_>>());
    assert_eq!(numbered(16, Frame::NARROW), [2, 4, 6, 8, 10, 12, 14, 16]);
    assert_eq!(
        numbered(52, Frame::NARROW),
        [1, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50]
    );
}

#[test]
fn no_number_is_struck_out_by_the_line_of_what_was_planned() {
    let chart = Chart::of(
        &body(&sample::plan(), &sample::every_layer(), Units::Miles),
        Frame::WIDE,
    );
    let mut seen = 0;
    for bar in &chart.bars {
        let (Some(level), Some(label)) = (bar.planned_level, bar.label) else {
            continue;
        };
        let letters = label.baseline.0 - chart.frame.text.0..=label.baseline.0;
        assert!(label.is_inside && !letters.contains(&level.0), "{bar:?}");
        seen += 1;
    }
    assert_eq!(seen, 2);
}

#[test]
fn one_week_is_a_bar_and_not_a_wall() {
    let chart = chart_of(&[30], Frame::WIDE);
    assert!(chart.bars[0].target.width.0 < chart.plot.width.0 / 4);
    assert_eq!(chart.bars[0].target.center(), chart.plot.center());
}

#[test]
fn a_week_without_running_still_has_an_axis() {
    let chart = chart_of(&[0, 0], Frame::WIDE);
    assert_eq!(chart.ticks.len(), 2);
    assert!(
        chart
            .bars
            .iter()
            .all(|bar| bar.target.height.0 == 0 && bar.label.is_none())
    );
}

#[test]
fn the_drawing_names_itself_to_those_who_do_not_see_it() {
    let chart = Chart::of(
        &body(&sample::plan(), &sample::every_layer(), Units::Miles),
        Frame::WIDE,
    );
    let svg = chart
        .to_svg("wide", "Weekly distance", "Four weeks <to> a race")
        .unwrap();
    assert!(svg.contains(r#"role="img" aria-labelledby="wide-title wide-description""#));
    assert!(!svg.contains("<to>"), "escaped");
    insta::assert_snapshot!("weekly_distance", svg);
}

fn is_inside(inner: Rect, outer: Rect) -> bool {
    outer.x <= inner.x
        && outer.y <= inner.y
        && inner.right() <= outer.right()
        && inner.bottom() <= outer.bottom()
}

proptest! {
    #[test]
    fn any_plan_stays_on_its_sheet((base, operations) in plan_and_operations(12)) {
        let overlays = Overlays::replay(&operations).unwrap();
        for units in [Units::Miles, Units::Metric] {
            let plan = body(&base, &overlays, units);
            for frame in FRAMES {
                let chart = Chart::of(&plan, frame);
                let sheet = Rect { x: Tenths(0), y: Tenths(0), width: frame.width, height: frame.height };
                prop_assert!(is_inside(chart.plot, sheet));
                prop_assert_eq!(chart.bars.len(), plan.weeks.len());
                for bar in &chart.bars {
                    prop_assert!(is_inside(bar.target, bar.slot) && is_inside(bar.slot, chart.plot));
                    prop_assert!(bar.removed.is_none_or(|removed| is_inside(removed, bar.slot)));
                    prop_assert!(bar.removed.is_none() || bar.planned_level.is_none());
                }
                for pair in chart.bars.windows(2) {
                    prop_assert_eq!(pair[0].slot.right(), pair[1].slot.x);
                }
                let strips = chart.phases.iter().map(|span| span.strip.width.0).sum::<u32>();
                prop_assert_eq!(strips, chart.plot.width.0);
                prop_assert!(chart.ticks.is_sorted_by(|lower, upper| lower.y > upper.y));
            }
        }
    }
}
