//! The largest plan, as every benchmark takes it.

use chrono::NaiveDate;
use plan_core::draft::Schedule;
use plan_core::fitness::Vdot;
use plan_core::plan::{BasePlan, Level, ProgressionPattern, RaceDistance, RaceGoal};
use plan_core::planner::{PlanBrief, plan};

/// A year towards a marathon.
pub(crate) fn base_plan() -> BasePlan {
    let vdot = Vdot::new(48.0).ok();
    let brief = PlanBrief {
        race: Some(RaceGoal {
            distance: RaceDistance::FullMarathon,
            date: NaiveDate::from_ymd_opt(2027, 4, 18),
            target_time: None,
        }),
        vdot,
        ..PlanBrief::new(52, Level::Intermediate)
    };
    let schedule = Schedule {
        start: None,
        pattern: ProgressionPattern::ThreeUpOneDown,
        vdot,
    };
    plan(&brief).unwrap().draft.schedule(schedule).unwrap()
}
