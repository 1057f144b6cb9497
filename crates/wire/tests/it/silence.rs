//! No library's log line quotes a request, at any level.

use std::{
    io,
    sync::{Arc, Mutex},
};

use tacit_testkit::target::{Authority, Target, When};
use tacit_wire::{HttpChoice, Wire, WireConfig};
use tracing_subscriber::fmt::MakeWriter;

use crate::{get, open_config, secret, with_header};

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl io::Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Captured {
    type Writer = Self;
    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn nothing_of_an_exchange_is_logged_at_trace_level() {
    let captured = Captured::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(captured.clone())
        .finish();
    // For every thread and task of this process, as a program would set it. Other tests in it may log as well.
    tracing::subscriber::set_global_default(subscriber).expect("only this test sets it");

    let authority = Authority::new();
    let target = Target::https(&authority.issue(&["127.0.0.1"], When::Now)).await;
    let plain = Target::http().await;
    let wire = Wire::new(WireConfig { extra_roots: vec![authority.root()], ..open_config() });
    let hosts = ["canary-4711.test".to_owned(), "canary-4711.invalid".to_owned()];
    let urls = [
        target.url("/echo?k=canary-4711"),
        target.url("/set-cookie?canary-4711=1"),
        target.url("/close/canary-4711"),
        plain.url("/cut/canary-4711"),
        plain.url("/canary-4711"),
        "https://127.0.0.1:1/canary-4711".to_owned(),
    ];
    for url in urls.into_iter().chain(hosts.map(|host| format!("http://{host}/"))) {
        for version in [HttpChoice::Auto, HttpChoice::Http1, HttpChoice::Http2] {
            let mut request = with_header(get(&url), "X-Key", secret("canary-4711"));
            request.body = tacit_taint::Labeled::public("canary-4711".into());
            request.options.http_version = version;
            wire.fetch(request, None).await;
        }
    }
    let resolving = Wire::new(WireConfig::default());
    resolving.fetch(get("http://canary-4711.invalid/"), None).await;

    tracing::info!("the control value is seen");
    let log = String::from_utf8_lossy(&captured.0.lock().unwrap()).into_owned();
    assert!(log.contains("the control value is seen"));
    // The target in this process logs as well; it is not ours to silence, and it is a server's.
    let ours: Vec<_> = log.lines().filter(|line| line.contains("canary-4711")).collect();
    assert!(ours.is_empty(), "{ours:#?}");
}
