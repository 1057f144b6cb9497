//! A target for tests: a real HTTP server on loopback, with or without TLS, that remembers what it was sent.
//!
//! | route | answers |
//! |---|---|
//! | `/echo` | JSON of the request: `method`, `path`, `query`, `headers` (list of pairs), `body` (text) |
//! | `/json` | a constant JSON object of about 1 KB |
//! | `/status/N` | status N, with the text `status N` where a body is allowed |
//! | `/redirect/N` | 302 to `/redirect/N-1`, and from `/redirect/0` the echo |
//! | `/redirect-to?to=URL&status=N` | status N (302 if left out) with that `Location` |
//! | `/loop` | 302 to itself |
//! | `/set-cookie?NAME=VALUE&...` | sets each cookie with path `/`; `&then=URL` redirects there |
//! | `/slow?head=MS&body=MS` | waits before the head, and in the middle of the body |
//! | `/encoded/CODING` | the text [`ENCODED_TEXT`] in `gzip`, `deflate`, `deflate-raw`, `br` or `zstd` |
//! | `/broken/CODING` | bytes that are not in the coding they name |
//! | `/bomb/CODING` | a small body that inflates to 1 GiB (gzip) or 16 MiB |
//! | `/huge` | 1 GiB in chunks, its length not announced; `/huge-announced` the same with `Content-Length` |
//! | `/many-headers/N`, `/long-header/N` | N headers; a header of N bytes |
//! | `/guarded` | by the beginning of `x-api-key`: `good-` the constant JSON, `weak-` 403, `busy-` 429, anything else 401 |
//! | `/session` | 302 to `/login`, which is a page of HTML |
//! | `/method`, `/typed` | 405 unless POST; 415 unless the body is called JSON, 422 unless it is an object |
//! | `/close` | nothing: the connection is closed |
//! | `/cut` | half of the body announced |
//!
//! To add a route, add a line here and an arm in `routes`.

mod certificates;
mod routes;

use std::{
    convert::Infallible,
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
};

use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::service::service_fn;
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto,
};
use rustls::ServerConfig;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpListener,
    task::JoinSet,
};
use tokio_rustls::TlsAcceptor;

pub use certificates::{Authority, ServerCertificate, When};
pub use routes::ENCODED_TEXT;

/// A running target. Stops when dropped.
pub struct Target {
    address: SocketAddr,
    scheme: &'static str,
    log: Arc<Log>,
    task: tokio::task::JoinHandle<()>,
}

/// A request as the target received it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The method.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// `HTTP/1.1` or `HTTP/2.0`.
    pub version: String,
    /// Headers in the order they came, names in lower case. HTTP/2's `:authority` stands as `host`.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
}

impl Seen {
    /// The first value of a header, by its name in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

#[derive(Default)]
struct Log {
    seen: Mutex<Vec<Seen>>,
    connections: AtomicUsize,
}

impl Target {
    /// A target without TLS that speaks HTTP/1.1 and HTTP/2 (with prior knowledge).
    pub async fn http() -> Self {
        Self::start("http", None).await
    }

    /// The same at an address of one's own, where nobody listened before.
    pub async fn http_at(address: SocketAddr) -> Self {
        Self::start_at(address, "http", None).await
    }

    /// A target with this certificate that prefers HTTP/2.
    pub async fn https(certificate: &ServerCertificate) -> Self {
        Self::tls(certificate.config(&[b"h2", b"http/1.1"])).await
    }

    /// A target with this certificate that speaks HTTP/1.1 only.
    pub async fn https1(certificate: &ServerCertificate) -> Self {
        Self::tls(certificate.config(&[b"http/1.1"])).await
    }

    /// A target with a TLS configuration of one's own.
    pub async fn tls(config: ServerConfig) -> Self {
        Self::start("https", Some(TlsAcceptor::from(Arc::new(config)))).await
    }

    async fn start(scheme: &'static str, tls: Option<TlsAcceptor>) -> Self {
        Self::start_at((Ipv4Addr::LOCALHOST, 0).into(), scheme, tls).await
    }

    async fn start_at(address: SocketAddr, scheme: &'static str, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind(address).await.expect("the port is free");
        let address = listener.local_addr().expect("a bound listener has an address");
        let log = Arc::new(Log::default());
        let task = tokio::spawn(accept(listener, tls, Arc::clone(&log)));
        Self { address, scheme, log, task }
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL of `path` (with its leading slash) at the target's address.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        self.url_at("127.0.0.1", path)
    }

    /// The URL of `path` under another name of the same machine.
    #[must_use]
    pub fn url_at(&self, host: &str, path: &str) -> String {
        format!("{}://{host}:{}{path}", self.scheme, self.address.port())
    }

    /// Every request so far.
    #[must_use]
    pub fn seen(&self) -> Vec<Seen> {
        self.log.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many TCP connections were accepted so far.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.log.connections.load(Relaxed)
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, tls: Option<TlsAcceptor>, log: Arc<Log>) {
    // Dropped with this task, and every connection with it.
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        log.connections.fetch_add(1, Relaxed);
        let (tls, log) = (tls.clone(), Arc::clone(&log));
        connections.spawn(async move {
            // Answers go out at once, as from any server that cares for its times.
            let _ = stream.set_nodelay(true);
            match tls {
                None => serve(stream, log).await,
                Some(tls) => {
                    if let Ok(stream) = tls.accept(stream).await {
                        serve(stream, log).await;
                    }
                }
            }
        });
        while connections.try_join_next().is_some() {}
    }
}

async fn serve<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(stream: S, log: Arc<Log>) {
    let service = service_fn(move |request: http::Request<hyper::body::Incoming>| {
        let log = Arc::clone(&log);
        async move {
            let (head, body) = request.into_parts();
            let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
            let seen = seen(&head, body);
            log.seen.lock().unwrap_or_else(PoisonError::into_inner).push(seen.clone());
            routes::answer(&seen).await
        }
    });
    // A client may go away in the middle of anything.
    let _ = auto::Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service).await;
}

fn seen(head: &http::request::Parts, body: Bytes) -> Seen {
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let authority = head.uri.authority().map(|authority| ("host".to_owned(), authority.to_string()));
    let headers = head.headers.iter().map(|(name, value)| (name.to_string(), text(value.as_bytes())));
    Seen {
        method: head.method.to_string(),
        path: head.uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string),
        version: format!("{:?}", head.version),
        headers: authority.into_iter().chain(headers).collect(),
        body,
    }
}

/// What a route may fail with: the connection is closed without an answer.
#[derive(Debug)]
struct Close;

impl std::fmt::Display for Close {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("closed on purpose")
    }
}

impl std::error::Error for Close {}

impl From<Infallible> for Close {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}
