//! The log of all replicas in one Redis (5 or later) or Valkey.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, IntoConnectionInfo, RedisError, Script, Value};
use tokio::sync::watch;
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep, timeout, timeout_at};
use web_base::client::Client;

use super::shared::{CommonDecision, CommonLog, Entry};
use super::sliding_log::{Decision, Policy};

/// Where Redis is: `redis://[[user]:password@]host[:port][/database]`, or
/// `unix:///path` for its socket. Without TLS.
#[derive(Clone, PartialEq, Eq)]
pub struct RedisUrl(String);

impl FromStr for RedisUrl {
    type Err = InvalidRedisUrl;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Also refuses `rediss://`, which this program does not speak.
        redis::Client::open(text).map_err(|_| InvalidRedisUrl)?;
        Ok(Self(text.to_owned()))
    }
}

/// Without the password that may be in it.
impl fmt::Debug for RedisUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_str().into_connection_info() {
            Ok(info) => write!(f, "RedisUrl({})", info.addr()),
            Err(_) => write!(f, "RedisUrl"),
        }
    }
}

/// Not an address of a Redis server; it is not repeated, it may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidRedisUrl;

/// How long a connection may take to come about; nobody waits for it.
const CONNECT_TIME: Duration = Duration::from_secs(1);

/// How long to leave a server alone that did not let us in.
const BEFORE_NEXT_ATTEMPT: Duration = Duration::from_millis(250);

/// How often the server is asked whether it is there. Idle connections are
/// closed by servers and forgotten by networks; that is found here, and not by
/// a request.
const BETWEEN_SIGNS_OF_LIFE: Duration = Duration::from_secs(5);

/// The script that decides, as one step of the server.
pub(super) const ADMIT: &str = include_str!("admit.lua");

/// A log of each client in Redis, over one connection that a task keeps up.
pub(crate) struct RedisLog {
    script: Script,
    link: watch::Sender<Link>,
    /// How long a question may take, a connection included.
    patience: Duration,
    keeper: AbortHandle,
}

/// How it stands with the connection.
enum Link {
    Up(Connection),
    /// Down, with the fault of the last attempt to connect.
    Down(Option<String>),
}

#[derive(Clone)]
struct Connection {
    /// Which one since the start, so that a fault gives up no later one.
    number: u64,
    pipe: MultiplexedConnection,
}

impl RedisLog {
    /// Begins to connect, and waits for nothing; no question will take longer than
    /// `patience`.
    pub(super) fn connect(url: &RedisUrl, patience: Duration) -> Self {
        let link = watch::Sender::new(Link::Down(None));
        let keeper = tokio::spawn(keep_connected(url.clone(), link.clone()));
        Self {
            script: Script::new(ADMIT),
            link,
            patience,
            keeper: keeper.abort_handle(),
        }
    }

    /// Does something over the connection, within the time there is.
    async fn within_time<T, F>(
        &self,
        what: impl FnOnce(MultiplexedConnection) -> F,
    ) -> Result<T, String>
    where
        F: Future<Output = Result<T, RedisError>>,
    {
        let deadline = Instant::now() + self.patience;
        // A connection that was just lost may be back in time; one that could not
        // be made is not waited for.
        let connection = match timeout_at(deadline, self.connection()).await {
            Ok(connection) => connection?,
            Err(_) => return Err("no connection".to_owned()),
        };
        match timeout_at(deadline, what(connection.pipe)).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => {
                if error.is_unrecoverable_error() {
                    self.give_up(|link| link.number == connection.number);
                }
                Err(code(&error))
            }
            Err(_) => Err("no answer in time".to_owned()),
        }
    }

    /// Lets the keeper connect anew, if the present connection is meant.
    fn give_up(&self, is_meant: impl FnOnce(&Connection) -> bool) {
        self.link.send_if_modified(|link| {
            let gives_up = matches!(link, Link::Up(connection) if is_meant(connection));
            if gives_up {
                *link = Link::Down(None);
            }
            gives_up
        });
    }

    /// The connection, as soon as there is one, or the fault of the last attempt
    /// to make one, until an attempt succeeds.
    async fn connection(&self) -> Result<Connection, String> {
        let mut watched = self.link.subscribe();
        loop {
            match &*watched.borrow_and_update() {
                Link::Up(connection) => return Ok(connection.clone()),
                Link::Down(Some(fault)) => return Err(format!("no connection: {fault}")),
                Link::Down(None) => {}
            }
            if watched.changed().await.is_err() {
                // The sender lives as long as this log.
                std::future::pending::<()>().await;
            }
        }
    }
}

