//! A client certificate and its key.

use std::sync::Arc;

use rustls::{client::ResolvesClientCert, sign::CertifiedKey};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use thiserror::Error;

/// A client certificate and its private key, parsed once and usable for many requests.
#[derive(Clone)]
pub struct Identity(pub(crate) Arc<CertifiedKey>);

/// Why a client certificate cannot be used. Holds nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum IdentityError {
    /// No certificate could be read.
    #[error("The client certificate holds no certificate in PEM form.")]
    Certificate,
    /// No key could be read.
    #[error("The client certificate comes without an unencrypted private key in PEM form.")]
    Key,
    /// The key is of another certificate.
    #[error("The private key does not belong to the client certificate.")]
    Mismatch,
}

impl Identity {
    /// Reads the chain (the client's own certificate first) and the key from PEM text; both may be the same text.
    pub fn from_pem(certificates: &str, key: &str) -> Result<Self, IdentityError> {
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(certificates.as_bytes())
            .collect::<Result<_, _>>()
            .map_err(|_| IdentityError::Certificate)?;
        if chain.is_empty() {
            return Err(IdentityError::Certificate);
        }
        let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).map_err(|_| IdentityError::Key)?;
        let key =
            rustls::crypto::aws_lc_rs::sign::any_supported_type(&key).map_err(|_| IdentityError::Key)?;
        let certified = CertifiedKey::new(chain, key);
        match certified.keys_match() {
            Err(rustls::Error::InconsistentKeys(rustls::InconsistentKeys::KeyMismatch)) => {
                Err(IdentityError::Mismatch)
            }
            Err(rustls::Error::InvalidCertificate(_)) => Err(IdentityError::Certificate),
            _ => Ok(Self(Arc::new(certified))),
        }
    }
}

/// Shows one identity to every server that asks.
pub(crate) struct Always(pub(crate) Identity);

// rustls wants `Debug`; the derived one would print the certificate.
impl std::fmt::Debug for Always {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Always")
    }
}

impl ResolvesClientCert for Always {
    fn resolve(
        &self,
        _root_hint_subjects: &[&[u8]],
        _sigschemes: &[rustls::SignatureScheme],
    ) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0.0))
    }

    fn has_certs(&self) -> bool {
        true
    }
}
