//! How a script ended.

use std::time::Duration;

use crate::view::{RequestView, ResponseView};

/// What a script left behind, whether it passed or threw. No `Debug`: all of it may carry what the script has read.
pub struct Outcome {
    /// What was logged, one entry a call, objects pretty-printed.
    pub log: Vec<String>,
    /// Variables set, one entry a name, in the order of the last write; values that were no text are stringified.
    pub variables: Vec<(String, String)>,
    /// The request as it shall be sent (pre-request) or stored (post-response), when the script changed it.
    pub request: Option<EditedRequest>,
    /// The response as it shall be stored and shown, when the script changed it.
    pub response: Option<ResponseView>,
    /// Messages of the assertions that held, where the author gave one.
    pub passed_assertions: Vec<String>,
    /// What it threw; `None` when it passed.
    pub error: Option<Thrown>,
    /// Processor time the script took, as the sandbox measured it.
    pub cpu: Duration,
}

/// A request after the script, with what was changed.
///
/// `view.url` and `view.body` are complete: they follow the edited params and form unless the script set them itself.
#[derive(Clone, PartialEq, Eq)]
pub struct EditedRequest {
    /// The request now.
    pub view: RequestView,
    /// Which of its parts differ from what the script was given.
    pub changed: RequestChanges,
}

/// Which parts of a request a script changed.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct RequestChanges {
    /// `request.method`.
    pub method: bool,
    /// The URL, whether directly or through its params, path, host or scheme.
    pub url: bool,
    /// The headers, `content_type` included.
    pub headers: bool,
    /// The params, and the script did not set the URL itself.
    pub params: bool,
    /// The form, and the script did not set the body itself.
    pub form: bool,
    /// The body, whether directly or through the form.
    pub body: bool,
}

/// What a script threw.
#[derive(Clone, PartialEq, Eq)]
pub struct Thrown {
    /// Whether an assertion failed or something else went wrong.
    pub kind: ThrownKind,
    /// The message; it can hold anything the script has read.
    pub message: String,
    /// Line in the user's script, from 1; `None` when the place is not in it.
    pub line: Option<u32>,
    /// Column in that line, from 1.
    pub column: Option<u32>,
}

/// Why a script was ended by an exception.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ThrownKind {
    /// A failed assertion (chai's `AssertionError`).
    Assertion,
    /// Any other uncaught exception, syntax errors included.
    Exception,
}

/// A script that did not come to an end of its own. Nothing of it is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Failure {
    /// It used up what it may use.
    #[error(transparent)]
    Limit(#[from] Limit),
    /// The sandbox process ended under it; the next script gets a new one.
    #[error("the script's process ended unexpectedly; run it again, and tell your operator if it stays so")]
    Crashed,
    /// No sandbox process could be had: the installation needs looking at, not the script.
    #[error("no sandbox process could be started, so the script was not run; tell your operator")]
    Unavailable,
}

/// The limit a script reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Limit {
    /// [`Limits::memory`](crate::Limits::memory).
    #[error("the script needed more memory than a script may use; work on less data at a time")]
    Memory,
    /// [`Limits::time`](crate::Limits::time).
    #[error(
        "the script ran longer than a script may run; look for a loop or a regular expression without an end"
    )]
    Time,
    /// [`Limits::output`](crate::Limits::output).
    #[error("the script logged or set more text than a script may; log less, or only the part you need")]
    Output,
    /// [`Limits::stack`](crate::Limits::stack).
    #[error("the script called functions too deeply; look for a function that calls itself without an end")]
    Stack,
}
