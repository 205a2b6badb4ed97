//! The pipeline around a writer that says what a test tells it to.

mod edits;
mod laws;
mod library;
mod readings;
mod speed;

use std::collections::BTreeMap;
use std::sync::Mutex;

use chrono::NaiveDate;
use futures_util::{StreamExt, stream};
use plan_core::draft::{self, Draft};
use plan_core::plan::{Level, RaceDistance, RaceGoal};
use plan_core::planner::{self, PlanBrief};
use plan_core::units::DistanceUnit;

use super::{Converted, ConvertedWeek, Reuse, Step, convert};
use crate::ops::OpError;
use crate::writers::library::{LibraryWorkout, WorkoutPreference};
use crate::writers::purse::Bottomless;
use crate::writers::{
    Brief, Cost, Order, Progress, Said, Telling, UnreadWeek, WeekLines, Writer, WriterError,
    Written,
};

/// A writer whose reading of a week is a function of what it is asked and of
/// how often it was asked before.
struct Scripted<F> {
    read: F,
    asked: Mutex<Vec<Vec<UnreadWeek>>>,
    /// What it says first of all to its first question, asked or not.
    beside: Vec<WeekLines>,
}

/// What it costs a scripted writer to read a week.
const TOKENS: u64 = 100;

impl<F> Scripted<F>
where
    F: Fn(&UnreadWeek, usize) -> Option<Vec<(u32, String)>> + Send + Sync,
{
    fn new(read: F) -> Self {
        let asked = Mutex::new(Vec::new());
        let beside = Vec::new();
        Self {
            read,
            asked,
            beside,
        }
    }

    /// The numbers of the weeks of every question.
    fn asked(&self) -> Vec<Vec<u8>> {
        let asked = self.asked.lock().expect("no test panics with it");
        let weeks = |weeks: &Vec<UnreadWeek>| weeks.iter().map(|week| week.week).collect();
        asked.iter().map(weeks).collect()
    }

    /// Everything it was told to be wrong.
    fn complaints(&self) -> Vec<String> {
        let asked = self.asked.lock().expect("no test panics with it");
        let weeks = asked.iter().flatten();
        weeks.flat_map(|week| week.complaints.clone()).collect()
    }
}

impl<F> Writer for Scripted<F>
where
    F: Fn(&UnreadWeek, usize) -> Option<Vec<(u32, String)>> + Send + Sync,
{
    fn generator(&self) -> &'static str {
        "scripted"
    }

    fn draft<'a>(&'a self, _: Order<'a>) -> Telling<'a, Written> {
        let broken = WriterError::Broken("it reads, and does not write".to_owned());
        Box::pin(stream::once(async { Err(broken) }))
    }

    fn read_lines<'a>(&'a self, _: Order<'a>, weeks: &'a [UnreadWeek]) -> Telling<'a, Cost> {
        let mut asked = self.asked.lock().expect("no test panics with it");
        let beside = self.beside.iter().filter(|_| asked.is_empty()).cloned();
        let mut said: Vec<_> = beside.map(|week| Ok(Said::Week(week))).collect();
        for (at, week) in weeks.iter().enumerate() {
            let percent = u8::try_from(100 * at / weeks.len()).expect("a percent");
            said.push(Ok(Said::Progress(Progress {
                percent,
                message: "Reading".into(),
            })));
            let before = asked.iter().flatten().filter(|it| it.week == week.week);
            if let Some(lines) = (self.read)(week, before.count()) {
                said.push(Ok(Said::Week(WeekLines {
                    week: week.week,
                    lines,
                })));
            }
        }
        let tokens = TOKENS * weeks.len() as u64;
        said.push(Ok(Said::Finished(Cost { tokens })));
        asked.push(weeks.to_vec());
        Box::pin(stream::iter(said))
    }
}

/// Everything a conversion told.
#[derive(Debug)]
struct Told {
    progress: Vec<u8>,
    read: Vec<WeekLines>,
    weeks: Vec<ConvertedWeek>,
    end: Result<Converted, OpError>,
}

impl Told {
    #[track_caller]
    fn converted(&self) -> &Converted {
        self.end.as_ref().expect("a plan")
    }

    /// The numbers of the lines that nobody could read.
    #[track_caller]
    fn unreadable(&self) -> Vec<u32> {
        match &self.end {
            Err(OpError::DraftUnreadable { lines, .. }) => {
                lines.iter().map(|line| line.line).collect()
            }
            other => panic!("expected unreadable lines, not {other:?}"),
        }
    }
}

