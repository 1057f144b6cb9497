//! With whom we spoke, and how they proved it.

use std::net::SocketAddr;

use aws_lc_rs::digest;
use rustls::ClientConnection;
use x509_parser::{extensions::GeneralName, prelude::X509Certificate};

/// A connection that stood.
#[derive(Clone, Debug)]
pub struct Connection {
    /// The address dialled.
    pub remote: SocketAddr,
    /// How it was encrypted; `None` over `http`.
    pub tls: Option<TlsFacts>,
}

/// What can be told about a TLS connection without text of the server's.
#[derive(Clone, Debug)]
pub struct TlsFacts {
    /// `TLSv1_2` or `TLSv1_3`, as IANA's registry and rustls spell it.
    pub version: &'static str,
    /// Name of the cipher suite.
    pub cipher: &'static str,
    /// Protocol agreed by ALPN: `h2` or `http/1.1`.
    pub alpn: Option<&'static str>,
    /// When the server's certificates are valid, its own first.
    pub validity: Vec<Validity>,
}

/// When a certificate is valid, in seconds since 1970 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// First second.
    pub not_before: i64,
    /// Last second.
    pub not_after: i64,
}

/// One certificate of the server's chain. All of it is text the server chose.
pub struct Certificate {
    /// Distinguished name of its holder.
    pub subject: String,
    /// Distinguished name of who signed it.
    pub issuer: String,
    /// DNS names and addresses it is for.
    pub sans: Vec<String>,
    /// When it is valid.
    pub validity: Validity,
    /// Serial number in lower-case hex with colons.
    pub serial: String,
    /// SHA-256 of its DER form in lower-case hex.
    pub fingerprint_sha256: String,
}

/// Longer chains are cut: no honest server sends so many.
const MAX_CERTIFICATES: usize = 10;

/// Reads what a finished handshake agreed on.
pub(crate) fn describe(session: &ClientConnection) -> (TlsFacts, Vec<Certificate>) {
    let certificates: Vec<Certificate> = session
        .peer_certificates()
        .unwrap_or_default()
        .iter()
        .take(MAX_CERTIFICATES)
        .filter_map(|der| certificate(der.as_ref()))
        .collect();
    let facts = TlsFacts {
        version: session.protocol_version().and_then(|version| version.as_str()).unwrap_or("unknown"),
        cipher: session
            .negotiated_cipher_suite()
            .and_then(|suite| suite.suite().as_str())
            .unwrap_or("unknown"),
        alpn: match session.alpn_protocol() {
            Some(b"h2") => Some("h2"),
            Some(b"http/1.1") => Some("http/1.1"),
            _ => None,
        },
        validity: certificates.iter().map(|certificate| certificate.validity).collect(),
    };
    (facts, certificates)
}

fn certificate(der: &[u8]) -> Option<Certificate> {
    let (_, parsed) = x509_parser::parse_x509_certificate(der).ok()?;
    Some(Certificate {
        subject: parsed.subject().to_string(),
        issuer: parsed.issuer().to_string(),
        sans: sans(&parsed),
        validity: Validity {
            not_before: parsed.validity().not_before.timestamp(),
            not_after: parsed.validity().not_after.timestamp(),
        },
        serial: parsed.raw_serial_as_string(),
        fingerprint_sha256: hex::encode(digest::digest(&digest::SHA256, der)),
    })
}

fn sans(certificate: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(extension)) = certificate.subject_alternative_name() else { return Vec::new() };
    extension
        .value
        .general_names
        .iter()
        .filter_map(|name| match name {
            GeneralName::DNSName(name) => Some((*name).to_owned()),
            GeneralName::IPAddress(bytes) => address(bytes),
            _ => None,
        })
        .collect()
}

fn address(bytes: &[u8]) -> Option<String> {
    match bytes.len() {
        4 => <[u8; 4]>::try_from(bytes).ok().map(|octets| std::net::Ipv4Addr::from(octets).to_string()),
        16 => <[u8; 16]>::try_from(bytes).ok().map(|octets| std::net::Ipv6Addr::from(octets).to_string()),
        _ => None,
    }
}
