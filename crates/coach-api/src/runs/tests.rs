//! Engines side by side over one database, with a writer that speaks when it is let.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_stream::stream;
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::{Stream, StreamExt};
use plan_core::units::Distance;
use plan_core::workout::{Workout, WorkoutKind};
use plan_store::library::{self, LibraryEntry};
use plan_store::runs::{self as stored, NewRun, RunKind, RunLimits, RunState};
use plan_store::{Conflict, Store, StoreError, tokens};
use serde_json::{Value, json};
use test_support::builders::{self, Team};
use test_support::{TestDatabase, for_each_database};
use tokio::sync::{Semaphore, oneshot};
use web_base::strict_json::read_object;

use super::engine::{Engine, EventId, Named};
use super::event::{Ending, Event};
use super::failure::Failure;
use super::job::{DraftRequest, Job};
use super::log::{Heard, Log};
use web_base::metrics::Metrics;

use crate::api::ai_coach::brief::BriefBody;
use crate::config::RunSettings;
use crate::figures::Figures;
use crate::ops::generate_draft::generate_draft;
use crate::ops::{Actor, Asked, AskedOf, OpError};
use crate::outcome::Outcome;
use crate::writers::fault::ModelFault;
use crate::writers::{
    Cost, Order, Progress, Said, Telling, UnreadWeek, WeekLines, Writer, WriterError, Written,
};

const WEEKS: u8 = 4;
const PLENTY: RunLimits = RunLimits {
    per_person: 9,
    per_org: 9,
};

/// Reads a week whenever it is let, and writes no drafts.
#[derive(Clone, Default)]
pub(super) struct Paced {
    lets: Arc<Lets>,
}

struct Lets {
    weeks: Semaphore,
    asked: Mutex<Vec<u8>>,
    dropped: AtomicBool,
}

impl Default for Lets {
    fn default() -> Self {
        Self {
            weeks: Semaphore::new(0),
            asked: Mutex::default(),
            dropped: AtomicBool::new(false),
        }
    }
}

impl Paced {
    fn lets(&self, weeks: usize) {
        self.lets.weeks.add_permits(weeks);
    }

    /// The weeks that were read, in the order they were.
    fn read(&self) -> Vec<u8> {
        self.lets.asked.lock().unwrap().clone()
    }
}

/// Notes that the work was dropped: a model's connection would be closed.
struct OnDrop(Arc<Lets>);

impl Drop for OnDrop {
    fn drop(&mut self) {
        self.0.dropped.store(true, Ordering::SeqCst);
    }
}

impl Writer for Paced {
    fn generator(&self) -> &'static str {
        "paced"
    }

    fn draft<'a>(&'a self, _: Order<'a>) -> Telling<'a, Written> {
        Box::pin(stream! {
            yield Ok(Said::Progress(Progress { percent: 30, message: "asking".into() }));
            yield Err(WriterError::Model(ModelFault::Busy));
        })
    }

    fn read_lines<'a>(&'a self, _: Order<'a>, weeks: &'a [UnreadWeek]) -> Telling<'a, Cost> {
        let lets = Arc::clone(&self.lets);
        Box::pin(stream! {
            let _noted = OnDrop(Arc::clone(&lets));
            for unread in weeks {
                // Each attempt tells its own share of the work.
                let percent = 20 * unread.week;
                yield Ok(Said::Progress(Progress { percent, message: "reading".into() }));
                lets.weeks.acquire().await.unwrap().forget();
                lets.asked.lock().unwrap().push(unread.week);
                let lines = unread.lines.iter().map(|line| (line.line, "- Tue: Easy 5 mi".to_owned()));
                let lines = lines.collect();
                yield Ok(Said::Week(WeekLines { week: unread.week, lines }));
            }
            yield Ok(Said::Finished(Cost { tokens: 7 }));
        })
    }
}

/// A database with a coach, and a clock that stands still unless it is moved.
pub(super) struct Ground {
    pub(super) store: Store,
    pub(super) team: Team,
    actor: Actor,
    now: Arc<Mutex<DateTime<Utc>>>,
}

