//! What the code reads in a draft: the editor's live preview. Nothing is written.

use plan_core::draft::{self, ParseContext, Parsed};
use plan_store::Store;
use plan_store::members::Role;
use plan_store::tokens::Scope;

use super::{Actor, AskedOf, OpError, apart};

/// A draft and what holds where it does not say otherwise.
#[derive(Clone, Debug)]
pub(crate) struct ParseRequest {
    pub(crate) text: String,
    pub(crate) context: ParseContext,
}

/// Reads a draft.
pub(crate) async fn parse_draft(
    store: &Store,
    actor: Actor,
    asked: AskedOf<ParseRequest>,
) -> Result<Parsed, OpError> {
    let request = store
        .read(move |conn| {
            actor.may_use_coach_agent(conn, asked.org, Scope::PlansRead, Role::Coach)?;
            asked.body.map_err(OpError::from)
        })
        .await?;
    apart(move || draft::parse(&request.text, &request.context)).await
}
