//! What a sealed value belongs to.

use tacit_spec::{BucketKey, SecretId, TeamId};

use super::{Binding, SecretName};
use crate::{
    InstanceId,
    crypto::{Frame, mac},
};

/// Where a secret may be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// In every bucket of the team.
    Team,
    /// In one bucket.
    Bucket(BucketKey),
}

/// What a secret promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tier {
    /// A script may read the value.
    Plain,
    /// Only allowed hosts get the value.
    Sealed,
}

/// Everything a ciphertext is bound to: opening with any field changed fails, so a row cannot be moved, renamed, swapped
/// with an older version, made weaker or given to more hosts by who can write the store alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretContext {
    /// The owner.
    pub team: TeamId,
    /// Where it may be used.
    pub scope: Scope,
    /// The secret.
    pub secret: SecretId,
    /// Its name.
    pub name: SecretName,
    /// The version of the value, from 1.
    pub version: u32,
    /// What it promises.
    pub tier: Tier,
    /// [`allowed_hosts_digest`] of its hosts.
    pub allowed_hosts_digest: [u8; 32],
    /// When this version was made, in microseconds since 1970.
    pub created_at_micros: i64,
}

impl Binding for SecretContext {
    fn team(&self) -> TeamId {
        self.team
    }

    fn key_info(&self) -> Frame {
        Frame::new("tacit/record-key/1").field(self.secret.0.as_bytes()).u32(self.version)
    }

    fn frame(&self, format: u8, instance: InstanceId, key_version: u32) -> Frame {
        let frame = Frame::new("tacit/secret")
            .field(&[format])
            .field(instance.0.as_bytes())
            .u32(key_version)
            .field(self.team.0.as_bytes());
        let frame = match &self.scope {
            Scope::Team => frame.field(b"team"),
            Scope::Bucket(bucket) => frame.field(b"bucket").field(bucket.0.as_bytes()),
        };
        frame
            .field(self.secret.0.as_bytes())
            .field(self.name.as_str().as_bytes())
            .u32(self.version)
            .field(match self.tier {
                Tier::Plain => b"plain",
                Tier::Sealed => b"sealed",
            })
            .field(&self.allowed_hosts_digest)
            .i64(self.created_at_micros)
    }
}

/// The digest of a list of allowed hosts. Order and repetition do not matter; spelling does, so hosts come in the
/// normal form in which they are stored.
#[must_use]
pub fn allowed_hosts_digest<H: AsRef<str>>(hosts: &[H]) -> [u8; 32] {
    let mut hosts: Vec<&str> = hosts.iter().map(AsRef::as_ref).collect();
    hosts.sort_unstable();
    hosts.dedup();
    let frame =
        hosts.iter().fold(Frame::new("tacit/allowed-hosts/1"), |frame, host| frame.field(host.as_bytes()));
    mac::sha256(frame.bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_a_set() {
        let digest = allowed_hosts_digest(&["a.example", "b.example"]);
        assert_eq!(digest, allowed_hosts_digest(&["b.example", "a.example", "a.example"]));
        assert_ne!(digest, allowed_hosts_digest(&["a.example"]));
        assert_ne!(digest, allowed_hosts_digest(&["a.exampleb.example"]));
        assert_ne!(digest, allowed_hosts_digest::<&str>(&[]));
    }
}
