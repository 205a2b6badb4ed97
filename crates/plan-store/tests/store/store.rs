use std::future::Future;
use std::sync::{Mutex, mpsc};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use plan_store::{Connection, DatabaseUrl, Store, StoreError, StoreOptions, organizations};
use test_support::builders::now;
use test_support::{Engine, TestDatabase, for_each_database};

use crate::Ground;

fn names(db: &TestDatabase) -> Vec<String> {
    db.texts("SELECT name AS value FROM organizations ORDER BY name")
        .into_iter()
        .flatten()
        .collect()
}

/// What makes a write last as long as a test wants.
struct Held {
    waits: mpsc::Sender<()>,
    goes_on: mpsc::Receiver<()>,
}

/// What the test has of it.
struct Holding {
    waits: Mutex<Option<mpsc::Receiver<()>>>,
    goes_on: mpsc::Sender<()>,
}

impl Held {
    fn new() -> (Self, Holding) {
        let (waits, is_waiting) = mpsc::channel();
        let (go, goes_on) = mpsc::channel();
        let holding = Holding {
            waits: Mutex::new(Some(is_waiting)),
            goes_on: go,
        };
        (Self { waits, goes_on }, holding)
    }

    fn waits(&self) {
        self.waits.send(()).unwrap();
        self.goes_on.recv().unwrap();
    }
}

impl Holding {
    async fn until_it_waits(&self) {
        let waits = self.waits.lock().unwrap().take().unwrap();
        let waiting = tokio::task::spawn_blocking(move || waits.recv());
        waiting.await.unwrap().unwrap();
    }

    fn goes_on(&self) {
        self.goes_on.send(()).unwrap();
    }
}

#[test]
fn a_failed_write_leaves_nothing() {
    for_each_database(async |db| {
        let failed: Result<(), StoreError> = db
            .store()
            .write(|conn| {
                organizations::create(conn, "Never", None, now())?;
                Err(StoreError::NotFound("reason to go on"))
            })
            .await;
        assert!(failed.is_err());
        assert_eq!(names(&db), Vec::<String>::new());
    });
}

#[test]
fn a_panic_in_a_write_leaves_nothing_and_the_store_goes_on() {
    for_each_database(async |db| {
        let store = db.store();
        for _ in 0..6 {
            let store = store.clone();
            let panicked = tokio::spawn(async move {
                store
                    .write(|conn| -> Result<(), StoreError> {
                        organizations::create(conn, "Never", None, now())?;
                        panic!("on purpose");
                    })
                    .await
            });
            assert!(panicked.await.unwrap_err().is_panic());
        }
        store
            .write(|conn| organizations::create(conn, "After", None, now()))
            .await
            .unwrap();
        assert_eq!(names(&db), ["After"]);
    });
}

#[test]
fn those_who_share_a_commit_fail_or_panic_each_for_himself() {
    for_each_database(async |db| {
        if db.engine() != Engine::Sqlite {
            return;
        }
        let store = db.store();
        // While the first writes, all others come.
        let mut writing = tokio::task::JoinSet::new();
        for number in 0..60_u64 {
            let store = store.clone();
            writing.spawn(async move {
                let work = move |conn: &mut Connection| {
                    if number == 0 {
                        std::thread::sleep(Duration::from_millis(50));
                    }
                    organizations::create(conn, &format!("{number:02}"), None, now())?;
                    match number % 3 {
                        0 => Ok(number),
                        1 => Err(StoreError::NotFound("reason to stay")),
                        _ => panic!("on purpose"),
                    }
                };
                let written = tokio::spawn(async move { store.write(work).await });
                (number, written.await)
            });
        }
        let mut kept = Vec::new();
        for (number, written) in writing.join_all().await {
            match number % 3 {
                0 => kept.push(format!("{:02}", written.unwrap().unwrap())),
                1 => {
                    let failed = written.unwrap();
                    assert!(matches!(failed, Err(StoreError::NotFound(_))), "{failed:?}");
                }
                _ => assert!(written.unwrap_err().is_panic(), "{number}"),
            }
        }
        kept.sort();
        let mut names = names(&db);
        names.sort();
        assert_eq!(names, kept);
    });
}

