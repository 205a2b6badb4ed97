//! What one run told so far, in this process: written by whoever executes the
//! run here or reads it from the database, followed by any number of readers.
//!
//! Readers share the log and keep nothing but their place in it, so a slow one
//! costs no more than a fast one. What is in a log was in the database first, so
//! only its end is held: whoever is behind reads what is missing there.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use actix_web::web::Bytes;
use async_stream::stream;
use futures_util::Stream;
use plan_store::runs as stored;
use plan_store::{RunId, Store, StoreError};
use tokio::sync::{broadcast, watch};

use super::event::{Ending, Event};
use crate::ops::OpError;

/// How much text may wait for a reader before the oldest of it is skipped.
const TEXTS: usize = 64;
/// How many events are still held when others come after them: a reader who was
/// told of the last one and has not come yet need not ask the database.
const TAIL: usize = 1;
/// How many events a reader who is behind reads from the database at once.
const AT_ONCE: u32 = 8;

/// The log of one run.
#[derive(Debug)]
pub(crate) struct Log {
    run: RunId,
    /// Where everything is that is not held here any more.
    store: Store,
    /// Before this number, it included, nobody has anything to hear.
    begins: u64,
    told: Mutex<Told>,
    /// Changed only by whoever has `told`, so that nobody goes by an old one.
    head: watch::Sender<Head>,
    /// There from the first reader on who asks for text.
    texts: OnceLock<broadcast::Sender<Words>>,
}

/// What was told.
#[derive(Debug, Default)]
struct Told {
    /// The end of it: what came last at once, and a little of what was before.
    entries: VecDeque<Arc<Entry>>,
    /// How far it was, and its last week.
    so_far: (u8, u8),
}

/// A numbered event.
#[derive(Debug)]
pub(crate) struct Entry {
    /// Its number, from 1 without gaps.
    pub(crate) sequence: u64,
    /// True where it is a week, which not every reader wants.
    pub(crate) is_week: bool,
    held: Mutex<Held>,
}

/// What is left of an event: itself until somebody wants its bytes, and then
/// those, for a week is larger.
#[derive(Debug)]
enum Held {
    Event(Event),
    Wire(Bytes, Option<Ending>),
}

impl Entry {
    fn new(sequence: u64, event: Event) -> Self {
        Self {
            sequence,
            is_week: matches!(event, Event::Week(_)),
            held: Mutex::new(Held::Event(event)),
        }
    }

    /// Its bytes for readers: made by the first of them, shared by all.
    pub(crate) fn wire(&self, make: impl FnOnce(u64, &Event) -> Bytes) -> Bytes {
        let mut held = self.lock();
        let (bytes, ending) = match &*held {
            Held::Wire(bytes, _) => return bytes.clone(),
            Held::Event(event) => (make(self.sequence, event), event.ending()),
        };
        *held = Held::Wire(bytes.clone(), ending);
        bytes
    }

    /// How the run ended, if this tells it.
    fn ending(&self) -> Option<Ending> {
        match &*self.lock() {
            Held::Event(event) => event.ending(),
            Held::Wire(_, ending) => ending.clone(),
        }
    }

