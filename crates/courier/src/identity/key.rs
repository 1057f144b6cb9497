//! The agent's own key pair.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use rand::CryptoRng;
use zeroize::Zeroizing;

use crate::AgentKey;

/// An agent's own key pair (Ed25519). It cannot be printed; the seed is what the agent keeps.
pub struct Identity {
    seed: Zeroizing<[u8; 32]>,
    pair: Ed25519KeyPair,
}

impl Identity {
    /// A new pair.
    #[must_use]
    pub fn create(random: &mut dyn CryptoRng) -> Self {
        let mut seed = Zeroizing::new([0; 32]);
        random.fill_bytes(seed.as_mut());
        Self::from_seed(seed)
    }

    /// The pair that was made from this seed.
    ///
    /// # Panics
    /// Never: every 32 bytes are a seed.
    #[must_use]
    pub fn from_seed(seed: Zeroizing<[u8; 32]>) -> Self {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed.as_ref()).expect("any 32 bytes are a seed");
        Self { seed, pair }
    }

    /// What to keep.
    #[must_use]
    pub fn seed(&self) -> &[u8; 32] {
        &self.seed
    }

    /// What its signatures are verified with.
    ///
    /// # Panics
    /// Never: the library's keys have 32 bytes.
    #[must_use]
    pub fn key(&self) -> AgentKey {
        AgentKey::from_slice(self.pair.public_key().as_ref()).expect("a public key has 32 bytes")
    }

    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.pair.sign(message).as_ref().to_vec()
    }
}

#[cfg(test)]
mod tests {
    use data_encoding::BASE64URL_NOPAD;

    use super::*;

    /// RFC 8037, appendix A.1 to A.4.
    #[test]
    fn published_vector() {
        let seed = BASE64URL_NOPAD.decode(b"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").unwrap();
        let identity = Identity::from_seed(Zeroizing::new(seed.try_into().unwrap()));
        assert_eq!(identity.key().to_string(), "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
        let signed = identity.sign(b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc");
        assert_eq!(
            BASE64URL_NOPAD.encode(&signed),
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
        );
    }
}