impl Ground {
    pub(super) async fn lay(database: &TestDatabase) -> Self {
        let store = database.store();
        let made = store.write(|conn| {
            let team = Team::create(conn, "Ours")?;
            let secret = team.token(conn, team.coach)?;
            let identity = tokens::authenticate(conn, secret.reveal(), builders::now())?;
            Ok::<_, StoreError>((team, identity.unwrap()))
        });
        let (team, identity) = made.await.unwrap();
        let now = builders::now();
        Self {
            store,
            team,
            actor: Actor {
                identity,
                request_id: "a-request".to_owned(),
                now,
            },
            now: Arc::new(Mutex::new(now)),
        }
    }

    fn lets_time_pass(&self, time: TimeDelta) {
        *self.now.lock().unwrap() += time;
    }

    /// A process of its own: it can be killed.
    pub(super) fn process(&self, writer: &Paced, settings: RunSettings) -> Process {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let handle = runtime.handle().clone();
        let (end, ended) = oneshot::channel::<()>();
        std::thread::spawn(move || {
            // Told or dropped, it ends without a word, as `kill -9` does.
            let _ = runtime.block_on(ended);
            runtime.shutdown_background();
        });
        let clock = Arc::clone(&self.now);
        let entered = handle.enter();
        let engine = Engine::new(
            self.store.clone(),
            Arc::new(writer.clone()),
            settings,
            Arc::new(move || *clock.lock().unwrap()),
            Figures::new(&Metrics::new("")),
        );
        drop(entered);
        Process { engine, _end: end }
    }

    /// A job that takes `WEEKS` readings of a line nobody but the writer reads.
    pub(super) fn plan(&self) -> Job {
        let week = |number| {
            format!("## Week {number} · Base\n- Mon: Rest\n- Tue: wibble\n- Sun: Long 8 mi\n")
        };
        self.job(Some((1..=WEEKS).map(week).collect()), false)
    }

    fn job(&self, refined_draft: Option<String>, may_fall_back: bool) -> Job {
        let mut body = json!({});
        if may_fall_back {
            body["fallback"] = "rule_based".into();
        }
        Job {
            request: self.request(body),
            refined_draft,
            request_id: "a-request".to_owned(),
            asked_at: self.actor.now,
            today: self.actor.now.date_naive(),
            library: None,
        }
    }

    /// A request for a draft with members of its own.
    fn request(&self, mut body: Value) -> DraftRequest {
        body["weeks"] = WEEKS.into();
        body["level"] = "intermediate".into();
        body["org_id"] = self.team.org.to_string().into();
        let request = read_object(&body, |members| {
            BriefBody::read(members).map(BriefBody::request)
        });
        request.unwrap()
    }

    /// Asks for a draft as a client does.
    async fn draft(
        &self,
        process: &Process,
        body: Asked<DraftRequest>,
        key: Option<&str>,
    ) -> Result<Arc<Log>, OpError> {
        let org = Some(self.team.org);
        let named = Named {
            key: key.map(str::to_owned),
            heard: None,
        };
        let (engine, asked) = (process.engine(), AskedOf { org, body });
        generate_draft(&self.store, engine, &self.actor, asked, Ok(named)).await
    }

    /// How many weeks a run has finished and keeps.
    async fn weeks_kept(&self, log: &Log) -> usize {
        let run = log.run();
        let read = self
            .store
            .read(move |conn| stored::finished_weeks(conn, run));
        read.await.map_err(|error: StoreError| error).unwrap().len()
    }

    async fn state(&self, log: &Log) -> RunState {
        let run = log.run();
        let read = self.store.read(move |conn| stored::get(conn, run));
        read.await.map_err(|error: StoreError| error).unwrap().state
    }
}

/// A process; dropped, it is killed.
pub(super) struct Process {
    engine: Engine,
    _end: oneshot::Sender<()>,
}

impl Process {
    pub(super) fn engine(&self) -> &Engine {
        &self.engine
    }

    pub(super) async fn start(&self, ground: &Ground, job: Job) -> Arc<Log> {
        let named = Named::default();
        self.engine()
            .start(&ground.actor, job, &named)
            .await
            .unwrap()
    }
}

/// Quick enough for a test.
pub(super) fn quick() -> RunSettings {
    RunSettings {
        lease: Duration::from_millis(300),
        ..RunSettings::default()
    }
}