    /// The event, before anybody wants its bytes.
    #[cfg(test)]
    pub(super) fn event(&self) -> Event {
        match &*self.lock() {
            Held::Event(event) => event.clone(),
            Held::Wire(..) => panic!("only its bytes are held"),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        // Nothing under the lock can be left half done.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where a log is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Head {
    last: u64,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// More may come.
    Open,
    /// The run has ended, and all is told.
    Ended,
    /// The run goes on elsewhere; this process is about to stop.
    Interrupted,
}

/// What a reader gets.
#[derive(Clone, Debug)]
pub(crate) enum Heard {
    /// An event.
    Entry(Arc<Entry>),
    /// Text as it comes; neither numbered nor kept.
    Text(Arc<str>),
}

impl Log {
    /// An empty one, whose first event will have the number behind `last`.
    pub(super) fn behind(store: Store, run: RunId, last: u64) -> Self {
        Self {
            run,
            store,
            begins: last,
            told: Mutex::default(),
            head: watch::Sender::new(Head {
                last,
                state: State::Open,
            }),
            texts: OnceLock::new(),
        }
    }

    /// The run it is of.
    pub(crate) fn run(&self) -> RunId {
        self.run
    }

    /// The number of the last event.
    pub(super) fn last(&self) -> u64 {
        self.head.borrow().last
    }

    /// True while more may come.
    pub(super) fn is_open(&self) -> bool {
        self.head.borrow().state == State::Open
    }

    /// True where nothing comes behind number `after`, ever.
    pub(crate) fn is_over(&self, after: u64) -> bool {
        let head = *self.head.borrow();
        head.state == State::Ended && head.last <= after
    }

    /// Adds events with their numbers. Those it has already are left out, so
    /// that two who read the same database may both tell.
    pub(super) fn push(&self, events: impl IntoIterator<Item = (u64, Event)>) {
        let mut told = self.lock();
        let mut head = *self.head.borrow();
        let mut old = told.entries.len();
        for (sequence, event) in events {
            if sequence <= head.last || head.state == State::Ended {
                continue;
            }
            head.last = sequence;
            match &event {
                Event::Progress(progress) => {
                    told.so_far.0 = told.so_far.0.max(progress.percent);
                }
                Event::Week(week) => told.so_far.1 = told.so_far.1.max(week.week.number),
                Event::Done => head.state = State::Ended,
                Event::Result(_) | Event::Error(_) => {}
            }
            for _ in 0..old.saturating_sub(TAIL) {
                told.entries.pop_front();
            }
            old = 0;
            told.entries
                .push_back(Arc::new(Entry::new(sequence, event)));
        }
        told.entries.shrink_to(4);
        // Still under the lock: somebody else may push, or interrupt.
        self.head.send_if_modified(|seen| {
            let news = *seen != head;
            *seen = head;
            news
        });
    }

    /// True where somebody watches the text as it comes.
    pub(super) fn is_watched(&self) -> bool {
        let texts = self.texts.get();
        texts.is_some_and(|texts| texts.receiver_count() > 0)
    }

    /// Tells whoever watches the text as it comes, behind all that was pushed.
    pub(super) fn tell(&self, text: &str) {
        if let Some(texts) = self.texts.get() {
            // Nobody watching any more is no error.
            let _ = texts.send(Words {
                behind: self.last(),
                text: text.into(),
            });
        }
    }

    /// Ends every reader's stream before its end: the run goes on elsewhere.
    pub(super) fn interrupt(&self) {
        let _told = self.lock();
        self.head.send_if_modified(|head| {
            let open = head.state == State::Open;
            if open {
                head.state = State::Interrupted;
            }
            open
        });
    }

    /// Everything behind number `after`, as it comes. The stream ends with the
    /// log; before [`Event::Done`] only where it was interrupted, or where the
    /// database cannot tell what the reader missed.
    pub(crate) fn follow(
        self: Arc<Self>,
        after: u64,
        with_texts: bool,
    ) -> impl Stream<Item = Heard> + 'static {
        stream! {
            let mut place = after.max(self.begins);
            let mut head = self.head.subscribe();
            let mut texts = with_texts.then(|| {
                let texts = self.texts.get_or_init(|| broadcast::Sender::new(TEXTS));
                texts.subscribe()
            });
            let mut words: Option<Words> = None;
            loop {
                // Looked at first: what is pushed meanwhile wakes us again.
                let seen = *head.borrow_and_update();
                loop {
                    // Text and events come in the order they were told: what is in the
                    // log up to here was told before any text that is still to come.
                    if words.is_none() {
                        words = texts.as_mut().and_then(waiting);
                    }
                    if let Some(words) = words.take_if(|words| words.behind <= place) {
                        yield Heard::Text(words.text);
                        continue;
                    }
                    let entry = self.after(place).filter(|it| it.sequence <= seen.last);
                    let Some(entry) = entry else { break };
                    let held = entry.sequence;
                    if held > place + 1 {
                        let missed = match self.missed(place, held).await {
                            Ok(missed) => missed,
                            Err(error) => {
                                tracing::warn!(run = %self.run, %error, "a reader cannot catch up");
                                return;
                            }
                        };
                        // What is there no more was kept long enough.
                        place = missed.last().map_or(held - 1, |last| last.sequence);
                        for entry in missed {
                            yield Heard::Entry(Arc::new(entry));
                        }
                        continue;
                    }
                    place = held;
                    yield Heard::Entry(entry);
                }
                if seen.state != State::Open {
                    return;
                }
                tokio::select! {
                    // The log is ours, so its sender cannot be gone.
                    changed = head.changed() => if changed.is_err() { return },
                    told = next(&mut texts), if words.is_none() => words = Some(told),
                }
            }
        }
    }

    /// How the run ended, once it has; `None` where this process stops before.
    pub(crate) async fn ending(&self) -> Option<Ending> {
        let mut head = self.head.subscribe();
        head.wait_for(|head| head.state != State::Open).await.ok()?;
        let told = self.lock();
        // It is with the last event of all, in what was told at once.
        let mut last_first = told.entries.iter().rev();
        last_first.find_map(|entry| entry.ending())
    }

    /// What the run told already: how far it was, and its last week.
    pub(super) fn so_far(&self) -> (u8, u8) {
        self.lock().so_far
    }

    /// How many events are held.
    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        self.lock().entries.len()
    }

