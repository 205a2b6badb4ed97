//! What holds for every writer, and so for every conversion around one.
//!
//! The same test runs against each: progress never falls, weeks are said once
//! and in order, the end is said last, what is finished is not said again, and
//! whoever hangs up early spoils nothing.

use std::collections::BTreeMap;

use futures_util::StreamExt;
use plan_core::draft::{self, ParseContext, Unreadable, weekdays_of};
use plan_core::plan::{Level, RaceDistance, RaceGoal};
use plan_core::planner::{self, PlanBrief};
use test_support::llm::LlmServer;

use super::openai::OpenAi;
use super::openai::settings::LlmSettings;
use super::purse::Bottomless;
use super::rule_based::RuleBased;
use super::{Brief, Order, Said, Telling, UnreadWeek, WeekLines, Writer, Written};
use crate::conversion::{self, Converted, Reuse, Step};
use crate::ops::OpError;

const WEEKS: u8 = 7;

#[actix_web::test]
async fn rule_based_keeps_the_contract() {
    keeps_the_contract(&RuleBased).await;
}

#[actix_web::test]
async fn openai_keeps_the_contract() {
    let server = LlmServer::start().await;
    let url = server.base_url().parse().expect("an address");
    let writer = OpenAi::new(LlmSettings::new(url, "scripted")).expect("a client");
    keeps_the_contract(&writer).await;
}

async fn keeps_the_contract(writer: &dyn Writer) {
    drafts_as_it_should(writer).await;
    reads_as_it_should(writer).await;
    is_converted_with_as_it_should(writer).await;
}

fn brief() -> Brief {
    Brief {
        plan: PlanBrief {
            race: Some(RaceGoal {
                distance: RaceDistance::TenK,
                date: "2026-10-18".parse().ok(),
                target_time: None,
            }),
            ..PlanBrief::new(WEEKS, Level::Intermediate)
        },
        prompt: None,
        principle: None,
    }
}

fn order<'a>(brief: &'a Brief, finished: &'a BTreeMap<u8, WeekLines>) -> Order<'a> {
    Order {
        brief,
        library: &[],
        finished,
        purse: &Bottomless,
    }
}

/// Listens to the end: the weeks, and what was said last.
async fn listen<T>(telling: Telling<'_, T>) -> (Vec<WeekLines>, T) {
    let said: Vec<_> = telling.collect().await;
    let mut weeks: Vec<WeekLines> = Vec::new();
    let mut percents = Vec::new();
    let mut end = None;
    for said in said {
        assert!(end.is_none(), "the end comes last");
        match said.expect("nothing goes wrong here") {
            Said::Progress(progress) => percents.push(progress.percent),
            Said::Text(text) => assert!(!text.is_empty()),
            Said::Week(week) => weeks.push(week),
            Said::Finished(all) => end = Some(all),
        }
    }
    assert!(percents.is_sorted() && percents.iter().all(|it| *it <= 100));
    let is_in_order = weeks.windows(2).all(|pair| pair[0].week < pair[1].week);
    assert!(is_in_order, "each once, in order: {weeks:?}");
    (weeks, end.expect("an end"))
}

/// Listens to `count` things, and hangs up.
async fn hang_up_after<T>(count: usize, telling: Telling<'_, T>) {
    let heard: Vec<_> = telling.take(count).collect().await;
    assert!(heard.iter().all(Result::is_ok));
}

fn numbers(weeks: &[WeekLines]) -> Vec<u8> {
    weeks.iter().map(|week| week.week).collect()
}

fn first(weeks: &[WeekLines], count: usize) -> BTreeMap<u8, WeekLines> {
    let first = weeks.iter().take(count);
    first.map(|week| (week.week, week.clone())).collect()
}

async fn drafts_as_it_should(writer: &dyn Writer) {
    let (brief, nothing) = (brief(), BTreeMap::new());
    let (said, written) = listen(writer.draft(order(&brief, &nothing))).await;
    assert_eq!(written.draft.weeks.len(), usize::from(WEEKS));
    // A draft that is there at once needs no weeks on the way.
    assert!(said.is_empty() || numbers(&said) == (1..=WEEKS).collect::<Vec<_>>());

    for count in [1, 3, said.len()] {
        let finished = first(&said, count);
        let resumed: (_, Written) = listen(writer.draft(order(&brief, &finished))).await;
        let others: Vec<u8> = numbers(&said).split_off(finished.len());
        assert_eq!(
            numbers(&resumed.0),
            others,
            "what is finished is not said again"
        );
        assert_eq!(resumed.1.draft, written.draft);
    }
    for count in 0..5 {
        hang_up_after(count, writer.draft(order(&brief, &nothing))).await;
    }
    let (again, written_again) = listen(writer.draft(order(&brief, &nothing))).await;
    assert_eq!((again, written_again.draft), (said, written.draft));
}

