//! What a calendar says of a plan, and the laws its stamps keep.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "json/sample.rs"]
#[expect(dead_code, reason = "the other test of this crate uses the rest of it")]
mod sample;

#[path = "calendar/events.rs"]
mod events;
#[path = "calendar/golden.rs"]
mod golden;
#[path = "calendar/hostile.rs"]
mod hostile;
#[path = "calendar/laws.rs"]
mod laws;
#[path = "calendar/says.rs"]
mod says;

use chrono::{DateTime, Duration, NaiveTime, Utc};
use plan_core::overlay::{Operation, Overlays, resolve};
use plan_core::plan::BasePlan;
use plan_core::units::DistanceUnit;
use plan_export::calendar::{About, Audience, Calendar, Options, Revisions, Times, calendar};

pub(crate) fn created() -> DateTime<Utc> {
    sample::identity().created
}

/// The operations of a log, a day apart.
pub(crate) fn timed(log: &[Operation]) -> impl Iterator<Item = (DateTime<Utc>, &Operation)> {
    log.iter()
        .map(|one| (created() + Duration::days(one.sequence as i64), one))
}

pub(crate) const ABOUT: About<'static> = About {
    short_id: plan_core::plan::ShortId::from_number(1_234_567_890_123),
    busy_name: "b0c4d2e6f8a01357",
    display_name: "Spring 10K",
    status: plan_core::plan::PlanStatus::Active,
    created: DateTime::from_timestamp(1_771_575_300, 0).unwrap(),
    page: "https://plans.example/plans/4fT9bQz",
    source: "https://plans.example/api/plans/4fT9bQz/calendar.ics",
};

/// A plan with everything its log says, as a calendar.
pub(crate) fn written(base: &BasePlan, log: &[Operation], options: &Options) -> Calendar {
    written_as(&ABOUT, base, log, options)
}

pub(crate) fn written_as(
    about: &About<'_>,
    base: &BasePlan,
    log: &[Operation],
    options: &Options,
) -> Calendar {
    let overlays = Overlays::replay(log).unwrap();
    let revisions = Revisions::along(base, created(), timed(log)).unwrap();
    calendar(about, &resolve(base, &overlays), &revisions, options)
}

pub(crate) fn all_day() -> Options {
    Options::default()
}

pub(crate) fn morning_and_evening() -> Options {
    Options {
        times: Some(Times {
            first: NaiveTime::from_hms_opt(6, 30, 0).unwrap(),
            later: NaiveTime::from_hms_opt(18, 0, 0).unwrap(),
        }),
        ..all_day()
    }
}

pub(crate) fn busy() -> Options {
    Options {
        audience: Audience::Others,
        ..morning_and_evening()
    }
}

pub(crate) fn in_kilometers() -> Options {
    Options {
        unit: Some(DistanceUnit::Kilometer),
        ..all_day()
    }
}
