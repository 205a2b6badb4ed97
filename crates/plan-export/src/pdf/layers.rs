//! What was done to single workouts, counted: the weeks of the document show each.

use chrono::NaiveDate;
use plan_core::overlay::Modifier;

use crate::json::{PlanBody, WorkoutBody};

/// So many days are named; of more, how many.
const DAYS_NAMED: usize = 6;

/// A line for each kind of change that the public plan tells of: days off, edits, additions,
/// moves, and for somebody's health no more than that workouts were reduced.
pub(super) fn told(plan: &PlanBody) -> impl Iterator<Item = String> {
    let lines = [
        line(plan, ("Day off", "Days off"), |workout| {
            workout.modifier == Modifier::DayOff
        }),
        line(plan, ("Edited", "Edited"), |workout| {
            workout.modifier == Modifier::UserEdited && !is_only_moved(workout)
        }),
        line(plan, ("Added", "Added"), |workout| {
            workout.modifier == Modifier::UserAdded
        }),
        line(plan, ("Moved to", "Moved to"), is_moved),
        reduced(plan),
    ];
    lines.into_iter().flatten()
}

fn is_moved(workout: &WorkoutBody) -> bool {
    let mut changes = workout.changes.iter().flatten();
    changes.any(|change| change.field == "date")
}

fn is_only_moved(workout: &WorkoutBody) -> bool {
    let mut changes = workout.changes.iter().flatten();
    is_moved(workout) && changes.all(|change| change.field == "date")
}

fn which(plan: &PlanBody, is_one: impl Fn(&WorkoutBody) -> bool) -> Vec<NaiveDate> {
    let workouts = plan.weeks.iter().flat_map(|week| &week.workouts);
    let mut days = workouts
        .filter(|workout| is_one(workout))
        .map(|workout| workout.date)
        .collect::<Vec<_>>();
    days.sort_unstable();
    days
}

/// `Days off: Jun 3, Jun 10.`
fn line(
    plan: &PlanBody,
    (one, several): (&str, &str),
    is_one: impl Fn(&WorkoutBody) -> bool,
) -> Option<String> {
    let mut days = which(plan, is_one);
    days.dedup();
    let name = if days.len() == 1 { one } else { several };
    let named = days
        .iter()
        .take(DAYS_NAMED)
        .map(|day| day.format("%b %-d").to_string())
        .collect::<Vec<_>>()
        .join(", ");
    let more = match days.len().saturating_sub(DAYS_NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    (!days.is_empty()).then(|| format!("{name}: {named}{more}."))
}

fn reduced(plan: &PlanBody) -> Option<String> {
    match which(plan, |workout| workout.modifier == Modifier::InjuryReduced).len() {
        0 => None,
        1 => Some("Reduced: 1 workout.".to_owned()),
        many => Some(format!("Reduced: {many} workouts.")),
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Days};
    use plan_core::overlay::{
        Addition, BodyPart, DayOff, Edit, Injury, Move, MoveTarget, Operation, OperationKind,
        Overlay, Overlays, Values, resolve,
    };
    use plan_core::plan::{
        BasePlan, Level, Phase, PlanSettings, PlanStatus, PlannedWorkout, ProgressionPattern, Week,
        WorkoutId,
    };
    use plan_core::units::{Distance, DistanceUnit};
    use plan_core::workout::{Workout, WorkoutKind};

    use super::*;
    use crate::json::{self, Identity, Units};

    /// Four weeks of an easy run a day, from March 2 on.
    fn told_of(overlays: Vec<Overlay>) -> Vec<String> {
        let first = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        let week = |number: u8| {
            let start = first + Days::new(7 * u64::from(number - 1));
            let workouts = (0..7).map(|day| PlannedWorkout {
                id: WorkoutId::Generated(7 * u32::from(number - 1) + day + 1),
                date: start + Days::new(day.into()),
                workout: Workout::run(WorkoutKind::Easy, Distance::from_miles(5)),
            });
            Week {
                number,
                start,
                phase: Phase::Base,
                workouts: workouts.collect(),
            }
        };
        let settings = PlanSettings {
            unit: DistanceUnit::Mile,
            level: Level::Intermediate,
            pattern: ProgressionPattern::Linear,
            vdot: None,
            race: None,
        };
        let base = BasePlan::new(settings, (1..=4).map(week).collect()).unwrap();
        let log = (1..).zip(overlays).map(|(sequence, overlay)| Operation {
            sequence,
            kind: OperationKind::Add(overlay),
        });
        let overlays = Overlays::replay(&log.collect::<Vec<_>>()).unwrap();
        let identity = Identity {
            public_id: None,
            display_name: "Easy",
            status: PlanStatus::Active,
            created: DateTime::UNIX_EPOCH,
        };
        let body = json::public(&identity, &resolve(&base, &overlays), Units::Miles);
        told(&body).collect()
    }

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, day).unwrap()
    }

    fn day_off(date: u32) -> Overlay {
        Overlay::DayOff(DayOff::new(day(date), 0).unwrap())
    }

    #[test]
    fn what_was_done_to_single_workouts_is_told_by_its_days() {
        let nothing: Vec<String> = Vec::new();
        assert_eq!(told_of(Vec::new()), nothing);
        let overlays = vec![
            day_off(4),
            Overlay::Edit(Edit {
                workout: WorkoutId::Generated(5),
                values: Values {
                    distance: Some(Distance::from_miles(3)),
                    ..Values::default()
                },
            }),
            Overlay::Addition(Addition {
                date: day(8),
                values: Values {
                    kind: Some(WorkoutKind::Strength),
                    ..Values::default()
                },
            }),
            Overlay::Move(Move {
                workout: WorkoutId::Generated(9),
                to: MoveTarget::SwapWith(WorkoutId::Generated(10)),
            }),
        ];
        assert_eq!(
            told_of(overlays),
            [
                "Day off: Mar 4.",
                "Edited: Mar 6.",
                "Added: Mar 8.",
                "Moved to: Mar 10, Mar 11.",
            ]
        );
    }

    #[test]
    fn many_days_are_not_all_named_and_of_an_injury_there_is_a_number_alone() {
        let mut overlays = (2..=9).map(day_off).collect::<Vec<_>>();
        let part = BodyPart::new("left calf").unwrap();
        let injury = Injury::new(part, 3, day(16), Some(day(17))).unwrap();
        overlays.push(Overlay::Injury(injury));
        let told = told_of(overlays);
        assert_eq!(
            told[0],
            "Days off: Mar 2, Mar 3, Mar 4, Mar 5, Mar 6, Mar 7 and 2 more."
        );
        let reduced = told[1].strip_prefix("Reduced: ").unwrap();
        let (count, _) = reduced.split_once(' ').unwrap();
        assert!(count.parse::<u32>().unwrap() >= 2, "{told:?}");
        assert_eq!(told.len(), 2);
    }
}
