//! How long a workout takes, for the end of its event.
//!
//! | planned | reckoned |
//! |---|---|
//! | by time | that time |
//! | a run by distance | at the middle of the easy pace, quality sessions at its fast end: warm-up and recoveries make up for the fast part (as the check `day_minutes` does) |
//! | a race | the target time of the goal race, else the race time of the VDOT, else as a run |
//! | anything else | 45 minutes |
//!
//! Without a VDOT the pace is the level's: 12:00, 10:00 or 8:30 a mile. What is
//! reckoned is rounded up to whole five minutes; nothing is shorter than that.

use plan_core::draft::usual_pace;
use plan_core::plan::PlanSettings;
use plan_core::units::{Distance, Duration};
use plan_core::workout::{Workout, WorkoutKind};
use plan_core::zones::{PaceZones, Zone};

/// What is not running and has no duration takes this long.
const SESSION: Duration = Duration::from_minutes(45);
/// What is reckoned is a multiple of it.
const STEP: Duration = Duration::from_minutes(5);

/// How long a workout of a plan with these settings takes; at least five minutes.
pub fn of(settings: &PlanSettings, workout: &Workout) -> Duration {
    if let Some(duration) = workout.duration {
        return duration.max(STEP);
    }
    let Some(distance) = workout.distance.filter(|far| !far.is_zero()) else {
        return SESSION;
    };
    let seconds = reckoned(settings, workout.kind, distance).as_seconds();
    let steps = seconds.div_ceil(STEP.as_seconds()).max(1);
    STEP.times(steps)
}

fn reckoned(settings: &PlanSettings, kind: WorkoutKind, distance: Distance) -> Duration {
    if kind == WorkoutKind::Race {
        let goal = settings
            .race
            .as_ref()
            .and_then(|race| (race.distance.distance() == distance).then_some(race.target_time)?);
        if let Some(time) = goal.or_else(|| settings.vdot.map(|vdot| vdot.race_time(distance))) {
            return time;
        }
    }
    let pace = match settings.vdot.map(PaceZones::from_vdot) {
        Some(zones) if kind.is_quality() => zones.range(Zone::Easy).fast,
        Some(zones) => zones.midpoint(Zone::Easy),
        None => usual_pace(settings.level),
    };
    pace * distance
}

#[cfg(test)]
mod tests {
    use plan_core::fitness::Vdot;
    use plan_core::plan::{Level, ProgressionPattern, RaceDistance, RaceGoal};
    use plan_core::units::DistanceUnit;

    use super::*;

    #[test]
    fn a_workout_ends_when_its_time_is_over_or_when_it_is_reckoned_to_be() {
        let by_feel = PlanSettings {
            unit: DistanceUnit::Mile,
            level: Level::Intermediate,
            pattern: ProgressionPattern::Linear,
            vdot: None,
            race: None,
        };
        let fit = PlanSettings {
            vdot: Vdot::new(50.0).ok(),
            ..by_feel.clone()
        };
        let hopeful = PlanSettings {
            race: Some(RaceGoal {
                distance: RaceDistance::TenK,
                date: None,
                target_time: Some(Duration::from_minutes(42)),
            }),
            ..fit.clone()
        };
        let run = |kind, miles| Workout::run(kind, Distance::from_miles(miles));
        let ten_k = || Workout::run(WorkoutKind::Race, RaceDistance::TenK.distance());
        let timed = Workout {
            duration: Some(Duration::from_seconds(2_500)),
            ..run(WorkoutKind::Easy, 4)
        };
        let shortest = Workout {
            duration: Some(Duration::from_seconds(1)),
            ..Workout::new(WorkoutKind::Strength)
        };
        use WorkoutKind::{Easy, LongRun, Strength, Tempo};
        for (name, settings, workout, seconds) in [
            ("as planned", &by_feel, &timed, 2_500),
            ("never nothing", &by_feel, &shortest, 300),
            ("a usual session", &by_feel, &Workout::new(Strength), 2_700),
            ("no distance", &by_feel, &run(Easy, 0), 2_700),
            ("at 10:00 a mile", &by_feel, &run(Easy, 5), 3_000),
            ("rounded up", &by_feel, &run(Easy, 7), 4_200),
            (
                "the middle of E, 8:28 a mile",
                &fit,
                &run(LongRun, 10),
                5_100,
            ),
            (
                "the fast end of E, 7:59 a mile",
                &fit,
                &run(Tempo, 6),
                3_000,
            ),
            ("41:21 at this VDOT", &fit, &ten_k(), 2_700),
            ("the time hoped for", &hopeful, &ten_k(), 2_700),
            ("a race by feel", &by_feel, &ten_k(), 3_900),
        ] {
            assert_eq!(of(settings, workout).as_seconds(), seconds, "{name}");
        }
    }
}
