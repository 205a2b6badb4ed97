//! What was written is in the next read, on every replica, under load too; and a
//! database that goes away is said to be away until it is back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use plan_core::overlay::{Edit, OperationKind, Overlay, Values};
use plan_core::plan::WorkoutId;
use plan_store::DatabaseUrl;
use test_support::{TestDatabase, for_each_database};
use tokio::io::copy_bidirectional;
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::watch;

use crate::client::Reader;
use crate::sample;
use crate::test_app::{TestApp, serve};

const WRITES: usize = 120;
const READERS: usize = 6;

/// How long to wait for anything; longer than it takes on any machine.
const PATIENCE: Duration = Duration::from_secs(60);

fn described(number: usize) -> OperationKind {
    OperationKind::Add(Overlay::Edit(Edit {
        workout: WorkoutId::Generated(4),
        values: Values {
            description: Some(format!("Written {number}.")),
            ..Values::default()
        },
    }))
}

#[test]
fn what_was_written_is_in_the_next_read_of_every_replica_under_load() {
    for_each_database(async |database| {
        let app = TestApp::spawn_with(&database, |config| config.rate_limit = 1_000_000).await;
        let (other, _) = serve(&database, |config| config.rate_limit = 1_000_000);
        let (mut plan, id) = app.writer.published(sample::plan()).await;
        let path = format!("/api/plans/{id}");

        let is_over = Arc::new(AtomicBool::new(false));
        let is_going = Arc::new(AtomicBool::new(false));
        let reads = Arc::new(AtomicUsize::new(0));
        let load = (0..READERS).map(|index| {
            let reader = Reader::of(
                if index % 2 == 0 { &app.anon } else { &other }
                    .base()
                    .to_owned(),
            );
            let (path, reads) = (path.clone(), reads.clone());
            let (is_over, is_going) = (is_over.clone(), is_going.clone());
            tokio::spawn(async move {
                let coding = ["br", "gzip", "identity"][index % 3];
                while !is_over.load(Ordering::Relaxed) {
                    let answer = reader
                        .send("GET", &path, &[("accept-encoding", coding)])
                        .await;
                    match answer.status.as_u16() {
                        200 => reads.fetch_add(1, Ordering::SeqCst),
                        404 if is_going.load(Ordering::SeqCst) => break,
                        other => panic!("{other}: {}", answer.text()),
                    };
                }
            })
        });
        let load = load.collect::<Vec<_>>();

        let mut tag = String::new();
        for number in 0..WRITES {
            app.writer.perform(&mut plan, described(number)).await;
            let written = format!("Written {number}.");
            let known = [("if-none-match", tag.as_str())];
            let (here, there) = tokio::join!(
                app.anon.send("GET", &path, &known),
                other.send("GET", &path, &known)
            );
            for answer in [&here, &there] {
                assert_eq!(answer.status, 200, "the tag of the version before");
                assert!(
                    answer.text().contains(&written),
                    "{written} is not there yet"
                );
            }
            tag = here.header("etag").to_owned();
            assert_eq!(there.header("etag"), tag);
            // Under load: however others are scheduled, they have read as often.
            let load = async {
                while reads.load(Ordering::SeqCst) <= number {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
            };
            let load = tokio::time::timeout(PATIENCE, load).await;
            load.expect("those who read go on reading");
        }
        is_going.store(true, Ordering::SeqCst);
        app.writer.unpublish(&mut plan).await;
        is_over.store(true, Ordering::Relaxed);
        for (replica, reader) in [("one", &app.anon), ("the other", &other)] {
            assert_eq!(reader.get(&path).await.status, 404, "{replica}");
        }
        for reader in load {
            reader.await.unwrap();
        }
    });
}

#[test]
fn a_service_that_keeps_nothing_answers_like_one_that_does() {
    for_each_database(async |database| {
        // Both reached by one name: it is in what they answer.
        let public_url = || Some("https://plans.example".to_owned());
        let app = TestApp::spawn_with(&database, |config| config.public_url = public_url()).await;
        let (forgetful, _) = serve(&database, |config| {
            config.public_url = public_url();
            config.cache_megabytes = 0;
        });
        let (mut plan, id) = app.writer.published(sample::plan()).await;
        let paths = [
            format!("/api/plans/{id}"),
            format!("/api/plans/{id}?units=metric"),
            format!("/api/plans/{id}/calendar.ics"),
            format!("/plans/{id}"),
        ];
        for number in 0..2 {
            for (path, coding) in paths.iter().zip(["identity", "br", "gzip", "zstd"]) {
                let headers = [("accept-encoding", coding)];
                let kept = app.anon.send("GET", path, &headers).await;
                let made = forgetful.send("GET", path, &headers).await;
                assert_eq!(kept.status, 200, "{path}");
                assert_eq!(made.status, 200, "{path}");
                assert_eq!(kept.header("etag"), made.header("etag"), "{path}");
                assert_eq!(kept.body, made.body, "{path}");
                let known = [headers[0], ("if-none-match", made.header("etag"))];
                assert_eq!(forgetful.send("GET", path, &known).await.status, 304);
            }
            app.writer.perform(&mut plan, described(number)).await;
        }
        app.writer.unpublish(&mut plan).await;
        assert_eq!(forgetful.get(&paths[0]).await.status, 404);
    });
}

#[actix_web::test]
async fn a_file_that_is_taken_away_or_replaced_is_noticed_at_once() {
    let database = TestDatabase::sqlite().await;
    let app = TestApp::spawn(&database).await;
    let (forgetful, _) = serve(&database, |config| config.cache_megabytes = 0);
    let (_, id) = app.writer.published(sample::plan()).await;
    let path = format!("/api/plans/{id}");
    let readers = [&app.anon, &forgetful];
    for reader in readers {
        assert_eq!(reader.get(&path).await.status, 200);
    }

    // All that was written is in the file itself, so that it can be moved alone.
    let settle = "PRAGMA wal_checkpoint(TRUNCATE)";
    database.execute(settle).unwrap();
    let file = database.url().file().unwrap().to_owned();
    let aside = file.with_extension("aside");
    std::fs::rename(&file, &aside).unwrap();
    for reader in readers {
        let (status, code, _) = reader.get(&path).await.problem();
        assert_eq!((status, code.as_str()), (503, "database_unavailable"));
    }

    let other = TestDatabase::sqlite().await;
    other.execute(settle).unwrap();
    std::fs::copy(other.url().file().unwrap(), &file).unwrap();
    for reader in readers {
        assert_eq!(reader.get(&path).await.status, 404, "another database");
    }
    std::fs::rename(&aside, &file).unwrap();
    for reader in readers {
        assert_eq!(reader.get(&path).await.status, 200);
    }
}

/// What becomes of the connections to a server.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Line {
    Works,
    Cut,
    /// Open, and nothing comes through.
    Dead,
}

