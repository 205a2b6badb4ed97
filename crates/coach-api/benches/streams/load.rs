//! Many streams at once.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use serde_json::Value;
use test_support::TestDatabase;
use test_support::llm::LlmServer;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::client::{self, Line};
use crate::service::Service;
use crate::team::{self, Coach};

/// The promise: a comment every three seconds.
const KEEP_ALIVE: Duration = Duration::from_secs(3);
/// How many streams of one coach go on at once, and of one organization: what
/// the service allows unless it is told otherwise.
const PER_COACH: usize = 2;
const PER_ORGANIZATION: usize = 4;
/// Four forms, shared out in turn: half of them tell a plan's weeks.
const FORMS: [&str; 4] = [
    "generate-draft/stream",
    "generate-plan/stream",
    "generate-plan/stream/incremental",
    "generate-plan/stream/incremental",
];
const DRAFT_WEEKS: u8 = 12;
const PLAN_WEEKS: u8 = 16;
/// Lines of each week of a plan that the model reads.
const LINES: usize = 6;
/// The model writes some six tokens, then takes its time: a stream takes more
/// than a minute.
pub(crate) const PACE: Duration = Duration::from_millis(350);
/// The clients come over this time.
const ARRIVAL: Duration = Duration::from_secs(15);

/// How long a generation takes at least.
const TAKES: Duration = Duration::from_secs(70);

/// What one client saw.
struct Seen {
    /// Nothing is lost, doubled, out of order, or missing at the end.
    fault: Option<String>,
    events: usize,
    weeks: usize,
    /// How long it took to be answered at all.
    first: Duration,
    /// How much later than promised the worst comment came.
    late: Duration,
    comments: usize,
    took: Duration,
}

/// Everything that stands before the first stream is opened.
struct Stage {
    model: LlmServer,
    service: Service,
    coaches: Vec<Coach>,
    memory: Memory,
    /// So much faster than what is measured.
    haste: u32,
}

impl Stage {
    async fn set(database: &TestDatabase, streams: usize) -> Self {
        let haste = if streams < 100 { 35 } else { 1 };
        let model = LlmServer::start().await;
        model.set_pace(PACE / haste);
        team::teach(&model);
        let service = Service::start(database, &model.base_url());
        // One organization more, to be warm.
        let organizations = streams.div_ceil(PER_ORGANIZATION) + 1;
        let mut coaches = team::coaches(&database.store(), organizations).await;
        let warm = coaches.pop().unwrap();
        let mut memory = Memory::default();
        for form in FORMS {
            let seen = follow(&service.address, &warm, form, 1, Arc::default()).await;
            assert_eq!(seen.fault, None, "{form}");
            memory.idle = memory.idle.max(service.memory());
        }
        model.forget_calls();
        Self {
            model,
            service,
            coaches,
            memory,
            haste,
        }
    }

    /// When a stream of so many begins, who asks for it, and for what.
    fn part(&self, stream: usize, streams: usize) -> Part {
        // The two streams of a coach differ in form.
        let form = FORMS[(stream + stream / FORMS.len()) % FORMS.len()];
        Part {
            pause: ARRIVAL.mul_f64(stream as f64 / streams as f64) / self.haste,
            coach: self.coaches[stream / PER_COACH].clone(),
            form,
            weeks: match form.contains("draft") {
                true => DRAFT_WEEKS,
                false => PLAN_WEEKS,
            },
        }
    }
}

/// One stream's part in the whole.
struct Part {
    pause: Duration,
    coach: Coach,
    form: &'static str,
    weeks: u8,
}

impl Part {
    fn body(&self) -> Value {
        body(&self.coach, self.form, self.weeks)
    }
}

fn body(coach: &Coach, form: &str, weeks: u8) -> Value {
    match form.contains("draft") {
        true => team::draft(coach, weeks),
        false => team::plan(coach, weeks, LINES, ""),
    }
}