#[test]
fn a_write_that_loses_the_whole_transaction_loses_nobody_elses_without_a_word() {
    for_each_database(async |db| {
        if db.engine() != Engine::Sqlite {
            return;
        }
        let store = db.store();
        let mut writing = tokio::task::JoinSet::new();
        for number in 0..30_u64 {
            let store = store.clone();
            writing.spawn(async move {
                let written = store.write(move |conn| {
                    if number == 0 {
                        std::thread::sleep(Duration::from_millis(50));
                    }
                    organizations::create(conn, &format!("{number:02}"), None, now())?;
                    if number == 15 {
                        // As SQLite itself does when the disk is full.
                        let Connection::Sqlite(conn) = conn else {
                            unreachable!("it is SQLite");
                        };
                        let _ = diesel::sql_query("ROLLBACK").execute(conn);
                    }
                    Ok::<_, StoreError>(number)
                });
                written.await
            });
        }
        let all = writing.join_all().await;
        let mut told: Vec<_> = all.iter().flatten().map(|it| format!("{it:02}")).collect();
        told.sort();
        let mut names = names(&db);
        names.sort();
        assert_eq!(
            names, told,
            "what was acknowledged is there, and nothing else"
        );
        assert!(all.iter().any(Result::is_err));
        store
            .write(|conn| organizations::create(conn, "After", None, now()))
            .await
            .unwrap();
    });
}

#[test]
fn a_caller_who_looks_away_keeps_nobody_from_writing() {
    for_each_database(async |db| {
        let store = db.store();
        let create = |name: &'static str| {
            store.write(move |conn| organizations::create(conn, name, None, now()))
        };
        // One writes, another queues behind it and is not polled any more.
        let (first, held) = Held::new();
        let writing = tokio::spawn({
            let store = store.clone();
            async move {
                let slow = store.write(move |conn| {
                    first.waits();
                    organizations::create(conn, "First", None, now())
                });
                slow.await
            }
        });
        held.until_it_waits().await;
        let mut queued = Box::pin(create("Second"));
        let looked = tokio::time::timeout(Duration::from_millis(10), &mut queued).await;
        assert!(looked.is_err() || db.engine() == Engine::Postgres);
        held.goes_on();
        writing.await.unwrap().unwrap();
        let third = tokio::time::timeout(Duration::from_secs(30), create("Third")).await;
        third.expect("nobody waits for who looked away").unwrap();
        if looked.is_err() {
            queued.await.unwrap();
        }
        assert_eq!(names(&db), ["First", "Second", "Third"]);
    });
}

#[test]
fn a_runtime_that_ends_before_it_wrote_leaves_the_others_able_to() {
    for_each_database(async |db| {
        let store = db.store();
        let ended = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let handle = ended.handle().clone();
        ended.shutdown_background();
        let mut write =
            Box::pin(store.write(|conn| organizations::create(conn, "Lost", None, now())));
        // Begun where nothing is done any more, and waited for where there is a clock.
        let begun = {
            let _entered = handle.enter();
            write.as_mut().poll(&mut Context::from_waker(Waker::noop()))
        };
        let lost = match begun {
            Poll::Ready(lost) => lost,
            Poll::Pending => tokio::time::timeout(Duration::from_secs(30), write)
                .await
                .expect("nobody waits for who will never write"),
        };
        assert!(matches!(lost, Err(StoreError::Unavailable(_))), "{lost:?}");

        let next = store.write(|conn| organizations::create(conn, "Next", None, now()));
        let next = tokio::time::timeout(Duration::from_secs(30), next).await;
        next.expect("the queue is served again").unwrap();
        assert_eq!(names(&db), ["Next"]);
    });
}

