//! From an edited draft to a structured plan: one pipeline, whoever writes.
//!
//! [`convert`] tells what it does as a stream of [`Step`]s:
//!
//! 1. **The code reads first.** The text is parsed. What nobody's reading could
//!    mend is refused at once: another number of weeks, a week header or a
//!    start that cannot be read, and every unreadable line where the writer
//!    [reads none](Writer::reads_lines).
//! 2. **Weeks it read whole are said at once**, up to the first with a line it
//!    could not read: library workouts in their places as the coach prefers,
//!    dated in the calendar of the whole draft. Where that calendar hangs on a
//!    race in the last week, and the last week has unread lines, the last week
//!    is asked about first and nothing is said before it is read.
//! 3. **The writer rewrites the unread lines**, and only those, week by week.
//!    Weeks that an earlier attempt had read are taken from
//!    [`Order::finished`]: nothing is paid for twice. What comes back is a
//!    stranger's input. A line is taken only if it was asked for, once, as one
//!    line without control characters, about the day it was about, and if the
//!    parser reads it; and it is held against the line the coach wrote, for
//!    what needs no understanding ([`unheard`](plan_core::draft::unheard)): distances, times,
//!    repetitions, paces, rest, a race, the kind of training; and for lengths that
//!    nobody named and nobody can have meant ([`invented`](plan_core::draft::invented)).
//! 4. **What is wrong is complained about** and asked again, at most
//!    [`REPAIRS`] times. A line nobody could read then refuses the whole draft,
//!    all of them at once; one that the writer leaves out does so without
//!    another question. A line that was read but lost something is taken, and
//!    what it lost is named in the differences. An edit can be misread; it
//!    cannot get lost.
//! 5. **Each week is kept and said** the moment it is settled ([`Step::Read`])
//!    and all before it were said ([`Step::Week`]).
//! 6. **At the end** the whole text, every rewritten line in its place, is read
//!    once more, scheduled, looked at as a prudent coach would, and compared
//!    with the edited draft; and the draft with what the request says of it.
//!
//! The law: the weeks said are those of the finished result, 1 to N in order,
//! each once; an attempt that begins with any weeks finished says and ends the
//! same. Whoever resumes leaves out the weeks that were said already.
//!
//! [`page`] holds the state and is pure; this file asks and says. Everything in
//! `page` runs off the async workers. Each line is read a bounded number of
//! times, however many weeks have unread ones: a week is read again in an
//! excerpt that leaves out the days of the others.

mod calendar;
mod page;
mod reading;
mod request;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;

use futures_util::{Stream, StreamExt};
use plan_core::check::Finding;
use plan_core::draft::{Difference, Draft};
use plan_core::plan::Week;
use serde::{Deserialize, Serialize};

pub(crate) use calendar::{checked, is_dated, schedule};
use page::{Job, News, Page};
pub(crate) use request::{Contradicted, contradicted};

use crate::ops::{OpError, apart};
use crate::writers::library::{LibraryWorkout, WorkoutPreference};
use crate::writers::{Brief, Cost, Order, Progress, Said, WeekLines, Writer};

/// How often a writer is asked again about a week it misread.
const REPAIRS: usize = 2;

/// What a conversion tells; dropping it ends the work, a model's included.
pub(crate) type Steps<'a> = Pin<Box<dyn Stream<Item = Result<Step, OpError>> + Send + 'a>>;

/// One thing a conversion tells.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// How far it is; never less than before.
    Progress(Progress),
    /// Rewritten lines of a week, to be kept: the model was paid for them.
    /// Given back as [`Order::finished`], the week is not asked about again.
    Read(WeekLines),
    /// A week of the plan, final: from 1 in order, each once.
    Week(ConvertedWeek),
    /// All of it; nothing comes after.
    Finished(Converted),
}

/// A week of the plan, as it will be in the whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct ConvertedWeek {
    /// Its number, its phase and its workouts with their dates.
    pub(crate) week: Week,
    /// How many weeks the plan has.
    pub(crate) total_weeks: u8,
    /// False where the draft names no days and the dates are nominal.
    pub(crate) is_dated: bool,
    /// What to know about this week alone: rewritten lines, gaps of the library.
    pub(crate) findings: Vec<Finding>,
}

/// What came of an edited draft.
#[derive(Clone, Debug)]
pub(crate) struct Converted {
    /// What was read, library workouts in their places.
    pub(crate) draft: Draft,
    /// Where the plan differs from what the coach wrote.
    pub(crate) differences: Vec<Difference>,
    /// What was assumed, and what a prudent coach would point out.
    pub(crate) findings: Vec<Finding>,
    /// What this attempt cost.
    pub(crate) cost: Cost,
}

/// What of the organization's library is used again. A run holds it for as long as
/// a model takes, so it is shared and not copied.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reuse {
    pub(crate) library: Arc<[LibraryWorkout]>,
    pub(crate) preference: WorkoutPreference,
}