/// What there is to convert, with everything else left out.
struct Conversion<'a> {
    brief: &'a PlanBrief,
    library: &'a [LibraryWorkout],
    preference: WorkoutPreference,
    finished: BTreeMap<u8, WeekLines>,
}

impl<'a> Conversion<'a> {
    fn of(brief: &'a PlanBrief) -> Self {
        Self {
            brief,
            library: &[],
            preference: WorkoutPreference::AiGenerate,
            finished: BTreeMap::new(),
        }
    }

    fn run(&self, writer: &dyn Writer, text: &str) -> Told {
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        runtime
            .expect("a runtime")
            .block_on(self.tell(writer, text))
    }

    async fn tell(&self, writer: &dyn Writer, text: &str) -> Told {
        let brief = Brief {
            plan: self.brief.clone(),
            prompt: None,
            principle: None,
        };
        let order = Order {
            brief: &brief,
            library: &[],
            finished: &self.finished,
            purse: &Bottomless,
        };
        let reuse = Reuse {
            library: self.library.into(),
            preference: self.preference,
        };
        let mut steps = convert(writer, order, text, reuse);
        let mut told = Told {
            progress: Vec::new(),
            read: Vec::new(),
            weeks: Vec::new(),
            end: Err(OpError::Broken("no end".to_owned())),
        };
        while let Some(step) = steps.next().await {
            match step {
                Ok(Step::Progress(progress)) => told.progress.push(progress.percent),
                Ok(Step::Read(lines)) => told.read.push(lines),
                Ok(Step::Week(week)) => told.weeks.push(week),
                Ok(Step::Finished(converted)) => {
                    told.end = Ok(converted);
                    break;
                }
                Err(error) => {
                    told.end = Err(error);
                    break;
                }
            }
        }
        assert!(steps.next().await.is_none(), "nothing comes after the end");
        assert!(told.progress.is_sorted(), "{:?}", told.progress);
        told
    }
}

/// A brief of `weeks` towards a race on a Sunday.
fn brief(weeks: u8, race: RaceDistance, unit: DistanceUnit) -> PlanBrief {
    let mut brief = PlanBrief::new(weeks, Level::Intermediate);
    brief.unit = unit;
    brief.race = Some(RaceGoal {
        distance: race,
        date: NaiveDate::from_ymd_opt(2026, 10, 18),
        target_time: None,
    });
    brief
}

fn planned(brief: &PlanBrief) -> Draft {
    planner::plan(brief).expect("a plan").draft
}

/// A draft's text, some of its lines in words the code cannot read.
#[derive(Clone)]
struct Garbled {
    text: String,
    /// The lines as they were, by their numbers.
    plain: BTreeMap<u32, String>,
}

impl Garbled {
    /// Garbles the lines for which `which` says so, as far as they can be.
    fn new(draft: &Draft, which: impl Fn(u32) -> bool) -> Self {
        let text = draft::print(draft);
        let mut plain = BTreeMap::new();
        let lines = (1u32..).zip(text.lines()).map(|(number, line)| {
            match garbled(line).filter(|_| which(number)) {
                Some(garbled) => {
                    plain.insert(number, line.to_owned());
                    garbled
                }
                None => line.to_owned(),
            }
        });
        let text = lines.collect::<Vec<_>>().join("\n");
        Self { text, plain }
    }

    /// The plain reading of every line of a question.
    fn answer(&self, question: &UnreadWeek) -> Option<Vec<(u32, String)>> {
        let lines = question.lines.iter();
        let read = |number: u32| Some((number, self.plain.get(&number)?.clone()));
        Some(lines.filter_map(|line| read(line.line)).collect())
    }
}

/// A line of a day with a length, so that the code takes it for a rest day with
/// a run in it, which it does not read: nobody else would.
fn garbled(line: &str) -> Option<String> {
    let (day, body) = line.strip_prefix("- ")?.split_once(": ")?;
    let garbled = format!("- {day}: Off road {body}");
    let context = draft::ParseContext {
        unit: DistanceUnit::Mile,
        level: Level::Beginner,
        weeks: Some(1),
        start: None,
        race: None,
    };
    let is_unread = !draft::parse(&garbled, &context).unreadable.is_empty();
    is_unread.then_some(garbled)
}
