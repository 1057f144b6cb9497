//! The keys of an installation and how one follows from the other.

use std::fmt;

use rand::CryptoRng;
use serde::{Deserialize, Serialize};
use tacit_spec::TeamId;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    crypto::{Frame, Key, aead, kdf, random_bytes},
    manifest::ManifestKey,
    token::TokenKey,
};

/// Tells installations apart. Not a secret: it stands in the key file and binds every ciphertext.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct InstanceId(pub Uuid);

impl fmt::Display for InstanceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a key derived from the instance key is for. A label is never used twice, nor changed.
#[derive(Clone, Copy)]
pub(crate) enum Purpose {
    TeamWrap,
    Manifest,
    Audit,
    Token,
    Job,
}

impl Purpose {
    fn label(self) -> &'static str {
        match self {
            Self::TeamWrap => "team-wrap",
            Self::Manifest => "manifest",
            Self::Audit => "audit",
            Self::Token => "token-mac",
            Self::Job => "job-seal",
        }
    }
}

/// The root of all keys. It comes out of [`KeySlots`](crate::KeySlots) and is never stored.
pub struct InstanceKey {
    id: InstanceId,
    key: Key,
}

impl InstanceKey {
    pub(crate) fn random(id: InstanceId, random: &mut dyn CryptoRng) -> Self {
        Self { id, key: Key::random(random) }
    }

    /// `None` unless there are exactly 32 bytes.
    pub(crate) fn from_slice(id: InstanceId, bytes: &[u8]) -> Option<Self> {
        Key::from_slice(bytes).map(|key| Self { id, key })
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.key.bytes()
    }

    /// The installation it belongs to.
    #[must_use]
    pub fn id(&self) -> InstanceId {
        self.id
    }

    /// The key for one purpose, bound to `context` (a team's id, or nothing).
    pub(crate) fn derive(&self, purpose: Purpose, context: &[u8]) -> Key {
        let info = Frame::new("tacit/instance/1")
            .field(purpose.label().as_bytes())
            .field(self.id.0.as_bytes())
            .field(context);
        kdf::derive(&self.key, b"", &info)
    }

    /// The key of one team's [`Manifest`](crate::Manifest).
    #[must_use]
    pub fn manifest_key(&self, team: TeamId) -> ManifestKey {
        ManifestKey::new(team, self.derive(Purpose::Manifest, team.0.as_bytes()))
    }

    /// What the key pair follows from that jobs for agents elsewhere are sealed with.
    #[must_use]
    pub fn job_seed(&self) -> Zeroizing<[u8; 32]> {
        let mut seed = Zeroizing::new([0; Key::LEN]);
        seed.copy_from_slice(self.derive(Purpose::Job, b"").bytes());
        seed
    }

    /// The key sessions and personal tokens are hashed with.
    #[must_use]
    pub fn token_key(&self) -> TokenKey {
        TokenKey::new(self.derive(Purpose::Token, b""))
    }
}

/// The key all secrets of one team are sealed under. A team has one for each version that rows still use.
pub struct TeamKey {
    instance: InstanceId,
    team: TeamId,
    version: u32,
    key: Key,
}

/// A [`TeamKey`] as it is stored: wrapped by the instance key.
#[derive(Clone, PartialEq, Eq)]
pub struct WrappedTeamKey(pub Vec<u8>);

/// Why a wrapped team key does not open.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum TeamKeyError {
    /// Not the bytes [`TeamKey::wrap`] made.
    #[error("the stored team key is damaged; restore the team's row from a backup")]
    Damaged,
    /// Made by a later version of this program.
    #[error("the stored team key has format {0}, which this version does not know; start the newer version")]
    NewerFormat(u8),
    /// Made with another instance key, for another team, or changed.
    #[error(
        "the stored team key does not belong to this team and installation; restore the team's row from a backup"
    )]
    Refused,
}

const WRAP_FORMAT: u8 = 1;

impl TeamKey {
    /// A new key. The first of a team has version 1.
    #[must_use]
    pub fn create(instance: InstanceId, team: TeamId, version: u32, random: &mut dyn CryptoRng) -> Self {
        Self { instance, team, version, key: Key::random(random) }
    }

    /// The team.
    #[must_use]
    pub fn team(&self) -> TeamId {
        self.team
    }

