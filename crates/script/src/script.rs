//! What is to be run: the source, what it may see, and how much it may use.

use std::sync::Arc;
use std::time::Duration;

use crate::view::{RequestView, ResponseView};

/// One script with everything it may see.
///
/// Has no `Debug`: the fields hold values of variables, requests and responses.
pub struct Script {
    /// When in a run it stands. An initial script has no request and only a post-response script has a response, whatever
    /// the fields below say.
    pub kind: Kind,
    /// The user's text, run as a classic (not a module) script.
    pub source: Arc<str>,
    /// Custom libraries, run before the script in this order, in the same scope.
    pub libraries: Vec<Arc<str>>,
    /// Variables that anybody may see: handed over at once.
    pub variables: Vec<(String, String)>,
    /// Names of variables asked of [`Host::variable`](crate::Host::variable) when the script reads them.
    pub on_demand_variables: Vec<String>,
    /// The step's request.
    pub request: Part<RequestView>,
    /// The step's response.
    pub response: Part<ResponseView>,
    /// Facts about the run that are no secret.
    pub context: Context,
    /// What the script may use up.
    pub limits: Limits,
}

/// When in a run a script stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Once, before the first step.
    Initial,
    /// Before a request step is sent.
    PreRequest,
    /// After the response came.
    PostResponse,
}

/// Something a script can read.
pub enum Part<T> {
    /// There is none: the name is not defined in the script.
    Absent,
    /// Nothing in it needs guarding: handed over with the script.
    Ready(T),
    /// Asked of the host at the moment the script reads it, once.
    OnRead,
}

/// Facts about the run that are no secret.
#[derive(Clone, Default)]
pub struct Context {
    /// `runscope_bucket`.
    pub bucket_key: String,
}

/// What one script may use up. Reaching one ends the script with
/// [`Failure::Limit`](crate::Failure::Limit).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Bytes of the engine's heap.
    pub memory: usize,
    /// Bytes of the engine's stack, at most 1 MiB.
    pub stack: usize,
    /// Bytes of log text, and again of variables set.
    pub output: usize,
    /// Time from start to end, waiting for the host included.
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { memory: 64 << 20, stack: 512 << 10, output: 1 << 20, time: Duration::from_secs(20) }
    }
}
