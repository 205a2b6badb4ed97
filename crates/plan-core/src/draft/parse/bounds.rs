//! What nobody runs in a day: too much, nothing, less than nothing.
//!
//! Amounts beyond are slips, of the pen or of our reading; either way the line
//! is better asked about than believed.

use super::amounts::{self, Unit};
use super::lexer::{Kind, Token};
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

/// Refuses a length behind a minus: `Easy -4 mi`.
///
/// A dash apart from the number separates, one behind a number makes a range, and
/// behind a pace seconds may be taken away.
///
/// # Errors
/// What was expected.
pub(super) fn check_signs(tokens: &[Token<'_>]) -> Result<(), String> {
    let is_negative = |at: usize| {
        let (minus, number) = (&tokens[at], &tokens[at + 1]);
        let before = at.checked_sub(1).map(|before| &tokens[before]);
        let is_minus = minus.kind == Kind::Dash && minus.end() == number.start;
        let is_apart = before.is_none_or(|before| {
            before.end() < minus.start || matches!(before.kind, Kind::Sign('(' | ':' | ',' | '@'))
        });
        let is_range = before.is_some_and(|before| {
            matches!(before.kind, Kind::Number(_) | Kind::Clock)
                || amounts::unit_word(before).is_some()
        });
        let unit = tokens.get(at + 2).and_then(amounts::unit_word);
        is_minus
            && is_apart
            && !is_range
            && matches!(number.kind, Kind::Number(_))
            && unit != Some(Unit::Seconds(1))
    };
    match (0..tokens.len().saturating_sub(1)).find(|at| is_negative(*at)) {
        Some(at) => Err(format!(
            "a length above zero; `-{}` is below",
            tokens[at + 1].text
        )),
        None => Ok(()),
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
        let is_nothing = match length {
            StepLength::Distance(to) => to.is_zero(),
            StepLength::Time(time) => time.is_zero(),
            StepLength::Open => false,
        };
        if is_nothing {
            return Err("a length above zero, or `Rest`".to_owned());
        }
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
