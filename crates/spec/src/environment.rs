//! Environments: initial variables, scripts, headers and behaviours around the steps of a test.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::{
    ids::{AgentId, EnvironmentId, TestId},
    test::{Auth, Fields},
};

/// An environment of one test, or shared by the tests of a bucket.
#[derive(Clone, Debug, PartialEq)]
pub struct Environment {
    /// Absent in files; given when stored.
    pub id: Option<EnvironmentId>,
    /// `None` when shared.
    pub test: Option<TestId>,
    /// Shown in lists; a literal.
    pub name: String,
    /// The shared environment this one inherits from; a shared one has none.
    pub parent: Option<EnvironmentId>,
    /// Templates, evaluated once at the start of a run, in order.
    pub initial_variables: IndexMap<String, String>,
    /// Initial script.
    pub script: Option<String>,
    /// Run before each request step, before the step's own.
    pub pre_request_scripts: Vec<String>,
    /// Run after each request step, before the step's own.
    pub post_response_scripts: Vec<String>,
    /// Default headers; a step's header of the same name wins.
    pub headers: Fields,
    /// Default credentials; a step's own win.
    pub auth: Auth,
    /// Whether cookies are kept between the steps of one run.
    pub preserve_cookies: bool,
    /// Whether TLS certificates are verified.
    pub verify_ssl: bool,
    /// Whether the steps after a failed one are skipped.
    pub stop_on_failure: bool,
    /// Whether a failed scheduled run is repeated once.
    pub retry_on_failure: bool,
    /// Region codes.
    pub regions: Vec<String>,
    /// Remote agents.
    pub remote_agents: Vec<RemoteAgent>,
    /// What the fields above do not carry, kept: fields that tacit does not use yet (`emails`, `webhooks`, ...), and known
    /// ones that stood there empty.
    pub other: Map<String, Value>,
}

/// A remote agent as an environment names it. The id counts; the name is there for people who read the definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteAgent {
    /// What it was called when the environment was written; may be empty.
    pub name: String,
    /// Which one it is.
    pub uuid: AgentId,
}

impl Default for Environment {
    fn default() -> Self {
        Self {
            id: None,
            test: None,
            name: "Test Settings".into(),
            parent: None,
            initial_variables: IndexMap::new(),
            script: None,
            pre_request_scripts: Vec::new(),
            post_response_scripts: Vec::new(),
            headers: Fields::new(),
            auth: Auth::None,
            preserve_cookies: false,
            verify_ssl: true,
            stop_on_failure: false,
            retry_on_failure: false,
            regions: Vec::new(),
            remote_agents: Vec::new(),
            other: Map::new(),
        }
    }
}
