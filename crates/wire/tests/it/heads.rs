//! What goes out, and what must not.

use tacit_testkit::target::Target;
use tacit_wire::{Code, WireError};

use crate::{code, fetch, get, last, public, secret, text, with_body, with_header};

#[tokio::test]
async fn a_request_arrives_as_it_was_written_and_is_recorded_as_it_was_sent() {
    let target = Target::http().await;
    let mut request = with_body(get(&target.url("/echo?a=1&b=two%20words#gone")), "POST", "hello");
    for (name, value) in
        [("X-First", "1"), ("content-type", "text/plain"), ("X-Twice", "a"), ("X-Twice", "b")]
    {
        request = with_header(request, name, public(value));
    }
    let fetched = fetch(request).await;
    let sent = &last(&fetched).sent;
    let host = target.address().to_string();
    let expected: &[(&str, &str)] = &[
        ("Host", &host),
        ("X-First", "1"),
        ("Content-Type", "text/plain"),
        ("X-Twice", "a"),
        ("X-Twice", "b"),
        ("Accept-Encoding", "gzip, deflate, br, zstd"),
        ("Content-Length", "5"),
    ];
    let recorded: Vec<_> = sent
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), std::str::from_utf8(value).unwrap()))
        .collect();
    assert_eq!(recorded, expected);
    assert_eq!((sent.method.as_str(), sent.body_len), ("POST", 5));
    assert_eq!(sent.url, target.url("/echo?a=1&b=two%20words"));

    let seen = &target.seen()[0];
    assert_eq!((seen.method.as_str(), seen.path.as_str()), ("POST", "/echo?a=1&b=two%20words"));
    assert_eq!(seen.body, "hello");
    let received: Vec<_> = seen.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let lower: Vec<_> = expected.iter().map(|(name, value)| (name.to_lowercase(), *value)).collect();
    assert_eq!(received, lower.iter().map(|(name, value)| (name.as_str(), *value)).collect::<Vec<_>>());

    let head: usize = expected.iter().map(|(name, value)| name.len() + value.len() + 4).sum();
    let line = "POST /echo?a=1&b=two%20words HTTP/1.1\r\n".len();
    assert_eq!(sent.size_bytes as usize, line + head + 2 + 5);
    assert_eq!(fetched.facts.status(), Some(200));
}

#[tokio::test]
async fn the_callers_host_and_accept_encoding_win() {
    let target = Target::http().await;
    let request = with_header(get(&target.url("/echo")), "host", public("virtual.example"));
    let request = with_header(request, "Accept-Encoding", public("identity"));
    fetch(request).await;
    let seen = &target.seen()[0];
    assert_eq!(seen.header("host"), Some("virtual.example"));
    assert_eq!(seen.header("accept-encoding"), Some("identity"));
}

#[tokio::test]
async fn headers_of_the_connection_are_not_the_callers() {
    let target = Target::http().await;
    let mut request = with_body(get(&target.url("/echo")), "POST", "12345");
    for (name, value) in [
        ("Content-Length", "0"),
        ("Transfer-Encoding", "chunked"),
        ("Connection", "upgrade"),
        ("Upgrade", "h2c"),
    ] {
        request = with_header(request, name, public(value));
    }
    last(&fetch(request).await);
    let seen = &target.seen()[0];
    assert_eq!(seen.body, "12345");
    assert_eq!(seen.header("content-length"), Some("5"));
    assert_eq!((seen.header("transfer-encoding"), seen.header("connection")), (None, None));
}

#[tokio::test]
async fn an_empty_post_says_that_it_is_empty_and_a_get_says_nothing() {
    let target = Target::http().await;
    fetch(with_body(get(&target.url("/echo")), "POST", "")).await;
    fetch(get(&target.url("/echo"))).await;
    assert_eq!(target.seen()[0].header("content-length"), Some("0"));
    assert_eq!(target.seen()[1].header("content-length"), None);
}

