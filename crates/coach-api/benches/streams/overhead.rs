//! How long a week takes from the model's last byte to the client.

use std::time::{Duration, Instant};

use test_support::TestDatabase;
use test_support::llm::LlmServer;
use tokio::task::JoinSet;

use crate::client::{self, Line};
use crate::service::Service;
use crate::team::{self, Coach};

const WEEKS: u8 = 52;
/// A week is three pieces of the model's text, with this pause between them.
const PACE: Duration = Duration::from_millis(4);
const FORM: &str = "generate-plan/stream/incremental";

/// Makes so many plans, so many of them at once.
pub(crate) async fn run(database: &TestDatabase, plans: usize, at_once: usize) {
    let model = LlmServer::start().await;
    team::teach(&model);
    // As many weeks a second, however many make them.
    model.set_pace(PACE * u32::try_from(at_once).unwrap());
    let service = Service::start(database, &model.base_url());
    let coaches = team::coaches(&database.store(), at_once.div_ceil(2)).await;
    let mut delays = Vec::new();
    for round in 0..plans.div_ceil(at_once) {
        model.forget_calls();
        let mut clients = JoinSet::new();
        for (client, coach) in coaches.iter().take(at_once).enumerate() {
            let word = word(round * at_once + client);
            let (address, coach) = (service.address.clone(), coach.clone());
            clients.spawn(async move {
                let weeks = follow(&address, &coach, &word).await;
                (word, weeks)
            });
        }
        for (word, weeks) in clients.join_all().await {
            assert_eq!(weeks.len(), usize::from(WEEKS), "every week comes once");
            let calls = model.calls();
            let calls = calls.iter().filter(|call| call.prompt().contains(&word));
            let closed: Vec<(u8, Instant)> = calls
                .flat_map(|call| {
                    call.asked
                        .weeks()
                        .into_iter()
                        .zip(call.weeks_closed.clone())
                })
                .collect();
            assert_eq!(closed.len(), weeks.len(), "every week is asked for once");
            delays.extend(weeks.iter().map(|(week, came)| {
                let written = closed.iter().find(|(number, _)| number == week);
                came.saturating_duration_since(written.unwrap().1)
            }));
        }
    }
    delays.sort_unstable();
    let at = |percent: usize| delays[(delays.len() - 1) * percent / 100];
    println!(
        "{}: {} weeks, {at_once} plans at once: median {:.2?}, 95 % within {:.2?}, 99 % {:.2?}, the last {:.2?}",
        database.engine(),
        delays.len(),
        at(50),
        at(95),
        at(99),
        at(100),
    );
}

/// When each week came.
async fn follow(address: &str, coach: &Coach, word: &str) -> Vec<(u8, Instant)> {
    let body = team::plan(coach, WEEKS, 1, word);
    let mut weeks = Vec::new();
    let read = client::read(address, coach, FORM, &body, |line, at| {
        if let Line::Event(event, _) = line
            && event["type"] == "week"
        {
            let week = event["week"].as_u64().unwrap();
            weeks.push((u8::try_from(week).unwrap(), at));
        }
    });
    read.await.unwrap();
    weeks
}

/// A word that no other plan has: letters only, for a number would be read.
fn word(number: usize) -> String {
    let letter = |digit: usize| char::from(b"abcdefghij"[digit % 10]);
    let digits = [number / 100, number / 10, number].map(letter);
    format!("zz{}zz", digits.iter().collect::<String>())
}
