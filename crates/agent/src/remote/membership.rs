//! What an agent keeps between two starts.

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use tacit_courier::{JobKey, identity::Identity, seal::Server};
use tacit_spec::AgentId;
use uuid::Uuid;
use zeroize::Zeroizing;

/// Who an agent is: its id, its own key, its installation and that one's job key. Whoever has it can be the agent, so it
/// cannot be printed, and is stored for its owner alone.
pub struct Membership {
    pub(super) server: Server,
    pub(super) identity: Identity,
}

/// Why a stored membership cannot be used. Nothing of it is quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MembershipError {
    /// Not what was written.
    #[error("the state of the agent cannot be read")]
    Damaged,
    /// Written by a later version of the program.
    #[error("the state of the agent was written by a newer version")]
    Newer,
}

#[derive(Serialize, Deserialize)]
struct Stored<'a> {
    format: u32,
    agent: AgentId,
    installation: Uuid,
    /// The seed of the agent's key pair.
    identity: &'a str,
    job_key: JobKey,
}

const FORMAT: u32 = 1;

impl Membership {
    pub(super) fn new(server: Server, identity: Identity) -> Self {
        Self { server, identity }
    }

    /// The agent's id.
    #[must_use]
    pub fn agent(&self) -> AgentId {
        self.server.agent
    }

    /// The bytes to store.
    ///
    /// # Panics
    /// Never: what is written is text and numbers.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let identity = Zeroizing::new(BASE64URL_NOPAD.encode(self.identity.seed()));
        let stored = Stored {
            format: FORMAT,
            agent: self.server.agent,
            installation: self.server.installation,
            identity: &identity,
            job_key: self.server.job_key,
        };
        // Larger than what is written, so that it does not grow and leave a copy behind.
        let mut bytes = Zeroizing::new(Vec::with_capacity(1024));
        serde_json::to_writer(&mut *bytes, &stored).expect("text and numbers can be written");
        bytes.push(b'\n');
        bytes
    }

    /// The membership in these bytes.
    ///
    /// # Errors
    /// When they are not those of [`to_bytes`](Self::to_bytes).
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, MembershipError> {
        #[derive(Deserialize)]
        struct Format {
            format: u32,
        }
        let damaged = |_| MembershipError::Damaged;
        let Format { format } = serde_json::from_slice(bytes).map_err(damaged)?;
        if format > FORMAT {
            return Err(MembershipError::Newer);
        }
        let stored: Stored<'_> = serde_json::from_slice(bytes).map_err(damaged)?;
        let decoded = BASE64URL_NOPAD.decode(stored.identity.as_bytes());
        let decoded = Zeroizing::new(decoded.map_err(|_| MembershipError::Damaged)?);
        let mut seed = Zeroizing::new([0; 32]);
        if decoded.len() != seed.len() {
            return Err(MembershipError::Damaged);
        }
        seed.copy_from_slice(&decoded);
        let server =
            Server { installation: stored.installation, job_key: stored.job_key, agent: stored.agent };
        Ok(Self { server, identity: Identity::from_seed(seed) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn membership() -> Membership {
        let server = Server {
            installation: Uuid::from_u128(1),
            job_key: JobKey::from_bytes([2; 32]),
            agent: AgentId(Uuid::from_u128(3)),
        };
        Membership::new(server, Identity::from_seed(Zeroizing::new([4; 32])))
    }

    #[test]
    fn it_reads_back() {
        let again = Membership::from_bytes(&membership().to_bytes()).unwrap();
        assert_eq!(again.server, membership().server);
        assert_eq!(again.identity.key(), membership().identity.key());
    }

    #[test]
    fn what_is_damaged_is_not_quoted() {
        let bytes = membership().to_bytes();
        let error = |bytes: &[u8]| Membership::from_bytes(bytes).err();
        assert_eq!(error(&bytes[..bytes.len() / 2]), Some(MembershipError::Damaged));
        assert_eq!(error(b""), Some(MembershipError::Damaged));
        let text = str::from_utf8(&bytes).unwrap();
        assert_eq!(error(text.replace("BAQE", "").as_bytes()), Some(MembershipError::Damaged));
        assert_eq!(
            error(text.replace("\"format\":1", "\"format\":2").as_bytes()),
            Some(MembershipError::Newer)
        );
    }
}