impl CommonLog for RedisLog {
    async fn admit(&self, client: Client, policy: &Policy) -> Result<CommonDecision, String> {
        let mut question = self.script.key(key(client));
        question
            .arg(policy.limit)
            .arg(u64::try_from(policy.window.as_micros()).unwrap_or(u64::MAX));
        let (is_admitted, used, wait, at): (bool, u32, u64, u64) = self
            .within_time(async |mut pipe| question.invoke_async(&mut pipe).await)
            .await?;
        Ok(CommonDecision {
            decision: Decision {
                is_admitted,
                remaining: policy.limit.saturating_sub(used),
                wait: Duration::from_micros(wait),
            },
            at: Entry(at),
        })
    }

    fn start_over(&self) {
        self.give_up(|_| true);
    }

    async fn take_back(&self, client: Client, Entry(at): Entry) {
        let mut command = redis::cmd("LREM");
        command.arg(key(client)).arg(-1).arg(at);
        let removed: Result<u64, _> = self
            .within_time(async |mut pipe| command.query_async(&mut pipe).await)
            .await;
        if let Err(fault) = removed {
            tracing::debug!(
                fault,
                "an entry of the shared rate limit could not be taken back"
            );
        }
    }
}

impl fmt::Debug for RedisLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_connected = matches!(*self.link.borrow(), Link::Up(_));
        f.debug_struct("RedisLog")
            .field("is_connected", &is_connected)
            .finish_non_exhaustive()
    }
}

impl Drop for RedisLog {
    fn drop(&mut self) {
        self.keeper.abort();
    }
}

/// Connects whenever there is no connection, for as long as it is let.
async fn keep_connected(url: RedisUrl, link: watch::Sender<Link>) {
    let Ok(client) = redis::Client::open(url.0) else {
        return; // A `RedisUrl` can always be opened.
    };
    let settings = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(CONNECT_TIME))
        // Whoever asks has less patience than any setting here.
        .set_response_timeout(None);
    let mut watched = link.subscribe();
    for number in 0.. {
        match client
            .get_multiplexed_async_connection_with_config(&settings)
            .await
        {
            Ok(pipe) => {
                link.send_replace(Link::Up(Connection {
                    number,
                    pipe: pipe.clone(),
                }));
                if watch_over(pipe, &mut watched).await.is_err() {
                    return;
                }
                link.send_replace(Link::Down(None));
            }
            Err(error) => {
                link.send_replace(Link::Down(Some(code(&error))));
                sleep(BEFORE_NEXT_ATTEMPT).await;
            }
        }
    }
}

/// Returns when the connection is given up, or does not answer any more.
async fn watch_over(
    mut pipe: MultiplexedConnection,
    link: &mut watch::Receiver<Link>,
) -> Result<(), watch::error::RecvError> {
    let ping = redis::cmd("PING");
    loop {
        let is_down = |link: &Link| matches!(link, Link::Down(_));
        let given_up = async { link.wait_for(is_down).await.map(drop) };
        if let Ok(given_up) = timeout(BETWEEN_SIGNS_OF_LIFE, given_up).await {
            return given_up;
        }
        let pong = timeout(CONNECT_TIME, ping.query_async::<Value>(&mut pipe)).await;
        // A refusal is a sign of life too.
        let is_alive = match pong {
            Ok(Ok(_)) => true,
            Ok(Err(error)) => !error.is_unrecoverable_error(),
            Err(_) => false,
        };
        if !is_alive {
            return Ok(());
        }
    }
}

fn key(client: Client) -> String {
    format!("strata:limit:{client}")
}

/// What went wrong, in a word or two. Never the server's own sentence: some
/// repeat what they were sent, a password included.
fn code(error: &RedisError) -> String {
    error.code().unwrap_or(error.category()).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_shows_no_password() {
        for (text, shown) in [
            ("redis://cache", "RedisUrl(cache:6379)"),
            ("redis://:secret@cache:7000/2", "RedisUrl(cache:7000)"),
            ("redis://ada:secret@[::1]", "RedisUrl(::1:6379)"),
            (
                "unix:///run/redis.sock?pass=secret",
                "RedisUrl(/run/redis.sock)",
            ),
        ] {
            let url: RedisUrl = text.parse().unwrap();
            assert_eq!(format!("{url:?}"), shown);
        }
    }

    #[test]
    fn what_is_not_an_address_of_a_redis_is_refused() {
        for text in [
            "",
            "cache:6379",
            "http://cache",
            "redis://",
            "rediss://cache",
            "redis://cache/first",
        ] {
            assert_eq!(text.parse::<RedisUrl>(), Err(InvalidRedisUrl), "{text}");
        }
    }

    #[test]
    fn a_fault_is_told_by_its_code_alone() {
        let error = redis::make_extension_error(
            "ERR".to_owned(),
            Some("unknown command 'AUTH', with args beginning with: 'secret'".to_owned()),
        );
        assert_eq!(code(&error), "ERR");
    }
}
