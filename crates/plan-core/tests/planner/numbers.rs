//! The planner's numbers: phases, volume, taper, shares, sessions.

use plan_core::fitness::Vdot;
use plan_core::plan::{Level, Phase, ProgressionPattern, RaceDistance};
use plan_core::planner::PlanBrief;
use plan_core::units::{Distance, DistanceUnit};
use plan_core::workout::WorkoutKind;

use crate::{Restrict, planned, race};

/// Weekly volumes in miles.
fn volumes(brief: &PlanBrief) -> Vec<f64> {
    planned(brief)
        .draft
        .weeks
        .iter()
        .map(|week| week.stated_volume.unwrap().as_miles())
        .collect()
}

fn brief(weeks: u8, level: Level, distance: RaceDistance) -> PlanBrief {
    let mut brief = PlanBrief::new(weeks, level);
    brief.race = Some(race(distance));
    brief
}

#[test]
fn phases_have_their_lengths() {
    let lengths = |weeks: u8, has_race: bool| {
        let mut brief = PlanBrief::new(weeks, Level::Intermediate);
        brief.race = has_race.then(|| race(RaceDistance::TenK));
        let weeks = planned(&brief).draft.weeks;
        [Phase::Base, Phase::Build, Phase::Peak, Phase::Taper]
            .map(|phase| weeks.iter().filter(|week| week.phase == phase).count())
    };
    for (weeks, expected) in [
        (1, [0, 0, 0, 1]),
        (2, [0, 1, 0, 1]),
        (3, [1, 1, 0, 1]),
        (4, [1, 1, 1, 1]),
        (5, [2, 0, 1, 2]),
        (8, [2, 3, 1, 2]),
        (11, [3, 4, 2, 2]),
        (12, [3, 4, 2, 3]),
        (16, [4, 7, 2, 3]),
        (20, [5, 9, 3, 3]),
        (52, [13, 28, 8, 3]),
    ] {
        assert_eq!(lengths(weeks, true), expected, "{weeks} weeks");
    }
    assert_eq!(lengths(1, false), [1, 0, 0, 0]);
    assert_eq!(lengths(2, false), [1, 1, 0, 0]);
    assert_eq!(lengths(12, false), [3, 9, 0, 0]);
}

#[test]
fn the_volume_starts_and_peaks_where_the_level_says() {
    for (distance, by_level) in [
        (
            RaceDistance::FiveK,
            [(8.0, 18.0), (18.0, 30.0), (30.0, 45.0)],
        ),
        (
            RaceDistance::TenK,
            [(10.0, 20.0), (20.0, 34.0), (32.0, 50.0)],
        ),
        (
            RaceDistance::HalfMarathon,
            [(12.0, 25.0), (22.0, 38.0), (35.0, 52.0)],
        ),
        (
            RaceDistance::FullMarathon,
            [(15.0, 38.0), (26.0, 48.0), (38.0, 62.0)],
        ),
    ] {
        for (level, (start, peak)) in Level::ALL.iter().zip(by_level) {
            let brief = brief(20, *level, distance);
            let volumes = volumes(&brief);
            assert_eq!(
                (volumes[0], volumes[16]),
                (start, peak),
                "{distance} {level}"
            );
            let last_peak = &planned(&brief).draft.weeks[16];
            assert_eq!(last_peak.phase, Phase::Peak);
        }
    }
    let mut own = brief(20, Level::Intermediate, RaceDistance::TenK);
    own.weekly_distance = Some(Distance::from_miles(24));
    assert_eq!(volumes(&own)[0], 24.0, "the runner's own start");
    own.weekly_distance = Some(Distance::from_miles(45));
    assert!(
        volumes(&own)[..17].iter().all(|volume| *volume <= 45.0),
        "never above an own start beyond the peak"
    );
}

#[test]
fn cutback_weeks_are_counted_back_from_the_last_peak_week() {
    for (pattern, expected) in [
        (ProgressionPattern::Linear, vec![]),
        (ProgressionPattern::TwoUpOneDown, vec![2, 5, 8, 11]),
        (ProgressionPattern::ThreeUpOneDown, vec![2, 6, 10]),
        (ProgressionPattern::FourUpOneDown, vec![4, 9]),
    ] {
        // 13 weeks before the taper of a plan of 16.
        let mut brief = brief(16, Level::Intermediate, RaceDistance::HalfMarathon);
        brief.pattern = pattern;
        let volumes = volumes(&brief);
        let falls = (1..13)
            .filter(|&week| volumes[week] < volumes[week - 1])
            .map(|week| week + 1)
            .collect::<Vec<_>>();
        assert_eq!(falls, expected, "{pattern}");
        for week in expected {
            let share = volumes[week - 1] / volumes[week - 2];
            assert!(
                (0.77..=0.83).contains(&share),
                "{pattern}, week {week}: {share}"
            );
        }
    }
}

