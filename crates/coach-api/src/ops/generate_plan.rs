//! A structured plan from an edited draft.

use std::collections::BTreeMap;

use plan_store::runs::RunKind;
use plan_store::{RunId, Store};

use super::generate_draft::{DraftRequest, admit, contradicting, keep_run, stamped};
use super::{Actor, AskedOf, OpError};
use crate::conversion;
use crate::outcome::{About, InputHash, Outcome, PlanOutcome, PlanSource, Provenance};
use crate::writers::purse::Bottomless;
use crate::writers::{Order, Writer, library};

/// What a coach asks for, and the draft they edited.
#[derive(Clone, Debug)]
pub(crate) struct ConversionRequest {
    pub(crate) request: DraftRequest,
    pub(crate) refined_draft: String,
}

/// Converts a draft and keeps the result as a run.
pub(crate) async fn generate_plan(
    store: &Store,
    writer: &dyn Writer,
    actor: Actor,
    asked: AskedOf<ConversionRequest>,
) -> Result<(RunId, PlanOutcome), OpError> {
    let ours = admit(store, &actor, asked.org).await?;
    let ConversionRequest {
        mut request,
        refined_draft,
    } = asked.body?;
    let principle = request.brief.principle.take().or(ours.principle);
    request.brief.principle.clone_from(&principle);
    let order = Order {
        brief: &request.brief,
        library: &ours.library,
        finished: &BTreeMap::new(),
        purse: &Bottomless,
    };
    let steps = conversion::convert(writer, order, &refined_draft, request.preference);
    let converted = conversion::outcome(steps)
        .await
        .map_err(|error| contradicting(error, &request.brief.plan))?;
    let hash = InputHash::of(&[
        "plan",
        &request.parameters.to_string(),
        principle.as_deref().unwrap_or_default(),
        &library::as_input(&ours.library, request.preference),
        &refined_draft,
    ]);
    let brief = &request.brief.plan;
    let outcome = PlanOutcome {
        draft: converted.draft,
        settings: PlanSource {
            pattern: brief.pattern,
            vdot: brief.vdot,
        },
        differences: converted.differences,
        about: About {
            parameters: stamped(request.parameters, &actor),
            findings: converted.findings,
            provenance: Provenance::of(writer, brief.seed, hash, converted.cost),
        },
    };
    let kept = Outcome::Plan(outcome.clone());
    let run = keep_run(store, actor, request.org, RunKind::Plan, hash, kept).await?;
    Ok((run, outcome))
}
