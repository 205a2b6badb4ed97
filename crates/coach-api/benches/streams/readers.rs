//! Many readers of one stream.

use futures_util::StreamExt;
use test_support::TestDatabase;
use test_support::llm::LlmServer;

use crate::load::PACE;
use crate::service::Service;
use crate::team;

const WEEKS: u8 = 16;
/// So many readers ask with one token.
const PER_COACH: usize = 10;

/// Tells what a reader takes who only follows a run that somebody else began.
pub(crate) async fn run(database: &TestDatabase, readers: usize) {
    let model = LlmServer::start().await;
    model.set_pace(PACE);
    team::teach(&model);
    let service = Service::start(database, &model.base_url());
    let coaches = team::colleagues(&database.store(), readers.div_ceil(PER_COACH)).await;
    let address = format!("{}/api/v1/ai-coach", service.address);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();

    let begun = client
        .post(format!("{address}/generate-plan/stream/incremental"))
        .bearer_auth(&coaches[0].token)
        .json(&team::plan(&coaches[0], WEEKS, 6, ""));
    let mut begun = begun.send().await.unwrap().bytes_stream();
    let mut told = String::new();
    let id = loop {
        let piece = begun.next().await.unwrap().unwrap();
        told.push_str(&String::from_utf8_lossy(&piece));
        let id = told.lines().find_map(|line| line.strip_prefix("id: "));
        if let Some((run, _)) = id.and_then(|id| id.rsplit_once('-')) {
            break run.to_owned();
        }
    };
    let mut open = Vec::new();
    let mut before = 0;
    for reader in 0..=readers {
        let coach = &coaches[reader.saturating_sub(1) / PER_COACH];
        let events = client
            .get(format!("{address}/runs/{id}/events"))
            .bearer_auth(&coach.token);
        let events = events.send().await.unwrap();
        assert_eq!(events.status(), 200);
        let mut events = events.bytes_stream();
        events.next().await.unwrap().unwrap();
        open.push(events);
        if reader == 0 {
            before = service.memory();
        }
    }
    let taken = service.memory().saturating_sub(before);
    println!(
        "{}: {readers} readers of one run, {:.1} KiB each",
        database.engine(),
        taken as f64 / readers as f64
    );
}
