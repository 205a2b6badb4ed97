//! The border between the log, which the public service reads, and what people
//! wrote about their bodies, which it cannot.
//!
//! In the log a body part is `part-1`, `part-2`, …: the same text has the same
//! name within a plan, because a second injury of one part is treated
//! differently, and the name says nothing. The texts and notes are in
//! `injury_details`, a table the public role has no right to.

use std::collections::BTreeMap;

use diesel::prelude::*;
use plan_core::overlay::{BodyPart, Injury, Operation, OperationKind, Overlay, OverlayId};

use crate::connection::Connection;
use crate::rows::operation::InjuryDetailRow;
use crate::rows::{count, stored};
use crate::schema::injury_details as d;
use crate::{PlanId, StoreError};

const TABLE: &str = "injury_details";

/// What people wrote about an injury.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InjuryDetail {
    /// Where it hurts.
    pub body_part: BodyPart,
    /// What else they wrote.
    pub note: Option<String>,
}

/// The operation as the log keeps it, and what is kept apart.
pub(crate) fn conceal(
    conn: &mut Connection,
    plan: PlanId,
    sequence: u64,
    kind: OperationKind,
    note: Option<String>,
) -> Result<(OperationKind, Option<InjuryDetailRow>), StoreError> {
    let OperationKind::Add(Overlay::Injury(injury)) = kind else {
        return Ok((kind, None));
    };
    let body_part = injury.body_part().as_str().to_owned();
    let rows: Vec<(String, String)> = d::table
        .filter(d::plan_id.eq(plan.to_string()))
        .order(d::sequence)
        .select((d::body_part, d::part))
        .load(conn)?;
    let names: BTreeMap<String, String> = rows.into_iter().collect();
    let part = match names.get(&body_part) {
        Some(part) => part.clone(),
        None => format!("part-{}", names.len() + 1),
    };
    let concealed = with_body_part(&injury, &part)?;
    let detail = InjuryDetailRow {
        plan_id: plan.to_string(),
        sequence: stored(sequence),
        part,
        body_part,
        note,
    };
    Ok((OperationKind::Add(Overlay::Injury(concealed)), Some(detail)))
}

/// Puts the texts back into a plan's log and returns them with the notes.
pub(crate) fn reveal(
    conn: &mut Connection,
    plan: PlanId,
    operations: &mut [Operation],
) -> Result<BTreeMap<OverlayId, InjuryDetail>, StoreError> {
    let rows = d::table
        .filter(d::plan_id.eq(plan.to_string()))
        .select(InjuryDetailRow::as_select())
        .load(conn)?;
    let mut details = BTreeMap::new();
    for row in rows {
        let body_part =
            BodyPart::new(&row.body_part).map_err(|error| StoreError::corrupt(TABLE, error))?;
        let note = row.note;
        let id = OverlayId(count(TABLE, row.sequence)?);
        details.insert(id, InjuryDetail { body_part, note });
    }
    for operation in operations {
        if let OperationKind::Add(Overlay::Injury(injury)) = &mut operation.kind {
            let detail = details
                .get(&OverlayId(operation.sequence))
                .ok_or_else(|| StoreError::corrupt(TABLE, "an injury without its details"))?;
            *injury = with_body_part(injury, detail.body_part.as_str())?;
        }
    }
    Ok(details)
}

fn with_body_part(injury: &Injury, text: &str) -> Result<Injury, StoreError> {
    BodyPart::new(text)
        .and_then(|body_part| {
            Injury::new(
                body_part,
                i64::from(injury.severity()),
                injury.reported_on(),
                injury.resolved_on(),
            )
        })
        .map_err(|error| StoreError::corrupt(TABLE, error))
}