/// What a reader hears until `enough`, or until the end.
async fn heard(log: &Arc<Log>, after: u64, enough: impl Fn(&Event) -> bool) -> Vec<(u64, String)> {
    let mut told = Vec::new();
    let mut stream = std::pin::pin!(Arc::clone(log).follow(after, false));
    let reading = async {
        while let Some(heard) = stream.next().await {
            let Heard::Entry(entry) = heard else { continue };
            told.push((entry.sequence, word(&entry.event())));
            if enough(&entry.event()) {
                return;
            }
        }
    };
    let reading = tokio::time::timeout(Duration::from_secs(60), reading);
    reading.await.expect("it is told in time");
    told
}

fn never(_: &Event) -> bool {
    false
}

fn week(number: u8) -> impl Fn(&Event) -> bool {
    move |event| matches!(event, Event::Week(week) if week.week.number == number)
}

fn word(event: &Event) -> String {
    match event {
        Event::Progress(progress) => format!("progress {}", progress.percent),
        Event::Week(week) => format!("week {} of {}", week.week.number, week.total_weeks),
        Event::Result(_) => "result".to_owned(),
        Event::Error(failure) => format!("error {}", failure.code),
        Event::Done => "done".to_owned(),
    }
}

/// All but the progress, which comes when it comes; asserts what holds for it.
fn without_progress(told: &[(u64, String)]) -> Vec<&str> {
    let numbers = told.iter().map(|(number, _)| *number);
    assert!(numbers.is_sorted_by(|a, b| a + 1 == *b), "no gap: {told:?}");
    let percents = told
        .iter()
        .filter_map(|(_, word)| word.strip_prefix("progress "));
    let percents = percents.map(|percent| percent.parse::<u8>().unwrap());
    assert!(percents.is_sorted(), "progress never falls: {told:?}");
    let others = told.iter().map(|(_, word)| word.as_str());
    others
        .filter(|word| !word.starts_with("progress"))
        .collect()
}

const WHOLE: [&str; 6] = [
    "week 1 of 4",
    "week 2 of 4",
    "week 3 of 4",
    "week 4 of 4",
    "result",
    "done",
];

#[test]
fn a_killed_process_leaves_its_run_to_another_one_behind_the_last_finished_week() {
    for_each_database(async |database| {
        let ground = Ground::lay(&database).await;
        let (first, second) = (Paced::default(), Paced::default());
        let one = ground.process(&first, quick());
        let log = one.start(&ground, ground.plan()).await;
        first.lets(2);
        let told = heard(&log, 0, week(2)).await;
        let (last, _) = *told.last().unwrap();
        let run = log.run();
        drop(log);
        drop(one);

        ground.lets_time_pass(TimeDelta::seconds(1));
        second.lets(2);
        let two = ground.process(&second, quick());
        two.engine().look_after();
        let place = EventId {
            run,
            sequence: last,
        };
        let log = two.engine().log(run, Some(place)).await.unwrap();
        let rest = heard(&log, last, never).await;
        assert_eq!(without_progress(&rest), WHOLE[2..]);
        assert_eq!((first.read(), second.read()), (vec![1, 2], vec![3, 4]));
        let all = heard(&log, 0, never).await;
        assert_eq!(all[..told.len()], told);
        assert_eq!(without_progress(&all), WHOLE);
        assert_eq!(ground.state(&log).await, RunState::Succeeded);
    });
}

#[test]
fn a_run_nobody_can_go_on_with_ends_and_holds_no_other_up() {
    for_each_database(async |database| {
        let ground = Ground::lay(&database).await;
        let (first, second) = (Paced::default(), Paced::default());
        let one = ground.process(&first, quick());
        // It waits longest, so it is taken over first.
        let spoiled = one.start(&ground, ground.plan()).await.run();
        ground.lets_time_pass(TimeDelta::milliseconds(1));
        let sound = one.start(&ground, ground.plan()).await;
        drop(one);
        let nonsense = ["nonsense".to_owned()];
        let spoiling = ground
            .store
            .write(move |conn| stored::append(conn, spoiled, 1, &nonsense, &[]));
        spoiling.await.map_err(|error: StoreError| error).unwrap();

        ground.lets_time_pass(TimeDelta::seconds(1));
        let two = ground.process(&second, quick());
        two.engine().0.claim().await.unwrap();
        second.lets(usize::from(WEEKS));
        let log = two.engine().log(sound.run(), None).await.unwrap();
        assert_eq!(without_progress(&heard(&log, 0, never).await), WHOLE);
        let ended = ground
            .store
            .read(move |conn| stored::get(conn, spoiled))
            .await;
        let ended = ended.map_err(|error: StoreError| error).unwrap();
        assert_eq!(ended.state, RunState::Failed);
        let failure = Failure::from_document(&ended.result.unwrap()).unwrap();
        assert_eq!((failure.status, failure.retryable), (500, false));
    });
}

