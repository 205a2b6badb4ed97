//! The real program, killed at moments nobody chose, in the middle of a plan.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use futures_util::StreamExt;
use plan_store::{RunId, budgets};
use reqwest::Method;
use serde_json::{Value, json};
use test_support::TestDatabase;
use test_support::builders::Team;
use test_support::llm::LlmServer;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout};

use crate::app::{Client, http};
use crate::command_line::{Running, serve_with};
use crate::stream::whole_events;

const WEEKS: u64 = 16;

/// How long to wait for anything; longer than it takes on any machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// When the program is killed: so long after so many weeks have come. The scripted model
/// writes on this test's own thread, a few words every ten milliseconds, so it is never
/// far ahead of the one who waits to kill, however busy the machine is.
#[derive(Clone, Copy, Debug)]
struct Moment {
    weeks: u64,
    pause: Duration,
}

impl Moment {
    fn of_round(round: u64) -> Self {
        // Spread over the run, before its first week and after its last included,
        // without a pattern: multiples of the golden ratio.
        let weeks = round * 618_034 % 1_000_000 * (WEEKS + 1) / 1_000_000;
        let pause = RandomState::new().hash_one(round) % 100_000;
        Self {
            weeks,
            pause: Duration::from_micros(pause),
        }
    }
}

#[tokio::test]
async fn a_killed_program_goes_on_where_it_was() {
    kill_and_go_on(3).await;
}

#[tokio::test]
#[ignore = "takes minutes; `just killed` runs it"]
async fn fifty_times_killed_and_every_week_comes_once() {
    kill_and_go_on(50).await;
}

async fn kill_and_go_on(times: u64) {
    let database = TestDatabase::sqlite().await;
    let store = database.store();
    let made = store.write(|conn| {
        let team = Team::create(conn, "Ours")?;
        let secret = team.token(conn, team.coach)?;
        Ok::<_, plan_store::StoreError>((team.org, secret.reveal().to_owned()))
    });
    let (org, token) = made.await.unwrap();
    let model = LlmServer::start().await;
    model.set_pace(Duration::from_millis(10));
    model.rewrite("wibble", "- Tue: Easy 5 mi");
    let week =
        |number| format!("## Week {number} · Base\n- Mon: Rest\n- Tue: wibble\n- Sun: Long 8 mi\n");
    let body = json!({
        "weeks": WEEKS, "level": "intermediate", "org_id": org,
        "refined_draft": (1..=WEEKS).map(week).collect::<String>(),
    });
    let start = |lease| {
        let base = model.base_url();
        let variables = [
            ("STRATA_WRITER", "openai"),
            ("STRATA_LLM_BASE_URL", base.as_str()),
            ("STRATA_LLM_MODEL", "scripted"),
            ("STRATA_RUN_LEASE", lease),
        ];
        let (running, address) = serve_with(&database.url_text(), &variables);
        let client = Client {
            http: http(),
            address: format!("http://{address}"),
            token: Some(token.clone()),
        };
        (running, client)
    };
    // Nothing is to disturb this one, a machine that holds it up for a moment included.
    let (running, client) = start("60");
    let whole = read(&client, &body, "undisturbed", None, None).await;
    assert_eq!(weeks(&whole).len() as u64, WEEKS);
    let costs = tokens(&whole);
    assert!(costs > 0);
    drop(running);
    let (mut running, mut client) = start("1");
    let mut amid = 0;
    for round in 0..times {
        let key = format!("round {round}");
        model.forget_calls();
        let moment = Moment::of_round(round);
        let mut told = read(&client, &body, &key, None, Some((moment, running))).await;
        let heard = weeks(&told);
        amid += u64::from((1..WEEKS).contains(&(heard.len() as u64)));
        model.forget_calls();
        (running, client) = start("1");

        let deadline = Instant::now() + PATIENCE;
        while told.last().is_none_or(|event| event["type"] != "done") {
            assert!(Instant::now() < deadline, "round {round}: {told:#?}");
            let last = told.last().and_then(|event| event["id"].as_str());
            let last = last.map(str::to_owned);
            told.extend(read(&client, &body, &key, last.as_deref(), None).await);
        }
        let place = format!("round {round}, killed at {moment:?}");
        let expected = (1..=WEEKS).collect::<Vec<_>>();
        assert_eq!(
            weeks(&told),
            expected,
            "{place}: {:#?}",
            told.last_chunk::<2>()
        );
        let types = told.iter().map(|event| event["type"].as_str().unwrap());
        let ends = types.filter(|it| ["result", "error", "done"].contains(it));
        assert_eq!(ends.collect::<Vec<_>>(), ["result", "done"], "{place}");
        let percents = told.iter().filter_map(|event| event["progress"].as_u64());
        assert!(percents.is_sorted(), "{place}");
        let ids = told.iter().map(|event| event["id"].as_str().unwrap());
        let ids = ids.map(|id| id.rsplit_once('-').unwrap());
        let numbers = ids.map(|(_, number)| number.parse::<u64>().unwrap());
        assert!(
            numbers.eq(1..=told.len() as u64),
            "{place}: no event is lost"
        );
        let paid_again = model.calls_per_week();
        let paid_again = heard
            .iter()
            .filter(|week| paid_again.contains_key(&(**week as u8)));
        assert_eq!(paid_again.count(), 0, "{place}: {heard:?} were finished");
        // Nobody knows what the call cost that died: it counts with all that was set
        // aside for it, in the bill and against the budget.
        let run: RunId = last_id(&told).0.parse().unwrap();
        let counted = store.read(move |conn| budgets::used_by(conn, run)).await;
        assert_eq!(tokens(&told), counted.unwrap(), "{place}");
        assert!(tokens(&told) >= costs, "{place}: {costs} undisturbed");
    }
    drop(running);
    assert!(
        amid * 4 >= times,
        "{amid} of {times} died between two weeks"
    );
}

