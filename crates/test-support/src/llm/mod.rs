//! A scripted model: the wire format of chat completions, byte for byte.
//!
//! [`LlmServer`] listens on a free port of this machine and answers each call
//! as its [`Script`] says. Without a script it answers well: it reads the weeks
//! it is asked for out of the prompt and writes them so that they are valid.
//! With one it does whatever a host can do wrong, from refusing a key to
//! sending one byte a second; `fixtures/llm/` holds one script a fault.
//!
//! It speaks raw TCP, because a well-behaved HTTP library could not misbehave.
//! What it was asked, and when the client hung up, is on [record](Call).

mod answer;
mod connection;
mod script;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::JoinHandle;

use crate::port::KeptPort;

pub use answer::Asked;
pub use script::{Action, Edit, Expected, Host, Reply, Script};

/// A model's host for tests; it is gone when it is dropped.
#[derive(Debug)]
pub struct LlmServer {
    address: SocketAddr,
    host: Host,
    shared: Arc<Shared>,
    /// Kept so that it refuses, and nobody else listens there.
    _port: Option<KeptPort>,
    /// Kept so that a full backlog stays full.
    _connections: Vec<TcpStream>,
    task: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    script: Script,
    /// How many calls the script has answered.
    answered: usize,
    calls: Vec<Call>,
    rewritings: Vec<(String, String)>,
    pace: Duration,
    split: Option<usize>,
}

/// One call that was made.
#[derive(Clone, Debug)]
pub struct Call {
    /// When its request had been read.
    pub at: Instant,
    /// The request's line and headers.
    pub head: String,
    /// Its body.
    pub body: Value,
    /// What its prompt asks for.
    pub asked: Asked,
    /// When the client hung up before the answer had come to its end.
    pub hung_up: Option<Instant>,
    /// True once everything was sent.
    pub is_answered: bool,
    /// When the piece with the last byte of each week's object was about to be
    /// sent, in the order of the answer.
    pub weeks_closed: Vec<Instant>,
}

impl Call {
    /// Everything the model was told.
    pub fn prompt(&self) -> String {
        let messages = self.body["messages"].as_array();
        let texts = messages.into_iter().flatten();
        let texts = texts.filter_map(|message| message["content"].as_str());
        texts.collect::<Vec<_>>().join("\n")
    }
}

impl LlmServer {
    /// Starts one that answers well.
    pub async fn start() -> Self {
        Self::start_with(Script::default()).await
    }

    /// Starts one that does what a script says.
    ///
    /// # Panics
    /// Where nothing can be listened on.
    pub async fn start_with(script: Script) -> Self {
        let host = script.host;
        let shared = Arc::new(Shared::default());
        shared.lock().script = script;
        let local = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut server = Self {
            address: local,
            host,
            shared,
            _port: None,
            _connections: Vec::new(),
            task: None,
        };
        match host {
            Host::Listening | Host::GarbledTls => {
                let listener = TcpListener::bind(local).await.expect("a free port");
                server.address = listener.local_addr().expect("a bound address");
                let shared = Arc::clone(&server.shared);
                server.task = Some(tokio::spawn(accept(listener, shared)));
            }
            Host::Refusing => {
                let port = KeptPort::any();
                server.address = port.address();
                server._port = Some(port);
            }
            Host::FullBacklog => server.fill_backlog(local).await,
            Host::Unknown => {}
        }
        server
    }

    /// Listens without accepting, and connects until nobody else can.
    async fn fill_backlog(&mut self, local: SocketAddr) {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.bind(local).expect("a free port");
        let listener = socket.listen(1).expect("a listener");
        self.address = listener.local_addr().expect("a bound address");
        loop {
            let connecting = TcpStream::connect(self.address);
            match tokio::time::timeout(Duration::from_millis(200), connecting).await {
                Ok(connected) => self._connections.push(connected.expect("a connection")),
                Err(_) => break,
            }
        }
        // Held open by a task that never accepts.
        self.task = Some(tokio::spawn(async move {
            let _listener = listener;
            std::future::pending::<()>().await;
        }));
    }

    /// For `STRATA_LLM_BASE_URL`.
    pub fn base_url(&self) -> String {
        let address = self.address;
        match self.host {
            Host::GarbledTls => format!("https://{address}/v1"),
            // No label of a name is longer than 63 bytes, so nobody is asked for it.
            Host::Unknown => format!("http://{}.test/v1", "a".repeat(64)),
            _ => format!("http://{address}/v1"),
        }
    }

    /// Does what another script says from now on; its host stays what it was.
    pub fn play(&self, script: Script) {
        let mut state = self.shared.lock();
        state.script = script;
        state.answered = 0;
    }

    /// Rewrites an unread line that holds `part` as `line`, where it is asked
    /// to read lines; an empty line says that it cannot.
    pub fn rewrite(&self, part: &str, line: &str) {
        let rewriting = (part.to_owned(), line.to_owned());
        self.shared.lock().rewritings.insert(0, rewriting);
    }

    /// Pauses this long before each piece of a good answer, a few words.
    pub fn set_pace(&self, pace: Duration) {
        self.shared.lock().pace = pace;
    }

    /// Cuts what it sends into pieces of so many bytes.
    pub fn set_split(&self, bytes: Option<usize>) {
        self.shared.lock().split = bytes;
    }

    /// Every call so far, in order.
    pub fn calls(&self) -> Vec<Call> {
        self.shared.lock().calls.clone()
    }

    /// How often each week was asked for.
    pub fn calls_per_week(&self) -> BTreeMap<u8, usize> {
        let mut calls = BTreeMap::new();
        for week in self.calls().iter().flat_map(|call| call.asked.weeks()) {
            *calls.entry(week).or_default() += 1;
        }
        calls
    }

    /// Forgets every call so far.
    pub fn forget_calls(&self) {
        self.shared.lock().calls.clear();
    }
}

impl Drop for LlmServer {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = tokio::task::JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        connections.spawn(connection::serve(stream, Arc::clone(&shared)));
        while connections.try_join_next().is_some() {}
    }
}