#[test]
fn a_run_goes_on_behind_what_its_follower_has_not_heard_yet() {
    for_each_database(async |database| {
        let ground = Ground::lay(&database).await;
        let (first, second) = (Paced::default(), Paced::default());
        let (one, two) = (
            ground.process(&first, quick()),
            ground.process(&second, quick()),
        );
        let near = one.start(&ground, ground.plan()).await;
        first.lets(1);
        heard(&near, 0, week(1)).await;
        let far = two.engine().log(near.run(), None).await.unwrap();
        first.lets(1);
        heard(&near, 0, week(2)).await;
        one.engine().stop().await;
        two.engine().0.claim().await.unwrap();
        second.lets(2);
        assert_eq!(without_progress(&heard(&far, 0, never).await), WHOLE);
        assert_eq!((first.read(), second.read()), (vec![1, 2], vec![3, 4]));
    });
}

#[test]
fn a_process_that_stops_gives_its_runs_up_at_once() {
    for_each_database(async |database| {
        let ground = Ground::lay(&database).await;
        let (first, second) = (Paced::default(), Paced::default());
        let one = ground.process(&first, quick());
        let log = one.start(&ground, ground.plan()).await;
        first.lets(1);
        heard(&log, 0, week(1)).await;
        let reader = tokio::spawn({
            let log = Arc::clone(&log);
            async move { heard(&log, 0, never).await }
        });
        one.engine().stop().await;
        let told = reader.await.unwrap();
        assert_eq!(without_progress(&told), WHOLE[..1], "an end without done");
        let named = Named::default();
        let refused = one.engine().start(&ground.actor, ground.plan(), &named);
        assert!(matches!(refused.await, Err(OpError::ShuttingDown)));

        // No time passes: the lease was given back.
        let two = ground.process(&second, quick());
        two.engine().look_after();
        second.lets(3);
        let log = two.engine().log(log.run(), None).await.unwrap();
        assert_eq!(without_progress(&heard(&log, 0, never).await), WHOLE);
    });
}

#[test]
fn a_process_that_only_slept_writes_nothing_and_its_readers_hear_the_other_one() {
    for_each_database(async |database| {
        let ground = Ground::lay(&database).await;
        let (sleeper, other) = (Paced::default(), Paced::default());
        // Without a heartbeat, as if it stood still.
        let one = ground.process(&sleeper, quick());
        let log = one.start(&ground, ground.plan()).await;
        sleeper.lets(1);
        heard(&log, 0, week(1)).await;
        ground.lets_time_pass(TimeDelta::seconds(1));
        let two = ground.process(&other, quick());
        two.engine().look_after();
        other.lets(1);
        let theirs = two.engine().log(log.run(), None).await.unwrap();
        heard(&theirs, 0, week(2)).await;
        // It wakes up and finishes a week that the other one has told already.
        sleeper.lets(1);
        other.lets(2);
        let all = heard(&log, 0, never).await;
        assert_eq!(without_progress(&all), WHOLE);
        assert_eq!(heard(&theirs, 0, never).await, all);
        assert_eq!(other.read(), [2, 3, 4]);
    });
}

#[test]
fn two_processes_follow_each_others_runs() {
    for_each_database(async |database| {
        let ground = Ground::lay(&database).await;
        let writer = Paced::default();
        let (one, two) = (
            ground.process(&writer, quick()),
            ground.process(&writer, quick()),
        );
        let ours = [
            one.start(&ground, ground.plan()).await,
            two.start(&ground, ground.plan()).await,
        ];
        let theirs = [
            two.engine().log(ours[0].run(), None).await.unwrap(),
            one.engine().log(ours[1].run(), None).await.unwrap(),
        ];
        writer.lets(2 * usize::from(WEEKS));
        for (near, far) in ours.iter().zip(&theirs) {
            let near = heard(near, 0, never).await;
            assert_eq!(without_progress(&near), WHOLE);
            assert_eq!(heard(far, 0, never).await, near);
        }
    });
}

