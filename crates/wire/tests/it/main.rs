//! The way out against real servers on loopback.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bodies;
mod cookies;
mod corpus;
mod egress;
mod heads;
mod labels;
mod redirects;
mod silence;
mod time;
mod tls;
mod versions;

use std::collections::HashMap;

use bytes::Bytes;
use tacit_taint::{Kind, Label, Labeled, SecretId, seam};
use tacit_wire::{Code, Fetched, Hop, Raw, Request, ResolverChoice, Wire, WireConfig};

/// The way out of an operator who opened loopback, and for whom `a.test`, `b.test` and `nowhere.test` are names.
fn wire() -> Wire {
    Wire::new(open_config())
}

fn open_config() -> WireConfig {
    let loopback = "127.0.0.1".parse().unwrap();
    let names = [
        ("a.test", vec![loopback]),
        ("b.test", vec![loopback]),
        ("split.test", vec!["10.0.0.1".parse().unwrap(), loopback]),
        ("private.test", vec!["10.0.0.1".parse().unwrap(), "fd00::1".parse().unwrap()]),
    ];
    WireConfig {
        allow_egress: vec!["127.0.0.0/8".parse().unwrap()],
        resolver: ResolverChoice::Static(
            names.into_iter().map(|(k, v)| (k.to_owned(), v)).collect::<HashMap<_, _>>(),
        ),
        ..WireConfig::default()
    }
}

fn public(text: &str) -> Labeled<String> {
    Labeled::public(text.to_owned())
}

fn secret_label(number: u128) -> Label {
    Label::of(SecretId(uuid::Uuid::from_u128(number)), Kind::Carried)
}

fn secret(text: &str) -> Labeled<String> {
    Labeled::new(text.to_owned(), secret_label(1))
}

fn get(url: &str) -> Request {
    Request::new(public("GET"), public(url))
}

fn with_header(mut request: Request, name: &str, value: Labeled<String>) -> Request {
    request.headers.push((public(name), value));
    request
}

fn with_body(mut request: Request, method: &str, body: &str) -> Request {
    request.method = public(method);
    request.body = Labeled::public(Bytes::copy_from_slice(body.as_bytes()));
    request
}

fn raw(fetched: &Fetched) -> &Raw {
    fetched.raw.open(seam::Wire)
}

/// The last hop of a request that succeeded.
#[track_caller]
fn last(fetched: &Fetched) -> &Hop {
    assert_eq!(fetched.facts.error, None, "{:?}", raw(fetched).detail);
    raw(fetched).hops.last().expect("a success has a hop")
}

/// The body of a request that succeeded, as text.
#[track_caller]
fn text(fetched: &Fetched) -> String {
    let answer = last(fetched).answer.as_ref().expect("a success has an answer");
    assert!(!answer.truncated);
    String::from_utf8(answer.body.to_vec()).expect("text")
}

#[track_caller]
fn code(fetched: &Fetched) -> Code {
    fetched.facts.error.as_ref().expect("a failure").code()
}

async fn fetch(request: Request) -> Fetched {
    wire().fetch(request, None).await
}
