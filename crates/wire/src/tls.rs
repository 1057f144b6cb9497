//! TLS, with configurations made once and no session kept over: two runs pay the same.

use std::{
    io,
    sync::{Arc, OnceLock},
};

use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
    client::{
        Resumption, WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    crypto::{self, CryptoProvider},
};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};
use url::Host;

use crate::{
    HttpChoice, Identity, WireError,
    error::{Failure, explain},
    identity::Always,
};

/// The configurations, each built when first needed: reading the system's authorities costs milliseconds.
pub(crate) struct Tls {
    provider: Arc<CryptoProvider>,
    extra_roots: Vec<CertificateDer<'static>>,
    verifier: OnceLock<Arc<dyn ServerCertVerifier>>,
    configs: [[OnceLock<Arc<ClientConfig>>; 3]; 2],
    mail: OnceLock<Arc<ClientConfig>>,
}

impl Tls {
    pub(crate) fn new(extra_roots: Vec<CertificateDer<'static>>) -> Self {
        Self {
            provider: Arc::new(crypto::aws_lc_rs::default_provider()),
            extra_roots,
            verifier: OnceLock::new(),
            configs: Default::default(),
            mail: OnceLock::new(),
        }
    }

    /// Does the handshake over `stream`.
    pub(crate) async fn handshake(
        &self,
        stream: TcpStream,
        host: Host<&str>,
        verify: bool,
        choice: HttpChoice,
        identity: Option<&Identity>,
    ) -> Result<TlsStream<TcpStream>, Failure> {
        let name = server_name(host)?;
        let config = match identity {
            None => {
                let slot = &self.configs[usize::from(verify)][choice as usize];
                Arc::clone(slot.get_or_init(|| Arc::new(self.config(verify, choice, None))))
            }
            Some(identity) => Arc::new(self.config(verify, choice, Some(identity))),
        };
        let stream =
            TlsConnector::from(config).connect(name, stream).await.map_err(|error| failure(&error))?;
        if choice == HttpChoice::Http2 && stream.get_ref().1.alpn_protocol() != Some(b"h2") {
            return Err(WireError::NoHttp2.into());
        }
        Ok(stream)
    }

    /// Does the handshake with a mail server, which is always verified and is offered no protocol of HTTP.
    pub(crate) async fn mail_handshake(
        &self,
        stream: TcpStream,
        host: Host<&str>,
    ) -> Result<TlsStream<TcpStream>, Failure> {
        let config = self.mail.get_or_init(|| {
            let mut config = self.config(true, HttpChoice::Auto, None);
            config.alpn_protocols.clear();
            Arc::new(config)
        });
        TlsConnector::from(Arc::clone(config))
            .connect(server_name(host)?, stream)
            .await
            .map_err(|error| failure(&error))
    }

    fn config(&self, verify: bool, choice: HttpChoice, identity: Option<&Identity>) -> ClientConfig {
        let verifier: Arc<dyn ServerCertVerifier> = if verify {
            Arc::clone(self.verifier.get_or_init(|| self.webpki()))
        } else {
            Arc::new(Unverified(Arc::clone(&self.provider)))
        };
        let builder = ClientConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_safe_default_protocol_versions()
            .expect("the provider supports the default versions")
            .dangerous()
            .with_custom_certificate_verifier(verifier);
        let mut config = match identity {
            None => builder.with_no_client_auth(),
            Some(identity) => builder.with_client_cert_resolver(Arc::new(Always(identity.clone()))),
        };
        config.resumption = Resumption::disabled();
        config.alpn_protocols = match choice {
            HttpChoice::Auto => vec![b"h2".to_vec(), b"http/1.1".to_vec()],
            HttpChoice::Http1 => vec![b"http/1.1".to_vec()],
            HttpChoice::Http2 => vec![b"h2".to_vec()],
        };
        config
    }

    fn webpki(&self) -> Arc<dyn ServerCertVerifier> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if roots.is_empty() {
            // A bare container has no store of its own.
            roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        }
        roots.add_parsable_certificates(self.extra_roots.iter().cloned());
        WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&self.provider))
            .build()
            .expect("there are roots and no revocation lists")
    }
}

fn server_name(host: Host<&str>) -> Result<ServerName<'static>, Failure> {
    Ok(match host {
        Host::Domain(name) => {
            ServerName::try_from(name.to_owned()).map_err(|_| Failure::from(WireError::UrlInvalid))?
        }
        Host::Ipv4(address) => ServerName::IpAddress(address.into()),
        Host::Ipv6(address) => ServerName::IpAddress(address.into()),
    })
}

/// Accepts any certificate, for tests whose author switched verification off. Signatures are still checked, so that
/// the certificates shown are those of the server spoken to.
#[derive(Debug)]
struct Unverified(Arc<CryptoProvider>);

impl ServerCertVerifier for Unverified {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        crypto::verify_tls12_signature(
            message,
            certificate,
            signed,
            &self.0.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        crypto::verify_tls13_signature(
            message,
            certificate,
            signed,
            &self.0.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

fn failure(error: &io::Error) -> Failure {
    let kind = match error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
        Some(Error::InvalidCertificate(fault)) => match fault {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                WireError::CertificateExpired
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                WireError::CertificateNotYetValid
            }
            // A bad signature is that of another authority of the same name, as when one was made anew.
            CertificateError::UnknownIssuer | CertificateError::BadSignature => WireError::CertificateIssuer,
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                WireError::CertificateHost
            }
            CertificateError::Revoked => WireError::CertificateRevoked,
            _ => WireError::Certificate,
        },
        Some(Error::NoApplicationProtocol)
        | Some(Error::AlertReceived(rustls::AlertDescription::NoApplicationProtocol)) => WireError::NoHttp2,
        _ => WireError::Tls,
    };
    Failure::with(kind, explain(error))
}
