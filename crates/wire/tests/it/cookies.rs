//! The jar is asked and told at each hop.

use tacit_taint::{Labeled, seam};
use tacit_testkit::target::Target;
use tacit_wire::{CookieJar, WireError};
use url::Url;

use crate::{get, last, public, secret, secret_label, wire, with_header};

/// Sends back whatever was set, to whomever, under the label it came with.
#[derive(Default)]
struct Everything {
    cookies: Vec<Labeled<Vec<u8>>>,
    asked: Vec<String>,
}

impl CookieJar for Everything {
    fn cookies_for(&mut self, url: &Labeled<Url>) -> Option<Labeled<String>> {
        // The real jar belongs to the engine; this one stands in for it.
        self.asked.push(url.open(seam::Wire).path().to_owned());
        let mut label = tacit_taint::Label::PUBLIC;
        let mut pairs = Vec::new();
        for cookie in &self.cookies {
            label.join(cookie.label());
            let text = String::from_utf8_lossy(cookie.open(seam::Wire)).into_owned();
            pairs.push(text.split(';').next().unwrap().to_owned());
        }
        (!pairs.is_empty()).then(|| Labeled::new(pairs.join("; "), label))
    }

    fn store(&mut self, _url: &Labeled<Url>, set_cookie: Labeled<Vec<u8>>) {
        self.cookies.push(set_cookie);
    }
}

#[tokio::test]
async fn a_cookie_set_on_the_way_is_sent_on_the_next_hop() {
    let target = Target::http().await;
    let mut jar = Everything::default();
    let request =
        with_header(get(&target.url("/set-cookie?one=1&two=2&then=/echo")), "Cookie", public("own=0"));
    let fetched = wire().fetch(request, Some(&mut jar)).await;
    last(&fetched);
    assert_eq!(target.seen()[0].header("cookie"), Some("own=0"));
    assert_eq!(target.seen()[1].header("cookie"), Some("own=0; one=1; two=2"));
    assert_eq!(jar.asked, ["/set-cookie", "/echo"]);
    assert!(fetched.raw.label().is_public());
}

#[tokio::test]
async fn a_cookies_label_joins_the_request_and_keeps_it_at_its_origin() {
    let (target, other) = (Target::http().await, Target::http().await);
    let mut jar =
        Everything { cookies: vec![Labeled::new(b"s=canary".to_vec(), secret_label(7))], asked: vec![] };
    let fetched = wire().fetch(get(&target.url("/echo")), Some(&mut jar)).await;
    assert_eq!(fetched.raw.label(), &secret_label(7));
    let away = target.url(&format!("/redirect-to?to={}", other.url("/echo")));
    let fetched = wire().fetch(get(&away), Some(&mut jar)).await;
    assert_eq!(fetched.facts.error, Some(WireError::RedirectOrigin));
    assert_eq!(other.connections(), 0);
}

#[tokio::test]
async fn a_cookie_set_by_a_labelled_request_is_labelled() {
    let target = Target::http().await;
    let mut jar = Everything::default();
    let request = with_header(get(&target.url("/set-cookie?one=1")), "X-Key", secret("canary"));
    wire().fetch(request, Some(&mut jar)).await;
    assert_eq!(jar.cookies[0].label(), &secret_label(1));
}

#[tokio::test]
async fn that_there_is_no_cookie_can_be_labelled_too() {
    struct Nothing;
    impl CookieJar for Nothing {
        fn cookies_for(&mut self, _: &Labeled<Url>) -> Option<Labeled<String>> {
            Some(secret(""))
        }
        fn store(&mut self, _: &Labeled<Url>, _: Labeled<Vec<u8>>) {}
    }
    let target = Target::http().await;
    let fetched = wire().fetch(get(&target.url("/echo")), Some(&mut Nothing)).await;
    assert_eq!(target.seen()[0].header("cookie"), None);
    assert_eq!(fetched.raw.label(), &secret_label(1));
}

#[tokio::test]
async fn a_cookie_cannot_break_the_head() {
    let target = Target::http().await;
    let mut jar = Everything { cookies: vec![Labeled::public(b"a=b\r\nX: y".to_vec())], asked: vec![] };
    let fetched = wire().fetch(get(&target.url("/echo")), Some(&mut jar)).await;
    assert_eq!(fetched.facts.error, Some(WireError::CookieValue));
    assert_eq!(target.connections(), 0);
}
