//! How a job is done: a writer and the pipeline around it, told step by step.
//! Nothing here knows of databases, leases or readers.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;

use async_stream::try_stream;
use futures_util::{Stream, TryStreamExt};
use plan_core::check::of_the_past;
use plan_core::draft::{self, Draft};
use plan_core::planner::PlanBrief;
use serde::Serialize;
use serde_json::Value;

use super::job::Job;
use crate::api::ai_coach::brief::RaceBody;
use crate::conversion::{self, Contradicted, Converted, ConvertedWeek};
use crate::ops::{OpError, apart};
use crate::outcome::{
    About, DraftOutcome, InputHash, Outcome, PlanOutcome, PlanSource, Provenance,
};
use crate::writers::library::{self, LibraryWorkout, WorkoutPreference};
use crate::writers::purse::Purse;
use crate::writers::{Cost, Order, Progress, Said, WeekLines, Writer, Written};

/// What happens while a job is done.
pub(super) enum Step {
    /// How far it is.
    Progress(Progress),
    /// Text of the draft as it comes.
    Text(String),
    /// A week the writer was paid for: to be kept, and not to be shown.
    Keep(WeekLines),
    /// A week of the plan, to be shown.
    Week(ConvertedWeek),
    /// All of it.
    Finished(Box<Outcome>),
}

/// The steps of a job; dropping them ends the work, a model's included.
pub(super) type Steps<'a> = Pin<Box<dyn Stream<Item = Result<Step, OpError>> + Send + 'a>>;

/// Who does a job, and with what.
#[derive(Clone, Copy)]
pub(super) struct With<'a> {
    pub(super) writer: &'a dyn Writer,
    /// The organization's workouts; none where the job uses none.
    pub(super) library: &'a Arc<[LibraryWorkout]>,
    pub(super) purse: &'a dyn Purse,
}

/// Does a job, but for the weeks that are finished.
pub(super) fn perform<'a>(
    job: &'a Job,
    finished: &'a BTreeMap<u8, WeekLines>,
    with: With<'a>,
) -> Steps<'a> {
    let order = Order {
        brief: &job.request.brief,
        library: with.library,
        finished,
        purse: with.purse,
    };
    match &job.refined_draft {
        None => draft(job, order, with),
        Some(text) => plan(job, text, order, with),
    }
}

/// A draft in the writer's words, library workouts in their places.
fn draft<'a>(job: &'a Job, order: Order<'a>, with: With<'a>) -> Steps<'a> {
    Box::pin(try_stream! {
        yield Step::Progress(Progress {
            percent: 0,
            message: "Writing the draft".into(),
        });
        let brief = &job.request.brief;
        let mut telling = with.writer.draft(order);
        while let Some(said) = telling
            .try_next()
            .await
            .map_err(|error| OpError::from(error).about_brief(&brief.plan))?
        {
            match said {
                Said::Progress(progress) => yield Step::Progress(progress),
                Said::Text(text) => yield Step::Text(text),
                Said::Week(week) => yield Step::Keep(week),
                Said::Finished(written) => {
                    let written = with_library(job, with.library, written).await?;
                    let drafted = drafted(job, with, written);
                    yield Step::Finished(Box::new(Outcome::Draft(drafted)));
                    return;
                }
            }
        }
        Err(silent())?;
    })
}

/// What was written, library workouts in their places.
async fn with_library(
    job: &Job,
    library: &Arc<[LibraryWorkout]>,
    mut written: Written,
) -> Result<Written, OpError> {
    let preference = job.request.preference;
    if preference == WorkoutPreference::AiGenerate {
        return Ok(written);
    }
    let (brief, library) = (job.request.brief.clone(), Arc::clone(library));
    let put = apart(move || {
        library::put_into(&mut written, &library, preference, &brief)?;
        Ok(written)
    });
    put.await?
}

fn drafted(job: &Job, with: With<'_>, written: Written) -> DraftOutcome {
    let Written {
        draft,
        mut findings,
        cost,
    } = written;
    let request = &job.request;
    findings.extend(of_the_past(&draft, job.today));
    DraftOutcome {
        draft: draft::print(&draft),
        training_principle: request.brief.principle.clone(),
        about: About {
            parameters: stamped(job),
            findings,
            provenance: with.provenance(job, cost),
        },
    }
}

/// An edited draft as a plan, week by week.
fn plan<'a>(job: &'a Job, text: &'a str, order: Order<'a>, with: With<'a>) -> Steps<'a> {
    let request = &job.request;
    let reuse = conversion::Reuse {
        library: Arc::clone(with.library),
        preference: request.preference,
    };
    let steps = conversion::convert(with.writer, order, text, reuse);
    let steps = steps.map_ok(move |step| match step {
        conversion::Step::Progress(progress) => Step::Progress(progress),
        conversion::Step::Read(week) => Step::Keep(week),
        conversion::Step::Week(week) => Step::Week(week),
        conversion::Step::Finished(converted) => {
            let plan = converted_plan(job, with, converted);
            Step::Finished(Box::new(Outcome::Plan(plan)))
        }
    });
    Box::pin(steps.map_err(|error| error.about_brief(&request.brief.plan)))
}

fn converted_plan(job: &Job, with: With<'_>, converted: Converted) -> PlanOutcome {
    let Converted {
        draft,
        differences,
        mut findings,
        cost,
    } = converted;
    findings.extend(of_the_past(&draft, job.today));
    let brief = &job.request.brief.plan;
    let parameters = held(stamped(job), &draft, brief);
    PlanOutcome {
        draft,
        settings: PlanSource {
            pattern: brief.pattern,
            vdot: brief.vdot,
        },
        differences,
        about: About {
            parameters,
            findings,
            provenance: with.provenance(job, cost),
        },
    }
}

/// The parameters with the moment they were asked.
fn stamped(job: &Job) -> Value {
    let mut parameters = job.request.parameters.clone();
    if let Some(members) = parameters.as_object_mut() {
        let at = job
            .asked_at
            .to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        members.insert("generated_at".to_owned(), at.into());
    }
    parameters
}

/// The parameters as they held: where the draft says otherwise, what it says.
fn held(mut parameters: Value, draft: &Draft, asked: &PlanBrief) -> Value {
    let Some(members) = parameters.as_object_mut() else {
        return parameters;
    };
    for contradicted in conversion::contradicted(draft, asked) {
        let value = match contradicted {
            Contradicted::Race => draft.race.as_ref().map(RaceBody::of).map(json_of),
            Contradicted::Start => draft.start.map(json_of),
            Contradicted::Level => Some(json_of(draft.level)),
        };
        match value {
            Some(value) => members.insert(contradicted.member().to_owned(), value),
            None => members.remove(contradicted.member()),
        };
    }
    parameters
}

/// Text and numbers under names: this is always JSON.
fn json_of(value: impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

impl With<'_> {
    /// What came of what: the hash is of everything that goes in.
    fn provenance(self, job: &Job, cost: Cost) -> Provenance {
        let request = &job.request;
        let parameters = request.parameters.to_string();
        let library = library::as_input(self.library, request.preference);
        let mut parts = vec![
            job.kind().name(),
            &parameters,
            request.brief.principle.as_deref().unwrap_or_default(),
            &library,
        ];
        parts.extend(job.refined_draft.as_deref());
        let hash = InputHash::of(&parts);
        Provenance::of(self.writer, request.brief.plan.seed, hash, cost)
    }
}

/// A stream that ends without a last word.
pub(super) fn silent() -> OpError {
    OpError::Broken("the writer ended without a word".to_owned())
}
