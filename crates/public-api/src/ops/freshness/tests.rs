use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::Instant;

use plan_core::plan::ShortId;
use plan_store::PlanId;
use proptest::prelude::*;

use super::*;

/// How long to wait for anything; longer than it takes on any machine.
const PATIENCE: Duration = Duration::from_secs(60);

fn id(number: u64) -> PublicId {
    PublicId::Short(ShortId::from_number(number))
}

fn named(version: u64) -> Named {
    Ok(Some(PublicVersion {
        plan_id: PlanId::generate(std::time::SystemTime::UNIX_EPOCH.into()).unwrap(),
        short_id: ShortId::from_number(0),
        version,
    }))
}

fn version(look: Look) -> u64 {
    look.unwrap().unwrap().version
}

fn wait<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        // Longer than a look may take.
        tokio::time::timeout(3 * PATIENCE, future).await.unwrap()
    })
}

/// Looks that do what a test says, one after the other: each tells when it
/// begins, and with what, and ends when it is told to.
struct Scripted {
    begun: mpsc::Sender<Vec<PublicId>>,
    results: mpsc::Receiver<Result<u64, StoreError>>,
}

impl Versions for Scripted {
    fn look_up(&mut self, ids: &[PublicId]) -> Result<Vec<Named>, StoreError> {
        self.begun.send(ids.to_vec()).unwrap();
        let version = self.results.recv().unwrap()?;
        Ok(ids.iter().map(|_| named(version)).collect())
    }
}

struct Script {
    freshness: Arc<Freshness>,
    begun: mpsc::Receiver<Vec<PublicId>>,
    results: mpsc::Sender<Result<u64, StoreError>>,
}

fn script() -> Script {
    let (begin, begun) = mpsc::channel();
    let (results, told) = mpsc::channel();
    let scripted = Scripted {
        begun: begin,
        results: told,
    };
    Script {
        freshness: Arc::new(Freshness::start(scripted, PATIENCE, |_| {}).unwrap()),
        begun,
        results,
    }
}

impl Script {
    /// A request that waits in a thread of its own.
    fn ask(&self, id: PublicId) -> thread::JoinHandle<Look> {
        let freshness = Arc::clone(&self.freshness);
        thread::spawn(move || wait(freshness.look(id)))
    }

    fn queued(&self, count: usize) {
        let patience = Instant::now() + PATIENCE;
        while self.freshness.desk.lock().askers.len() < count {
            assert!(Instant::now() < patience, "{count} requests do not queue");
            thread::yield_now();
        }
    }
}

#[test]
fn who_arrives_while_a_look_runs_is_answered_by_the_next_one() {
    let script = script();
    let first = script.ask(id(1));
    assert_eq!(script.begun.recv().unwrap(), [id(1)]);
    // The look of the first request runs; these come too late for it.
    let late = [script.ask(id(1)), script.ask(id(1)), script.ask(id(2))];
    script.queued(3);
    script.results.send(Ok(1)).unwrap();
    assert_eq!(version(first.join().unwrap()), 1);
    let together = script.begun.recv().unwrap();
    assert_eq!(together.len(), 2, "each id once");
    assert!(together.contains(&id(1)) && together.contains(&id(2)));
    script.results.send(Ok(2)).unwrap();
    for late in late {
        assert_eq!(version(late.join().unwrap()), 2);
    }
}

#[test]
fn a_failure_is_told_to_all_who_wait_and_the_next_look_is_tried_again() {
    let script = script();
    let first = script.ask(id(1));
    script.begun.recv().unwrap();
    let behind = script.ask(id(2));
    script.queued(1);
    let away = StoreError::Unavailable("away".to_owned());
    script.results.send(Err(away)).unwrap();
    for refused in [first, behind] {
        let error = refused.join().unwrap().unwrap_err();
        assert!(matches!(&*error, StoreError::Unavailable(cause) if cause == "away"));
    }
    let again = script.ask(id(1));
    script.begun.recv().unwrap();
    script.results.send(Ok(7)).unwrap();
    assert_eq!(version(again.join().unwrap()), 7);
}

