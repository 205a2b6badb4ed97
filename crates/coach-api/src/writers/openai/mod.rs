//! A model as a writer, at any service that speaks OpenAI's chat completions.
//!
//! The code does the arithmetic: the planner makes a skeleton, the model writes
//! its weeks, and everything it returns is read like a stranger's text. Where to
//! look:
//!
//! - `settings`: what an operator says; `dialect`: what a host turned out not to
//!   understand;
//! - `client` makes one call over HTTP, `wire` is its format, `parse` turns bytes
//!   into events, `scan` text into weeks, `transcript` events into an end; the last
//!   three do no I/O;
//! - `attempt` pays for a call and settles it, `breaker` leaves an ailing host
//!   alone, `retry` knows what may help, `asking` does it, week by week;
//! - `weeks` and `lines` are the two jobs: what to ask (`prompt`, `schema`, `exact`)
//!   and what of an answer to take, without what is not seen in it (`plain`).

mod asking;
mod attempt;
mod breaker;
mod client;
mod dialect;
mod estimate;
mod exact;
mod lines;
mod parse;
mod plain;
mod prompt;
mod retry;
mod scan;
mod schema;
pub(crate) mod settings;
mod transcript;
mod weeks;
mod wire;

use async_stream::try_stream;
use futures_util::{StreamExt, pin_mut};
use plan_core::check::{Finding, notices};
use plan_core::draft::Draft;
use plan_core::planner::wishes::Completed;
use plan_core::planner::{self, PlanBrief};

use super::{
    Brief, Cost, Model, Order, Progress, Said, Telling, UnreadWeek, Writer, WriterError, Written,
};
use asking::{Asked, Terms, ask};
use breaker::Breaker;
use client::Client;
use dialect::Dialect;
use lines::ReadingLines;
use prompt::Boundary;
use settings::LlmSettings;
use weeks::Writing;

/// How much of a draft the skeleton is, in percent.
const SKELETON_PERCENT: u8 = 5;

/// The writer that asks a model.
#[derive(Debug)]
pub(crate) struct OpenAi {
    settings: LlmSettings,
    client: Client,
    dialect: Dialect,
    breaker: Breaker,
}

impl OpenAi {
    /// A writer for the model of the settings.
    ///
    /// # Errors
    /// Where this machine has no certificates to trust.
    pub(crate) fn new(settings: LlmSettings) -> Result<Self, reqwest::Error> {
        Ok(Self {
            client: Client::new(&settings)?,
            dialect: Dialect::new(settings.structured),
            breaker: Breaker::default(),
            settings,
        })
    }
}

impl Writer for OpenAi {
    fn generator(&self) -> &'static str {
        "openai"
    }

    fn model(&self) -> Option<Model<'_>> {
        Some(Model {
            name: &self.settings.model,
            prompt_version: prompt::VERSION,
        })
    }

    fn draft<'a>(&'a self, order: Order<'a>) -> Telling<'a, Written> {
        Box::pin(try_stream! {
            let Skeleton { plan, findings, draft } = skeleton(order.brief.clone()).await?;
            yield progress(SKELETON_PERCENT, "Worked out dates, phases and volumes");
            let mut writing = Writing::begin(
                draft,
                &plan,
                order.brief,
                order.library,
                Boundary::random()?,
                &self.settings,
            )
            .map_err(WriterError::Broken)?;
            let weeks = (1..=plan.weeks)
                .filter(|week| !order.finished.get(week).is_some_and(|it| writing.resume(it)))
                .collect();
            let terms = Terms {
                purse: order.purse,
                from_percent: SKELETON_PERCENT,
                repairs: 0,
            };
            let telling = ask(self, writing, weeks, terms);
            pin_mut!(telling);
            while let Some(said) = telling.next().await {
                yield said?.map(|asked| written(asked, &findings));
            }
        })
    }

    fn read_lines<'a>(&'a self, order: Order<'a>, weeks: &'a [UnreadWeek]) -> Telling<'a, Cost> {
        Box::pin(try_stream! {
            let unread = weeks.iter().filter(|it| !order.finished.contains_key(&it.week));
            let stretches = lines::stretches(unread, self.settings.max_output_tokens);
            let mut cost = Cost::default();
            let mut read = Vec::new();
            for (index, stretch) in stretches.iter().enumerate() {
                let stretch = stretch.iter().map(AsRef::as_ref);
                let reading = ReadingLines::begin(stretch, &order.brief.plan, Boundary::random()?);
                let weeks = reading.weeks();
                let terms = Terms {
                    purse: order.purse,
                    from_percent: 0,
                    repairs: usize::from(reading.is_repair()),
                };
                let telling = ask(self, reading, weeks, terms);
                pin_mut!(telling);
                while let Some(said) = telling.next().await {
                    match said? {
                        Said::Finished(asked) => cost.tokens += asked.tokens,
                        Said::Week(mut lines) => {
                            read.append(&mut lines.lines);
                            let next = stretches.get(index + 1).and_then(|next| next.first());
                            // A week that is split is said with its last part.
                            if next.is_none_or(|next| next.week != lines.week) {
                                lines.lines = std::mem::take(&mut read);
                                yield Said::Week(lines);
                            }
                        }
                        Said::Progress(Progress { percent, message }) => {
                            let whole = index * 100 + usize::from(percent);
                            let percent = (whole / stretches.len()) as u8;
                            yield Said::Progress(Progress { percent, message });
                        }
                        Said::Text(text) => yield Said::Text(text),
                    }
                }
            }
            yield Said::Finished(cost);
        })
    }
}

fn progress<T>(percent: u8, message: &'static str) -> Said<T> {
    Said::Progress(Progress {
        percent,
        message: message.into(),
    })
}

/// What the planner makes of a brief.
struct Skeleton {
    /// The brief, with what the coach's words add to it.
    plan: PlanBrief,
    /// What became of them, and what gave way in the skeleton.
    findings: Vec<Finding>,
    draft: Draft,
}

/// Plans off the async workers, as reading wishes takes its time.
async fn skeleton(brief: Brief) -> Result<Skeleton, WriterError> {
    tokio::task::spawn_blocking(move || {
        let Completed {
            brief: plan,
            likings,
            mut findings,
        } = brief.completed();
        // The model reads the words themselves, those the planner did not
        // understand included.
        findings.retain(|finding| finding.rule != notices::WISH_NOT_UNDERSTOOD.word);
        let planned = planner::plan_with(&plan, &likings)?;
        findings.extend(planned.findings);
        Ok(Skeleton {
            plan,
            findings,
            draft: planned.draft,
        })
    })
    .await
    .map_err(|cause| WriterError::Broken(cause.to_string()))?
}

/// The draft, with what is to be known about it.
fn written(asked: Asked<Writing<'_>>, known: &[Finding]) -> Written {
    let mut findings = known.to_vec();
    add_new(&mut findings, asked.job.findings());
    Written {
        draft: asked.job.draft,
        findings,
        cost: Cost {
            tokens: asked.tokens,
        },
    }
}

/// Adds what nobody has said about the same week.
fn add_new(findings: &mut Vec<Finding>, found: Vec<Finding>) {
    for finding in found {
        let is_said =
            |said: &Finding| said.rule == finding.rule && said.place.week == finding.place.week;
        if !findings.iter().any(is_said) {
            findings.push(finding);
        }
    }
}

#[cfg(test)]
mod tests;
