//! Bodies: coded, broken, endless.

use std::time::{Duration, Instant};

use tacit_testkit::target::{ENCODED_TEXT, Target};
use tacit_wire::{Code, Request, WireError};

use crate::{code, fetch, get, last, raw, text};

fn limited(url: &str, limit: usize) -> Request {
    let mut request = get(url);
    request.options.max_body = limit;
    request
}

#[tokio::test]
async fn every_coding_is_undone() {
    let target = Target::http().await;
    for coding in ["gzip", "deflate", "deflate-raw", "br", "zstd"] {
        let fetched = fetch(get(&target.url(&format!("/encoded/{coding}")))).await;
        assert_eq!(text(&fetched), ENCODED_TEXT, "{coding}");
        let wire_size = last(&fetched).answer.as_ref().unwrap().wire_size;
        assert!(wire_size > 0 && wire_size < ENCODED_TEXT.len() as u64, "{coding}: {wire_size}");
    }
}

#[tokio::test]
async fn an_unknown_coding_is_left_alone() {
    let target = Target::http().await;
    assert_eq!(text(&fetch(get(&target.url("/encoded/klingon"))).await), ENCODED_TEXT);
}

#[tokio::test]
async fn a_body_that_lies_about_its_coding_is_an_error() {
    let target = Target::http().await;
    for coding in ["gzip", "deflate", "br", "zstd"] {
        let fetched = fetch(get(&target.url(&format!("/broken/{coding}")))).await;
        assert_eq!(fetched.facts.error, Some(WireError::Encoding), "{coding}");
        let answer = raw(&fetched).hops[0].answer.as_ref().unwrap();
        assert!(answer.truncated && answer.body.is_empty() && answer.status == 200);
    }
}

#[tokio::test]
async fn a_bomb_ends_at_the_limit() {
    let target = Target::http().await;
    let limit = 1024 * 1024;
    for coding in ["gzip", "deflate", "br", "zstd"] {
        let started = Instant::now();
        let fetched = fetch(limited(&target.url(&format!("/bomb/{coding}")), limit)).await;
        assert_eq!(fetched.facts.error, Some(WireError::BodyTooLarge { limit }), "{coding}");
        assert!(raw(&fetched).hops[0].answer.as_ref().unwrap().body.is_empty());
        // Building it in the target takes a while; inflating a gigabyte would take many times that.
        assert!(started.elapsed() < Duration::from_secs(30), "{coding} took {:?}", started.elapsed());
    }
}

#[tokio::test]
async fn a_gigabyte_ends_at_the_limit() {
    let target = Target::http().await;
    for route in ["/huge", "/huge-announced"] {
        let started = Instant::now();
        let fetched = fetch(get(&target.url(route))).await;
        assert_eq!(code(&fetched), Code::TooLarge, "{route}");
        let wire_size = raw(&fetched).hops[0].answer.as_ref().unwrap().wire_size;
        assert!(wire_size < 11 * 1024 * 1024, "{route}: {wire_size}");
        assert!(started.elapsed() < Duration::from_secs(10), "{route} took {:?}", started.elapsed());
    }
    assert_eq!(fetch(get(&target.url("/json"))).await.facts.status(), Some(200), "the target is still there");
}

#[tokio::test]
async fn the_limit_itself_is_allowed() {
    let target = Target::http().await;
    let length = text(&fetch(get(&target.url("/json"))).await).len();
    assert_eq!(text(&fetch(limited(&target.url("/json"), length)).await).len(), length);
    assert_eq!(code(&fetch(limited(&target.url("/json"), length - 1)).await), Code::TooLarge);
    let inflated = ENCODED_TEXT.len();
    assert_eq!(text(&fetch(limited(&target.url("/encoded/gzip"), inflated)).await), ENCODED_TEXT);
    assert_eq!(code(&fetch(limited(&target.url("/encoded/gzip"), inflated - 1)).await), Code::TooLarge);
}

#[tokio::test]
async fn answers_without_a_body_are_whole() {
    let target = Target::http().await;
    for status in [204, 304] {
        let fetched = fetch(get(&target.url(&format!("/status/{status}")))).await;
        assert_eq!(text(&fetched), "");
        assert_eq!(fetched.facts.status(), Some(status));
    }
    for status in [200, 201, 404, 418, 500, 599] {
        let fetched = fetch(get(&target.url(&format!("/status/{status}")))).await;
        assert_eq!(text(&fetched), format!("status {status}"));
        assert_eq!(fetched.facts.status(), Some(status));
    }
}

#[tokio::test]
async fn a_connection_closed_early_is_told_apart() {
    let target = Target::http().await;
    let fetched = fetch(get(&target.url("/close"))).await;
    assert_eq!(fetched.facts.error, Some(WireError::ClosedEarly));
    let fetched = fetch(get(&target.url("/cut"))).await;
    assert_eq!(fetched.facts.error, Some(WireError::BodyCutShort));
    let answer = raw(&fetched).hops[0].answer.as_ref().unwrap();
    assert!(answer.truncated && answer.body.is_empty());
    assert_eq!(fetched.facts.hops[0].status, Some(200));
    assert_eq!(fetched.facts.status(), None, "no answer, although a status came");
}

#[tokio::test]
async fn heads_have_a_limit() {
    let target = Target::http().await;
    last(&fetch(get(&target.url("/many-headers/200"))).await);
    last(&fetch(get(&target.url("/long-header/100000"))).await);
    assert_eq!(code(&fetch(get(&target.url("/many-headers/300"))).await), Code::TooLarge);
    assert_eq!(code(&fetch(get(&target.url("/long-header/300000"))).await), Code::TooLarge);
}

#[tokio::test]
async fn what_is_not_http_is_malformed() {
    use tokio::io::AsyncWriteExt;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        for bytes in [
            &b"SSH-2.0-OpenSSH_9.2\r\n"[..],
            b"HTTP/1.1 abc\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nbad header\r\n\r\n",
        ] {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.write_all(bytes).await.unwrap();
            // Closing with the request unread would reset the connection under the answer.
            let mut request = [0; 1024];
            let _ = tokio::io::AsyncReadExt::read(&mut stream, &mut request).await;
        }
    });
    for _ in 0..3 {
        let fetched = fetch(get(&url)).await;
        assert_eq!(fetched.facts.error, Some(WireError::Malformed), "{:?}", raw(&fetched).detail);
    }
    server.await.unwrap();
}
