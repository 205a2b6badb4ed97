//! A structured plan from an edited draft.

use std::sync::Arc;

use plan_store::Store;

use super::generate_draft::admit;
use super::{Actor, AskedOf, OpError};
use crate::conversion;
use crate::runs::engine::{Engine, Named};
use crate::runs::job::ConversionRequest;
use crate::runs::log::Log;

/// Begins a run that converts a draft, or finds it.
///
/// What nobody could convert is refused here, before anything is begun.
pub(crate) async fn generate_plan(
    store: &Store,
    engine: &Engine,
    actor: &Actor,
    asked: AskedOf<ConversionRequest>,
    named: Result<Named, OpError>,
) -> Result<Arc<Log>, OpError> {
    let ours = admit(store, actor, asked.org).await?;
    let ConversionRequest {
        request,
        refined_draft,
    } = asked.body?;
    let named = named?;
    conversion::examine(engine.writer(), &request.brief, &refined_draft)
        .await
        .map_err(|error| error.about_brief(&request.brief.plan))?;
    let job = ours.job(actor, request, Some(refined_draft));
    engine.start(actor, job, &named).await
}
