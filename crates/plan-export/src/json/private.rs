use std::collections::BTreeMap;

use chrono::NaiveDate;
use plan_core::overlay::{
    Addition, Completion, DayOff, Edit, Injury, Move, MoveTarget, Overlay, OverlayId, Overlays,
    Redistribution, Status,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::plan::scope_parts;
use super::{Hundredths, OverrideBody, Pen, PlanBody, word};

/// What people wrote about injuries, by the injury's id.
pub type InjuryNotes = BTreeMap<OverlayId, String>;

/// A plan as those who may edit it see it: the public body with the whole
/// trace, and what stands behind it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PrivatePlanBody {
    /// Number of its writes; also its `ETag`.
    pub version: u64,
    /// The plan itself.
    #[serde(flatten)]
    pub plan: PlanBody,
    /// Its injuries, oldest first.
    pub injuries: Vec<InjuryBody>,
    /// Every other overlay in force, and what was logged, oldest first.
    pub overlays: Vec<OverlayBody>,
}

/// Something that hurts or hurt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InjuryBody {
    /// Its id.
    #[schema(example = "o12")]
    pub id: String,
    /// Where it hurts.
    pub body_part: String,
    /// 1 (a niggle) to 10.
    #[schema(minimum = 1, maximum = 10)]
    pub severity: u8,
    /// The first affected day.
    pub reported_on: NaiveDate,
    /// The last injured day; null while it is open.
    #[schema(required = true)]
    pub resolved_on: Option<NaiveDate>,
    /// What was written about it.
    #[schema(required = true)]
    pub note: Option<String>,
}

/// Something over the generated plan that can be taken away by its id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
// Each variant says how its fields are spelled: the schema only looks there.
#[serde(tag = "kind")]
pub enum OverlayBody {
    /// Days away.
    #[serde(rename_all = "camelCase")]
    Vacation {
        /// Its id.
        id: String,
        /// The first day.
        start_date: NaiveDate,
        /// The last day.
        end_date: NaiveDate,
        /// Percent of the load that is kept.
        load_percent: Hundredths,
    },
    /// A changed workout.
    #[serde(rename_all = "camelCase")]
    Override {
        /// Its id.
        id: String,
        /// Which workout.
        workout_id: String,
        /// The values that were set.
        values: OverrideBody,
    },
    /// A workout that was not generated.
    #[serde(rename_all = "camelCase")]
    Addition {
        /// Its id.
        id: String,
        /// The workout it added.
        workout_id: String,
        /// The day.
        date: NaiveDate,
        /// The values that were set.
        values: OverrideBody,
    },
    /// Another day for a workout.
    #[serde(rename_all = "camelCase")]
    Move {
        /// Its id.
        id: String,
        /// Which workout.
        workout_id: String,
        /// Where to, unless it was swapped.
        #[serde(skip_serializing_if = "Option::is_none")]
        to_date: Option<NaiveDate>,
        /// The workout it changed places with.
        #[serde(skip_serializing_if = "Option::is_none")]
        swap_with: Option<String>,
    },
    /// A day off.
    #[serde(rename_all = "camelCase")]
    DayOff {
        /// Its id.
        id: String,
        /// The day.
        date: NaiveDate,
        /// Percent of the load that is kept.
        load_percent: Hundredths,
    },
    /// Made-up miles.
    #[serde(rename_all = "camelCase")]
    Redistribution {
        /// Its id.
        id: String,
        /// The vacation or day off that removed them.
        source_id: String,
        /// How far it reaches.
        scope: &'static str,
        /// The weeks of `NextNWeeks`.
        #[serde(skip_serializing_if = "Option::is_none")]
        weeks: Option<u8>,
        /// The last day of `UntilDate`.
        #[serde(skip_serializing_if = "Option::is_none")]
        until_date: Option<NaiveDate>,
        /// The day of the wish; nothing is placed before it.
        created_on: NaiveDate,
    },
    /// A workout that was completed or skipped.
    #[serde(rename_all = "camelCase")]
    Completion {
        /// Its id.
        id: String,
        /// Which workout.
        workout_id: String,
        /// Completed or Skipped.
        #[schema(schema_with = word::status)]
        status: Status,
    },
}

impl Pen {
    pub(super) fn injuries(&self, overlays: &Overlays, notes: &InjuryNotes) -> Vec<InjuryBody> {
        overlays
            .injuries()
            .map(|(id, injury)| injury_body(id, injury, notes.get(&id).cloned()))
            .collect()
    }

    pub(super) fn overlays(&self, overlays: &Overlays) -> Vec<OverlayBody> {
        let in_force = overlays
            .iter()
            .filter_map(|(id, overlay)| Some((id, self.overlay(id, overlay)?)));
        let logged = overlays.pins().map(|pin| {
            let Completion {
                workout, status, ..
            } = &pin.day.completion;
            let body = OverlayBody::Completion {
                id: pin.id.to_string(),
                workout_id: workout.to_string(),
                status: *status,
            };
            (pin.id, body)
        });
        let by_age = in_force.chain(logged).collect::<BTreeMap<_, _>>();
        by_age.into_values().collect()
    }

    /// `None` for an injury, which has a section of its own.
    fn overlay(&self, id: OverlayId, overlay: &Overlay) -> Option<OverlayBody> {
        Some(match overlay {
            Overlay::Injury(_) => return None,
            Overlay::Vacation(vacation) => OverlayBody::Vacation {
                id: id.to_string(),
                start_date: vacation.start(),
                end_date: vacation.end(),
                load_percent: Hundredths::from(vacation.load()),
            },
            Overlay::Edit(Edit { workout, values }) => OverlayBody::Override {
                id: id.to_string(),
                workout_id: workout.to_string(),
                values: self.edited(values),
            },
            Overlay::Addition(Addition { date, values }) => OverlayBody::Addition {
                id: id.to_string(),
                workout_id: plan_core::plan::WorkoutId::Added(id.0).to_string(),
                date: *date,
                values: self.edited(values),
            },
            Overlay::Move(Move { workout, to }) => {
                let (to_date, swap_with) = match to {
                    MoveTarget::Date(date) => (Some(*date), None),
                    MoveTarget::SwapWith(other) => (None, Some(other.to_string())),
                };
                OverlayBody::Move {
                    id: id.to_string(),
                    workout_id: workout.to_string(),
                    to_date,
                    swap_with,
                }
            }
            Overlay::DayOff(day_off) => day_off_body(id, day_off),
            Overlay::Redistribution(Redistribution {
                source,
                scope,
                created_on,
            }) => {
                let (scope, weeks, until_date) = scope_parts(*scope);
                OverlayBody::Redistribution {
                    id: id.to_string(),
                    source_id: source.to_string(),
                    scope,
                    weeks,
                    until_date,
                    created_on: *created_on,
                }
            }
        })
    }
}

fn day_off_body(id: OverlayId, day_off: &DayOff) -> OverlayBody {
    OverlayBody::DayOff {
        id: id.to_string(),
        date: day_off.date(),
        load_percent: Hundredths::from(day_off.load()),
    }
}

fn injury_body(id: OverlayId, injury: &Injury, note: Option<String>) -> InjuryBody {
    InjuryBody {
        id: id.to_string(),
        body_part: injury.body_part().as_str().to_owned(),
        severity: injury.severity(),
        reported_on: injury.reported_on(),
        resolved_on: injury.resolved_on(),
        note,
    }
}
