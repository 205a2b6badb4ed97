//! Reading every line of a year anew costs a few readings of the year, not fifty.

use std::time::{Duration, Instant};

use plan_core::draft;
use plan_core::plan::RaceDistance;
use plan_core::units::DistanceUnit;

use super::{Conversion, Garbled, Scripted, brief, planned};

/// The quickest of several, so that a busy machine does not decide.
fn quickest(mut work: impl FnMut()) -> Duration {
    let times = (0..5).map(|_| {
        let start = Instant::now();
        work();
        start.elapsed()
    });
    times.min().unwrap_or_default()
}

#[test]
fn a_year_with_every_line_unread_is_not_read_again_for_every_week() {
    let brief = brief(52, RaceDistance::FullMarathon, DistanceUnit::Mile);
    let draft = planned(&brief);
    let garbled = Garbled::new(&draft, |_| true);
    assert!(garbled.plain.len() > 250, "{}", garbled.plain.len());
    let text = draft::print(&draft);
    let context = draft::ParseContext {
        unit: brief.unit,
        level: brief.level,
        weeks: Some(52),
        start: None,
        race: brief.race.clone(),
    };
    let once = quickest(|| drop(draft::parse(&text, &context)));
    let writer = Scripted::new(|question, _| garbled.answer(question));
    let all = quickest(|| {
        let told = Conversion::of(&brief).run(&writer, &garbled.text);
        assert_eq!(told.weeks.len(), 52);
    });
    // Twice for each week would be more than a hundred.
    assert!(all < once * 50, "{all:?} for {once:?} once");
}
