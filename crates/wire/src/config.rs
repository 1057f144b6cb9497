//! What the operator decides once.

use std::{collections::HashMap, net::IpAddr};

use ipnet::IpNet;
use rustls_pki_types::{CertificateDer, pem::PemObject};

/// Settings of the way out, for the life of the process.
#[derive(Clone, Default)]
pub struct WireConfig {
    /// Ranges the operator opened although they are private, local or otherwise refused by the [`Guard`](crate::Guard).
    pub allow_egress: Vec<IpNet>,
    /// Certificate authorities trusted besides those of the system.
    pub extra_roots: Vec<CertificateDer<'static>>,
    /// Where names are looked up.
    pub resolver: ResolverChoice,
}

/// Certificate authorities as PEM; `None` when the text holds none, or something that is no certificate.
#[must_use]
pub fn certificates(pem: &str) -> Option<Vec<CertificateDer<'static>>> {
    let all: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem.as_bytes()).collect();
    all.ok().filter(|all| !all.is_empty())
}

/// Where names are looked up.
#[derive(Clone, Default)]
pub enum ResolverChoice {
    /// The servers and the hosts file the operating system is set up with.
    #[default]
    System,
    /// These names and no others, in lower case and without a final dot. For tests.
    Static(HashMap<String, Vec<IpAddr>>),
}
