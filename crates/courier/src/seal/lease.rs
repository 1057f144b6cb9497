//! The agent's half.

use std::collections::HashMap;

use hpke::{Deserializable, Kem as _, OpModeR, Serializable, inout::InOutBuf, setup_receiver};
use rand::CryptoRng;
use tacit_spec::AgentId;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{
    SealedJob,
    suite::{Aead, Encapped, Kdf, Kem, PrivateKey, PublicKey, TAG, Tag},
};
use crate::{Job, JobKey, LeaseKey, content};

/// Whom an agent takes jobs from. Known since its enrolment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Server {
    /// The installation.
    pub installation: Uuid,
    /// Its job key.
    pub job_key: JobKey,
    /// Who the agent is there.
    pub agent: AgentId,
}

/// Why a job does not open. The job counts as never having come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Of another installation.
    #[error("the job is of another installation")]
    OtherInstallation,
    /// For another agent.
    #[error("the job is for another agent")]
    OtherAgent,
    /// Too late.
    #[error("the job has expired")]
    Expired,
    /// Sealed to a key that is not waiting for a job: the job came before, or is not for this process.
    #[error("the job came before, or is for another process")]
    Replayed,
    /// Changed on the way, or not sealed by the server.
    #[error("the job was changed on the way, or does not come from the server")]
    Altered,
    /// Opened, and not understood.
    #[error("the job is in a format that this agent does not know; update the agent")]
    Unreadable,
}

/// One-time keys that wait for a job. Each is forgotten when a job comes for it, opened or not.
#[derive(Default)]
pub struct LeaseKeys(HashMap<LeaseKey, PrivateKey>);

impl LeaseKeys {
    /// `count` new keys.
    ///
    /// # Panics
    /// Never: the library's keys have 32 bytes.
    pub fn make(count: usize, random: &mut dyn CryptoRng) -> Self {
        let mut random = random;
        let pair = |_| {
            let (private, public) = Kem::gen_keypair_with_rng(&mut random);
            (LeaseKey::from_slice(&public.to_bytes()).expect("a public key has 32 bytes"), private)
        };
        Self((0..count).map(pair).collect())
    }

    /// What jobs are to be sealed to.
    pub fn public(&self) -> Vec<LeaseKey> {
        self.0.keys().copied().collect()
    }

    /// Opens a job, which uses its key up. `now` is in Unix microseconds.
    ///
    /// # Errors
    /// When the job is not from `server`, not for this process, late, or came before.
    pub fn open(&mut self, server: &Server, job: SealedJob, now: i64) -> Result<Job, OpenError> {
        if job.installation != server.installation {
            return Err(OpenError::OtherInstallation);
        }
        if job.agent != server.agent {
            return Err(OpenError::OtherAgent);
        }
        let key = self.0.remove(&job.to).ok_or(OpenError::Replayed)?;
        if job.expires_at <= now {
            return Err(OpenError::Expired);
        }
        let plain = opened(&key, server, job).ok_or(OpenError::Altered)?;
        content::read(&plain).map_err(|_| OpenError::Unreadable)
    }
}

fn opened(key: &PrivateKey, server: &Server, job: SealedJob) -> Option<Zeroizing<Vec<u8>>> {
    let info = job.binding().bytes();
    let sender = PublicKey::from_bytes(server.job_key.as_bytes()).ok()?;
    let enc = Encapped::from_bytes(&job.enc.0).ok()?;
    let mut buffer = Zeroizing::new(job.sealed.0);
    let length = buffer.len().checked_sub(TAG)?;
    let (text, tag) = buffer.split_at_mut(length);
    let tag = Tag::from_bytes(tag).ok()?;
    let mut context = setup_receiver::<Aead, Kdf, Kem>(&OpModeR::Auth(sender), key, &enc, &info).ok()?;
    context.open_inout_detached(InOutBuf::from(text), &info, &tag).ok()?;
    buffer.truncate(length);
    Some(buffer)
}
