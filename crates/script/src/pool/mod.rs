//! Sandbox processes, kept warm and never shared between teams.

mod child;
mod shelf;

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::{Semaphore, watch};
use tokio::time::sleep_until;
use uuid::Uuid;

use self::child::{Broken, Child};
use self::shelf::Shelf;
use crate::protocol::{End, Run, ToSandbox, pack};
use crate::{Failure, Host, Outcome, Script};

/// How sandbox processes are started and kept.
#[derive(Clone, Debug)]
pub struct PoolConfig {
    /// The executable whose entry calls [`sandbox_main`](crate::sandbox_main).
    pub program: PathBuf,
    /// The arguments that lead there.
    pub args: Vec<OsString>,
    /// How many processes there may be, at work or idle; more scripts wait their turn.
    pub max_children: usize,
    /// How long a process may sit idle before it is ended.
    pub idle_timeout: Duration,
}

/// A handle on the sandbox processes. Clones share them; dropping the last ends them.
#[derive(Clone)]
pub struct Pool(Arc<Inner>);

struct Inner {
    config: PoolConfig,
    turns: Semaphore,
    shelf: Mutex<Shelf>,
    closing: watch::Sender<bool>,
}

impl Pool {
    /// Starts nothing yet; the first script does.
    #[must_use]
    pub fn new(config: PoolConfig) -> Self {
        Self(Arc::new(Inner {
            turns: Semaphore::new(config.max_children.max(1)),
            config,
            shelf: Mutex::default(),
            closing: watch::Sender::new(false),
        }))
    }

    /// Runs `script` in a process that serves `team` alone, answering its reads from `host`.
    ///
    /// Dropping the future ends the process.
    ///
    /// # Errors
    /// When the script did not end of its own: see [`Failure`]. An exception is an [`Outcome`].
    pub async fn run(&self, team: Uuid, script: Script, host: &mut dyn Host) -> Result<Outcome, Failure> {
        let limits = script.limits;
        let run = pack(&ToSandbox::Run(Box::new(Run::from(script)))).map_err(|_| Failure::Unavailable)?;
        let mut closing = self.0.closing.subscribe();
        let work = async {
            let _turn = self.0.turns.acquire().await.map_err(|_| Failure::Unavailable)?;
            loop {
                let (mut lease, used) = self.lease(team).await?;
                let child = lease.child.as_mut().ok_or(Failure::Unavailable)?;
                match child.run(&run, limits.memory, limits.time, host).await {
                    Ok(End { retire, result }) => {
                        if !retire {
                            lease.give_back();
                        }
                        return Ok(Outcome::from(result.map_err(crate::Limit::from)?));
                    }
                    // It went away while it was idle; a new one will not.
                    Err(Broken::Early) if used => {}
                    Err(Broken::Early) => return Err(Failure::Crashed),
                    Err(Broken::Late(failure)) => return Err(failure),
                }
            }
        };
        tokio::select! {
            biased;
            _ = closing.wait_for(|closing| *closing) => Err(Failure::Unavailable),
            ended = work => ended,
        }
    }

    /// Starts a sandbox process that tries, from the inside, what none may be able to do: open a file, a socket, a program, a
    /// thread, read the environment.
    ///
    /// # Errors
    /// What it could do, or that it could not be started, for the operator.
    pub async fn check(&self) -> Result<(), String> {
        match Child::check(&self.0.config).await {
            Ok(report) if report == "confined" => Ok(()),
            Ok(report) if report.is_empty() => {
                Err("the sandbox process would not confine itself on this system".to_owned())
            }
            Ok(report) => Err(format!("the sandbox process was able to: {report}")),
            Err(error) => Err(format!("the sandbox process could not be started: {}", error.kind())),
        }
    }

    /// Ends every process, those at work included. Scripts handed in later are refused.
    pub async fn close(&self) {
        let idle = {
            let mut shelf = self.0.shelf();
            shelf.closed = true;
            shelf.take_all()
        };
        self.0.closing.send_replace(true);
        self.0.turns.close();
        for child in idle {
            child.stop().await;
        }
    }

    /// A process of `team`, and whether it has served before.
    async fn lease(&self, team: Uuid) -> Result<(Lease, bool), Failure> {
        let evicted = {
            let mut shelf = self.0.shelf();
            if let Some(child) = shelf.take(team) {
                return Ok((self.hold(team, Some(child)), true));
            }
            let full = shelf.alive >= self.0.config.max_children.max(1);
            let evicted = if full { shelf.take_oldest() } else { None };
            shelf.alive += 1;
            evicted
        };
        let mut lease = self.hold(team, None);
        if let Some(evicted) = evicted {
            evicted.stop().await;
        }
        let child = Child::start(&self.0.config).await.map_err(|error| {
            tracing::error!(kind = ?error.kind(), program = ?self.0.config.program, "no sandbox process");
            Failure::Unavailable
        })?;
        lease.child = Some(child);
        Ok((lease, false))
    }

    fn hold(&self, team: Uuid, child: Option<Child>) -> Lease {
        Lease { pool: Arc::clone(&self.0), team, child, counted: true }
    }
}

impl Inner {
    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A process at work, and its place in the count. Dropped without [`Lease::give_back`] both are gone.
struct Lease {
    pool: Arc<Inner>,
    team: Uuid,
    child: Option<Child>,
    counted: bool,
}

impl Lease {
    fn give_back(mut self) {
        let Some(child) = self.child.take() else { return };
        let mut shelf = self.pool.shelf();
        if shelf.closed {
            return;
        }
        shelf.put(self.team, child);
        self.counted = false;
        if !std::mem::replace(&mut shelf.swept, true) {
            tokio::spawn(sweep(Arc::downgrade(&self.pool)));
        }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if self.counted {
            self.pool.shelf().alive -= 1;
        }
    }
}

/// Ends processes that have been idle too long, until none is idle.
async fn sweep(pool: Weak<Inner>) {
    while let Some(pool) = pool.upgrade() {
        let (expired, next) = {
            let mut shelf = pool.shelf();
            let (expired, next) = shelf.take_expired(pool.config.idle_timeout);
            shelf.swept = next.is_some();
            (expired, next)
        };
        for child in expired {
            child.stop().await;
        }
        let Some(next) = next else { return };
        drop(pool);
        sleep_until(next).await;
    }
}
