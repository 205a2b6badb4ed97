//! Starting and stopping an HTTP server, in a `main` and inside a test alike.

use std::future::{Future, ready};
use std::net::{SocketAddr, TcpListener};
use std::num::NonZero;
use std::pin::Pin;
use std::thread::available_parallelism;
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{Server, ServerHandle, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::rt::System;
use actix_web::rt::net::TcpStream;
use actix_web::{App, HttpServer};
use socket2::{Domain, Protocol, Socket, Type};

/// How to listen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerSettings {
    /// Where to listen; port 0 is any free one.
    pub address: SocketAddr,
    /// Threads that answer requests; `None`: one a core.
    pub workers: Option<usize>,
    /// How long requests in flight may take to finish after a stop.
    pub grace: Duration,
    /// How long a client may read nothing of what waits for it before its
    /// connection is cut; on Linux.
    pub unread: Duration,
}

impl ServerSettings {
    /// Listens on `address`, one worker a core, 25 s of grace, a minute for who
    /// does not read.
    pub const fn on(address: SocketAddr) -> Self {
        Self {
            address,
            workers: None,
            grace: Duration::from_secs(25),
            unread: Duration::from_secs(60),
        }
    }

    /// Listens on any free port of the loopback interface, with one worker.
    pub const fn for_tests() -> Self {
        Self {
            address: SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 0),
            workers: Some(1),
            grace: Duration::from_secs(1),
            unread: Duration::from_secs(60),
        }
    }
}

/// A server that listens; it answers once [`run`](Self::run) or
/// [`spawn`](Self::spawn) drives it.
pub struct Bound {
    address: SocketAddr,
    server: Server,
    farewell: Farewell,
    metrics: Option<Box<Bound>>,
}

/// What is done before a server stops.
type Farewell = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A server that answers in the background, until it is told to stop.
pub struct Running {
    handle: ServerHandle,
    farewell: Farewell,
    metrics: Option<Box<Running>>,
}

impl Running {
    /// Stops: does first what has to be done [before](Bound::before_stop), then
    /// lets requests finish where it is asked `graceful`ly.
    pub async fn stop(self, graceful: bool) {
        if graceful {
            self.farewell.await;
        }
        self.handle.stop(graceful).await;
        // Until here somebody could watch.
        if let Some(metrics) = self.metrics {
            metrics.handle.stop(false).await;
        }
    }
}

/// A socket that listens and nobody answers yet: its address is known before
/// the application is made, so that services can be told of each other.
#[derive(Debug)]
pub struct Listening {
    socket: TcpListener,
    address: SocketAddr,
    settings: ServerSettings,
}

/// Threads of a process for what blocks. There are fewer connections to the
/// database: more would wait for one, each with a stack and a heap of its own.
const BLOCKING: usize = 24;

/// A worker has threads of its own for what blocks; no fewer than these, however
/// many workers share.
const LEAST_BLOCKING: usize = 4;

/// Runs a `main`, and the servers in it, to its end.
///
/// # Panics
/// Where the system has no threads or no file descriptors left to begin with.
pub fn block_on<F: Future>(main: F) -> F::Output {
    let runtime = || {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .max_blocking_threads(BLOCKING)
            .build()
            .unwrap_or_else(|error| panic!("no runtime: {error}"))
    };
    System::with_tokio_rt(runtime).block_on(main)
}

/// How many connections may wait to be accepted.
const BACKLOG: i32 = 1_024;

/// Listens on the settings' address.
///
/// # Errors
/// When the address cannot be listened on.
pub fn listen(settings: &ServerSettings) -> std::io::Result<Listening> {
    let socket = Socket::new(
        Domain::for_address(settings.address),
        Type::STREAM,
        Some(Protocol::TCP),
    )?;
    // A service that was just stopped may start again at once.
    socket.set_reuse_address(true)?;
    socket.bind(&settings.address.into())?;
    socket.listen(BACKLOG)?;
    let socket = TcpListener::from(socket);
    Ok(Listening {
        address: socket.local_addr()?,
        socket,
        settings: settings.clone(),
    })
}

/// Why an address cannot be listened on, with the address and the `variable` it
/// comes from.
pub fn unheard_at(error: std::io::Error, address: SocketAddr, variable: &str) -> std::io::Error {
    std::io::Error::new(
        error.kind(),
        format!("cannot listen on {address} ({variable}): {error}"),
    )
}

/// Binds the address and prepares the application `factory` makes, once a worker.
///
/// # Errors
/// When the address cannot be listened on.
pub fn bind<F, T, B>(settings: &ServerSettings, factory: F) -> std::io::Result<Bound>
where
    F: Fn() -> App<T> + Send + Clone + 'static,
    T: ServiceFactory<
            ServiceRequest,
            Config = (),
            Response = ServiceResponse<B>,
            Error = actix_web::Error,
            InitError = (),
        > + 'static,
    B: MessageBody + 'static,
{
    listen(settings)?.answer(factory)
}

