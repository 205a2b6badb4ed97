//! The trace in sentences: why a workout is what it is.

use std::fmt;

use chrono::NaiveDate;

use super::trace::{Change, Delta};
use super::{Completion, Feedback, Layer, OverlayId, Status};
use crate::draft;
use crate::error::Error;
use crate::plan::WorkoutId;
use crate::resolved::{ResolvedPlan, ResolvedWorkout};
use crate::units::DistanceUnit;
use crate::workout::Workout;

/// Where a workout comes from and what became of it, told in order.
///
/// It names no body part and no severity, as [`Reason`](super::trace::Reason) does not; its notes may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Which workout.
    pub workout: WorkoutId,
    /// First what was planned, last what it is now.
    pub sentences: Vec<Sentence>,
}

/// One link of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// What it tells of.
    pub about: Chapter,
    /// For people.
    pub text: String,
}

/// What a sentence of an [`Explanation`] tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Chapter {
    /// What was generated.
    Generated,
    /// What a person added.
    Added(OverlayId),
    /// What a layer changed, and why.
    Changed(Layer, OverlayId),
    /// What became of miles that were taken from it.
    MadeUpElsewhere(OverlayId),
    /// What an overlay asked for and could not have, or what a prudent coach adds.
    Noted,
    /// What the runner logged.
    Logged(OverlayId),
    /// What it is now.
    Now,
}

/// One sentence a line.
impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, sentence) in self.sentences.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(f, "{separator}{}", sentence.text)?;
        }
        Ok(())
    }
}

impl ResolvedPlan<'_> {
    /// Why a workout is what it is: what was generated, what each layer made
    /// of it and for what reason, what was logged, and what it is now.
    ///
    /// # Errors
    /// Names `workoutId` when the plan does not have it.
    pub fn explain(&self, id: WorkoutId) -> Result<Explanation, Error> {
        let workout = self
            .workout(id)
            .ok_or_else(|| Error::not_in_plan("workoutId", id))?;
        let mut teller = Teller {
            plan: self,
            unit: self.base().unit(),
            sentences: Vec::new(),
        };
        teller.tell(workout);
        Ok(Explanation {
            workout: id,
            sentences: teller.sentences,
        })
    }
}

struct Teller<'p, 'a> {
    plan: &'p ResolvedPlan<'a>,
    unit: DistanceUnit,
    sentences: Vec<Sentence>,
}

impl Teller<'_, '_> {
    fn tell(&mut self, resolved: &ResolvedWorkout<'_>) {
        // What was there before every change; it need not be asked for by id,
        // for an addition may be gone while its logged day stays.
        let mut date = resolved.date;
        let mut workout = resolved.workout.clone().into_owned();
        for change in resolved.changes.iter().rev() {
            change.delta.undo(&mut date, &mut workout);
        }
        self.origin(resolved, date, &workout);
        let same_cause = |a: &Change, b: &Change| a.overlay == b.overlay && a.reason == b.reason;
        for changes in resolved.changes.chunk_by(same_cause) {
            self.changed(changes, &mut date, &mut workout);
        }
        self.made_up_elsewhere(resolved);
        self.noted(resolved.id);
        if let Some((id, completion)) = &resolved.completion {
            self.logged(*id, completion);
        }
        self.now(resolved);
    }

    fn say(&mut self, about: Chapter, text: String) {
        self.sentences.push(Sentence { about, text });
    }

    fn origin(&mut self, resolved: &ResolvedWorkout<'_>, date: NaiveDate, workout: &Workout) {
        let line = self.line(workout);
        match resolved.id {
            WorkoutId::Generated(_) => {
                let week = self.plan.base().week_of(date);
                let place = week.map_or_else(String::new, |week| {
                    format!(" (week {}, {})", week.number, week.phase)
                });
                let why = week.map_or_else(String::new, |week| {
                    // The line has shown the coach's note.
                    let without_note = Workout {
                        note: None,
                        ..workout.clone()
                    };
                    format!(" {}", without_note.describe(week.phase))
                });
                let text = format!("Generated for {}{place}: {line}.{why}", day(date));
                self.say(Chapter::Generated, text);
            }
            WorkoutId::Added(operation) => {
                let id = OverlayId(operation);
                let text = format!("Added by hand ({id}) for {}: {line}.", day(date));
                self.say(Chapter::Added(id), text);
            }
        }
    }

