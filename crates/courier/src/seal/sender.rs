//! The server's half.

use hpke::{Deserializable, Kem as _, OpModeS, Serializable, inout::InOutBuf, setup_sender_with_rng};
use rand::CryptoRng;

use super::{
    Binding, SealedJob,
    sealed::Bytes,
    suite::{Aead, Kdf, Kem, PrivateKey, PublicKey, TAG},
};
use crate::{Job, JobKey, LeaseKey, content, protocol::Held};

/// Seals jobs with the installation's job key.
pub struct JobSealer {
    private: PrivateKey,
    public: PublicKey,
}

/// Why a job is not sealed. Nothing of it is quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The agent's one-time key is none.
    #[error("the agent's one-time key cannot be used")]
    Key,
    /// It is larger than agents take.
    #[error("the job is larger than {} MiB", content::LARGEST >> 20)]
    TooLarge,
}

impl JobSealer {
    /// The pair that follows from this seed, always the same one.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        let (private, public) = Kem::derive_keypair(seed);
        Self { private, public }
    }

    /// What agents verify jobs with.
    ///
    /// # Panics
    /// Never: the library's keys have 32 bytes.
    #[must_use]
    pub fn key(&self) -> JobKey {
        JobKey::from_slice(&self.public.to_bytes()).expect("a public key has 32 bytes")
    }

    /// Seals `job` so that it opens under this binding, for who has the other half of `to`.
    ///
    /// # Errors
    /// When it cannot be sealed to that key, or is too large.
    pub fn seal(
        &self,
        job: &Job,
        binding: &Binding,
        to: LeaseKey,
        random: &mut dyn CryptoRng,
    ) -> Result<SealedJob, SealError> {
        let mut buffer = content::write(job, TAG).ok_or(SealError::TooLarge)?;
        let recipient = PublicKey::from_bytes(to.as_bytes()).map_err(|_| SealError::Key)?;
        let mode = OpModeS::Auth((self.private.clone(), self.public.clone()));
        let info = binding.bytes();
        let mut random = random;
        let (enc, mut context) =
            setup_sender_with_rng::<Aead, Kdf, Kem>(&mode, &recipient, &info, &mut random)
                .map_err(|_| SealError::Key)?;
        let tag = context
            .seal_inout_detached(InOutBuf::from(&mut buffer[..]), &info)
            .map_err(|_| SealError::TooLarge)?;
        // From here on the buffer holds nothing that has to be wiped.
        let mut sealed = std::mem::take(&mut *buffer);
        sealed.extend_from_slice(&tag.to_bytes());
        Ok(SealedJob {
            installation: binding.installation,
            agent: binding.agent,
            held: Held { run: binding.run, epoch: binding.epoch },
            expires_at: binding.expires_at,
            to,
            enc: Bytes(enc.to_bytes().to_vec()),
            sealed: Bytes(sealed),
        })
    }
}
