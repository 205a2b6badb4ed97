//! What publishing a plan makes public of what people wrote, for whoever is about to
//! pass its address on.

use chrono::NaiveDate;
use plan_core::plan::Phase;
use plan_core::resolved::{ResolvedPlan, ResolvedWorkout};
use plan_core::workout::Workout;
use serde::Serialize;
use utoipa::ToSchema;

use super::Short;

/// The free text of a plan that anyone reads who has its address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PublicTextBody {
    /// What the plan is called.
    pub display_name: String,
    /// Every description with words that somebody wrote: a note behind the dash of a line
    /// of the draft, a library workout's text, an edit. Also those that an edit replaced,
    /// where the public plan shows what was before.
    pub descriptions: Vec<PublicDescriptionBody>,
}

/// A description that people wrote in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PublicDescriptionBody {
    /// Whose it is.
    #[schema(example = "w17", value_type = String)]
    pub workout_id: Short,
    /// The day the workout is on.
    pub date: NaiveDate,
    /// All that is read there, the words of the plan's own included.
    pub description: String,
}

/// The words of people in what [`public`](super::public) makes of a plan.
pub fn public_text_of(display_name: &str, plan: &ResolvedPlan<'_>) -> PublicTextBody {
    let weeks = plan.weeks().iter();
    let workouts = weeks.flat_map(|week| week.workouts.iter().map(|one| (one, week.phase)));
    let descriptions = workouts.flat_map(|(resolved, phase)| {
        let texts = written(resolved, phase).into_iter();
        texts.map(|description| PublicDescriptionBody {
            workout_id: Short::from(resolved.id),
            date: resolved.date,
            description,
        })
    });
    PublicTextBody {
        display_name: display_name.to_owned(),
        descriptions: descriptions.collect(),
    }
}

/// What people wrote about a workout: as it is, then as it was before each change that is
/// told, every text once.
fn written(resolved: &ResolvedWorkout<'_>, phase: Phase) -> Vec<String> {
    let mut said = Vec::new();
    let mut texts = Vec::new();
    let mut listen = |workout: &Workout| {
        // A text of its own takes the place of the note and of all else.
        let words = workout.description.as_ref().or(workout.note.as_ref());
        if let Some(words) = words
            && !said.contains(words)
        {
            said.push(words.clone());
            texts.push(workout.describe(phase));
        }
    };
    listen(&resolved.workout);
    if !resolved.touched_by_injury {
        let mut date = resolved.date;
        let mut workout = resolved.workout.clone();
        for change in resolved.changes.iter().rev() {
            change.delta.undo(&mut date, workout.to_mut());
            listen(&workout);
        }
    }
    texts
}