#[test]
fn a_log_holds_its_end_and_whoever_is_behind_hears_the_rest_from_the_database() {
    for_each_database(async |database| {
        let ground = Ground::lay(&database).await;
        let writer = Paced::default();
        let process = ground.process(&writer, quick());
        let log = process.start(&ground, ground.plan()).await;
        let mut told = Vec::new();
        for number in 1..=WEEKS {
            writer.lets(1);
            let after = told.last().map_or(0, |(last, _)| *last);
            told.extend(heard(&log, after, week(number)).await);
        }
        let after = told.last().map_or(0, |(last, _)| *last);
        told.extend(heard(&log, after, never).await);
        assert_eq!(without_progress(&told), WHOLE);
        assert!(log.held() < told.len(), "{} of {told:?}", log.held());
        for after in 0..told.len() {
            let heard = heard(&log, after as u64, never).await;
            assert_eq!(heard, told[after..]);
        }
        // What was kept long enough is gone, and nobody waits for it.
        ground.lets_time_pass(TimeDelta::hours(1));
        let now = *ground.now.lock().unwrap();
        let swept = ground.store.write(move |conn| stored::sweep(conn, now));
        swept.await.unwrap();
        let left = heard(&log, 0, never).await;
        assert_eq!(left[..], told[told.len() - log.held()..]);
        assert_eq!(
            without_progress(&left).last_chunk(),
            WHOLE.last_chunk::<2>()
        );
    });
}

#[test]
fn whoever_wants_a_run_to_end_ends_it_from_any_process() {
    for_each_database(async |database| {
        let ground = Ground::lay(&database).await;
        for elsewhere in [false, true] {
            let writer = Paced::default();
            let (one, two) = (
                ground.process(&writer, quick()),
                ground.process(&writer, quick()),
            );
            one.engine().look_after();
            let log = one.start(&ground, ground.plan()).await;
            writer.lets(1);
            heard(&log, 0, week(1)).await;
            assert_eq!(ground.weeks_kept(&log).await, 1);
            let (run, person) = (log.run(), ground.team.coach);
            let wanted = ground
                .store
                .write(move |conn| stored::request_cancel(conn, run, person));
            wanted.await.map_err(|error: StoreError| error).unwrap();
            let asked = if elsewhere { &two } else { &one };
            asked.engine().cancel(run).await.unwrap();
            let told = heard(&log, 0, never).await;
            assert_eq!(
                without_progress(&told),
                ["week 1 of 4", "error run_cancelled", "done"]
            );
            assert_eq!(ground.state(&log).await, RunState::Cancelled);
            assert_eq!(ground.weeks_kept(&log).await, 0);
            assert!(
                writer.lets.dropped.load(Ordering::SeqCst),
                "the model is let go"
            );
        }
    });
}

#[test]
fn a_run_ends_at_its_deadline_whoever_executes_it() {
    for_each_database(async |database| {
        let ground = Ground::lay(&database).await;
        let settings = RunSettings {
            // Long enough for a week to come first, on any machine.
            plan_deadline: Duration::from_secs(3),
            ..quick()
        };
        let (writer, successor) = (Paced::default(), Paced::default());
        let one = ground.process(&writer, settings);
        let late = one.start(&ground, ground.plan()).await;
        writer.lets(1);
        let told = heard(&late, 0, never).await;
        assert_eq!(
            without_progress(&told),
            ["week 1 of 4", "error deadline_exceeded", "done"]
        );
        assert_eq!(ground.state(&late).await, RunState::Failed);

        let left = one.start(&ground, ground.plan()).await;
        let run = left.run();
        drop(one);
        ground.lets_time_pass(TimeDelta::seconds(4));
        let two = ground.process(&successor, settings);
        two.engine().look_after();
        let log = two.engine().log(run, None).await.unwrap();
        let told = heard(&log, 0, never).await;
        assert_eq!(without_progress(&told), ["error deadline_exceeded", "done"]);
    });
}

#[test]
fn where_the_model_fails_the_planner_stands_in_if_it_may() {
    for_each_database(async |database| {
        let ground = Ground::lay(&database).await;
        let one = ground.process(&Paced::default(), quick());
        let failed = one.start(&ground, ground.job(None, false)).await;
        let told = heard(&failed, 0, never).await;
        assert_eq!(without_progress(&told), ["error model_busy", "done"]);
        assert_eq!(ground.state(&failed).await, RunState::Failed);

        let stood_in = one.start(&ground, ground.job(None, true)).await;
        let told = heard(&stood_in, 0, never).await;
        assert_eq!(without_progress(&told), ["result", "done"]);
        let Some(Ending::Succeeded(outcome)) = stood_in.ending().await else {
            panic!("{told:?}");
        };
        let Outcome::Draft(draft) = outcome.as_ref() else {
            panic!("a draft was asked for");
        };
        let about = &draft.about;
        assert_eq!(about.provenance.generator, "rule_based");
        assert_eq!(about.findings[0].rule, "fallback_used");
        assert!(about.findings[0].message.contains("model_busy"));
    });
}

