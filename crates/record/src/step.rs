//! What may be known of a step.

use serde::{Deserialize, Serialize};
use tacit_spec::StepId;

use crate::{Counters, ErrorRecord, HopRecord, RunResult, Shown, VariableRecord};

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StepResult {
    /// Every assertion, extraction and script passed.
    Pass,
    /// Something did not.
    Fail,
    /// Not executed.
    Skipped,
    /// Stopped on the way.
    Canceled,
}

/// One step of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepRecord<T> {
    /// The step in the definition; absent for initial scripts and for files.
    pub id: Option<StepId>,
    /// `request`, `pause`, `condition`, `initial-script`, or as written.
    pub step_type: T,
    /// Position: `1`, `2`, `2.1` inside a condition or a subtest, `2.3.1` in the third round of a loop.
    pub place: T,
    /// The author's remark.
    pub note: T,
    /// Method as written in the definition.
    pub method: Option<T>,
    /// URL as written in the definition.
    pub url: Option<T>,
    /// How it ended.
    pub result: Shown<StepResult>,
    /// Names of the secrets that the step depends on.
    pub secrets: Vec<T>,
    /// Milliseconds from the start of the run to the start of the step.
    pub start_ms: Shown<f64>,
    /// Exchanges in order; more than one after redirects.
    pub hops: Vec<HopRecord<T>>,
    /// In the order of the definition.
    pub assertions: Vec<AssertionRecord<T>>,
    /// Variables taken from the response.
    pub variables: Vec<ExtractionRecord<T>>,
    /// Scripts in the order they ran.
    pub scripts: Vec<ScriptRecord<T>>,
    /// What kept the step from working.
    pub errors: Shown<Vec<ErrorRecord<T>>>,
    /// For conditions and loops; a loop's last comparison.
    pub condition: Option<ConditionRecord<T>>,
    /// Rounds of a loop.
    #[serde(default, skip_serializing_if = "Shown::is_absent")]
    pub iterations: Shown<u32>,
    /// For subtests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subtest: Option<SubtestRecord<T>>,
    /// Steps inside a condition, a loop (round after round; once where the rounds are hidden) or a subtest.
    pub steps: Vec<StepRecord<T>>,
    /// This step and the steps inside it.
    pub counters: Counters,
}

/// One assertion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AssertionRecord<T> {
    /// `response_status`, ...
    pub source: T,
    /// As written.
    pub property: Option<T>,
    /// `equal`, ...
    pub comparison: T,
    /// The target as written in the definition.
    pub written: Option<T>,
    /// Whether it held.
    pub passed: Shown<bool>,
    /// The target, filled in.
    pub target: Shown<T>,
    /// What was found.
    pub actual: Shown<Option<T>>,
    /// Why it could not be evaluated.
    pub error: Shown<Option<T>>,
}

/// One variable taken from a response.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExtractionRecord<T> {
    /// The variable's name.
    pub name: T,
    /// `response_json`, ...
    pub source: T,
    /// As written.
    pub property: Option<T>,
    /// Whether it was found.
    pub passed: Shown<bool>,
    /// What was found.
    pub value: Shown<Option<T>>,
    /// Why it could not be evaluated.
    pub error: Shown<Option<T>>,
}

/// Where a script stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScriptPlace {
    /// Initial script.
    Initial,
    /// Before the request.
    PreRequest,
    /// After the response.
    PostResponse,
}

/// One script that ran.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScriptRecord<T> {
    /// When it ran.
    pub place: ScriptPlace,
    /// `shared environment`, `environment` or `step`, with its number.
    pub origin: T,
    /// Whether it passed.
    pub passed: Shown<bool>,
    /// Lines it logged.
    pub output: Shown<Vec<T>>,
    /// Message of what it threw.
    pub error: Shown<Option<T>>,
}

/// What a subtest ran.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SubtestRecord<T> {
    /// Id of the test, as written.
    pub test: T,
    /// Its name.
    pub name: T,
    /// Name of the environment.
    pub environment: T,
    /// How it ended.
    pub result: Shown<RunResult>,
    /// Its variables at the end.
    pub variables: Shown<Vec<VariableRecord<T>>>,
}

/// The comparison of a condition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConditionRecord<T> {
    /// Left template as written.
    pub left: T,
    /// `equal`, ...
    pub comparison: T,
    /// Right template as written.
    pub right: T,
    /// Whether the steps inside ran.
    pub held: Shown<bool>,
    /// Left, filled in.
    pub left_value: Shown<T>,
    /// Right, filled in.
    pub right_value: Shown<T>,
}