/// What a run cost, as its result says.
fn tokens(events: &[Value]) -> u64 {
    let result = events.iter().find(|event| event["type"] == "result");
    let provenance = &result.unwrap()["data"]["provenance"];
    provenance["tokens_used"].as_u64().unwrap()
}

/// The run of the last event, and its number.
fn last_id(events: &[Value]) -> (&str, &str) {
    let id = events.last().unwrap()["id"].as_str().unwrap();
    id.rsplit_once('-').unwrap()
}

/// The weeks among events, in the order they came.
fn weeks(events: &[Value]) -> Vec<u64> {
    let weeks = events.iter().filter(|event| event["type"] == "week");
    weeks.map(|event| event["week"].as_u64().unwrap()).collect()
}

/// What a client reads of one connection: until its end, or until the program
/// is killed at the moment given.
async fn read(
    client: &Client,
    body: &Value,
    key: &str,
    last: Option<&str>,
    kill: Option<(Moment, Running)>,
) -> Vec<Value> {
    let path = "/api/v1/ai-coach/generate-plan/stream/incremental";
    let request = client.request(Method::POST, path).json(body);
    let mut request = request.header("Idempotency-Key", key);
    if let Some(last) = last {
        request = request.header("Last-Event-ID", last);
    }
    let mut bytes = Vec::new();
    let told = |bytes: &[u8]| whole_events(&String::from_utf8_lossy(bytes));
    let (counted, mut count) = watch::channel(0);
    let reading = async {
        // Gone with the reading, so that nobody waits for weeks that cannot come.
        let counted = counted;
        let response = request.send().await?;
        assert_eq!(response.status(), 200);
        let mut pieces = response.bytes_stream();
        while let Some(piece) = pieces.next().await {
            bytes.extend(piece?);
            counted.send_replace(weeks(&told(&bytes)).len() as u64);
        }
        Ok::<_, reqwest::Error>(())
    };
    let killing = async {
        if let Some((moment, running)) = kill {
            let _ = count.wait_for(|count| *count >= moment.weeks).await;
            sleep(moment.pause).await;
            // SIGKILL: nothing is said, nothing is given back.
            drop(running);
        }
    };
    let both = timeout(PATIENCE, futures_util::future::join(reading, killing)).await;
    // How a connection breaks is the system's business.
    let _ = both.expect("it goes on or ends").0;
    told(&bytes)
}