#[tokio::test]
async fn nothing_can_be_injected_into_a_head() {
    let target = Target::http().await;
    for value in ["a\r\nX-Injected: 1", "a\nb", "a\rb", "a\0b", "trailing\n", "del\u{7f}"] {
        let request = with_header(get(&target.url("/echo")), "X-Fine", public("1"));
        let fetched = fetch(with_header(request, "X-Bad", secret(value))).await;
        assert_eq!(fetched.facts.error, Some(WireError::HeaderValue { position: 2 }), "{value:?}");
        assert!(!fetched.raw.label().is_public(), "the label is kept where nothing was sent");
    }
    for name in ["X Bad", "X-Bad:", "", "X\r\nInjected", "Ünicode", "(x)"] {
        let fetched = fetch(with_header(get(&target.url("/echo")), name, public("1"))).await;
        assert_eq!(fetched.facts.error, Some(WireError::HeaderName { position: 1 }), "{name:?}");
        assert_eq!(code(&fetched), Code::Protocol);
    }
    for method in ["", "GET /", "G\r\nT", "CONNECT"] {
        let mut request = get(&target.url("/echo"));
        request.method = public(method);
        assert_eq!(fetch(request).await.facts.error, Some(WireError::Method), "{method:?}");
    }
    assert_eq!(target.connections(), 0);
}

#[tokio::test]
async fn header_values_may_hold_any_text_else() {
    let target = Target::http().await;
    let value = "tab\there, ünïcode ✓, \"quotes\" and ~";
    let fetched = fetch(with_header(get(&target.url("/echo")), "X-Text", public(value))).await;
    last(&fetched);
    assert_eq!(target.seen()[0].header("x-text"), Some(value));
}

#[tokio::test]
async fn urls_that_cannot_be_requested_say_why() {
    for (url, error) in [
        ("", WireError::UrlInvalid),
        ("/relative", WireError::UrlInvalid),
        ("example.com", WireError::UrlInvalid),
        ("http://", WireError::UrlInvalid),
        ("http://[::1", WireError::UrlInvalid),
        ("http://a.test:99999/", WireError::UrlInvalid),
        ("http://256.256.256.256/", WireError::UrlInvalid),
        ("http://a b/", WireError::UrlInvalid),
        ("ftp://a.test/", WireError::UrlScheme),
        ("file:///etc/passwd", WireError::UrlScheme),
        ("gopher://a.test/", WireError::UrlScheme),
        ("javascript:alert(1)", WireError::UrlScheme),
        ("http://user@a.test/", WireError::UrlUserinfo),
        ("http://user:password@a.test/", WireError::UrlUserinfo),
        ("https://:password@a.test/", WireError::UrlUserinfo),
        ("http://a.test@127.0.0.1/", WireError::UrlUserinfo),
        ("http://a.test/\r\nHost: b.test", WireError::UrlControlCharacter),
        ("http://a.t\nest/", WireError::UrlControlCharacter),
        ("http://a.test/\u{0}", WireError::UrlControlCharacter),
    ] {
        let fetched = fetch(get(url)).await;
        assert_eq!(fetched.facts.error, Some(error), "{url:?}");
        assert_eq!(code(&fetched), Code::Url);
        assert!(fetched.facts.hops.is_empty());
    }
}

#[tokio::test]
async fn odd_but_valid_paths_arrive() {
    let target = Target::http().await;
    for (written, sent) in [
        ("/a b", "/a%20b"),
        ("/ü?q=ü", "/%C3%BC?q=%C3%BC"),
        ("/{x}|[y]^`\"<>", "/%7Bx%7D|[y]^%60%22%3C%3E"),
        ("?q=`'\"{}|^", "/?q=`'%22{}|^"),
        ("", "/"),
    ] {
        let fetched = fetch(get(&target.url(written))).await;
        last(&fetched);
        let seen = target.seen().pop().unwrap().path;
        assert_eq!(seen.replace("%27", "'"), sent, "{written}");
    }
}

#[tokio::test]
async fn bodies_arrive_in_every_size() {
    let target = Target::http().await;
    for size in [1, 8 * 1024, 64 * 1024 + 1, 3 * 1024 * 1024] {
        last(&fetch(with_body(get(&target.url("/json")), "PUT", &"x".repeat(size))).await);
        assert_eq!(target.seen().pop().unwrap().body.len(), size);
    }
}

#[tokio::test]
async fn a_head_request_has_headers_and_no_body() {
    let target = Target::http().await;
    let mut request = get(&target.url("/encoded/gzip"));
    request.method = public("HEAD");
    let fetched = fetch(request).await;
    assert_eq!(text(&fetched), "");
    assert_eq!(last(&fetched).answer.as_ref().unwrap().header("Content-Encoding").next(), Some(&b"gzip"[..]));
}
