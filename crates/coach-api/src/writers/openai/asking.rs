//! Weeks from a model: asked for in batches, judged one by one, repaired.
//!
//! 1. As many weeks are asked for at once as fit into what the model may write.
//! 2. Each is judged the moment its object closes. What is valid stays, whatever
//!    becomes of the call; weeks are said in order.
//! 3. The last week of a call is believed once the call is whole: the model was
//!    done, and the JSON is closed. An answer that breaks off behind its last
//!    week is not taken for one that ended there.
//! 4. What is missing then is asked for again: with the judge's words, after a
//!    pause, in smaller batches, or not at all ([`retry`]).

use std::collections::{BTreeMap, VecDeque};

use async_stream::try_stream;
use futures_util::{Stream, StreamExt, pin_mut};
use serde_json::Value;
use tokio::time::sleep;
use web_base::problem::Fault;
use web_base::strict_json::{self, Faults, Members};

use super::OpenAi;
use super::attempt::{Call, Heard};
use super::prompt::Prompt;
use super::retry::{self, MOST_REPAIRS, MOST_TRIES, Recourse, TEMPERATURES};
use super::scan::Piece;
use super::schema::Schema;
use crate::writers::fault::ModelFault;
use crate::writers::purse::Purse;
use crate::writers::{Progress, Said, WeekLines, WriterError};

/// The most sentences about one week that a model is told.
const MOST_MESSAGES: usize = 20;

/// Something to be asked for, week by week.
pub(super) trait Job: Send {
    /// The form of the answer.
    const SCHEMA: Schema;

    /// How many tokens a week of the answer may take.
    fn tokens_of(&self, week: u8) -> u64;

    /// The [exact](super::exact) form of an answer, as a JSON schema.
    fn exact_schema(&self, weeks: &[u8]) -> String;

    /// What to ask with; `complaints` are about an earlier answer.
    fn prompt(&self, weeks: &[u8], complaints: &[Complaint]) -> Prompt;

    /// Judges a week of an answer, an object with its `week`; a valid one counts
    /// from then on.
    fn judge(&mut self, week: u8, answer: &Value) -> Result<WeekLines, Complaint>;

    /// An entry of a week that is still open, for people to watch.
    fn watch(&self, entry: &Value) -> Option<String>;

    /// What people are told while these weeks are asked for.
    fn doing(&self, weeks: &[u8]) -> String;
}

/// What is wrong with an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Complaint {
    /// Where: the week, if one can be told.
    pub(super) week: Option<u8>,
    /// What it is called.
    pub(super) fault: ModelFault,
    /// What the model is told.
    pub(super) messages: Vec<String>,
}

impl Complaint {
    /// About a week.
    pub(super) fn about(week: u8, fault: ModelFault, mut messages: Vec<String>) -> Self {
        messages.truncate(MOST_MESSAGES);
        Self {
            week: Some(week),
            fault,
            messages,
        }
    }

    /// About an answer as a whole.
    fn of_answer(fault: ModelFault) -> Self {
        Self {
            week: None,
            messages: vec![fault.to_string()],
            fault,
        }
    }

    /// About an object that does not have its form.
    pub(super) fn of_form(week: u8, faults: Vec<Fault>) -> Self {
        let messages = faults.into_iter();
        let messages = messages.map(|fault| format!("{} {}", fault.pointer, fault.detail));
        Self::about(week, ModelFault::SchemaMismatch, messages.collect())
    }
}

/// How to ask.
#[derive(Clone, Copy)]
pub(super) struct Terms<'a> {
    /// Where the tokens come from.
    pub(super) purse: &'a dyn Purse,
    /// How much is done before the first week is asked for, in percent.
    pub(super) from_percent: u8,
    /// How often somebody else has had to ask again.
    pub(super) repairs: usize,
}

/// What is left when every week was said.
pub(super) struct Asked<J> {
    /// The job, with all that was judged.
    pub(super) job: J,
    /// What it cost.
    pub(super) tokens: u64,
}

