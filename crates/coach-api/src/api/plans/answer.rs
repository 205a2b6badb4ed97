//! A plan as its editors read it, and where its address is.

use chrono::{DateTime, SecondsFormat, Utc};
use plan_core::overlay;
use plan_core::plan::PlanStatus;
use plan_export::json::{self, Identity, InjuryNotes, PrivatePlanBody, Units};
use plan_store::plans::Plan;
use plan_store::{OrgId, PersonId, PlanId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::values::schemas;
use crate::ops::read_plan::LoadedPlan;

/// A plan as those who may edit it read it.
pub(super) fn plan_body(loaded: &LoadedPlan, units: Units) -> PrivatePlanBody {
    let LoadedPlan { stored, overlays } = loaded;
    let plan = &stored.plan;
    let identity = Identity {
        public_id: plan.short_id,
        display_name: &plan.display_name,
        status: plan.status,
        created: plan.created_at,
    };
    let notes = stored.injuries.iter();
    let notes: InjuryNotes = notes
        .filter_map(|(id, detail)| Some((*id, detail.note.clone()?)))
        .collect();
    let resolved = overlay::resolve(&stored.base, overlays);
    json::private(&identity, plan.version, &resolved, overlays, &notes, units)
}

/// What a list shows of a plan.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PlanSummaryBody {
    /// Its id among those who may edit it.
    #[schema(value_type = String)]
    plan_id: PlanId,
    /// Whose it is.
    #[schema(value_type = String)]
    org_id: OrgId,
    /// Who trains by it.
    #[schema(required = true, value_type = Option<String>)]
    athlete_id: Option<PersonId>,
    /// Its title.
    display_name: String,
    /// How it stands.
    #[schema(schema_with = schemas::plan_status)]
    status: PlanStatus,
    /// Number of its writes.
    version: u64,
    /// Whether it can be read in public.
    published: bool,
    /// Its random public id, from the first publishing on.
    #[schema(required = true)]
    public_id: Option<String>,
    /// Its chosen public name.
    #[schema(required = true)]
    slug: Option<String>,
    /// Where its "today" comes from; null: the organization's.
    #[schema(required = true)]
    time_zone: Option<String>,
    /// When it was made.
    created_date: String,
    /// When it was last written.
    updated_date: String,
}

impl From<Plan> for PlanSummaryBody {
    fn from(plan: Plan) -> Self {
        let Plan {
            id,
            org_id,
            // Who made it is in the audit log, when it was published beside it.
            created_by: _,
            published_at: _,
            athlete_id,
            display_name,
            status,
            version,
            short_id,
            slug,
            published,
            time_zone,
            created_at,
            updated_at,
        } = plan;
        let seconds = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
        Self {
            plan_id: id,
            org_id,
            athlete_id,
            display_name,
            status,
            version,
            published,
            public_id: short_id.map(|id| id.to_string()),
            slug: slug.map(|slug| slug.to_string()),
            time_zone,
            created_date: seconds(created_at),
            updated_date: seconds(updated_at),
        }
    }
}
