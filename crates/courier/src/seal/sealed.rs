//! A job as it travels.

use data_encoding::BASE64;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use tacit_spec::AgentId;
use uuid::Uuid;

use super::Binding;
use crate::{LeaseKey, protocol::Held};

/// A sealed job. What stands in clear here is bound into the seal as well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedJob {
    /// Whose job it is.
    pub installation: Uuid,
    /// Who executes it.
    pub agent: AgentId,
    /// The run, as it was claimed.
    #[serde(flatten)]
    pub held: Held,
    /// Unix microseconds: when it must have been opened.
    pub expires_at: i64,
    /// Which of the agent's one-time keys it is sealed to.
    pub to: LeaseKey,
    /// The sender's half of the key (RFC 9180: `enc`).
    pub enc: Bytes,
    /// The job: encrypted, with its tag at the end.
    pub sealed: Bytes,
}

impl SealedJob {
    pub(super) fn binding(&self) -> Binding {
        Binding {
            installation: self.installation,
            agent: self.agent,
            run: self.held.run,
            epoch: self.held.epoch,
            expires_at: self.expires_at,
        }
    }
}

/// Encrypted bytes, written as base64.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bytes(pub Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        BASE64.decode(text.as_bytes()).map(Self).map_err(|_| de::Error::custom("bytes are written in base64"))
    }
}
