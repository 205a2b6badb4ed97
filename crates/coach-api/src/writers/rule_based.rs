//! The planner as a writer: no key, no network, the same again for the same seed.
//!
//! Of the coach's words it uses what [the planner understands](Brief::completed). What a
//! member of the request states outright wins over the prompt, the prompt over
//! the principle; what was used and what was not is named in findings, so
//! nobody has to guess what was heard.

use futures_util::stream;
use plan_core::planner::wishes::Completed;
use plan_core::planner::{self, Planned};

use super::{Brief, Cost, Order, Said, Telling, UnreadWeek, Writer, WriterError, Written};

/// The rule-based writer.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RuleBased;

impl Writer for RuleBased {
    fn generator(&self) -> &'static str {
        "rule_based"
    }

    fn reads_lines(&self) -> bool {
        false
    }

    /// All at once: a year takes a tenth of a millisecond, so there is nothing to watch.
    fn draft<'a>(&'a self, order: Order<'a>) -> Telling<'a, Written> {
        let brief = order.brief.clone();
        Box::pin(stream::once(async move {
            // Reading wishes takes longer than planning, and is not the async workers' either.
            tokio::task::spawn_blocking(move || write(&brief))
                .await
                .map_err(|cause| WriterError::Broken(cause.to_string()))?
                .map(Said::Finished)
        }))
    }

    fn read_lines<'a>(&'a self, _: Order<'a>, _: &'a [UnreadWeek]) -> Telling<'a, Cost> {
        Box::pin(stream::once(async { Ok(Said::Finished(Cost::default())) }))
    }
}

fn write(brief: &Brief) -> Result<Written, WriterError> {
    let Completed {
        brief: plan,
        likings,
        mut findings,
    } = brief.completed();
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