/// Asks for weeks (in ascending order) until each has been said, or it is hopeless.
pub(super) fn ask<'a, J: Job + 'a>(
    openai: &'a OpenAi,
    mut job: J,
    weeks: Vec<u8>,
    terms: Terms<'a>,
) -> impl Stream<Item = Result<Said<Asked<J>>, WriterError>> + Send + 'a {
    try_stream! {
        let mut queue = Queue::of(&weeks);
        let mut tokens = 0;
        let mut most_weeks = weeks.len();
        while let Some(mut missing) = queue.next_batch(
            most_weeks,
            u64::from(openai.settings.max_output_tokens),
            |week| job.tokens_of(week),
        ) {
            let mut complaints = Vec::new();
            let (mut repairs, mut tries) = (0, 1);
            while !missing.is_empty() {
                yield Said::Progress(queue.progress(terms.from_percent, job.doing(&missing)));
                let prompt = job.prompt(&missing, &complaints);
                let exact = openai.dialect.is_exact().then(|| job.exact_schema(&missing));
                let call = openai.call(Call {
                    prompt,
                    schema: J::SCHEMA,
                    exact,
                    temperature: TEMPERATURES[MOST_REPAIRS.min(terms.repairs + repairs)],
                    purse: terms.purse,
                });
                pin_mut!(call);
                complaints.clear();
                let mut reading = Reading::of(&missing);
                let ended = loop {
                    let heard = call.next().await.unwrap_or_else(|| {
                        Err(WriterError::Broken("a call ended without a word".to_owned()))
                    })?;
                    match heard {
                        Heard::Piece(Piece::Entry(entry)) => {
                            let entry = strict_json::parse(entry.as_bytes()).ok();
                            let text = entry.and_then(|entry| job.watch(&entry));
                            if let Some(text) = text {
                                yield Said::Text(text);
                            }
                        }
                        Heard::Piece(Piece::Week(answer)) => {
                            match reading.take(&answer, &mut job) {
                                Ok(Some(lines)) => {
                                    for lines in queue.accept(lines) {
                                        yield Said::Week(lines);
                                    }
                                    let doing = job.doing(&missing);
                                    yield Said::Progress(queue.progress(terms.from_percent, doing));
                                }
                                Ok(None) => {}
                                Err(complaint) => complaints.push(complaint),
                            }
                        }
                        Heard::Whole => match reading.take_last(&mut job) {
                            Ok(lines) => {
                                for lines in lines.into_iter().flat_map(|it| queue.accept(it)) {
                                    yield Said::Week(lines);
                                }
                            }
                            Err(complaint) => complaints.push(complaint),
                        },
                        Heard::Ended { result, manner, tokens: cost } => {
                            tokens += cost;
                            break result.map_err(|ended| (ended, manner));
                        }
                    }
                };
                missing.retain(|week| !queue.has(*week));
                if missing.is_empty() {
                    break;
                }
                let (fault, recourse) = match ended {
                    Ok(()) => {
                        complaints.extend(unanswered(&missing, &complaints));
                        let first = complaints.first();
                        let fault = first.map_or(ModelFault::WrongWeeks, |it| it.fault.clone());
                        (fault, Recourse::Repair)
                    }
                    Err((ended, manner)) if openai.dialect.learn(manner, &ended) => continue,
                    Err((ended, _)) => {
                        let recourse = retry::recourse(&ended.fault);
                        if recourse == Recourse::Repair && complaints.is_empty() {
                            complaints.push(Complaint::of_answer(ended.fault.clone()));
                        }
                        (ended.fault, recourse)
                    }
                };
                match recourse {
                    Recourse::Repair if repairs < MOST_REPAIRS => {
                        repairs += 1;
                        tries = 1;
                    }
                    Recourse::Wait(stated) if tries < MOST_TRIES => {
                        tries += 1;
                        let pause = openai.settings.patience.pause;
                        let pause = stated.unwrap_or_else(|| retry::pause(pause, tries));
                        sleep(pause).await;
                    }
                    Recourse::Fewer if missing.len() > 1 => {
                        most_weeks = missing.len().div_ceil(2);
                        let rest = missing.split_off(most_weeks);
                        queue.put_back(rest);
                    }
                    _ => Err(fault)?,
                }
            }
        }
        yield Said::Finished(Asked { job, tokens });
    }
}

/// Reads the weeks of one call.
struct Reading<'a> {
    asked: &'a [u8],
    /// The last week that was read, valid or not.
    last: u8,
    /// The call's last week, until the call is whole.
    held: Option<Value>,
}

impl<'a> Reading<'a> {
    fn of(asked: &'a [u8]) -> Self {
        Self {
            asked,
            last: 0,
            held: None,
        }
    }

    /// Judges a week; the last one only once the call is whole.
    fn take<J: Job>(&mut self, answer: &str, job: &mut J) -> Result<Option<WeekLines>, Complaint> {
        let answer = strict_json::parse(answer.as_bytes())
            .map_err(|_| Complaint::of_answer(ModelFault::MalformedJson))?;
        let week = self.number(&answer)?;
        self.last = week;
        if Some(&week) == self.asked.last() {
            self.held = Some(answer);
            return Ok(None);
        }
        job.judge(week, &answer).map(Some)
    }

