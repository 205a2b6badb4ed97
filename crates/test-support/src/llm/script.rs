//! What a scripted model does, as data.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use crate::fixtures::fixture_json;

/// What to do, call by call; the default answers everything well.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    /// What it is about, for people.
    #[serde(default)]
    pub about: String,
    /// Its number in the catalogue of faults.
    #[serde(default)]
    pub fault: Option<u8>,
    /// What of a host there is.
    #[serde(default)]
    pub host: Host,
    /// What to answer: the first call with the first, all further ones with the last.
    #[serde(default)]
    pub replies: Vec<Reply>,
    /// What is to come of it.
    #[serde(default)]
    pub expected: Expected,
}

impl Script {
    /// The script of a file of `fixtures/llm/`, by its name without `.json`.
    ///
    /// # Panics
    /// Where it cannot be read.
    pub fn fixture(name: &str) -> Self {
        fixture_json(&format!("llm/{name}.json"))
    }

    /// A script of replies.
    pub fn of(replies: impl IntoIterator<Item = Reply>) -> Self {
        Self {
            replies: replies.into_iter().collect(),
            ..Self::default()
        }
    }

    /// The reply to a call, counted from 0; `None`: a good one.
    pub(super) fn reply(&self, call: usize) -> Option<&Reply> {
        self.replies.get(call).or_else(|| self.replies.last())
    }
}

/// What of a host there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Host {
    /// It listens and answers.
    #[default]
    Listening,
    /// Its name has no address.
    Unknown,
    /// Nobody listens.
    Refusing,
    /// It does not accept connections any more.
    FullBacklog,
    /// Its address says https, and it does not speak it.
    GarbledTls,
}

/// One answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// The status; 200 unless given.
    #[serde(default = "ok")]
    pub status: u16,
    /// Headers; without any, those of an event stream.
    #[serde(default)]
    pub headers: Vec<(String, String)>,
    /// What to do after the headers; nothing at all: a good answer.
    #[serde(default)]
    pub actions: Vec<Action>,
    /// True: not even a status is sent before the actions.
    #[serde(default)]
    pub without_head: bool,
    /// Cuts what is sent into pieces of so many bytes.
    #[serde(default)]
    pub split: Option<usize>,
}

fn ok() -> u16 {
    200
}

impl Reply {
    /// A good answer.
    pub fn good() -> Self {
        Self::of(vec![Action::Answer(Edit::default())])
    }

    /// An event stream that does this.
    pub fn of(actions: Vec<Action>) -> Self {
        Self {
            status: ok(),
            headers: Vec::new(),
            actions,
            without_head: false,
            split: None,
        }
    }
}

/// One thing a host does.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Action {
    /// Sends a whole answer with its finish, its usage and `[DONE]`.
    Answer(Edit),
    /// Sends the text of an answer in chunks, and nothing after it.
    Text(Edit),
    /// Sends everything the model was told, as the notes of a valid answer.
    Echo,
    /// Sends one event of the stream with this JSON.
    Chunk(Value),
    /// Sends these characters as they are.
    Raw(String),
    /// Sends these characters as they are, so many times.
    RawTimes(String, usize),
    /// Sends these characters again and again, with a pause of so many milliseconds.
    RawForever(String, u64),
    /// Waits, in milliseconds.
    Pause(u64),
    /// Does nothing until the client hangs up.
    Stall,
    /// Breaks the connection.
    Reset,
}

/// A good answer, changed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Edit {
    /// Cuts it in the middle of its text.
    pub half: bool,
    /// The order of its weeks, by their place among those asked for, from 0.
    pub order: Option<Vec<usize>>,
    /// Adds to the number of each week.
    pub shift: u8,
    /// Texts and what to put in the place of their first appearance.
    pub replace: Vec<(String, String)>,
    /// The same, for answers that rewrite lines; else `replace` counts there too.
    pub replace_in_lines: Option<Vec<(String, String)>>,
    /// What to put before it.
    pub before: String,
    /// What to put behind it.
    pub behind: String,
}

/// What is to come of a script.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Expected {
    /// The code of a draft's fault; `None`: it succeeds.
    pub draft: Option<String>,
    /// The code of a conversion's fault; `None`: it succeeds.
    pub plan: Option<String>,
    /// How many calls a draft of four weeks takes.
    pub draft_calls: usize,
    /// How many calls the conversion of one line takes.
    pub plan_calls: usize,
    /// True where the host would go on for ever unless the client hangs up.
    pub hangs_up: bool,
}

impl Expected {
    /// How long to wait for what is missing in each of `faults`: briefly where one of
    /// them is what is to come of it, so that its test need not take long, and else
    /// longer than any machine takes, so that no other outcome hangs on its speed.
    pub fn patience(&self, faults: &[&str]) -> Duration {
        const SHORT: Duration = Duration::from_secs(2);
        const LONG: Duration = Duration::from_secs(60);
        let is_awaited = |fault: &String| faults.contains(&fault.as_str());
        if [&self.draft, &self.plan]
            .into_iter()
            .flatten()
            .any(is_awaited)
        {
            SHORT
        } else {
            LONG
        }
    }
}