#[test]
fn today_is_the_day_it_is_where_the_organization_is() {
    for_each_database(async |database| {
        let ground = Ground::lay(&database).await;
        let process = ground.process(&Paced::default(), quick());
        let utc = ground.actor.now.date_naive();
        for (zone, hours) in [("Etc/GMT-14", 14), ("Etc/GMT+12", -12)] {
            let there = (ground.actor.now + TimeDelta::hours(hours)).date_naive();
            let set = format!("UPDATE organizations SET time_zone = '{zone}'");
            database.execute(&set).unwrap();
            // The last start that is worth a word, and the first that is not.
            for (days, is_over) in [(8, true), (7, false)] {
                let start = there - TimeDelta::days(days);
                let body = json!({"start_date": start, "fallback": "rule_based"});
                let request = Ok(ground.request(body));
                let log = ground.draft(&process, request, None).await.unwrap();
                let Some(Ending::Succeeded(outcome)) = log.ending().await else {
                    panic!("the planner stands in");
                };
                let Outcome::Draft(draft) = outcome.as_ref() else {
                    panic!("a draft was asked for");
                };
                let mut findings = draft.about.findings.iter();
                let told = findings.any(|it| it.rule == "begins_in_the_past");
                assert_eq!(told, is_over, "{start}, in {zone} at {there}, UTC {utc}");
            }
        }
    });
}

#[test]
fn whoever_waits_for_room_writes_nothing() {
    for_each_database(async |database| {
        let ground = Ground::lay(&database).await;
        let settings = RunSettings {
            per_person: 1,
            ..quick()
        };
        let process = ground.process(&Paced::default(), settings);
        process.start(&ground, ground.plan()).await;
        tokio::time::pause();
        let named = Named::default();
        let starting = process.engine().start(&ground.actor, ground.plan(), &named);
        let mut starting = std::pin::pin!(starting);
        // Time stands still while anything is done: this is after the first try.
        tokio::select! {
            biased;
            _ = &mut starting => panic!("it does not wait"),
            () = tokio::time::sleep(Duration::from_millis(10)) => {}
        }
        tokio::time::resume();
        // From here on nobody begins a run, nor writes at all on SQLite, until the
        // one who waits has heard that there is no room.
        let theirs = NewRun {
            org_id: ground.team.org,
            person_id: ground.team.head_coach,
            kind: RunKind::Draft,
            request_hash: [0; 32],
            request: String::new(),
            idempotency_key: None,
            owner: "elsewhere".to_owned(),
            lease_until: ground.actor.now,
            deadline: ground.actor.now,
        };
        let (now, store) = (ground.actor.now, ground.store.clone());
        let (inside, is_inside) = oneshot::channel();
        let (end, ended) = std::sync::mpsc::channel::<()>();
        let holding = tokio::spawn(async move {
            let held = store.write(move |conn| {
                stored::begin(conn, theirs, PLENTY, now)?;
                let _ = inside.send(());
                let _ = ended.recv();
                Ok::<_, StoreError>(())
            });
            held.await
        });
        is_inside.await.unwrap();
        let refused = starting.await;
        drop(end);
        holding.await.unwrap().unwrap();
        assert!(
            matches!(
                refused,
                Err(OpError::Store(StoreError::Conflict(Conflict::TooManyRuns(
                    _
                ))))
            ),
            "{refused:?}"
        );
    });
}