#[test]
fn who_waits_for_a_look_that_never_ends_is_told_so_in_time() {
    let (begin, _begun) = mpsc::channel();
    let (_results, told) = mpsc::channel();
    let silent = Scripted {
        begun: begin,
        results: told,
    };
    let freshness = Freshness::start(silent, Duration::from_millis(50), |_| {}).unwrap();
    let error = wait(freshness.look(id(1))).unwrap_err();
    assert!(matches!(&*error, StoreError::Unavailable(_)), "{error}");
}

/// Breaks at its first look.
struct Fragile(Arc<AtomicUsize>);

impl Versions for Fragile {
    fn look_up(&mut self, ids: &[PublicId]) -> Result<Vec<Named>, StoreError> {
        assert!(self.0.fetch_add(1, Ordering::Relaxed) > 0, "the first look");
        Ok(ids.iter().map(|_| named(3)).collect())
    }
}

#[test]
fn a_look_that_panics_costs_its_round_and_no_other() {
    let freshness = Freshness::start(Fragile(Arc::default()), PATIENCE, |_| {}).unwrap();
    assert!(wait(freshness.look(id(1))).is_err());
    assert_eq!(version(wait(freshness.look(id(1)))), 3);
}

#[test]
fn the_thread_ends_with_the_last_who_could_ask() {
    let looks = Arc::new(AtomicUsize::new(1));
    let freshness = Freshness::start(Fragile(Arc::clone(&looks)), PATIENCE, |_| {}).unwrap();
    wait(freshness.look(id(1))).unwrap();
    drop(freshness);
    let patience = Instant::now() + PATIENCE;
    while Arc::strong_count(&looks) > 1 {
        assert!(Instant::now() < patience, "the thread is still there");
        thread::yield_now();
    }
}

/// A database that somebody writes to all the time. A look sees what was written
/// when it began, however long it takes, as a snapshot does.
struct Snapshots {
    written: Arc<AtomicU64>,
    pauses: Vec<u16>,
    looks: usize,
}

impl Versions for Snapshots {
    fn look_up(&mut self, ids: &[PublicId]) -> Result<Vec<Named>, StoreError> {
        let seen = self.written.load(Ordering::SeqCst);
        let pause = self.pauses[self.looks % self.pauses.len()];
        self.looks += 1;
        thread::sleep(Duration::from_micros(pause.into()));
        Ok(ids.iter().map(|_| named(seen)).collect())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// The rule itself, over real threads: no answer is older than what had been
    /// written when its request arrived.
    #[test]
    fn no_answer_rests_on_a_look_begun_before_its_request(
        pauses in prop::collection::vec(0_u16..400, 1..8),
        readers in prop::collection::vec((1_u64..4, 0_u16..300), 2..9),
    ) {
        const QUESTIONS: usize = 40;
        let written = Arc::new(AtomicU64::new(1));
        let rounds = Arc::new(AtomicUsize::new(0));
        let answered = Arc::new(AtomicUsize::new(0));
        let snapshots = Snapshots { written: Arc::clone(&written), pauses, looks: 0 };
        let count = {
            let (rounds, answered) = (Arc::clone(&rounds), Arc::clone(&answered));
            move |round: Round| {
                rounds.fetch_add(1, Ordering::SeqCst);
                answered.fetch_add(round.requests, Ordering::SeqCst);
                assert!(round.ids <= round.requests && round.is_answered);
            }
        };
        let freshness = Freshness::start(snapshots, PATIENCE, count).unwrap();
        thread::scope(|scope| {
            let asking = readers.iter().map(|(number, pause)| {
                let (freshness, written) = (&freshness, &written);
                scope.spawn(move || {
                    for _ in 0..QUESTIONS {
                        // Each writes before it reads, so that every look has news.
                        let own = written.fetch_add(1, Ordering::SeqCst) + 1;
                        let seen = version(wait(freshness.look(id(*number))));
                        assert!(seen >= own, "written {own}, read {seen}");
                        thread::sleep(Duration::from_micros((*pause).into()));
                    }
                })
            }).collect::<Vec<_>>();
            for asking in asking {
                asking.join().unwrap();
            }
        });
        drop(freshness);
        let patience = Instant::now() + PATIENCE;
        while answered.load(Ordering::SeqCst) < readers.len() * QUESTIONS {
            assert!(Instant::now() < patience, "a request no round counted");
            thread::yield_now();
        }
        prop_assert!(rounds.load(Ordering::SeqCst) <= readers.len() * QUESTIONS);
    }
}
