//! Whole seasons with races on the way, and the smallest weeks, as a coach reads them.

use plan_core::draft::Schedule;
use plan_core::overlay::{Overlays, resolve};
use plan_core::plan::{Level, RaceDistance, RaceGoal};
use plan_core::planner::{OtherRace, PlanBrief, RaceRole, regenerate};
use plan_core::units::{Distance, DistanceUnit};
use plan_core::workout::Workout;

use crate::laws::{self, date};
use crate::{calendar, planned, race};

fn towards(distance: RaceDistance, day: &str, brief: PlanBrief) -> PlanBrief {
    PlanBrief {
        race: Some(RaceGoal {
            date: Some(date(day)),
            ..race(distance)
        }),
        ..brief
    }
}

fn on_the_way(day: &str, meters: u32, role: RaceRole) -> OtherRace {
    OtherRace {
        date: date(day),
        distance: Distance::from_meters(meters),
        name: None,
        role,
    }
}

#[test]
fn seasons_with_races_and_smallest_weeks_read_like_a_coach_wrote_them() {
    let seasons = [
        (
            "half_12_metric_with_races_in_midweek_and_back_to_back",
            towards(
                RaceDistance::HalfMarathon,
                "2026-10-18",
                PlanBrief {
                    unit: DistanceUnit::Kilometer,
                    races: vec![
                        on_the_way("2026-08-26", 5_000, RaceRole::TuneUp),
                        on_the_way("2026-09-20", 10_000, RaceRole::B),
                    ],
                    ..PlanBrief::new(12, Level::Advanced)
                },
            ),
        ),
        (
            "five_k_8_beginner_from_six_miles",
            towards(
                RaceDistance::FiveK,
                "2026-10-18",
                PlanBrief {
                    days_per_week: Some(3),
                    weekly_distance: Some(Distance::from_tenths(65, DistanceUnit::Mile)),
                    ..PlanBrief::new(8, Level::Beginner)
                },
            ),
        ),
    ];
    for (name, brief) in seasons {
        let planned = planned(&brief);
        laws::hold(&brief, &planned);
        insta::assert_snapshot!(name, calendar::render(&planned));
    }
}

#[test]
fn the_nearer_the_race_the_shorter_the_run() {
    let levels = [Level::Beginner, Level::Intermediate, Level::Advanced];
    let units = [DistanceUnit::Mile, DistanceUnit::Kilometer];
    let races = RaceDistance::ALL.iter().copied();
    for ((distance, level), weeks) in races
        .flat_map(|race| levels.map(|level| (race, level)))
        .flat_map(|case| [8, 12, 16].map(|weeks| (case, weeks)))
    {
        for unit in units {
            let brief = PlanBrief {
                unit,
                race: Some(race(distance)),
                ..PlanBrief::new(weeks, level)
            };
            let planned = planned(&brief);
            let last = planned.draft.weeks.last().unwrap();
            // Relative weeks begin on Monday, and the race is on Sunday.
            let runs: Vec<_> = last
                .days
                .iter()
                .flatten()
                .map(Workout::training_distance)
                .filter(|distance| !distance.is_zero())
                .collect();
            assert!(
                runs.is_sorted_by(|earlier, later| earlier >= later),
                "{distance} {level} {weeks} {unit}: {runs:?}"
            );
        }
    }
}

#[test]
fn a_plan_made_again_races_on_the_last_day_of_its_weeks_and_counts_them_from_the_first() {
    let brief = towards(
        RaceDistance::FullMarathon,
        "2027-04-18",
        PlanBrief::new(16, Level::Intermediate),
    );
    let settings = Schedule {
        start: None,
        pattern: brief.pattern,
        vdot: None,
    };
    let old = planned(&brief).draft.schedule(settings).unwrap();
    let overlays = Overlays::default();
    let rest = PlanBrief {
        race: Some(race(RaceDistance::FullMarathon)),
        days_per_week: Some(3),
        ..PlanBrief::new(9, Level::Intermediate)
    };
    // Nine weeks from Monday 8 February, the first of the week that holds today.
    let today = date("2027-02-10");
    let made = regenerate(&resolve(&old, &overlays), today, &rest, &[]).unwrap();
    assert_eq!(made.plan.end(), date("2027-04-11"));
    let told: Vec<u8> = made
        .findings
        .iter()
        .filter_map(|it| it.place.week)
        .collect();
    assert!(
        !told.is_empty() && told.iter().all(|week| (7..=15).contains(week)),
        "{told:?}"
    );
}
