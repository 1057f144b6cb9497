//! HTTP/1.1 and HTTP/2.

use tacit_testkit::target::{Authority, Target, When};
use tacit_wire::{Code, HttpChoice, HttpVersion, Request, Wire, WireConfig, WireError};

use crate::{code, fetch, get, last, open_config, public, raw, text, with_body, with_header};

fn speaking(url: &str, version: HttpChoice) -> Request {
    let mut request = get(url);
    request.options.http_version = version;
    request
}

#[tokio::test]
async fn the_version_is_agreed_or_chosen() {
    let authority = Authority::new();
    let certificate = authority.issue(&["127.0.0.1"], When::Now);
    let (both, old) = (Target::https(&certificate).await, Target::https1(&certificate).await);
    let wire = Wire::new(WireConfig { extra_roots: vec![authority.root()], ..open_config() });
    for (target, choice, expected) in [
        (&both, HttpChoice::Auto, Some((HttpVersion::Http2, Some("h2")))),
        (&both, HttpChoice::Http1, Some((HttpVersion::Http11, Some("http/1.1")))),
        (&both, HttpChoice::Http2, Some((HttpVersion::Http2, Some("h2")))),
        (&old, HttpChoice::Auto, Some((HttpVersion::Http11, Some("http/1.1")))),
        (&old, HttpChoice::Http2, None),
    ] {
        let fetched = wire.fetch(speaking(&target.url("/echo"), choice), None).await;
        let Some((version, alpn)) = expected else {
            assert_eq!(fetched.facts.error, Some(WireError::NoHttp2));
            continue;
        };
        last(&fetched);
        assert_eq!(fetched.facts.hops[0].version, Some(version));
        assert_eq!(fetched.facts.hops[0].connection.as_ref().unwrap().tls.as_ref().unwrap().alpn, alpn);
    }
}

#[tokio::test]
async fn http2_carries_the_same_request() {
    let target = Target::http().await;
    let mut request = speaking(&target.url("/echo?q=1"), HttpChoice::Http2);
    request = with_header(with_body(request, "POST", "hello"), "X-First", public("1"));
    request = with_header(request, "Connection", public("keep-alive"));
    let fetched = fetch(request).await;
    let hop = last(&fetched);
    let names: Vec<_> = hop.sent.headers.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, [":authority", "x-first", "accept-encoding", "content-length"]);
    let seen = &target.seen()[0];
    assert_eq!(
        (seen.version.as_str(), seen.method.as_str(), seen.path.as_str()),
        ("HTTP/2.0", "POST", "/echo?q=1")
    );
    assert_eq!(seen.header("host"), Some(target.address().to_string().as_str()));
    assert_eq!(seen.body, "hello");
    assert_eq!(hop.answer.as_ref().unwrap().reason, "");
    let timings = fetched.facts.hops[0].timings;
    assert!(
        timings.send.is_some() && timings.first_byte.is_some() && timings.download.is_some(),
        "{timings:?}"
    );
}

#[tokio::test]
async fn http2_knows_the_same_limits_and_failures() {
    let target = Target::http().await;
    for (path, expected) in [
        ("/redirect/2", None),
        ("/encoded/br", None),
        ("/huge", Some(Code::TooLarge)),
        ("/cut", Some(Code::Protocol)),
        ("/close", Some(Code::Protocol)),
        ("/loop", Some(Code::RedirectPolicy)),
    ] {
        let fetched = fetch(speaking(&target.url(path), HttpChoice::Http2)).await;
        match expected {
            None => assert!(!text(&fetched).is_empty()),
            Some(expected) => assert_eq!(code(&fetched), expected, "{path}: {:?}", raw(&fetched).detail),
        }
    }
    let mut request = speaking(&target.url("/slow?body=60000"), HttpChoice::Http2);
    request.options.total_timeout = std::time::Duration::from_millis(150);
    assert_eq!(code(&fetch(request).await), Code::Timeout);
}

#[tokio::test]
async fn large_bodies_pass_both_ways_over_http2() {
    let target = Target::http().await;
    let body = "x".repeat(3 * 1024 * 1024);
    let fetched = fetch(with_body(speaking(&target.url("/echo"), HttpChoice::Http2), "POST", &body)).await;
    assert!(text(&fetched).contains(&body));
}