/// A way to the test's PostgreSQL server that can be interrupted. `None` where it
/// is not reached by a socket in a folder.
struct Way {
    line: watch::Sender<Line>,
    url: DatabaseUrl,
    _folder: tempfile::TempDir,
}

impl Way {
    fn to(database: &TestDatabase) -> Option<Self> {
        const SOCKET: &str = ".s.PGSQL.5432";
        let url = database.url_text();
        let (before, server) = url.split_once("host=/")?;
        let server = std::path::PathBuf::from(format!("/{server}")).join(SOCKET);
        let folder = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(folder.path().join(SOCKET)).unwrap();
        let (line, changes) = watch::channel(Line::Works);
        tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                let (server, mut changes) = (server.clone(), changes.clone());
                tokio::spawn(async move {
                    let line = *changes.borrow_and_update();
                    if line == Line::Works {
                        let mut server = UnixStream::connect(server).await.unwrap();
                        tokio::select! {
                            _ = copy_bidirectional(&mut client, &mut server) => {}
                            changed = changes.changed() => changed.unwrap(),
                        }
                    }
                    // Both ends stay open for as long as the line is dead.
                    let _ = changes.wait_for(|line| *line != Line::Dead).await;
                });
            }
        });
        Some(Self {
            line,
            url: format!("{before}host={}", folder.path().display())
                .parse()
                .unwrap(),
            _folder: folder,
        })
    }

    fn is(&self, line: Line) {
        self.line.send(line).unwrap();
    }
}

#[actix_web::test]
async fn a_server_that_goes_away_is_said_to_be_away_and_found_again() {
    let Some(database) = TestDatabase::postgres() else {
        return;
    };
    let Some(way) = Way::to(&database) else {
        return;
    };
    let app = TestApp::spawn_with(&database, |config| config.database = way.url.clone()).await;
    let (_, id) = app.writer.published(sample::plan()).await;
    let path = format!("/api/plans/{id}");
    assert_eq!(app.anon.get(&path).await.status, 200);

    for trouble in [Line::Cut, Line::Dead] {
        way.is(trouble);
        let told = tokio::time::timeout(PATIENCE, app.anon.get(&path)).await;
        let (status, code, _) = told.expect("nobody waits for ever").problem();
        assert_eq!((status, code.as_str()), (503, "database_unavailable"));
        way.is(Line::Works);
        let patience = Instant::now() + PATIENCE;
        while app.anon.get(&path).await.status != 200 {
            assert!(Instant::now() < patience, "it does not come back");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    // The server's own end: nobody notices.
    database
        .execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        .unwrap();
    assert_eq!(app.anon.get(&path).await.status, 200);
}