#[test]
fn the_library_is_read_by_the_runs_that_use_it_and_by_nobody_else() {
    for_each_database(async |database| {
        let ground = Ground::lay(&database).await;
        let process = ground.process(&Paced::default(), quick());
        let request = |preference: &str| {
            let body = json!({"workout_preference": preference, "fallback": "rule_based"});
            ground.request(body)
        };
        let key = Some("again");
        let reuses = || Ok(request("prefer_existing"));
        let first = ground.draft(&process, reuses(), key).await.unwrap();
        assert!(matches!(first.ending().await, Some(Ending::Succeeded(_))));

        let hidden = "ALTER TABLE library_workouts RENAME TO hidden";
        database.execute(hidden).unwrap();
        let again = ground.draft(&process, reuses(), key).await.unwrap();
        assert_eq!(again.run(), first.run(), "what came out is there already");
        let writes = Ok(request("ai_generate"));
        let written = ground.draft(&process, writes, None).await.unwrap();
        assert!(matches!(written.ending().await, Some(Ending::Succeeded(_))));
        let refused = ground.draft(&process, Err(Vec::new()), None).await;
        assert!(matches!(refused, Err(OpError::Invalid(_))), "{refused:?}");
        let looks = ground.draft(&process, reuses(), None).await.unwrap();
        let Some(Ending::Failed(failure)) = looks.ending().await else {
            panic!("there is no library");
        };
        assert_eq!(failure.code, "schema_outdated");
    });
}

#[test]
fn weeks_are_made_of_the_library_the_first_of_them_was_told_with() {
    for_each_database(async |database| {
        let ground = Ground::lay(&database).await;
        let (org, now) = (ground.team.org, ground.actor.now);
        let write = |entries: Vec<(&'static str, u16)>| {
            ground.store.write(move |conn| {
                for (name, miles) in entries {
                    let entry = LibraryEntry {
                        name: name.to_owned(),
                        level: None,
                        workout: Workout::run(WorkoutKind::Easy, Distance::from_miles(miles)),
                    };
                    library::insert(conn, org, &entry, now)?;
                }
                Ok::<_, StoreError>(())
            })
        };
        write(vec![("River", 5)]).await.unwrap();
        let mut job = ground.plan();
        job.request = ground.request(json!({"workout_preference": "strict_existing"}));
        let (first, second) = (Paced::default(), Paced::default());
        let one = ground.process(&first, quick());
        let log = one.start(&ground, job).await;
        first.lets(2);
        let mut told = heard(&log, 0, week(2)).await;
        drop(one);
        database.execute("DELETE FROM library_workouts").unwrap();
        // What a strict plan would be made of, were the library read anew.
        write(vec![("Canal", 5)]).await.unwrap();

        ground.lets_time_pass(TimeDelta::seconds(1));
        second.lets(2);
        let two = ground.process(&second, quick());
        two.engine().look_after();
        let last = told.last().unwrap().0;
        let log = two.engine().log(log.run(), None).await.unwrap();
        told.extend(heard(&log, last, never).await);
        assert_eq!(second.read(), [3, 4], "the others were paid for");
        let Some(Ending::Succeeded(outcome)) = log.ending().await else {
            panic!("{told:?}");
        };
        let Outcome::Plan(plan) = outcome.as_ref() else {
            panic!("a plan was asked for");
        };
        let days = plan.draft.weeks.iter().flat_map(|week| &week.days);
        let names: Vec<_> = days.flatten().filter_map(|it| it.name.as_deref()).collect();
        assert_eq!(names, ["River"; WEEKS as usize]);
    });
}

#[test]
fn a_job_reads_back_as_it_was_kept() {
    for_each_database(async |database| {
        let ground = Ground::lay(&database).await;
        let writer = Paced::default();
        let one = ground.process(&writer, quick());
        let mut job = ground.plan();
        job.request.brief.principle = Some("Easy days easy.".to_owned());
        job.today = job.today.succ_opt().unwrap();
        let log = one.start(&ground, job.clone()).await;
        let run = log.run();
        let kept = ground.store.read(move |conn| {
            Ok::<_, StoreError>((stored::get(conn, run)?, stored::request(conn, run)?))
        });
        let (run, document) = kept.await.unwrap();
        let again = Job::of(&run, &document).unwrap();
        assert_eq!(format!("{again:?}"), format!("{job:?}"));
        writer.lets(usize::from(WEEKS));
        heard(&log, 0, never).await;
    });
}

#[tokio::test]
async fn followers_are_streams_that_may_be_sent_anywhere() {
    fn is_send<T: Stream<Item = Heard> + Send>(_: &T) {}
    let database = TestDatabase::sqlite().await;
    let run = plan_store::RunId::generate(builders::now()).unwrap();
    is_send(&Arc::new(Log::behind(database.store(), run, 0)).follow(0, true));
}