    /// Judges the last week, if it has come.
    fn take_last<J: Job>(&mut self, job: &mut J) -> Result<Option<WeekLines>, Complaint> {
        let held = self.held.take();
        held.map(|answer| job.judge(self.last, &answer)).transpose()
    }

    /// The number of a week: one of those asked for, behind those that were read.
    fn number(&mut self, answer: &Value) -> Result<u8, Complaint> {
        let faults = Faults::default();
        let mut members = Members::of(answer, &faults);
        let week = members.required("week", |field| field.whole(1..=u8::MAX));
        let Some(week) = week else {
            let messages = faults.into_vec().into_iter();
            let messages = messages.map(|fault| format!("{} {}", fault.pointer, fault.detail));
            return Err(Complaint {
                week: None,
                fault: ModelFault::SchemaMismatch,
                messages: messages.collect(),
            });
        };
        if week > self.last && self.asked.contains(&week) {
            return Ok(week);
        }
        // An answer with a stray week may be about something else altogether.
        self.held = None;
        let message = format!(
            "week {week} stands where it was not asked for; write exactly weeks {}, ascending, each once",
            listed(self.asked)
        );
        Err(Complaint {
            week: None,
            fault: ModelFault::WrongWeeks,
            messages: vec![message],
        })
    }
}

/// What is missing without anything having been said about it.
fn unanswered(missing: &[u8], complaints: &[Complaint]) -> Vec<Complaint> {
    let is_judged = |week: &u8| complaints.iter().any(|it| it.week == Some(*week));
    let unanswered = missing.iter().filter(|week| !is_judged(week));
    unanswered
        .map(|week| {
            let message = format!("week {week} is missing");
            Complaint::about(*week, ModelFault::WrongWeeks, vec![message])
        })
        .collect()
}

/// The weeks that are asked for, from the first to the last that was said.
struct Queue {
    /// Not asked for yet, ascending.
    pending: VecDeque<u8>,
    /// Not said yet, ascending.
    unsaid: VecDeque<u8>,
    /// Valid, and waiting for those before them.
    ready: BTreeMap<u8, WeekLines>,
    total: usize,
}

impl Queue {
    fn of(weeks: &[u8]) -> Self {
        Self {
            pending: weeks.iter().copied().collect(),
            unsaid: weeks.iter().copied().collect(),
            ready: BTreeMap::new(),
            total: weeks.len(),
        }
    }

    /// The next weeks to ask for: as many as there is room for, one at least.
    fn next_batch(
        &mut self,
        most: usize,
        room: u64,
        tokens_of: impl Fn(u8) -> u64,
    ) -> Option<Vec<u8>> {
        let mut batch = vec![self.pending.pop_front()?];
        let mut taken = tokens_of(batch[0]);
        while batch.len() < most
            && let Some(next) = self.pending.front()
        {
            taken += tokens_of(*next);
            if taken > room {
                break;
            }
            batch.extend(self.pending.pop_front());
        }
        Some(batch)
    }

    /// Weeks that will be asked for later after all.
    fn put_back(&mut self, weeks: Vec<u8>) {
        for week in weeks.into_iter().rev() {
            self.pending.push_front(week);
        }
    }

    /// Takes a valid week, and gives those whose turn it is.
    fn accept(&mut self, lines: WeekLines) -> Vec<WeekLines> {
        self.ready.insert(lines.week, lines);
        let mut said = Vec::new();
        while let Some(lines) = self.unsaid.front().and_then(|next| self.ready.remove(next)) {
            self.unsaid.pop_front();
            said.push(lines);
        }
        said
    }

    /// True for a week that is valid, said or not.
    fn has(&self, week: u8) -> bool {
        self.ready.contains_key(&week) || !self.unsaid.contains(&week)
    }

    fn progress(&self, from: u8, message: String) -> Progress {
        let valid = self.total - self.unsaid.len() + self.ready.len();
        let whole = usize::from(99_u8.saturating_sub(from));
        let share = (whole * valid).checked_div(self.total).unwrap_or(whole);
        Progress {
            percent: from.saturating_add(share as u8),
            message: message.into(),
        }
    }
}

/// `1, 2, 3`.
pub(super) fn listed(weeks: &[u8]) -> String {
    let weeks: Vec<_> = weeks.iter().map(u8::to_string).collect();
    weeks.join(", ")
}
