use chrono::NaiveDate;
use plan_core::overlay::Layer;
use plan_core::plan::Phase;
use plan_core::resolved::{Change, Delta, Reason, ResolvedWorkout};
use plan_core::units::{Distance, Duration};
use plan_core::workout::RunWalk;
use plan_core::zones::Zone;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Audience, Hundredths, Pen, StepBody, Twin, kilometers, miles, word};

/// One difference between the generated workout and the final one.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangeBody {
    /// The layer that made it.
    #[schema(schema_with = word::layer)]
    pub layer: Layer,
    /// The workout's member that changed.
    #[schema(example = "targetDistanceMiles")]
    pub field: &'static str,
    /// What it was.
    #[schema(required = true)]
    pub before: Option<ValueBody>,
    /// What it was in kilometers, of distances with `units=metric`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Hundredths>)]
    pub before_kilometers: Twin<Hundredths>,
    /// What it became.
    #[schema(required = true)]
    pub after: Option<ValueBody>,
    /// What it became in kilometers, of distances with `units=metric`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Hundredths>)]
    pub after_kilometers: Twin<Hundredths>,
    /// Why, in a sentence.
    pub reason: String,
    /// The overlay that made it, for editors only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "o12")]
    pub overlay_id: Option<String>,
}

/// The value of a workout's member.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(untagged)]
pub enum ValueBody {
    /// A word, a date, a duration or a text.
    Text(String),
    /// A distance or a number of minutes.
    Number(Hundredths),
    /// Yes or no.
    Flag(bool),
    /// A workout's parts.
    Steps(Vec<StepBody>),
}

/// A member's name with its value before and after.
pub(super) struct Difference {
    pub(super) field: &'static str,
    pub(super) before: Option<ValueBody>,
    pub(super) after: Option<ValueBody>,
    /// Of distances.
    pub(super) in_kilometers: Option<Ends>,
}

/// A distance in kilometers, before and after.
#[derive(Clone, Copy)]
pub(super) struct Ends {
    pub(super) before: Option<Hundredths>,
    pub(super) after: Option<Hundredths>,
}

impl Difference {
    fn new(field: &'static str, before: Option<ValueBody>, after: Option<ValueBody>) -> Self {
        Self {
            field,
            before,
            after,
            in_kilometers: None,
        }
    }

    fn of_distances(
        field: &'static str,
        before: Option<Distance>,
        after: Option<Distance>,
    ) -> Self {
        let number = |distance| ValueBody::Number(miles(distance));
        Self {
            in_kilometers: Some(Ends {
                before: before.map(kilometers),
                after: after.map(kilometers),
            }),
            ..Self::new(field, before.map(number), after.map(number))
        }
    }
}

/// What people read as the description, before and after.
pub(super) struct Described {
    pub(super) before: String,
    pub(super) after: String,
}

fn by_the_same_overlay(one: &Change, other: &Change) -> bool {
    (one.layer, one.overlay) == (other.layer, other.overlay)
}

/// What people read before and after each overlay, where one changed the text.
fn descriptions(resolved: &ResolvedWorkout<'_>, phase: Phase) -> Vec<Described> {
    let mut changes = resolved.changes.iter();
    if !changes.any(|change| matches!(change.delta, Delta::Description { .. })) {
        return Vec::new();
    }
    let mut date = resolved.date;
    let mut workout = resolved.workout.clone();
    let mut described = Vec::new();
    // Backwards, from what is shown to what was shown before each overlay.
    for together in resolved.changes.chunk_by(by_the_same_overlay).rev() {
        let after = workout.describe(phase);
        for change in together.iter().rev() {
            change.delta.undo(&mut date, workout.to_mut());
        }
        described.push(Described {
            before: workout.describe(phase),
            after,
        });
    }
    described.reverse();
    described
}

impl Pen {
    pub(super) fn changes(&self, resolved: &ResolvedWorkout<'_>, phase: Phase) -> Vec<ChangeBody> {
        let described = descriptions(resolved, phase);
        let mut bodies = Vec::with_capacity(resolved.changes.len());
        // What one overlay does, it does for one reason.
        let mut said: Option<(Reason, String)> = None;
        let together = resolved.changes.chunk_by(by_the_same_overlay);
        for (index, change) in together
            .enumerate()
            .flat_map(|(index, changes)| changes.iter().map(move |change| (index, change)))
        {
            let reason = match said {
                Some((reason, text)) if reason == change.reason => text,
                _ => self.reason(&change.reason),
            };
            bodies.extend(self.change(change, described.get(index), &reason));
            said = Some((change.reason, reason));
        }
        bodies
    }