/// What can be said against a draft before anybody is asked about it.
///
/// # Errors
/// [`OpError::DraftUnreadable`] with every line where reading on is no use,
/// [`OpError::Invalid`] where the number of weeks contradicts the draft, and
/// what the calendar refuses of what was read.
pub(crate) async fn examine(writer: &dyn Writer, brief: &Brief, text: &str) -> Result<(), OpError> {
    let job = Job {
        brief: brief.clone(),
        text: text.to_owned(),
        reuse: Reuse::default(),
        finished: BTreeMap::new(),
        writer_reads: writer.reads_lines(),
    };
    apart(move || Page::open(job).map(|_| ())).await?
}

/// Runs the pipeline; the module's page tells the story.
///
/// # Errors
/// As [`examine`], and [`OpError::DraftUnreadable`] with the lines nobody could
/// read, what the writer failed at, and what the calendar refuses.
pub(crate) fn convert<'a>(
    writer: &'a dyn Writer,
    order: Order<'a>,
    text: &'a str,
    reuse: Reuse,
) -> Steps<'a> {
    // What is finished is settled here, and lines are read without the library.
    static NONE_FINISHED: BTreeMap<u8, WeekLines> = BTreeMap::new();
    let reading = Order {
        library: &[],
        finished: &NONE_FINISHED,
        ..order
    };
    Box::pin(async_stream::try_stream! {
        let mut gauge = Gauge::default();
        yield gauge.at(0, "Reading the draft");
        let job = Job {
            brief: order.brief.clone(),
            text: text.to_owned(),
            reuse,
            finished: order.finished.clone(),
            writer_reads: writer.reads_lines(),
        };
        let (mut page, news) = apart(move || Page::open(job)).await??;
        for step in news.steps() {
            yield step;
        }
        yield gauge.at(BEFORE_ASKING, "Putting the weeks into the calendar");

        let mut cost = Cost::default();
        let asks = page.asks();
        let share = Share { of: asks.len() };
        for (index, weeks) in asks.iter().enumerate() {
            let mut unread = page.unread(weeks);
            for round in 0..=REPAIRS {
                if unread.is_empty() {
                    break;
                }
                let is_last = round == REPAIRS;
                let mut telling = writer.read_lines(reading, &unread);
                while let Some(said) = telling.next().await {
                    match said? {
                        Said::Progress(Progress { percent, message }) => {
                            yield gauge.at(share.percent(index, round, percent), message);
                        }
                        // The weeks are what counts; words on the way to them are not shown.
                        Said::Text(_) => {}
                        Said::Week(lines) if !unread.iter().any(|it| it.week == lines.week) => {
                            tracing::debug!(week = lines.week, "nobody asked for this week");
                        }
                        Said::Week(lines) => {
                            let news;
                            (page, news) = apart(move || page.hear(lines, is_last)).await??;
                            for step in news.steps() {
                                yield step;
                            }
                        }
                        Said::Finished(spent) => cost.tokens += spent.tokens,
                    }
                }
                drop(telling);
                let asked: Vec<u8> = unread.iter().map(|week| week.week).collect();
                let (news, again);
                (page, news, again) = apart(move || page.close_round(&asked, is_last)).await??;
                for step in news.steps() {
                    yield step;
                }
                unread = page.unread(&again);
            }
            if page.has_unread(weeks) {
                break;
            }
        }

        yield gauge.at(AFTER_ASKING, "Comparing the plan with the draft");
        let converted = apart(move || page.finish(cost)).await??;
        yield Step::Finished(converted);
    })
}

/// What of the progress lies before the writer is asked, and after it has answered.
const BEFORE_ASKING: u8 = 10;
const AFTER_ASKING: u8 = 95;

/// How far the whole is; never says less than before.
#[derive(Default)]
struct Gauge(u8);

impl Gauge {
    fn at(&mut self, percent: u8, message: impl Into<std::borrow::Cow<'static, str>>) -> Step {
        self.0 = self.0.max(percent.min(100));
        Step::Progress(Progress {
            percent: self.0,
            message: message.into(),
        })
    }
}

/// How the time of asking is shared out among several questions.
struct Share {
    of: usize,
}

impl Share {
    /// The percent of the whole: a question's repairs take its last fifth.
    fn percent(&self, question: usize, round: usize, percent: u8) -> u8 {
        let percent = usize::from(percent.min(100));
        let within = match round {
            0 => percent * 8,
            round => (700 + round * 100 + percent).min(1_000),
        };
        let span = usize::from(AFTER_ASKING - BEFORE_ASKING);
        let asked = span * (question * 1_000 + within) / (self.of.max(1) * 1_000);
        BEFORE_ASKING + u8::try_from(asked).unwrap_or(0)
    }
}

impl News {
    /// What is to be kept comes before what is to be said.
    fn steps(self) -> impl Iterator<Item = Step> {
        let read = self.read.into_iter().map(Step::Read);
        read.chain(self.weeks.into_iter().map(Step::Week))
    }
}
