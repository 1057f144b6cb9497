//! Certificates, good and bad.

use tacit_taint::Labeled;
use tacit_testkit::target::{Authority, ServerCertificate, Target, When};
use tacit_wire::{Code, Identity, IdentityError, Wire, WireConfig, WireError};

use crate::{code, get, last, open_config, raw, secret_label, text};

fn trusting(authority: &Authority) -> Wire {
    Wire::new(WireConfig { extra_roots: vec![authority.root()], ..open_config() })
}

#[tokio::test]
async fn a_good_certificate_is_told() {
    let authority = Authority::new();
    let certificate = authority.issue(&["a.test", "127.0.0.1"], When::Now);
    let target = Target::https(&certificate).await;
    for host in ["a.test", "127.0.0.1"] {
        let fetched = trusting(&authority).fetch(get(&target.url_at(host, "/echo")), None).await;
        let hop = last(&fetched);
        let own = &hop.certificates[0];
        assert_eq!((own.subject.as_str(), own.issuer.as_str()), ("CN=tacit test", "CN=tacit test authority"));
        assert_eq!(own.sans, ["a.test", "127.0.0.1"]);
        assert_eq!((own.validity.not_before, own.validity.not_after), (1_577_836_800, 4_070_908_800));
        assert_eq!(own.fingerprint_sha256.len(), 64);
        assert!(own.serial.contains(':'));
        let facts = fetched.facts.hops[0].connection.as_ref().unwrap().tls.as_ref().unwrap();
        assert_eq!((facts.version, facts.alpn), ("TLSv1_3", Some("h2")));
        assert!(facts.cipher.starts_with("TLS13_"), "{}", facts.cipher);
        assert_eq!(facts.validity, [own.validity]);
        assert!(fetched.facts.hops[0].timings.tls.is_some());
    }
}

#[tokio::test]
async fn bad_certificates_are_told_apart() {
    let authority = Authority::new();
    let stranger = Authority::new();
    for (certificate, host, error) in [
        (authority.issue(&["a.test"], When::Past), "a.test", WireError::CertificateExpired),
        (authority.issue(&["a.test"], When::Future), "a.test", WireError::CertificateNotYetValid),
        (authority.issue(&["b.test"], When::Now), "a.test", WireError::CertificateHost),
        (authority.issue(&["a.test"], When::Now), "127.0.0.1", WireError::CertificateHost),
        (stranger.issue(&["a.test"], When::Now), "a.test", WireError::CertificateIssuer),
        (ServerCertificate::self_signed(&["a.test"]), "a.test", WireError::CertificateIssuer),
    ] {
        let target = Target::https(&certificate).await;
        let fetched = trusting(&authority).fetch(get(&target.url_at(host, "/echo")), None).await;
        assert_eq!(fetched.facts.error, Some(error), "{:?}", raw(&fetched).detail);
        assert_eq!(code(&fetched), Code::Tls);
        assert!(target.seen().is_empty(), "nothing was sent");

        let mut unverified = get(&target.url_at(host, "/echo"));
        unverified.verify_tls = false;
        let fetched = trusting(&authority).fetch(unverified, None).await;
        assert_eq!(fetched.facts.status(), Some(200), "switched off, it is accepted");
        assert_eq!(last(&fetched).certificates.len(), 1);
    }
}

#[tokio::test]
async fn tls_to_a_plain_port_and_plain_to_a_tls_port_fail() {
    let authority = Authority::new();
    let plain = Target::http().await;
    let wire = trusting(&authority);
    let fetched = wire.fetch(get(&plain.url("/echo").replace("http:", "https:")), None).await;
    assert_eq!(fetched.facts.error, Some(WireError::Tls));
    let secure = Target::https(&authority.issue(&["127.0.0.1"], When::Now)).await;
    let fetched = wire.fetch(get(&secure.url("/echo").replace("https:", "http:")), None).await;
    assert_eq!(code(&fetched), Code::Protocol);
}

#[tokio::test]
async fn no_session_is_kept_over() {
    let authority = Authority::new();
    let target = Target::https1(&authority.issue(&["127.0.0.1"], When::Now)).await;
    let wire = trusting(&authority);
    for _ in 0..3 {
        // A resumed session would show no certificates of its own making; a full handshake always sends them.
        let fetched = wire.fetch(get(&target.url("/json")), None).await;
        assert_eq!(last(&fetched).certificates.len(), 1);
        assert!(text(&fetched).contains("\"ok\":true"));
    }
    assert_eq!(target.connections(), 3);
}

#[tokio::test]
async fn a_client_certificate_is_shown_to_who_asks() {
    let (authority, clients) = (Authority::new(), Authority::new());
    let config = authority.issue(&["127.0.0.1"], When::Now).config_for_clients_of(&[b"http/1.1"], &clients);
    let target = Target::tls(config).await;
    let wire = trusting(&authority);

    let fetched = wire.fetch(get(&target.url("/echo")), None).await;
    assert_eq!(code(&fetched), Code::Tls, "{:?} {:?}", fetched.facts.error, raw(&fetched).detail);

    let client = clients.issue(&["client.test"], When::Now);
    let pem = pem(client.der());
    let mut request = get(&target.url("/echo"));
    request.identity =
        Some(Labeled::new(Identity::from_pem(&pem, &client.key_pem()).unwrap(), secret_label(9)));
    let fetched = wire.fetch(request, None).await;
    last(&fetched);
    assert_eq!(fetched.raw.label(), &secret_label(9), "its label joins the request's");

    let other = clients.issue(&["other.test"], When::Now);
    assert_eq!(Identity::from_pem(&pem, &other.key_pem()).err(), Some(IdentityError::Mismatch));
    assert_eq!(Identity::from_pem("", &client.key_pem()).err(), Some(IdentityError::Certificate));
    assert_eq!(Identity::from_pem(&pem, "no key").err(), Some(IdentityError::Key));
}

fn pem(der: &[u8]) -> String {
    let text = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, der);
    let lines: Vec<_> = text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}
