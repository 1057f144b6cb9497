//! What parent and sandbox say to each other: frames over one socket, strictly in turn.
//!
//! The sandbox says `Ready` once. Then, for each script: the parent sends `Run`, the sandbox asks as often as the script
//! reads, the parent answers each question before the next can come, and the sandbox sends `End`.
//!
//! The frames mirror the public types on purpose: those must not be serialisable by anybody else.

mod codec;
mod convert;

use serde::{Deserialize, Serialize};

pub(crate) use codec::{HEADER, body_length, pack, unpack};

/// Parent to sandbox.
#[derive(Serialize, Deserialize)]
pub(crate) enum ToSandbox {
    Run(Box<Run>),
    Secret(Option<String>),
    Called(Result<String, String>),
    Variable(Option<String>),
    Request(Request),
    Response(Response),
}

/// Sandbox to parent.
#[derive(Serialize, Deserialize)]
pub(crate) enum ToParent {
    Ready,
    AskSecret(String),
    AskCall(String, Vec<String>),
    AskVariable(String),
    AskRequest,
    AskResponse,
    End(Box<End>),
}

/// One script.
#[derive(Serialize, Deserialize)]
pub(crate) struct Run {
    pub(crate) source: String,
    pub(crate) libraries: Vec<String>,
    pub(crate) variables: Vec<(String, String)>,
    pub(crate) on_demand: Vec<String>,
    pub(crate) request: PartFrame<Request>,
    pub(crate) response: PartFrame<Response>,
    pub(crate) bucket_key: String,
    pub(crate) limits: LimitsFrame,
}

/// [`crate::Limits`], in bytes and milliseconds.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(crate) struct LimitsFrame {
    pub(crate) memory: u64,
    pub(crate) stack: u64,
    pub(crate) output: u64,
    pub(crate) time_ms: u64,
}

#[derive(Serialize, Deserialize)]
pub(crate) enum PartFrame<T> {
    Absent,
    Ready(T),
    OnRead,
}

pub(crate) type FieldsFrame = Vec<(String, Vec<String>)>;

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) headers: FieldsFrame,
    pub(crate) params: Vec<(String, String)>,
    pub(crate) form: Option<FieldsFrame>,
    pub(crate) body: String,
}

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) reason: String,
    pub(crate) headers: FieldsFrame,
    pub(crate) body: String,
    pub(crate) response_time_ms: u64,
    pub(crate) size_bytes: u64,
}

/// How a script ended.
#[derive(Serialize, Deserialize)]
pub(crate) struct End {
    /// The process grew and shall not be used again.
    pub(crate) retire: bool,
    pub(crate) result: Result<Done, LimitFrame>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Done {
    pub(crate) log: Vec<String>,
    pub(crate) variables: Vec<(String, String)>,
    pub(crate) request: Option<EditedFrame>,
    pub(crate) response: Option<Response>,
    pub(crate) passed: Vec<String>,
    pub(crate) error: Option<ThrownFrame>,
    pub(crate) cpu_us: u64,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct EditedFrame {
    pub(crate) view: Request,
    pub(crate) changed: ChangesFrame,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
pub(crate) struct ChangesFrame {
    pub(crate) method: bool,
    pub(crate) url: bool,
    pub(crate) headers: bool,
    pub(crate) params: bool,
    pub(crate) form: bool,
    pub(crate) body: bool,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct ThrownFrame {
    pub(crate) assertion: bool,
    pub(crate) message: String,
    pub(crate) place: Option<(u32, u32)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum LimitFrame {
    Memory,
    Time,
    Output,
    Stack,
}
