//! Certificates for targets, good ones and bad ones.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{RootCertStore, ServerConfig, crypto::aws_lc_rs, server::WebPkiClientVerifier};

/// A certificate authority made for one test.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate: CertificateDer<'static>,
    pem: String,
}

/// When a certificate is valid.
#[derive(Clone, Copy, Debug)]
pub enum When {
    /// From 2020 to 2099.
    Now,
    /// From 2020 to 2021.
    Past,
    /// From 2098 to 2099.
    Future,
}

/// A certificate with its chain and its key.
pub struct ServerCertificate {
    chain: Vec<CertificateDer<'static>>,
    key: KeyPair,
}

impl Authority {
    /// A new authority with a new key.
    #[must_use]
    pub fn new() -> Self {
        let key = KeyPair::generate().expect("keys can be made");
        let mut params = params(&[], "tacit test authority", When::Now);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key).expect("the parameters are complete");
        let (der, pem) = (certificate.der().clone(), certificate.pem());
        Self { issuer: Issuer::new(params, key), certificate: der, pem }
    }

    /// The authority's own certificate, to be trusted.
    #[must_use]
    pub fn root(&self) -> CertificateDer<'static> {
        self.certificate.clone()
    }

    /// The same as text.
    #[must_use]
    pub fn root_pem(&self) -> String {
        self.pem.clone()
    }

    /// A certificate for these names and addresses, for servers and clients alike.
    #[must_use]
    pub fn issue(&self, names: &[&str], when: When) -> ServerCertificate {
        let key = KeyPair::generate().expect("keys can be made");
        let certificate = params(names, "tacit test", when)
            .signed_by(&key, &self.issuer)
            .expect("the parameters are complete")
            .der()
            .clone();
        ServerCertificate { chain: vec![certificate], key }
    }
}

impl Default for Authority {
    fn default() -> Self {
        Self::new()
    }
}

impl ServerCertificate {
    /// One that nobody but itself vouches for.
    #[must_use]
    pub fn self_signed(names: &[&str]) -> Self {
        let key = KeyPair::generate().expect("keys can be made");
        let certificate = params(names, "tacit test", When::Now)
            .self_signed(&key)
            .expect("the parameters are complete")
            .der()
            .clone();
        Self { chain: vec![certificate], key }
    }

    /// A server configuration that shows it and offers these protocols.
    #[must_use]
    pub fn config(&self, alpn: &[&[u8]]) -> ServerConfig {
        self.configure(alpn, None)
    }

    /// The same, for clients that show a certificate of `authority`.
    #[must_use]
    pub fn config_for_clients_of(&self, alpn: &[&[u8]], authority: &Authority) -> ServerConfig {
        self.configure(alpn, Some(authority))
    }

    fn configure(&self, alpn: &[&[u8]], clients: Option<&Authority>) -> ServerConfig {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .expect("the provider supports the default versions");
        let builder = match clients {
            None => builder.with_no_client_auth(),
            Some(authority) => {
                let mut roots = RootCertStore::empty();
                roots.add(authority.root()).expect("the authority's certificate is well formed");
                let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider)
                    .build()
                    .expect("there is a root");
                builder.with_client_cert_verifier(verifier)
            }
        };
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.key.serialize_der()));
        let mut config =
            builder.with_single_cert(self.chain.clone(), key).expect("key and certificate belong together");
        config.alpn_protocols = alpn.iter().map(|protocol| protocol.to_vec()).collect();
        config
    }

    /// The certificate in DER form.
    #[must_use]
    pub fn der(&self) -> &CertificateDer<'static> {
        &self.chain[0]
    }

    /// The key in PEM form.
    #[must_use]
    pub fn key_pem(&self) -> String {
        self.key.serialize_pem()
    }
}

fn params(names: &[&str], common_name: &str, when: When) -> CertificateParams {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut params = CertificateParams::new(names).expect("the names are ASCII");
    params.distinguished_name.push(DnType::CommonName, common_name);
    let (from, until) = match when {
        When::Now => (2020, 2099),
        When::Past => (2020, 2021),
        When::Future => (2098, 2099),
    };
    params.not_before = date_time_ymd(from, 1, 1);
    params.not_after = date_time_ymd(until, 1, 1);
    params
}
