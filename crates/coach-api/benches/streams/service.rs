//! The program, and what the system says of its process.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use test_support::TestDatabase;

/// The system counts a process's time in hundredths of a second.
const TICK: Duration = Duration::from_millis(10);

/// A running program, stopped in any case.
pub(crate) struct Service {
    child: Child,
    /// Where it listens, with its scheme.
    pub(crate) address: String,
}

impl Service {
    /// Serves over a database, with a model at `model`.
    pub(crate) fn start(database: &TestDatabase, model: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_coach-api"))
            .env_clear()
            .env("STRATA_DATABASE_URL", database.url_text())
            .env("STRATA_COACH_ADDR", "127.0.0.1:0")
            .env("STRATA_WRITER", "openai")
            .env("STRATA_LLM_BASE_URL", model)
            .env("STRATA_LLM_MODEL", "scripted")
            // A crowded machine is slow; what is measured is not patience.
            .env("STRATA_DRAFT_DEADLINE", "1200")
            .env("STRATA_PLAN_DEADLINE", "1200")
            .env("STRATA_LLM_CALL_SECONDS", "600")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = log.by_ref().find_map(|line| {
            let entry: Value = serde_json::from_str(&line.unwrap()).ok()?;
            Some(entry["address"].as_str()?.to_owned())
        });
        // Read on, so that the program never waits for its log to be read.
        std::thread::spawn(move || {
            for line in log.map_while(Result::ok) {
                if !line.contains(r#""level":"INFO""#) {
                    println!("{line}");
                }
            }
        });
        Self {
            child,
            address: format!("http://{}", address.unwrap()),
        }
    }

    /// What the process holds of the machine's memory, in KiB.
    pub(crate) fn memory(&self) -> u64 {
        self.status("VmRSS:")
    }

    pub(crate) fn threads(&self) -> u64 {
        self.status("Threads:")
    }

    /// Files and connections that are open.
    pub(crate) fn files(&self) -> usize {
        let open = std::fs::read_dir(format!("/proc/{}/fd", self.child.id()));
        open.unwrap().count()
    }

    /// Processor time so far.
    pub(crate) fn busy(&self) -> Duration {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        // Behind the name, which may hold anything, fields 14 and 15 count on from 3.
        let (_, fields) = stat.rsplit_once(") ").unwrap();
        let ticks = fields.split(' ').skip(11).take(2);
        let ticks: u32 = ticks.map(|ticks| ticks.parse::<u32>().unwrap()).sum();
        TICK * ticks
    }

    fn status(&self, name: &str) -> u64 {
        let path = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(path).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let number = line.and_then(|rest| rest.split_whitespace().next());
        number.unwrap().parse().unwrap()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
