//! Which weekday holds what.

use chrono::Weekday;
use plan_core::plan::{Level, Phase, RaceDistance};
use plan_core::planner::{PlanBrief, RunWalkPlan};
use plan_core::workout::{RunWalk, WorkoutKind};
use plan_core::zones::Zone;

use crate::laws::{self, date};
use crate::{Restrict, planned, race};

#[test]
fn the_long_run_is_on_the_weekend_where_that_has_time_enough() {
    let long_day = |restrict: Restrict| {
        let mut brief = PlanBrief::new(8, Level::Intermediate);
        brief.race = Some(race(RaceDistance::HalfMarathon));
        restrict(&mut brief);
        let planned = planned(&brief);
        let week = &planned.draft.weeks[0];
        laws::WEEKDAYS.into_iter().find(|day| {
            week.on(*day)
                .iter()
                .any(|workout| workout.kind == WorkoutKind::LongRun)
        })
    };
    assert_eq!(long_day(|_| {}), Some(Weekday::Sun));
    assert_eq!(
        long_day(|brief| brief.max_minutes[6] = Some(150)),
        Some(Weekday::Sun)
    );
    assert_eq!(
        long_day(|brief| brief.max_minutes[6] = Some(60)),
        Some(Weekday::Sat)
    );
    assert_eq!(
        long_day(|brief| brief.race.as_mut().unwrap().date = Some(date("2027-05-22"))),
        Some(Weekday::Sat)
    );
    assert_eq!(
        long_day(|brief| brief.race.as_mut().unwrap().date = Some(date("2027-05-20"))),
        Some(Weekday::Sun),
        "a race on a Thursday moves no long run into the working week"
    );
}

#[test]
fn a_race_stands_even_on_a_day_kept_free() {
    let mut brief = PlanBrief::new(12, Level::Beginner);
    brief.race = Some(race(RaceDistance::TenK));
    brief.unavailable_days = vec![Weekday::Sun];
    let planned = planned(&brief);
    laws::hold(&brief, &planned);
    assert!(
        planned
            .findings
            .iter()
            .any(|finding| finding.rule == "race_on_unavailable_day"),
        "{:?}",
        planned.findings
    );
}

#[test]
fn run_walk_minutes_follow_the_phase_or_the_runner() {
    let ratios = |run_walk| {
        let mut brief = PlanBrief::new(12, Level::Beginner);
        brief.race = Some(race(RaceDistance::HalfMarathon));
        brief.run_walk = run_walk;
        let weeks = planned(&brief).draft.weeks;
        let mut ratios = weeks
            .iter()
            .flat_map(|week| {
                week.days
                    .iter()
                    .flatten()
                    .map(move |workout| (week.phase, workout))
            })
            .filter(|(_, workout)| workout.kind.zone() == Some(Zone::Easy))
            .map(|(phase, workout)| {
                let minutes = workout
                    .run_walk
                    .map(|ratio| (ratio.run_minutes(), ratio.walk_minutes()));
                (phase, minutes)
            })
            .collect::<Vec<_>>();
        ratios.dedup();
        ratios
    };
    use Phase::{Base, Build, Peak, Taper};
    let same = |minutes| [Base, Build, Peak, Taper].map(|phase| (phase, minutes));
    assert_eq!(ratios(None), same(None));
    assert_eq!(
        ratios(Some(RunWalkPlan::ByPhase)),
        [
            (Base, Some((4, 1))),
            (Build, Some((6, 1))),
            (Peak, Some((8, 1))),
            (Taper, Some((8, 1)))
        ]
    );
    let custom = RunWalk::new(3, 2).unwrap();
    assert_eq!(
        ratios(Some(RunWalkPlan::Custom(custom))),
        same(Some((3, 2)))
    );
}
