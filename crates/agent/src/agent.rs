//! The place where runs are executed.

use std::{path::PathBuf, sync::Arc, time::Duration};

use ipnet::IpNet;
use tacit_engine::{
    Engine, News, Plan, Secrets,
    evaluate::{SystemClock, SystemRandom},
};
use tacit_record::Run;
use tacit_script::{Pool, PoolConfig};
use tacit_wire::{Wire, WireConfig, certificates};
use tokio_util::sync::CancellationToken;

use crate::{Assignment, JobSecret, secrets::NeedleCache};

/// How a place executes runs.
#[derive(Clone, Debug)]
pub struct AgentSettings {
    /// Ranges that requests may reach although they are private, local or reserved.
    pub allow_egress: Vec<IpNet>,
    /// PEM text of certificate authorities trusted besides the system's.
    pub extra_roots: Vec<String>,
    /// The program whose `sandbox` command runs scripts: this one.
    pub sandbox: PathBuf,
}

impl AgentSettings {
    /// The settings of the way out, for whatever else in the process needs one.
    ///
    /// # Errors
    /// When a certificate authority cannot be read.
    pub fn wire(&self) -> Result<WireConfig, SettingsError> {
        wire(self.allow_egress.clone(), &self.extra_roots)
    }
}

/// A way out that may reach these ranges too, and trusts these authorities (PEM).
pub(crate) fn wire(allow_egress: Vec<IpNet>, extra_roots: &[String]) -> Result<WireConfig, SettingsError> {
    let mut config = WireConfig { allow_egress, ..WireConfig::default() };
    for (index, pem) in extra_roots.iter().enumerate() {
        config.extra_roots.extend(certificates(pem).ok_or(SettingsError::Roots(index + 1))?);
    }
    Ok(config)
}

/// Why an agent cannot start.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// A certificate authority cannot be read.
    #[error("certificate authority {0} holds no certificate in PEM form")]
    Roots(usize),
}

/// Sandbox processes at once: scripts are short, and a process serves one team alone.
const SCRIPT_PROCESSES: usize = 32;
/// An idle process is ended after this time.
const SCRIPT_IDLE: Duration = Duration::from_secs(60);

/// Executes assignments. One for the life of a process.
pub struct Agent {
    engine: Engine,
    scripts: Pool,
    needles: NeedleCache,
}

impl Agent {
    /// An agent with these settings.
    pub fn new(settings: AgentSettings) -> Result<Self, SettingsError> {
        let wire = Wire::new(settings.wire()?);
        let scripts = Pool::new(PoolConfig {
            program: settings.sandbox,
            args: vec!["sandbox".into()],
            max_children: SCRIPT_PROCESSES,
            idle_timeout: SCRIPT_IDLE,
        });
        let engine = Engine::new(wire, scripts.clone(), Arc::new(SystemClock), Arc::new(SystemRandom));
        Ok(Self { engine, scripts, needles: NeedleCache::default() })
    }

    /// Makes the needles of a set of secrets. As long as the result is kept, runs with the same set share it.
    #[must_use]
    pub fn prepare(&self, secrets: &Arc<Vec<JobSecret>>) -> Arc<Secrets> {
        self.needles.of(secrets)
    }

    /// Executes one run. Every way it can end is a record.
    pub async fn run(&self, assignment: Assignment, news: &News<'_>, cancel: CancellationToken) -> Run {
        let secrets = self.needles.of(&assignment.secrets);
        let plan = Plan {
            test: assignment.test,
            context: assignment.context,
            shared: assignment.shared,
            environment: assignment.environment,
            subtests: assignment.subtests,
            trigger_variables: assignment.trigger_variables,
            secrets,
            limits: assignment.limits,
            team: assignment.team,
        };
        self.engine.run(plan, news, cancel).await
    }

    /// Ends the script processes.
    pub async fn close(&self) {
        self.scripts.close().await;
    }
}
