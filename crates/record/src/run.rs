//! What may be known of a run.

use serde::{Deserialize, Serialize};
use tacit_spec::SecretId;

use crate::{Counters, ErrorRecord, Shown, StepRecord};

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RunResult {
    /// Every step passed or was skipped by its author.
    Pass,
    /// At least one step did not pass.
    Fail,
    /// Somebody stopped it.
    Canceled,
}

impl RunResult {
    /// As written in results.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Canceled => "canceled",
        }
    }
}

/// One run of a test.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunRecord<T> {
    /// How it ended.
    pub result: RunResult,
    /// Unix microseconds.
    pub started_at: i64,
    /// Unix microseconds; coarse when a script saw a secret.
    pub finished_at: i64,
    /// Response times of all requests added up, in milliseconds, where none of them is hidden.
    pub response_time_ms: Option<f64>,
    /// Variables after the initial variables and scripts.
    pub initial_variables: Vec<VariableRecord<T>>,
    /// Variables at the end.
    pub variables: Vec<VariableRecord<T>>,
    /// In order of execution; initial scripts first.
    pub steps: Vec<StepRecord<T>>,
    /// All steps together.
    pub counters: Counters,
    /// What kept the run from starting or finishing.
    pub errors: Vec<ErrorRecord<T>>,
    /// Names of the secrets that the run depends on.
    pub secrets: Vec<T>,
    /// For the server alone.
    #[serde(default, skip_serializing_if = "Aside::is_empty")]
    pub aside: Aside,
    /// Set when the last look over the finished record still found a secret; everything else was dropped then.
    pub withheld: bool,
}

/// What the server alone learns of a run, for the audit log and for the owners of secrets. Whoever keeps or shows the record
/// takes it out first ([`RunRecord::take_aside`]), as all of it can depend on values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Aside {
    /// The secrets that were opened in the run, whatever named them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub opened: Vec<SecretId>,
    /// The secrets whose value stood in an answer to a request that depends on a secret, in whatever form.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub echoed: Vec<SecretId>,
}

impl Aside {
    /// Whether there is nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.opened.is_empty() && self.echoed.is_empty()
    }
}

impl<T> RunRecord<T> {
    /// What the server alone learns; the record does not know it any more.
    #[must_use]
    pub fn take_aside(&mut self) -> Aside {
        std::mem::take(&mut self.aside)
    }
}

/// One variable.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VariableRecord<T> {
    /// Its name.
    pub name: T,
    /// Its value.
    pub value: Shown<T>,
}