/// Begins as many generations as [`run`], each by a client who hangs up at the first
/// byte, and tells what they take of the service's memory with nobody there.
pub(crate) async fn unfollowed(database: &TestDatabase, runs: usize) {
    let mut stage = Stage::set(database, runs).await;
    let mut clients = JoinSet::new();
    for run in 0..runs {
        let part = stage.part(run, runs);
        let address = stage.service.address.clone();
        clients.spawn(async move {
            sleep(part.pause).await;
            let begun = client::begin(&address, &part.coach, part.form, &part.body()).await;
            let first = begun.unwrap().bytes_stream().next().await;
            first.unwrap().unwrap();
        });
    }
    // As long as the first of them takes.
    let until = Instant::now() + TAKES / stage.haste;
    while Instant::now() < until {
        sleep(Duration::from_millis(250) / stage.haste).await;
        stage.memory.look(&stage.service);
    }
    while let Some(ended) = clients.join_next().await {
        ended.unwrap();
    }
    println!(
        "{}: {runs} generations with nobody there, {:.1} KiB each, {} open files",
        database.engine(),
        stage.memory.grown() as f64 / runs as f64,
        stage.memory.files,
    );
    drop(stage.model);
}

/// Opens so many streams and tells what came of them.
pub(crate) async fn run(database: &TestDatabase, streams: usize) {
    let stage = Stage::set(database, streams).await;
    let open = Arc::new(AtomicUsize::new(0));
    let (began, busy) = (Instant::now(), stage.service.busy());
    let mut clients = JoinSet::new();
    for stream in 0..streams {
        let part = stage.part(stream, streams);
        let (address, open) = (stage.service.address.clone(), Arc::clone(&open));
        clients.spawn(async move {
            sleep(part.pause).await;
            let (form, weeks) = (part.form, part.weeks);
            (form, follow(&address, &part.coach, form, weeks, open).await)
        });
    }
    let Stage {
        model: _model,
        service,
        mut memory,
        ..
    } = stage;
    let mut most_open = 0;
    let mut seen = Vec::new();
    while !clients.is_empty() {
        tokio::select! {
            () = sleep(Duration::from_millis(250)) => {
                most_open = most_open.max(open.load(Ordering::Relaxed));
                memory.look(&service);
            }
            Some(ended) = clients.join_next() => seen.push(ended.unwrap()),
        }
    }
    let (wall, busy) = (began.elapsed(), service.busy().saturating_sub(busy));
    report(database, &seen, most_open, &memory, wall, busy);
    let faults = seen.iter().filter(|(_, seen)| seen.fault.is_some());
    assert_eq!(faults.count(), 0, "streams have faults");
}

/// What the service took at its peak.
#[derive(Default)]
struct Memory {
    idle: u64,
    peak: u64,
    threads: u64,
    files: usize,
}

impl Memory {
    /// What came on top of the idle service, in KiB.
    fn grown(&self) -> u64 {
        self.peak.saturating_sub(self.idle)
    }

    fn look(&mut self, service: &Service) {
        self.peak = self.peak.max(service.memory());
        self.threads = self.threads.max(service.threads());
        self.files = self.files.max(service.files());
    }
}

async fn follow(
    address: &str,
    coach: &Coach,
    form: &str,
    weeks: u8,
    open: Arc<AtomicUsize>,
) -> Seen {
    let body = body(coach, form, weeks);
    let began = Instant::now();
    let mut first = None;
    let mut last_comment = began;
    let mut late = Duration::ZERO;
    let mut comments = 0;
    let mut numbers = Vec::new();
    let mut types = Vec::new();
    let mut told = Vec::new();
    let read = client::read(address, coach, form, &body, |line, at| match line {
        Line::Alive if first.is_none() => {
            open.fetch_add(1, Ordering::Relaxed);
            first = Some(at - began);
            last_comment = at;
        }
        Line::Alive => {
            comments += 1;
            late = late.max((at - last_comment).saturating_sub(KEEP_ALIVE));
            last_comment = at;
        }
        Line::Event(event, number) => {
            numbers.push(number);
            types.push(event["type"].as_str().unwrap_or_default().to_owned());
            told.extend(event["week"].as_u64());
        }
    });
    let read = read.await;
    if first.is_some() {
        open.fetch_sub(1, Ordering::Relaxed);
    }
    // Nothing came after the last comment but the end: that silence counts too.
    late = late.max(last_comment.elapsed().saturating_sub(KEEP_ALIVE));
    let fault = read
        .err()
        .or_else(|| fault_of(form, weeks, &numbers, &types, &told));
    Seen {
        fault,
        events: numbers.len(),
        weeks: told.len(),
        first: first.unwrap_or_default(),
        late,
        comments,
        took: began.elapsed(),
    }
}