#[test]
fn a_read_cannot_write() {
    for_each_database(async |db| {
        let store = db.store();
        let refused = store
            .read(|conn| organizations::create(conn, "Never", None, now()))
            .await;
        assert!(
            matches!(refused, Err(StoreError::ReadOnly(_))),
            "{refused:?}"
        );
        // The same connection may write again afterwards.
        for name in ["A", "B", "C", "D", "E"] {
            store
                .write(move |conn| organizations::create(conn, name, None, now()))
                .await
                .unwrap();
        }
        assert_eq!(names(&db).len(), 5);
    });
}

#[test]
fn a_read_sees_one_moment() {
    for_each_database(async |db| {
        let store = db.store();
        let writer = db.store();
        let handle = tokio::runtime::Handle::current();
        let (before, after) = store
            .read(move |conn| {
                let before = organizations::list(conn)?.len();
                handle.block_on(async {
                    writer
                        .write(|conn| organizations::create(conn, "Meanwhile", None, now()))
                        .await
                })?;
                Ok::<_, StoreError>((before, organizations::list(conn)?.len()))
            })
            .await
            .unwrap();
        assert_eq!((before, after), (0, 0));
        assert_eq!(names(&db), ["Meanwhile"]);
    });
}

#[test]
fn a_caller_that_stops_waiting_does_not_let_two_write_at_once() {
    for_each_database(async |db| {
        let store = db.store();
        let (slow, held) = Held::new();
        let mut giving_up = Box::pin(store.write(move |conn| {
            slow.waits();
            organizations::create(conn, "Slow", None, now())
        }));
        tokio::select! {
            _ = &mut giving_up => panic!("it is held"),
            () = held.until_it_waits() => {}
        }
        drop(giving_up);
        let mut next =
            Box::pin(store.write(|conn| organizations::create(conn, "Next", None, now())));
        let meanwhile = tokio::time::timeout(Duration::from_millis(20), &mut next).await;
        assert!(meanwhile.is_err() || db.engine() == Engine::Postgres);
        held.goes_on();
        if meanwhile.is_err() {
            next.await.unwrap();
        }
        // On PostgreSQL the abandoned one may still be on its way.
        let patience = Instant::now() + Duration::from_secs(30);
        while names(&db).len() < 2 && Instant::now() < patience {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(names(&db), ["Next", "Slow"]);
    });
}

#[tokio::test]
async fn a_missing_file_stays_missing_and_is_told_at_once() {
    let db = TestDatabase::empty_sqlite();
    let file = db.url().file().unwrap().to_owned();
    for store in [db.store(), db.read_only_store()] {
        let begun = Instant::now();
        let read = store.read(organizations::list).await;
        assert!(matches!(read, Err(StoreError::Unavailable(_))), "{read:?}");
        let written = store
            .write(|conn| organizations::create(conn, "Never", None, now()))
            .await;
        assert!(matches!(written, Err(StoreError::Unavailable(_))));
        assert!(begun.elapsed() < TestDatabase::options().connection_timeout);
    }
    assert!(!file.exists());
}

#[tokio::test]
async fn a_file_that_takes_the_name_of_another_is_read_from_then_on() {
    let (db, other) = (TestDatabase::sqlite().await, TestDatabase::sqlite().await);
    let stores = [db.store(), db.read_only_store()];
    let writer = other.store();
    let moved = writer.write(|conn| organizations::create(conn, "Moved", None, now()));
    moved.await.unwrap();
    for store in &stores {
        assert!(store.read(organizations::list).await.unwrap().is_empty());
    }
    // All that was written is in the file itself, so that it can be moved alone.
    other.execute("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    std::fs::rename(other.url().file().unwrap(), db.url().file().unwrap()).unwrap();
    for store in &stores {
        assert!(!store.read(organizations::list).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_server_that_is_away_is_unavailable_within_the_time_limit() {
    let url: DatabaseUrl = "postgres://nobody@127.0.0.1:1/nothing".parse().unwrap();
    let options = StoreOptions {
        connection_timeout: Duration::from_millis(300),
        ..StoreOptions::default()
    };
    let store = Store::open(&url, options);
    // A busy machine may take its time now and then, but not each time.
    let mut quickest = Duration::MAX;
    for _ in 0..10 {
        let begun = Instant::now();
        let read = store.read(organizations::list).await;
        quickest = quickest.min(begun.elapsed());
        let Err(error @ StoreError::Unavailable(_)) = read else {
            panic!("{read:?}");
        };
        assert!(error.is_transient());
        assert!(error.to_string().contains("refused"), "{error}");
        if quickest < StoreOptions::default().connection_timeout {
            return;
        }
    }
    panic!("{quickest:?}: the limit is not kept");
}

#[test]
fn every_connection_is_set_up_to_keep_what_it_acknowledged() {
    for_each_database(async |db| {
        let store = db.store();
        let settings = match db.engine() {
            Engine::Sqlite => vec![
                ("PRAGMA journal_mode", "wal"),
                ("PRAGMA synchronous", "2"),
                ("PRAGMA foreign_keys", "1"),
                ("PRAGMA busy_timeout", "20000"),
            ],
            Engine::Postgres => vec![
                ("SHOW statement_timeout", "20s"),
                ("SHOW lock_timeout", "20s"),
                ("SHOW idle_in_transaction_session_timeout", "40s"),
                ("SHOW application_name", "strata"),
            ],
        };
        for (query, expected) in settings {
            let found = store
                .read(move |conn| {
                    use diesel::prelude::*;
                    use diesel::sql_types::{BigInt, Text};
                    // The pragmas that are numbers have to be read as numbers.
                    let number = expected.parse::<i64>().is_ok();
                    let found = if number {
                        diesel::dsl::sql::<BigInt>(query)
                            .get_result::<i64>(conn)?
                            .to_string()
                    } else {
                        diesel::dsl::sql::<Text>(query).get_result(conn)?
                    };
                    Ok::<_, StoreError>(found)
                })
                .await
                .unwrap();
            assert_eq!(found, expected, "{query}");
        }
    });
}

#[test]
fn a_store_outlives_the_death_of_its_connections() {
    for_each_database(async |db| {
        if db.engine() == Engine::Sqlite {
            return;
        }
        let ground = Ground::lay(&db).await;
        let org = ground.team.org;
        for _ in 0..2 {
            db.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                 WHERE datname = current_database() AND pid <> pg_backend_pid()",
            )
            .unwrap();
            ground.read(move |conn| organizations::get(conn, org)).await;
        }
    });
}

#[test]
fn a_statement_that_takes_too_long_is_unavailable_not_stuck() {
    for_each_database(async |db| {
        if db.engine() == Engine::Sqlite {
            return;
        }
        let options = StoreOptions {
            statement_timeout: Duration::from_millis(100),
            ..TestDatabase::options()
        };
        let slow: Result<(), StoreError> = Store::open(db.url(), options)
            .read(|conn| Ok(conn.batch_execute("SELECT pg_sleep(30)")?))
            .await;
        assert!(matches!(slow, Err(StoreError::Unavailable(_))), "{slow:?}");
    });
}

#[tokio::test]
async fn a_sqlite_writer_waits_for_another_process_and_then_gives_up() {
    let db = TestDatabase::sqlite().await;
    let options = StoreOptions {
        lock_timeout: Duration::from_millis(200),
        ..TestDatabase::options()
    };
    let impatient = Store::open(db.url(), options);
    let (long, held) = Held::new();
    let holder = db.store();
    let holding = tokio::spawn(async move {
        holder
            .write(move |_| {
                long.waits();
                Ok::<_, StoreError>(())
            })
            .await
    });
    held.until_it_waits().await;
    let refused = impatient
        .write(|conn| organizations::create(conn, "Never", None, now()))
        .await;
    assert!(
        matches!(refused, Err(StoreError::Unavailable(_))),
        "{refused:?}"
    );
    // Readers are not in the way of a writer, nor it in theirs.
    assert_eq!(impatient.read(organizations::list).await.unwrap(), []);
    held.goes_on();
    holding.await.unwrap().unwrap();
}
