//! What comes back carries what went out.

use tacit_taint::{Kind, Label, Labeled, SecretId};
use tacit_testkit::target::Target;
use tacit_wire::Request;

use crate::{fetch, get, public, raw, with_header};

fn label(number: u128, kind: Kind) -> Label {
    Label::of(SecretId(uuid::Uuid::from_u128(number)), kind)
}

fn labelled(url: &str) -> (Request, Label) {
    let parts = [
        label(1, Kind::Carried),
        label(2, Kind::Computed),
        label(3, Kind::Carried),
        label(4, Kind::Carried),
        label(5, Kind::Computed),
    ];
    let mut request = Request::new(
        Labeled::new("POST".to_owned(), parts[0].clone()),
        Labeled::new(url.to_owned(), parts[1].clone()),
    );
    request.headers.push((
        Labeled::new("X-Name".to_owned(), parts[2].clone()),
        Labeled::new("value".to_owned(), parts[3].clone()),
    ));
    request.body = Labeled::new("body".into(), parts[4].clone());
    (request, parts.iter().fold(Label::PUBLIC, |all, part| all.joined(part)))
}

#[tokio::test]
async fn the_label_is_the_join_of_all_parts() {
    let target = Target::http().await;
    let (request, all) = labelled(&target.url("/echo"));
    let fetched = fetch(request).await;
    assert_eq!(fetched.facts.status(), Some(200));
    assert_eq!(fetched.raw.label(), &all);
    assert!(fetched.raw.public_value().is_none());
}

#[tokio::test]
async fn the_label_is_whole_when_the_request_fails_at_its_first_part() {
    let (mut request, all) = labelled("not a url");
    assert_eq!(fetch(request).await.raw.label(), &all);
    request = labelled("http://nowhere.test/").0;
    request.method = Labeled::new("bad method".to_owned(), label(1, Kind::Carried));
    assert_eq!(fetch(request).await.raw.label(), &all);
}

#[tokio::test]
async fn facts_hold_none_of_the_text() {
    let target = Target::http().await;
    for path in ["/echo?k=canary-4711", "/close?canary-4711", "/redirect-to?to=http://canary-4711.test/"] {
        let request = with_header(get(&target.url(path)), "X-Key", public("canary-4711"));
        let fetched = fetch(request).await;
        let shown = format!(
            "{:?} {}",
            fetched.facts,
            fetched.facts.error.as_ref().map_or_else(String::new, ToString::to_string)
        );
        assert!(!shown.contains("canary"), "{shown}");
        assert!(raw(&fetched).hops[0].sent.url.contains("canary"), "the control: it is in the raw part");
    }
}
