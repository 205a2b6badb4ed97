//! The effort of work that names none: a session's own.
//!
//! `Tempo: 3 x 10 min, 2 min jog` asks for 10 minutes at tempo. What is beside
//! the repeats (`Intervals 9 mi: 3 mi, 6 x 800 m, 2 mi`) is not the session,
//! and where any stretch names its effort, those without one have none.

use crate::workout::{Segment, Step, StepLength, StepRole, StepTarget, Workout, WorkoutKind};
use crate::zones::Zone;

/// Gives the work of a session the session's zone where its steps name no effort.
pub(super) fn assume(workout: &mut Workout) {
    let is_session = matches!(
        workout.kind,
        WorkoutKind::Tempo | WorkoutKind::Intervals | WorkoutKind::RacePace
    );
    let Some(zone) = workout.zone.filter(|_| is_session) else {
        return;
    };
    let has_repeats = workout
        .steps
        .iter()
        .any(|step| matches!(step, Step::Repeat { .. }) && segments(step).iter().any(is_work));
    // An easy run in front of repeats says nothing about them.
    let is_beside = |step: &Step, segment: &Segment| {
        has_repeats
            && matches!(step, Step::Once(_))
            && segment.target == StepTarget::Zone(Zone::Easy)
    };
    let says_effort = workout.steps.iter().any(|step| {
        segments(step).iter().any(|segment| {
            segment.role == StepRole::Work
                && segment.target != StepTarget::Open
                && !is_beside(step, segment)
        })
    });
    if says_effort {
        return;
    }
    let target = StepTarget::Zone(zone);
    if has_repeats {
        for step in &mut workout.steps {
            if let Step::Repeat { segments, .. } = step {
                segments
                    .iter_mut()
                    .filter(|segment| is_work(segment))
                    .for_each(|segment| segment.target = target);
            }
        }
        return;
    }
    let mut stretches = workout.steps.iter_mut().filter_map(|step| match step {
        Step::Once(segment) if is_work(segment) => Some(segment),
        _ => None,
    });
    // One long stretch is the session; of several nobody said which.
    if let (Some(only), None, true) = (
        stretches.next(),
        stretches.next(),
        workout.kind != WorkoutKind::Intervals,
    ) {
        only.target = target;
    }
}

/// The segments of a step, once each.
pub(super) fn segments(step: &Step) -> &[Segment] {
    match step {
        Step::Once(segment) => std::slice::from_ref(segment),
        Step::Repeat { segments, .. } => segments,
    }
}

/// Work with a length and nothing said about it; strides and hills have notes.
fn is_work(segment: &Segment) -> bool {
    segment.role == StepRole::Work && segment.length != StepLength::Open && segment.note.is_none()
}
