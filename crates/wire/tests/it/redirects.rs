//! Who is sent where, and with what.

use tacit_testkit::target::{Authority, Target, When};
use tacit_wire::{Code, WireError};

use crate::{
    code, fetch, get, last, open_config, public, raw, secret, secret_label, text, with_body, with_header,
};

fn to(status: u16, url: &str) -> String {
    let escaped: String = url::form_urlencoded::byte_serialize(url.as_bytes()).collect();
    format!("/redirect-to?status={status}&to={escaped}")
}

#[tokio::test]
async fn each_hop_is_told_in_order() {
    let target = Target::http().await;
    let fetched = fetch(get(&target.url("/redirect/3"))).await;
    last(&fetched);
    let statuses: Vec<_> = fetched.facts.hops.iter().map(|hop| hop.status.unwrap()).collect();
    assert_eq!(statuses, [302, 302, 302, 200]);
    let urls: Vec<_> = raw(&fetched).hops.iter().map(|hop| hop.sent.url.clone()).collect();
    let expected: Vec<_> = (0..=3).rev().map(|n| target.url(&format!("/redirect/{n}"))).collect();
    assert_eq!(urls, expected);
    for hop in &raw(&fetched).hops[..3] {
        assert_eq!(hop.answer.as_ref().unwrap().body, "elsewhere");
    }
    assert_eq!(target.connections(), 4, "each hop has its own connection, so that its times are its own");
}

#[tokio::test]
async fn methods_change_as_in_browsers() {
    let target = Target::http().await;
    for (status, method, expected) in [
        (301, "POST", "GET"),
        (302, "POST", "GET"),
        (303, "POST", "GET"),
        (303, "PUT", "GET"),
        (303, "DELETE", "GET"),
        (303, "HEAD", "HEAD"),
        (307, "POST", "POST"),
        (308, "POST", "POST"),
        (301, "PUT", "PUT"),
        (302, "DELETE", "DELETE"),
        (301, "HEAD", "HEAD"),
        (308, "PATCH", "PATCH"),
    ] {
        let request = with_body(get(&target.url(&to(status, "/echo"))), method, "payload");
        let request = with_header(request, "Content-Type", public("text/plain"));
        last(&fetch(request).await);
        let seen = target.seen().pop().unwrap();
        assert_eq!((seen.path.as_str(), seen.method.as_str()), ("/echo", expected), "{status} {method}");
        let kept = expected == method;
        assert_eq!(seen.body, if kept { "payload" } else { "" }, "{status} {method}");
        assert_eq!(seen.header("content-type").is_some(), kept, "{status} {method}");
    }
}

#[tokio::test]
async fn nothing_else_is_a_redirect() {
    let target = Target::http().await;
    for status in [300, 304, 305, 306, 201] {
        let fetched = fetch(get(&target.url(&to(status, "/echo")))).await;
        assert_eq!(fetched.facts.status(), Some(status));
    }
    assert_eq!(fetch(get(&target.url("/status/302"))).await.facts.status(), Some(302), "without a Location");
    let mut request = get(&target.url("/redirect/1"));
    request.options.follow_redirects = false;
    assert_eq!(fetch(request).await.facts.status(), Some(302), "switched off");
}

#[tokio::test]
async fn a_circle_ends() {
    let target = Target::http().await;
    let fetched = fetch(get(&target.url("/loop"))).await;
    assert_eq!(fetched.facts.error, Some(WireError::TooManyRedirects { limit: 10 }));
    assert_eq!(fetched.facts.hops.len(), 11, "the hops are kept");
    let mut request = get(&target.url("/redirect/2"));
    request.options.max_redirects = 2;
    last(&fetch(request).await);
    let mut request = get(&target.url("/redirect/3"));
    request.options.max_redirects = 2;
    assert_eq!(code(&fetch(request).await), Code::RedirectPolicy);
}

#[tokio::test]
async fn another_origin_gets_neither_credentials_nor_host() {
    let (here, there) = (Target::http().await, Target::http().await);
    let mut request = get(&here.url_at("a.test", &to(302, &there.url_at("b.test", "/echo"))));
    for (name, value) in [
        ("Authorization", "Basic dTpw"),
        ("Cookie", "a=b"),
        ("Proxy-Authorization", "Basic dTpw"),
        ("Host", "virtual.example"),
        ("Referer", "http://before.example/"),
        ("X-Custom", "kept"),
    ] {
        request = with_header(request, name, public(value));
    }
    last(&fetch(request).await);
    let seen = &there.seen()[0];
    for name in ["authorization", "cookie", "proxy-authorization", "referer"] {
        assert_eq!(seen.header(name), None);
        assert!(here.seen()[0].header(name).is_some());
    }
    assert_eq!(seen.header("host"), Some(format!("b.test:{}", there.address().port()).as_str()));
    assert_eq!(seen.header("x-custom"), Some("kept"));
}

