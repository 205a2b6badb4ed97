//! The planner as a writer: no key, no network, the same again for the same seed.
//!
//! Of the coach's words it uses what [`wishes::complete`] understands. What a
//! member of the request states outright wins over the prompt, the prompt over
//! the principle; what was used and what was not is named in findings, so
//! nobody has to guess what was heard.

use plan_core::draft::Unreadable;
use plan_core::planner::wishes::{self, Completed};
use plan_core::planner::{self, Planned};

use super::{Brief, Cost, ReadLines, Writer, WriterError, Writing, Written};

/// The rule-based writer.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RuleBased;

impl Writer for RuleBased {
    fn generator(&self) -> &'static str {
        "rule_based"
    }

    fn draft<'a>(&'a self, brief: &'a Brief) -> Writing<'a, Written> {
        let brief = brief.clone();
        Box::pin(async move {
            // A year's plan takes milliseconds, but they are not the async workers'.
            tokio::task::spawn_blocking(move || write(&brief))
                .await
                .map_err(|cause| WriterError::Broken(cause.to_string()))?
        })
    }

    fn read_lines<'a>(&'a self, _: &'a Brief, _: &'a [Unreadable]) -> Writing<'a, ReadLines> {
        Box::pin(async { Ok(ReadLines::default()) })
    }
}

fn write(brief: &Brief) -> Result<Written, WriterError> {
    let texts = [
        ("additional_prompt", &brief.prompt),
        ("training_principle", &brief.principle),
    ];
    let texts = texts.map(|(field, text)| (field, text.as_deref().unwrap_or_default()));
    let Completed {
        brief: plan,
        likings,
        mut findings,
    } = wishes::complete(&brief.plan, &texts);
    let Planned {
        draft,
        findings: planned,
    } = planner::plan_with(&plan, &likings)?;
    findings.extend(planned);
    Ok(Written {
        draft,
        findings,
        cost: Cost::default(),
    })
}
