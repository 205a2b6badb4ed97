//! Library workouts in a draft that was just written, and what is to be said of it then.
//!
//! The writer's findings are about what it wrote. Where other workouts stand in its
//! places, whatever was measured is measured again; what is about wishes, days and
//! dates still holds.

use plan_core::check::is_measured;
use plan_core::draft::Draft;
use plan_core::units::{Distance, Duration};
use plan_core::workout::{Step, WorkoutKind};

use super::{Fit, LibraryWorkout, Room, WorkoutPreference, replace};
use crate::conversion::{checked, schedule};
use crate::ops::OpError;
use crate::outcome::PlanSource;
use crate::writers::{Brief, Written};

/// Puts library workouts into what a writer wrote. None is taken that alone takes
/// longer than its day has.
///
/// # Errors
/// What the calendar refuses; it took the draft as it was written.
pub(crate) fn put_into(
    written: &mut Written,
    library: &[LibraryWorkout],
    preference: WorkoutPreference,
    brief: &Brief,
) -> Result<(), OpError> {
    if preference == WorkoutPreference::AiGenerate {
        return Ok(());
    }
    // With the limits that were stated in words.
    let plan = brief.completed().brief;
    let room = Room {
        max_minutes: plan.max_minutes,
        vdot: plan.vdot,
    };
    let before = written.draft.clone();
    let Written {
        draft, findings, ..
    } = written;
    let gaps = replace(draft, library, preference, Fit::Near, room);
    let is_as_written = training(&before).eq(training(draft));
    if !is_as_written {
        findings.retain(|finding| !is_measured(finding));
    }
    findings.extend(gaps);
    if !is_as_written {
        let source = PlanSource {
            pattern: plan.pattern,
            vdot: plan.vdot,
        };
        let scheduled = schedule(draft, source)?;
        findings.extend(checked(draft, &scheduled, &plan));
    }
    Ok(())
}

/// What of a draft is measured.
fn training(
    draft: &Draft,
) -> impl Iterator<Item = (WorkoutKind, Option<Distance>, Option<Duration>, &[Step])> {
    let days = draft.weeks.iter().flat_map(|week| &week.days);
    days.flatten()
        .map(|it| (it.kind, it.distance, it.duration, it.steps.as_slice()))
}