/// The draft of a brief as text, with an easy run of every other week in words
/// the code cannot read.
fn unread_text(brief: &Brief) -> String {
    let draft = planner::plan(&brief.plan).expect("a plan").draft;
    let mut week = 0;
    let mut is_open = false;
    let lines = draft::print(&draft);
    let lines = lines.lines().map(|line| {
        if line.starts_with("## Week ") {
            week += 1;
            is_open = week % 2 == 0;
        }
        match line.split_once(": ") {
            Some((day, body)) if is_open && body.starts_with("Easy ") => {
                is_open = false;
                format!("{day}: Off road {body}")
            }
            _ => line.to_owned(),
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The unread weeks of a text.
fn questions(brief: &Brief, text: &str) -> Vec<UnreadWeek> {
    let context = ParseContext {
        unit: brief.plan.unit,
        level: brief.plan.level,
        weeks: Some(WEEKS),
        start: None,
        race: brief.plan.race.clone(),
    };
    let sections = draft::Sections::of(text, &context);
    let unreadable = draft::parse(text, &context).unreadable;
    let weeks = unreadable.chunk_by(|one, next| one.week == next.week);
    let weeks = weeks.map(|lines: &[Unreadable]| {
        let week = lines[0].week.expect("a day of a week");
        UnreadWeek {
            week,
            text: sections.week(week),
            lines: lines.into(),
            complaints: Vec::new(),
        }
    });
    weeks.collect()
}

async fn reads_as_it_should(writer: &dyn Writer) {
    let (brief, nothing) = (brief(), BTreeMap::new());
    let questions = questions(&brief, &unread_text(&brief));
    let asked: Vec<u8> = questions.iter().map(|week| week.week).collect();
    assert_eq!(asked, [2, 4, 6]);

    let (said, _) = listen(writer.read_lines(order(&brief, &nothing), &questions)).await;
    match writer.reads_lines() {
        true => assert_eq!(numbers(&said), asked),
        false => assert_eq!(said, []),
    }
    for (question, said) in questions.iter().zip(&said) {
        for (line, (number, text)) in question.lines.iter().zip(&said.lines) {
            assert_eq!(*number, line.line);
            let days = weekdays_of(text);
            assert_eq!(
                days.first().copied(),
                line.day,
                "a whole line, with its weekday"
            );
        }
    }
    for count in 0..=said.len() {
        let finished = first(&said, count);
        let telling = writer.read_lines(order(&brief, &finished), &questions);
        let (others, _) = listen(telling).await;
        assert_eq!(others, said[count..], "what is finished is not said again");
        hang_up_after(
            count,
            writer.read_lines(order(&brief, &nothing), &questions),
        )
        .await;
    }
}

/// Listens to a conversion: what to keep, the weeks said, and the end.
async fn convert(
    writer: &dyn Writer,
    finished: &BTreeMap<u8, WeekLines>,
    text: &str,
) -> (
    Vec<WeekLines>,
    Vec<conversion::ConvertedWeek>,
    Result<Converted, OpError>,
) {
    let brief = brief();
    let steps = conversion::convert(writer, order(&brief, finished), text, Reuse::default());
    let steps: Vec<_> = steps.collect().await;
    let (mut read, mut weeks, mut percents, mut end) = (Vec::new(), Vec::new(), Vec::new(), None);
    for step in steps {
        assert!(end.is_none(), "the end comes last");
        match step {
            Ok(Step::Progress(progress)) => percents.push(progress.percent),
            Ok(Step::Read(lines)) => read.push(lines),
            Ok(Step::Week(week)) => weeks.push(week),
            Ok(Step::Finished(converted)) => end = Some(Ok(converted)),
            Err(error) => end = Some(Err(error)),
        }
    }
    assert!(percents.is_sorted() && percents.iter().all(|it| *it <= 100));
    (read, weeks, end.expect("an end"))
}

async fn is_converted_with_as_it_should(writer: &dyn Writer) {
    let (brief, nothing) = (brief(), BTreeMap::new());
    let text = unread_text(&brief);
    let (read, weeks, end) = convert(writer, &nothing, &text).await;
    let said: Vec<u8> = weeks.iter().map(|said| said.week.number).collect();
    if !writer.reads_lines() {
        assert!(matches!(end, Err(OpError::DraftUnreadable { lines, .. }) if lines.len() == 3));
        assert_eq!(
            (read, said),
            (Vec::new(), Vec::new()),
            "refused before anything is said"
        );
        return;
    }
    let converted = end.expect("a plan");
    assert_eq!(said, (1..=WEEKS).collect::<Vec<_>>());
    assert_eq!(numbers(&read), [2, 4, 6]);
    assert_eq!(converted.differences, []);
    for count in 0..=read.len() {
        let resumed = convert(writer, &first(&read, count), &text).await;
        assert_eq!(
            resumed.0,
            read[count..],
            "what was kept is not paid for again"
        );
        assert_eq!(resumed.1, weeks);
        assert_eq!(resumed.2.expect("a plan").draft, converted.draft);
    }
    for count in 0..12 {
        let order = order(&brief, &nothing);
        let steps = conversion::convert(writer, order, &text, Reuse::default());
        let heard: Vec<_> = steps.take(count).collect().await;
        assert!(heard.iter().all(Result::is_ok));
    }
    let again = convert(writer, &nothing, &text).await;
    assert_eq!((again.0, again.1), (read, weeks));
}