#[test]
fn long_plans_hold_the_start_before_their_last_24_weeks() {
    let mut brief = brief(40, Level::Intermediate, RaceDistance::FullMarathon);
    brief.pattern = ProgressionPattern::ThreeUpOneDown;
    let volumes = volumes(&brief);
    assert!(
        volumes[..16]
            .iter()
            .all(|volume| [26.0, 21.0].contains(volume)),
        "{volumes:?}"
    );
    assert!(volumes[16..24].iter().any(|volume| *volume > 26.0));
}

#[test]
fn the_taper_keeps_its_percentages_of_the_peak() {
    for (distance, taper) in [
        (RaceDistance::FiveK, [0.83, 0.72, 0.47]),
        (RaceDistance::TenK, [0.82, 0.70, 0.45]),
        (RaceDistance::HalfMarathon, [0.88, 0.72, 0.40]),
        (RaceDistance::FullMarathon, [0.78, 0.58, 0.35]),
    ] {
        for weeks in [4, 8, 16] {
            for unit in [DistanceUnit::Mile, DistanceUnit::Kilometer] {
                let mut brief = brief(weeks, Level::Intermediate, distance);
                brief.unit = unit;
                let step = unit.tenth().times(5).as_miles();
                let volumes = volumes(&brief);
                let peak = volumes.iter().copied().fold(0.0, f64::max);
                let length = match weeks {
                    4 => 1,
                    8 => 2,
                    _ => 3,
                };
                for back in 1..=length {
                    let (volume, share) = (volumes[volumes.len() - back], taper[3 - back]);
                    assert!(
                        (volume - share * peak).abs() <= step,
                        "{distance}, {weeks} weeks, {back} from the end: {volume} of {peak} mi"
                    );
                }
            }
        }
    }
    let one = brief(1, Level::Intermediate, RaceDistance::FiveK);
    assert!(
        (volumes(&one)[0] - 0.6 * 18.0).abs() <= 0.5,
        "one week: 60 % of the start"
    );
}

#[test]
fn the_race_week_is_easy_and_has_no_long_run() {
    for distance in RaceDistance::ALL {
        for level in Level::ALL {
            let planned = planned(&brief(12, *level, *distance));
            let race_week = planned.draft.weeks.last().unwrap();
            assert!(race_week.days.iter().flatten().all(|workout| matches!(
                workout.kind,
                WorkoutKind::Easy | WorkoutKind::Rest | WorkoutKind::Race
            )));
            assert_eq!(
                race_week.days[5][0].kind,
                WorkoutKind::Rest,
                "the day before"
            );
        }
    }
}

#[test]
fn long_runs_keep_to_their_time_where_pace_is_known() {
    use plan_core::zones::{PaceZones, Zone};
    for (distance, run_walk, most) in [
        (RaceDistance::HalfMarathon, false, 150),
        (RaceDistance::HalfMarathon, true, 150),
        (RaceDistance::FullMarathon, false, 180),
        (RaceDistance::FullMarathon, true, 210),
    ] {
        for vdot in [22.0, 30.0, 40.0, 60.0] {
            let mut brief = brief(20, Level::Advanced, distance);
            brief.vdot = Vdot::new(vdot).ok();
            brief.run_walk = run_walk.then_some(plan_core::planner::RunWalkPlan::ByPhase);
            let planned = planned(&brief);
            let easy = PaceZones::from_vdot(brief.vdot.unwrap()).midpoint(Zone::Easy);
            let longest = planned
                .draft
                .weeks
                .iter()
                .flat_map(|week| week.days.iter().flatten())
                .map(|workout| easy * workout.training_distance())
                .max()
                .unwrap();
            assert!(
                longest.as_minutes() <= f64::from(most),
                "{distance} {vdot}: {longest}"
            );
            let told = planned
                .findings
                .iter()
                .any(|finding| finding.rule == "long_run_time");
            assert_eq!(
                told,
                longest.as_minutes() > 150.0,
                "{distance} {vdot}: {longest}"
            );
        }
    }
}