    /// The version, which every value sealed with it names.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.version
    }

    pub(crate) fn instance(&self) -> InstanceId {
        self.instance
    }

    pub(crate) fn key(&self) -> &Key {
        &self.key
    }

    /// The form to store: format, version, nonce, wrapped key.
    #[must_use]
    pub fn wrap(&self, by: &InstanceKey, random: &mut dyn CryptoRng) -> WrappedTeamKey {
        let nonce = random_bytes(random);
        let wrapping = by.derive(Purpose::TeamWrap, self.team.0.as_bytes());
        let sealed =
            aead::seal(&wrapping, nonce, wrap_context(by, self.team, self.version).bytes(), self.key.bytes());
        let mut out = vec![WRAP_FORMAT];
        out.extend_from_slice(&self.version.to_be_bytes());
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&sealed);
        WrappedTeamKey(out)
    }

    /// The key of `team` out of its stored form.
    pub fn unwrap(by: &InstanceKey, team: TeamId, wrapped: &WrappedTeamKey) -> Result<Self, TeamKeyError> {
        let (&format, rest) = wrapped.0.split_first().ok_or(TeamKeyError::Damaged)?;
        if format != WRAP_FORMAT {
            return Err(TeamKeyError::NewerFormat(format));
        }
        let (version, rest) = rest.split_first_chunk().ok_or(TeamKeyError::Damaged)?;
        let (nonce, sealed) = rest.split_first_chunk().ok_or(TeamKeyError::Damaged)?;
        let version = u32::from_be_bytes(*version);
        let wrapping = by.derive(Purpose::TeamWrap, team.0.as_bytes());
        let plain = aead::open(&wrapping, *nonce, wrap_context(by, team, version).bytes(), sealed)
            .map_err(|_| TeamKeyError::Refused)?;
        let key = Key::from_slice(&plain).ok_or(TeamKeyError::Damaged)?;
        Ok(Self { instance: by.id, team, version, key })
    }
}

fn wrap_context(by: &InstanceKey, team: TeamId, version: u32) -> Frame {
    Frame::new("tacit/team-key")
        .field(&[WRAP_FORMAT])
        .field(by.id.0.as_bytes())
        .field(team.0.as_bytes())
        .u32(version)
}

#[cfg(test)]
mod tests {
    use rand::{SeedableRng, rngs::StdRng};

    use super::*;

    fn instance(random: &mut StdRng) -> InstanceKey {
        InstanceKey::random(InstanceId(Uuid::from_u128(1)), random)
    }

    #[test]
    fn purposes_and_teams_have_keys_of_their_own() {
        let key = instance(&mut StdRng::seed_from_u64(1));
        let purposes = [Purpose::TeamWrap, Purpose::Manifest, Purpose::Audit, Purpose::Token];
        let mut all: Vec<_> = purposes.iter().map(|purpose| *key.derive(*purpose, b"").bytes()).collect();
        all.push(*key.derive(Purpose::TeamWrap, b"team").bytes());
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn a_team_key_comes_back_with_its_version() {
        let random = &mut StdRng::seed_from_u64(2);
        let (instance, team) = (instance(random), TeamId(Uuid::from_u128(9)));
        let key = TeamKey::create(instance.id(), team, 7, random);
        let back = TeamKey::unwrap(&instance, team, &key.wrap(&instance, random)).ok().unwrap();
        assert_eq!(back.version(), 7);
        assert_eq!(back.key().bytes(), key.key().bytes());
    }

    #[test]
    fn any_change_to_a_wrapped_key_is_refused() {
        let random = &mut StdRng::seed_from_u64(3);
        let (instance, team) = (instance(random), TeamId(Uuid::from_u128(9)));
        let wrapped = TeamKey::create(instance.id(), team, 1, random).wrap(&instance, random);
        for at in 0..wrapped.0.len() {
            let mut changed = wrapped.clone();
            changed.0[at] ^= 1;
            assert!(TeamKey::unwrap(&instance, team, &changed).is_err(), "byte {at}");
            changed.0.truncate(at);
            assert!(TeamKey::unwrap(&instance, team, &changed).is_err(), "cut at {at}");
        }
        let other = TeamId(Uuid::from_u128(10));
        assert_eq!(TeamKey::unwrap(&instance, other, &wrapped).err(), Some(TeamKeyError::Refused));
        let stranger = InstanceKey::random(instance.id(), random);
        assert_eq!(TeamKey::unwrap(&stranger, team, &wrapped).err(), Some(TeamKeyError::Refused));
    }
}
