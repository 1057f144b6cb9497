//! Clients that take their time.

use std::{sync::Arc, time::Duration};

use tacit_server::{Listening, ServerState, Settings, router, serve};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use tokio_util::sync::CancellationToken;

use crate::common::TestServer;

/// Long enough for what should happen at once, on a busy machine.
const SOON: Duration = Duration::from_secs(10);

struct Patient {
    server: TestServer,
    address: std::net::SocketAddr,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Patient {
    async fn start(settings: Listening) -> Self {
        let server = TestServer::empty().await;
        let state = ServerState { app: server.app.clone(), settings: Arc::new(Settings::default()) };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let task = tokio::spawn(serve(listener, router(state), settings, stop.clone()));
        Self { server, address, stop, task }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }
}

async fn until_closed(stream: &mut TcpStream) -> String {
    let mut read = Vec::new();
    let reading = tokio::time::timeout(SOON, stream.read_to_end(&mut read)).await.expect("it is closed");
    // A reset is an end too.
    let _ = reading;
    String::from_utf8_lossy(&read).into_owned()
}

#[tokio::test]
async fn a_head_that_does_not_come_closes_the_connection() {
    let patient =
        Patient::start(Listening { head: Duration::from_millis(200), ..Listening::default() }).await;
    for start in ["", "G", "GET /healthz HTTP/1.1\r\nhost: localhost\r\nx-slow: "] {
        let mut stream = patient.connect().await;
        stream.write_all(start.as_bytes()).await.unwrap();
        let answer = until_closed(&mut stream).await;
        assert!(!answer.contains("200 OK"), "{answer}");
    }
    // One that was used and is not any more.
    let mut stream = patient.connect().await;
    stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    assert!(until_closed(&mut stream).await.contains("200 OK"));
    drop(patient.server);
}

#[tokio::test]
async fn connections_are_so_many_at_once() {
    let patient = Patient::start(Listening { connections: 2, head: SOON * 6 }).await;
    let held = [patient.connect().await, patient.connect().await];
    let mut third = patient.connect().await;
    third.write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await.unwrap();
    let mut one = [0];
    let early = tokio::time::timeout(Duration::from_millis(300), third.read(&mut one)).await;
    assert!(early.is_err(), "it waits");
    drop(held);
    assert!(until_closed(&mut third).await.contains("200 OK"), "and is served when there is room");
}

#[tokio::test]
async fn what_is_no_request_harms_nobody() {
    let patient = Patient::start(Listening::default()).await;
    let long = format!("GET /{} HTTP/1.1\r\nhost: l\r\n\r\n", "a".repeat(200_000));
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "x: y\r\n".repeat(500));
    for garbage in [
        b"\x16\x03\x01\x02\x00\x01\x00".as_slice(),
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /v1/x HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\ncontent-length: -1\r\n\r\n",
        b"\0\0\0\0\r\n\r\n",
        long.as_bytes(),
        many.as_bytes(),
    ] {
        let mut stream = patient.connect().await;
        let _ = stream.write_all(garbage).await;
        let _ = stream.shutdown().await;
        let answer = until_closed(&mut stream).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4") || answer.starts_with("HTTP/1.1 200"), "{answer:.200}");
    }
    let mut stream = patient.connect().await;
    stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: l\r\nconnection: close\r\n\r\n").await.unwrap();
    assert!(until_closed(&mut stream).await.contains("200 OK"));
}

#[tokio::test]
async fn stopping_finishes_requests_and_waits_for_nobody_who_is_silent() {
    let patient = Patient::start(Listening::default()).await;
    let silent = patient.connect().await;
    let mut used = patient.connect().await;
    used.write_all(b"GET /healthz HTTP/1.1\r\nhost: l\r\n\r\n").await.unwrap();
    let mut one = [0; 12];
    used.read_exact(&mut one).await.unwrap();
    patient.stop.cancel();
    tokio::time::timeout(SOON, patient.task).await.expect("it ends").unwrap();
    assert!(TcpStream::connect(patient.address).await.is_err());
    drop((silent, used));
}
