//! Programs a test has started: asked to stop, and waited for.

use std::process::{Child, ExitStatus};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// How long a program may take to end; longer than it does on any machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Asks a program to stop, as an operator's `kill` does.
///
/// # Panics
/// When it has been waited for already.
pub fn ask_to_stop(program: &Child) {
    kill_process(Pid::from_child(program), Signal::TERM).expect("its process is there");
}

/// How a program ended that is about to.
///
/// # Panics
/// When it does not end.
pub fn ended(program: &mut Child) -> ExitStatus {
    let patience = Instant::now() + PATIENCE;
    loop {
        if let Some(status) = program.try_wait().expect("its process is there") {
            return status;
        }
        assert!(Instant::now() < patience, "a program does not end");
        std::thread::sleep(Duration::from_millis(10));
    }
}
