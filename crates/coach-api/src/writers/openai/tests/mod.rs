//! The writer against a scripted model.

mod chunking;
mod faults;
mod judging;
mod prompts;
mod stories;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::StreamExt;
use plan_core::draft::{self, ParseContext};
use plan_core::plan::{Level, RaceDistance, RaceGoal};
use plan_core::planner::PlanBrief;
use test_support::llm::{Expected, LlmServer, Script};

use super::OpenAi;
use super::settings::{LlmSettings, Patience};
use crate::writers::library::LibraryWorkout;
use crate::writers::purse::{Later, Purse, Reservation};
use crate::writers::{
    Brief, Order, Said, Telling, UnreadWeek, WeekLines, Writer, WriterError, Written,
};

/// The service promises that it hangs up within a second. A machine that is busy with
/// other tests may need longer, and what stays open does so for a minute or for ever.
const SOON: Duration = Duration::from_secs(30);

/// A model's host, a writer that asks it, and who pays.
struct Desk {
    server: LlmServer,
    writer: OpenAi,
    purse: Ledger,
}

impl Desk {
    async fn open(script: Script) -> Self {
        Self::open_with(script, |_| {}).await
    }

    async fn open_with(script: Script, change: impl FnOnce(&mut LlmSettings)) -> Self {
        let patience = patience(&script.expected);
        let server = LlmServer::start_with(script).await;
        let mut settings = LlmSettings::new(server.base_url().parse().unwrap(), "scripted");
        settings.patience = patience;
        change(&mut settings);
        Self {
            writer: OpenAi::new(settings).unwrap(),
            server,
            purse: Ledger::default(),
        }
    }

    fn order<'a>(&'a self, brief: &'a Brief, finished: &'a BTreeMap<u8, WeekLines>) -> Order<'a> {
        Order {
            brief,
            library: &[],
            finished,
            purse: &self.purse,
        }
    }

    /// Everything the writer says while it writes a draft.
    async fn draft(&self, brief: &Brief) -> Heard<Written> {
        let nothing = BTreeMap::new();
        Heard::all_of(self.writer.draft(self.order(brief, &nothing))).await
    }

    async fn draft_with(&self, brief: &Brief, library: &[LibraryWorkout]) -> Heard<Written> {
        let nothing = BTreeMap::new();
        let order = Order {
            library,
            ..self.order(brief, &nothing)
        };
        Heard::all_of(self.writer.draft(order)).await
    }

    async fn read(&self, brief: &Brief, weeks: &[UnreadWeek]) -> Heard<super::Cost> {
        let nothing = BTreeMap::new();
        Heard::all_of(self.writer.read_lines(self.order(brief, &nothing), weeks)).await
    }
}

/// How long the writer waits for a model that is to end as `expected`.
fn patience(expected: &Expected) -> Patience {
    Patience {
        connect: expected.patience(&["model_connect_timeout"]),
        first_token: expected.patience(&["model_no_response", "model_silent"]),
        idle: expected.patience(&["model_stalled"]),
        call: expected.patience(&["model_too_slow"]),
        pause: Duration::from_millis(5),
    }
}

/// What a writer has said.
#[derive(Debug)]
struct Heard<T> {
    weeks: Vec<WeekLines>,
    text: String,
    percents: Vec<u8>,
    end: Result<T, WriterError>,
}

impl<T> Heard<T> {
    async fn all_of(mut telling: Telling<'_, T>) -> Self {
        let mut heard = Self {
            weeks: Vec::new(),
            text: String::new(),
            percents: Vec::new(),
            end: Err(WriterError::Broken("said nothing".to_owned())),
        };
        while let Some(said) = telling.next().await {
            match said {
                Ok(Said::Week(week)) => heard.weeks.push(week),
                Ok(Said::Text(text)) => heard.text.push_str(&text),
                Ok(Said::Progress(progress)) => heard.percents.push(progress.percent),
                Ok(Said::Finished(all)) => heard.end = Ok(all),
                Err(error) => heard.end = Err(error),
            }
        }
        heard
    }

    fn numbers(&self) -> Vec<u8> {
        self.weeks.iter().map(|week| week.week).collect()
    }

    fn code(&self) -> Option<&'static str> {
        match &self.end {
            Ok(_) => None,
            Err(WriterError::Model(fault)) => Some(fault.code()),
            Err(other) => panic!("{other}"),
        }
    }
}

/// A purse that remembers: what was set aside, and what it came to.
#[derive(Debug, Default)]
struct Ledger(Arc<Mutex<Vec<Entry>>>);

/// What was set aside, and what it came to once it was settled.
type Entry = (u64, Option<u64>);

impl Ledger {
    fn entries(&self) -> Vec<Entry> {
        self.0.lock().unwrap().clone()
    }

    fn is_settled(&self) -> bool {
        self.entries().iter().all(|(_, settled)| settled.is_some())
    }

    fn spent(&self) -> u64 {
        self.entries()
            .iter()
            .filter_map(|(_, settled)| *settled)
            .sum()
    }
}

impl Purse for Ledger {
    fn reserve(&self, tokens: u64) -> Later<'_, Result<Reservation, WriterError>> {
        Box::pin(async move {
            let mut entries = self.0.lock().unwrap();
            entries.push((tokens, None));
            let id = (entries.len() - 1).to_string();
            Ok(Reservation { id, tokens })
        })
    }

    fn settle(
        &self,
        reservation: Reservation,
        tokens: u64,
    ) -> Later<'static, Result<(), WriterError>> {
        let entries = Arc::clone(&self.0);
        Box::pin(async move {
            let index: usize = reservation.id.parse().unwrap();
            let settled = &mut entries.lock().unwrap()[index].1;
            assert_eq!(*settled, None, "settled once");
            *settled = Some(tokens);
            Ok(())
        })
    }
}

/// A half marathon in `weeks` weeks.
fn brief(weeks: u8) -> Brief {
    Brief {
        plan: PlanBrief {
            race: Some(RaceGoal {
                distance: RaceDistance::HalfMarathon,
                date: "2026-10-18".parse().ok(),
                target_time: None,
            }),
            ..PlanBrief::new(weeks, Level::Intermediate)
        },
        prompt: Some("I like hills and hate mornings.".to_owned()),
        principle: Some("Easy days easy.".to_owned()),
    }
}

/// A week of a draft with lines nobody could read.
fn unread(week: u8, lines: &[&str]) -> UnreadWeek {
    let text = format!("## Week {week} · Base\n- Mon: Rest\n{}", lines.join("\n"));
    let context = ParseContext {
        unit: plan_core::units::DistanceUnit::Mile,
        level: Level::Intermediate,
        weeks: None,
        start: None,
        race: None,
    };
    let parsed = draft::parse(&text, &context);
    assert_eq!(parsed.unreadable.len(), lines.len(), "{text}");
    UnreadWeek {
        week,
        text: text.into(),
        lines: parsed.unreadable.into(),
        complaints: Vec::new(),
    }
}