impl Listening {
    /// The address that is really listened on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Prepares the application `factory` makes, once a worker.
    ///
    /// # Errors
    /// When the socket cannot be handed over.
    pub fn answer<F, T, B>(self, factory: F) -> std::io::Result<Bound>
    where
        F: Fn() -> App<T> + Send + Clone + 'static,
        T: ServiceFactory<
                ServiceRequest,
                Config = (),
                Response = ServiceResponse<B>,
                Error = actix_web::Error,
                InitError = (),
            > + 'static,
        B: MessageBody + 'static,
    {
        let Self {
            socket,
            address,
            settings,
        } = self;
        let unread = settings.unread;
        let cores = || available_parallelism().map_or(1, NonZero::get);
        let workers = settings.workers.unwrap_or_else(cores);
        let server = HttpServer::new(factory)
            .on_connect(move |connection, _| {
                if let Some(stream) = connection.downcast_ref::<TcpStream>() {
                    cut_unread(stream, unread);
                }
            })
            .disable_signals()
            // A small answer, or an event of a stream, is sent at once, and not once the
            // client has acknowledged the one before: it may take 40 ms to do so.
            .tcp_nodelay(true)
            .workers(workers)
            .worker_max_blocking_threads((BLOCKING / workers).max(LEAST_BLOCKING))
            .shutdown_timeout(settings.grace.as_secs().max(1))
            .client_request_timeout(Duration::from_secs(5))
            .keep_alive(Duration::from_secs(15));
        Ok(Bound {
            address,
            server: server.listen(socket)?.run(),
            farewell: Box::pin(ready(())),
            metrics: None,
        })
    }
}

/// Has the kernel cut a connection whose client reads nothing for so long: a body
/// that cannot be sent on is asked for nothing more, so nobody here would notice.
fn cut_unread(stream: &TcpStream, after: Duration) {
    #[cfg(target_os = "linux")]
    {
        let milliseconds = u32::try_from(after.as_millis()).unwrap_or(u32::MAX);
        if let Err(error) = rustix::net::sockopt::set_tcp_user_timeout(stream, milliseconds) {
            tracing::debug!(%error, "a connection has no time-out");
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _ = (stream, after);
}

impl Bound {
    /// The address that is really listened on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// A handle that stops the server without [what is done before](Self::before_stop).
    pub fn handle(&self) -> ServerHandle {
        self.server.handle()
    }

    /// Has something done when the server is asked to stop, before it lets
    /// requests finish: what holds requests up for long is ended here.
    #[must_use]
    pub fn before_stop(mut self, farewell: impl Future<Output = ()> + Send + 'static) -> Self {
        self.farewell = Box::pin(farewell);
        self
    }

    /// Serves the service's figures beside it, as long as it runs.
    #[must_use]
    pub fn with_metrics(mut self, metrics: Option<Bound>) -> Self {
        self.metrics = metrics.map(Box::new);
        self
    }

    /// Where the service's figures are served, if anywhere.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics.as_ref().map(|metrics| metrics.address)
    }

    /// Serves in the background of the current runtime.
    pub fn spawn(self) -> Running {
        let handle = self.server.handle();
        tokio::spawn(self.server);
        Running {
            handle,
            farewell: self.farewell,
            metrics: self.metrics.map(|metrics| Box::new(metrics.spawn())),
        }
    }

    /// Serves until the process is asked to stop, then lets requests finish.
    ///
    /// # Errors
    /// When the server itself fails.
    pub async fn run(self) -> std::io::Result<()> {
        // Before anybody is answered, and so before anybody could ask.
        let requested = stop_requested();
        let handle = self.server.handle();
        let metrics = self.metrics.map(|metrics| metrics.spawn());
        let stop = tokio::spawn(async move {
            requested.await;
            tracing::info!("stopping: requests in flight may finish");
            self.farewell.await;
            handle.stop(true).await;
        });
        let result = self.server.await;
        stop.abort();
        if let Some(metrics) = metrics {
            metrics.handle.stop(false).await;
        }
        result
    }
}

/// Resolves when the process is asked to stop: Ctrl-C, or SIGTERM on Unix.
///
/// They are heard from this call on, not only once the future is awaited: whoever
/// was answered by a server may ask for its end at once, and what asks before
/// anybody listens ends the process where it stands. Called inside a runtime.
pub fn stop_requested() -> impl Future<Output = ()> + Send + 'static {
    let interrupt = interrupt();
    let terminate = terminate();
    async move {
        tokio::select! {
            () = interrupt => {}
            () = terminate => {}
        }
    }
}

#[cfg(unix)]
fn interrupt() -> impl Future<Output = ()> + Send + 'static {
    heard(tokio::signal::unix::SignalKind::interrupt(), "SIGINT")
}

#[cfg(unix)]
fn terminate() -> impl Future<Output = ()> + Send + 'static {
    heard(tokio::signal::unix::SignalKind::terminate(), "SIGTERM")
}

#[cfg(unix)]
fn heard(
    kind: tokio::signal::unix::SignalKind,
    name: &'static str,
) -> impl Future<Output = ()> + Send + 'static {
    let signal = tokio::signal::unix::signal(kind);
    async move {
        match signal {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(error) => unheard(name, &error).await,
        }
    }
}

#[cfg(windows)]
fn interrupt() -> impl Future<Output = ()> + Send + 'static {
    let signal = tokio::signal::windows::ctrl_c();
    async move {
        match signal {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(error) => unheard("Ctrl-C", &error).await,
        }
    }
}

#[cfg(windows)]
fn terminate() -> impl Future<Output = ()> + Send + 'static {
    std::future::pending()
}

/// The process can still be stopped in the other ways.
async fn unheard(name: &str, error: &std::io::Error) {
    tracing::warn!(%error, "{name} cannot be heard");
    std::future::pending().await
}

#[cfg(all(test, unix))]
mod tests {
    use rustix::process::{Signal, getpid, kill_process};

    use super::*;

    /// Were it not heard, this process would end here, and every test with it.
    #[tokio::test]
    async fn what_asks_to_stop_before_anybody_waits_for_it_is_heard_all_the_same() {
        for signal in [Signal::TERM, Signal::INT] {
            let stop = stop_requested();
            kill_process(getpid(), signal).unwrap();
            let heard = tokio::time::timeout(Duration::from_secs(60), stop).await;
            heard.expect("it is heard");
        }
    }
}