    /// The first event behind a number that is still held.
    fn after(&self, sequence: u64) -> Option<Arc<Entry>> {
        let told = self.lock();
        let entries = &told.entries;
        let place = entries.partition_point(|entry| entry.sequence <= sequence);
        entries.get(place).map(Arc::clone)
    }

    /// From the database, the next of what was told behind number `after` and
    /// before number `held`; how the run ended is not among it.
    async fn missed(&self, after: u64, held: u64) -> Result<Vec<Entry>, OpError> {
        let run = self.run;
        let events = self.store.read(move |conn| {
            let events = stored::events_after(conn, run, after, AT_ONCE)?;
            Ok::<_, StoreError>(events)
        });
        let missed = events.await?.into_iter();
        let missed = missed.take_while(|kept| kept.sequence < held);
        missed
            .map(|kept| {
                let event = Event::from_document(&kept.document, None)?;
                Ok(Entry::new(kept.sequence, event))
            })
            .collect()
    }

    fn lock(&self) -> MutexGuard<'_, Told> {
        // Nothing under the lock can be left half done.
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Text as it comes, and the number of the last event before it.
#[derive(Clone, Debug)]
struct Words {
    behind: u64,
    text: Arc<str>,
}

/// Text that has come already.
fn waiting(texts: &mut broadcast::Receiver<Words>) -> Option<Words> {
    loop {
        match texts.try_recv() {
            Ok(words) => return Some(words),
            Err(broadcast::error::TryRecvError::Lagged(_)) => {}
            Err(_) => return None,
        }
    }
}

/// The next text; never where nobody asked for any.
async fn next(texts: &mut Option<broadcast::Receiver<Words>>) -> Words {
    let Some(texts) = texts else {
        return std::future::pending().await;
    };
    loop {
        match texts.recv().await {
            Ok(words) => return words,
            Err(broadcast::error::RecvError::Lagged(_)) => {}
            Err(broadcast::error::RecvError::Closed) => return std::future::pending().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use futures_util::StreamExt;
    use plan_store::{DatabaseUrl, StoreOptions};
    use test_support::builders::now;

    use super::*;
    use crate::writers::Progress;

    /// A log whose database has nothing to add.
    fn log() -> Arc<Log> {
        let nowhere = DatabaseUrl::sqlite_file("/nowhere/strata.db");
        let store = Store::open(&nowhere, StoreOptions::default());
        Arc::new(Log::behind(store, RunId::generate(now()).unwrap(), 0))
    }

    fn progress(percent: u8) -> Event {
        Event::Progress(Progress {
            percent,
            message: "thinking".into(),
        })
    }

    fn numbered(first: u64, events: impl IntoIterator<Item = Event>) -> Vec<(u64, Event)> {
        (first..).zip(events).collect()
    }

    fn number(heard: Heard) -> Option<u64> {
        match heard {
            Heard::Entry(entry) => Some(entry.sequence),
            Heard::Text(_) => None,
        }
    }

    #[tokio::test]
    async fn every_reader_hears_everything_behind_its_place_whenever_it_comes() {
        let log = log();
        log.push(numbered(1, [progress(1), progress(2)]));
        let early = tokio::spawn(Arc::clone(&log).follow(0, false).collect::<Vec<_>>());
        let late = tokio::spawn(Arc::clone(&log).follow(3, false).collect::<Vec<_>>());
        tokio::task::yield_now().await;
        log.push(numbered(2, [progress(99), progress(3), progress(4)]));
        // They come before the next is told: what is behind the end of a log is in
        // the database, which has nothing of this one.
        tokio::task::yield_now().await;
        log.push(numbered(5, [Event::Done]));
        let numbers = |heard: Vec<Heard>| heard.into_iter().filter_map(number).collect::<Vec<_>>();
        assert_eq!(numbers(early.await.unwrap()), [1, 2, 3, 4, 5]);
        assert_eq!(numbers(late.await.unwrap()), [4, 5]);
        let after_all = Arc::clone(&log).follow(5, false).collect::<Vec<_>>().await;
        assert!(after_all.is_empty());
        assert!(log.is_over(5) && !log.is_over(4));
        assert_eq!(log.so_far(), (4, 0), "what was told twice counts once");
    }

    #[tokio::test]
    async fn an_interrupted_log_ends_its_readers_and_a_waiter_hears_no_ending() {
        let log = log();
        log.push(numbered(1, [progress(1)]));
        let reader = tokio::spawn(Arc::clone(&log).follow(0, false).collect::<Vec<_>>());
        let waiter = tokio::spawn({
            let log = Arc::clone(&log);
            async move { log.ending().await.is_none() }
        });
        tokio::task::yield_now().await;
        log.interrupt();
        assert_eq!(reader.await.unwrap().len(), 1);
        assert!(waiter.await.unwrap());
    }

    #[test]
    fn whoever_interrupts_while_others_push_ends_the_readers() {
        let log = log();
        std::thread::scope(|threads| {
            // Interrupted between two events: the second comes only once the other
            // one is through, or stands at the door.
            let (through, is_through) = std::sync::mpsc::channel();
            let log = &log;
            let told = numbered(1, [progress(1), progress(2)]).into_iter();
            let mut through = Some(through);
            log.push(told.inspect(|(number, _)| {
                if *number == 2
                    && let Some(through) = through.take()
                {
                    threads.spawn(move || {
                        log.interrupt();
                        let _ = through.send(());
                    });
                    let _ = is_through.recv_timeout(Duration::from_millis(200));
                }
            }));
        });
        assert!(!log.is_open());
        assert_eq!(log.last(), 2);
    }

    #[test]
    fn many_who_push_the_same_events_tell_each_once_and_the_end_stays_the_end() {
        const LAST: u64 = 16;
        for _ in 0..2_000 {
            let log = log();
            let begin = std::sync::Barrier::new(2);
            let push = || {
                begin.wait();
                let mut known = 0;
                for number in 1..=LAST {
                    let event = match number {
                        LAST => Event::Done,
                        _ => progress(1),
                    };
                    log.push([(number, event)]);
                    let last = log.last();
                    assert!(last >= number.max(known), "{last} behind {number}, {known}");
                    known = last;
                }
            };
            std::thread::scope(|threads| {
                threads.spawn(push);
                threads.spawn(push);
            });
            assert!(log.is_over(LAST));
            let told = log.lock();
            let numbers = told.entries.iter().map(|entry| entry.sequence);
            assert!(numbers.is_sorted_by(|a, b| a < b));
        }
    }

    #[tokio::test]
    async fn text_is_for_those_who_ask_and_comes_before_what_ends_it() {
        let log = log();
        let mut watching = Box::pin(Arc::clone(&log).follow(0, true));
        let first = tokio::spawn(async move {
            let heard = watching.next().await;
            (heard, watching)
        });
        tokio::task::yield_now().await;
        log.tell("## Week 1");
        let (heard, watching) = first.await.unwrap();
        assert!(matches!(heard, Some(Heard::Text(text)) if &*text == "## Week 1"));
        log.tell("## Week 2");
        log.push(numbered(1, [Event::Done]));
        let rest = watching.collect::<Vec<_>>().await;
        assert!(
            matches!(&rest[..], [Heard::Text(_), Heard::Entry(_)]),
            "{rest:?}"
        );
        let others = Arc::clone(&log).follow(0, false).collect::<Vec<_>>().await;
        assert_eq!(others.len(), 1);
    }

    #[tokio::test]
    async fn text_comes_behind_what_was_told_before_it_and_before_what_was_told_after() {
        let log = log();
        let watching = Arc::clone(&log).follow(0, true);
        let mut watching = Box::pin(watching);
        assert!(futures_util::poll!(watching.next()).is_pending());
        log.push(numbered(1, [progress(10)]));
        log.tell("one");
        log.tell("two");
        log.push(numbered(2, [Event::Done]));
        let heard = watching.map(|heard| match heard {
            Heard::Text(text) => text.to_string(),
            Heard::Entry(entry) => entry.sequence.to_string(),
        });
        let heard = heard.collect::<Vec<_>>().await;
        assert_eq!(heard, ["1", "one", "two", "2"]);
    }

    #[tokio::test]
    async fn a_reader_that_cannot_keep_up_with_the_text_loses_text_and_no_event() {
        let log = log();
        let mut slow = Box::pin(Arc::clone(&log).follow(0, true));
        assert!(futures_util::poll!(slow.next()).is_pending());
        for _ in 0..10 * TEXTS {
            log.tell("word");
        }
        log.push(numbered(1, [progress(50), Event::Done]));
        let heard = slow.collect::<Vec<_>>().await;
        let texts = heard
            .iter()
            .filter(|it| matches!(it, Heard::Text(_)))
            .count();
        assert!(texts <= TEXTS, "{texts}");
        assert_eq!(
            heard.into_iter().filter_map(number).collect::<Vec<_>>(),
            [1, 2]
        );
    }

    #[test]
    fn bytes_are_made_once_for_all_readers() {
        let log = log();
        log.push(numbered(1, [progress(1)]));
        let entry = log.after(0).unwrap();
        assert_eq!(entry.wire(|_, _| Bytes::from_static(b"first")), "first");
        assert_eq!(entry.wire(|_, _| unreachable!("made already")), "first");
    }
}
