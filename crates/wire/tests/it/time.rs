//! Slow targets, and how long each phase took.

use std::time::{Duration, Instant};

use tacit_testkit::target::Target;
use tacit_wire::{Code, HttpChoice, Phase, WireError};

use crate::{code, fetch, get, last, raw, wire};

#[tokio::test]
async fn a_slow_head_and_a_slow_body_run_out_of_time() {
    let target = Target::http().await;
    let after = Duration::from_millis(150);
    for (path, phase, status) in
        [("/slow?head=60000", Phase::Wait, None), ("/slow?body=60000", Phase::Download, Some(200))]
    {
        let mut request = get(&target.url(path));
        request.options.total_timeout = after;
        let started = Instant::now();
        let fetched = fetch(request).await;
        assert_eq!(fetched.facts.error, Some(WireError::Timeout { phase, after }));
        assert_eq!(fetched.facts.hops[0].status, status);
        assert!(started.elapsed() >= after && started.elapsed() < Duration::from_secs(5));
        assert!(raw(&fetched).hops[0].sent.size_bytes > 0, "what was sent is known");
        assert!(fetched.facts.hops[0].timings.total.unwrap() >= after);
    }
}

#[tokio::test]
async fn a_server_that_accepts_and_is_silent_runs_out_of_time() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let mut request = get(&format!("https://{address}/"));
    request.options.connect_timeout = Duration::from_millis(150);
    let fetched = fetch(request).await;
    let after = Duration::from_millis(150);
    assert_eq!(fetched.facts.error, Some(WireError::Timeout { phase: Phase::Tls, after }));
    assert_eq!(fetched.facts.hops[0].connection.as_ref().unwrap().remote, address);
    assert_eq!(
        fetched.facts.error.unwrap().to_string(),
        "No answer within 0.15 s: the time ran out while setting up TLS."
    );
}

#[tokio::test]
async fn the_time_in_all_covers_redirects() {
    let target = Target::http().await;
    let mut request = get(&target.url("/redirect-to?to=/slow?head=60000"));
    request.options.total_timeout = Duration::from_millis(200);
    let fetched = fetch(request).await;
    assert_eq!(code(&fetched), Code::Timeout);
    assert_eq!(fetched.facts.hops.len(), 2);
}

#[tokio::test]
async fn cancelling_ends_it_and_keeps_what_is_known() {
    let target = Target::http().await;
    let request = get(&target.url("/slow?head=60000"));
    let cancel = request.options.cancel.clone();
    let (fetched, ()) = tokio::join!(fetch(request), async {
        while target.seen().is_empty() {
            tokio::task::yield_now().await;
        }
        cancel.cancel();
    });
    assert_eq!(fetched.facts.error, Some(WireError::Cancelled));
    assert_eq!(fetched.facts.hops.len(), 1);
}

#[tokio::test]
async fn nothing_stays_open_after_the_end() {
    use tokio::io::AsyncReadExt;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    for version in [HttpChoice::Http1, HttpChoice::Http2] {
        let mut request = get(&url);
        request.options.http_version = version;
        request.options.total_timeout = Duration::from_millis(100);
        let server = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut all = Vec::new();
            // Ends only when the other side closes.
            let _ = stream.read_to_end(&mut all).await;
            all.len()
        };
        let (fetched, received) = tokio::join!(fetch(request), server);
        assert_eq!(code(&fetched), Code::Timeout);
        assert!(received > 0);
    }
}

#[tokio::test]
async fn an_answer_may_come_before_the_request_is_through() {
    use tokio::io::AsyncWriteExt;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let request = crate::with_body(
        get(&format!("http://{}/", listener.local_addr().unwrap())),
        "POST",
        &"x".repeat(32 * 1024 * 1024),
    );
    let server = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"HTTP/1.1 413 Too Much\r\nContent-Length: 2\r\n\r\nno").await.unwrap();
        stream
    };
    let (fetched, _unread) = tokio::join!(fetch(request), server);
    assert_eq!(crate::text(&fetched), "no");
    let hop = last(&fetched);
    assert_eq!(hop.answer.as_ref().unwrap().reason, "Too Much");
    assert!(hop.sent.size_bytes < hop.sent.body_len, "the rest was not sent");
}

#[tokio::test]
async fn each_phase_has_its_own_time() {
    let target = Target::http().await;
    let fetched = fetch(get(&target.url_at("a.test", "/slow?head=120&body=80"))).await;
    last(&fetched);
    let timings = fetched.facts.hops[0].timings;
    assert!(timings.dns.is_some() && timings.connect.is_some() && timings.send.is_some());
    assert_eq!(timings.tls, None);
    assert!(timings.first_byte.unwrap() >= Duration::from_millis(115), "{timings:?}");
    assert!(timings.download.unwrap() >= Duration::from_millis(75), "{timings:?}");
    let parts = [timings.dns, timings.connect, timings.send, timings.first_byte, timings.download];
    assert!(parts.iter().flatten().sum::<Duration>() <= timings.total.unwrap());
    assert!(timings.total.unwrap() <= fetched.facts.total);
}

#[tokio::test]
async fn an_address_needs_no_lookup() {
    let target = Target::http().await;
    let fetched = fetch(get(&target.url("/json"))).await;
    assert_eq!(fetched.facts.hops[0].timings.dns, None);
    assert_eq!(fetched.facts.hops[0].connection.as_ref().unwrap().remote, target.address());
}

#[tokio::test]
async fn a_fetch_may_move_between_threads_and_many_run_at_once() {
    let target = Target::http().await;
    let wire = wire();
    let mut runs = tokio::task::JoinSet::new();
    for _ in 0..64 {
        let (wire, url) = (wire.clone(), target.url("/json"));
        runs.spawn(async move { wire.fetch(get(&url), None).await.facts.status() });
    }
    assert_eq!(runs.join_all().await, vec![Some(200); 64]);
}