#[test]
fn quality_sessions_follow_level_and_phase() {
    for distance in RaceDistance::ALL {
        for (level, by_phase) in [
            (Level::Beginner, [0, 1, 1, 0]),
            (Level::Intermediate, [1, 1, 2, 1]),
            (Level::Advanced, [1, 2, 2, 1]),
        ] {
            let mut brief = PlanBrief::new(16, level);
            brief.race = Some(race(*distance));
            let planned = planned(&brief);
            for (index, week) in planned.draft.weeks.iter().enumerate() {
                let sessions = week
                    .days
                    .iter()
                    .flatten()
                    .filter(|workout| workout.kind.is_quality())
                    .count();
                let expected = match index {
                    // Race week is easy; new runners first get used to running.
                    15 => 0,
                    0..4 if level == Level::Beginner => 0,
                    _ => by_phase[week.phase as usize],
                };
                assert_eq!(sessions, expected, "{distance} {level} week {}", index + 1);
            }
        }
    }
}

/// The usual days, in every phase: what a run may be of its long run, in percent.
#[test]
fn easy_and_medium_long_runs_have_their_share_of_the_long_run() {
    for distance in RaceDistance::ALL {
        for level in Level::ALL {
            let mut brief = PlanBrief::new(20, *level);
            brief.race = Some(race(*distance));
            let long_race = matches!(
                distance,
                RaceDistance::HalfMarathon | RaceDistance::FullMarathon
            );
            for (index, week) in planned(&brief).draft.weeks.iter().enumerate() {
                let easy = match (long_race, week.phase) {
                    (false, _) => (60.0, 70.0),
                    (true, Phase::Base) => {
                        [(45.0, 55.0), (40.0, 50.0), (38.0, 48.0)][*level as usize]
                    }
                    (true, Phase::Build) => {
                        [(40.0, 52.0), (38.0, 48.0), (35.0, 45.0)][*level as usize]
                    }
                    (true, Phase::Peak) => {
                        [(38.0, 50.0), (35.0, 45.0), (32.0, 42.0)][*level as usize]
                    }
                    (true, Phase::Taper) => (35.0, 45.0),
                };
                // Within two days of the long run, a tenth less.
                let medium_long = if long_race {
                    (54.0, 70.0)
                } else {
                    (67.5, 85.0)
                };
                let runs = week.days.iter().flatten();
                let Some(long) = runs
                    .clone()
                    .find(|workout| workout.kind == WorkoutKind::LongRun)
                    .and_then(|workout| workout.distance)
                else {
                    continue;
                };
                for workout in runs {
                    let (low, high) = match workout.kind {
                        WorkoutKind::Easy if workout.note.is_none() => easy,
                        WorkoutKind::MediumLong => medium_long,
                        _ => continue,
                    };
                    let (run, long) = (workout.distance.unwrap().as_miles(), long.as_miles());
                    // A rounding step either way, and no run under two miles.
                    let least = long * low / 100.0 - 0.75;
                    let most = (long * high / 100.0 + 0.75).max(2.5);
                    assert!(
                        run >= least && run <= most,
                        "{distance} {level} week {}: {run} of {long} mi",
                        index + 1
                    );
                }
            }
        }
    }
}

#[test]
fn what_keeps_the_volume_down_is_named() {
    let cases: [(&str, u8, Restrict); 4] = [
        ("volume_limited_by_days", 18, |brief| {
            brief.days_per_week = Some(3);
        }),
        ("volume_limited_by_minutes", 18, |brief| {
            brief.max_minutes = [Some(60); 7];
        }),
        ("volume_limited_by_long_run_time", 18, |brief| {
            brief.vdot = Vdot::new(24.0).ok();
        }),
        ("volume_limited_by_growth", 6, |_| {}),
    ];
    for (rule, weeks, restrict) in cases {
        let mut brief = PlanBrief::new(weeks, Level::Advanced);
        brief.race = Some(race(RaceDistance::FullMarathon));
        restrict(&mut brief);
        let limits = planned(&brief)
            .findings
            .into_iter()
            .map(|finding| finding.rule)
            .filter(|rule| rule.starts_with("volume_limited"))
            .collect::<Vec<_>>();
        assert_eq!(limits, [rule]);
    }
}
