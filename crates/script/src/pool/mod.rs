//! Sandbox processes, kept warm and never shared between teams.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use uuid::Uuid;

use crate::{Failure, Host, Outcome, Script};

/// How sandbox processes are started and kept.
#[derive(Clone, Debug)]
pub struct PoolConfig {
    /// The executable whose entry calls [`sandbox_main`](crate::sandbox_main).
    pub program: PathBuf,
    /// The arguments that lead there.
    pub args: Vec<OsString>,
    /// How many scripts run at once; more wait their turn.
    pub max_children: usize,
    /// How long a process may sit idle before it is ended.
    pub idle_timeout: Duration,
}

/// A handle on the sandbox processes. Clones share them.
#[derive(Clone)]
pub struct Pool {}

impl Pool {
    /// Starts nothing yet; the first script does.
    #[must_use]
    pub fn new(_config: PoolConfig) -> Self {
        Self {}
    }

    /// Runs `script` in a process that serves `team` alone, answering its reads from `host`.
    ///
    /// Dropping the future ends the process.
    ///
    /// # Errors
    /// When the script did not end of its own: see [`Failure`]. An exception is an [`Outcome`].
    pub async fn run(&self, _team: Uuid, _script: Script, _host: &mut dyn Host) -> Result<Outcome, Failure> {
        Err(Failure::Unavailable)
    }

    /// Ends every process, those at work included.
    pub async fn close(&self) {}
}