    /// What one overlay changed for one reason.
    fn changed(&mut self, changes: &[Change], date: &mut NaiveDate, workout: &mut Workout) {
        let Some(first) = changes.first() else { return };
        let (date_before, before) = (*date, self.line(workout));
        for change in changes {
            change.apply(date, workout);
        }
        let after = self.line(workout);
        let mut parts = Vec::new();
        if *date != date_before {
            parts.push(format!("{} → {}", day(date_before), day(*date)));
        }
        if after != before {
            parts.push(format!("{before} → {after}"));
        }
        parts.extend(
            changes
                .iter()
                .filter_map(|change| beside_the_line(&change.delta)),
        );
        if parts.is_empty() {
            parts.push("only what goes with it".to_owned());
        }
        let reason = first.reason.to_string();
        let text = format!(
            "{} ({}): {}.",
            reason.trim_end_matches('.'),
            first.overlay,
            parts.join("; "),
        );
        self.say(Chapter::Changed(first.layer, first.overlay), text);
    }

    fn made_up_elsewhere(&mut self, resolved: &ResolvedWorkout<'_>) {
        for effect in self.plan.redistributions() {
            let source = effect.redistribution.source;
            if resolved.removed.iter().any(|(id, _)| *id == source) {
                let all = effect.placed + effect.unplaced;
                let text = format!(
                    "Made up elsewhere ({}): {} of the {} that {source} removed from the plan.",
                    effect.id,
                    draft::distance(effect.placed, self.unit),
                    draft::distance(all, self.unit),
                );
                self.say(Chapter::MadeUpElsewhere(effect.id), text);
            }
        }
    }

    fn noted(&mut self, id: WorkoutId) {
        let about_it = self
            .plan
            .findings()
            .iter()
            .filter(|finding| finding.place.workout == Some(id));
        for finding in about_it {
            self.say(Chapter::Noted, format!("Note: {}", finding.message));
        }
    }

    fn logged(&mut self, id: OverlayId, completion: &Completion) {
        // Destructured, so that a new field is a compile-time question here.
        let Completion {
            workout: _,
            status,
            actual_distance,
            actual_duration,
            actual_effort,
            feedback,
            completed_on,
        } = completion;
        let mut text = format!("{status} ({id})");
        if let Some(date) = completed_on {
            text.push_str(&format!(" on {}", day(*date)));
        }
        let facts = [
            actual_distance.map(|distance| draft::distance(distance, self.unit)),
            actual_duration.map(|time| format!("in {time}")),
            actual_effort.map(|effort| format!("at effort {effort} of 20")),
            feedback.map(|feedback| format!("felt {}", feeling(feedback))),
        ];
        let facts = facts.into_iter().flatten().collect::<Vec<_>>();
        if !facts.is_empty() {
            text.push_str(&format!(": {}", facts.join(", ")));
        }
        text.push_str(". What was planned is frozen as it stood then.");
        self.say(Chapter::Logged(id), text);
    }

    fn now(&mut self, resolved: &ResolvedWorkout<'_>) {
        let line = self.line(&resolved.workout);
        let date = day(resolved.date);
        let text = match (resolved.status, resolved.changes.is_empty()) {
            (Status::Pending, true) => "Nothing has changed it.".to_owned(),
            (Status::Pending, false) => format!("Now: {line} on {date}."),
            (Status::Completed | Status::Skipped, _) => format!("It stays {line} on {date}."),
        };
        self.say(Chapter::Now, text);
    }

    /// A workout as a draft writes it.
    fn line(&self, workout: &Workout) -> String {
        draft::workout(workout, self.unit)
    }
}

const fn feeling(feedback: Feedback) -> &'static str {
    match feedback {
        Feedback::TooEasy => "too easy",
        Feedback::JustRight => "just right",
        Feedback::Tough => "tough",
        Feedback::TooHard => "too hard",
    }
}

/// A value that a draft's line does not show; warm-up and cool-down are among its steps.
fn beside_the_line(delta: &Delta) -> Option<String> {
    match delta {
        Delta::Description { after, .. } => Some(match after {
            Some(text) => format!("described as “{}”", text.trim_end_matches('.')),
            None => "its own description goes".to_owned(),
        }),
        Delta::LibraryId { .. } => Some("no longer the library's workout".to_owned()),
        Delta::Date { .. }
        | Delta::Kind { .. }
        | Delta::Name { .. }
        | Delta::Distance { .. }
        | Delta::DistanceFrom { .. }
        | Delta::DistanceIsEstimated { .. }
        | Delta::Duration { .. }
        | Delta::Zone { .. }
        | Delta::RunWalk { .. }
        | Delta::WarmUp { .. }
        | Delta::CoolDown { .. }
        | Delta::Steps { .. }
        | Delta::Note { .. } => None,
    }
}

/// `Tue 2026-03-10`.
fn day(date: NaiveDate) -> impl fmt::Display {
    date.format("%a %Y-%m-%d")
}
