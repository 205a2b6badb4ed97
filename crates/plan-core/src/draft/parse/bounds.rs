//! What nobody runs in a day.
//!
//! Amounts beyond are slips, of the pen or of our reading; either way the line
//! is better asked about than believed.

use crate::draft::{effort, print};
use crate::units::{Distance, DistanceUnit, Duration};
use crate::workout::{StepLength, Workout, WorkoutKind};

/// The longest single stretch inside a workout.
const LONGEST_STRETCH: Distance = Distance::from_meters(60_000);

/// The most a line of a kind may ask for.
const fn most(kind: WorkoutKind) -> (Distance, Duration) {
    match kind {
        // The longest races of a day or two.
        WorkoutKind::Race => (Distance::from_miles(100), Duration::from_minutes(48 * 60)),
        // On a bicycle, or on a long hike.
        WorkoutKind::CrossTraining => (
            Distance::from_kilometers(300),
            Duration::from_minutes(24 * 60),
        ),
        _ => (
            Distance::from_kilometers(100),
            Duration::from_minutes(10 * 60),
        ),
    }
}

/// Refuses a workout nobody could mean.
///
/// # Errors
/// What was read, and the most that is believed.
pub(super) fn check(workout: &Workout, unit: DistanceUnit) -> Result<(), String> {
    let (farthest, longest) = most(workout.kind);
    let stretches = workout.steps.iter().flat_map(effort::segments);
    let stretches = stretches.map(|segment| segment.length);
    let whole = [
        workout.distance.map(StepLength::Distance),
        workout.duration.map(StepLength::Time),
    ];
    let limits = whole
        .into_iter()
        .flatten()
        .map(|length| (length, farthest))
        .chain(stretches.map(|length| (length, LONGEST_STRETCH.min(farthest))));
    for (length, farthest) in limits {
        let (read, most) = match length {
            StepLength::Distance(to) if to > farthest => {
                // In whole units: the limit need not be an even number of them.
                let whole = farthest.floor_to(unit.one());
                (print::distance(to, unit), print::distance(whole, unit))
            }
            StepLength::Time(time) if time > longest => {
                (print::duration(time), print::duration(longest))
            }
            _ => continue,
        };
        return Err(format!(
            "a length of at most {most}; the line reads as {read}"
        ));
    }
    Ok(())
}
