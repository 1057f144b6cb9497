//! What a sealed job is bound to.

use tacit_spec::{AgentId, RunId};
use uuid::Uuid;

/// What a sealed job is bound to, and must be opened as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Binding {
    /// Whose job it is.
    pub installation: Uuid,
    /// Who executes it.
    pub agent: AgentId,
    /// What it executes.
    pub run: RunId,
    /// Which claim of the run.
    pub epoch: i64,
    /// Unix microseconds: when it must have been opened.
    pub expires_at: i64,
}

/// Says what the bytes are for, so that they mean nothing elsewhere. Ends with the format of the content.
const LABEL: &[u8] = b"tacit/job/1";

impl Binding {
    /// Each part with its length before it, so that no two bindings give the same bytes.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let Self { installation, agent, run, epoch, expires_at } = self;
        let (epoch, expires_at) = (epoch.to_be_bytes(), expires_at.to_be_bytes());
        let parts: [&[u8]; 6] =
            [LABEL, installation.as_bytes(), agent.0.as_bytes(), run.0.as_bytes(), &epoch, &expires_at];
        let mut bytes = Vec::with_capacity(128);
        for part in parts {
            bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bytes.extend_from_slice(part);
        }
        bytes
    }
}