#[tokio::test]
async fn the_same_origin_gets_all_of_it_and_no_referer() {
    let target = Target::http().await;
    let request = get(&target.url(&to(302, "/echo")));
    let request = with_header(request, "Authorization", secret("Bearer canary-4711"));
    let fetched = fetch(request).await;
    last(&fetched);
    let seen = &target.seen()[1];
    assert_eq!(seen.header("authorization"), Some("Bearer canary-4711"));
    assert_eq!(seen.header("referer"), None);
    assert_eq!(fetched.raw.label(), &secret_label(1));
}

#[tokio::test]
async fn a_secret_does_not_leave_its_origin_wherever_it_stands() {
    let (here, there) = (Target::http().await, Target::http().await);
    let port = here.address().port();
    for (place, same) in [
        (there.url("/echo"), false),
        (here.url_at("a.test", "/echo"), false),
        (format!("https://127.0.0.1:{port}/echo"), false),
        ("//a.test/echo".to_owned(), false),
        (here.url("/echo"), true),
        ("/echo".to_owned(), true),
        ("?x".to_owned(), true),
    ] {
        let start = here.url(&to(307, &place));
        let in_header = with_header(get(&start), "X-Api-Key", secret("canary"));
        let mut in_url = get(&start);
        in_url.url = secret(&format!("{start}&key=canary"));
        let mut in_body = get(&start);
        in_body.method = public("POST");
        in_body.body = tacit_taint::Labeled::new("canary".into(), secret_label(1));
        let mut in_method = get(&start);
        in_method.method = secret("GET");
        let mut in_name = get(&start);
        in_name.headers.push((secret("X-Canary"), public("1")));
        for request in [in_header, in_url, in_body, in_method, in_name] {
            let mut request = request;
            // `?x` redirects to itself, which says the origin is allowed all the same.
            request.options.max_redirects = 1;
            let fetched = fetch(request).await;
            let refused = fetched.facts.error == Some(WireError::RedirectOrigin);
            assert_eq!(refused, !same, "{place}: {:?}", fetched.facts.error);
        }
    }
    assert_eq!(there.connections(), 0);
}

#[tokio::test]
async fn https_never_becomes_http() {
    let authority = Authority::new();
    let secure = Target::https(&authority.issue(&["127.0.0.1"], When::Now)).await;
    let plain = Target::http().await;
    let wire = tacit_wire::Wire::new(tacit_wire::WireConfig {
        extra_roots: vec![authority.root()],
        ..open_config()
    });
    let fetched = wire.fetch(get(&secure.url(&to(302, &plain.url("/echo")))), None).await;
    assert_eq!(fetched.facts.error, Some(WireError::RedirectDowngrade));
    assert_eq!(plain.connections(), 0);
    let fetched = wire.fetch(get(&plain.url(&to(302, &secure.url("/echo")))), None).await;
    assert_eq!(fetched.facts.status(), Some(200), "the other way is fine");
}

#[tokio::test]
async fn each_hop_passes_the_guard() {
    let target = Target::http().await;
    for place in
        ["http://169.254.169.254/latest/meta-data/", "http://private.test/", "http://[::1]/", "http://0xa.1/"]
    {
        let fetched = fetch(get(&target.url(&to(302, place)))).await;
        assert_eq!(code(&fetched), Code::EgressPolicy, "{place}");
        assert_eq!(fetched.facts.hops[0].status, Some(302));
    }
}

#[tokio::test]
async fn places_that_cannot_be_gone_to_are_refused() {
    let target = Target::http().await;
    for place in
        ["file:///etc/passwd", "ftp://a.test/", "http://user:pw@a.test/", "http://[::1", "mailto:a@b"]
    {
        let fetched = fetch(get(&target.url(&to(302, place)))).await;
        assert_eq!(fetched.facts.error, Some(WireError::RedirectLocation), "{place}");
    }
    assert!(text(&fetch(get(&target.url(&to(302, "/echo#part")))).await).contains("\"/echo\""));
}