    fn change<'a>(
        &'a self,
        change: &'a Change,
        described: Option<&Described>,
        text: &'a str,
    ) -> impl Iterator<Item = ChangeBody> + use<'a> {
        let Change {
            layer,
            overlay,
            delta,
            // In `text`.
            reason: _,
        } = change;
        let differences = self.differences(delta, described).into_iter();
        differences.map(|difference| {
            let in_kilometers = difference.in_kilometers;
            ChangeBody {
                layer: *layer,
                field: difference.field,
                before: difference.before,
                before_kilometers: in_kilometers.and_then(|ends| self.twin(ends.before)),
                after: difference.after,
                after_kilometers: in_kilometers.and_then(|ends| self.twin(ends.after)),
                reason: text.to_owned(),
                overlay_id: self.for_editors(|| overlay.to_string()),
            }
        })
    }

    /// Overlay ids mean nothing to the public, so a sentence does not name one there.
    fn reason(&self, reason: &Reason) -> String {
        match reason {
            Reason::MadeUp {
                source: _,
                share,
                unit,
            } if self.audience == Audience::Public => format!(
                "Makes up {} {unit} that a vacation or a day off removed.",
                share.as_unit(*unit)
            ),
            _ => reason.to_string(),
        }
    }

    /// A difference of the domain as differences of the wire; of what only
    /// editors see, none for the public.
    /// `described` is there where a text changed.
    pub(super) fn differences(
        &self,
        delta: &Delta,
        described: Option<&Described>,
    ) -> Vec<Difference> {
        let text = |value: &Option<String>| value.clone().map(ValueBody::Text);
        let date = |value: &NaiveDate| Some(ValueBody::Text(value.to_string()));
        let duration =
            |value: &Option<Duration>| value.map(|value| ValueBody::Text(value.to_iso8601()));
        let zone = |value: &Option<Zone>| value.map(|zone| ValueBody::Text(zone.to_string()));
        let minutes = |value: &Option<RunWalk>, of: fn(RunWalk) -> u8| {
            value.map(|turns| ValueBody::Number(Hundredths::new(u64::from(of(turns)) * 100)))
        };
        let one = |field, before, after| vec![Difference::new(field, before, after)];
        let for_editors = |difference| self.for_editors(|| difference).into_iter().collect();
        match delta {
            Delta::Date { before, after } => one("date", date(before), date(after)),
            Delta::Kind { before, after } => one(
                "type",
                Some(ValueBody::Text(before.to_string())),
                Some(ValueBody::Text(after.to_string())),
            ),
            Delta::Distance { before, after } => vec![Difference::of_distances(
                "targetDistanceMiles",
                *before,
                *after,
            )],
            Delta::Duration { before, after } => {
                one("targetDuration", duration(before), duration(after))
            }
            Delta::Zone { before, after } => one("paceZone", zone(before), zone(after)),
            Delta::RunWalk { before, after } => vec![
                Difference::new(
                    "runMinutes",
                    minutes(before, RunWalk::run_minutes),
                    minutes(after, RunWalk::run_minutes),
                ),
                Difference::new(
                    "walkMinutes",
                    minutes(before, RunWalk::walk_minutes),
                    minutes(after, RunWalk::walk_minutes),
                ),
            ],
            Delta::WarmUp { before, after } => {
                one("warmUpDuration", duration(before), duration(after))
            }
            Delta::CoolDown { before, after } => {
                one("coolDownDuration", duration(before), duration(after))
            }
            Delta::Steps { before, after } => one(
                "steps",
                Some(ValueBody::Steps(self.steps(before))),
                Some(ValueBody::Steps(self.steps(after))),
            ),
            // Where no text is set, people read the derived one.
            Delta::Description { .. } => one(
                "description",
                described.map(|text| ValueBody::Text(text.before.clone())),
                described.map(|text| ValueBody::Text(text.after.clone())),
            ),
            Delta::Name { before, after } => {
                for_editors(Difference::new("name", text(before), text(after)))
            }
            Delta::DistanceFrom { before, after } => for_editors(Difference::of_distances(
                "distanceFromMiles",
                *before,
                *after,
            )),
            Delta::DistanceIsEstimated { before, after } => for_editors(Difference::new(
                "isDistanceEstimated",
                Some(ValueBody::Flag(*before)),
                Some(ValueBody::Flag(*after)),
            )),
            Delta::Note { before, after } => {
                for_editors(Difference::new("note", text(before), text(after)))
            }
            Delta::LibraryId { before, after } => for_editors(Difference::new(
                "libraryWorkoutId",
                text(before),
                text(after),
            )),
        }
    }
}
