//! A Redis server of a test's own.
//!
//! It listens on a free port of the loopback interface, which stays its own while
//! it is killed, and keeps nothing on disk, so a restarted one is empty. A shell keeps watch: it waits for the end
//! of a pipe whose other end the test holds, so however the test ends, the
//! server is killed.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, test_kill_process};

use crate::port::KeptPort;

/// Set to `1`: fail instead of skipping where there is no Redis.
const REQUIRE_VARIABLE: &str = "STRATA_TEST_REQUIRE_REDIS";

/// How long a server may take to answer; longer than it does on any machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running (or killed) server.
#[derive(Debug)]
pub struct RedisServer {
    port: KeptPort,
    password: Option<String>,
    running: Option<Process>,
}

/// The server, and the shell that watches over it.
#[derive(Debug)]
struct Process {
    shell: Child,
    server: Pid,
    /// Its end is the sign to the shell.
    _leash: ChildStdin,
}

/// Starts a server, says its process id, and kills it when its input ends.
const SCRIPT: &str = r#"
trap '' INT
redis-server --bind 127.0.0.1 --port "$REDIS_PORT" --save '' --appendonly no \
    --dir / --logfile '' ${REDIS_PASSWORD:+--requirepass "$REDIS_PASSWORD"} \
    </dev/null >/dev/null 2>&1 &
echo $!
cat >/dev/null
kill -9 $! 2>/dev/null
wait
"#;

impl RedisServer {
    /// An empty server; `None` where no `redis-server` is installed.
    ///
    /// # Panics
    /// When it does not start, or when it is required and not installed.
    pub fn start() -> Option<Self> {
        let mut server = Self::is_installed().then(Self::nowhere_yet)?;
        server.restart();
        Some(server)
    }

    /// Where nobody listens yet, with the password it will ask for: for a server
    /// that is [started](Self::restart) later. `None` as with [`start`](Self::start).
    pub fn not_yet_started(password: &str) -> Option<Self> {
        let mut server = Self::is_installed().then(Self::nowhere_yet)?;
        server.password = Some(password.to_owned());
        Some(server)
    }

    #[expect(clippy::print_stderr, reason = "a skipped test must be seen")]
    fn is_installed() -> bool {
        let is_installed = Command::new("redis-server")
            .arg("--version")
            .stdout(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
        if !is_installed {
            let required = std::env::var(REQUIRE_VARIABLE).is_ok_and(|value| value == "1");
            assert!(
                !required,
                "Redis is required, but no redis-server is installed"
            );
            eprintln!("a Redis test is skipped: no redis-server is installed");
        }
        is_installed
    }

    fn nowhere_yet() -> Self {
        Self {
            port: KeptPort::any(),
            password: None,
            running: None,
        }
    }

    /// The address, with the password if there is one.
    pub fn url(&self) -> String {
        let password = self.password.as_deref();
        let user = password.map_or_else(String::new, |password| format!(":{password}@"));
        format!("redis://{user}{}", self.port.address())
    }

    /// Ends it at once, as `kill -9` does; everything in it is lost.
    pub fn kill(&mut self) {
        self.running = None;
    }

    /// Starts it again, empty, at the same address.
    ///
    /// # Panics
    /// When it does not start.
    pub fn restart(&mut self) {
        self.kill();
        let process = self.spawn();
        let patience = Instant::now() + PATIENCE;
        while !self.say("PING").is_ok_and(|pong| pong.starts_with("+PONG")) {
            assert!(
                Instant::now() < patience && test_kill_process(process.server).is_ok(),
                "redis-server does not start"
            );
            std::thread::sleep(Duration::from_millis(10));
        }
        self.running = Some(process);
    }

    /// Stops its process where it is: it keeps its connections and says nothing.
    ///
    /// # Panics
    /// When it does not run.
    pub fn freeze(&self) {
        self.signal(Signal::STOP);
    }

    /// Lets a frozen one go on.
    ///
    /// # Panics
    /// When it does not run.
    pub fn thaw(&self) {
        self.signal(Signal::CONT);
    }

    /// Sends a command as one types it; what comes back, in the server's
    /// own protocol.
    ///
    /// # Panics
    /// When the server does not answer.
    pub fn command(&self, words: &str) -> String {
        self.say(words).expect("Redis answers")
    }

    fn signal(&self, signal: Signal) {
        let process = self.running.as_ref().expect("a server that runs");
        kill_process(process.server, signal).expect("its process is there");
    }

    fn spawn(&self) -> Process {
        let mut shell = Command::new("sh")
            .args(["-c", SCRIPT])
            .env("REDIS_PORT", self.port.address().port().to_string())
            .env(
                "REDIS_PASSWORD",
                self.password.as_deref().unwrap_or_default(),
            )
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell");
        let leash = shell.stdin.take().expect("a piped input");
        let mut said = String::new();
        BufReader::new(shell.stdout.take().expect("a piped output"))
            .read_line(&mut said)
            .expect("a line");
        let server = said.trim().parse().ok().and_then(Pid::from_raw);
        Process {
            shell,
            server: server.expect("a process id"),
            _leash: leash,
        }
    }

    /// One command on a connection of its own.
    fn say(&self, words: &str) -> std::io::Result<String> {
        let mut stream = TcpStream::connect(self.port.address())?;
        stream.set_read_timeout(Some(PATIENCE))?;
        if let Some(password) = &self.password {
            writeln!(stream, "AUTH {password}\r")?;
            let mut ok = [0; 5];
            stream.read_exact(&mut ok)?;
        }
        write!(stream, "{words}\r\nQUIT\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // At once, whatever state it is in; the shell then has nothing to do.
        let _ = kill_process(self.server, Signal::KILL);
        let _ = self.shell.kill();
        let _ = self.shell.wait();
    }
}
