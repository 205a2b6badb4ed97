//! Any brief a request could make.

use plan_core::fitness::Vdot;
use plan_core::plan::{Level, ProgressionPattern, RaceDistance, RaceGoal};
use plan_core::planner::{PlanBrief, RunWalkPlan};
use plan_core::units::{Distance, DistanceUnit};
use plan_core::workout::RunWalk;
use proptest::collection::vec;
use proptest::option::{of, weighted};
use proptest::prelude::*;
use proptest::sample::select;

prop_compose! {
    /// Values are in range; together they may leave no plan.
    pub(crate) fn brief()(
        weeks in 1u8..=52,
        level in select(Level::ALL),
        race in of(select(RaceDistance::ALL)),
        (race_days, start_days) in (of(0u64..400), weighted(0.3, -10i64..10)),
        unit in select(&[DistanceUnit::Mile, DistanceUnit::Kilometer][..]),
        pattern in select(ProgressionPattern::ALL),
        vdot in of(20.0..80.0f64),
        days_per_week in of(3u8..=7),
        long_run_day in weighted(0.3, select(&crate::laws::WEEKDAYS[..])),
        unavailable_days in vec(select(&crate::laws::WEEKDAYS[..]), 0..4),
        minutes in prop::array::uniform7(weighted(0.3, 0u16..200)),
        kilometers in weighted(0.4, 3u16..=250),
        run_walk in weighted(0.2, of((1u8..=30, 1u8..=10))),
        seed in any::<u64>(),
    ) -> PlanBrief {
        let date = |days: u64| crate::laws::date("2027-01-01") + chrono::Days::new(days);
        let race_date = race_days.map(date);
        let block = race_date.map(|race| race - chrono::Days::new(u64::from(weeks) * 7 - 1));
        PlanBrief {
            race: race.map(|distance| RaceGoal { distance, date: race_date, target_time: None }),
            start: start_days.map(|days| {
                block.unwrap_or(date(40)) + chrono::TimeDelta::days(days)
            }),
            unit,
            pattern,
            vdot: vdot.and_then(|vdot| Vdot::new(vdot).ok()),
            days_per_week,
            long_run_day,
            unavailable_days,
            max_minutes: minutes,
            weekly_distance: kilometers.map(Distance::from_kilometers),
            run_walk: run_walk.map(|minutes| match minutes {
                Some((run, walk)) => RunWalkPlan::Custom(RunWalk::new(run, walk).unwrap()),
                None => RunWalkPlan::ByPhase,
            }),
            seed,
            ..PlanBrief::new(weeks, level)
        }
    }
}
