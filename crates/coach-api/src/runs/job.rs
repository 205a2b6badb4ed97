//! What a run is asked to make, and all another process needs to go on with it.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use plan_store::OrgId;
use plan_store::runs::{Run, RunKind};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use web_base::strict_json::read_object;

use crate::api::ai_coach::brief::BriefBody;
use crate::ops::OpError;
use crate::outcome::InputHash;
use crate::writers::Brief;
use crate::writers::library::{LibraryWorkout, WorkoutPreference};

/// What a coach asks for.
#[derive(Clone, Debug)]
pub(crate) struct DraftRequest {
    pub(crate) org: OrgId,
    pub(crate) brief: Brief,
    pub(crate) preference: WorkoutPreference,
    /// Whether the planner may stand in for a model.
    pub(crate) may_fall_back: bool,
    /// The request as the wire says it, every default filled in.
    pub(crate) parameters: Value,
}

/// What a coach asks for, and the draft they edited.
#[derive(Clone, Debug)]
pub(crate) struct ConversionRequest {
    pub(crate) request: DraftRequest,
    pub(crate) refined_draft: String,
}

/// A request on its way. A run that uses the organization's library takes it as it is
/// when the work begins; from the first week it tells on, that one is part of the job.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    /// What is asked for; its principle is the one in force.
    pub(crate) request: DraftRequest,
    /// The edited draft; `None` where a draft is to be written.
    pub(crate) refined_draft: Option<String>,
    /// The HTTP request that began it.
    pub(crate) request_id: String,
    /// When it was asked for.
    pub(crate) asked_at: DateTime<Utc>,
    /// The date it was then where the organization is.
    pub(crate) today: NaiveDate,
    /// The library as it was when weeks were told: the rest is made with the same.
    pub(crate) library: Option<Arc<[LibraryWorkout]>>,
}

/// A job as a run keeps it.
#[derive(Serialize, Deserialize)]
struct Kept {
    parameters: Value,
    refined_draft: Option<String>,
    principle: Option<String>,
    request_id: String,
    /// Not there in runs that began before it was kept.
    today: Option<NaiveDate>,
    /// Not there before weeks were told that may be of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    library: Option<Vec<LibraryWorkout>>,
}

impl Job {
    /// What it makes.
    pub(crate) fn kind(&self) -> RunKind {
        match self.refined_draft {
            None => RunKind::Draft,
            Some(_) => RunKind::Plan,
        }
    }

    /// What makes a repeated request the same one: what its client said, and
    /// nothing that may change between two tries.
    pub(super) fn request_hash(&self) -> [u8; 32] {
        let parameters = self.request.parameters.to_string();
        let draft = self.refined_draft.as_deref().unwrap_or_default();
        InputHash::of(&[self.kind().name(), &parameters, draft]).0
    }

    /// As a run keeps it.
    pub(super) fn to_document(&self) -> Result<String, OpError> {
        let kept = Kept {
            parameters: self.request.parameters.clone(),
            refined_draft: self.refined_draft.clone(),
            principle: self.request.brief.principle.clone(),
            request_id: self.request_id.clone(),
            today: Some(self.today),
            library: self.library.as_deref().map(<[_]>::to_vec),
        };
        serde_json::to_string(&kept).map_err(|cause| OpError::Broken(cause.to_string()))
    }

    /// As a run kept it.
    pub(super) fn of(run: &Run, document: &str) -> Result<Self, OpError> {
        let broken = |cause: String| {
            // Not the document itself: it holds people's words.
            OpError::Broken(format!(
                "the request of run {} cannot be read: {cause}",
                run.id
            ))
        };
        let kept: Kept =
            serde_json::from_str(document).map_err(|cause| broken(cause.to_string()))?;
        let request = read_object(&kept.parameters, |members| {
            BriefBody::read(members).map(BriefBody::request)
        });
        let mut request = request.map_err(|faults| {
            let pointers = faults.into_iter().map(|fault| fault.pointer);
            broken(pointers.collect::<Vec<_>>().join(", "))
        })?;
        request.brief.principle = kept.principle;
        Ok(Self {
            request,
            refined_draft: kept.refined_draft,
            request_id: kept.request_id,
            asked_at: run.created_at,
            today: kept.today.unwrap_or_else(|| run.created_at.date_naive()),
            library: kept.library.map(Arc::from),
        })
    }
}