/// What is wrong with a stream that was read to its end.
fn fault_of(
    form: &str,
    weeks: u8,
    numbers: &[u64],
    types: &[String],
    told: &[u64],
) -> Option<String> {
    let tells_weeks = form.ends_with("incremental");
    let ends: Vec<_> = types.iter().rev().take(2).map(String::as_str).collect();
    let finals = types
        .iter()
        .filter(|it| ["result", "error", "done"].contains(&it.as_str()));
    // Where weeks are not shown their numbers are left out.
    let in_order = match form == FORMS[1] {
        true => numbers.is_sorted_by(|one, next| one < next),
        false => numbers.iter().copied().eq(1..=numbers.len() as u64),
    };
    let expected = if tells_weeks { u64::from(weeks) } else { 0 };
    if ends != ["done", "result"] || finals.count() != 2 {
        Some(format!("{form}: it ends with {ends:?}"))
    } else if !in_order {
        Some(format!("{form}: events {numbers:?}"))
    } else if !told.iter().copied().eq(1..=expected) {
        Some(format!("{form}: weeks {told:?}"))
    } else {
        None
    }
}

fn report(
    database: &TestDatabase,
    seen: &[(&str, Seen)],
    most_open: usize,
    memory: &Memory,
    wall: Duration,
    busy: Duration,
) {
    let mut faults = BTreeMap::new();
    for fault in seen.iter().filter_map(|(_, seen)| seen.fault.as_deref()) {
        *faults.entry(fault).or_insert(0) += 1;
    }
    let sum = |count: fn(&Seen) -> usize| seen.iter().map(|(_, seen)| count(seen)).sum::<usize>();
    let worst = |time: fn(&Seen) -> Duration| seen.iter().map(|(_, seen)| time(seen)).max();
    let name = database.engine();
    println!(
        "{name}: {} streams, {most_open} of them at once, in {wall:.1?}",
        seen.len()
    );
    println!(
        "  without fault      {}",
        seen.len() - sum(|it| usize::from(it.fault.is_some()))
    );
    println!(
        "  events             {}, {} of them weeks",
        sum(|it| it.events),
        sum(|it| it.weeks)
    );
    println!(
        "  keep-alives        {}, the worst late by {:.0?}",
        sum(|it| it.comments),
        worst(|it| it.late).unwrap_or_default()
    );
    println!(
        "  first byte         after {:.0?} at worst",
        worst(|it| it.first).unwrap_or_default()
    );
    println!(
        "  longest stream     {:.1?}",
        worst(|it| it.took).unwrap_or_default()
    );
    println!(
        "  memory             {} MiB idle, {} MiB at the peak, {:.1} KiB a stream",
        memory.idle / 1024,
        memory.peak / 1024,
        memory.grown() as f64 / most_open.max(1) as f64,
    );
    println!(
        "  processor          {:.1} of a core",
        busy.as_secs_f64() / wall.as_secs_f64()
    );
    println!("  threads, files     {}, {}", memory.threads, memory.files);
    for (fault, times) in faults.iter().take(10) {
        println!(
            "  {times} x {}",
            fault.chars().take(300).collect::<String>()
        );
    }
}
